"""Secrets on the clipboard: only when asked for, and not for long."""

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

HELD_SECONDS = 60
# Clipboard histories that are told so keep their hands off: KDE's Klipper, and Windows' (as Chromium and KeePassXC do).
_KEEP_OUT = (
    ("x-kde-passwordManagerHint", b"secret"),
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"1"),
)


def forget_selection() -> None:
    """Give up the words that were last selected here, which X11 and Wayland paste with the middle button.

    Nobody asked for those to be copied. What was copied by hand stays, as in every program.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)


class SecretOnClipboard(QObject):
    """Puts `secret` on the clipboard; after `seconds`, or when Todak ends, empties it if the secret is still there."""

    def __init__(self, secret: str, seconds: float = HELD_SECONDS) -> None:
        app = QCoreApplication.instance()
        super().__init__(app)  # outlives the page it was copied from
        self._secret = secret
        data = QMimeData()
        data.setText(secret)
        for kind, value in _KEEP_OUT:
            data.setData(kind, value)
        QGuiApplication.clipboard().setMimeData(data)
        QTimer.singleShot(round(seconds * 1000), self, self.take_back)
        if app is not None:
            app.aboutToQuit.connect(self.take_back)

    def take_back(self) -> None:
        """Empty the clipboard if it still holds the secret, and forget it."""
        clipboard = QGuiApplication.clipboard()
        if self._secret and clipboard.text() == self._secret:
            clipboard.clear()
        self._secret = ""
        self.deleteLater()
