"""The danger rules: recall first, then false alarms; bounded in time; without any model."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.models.companion.danger import DangerKind, Level
from app.models.companion.normal import joined, readings
from app.models.companion.safety import assess
from app.models.training.danger_corpus import read_labelled

ROOT = Path(__file__).resolve().parents[3]
OPEN = ROOT / "tests" / "data" / "safety" / "open.tsv"
KEPT = ROOT / "tests" / "data" / "safety" / "kept.tsv"  # seen since the second round of rules: no evidence any more
OWN = Path(__file__).parent / "data" / "safety_own.tsv"
CORPUS = ROOT / "corpus" / "danger"


def rows(file: Path) -> list[tuple[str, str]]:
    return [(row["label"], row["text"]) for row in read_labelled(file)]


@pytest.mark.parametrize("file", [OPEN, OWN], ids=["open", "own"])
def test_recall_and_false_alarms(file: Path) -> None:
    lines = rows(file)
    crisis = [text for label, text in lines if label == "crisis"]
    safe = [text for label, text in lines if label == "safe"]
    assert len(crisis) > 80 and len(safe) > 80
    missed = [text for text in crisis if assess(text).level is not Level.HARD]
    alarmed = [text for text in safe if assess(text).level is Level.HARD]
    assert not missed
    assert len(alarmed) <= 0.03 * len(safe), alarmed


@pytest.mark.parametrize(
    ("file", "recall"),
    [(KEPT, 0.83), (CORPUS / "near-and-far.tsv", 0.62), (CORPUS / "night-and-day.tsv", 0.65)],
    ids=["kept", "near-and-far", "night-and-day"],
)
def test_regression_over_lines_of_other_writers(file: Path, recall: float) -> None:
    """A regression: the rules were mended with these lines in sight; it says nothing about lines they do not know."""
    lines = rows(file)
    danger = [assess(text).level for label, text in lines if label != "safe"]
    safe = [assess(text).level for label, text in lines if label == "safe"]
    assert danger.count(Level.HARD) >= recall * len(danger)
    assert safe.count(Level.HARD) <= 0.02 * len(safe)


def test_no_reply_of_ours_raises_an_alarm() -> None:
    texts = json.loads((ROOT / "resources" / "companion" / "comfort.json").read_text(encoding="utf-8"))
    replies = [reply for situation in texts["situations"] for reply in situation["replies"]]
    replies += [reply for mirrors in texts["mirrors"].values() for reply in mirrors]
    assert len(replies) > 1000
    assert [reply for reply in replies if assess(reply).level is not Level.NONE] == []


@pytest.mark.parametrize(
    ("danger", "safe"),
    [
        ("자다가 그대로 안 일어났으면 좋겠어", "아기가 안 깼으면 좋겠다 겨우 재웠어"),
        ("먼저 간 언니한테 가고 싶어", "엄마 금방 갈게 조금만 기다려"),
        ("내년 달력은 필요 없어 이상하게 마음이 편해", "결혼 날짜를 정하고 나니까 마음이 편하다"),
        (
            "통장이랑 도장은 서랍에 넣어 뒀고 강아지는 언니가 데려가기로 했어",
            "여행 가느라 고양이는 언니한테 맡겼고 열쇠도 줬어 잘 부탁해",
        ),
        ("나 하나만 없어지면 우리 식구 다 편해질 거야", "나만 없으면 회의가 안 돌아가"),
        ("모아 둔 약을 꺼내 놨어 오늘이면 될 것 같아", "이 약은 다 챙겨 놨으니까 내일 병원 갈 때 가져가"),
        ("난간에 서 있어", "오늘 옥상에 올라갔다 왔어 별이 많더라"),
        ("오늘 밤에 끝내기로 마음먹었어", "오늘만 지나면 방학이다"),
        ("또 그었어 이번엔 깊어", "도마에 칼자국이 많아서 새로 샀다"),
        ("방금도 맞았어 폰 숨기고 쓰는 중이야", "형이 장난으로 밀어서 넘어졌어 무릎 까짐"),
        ("아들이 밥을 안 주고 방에 가둬요", "아이가 창고에 갇혀서 관리실에 전화했어 금방 열어 줬어"),
        ("헤어진 남자친구가 집 앞에서 기다려요 무서워서 못 나가겠어요", "엄마가 집 앞에서 기다려요 밥 먹으러 가요"),
        ("간호사도 하고 다 했는데 인생 그만두고 싶다", "간호사 5년 했는데 이제 그만두고 싶다"),
        ("분대장부터 쏘고 싶습니다", "오늘은 내가 다 쏠게 한턱 쏘고 싶다"),
        ("애를 던져 버릴 것 같아요", "공을 던져 버릴 것 같아요"),
    ],
)
def test_minimal_pairs(danger: str, safe: str) -> None:
    assert assess(danger).level is Level.HARD
    assert assess(safe).level is Level.NONE


def test_one_word_is_not_two_signs() -> None:
    assert assess("퇴직하고 처음 맞는 월요일인데 이상하게 홀가분하네").level is Level.NONE


def test_an_angry_word_is_unclear_and_a_lasting_urge_is_not() -> None:
    assert assess("아 진짜 걔 죽이고 싶다").level is Level.SOFT
    assert assess("자꾸 걔를 죽이고 싶다는 생각이 들어").level is Level.HARD


def test_false_alarms_on_the_emotion_corpus() -> None:
    """Thousands of ordinary diary lines, many of them heavy, written without an eye on the rules."""
    texts = []
    for file in sorted((ROOT / "corpus" / "emotion").glob("*.tsv")):
        header, *lines = file.read_text(encoding="utf-8").splitlines()
        if "text" in header.split("\t"):
            texts += [line.split("\t")[header.split("\t").index("text")] for line in lines if line]
    texts = texts[:: max(1, len(texts) // 3000)]
    hard = [text for text in texts if assess(text).level is Level.HARD]
    assert len(hard) <= 0.005 * len(texts)  # all of it: under 0.003, and most of those tell of real violence


@pytest.mark.parametrize(
    "text",
    [
        "배고파 죽겠다",
        "웃겨 죽는 줄 알았어",
        "죽도록 보고 싶다",
        "더워 죽겠네",
        "죽 한 그릇 먹었다",
        "손목시계를 샀어",
        "손목 통증이 심해서 파스를 붙였다",
        "유서 깊은 절에 다녀왔다",
        "옥상 정원에서 커피를 마셨다",
        "이번 시험 죽 쒔어",
        "드라마에서 주인공이 죽어서 울었어",
        "할머니가 돌아가셔서 장례식에 다녀왔어",
        "혼자 살면서 요리가 늘었다",
        "여자 혼자 살기 좋은 동네를 찾는다",
        "어디 가자 해도 귀찮아",
        "",
        "   ",
        "\x00",
        "\ud800",
        "ㅋㅋㅋㅋ",
        "hello world",
    ],
)
def test_look_alikes_are_no_danger(text: str) -> None:
    assert assess(text).level is Level.NONE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("죽고 싶어", DangerKind.SUICIDE),
        ("자.살 하고 싶다", DangerKind.SUICIDE),
        ("ㅈㅏㅅㅏㄹ 하고 싶다", DangerKind.SUICIDE),
        ("자1살할래", DangerKind.SUICIDE),
        ("ㅈr살 마렵다", DangerKind.SUICIDE),
        ("죽고 시퍼", DangerKind.SUICIDE),
        ("주거 버릴래", DangerKind.SUICIDE),
        ("wnrrh tlvek", DangerKind.SUICIDE),
        ("죽고 싶어".encode("utf-16", "surrogatepass").decode("utf-16"), DangerKind.SUICIDE),
        ("죽고\u200b싶어", DangerKind.SUICIDE),
        ("나 오늘 손목 그었어", DangerKind.SELF_HARM),
        ("남편이 또 때렸어요", DangerKind.HOME_VIOLENCE),
        ("삼촌이 자꾸 바지를 벗기려고 해요", DangerKind.ABUSE),
        ("그 새끼 죽여 버릴 거야", DangerKind.OTHERS),
    ],
)
def test_kinds_and_spellings(text: str, kind: DangerKind) -> None:
    danger = assess(text)
    assert danger.level is Level.HARD
    assert danger.kind is kind


def test_decomposed_text_is_the_same() -> None:
    import unicodedata

    assert assess(unicodedata.normalize("NFD", "죽고 싶어")).level is Level.HARD


@pytest.mark.parametrize("text", ["이제는 죽고 싶다는 생각 안 해", "죽고 싶은 건 아니야", "예전에 자해했던 적이 있어"])
def test_denied_or_past_is_soft_at_most(text: str) -> None:
    assert assess(text).level <= Level.SOFT


def test_what_was_long_ago_but_is_back_counts() -> None:
    assert assess("예전에도 그랬는데 요즘 다시 죽고 싶다는 생각이 들어").level is Level.HARD


def test_another_person_in_danger() -> None:
    danger = assess("친구가 죽고 싶다고 문자 보내고 연락이 안 돼")
    assert danger.level is Level.HARD
    assert danger.about_other


def test_across_utterances() -> None:
    before = ("통장이랑 도장은 서랍에 넣어 놨어", "강아지는 언니한테 맡겼고")
    line = "애들한테 편지도 써 뒀어"
    assert assess(line).level < Level.HARD
    assert assess(line, before).level is Level.HARD
    assert assess("점심은 김밥이었어", before).level is Level.NONE  # a line of its own says nothing: not asked again


@pytest.mark.parametrize(
    "lines",
    [
        ("아끼던 화분을 엄마한테 줬어.", "친구가 답장을 안 해서 외로워."),
        ("과장님이 뒤에서 어깨를 짚으며 수고했대.", "비 온다.", "신발 끈이 자꾸 풀린다."),
        ("요양원에서 할머니를 침대에 묶어 놨어요.", "오늘은 기타를 친구한테 줬어요."),
        ("기타를 동생한테 줬어.", "우리 반 배 고픔 장난 아님 ㅋㅋ"),
    ],
)
def test_lines_of_different_matter_do_not_add_up(lines: tuple[str, ...]) -> None:
    assert assess(lines[-1], lines[:-1]).level is Level.NONE


@pytest.mark.parametrize(
    "lines",
    [
        ("기타는 동생 줬어. 카메라도 줬고.", "나한테는 이제 필요 없거든."),
        ("매니저가 퇴근할 때마다 껴안아요.", "싫다고 했더니 월급을 안 준대요."),
        ("날짜도 정했고 이제 좀 쉬고 싶어.", "너무 힘들어."),
    ],
)
def test_lines_of_one_matter_still_do(lines: tuple[str, ...]) -> None:
    assert assess(lines[-1], lines[:-1]).level is Level.HARD


def hostile() -> dict[str, str]:
    rng = random.Random(5)
    stems = [
        "죽",
        "고",
        "엄마가",
        "칼",
        "약을",
        "이제",
        "나는",
        "없으면",
        "다",
        " ",
        "|",
        "옥상",
        "마지막",
        "한테",
        "그냥",
    ]
    return {
        "one": "죽" * 100_000,
        "dots": "." * 100_000,
        "dotted": ".x" * 50_000,
        "jamo": "ㄱㄴㄷ" * 33_333,
        "vowels": "ㄱㅏ" * 50_000,
        "laugh": "ㅋ ㅎ" * 33_333,
        "noise": "".join(chr(rng.randint(0xAC00, 0xD7A3)) for _ in range(100_000)),
        "stems": "".join(rng.choice(stems) for _ in range(40_000)),
        "latin": "".join(rng.choice("qwertasdfghjkluiop ") for _ in range(100_000)),
    }


@pytest.mark.parametrize("name", sorted(hostile()))
def test_time_is_bounded(name: str) -> None:
    text = hostile()[name]
    start = time.process_time()  # CPU time: whoever else is at work on the core does not count
    assess(text)
    assert time.process_time() - start < 5  # measured: under 1 s


def test_the_end_of_a_long_text_is_read() -> None:
    assert assess("오늘은 날씨가 좋았다. " * 5_000 + "죽고 싶다.").level is Level.HARD


def test_no_model_is_imported() -> None:
    code = (
        "import sys\n"
        "for name in ('onnxruntime', 'kiwipiepy', 'torch', 'numpy', 'tokenizers'): sys.modules[name] = None\n"
        "from app.models.companion.companion import Companion\n"
        "reply = Companion(seed=1).answer('죽고 싶어', None)\n"
        "print(reply.kind.value, reply.care.value, Companion(seed=1).answer('너무 힘들어', None).kind.value)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["crisis", "hard", "comfort"]


def test_safety_needs_no_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAK_RESOURCES", str(tmp_path))
    from app.models.companion.companion import Companion

    companion = Companion(seed=1)
    assert companion.answer("오늘 좀 힘들었어", None).text  # no texts: still an answer
    assert companion.answer("나 오늘 죽으려고", None).care.value == "hard"


@pytest.mark.parametrize(
    "lines",
    [
        ("아이스크림 한 통을 다 먹었다.",),
        ("엄마는 의자에 앉아서 부치시고 나는 옆에서 뒤집었다.",),
        ("화상 흉터 때문에 여름에도 긴팔만 입어.",),
        ("길에서 시비 붙은 사람한테 욕을 들었어.",),
        ("밥 먹고 나서 엄마가 그릇을 치우셨다.",),
        (
            "엄마 병원에 가져갈 짐을 쌌다. 수건이랑 슬리퍼랑 다 챙겼다.",
            "고양이 사료를 나흘 치 담아 두고 친구한테 열쇠를 맡겼어.",
        ),
    ],
)
def test_everyday_lines_that_once_alarmed_no_longer_do(lines: tuple[str, ...]) -> None:
    assert assess(lines[-1], lines[:-1]).level is Level.NONE


def test_a_box_of_pills_is_not_a_tub_of_ice_cream() -> None:
    assert assess("약 한 통을 다 먹었어.").level is Level.HARD
    assert assess("수면제를 한 통 다 삼켰어.").level is Level.HARD


def test_what_the_narrowed_cues_still_hear() -> None:
    assert assess("지하철에 몸을 던지고 싶어.").kind is DangerKind.SUICIDE
    groped = assess("지하철에서 누가 내 몸을 만졌어.")
    assert groped.level is Level.HARD and groped.kind is DangerKind.ABUSE
    assert assess("손목 흉터를 가리려고 여름에도 긴팔만 입어.").level is Level.HARD


@pytest.mark.parametrize(
    "text",
    [
        # a hit that begins with the end of one word and goes on in the next
        "유모차 끌고 공원을 두 바퀴 돌았어.",
        "이혼자 해를 넘긴 지 세 해째다.",
        "말하다 했던 말을 또 했다.",
        # a thing is struck, not a person
        "형이 잠긴 창고 문을 발로 차서 열었어요.",
        "아들이 자판기를 발로 차다가 발가락을 삐었다.",
        "쥐가 나와서 할아버지가 빗자루로 때려잡으셨다.",
        "아내가 허리를 두드려 달래서 주먹으로 두드려 줬다.",
        "남편이 못을 박다가 망치로 제 손가락을 때렸대요.",
        "할아버지가 내 방에 들어와서 전구를 갈아 주셨다.",
        "엄마가 밥 사진을 찍어 보내래서 매일 찍는다.",
        "코치님이 밤에 전화해서 내일 경기 순서를 알려 주셨다.",
        "욕실 배수구 구멍에서 머리카락을 한 움큼 뺐다.",
        # blood that nobody drew
        "사랑니를 뺐는데 피가 안 멈춰서 거즈를 또 물었어.",
        "종이에 손을 베였는데 피가 생각보다 많이 나왔다.",
        "헌혈하는데 바늘이 팔에 한 번에 들어갔다.",
        # porridge, and days that end
        "위내시경 끝나면 죽 먹고 출근해야지.",
        "약을 한꺼번에 타 왔더니 봉투가 묵직하다.",
        "나 먼저 갈게 하고 나왔는데 비가 오더라.",
        "이게 마지막인가 싶어서 사진을 찍어 두었다.",
        "할머니가 먼저 간다고 손을 흔드셨어.",
        "내가 없어도 가게는 잘만 돌아가더라.",
        "다음 달이면 이 학교에 제가 없을 거예요. 전근을 가거든요.",
        "오늘은 안 일어나고 싶더라. 이불이 너무 따뜻해서.",
        "속이 다 후련하다. 할 말을 다 했더니 잠이 온다.",
        "소금을 많이 넣으면 물고기가 죽는대요.",
        "장난감 칼을 들고 조카가 쫓아와서 쓰러지는 척했다.",
        "식칼을 갈아서 무를 썰었더니 손맛이 다르다.",
        "넥타이가 목에 걸려서 종일 답답했어.",
    ],
)
def test_ordinary_lines_whose_words_only_meet(text: str) -> None:
    assert assess(text).level is Level.NONE


@pytest.mark.parametrize(
    "text",
    [
        "게이트키퍼 교육을 들었는데 죽고 싶다는 말을 들으면 피하지 말래요.",
        "선생님이 죽고 싶은 생각이 드느냐고 물었어. 그런 건 아니라고 했어.",
        "자해 예방 강연을 들었다. 자해하는 친구를 다그치지 말래.",
    ],
)
def test_lessons_and_a_denial_in_the_next_sentence_are_soft_at_most(text: str) -> None:
    assert assess(text).level <= Level.SOFT


@pytest.mark.parametrize(
    "text",
    [
        "생명지킴이 교육을 들었는데 사실 죽고 싶어.",
        "의사가 죽고 싶냐고 물었어. 아니라고 했는데 사실은 죽고 싶어.",
        "학원 강사로 일하는데 번개탄을 사 놨어.",
        "남편이 또 때렸어요. 이웃이 괜찮냐고 물었는데 아니라고 했어요.",
        "같이 산 지 이 년 됐어요. 지금은 목도 졸라요. 남편이 매일 때려요.",
    ],
)
def test_a_lesson_or_a_question_does_not_hide_danger(text: str) -> None:
    assert assess(text).level is Level.HARD


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("진짜 죽고싪어 못 참겟어", DangerKind.SUICIDE),
        ("살고십지안아 아무것도 하기 실어", DangerKind.SUICIDE),
        ("업서지고 십다", DangerKind.SUICIDE),
        ("살기 실타 정말", DangerKind.SUICIDE),
        ("창문에서 뛰내릴 거야", DangerKind.SUICIDE),
        ("ㅈㄱㅅㄷ 매일 그 생각만 함", DangerKind.SUICIDE),
        ("약 다 머거써 졸려", DangerKind.SUICIDE),
        ("더는 안 살아도 될 거 같다", DangerKind.SUICIDE),
        ("생일까지는 안 살기로 했어", DangerKind.SUICIDE),
        ("나 죽거들랑 통장은 막내한테 주고", DangerKind.SUICIDE),
        ("내 결백은 죽음으로 증명할게", DangerKind.SUICIDE),
        ("이 메시지가 도착할 때쯤이면 저는 세상에 없을 거예요", DangerKind.SUICIDE),
        ("팔목을 또 그엇어", DangerKind.SELF_HARM),
        ("허벅지에 담뱃불을 껐어", DangerKind.SELF_HARM),
        ("꿰맨 자리를 또 뜯었어", DangerKind.SELF_HARM),
        ("남푠이 목을 졸라써요", DangerKind.HOME_VIOLENCE),
        ("아빠가 도끼로 방문을 찍고 있어요", DangerKind.HOME_VIOLENCE),
        ("그 인간이 술 먹고 문을 부수고 있어요 애들은 이불 속에 있어요", DangerKind.HOME_VIOLENCE),
        ("남편이 각목으로 등을 후려쳤어요", DangerKind.HOME_VIOLENCE),
        ("말하면 죽인대요 그래서 말 못 해요", DangerKind.HOME_VIOLENCE),
        ("전 남친이 내 차에 추적기를 붙여 놨어", DangerKind.HOME_VIOLENCE),
        ("선샌님이 자꾸 안아여 실타고 해도여", DangerKind.ABUSE),
        ("아들이 나를 의자에 묶어 놓고 나가요", DangerKind.ABUSE),
        ("새엄마가 동생을 베란다에 세워 놓고 문을 잠갔어요", DangerKind.ABUSE),
        ("문 열리면 바로 찌를 거야", DangerKind.OTHERS),
        ("망치 들고 엘베 탔다 올라가서 끝낸다", DangerKind.OTHERS),
    ],
)
def test_plain_and_misspelt_statements(text: str, kind: DangerKind) -> None:
    danger = assess(text)
    assert danger.level is Level.HARD
    assert danger.kind is kind


def test_endings_parted_from_their_words_still_count() -> None:
    assert assess("커터 칼 로 팔 을 그었 어").level is Level.HARD
    assert assess("엄마 를 아빠 가 때리 고 있 어").level is Level.HARD


def test_a_reading_knows_where_words_begin() -> None:
    (reading,) = readings("유모차 끌고 왔다. 정말")
    assert reading.text == "유모차끌고왔다|정말"
    assert [reading.text[at] for at in reading.starts] == ["유", "끌", "왔", "정"]
    mended = readings("나 죽고 시퍼 또")[0]
    assert mended.text == "나죽고싶어또"
    assert mended.starts == (0, 1, 3, 5)
    assert readings("ㅈㅏ살 생각")[0].starts == (0, 2)
    assert mended.cut(1, 5) == type(mended)("죽고싶어", (0, 2))
    assert joined([mended, mended.cut(1, 5)]).starts == (0, 1, 3, 5, 7, 9)


def test_word_beginnings_stay_in_order_and_inside() -> None:
    for text in hostile().values():
        for reading in readings(text[:3_000]):
            assert list(reading.starts) == sorted(reading.starts)
            assert all(0 <= at <= len(reading.text) for at in reading.starts)


@pytest.mark.parametrize(
    ("file", "recall"),
    [
        (CORPUS / "last-things-and-first.tsv", 0.16),
        (CORPUS / "behind-the-door.tsv", 0.21),
        (CORPUS / "bleak-or-leaving.tsv", 0.34),
        (CORPUS / "doors-and-streets.tsv", 0.15),
    ],
    ids=["last-things", "behind-the-door", "bleak", "doors"],
)
def test_false_alarms_on_look_alikes_of_other_writers(file: Path, recall: float) -> None:
    """Mended with the safe lines in sight; most of the danger lines are pictures that no rule was made for."""
    lines = rows(file)
    danger = [assess(text).level for label, text in lines if label != "safe"]
    safe = [assess(text).level for label, text in lines if label == "safe"]
    assert danger.count(Level.HARD) >= recall * len(danger)
    assert safe.count(Level.HARD) <= 0.02 * len(safe)
