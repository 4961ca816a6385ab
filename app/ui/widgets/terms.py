"""The terms of use, to be read in a minute: in the welcome, and again in the settings."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.widgets import build
from app.ui.widgets.icon_picture import IconPicture

TERMS_VERSION = 1  # goes up with every change that the user must agree to again
ICON = 20  # px


class Terms(QWidget):
    """The sentences, each with its icon."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (icon, sentence) in enumerate(self._sentences()):
            grid.addWidget(IconPicture(icon, ICON), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(build.label(sentence, wrap=True), row, 1)

    def _sentences(self) -> list[tuple[str, str]]:
        return [
            ("heart", self.tr("일기는 쓴 사람의 것이에요. 토닥을 만든 사람들은 일기에 아무 권리가 없어요.")),
            ("plug-off", self.tr("일기도, 녹음도, 쓴 흔적도 이 컴퓨터 밖으로 보내지 않아요.")),
            ("key", self.tr("암호와 복구 키를 모두 잃으면 아무도 일기를 되찾아 드릴 수 없어요. 만든 사람들도요.")),
            ("info", self.tr("토닥이 읽은 마음은 프로그램의 짐작이에요. 진단이 아니고, 틀릴 수 있어요.")),
            ("phone", self.tr("토닥은 의사나 상담사를 대신하지 못해요. 위험할 때는 109나 119에 바로 전화해 주세요.")),
            ("microphone", self.tr("녹음은 암호화해서 일기와 함께 보관해요. 보관하지 않도록 설정에서 바꿀 수 있어요.")),
            ("save", self.tr("컴퓨터가 고장 나면 일기도 사라질 수 있어요. 백업은 쓰는 사람이 챙겨야 해요.")),
            ("shield", self.tr("토닥은 Apache-2.0 라이선스로 공개된 프로그램이고, 아무런 보증을 하지 않아요.")),
        ]
