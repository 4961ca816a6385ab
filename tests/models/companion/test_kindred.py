"""Groups of kindred utterances: their texts, and the replies found for a line, with the bundled model."""

import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.models.companion import kindred
from app.models.companion.banned import BANNED
from app.models.companion.comfort import Comforter
from app.models.companion.index import CORPUS, build_kindred, pack_groups
from app.models.companion.kindred import (
    BROAD,
    FEATURES,
    KINDRED,
    SAYING,
    Group,
    Kindred,
    fingerprint,
    kindred_for,
    load_card,
    load_kindred,
    packed_groups,
    read_groups,
)
from app.models.companion.lexical import letters
from app.models.companion.memory import Memory
from app.models.companion.nearest import index_folder
from app.models.companion.needs import FILE as NEEDS_FILE
from app.models.companion.needs import Line, read_needs
from app.models.companion.presumed import presumes
from app.models.emotion import EmotionAnalysis, EmotionModel
from app.models.training.corpus import CORPUS as LINES
from app.models.training.corpus import read_corpus

GROUPS = CORPUS / "kindred"


@pytest.fixture(scope="module")
def groups() -> list[Group]:
    return read_groups(GROUPS)


@pytest.fixture(scope="module")
def bundled(model: EmotionModel) -> Kindred:
    found = kindred_for(index_folder(), model.name)
    assert found is not None, "run python -m app.models.companion.index --encode"
    return found


def test_the_packed_file_is_the_corpus(groups: list[Group]) -> None:
    packed = (index_folder() / kindred.PACKED).read_bytes()
    assert packed == packed_groups(groups, read_needs(GROUPS / NEEDS_FILE)), (
        "run python -m app.models.companion.index --encode"
    )


def test_the_vectors_are_those_of_the_texts(groups: list[Group], bundled: Kindred, model: EmotionModel) -> None:
    card = load_card(index_folder())
    assert card is not None
    assert card.texts == fingerprint(groups)
    for number in (0, 1_234, len(groups) - 1):
        reply = groups[number].replies[0]
        analysis = model.analyse(reply)
        assert analysis is not None
        stored = bundled.replies[bundled.firsts[number]].astype(np.float32)
        assert float(stored @ analysis.embedding) / np.linalg.norm(stored) > 0.99


def test_there_are_many_groups_of_every_feeling(groups: list[Group]) -> None:
    count = Counter(group.feeling for group in groups)
    assert set(count) == {emotion.value for emotion in EMOTIONS}
    assert min(count.values()) >= 700


def test_the_utterances_are_lines_to_train_on_of_that_feeling(groups: list[Group]) -> None:
    """None of them stands in the dev or the test split: what is measured there was not answered beforehand."""
    known = {row.text: row.emotion.value for row in read_corpus(LINES)["train"]}
    akin = [group for group in groups if group.kind != SAYING]
    assert all(known[example] == group.feeling for group in akin for example in group.examples)


def test_what_everybody_says_tells_of_all_its_things_and_is_not_what_is_measured(groups: list[Group]) -> None:
    splits = read_corpus(LINES)
    measured = {row.text for split in ("dev", "test") for row in splits[split]}
    sayings = [group for group in groups if group.kind == SAYING]
    assert {group.feeling for group in sayings} == {emotion.value for emotion in EMOTIONS}
    for group in sayings:
        things = [",".join(cues) for cues in group.tells]
        for example in group.examples:
            assert all(map(Line.of(example).hits, things)), (things, example)
            assert example not in measured


