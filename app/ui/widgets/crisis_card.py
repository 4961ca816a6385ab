"""Whom to call: the cards under a reply to someone in danger, and the smaller one where it is unclear."""

import re

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.diary.entry import Utterance
from app.models.companion.crisis import HOTLINES, Hotline
from app.ui import translation
from app.ui.artwork import Picture
from app.ui.live_session import LiveSession
from app.ui.widgets import build
from app.ui.widgets.bubble_frame import BubbleFrame
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.hotline_button import HotlineButton
from app.ui.widgets.sound_button import SoundButton
from app.ui.widgets.wrapped_text import WrappedText

_ABROAD = "findahelpline.com"  # a reply in English names the lines abroad itself
WIDTH = 560  # px, of the words, at most
AVATAR = 36  # px
SHOWN_FIRST = 3  # lines to call; the others are one click away: six at once are hard to read for someone in need


def lines_for(reply: str) -> tuple[Hotline, ...]:
    """All lines to call, those that `reply` names first, in its order (its danger is not stored, its words are)."""
    named = re.findall(r"\d[\d-]*\d", reply)
    return tuple(sorted(HOTLINES, key=lambda line: named.index(line.number) if line.number in named else len(named)))


def _adds_abroad(reply: str) -> bool:
    """Whether the lines abroad are said under `reply`: for who reads English, where it does not name them itself."""
    return translation.language() == "en" and _ABROAD not in reply


class _Lines(QWidget):
    """Buttons of numbers: a click copies the number; the link beside it hands the number to the phone program."""

    def __init__(self, lines: tuple[Hotline, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = build.label("", "good", wrap=True)
        self._said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for line in lines:
            column.addLayout(self._row(line))
        column.addWidget(self._said)

    def _row(self, line: Hotline) -> QHBoxLayout:
        button = HotlineButton(line)
        button.clicked.connect(lambda: self._copy(line))
        call = build.icon_button("phone", self.tr("{number}에 전화 걸기").format(number=line.number))
        call.clicked.connect(lambda: self._call(line))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(button, 1)
        row.addWidget(call)
        return row

    def _copy(self, line: Hotline) -> None:
        QGuiApplication.clipboard().setText(line.number)
        self._say(self.tr("{number} 번호를 복사했어요.").format(number=line.number))

    def _call(self, line: Hotline) -> None:
        if QDesktopServices.openUrl(QUrl("tel:" + line.number.replace("-", ""))):
            self._say(
                self.tr("전화 프로그램에 {number}번을 넘겼어요. 전화가 걸리지 않으면 휴대전화로 걸어 주세요.").format(
                    number=line.number
                )
            )
        else:
            self._say(
                self.tr("이 컴퓨터에는 전화를 걸 프로그램이 없어요. 휴대전화로 {number}에 걸어 주세요.").format(
                    number=line.number
                )
            )

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.show()


class _Abroad(QWidget):
    """For who reads English and may not be in Korea (988: US and Canada; 112 and 911: where mobile networks are)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text = self.tr(
            "한국이 아니라면, 미국과 캐나다는 988, 급할 때는 112나 911이에요. "
            "다른 나라의 번호는 findahelpline.com에 있어요."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(build.label(text, "soft", wrap=True, selectable=True))


class CrisisCard(QWidget):
    """A hard card: the reply as it was stored, whom to call, a way to catch one's breath. Never spoken by itself."""

    def __init__(self, utterance: Utterance, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = WrappedText(WIDTH, self.tr("토닥의 답"))
        self._listen = SoundButton(live, utterance, recording=False)
        assert utterance.reply is not None
        lines = lines_for(utterance.reply.text)
        self._others = _Lines(lines[SHOWN_FIRST:])
        self._others.hide()
        self._grounding = self._make_grounding()
        self._more = build.button(self.tr("다른 상담전화 보기"), "link", self._toggle_others, icon="phone")
        self._breathe = build.button(self.tr("숨 고르기"), "link", self._toggle_grounding, icon="heart")
        self._lay_out(lines[:SHOWN_FIRST], abroad=_adds_abroad(utterance.reply.text))
        self.show_utterance(utterance)

    def _lay_out(self, first: tuple[Hotline, ...], *, abroad: bool) -> None:
        frame = BubbleFrame("accent_soft", "left")
        frame.ring_for(self._words)
        column = QVBoxLayout(frame)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self._words)
        column.addWidget(_Lines(first))
        column.addWidget(self._others)
        if abroad:
            column.addWidget(_Abroad())
        actions = QWidget()
        row = FlowLayout(actions, spacing=8)
        for widget in (self._more, self._breathe, self._listen):
            row.addWidget(widget)
        column.addWidget(actions)
        column.addWidget(self._grounding)
        column.addWidget(build.label(self.tr("Esc를 누르면 화면이 바로 가려져요."), "caption", wrap=True))
        _beside_avatar(self, frame)

    def _make_grounding(self) -> QWidget:
        area = build.area("card")
        column = QVBoxLayout(area)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        for text in (
            self.tr("두 발을 바닥에 대고, 등을 편하게 기대 보세요."),
            self.tr("코로 천천히 들이쉬고, 입으로 더 길게 내쉬어요. 세 번이면 돼요."),
            self.tr("눈에 보이는 것 다섯 가지를 마음속으로 하나씩 불러 보세요."),
            self.tr("물 한 모금을 마셔도 좋아요. 서두르지 않아도 돼요."),
        ):
            column.addWidget(build.label(text, wrap=True))
        area.hide()
        return area

    def show_utterance(self, utterance: Utterance) -> None:
        """Show the reply as it was stored."""
        assert utterance.reply is not None
        self._words.show_text(utterance.reply.text)
        self._listen.show_utterance(utterance)

    def _toggle_others(self) -> None:
        self._others.setVisible(self._others.isHidden())
        self._more.setText(self.tr("다른 상담전화 보기") if self._others.isHidden() else self.tr("다른 상담전화 접기"))

    def _toggle_grounding(self) -> None:
        self._grounding.setVisible(self._grounding.isHidden())


class SoftCard(QWidget):
    """The gentle card where it is unclear: the reply, and the number that it names first in its line."""

    def __init__(self, utterance: Utterance, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = WrappedText(WIDTH, self.tr("토닥의 답"))
        self._listen = SoundButton(live, utterance, recording=False)
        frame = BubbleFrame("accent_soft", "left")
        frame.ring_for(self._words)
        column = QVBoxLayout(frame)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addWidget(self._words)
        assert utterance.reply is not None
        column.addWidget(_Lines(lines_for(utterance.reply.text)[:1]))
        if _adds_abroad(utterance.reply.text):
            column.addWidget(_Abroad())
        _beside_avatar(self, frame, self._listen)
        self.show_utterance(utterance)

    def show_utterance(self, utterance: Utterance) -> None:
        """Show the reply as it was stored."""
        assert utterance.reply is not None
        self._words.show_text(utterance.reply.text)
        self._listen.show_utterance(utterance)


def _beside_avatar(owner: QWidget, frame: QWidget, *after: QWidget) -> None:
    row = QHBoxLayout(owner)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(Picture(AVATAR, mascot="avatar"), alignment=Qt.AlignmentFlag.AlignTop)
    row.addWidget(frame, 100)
    for widget in after:
        row.addWidget(widget, alignment=Qt.AlignmentFlag.AlignBottom)
    row.addStretch(1)
    frame.setMaximumWidth(WIDTH + 40)
