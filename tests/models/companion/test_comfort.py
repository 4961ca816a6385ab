"""The comfort texts and how a situation is found."""

import json
import random
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.diary.emotion import EMOTIONS, EmotionScores
from app.models.companion import commands, crisis
from app.models.companion.banned import BANNED
from app.models.companion.comfort import Comforter
from app.models.companion.danger import Level
from app.models.companion.feelings import named_feeling
from app.models.companion.fit import SITUATION
from app.models.companion.index import CORPUS, NEVER, build, choose_threshold, pack
from app.models.companion.memory import Memory
from app.models.companion.nearest import CARD, Nearest, index_for, load_index
from app.models.companion.safety import assess
from app.models.companion.texts import (
    SILENCE,
    UNSURE,
    WARM,
    ComfortTexts,
    packed_bytes,
    packed_file,
    read_corpus,
)
from app.models.emotion import EmotionAnalysis, load_bundled
from tests.models.companion.analyses import read, rescored
from tests.models.companion.could_say import could_say, echoes, mirrors

SEEDS = {
    "오늘 갑자기 날씨가 추워져서 놀랐어": "weather-cold",
    "요새 좀 우울하고 힘들더라고": "low-mood",
    "요즘 우울한 기분이야": "low-mood",
    "내가 일을 망친 것 같아": "messed-up",
    "난 앞으로 어떻게 하면 좋을까?": "what-now",
    "너무 힘들어": "exhausted",
    "누가 날 도와줬으면 좋겠어": "want-help",
}


def analysis(emotion: str, certain: bool = True, embedding: Any = None, model: str = "test 1") -> EmotionAnalysis:
    return read(emotion, 0.9, certain=certain, embedding=embedding, model=model)


def test_the_packed_file_is_the_corpus() -> None:
    assert packed_file().read_bytes() == packed_bytes(read_corpus(CORPUS)), "run python -m app.models.companion.index"


def test_how_much_there_is(texts: ComfortTexts) -> None:
    assert len(texts.situations) >= 40
    assert sum(situation.small_talk for situation in texts.situations) >= 10
    for situation in texts.situations:
        assert len(set(situation.examples)) == len(situation.examples) >= 12, situation.id
        assert len(set(situation.replies)) == len(situation.replies) >= 8, situation.id
        assert len([reply for reply in situation.replies if "{" not in reply]) >= 6, situation.id
        assert set(situation.feelings) <= set(EMOTIONS), situation.id
    for name in [*EMOTIONS, UNSURE]:
        assert len(set(texts.mirrors[name])) >= 20, name
    assert len(texts.mirrors[SILENCE]) >= 8


def all_replies(texts: ComfortTexts) -> list[str]:
    said = [reply for situation in texts.situations for reply in situation.replies]
    said += [reply for replies in texts.mirrors.values() for reply in replies]
    said += [*crisis.STAYING, *crisis.STAYING_QUIETLY, *crisis.CLOSING]
    cards = (*crisis.HARD.values(), *crisis.HARD_OTHER.values(), *crisis.HEARD.values(), *crisis.SOFT_OF.values())
    said += [text for group in crisis.SOFT_HEARD.values() for text in group]
    said += [text for group in cards for text in group]
    said += [
        text for name, group in vars(commands).items() if name.isupper() and name[0] == "_" for text in strings(group)
    ]
    return said


def strings(group: object) -> list[str]:
    return [text for text in group if isinstance(text, str) and " " in text] if isinstance(group, tuple) else []


def test_no_reply_minimises_diagnoses_or_preaches(texts: ComfortTexts) -> None:
    said = all_replies(texts)
    assert len(said) > 500
    for reply in said:
        assert not BANNED.search(reply), reply


def test_the_form_of_the_replies(texts: ComfortTexts) -> None:
    own = [reply for situation in texts.situations for reply in situation.replies]
    mirrored = [reply for replies in texts.mirrors.values() for reply in replies]
    for reply in own + mirrored:
        sentences = [part for part in re.split(r"(?<=[.?!])\s+", reply) if part]
        assert 1 <= len(sentences) <= 3, reply
        assert reply[-1] in ".?!", reply
        assert re.search(r"(?:요|죠|니다|까요|네요|랍니다)[.?!]", reply), reply
        assert len(reply) <= 110, reply
        assert "\t" not in reply and "  " not in reply, reply
    assert len(set(own + mirrored)) == len(own + mirrored), "a reply stands in two places"


