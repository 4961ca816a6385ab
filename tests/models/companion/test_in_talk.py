"""What a line does in a talk, what is said to that, and how an answer is weighed there."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from app.diary.emotion import Emotion, EmotionScores
from app.models.companion.acts import ACTS, CARD, WEIGHTS, Act, act_head_for, load_act_head
from app.models.companion.banned import BANNED
from app.models.companion.comfort import OWNED, Comforter
from app.models.companion.companion import Companion
from app.models.companion.fit import MIRROR, Answer
from app.models.companion.in_talk import (
    ANGRY,
    GLAD,
    GOING_ON,
    HEAVY,
    PARTICULAR,
    PLAIN,
    UPTAKE,
    Line,
    Setting,
    ends,
    goes_on,
    likely,
    load_talk_fit,
    moods,
    names,
    numbers,
    ranked_in_talk,
    section,
    setting_of,
    told_in,
)
from app.models.companion.memory import Memory
from app.models.companion.nearest import index_folder
from app.models.companion.texts import ComfortTexts, Particular
from app.models.emotion import EmotionModel

HEARD = [  # in no talk of the corpus
    ("오늘 조장이 나한테만 뭐라고 했어", "맨날 늦는다면서 나보고 성의가 없대", Act.SAID),
    ("친구가 약속을 또 깼어", "이게 벌써 네 번째야", Act.LONG),
    ("면접에서 떨어졌어요", "제가 준비를 더 했어야 했는데 다 제 탓이죠", Act.BLAMES),
    ("회의에서 내 말이 잘렸어", "그 자리에서는 한마디도 못 했어", Act.HELD_BACK),
    ("엄마랑 싸웠어", "이런 얘기 털어놓을 사람이 아무도 없어", Act.ALONE),
    ("요즘 회사가 힘들어", "이번 달까지만 다니고 그만두기로 했어", Act.PLANS),
    ("남편이랑 말을 안 해요", "예전에는 퇴근하면 손부터 잡아 줬거든요", Act.BEFORE),
    ("내일 발표가 있어", "또 목소리가 떨리면 어떡하지", Act.WORRIES),
    ("강아지를 데려왔어", "이름은 호두고 세 살이야", Act.FACT),
    ("오늘 산책을 했어", "이제 자러 갈게", Act.ENDS),
]


def setting(acts: dict[Act, float], **changes: object) -> Setting:
    plain = Setting(acts, 0.5, None, None, heavy=False, asked=False, late=False, said="", before=None)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_most_acts_are_heard_in_lines_never_seen(model: EmotionModel) -> None:
    right = 0
    for before, line, act in HEARD:
        first, second = model.analyse(before), model.analyse(line)
        assert first is not None and second is not None
        head = act_head_for(index_folder(), second.encoder)
        assert head is not None, "run python -m app.models.training.acts"
        heard = head.probabilities(line, second.embedding, first.embedding)
        assert set(heard) == set(ACTS) and sum(heard.values()) == pytest.approx(1)
        right += act in [each for each, _ in likely(heard)]
    assert right >= 8, right


@pytest.mark.parametrize(
    "card", [b"{", b"{}", b'{"acts": ["said"], "encoder": "x"}', json.dumps({"acts": list(ACTS)}).encode()]
)
def test_a_broken_head_hears_nothing(tmp_path: Path, card: bytes) -> None:
    assert load_act_head(tmp_path) is None
    (tmp_path / WEIGHTS).write_bytes((index_folder() / WEIGHTS).read_bytes())
    (tmp_path / CARD).write_bytes(card)
    assert load_act_head(tmp_path) is None


def test_weights_that_are_none_are_not_used(tmp_path: Path) -> None:
    (tmp_path / CARD).write_bytes((index_folder() / CARD).read_bytes())
    np.save(tmp_path / WEIGHTS, np.full((len(ACTS), 9), np.nan, dtype=np.float16), allow_pickle=False)
    assert load_act_head(tmp_path) is None


def test_with_another_encoder_no_act_is_heard(model: EmotionModel) -> None:
    assert act_head_for(index_folder(), "another 1") is None
    analysis = model.analyse("아무 말도 못 했어")
    assert analysis is not None
    memory = Memory(Random(0))
    assert setting_of("아무 말도 못 했어", analysis, memory, index_folder()) is None  # nothing was said before
    memory.heard("회의에서 내 말이 잘렸어", "그러셨군요.", None)
    assert setting_of("아무 말도 못 했어", analysis, memory, index_folder()) is not None
    assert setting_of("아무 말도 못 했어", replace(analysis, encoder="another 1"), memory, index_folder()) is None


def test_a_talk_goes_on_with_another_encoder(model: EmotionModel) -> None:
    analysis = model.analyse("아무 말도 못 했어")
    assert analysis is not None
    memory = Memory(Random(0))
    memory.heard("회의에서 내 말이 잘렸어", "그러셨군요.", None)
    memory.embedding = np.ones(7, dtype=np.float32)  # the line before was read by a model of another size
    here = setting_of("아무 말도 못 했어", analysis, memory, index_folder())
    assert here is not None and here.before is None and here.going_on == 0.0


def test_every_act_can_be_taken_up(texts: ComfortTexts) -> None:
    known = {section(act, mood) for act in (*ACTS, GOING_ON) for mood in (HEAVY, ANGRY, GLAD, PLAIN)}
    assert set(texts.uptakes) <= known
    assert {name.partition(".")[0] for name in texts.uptakes} == {*(act.value for act in ACTS), GOING_ON}
    replies = [reply for section_of in texts.uptakes.values() for reply in section_of]
    assert len(replies) == len(set(replies)) > 1_000
    for name, those in texts.uptakes.items():
        assert len(those) >= 14, name
        asking = sum("?" in reply for reply in those)
        assert asking <= len(those) / 2, name
        assert asking == 0 or not name.startswith(Act.ENDS), name
    for reply in replies:
        assert 6 <= len(reply) <= 60 and not BANNED.search(reply), reply


def test_particulars_are_of_an_act_and_say_what_nothing_else_does(texts: ComfortTexts) -> None:
    assert len(texts.particulars) >= 100
    assert len({each.id for each in texts.particulars}) == len(texts.particulars)
    replies = [reply for each in texts.particulars for reply in each.replies]
    assert len(set(replies)) == len(replies)
    assert not {reply for section_of in texts.uptakes.values() for reply in section_of}.intersection(replies)
    for each in texts.particulars:
        assert each.act in set(ACTS) and each.moods and {HEAVY, ANGRY, GLAD, PLAIN}.issuperset(each.moods), each.id
        assert each.keys and all(any(not part[0].startswith("!") for part in row) for row in each.keys), each.id
        assert len(each.replies) >= 7 and sum("?" in reply for reply in each.replies) <= len(each.replies) / 2, each.id
    for reply in replies:
        assert 6 <= len(reply) <= 60 and not BANNED.search(reply), reply


SLEEPLESS = Particular("sleepless", "body", (HEAVY,), ((("잠", "잤"), ("못잤", "안와"), ("!푹",)), (("^뜬눈",),)), ())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("어제도 한숨도 못 잤어", True),
        ("잠이 안 와...", True),
        ("잠이 안 와서 걱정했는데 푹 잤어", False),
        ("잠이 많아", False),
        ("뜬눈으로 있었어", True),
        ("또 뜬눈으로 있었어", False),
    ],
)
def test_a_particular_is_known_by_its_keys(line: str, told: bool) -> None:
    assert bool(told_in(line, [SLEEPLESS])) is told


def test_a_particular_is_taken_up_in_its_mood(model: EmotionModel, texts: ComfortTexts) -> None:
    only = replace(SLEEPLESS, replies=("밤이 길었겠어요.",))
    comforter = Comforter(replace(texts, particulars=(only,)))
    memory = Memory(Random(0))
    first, line = "헤어진 지 한 달 됐어", "어제도 한숨도 못 잤어"
    memory.heard(first, "그러셨군요.", None)
    analysis = model.analyse(line)
    assert analysis is not None
    for felt, offered in ((Emotion.SADNESS, True), (Emotion.JOY, False)):
        scores = EmotionScores.of({each: 0.95 if each is felt else 0.01 for each in Emotion})
        read = replace(analysis, reading=replace(analysis.reading, scores=scores))
        told = comforter.told(line, read, memory)
        assert told.setting is not None
        found = [
            each for each in comforter.answers_in_talk(told, told.setting, read, memory) if each.kind == PARTICULAR
        ]
        assert [each.reply for each in found] == list(only.replies) * offered
        assert all(each.place == f"particular:body.heavy.sleepless|{HEAVY}" for each in found)


def test_moods_are_those_that_are_possible() -> None:
    found = moods(EmotionScores.of({Emotion.SADNESS: 0.3, Emotion.ANXIETY: 0.3, Emotion.ANGER: 0.3, Emotion.JOY: 0.1}))
    assert list(found) == [HEAVY, ANGRY] and found[HEAVY] == pytest.approx(0.6)


def test_every_number_has_a_name() -> None:
    known = set(names())
    assert len(known) == len(names())
    here = setting(dict.fromkeys(ACTS, 0.04), said="회의", asked=True, heavy=True)
    uptake = Answer("왜요?", "왜요?", UPTAKE, "uptake:said.heavy", HEAVY, probability=0.6, act=0.5)
    mirror = Answer("네.", "네.", MIRROR, "mirror:슬픔", "슬픔", before=(0.2, 0.1))
    for answer in (uptake, mirror, replace(mirror, kind="kindred"), replace(mirror, kind="remarked")):
        assert set(numbers(answer, Line.of("그렇대", here), 1.0)) <= known
    found = numbers(uptake, Line.of("그렇대", here), 0.0)
    assert found["uptake.asks_again"] == found["uptake.short"] == 1.0 and found["own act:said"] == 0.5


def test_the_bundled_weights_prefer_the_act_that_is_heard() -> None:
    fit = load_talk_fit(index_folder())
    assert fit is not None, "run python -m app.models.training.talk_fit"
    assert set(fit.weights) <= set(names())
    here = setting({Act.HELD_BACK: 0.9, Act.SAID: 0.1}, heavy=True)

    def uptake(act: Act, probability: float) -> Answer:
        return Answer("", "", UPTAKE, f"uptake:{section(act, HEAVY)}", HEAVY, probability=0.8, act=probability)

    answers = [uptake(Act.SAID, 0.1), uptake(Act.HELD_BACK, 0.9)]
    assert ranked_in_talk(answers, "아무 말도 못 했어", here, None, fit)[0][1] is answers[1]


def test_a_piece_of_a_story_is_no_pause() -> None:
    assert goes_on(setting({Act.HAPPENED: 0.4, Act.SAID: 0.3, Act.FEELS: 0.3}))
    assert not goes_on(setting({Act.FEELS: 0.6, Act.SAID: 0.4}))
    assert not goes_on(None)


@pytest.mark.parametrize(
    ("line", "over"),
    [
        ("그래도 여기다 털어놓으니 좀 낫네요 이만 잘게요", True),
        ("응 이제 다시 일하러 간다 나중에 봐", True),
        ("그래 떨면서라도 해야지 뭐. 잘자", True),
        ("나 학원감 빠이", True),
        ("걔가 먼저 갈게 하고 갔어", False),
        ("내일은 병원에 갈게", False),
        ("시킬래 그냥. 순대도 추가한다", False),
        ("내일 또 봐야 되는데", False),
    ],
)
def test_a_goodbye_is_known_by_its_words(line: str, over: bool) -> None:
    assert ends(line) is over


def test_who_laughs_is_not_taken_up_heavily() -> None:
    scores = EmotionScores.of({Emotion.SADNESS: 0.6, Emotion.JOY: 0.2, Emotion.NEUTRAL: 0.2})
    assert list(moods(scores)) == [HEAVY, GLAD, PLAIN] and list(moods(scores, laughing=True)) == [GLAD, PLAIN]
    surely = EmotionScores.of({Emotion.SADNESS: 0.9, Emotion.NEUTRAL: 0.1})
    assert HEAVY in moods(surely, laughing=True)


def test_no_answer_of_a_talk_is_given_twice(model: EmotionModel) -> None:
    companion = Companion(seed=5)
    lines = [
        "오늘 회의에서 내 말이 잘렸어",
        *("아무 말도 못 했어", "그냥 아무 말 안 하고 나왔어", "말을 못 하겠더라") * 4,
    ]
    replies = [companion.answer(line, model.analyse(line)).text for line in lines]
    assert len(set(replies)) == len(replies)


def test_nobody_only_listens_twice_in_a_row(model: EmotionModel, texts: ComfortTexts, comforter: Comforter) -> None:
    listening = {reply for name, those in texts.uptakes.items() if name.startswith(f"{GOING_ON}.") for reply in those}
    line = "그래서 그냥 집에 왔는데 동생이 먼저 와 있더라"
    memory = Memory(Random(0))
    offered = []
    for last in ("오늘 어떠셨어요?", "아하, 그래서요?"):
        assert (last in listening) is bool(offered)
        memory.heard("아까 회의가 길어졌거든", last, None)
        analysis = comforter.in_the_mood(line, model.analyse(line), memory)
        told = comforter.told(line, analysis, memory)
        assert told.setting is not None and goes_on(told.setting)
        found = comforter.answers_in_talk(told, told.setting, analysis, memory)
        offered.append(any(each.reply in listening for each in found))
    assert offered == [True, False]


def test_what_is_taken_up_is_no_scene_that_was_not_told(model: EmotionModel, texts: ComfortTexts) -> None:
    sections = (*texts.uptakes.values(), *texts.mirrors.values(), *(each.replies for each in texts.particulars))
    uptakes = {reply for replies in sections for reply in replies}
    companion = Companion(seed=3)
    found = []
    for line in (
        "오늘 팀장님이 회의에서 내 기획안을 깠어",
        "나보고 생각이 있냐고 하더라",
        "아무 말도 못 하고 앉아 있었어",
    ):
        found.append(companion.answer(line, model.analyse(line)).text)
    assert found[0] not in uptakes  # a first line is a story of its own
    assert uptakes.issuperset(found[1:]), found


def test_what_is_set_right_is_taken_up(model: EmotionModel, texts: ComfortTexts) -> None:
    companion = Companion(seed=1)
    first, second = "동생이 시험을 망쳤대", "아니 내 말은 동생이 나한테 화를 냈는데 나는 아무 말도 못 했다는 거야"
    companion.answer(first, model.analyse(first))
    said = companion.answer(second, model.analyse(second)).text
    assert said.startswith(OWNED) or said in texts.talk["corrected"] or "말씀" in said or "이야기" in said


def test_without_a_head_a_talk_goes_on_as_before(
    model: EmotionModel, comforter: Comforter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.models.companion.in_talk.act_head_for", lambda folder, encoder: None)
    memory = Memory(Random(0))
    memory.heard("회의에서 내 말이 잘렸어", "그러셨군요.", None)
    line = "그래서 아무 말도 못 하고 그냥 앉아 있었어"
    assert comforter.comfort(line, model.analyse(line), memory).replies
