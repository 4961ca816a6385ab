"""A talk over several turns: answers, corrections, questions to the rabbit, the mood, and what follows a card."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.diary.emotion import EMOTIONS, Emotion
from app.diary.entry import Care, ReplyKind
from app.models.companion import crisis, staying
from app.models.companion.asked import OPINION, RABBIT, asked
from app.models.companion.comfort import Comforter
from app.models.companion.companion import Companion
from app.models.companion.danger import DangerKind, Level
from app.models.companion.memory import Memory
from app.models.companion.mood import in_this_mood, load_mood_head
from app.models.companion.moves import Move, denies_danger, going_on, insisted, move_of
from app.models.companion.nearest import index_folder
from app.models.companion.texts import load_texts, packed_file
from app.models.emotion import CheckpointEmotionModel
from tests.models.companion.analyses import read
from tests.models.companion.test_danger_head import alarming

ALL_STAYING = {
    *crisis.STAYING,
    *staying.STAYING_BY_ANOTHER,
    *(reply for own in (staying._OWN, staying._BY_ANOTHER) for each in own.values() for reply in each),
}
TALK = load_texts(packed_file()).talk
ASKED = "그때 제일 먼저 떠오른 건 뭐였어요?"
TOLD = "마음이 무거우셨겠어요. 서운해하셔도 돼요."


@pytest.mark.parametrize(
    ("line", "last", "move", "rest"),
    [
        ("응", TOLD, Move.AGREES, ""),
        ("네 맞아요", ASKED, Move.AGREES, ""),
        ("ㅇㅇ", TOLD, Move.AGREES, ""),
        ("아뇨", ASKED, Move.REFUSES, ""),
        ("별로..", ASKED, Move.REFUSES, ""),
        ("글쎄요", ASKED, Move.DOES_NOT_KNOW, ""),
        ("그냥", ASKED, Move.JUST_SO, ""),
        ("아냐 괜찮아", TOLD, Move.IS_FINE, ""),
        ("어제부터", ASKED, Move.ANSWERS, "어제부터"),
        ("팀장이", ASKED, Move.ANSWERS, "팀장이"),
        ("아니 나 말고 동생이", TOLD, Move.CORRECTS, "동생이"),
        ("아니 팀장이 받았다고", TOLD, Move.CORRECTS, "팀장이 받았다고"),
        ("네? 힘든 게 아니라 좋은 일이에요", TOLD, Move.CORRECTS, "좋은 일이에요"),
        ("서운할 일은 아니에요. 다행이라는 거죠", TOLD, Move.CORRECTS, "다행이라는 거죠"),
        ("화난 건 아니고 좀 답답했어", TOLD, Move.CORRECTS, "좀 답답했어"),
        ("그게 무슨 말이야?", TOLD, Move.ASKS_BACK, ""),
        ("네가 뭘 안다고", TOLD, Move.DOUBTS, ""),
        ("아니 좋은 사람이라니까 왜 씩씩거려", TOLD, Move.CORRECTS, "좋은 사람이라니까 왜 씩씩거려"),
        ("지금 걷긴 뭘 걸어 밤 열한시야ㅋㅋㅋ", "조금 걷고 오셔도 좋아요.", Move.REFUSES, ""),
        ("걷고 싶은 기분 아니야 지금", "조금 걷고 오셔도 좋아요.", Move.REFUSES, ""),
    ],
)
def test_what_a_line_does(line: str, last: str, move: Move, rest: str) -> None:
    found = move_of(line, last)
    assert found is not None and (found.move, found.rest) == (move, rest)
    assert move_of(line, None) is None  # nothing was said that it could answer


@pytest.mark.parametrize(
    "line",
    [
        "내 잘못도 아닌데 나보고 책임지래",
        "뭔소리야ㅋㅋ 아 맞다 나 체육대회 계주 뽑혔다",
        "비싼 것도 아닌데 엄청 좋아하더라",
        "뭐 인연이 아니었나 보지",
        "내일까진 그냥 놀 거야 딱 내일까지만",
        "욕은 아니고 그냥 요즘 좀 나댄다고 그 정도",
        "큰돈은 아니야 팔십만 원",
        "하트 말고 그냥 말로 좀 하지",
        "그거 내가 한 것도 아니거든 전임자가 한 건데",
        "팀장님이 회의하다 말고 나한테 뭐라 했거든",
        "아니 내가 간다니까 왜 자기가 가냐고 난리더라",
        "아니 진짜 오늘 지하철에서 어떤 아저씨가 내 발을 밟고 그냥 가는 거야",
        "오늘은 팀장님이 점심을 사 주셔서 다 같이 국밥을 먹었다.",
        "그냥 지나가다가 옛날 친구를 만나서 한참 서서 이야기했어요.",
        "괜찮은 집을 하나 봤는데 보증금이 조금 모자라서 은행에 다녀왔다.",
    ],
)
def test_a_story_is_no_move(line: str) -> None:
    assert move_of(line, TOLD) is None


def test_what_it_goes_on_to_tell() -> None:
    assert going_on("응 어제 저녁에 동생이 왔어") == "어제 저녁에 동생이 왔어"
    assert going_on("응 그래") == "응 그래"
    assert going_on("뭔소리야ㅋㅋ 아 맞다 나 계주 뽑혔다") == "나 계주 뽑혔다"
    assert insisted("팀장이 받았다고요") == "팀장이 받았다." and insisted("날씨 얘기야") == "날씨 얘기야"


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("오 그럼 몇 살이야?", "rabbit.age"),
        ("선생님 점심은 드셨어요?", "rabbit.ate"),
        ("다행히 아무도 모르더라고요. 근데 선생님은 진짜 당근만 드세요?", "rabbit.eats"),
        ("너도 같이 볼래? ㅋㅋ", "rabbit.together"),
        ("흐뭇하지 ㅋㅋ 근데 너는 드라마 뭐 좋아해?", "rabbit.likes"),
        ("나 어떻게 생각해?", "rabbit.thinks_of_me"),
        ("넌 시험 쳐본 적 있어?", "rabbit.tried"),
        ("이거 누가 듣는 거 아니지?", "rabbit.secret"),
        ("내 이름 기억해?", "rabbit.remembers"),
        ("웃긴 얘기 해 줘", "rabbit.joke"),
        ("토끼님 생각엔 어때요? 살까요 말까요?", "opinion.choose"),
        ("내일 말 걸어볼까?", "opinion.choose"),
        ("그니까 빌려줘 말아", "opinion.choose"),
        ("내가 이상한 거야?", "opinion.right"),
        ("괜찮을까?", "opinion.will"),
    ],
)
def test_a_question_to_the_rabbit(line: str, section: str) -> None:
    assert asked(line) == section and len(TALK[section]) >= 8


@pytest.mark.parametrize(
    "line",
    [
        "엄마가 밥 먹었어? 하고 물었다",
        "오늘 점심 먹었어",
        "친구랑 밥 먹었어요",
        "남편은 왜 맨날 늦어",
        "나 오늘 늦게 자",
        "우리 같이 산책했어",
        "왜 맨날 나만 해",
        "걔는 몇 살이래",
        "나는 왜 이것밖에 안 될까",
        "살까 말까 하다가 그냥 나왔다",
        "동생이 너 어디 살아? 그러더라",
    ],
)
def test_what_is_asked_of_others_is_none(line: str) -> None:
    assert asked(line) is None


def test_every_move_and_question_has_its_texts() -> None:
    by_mood = ("agreed", "agreed.asked", "refused", "unknowing", "just", "answered")
    names = [f"{name}.{mood}" for name in by_mood for mood in ("heavy", "light")]
    names += [f"corrected.{each.value}" for each in EMOTIONS if each is not Emotion.NEUTRAL]
    names += [f"{OPINION}{each}" for each in ("choose", "right", "will")]
    names += ["fine", "corrected", "corrected.light", "corrected.told", "meant", "doubted", f"{RABBIT}why"]
    for name in (*names, "denied", "denied.ruled"):
        assert len(set(TALK[name])) >= 8, name


def test_the_mood_weighs_where_little_is_said() -> None:
    head = load_mood_head(index_folder())
    assert head is not None
    glad, sad = read(Emotion.JOY, 0.9).reading.scores, read(Emotion.SADNESS, 0.9).reading.scores
    unclear = read(Emotion.NEUTRAL, 0.5, certain=False, model=head.encoder)
    line = "그 사람이 왔거든"
    assert in_this_mood(unclear, line, (), head) is unclear  # nothing was said before
    assert in_this_mood(unclear, line, (glad,), None) is unclear
    assert in_this_mood(replace(unclear, encoder="another 1"), line, (glad,), head).reading is unclear.reading
    assert in_this_mood(unclear, line * 20, (glad,), head) is unclear  # who says as much says how it is meant
    gladly, sadly = (in_this_mood(unclear, line, (each,) * 3, head).reading.scores for each in (glad, sad))
    assert gladly[Emotion.JOY] > 2 * sadly[Emotion.JOY] and sadly[Emotion.SADNESS] > 2 * gladly[Emotion.SADNESS]
    assert unclear.reading.scores[Emotion.NEUTRAL] == 0.5  # what the diary keeps is not changed


@pytest.mark.parametrize("broken", [b"{}", b"[", b'{"certain_from": "x", "encoder": "a"}'])
def test_broken_moods_are_not_used(tmp_path: Path, broken: bytes) -> None:
    assert load_mood_head(tmp_path) is None
    (tmp_path / "mood.json").write_bytes(broken)
    (tmp_path / "mood.npy").write_bytes((index_folder() / "mood.npy").read_bytes())
    assert load_mood_head(tmp_path) is None


def test_a_correction_is_owned_and_the_right_thing_taken_in() -> None:
    companion = Companion(seed=2)
    companion.answer("오늘 발표하다가 말이 꼬였어", read(Emotion.ANXIETY, 0.9))
    told = companion.answer("아니 내가 아니라 팀장이 칭찬을 받았다고", read(Emotion.NEUTRAL, 0.4, certain=False)).text
    assert "팀장이 칭찬을 받았다는" in told
    hurt = companion.answer("화난 게 아니라 서운한 거야", read(Emotion.ANGER, 0.9)).text
    assert hurt in TALK["corrected.슬픔"]
    assert companion.answer("아니 날씨 말이야", read(Emotion.NEUTRAL, 0.4, certain=False)).text in (
        *TALK["corrected"],
        *TALK["corrected.light"],
    )


def test_a_yes_is_no_new_story() -> None:
    companion = Companion(seed=3)
    assert companion.answer("응", None).text not in TALK["agreed.light"]  # nothing was said yet
    companion.answer("동생이 집을 나간 지 사흘째예요", read(Emotion.ANXIETY, 0.9))
    heavy = (*TALK["agreed.heavy"], *TALK["agreed.asked.heavy"])
    assert companion.answer("네", read(Emotion.NEUTRAL, 0.4, certain=False)).text in heavy


def test_a_yes_to_what_was_typed_with_the_keyboard_off() -> None:
    companion = Companion(seed=4)
    assert "지금 몇 시야" in companion.answer("wlrma auc tldi", None).text
    reply = companion.answer("응", None)
    assert reply.kind is ReplyKind.COMMAND and "시" in reply.text


def test_a_card_out_of_place_is_taken_back() -> None:
    companion = Companion(seed=5)
    assert companion.answer("점심 먹었어", alarming()).care is Care.SOFT
    assert companion.answer("아니 그런 거 아니야 그냥 점심 얘기야", alarming()).text in TALK["denied"]


def test_a_hard_card_that_only_the_encoder_called_for_keeps_its_number() -> None:
    companion = Companion(seed=6)
    assert companion.answer("점심 먹었어", alarming(level=Level.HARD)).care is Care.HARD
    assert companion.careful
    assert companion.answer("괜찮아", alarming(level=Level.NONE)).text in ALL_STAYING and companion.careful
    reply = companion.answer("왜 자꾸 전화번호를 줘 그런 거 아니야", alarming())
    assert reply.text in TALK["denied.ruled"] and "109" in reply.text and not companion.careful


def test_a_harmless_talk_goes_on_after_a_hard_card_that_only_the_encoder_called_for(
    model: CheckpointEmotionModel, comforter: Comforter
) -> None:
    open_ear = set(comforter.heavy(Memory(Random(0))))
    harmless, unclear = "오늘 점심은 동료들이랑 칼국수를 먹었어", "네"
    companion = Companion(seed=6)
    companion.answer("점심 먹었어", alarming(level=Level.HARD))
    assert companion.answer(harmless, model.analyse(harmless)).text in open_ear
    assert companion.careful  # nothing light, no offer
    assert companion.answer(unclear, model.analyse(unclear)).text not in open_ear
    ruled = Companion(seed=6)
    ruled.answer("죽고 싶어", None)
    assert ruled.answer(harmless, model.analyse(harmless)).text in ALL_STAYING


def test_plain_words_of_danger_are_not_taken_back() -> None:
    companion = Companion(seed=7)
    assert companion.answer("죽고 싶어", None).care is Care.HARD
    assert companion.answer("그냥 해 본 말이야", None).text in ALL_STAYING
    assert companion.answer("아니야 그런 생각 안 해", None).text in TALK["denied.ruled"]
    assert companion.careful
    assert companion.answer("그런 거 아니고 오늘 밤에 다 끝낼 거야. 유서도 썼어", None).care is Care.HARD


def test_who_is_hit_is_not_believed_that_it_is_nothing() -> None:
    companion = Companion(seed=8)
    assert companion.answer("남편이 또 때렸어요", None).care is Care.HARD
    for line in (
        "그런 거 아니에요",
        "괜찮아요",
        "전화하면 남편이 알게 될까 봐 무서워요",
        "지금 들어오는 소리 나요",
        "네",
    ):
        reply = companion.answer(line, None).text
        assert reply in (*ALL_STAYING, *crisis.HARD[DangerKind.HOME_VIOLENCE]) and (
            "112" in reply or "1366" in reply or "안전" in reply
        ), line
        assert "가까운 사람" not in reply and "109" not in reply


@pytest.mark.parametrize(
    ("line", "kind", "answer"),
    [
        ("전화하기 싫어", DangerKind.SUICIDE, staying.UNCALLED),
        ("전화해서 뭐라고 해요 할 말도 없는데", DangerKind.SUICIDE, staying.WORDLESS),
        ("무서워", DangerKind.SELF_HARM, staying.AFRAID),
        ("문 두드려요", DangerKind.HOME_VIOLENCE, staying.NEAR),
        ("제가 말대꾸를 해서 그래요", DangerKind.ABUSE, staying.BLAMED),
        ("응", DangerKind.OTHERS, staying.YES),
    ],
)
def test_answers_to_a_card(line: str, kind: DangerKind, answer: str) -> None:
    own = staying._BY_ANOTHER if kind in staying.BY_ANOTHER else staying._OWN
    assert staying.answer_to_a_card(line, kind) == own[answer]
    assert staying.staying("오늘은 비가 왔다", DangerKind.SUICIDE) == crisis.STAYING


def test_a_denial_is_no_story() -> None:
    assert denies_danger("아니 왜 자꾸 109를 말해 나 어머니 얘기 하는 거야") is not None
    for line in ("괜찮아", "제가 마신 게 아니고 남편이요", "그냥 해 본 말이야"):
        assert denies_danger(line) is None, line


def test_a_second_sign_counts_for_more() -> None:
    """After the day's soft card no other may be shown: what a rule hears beside it is answered as certain."""
    companion = Companion(seed=9)
    assert companion.answer("아침에 눈 뜨면 아 또 떴네 싶어요", alarming()).care is Care.SOFT
    assert companion.answer("살아서 뭐하나 싶어요", None).care is Care.HARD
