"""Dialogues in every format that the seeds and their data come in, and the cleaning rules by name."""

import csv
import json
import random
from pathlib import Path

import pytest

from app.models.companion.names import GIVEN_NAMES
from app.models.training.cleaning import RULES, SEED_A, SEED_C, cleaned
from app.models.training.dialogues import read_dialogue_files, split
from app.models.training.readers import NoRows
from app.models.training.tables import ColumnsUnknown, DataUnreadable

SECRET = "아무도 모르는 문장"  # stands in rows that do not fit: it must never be told


def table(path: Path, columns: list[str], rows: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def utterances(*paths: Path, rules: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    return [row.utterances for row in read_dialogue_files(paths, rules).rows]


# --- cleaning --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("repeated", "ㅋㅋㅋㅋㅋ 웃겨ㅠㅠㅠㅠ 그래....., ,,,", "ㅋㅋ 웃겨ㅠㅠ 그래.., ,,"),
        ("repeated", "ㅋㅋ ㅎ 아아아 111", "ㅋㅋ ㅎ 아아아 111"),
        ("laughter", "웃겨 키키키 키키", "웃겨 ㅋㅋ ㅋㅋ"),
        ("laughter", "스키 타러 갔어", "스키 타러 갔어"),
        ("emoticons", "좋아 #@이모티콘##@이모티콘# 그래", "좋아 그래"),
        ("urls", "이거 봐 https://a.b/c?d=1 어때 www.x.kr #@URL#", "이거 봐 어때"),
        ("system-lines", "사진", ""),
        ("system-lines", "사진 3장", ""),
        ("system-lines", "사진 찍자", "사진 찍자"),
        ("system-lines", "삭제된 메시지입니다.", ""),
        ("system-lines", "보이스톡 해요", ""),
        ("system-lines", "아무개님이 들어왔습니다.", ""),
        ("system-lines", "#@시스템#사진# 봤어?", "봤어?"),
        ("marks", "번호는 #@전번# 이야", "번호는 이야"),
        ("brackets", "그래 (웃음) 좋아 [사진] {a (b) c} <하하>", "그래 좋아"),
        ("brackets", "3:1 (그", "3:1 (그"),
        ("punctuation", "뭐? 그래. 3,000!", "뭐 그래 3 000"),
    ],
)
def test_each_rule(rule: str, before: str, after: str) -> None:
    assert cleaned(before, [rule], random.Random(1)) == after


def test_names_are_varied_and_repeatable() -> None:
    filled = cleaned("#@이름# " * 40, ["names"], random.Random(3)).split()
    assert len(set(filled)) > 10 and set(filled) <= set(GIVEN_NAMES)
    assert filled == cleaned("#@이름# " * 40, ["names"], random.Random(3)).split()


def test_the_seeds_rules_together() -> None:
    line = "#@이름#아 (웃음) 키키키 이거 https://a.b 봐ㅋㅋㅋㅋ #@이모티콘# #@시스템#사진# 진짜....."
    done = cleaned(line, SEED_C, random.Random(1))
    assert done.endswith("ㅋㅋ 이거 봐ㅋㅋ 진짜..") and "#" not in done and "(" not in done
    assert cleaned("뭐? 그래.", SEED_A, random.Random(1)) == "뭐 그래"
    assert set(SEED_A) | set(SEED_C) == set(RULES)


# --- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_aihub_sentence_pairs(tmp_path: Path, encoding: str) -> None:
    columns = ["번호", "사람문장1", "시스템문장1", "사람문장2", "시스템문장2", "사람문장3", "시스템문장3"]
    file = table(
        tmp_path / "감성대화.csv",
        columns,
        [
            ["1", "날씨가 추워", "많이 추웠군요", "응 놀랐어", "따뜻하게 입으세요", "", ""],
            ["2", "졸려", "푹 쉬세요", "혼자 남은 말", "", "", ""],
            ["3", SECRET, "", "", "", "", ""],
        ],
        encoding,
    )
    data = read_dialogue_files([file])
    assert [row.utterances for row in data.rows] == [
        ("날씨가 추워", "많이 추웠군요", "응 놀랐어", "따뜻하게 입으세요"),
        ("졸려", "푹 쉬세요"),
    ]
    assert data.rejects.counts == {"no question or no answer": 1}
    assert data.rejects.rows[0].line == 4
    assert SECRET not in data.rejects.as_tsv() + "".join(data.rejects.told())
    assert data.rows[0].pairs[1] == ("응 놀랐어", "따뜻하게 입으세요")


def test_aihub_xlsx(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["사람문장1", "시스템문장1"])
    book.active.append(["날씨가 추워", "많이 추웠군요"])
    book.save(tmp_path / "a.xlsx")
    book.close()
    assert utterances(tmp_path / "a.xlsx") == [("날씨가 추워", "많이 추웠군요")]


