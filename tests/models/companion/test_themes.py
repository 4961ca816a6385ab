"""What a whole sad or low line is about."""

import random

import pytest

from app.diary.emotion import Emotion
from app.models.companion.comfort import Comforter
from app.models.companion.memory import Filled, Memory
from app.models.companion.retelling import told
from app.models.companion.texts import TROUBLED, UNSURE, ComfortTexts
from app.models.companion.themes import THEMES, heart_of, themes, themes_of_clause
from tests.models.companion.analyses import read as analysis
from tests.models.companion.could_say import echoes, mirrors

SAD, LOW = Emotion.SADNESS.value, Emotion.DEPRESSION.value


@pytest.mark.parametrize(
    ("line", "feeling", "name"),
    [
        ("할아버지가 돌아가시고 처음 맞는 설이에요.", SAD, "mourned"),
        ("아버지 유품을 정리하다 손을 놓았다.", SAD, "mourned"),
        ("이모가 요양원에 들어가셨어.", SAD, "at-a-home"),
        ("엄마가 요양원에 가신 지 한 달이에요.", SAD, "at-a-home"),
        ("남편이 중환자실에 있어요.", SAD, "ailing"),
        ("아내가 저한테 누구시냐고 물었어요.", SAD, "forgotten"),
        ("동창 부고를 들었다.", SAD, "bereaved"),
        ("배우가 병상에서 세상을 떠났다는 기사를 읽었다.", SAD, "bereaved"),
        ("친했던 친구가 작년에 갔다는 소식을 들었어.", SAD, "bereaved"),
        ("그렇게 애썼는데 강아지가 결국 떠났어.", SAD, "mourned"),
        ("언니가 올봄에 병으로 떠났어.", SAD, "mourned"),
        ("형제를 먼저 보냈어.", SAD, "mourned"),
        ("같이 늙던 개가 떠났어요.", SAD, "mourned"),
        ("집안 형편 때문에 헤어지게 됐어요.", SAD, "broken-up"),
        ("내 생일을 아무도 몰라.", SAD, "birthday"),
        ("남편이 제 생일을 깜빡했어요.", SAD, "birthday"),
        ("다들 나를 빼고 약속을 잡았다.", SAD, "slighted"),
        ("애가 사춘기라 방문을 닫고 들어가요.", SAD, "grown"),
        ("동료 송별회라 아쉽다.", SAD, "gone-away"),
        ("코치님이 그만두셨어.", SAD, "gone-away"),
        ("영감 반찬을 버리지를 못하겠네.", SAD, "left-behind"),
        ("나만 빼고 여행을 갔더라.", SAD, "slighted"),
        ("오래 만난 사람과 헤어졌어요.", SAD, "broken-up"),
        ("그 친구랑 말 안 한 지 두 해야.", SAD, "estranged"),
        ("다니던 서점이 문을 닫았대.", SAD, "closed"),
        ("짝꿍이 전학 갔어.", SAD, "gone-away"),
        ("걔 칫솔을 아직도 못 버리겠어.", SAD, "left-behind"),
        ("이제 그 이름을 부를 사람이 없다.", SAD, "no-more"),
        ("상을 받아도 아무 느낌이 없어.", LOW, "numb"),
        ("주말 내내 누워만 있었어.", LOW, "in-bed"),
        ("이걸 해서 무슨 소용인가 싶어요.", LOW, "what-for"),
        ("나는 투명한 사람 같아.", LOW, "nobody"),
        ("어제도 오늘도 다 똑같아요.", LOW, "all-the-same"),
        ("설거지가 사흘째 쌓여 있다.", LOW, "undone"),
        ("입맛이 없어서 하루 종일 굶었다.", LOW, "no-appetite"),
        ("새벽 세 시에 또 깼다.", LOW, "sleepless"),
        ("친구 연락도 안 받고 지내.", LOW, "withdrawn"),
        ("회사에서는 괜찮은 척해요.", LOW, "pretending"),
        ("손가락 하나 들 힘이 없다.", LOW, "drained"),
        ("하고 싶은 게 하나도 없어.", LOW, "wishless"),
        ("속이 텅 빈 항아리 같아.", LOW, "hollow"),
        ("뭘 먹어도 공허해.", LOW, "hollow"),
        ("기쁜 소식에도 담담하다.", LOW, "numb"),
        ("아무 희망이 없어.", LOW, "hopeless"),
        ("아이가 웃어도 울어도 똑같다.", LOW, "numb"),
        ("회사가 망하든 말든 모르겠다.", LOW, "indifferent"),
        ("부재중이 쌓였는데 안 봤다.", LOW, "withdrawn"),
        ("나는 쓸모가 없다.", LOW, "worthless"),
        ("직장에서나 집에서나 나는 빈껍데기다.", LOW, "worthless"),
        ("난 그냥 쓰레기인가 봄.", LOW, "worthless"),
        ("나를 돌볼 가치를 못 느끼겠어.", LOW, "worthless"),
        ("엄마 자격이 없어.", LOW, "worthless"),
        ("이런 제가 한심해요.", LOW, "self-blamed"),
        ("거울 속 내가 너무 싫다.", LOW, "self-blamed"),
        ("나란 인간은 왜 이 모양이냐.", LOW, "self-blamed"),
    ],
)
def test_what_a_line_is_about(line: str, feeling: str, name: str) -> None:
    assert themes(line, feeling)[0] == f"{feeling}.{name}"
    assert themes(line, "일상") == ()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("생전 처음 혼자 명절을 보냈다.", "mourned"),
        ("우리 아들이 이혼을 했어요.", "broken-up"),
        ("전학 가는 날 선생님만 손을 잡아 주셨다.", "mourned"),
        ("엄마가 요양원에 가신 지 한 달이에요.", "mourned"),
        ("군대 갔다는 소식을 들었다.", "bereaved"),
        ("동점이라 차마 못 보겠다.", "left-behind"),
        ("걔네는 3월에 사귀고 5월에 헤어졌대.", "broken-up"),
        ("정든 동료들과 헤어지는 것이 아쉽다.", "broken-up"),
        ("내일이면 이 이름하고도 이별이네요.", "broken-up"),
    ],
)
def test_what_a_line_is_not_about(line: str, name: str) -> None:
    assert f"{SAD}.{name}" not in themes(line, SAD)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("믿고 맡겨 주니까 의욕이 막 생겨요.", "wishless"),
        ("욕먹을까 봐 겁내던 마음도 없어졌어요.", "wishless"),
        ("뭘 먹어도 공허해.", "no-appetite"),
        ("저는 단것이 싫다는 친구가 부러워요.", "self-blamed"),
        ("쓰레기 봉투를 사러 나가는 게 큰일이 됐어요.", "worthless"),
        ("이유도 없는데 가슴이 무겁다.", "what-for"),
        ("차가 고장 났는데 고치기도 귀찮아.", "nobody"),
        ("약을 먹어도 안 먹어도 그대로야.", "no-appetite"),
    ],
)
def test_what_a_low_line_is_not_about(line: str, name: str) -> None:
    assert f"{LOW}.{name}" not in themes(line, LOW)


