"""The recovery key, in groups of four, and the ways to put it in a safe place.

Printing is not among them. Qt's print dialog loads CUPS into this process, which talks to its scheduler over TCP where
it finds no Unix socket, asks the network for printers, looks their names up and connects to them; CUPS_SERVER settles
the first of these alone. Todak opens no internet socket (docs/privacy.md): who wants paper saves a page
in PDF, which Qt writes by itself, and prints that with another program, or writes the nine groups down.
"""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from app.errors import TodakError, storage_trouble
from app.files import write_atomically
from app.ui.clipboard import HELD_SECONDS, SecretOnClipboard
from app.ui.live_session import LiveSession
from app.ui.recovery_page import RecoveryPage
from app.ui.widgets import build
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.qr_code import QrCode
from app.ui.widgets.side_layout import SideLayout
from app.ui.widgets.wrapping_check_box import WrappingCheckBox

COLUMNS = 3  # of the nine groups
TEXT, PAGE = "txt", "pdf"  # the kinds of file


class RecoverySheet(QWidget):
    """Shows the recovery key of the open diary. `kept` tells whether the user says that it is in a safe place."""

    kept = Signal(bool)

    def __init__(self, live: LiveSession, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._key = key
        self._said = build.label("", "good", wrap=True)
        self._said.hide()
        self._trouble = ErrorNote()
        self._kept = WrappingCheckBox(self.tr("안전한 곳에 적어 두었어요"))
        self._kept.toggled.connect(self.kept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._make_key())
        caution = self.tr("QR 코드를 찍으면 그 기기에도 복구 키가 남아요. 믿는 기기로만 찍어 주세요.")
        column.addWidget(build.label(caution, "caption", wrap=True))
        column.addWidget(self._make_ways())
        column.addWidget(self._said)
        column.addWidget(self._trouble)
        column.addWidget(self._kept)
        self.setFocusProxy(self._kept)

    @property
    def is_kept(self) -> bool:
        """Whether the user says that the key is in a safe place."""
        return self._kept.is_checked

    def _make_key(self) -> QWidget:
        area = build.area("sunken")
        area.setAccessibleName(self.tr("복구 키: {key}").format(key=self._key))
        row = SideLayout(area)
        row.setContentsMargins(24, 20, 24, 20)
        row.addWidget(self._make_groups())
        row.addWidget(QrCode(self._key, self.tr("복구 키의 QR 코드")))
        return area

    def _make_groups(self) -> QWidget:
        groups = QWidget()
        grid = QGridLayout(groups)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(0, 1)  # the groups stand close together in the middle, to be read line by line
        grid.setColumnStretch(COLUMNS + 1, 1)
        for number, group in enumerate(self._key.split("-")):
            label = build.label(group, "key", selectable=True)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            grid.addWidget(label, number // COLUMNS, number % COLUMNS + 1)
        return groups

    def _make_ways(self) -> QWidget:
        ways = QWidget()
        flow = FlowLayout(ways)
        save = build.button(self.tr("파일로 저장"), "outline", lambda: self._choose_file(TEXT), icon="save")
        page = build.button(self.tr("인쇄할 PDF로 저장"), "outline", lambda: self._choose_file(PAGE), icon="save")
        flow.addWidget(save)
        flow.addWidget(page)
        flow.addWidget(build.button(self.tr("복사"), "outline", self._copy, icon="copy"))
        return ways

    def _say(self, text: str) -> None:
        self._trouble.clear()
        self._said.setText(text)
        self._said.show()

    def _fail(self, error: TodakError) -> None:
        self._said.hide()
        self._trouble.show_error(error)

    def _sentences(self) -> list[str]:
        """What goes into a file beside the key."""
        return [
            self.tr("암호를 잊었을 때 잠금 화면에서 ‘복구 키로 열기’를 누르고 이 키를 입력해 주세요."),
            self.tr("이 키가 있으면 누구나 일기를 열 수 있어요. 일기와 다른 곳에 두세요."),
            self.tr("일기가 있는 곳: {folder}").format(folder=self._live.folder),
        ]

    # --- a file --------------------------------------------------------------------------------------------------

    def _choose_file(self, kind: str) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("복구 키를 어디에 저장할까요?"), documents)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(self.tr("토닥 복구 키") + f".{kind}")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, name: str) -> None:
        """Write the key to the file `name`, readable by its owner alone; never into the diary's own folder.

        A page to print where the name ends in .pdf, else text.
        """
        path = Path(name).absolute()
        if path.resolve().is_relative_to(self._live.folder.resolve()):
            self._said.hide()
            self._trouble.say(
                self.tr("일기 폴더 안이라 저장하지 않았어요."),
                self.tr("일기를 가져간 사람이 복구 키까지 갖게 되니까요."),
                self.tr("다른 폴더를 골라 주세요. 이 컴퓨터가 아닌 곳이면 더 좋아요."),
            )
            return
        title, key, sentences = self.tr("토닥 복구 키"), self._key, self._sentences()
        page = RecoveryPage(title, key, sentences, self.font().family())
        as_page = path.suffix.lower() == f".{PAGE}"

        def write() -> Path:
            text = "\n".join([title, "", f"    {key}", "", *sentences, ""])
            try:
                write_atomically(path, page.pdf() if as_page else text.encode())
            except OSError as error:
                raise storage_trouble(error) from error
            return path

        self._live.aside(write, self._saved, self._fail)

    def _saved(self, path: Path) -> None:
        self._say(self.tr("저장했어요: {file}").format(file=path))

    # --- the clipboard -------------------------------------------------------------------------------------------

    def _copy(self) -> None:
        SecretOnClipboard(self._key)
        self._say(self.tr("복사했어요. {seconds}초 뒤에는 지울게요.").format(seconds=HELD_SECONDS))
