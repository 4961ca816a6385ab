"""The wellness scripts, read from every form they come in, and the replier that answers from them."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.diary.entry import ReplyKind
from app.errors import ModelBroken
from app.models.checkpoints import WELLNESS, Checkpoint
from app.models.companion.replier import Replier
from app.models.onnx import Encoded
from app.models.training.readers import Labelled, NoRows
from app.models.training.tables import ColumnsUnknown
from app.models.training.wellness_data import WellnessData, read_wellness_table, read_wellness_texts
from app.models.wellness import ANSWERS, WellnessReplier, read_answers
from tests.models.test_readers import as_csv, as_xlsx, write

WORRY, ANGER, SLEEP = "감정/걱정", "감정/감정조절이상/화", "증상/불면"
QUESTIONS = [
    (WORRY, "결과가 안 나와서 자꾸 휴대폰만 본다."),
    (WORRY, "엄마 건강이 걱정돼요"),
    (ANGER, "동생 말 한마디에 폭발했어."),
    (SLEEP, "새벽 네 시까지 뒤척였다"),
    (WORRY, "엄마 건강이 걱정돼요"),
    (SLEEP, "..."),
]
ANSWERED = [
    (WORRY, "기다리는 시간이 참 길게 느껴지죠."),
    (WORRY, "걱정되는 마음, 충분히 그럴 만해요."),
    (ANGER, "정말 화가 많이 나셨겠어요."),
    (ANGER, "http://example.com 을 보세요"),
    (WORRY, "기다리는 시간이 참 길게 느껴지죠."),
]


def the_same(data: WellnessData) -> None:
    """What QUESTIONS and ANSWERED hold."""
    assert data.questions.rows == [Labelled(*pair) for pair in QUESTIONS[:4]]
    assert data.categories == (WORRY, ANGER, SLEEP)
    assert data.answers == {WORRY: [ANSWERED[0][1], ANSWERED[1][1]], ANGER: [ANSWERED[2][1]]}
    assert data.speechless == [SLEEP]
    assert data.rejects.counts["an answer that the gate refuses: address"] == 1
    assert data.rejects.counts["the same again"] == 2


def texts(folder: Path, gap: str = "    ", encoding: str = "utf-8") -> tuple[Path, Path, Path]:
    """Seed D's three files; its list runs from 0, and names one category more than there are questions."""
    names = [WORRY, ANGER, SLEEP, "감정/기쁨"]
    listed = "".join(f"{name}{gap}{number}\n" for number, name in enumerate(names))
    asked = "".join(f"{category}{gap}{text}\n" for category, text in QUESTIONS)
    told = "".join(f"{category}{gap}{text}\n" for category, text in ANSWERED)
    return (
        write(folder / "category.txt", listed, encoding),
        write(folder / "question.txt", f"구분{gap}유저\n{asked}", encoding),
        write(folder / "answer.txt", told, encoding),
    )


@pytest.mark.parametrize(("gap", "encoding"), [("    ", "utf-8"), ("\t", "cp949"), ("     ", "utf-8-sig")])
def test_the_seeds_three_text_files(tmp_path: Path, gap: str, encoding: str) -> None:
    categories, questions, answers = texts(tmp_path, gap, encoding)
    the_same(read_wellness_texts(questions, answers, categories))
    the_same(read_wellness_texts(questions, answers))


def test_lines_outside_the_list_and_without_a_gap_are_counted(tmp_path: Path) -> None:
    categories, questions, answers = texts(tmp_path)
    with questions.open("a", encoding="utf-8") as file:
        file.write("배경/날씨    비가 온다\n그냥 한 줄\n")
    data = read_wellness_texts(questions, answers, categories)
    assert [(row.line, row.reason) for row in data.rejects.rows if row.line > 7] == [
        (8, "a category that the list does not have"),
        (9, "not two cells, four spaces or a tab apart"),
    ]


def test_aihubs_table_as_xlsx_and_csv(tmp_path: Path) -> None:
    rows = [["구분", "유저", "챗봇", None]]
    answers = {category: [text for each, text in ANSWERED if each == category] for category, _ in ANSWERED}
    for category, question in QUESTIONS:
        left = answers.get(category) or [""]
        rows.append([category, question, left.pop(0), None])
    rows.append([ANGER, "", answers[ANGER].pop(0), None])
    rows.append(["", "누구 말인지 모른다", "", None])
    for file in (
        as_xlsx(tmp_path / "웰니스.xlsx", rows),
        write(tmp_path / "웰니스.csv", as_csv([[cell or "" for cell in row] for row in rows]), "cp949"),
    ):
        data = read_wellness_table(file)
        the_same(data)
        assert data.rejects.counts["no category"] == 1


