"""Scores, their combination, and what a day adds up to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.diary.calendar import diary_date, month_of, year_of
from app.diary.emotion import Emotion, EmotionScores, combine, weight
from app.diary.entry import EmotionReading, Entry, Source, Utterance
from app.diary.statistics import certain_scores, mix, summarise

JOY = EmotionScores.of({"기쁨": 0.7, "일상": 0.3})
SAD = EmotionScores.of({"슬픔": 0.9, "우울": 0.1})
EVEN = EmotionScores((1 / 6,) * 6)


def utterance(text: str, scores: EmotionScores | None, felt: Emotion | None = None) -> Utterance:
    reading = EmotionReading(scores, True, (), "test 1") if scores else None
    return Utterance("u", "e", 0, text, Source.TYPED, datetime(2026, 11, 1, 12, tzinfo=UTC), reading=reading, felt=felt)


def test_scores_are_six_probabilities() -> None:
    assert JOY.dominant is Emotion.JOY and JOY.ranked[1] is Emotion.NEUTRAL
    assert JOY[Emotion.NEUTRAL] == pytest.approx(0.3)
    assert list(JOY.as_dict()) == ["기쁨", "슬픔", "우울", "분노", "불안", "일상"]
    for wrong in [(1.0,), (0.5,) * 6, (2.0, -1.0, 0, 0, 0, 0), (float("nan"), 1, 0, 0, 0, 0)]:
        with pytest.raises(ValueError):
            EmotionScores(wrong)


def test_certainty_is_one_for_one_emotion_and_zero_for_none() -> None:
    assert certain_scores(Emotion.ANGER).certainty == pytest.approx(1)
    assert EVEN.certainty == pytest.approx(0, abs=1e-9)
    assert 0 < JOY.certainty < SAD.certainty < 1


def test_combining_weighs() -> None:
    combined = combine([(JOY, 1), (SAD, 3)])
    assert combined is not None
    assert combined[Emotion.SADNESS] == pytest.approx(0.675)
    assert sum(combined.values) == pytest.approx(1)
    assert combine([]) is None and combine([(JOY, 0)]) is None


def test_longer_and_surer_counts_more() -> None:
    assert weight("가" * 16, SAD) == pytest.approx(2 * weight("가 가 가가", SAD))
    assert weight("같은 길이", SAD) > weight("같은 길이", JOY) > weight("같은 길이", EVEN) > 0


def test_a_correction_wins() -> None:
    corrected = mix([utterance("사실은 화가 났어", SAD, felt=Emotion.ANGER)])
    assert corrected is not None and corrected[Emotion.ANGER] == 1
    assert utterance("사실은", SAD, felt=Emotion.ANGER).emotion is Emotion.ANGER
    assert mix([utterance("아직 읽지 않음", None)]) is None


def test_a_day_adds_up() -> None:
    day = date(2026, 11, 1)
    moment = datetime(2026, 11, 1, 12, tzinfo=UTC)
    first = Entry("1", day, moment, (utterance("좋았다", JOY), utterance("슬펐다", SAD)), score=2)
    second = Entry("2", day, moment, (utterance("그냥", EVEN),), score=5)
    trashed = Entry("3", day, moment, (utterance("버림", SAD),), score=1, trashed_at=moment)
    summary = summarise(day, [first, second, trashed])
    assert (summary.count, summary.entries, summary.score) == (3, 2, 3.5)
    assert summary.emotion is Emotion.SADNESS
    felt = summarise(day, [Entry("1", day, moment, first.utterances, felt=(Emotion.JOY,))])
    assert felt.emotion is Emotion.JOY and felt.score is None
    empty = summarise(day, [])
    assert empty.shares is None and empty.emotion is None


def test_the_night_belongs_to_the_day_before() -> None:
    start = time(4)
    assert diary_date(datetime(2026, 11, 2, 3, 59), start) == date(2026, 11, 1)
    assert diary_date(datetime(2026, 11, 2, 4, 0), start) == date(2026, 11, 2)
    assert diary_date(datetime(2026, 11, 2, 0, 0), time(0)) == date(2026, 11, 2)


def test_periods() -> None:
    assert month_of("2028-02") == (date(2028, 2, 1), date(2028, 2, 29))
    assert year_of("2026") == (date(2026, 1, 1), date(2026, 12, 31))
    for wrong in ("2026-00", "2026-13", "26-01", "2026", "２０２６-01"):
        with pytest.raises(ValueError):
            month_of(wrong)
    with pytest.raises(ValueError):
        year_of("2026-01")


def test_titles() -> None:
    moment = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=1)
    entry = Entry("1", date(2026, 11, 1), moment, (utterance("  \n", None), utterance("긴 말 " * 30, None)))
    assert entry.title.startswith("긴 말 긴 말") and entry.title.endswith("…") and len(entry.title) <= 40
    assert Entry("1", date(2026, 11, 1), moment).title == ""
