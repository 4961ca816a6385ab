"""The models of the user's own: which one reads, answers or comforts, and what lies in their folder."""

import errno
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.config import SETTINGS, Settings, models_folder
from app.errors import ModelError, Sentence, TodakError
from app.files import private_folder
from app.ui import translation
from app.ui.advice import breakable, explained
from app.ui.live_session import LiveSession
from app.ui.settings_keeper import SettingsNotSaved
from app.ui.widgets import build
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.path_row import PathRow
from app.ui.widgets.question import Question
from app.ui.widgets.setting_controls import BOX_LETTERS, ChoiceBox
from app.ui.widgets.setting_row import SettingRow

if TYPE_CHECKING:
    from app.models.catalogue import Offer
    from app.models.library import Found

_EMOTION, _COMPANION, _WELLNESS, _BASE = "emotion", "companion", "wellness", "base"  # as in app/models/checkpoints.py
_SETTINGS = {_EMOTION: "emotion_model", _COMPANION: "generator_model", _WELLNESS: "wellness_model"}


class ModelNotRemoved(ModelError):
    """The folder of a model could not be deleted."""

    code = "model_not_removed"
    message = Sentence("{id} 모델을 지우지 못했어요. ({reason})", "The model {id} could not be deleted ({reason}).")
    kept = Sentence("지우지 못한 파일은 그 폴더에 남아 있어요.", "What could not be deleted is still in its folder.")
    todo = Sentence("모델 폴더를 열어 직접 지워 주세요.", "Open the folder of the models and delete it there.")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one look found: the user's models, what is offered, and bytes of it that have come, by the offer's id."""

    found: "tuple[Found, ...]"
    offers: "tuple[Offer, ...]"
    there: dict[str, int]


def look_over() -> Shelf:
    """Look into the models' folder; loads nothing and compares no hashes. Raises ModelMissing, ModelBroken."""
    from app.models import catalogue, library

    offers = catalogue.offers()
    found = tuple(library.look(name) for name in library.ids())
    return Shelf(found, offers, {offer.id: catalogue.bytes_there(offer) for offer in offers})


def megabytes(size: int) -> str:
    """`size` bytes, in words."""
    return f"{size / 1e6:,.0f}MB" if size >= 10_000_000 else f"{size / 1e6:,.1f}MB"


def _name(task: str) -> str:
    """What a model of this task is called."""
    return translation.said(next(each.label for each in SETTINGS if each.key == _SETTINGS[task]))


