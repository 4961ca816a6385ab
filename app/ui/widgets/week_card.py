"""The weekly note: a card with last week's numbers, once, at the first unlock of a new week."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.config import Settings
from app.diary.weekly import WeekNote, monday_of, week_note
from app.session import now
from app.storage.repository import Diary
from app.ui.live_session import LiveSession
from app.ui.settings_keeper import SettingsKeeper
from app.ui.translation import emotion_word, short_date
from app.ui.widgets import build


class WeekCard(QFrame):
    """Hidden where there is nothing to say, where it was switched off, and once it has been put away."""

    def __init__(self, live: LiveSession, settings: Settings) -> None:
        super().__init__()
        self._live = live
        self._settings = settings
        self._keeper = SettingsKeeper(live, settings, self)
        self.setProperty("role", "quiet")
        self._when = build.label("", "caption", wrap=True)
        self._told = build.label("", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._when)
        words.addWidget(self._told)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 12, 12, 12)
        row.addLayout(words, 1)
        close = build.icon_button("close", self.tr("지난주 이야기 접기"), self.hide)
        row.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        live.setting_changed.connect(self._setting_changed)
        self.hide()

    def look(self) -> None:
        """Show last week's note, if this week's first unlock has not done so yet."""
        if not self._live.is_open:
            return  # locked meanwhile
        monday = monday_of(self._live.session.day_of(now()))
        if not self._settings["weekly_note"] or self._settings["week_noted"] == monday.isoformat():
            return
        first = monday - timedelta(weeks=1)
        self._live.read(
            lambda diary: _noted(diary, first), lambda note: self._show(monday, note), owner=self, topic="week"
        )

    def _show(self, monday: date, note: WeekNote | None) -> None:
        self._keeper.change("week_noted", monday.isoformat())
        if note is None:
            return
        last = note.first + timedelta(days=6)
        self._when.setText(
            self.tr("지난주 · {first}부터 {last}까지").format(first=short_date(note.first), last=short_date(last))
        )
        self._told.setText("\n".join(self._sentences(note)))
        self.show()

    def _sentences(self, note: WeekNote) -> list[str]:
        said = [self.tr("이야기를 남긴 날은 %n일이에요.", "", note.days)]
        if note.feelings:
            feelings = ", ".join(
                self.tr("{emotion} %n일", "", count).format(emotion=emotion_word(emotion))
                for emotion, count in note.feelings
            )
            said.append(self.tr("제가 짐작하기로 가장 많았던 마음은 {feelings}이에요.").format(feelings=feelings))
        if note.score is not None and note.score_before is not None:
            said.append(
                self.tr("스스로 매긴 점수는 평균 {score}점이고, 그 전주에는 {before}점이었어요.").format(
                    score=f"{note.score:.1f}", before=f"{note.score_before:.1f}"
                )
            )
        return said

    def _setting_changed(self, key: str) -> None:
        if key == "weekly_note" and not self._settings["weekly_note"]:
            self.hide()


def _noted(diary: Diary, first: date) -> WeekNote | None:
    from app.models.companion.looking_back import told_days

    entries = diary.entries(first - timedelta(weeks=1), first + timedelta(days=6))
    return week_note(first, told_days(entries), {entry.date for entry in entries if entry.is_grave})
