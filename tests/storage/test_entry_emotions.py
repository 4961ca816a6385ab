"""The emotion that a list filters by is the one that an entry shows, whatever was done to it."""

from collections.abc import Callable
from datetime import timedelta

from app.diary.emotion import EMOTIONS, Emotion
from app.diary.entry import Source
from app.diary.listing import EntryFilter
from app.presenting import entry_emotion
from app.storage.repository import Diary
from tests.storage.conftest import DAY, MOMENT, Append, reading
from tests.years import Inventor


def assert_filters_agree(diary: Diary) -> None:
    shown = {each.id: each.emotion for each in diary.listed(1_000)}
    assert shown == {each.id: entry_emotion(each) for each in diary.entries()}
    for emotion in EMOTIONS:
        only = EntryFilter(emotions=frozenset({emotion}))
        expected = [identifier for identifier, carried in shown.items() if carried is emotion]
        assert [each.id for each in diary.listed(1_000, None, only)] == expected
        assert diary.count_listed(only) == len(expected)


def test_every_change_of_an_emotion_is_seen(diary: Diary, append: Append) -> None:
    first, second = append("좋은 하루"), append("그저 그런 하루")
    other = append("지난주의 일", day=DAY - timedelta(days=7))
    steps: list[Callable[[], object]] = [
        lambda: diary.set_reading(first.id, reading()),
        lambda: diary.set_reading(first.id, reading(0, 1, 0, 0, 0, 0)),
        lambda: diary.correct(first.id, Emotion.ANGER),
        lambda: diary.correct(first.id, None),
        lambda: diary.set_reading(second.id, reading(0, 0, 0, 0, 1, 0)),
        lambda: diary.set_felt(first.entry_id, [Emotion.NEUTRAL, Emotion.JOY]),
        lambda: diary.set_felt(first.entry_id, []),
        lambda: diary.edit_text(second.id, "말이 훨씬 더 길어진 그저 그런 하루의 저녁"),
        lambda: diary.set_reading(second.id, reading(0, 0, 1, 0, 0, 0)),
        lambda: diary.edit_text(first.id, "짧게"),
        lambda: diary.undo(diary.split(first.entry_id, second.id)),
        lambda: diary.split(first.entry_id, second.id),
        lambda: diary.move([second.id], to_entry=other.entry_id),
        lambda: diary.trash(other.entry_id),
        lambda: diary.restore(other.entry_id),
        lambda: diary.trash(other.entry_id),
        lambda: diary.purge(other.entry_id),
        lambda: diary.add_entries(list(Inventor().days(DAY - timedelta(days=50), DAY - timedelta(days=20)))),
        lambda: diary.append("새로", Source.TYPED, started_at=MOMENT, day=DAY - timedelta(days=30)),
    ]
    for number, step in enumerate(steps):
        step()
        assert_filters_agree(diary)
        with diary._reading() as connection:
            left = connection.exec_driver_sql("SELECT count(*) FROM emotion_changes").scalar_one()
        assert left == 0, number
    assert diary.check().healthy
