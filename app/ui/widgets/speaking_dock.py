"""The dock of the Today page: the large button, the live words, and the field to type in, side by side as equals."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.config import Settings
from app.diary.entry import Utterance
from app.errors import TodakError
from app.ui.live_session import LiveSession
from app.ui.reading_aloud import ReadingAloud
from app.ui.settings_keeper import SettingsKeeper
from app.ui.widgets import build
from app.ui.widgets.composer import DraftField, DraftKeeper
from app.ui.widgets.level_meter import LevelMeter
from app.ui.widgets.record_button import RecordButton

SAVED_MS = 2_000  # a quiet 저장됨 stays for so long
SECOND_MS = 1_000


class SpeakingDock(QWidget):
    """Speaks and types into the open diary. What is typed is kept as a draft within a second."""

    def __init__(self, live: LiveSession, settings: Settings, aloud: ReadingAloud) -> None:
        super().__init__()
        self._live = live
        self._settings = settings
        self._aloud = aloud
        self._keeper = SettingsKeeper(live, settings, self)
        self._seconds = 0
        self._button = RecordButton()
        self._button.clicked.connect(self.toggle_recording)
        self._field = DraftField()
        self._field.setPlaceholderText(self.tr("오늘 있었던 일을 적어 주세요"))
        self._field.setAccessibleName(self.tr("오늘 있었던 일을 적는 칸"))
        self._field.sent.connect(self._send)
        self._field.composed.connect(self._field_changed)
        self._draft = DraftKeeper(live, self._field)
        self._draft.kept.connect(self._show_saved)
        self._send_button = build.icon_button("send", self.tr("보내기 (Enter)"), self._send, token="accent_ink")
        self._send_button.setEnabled(False)
        self._mute = build.icon_button("speaker", "", self._toggle_mute)
        self._clock = QTimer(self, interval=SECOND_MS)
        self._clock.timeout.connect(self._tick)
        self._saved_timer = QTimer(self, interval=SAVED_MS, singleShot=True)
        self._saved_timer.timeout.connect(self._show_hint)
        self._lay_out()
        live.recording_changed.connect(self._show_recording)
        live.loudness.connect(self._hear)
        live.partial.connect(self._show_words)
        live.spoken_here.connect(self._forget_words)
        live.speaking_changed.connect(self._show_mute)
        live.setting_changed.connect(self._setting_changed)
        self._show_recording(live.recording)
        self._show_mute()
        self._show_hint()

    def _lay_out(self) -> None:
        self._live_area = build.area("tint")
        live_column = QVBoxLayout(self._live_area)
        live_column.setContentsMargins(20, 14, 20, 14)
        live_column.setSpacing(8)
        top = QHBoxLayout()
        self._state: QLabel = build.label("", "strong")
        self._meter = LevelMeter()
        self._time: QLabel = build.label("", "soft")
        top.addWidget(self._state)
        top.addWidget(self._meter, 1)
        top.addWidget(self._time)
        live_column.addLayout(top)
        self._words: QLabel = build.label("", wrap=True)
        self._words.setAccessibleName(self.tr("지금 들리는 말"))
        live_column.addWidget(self._words)

        card = build.area("card")
        row = QHBoxLayout(card)
        row.setContentsMargins(8, 6, 12, 6)
        row.setSpacing(4)
        row.addWidget(self._button)
        row.addWidget(self._field, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._send_button)
        row.addWidget(self._mute)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._live_area)
        column.addWidget(card)
        self._hint: QLabel = build.label("", "caption", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._hint)

    # --- coming and going ----------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Load the draft; the button has the focus, so that Space speaks."""
        self._draft.load()
        self._button.setFocus()

    def leave(self) -> None:
        """Keep what was typed, the syllable being composed included."""
        self._field.finish_composing()
        self._draft.save()

    # --- speaking ------------------------------------------------------------------------------------------------

    def toggle_recording(self) -> None:
        """Start listening, or stop."""
        if self._live.recording == "idle":
            self.start_recording()
        else:
            self._live.stop_recording()

    def start_recording(self) -> None:
        """Start listening, unless the user has not agreed to be recorded."""
        if self._settings["voice_consent"]:
            self._live.start_recording()
        else:
            self._hint.setText(self.tr("녹음에 동의하지 않아 글로만 받아요. 설정의 ‘잠금과 보관’에서 바꿀 수 있어요."))

    def _show_recording(self, state: str) -> None:
        had_focus = self.window().focusWidget() is self._button
        self._button.show_state(state)
        if had_focus and not self._button.isEnabled():
            self._keep_focus_from_the_next()
        self._live_area.setVisible(state != "idle")
        self._meter.setVisible(state == "listening")
        words = {
            "idle": "",
            "opening": self.tr("마이크를 켜고 있어요"),
            "listening": self.tr("듣고 있어요"),
            "finishing": self.tr("방금 한 말을 적고 있어요"),
        }
        self._state.setText(words[state])
        if state == "opening":
            self._words.setText("")
            self._seconds = 0
            self._show_time()
        if state == "listening":
            self._clock.start()
        else:
            self._clock.stop()
            self._meter.set_level(-100.0)
        if state == "idle":
            self._words.setText("")
            self._show_hint()
            if self.isVisible() and self.window().focusWidget() is None:
                self._button.setFocus()  # never from where somebody writes meanwhile

    def _keep_focus_from_the_next(self) -> None:
        # A button that is disabled passes it on: here to the field, which would take the next Space for a letter.
        focused = self.window().focusWidget()
        if focused is not None:
            focused.clearFocus()

    def _hear(self, decibels: float) -> None:
        self._button.hear(decibels)
        self._meter.set_level(decibels)

    def _show_words(self, _utterance_id: str, text: str) -> None:
        self._words.setText(text)

    def _forget_words(self, _stored: Utterance) -> None:
        self._words.setText("")

    def _tick(self) -> None:
        self._seconds += 1
        self._show_time()

    def _show_time(self) -> None:
        self._time.setText(f"{self._seconds // 60}:{self._seconds % 60:02d}")

    # --- typing --------------------------------------------------------------------------------------------------

    def _field_changed(self, text: str) -> None:
        self._send_button.setEnabled(bool(text.strip()))

    def _send(self) -> None:
        self._field.finish_composing()
        text = self._field.toPlainText().strip()
        if not text:
            return
        self._field.clear()
        self._draft.forget()

        def not_stored(error: TodakError) -> None:
            if isValid(self) and live.is_open:
                self._put_back(text)
            else:
                live.unstored.keep_said(text)
            live.trouble.emit(error)

        live = self._live
        live.say(text, self._sent, not_stored)

    def _put_back(self, text: str) -> None:
        """Words that were not stored, before whatever has been typed meanwhile."""
        later = self._field.toPlainText()
        self._field.setPlainText(f"{text}\n{later}" if later else text)

    def _sent(self, utterance: Utterance) -> None:
        if not isValid(self):
            return  # the diary was locked meanwhile, and the window is gone
        self._aloud.expect(utterance)
        self._show_saved()

    def _show_saved(self) -> None:
        self._hint.setText(self.tr("저장됨"))
        self._saved_timer.start()

    def _show_hint(self) -> None:
        if self._settings["voice_consent"]:
            self._hint.setText(self.tr("Space를 누르면 말하기 · F8은 누르고 있는 동안 말하기 · Enter로 보내기"))
        else:
            self._hint.setText(self.tr("Enter로 보내기 · Shift+Enter로 줄 바꾸기"))

    # --- being answered aloud ------------------------------------------------------------------------------------

    def _toggle_mute(self) -> None:
        if self._live.speaking:
            self._live.stop_speaking()
            return
        self._keeper.change("speak_replies", not self._settings["speak_replies"])

    def _setting_changed(self, key: str) -> None:
        if key == "speak_replies":
            self._show_mute()
        elif key == "voice_consent":
            self._show_hint()

    def _show_mute(self, _speaking: str = "") -> None:
        if self._live.speaking:
            name, icon, token = self.tr("지금 나는 소리 멈추기"), "stop", "accent_ink"
        elif self._settings["speak_replies"]:
            name, icon, token = self.tr("답을 소리 내어 읽어 드려요. 누르면 조용히 할게요."), "speaker", "soft"
        else:
            name, icon, token = (
                self.tr("지금은 답을 소리 내어 읽지 않아요. 누르면 다시 읽어 드릴게요."),
                "speaker-off",
                "soft",
            )
        build.show_icon(self._mute, icon, name, token)
