"""The year: its months, a line about them, its chart, what it adds up to."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.diary.emotion import Emotion
from app.diary.statistics import (
    Average,
    DaySummary,
    EntryOutline,
    MonthSummary,
    PersonSummary,
    by_person,
    days_of,
    emotion_counts,
    months_of,
    score_by_emotion,
)
from app.ui.widgets.build import area, label
from app.ui.widgets.chart_card import ChartCard
from app.ui.widgets.columns_layout import ColumnsLayout
from app.ui.widgets.statistics_cards import Company, FrequentEmotions, ScoreByEmotion
from app.ui.widgets.usual_emotion import usual_words
from app.ui.widgets.year_grid import YearGrid

if TYPE_CHECKING:
    from app.ui.charts.year_chart import YearChart

NARROWEST = 520  # px, of a column
NARROWEST_CARD = 300  # px


@dataclass(frozen=True, slots=True)
class YearSums:
    """What the page shows of a year."""

    year: int
    days: list[DaySummary]
    months: tuple[MonthSummary, ...]
    counts: tuple[tuple[Emotion, int], ...]
    scores: dict[Emotion, Average]
    people: tuple[PersonSummary, ...]

    @classmethod
    def of(cls, year: int, outlines: list[EntryOutline]) -> "YearSums":
        """The sums of the entries of `year`. For a background thread: it takes some milliseconds per thousand."""
        days = days_of(outlines)
        return cls(
            year, days, months_of(year, days), emotion_counts(days), score_by_emotion(outlines), by_person(outlines)
        )


class YearView(QWidget):
    """Months and chart side by side where there is room, the cards below."""

    day_opened = Signal(object)  # date
    month_opened = Signal(object)  # date

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: YearChart | None = None
        self._sums: YearSums | None = None
        self.grid = YearGrid()
        self.grid.day_opened.connect(self.day_opened)
        self.grid.month_opened.connect(self.month_opened)
        self._line = label("", "soft", wrap=True)
        self._line.setContentsMargins(8, 0, 8, 0)
        months = area("card")
        inside = QVBoxLayout(months)
        inside.setContentsMargins(16, 12, 16, 18)
        inside.setSpacing(8)
        inside.addWidget(self.grid)
        inside.addStretch(1)
        inside.addWidget(self._line)
        self._chart_card = ChartCard(self.tr("달마다의 마음"))
        self._frequent, self._scores, self._company = FrequentEmotions(), ScoreByEmotion(), Company()
        above, below = QWidget(), QWidget()
        columns = ColumnsLayout(above, NARROWEST)
        columns.addWidget(months)
        columns.addWidget(self._chart_card)
        cards = ColumnsLayout(below, NARROWEST_CARD)
        for card in (self._frequent, self._scores, self._company):
            cards.addWidget(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        column.addWidget(above)
        column.addWidget(below)

    def show_year(self, sums: YearSums, today: date) -> None:
        """Show a year."""
        self._sums = sums
        self.grid.show_year(sums.year, sums.days, today)
        self._line.setText(self._words(sums, today))
        self._frequent.show_counts(sums.counts)
        self._scores.show_averages(sums.scores)
        self._company.show_people(sums.people)
        self._chart_card.show_chart(bool(sums.days))
        if self._chart is not None:
            self._chart.show_year(sums.months)

    def make_chart(self) -> None:
        """Make the chart, once its module has been loaded and a year is shown."""
        if self._chart is not None or self._sums is None:
            return
        from app.ui.charts.year_chart import YearChart

        self._chart = YearChart(self)
        self._chart.chosen.connect(lambda slot: self.month_opened.emit(slot.day))
        self._chart_card.put(self._chart)
        self._chart.show_year(self._sums.months)

    def _words(self, sums: YearSums, today: date) -> str:
        if not sums.days:
            if sums.year < today.year:
                return self.tr("{year}년에는 이야기를 남긴 날이 없어요.").format(year=sums.year)
            return self.tr("{year}년에는 아직 이야기를 남긴 날이 없어요.").format(year=sums.year)
        written = self.tr("{year}년에 이야기를 남긴 날은 %n일이에요.", "", len(sums.days)).format(year=sums.year)
        return f"{written} {usual_words(sums.days)}".strip()