def test_a_saying_is_found_by_its_words_in_any_feeling_of_the_line(bundled: Kindred, model: EmotionModel) -> None:
    line = "오늘 과장님한테 혼났어"
    analysis = model.analyse(line)
    assert analysis is not None
    said = [each for each in bundled.candidates(line, analysis.embedding, (), ("슬픔", "우울")) if each.kind == SAYING]
    assert said
    assert {each.feeling for each in said} <= {"슬픔", "우울"}
    covered = FEATURES.index("covered")
    assert max(each.features[covered] for each in said) > 0.5
    assert SAYING not in {each.kind for each in bundled.candidates(line, analysis.embedding, ("슬픔", "우울"))}
    other = "오늘 과장님한테 물어봤어"  # nearly the same letters, and nobody was scolded
    assert not {each.reply for each in said} & {
        each.reply for each in bundled.candidates(other, analysis.embedding, (), ("슬픔", "우울"))
    }


def test_replies_are_in_the_rabbits_voice(groups: list[Group]) -> None:
    replies = [reply for group in groups for reply in group.replies]
    assert len(set(replies)) == len(replies)
    for reply in replies:
        assert not BANNED.search(reply), reply
        assert 8 <= len(reply) <= 95, reply
        assert re.search(r"(?:요|죠|까)[.?!…]$", reply), reply
        assert not re.search(r"당신|우리 집|[“”\"]|  ", reply), reply


def test_what_a_reply_presumes_must_be_in_the_line() -> None:
    assert presumes("엄마 목소리만 들어도 든든하시죠.", letters("오늘 시험을 잘 봤어"))
    assert not presumes("엄마 목소리만 들어도 든든하시죠.", letters("어머니가 전화하셨어"))
    assert presumes("면접 앞에서는 누구나 떨리죠.", letters("내일 발표라 떨려"))
    assert not presumes("많이 떨리시겠어요.", letters("내일 발표라 떨려"))
    assert not presumes("애쓰셨어요.", letters("오늘 일이 많았어"))


def test_only_replies_of_the_feelings_asked_for(bundled: Kindred, model: EmotionModel) -> None:
    analysis = model.analyse("비가 와서 세탁기를 안 돌렸어")
    assert analysis is not None
    feeling_of = {reply: group.feeling for group in bundled.groups for reply in group.replies}
    for feelings in (("일상",), ("슬픔", "우울")):
        found = bundled.candidates("비가 와서 세탁기를 안 돌렸어", analysis.embedding, feelings)
        assert {feeling_of[each.reply] for each in found} == {each.feeling for each in found} <= set(feelings)
        assert {each.kind for each in found} == {KINDRED, BROAD}
        assert all(len(each.features) == len(FEATURES) for each in found)
    assert bundled.candidates("비가 왔어", analysis.embedding, ()) == []
    assert bundled.candidates("비가 왔어", np.zeros(7, np.float32), ("일상",)) == []


class _Encoder:
    """Eight numbers from the letters of a text."""

    name = "tiny 1"

    def embed(self, text: str) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        values = np.zeros(8, np.float32)
        for character in text:
            values[ord(character) % 8] += 1
        return values / np.linalg.norm(values)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "joy.toml").write_text(
        '[joy-1]\nfeeling = "기쁨"\nexamples = """\n합격했어\n붙었어\n"""\n'
        'replies = """\n축하해요.\n좋으시겠어요.\n"""\n',
        encoding="utf-8",
    )
    (tmp_path / "corpus" / NEEDS_FILE).write_text("축하해요.\t합격,붙었\n좋으시겠어요.\t-\n", encoding="utf-8")
    return tmp_path


def test_what_is_built_is_read_again(written: Path) -> None:
    groups = pack_groups(written / "corpus", written / kindred.PACKED)
    build_kindred(groups, _Encoder(), written)
    found = kindred_for(written, "tiny 1")
    assert found is not None
    assert found.groups == tuple(groups)
    assert found.replies.shape == (2, 8)
    offered = found.candidates("합격했어", _Encoder().embed("합격했어"), ("기쁨",))
    assert {each.reply for each in offered} == {"축하해요.", "좋으시겠어요."}
    assert all(0.0 <= feature <= 1.01 for each in offered for feature in each.features)
    has = {each.reply: dict(zip(FEATURES, each.features, strict=True)) for each in offered}
    assert has["축하해요."]["has_all"] and has["좋으시겠어요."]["needs_nothing"]
    assert kindred_for(written, "another 1") is None


