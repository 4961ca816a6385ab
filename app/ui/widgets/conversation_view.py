"""What was said and answered, one below the other."""

from collections import deque
from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.diary.entry import Care, ReplyKind, Utterance
from app.storage.ids import draft_id
from app.ui.live_session import LiveSession
from app.ui.widgets.bubble import ReplyBubble, UtteranceBubble
from app.ui.widgets.crisis_card import CrisisCard, SoftCard
from app.ui.widgets.stack_layout import StackLayout

WIDTH = 760  # px, of what is read
BATCH_SECONDS = 0.006  # of building at a time: the window stays awake between
SIDE = 8  # px, at least, above, below and before the scroll bar
SETTLE_MS = 150
AT_END = 8  # px from the end that still count as the end


class _Exchange(QWidget):
    """One utterance and its answer."""

    def __init__(self, utterance: Utterance, live: LiveSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._live = live
        self._changeable = True
        self.bubble = UtteranceBubble(utterance, live)
        self._answer = _answer(utterance, live)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.bubble)
        self._column.addWidget(self._answer)

    def set_changeable(self, changeable: bool) -> None:
        """What cannot be changed is not answered any more either."""
        self._changeable = changeable
        self.bubble.set_changeable(changeable)
        self._answer.setVisible(changeable or self.bubble.utterance.reply is not None)

    def show_utterance(self, utterance: Utterance) -> None:
        """Show what is known now; a reply that needs another kind of answer gets one."""
        self.bubble.show_utterance(utterance)
        if type(self._answer) is _answer_kind(utterance):
            self._answer.show_utterance(utterance)
            return
        before = self._answer
        self._answer = _answer(utterance, self._live)
        self._column.replaceWidget(before, self._answer)
        before.hide()
        before.deleteLater()
        self.set_changeable(self._changeable)


def _answer_kind(utterance: Utterance) -> type[ReplyBubble] | type[CrisisCard] | type[SoftCard]:
    reply = utterance.reply
    if reply is None:
        return ReplyBubble
    if reply.kind is ReplyKind.CRISIS or reply.care is Care.HARD:
        return CrisisCard
    return SoftCard if reply.care is Care.SOFT else ReplyBubble


def _answer(utterance: Utterance, live: LiveSession) -> ReplyBubble | CrisisCard | SoftCard:
    return _answer_kind(utterance)(utterance, live)


