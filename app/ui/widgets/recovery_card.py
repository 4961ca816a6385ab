"""The quiet card that says what would be lost, until the recovery key is in a safe place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.live_session import LiveSession
from app.ui.widgets import build
from app.ui.widgets.icon_picture import IconPicture
from app.ui.widgets.recovery_dialog import RecoveryDialog
from app.ui.widgets.side_layout import SideLayout

_LATER = "recoveryKeyLater"  # a property of the LiveSession, which lives as long as this start of Todak


class RecoveryCard(QFrame):
    """Shown only while the recovery key of the open diary was never noted as saved.

    "Later" hides it until the next start of Todak.
    """

    def __init__(self, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self.setProperty("role", "tint")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(build.label(self.tr("복구 키를 아직 저장하지 않았어요"), "strong", wrap=True))
        words.addWidget(build.label(self.tr("복구 키 없이 암호를 잊으면 일기를 다시 열 수 없어요."), "soft", wrap=True))
        ways = QWidget()
        buttons = QHBoxLayout(ways)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(build.button(self.tr("지금 저장"), "outline", self._save, icon="key"))
        buttons.addWidget(build.button(self.tr("나중에"), "link", self._later))
        said = QWidget()
        beside = QHBoxLayout(said)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(12)
        beside.addWidget(IconPicture("shield", 22), 0, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(words, 1)
        row = SideLayout(self, gap=16)
        row.setContentsMargins(16, 12, 12, 12)
        row.addWidget(said)
        row.addWidget(ways)
        self.hide()
        live.diary_changed.connect(self.refresh)
        live.opened.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Ask the diary whether the key is saved, and show or hide."""
        if not self._live.property(_LATER):
            self._live.read(lambda diary: diary.recovery_key_is_saved, self._know, owner=self, topic="recovery card")

    def _know(self, saved: bool) -> None:
        self.setVisible(not saved and not self._live.property(_LATER))

    def _save(self) -> None:
        RecoveryDialog(self._live, self.window()).open()

    def _later(self) -> None:
        self._live.setProperty(_LATER, True)
        self.hide()