def test_vectors_of_other_texts_are_not_used(written: Path) -> None:
    groups = pack_groups(written / "corpus", written / kindred.PACKED)
    build_kindred(groups, _Encoder(), written)
    packed = json.loads((written / kindred.PACKED).read_text(encoding="utf-8"))
    packed["groups"][0][2][0] = "정말 축하해요."
    (written / kindred.PACKED).write_text(json.dumps(packed), encoding="utf-8")
    load_kindred.cache_clear()
    assert load_kindred(written) is None


def test_a_reply_is_not_offered_where_nothing_that_it_needs_is_told(written: Path) -> None:
    groups = pack_groups(written / "corpus", written / kindred.PACKED)
    build_kindred(groups, _Encoder(), written)
    found = kindred_for(written, "tiny 1")
    assert found is not None
    offered = found.candidates("비가 그쳤어", _Encoder().embed("비가 그쳤어"), ("기쁨",))
    assert [each.reply for each in offered] == ["좋으시겠어요."]


def test_needs_of_other_replies_are_broken(written: Path) -> None:
    groups = pack_groups(written / "corpus", written / kindred.PACKED)
    build_kindred(groups, _Encoder(), written)
    packed = json.loads((written / kindred.PACKED).read_text(encoding="utf-8"))
    packed["needs"].append([0])
    (written / kindred.PACKED).write_text(json.dumps(packed), encoding="utf-8")
    load_kindred.cache_clear()
    assert load_kindred(written) is None


@pytest.mark.parametrize("name", [kindred.PACKED, kindred.CARD, kindred.VECTORS])
def test_without_a_file_or_with_a_broken_one_there_is_none(written: Path, name: str) -> None:
    groups = pack_groups(written / "corpus", written / kindred.PACKED)
    build_kindred(groups, _Encoder(), written)
    assert load_kindred(written) is not None
    shutil.copy(written / name, written / "kept")
    (written / name).write_bytes(b"broken")
    load_kindred.cache_clear()
    assert load_kindred(written) is None
    (written / name).unlink()
    load_kindred.cache_clear()
    assert load_kindred(written) is None


def test_a_reply_given_twice_is_refused(written: Path) -> None:
    file = written / "corpus" / "joy.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("좋으시겠어요.", "축하해요."), encoding="utf-8")
    with pytest.raises(ValueError, match="joy-1"):
        read_groups(written / "corpus")


def test_relief_is_no_answer_to_what_rather_weighs(model: EmotionModel, comforter: Comforter) -> None:
    """Of a line between joy and sorrow no glad reply of kindred utterances is offered."""
    line = "둘째 심장 소리가 안 들린다고 하셨어요. 병원 주차장에서 남편이랑 한 시간을 그냥 앉아 있다가 왔어요."
    analysis = model.analyse(line)
    assert analysis is not None
    answers = {joy: comforter.answers(line, "unsure", _read(analysis, joy), Memory(Random(0))) for joy in (0.38, 0.7)}
    feelings = {
        joy: {each.feeling for each in found if each.kind in (KINDRED, BROAD)} for joy, found in answers.items()
    }
    assert "기쁨" not in feelings[0.38] and "슬픔" in feelings[0.38]
    assert "기쁨" in feelings[0.7]


def _read(analysis: EmotionAnalysis, joy: float) -> EmotionAnalysis:
    rest = {"슬픔": 0.96 - joy, "우울": 0.01, "분노": 0.01, "불안": 0.01, "일상": 0.01}
    scores = EmotionScores.of({Emotion(name): value for name, value in {"기쁨": joy, **rest}.items()})
    return replace(analysis, reading=replace(analysis.reading, scores=scores))
