"""The chart of a month: one bar a day."""

from datetime import date

from app.diary.statistics import DaySummary
from app.ui.charts.emotion_chart import EmotionChart
from app.ui.charts.slots import Slot, slots_of_month
from app.ui.translation import month_name, short_date


class MonthChart(EmotionChart):
    """The share of each emotion per day and the self score over it."""

    def show_month(self, day: date, summaries: list[DaySummary]) -> None:
        """Draw the month of `day`."""
        self.setAccessibleName(self.tr("{month}의 마음 그래프").format(month=month_name(day)))
        self.show_slots(slots_of_month(day, summaries))

    def tick(self, slot: Slot) -> str:
        """The number of the day."""
        return str(slot.day.day)

    def heading(self, slot: Slot) -> str:
        """The date."""
        return short_date(slot.day)

    def counted(self, slot: Slot) -> str:
        """How many entries."""
        words: str = self.tr("일기 %n개", "", slot.count)
        return words
