"""The theme: named colours for light and dark, and the one style sheet made from them.

Nothing in the window names a colour of its own. `TEXT_PAIRS` lists which token is written on which; a test computes
their contrast by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio) and wants 4.5:1.
"""

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.config import resources
from app.diary.emotion import Emotion


@dataclass(frozen=True, slots=True)
class Theme:
    """One appearance, as `#rrggbb`.

    `ink` is written on `paper` (the window), `surface` (cards) and `sunken` (fields); `soft` is ink for what matters
    less. `accent` fills the one thing to press and `on_accent` is written on it; `accent_ink` is the accent as a text
    or icon; `accent_soft` is its tint.
    """

    name: str
    paper: str
    surface: str
    sunken: str
    hover: str
    line: str
    ink: str
    soft: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_ink: str
    accent_soft: str
    danger: str
    on_danger: str
    danger_ink: str
    danger_soft: str
    good_ink: str
    highlight: str
    focus: str
    joy: str
    joy_ink: str
    joy_soft: str
    sadness: str
    sadness_ink: str
    sadness_soft: str
    depression: str
    depression_ink: str
    depression_soft: str
    anger: str
    anger_ink: str
    anger_soft: str
    anxiety: str
    anxiety_ink: str
    anxiety_soft: str
    neutral: str
    neutral_ink: str
    neutral_soft: str

    def emotion(self, emotion: Emotion) -> str:
        """The fill colour of an emotion: faces, days, chart bands."""
        return str(getattr(self, emotion.name.lower()))

    def emotion_ink(self, emotion: Emotion) -> str:
        """An emotion's colour dark (or light) enough to be text on `emotion_soft` and on `surface`."""
        return str(getattr(self, f"{emotion.name.lower()}_ink"))

    def emotion_soft(self, emotion: Emotion) -> str:
        """The tint behind an emotion's word."""
        return str(getattr(self, f"{emotion.name.lower()}_soft"))


LIGHT = Theme(
    name="light",
    paper="#fbf7f2",
    surface="#ffffff",
    sunken="#f4eee6",
    hover="#f1e9df",
    line="#e6dcd0",
    ink="#2f2937",
    soft="#6a6172",
    accent="#7657b8",
    accent_hover="#64469f",
    on_accent="#ffffff",
    accent_ink="#6a4bab",
    accent_soft="#efe8fa",
    danger="#b8433a",
    on_danger="#ffffff",
    danger_ink="#a8372f",
    danger_soft="#fbe9e5",
    good_ink="#2f6f55",
    highlight="#ffe6a3",
    focus="#7657b8",
    joy="#f2b84b",
    joy_ink="#7d5300",
    joy_soft="#fdf1d6",
    sadness="#6fa3d8",
    sadness_ink="#2a5f93",
    sadness_soft="#e4effa",
    depression="#8e86b8",
    depression_ink="#57508a",
    depression_soft="#ebe9f5",
    anger="#e0796b",
    anger_ink="#9c3a2d",
    anger_soft="#fce8e4",
    anxiety="#6db5a0",
    anxiety_ink="#23664f",
    anxiety_soft="#e0f2ec",
    neutral="#b5aa9c",
    neutral_ink="#655b4e",
    neutral_soft="#f1ece5",
)

DARK = Theme(
    name="dark",
    paper="#1e1a24",
    surface="#29242f",
    sunken="#17141c",
    hover="#342e3c",
    line="#40394a",
    ink="#f2ecf5",
    soft="#b5abbf",
    accent="#b79cf0",
    accent_hover="#c9b4f6",
    on_accent="#221a33",
    accent_ink="#c9b4f6",
    accent_soft="#3a3150",
    danger="#ef8f84",
    on_danger="#2d100c",
    danger_ink="#f5a79d",
    danger_soft="#45282a",
    good_ink="#8fd0b4",
    highlight="#6b5520",
    focus="#b79cf0",
    joy="#e7b253",
    joy_ink="#f3ca7c",
    joy_soft="#43371f",
    sadness="#6c9fd3",
    sadness_ink="#9cc4ec",
    sadness_soft="#243648",
    depression="#9189bd",
    depression_ink="#bfb8e2",
    depression_soft="#342f4b",
    anger="#dd7b6e",
    anger_ink="#f2a69b",
    anger_soft="#482b29",
    anxiety="#69b09b",
    anxiety_ink="#97d3c1",
    anxiety_soft="#213f37",
    neutral="#a59b8e",
    neutral_ink="#cfc5b8",
    neutral_soft="#3a3530",
)

