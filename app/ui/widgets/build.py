"""The plain widgets of every page, in the words of the style sheet."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QWidget

from app.ui.artwork import set_icon
from app.ui.widgets.wrapped_label import WrappedLabel


def label(text: str, role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Words. Roles: display, title, heading, strong, soft, caption, danger, good, mono, or none for body text."""
    made = WrappedLabel(text) if wrap and not selectable else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)  # diary text is never read as markup
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


def button(
    text: str, kind: str = "outline", pressed: Callable[[], object] | None = None, *, icon: str = "", token: str = ""
) -> QPushButton:
    """A button with words. Kinds: primary, soft, outline, danger, link, toggle, nav."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon:
        inks = {"primary": "on_accent", "danger": "on_danger", "soft": "accent_ink", "link": "accent_ink"}
        set_icon(made, icon, token or inks.get(kind, "ink"), beside=3)
    if pressed is not None:
        made.clicked.connect(lambda: pressed())
    return made


def icon_button(
    icon: str, name: str, pressed: Callable[[], object] | None = None, *, token: str = "soft"
) -> QPushButton:
    """A round button with an icon only; `name` is its tooltip and its name for screen readers."""
    made = QPushButton()
    made.setProperty("kind", "icon")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setToolTip(name)
    made.setAccessibleName(name)
    set_icon(made, icon, token)
    if pressed is not None:
        made.clicked.connect(lambda: pressed())
    return made


def area(role: str = "card") -> QFrame:
    """A framed area. Roles: card, sunken, tint, alarm, line, sidebar."""
    made = QFrame()
    made.setProperty("role", role)
    return made


def scrolling(content: QWidget, name: str) -> QScrollArea:
    """`content`, scrolled when it is too high; `name` for screen readers."""
    content.setProperty("role", "page")
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(content)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again, after a `role` or `kind` changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def show_icon(made: QPushButton, icon: str, name: str, token: str = "soft") -> None:
    """Change what an icon button shows and is called."""
    made.setToolTip(name)
    made.setAccessibleName(name)
    set_icon(made, icon, token)
