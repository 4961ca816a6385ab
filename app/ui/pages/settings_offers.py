"""Models that can be fetched: said with host, size and licence first, fetched by a process of its own after a click."""

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.ui import translation
from app.ui.live_session import LiveSession
from app.ui.model_fetch import FetchEnd
from app.ui.pages.settings_models import Shelf, megabytes
from app.ui.widgets import build
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.question import Question

if TYPE_CHECKING:
    from app.models.catalogue import Offer

_STEPS = 1_000  # of the bar


class OfferRow(QWidget):
    """One model: what it is, under which terms, and how far its download is."""

    def __init__(self, live: LiveSession, offer: "Offer", source: str) -> None:
        super().__init__()
        self._live = live
        self._offer = offer
        self._source = source
        self._there = 0
        self._is_ours = False
        self._host = urlsplit(offer.host).netloc
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("{name} 받기").format(name=offer.id))
        self._state = build.label("", "soft", wrap=True)
        self._fetch = build.button("", "soft", self.fetch)
        self._stop = build.button(self.tr("멈추기"), "outline", live.fetching.stop, icon="pause")
        self._discard = build.button(self.tr("받은 것 지우기"), "outline", self._ask_to_discard)
        for each in (self._fetch, self._stop, self._discard):
            each.setAccessibleDescription(offer.id)
        self._question = Question()
        self._trouble = ErrorNote()
        self._lay_out()
        live.fetching.changed.connect(self._show)
        live.fetching.ended.connect(self._ended)

    def _lay_out(self) -> None:
        offer = self._offer
        size = megabytes(offer.size)
        facts = (
            offer.id,
            self._host,
            size if offer.is_exact else self.tr("약 {size}").format(size=size),
            offer.licence or self.tr("라이선스를 밝히지 않음"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(4)
        if offer.purpose is not None:
            column.addWidget(build.label(translation.said(offer.purpose), wrap=True))
        column.addWidget(build.label(" · ".join(facts), "soft", wrap=True))
        if offer.terms is not None:
            column.addWidget(build.label(translation.said(offer.terms), "soft", wrap=True))
        buttons = QWidget()
        line = FlowLayout(buttons)
        for each in (self._fetch, self._stop, self._discard):
            line.addWidget(each)
        column.addSpacing(6)
        for widget in (self._bar, self._state, buttons, self._question, self._trouble):
            column.addWidget(widget)

    def show_shelf(self, shelf: Shelf) -> None:
        """Show what of it is there."""
        self._there = shelf.there[self._offer.id]
        self._is_ours = any(each.id == self._offer.folder_name for each in shelf.found)
        self._show()

    def fetch(self) -> None:
        """Begin, or go on."""
        self._trouble.clear()
        self._question.put_away()
        self._live.fetching.start(self._offer.id, self._source)

    def _ask_to_discard(self) -> None:
        words = self.tr("받다 만 {size}를 지울까요? 다시 받으려면 처음부터 받아야 해요.")
        words = words.format(size=megabytes(self._there))
        self._question.ask(words, self.tr("지우기"), partial(self._live.fetching.discard, self._offer.id))

    def _show(self) -> None:
        fetching = self._live.fetching
        is_ours = fetching.model_id == self._offer.id
        self._bar.setVisible(is_ours and not fetching.is_discarding)
        self._stop.setVisible(is_ours and not fetching.is_discarding)
        self._stop.setEnabled(not fetching.is_stopping)
        self._fetch.setVisible(not is_ours and not self._is_ours)
        self._fetch.setEnabled(not fetching.is_running)
        self._discard.setVisible(not is_ours and not self._is_ours and self._there > 0)
        self._discard.setEnabled(not fetching.is_running)
        left = megabytes(max(0, self._offer.size - self._there))
        words = (
            self.tr("{host}에서 나머지 {size} 이어받기") if self._there else self.tr("{host}에서 {size} 받기")
        ).format(host=self._host, size=left)
        self._fetch.setText(words)
        self._say(is_ours)

    def _say(self, is_ours: bool) -> None:
        fetching = self._live.fetching
        if is_ours and fetching.is_discarding:
            words = self.tr("지우고 있어요…")
        elif is_ours and fetching.is_stopping:
            words = self.tr("멈추고 있어요…")
        elif is_ours and fetching.total:
            self._bar.setValue(round(_STEPS * fetching.there / fetching.total))
            words = f"{megabytes(fetching.there)} / {megabytes(fetching.total)}"
        elif is_ours:
            self._bar.setValue(0)
            words = self.tr("{host}에 묻고 있어요…").format(host=self._host)
        elif self._is_ours:
            words = self.tr("받아 두었어요. 위의 모델에서 볼 수 있어요.")
        elif self._there:
            words = self.tr("{size}까지 받아 두었어요.").format(size=megabytes(self._there))
        else:
            words = ""
        self._state.setText(words)
        self._state.setVisible(bool(words))

    def _ended(self, end: FetchEnd) -> None:
        if end.model_id == self._offer.id and end.explained is not None:
            said = end.explained
            self._trouble.say(said["message"], said["kept"], said["todo"])
        self._show()


class ModelOffers(QWidget):
    """What the catalogue offers. `source`: another address than the catalogue's, for a mirror."""

    def __init__(self, live: LiveSession, parent: QWidget | None = None, *, source: str = "") -> None:
        super().__init__(parent)
        self._live = live
        self._source = source
        self._rows: dict[str, OfferRow] = {}
        head = QWidget()
        words = QVBoxLayout(head)
        words.setContentsMargins(20, 14, 20, 14)
        words.setSpacing(4)
        words.addWidget(build.label(self.tr("모델 받기"), "strong", wrap=True))
        for line in (
            self.tr(
                "없어도 토닥은 그대로 쓸 수 있어요. 직접 훈련해 보거나 다른 모델로 답하게 하고 싶을 때만 받으세요."
            ),
            self.tr(
                "버튼을 누르면 따로 실행되는 프로그램이 인터넷에서 그 파일만 받아 와요. 그 "
                "프로그램은 일기를 보지도, 보내지도 못해요. 일기를 잠그거나 창을 닫으면 받기도 "
                "멈추고, 나중에 이어서 받을 수 있어요."
            ),
        ):
            words.addWidget(build.label(line, "soft", wrap=True))
        self._unseen = build.label("", "soft", wrap=True)
        self._unseen.hide()
        words.addWidget(self._unseen)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(head)

    def show_shelf(self, shelf: Shelf) -> None:
        """Show what is offered, and what of it is there."""
        from app.models.catalogue import UNSEEN

        for offer in shelf.offers:
            if offer.id not in self._rows:
                self._rows[offer.id] = OfferRow(self._live, offer, self._source)
                self._column.addWidget(build.area("line"))
                self._column.addWidget(self._rows[offer.id])
            self._rows[offer.id].show_shelf(shelf)
        self._unseen.setText(translation.said(UNSEEN))
        self._unseen.setVisible(any(offer.is_unseen for offer in shelf.offers))
