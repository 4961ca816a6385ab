"""Where something lies: the path, to select and copy, and a button that opens the folder."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.widgets import build
from app.ui.widgets.setting_row import SettingRow


class PathRow(QWidget):
    """A row with a path below it. The button opens that folder, or the one a file is in.

    With `choose`, a button that lets one pick another, that is in the row, and a small one beside the path opens it.
    """

    def __init__(
        self,
        label: str,
        help: str,
        path: Path,
        parent: QWidget | None = None,
        *,
        choose: QPushButton | None = None,
    ) -> None:
        super().__init__(parent)
        name = self.tr("폴더 열기")
        if choose is None:
            opener = build.button(name, "outline", self.open_folder, icon="folder")
        else:
            opener = build.icon_button("folder", name, self.open_folder)
            choose.setAccessibleDescription(label)
        opener.setAccessibleDescription(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 14)
        column.setSpacing(0)
        column.addWidget(SettingRow(label, choose or opener, help))
        self._shown = QLineEdit()  # it scrolls: a path has no place to be broken
        self._shown.setReadOnly(True)
        self._shown.setAccessibleName(label)
        inset = QHBoxLayout()
        inset.setContentsMargins(20, 0, 20, 0)
        inset.setSpacing(8)
        inset.addWidget(self._shown)
        if choose is not None:
            inset.addWidget(opener)
        column.addLayout(inset)
        self.show_path(path)

    def show_path(self, path: Path) -> None:
        """It is there now."""
        self._folder = path if path.is_dir() or not path.suffix else path.parent
        self._shown.setText(str(path))
        self._shown.setCursorPosition(0)

    def open_folder(self) -> None:
        """Show the folder in the system's own file window."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