def test_slots_are_known_particles(texts: ComfortTexts) -> None:
    for situation in texts.situations:
        for reply in situation.replies:
            for slot in re.findall(r"\{([^{}]+)\}", reply):
                assert slot in {"이/가", "을/를", "은/는", "와/과"}, reply
                assert situation.nouns, situation.id


@pytest.mark.parametrize(("line", "expected"), SEEDS.items())
def test_the_seeds_own_questions(comforter: Comforter, line: str, expected: str) -> None:
    found = comforter.situation(line, None)
    assert found is not None and found.id == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("팀장님한테 엄청 혼났어", "boss-scolded"),
        ("이번에 승진 명단에서 또 빠졌어", "passed-over"),
        ("우리 고양이가 무지개다리를 건넜어요", "pet-loss"),
        ("남자 친구랑 어제 헤어졌어", "breakup"),
        ("면접에서 또 떨어졌어", "exam-fail"),
        ("내일 면접이라 너무 떨려", "exam-before"),
        ("엄마가 입원하셔서 병원에 있어", "family-ill"),
        ("할머니가 돌아가셨어요", "bereavement"),
        ("너는 누구니", "who-are-you"),
        ("고마워", "thanks"),
        ("심심하다", "bored"),
        ("아니 그게 아니라", "correction"),
        ("밤에 잠이 안 와서 힘들어", "insomnia"),
        ("오늘 팀장님이 칭찬해 주셨어", "praised"),
        ("월세가 밀려서 걱정이야", "money-worry"),
        ("친구랑 크게 싸웠어", "friend-fight"),
    ],
)
def test_situations_by_words(comforter: Comforter, line: str, expected: str) -> None:
    found = comforter.situation(line, None)
    assert found is not None and found.id == expected


@pytest.mark.parametrize(
    "line",
    [
        "그래서 그렇게 됐지 뭐",
        "책상 서랍에서 오래된 자를 찾았다",
        "버섯을 키우기 시작했어",
    ],
)
def test_what_is_unclear_is_mirrored(comforter: Comforter, line: str) -> None:
    assert comforter.situation(line, None) is None


def test_a_feeling_is_named_back_only_when_sure_or_said(comforter: Comforter, texts: ComfortTexts) -> None:
    memory = Memory(random.Random(1))
    for line, probability, expected in (
        ("그게 말이지", 0.9, "기쁨"),
        ("그게 말이지", 0.7, WARM),
        ("그게 기뻐서 말이지", 0.7, WARM),
    ):
        found = analysis("기쁨")
        rest = (1 - probability) / 5
        found = rescored(found, EmotionScores.of({each: probability if each == "기쁨" else rest for each in EMOTIONS}))
        assert mirrors(comforter, line, found, memory) == texts.mirrors[expected], line


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("앞날에 확신이 없어서 초조해", "앞날에 확신이 없어서 초조하다"),
        ("심사 기준이 바뀌었다고 해서 불안해요", "심사 기준이 바뀌었다"),
    ],
)
def test_a_feeling_with_its_ground_is_answered_by_the_ground(comforter: Comforter, line: str, told: str) -> None:
    """불안해 alone is answered as it is; where the line says why, the reply takes that up."""
    alone = comforter.comfort("불안해", analysis("불안"), Memory(random.Random(1)))
    assert alone.situation == "anxious"
    given = echoes(comforter, line, analysis("불안"), Memory(random.Random(1)))
    assert given and all(told[:8] in reply for reply in given)


def test_a_certain_reading_may_contradict(comforter: Comforter) -> None:
    assert comforter.situation("면접에서 떨어졌어", analysis("슬픔")) is not None
    assert comforter.situation("면접에서 떨어졌어", analysis("기쁨")) is None


def test_mirrors_follow_the_feeling(comforter: Comforter, texts: ComfortTexts) -> None:
    import random

    memory = Memory(random.Random(1))
    sad = analysis("슬픔")
    sad = rescored(sad, EmotionScores.of({each: 0.65 if each == "슬픔" else 0.07 for each in EMOTIONS}))
    named = mirrors(comforter, "그게 슬퍼서 말이지", sad, memory)
    assert set(named) <= set(texts.mirrors["슬픔"]) and not any("?" in reply for reply in named)
    line = "그게 말이지"  # nothing in it to take up
    for emotion in EMOTIONS:
        assert mirrors(comforter, line, analysis(emotion), memory) == texts.mirrors[emotion]
    assert mirrors(comforter, line, analysis("기쁨", certain=False), memory) == texts.mirrors[WARM]
    assert mirrors(comforter, line, analysis("일상", certain=False), memory) == texts.mirrors[UNSURE]
    assert mirrors(comforter, line, None, memory) == texts.mirrors[UNSURE]