def test_songys(tmp_path: Path) -> None:
    file = table(
        tmp_path / "ChatbotData.csv", ["Q", "A", "label"], [["12시 땡!", "하루가 또 가네요.", "0"], ["", "", "1"]]
    )
    assert utterances(file) == [("12시 땡!", "하루가 또 가네요.")]
    assert utterances(file, rules=SEED_A) == [("12시 땡", "하루가 또 가네요")]


def test_conversation_csv(tmp_path: Path) -> None:
    file = table(
        tmp_path / "c.csv",
        ["id", "conversation"],
        [
            ["1", "<s><usr>안녕<sys>응 안녕<usr>뭐 해<sys>밥 먹어</s>"],
            ["2", "안녕\n응 안녕\n뭐 해"],
            ["3", SECRET],
            ["4", "<usr>안녕<sys>응 안녕<usr>뭐 해<sys>밥 먹어"],
        ],
    )
    data = read_dialogue_files([file])
    assert [row.utterances for row in data.rows] == [("안녕", "응 안녕", "뭐 해", "밥 먹어"), ("안녕", "응 안녕")]
    assert data.rejects.counts == {"one utterance alone": 1, "the same dialogue again": 1}
    assert SECRET not in data.rejects.as_tsv()


def test_a_table_of_something_else_is_named(tmp_path: Path) -> None:
    with pytest.raises(ColumnsUnknown, match="사람문장1"):
        read_dialogue_files([table(tmp_path / "x.csv", ["a", "b"], [["1", "2"]])])


# --- json ------------------------------------------------------------------------------------------------------------


def dump(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_aihub_emotional_json(tmp_path: Path) -> None:
    talk = {
        "HS01": "날씨가 추워",
        "SS01": "많이 추웠군요",
        "HS02": "응",
        "SS02": "감기 조심해요",
        "HS03": "",
        "SS03": "",
    }
    file = dump(tmp_path / "e.json", [{"talk": {"content": talk}}, {"talk": {"content": {"HS01": SECRET}}}, 3])
    data = read_dialogue_files([file])
    assert [row.utterances for row in data.rows] == [("날씨가 추워", "많이 추웠군요", "응", "감기 조심해요")]
    assert [row.line for row in data.rejects.rows] == [2, 3]


def test_aihub_topic_json(tmp_path: Path) -> None:
    def line(who: str, text: str, norm: str | None = None) -> dict[str, object]:
        return {"speaker": {"id": who}, "text": text} | ({"norm_text": norm} if norm else {})

    lines = [
        line("1번", "1 : 안녕 #@이름#아"),
        line("2번", "2 : 응ㅋㅋㅋ", "응ㅋㅋㅋ"),
        line("2번", "2 : 밥 먹었어?"),
        line("1번", "응"),
    ]
    crowd = [line("1번", SECRET), line("2번", "응"), line("3번", "나도")]
    file = dump(
        tmp_path / "t.json",
        {"info": [{"annotations": {"lines": lines}}, {"annotations": {"lines": crowd}}, {"annotations": {}}]},
    )
    data = read_dialogue_files([file], SEED_C)
    [row] = data.rows
    assert row.utterances[1] == "응ㅋㅋ 밥 먹었어?" and len(row.utterances) == 2
    assert row.utterances[0].removeprefix("안녕 ").removesuffix("아") in GIVEN_NAMES
    assert data.rejects.counts == {"more than two people": 1, "no annotations.lines": 1}


def test_aihub_messenger_json(tmp_path: Path) -> None:
    body = [
        {"participantID": who, "utterance": text} for who, text in (("P01", "안녕"), ("P02", "응"), ("P01", "사진"))
    ]
    file = dump(tmp_path / "m.json", {"data": [{"body": body}, {"body": body[:1]}]})
    data = read_dialogue_files([file], SEED_C)
    assert [row.utterances for row in data.rows] == [("안녕", "응")]
    assert data.rejects.counts == {"only one side speaks": 1}


@pytest.mark.parametrize("content", ["{", "{}", "3", '{"info": 3}'])
def test_a_json_of_something_else_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataUnreadable):
        read_dialogue_files([tmp_path / "x.json"])


# --- KakaoTalk -------------------------------------------------------------------------------------------------------