def test_under_an_unsure_feeling_only_what_is_plain_is_told() -> None:
    assert themes("어머니 유품 시계를 꺼냈다.", UNSURE) == (f"{UNSURE}.mourned",)
    assert themes("제사 음식을 하느라 바빴다.", UNSURE) == ()
    assert themes("단골 서점이 문을 닫았다.", UNSURE) == ()
    assert themes("단골 서점이 문을 닫았다.", TROUBLED) == (f"{SAD}.closed",)


def test_what_a_clause_bears() -> None:
    low = "세탁한 옷을 안 개고 그 더미에서 꺼내 입어. 나도 그 속에 있고."
    assert themes_of_clause("그 속에 있다", low, LOW) == ()  # the pile is not said with it
    grief = "할머니가 돌아가셨어요. 저는 그 말을 못 듣고 말았어요."
    assert themes_of_clause("그 말을 못 듣고 말았다", grief, SAD) == (f"{SAD}.mourned",)
    assert themes_of_clause("마음이 아프다", grief, SAD) == ()  # what is felt has its own replies
    weary = "내일도 저로 살아야 한다니 지겨워요."
    assert themes_of_clause("내일도 저로 살아야 한다니 지겹다", weary, LOW) == ()  # no …다니 … 다니
    birthday = "부부인데 대화가 없어. 내 생일도 잊었더라."
    assert f"{SAD}.birthday" not in themes_of_clause("부부인데 대화가 없다", birthday, SAD)


def test_beside_a_death_no_illness_is_spoken_of() -> None:
    line = "영감이 짚던 지팡이를 남 줬어요. 먼저 간 사람이 그리워요."
    assert themes_of_clause("영감이 짚던 지팡이를 남 줬다", line, SAD) == (f"{SAD}.mourned",)


