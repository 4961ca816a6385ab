"""Words to read and select: plain text that wraps where it must and is as high as it needs."""

import math

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QTextBlockFormat, QTextCursor, QTextDocument, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

LINE_HEIGHT = 140.0  # percent: Hangul fills its box, so lines need more air than Latin ones
# px around the words in a bubble: left, top, right, bottom. Qt puts a line's extra height below it.
AROUND = (16, 11, 16, 6)
NARROWEST = 96  # px


class WrappedText(QTextEdit):
    """Plain text at most `width` px wide, selectable by mouse and keyboard, never scrolled by itself.

    A QLabel would cut off a word that is longer than its line; this breaks it.
    """

    def __init__(self, width: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest = width
        self._heights: dict[int, int] = {}
        self._hint: QSize | None = None
        self._measure: QTextDocument | None = None
        self.setProperty("role", "words")
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.document().setDocumentMargin(0)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_text(self, text: str) -> None:
        """Show `text`; the selection stays when it is the same."""
        if text == self.toPlainText() and not self.document().isEmpty():
            return
        self.setPlainText(text)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spaced)
        self._forget_sizes()

    def hasHeightForWidth(self) -> bool:
        """Qt's."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as the text takes at `width` px."""
        if width not in self._heights:
            document = self._measuring()
            document.setTextWidth(max(1, width - self._around()))
            self._heights[width] = math.ceil(document.size().height()) + self._around()
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """As wide as its longest line, up to the widest."""
        if self._hint is None:
            document = self._measuring()
            document.setTextWidth(-1)
            width = min(self._widest, math.ceil(document.idealWidth()) + 1 + self._around())
            self._hint = QSize(width, self.heightForWidth(width))
        return self._hint

    def minimumSizeHint(self) -> QSize:
        """Narrow: any word can be broken."""
        width = min(NARROWEST, self.sizeHint().width())
        return QSize(width, 0)

    def changeEvent(self, event: QEvent) -> None:
        """Qt's: another font or style sheet makes other lines."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._forget_sizes()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's: the list around it scrolls."""
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's: a selection is left behind only for its own context menu."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            cursor = self.textCursor()
            cursor.clearSelection()
            self.setTextCursor(cursor)

    def _around(self) -> int:
        """Padding and border of the style sheet, both sides together, in px."""
        self.ensurePolished()
        margins = self.contentsMargins()
        viewport = self.viewportMargins()
        return margins.left() + margins.right() + viewport.left() + viewport.right()

    def _measuring(self) -> QTextDocument:
        # A second document: asking the shown one for another width would lay it out anew.
        if self._measure is None:
            self.ensurePolished()
            self._measure = self.document().clone(self)
            self._measure.setDefaultFont(self.font())
        return self._measure

    def _forget_sizes(self) -> None:
        self._heights.clear()
        self._hint = None
        if self._measure is not None:
            self._measure.deleteLater()
            self._measure = None
        self.updateGeometry()
