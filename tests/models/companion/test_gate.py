"""The gate: what a model wrote is shown only when nothing speaks against it."""

import logging
import time

import pytest

from app.models.companion.crisis import HOTLINES
from app.models.companion.gate import LONGEST, MOST_SENTENCES, Reason, judge, passed
from app.models.companion.names import GIVEN_NAMES
from app.models.companion.replier import Turn
from app.models.companion.texts import load_texts, packed_file
from app.models.companion.whole import whole_sentences

SAID = "오늘 갑자기 날씨가 추워져서 놀랐어"


@pytest.mark.parametrize(
    "draft",
    [
        "날씨가 많이 추워졌군요.",
        "이해해요. 아무 이유 없이 우울할 때가 있죠.",
        "그러셨군요. 따뜻하게 입고 나가셨어요?",
        "밤에 잠이 안 오면 109에 전화해 보셔도 돼요.",
        "3.5킬로미터를 걸으셨네요.",
        "선생님도 아저씨도 많이 놀라셨겠어요.",
    ],
)
def test_what_may_be_shown(draft: str) -> None:
    verdict = judge(draft, SAID)
    assert (verdict.text, verdict.reason) == (draft, Reason.PASSED)


def test_a_reply_without_marks_gets_one() -> None:
    assert judge("날씨가 많이 추워졌군요", SAID).text == "날씨가 많이 추워졌군요."
    assert judge("많이 놀라셨을까요", SAID).text == "많이 놀라셨을까요?"


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        ("", Reason.EMPTY),
        (" \n…!?", Reason.EMPTY),
        ("그랬군요.</s>", Reason.SPECIAL),
        ("<usr>그랬군요.", Reason.SPECIAL),
        ("그랬군요<|im_end|>", Reason.SPECIAL),
        ("[PAD] 그랬군요.", Reason.SPECIAL),
        ("#@이름# 님이 그랬군요.", Reason.SPECIAL),
        ("▁그랬▁군요.", Reason.SPECIAL),
        ("그랬\ufffd요.", Reason.SPECIAL),
        ("상담사: 그랬군요.", Reason.SPECIAL),
        ("<think>음</think>그랬군요.", Reason.SPECIAL),
        ("http://example.com 에서 찾아보세요.", Reason.ADDRESS),
        ("자세한 건 naver.com에 있어요.", Reason.ADDRESS),
        ("help@todak.kr 로 적어 주세요.", Reason.ADDRESS),
        ("오픈 채팅으로 오세요.", Reason.ADDRESS),
        ("010-1234-5678로 전화해 주세요.", Reason.NUMBER),
        ("1393에 전화해 보세요.", Reason.NUMBER),
        ("1588 1234로 전화해 보세요.", Reason.NUMBER),
        ("공일공 일이삼사 오육칠팔로 걸어 주세요.", Reason.NUMBER),
        ("It is cold today, isn't it?", Reason.LANGUAGE),
        ("今日は寒いですね。", Reason.LANGUAGE),
        ("그랬군요 很冷.", Reason.LANGUAGE),
        ("네 네 네 그랬군요.", Reason.LOOP),
        ("정말 그랬군요 정말 그랬군요 정말 그랬군요.", Reason.LOOP),
        ("아아아아아 그랬군요.", Reason.LOOP),
        ("그랬군요. 그랬군요.", Reason.LOOP),
        ("오늘 갑자기 날씨가 추워져서 놀랐어", Reason.ECHO),
        ("갑자기 날씨가 추워져서 놀랐어요.", Reason.ECHO),
        ("민수가 그랬군요.", Reason.NAME),
        ("김지훈 씨는 어땠어요?", Reason.NAME),
        ("홍길동 씨는 어땠어요?", Reason.NAME),
        ("복순아, 춥지요?", Reason.NAME),
        ("그때 Robert와 함께 바닷가에 있었군요.", Reason.NAME),
        ("힘내세요.", Reason.BANNED),
        ("다 잘될 거예요.", Reason.BANNED),
        ("시간이 해결해 줄 거예요.", Reason.BANNED),
        ("수면제를 드셔 보세요.", Reason.MEDICAL),
        ("그 약은 끊으셔도 돼요.", Reason.MEDICAL),
        ("하루 20mg이면 충분해요.", Reason.MEDICAL),
        ("불안장애로 보여요.", Reason.MEDICAL),
        ("술 한잔 하고 잊어요.", Reason.HARMFUL),
        ("차라리 죽는 게 나아요.", Reason.HARMFUL),
        ("며칠 굶으면 돼요.", Reason.HARMFUL),
        ("아무에게도 말하지 마요.", Reason.HARMFUL),
        ("그건 당신 잘못이에요.", Reason.HARMFUL),
        ("멍청하게 왜 그랬어요.", Reason.INSULT),
        ("우리 내일 만나요.", Reason.PROMISE),
        ("저도 사람이에요.", Reason.BANNED),
        ("그랬군요 ㅋㅋㅋ", Reason.LAUGHTER),
        ("이제 다 끝내고 싶어요.", Reason.DANGER),
        ("그러니까 제 말은 바로 그", Reason.UNFINISHED),
        ("가" * 3 + "나다라마바사" * 40 + "요.", Reason.LOOP),
    ],
)
def test_what_may_not(draft: str, reason: Reason) -> None:
    verdict = judge(draft, SAID)
    assert (verdict.text, verdict.reason) == (None, reason)