def test_self_blame_is_answered_and_never_said_back(comforter: Comforter, texts: ComfortTexts) -> None:
    blame = "또 지각했어. 난 왜 이 모양이야."
    assert themes_of_clause("또 지각했다", blame, LOW)[0] == f"{LOW}.self-blamed"
    assert themes_of_clause("왜 이 모양이다", blame, LOW) == ()
    for line, name in (("나는 쓸모가 없다.", "worthless"), ("난 그냥 쓰레기인가 봄", "worthless")):
        given = mirrors(comforter, line, analysis(LOW), Memory(random.Random(1)))
        assert given == texts.mirrors[f"{LOW}.{name}"] and len(given) >= 12
        assert echoes(comforter, line, analysis(LOW), Memory(random.Random(1))) == ()
    given = echoes(comforter, blame, analysis(LOW), Memory(random.Random(1)))
    assert {each.template for each in given if isinstance(each, Filled)} == set(texts.echoes[f"{LOW}.self-blamed"])
    assert not any("모양" in each for each in given)


@pytest.mark.parametrize(
    ("line", "feeling", "clause"),
    [
        ("의지도 기력도 남아 있지 않습니다.", LOW, "의지도 기력도 남아 있지 않다"),
        ("돈 때문에 형제끼리 멀어졌어. 마음이 아파.", SAD, "돈 때문에 형제끼리 멀어졌다"),
        ("친구가 떠났다. 많이 보고 싶다.", SAD, "친구가 떠났다"),
        ("붙고 나니 하고 싶은 게 없다. 종일 천장만 본다.", LOW, "붙고 나니 하고 싶은 게 없다"),
        ("손님이 끊긴 지 오래예요. 열어야 할 까닭은 없습니다. 그냥 앉아 있습니다.", LOW, "열어야 할 까닭은 없다"),
        ("같이 걷던 길을 물어볼 사람이 없다. 두 번 헤매고 버스를 탔다.", SAD, "같이 걷던 길을 물어볼 사람이 없다"),
    ],
)
def test_the_heart_of_a_heavy_line_is_told_back(line: str, feeling: str, clause: str) -> None:
    found = told(line, heart=heart_of(feeling))
    assert found is not None and found.clause == clause
    assert heart_of("기쁨") is None


def test_what_goes_well_is_not_the_heart_of_a_heavy_line() -> None:
    found = told("종강했어요. 학점도 좋아요. 그런가 보다 하고 누워만 있어요.", heart=heart_of(LOW))
    assert found is not None and "학점" not in found.clause


@pytest.mark.parametrize(
    "line", ["나는 그냥 폐급이야.", "송장 같은 몸으로 누워 있어.", "저는 이 집의 불량품이에요.", "나 자신이 너무 싫다."]
)
def test_what_the_low_call_themselves_is_not_said_back(line: str) -> None:
    assert told(line, heart=heart_of(LOW)) is None


def test_what_is_only_supposed_is_no_day_to_come(comforter: Comforter, texts: ComfortTexts) -> None:
    given = echoes(comforter, "선물로 산 신발이 이제 조카한테 작을 거야.", analysis(SAD), Memory(random.Random(1)))
    used = {each.template for each in given if isinstance(each, Filled)}
    assert used and not used & set(texts.echoes[f"{SAD}.coming"])


def test_every_theme_has_its_replies(texts: ComfortTexts, comforter: Comforter) -> None:
    of_sadness = [name for name in THEMES if f"{SAD}.{name}" in texts.mirrors]
    for name in THEMES:
        section = f"{SAD if name in of_sadness else LOW}.{name}"
        assert len(texts.echoes[section]) >= 6 and len(texts.mirrors[section]) >= 3, section
    given = echoes(comforter, "단골 서점이 문을 닫았대요.", analysis(SAD), Memory(random.Random(1)))
    assert {each.template for each in given if isinstance(each, Filled)} <= set(texts.echoes[f"{SAD}.closed"])
    line = "웃고 들어와 불도 안 켬."
    assert set(echoes(comforter, line, analysis(LOW), Memory(random.Random(1)))) <= set(texts.mirrors[f"{LOW}.undone"])
    given = mirrors(comforter, line, analysis(LOW), Memory(random.Random(1)))
    assert given == texts.mirrors[f"{LOW}.undone"]  # and no quotation
