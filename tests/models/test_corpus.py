"""The committed corpus follows its guide, and its test split is the frozen one."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from app.diary.emotion import EMOTIONS
from app.models.training.corpus import (
    CORPUS,
    HARD,
    REGISTERS,
    CorpusBroken,
    fingerprint,
    read_corpus,
    read_file,
    read_situations,
)
from app.models.training.duplicates import near_duplicates
from app.models.training.emotion import SplitChanged, freeze_test, frozen_test

# Words that name a feeling, wide enough to count a few too many lines as naming one.
_NAMED = re.compile(
    "기쁘|기뻐|기뻤|행복|슬프|슬퍼|슬펐|우울|화나|화가|짜증|분노|불안|걱정|무섭|무서|두렵|두려|초조|신나|신났|즐거|외로|답답|속상|서럽|"
    "서러|허무|공허|억울|열받|떨려|떨렸|설레|뿌듯|고맙|고마|감사|좋아|좋다|좋았|그립|그리"
)
HEADER = "emotion\tregister\tspeaker\thard\ttext\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "situations.tsv").write_text("id\ttitle\tsplit\nhome\t집\ttrain\nsea\t바다\ttest\n", encoding="utf-8")
    (tmp_path / "home.tsv").write_text(HEADER + "기쁨\twritten\t30대\t\t집에 왔다.\n", encoding="utf-8")
    (tmp_path / "sea.tsv").write_text(HEADER + "일상\tchat\t\tpassed\t바다 감\n", encoding="utf-8")
    return tmp_path


def test_the_corpus_is_as_the_guide_says() -> None:
    splits = read_corpus(CORPUS)
    assert all(splits.values())
    for split, rows in splits.items():
        counts = {emotion: sum(row.emotion is emotion for row in rows) for emotion in EMOTIONS}
        assert max(counts.values()) <= 1.1 * min(counts.values()), (split, counts)


def test_there_is_enough_of_everything() -> None:
    lines = [row for split in read_corpus(CORPUS).values() for row in split]
    emotions = Counter(row.emotion for row in lines)
    assert min(emotions.values()) >= 1_500 and max(emotions.values()) <= 1.05 * min(emotions.values())
    assert len({row.situation for row in lines}) >= 80
    assert sum(row.hard != "" for row in lines) >= 1_500 and {row.hard for row in lines} == {"", *HARD}
    registers = Counter(row.register for row in lines)
    assert set(registers) == set(REGISTERS) and min(registers.values()) >= 0.06 * len(lines)
    words = {len(row.text.split()) for row in lines}
    assert set(range(3, 50)) <= words and max(words) <= 60
    for emotion in emotions:
        told = [row.text for row in lines if row.emotion is emotion]
        assert sum(_NAMED.search(text) is None for text in told) >= 0.4 * len(told), emotion


@pytest.mark.parametrize(
    "cue",
    ["ㅠ", "ㅋ", "ㅡㅡ", r"\d", "오늘", "내일", "년째", "^아니[ ,]", "!", r"…|\.\.", "진짜", "너무", "그냥", r"\?"],
)
def test_no_surface_cue_gives_the_feeling_away(cue: str) -> None:
    """Alone it tells at most four in ten lines right, where chance is about one in six."""
    found = Counter(row.emotion for split in read_corpus(CORPUS).values() for row in split if re.search(cue, row.text))
    assert found.total() >= 100
    assert max(found.values()) <= 0.4 * found.total(), found


def test_no_situation_is_in_two_splits_and_no_line_in_two_situations() -> None:
    splits = read_corpus(CORPUS)
    situations = [{row.situation for row in rows} for rows in splits.values()]
    assert not situations[0] & situations[1] and not situations[0] & situations[2] and not situations[1] & situations[2]
    rows = [row for each in splits.values() for row in each]
    pairs = near_duplicates([row.text for row in rows])
    assert not [(rows[one].situation, rows[two].situation, rows[one].text, rows[two].text) for one, two, _ in pairs]


def test_the_test_split_is_the_one_that_was_frozen() -> None:
    assert len(frozen_test()) >= 3


def test_a_changed_or_lost_test_file_is_noticed(folder: Path) -> None:
    freeze_test(folder)
    assert frozen_test(folder) == {"sea"}
    text = (folder / "sea.tsv").read_text(encoding="utf-8")
    (folder / "sea.tsv").write_text(text.replace("일상", "기쁨"), encoding="utf-8")
    with pytest.raises(SplitChanged):
        frozen_test(folder)
    with pytest.raises(SplitChanged):
        freeze_test(folder)
    (folder / "sea.tsv").unlink()
    with pytest.raises(SplitChanged):
        frozen_test(folder)


def test_a_new_test_file_joins_when_it_is_frozen(folder: Path) -> None:
    freeze_test(folder)
    with (folder / "situations.tsv").open("a", encoding="utf-8") as file:
        file.write("hill\t언덕\ttest\n")
    (folder / "hill.tsv").write_text(HEADER + "일상\tchat\t\t\t언덕 감\n", encoding="utf-8")
    assert frozen_test(folder) == {"sea"}
    freeze_test(folder)
    assert frozen_test(folder) == {"sea", "hill"}


def test_reading(folder: Path) -> None:
    splits = read_corpus(folder)
    assert {split: len(rows) for split, rows in splits.items()} == {"train": 1, "dev": 0, "test": 1}
    assert splits["test"][0].hard == "passed" and splits["test"][0].situation == "sea"
    assert read_corpus(folder, only=["home"])["test"] == []
    assert read_situations(folder)["home"].title == "집"
    assert fingerprint(splits["train"]) != fingerprint(splits["test"])


@pytest.mark.parametrize(
    "line",
    [
        "피곤\twritten\t30대\t\t집에 왔다.",
        "기쁨\tdiary\t30대\t\t집에 왔다.",
        "기쁨\twritten\t30살\t\t집에 왔다.",
        "기쁨\twritten\t30대\thard\t집에 왔다.",
        "기쁨\twritten\t30대\t\t",
        "기쁨\twritten\t30대\t\t 집에 왔다.",
        unicodedata.normalize("NFD", "기쁨\twritten\t30대\t\t집에 왔다."),
        "기쁨\twritten\t30대\t\t" + unicodedata.normalize("NFD", "집에 왔다."),
        "기쁨\twritten\t30대\t집에 왔다.",
        "기쁨\twritten\t30대\t\t집에\u2028왔다.",
        "",
    ],
)
def test_a_line_off_the_guide_is_named(folder: Path, line: str) -> None:
    path = folder / "home.tsv"
    path.write_text(HEADER + line + "\n기쁨\tchat\t\t\t감\n", encoding="utf-8")
    with pytest.raises(CorpusBroken, match=r"home\.tsv:2"):
        read_file(path)


def test_files_off_the_guide(folder: Path) -> None:
    (folder / "moon.tsv").write_text(HEADER, encoding="utf-8")
    with pytest.raises(CorpusBroken, match="moon"):
        read_corpus(folder)
    (folder / "moon.tsv").write_bytes(b"\xff\xfe")
    with pytest.raises(CorpusBroken, match="UTF-8"):
        read_file(folder / "moon.tsv")
    (folder / "moon.tsv").write_text("text\n", encoding="utf-8")
    with pytest.raises(CorpusBroken, match="columns"):
        read_file(folder / "moon.tsv")
    (folder / "situations.tsv").write_text("id\ttitle\tsplit\nhome\t집\tboth\n", encoding="utf-8")
    with pytest.raises(CorpusBroken, match="both"):
        read_situations(folder)
    (folder / "situations.tsv").write_text("id\ttitle\tsplit\nhome\t집\ttest\nhome\t집\ttrain\n", encoding="utf-8")
    with pytest.raises(CorpusBroken, match="twice"):
        read_situations(folder)
