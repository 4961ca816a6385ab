"""The card around a chart, which is put in later: what draws it takes a moment to load."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui import theme as themes
from app.ui.charts.legend import Legend
from app.ui.widgets.build import label

ROOM = 300  # px, kept for the chart


class ChartCard(QFrame):
    """A heading, a legend and room for a chart."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._heading = label(heading, "heading", wrap=True)
        self._room = QWidget()
        self._room.setMinimumHeight(themes.keeper().size(ROOM))
        self._inside = QVBoxLayout(self._room)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._none = label(self.tr("이야기를 남기면 여기에 그려져요."), "soft", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.hide()
        self._inside.addWidget(self._none)
        self._chart: QWidget | None = None
        self._has_days = True
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 16, 14)
        column.setSpacing(6)
        column.addWidget(self._heading)
        column.addWidget(
            label(self.tr("토닥이 짐작한 마음의 비율이에요. 직접 고친 마음은 그대로 셌어요."), "caption", wrap=True)
        )
        column.addSpacing(6)
        column.addWidget(Legend())
        column.addWidget(self._room, 1)

    def put(self, chart: QWidget) -> None:
        """Put the chart in."""
        self._chart = chart
        self._inside.addWidget(chart)
        self.show_chart(self._has_days)

    def show_chart(self, has_days: bool) -> None:
        """Show the chart, or a sentence when there is nothing to draw."""
        self._has_days = has_days
        self._none.setVisible(not has_days)
        if self._chart is not None:
            self._chart.setVisible(has_days)
