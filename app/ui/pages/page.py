"""What every page inside the window is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.config import Settings
from app.ui.live_session import LiveSession
from app.ui.places import Place


class Page(QWidget):
    """A page: made once per unlocked window, told when it is shown.

    `go` asks the main window for another place. `notice(text, undo)` shows a quiet line at the bottom of the window for
    some seconds, with an undo button when `undo` (a callable) is given.
    """

    go = Signal(object)  # Place
    back = Signal()  # to where the user came from
    titled = Signal()  # `title` has changed
    notice = Signal(str, object)  # text, Callable[[], None] | None

    def __init__(self, live: LiveSession, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.live = live
        self.settings = settings

    def title(self) -> str:
        """What the page is called, in the window's title and for screen readers."""
        raise NotImplementedError

    def arrive(self, place: Place) -> None:
        """The user comes to `place` on this page: ask the diary for what it shows. Called on every visit."""
        raise NotImplementedError

    @property
    def shows_crisis(self) -> bool:
        """Whether a crisis reply is among what is shown: then Esc hides the page at once."""
        return False

    @property
    def kept_free(self) -> int:
        """Px at the page's bottom that no notice covers."""
        return 0

    def leave(self) -> None:
        """The user goes elsewhere: keep what was typed, stop what sounds. Overridden where that matters."""
