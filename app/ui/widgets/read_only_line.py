"""The line above the pages of a diary that is only read: why nothing can be written, and the way to choose anew."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.live_session import LiveSession
from app.ui.widgets import build
from app.ui.widgets.side_layout import SideLayout

if TYPE_CHECKING:
    from app.storage.repository import Diary


class ReadOnlyLine(QWidget):
    """Says why the open diary is only read; `lock` asks for the lock, which shows the ways on again."""

    lock = Signal()

    def __init__(self, live: LiveSession) -> None:
        super().__init__()
        said = self._said_of(live.session.diary)
        self.setAccessibleName(said)
        card = build.area("tint")
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 12, 16, 0)
        around.addWidget(card)
        line = SideLayout(card, gap=16)
        line.setContentsMargins(20, 8, 12, 8)
        line.addWidget(build.label(said, wrap=True))
        line.addWidget(build.button(self.tr("잠그고 다시 고르기"), "link", self.lock.emit, icon="lock"))

    def _said_of(self, diary: "Diary") -> str:
        from app.storage import unwritable

        if diary.salvaged is not None:
            words = self.tr("손상된 일기에서 읽을 수 있는 이야기 {count}개를 보여 드려요. 쓰거나 고칠 수는 없어요.")
            said = words.format(count=diary.salvaged.utterances)
            lost = len(diary.salvaged.lost_utterances)
            if lost:
                said += " " + self.tr("{count}개는 읽을 수 없었어요.").format(count=lost)
            return said
        if not unwritable.is_writable(diary.folder):
            return self.tr("이 일기 폴더에는 저장할 수 없어서 읽기만 해요. 새로 적거나 고칠 수는 없어요.")
        return self.tr("마지막에 저장한 글이 빠진 채로 읽고 있어요. 쓰거나 고칠 수는 없어요.")
