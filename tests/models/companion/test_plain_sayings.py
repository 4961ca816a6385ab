"""What everybody says in the same few words: the model hears it, and nothing cheerful or invented is answered."""

from pathlib import Path
from random import Random

import pytest

from app.diary.emotion import Emotion
from app.models.companion.comfort import Comforter
from app.models.companion.kindred import read_groups
from app.models.companion.memory import Memory
from app.models.companion.texts import MOVED, TROUBLED, WARM
from app.models.emotion import CheckpointEmotionModel

GROUPS = Path(__file__).resolve().parents[3] / "corpus" / "comfort" / "kindred"


@pytest.mark.parametrize(
    ("feeling", "line"),
    [
        ("우울", "나 오늘 너무 힘들었어"),
        ("우울", "토닥아 나 오늘 너무 힘들었어"),
        ("우울", "힘든 하루였다"),
        ("우울", "아무것도 하기 싫어"),
        ("슬픔", "시험 망했어"),
        ("슬픔", "오늘 속상했어"),
        ("슬픔", "엄마 보고 싶어"),
        ("분노", "오늘 진짜 짜증 났어"),
        ("불안", "내일 면접이라 떨려"),
        ("기쁨", "오늘 진짜 재밌었어"),
        ("기쁨", "시험 잘 봤어"),
        ("일상", "그냥 그런 하루였어"),
        ("일상", "회사 갔다 왔어"),
    ],
)
def test_the_commonest_sayings_are_heard(model: CheckpointEmotionModel, feeling: str, line: str) -> None:
    """Until version 10.1 힘들었어 was read as joy: the corpus had it mostly in lines that turn out well."""
    analysis = model.analyse(line)
    assert analysis is not None and analysis.reading.scores.dominant.value == feeling


@pytest.mark.parametrize("line", ["오늘 면접 망했다", "오늘 회사에서 혼났어", "실수했어", "서류에서 떨어졌어"])
def test_a_misfortune_in_two_words_is_never_answered_gladly(
    comforter: Comforter, model: CheckpointEmotionModel, line: str
) -> None:
    assert comforter.feeling(line, model.analyse(line)) not in ("기쁨", "일상", WARM, MOVED)


@pytest.mark.parametrize("line", ["혼날 줄 알았는데 칭찬받았어", "오늘 화장 망했다 ㅋㅋㅋ", "벚꽃이 다 떨어졌다"])
def test_what_only_sounds_like_one_is_left_alone(
    comforter: Comforter, model: CheckpointEmotionModel, line: str
) -> None:
    analysis = model.analyse(line)
    assert analysis is not None
    dominant = analysis.reading.scores.dominant
    if analysis.reading.certain and dominant in (Emotion.JOY, Emotion.NEUTRAL):  # which a misfortune would overrule
        assert comforter.feeling(line, analysis) in (dominant.value, WARM, MOVED)


@pytest.mark.parametrize("line", ["시험 망했어", "실수했어", "상사한테 혼났어"])
def test_where_little_is_told_no_kindred_reply_knows_more(
    comforter: Comforter, model: CheckpointEmotionModel, line: str
) -> None:
    """실수했어 had got “실수 하나가 이렇게 이용당할 일은 아니었잖아요”."""
    analysis = model.analyse(line)
    memory = Memory(Random(0))
    feeling = comforter.feeling(line, analysis)
    replies = set(comforter.comfort(line, analysis, memory).replies)
    kindred = {each.reply for each in comforter.answers(line, feeling, analysis, memory) if each.kind == "kindred"}
    assert replies and not replies & kindred


def test_no_answer_contradicts_what_was_said(comforter: Comforter, model: CheckpointEmotionModel) -> None:
    """Bags still to be bought had been heavy, and the fear of being laid off had been one without a clear reason."""
    for line, contradiction in (
        ("주말에 마트 갈 거야", ("오시느라", "다녀오셨", "하셨")),
        ("회사에서 잘릴까 봐 불안해요", ("이유가 또렷하지 않", "이유를 몰라도")),
    ):
        analysis = model.analyse(line)
        feeling = comforter.feeling(line, analysis)
        answers = comforter.answers(line, feeling, analysis, Memory(Random(0)))
        assert len(answers) > 5
        assert not [each.reply for each in answers if any(words in each.reply for words in contradiction)]


def test_what_is_only_unclear_is_not_answered_with_indignation(
    comforter: Comforter, model: CheckpointEmotionModel
) -> None:
    """A cat that came back sulking had got “이건 분노할 일이 맞아요”."""
    line = "보리는 나를 보고 오 분 동안 모르는 척하더니 여섯 시간째 무릎에 있다."
    analysis = model.analyse(line)
    assert analysis is not None and analysis.reading.scores[Emotion.ANGER] < 0.5
    answers = comforter.answers(line, TROUBLED, analysis, Memory(Random(0)))
    assert len(answers) > 5 and not [each.reply for each in answers if "분노" in each.reply or "열받" in each.reply]


def test_a_pet_seen_off_for_ever_is_not_answered_gladly(comforter: Comforter, model: CheckpointEmotionModel) -> None:
    """The model hears joy in ten years with a cat, and the answer was “저도 흐뭇해요”."""
    line = "십 년 넘게 키운 고양이를 오늘 보내 주고 왔어요."
    analysis = model.analyse(line)
    feeling = comforter.feeling(line, analysis)
    assert feeling not in ("기쁨", "일상", WARM)
    answers = comforter.answers(line, feeling, analysis, Memory(Random(0)))
    assert len(answers) > 5 and "기쁨" not in {each.feeling for each in answers}
    sent = "고양이 사진을 친구한테 보냈더니 귀엽다고 난리 났어."
    assert comforter.feeling(sent, model.analyse(sent)) == "기쁨"


def test_a_feeling_that_is_named_is_not_overheard(comforter: Comforter, model: CheckpointEmotionModel) -> None:
    line = "마누라가 말끝마다 토를 다니까 나도 소리를 질렀지. 부아가 나서 원."
    assert comforter.feeling(line, model.analyse(line)) == "분노"


def test_a_saying_is_answered_where_all_of_it_is_told(comforter: Comforter, model: CheckpointEmotionModel) -> None:
    """회사 alone, or 혼났 alone, is not 회사에서 혼났어."""

    def scolded_at_work(line: str) -> set[str]:
        analysis = model.analyse(line)
        answers = comforter.answers(line, comforter.feeling(line, analysis), analysis, Memory(Random(0)))
        return {each.reply for each in answers if each.kind == "saying"}

    [group] = [each for each in read_groups(GROUPS) if "오늘 회사에서 혼났어" in each.examples]
    found = scolded_at_work("회사에서 혼났어요") & set(group.replies)
    # all but the one that speaks of wages, and where it is unsure what is felt the one that speaks of injustice
    assert len(found) >= len(group.replies) - 2
    for half in ("회사에서 창가 자리로 옮겼어요", "엄마한테 늦게 왔다고 혼났어요"):
        assert not scolded_at_work(half) & set(group.replies)
