"""What a year adds up to, in small cards: frequent emotions, scores by emotion, scores and emotions by company."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.diary.emotion import EMOTIONS, Emotion
from app.diary.statistics import Average, PersonSummary
from app.ui.artwork import Picture
from app.ui.translation import emotion_word, person_word
from app.ui.widgets.build import label
from app.ui.widgets.meters import Meter, MixBar

FACE = 24  # px
FREQUENT = 5
LOWEST_SCORE, HIGHEST_SCORE = 1, 5
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Row:
    """Widgets of one line of a card's grid."""

    def __init__(self, grid: QGridLayout, line: int, *widgets: QWidget) -> None:
        self._widgets = widgets
        self._grid, self._line = grid, line
        for column, widget in enumerate(widgets):
            grid.addWidget(widget, line, column, _RIGHT if column > 2 else _MIDDLE)

    def set_visible(self, is_there: bool) -> None:
        for widget in self._widgets:
            widget.setVisible(is_there)
        self._grid.setRowMinimumHeight(self._line, FACE if is_there else 0)


class _EmotionRow(_Row):
    """A face, its word, a meter, a value."""

    def __init__(self, grid: QGridLayout, line: int) -> None:
        self._face, self._word, self._meter = Picture(FACE), label(""), Meter()
        self._value = label("", "strong")
        super().__init__(grid, line, self._face, self._word, self._meter, self._value)

    def show(self, emotion: Emotion, share: float, value: str) -> None:
        self._face.show_face(emotion)
        self._word.setText(emotion_word(emotion))
        self._meter.show_share(share, emotion)
        self._value.setText(value)


class _PersonRow(_Row):
    """A kind of company, how often, the mix of emotions, the mean score."""

    def __init__(self, grid: QGridLayout, line: int) -> None:
        self._word, self._count, self._mix = label(""), label("", "caption"), MixBar()
        self._score = label("", "strong")
        super().__init__(grid, line, self._word, self._count, self._mix, self._score)

    def show(self, summary: PersonSummary, counted: str) -> None:
        self._word.setText(person_word(summary.person))
        self._count.setText(counted)
        self._mix.show_shares(summary.shares)
        self._score.setText("–" if summary.score is None else f"{summary.score:.1f}")


class _Card(QFrame):
    """A heading, a line that says what was counted, and a grid; one sentence instead while there are no rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._heading = label("", "heading", wrap=True)
        self._explanation: QLabel = label("", "caption", wrap=True)
        self._none = label("", "soft", wrap=True)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(10)
        self.grid.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 20)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addWidget(self._explanation)
        column.addSpacing(10)
        column.addWidget(self._none)
        column.addLayout(self.grid)
        column.addStretch(1)

    def say(self, heading: str, explanation: str, none: str) -> None:
        """Its words."""
        self._heading.setText(heading)
        self._explanation.setText(explanation)
        self._none.setText(none)

    def show_rows(self, rows: Sequence[_Row], count: int) -> None:
        """Show the first `count` of `rows`."""
        for number, row in enumerate(rows):
            row.set_visible(number < count)
        self._none.setVisible(count == 0)
        self._explanation.setVisible(count > 0)


class FrequentEmotions(_Card):
    """The five emotions of the most days."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = [_EmotionRow(self.grid, line) for line in range(FREQUENT)]
        self.say(
            self.tr("자주 찾아온 마음"),
            self.tr("하루하루의 마음을 세어 보았어요."),
            self.tr("아직 마음을 읽은 날이 없어요."),
        )

    def show_counts(self, counts: Sequence[tuple[Emotion, int]]) -> None:
        """Show how many days each emotion has, most first."""
        shown = counts[:FREQUENT]
        for row, (emotion, days) in zip(self._rows, shown, strict=False):
            row.show(emotion, days / shown[0][1], self.tr("%n일", "", days))
        self.show_rows(self._rows, len(shown))


class ScoreByEmotion(_Card):
    """The mean self score of the entries that stand for each emotion."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = [_EmotionRow(self.grid, line) for line in range(len(EMOTIONS))]
        self.say(
            self.tr("마음마다 내가 준 점수"),
            self.tr("점수를 남긴 일기의 평균이에요. 5점이 가장 높아요."),
            self.tr("일기에 점수를 남기면 여기에서 볼 수 있어요."),
        )

    def show_averages(self, averages: Mapping[Emotion, Average]) -> None:
        """Show the averages, highest first."""
        ranked = sorted(averages.items(), key=lambda pair: -pair[1].score)
        for row, (emotion, average) in zip(self._rows, ranked, strict=False):
            share = (average.score - LOWEST_SCORE) / (HIGHEST_SCORE - LOWEST_SCORE)
            row.show(emotion, share, f"{average.score:.1f}")
        self.show_rows(self._rows, len(ranked))


class Company(_Card):
    """For each kind of company how often, which emotions, and the mean self score."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_PersonRow] = []
        self.say(
            self.tr("함께한 사람과 마음"),
            self.tr("띠는 마음이 섞인 모양, 숫자는 내가 준 점수의 평균이에요."),
            self.tr("일기에 누구와 함께였는지 남기면 여기에서 볼 수 있어요."),
        )

    def show_people(self, people: Sequence[PersonSummary]) -> None:
        """Show the kinds of company, most frequent first."""
        while len(self._rows) < len(people):
            self._rows.append(_PersonRow(self.grid, len(self._rows)))
        ranked = sorted(people, key=lambda each: -each.entries)
        for row, summary in zip(self._rows, ranked, strict=False):
            row.show(summary, self.tr("%n번", "", summary.entries))
        self.show_rows(self._rows, len(ranked))