def test_known_lines_are_the_only_numbers() -> None:
    for line in HOTLINES:
        assert judge(f"{line.number}에 전화해 보셔도 돼요.", SAID).reason is Reason.PASSED, line


def test_a_name_the_user_said_is_no_invention() -> None:
    assert judge("민수가 그랬군요.", "오늘 민수랑 다퉜어").reason is Reason.PASSED
    assert judge("민수가 그랬군요.", SAID, [Turn("민수랑 다퉜어", "그랬군요.")]).reason is Reason.PASSED
    assert judge("민수가 그랬군요.", SAID, [Turn("동생이랑 다퉜어", "민수가 그랬군요.")]).reason is Reason.NAME


@pytest.mark.parametrize("name", GIVEN_NAMES)
def test_every_listed_name_is_seen(name: str) -> None:
    assert judge(f"{name}도 놀랐겠어요.", SAID).reason is Reason.NAME


def test_the_user_decides_the_language() -> None:
    assert judge("That sounds like a long day.", "What a day it was").reason is Reason.PASSED
    assert judge("긴 하루였겠어요.", "What a day it was").reason is Reason.PASSED


def test_who_laughs_may_be_laughed_with() -> None:
    assert judge("그랬군요 ㅎㅎ 재밌었겠어요.", "오늘 진짜 웃겼어 ㅋㅋㅋ").reason is Reason.PASSED


def test_it_is_cut_to_whole_sentences() -> None:
    verdict = judge("그러셨군요. 많이 놀라셨겠어요. 따뜻한 차는 어떠세요? 저는 여기 있어요.", SAID)
    assert verdict.reason is Reason.SHORTENED
    assert verdict.text == "그러셨군요. 많이 놀라셨겠어요. 따뜻한 차는 어떠세요?"
    assert len(whole_sentences(verdict.text, ended=True)) == MOST_SENTENCES
    unfinished = judge("그러셨군요. 많이 놀라셨겠어요. 그래서 오늘은 제", SAID)
    assert (unfinished.text, unfinished.reason) == ("그러셨군요. 많이 놀라셨겠어요.", Reason.SHORTENED)


def test_it_is_cut_to_a_length() -> None:
    words = " ".join(f"{one}{two}" for one in "가나다라마바사" for two in "거너더러머버서")
    assert judge(f"그러셨군요. {words} 놀라셨겠어요.", SAID).text == "그러셨군요."
    assert judge(f"{words} 놀라셨겠어요.", SAID).reason is Reason.LONG or len(words) < LONGEST


def test_a_bad_end_spoils_a_good_beginning() -> None:
    good = "그러셨군요. 많이 놀라셨겠어요. 따뜻한 차는 어떠세요?"
    assert judge(f"{good} 아니면 술이나 마셔요.", SAID).text is None


def test_what_was_said_a_moment_ago_is_not_said_again() -> None:
    assert judge("그러셨군요.", SAID, avoid=["그러셨군요!"]).reason is Reason.REPEATED
    earlier = [Turn("시험에서 떨어졌어", "그러셨군요.")]
    assert judge("시험에서 떨어졌어요.", SAID, earlier).reason is Reason.ECHO


def test_a_stream_stops_at_the_first_bad_sentence() -> None:
    sentences = ["그러셨군요.", "많이 놀라셨겠어요.", "힘내세요.", "저는 여기 있어요."]
    assert list(passed(iter(sentences), SAID)) == sentences[:2]
    assert list(passed(iter(["힘내세요.", "그러셨군요."]), SAID)) == []
    many = [f"{word} 그랬군요." for word in ("아침에", "점심에", "저녁에", "밤에", "새벽에")]
    assert list(passed(iter(many), SAID)) == many[:MOST_SENTENCES]


def test_it_passes_nearly_all_that_people_wrote() -> None:
    """The comfort texts, which nobody would hold back: needless refusals stay rare."""
    texts = load_texts(packed_file())
    written = [reply for situation in texts.situations for reply in situation.replies if "{" not in reply]
    written += [reply for replies in texts.mirrors.values() for reply in replies]
    held = [reply for reply in written if judge(reply, "오늘 이런 일이 있었어").reason is not Reason.PASSED]
    assert len(written) > 1000
    assert len(held) <= 0.01 * len(written), held


def test_the_log_says_why_and_never_what(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        judge("민수가 그랬군요.", SAID)
    assert caplog.messages == ["a reply was held back: made_up_name"]


HOSTILE = {
    "one": "가" * 100_000,
    "two": "가나" * 50_000,
    "dotted": "a." * 50_000,
    "digits": "1 " * 50_000,
    "marks": "<" * 100_000,
    "words": "가 나 다 " * 30_000,
    "ends": "?!" * 50_000,
    "surrogate": "\ud800그랬군요.",
    "nul": "\x00",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_any_text_is_judged_and_soon(name: str) -> None:
    start = time.process_time()
    judge(HOSTILE[name], HOSTILE[name])
    assert time.process_time() - start < 5  # measured: under 0.1 s
