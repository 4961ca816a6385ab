"""An icon that is only looked at, beside words that say the same."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme as themes
from app.ui.artwork import icon_pixmap


class IconPicture(QWidget):
    """The icon `name` in the theme's colour `token`, `size` px square, in the middle of as high a line of text.

    Painted anew in every theme and at every scale; says nothing to screen readers.
    """

    def __init__(self, name: str, size: int, token: str = "accent_ink", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._size = size
        self._token = token
        self.setFixedSize(size, max(size, themes.keeper().size(20)))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        colour = str(getattr(themes.theme(), self._token))
        pixmap = icon_pixmap(self._name, colour, self._size, self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, (self.height() - self._size) // 2, pixmap)
