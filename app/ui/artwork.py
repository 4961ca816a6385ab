"""Icons, faces and the mascot: SVG drawn for Todak, coloured by the theme when rendered."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.config import resources
from app.diary.emotion import Emotion
from app.ui import theme as themes

# What the drawings carry in place of a theme's colours (resources/mascot/README.md).
INK = "#000000"
BODY = "#ff00ff"
ICON_SIZE = 20  # px


@cache
def _source(folder: str, name: str) -> str:
    return (resources() / folder / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _render(folder: str, name: str, width: int, height: int, colours: tuple[tuple[str, str], ...]) -> QPixmap:
    source = _source(folder, name)
    for token, colour in colours:
        source = source.replace(token, colour)
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, width, height))
    painter.end()
    return pixmap


def _pixmap(folder: str, name: str, size: float, colours: tuple[tuple[str, str], ...], ratio: float) -> QPixmap:
    pixels = max(1, round(size * ratio))
    pixmap = QPixmap(_render(folder, name, pixels, pixels, colours))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _ratio() -> float:
    app = QApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QApplication) else 1.0


def icon_pixmap(name: str, colour: str, size: float = ICON_SIZE, ratio: float | None = None) -> QPixmap:
    """The icon `name` in `colour` (`#rrggbb`), `size` px square."""
    return _pixmap("icons", name, size, ((INK, colour),), ratio or _ratio())


def icon(name: str, token: str = "ink", size: int = ICON_SIZE, beside: int = 0) -> QIcon:
    """The icon `name` in the theme's colour `token`, with `beside` px of room at its right; dimmed where disabled."""
    theme = themes.theme()
    made = QIcon(_with_room(icon_pixmap(name, getattr(theme, token), size), beside))
    made.addPixmap(_with_room(icon_pixmap(name, theme.line, size), beside), QIcon.Mode.Disabled)
    return made


def _with_room(pixmap: QPixmap, beside: int) -> QPixmap:
    if not beside:
        return pixmap
    ratio = pixmap.devicePixelRatio()
    wider = QPixmap(pixmap.width() + round(beside * ratio), pixmap.height())
    wider.setDevicePixelRatio(ratio)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return wider


def application_icon() -> QIcon:
    """Todak's own icon."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_pixmap("icons", "todak", size, (), 1.0))
    return made


def set_icon(button: QAbstractButton, name: str, token: str = "ink", size: int = ICON_SIZE, *, beside: int = 0) -> None:
    """Give `button` an icon that `recolour_icons` finds when the theme changes.

    `beside`: px between the icon and the words, more than the 4 that Qt's style sheets leave.
    """
    button.setProperty("todakIcon", [name, token, size, beside])
    button.setIconSize(QSize(size + beside, size))
    button.setIcon(icon(name, token, size, beside))


def recolour_icons() -> None:
    """Make the icons of all buttons again, after the theme changed."""
    for widget in QApplication.allWidgets():
        named = widget.property("todakIcon")
        if named and isinstance(widget, QAbstractButton):
            widget.setIcon(icon(*named))


def face_pixmap(emotion: Emotion | None, size: float, ratio: float | None = None) -> QPixmap:
    """The rabbit's face for `emotion` (None: unsure), `size` px square."""
    theme = themes.theme()
    name = emotion.name.lower() if emotion else "unsure"
    unsure = theme.line if theme.name == "light" else theme.soft
    body = theme.emotion(emotion) if emotion else unsure
    ink = "#2f2937"
    return _pixmap("faces", name, size, ((BODY, body), (INK, ink)), ratio or _ratio())


def mascot_pixmap(name: str, size: float, ratio: float | None = None) -> QPixmap:
    """A picture of the rabbit doctor: `doctor`, `listening`, `resting`, `writing` or `avatar`."""
    return _pixmap("mascot", name, size, (), ratio or _ratio())


class Picture(QWidget):
    """A square picture painted anew at every size, scale and theme: a mascot, a face or an icon.

    Decoration only, hidden from screen readers unless `described` is given.
    """

    def __init__(self, size: int, *, mascot: str = "", described: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mascot = mascot
        self._emotion: Emotion | None = None
        self.setFixedSize(size, size)
        self.setAccessibleName(described)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_face(self, emotion: Emotion | None) -> None:
        """Show the face of an emotion."""
        self._mascot = ""
        self._emotion = emotion
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        size = min(self.width(), self.height())
        ratio = self.devicePixelRatioF()
        pixmap = mascot_pixmap(self._mascot, size, ratio) if self._mascot else face_pixmap(self._emotion, size, ratio)
        painter.drawPixmap(0, 0, pixmap)