_ON_ALL = ("paper", "surface", "sunken")
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *(("ink", ground) for ground in (*_ON_ALL, "hover", "accent_soft", "danger_soft", "highlight")),
    *(("soft", ground) for ground in (*_ON_ALL, "hover")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    *(("accent_ink", ground) for ground in (*_ON_ALL, "accent_soft", "hover")),
    ("on_danger", "danger"),
    *(("danger_ink", ground) for ground in ("paper", "surface", "danger_soft")),
    *(("good_ink", ground) for ground in ("paper", "surface")),
    *((f"{emotion.name.lower()}_ink", f"{emotion.name.lower()}_soft") for emotion in Emotion),
    *((f"{emotion.name.lower()}_ink", "surface") for emotion in Emotion),
)

RADIUS = 14  # px, of cards
BODY = 15  # px, of text at 100 %


class ThemeKeeper(QObject):
    """Which theme is on. `changed` tells widgets that keep rendered colours (icons) to make them again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self._appearance = "system"
        self._text_size = 100
        self._follows = False

    def wear(self, appearance: str, text_size: int = 100) -> None:
        """Put on `light`, `dark`, or whatever the `system` has; `text_size` in percent."""
        self._appearance = appearance
        self._text_size = text_size
        if not self._follows:
            self._follows = True
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._put_on()

    def size(self, pixels: float) -> int:
        """`pixels` at 100 % as the text size has it."""
        return round(pixels * self._text_size / 100)

    def _system_changed(self) -> None:
        if self._appearance == "system":
            self._put_on()

    def _put_on(self) -> None:
        dark = self._appearance == "dark" or (
            self._appearance == "system" and QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        self.theme = DARK if dark else LIGHT
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(_palette(self.theme))
        app.setStyleSheet(style_sheet(self.theme, self._text_size))
        self.changed.emit()


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for each, colour in {
        role.Window: theme.paper,
        role.WindowText: theme.ink,
        role.Base: theme.surface,
        role.AlternateBase: theme.sunken,
        role.Text: theme.ink,
        role.Button: theme.surface,
        role.ButtonText: theme.ink,
        role.PlaceholderText: theme.soft,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.ink,
        role.Link: theme.accent_ink,
    }.items():
        palette.setColor(each, QColor(colour))
    palette.setColor(QPalette.ColorGroup.Disabled, role.ButtonText, QColor(theme.soft))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Text, QColor(theme.soft))
    return palette


def style_sheet(theme: Theme, text_size: int = 100) -> str:
    """`resources/theme/todak.qss` with the theme's colours and, as `$px12` to `$px40`, text sizes."""
    sizes = {f"px{size}": f"{round(size * text_size / 100)}px" for size in range(10, 41)}
    pictures = (resources() / "icons").as_posix()
    template = Template((resources() / "theme" / "todak.qss").read_text(encoding="utf-8"))
    return template.substitute(asdict(theme), icons=pictures, **sizes)


_keeper: ThemeKeeper | None = None


def keeper() -> ThemeKeeper:
    """The one keeper of this process (a QApplication must exist)."""
    global _keeper
    if _keeper is None:
        _keeper = ThemeKeeper()
    return _keeper


def theme() -> Theme:
    """The theme that is on."""
    return keeper().theme


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
