"""What the user says about an entry: its score, the emotions felt, the company, its tags."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.diary.emotion import EMOTIONS, Emotion
from app.diary.entry import Entry, Person
from app.errors import TodakError
from app.ui import theme as themes
from app.ui.artwork import face_pixmap
from app.ui.live_session import LiveSession
from app.ui.translation import emotion_word, person_word
from app.ui.widgets import build
from app.ui.widgets.choice_row import ChoiceRow
from app.ui.widgets.score_row import ScoreRow
from app.ui.widgets.tag_field import TagField

if TYPE_CHECKING:
    from app.storage.repository import Diary

FACE = 20  # px
SAVED_MS = 2500  # how long 저장됨 is seen


class EntryMarks(QWidget):
    """Marks of one entry, stored at once. `notice` as in `Page`: every change can be taken back."""

    notice = Signal(str, object)

    def __init__(self, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._entry: Entry | None = None
        # Of which entries changes are not durable yet: what is on screen is newer than what is read meanwhile.
        self._storing: list[str] = []
        self._score = ScoreRow()
        self._felt = ChoiceRow[Emotion]([(each, emotion_word(each)) for each in EMOTIONS], numbered=True)
        self._people = ChoiceRow[Person]([(each, person_word(each)) for each in Person])
        self._tags = TagField()
        self._saved = build.label(self.tr("저장됨"), "caption")
        self._hide_saved = QTimer(self, interval=SAVED_MS, singleShot=True)
        self._hide_saved.timeout.connect(lambda: self._saved.setText(""))
        self._lay_out()
        self._score.chosen.connect(self._score_chosen)
        self._felt.changed.connect(self._felt_changed)
        self._people.changed.connect(self._people_changed)
        self._tags.changed.connect(self._tags_changed)
        themes.keeper().changed.connect(self._draw_faces)
        self._draw_faces()
        self.show_entry(None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        parts: tuple[tuple[str, QWidget], ...] = (
            (self.tr("어떤 하루였나요?"), self._score),
            (self.tr("어떤 마음을 느꼈나요?"), self._felt),
            (self.tr("누구와 함께했나요?"), self._people),
            (self.tr("꼬리표"), self._tags),
        )
        for number, (question, widget) in enumerate(parts):
            if number:
                column.addSpacing(8)
            asked = build.label(question, "strong", wrap=True)
            widget.setAccessibleName(question)
            if number:
                column.addWidget(asked)
            else:
                first = QHBoxLayout()
                first.addWidget(asked, 1)
                first.addWidget(self._saved)
                column.addLayout(first)
            column.addWidget(widget)
        self._saved.setText("")

    def show_entry(self, entry: Entry | None) -> None:
        """Show the marks of `entry`; they cannot be changed in the trash, or where the diary is only read."""
        same = entry is not None and self._entry is not None and entry.id == self._entry.id
        if entry is not None and same and entry.id in self._storing:
            return
        self._entry = entry
        self.setEnabled(entry is not None and entry.trashed_at is None and not self._live.is_read_only)
        self._score.show_score(entry.score if entry else None)
        self._felt.show_choices(entry.felt if entry else ())
        self._people.show_choices(entry.people if entry else ())
        self._tags.show_tags(entry.tags if entry else ())
        if not same:
            self._saved.setText("")
            self._live.read(lambda diary: diary.all_tags(), self._tags.know, owner=self)

    # --- changing ------------------------------------------------------------------------------------------------

    def _score_chosen(self, score: int | None) -> None:
        self._score.show_score(score)
        self._change("score", score, lambda diary, entry_id, value: diary.set_score(entry_id, value))

    def _felt_changed(self, emotions: tuple[Emotion, ...]) -> None:
        self._change("felt", emotions, lambda diary, entry_id, value: diary.set_felt(entry_id, value))

    def _people_changed(self, people: tuple[Person, ...]) -> None:
        self._change("people", people, lambda diary, entry_id, value: diary.set_people(entry_id, value))

    def _tags_changed(self, tags: Sequence[str]) -> None:
        self._change("tags", tuple(tags), lambda diary, entry_id, value: diary.set_tags(entry_id, value))

    def _change(self, name: str, value: Any, write: "Callable[[Diary, str, Any], None]") -> None:
        entry = self._entry
        if entry is None:
            return
        live, before = self._live, getattr(entry, name)
        self._entry = replace(entry, **{name: value})
        self._storing.append(entry.id)

        def undo() -> None:
            live.change_entry(entry.id, lambda diary: write(diary, entry.id, before))

        def done() -> None:
            if isValid(self):
                self._storing.remove(entry.id)
                self._tell(self._changed_words(name), undo)

        def failed(error: TodakError) -> None:
            live.trouble.emit(error)
            if isValid(self):
                self._storing.remove(entry.id)
                if self._entry is not None and self._entry.id == entry.id:
                    self.show_entry(entry)

        live.change_entry(entry.id, lambda diary: write(diary, entry.id, value), failed, done=done)

    def _changed_words(self, name: str) -> str:
        return {
            "score": self.tr("하루 점수를 바꿨어요."),
            "felt": self.tr("느낀 마음을 바꿨어요."),
            "people": self.tr("함께한 사람을 바꿨어요."),
            "tags": self.tr("꼬리표를 바꿨어요."),
        }[name]

    def _tell(self, said: str, undo: Callable[[], None]) -> None:
        self._saved.setText(self.tr("저장됨"))
        self._hide_saved.start()
        self.notice.emit(said, undo)

    def _draw_faces(self) -> None:
        size = themes.keeper().size(FACE)
        for emotion in EMOTIONS:
            self._felt.set_picture(emotion, QIcon(face_pixmap(emotion, size)), size)
