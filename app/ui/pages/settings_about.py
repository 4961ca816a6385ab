"""About Todak: version, licences, the log."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import __version__
from app.config import Group, Settings, log_folder
from app.ui.artwork import Picture
from app.ui.live_session import LiveSession
from app.ui.pages.settings_group import SettingsGroup
from app.ui.widgets import build
from app.ui.widgets.path_row import PathRow

MASCOT = 88  # px


class AboutGroup(SettingsGroup):
    """What Todak is, whose work is in it, and where it writes what went wrong."""

    def __init__(self, group: Group, live: LiveSession, settings: Settings) -> None:
        super().__init__(group, live, settings)
        self.add(self._portrait())
        self.add(
            PathRow(
                self.tr("로그"),
                self.tr("무엇이 잘못됐는지만 적혀요. 일기 내용은 적히지 않아요."),
                log_folder() / "todak.log",
            )
        )

    def _portrait(self) -> QWidget:
        whole = QWidget()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        words.addWidget(build.label(self.tr("토닥 {version}").format(version=__version__), "heading", wrap=True))
        for line in (
            self.tr("말을 걸면 듣고, 적고, 토닥여 주는 일기예요. 진단이나 치료는 하지 않아요."),
            self.tr("누구나 쓰고 고칠 수 있는 소프트웨어예요. (Apache License 2.0)"),
            self.tr("글꼴은 Pretendard예요. (SIL Open Font License 1.1)"),
            self.tr("토끼 의사와 아이콘은 토닥을 위해 그렸어요."),
        ):
            words.addWidget(build.label(line, "soft", wrap=True))
        words.addStretch(1)
        line_up = QHBoxLayout(whole)
        line_up.setContentsMargins(20, 18, 20, 18)
        line_up.setSpacing(20)
        line_up.addWidget(Picture(MASCOT, mascot="doctor"), 0, Qt.AlignmentFlag.AlignTop)
        line_up.addLayout(words, 1)
        return whole
