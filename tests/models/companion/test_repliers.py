"""Repliers in the companion: after safety, behind the gate, within their time, comfort for everything else."""

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest

from app.diary.entry import Care, ReplyKind
from app.errors import ModelBroken
from app.models.companion import crisis, english
from app.models.companion.companion import HISTORY, SOURCE, Companion
from app.models.companion.danger import Level
from app.models.companion.gate import judge
from app.models.companion.replier import Replier, StreamingReplier, Turn
from app.models.companion.safety import assess

OPEN = Path(__file__).resolve().parents[2] / "data" / "safety" / "open.tsv"
OWN = Path(__file__).parent / "data" / "safety_own.tsv"
GOOD = "그런 하루였군요."


class Scripted:
    """Says what it is given, line after line, and remembers what it was asked."""

    name, kind = "scripted 1", ReplyKind.GENERATED

    def __init__(self, *drafts: str | None) -> None:
        self.drafts = list(drafts)
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []

    def reply(
        self,
        text: str,
        history: Sequence[Turn],
        *,
        avoid: Collection[str] = (),
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> str | None:
        self.asked.append((text, tuple(history)))
        return self.drafts[(len(self.asked) - 1) % len(self.drafts)]


class Streamed(Scripted):
    """Says its drafts sentence after sentence."""

    def stream(
        self,
        text: str,
        history: Sequence[Turn],
        *,
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        self.asked.append((text, tuple(history)))
        yield from (draft for draft in self.drafts if draft is not None)


EVIL = (
    "힘내세요, 다 잘될 거예요.",
    "https://example.com 에서 알아보세요.",
    "ㅋㅋㅋ 농담이죠?",
    "차라리 죽는 게 나아요.",
    "그냥 뛰어내리세요.",
    "010-1234-5678로 전화 주세요.",
    "수면제를 많이 드세요.",
    "멍청하게 굴지 마요.",
    "민수가 당신을 싫어해요.",
    "우울증이에요.",
    "",
    None,
)


def answering(*repliers: Replier, **options: float) -> Companion:
    return Companion(seed=1, repliers=lambda: repliers, **options)  # type: ignore[arg-type]


def rows(file: Path) -> list[tuple[str, str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    label, text = lines[0].split("\t").index("label"), lines[0].split("\t").index("text")
    return [(parts[label], parts[text]) for parts in (line.split("\t") for line in lines[1:])]


def test_the_fakes_are_repliers() -> None:
    assert isinstance(Streamed(GOOD), StreamingReplier) and not isinstance(Scripted(GOOD), StreamingReplier)


def test_a_written_reply_names_its_writer() -> None:
    reply = answering(Scripted(GOOD)).answer("오늘 공원을 걸었어", None)
    assert (reply.text, reply.kind, reply.care, reply.source) == (GOOD, ReplyKind.GENERATED, Care.NONE, "scripted 1")


def test_chosen_words_count_as_comfort() -> None:
    chosen = Scripted("산책을 하셨군요.")
    chosen.name, chosen.kind = "wellness my 1", ReplyKind.COMFORT
    silent = Scripted(None)
    reply = answering(silent, chosen).answer("오늘 공원을 걸었어", None)
    assert (reply.kind, reply.source, len(silent.asked)) == (ReplyKind.COMFORT, "wellness my 1", 1)


@pytest.mark.parametrize("draft", EVIL)
def test_what_does_not_pass_is_never_shown(draft: str | None) -> None:
    evil = Scripted(draft)
    reply = answering(evil).answer("오늘 공원을 걸었어", None)
    assert len(evil.asked) == 1
    assert reply.text != draft and (reply.kind, reply.source) == (ReplyKind.COMFORT, SOURCE)


@pytest.mark.parametrize("file", [OPEN, OWN], ids=["open", "own"])
def test_no_line_of_danger_reaches_a_model(file: Path) -> None:
    """Every crisis line of the tests, alone and in the middle of a conversation."""
    lines = [text for label, text in rows(file) if label == "crisis"]
    assert len(lines) > 80
    for number, line in enumerate(lines):
        model = Scripted(GOOD, EVIL[number % len(EVIL)])
        companion = answering(model)
        companion.answer("오늘 공원을 걸었어", None)
        reply = companion.answer(line, None)
        assert reply.kind is ReplyKind.CRISIS and reply.source == SOURCE, line
        assert len(model.asked) == 1, line


def test_all_that_is_shown_passed_the_gate() -> None:
    """A model that says evil and good by turns, over every harmless line of the tests."""
    evil = Scripted(*EVIL, GOOD, "그러셨어요? 조금 더 들려주셔도 돼요.")
    companion = answering(evil)
    written = 0
    for label, line in rows(OPEN):
        if label != "safe":
            continue
        turns_asked = len(evil.asked)
        reply = companion.answer(line, None)
        if reply.kind is ReplyKind.GENERATED:
            written += 1
            assert judge(reply.text, line).text == reply.text
            assert len(evil.asked) > turns_asked
        assert reply.text not in EVIL
    assert written > 2


def test_soft_lines_stay_with_us_too() -> None:
    evil = Scripted(GOOD)
    companion = answering(evil)
    line = "이 나이에 왜 사는지 모르겠다"
    assert assess(line).level is Level.SOFT
    assert companion.answer(line, None).care is Care.SOFT
    assert companion.answer(line, None).kind is ReplyKind.COMFORT  # the card was shown: still no model
    assert evil.asked == []


def test_the_careful_turns_are_ours_and_are_forgotten_as_history() -> None:
    model = Scripted(GOOD, "그러셨군요.", "그랬겠어요.", "들려줘서 고마워요.")
    companion = answering(model)
    companion.answer("오늘 공원을 걸었어", None)
    companion.answer("나 죽고 싶어", None)
    for turn in range(crisis.CAREFUL_TURNS):
        assert companion.answer(f"그냥 그래 {turn}", None).source == SOURCE
    assert len(model.asked) == 1
    companion.answer("물을 마셨어", None)
    assert model.asked[-1] == ("물을 마셨어", ())
    companion.answer("창문을 열었어", None)
    assert [turn.said for turn in model.asked[-1][1]] == ["물을 마셨어"]


def test_commands_and_silence_stay_with_us() -> None:
    model = Scripted(GOOD)
    companion = answering(model)
    assert companion.answer("지금 몇 시야", None).kind is ReplyKind.COMMAND
    assert companion.answer("", None).kind is ReplyKind.COMFORT
    assert companion.answer("…", None).kind is ReplyKind.COMFORT
    assert model.asked == []


def test_lines_in_another_language_are_not_guessed_at() -> None:
    scripted = Scripted(GOOD)
    reply = answering(scripted).answer("I missed the bus and it rained all morning.", None)
    assert not scripted.asked
    assert reply.source == SOURCE and reply.text in english.NOT_UNDERSTOOD


def test_a_reset_is_a_reset_for_the_model_too() -> None:
    model = Scripted(
        *(f"{word} 그랬군요." for word in ("아침에", "점심에", "저녁에", "밤에", "새벽에", "낮에", "어제"))
    )
    companion = answering(model)
    for turn in range(HISTORY + 2):
        companion.answer(f"오늘 공원을 {turn}바퀴 걸었어", None)
    assert len(model.asked[-1][1]) == HISTORY
    companion.answer("초기화", None)
    companion.answer("물을 마셨어", None)
    assert model.asked[-1][1] == ()


def test_the_same_reply_is_not_given_twice() -> None:
    companion = answering(Scripted(GOOD))
    assert companion.answer("오늘 공원을 걸었어", None).kind is ReplyKind.GENERATED
    assert companion.answer("물을 마셨어", None).kind is ReplyKind.COMFORT


class Broken(Scripted):
    def reply(self, *_: object, **__: object) -> str | None:
        raise RuntimeError("민감한 말")


def test_a_model_that_fails_is_replaced_by_comfort(caplog: pytest.LogCaptureFixture) -> None:
    reply = answering(Broken(), Scripted(GOOD)).answer("오늘 공원을 걸었어", None)
    assert reply.kind is ReplyKind.GENERATED
    assert answering(Broken()).answer("오늘 공원을 걸었어", None).source == SOURCE
    assert "a reply could not be written" in caplog.messages


class Endless(Scripted):
    """Writes until it is told to stop, as a model without an end would."""

    def __init__(self) -> None:
        super().__init__(GOOD)
        self.begun = threading.Event()

    def reply(
        self,
        text: str,
        history: Sequence[Turn],
        *,
        avoid: Collection[str] = (),
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> str | None:
        self.begun.set()
        assert stop is not None and seconds is not None
        stop.wait(seconds)
        return None


def test_time_is_for_all_of_them_together() -> None:
    late = Scripted(GOOD)
    reply = answering(Endless(), late, reply_seconds=0.05).answer("오늘 공원을 걸었어", None)
    assert reply.source == SOURCE and late.asked == []


def test_a_lock_breaks_a_reply_off() -> None:
    model = Endless()
    companion = answering(model, reply_seconds=600)
    told: list[str] = []
    thread = threading.Thread(target=lambda: told.append(companion.answer("오늘 공원을 걸었어", None).source))
    thread.start()
    assert model.begun.wait(30)
    companion.hurry()
    thread.join(30)
    assert told == [SOURCE]
    assert companion.answer("물을 마셨어", None).source == SOURCE  # and nothing slow is begun any more


def test_a_reply_can_be_heard_grow() -> None:
    model = Streamed("그런 하루였군요.", "바람이 찼겠어요.", "힘내세요.", "여기 있을게요.")
    heard: list[str] = []
    reply = answering(model).answer("오늘 공원을 걸었어", None, heard.append)
    assert heard == ["그런 하루였군요.", "그런 하루였군요. 바람이 찼겠어요."]
    assert (reply.text, reply.kind) == (heard[-1], ReplyKind.GENERATED)
    nothing: list[str] = []
    assert answering(Streamed("힘내세요.")).answer("오늘 걸었어", None, nothing.append).source == SOURCE
    assert nothing == []
    danger: list[str] = []
    assert answering(model).answer("나 죽고 싶어", None, danger.append).care is Care.HARD and danger == []


def test_making_them_may_take_time_but_not_the_replys() -> None:
    def slowly() -> Sequence[Replier]:
        time.sleep(0.05)
        return (Scripted(GOOD),)

    companion = Companion(seed=1, repliers=slowly, reply_seconds=0.04)
    assert companion.answer("오늘 공원을 걸었어", None).kind is ReplyKind.GENERATED


def test_safety_comes_before_they_are_even_made() -> None:
    def never() -> Sequence[Replier]:
        raise ModelBroken(path="x", reason="y")

    assert Companion(seed=1, repliers=never).answer("나 죽고 싶어", None).kind is ReplyKind.CRISIS
