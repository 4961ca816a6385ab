"""Merging, splitting, moving, the trash and undo: every utterance stays, each in one place, and can go back."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.diary.emotion import Emotion
from app.diary.entry import Care, Entry, Person, Reply, ReplyKind, Source, Utterance
from app.diary.listing import EntryFilter
from app.diary.statistics import main_emotion, mix
from app.errors import CannotUndo, NotFound
from app.storage.repository import Diary
from app.storage.schema import embeddings, entries, felt, people, readings, replies, tags, utterances
from app.storage.shapes import Undo
from tests.storage.conftest import DAY, MOMENT, Append, reading

BEFORE = DAY - timedelta(days=1)
Rows = dict[str, list[tuple[object, ...]]]


def everything(diary: Diary) -> Rows:
    """Every row of an entry and of what hangs on it, as stored."""
    tables = (entries, utterances, felt, people, tags, readings, replies, embeddings)
    with diary._reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=str) for table in tables
        }


def texts(diary: Diary, entry_id: str) -> list[str]:
    """The words of an entry; its positions must be dense."""
    entry = diary.entry(entry_id)
    assert [each.position for each in entry.utterances] == list(range(len(entry.utterances)))
    assert all(each.entry_id == entry_id for each in entry.utterances)
    return [each.text for each in entry.utterances]


@pytest.fixture
def write(diary: Diary) -> Callable[..., list[Utterance]]:
    """Write a new entry of these words, a minute apart from `minute` on."""

    def entry(*words: str, minute: int = 0, day: date = DAY) -> list[Utterance]:
        entry_id, began = diary.new_id(), MOMENT + timedelta(minutes=minute)
        said = [
            Utterance(diary.new_id(), entry_id, number, text, Source.TYPED, began + timedelta(minutes=number))
            for number, text in enumerate(words)
        ]
        diary.add_entries([Entry(entry_id, day, began, tuple(said))])
        return said

    return entry


Write = Callable[..., list[Utterance]]


def mark(diary: Diary, entry_id: str, score: int | None, emotion: Emotion, person: Person, *words: str) -> None:
    diary.set_score(entry_id, score)
    diary.set_felt(entry_id, [emotion, Emotion.JOY])
    diary.set_people(entry_id, [person, Person.FAMILY])
    diary.set_tags(entry_id, words)


def undone(diary: Diary, act: Callable[[], Undo]) -> Undo:
    """Do `act`, undo it, and do it once more: the diary is then as it was, and as it became."""
    before = everything(diary)
    done = act()
    after = everything(diary)
    again = diary.undo(done)
    assert everything(diary) == before
    diary.undo(again)
    assert everything(diary) == after
    assert diary.check().healthy
    return done


# --- merging ---------------------------------------------------------------------------------------------------------


def test_merging_puts_the_other_behind_and_unites_the_marks(diary: Diary, write: Write) -> None:
    into, other = write("아침", "점심"), write("저녁", "밤", minute=30)
    mark(diary, into[0].entry_id, None, Emotion.SADNESS, Person.ALONE, "비", "책")
    mark(diary, other[0].entry_id, 4, Emotion.ANGER, Person.FRIEND, "책", "친구")
    done = undone(diary, lambda: diary.merge(into[0].entry_id, other[0].entry_id))
    assert texts(diary, into[0].entry_id) == ["아침", "점심", "저녁", "밤"]
    merged = diary.entry(into[0].entry_id)
    assert merged.score == 4
    assert merged.felt == (Emotion.SADNESS, Emotion.JOY, Emotion.ANGER)
    assert merged.people == (Person.ALONE, Person.FAMILY, Person.FRIEND)
    assert merged.tags == ("비", "책", "친구")
    assert merged.started_at == into[0].started_at
    with pytest.raises(NotFound):
        diary.entry(other[0].entry_id)
    assert done.made is None and set(done.touched) == {into[0].entry_id, other[0].entry_id}


def test_a_score_that_is_there_is_kept(diary: Diary, write: Write) -> None:
    into, other = write("하나"), write("둘")
    diary.set_score(into[0].entry_id, 1)
    diary.set_score(other[0].entry_id, 5)
    diary.merge(into[0].entry_id, other[0].entry_id)
    assert diary.entry(into[0].entry_id).score == 1


def test_what_comes_behind_is_in_the_order_of_time(diary: Diary, write: Write, append: Append) -> None:
    into = write("나중에 시작한 일기", minute=60)
    other = write("열 시", "열한 시", minute=10)
    append("아홉 시", started_at=MOMENT - timedelta(minutes=60), day=DAY)  # behind `into`, the newest
    late = diary.merge(other[0].entry_id, into[0].entry_id)
    assert texts(diary, other[0].entry_id) == ["열 시", "열한 시", "아홉 시", "나중에 시작한 일기"]
    diary.undo(late)
    assert texts(diary, into[0].entry_id) == ["나중에 시작한 일기", "아홉 시"]  # back to where they really were


def test_the_day_goes_on_in_a_merged_entry(diary: Diary, write: Write, append: Append) -> None:
    into, other = write("하나"), write("둘", minute=5)
    diary.close_entry(into[0].entry_id)
    diary.merge(into[0].entry_id, other[0].entry_id)
    assert append("셋").entry_id == into[0].entry_id


def test_entries_of_two_dates_are_merged_only_when_asked(diary: Diary, write: Write) -> None:
    into, other = write("어제", day=BEFORE), write("오늘", minute=5)
    before = everything(diary)
    with pytest.raises(ValueError, match="dates"):
        diary.merge(into[0].entry_id, other[0].entry_id)
    assert everything(diary) == before
    undone(diary, lambda: diary.merge(into[0].entry_id, other[0].entry_id, across_dates=True))
    assert diary.entries_on(DAY) == [] and texts(diary, into[0].entry_id) == ["어제", "오늘"]
    assert diary.entry(into[0].entry_id).date == BEFORE


def test_an_entry_is_not_merged_with_itself(diary: Diary, write: Write) -> None:
    [said] = write("하나")
    with pytest.raises(ValueError, match="another"):
        diary.merge(said.entry_id, said.entry_id)
    assert texts(diary, said.entry_id) == ["하나"]


# --- splitting -------------------------------------------------------------------------------------------------------


def test_splitting_gives_the_rest_an_entry(diary: Diary, write: Write, append: Append) -> None:
    said = write("하나", "둘", "셋", "넷")
    mark(diary, said[0].entry_id, 3, Emotion.ANXIETY, Person.PARTNER, "일")
    done = undone(diary, lambda: diary.split(said[0].entry_id, said[2].id))
    assert done.made is not None
    assert texts(diary, said[0].entry_id) == ["하나", "둘"] and texts(diary, done.made) == ["셋", "넷"]
    first, second = diary.entry(said[0].entry_id), diary.entry(done.made)
    assert (first.score, first.tags) == (3, ("일",))
    assert (second.score, second.felt, second.people, second.tags) == (None, (), (), ())
    assert (second.date, second.started_at) == (DAY, said[2].started_at)
    assert append("다섯").entry_id == done.made  # the day goes on behind its last words


def test_the_rest_of_a_closed_entry_is_closed(diary: Diary, write: Write) -> None:
    said = write("하나", "둘")
    diary.close_entry(said[0].entry_id)
    made = diary.split(said[0].entry_id, said[1].id).made
    assert made is not None and not diary.entry(made).is_open


def test_an_entry_is_not_split_into_nothing_and_itself(diary: Diary, write: Write) -> None:
    said, other = write("하나", "둘"), write("셋")
    before = everything(diary)
    with pytest.raises(ValueError, match="first"):
        diary.split(said[0].entry_id, said[0].id)
    with pytest.raises(NotFound):
        diary.split(said[0].entry_id, other[0].id)
    assert everything(diary) == before


# --- moving ----------------------------------------------------------------------------------------------------------


def test_moving_to_another_entry(diary: Diary, write: Write) -> None:
    said, other = write("하나", "둘", "셋", "넷"), write("다섯", minute=30)
    ids = [said[3].id, said[1].id]
    undone(diary, lambda: diary.move(ids, to_entry=other[0].entry_id))
    assert texts(diary, said[0].entry_id) == ["하나", "셋"]
    assert texts(diary, other[0].entry_id) == ["다섯", "둘", "넷"]


def test_moving_from_several_entries_at_once(diary: Diary, write: Write) -> None:
    first, second, third = write("가", "나"), write("다", "라", minute=10), write("마", minute=20)
    mark(diary, second[0].entry_id, 2, Emotion.ANGER, Person.ALONE, "둘")
    ids = [third[0].id, second[1].id, second[0].id, first[1].id]
    undone(diary, lambda: diary.move(ids, to_entry=third[0].entry_id))
    assert texts(diary, third[0].entry_id) == ["마", "나", "다", "라"]
    assert texts(diary, first[0].entry_id) == ["가"]
    moved = diary.entry(third[0].entry_id)  # the marks of an entry go where all of it goes
    assert (moved.score, moved.felt, moved.tags) == (2, (Emotion.ANGER, Emotion.JOY), ("둘",))
    with pytest.raises(NotFound):
        diary.entry(second[0].entry_id)


def test_moving_to_a_date_makes_a_new_entry(diary: Diary, write: Write, append: Append) -> None:
    said = write("하나", "둘", "셋")
    done = undone(diary, lambda: diary.move([said[1].id], to_date=BEFORE))
    assert done.made is not None and texts(diary, done.made) == ["둘"]
    made = diary.entry(done.made)
    assert (made.date, made.started_at, made.is_open) == (BEFORE, said[1].started_at, False)
    assert texts(diary, said[0].entry_id) == ["하나", "셋"]
    assert append("넷").entry_id == said[0].entry_id


def test_moving_all_of_an_entry_to_a_date_takes_its_marks_along(diary: Diary, write: Write) -> None:
    said = write("하나", "둘")
    mark(diary, said[0].entry_id, 5, Emotion.JOY, Person.FRIEND, "여행")
    done = undone(diary, lambda: diary.move([each.id for each in said], to_date=BEFORE))
    assert diary.entries_on(DAY) == [] and done.made is not None
    assert (diary.entry(done.made).score, diary.entry(done.made).tags) == (5, ("여행",))


def test_moving_needs_a_place(diary: Diary, write: Write) -> None:
    [said] = write("하나")
    for target in ({}, {"to_entry": said.entry_id, "to_date": DAY}):
        with pytest.raises(ValueError, match="moved"):
            diary.move([said.id], **target)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="moved"):
        diary.move([], to_date=DAY)
    with pytest.raises(NotFound):
        diary.move([said.id, "none"], to_date=DAY)
    with pytest.raises(NotFound):
        diary.move([said.id], to_entry="none")


def test_what_is_already_there_stays_where_it_is(diary: Diary, write: Write) -> None:
    said = write("하나", "둘")
    undone(diary, lambda: diary.move([said[0].id], to_entry=said[0].entry_id))
    assert texts(diary, said[0].entry_id) == ["하나", "둘"]


# --- the trash -------------------------------------------------------------------------------------------------------


def test_throwing_one_utterance_away(diary: Diary, write: Write) -> None:
    said = write("하나", "둘", "셋")
    mark(diary, said[0].entry_id, 3, Emotion.JOY, Person.ALONE, "일")
    done = undone(diary, lambda: diary.trash_utterance(said[1].id))
    assert texts(diary, said[0].entry_id) == ["하나", "셋"] and done.made is not None
    [thrown] = diary.trashed()
    assert (thrown.id, thrown.date, thrown.tags) == (done.made, DAY, ()) and texts(diary, thrown.id) == ["둘"]
    assert diary.search("둘") == []
    diary.restore(thrown.id)
    assert [hit.text for hit in diary.search("둘")] == ["둘"] and diary.trashed() == []


def test_throwing_the_only_utterance_away_throws_the_entry_away(diary: Diary, write: Write) -> None:
    [said] = write("하나")
    mark(diary, said.entry_id, 3, Emotion.JOY, Person.ALONE, "일")
    undone(diary, lambda: diary.trash_utterance(said.id))
    [thrown] = diary.trashed()
    assert (thrown.id, thrown.tags) == (said.entry_id, ("일",)) and diary.entries() == []


def test_throwing_away_and_taking_out_are_undone(diary: Diary, write: Write) -> None:
    [said] = write("하나")
    undone(diary, lambda: diary.trash(said.entry_id))
    since = diary.trashed()[0].trashed_at
    nothing = diary.trash(said.entry_id)
    assert diary.trashed()[0].trashed_at == since and nothing.before == nothing.after
    undone(diary, lambda: diary.restore(said.entry_id))
    assert [each.id for each in diary.entries()] == [said.entry_id]


def test_what_is_in_the_trash_is_not_reshaped(diary: Diary, write: Write) -> None:
    thrown, kept = write("하나", "둘"), write("셋")
    diary.trash(thrown[0].entry_id)
    before = everything(diary)
    for act in (
        lambda: diary.merge(kept[0].entry_id, thrown[0].entry_id),
        lambda: diary.merge(thrown[0].entry_id, kept[0].entry_id),
        lambda: diary.split(thrown[0].entry_id, thrown[1].id),
        lambda: diary.move([thrown[0].id], to_date=DAY),
        lambda: diary.move([kept[0].id], to_entry=thrown[0].entry_id),
        lambda: diary.trash_utterance(thrown[0].id),
        lambda: diary.trash_utterance("none"),
        lambda: diary.trash("none"),
        lambda: diary.restore("none"),
    ):
        with pytest.raises(NotFound):
            act()
    assert everything(diary) == before


# --- undo ------------------------------------------------------------------------------------------------------------


def test_undo_leaves_what_was_said_and_read_meanwhile(diary: Diary, write: Write) -> None:
    said = write("하나", "둘")
    done = diary.split(said[0].entry_id, said[1].id)
    reply = Reply("그랬군요.", ReplyKind.COMFORT, Care.NONE, "test 1")
    diary.edit_text(said[1].id, "둘!")
    diary.set_reading(said[1].id, reading())
    diary.set_reply(said[1].id, reply)
    diary.correct(said[1].id, Emotion.ANGER)
    diary.undo(done)
    [entry] = diary.entries()
    assert texts(diary, entry.id) == ["하나", "둘!"]
    last = entry.utterances[1]
    assert last.reading == reading() and last.reply == reply and last.felt is Emotion.ANGER


def test_undo_is_refused_when_the_entries_have_changed(diary: Diary, write: Write, append: Append) -> None:
    said = write("하나", "둘", "셋")
    entry_id = said[0].entry_id

    def another_word(done: Undo) -> None:
        append("넷")

    def another_score(done: Undo) -> None:
        diary.set_score(entry_id, 2)

    def another_tag(done: Undo) -> None:
        assert done.made is not None
        diary.set_tags(done.made, ["새것"])

    def thrown_away(done: Undo) -> None:
        assert done.made is not None
        diary.trash(done.made)

    def purged(done: Undo) -> None:
        thrown_away(done)
        diary.empty_trash()

    def undone_already(done: Undo) -> None:
        diary.undo(done)

    for meanwhile in (another_word, another_score, another_tag, thrown_away, undone_already, purged):
        last = diary.entry(entry_id).utterances[-1]
        done = diary.split(entry_id, last.id)
        meanwhile(done)
        before = everything(diary)
        with pytest.raises(CannotUndo):
            diary.undo(done)
        assert everything(diary) == before
        if len(diary.entries()) == 2:
            diary.merge(entry_id, next(each.id for each in diary.entries() if each.id != entry_id))
    with pytest.raises(CannotUndo):
        diary.undo(Undo((), diary.trash(entry_id).before))


def test_a_failure_in_the_midst_changes_nothing(diary: Diary, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    said, other = write("하나", "둘"), write("셋", "넷")
    diary.set_tags(other[0].entry_id, ["표"])
    before = everything(diary)

    def fail(*_: object) -> None:
        raise RuntimeError("in the midst")

    monkeypatch.setattr("app.storage.shapes.put_marks", fail)
    with pytest.raises(RuntimeError):
        diary.merge(said[0].entry_id, other[0].entry_id)
    assert everything(diary) == before


# --- whatever is done ------------------------------------------------------------------------------------------------

PIECES = ("비", "바람", "눈", "해")


def any_act(diary: Diary, chance: random.Random) -> Undo | None:
    """Something that can be done to the diary as it is; None when nothing was found."""
    kept, thrown = diary.entries(), diary.trashed()
    spoken = [each for entry in kept for each in entry.utterances]
    acts: list[Callable[[], Undo]] = []
    if thrown:
        acts.append(lambda: diary.restore(chance.choice(thrown).id))
    if spoken:
        picked = [each.id for each in chance.sample(spoken, chance.randint(1, min(4, len(spoken))))]
        acts.append(lambda: diary.move(picked, to_date=DAY - timedelta(days=chance.randrange(3))))
        acts.append(lambda: diary.move(picked, to_entry=chance.choice(kept).id))
        acts.append(lambda: diary.trash_utterance(chance.choice(spoken).id))
        acts.append(lambda: diary.trash(chance.choice(kept).id))
    if len(kept) > 1:
        into, other = chance.sample(kept, 2)
        acts += 2 * [lambda: diary.merge(into.id, other.id, across_dates=True)]
    long = [entry for entry in kept if len(entry.utterances) > 1]
    if long:
        entry = chance.choice(long)
        at = chance.choice(entry.utterances[1:]).id
        acts += 2 * [lambda: diary.split(entry.id, at)]
    return chance.choice(acts)() if acts else None


def fill(diary: Diary, append: Append, chance: random.Random) -> set[str]:
    """Entries of three days with some of everything; returns the ids of their utterances."""
    ids = set()
    for number in range(14):
        day = DAY - timedelta(days=chance.randrange(3))
        said = append(
            f"{chance.choice(PIECES)} {number}",
            started_at=MOMENT + timedelta(minutes=chance.randrange(600)),
            day=day,
            new_entry=chance.random() < 0.4,
        )
        ids.add(said.id)
        diary.set_reading(said.id, reading(*chance.sample((0.5, 0.2, 0.1, 0.1, 0.05, 0.05), 6)))
        if chance.random() < 0.3:
            mark(diary, said.entry_id, chance.choice([None, 1, 5]), Emotion.ANGER, Person.ALONE, *PIECES[: number % 4])
    return ids


def shape_is_whole(diary: Diary, ids: set[str]) -> None:
    """Each utterance is in one entry, places are dense, no entry is empty."""
    every: list[Entry] = [*diary.entries(), *diary.trashed()]
    held = [each.id for entry in every for each in entry.utterances]
    assert sorted(held) == sorted(ids)
    for entry in every:
        assert entry.utterances
        assert [each.position for each in entry.utterances] == list(range(len(entry.utterances)))


def is_found_where_it_is(diary: Diary) -> None:
    """A search knows the new places, and a list the new mixes and marks."""
    spoken = {each.id: entry for entry in diary.entries() for each in entry.utterances}
    hits = [hit for word in PIECES for hit in diary.search(word)]
    assert {hit.utterance_id: (hit.entry_id, hit.date) for hit in hits} == {
        utterance_id: (entry.id, entry.date) for utterance_id, entry in spoken.items()
    }
    for emotion in Emotion:
        listed = diary.listed(1_000, None, EntryFilter(emotions=frozenset({emotion})))
        assert [each.id for each in listed] == [
            entry.id for entry in diary.entries() if main_emotion(entry.felt, mix(entry.utterances)) is emotion
        ]


def go(diary: Diary, append: Append, seed: int, acts: int) -> None:
    chance = random.Random(seed)
    ids = fill(diary, append, chance)
    done: list[tuple[Rows, Undo]] = []
    words = everything(diary)["readings"]
    for _ in range(acts):
        if done and chance.random() < 0.25:
            before, last = done.pop()
            diary.undo(last)
            assert everything(diary) == before
        else:
            before = everything(diary)
            act = any_act(diary, chance)
            assert act is not None
            done.append((before, act))
        shape_is_whole(diary, ids)
    is_found_where_it_is(diary)
    for before, last in reversed(done):
        diary.undo(last)
        assert everything(diary) == before
    assert everything(diary)["readings"] == words
    is_found_where_it_is(diary)
    assert diary.check().healthy


def test_nothing_is_lost_whatever_is_done(diary: Diary, append: Append) -> None:
    go(diary, append, seed=4, acts=50)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 120))
def test_nothing_is_lost_whatever_is_done_for_long(diary: Diary, append: Append, seed: int) -> None:
    go(diary, append, seed, acts=300)
