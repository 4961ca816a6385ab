"""The chart of a year: one bar a month."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from app.diary.statistics import MonthSummary
from app.ui.charts.emotion_chart import EmotionChart
from app.ui.charts.slots import Slot, slots_of_year
from app.ui.translation import month_name


class YearChart(EmotionChart):
    """The mean share of each emotion per month and the mean self score over it."""

    def show_year(self, months: Sequence[MonthSummary]) -> None:
        """Draw the twelve `months`."""
        self.setAccessibleName(self.tr("{year}년의 마음 그래프").format(year=months[0].first.year))
        self.show_slots(slots_of_year(months))

    def tick(self, slot: Slot) -> str:
        """The month's short name."""
        return QLocale().monthName(slot.day.month, QLocale.FormatType.ShortFormat)

    def heading(self, slot: Slot) -> str:
        """The month."""
        return month_name(slot.day)

    def counted(self, slot: Slot) -> str:
        """How many days."""
        words: str = self.tr("이야기를 남긴 날 %n일", "", slot.count)
        return words