def test_what_cannot_be_learnt_from_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnsUnknown, match="구분"):
        read_wellness_table(write(tmp_path / "a.csv", as_csv([["a", "b"], ["1", "2"]])))
    one = write(tmp_path / "q.txt", f"{WORRY}    가나\n{WORRY}    다라\n")
    with pytest.raises(NoRows, match="fewer than two"):
        read_wellness_texts(one, write(tmp_path / "a.txt", f"{WORRY}    그렇군요.\n"))
    two = write(tmp_path / "q2.txt", f"{WORRY}    가나\n{ANGER}    다라\n")
    with pytest.raises(NoRows, match="no answers"):
        read_wellness_texts(two, write(tmp_path / "a2.txt", f"{WORRY}    www.a.com\n"))


# --- serving ---------------------------------------------------------------------------------------------------------


class Told:
    """An encoder that says the category in a text."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = labels
        self.asked: list[list[str]] = []
        self.broken = False

    def encode(self, sentences: Sequence[str], lines: Sequence[int] | None = None) -> Encoded:
        if self.broken:
            raise ModelBroken(path="here", reason="memory")
        self.asked.append(list(sentences))
        logits = np.asarray(
            [[4.0 if label in text else 0.0 for label in self.labels] for text in sentences], np.float32
        )
        return Encoded(logits, np.zeros((len(sentences), 2), np.float32), np.ones(len(sentences), np.int64))


def checkpoint(folder: Path, labels: Sequence[str] = ("걱정", "화", "잠")) -> Checkpoint:
    return Checkpoint(folder, WELLNESS, "상담", "1", tuple(labels), "", 64, 2, 1.0, 0.6, "ours")


def replier(seed: int = 1) -> tuple[WellnessReplier, Told]:
    card = checkpoint(Path("nowhere"))
    encoder = Told(card.labels)
    return WellnessReplier(card, encoder, {"걱정": ["하나예요.", "둘이에요.", "셋이에요."], "화": []}, seed), encoder


def test_it_answers_from_the_category_and_never_with_the_last_ones() -> None:
    wellness, encoder = replier()
    given: list[str] = []
    for _ in range(3):
        answer = wellness.reply("걱정이 많아", (), avoid=given)
        assert answer is not None
        given.append(answer)
    assert sorted(given) == ["둘이에요.", "셋이에요.", "하나예요."]
    assert wellness.reply("걱정이 많아", (), avoid=given) is None  # comfort answers
    assert encoder.asked == [["걱정이 많아"]] * 4  # the line as it is, once
    assert [replier(7)[0].reply("걱정", ()) for _ in range(4)] == [replier(7)[0].reply("걱정", ())] * 4


def test_it_is_silent_where_it_is_not_sure_or_has_nothing() -> None:
    wellness, encoder = replier()
    assert wellness.reply("오늘은 그냥 그랬어", ()) is None  # all categories equal
    assert wellness.category("오늘은 그냥 그랬어") is None
    assert wellness.category("화가 나") == "화" and wellness.reply("화가 나", ()) is None  # no answers
    asked = len(encoder.asked)
    for odd in ("", "  ", "...", "!!", "\ud800"):
        assert wellness.reply(odd, ()) is None
    stop = threading.Event()
    stop.set()
    assert wellness.reply("걱정", (), stop=stop) is None
    assert len(encoder.asked) == asked
    encoder.broken = True
    assert wellness.reply("걱정", ()) is None


def test_it_is_a_replier_that_names_itself() -> None:
    wellness: Replier = replier()[0]
    assert wellness.name == "wellness 상담 1" and wellness.kind is ReplyKind.COMFORT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[]", "no answers"),
        ('{"걱정": "하나"}', "no answers"),
        ('{"걱정": [1]}', "no answers"),
        ("{", "JSONDecodeError"),
        ('{"기쁨": ["하나"]}', "no label"),
        (None, "FileNotFoundError"),
    ],
)
def test_broken_answers_are_named(tmp_path: Path, content: str | None, reason: str) -> None:
    if content is not None:
        (tmp_path / ANSWERS).write_text(content, encoding="utf-8")
    with pytest.raises(ModelBroken, match=reason):
        read_answers(checkpoint(tmp_path))
    (tmp_path / ANSWERS).write_text(json.dumps({"화": ["하나"]}), encoding="utf-8")
    assert read_answers(checkpoint(tmp_path)) == {"화": ["하나"]}