class ConversationView(QScrollArea):
    """A scrolled list of utterances with their answers. Its owner decides which, and tells it of changes by `put`.

    `gutter` px stay free at both sides; the scroll bar stands in the right one, so that nothing moves when it comes.

    Built a few at a time, from the end when it is shown from the end. Stays at the end when it is there. `notice` as in
    `Page`.
    """

    notice = Signal(str, object)

    def __init__(self, live: LiveSession, parent: QWidget | None = None, *, gutter: int = 0) -> None:
        super().__init__(parent)
        self._live = live
        self._gutter = gutter
        self._utterances: dict[str, Utterance] = {}
        self._exchanges: dict[str, _Exchange] = {}
        self._waiting: deque[str] = deque()  # in the order in which they are built
        self._from_end = True
        self._drafts: dict[str, str] = {}  # of utterances that are not built yet
        self._wanted: str | None = None  # to be scrolled to once it is there
        self._changeable = True
        self._sticks = True  # the end is in sight and stays so
        self._builder = QTimer(self, interval=0)
        self._builder.timeout.connect(self._build_some)
        self._settle = QTimer(self, interval=SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self._settled)
        self._content = QWidget()
        self._column = StackLayout(self._content, spacing=20)
        self._content.setProperty("role", "page")
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("나눈 이야기"))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._grown)

    # --- what is shown -------------------------------------------------------------------------------------------

    def show_utterances(self, utterances: Sequence[Utterance], *, from_end: bool = True) -> None:
        """Show these, in their order. Those that are shown already stay as they are, also in the middle of an edit.

        `from_end`: a new list is shown at its end, else at its beginning.
        """
        wanted = {utterance.id: utterance for utterance in utterances}
        gone = [each for each in self._utterances if each not in wanted]
        kept = [each for each in self._utterances if each in wanted]
        if not kept or kept != [each for each in wanted if each in self._utterances]:
            self.clear()
            self._from_end = self._sticks = from_end
        else:
            for each in gone:
                self._drop(each)
        fresh = {draft_id(each): each for each in wanted if each not in self._utterances}
        for utterance in utterances:
            self.put(utterance)
        self._utterances = wanted  # what came in between stands there
        if fresh:
            self._live.read(
                lambda diary: {fresh[name]: text for name, text in diary.drafts().items() if name in fresh},
                lambda drafts: self._offer_drafts(
                    drafts | {each: text for each, text in self._live.unstored.edits.items() if each in fresh.values()}
                ),
                owner=self,
            )

    def put(self, utterance: Utterance) -> None:
        """Add an utterance at the end, or show what is known of it now."""
        known = utterance.id in self._utterances
        self._utterances[utterance.id] = utterance
        if utterance.id in self._exchanges:
            self._exchanges[utterance.id].show_utterance(utterance)
        elif not known:
            if self._from_end:
                self._waiting.appendleft(utterance.id)
            else:
                self._waiting.append(utterance.id)
            self._builder.start()

    def set_changeable(self, changeable: bool) -> None:
        """Whether words and emotions can be changed: not those in the trash."""
        if changeable != self._changeable:
            self._changeable = changeable
            for exchange in self._exchanges.values():
                exchange.set_changeable(changeable)

    def set_footer(self, widget: QWidget) -> None:
        """Put a widget of the owner's below the last answer."""
        self._column.addWidget(widget)

    def clear(self) -> None:
        """Show nothing; what is being changed is kept first."""
        self.keep_edits()
        self._builder.stop()
        self._waiting.clear()
        self._utterances.clear()
        self._drafts.clear()
        self._wanted = None
        for exchange in self._exchanges.values():
            self._column.removeWidget(exchange)
            exchange.hide()
            exchange.deleteLater()
        self._exchanges.clear()
        self._sticks = True

    def _drop(self, utterance_id: str) -> None:
        """Show one no more; what is being changed in it is kept first."""
        del self._utterances[utterance_id]
        self._drafts.pop(utterance_id, None)
        exchange = self._exchanges.pop(utterance_id, None)
        if exchange is None:
            self._waiting.remove(utterance_id)
            return
        exchange.bubble.keep_edit()
        self._column.removeWidget(exchange)
        exchange.hide()
        exchange.deleteLater()

    def keep_edits(self) -> None:
        """Store every edit under way: before the page is left, or the diary locked."""
        for exchange in self._exchanges.values():
            exchange.bubble.keep_edit()

    def scroll_to(self, utterance_id: str) -> None:
        """Bring an utterance to the top, at once or when it has been built."""
        self._sticks = False
        self._wanted = utterance_id
        if not self._waiting:
            QTimer.singleShot(0, self, self._go_to_wanted)

    # --- building ------------------------------------------------------------------------------------------------

    def _build_some(self) -> None:
        began = perf_counter()
        while self._waiting and perf_counter() - began < BATCH_SECONDS:
            self._build(self._waiting.popleft())
        if not self._waiting:
            self._builder.stop()
            if self._wanted is not None:
                QTimer.singleShot(0, self, self._go_to_wanted)

    def _build(self, utterance_id: str) -> None:
        exchange = _Exchange(self._utterances[utterance_id], self._live, self._content)
        exchange.bubble.notice.connect(self.notice)
        if not self._changeable:
            exchange.set_changeable(False)
        order = list(self._utterances)
        before = set(order[: order.index(utterance_id)])
        place = sum(each in before for each in self._exchanges)
        self._exchanges[utterance_id] = exchange
        self._column.insert_widget(place, exchange)
        exchange.show()

        if utterance_id in self._drafts:
            exchange.bubble.offer_draft(self._drafts.pop(utterance_id))

    def _offer_drafts(self, drafts: dict[str, str]) -> None:
        """Edits that were never finished: Todak ended in the middle of them."""
        for utterance_id, draft in drafts.items():
            if utterance_id in self._exchanges:
                self._exchanges[utterance_id].bubble.offer_draft(draft)
            else:
                self._drafts[utterance_id] = draft

    # --- where it stands -----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: keeps the column in the middle."""
        beside = self.width() - self.viewport().width()
        left = max(self._gutter, (self.width() - WIDTH) // 2)
        self._column.setContentsMargins(left, SIDE, max(SIDE, left - beside), SIDE)
        super().resizeEvent(event)

    def _scrolled(self, value: int) -> None:
        self._sticks = value >= self.verticalScrollBar().maximum() - AT_END

    def _grown(self, _least: int, most: int) -> None:
        if self._sticks:
            self.verticalScrollBar().setValue(most)
        elif not self._waiting:
            self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted in self._exchanges:
            self.verticalScrollBar().setValue(self._exchanges[self._wanted].y() - SIDE)
            self._settle.start()  # what is still being laid out above it may move it

    def _settled(self) -> None:
        self._wanted = None
