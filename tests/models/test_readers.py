"""Every format that labelled sentences come in, with the habits of Excel and of people. All sentences are made up."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.diary.emotion import EMOTIONS, Emotion
from app.models.training import aihub_emotions, kote
from app.models.training.readers import (
    Labelled,
    LabelsNumbered,
    NoRows,
    missing_labels,
    read_emotion_files,
)
from app.models.training.tables import ColumnsUnknown, DataUnreadable, read_table, read_text

HEAD = ["연령", "성별", "감정_대분류", "감정_소분류", "사람문장1", "시스템문장1"]
AIHUB = [
    ["청년", "여성", "분노", "짜증내는", "윗집이 또 쿵쿵거린다.", "그랬군요."],
    ["노년", "남성", "기쁨 ", "신이 난", "손주가 첫 걸음을 뗐어", "좋으시겠어요."],  # the space is in AI Hub's own file
    ["중년", "여성", "슬픔", "우울한", "아침마다 눈뜨기가 싫어.", ""],
    ["중년", "여성", "당황", "고립된(당황한)", "모임에서 나만 못 알아들었어.", ""],
    ["청년", "남성", "상처", "충격 받은", "믿던 동료가 나를 속였다.", ""],
    ["청년", "남성", "상처", "억울한", "내가 한 일이 아닌데 혼났다.", ""],
    ["청년", "남성", "불안", "", "", ""],
    ["", "", "", "", "", ""],
]
AIHUB_ROWS = [
    Labelled("분노", "윗집이 또 쿵쿵거린다."),
    Labelled("기쁨", "손주가 첫 걸음을 뗐어"),
    Labelled("우울", "아침마다 눈뜨기가 싫어."),
    Labelled("슬픔", "모임에서 나만 못 알아들었어."),
    Labelled("분노", "내가 한 일이 아닌데 혼났다."),
]


def as_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def as_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.create_sheet("다른 것").append(["감정_대분류", "기쁨"])
    book.save(path)
    book.close()
    return path


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


# --- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig", "utf-16"])
def test_the_seeds_csv_in_every_encoding_that_excel_writes(tmp_path: Path, encoding: str) -> None:
    rows = [
        ["", "sentiment", "user"],
        ["0", "일상", "오늘은 두부를 샀다, 두 모"],
        ["1", "우울", '"괜찮다"고 했다\n정말로'],
    ]
    data = read_emotion_files([write(tmp_path / "seed.csv", as_csv(rows), encoding)])
    assert data.rows == [Labelled("일상", "오늘은 두부를 샀다, 두 모"), Labelled("우울", '"괜찮다"고 했다\n정말로')]
    assert data.rejects.rows == []


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators(tmp_path: Path, separator: str) -> None:
    rows = [["label", "text"], ["분노", "또 늦었다, 또"]]
    assert read_emotion_files([write(tmp_path / "a.csv", as_csv(rows, separator))]).rows == [
        Labelled("분노", "또 늦었다, 또")
    ]


def test_aihub_as_csv_and_as_xlsx_says_the_same(tmp_path: Path) -> None:
    as_text = write(tmp_path / "감성.csv", as_csv([HEAD, *AIHUB]), "cp949")
    as_sheet = as_xlsx(tmp_path / "감성.xlsx", [HEAD, *AIHUB])
    for file in (as_text, as_sheet):
        data = read_emotion_files([file])
        assert data.rows == AIHUB_ROWS
        assert data.rejects.counts == {"none of the six: 상처/충격 받은": 1, "no text": 1}
        assert [row.line for row in data.rejects.rows] == [6, 8]


def test_without_the_fine_names_the_groups_decide_and_seeds_own_groups_are_known(tmp_path: Path) -> None:
    rows = [
        ["감정_대분류", "감정_소분류", "사람문장1"],
        ["상처", "", "가"],
        ["우울", "우울한", "나"],
        ["분노", "", "다"],
    ]
    rows += [["불안", "무서워하는", "라"], ["행복한 하루였다", "", "마"]]
    data = read_emotion_files([write(tmp_path / "a.csv", as_csv(rows))])
    assert data.rows == [Labelled("우울", "나"), Labelled("분노", "다")]
    assert data.rejects.counts == {
        "none of the six: 상처": 1,
        "a feeling that AI Hub's data set does not have": 1,
        "none of the six: another word": 1,  # it may be a sentence: it is not repeated
    }


def test_a_row_is_told_by_the_line_it_begins_on(tmp_path: Path) -> None:
    text = 'label,text\r\n기쁨,"두 줄로\r\n적었다"\r\n기쁨,\r\n슬픔,셋\r\n'
    data = read_emotion_files([write(tmp_path / "a.csv", text)])
    assert [(row.line, row.reason) for row in data.rejects.rows] == [(4, "no text")]


def test_numbers_in_a_sheet_are_text(tmp_path: Path) -> None:
    table = read_table(as_xlsx(tmp_path / "a.xlsx", [["label", "text"], [3, 1.0], [None, 2.5]]))
    assert [dict(cells) for _, cells in table.rows] == [{"label": "3", "text": "1"}, {"label": "", "text": "2.5"}]


def test_what_is_no_table_is_named(tmp_path: Path) -> None:
    for name, content, reason in (
        ("a.csv", b"", "empty"),
        ("b.csv", "말\n".encode("cp949") + b"\xff\xff\n", "neither UTF-8 .line 1. nor cp949 .line 2."),
        ("c.xlsx", b"PK nothing", "not an xlsx"),
        ("d.csv", b"\xff\xfe\x00", "not utf-16"),
        ("e.json", b'[\n{"profile"', "not JSON, line 2"),
        ("f.json", b"{}", "not a list"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(DataUnreadable, match=reason):
            read_emotion_files([file])
    with pytest.raises(DataUnreadable, match="No such file"):
        read_text(tmp_path / "none")


def test_missing_columns_are_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ColumnsUnknown) as found:
        read_emotion_files([write(tmp_path / "a.csv", as_csv([["연령", "문장"], ["1", "가"]]))])
    assert "연령, 문장" in str(found.value) and "감정_대분류" in str(found.value)


# --- labels ----------------------------------------------------------------------------------------------------------

NUMBERED = as_csv([["label", "data"], ["0", "가나"], ["3", "다라"], ["9", "마바"]]).replace("data", "text")


def test_numbers_for_labels_are_refused_because_the_seeds_contradict_each_other(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", NUMBERED)
    with pytest.raises(LabelsNumbered) as refused:
        read_emotion_files([file])
    assert "일상,분노" in refused.value.explained("ko")["todo"] and "일상,기쁨" in refused.value.explained("en")["todo"]
    by_code = read_emotion_files([file], ["일상", "분노", "불안", "슬픔", "기쁨", "우울"])
    by_text = read_emotion_files([file], ["일상", "기쁨", "불안", "슬픔", "분노", "우울"])
    assert by_code.rows == [Labelled("일상", "가나"), Labelled("슬픔", "다라")]
    assert by_code.rejects.counts == {"a number that --label-order does not name": 1}
    assert by_text.rows == by_code.rows  # 3 happens to be 슬픔 in both
    with pytest.raises(ValueError, match="화남"):
        read_emotion_files([file], ["화남"])


def test_aihubs_sixty_codes() -> None:
    assert list(aihub_emotions.CODES) == [f"E{number}" for number in range(10, 70)]
    assert aihub_emotions.GROUPS == ("분노", "슬픔", "불안", "상처", "당황", "기쁨")
    for code, (group, name, ours) in aihub_emotions.CODES.items():
        assert aihub_emotions.of_code(code) is aihub_emotions.of_names(f"{group} ", name.replace(" ", "")) is ours
    assert {ours for _, _, ours in aihub_emotions.CODES.values()} == {*EMOTIONS, None} - {Emotion.NEUTRAL}
    assert aihub_emotions.of_names("불안", "혼란스러운") is Emotion.ANXIETY
    with pytest.raises(KeyError):
        aihub_emotions.of_names("기쁨", "혼란스러운")


def test_aihubs_json(tmp_path: Path) -> None:
    def dialogue(code: object, text: object) -> dict[str, object]:
        return {
            "profile": {"emotion": {"emotion-id": f"S06_D02_{code}", "type": code}},
            "talk": {"content": {"HS01": text}},
        }

    made = [dialogue("E31", "면접이 내일이야"), dialogue("E41", "동생만 예뻐해"), dialogue("E70", "가"), {"talk": 3}, 5]
    made += [dialogue("E68", "  "), dialogue("E68", "드디어 휴가다!"), dialogue("E68", "드디어 휴가다!")]
    data = read_emotion_files([write(tmp_path / "감성.json", json.dumps(made, ensure_ascii=False), "utf-8-sig")])
    assert data.rows == [Labelled("불안", "면접이 내일이야"), Labelled("기쁨", "드디어 휴가다!")]
    assert data.rejects.counts == {
        "no profile.emotion.type or talk.content.HS01": 2,
        "none of the six: E41": 1,
        "a feeling that AI Hub's data set does not have": 1,
        "no text": 1,
        "the same sentence again": 1,
    }
    assert missing_labels(data.rows) == ["슬픔", "우울", "분노", "일상"]


def test_kote(tmp_path: Path) -> None:
    assert len(kote.LABELS) == 44 and kote.LABELS[24] == "없음" and kote.LABELS[43] == "안심/신뢰"
    assert all(core <= set(kote.LABELS) for core in kote.CORE.values())
    lines = [
        "10\t이거 보고 한참 웃었네요\t8,28,42",  # 기쁨
        "11\t왜 이렇게 힘이 빠지지\t27,26",  # 우울
        "12\t버스가 왔다\t24",  # 일상
        "13\t웃기고 슬프다\t5,28",  # two at once
        "14\t그렇군\t29",  # neither
        "15\t어라\t3,44",
    ]
    data = read_emotion_files([write(tmp_path / "val.tsv", "\n".join(lines) + "\n")])
    assert [row.label for row in data.rows] == ["기쁨", "우울", "일상"]
    assert [row.line for row in data.rejects.rows] == [4, 5, 6]


def test_label_and_text_lines(tmp_path: Path) -> None:
    text = "label\ttext\n기쁨\t상을 받았다\r\n\n슬픔\t줄\u2028안의 것\n"
    text += "분노\n일상\t\n불안\t!!!\n화남\t왜\n기쁨\t상을 받았다\n"
    data = read_emotion_files([write(tmp_path / "a.txt", text)])
    assert data.rows == [Labelled("기쁨", "상을 받았다"), Labelled("슬픔", "줄\u2028안의 것")]
    assert [row.line for row in data.rejects.rows] == [5, 6, 7, 8, 9]
    told = "\n".join(data.rejects.told())
    assert "a.txt: 2 left out: no text (lines 6, 7)" in told
    assert "왜" not in told and "화남" not in told


def test_decomposed_hangul_is_composed_and_the_same_sentence_is_one(tmp_path: Path) -> None:
    import unicodedata

    text = f"기쁨\t좋다\n기쁨\t{unicodedata.normalize('NFD', '좋다')}\n슬픔\t좋다\n"
    data = read_emotion_files([write(tmp_path / "a.txt", text)])
    assert data.rows == [Labelled("기쁨", "좋다"), Labelled("슬픔", "좋다")]


def test_several_files_in_their_order_and_none_with_a_row(tmp_path: Path) -> None:
    one, two = write(tmp_path / "1.txt", "기쁨\t하나\n"), write(tmp_path / "2.txt", "슬픔\t둘\n")
    assert [row.text for row in read_emotion_files([two, one]).rows] == ["둘", "하나"]
    with pytest.raises(NoRows, match="no label: 1"):
        read_emotion_files([write(tmp_path / "3.txt", "\t셋\n")])