@pytest.mark.parametrize(
    ("line", "feeling"),
    [
        ("정말속상했어", "슬픔"),
        ("너무짜증나", "분노"),
        ("걱정이돼", "불안"),
        ("행복했어", "기쁨"),
        ("우울하다", "우울"),
        ("안우울해", None),
        ("빵을샀다", None),
        ("처음엔너무힘들었어이제는밥도잘먹어", None),
    ],
)
def test_named_feelings(line: str, feeling: str | None) -> None:
    found = named_feeling(line)
    assert (found.value if found else None) == feeling


def test_the_users_noun_is_taken_up_with_its_particle(comforter: Comforter) -> None:
    import random

    replies = could_say(comforter, "면접에서 떨어졌어", None, Memory(random.Random(1)), SITUATION)
    assert any("면접을 준비하며" in reply for reply in replies)
    assert not any("{" in reply for reply in replies)


class Letters:
    """A stand-in encoder: syllable counts in 384 buckets. Its name is all that the product compares."""

    name = "letters 1"

    def embed(self, text: str) -> np.ndarray:
        vector = np.zeros(384, np.float32)
        for first, second in pairwise(text):
            vector[(ord(first) * 31 + ord(second)) % 384] += 1
        return vector / (np.linalg.norm(vector) or 1)


def test_the_bundled_index_is_that_of_the_bundled_encoder_and_texts(texts: ComfortTexts) -> None:
    """A model's new version changes its name: an index that still has the old one is silently left aside."""
    load_index.cache_clear()
    assert index_for(texts, load_bundled().name) is not None


def test_the_index_belongs_to_one_encoder_and_one_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: ComfortTexts
) -> None:
    (tmp_path / "companion").mkdir()
    monkeypatch.setenv("TODAK_RESOURCES", str(tmp_path))
    packed = pack(CORPUS, tmp_path / "companion" / "comfort.json")
    assert packed.fingerprint == texts.fingerprint
    encoder = Letters()
    build(packed, encoder, tmp_path / "companion")
    card = tmp_path / "companion" / CARD
    # Letters say little about meaning: the threshold that the stand-in would earn lets nothing through.
    card.write_text(json.dumps(json.loads(card.read_text(encoding="utf-8")) | {"threshold": 0.3}), encoding="utf-8")
    load_index.cache_clear()
    comforter = Comforter(packed)
    example = next(each for each in packed.situations if each.id == "pet-loss").examples[4]
    found = comforter.situation(example, analysis("슬픔", embedding=encoder.embed(example), model="letters 1"))
    assert found is not None and found.id == "pet-loss"
    other = comforter.situation("그냥 그런 말", analysis("슬픔", embedding=encoder.embed(example), model="letters 2"))
    assert other is None  # another encoder's vectors are never compared with these
    assert load_index(tmp_path / "companion", "another text") is None
    (tmp_path / "companion" / "comfort-index.npy").write_bytes(b"broken")
    load_index.cache_clear()
    assert load_index(tmp_path / "companion", packed.fingerprint) is None
    load_index.cache_clear()


def test_the_threshold_is_earned() -> None:
    apart = np.repeat(np.eye(6, dtype=np.float32), 4, axis=0)
    owners = [name for name in "abcdef" for _ in range(4)]
    assert choose_threshold(apart, owners) == pytest.approx(1.0)
    assert choose_threshold(apart, ["abcdef"[row % 6] for row in range(24)]) == NEVER


def test_words_need_meaning_beside_them(
    monkeypatch: pytest.MonkeyPatch, comforter: Comforter, texts: ComfortTexts
) -> None:
    """Where meaning lies far away, the same words are about something else."""
    owners = tuple(situation.id for situation in texts.situations)
    place = {owner: row for row, owner in enumerate(owners)}
    index = Nearest(np.eye(len(owners), dtype=np.float32), owners, "test 1", 0.9)
    monkeypatch.setattr("app.models.companion.comfort.index_for", lambda *_: index)

    def meant(name: str) -> Any:
        return analysis("슬픔", embedding=index.vectors[place[name]])

    line = "면접에서 떨어졌어"
    assert getattr(comforter.situation(line, meant("exam-fail")), "id", None) == "exam-fail"
    assert getattr(comforter.situation(line, meant("pet-loss")), "id", None) == "pet-loss"
    assert comforter.situation("그 서랍", meant("achieved")) is None  # a certain reading contradicts joy


def test_no_example_is_taken_for_danger(texts: ComfortTexts) -> None:
    for situation in texts.situations:
        for example in situation.examples:
            assert assess(example).level is Level.NONE, example