PC = """아무개 님과 카카오톡 대화
저장한 날짜 : 2022-03-02 12:00:00

--------------- 2022년 3월 1일 화요일 ---------------
[나] [오전 11:58] 뭐 해
[아무개] [오후 12:03] 사진
[아무개] [오후 12:04] 밥 먹어
맛있어 ㅋㅋㅋㅋ
[나] [오후 12:05] 나도
[나] [오후 12:05] 배고파
[아무개] [오후 12:06] 이모티콘
[나] [오후 9:00] 잘 자
[아무개] [오후 9:01] 너도
"""
ANDROID = """아무개님과 카카오톡 대화
저장한 날짜 : 2022년 3월 2일 오후 12:00


2022년 3월 1일 오전 11:58
2022년 3월 1일 오전 11:58, 나 : 뭐 해
2022년 3월 1일 오후 12:03, 아무개 : 사진
2022년 3월 1일 오후 12:04, 아무개 : 밥 먹어
맛있어 ㅋㅋㅋㅋ
2022년 3월 1일 오후 12:05, 나 : 나도
2022년 3월 1일 오후 12:05, 나 : 배고파
2022년 3월 1일 오후 12:06, 아무개 : 이모티콘
2022년 3월 1일 오후 9:00, 나 : 잘 자
2022년 3월 1일 오후 9:01, 아무개 : 너도
"""
IPHONE = """아무개 님과 카카오톡 대화
저장한 날짜 : 2022. 3. 2. 오후 12:00

2022년 3월 1일 화요일
2022. 3. 1. 오전 11:58, 나 : 뭐 해
2022. 3. 1. 오전 11:59: 아무개님이 들어왔습니다.
2022. 3. 1. 오후 12:03, 아무개 : 사진
2022. 3. 1. 오후 12:04, 아무개 : 밥 먹어
맛있어 ㅋㅋㅋㅋ
2022. 3. 1. 오후 12:05, 나 : 나도
2022. 3. 1. 오후 12:05, 나 : 배고파
2022. 3. 1. 오후 12:06, 아무개 : 이모티콘
2022. 3. 1. 오후 9:00, 나 : 잘 자
2022. 3. 1. 오후 9:01, 아무개 : 너도
"""
MAC = """Date,User,Message
2022-03-01 11:58:01,"나","뭐 해"
2022-03-01 12:03:00,"아무개","사진"
2022-03-01 12:04:00,"아무개","밥 먹어
맛있어 ㅋㅋㅋㅋ"
2022-03-01 12:05:00,"나","나도"
2022-03-01 12:05:30,"나","배고파"
2022-03-01 12:06:00,"아무개","이모티콘"
2022-03-01 21:00:00,"나","잘 자"
2022-03-01 21:01:00,"아무개","너도"
"""


@pytest.mark.parametrize(
    ("name", "content"), [("pc.txt", PC), ("android.txt", ANDROID), ("iphone.txt", IPHONE), ("mac.csv", MAC)]
)
def test_kakaotalk(tmp_path: Path, name: str, content: str) -> None:
    """The same chat in four exports: photos and stickers gone, lines put together, an evening apart."""
    for ending in ("\n", "\r\n"):
        (tmp_path / name).write_text(content, encoding="utf-8", newline=ending)
        data = read_dialogue_files([tmp_path / name], SEED_C)
        assert [row.utterances for row in data.rows] == [("뭐 해", "밥 먹어 맛있어 ㅋㅋ"), ("잘 자", "너도")]
        assert data.rejects.rows == []


def test_kakaotalk_lines_that_belong_to_nothing_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "k.txt"
    file.write_text(f"{SECRET}\n[나] [오후 1:00] 언제인지 모를 말\n" + PC, encoding="utf-8")
    data = read_dialogue_files([file], SEED_C)
    assert data.rejects.counts == {"no message": 2}
    assert [row.line for row in data.rejects.rows] == [1, 2]
    assert SECRET not in data.rejects.as_tsv()


def test_a_group_chat_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "k.txt"
    file.write_text(PC.replace("[나] [오후 12:05] 나도", "[셋째] [오후 12:05] 나도"), encoding="utf-8")
    data = read_dialogue_files([file], SEED_C)
    assert [row.utterances for row in data.rows] == [("잘 자", "너도")]
    assert data.rejects.counts == {"more than two people": 1}


def test_a_text_of_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("그냥 글\n", encoding="utf-8")
    with pytest.raises(DataUnreadable):
        read_dialogue_files([tmp_path / "x.txt"])


# --- all of it -------------------------------------------------------------------------------------------------------


def test_nothing_left_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoRows, match="no question or no answer: 1"):
        read_dialogue_files([table(tmp_path / "x.csv", ["Q", "A"], [[SECRET, ""]])])


def test_the_split_and_the_fingerprint_are_repeatable(tmp_path: Path) -> None:
    file = table(tmp_path / "x.csv", ["Q", "A"], [[f"질문 {n}", f"답 {n} #@이름#"] for n in range(20)])
    first, second = (read_dialogue_files([file], SEED_C, seed=4) for _ in range(2))
    assert first.fingerprint == second.fingerprint != read_dialogue_files([file], SEED_C, seed=5).fingerprint
    learn, dev = split(first.rows, 0.2, 4)
    assert (len(learn), len(dev)) == (16, 4) and not set(learn) & set(dev)
    assert split(second.rows, 0.2, 4) == (learn, dev)