class ModelBox(ChoiceBox):
    """Todak's own and the user's models of one task; those that cannot be used are named and cannot be chosen."""

    def __init__(self, name: str, own: str) -> None:
        """`own`: what Todak itself has for the task is called so."""
        super().__init__((), name)
        self._own = own
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(BOX_LETTERS)
        self.show_models((), None)

    def show_models(self, found: "tuple[Found, ...]", chosen: str | None) -> None:
        """Offer `found`; `chosen` (None: Todak's own) stays shown, whether it can be had or not."""
        self.clear()
        self.addItem(self._own, None)
        for each in found:
            if each.trouble is None:
                self.addItem(each.id, each.id)
            else:
                self._add_unusable(self.tr("{name} (쓸 수 없음)").format(name=each.id), each.id)
        if chosen is not None and all(each.id != chosen for each in found):
            self._add_unusable(self.tr("{name} (없음)").format(name=chosen), chosen)
        for at in range(self.count()):
            self.setItemData(at, self.itemText(at), Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(max(0, self.findData(chosen)) if chosen is not None else 0)
        self.setToolTip(self.currentText())

    def _add_unusable(self, words: str, model_id: str) -> None:
        self.addItem(words, model_id)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.item(self.count() - 1).setEnabled(False)


class ModelsFolder(PathRow):
    """Where the models lie; the folder is made when one wants to see it."""

    def __init__(self, live: LiveSession, parent: QWidget | None = None) -> None:
        self._live = live
        folder = models_folder()
        super().__init__(
            self.tr("모델 폴더"), self.tr("직접 훈련했거나 받은 모델을 폴더째 두는 곳이에요."), folder, parent
        )

    def open_folder(self) -> None:
        """PathRow's."""
        self._live.aside(lambda: private_folder(models_folder()), self._made)

    def _made(self, _: Path | None) -> None:
        super().open_folder()


class OwnModel(QWidget):
    """One of the user's models: what it is or what is wrong with it, and a way to be rid of it."""

    removed = Signal()  # after the question was answered with yes

    def __init__(self, found: "Found", about: str, *, is_chosen: bool) -> None:
        super().__init__()
        remove = build.button(self.tr("지우기"), "link", self._ask, icon="trash")
        remove.setAccessibleDescription(found.id)
        self._words = self.tr("{name} 모델을 지울까요? 폴더에 든 {size}가 지워지고, 되돌릴 수 없어요.").format(
            name=found.id, size=megabytes(found.size)
        )
        if is_chosen:
            self._words += " " + self.tr("지금 쓰는 모델이라, 지우고 나면 토닥의 모델이 대신해요.")
        self._question = Question()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(build.area("line"))
        column.addWidget(SettingRow(found.id, remove, about))
        inset = QVBoxLayout()
        inset.setContentsMargins(20, 0, 20, 0)
        inset.addWidget(self._question)
        column.addLayout(inset)
        self._inset = inset
        self._question.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: air below the question while there is one."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._inset.setContentsMargins(20, 0, 20, 0 if self._question.isHidden() else 16)
        return False

    def _ask(self) -> None:
        self._question.ask(self._words, self.tr("완전히 지우기"), self.removed.emit)


class ModelChoices(QWidget):
    """Which model does what, the user's models, and their folder."""

    changed = Signal()  # another one is in use, or one is gone

    def __init__(self, live: LiveSession, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._settings = settings
        self._shelf = Shelf((), (), {})
        self._changing = ""  # the task whose model is being changed, "" when none is
        self._boxes: dict[str, ModelBox] = {}
        self._rows: dict[str, SettingRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._make_head())
        for task in _SETTINGS:
            self._column.addWidget(build.area("line"))
            self._column.addWidget(self._make_row(task))
        self._trouble = ErrorNote()
        inset = QVBoxLayout()
        inset.setContentsMargins(20, 0, 20, 0)
        inset.addWidget(self._trouble)
        self._inset = inset
        self._column.addLayout(inset)
        own = QWidget()
        self._own = QVBoxLayout(own)
        self._own.setContentsMargins(0, 0, 0, 0)
        self._own.setSpacing(0)
        self._shown: object = None
        self._column.addWidget(own)
        self._column.addWidget(build.area("line"))
        self._column.addWidget(ModelsFolder(live))

    # --- building ------------------------------------------------------------------------------------------------

    def _make_head(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(4)
        column.addWidget(build.label(self.tr("모델"), "strong", wrap=True))
        words = self.tr("어느 모델을 골라도 위급한 말을 알아채는 일은 토닥의 모델이 맡아요.")
        column.addWidget(build.label(words, "soft", wrap=True))
        return made

    def _make_row(self, task: str) -> SettingRow:
        name = _name(task)
        own = self.tr("토닥의 모델") if task == _EMOTION else self.tr("토닥의 위로 글")
        box = ModelBox(name, own)
        box.chosen.connect(lambda model_id: self._choose(task, model_id))
        self._boxes[task] = box
        self._rows[task] = SettingRow(name, box)
        return self._rows[task]

    # --- what is there -------------------------------------------------------------------------------------------

    def show_shelf(self, shelf: Shelf) -> None:
        """Show what a look found and what is chosen now."""
        self._shelf = shelf
        self._show_choices()
        in_use = {self._settings[setting] for setting in _SETTINGS.values()}
        rows = tuple((each.id, self._about(each), each.id in in_use) for each in shelf.found)
        if rows == self._shown:
            return  # who is about to press one of its buttons keeps it
        self._shown = rows
        while (item := self._own.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for each, (_, about, is_chosen) in zip(shelf.found, rows, strict=True):
            row = OwnModel(each, about, is_chosen=is_chosen)
            row.removed.connect(partial(self._remove, each))
            self._own.addWidget(row)

    def _show_choices(self) -> None:
        for task, box in self._boxes.items():
            of_task = tuple(each for each in self._shelf.found if each.task == task)
            box.show_models(of_task, self._settings[_SETTINGS[task]])
            box.setEnabled(not self._changing)

    def _about(self, found: "Found") -> str:
        if found.trouble is not None:
            said = explained(found.trouble)
            message = said["message"].replace(str(found.folder), found.id)  # where that is, is said below
            return breakable(f"{message} {said['todo']}")
        kind = _name(found.task) if found.task != _BASE else self.tr("훈련의 바탕이에요. 훈련하고 나면 쓸 수 있어요")
        licence = found.checkpoint.licence if found.checkpoint is not None else ""
        return " · ".join(part for part in (kind, megabytes(found.size), licence) if part)

    # --- choosing ------------------------------------------------------------------------------------------------

    def _choose(self, task: str, model_id: str | None) -> None:
        if self._changing or not self._live.is_open:
            return
        settings = self._settings
        self._begin(task, self.tr("파일을 확인하고 있어요…"))

        def work() -> None:
            from app.models import library

            try:
                if model_id is None:
                    library.choose_bundled(task, settings)
                else:
                    library.choose(model_id, settings)
            except OSError as error:
                raise SettingsNotSaved(reason=errno.errorcode.get(error.errno or 0, type(error).__name__)) from error

        self._live.slowly(work, self._chosen, self._failed)

    def _chosen(self, _: object) -> None:
        setting = _SETTINGS[self._changing]
        self._live.setting_changed.emit(setting)
        self._rows[self._changing].show_help(self.tr("불러오고 있어요. 큰 모델은 조금 걸려요…"))
        if self._live.is_open:
            self._live.follow_model(setting, self._followed, self._failed)

    def _followed(self, trouble: ModelError | None) -> None:
        task = self._end()
        if trouble is not None:
            self._explain(trouble)
        elif self._settings[_SETTINGS[task]] is not None:
            self._rows[task].show_help(self.tr("다음 이야기부터 이 모델을 써요."))
        self.changed.emit()

    def _failed(self, error: TodakError) -> None:
        self._end()
        self._explain(error)
        self.changed.emit()

    def _begin(self, task: str, words: str) -> None:
        self._changing = task
        self._trouble.clear()
        self._inset.setContentsMargins(20, 0, 20, 0)
        for each, row in self._rows.items():
            self._boxes[each].setEnabled(False)
            row.show_help(words if each == task else "")

    def _end(self) -> str:
        task, self._changing = self._changing, ""
        self._rows[task].show_help("")
        self._show_choices()
        return task

    def _explain(self, error: TodakError) -> None:
        self._trouble.show_error(error)
        self._inset.setContentsMargins(20, 0, 20, 14)

    # --- removing ------------------------------------------------------------------------------------------------

    def _remove(self, found: "Found") -> None:
        settings = self._settings
        self._trouble.clear()

        def work() -> None:
            from app.models import library

            try:
                library.remove(found.id, settings)
            except OSError as error:
                reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
                raise ModelNotRemoved(id=found.id, reason=reason) from error

        self._live.slowly(work, self._removed, self._not_removed)

    def _removed(self, _: object) -> None:
        self.changed.emit()

    def _not_removed(self, error: TodakError) -> None:
        self._explain(error)
        self.changed.emit()
