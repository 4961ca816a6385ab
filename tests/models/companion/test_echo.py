"""What of a line is taken up in a reply, and how."""

import random
import re
import time
from collections.abc import Container, Iterator
from itertools import pairwise
from typing import Any
from unittest import mock

import pytest

from app.diary.emotion import EMOTIONS, EmotionScores
from app.models.companion import retelling
from app.models.companion.about import ABOUTS, ANSWERED, COMING, EASED, FELT, PARTED, SLIGHTED, THEIRS, WON, abouts
from app.models.companion.banned import BANNED
from app.models.companion.comfort import Comforter, fill
from app.models.companion.companion import Companion
from app.models.companion.echo import AHEAD, DONE, FEARED, PERSON, SAID, TOLD, Echo
from app.models.companion.feared import feared
from app.models.companion.gladness import (
    CALM,
    FREED,
    GAVE,
    GLADNESS,
    HEARTENED,
    KEPT,
    LIVELY,
    PLEASED,
    PROUD,
    RELIEVED,
    THANKFUL,
    THRILLED,
    glad_of,
    heart_of_gladness,
    lies_before,
    only_feels,
    stated,
)
from app.models.companion.grounds import BELITTLED, CHECKED, CLAIMED, DEMANDED, GROUNDS, HELD, OF_KIN, UNRESTED, grounds
from app.models.companion.heard import as_heard, as_seen
from app.models.companion.matters import MATTERS
from app.models.companion.memory import NO_REPEAT_TURNS, Filled, Memory
from app.models.companion.retelling import LONGEST, is_past
from app.models.companion.softened import softened
from app.models.companion.texts import (
    ASKED,
    HEARD,
    MOVED,
    TROUBLED,
    UNSURE,
    WARM,
    ComfortTexts,
)
from app.models.companion.themes import THEMES
from app.models.companion.topics import (
    ARRIVED,
    CARE,
    CHILD,
    CHORE,
    ERRAND,
    FACT,
    FIRST,
    GOING,
    HABIT,
    KIND,
    LAUGHED,
    MEAL,
    NEWS,
    NOTED,
    PAID,
    PRAISED,
    SHOPPED,
    SOBER,
    TOPICS,
    WAITED,
    WENT,
    noticed,
    topics,
)
from tests.models.companion.analyses import read as analysis
from tests.models.companion.analyses import rescored
from tests.models.companion.could_say import echoes, mirrors

FEELINGS = (*EMOTIONS, UNSURE)
SECTIONS = (*FEELINGS, TROUBLED, MOVED, WARM)


@pytest.fixture(scope="module")
def echo(texts: ComfortTexts) -> Echo:
    return Echo(texts.nouns)


# --- nouns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "phrase", "kind"),
    [
        ("옆집 할머니가 귤 한 봉지를 주셨어", "귤 한 봉지", "food"),
        ("어제 아들 첫 편지가 왔습니다", "아들 첫 편지", "message"),
        ("내일 면접이라 떨려", "내일 면접", AHEAD),
        ("다음 주 결혼식이 걱정이야", "다음 주 결혼식", AHEAD),
        ("내일이 시험이야", "시험", AHEAD),
        ("시험은 끝났어", "시험", "event"),
        ("아버지 틀니가 아직 컵 속에 있다", "아버지 틀니", "thing"),
        ("커피 두 잔 마셨어", "커피 두 잔", "food"),
        ("커피 두잔을 마셨어", "커피 두잔", "food"),
        ("셔츠 다섯 장을 다렸다", "셔츠 다섯 장", "thing"),
        ("할머니의 반지를 찾았어", "할머니의 반지", "thing"),
        ("식은 찌개를 다시 데웠어", "식은 찌개", "food"),
        ("생일 케이크를 혼자 먹었어", "생일 케이크", "food"),
        ("엄마 생신 선물을 골랐다", "엄마 생신 선물", "thing"),
        ("새 운동화를 샀어", "새 운동화", "thing"),
        ("선생님 전화가 왔다", "선생님 전화", "message"),
        ("동네 빵집이 문을 닫았다", "동네 빵집", "place"),
        ("모의면접을 봤다", "모의면접", "event"),
        ("영화를 보고서 울었어", "영화", "message"),
        ("졸업했어요", "졸업", "event"),
        ("칼국수 먹으러 갔어", "칼국수", "food"),
        ("고양이들이 골목에 모였다", "고양이들", "living"),
        ("편지 를 받았 어", "편지", "message"),
        ("첫눈이 왔어!", "첫눈", "nature"),
        ("숲길을 걸었다", "숲길", "nature"),
        ("책을 샀어", "책", "thing"),
        ("꽃이 피었어", "꽃", "living"),
        ("사장님이 웃었어", "사장님", PERSON),
        ("수술이 잡혔다", "수술", "grave"),
    ],
)
def test_the_phrase_worth_taking_up(echo: Echo, line: str, phrase: str, kind: str) -> None:
    found = echo.phrase(line)
    assert found is not None and (found.text, found.kind) == (phrase, kind)


@pytest.mark.parametrize(
    "line",
    [
        "것도 때도 사람도 다 싫어",
        "이제 다 그만두고 싶어",
        "나보고 또 오라면 가야지 뭐",
        "마음이 자꾸 급해지네",
        "결국 밖으로 나가게 됐어",
        "고개를 끄덕이자 다들 웃었어",
        "오늘은 그냥 생각이 많았어",
        "손목이 자꾸 아파",
        "그놈 때문에 미치겠어",
        "내가 무슨 옷걸이 같아",
        "종이컵처럼 구겨진 기분이야",
        "편지인 듯 아닌 듯",
        "그 드라마 말고 다른 거 봤어",
        "사람들 앞에서 나는 벽지야",
        "돈이 모자라서 못 샀어",
        "밥 먹었어",
        "자전거 타는 것 같은 기분",
        "성적푝 가 온대",
        "아 진짜 하기 싫다",
        "죽을 끓였어",
        "사과를 받았어",
        "ㅋㅋㅋㅋ",
        "...",
    ],
)
def test_nothing_to_take_up(echo: Echo, line: str) -> None:
    assert echo.phrase(line) is None


def test_a_count_of_nothing_is_no_count(echo: Echo) -> None:
    found = echo.phrase("전화 한 통 없이 갔어")
    assert found is not None and found.text == "전화"


def test_a_detail_of_a_long_line_is_left(echo: Echo) -> None:
    long = "오늘은 아침부터 정신이 하나도 없어서 그냥 앉아만 있다가 저녁에 겨우 설거지를 하고 누웠는데 잠이 안 온다"
    assert echo.phrase(long) is None
    assert echo.phrase("집에서 설거지를 했다") is not None


def test_what_is_grave_is_left_where_it_may_not_be(echo: Echo) -> None:
    line = "빚을 다 갚았다"
    assert echo.phrase(line) is not None
    assert echo.phrase(line, grave=False) is None


# --- sentences told back ---------------------------------------------------------------------------------------------


def retold(line: str, known: Container[str] = (), *, plainly: bool = False) -> str | None:
    found = retelling.told(line, known, plainly=plainly)
    return found.clause if found is not None else None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("버스 세 대를 그냥 보냈어요.", "버스 세 대를 그냥 보냈다"),
        ("지각인 줄 알면서 버스 세 대를 그냥 보냈어. 뛸 이유를 못 찾겠더라.", "뛸 이유를 못 찾겠다"),
        ("아버지 틀니가 아직 컵 속에 있다.", "아버지 틀니가 아직 컵 속에 있다"),
        ("나만 빼고 둘이 만났더라고요", "빼놓고 둘이 만났다"),
        ("간호사 선생님들이 다 웃더라", "간호사 선생님들이 다 웃더라"),
        ("손에서 안 떨어지데요", "손에서 안 떨어지더라"),
        ("제 국이 제일 맛있다고 하셨어요", "국이 제일 맛있다고 하셨다"),
        ("눈물이 났습니다", "눈물이 났다"),
        ("통장 잔액부터 떠오릅니다", "통장 잔액부터 떠오른다"),
        ("무슨 말이 나올지 두렵습니다", "무슨 말이 나올지 두렵다"),
        ("든든하고 감사합니다", "든든하고 감사하다"),
        ("오늘이 마지막 수업이에요", "오늘이 마지막 수업이라"),
        ("언니 발에 안 차이고 자는 첫날이다!", "언니 발에 안 차이고 자는 첫날이라"),
        ("남편이 출장이라 밤마다 무서워요", "남편이 출장이라 밤마다 무섭다"),
        ("심장이 자꾸 떨려요", "심장이 자꾸 떨린다"),
        ("새로 산 이불이 너무 좋아", "새로 산 이불이 너무 좋다"),
        ("요즘은 자꾸 눈물이 나", "요즘은 자꾸 눈물이 난다"),
        ("아침에 눈뜨기가 싫어", "아침에 눈뜨기가 싫다"),
        ("전화를 받을 힘이 없어요", "전화를 받을 힘이 없다"),
        ("집 앞에 역이 생겼대", "집 앞에 역이 생겼다"),
        ("밥은 다 먹었거든요", "밥은 다 먹었다"),
        ("나도 모르게 따라 내렸어", "나도 모르게 따라 내렸다"),
        ("졸려서 커피 한 잔 더 마셨어 ㅋㅋ", "졸려서 커피 한 잔 더 마셨다"),
        ("아내도 들었다고 한다", "아내도 들었다"),
        ("아내가 종점까지 같이 가 주었습니다.", "아내가 종점까지 같이 가 주었다"),
        ("내 이름을 자꾸 부르는 거예요", "이름을 자꾸 부른다"),
        ("배달 용기가 방에 산더미야", "배달 용기가 방에 산더미라"),
        ("치울 엄두가 안 나, 몇 주째.", "치울 엄두가 안 난다"),
        ("며느리가 전화를 안 받아", "며느리가 전화를 안 받는다"),
        ("오늘만 네 번째다", "오늘만 네 번째라"),
        ("이제 손이 안 가네요", "이제 손이 안 간다"),
        ("엄마가 나한테 소리를 질렀어", "엄마가 소리를 질렀다"),
        # ending
        ("우리 계는 달마다 10일에 모여요", "계는 달마다 10일에 모인다"),
        ("큰집은 안 들르고 일요일에 올라올 거야", "큰집은 안 들르고 일요일에 올라올 거라"),
        ("일부러 오전에만 찾아온 거예요", "일부러 오전에만 찾아온 거라"),
        ("다시는 오지 말라는 거지", "다시는 오지 말라"),
        ("회사에서 밥 나오니까 이제 보내지 말래요", "회사에서 밥 나오니까 이제 보내지 말라"),
        ("맨 뒷줄에 서라네요", "맨 뒷줄에 서라"),
        ("밤마다 걸쇠를 두 개씩 걸고 자요", "밤마다 걸쇠를 두 개씩 걸고 잔다"),
        ("그 집하고는 상종 안 하려고요", "그 집하고는 상종 안 하려고 한다"),
        ("겨울 집도 그대로인데", "겨울 집도 그대로라"),
        ("온 집이 살아난 것 같네요", "온 집이 살아난 것 같다"),
        ("의사가 정상이래요", "의사가 정상이라"),
        ("아침마다 넥타이 앞에 섰다가 도로 방에 눕습니다", "아침마다 넥타이 앞에 섰다가 도로 방에 눕는다"),
        ("그 얼굴이 떠오르지 않습니다", "그 얼굴이 떠오르지 않는다"),
        ("이제는 부럽지도 않아요", "이제는 부럽지도 않다"),
        ("이제 책값이 아깝지도 않아", "이제 책값이 아깝지도 않다"),
        ("이제는 궁금하지가 않네요", "이제는 궁금하지가 않다"),
        ("밥이 넘어가질 않아요", "밥이 넘어가질 않는다"),
        ("말을 안 한 지 삼 년이 됐어요", "말을 안 한 지 삼 년이 됐다"),
        ("하고 싶은 말을 다 하고 나와서 후련해요", "하고 싶은 말을 다 하고 나와서 후련하다"),
        ("거절되면 다 날리는 거잖아", "거절되면 다 날리는 거라"),
        ("엄마는 동생 말만 듣고 혼내", "엄마는 동생 말만 듣고 혼낸다"),
        ("같은 줄에서 같은 국을 받는데 말이에요", "같은 줄에서 같은 국을 받는다"),
        ("마지막 날 가이드가 버스 문을 잠갔어요", "마지막 날 가이드가 버스 문을 잠갔다"),
        ("오늘로 네 바퀴째예요", "오늘로 네 바퀴째라"),
        ("제복만 봐도 다리가 굳어요", "제복만 봐도 다리가 굳는다"),
        ("불만 꺼지면 손톱을 깨물어요", "불만 꺼지면 손톱을 깨문다"),
        ("테이프 자국만 남네요", "테이프 자국만 남는다"),
        ("안 먹은 약을 먹었다고 우기세요", "안 먹은 약을 먹었다고 우기신다"),
        ("발이 자꾸 떨어져요", "발이 자꾸 떨어진다"),
        ("보건증을 다시 떼어 오래요", "보건증을 다시 떼어 오라"),
        ("도시락이 도로에 쏟아졌다고요", "도시락이 도로에 쏟아졌다"),
        ("풀이 무릎까지 자랐더군요", "풀이 무릎까지 자랐다"),
        ("업어 주시는 게 어찌나 고맙던지요", "업어 주시는 게 고맙더라"),
        ("하는 일이라곤 화분에 물 주는 거야", "하는 일이라곤 화분에 물 주는 거라"),
        ("저녁에는 그 얘기가 나올 것이다", "저녁에는 그 얘기가 나올 것이라"),
        ("버스에서 내내 졸기만 하는 중", "버스에서 내내 졸기만 하는 중이라"),
        # a verb made a noun: what was done is past, what is not done is present
        ("식당은 창가로 예약함", "식당은 창가로 예약했다"),
        ("군청에서 현판 달아 주고 감", "군청에서 현판 달아 주고 갔다"),
        ("가족 여행 왔는데 나만 차에서 안 내림", "가족 여행 왔는데 혼자만 차에서 안 내린다"),
        ("형이 케이크 다 까먹음", "형이 케이크 다 까먹었다"),
        ("가로등이 노란색으로 바뀜", "가로등이 노란색으로 바뀌었다"),
        ("어디를 봐도 다 회색임", "어디를 봐도 다 회색이라"),
        ("이번 주는 화분 챙기면 됨", "이번 주는 화분 챙기면 된다"),
        ("사물함 검사를 하신대요", "사물함 검사를 하신다"),
        # a sentence without its mark ends before the next
        ("밖으로 한 번도 안 나감 배고픈데 일어날 이유가 없음", "일어날 이유가 없다"),
        ("홍시는 벌써 왔다 달아서 웃음이 절로 난다", "달아서 웃음이 절로 난다"),
        ("전화를 걸었다 끊었다 속이 다 녹는다", "전화를 걸었다 끊었다 속이 다 녹는다"),
        # a verb does not stand at the beginning without what it is said of
        (
            "체육복을 거꾸로 입고 나왔다가 화장실에서 바꿔 입었어",
            "체육복을 거꾸로 입고 나왔다가 화장실에서 바꿔 입었다",
        ),
        ("시누이가 냉장고 열어 보고 사진 찍어서 올렸어", "시누이가 냉장고 열어 보고 사진 찍어서 올렸다"),
        ("계단에서 쉬다가 버스가 올까 봐 손잡이를 꼭 잡아요", "계단에서 쉬다가 버스가 올까 봐 손잡이를 꼭 잡는다"),
        ("성적 나온 거 보고 아빠가 괜찮다고 하더라", "성적 나온 거 보고 아빠가 괜찮다고 하더라"),
        ("내가 가르친 학생이 자격증을 땄어요", "직접 가르친 학생이 자격증을 땄다"),
        # a laugh ends a sentence
        ("오늘 재활 다녀왔다ㅋㅋ 끝나고 커피 마셨어ㅠ", "끝나고 커피 마셨다"),
        # who did it
        ("저는 화장실 문소리만 나도 국자를 놓쳐요", "화장실 문소리만 나도 국자를 놓친다"),
        ("내가 쓴 제안서로 옆 팀이 발표를 했다", "직접 쓴 제안서로 옆 팀이 발표를 했다"),
        ("전 남편이 또 왔다", "전 남편이 또 왔다"),
        ("오늘은 제가 치우고 앉았어요", "오늘은 치우고 앉았다"),
        ("그 팀이 더 좋은 건 나도 안다", "그 팀이 더 좋은 건 안다"),
        ("요즘은 어느 자리에서도 제 몫을 못 하는 것 같다", "요즘은 어느 자리에서도 제 몫을 못 하는 것 같다"),
        ("내가 사 간 육포를 서랍에 모아 두셨다", "직접 사 간 육포를 서랍에 모아 두셨다"),
        ("내가 다 속상해서 삼계탕을 덜어다 드렸어요", "속상해서 삼계탕을 덜어다 드렸다"),
        ("저 사람이 또 웃었어", "저 사람이 또 웃었다"),
        ("집에서도, 회사에서도 없다", "집에서도 회사에서도 없다"),
        ("안다고 해도 달라질 것은 없습니다", "안다고 해도 달라질 것은 없다"),
        ("분하고 원통해서 베개를 막 쳤어", "분하고 원통해서 베개를 막 쳤다"),
        ("자는데 그게 그렇게 고맙더라고요", "그게 그렇게 고맙더라"),
        ("냄비 태웠음 근데 놀라지도 않음", "놀라지도 않는다"),
        ("사장은 조용히 하란다", "사장은 조용히 하라"),
        ("큰애는 뛰어다니고 저는 문소리에도 국자를 놓쳤어요", "문소리에도 국자를 놓쳤다"),
    ],
)
def test_a_sentence_told_back(line: str, told: str | None) -> None:
    assert retold(line) == told


@pytest.mark.parametrize(
    "line",
    [
        "내일 갈까?",
        "왜 나만 이래",
        "나만 빼고 다 웃더라고요",
        "다들 나만 쳐다봤어",
        "그 말이 나를 아프게 했어",
        "형이 나를 무시했어",
        "너는 왜 그러니",
        "나는 쓸모가 없어",
        "내가 너무 한심하다",
        "그냥 죽고 싶다",
        "동생이 나를 때렸어",
        "이 새끼가 또 왔다",
        "손님 이 왔는데 막 화 를 냈다",
        "아들 이 미국 으로 떠났 어",
        "뭘 맛있게 씹을 일이 있다고",
        "엄마가 언제 저렇게 작아졌지",
        "치과 몇시 예약이더라",
        "처음엔 밥도 해 먹었거든요. 지금은 그냥",
        "입학하고는 매일 전쟁이었어요. 요즘은 알아서 신발 신고요",
        "창밖으로 나뭇잎이 하나",
        "시험 점수 17",
        "사람을 얼마나 우습게 봤으면 그랬겠어요",
        "창문은 왜 만져 봤나 몰라요",
        "근데 왜 눕고만 싶냐 다 의미없네",
        "이번에도 안되면 나 뭐라고 말해",
        "내가 쉬던 공원이 없어졌다더라",
        "내 앞에서 둘이 계산하고 앉았다",
        "내릴 정류장 이름이 내 이름보다 자주 불린다",
        "설에 온다던 것들이 공항이란다",
        "거울에 늙은 여자가 하나 서 있다",
        "걔가 먼저 문을 닫았어",
        "평생 라면 한 번 안 끓여 본 양반이 간은 참 잘 보신다",
        "자기들은 다 어른으로 태어나셨나 봐",
        "서면으로 답해 주시기 바랍니다",
        "내일 준비물 뭐였지",
        "예뻐서 그랬대",
        "막내가 이제 어디로 가요, 하였다",
        "사위가 한국말로 좋아요, 장모님, 했다",
        "할머니는 내가 들고 간 빵을 더 반가워하셔",
        "다음에는 사람도 갈아 끼워 주시겠네요",
        "내 자리에 수박을 놓고 찍었더라고",
        "다 큰 병 아닌가 몰라",
        "무슨 볼일이 있다고",
        "걸리면 뒤진다 진짜",
        "옆집 년이 또 왔다",
        "양력으로 며칠임",
        "우리 이제 어디서 만나",
        "정년퇴직이라 허전할 줄 알았는데요",
        "이러는 거 있지",
        "내일부터 나올 수 있냐는 거야",
        "ㅠㅠㅠㅠ",
        "",
    ],
)
def test_a_sentence_not_told_back(line: str) -> None:
    assert retold(line) is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        # what is so today, not what was
        (
            "작년엔 여기 앉기만 해도 숨이 막혔거든요. 오늘은 시험 없는 사람으로 와서 소설 빌려 가요.",
            "오늘은 시험 없는 사람으로 와서 소설 빌려 간다",
        ),
        # the feeling, not what came beside it
        ("어이가 없네요. 옆집도 문을 닫았어요.", "어이가 없다"),
        # the speaker's own, not somebody else's
        (
            "사진까지 찍어 올린 걸 앞집 여자가 알려 줬는데, 내가 아직 살아서 그 방에 누워 있다 이놈아.",
            "아직 살아서 그 방에 누워 있다",
        ),
        # the news, not its reason
        ("드디어 흰 소파를 샀어요! 흘릴 애가 없거든요.", "드디어 흰 소파를 샀다"),
        # no condition where there is something else
        ("산행은 오대산으로 정했다. 비가 오면 온천으로 바꾼다.", "산행은 오대산으로 정했다"),
        # a rhetorical question gives way to another sentence
        ("소파 가지러 온 사람이 창문은 왜 만져 봤나 몰라요. 그날부터 걸쇠를 걸고 자요.", "그날부터 걸쇠를 걸고 잔다"),
        # somebody else stands against the speaker: another clause
        ("언니는 혼자 살고 저는 스물여섯에 갔어요. 저희 자매는 드라마 얘기만 해요.", "자매는 드라마 얘기만 한다"),
        # what is said of somebody in anger stays away, the rest of the line does not
        ("걔가 만들던 노래를 듣다가, 혼자 그 앞부분만 부르고 있어.", "혼자 그 앞부분만 부르고 있다"),
        ("9시 예약이라 뛰어갔는데 왜 늦었냐니까 원장님이 세차하고 오셨대.", "원장님이 세차하고 오셨다"),
        # what comes after a turn, not what was before it
        ("여행은 좋았는데 마지막 날 가이드가 나를 놔두고 갔어요. 버스 문을 잠갔어요.", "버스 문을 잠갔다"),
        # nor what only asks, or is asked after something told
        ("발표를 끝까지 했고 박수도 받았어요, 대견하지 않나요?", "발표를 끝까지 했고 박수도 받았다"),
        ("어르신들을 12층까지 걸어 다니라네 이게 말이오?", "어르신들을 12층까지 걸어 다니라"),
        ("종손 이름을 직접 지었어요, 햇살 할 때 '솔'입니다.", "종손 이름을 직접 지었다"),
        # not what its words say no more without the speaker, where another tells as much
        ("버스에서 내 가방을 흔들었어. 도시락이 도로에 쏟아졌어.", "도시락이 도로에 쏟아졌다"),
        # the last one where nothing tells more
        ("물수건을 갈고, 체온계를 또 꽂는다.", "체온계를 또 꽂는다"),
    ],
)
def test_which_sentence_is_told_back(line: str, told: str) -> None:
    assert retold(line) == told


def test_good_news_may_come_first() -> None:
    line = "둘째가 삼 년 만에 두 발로 섰어요. 치료실 선생님들과 만세를 불렀어요."
    glad = retelling.told(line, glad=True)
    assert glad is not None and glad.clause == "둘째가 삼 년 만에 두 발로 섰다"
    assert retold("산소에 다녀왔다. 국화를 두고 왔다.") == "국화를 두고 왔다"


def test_a_plain_sentence_is_told_across_its_comma() -> None:
    line = "졸업 심사는 15일 오후 2시, 별관 세미나실이야. 인쇄는 다섯 부 하면 된대."
    assert retold(line, plainly=True) == "졸업 심사는 15일 오후 2시 별관 세미나실이라"


@pytest.mark.parametrize(
    ("clause", "own", "about"),
    [
        ("주사 맞기가 무섭다", False, (FELT,)),
        ("아무것도 하고 싶지 않다", False, ()),
        ("집에 오는 내내 눈물이 났다", False, (FELT,)),
        ("손이 자꾸 떨린다", False, (FELT,)),
        ("배 엔진이 항구 앞에서 꺼졌다", False, ()),
        ("창피했는데 선생님이 닦아 줬다", False, (THEIRS,)),
        ("그 종이를 못 버리겠다", False, ()),
        ("카메라가 번쩍한 것 같다", False, ()),
        ("할머니가 돌아가셨다", False, (PARTED, THEIRS)),
        ("혼자만 잘려 있더라", False, (SLIGHTED,)),
        ("졸업 시험에 합격했다", False, (WON,)),
        ("조직 검사가 정상으로 나왔다", False, (EASED,)),
        ("부장님이 서류를 던졌다", False, (THEIRS,)),
        ("부장님이 던진 서류를 주웠다", True, ()),
        ("내일 결과가 나온다", False, (COMING,)),
        ("다음 주에 올라올 거라", False, (COMING,)),
        ("일부러 찾아온 거라", False, ()),
        ("화장실만 왔다 갔다 한 거라", False, ()),
        ("이사를 가기로 했다", False, (COMING,)),
    ],
)
def test_what_is_told_is_about(clause: str, own: bool, about: tuple[str, ...]) -> None:
    assert abouts(clause, own=own) == about


@pytest.mark.parametrize(
    ("clause", "own", "theirs", "first"),
    [
        ("둘이 한참 웃었다", False, False, LAUGHED),
        ("기사님이 짐을 들어 주셨다", False, True, KIND),
        ("손녀가 그림을 걸어 두고 갔다", False, True, CHILD),
        ("처음으로 혼자 전화를 받았다", False, False, FIRST),
        ("김치찌개를 끓여 먹었다", True, False, MEAL),
        ("무릎에 주사를 맞았다", False, False, CARE),
        ("하수구 낙엽을 걷었다", False, False, CHORE),
        ("관리비를 납부했다", False, False, ERRAND),
        ("지하철로 시청에 갔다", False, False, WENT),
        ("자전거를 수리점에 맡겼다", False, False, ERRAND),
        ("도장값으로 삼만 원 들었다", False, False, PAID),
        ("창구에서 한 시간 기다렸다", False, False, WAITED),
        ("구청에서 안내 문자가 왔다", False, False, ARRIVED),
        ("두부 한 모를 사 왔다", False, False, SHOPPED),
        ("버스로 바다에 간다", True, False, GOING),
        ("스케일링은 4시라", False, False, FACT),
        ("통장은 남편 이름이라", False, False, NOTED),
        ("친구가 상자를 옮긴다", False, True, NEWS),
        ("아침마다 이불을 갠다", True, False, HABIT),
        ("장례식장 주차는 세 시간까지라", False, False, SOBER),
    ],
)
def test_what_a_light_sentence_tells_of(clause: str, own: bool, theirs: bool, first: str) -> None:
    assert topics(clause, own=own, theirs=theirs, past=is_past(clause))[0] == first


@pytest.mark.parametrize(
    ("clause", "first"),
    [
        ("동네 도서관은 월요일에 쉰다", "closed"),
        ("카페 마감은 열 시고 마지막 주문은 아홉 시 반까지라", "opening"),
        ("설명회는 오후 두 시에 시작한다", "starts"),
        ("상사와의 면담은 반기에 한 번 한다", "regular"),
        ("과제는 금요일까지라", "deadline"),
        ("신분증만 챙기면 된다", "papers"),
        ("저작물 등록은 온라인으로 하면 된다", "how-to"),
        ("공감 버튼은 오른쪽 아래에 있다", "on-screen"),
        ("멀티미디어실은 4층이라", "where"),
        ("직장은 집에서 40분 걸린다", "distance"),
        ("이용할 때마다 포인트가 1퍼센트 쌓인다", "discount"),
        ("월세는 45만 원이라", "fee"),
        ("퇴직금은 월말에 들어온다", "income"),
        ("적금은 매달 20만 원씩 넣는다", "saving"),
        ("온라인 발급은 불가능하다", "rule"),
        ("결과는 문자로 온다", "notified"),
        ("택배는 물류 창고를 거쳐 내일 도착한다", "delivery"),
        ("휴강이고 보강은 토욜이라", "holiday"),
        ("사회 시간에 삼권 분립을 배웠다", "learnt"),
        ("친구와 도서관에서 역사 숙제를 했다", "handed-in"),
        ("시험은 두 번 본다", "exam"),
        ("외로움에 대한 다큐멘터리를 한 편 봤다", "watched"),
        ("벗 셋과 장기를 두었다", "board-game"),
        ("큰애는 은행 다니고 작은애는 학교 행정실에서 일한다", "kin"),
        ("윗집은 공사를 사흘 동안 한다", "repairs"),
        ("날씨 그냥 흐렸다", "weather"),
        ("날씨 예보에서 한파를 언급해서 내복을 입었다", "clothes"),
        ("대체로 아홉 시에 자서 일곱 시에 깬다", "sleep"),
        ("약효는 여섯 시간가량 지속된다", "medicine"),
        ("프사 바꿨다", "renamed"),
        ("까먹어서 엄마한테 물어봤다", "inquired"),
        ("시민 회관 대관료를 알아보았다", "looked-up"),
        ("이번 학기에는 세계사를 맡았다", "took-on"),
        ("단톡방에 공지 올렸다", "posted"),
        ("매는 시력이 뛰어나다고 한다", "known"),
        ("가을에 단풍 보러 갈까 생각 중이라", "plan"),
        ("부작용은 사람마다 다르다", "varies"),
    ],
)
def test_what_everyday_matter_a_plain_sentence_tells_of(clause: str, first: str) -> None:
    assert topics(clause, own=False, theirs=False, past=is_past(clause))[0] == first


@pytest.mark.parametrize(
    "clause",
    [
        "전세를 뺀 집 계약은 화요일이라",  # no medicine
        "새 책임자는 다음 주에 온다",  # nothing regular
        "남은 분량은 31쪽이라",  # no place
        "정부가 새로운 주택 정책을 발표했다",
        "밥은 알아서 먹으라",
        "이번 주 과제는 없다",
    ],
)
def test_no_everyday_matter_where_the_words_are_not_sure(clause: str) -> None:
    assert not {"medicine", "regular", "where", "handed-in", "cooking", "homework"} & set(
        topics(clause, own=False, theirs=False, past=is_past(clause))
    )


def test_every_everyday_matter_has_its_replies(texts: ComfortTexts) -> None:
    for name in MATTERS:
        assert len(texts.echoes[f"일상.{name}"]) >= 4, name


def test_the_plain_deed_of_somebody_else_is_no_chore_of_the_speaker() -> None:
    assert CHORE not in topics("아들이 방을 청소했다", own=False, theirs=True, past=True)
    assert MEAL not in topics("양말을 소포로 부쳤다", own=True, theirs=False, past=True)
    assert not {FACT, NOTED} & set(topics("렌즈는 한 달짜리를 쓴다", own=False, theirs=False, past=False))
    assert NEWS not in topics("가게는 동생한테 사흘 맡겼다", own=False, theirs=True, past=True)
    assert MEAL not in topics("꿈 내용을 까먹었다", own=False, theirs=False, past=True)
    assert WENT not in topics("체한 게 다 내려갔다", own=False, theirs=False, past=True)
    assert MEAL not in topics("아기 재우고 젖병 삶았다", own=False, theirs=False, past=True)
    assert ERRAND not in topics("아들이 학원에 등록했다", own=False, theirs=False, past=True)
    assert CARE not in topics("다음 권은 예약을 걸어 뒀다", own=False, theirs=False, past=True)
    assert HABIT not in topics("이제 토요일에만 공을 찬다", own=True, theirs=False, past=False)
    assert noticed("여섯 시에 시작하겠다") is None  # 시작하겠군요 would be a guess


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("예약은 4시라", "예약은 4시군요"),
        ("오늘은 휴일이라", "오늘은 휴일이군요"),
        ("자리가 없다", "자리가 없군요"),
        ("형이 짐을 나른다", "형이 짐을 나르는군요"),
        ("상을 세 개 편다", "상을 세 개 펴는군요"),
        ("월말에 끊는다", "월말에 끊는군요"),
        ("소포를 보냈다", "소포를 보냈군요"),
        ("맨 뒷줄에 서라", None),
        ("다들 웃더라", None),
    ],
)
def test_how_a_sentence_is_noticed(clause: str, said: str | None) -> None:
    assert noticed(clause) == said


def test_the_heart_of_a_glad_line() -> None:
    assert heart_of_gladness("기사님이 짐을 들어 주셨다") > heart_of_gladness("짐을 싣고 집까지 왔다")
    assert heart_of_gladness("뛰지도 않고 기다리지도 않았다") < 0
    assert lies_before("십 년을 데면데면했다") and not lies_before("고장 나길 잘했다")
    line = "나 문방구 뽑기에서 1등 나왔어! 아저씨가 종을 쳤다고, 진짜로!"
    glad = retelling.told(line, glad=True, heart=heart_of_gladness)
    assert glad is not None and glad.clause == "문방구 뽑기에서 1등 나왔다"
    line = "아이가 편지를 줬어요. 냉장고에 붙였어요."
    glad = retelling.told(line, glad=True, heart=heart_of_gladness)
    assert glad is not None and glad.clause == "아이가 편지를 줬다"


@pytest.mark.parametrize(
    ("clause", "own", "first"),
    [
        ("아내가 아이를 낳았다", False, WON),
        ("금연 100일째라", False, KEPT),
        ("하루 만보 원칙을 3개월째 지킨다", True, KEPT),
        ("딸이 원하던 회사에 취직했다", False, WON),
        ("부장님한테 칭찬을 들었다", True, PRAISED),
        ("각종 수치가 다 좋아졌다", False, EASED),
        ("부작용이 없어서 다행이라", False, RELIEVED),
        ("짐을 버리니 속이 후련하다", False, FREED),
        ("도와주신 분들이 참 고맙다", False, THANKFUL),
        ("스스로가 뿌듯하다", False, PROUD),
        ("며느리가 있어 든든하다", False, HEARTENED),
        ("새 세탁기에 아주 만족한다", False, PLEASED),
        ("요즘은 하루하루가 만족스럽다", False, CALM),
        ("내년 여행이 벌써 기대된다", False, COMING),
        ("운동하러 가는 길이 설렌다", False, THRILLED),
        ("회원이 스무 명이나 모여서 신난다", False, LIVELY),
        ("동생한테 저녁을 샀다", True, GAVE),
    ],
)
def test_what_a_glad_sentence_is_glad_of(clause: str, own: bool, first: str) -> None:
    assert glad_of(clause, own=own)[0] == first


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        ("아들이 제대했어요. 정말 기쁘고 고마워요.", "아들이 제대했다"),
        ("경제 위기에도 일터를 지켰다. 스스로가 뿌듯하다.", "경제 위기에도 일터를 지켰다"),
        ("작은 가게를 열었어요. 손님이 뒤로 가래요.", "작은 가게를 열었다"),
        ("밤마다 무서울 만큼 심했는데, 지금은 사람도 만나고 농담까지 해요.", "지금은 사람도 만나고 농담까지 한다"),
    ],
)
def test_a_glad_line_is_told_by_what_came_about(line: str, clause: str) -> None:
    glad = retelling.told(line, glad=True, heart=heart_of_gladness)
    assert glad is not None and glad.clause == clause


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("우리 팀 우승ㅠㅠ 눈물 난다 진짜 행복해", "팀 우승이라"),
        ("근육량이 증가했대, 뿌듯하네.", "근육량이 증가했다"),
        ("언니가 첫 월급으로 용돈 줌ㅋㅋ", "언니가 첫 월급으로 용돈 줬다"),
        ("나 자신 칭찬해ㅋㅋ 금연 100일째임", "금연 100일째라"),
    ],
)
def test_the_news_of_a_glad_line(texts: ComfortTexts, line: str, said: str) -> None:
    assert Echo(texts.nouns).found(line, light=True, glad=True, heart=heart_of_gladness)[0].text == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("언니가 다 알려 줘서 얼마나 고마운지 몰라!", "언니가 다 알려 줘서 정말 고맙다!"),
        ("다친 데가 없어 얼마나 다행인지.", "다친 데가 없어 정말 다행이다."),
        ("손주가 어찌나 대견하던지요.", "손주가 정말 대견하다."),
        ("얼마나 기다렸는지 몰라.", "얼마나 기다렸는지 몰라."),
        ("도서관 생긴대 넘 기대된다", "도서관 생긴대. 넘 기대된다"),
    ],
)
def test_what_is_exclaimed_is_stated(line: str, said: str) -> None:
    assert stated(line) == said


def test_a_glad_line_of_which_nothing_is_told_is_mirrored_by_what_it_is_glad_of(
    comforter: Comforter, texts: ComfortTexts
) -> None:
    thanks = "내 말이 맞다고 해 준 사람이 너밖에 없었어. 고마워, 진짜."
    for line, name in (("진짜 내가 당첨됐다고?", "기쁨.won"), (thanks, "기쁨.thankful")):
        given = mirrors(comforter, line, analysis("기쁨"), Memory(random.Random(1)))
        assert set(given) == set(texts.mirrors[name]), line


def test_no_saying_is_said_twice(comforter: Comforter) -> None:
    given = echoes(comforter, "곱게 늙었다는 말을 들었다", analysis("기쁨"), Memory(random.Random(1)))
    assert given and not any("말을 들었다는 말" in reply for reply in given)


def test_what_a_glad_line_turns_away_from_is_not_taken_up(texts: ComfortTexts) -> None:
    echo = Echo(texts.nouns)
    assert echo.phrase("여러 차례 논의를 거쳤다") is None
    assert not echo.found("월급은 적다. 그런데 왜 이렇게 좋을까?", light=True, glad=True, heart=heart_of_gladness)


def test_past_trouble_and_a_bare_feeling_are_not_what_gladness_takes_up() -> None:
    assert lies_before("취업이 안 돼서 자존감이 바닥이었다") and lies_before("완벽한 엄마가 되려고 괴롭혔다")
    assert not lies_before("포기하지 않고 완주했다") and not lies_before("떨었는데 다들 웃어 줬다")
    assert only_feels("뜻깊고 기쁘다") and only_feels("스스로가 대견하다")
    assert not only_feels("혼자 해내니 기분이 좋다") and not only_feels("오해가 풀려 무척 기쁘다")


def test_a_first_time_is_no_prize() -> None:
    assert WON not in abouts("처음으로 엄마라고 불렀다", own=False)
    assert WON not in abouts("불합격 통보를 정리했다", own=True)
    assert topics("처음으로 엄마라고 불렀다", own=False, theirs=False, past=True)[0] == FIRST
    assert WON in abouts("졸업 시험에 합격했다", own=False)


def test_news_heard_is_told_as_the_news() -> None:
    assert retold("사돈어른 수술이 무사히 끝났다는 소식을 들었습니다") == "사돈어른 수술이 무사히 끝났다"


def test_a_plain_line_may_begin_without_a_verb(echo: Echo) -> None:
    found = echo.found("새벽 수유는 두 시랑 다섯 시. 남편이랑 번갈아 하고 있어.", light=True, plain=True)
    assert found[0].text == "새벽 수유는 두 시랑 다섯 시라" and FACT in found[0].abouts
    assert [each.text for each in echo.found("체육 1등! 꿈인가.", light=True, glad=True)] == ["체육 1등이라"]


def test_what_a_light_line_owns_is_told_back_not_quoted(echo: Echo) -> None:
    found = echo.found("선생님이 내 시를 읽어 주셨어.", light=True, glad=True)
    assert [(each.kind, each.text) for each in found] == [(DONE, "선생님이 시를 읽어 주셨다")]


def test_a_plain_line_is_about_its_first_sentence(echo: Echo) -> None:
    line = "사촌 결혼식에 다녀왔다. 갈비탕을 먹었다. 버스로 돌아왔다."
    assert retold(line) == "버스로 돌아왔다"
    assert retold(line, plainly=True) == "사촌 결혼식에 다녀왔다"
    found = echo.found(line, light=True, plain=True)
    assert found and all("결혼식" in phrase.text and phrase.main for phrase in found)
    assert not any(phrase.main for phrase in echo.found(line))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("첫 학부모 상담. 물만 네 컵째.", "물만 네 컵째라"),
        ("콘센트는 기둥 옆", "콘센트는 기둥 옆이라"),
        ("건강나이 61세 ㅋㅋ 마음은 이미 폐차장ㅠㅠ", "마음은 이미 폐차장이라"),
        ("오늘은 알바 대신 동생 운동회.", "오늘은 알바 대신 동생 운동회라"),
        ("창밖으로 나뭇잎이 하나", None),
        ("시험 점수 17?", None),
        ("걔는 또 지각", None),
    ],
)
def test_a_fragment_is_told_back(echo: Echo, line: str, told: str | None) -> None:
    assert ([phrase.text for phrase in echo.found(line) if phrase.kind == TOLD] or [None]) == [told]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "음 두 시간 전에 불렀는데 안 와 갖고 치료 를 놓쳤는데 아주 어이가 업서서",
            "두 시간 전에 불렀는데 안 와 갖고 치료를 놓쳤다",
        ),
        ("아들 이 미국 으로 떠났 어 공항 에서 손 만 흔들 었지", "공항에서 손만 흔들었다"),
        (
            "간판 불 끄고 음 의자 올리고 그럼 끝인데 집 에 가기도 싫고 있기 도 싫고 서 있어",
            "끝인데 집에 가기도 싫고 있기도 싫고 서 있다",
        ),
        ("막내 가 삼 년 째 소식 이 없으니 애 가 탄다", "막내가 삼 년째 소식이 없으니 애가 탄다"),
        ("딴 사람 이 몰고 나가 는데 손 을 흔들 어 줬네", "딴 사람이 몰고 나가는데 손을 흔들어 줬다"),
        ("가슴 사진 에 뭐 가 보인다 고 큰 병원 으로 가래", "가슴 사진에 뭐가 보인다고 큰 병원으로 가라"),
        ("무릎 에 누워서 음 이게 마지막 이지 싶어서 천천히 팠어", "무릎에 누워서 이게 마지막이지 싶어서 천천히 팠다"),
        ("우리 장모님 이 노래 교실 에서 반장 이 되셨 어", "장모님이 노래 교실에서 반장이 되셨다"),
        ("음 떡쌀 은 담갔 고요 새벽 에 쪄서 절편 백 개 나갑 니다", "떡쌀은 담갔고요 새벽에 쪄서 절편 백 개 나간다"),
        (
            "손님 이 눈 을 딱 감으 시더니 좋다 이러 시는데 종일 그 얼굴 이 생각나",
            "좋다 이러시는데 종일 얼굴이 생각난다",
        ),
        ("아침 마다 길 을 자꾸 까먹어요 어제 도 집 앞 에서 한참 헤맸 어", "어제도 집 앞에서 한참 헤맸다"),
        ("그 사람 이 아직 안 들어 온다 고 해서 기다렸 어", "그 사람이 아직 안 들어온다고 해서 기다렸다"),
        ("음 나 오늘 칭찬 들었어 부장님 이 웃었 어", "오늘 칭찬 들었다"),
        ("음 딸애가 우산 을 들고 서 있더라고 막 둘이 걸어왔어", "둘이 걸어왔다"),
    ],
)
def test_raw_words_are_put_together_again(line: str, told: str) -> None:
    class Anything:
        def __contains__(self, pair: object) -> bool:
            return True

    assert retold(line, Anything()) == told


def test_sarcasm_is_not_taken_up(echo: Echo, comforter: Comforter, texts: ComfortTexts) -> None:
    line = "맨 뒷줄에 서라네요. 참 귀한 그림이에요."
    assert echo.found(line) == ()
    for stung in (line, "쌀 한 포대 주시네요, 눈물 나게 고마워라."):
        assert mirrors(comforter, stung, analysis("기쁨"), Memory(random.Random(1))) == texts.mirrors[TROUBLED]
        assert echoes(comforter, stung, analysis("기쁨"), Memory(random.Random(1))) == ()


def test_an_order_that_comes_with_a_gift_is_no_insult(comforter: Comforter) -> None:
    line = "나 팁으로 오천 원 받았어! 아주머니가 목도리 사서 두르래."
    warm = echoes(comforter, line, analysis("분노", 0.75), Memory(random.Random(1)))
    assert warm and not any("화" in reply or "말문" in reply for reply in warm)


def test_news_called_out_is_what_a_glad_line_is_about(echo: Echo) -> None:
    assert echo.found("충치 0개! 과자 공장 다니면서 쉽지 않다.", glad=True)[0].text == "충치 0개라"
    assert (
        echo.found("와 진짜, 할머니 김치찌개 한 입에 귀국 완료!", glad=True)[0].text
        == "할머니 김치찌개 한 입에 귀국 완료라"
    )


def test_raw_words_of_a_recogniser_are_told_back_only_where_they_are_known(comforter: Comforter) -> None:
    def told(line: str) -> set[str]:
        return {phrase.text for phrase in comforter._echo.found(line) if phrase.kind in (TOLD, DONE)}

    assert told("오늘 들깨 를 털었고 두 말 조금 못 나왔 어") == {"들깨를 털었고 두 말 조금 못 나왔다"}
    assert told("그 숟가락 을 들다 말고 너무 웃었 어") == {"숟가락을 들다 말고 너무 웃었다"}
    assert told("나 지금 창고 에 수머있어") == set()
    assert retold("그 숟가락 을 들다 말고 너무 웃었 어") is None


def test_how_long_what_is_told_back_may_be() -> None:
    line = "새벽에 일어나 국을 끓이고 점심에는 나물을 무치고 저녁에는 생선을 굽고 나서 사이사이 김치 두 통을 담갔다"
    told = retold(line)
    assert told is not None and told.endswith("김치 두 통을 담갔다") and len(told.replace(" ", "")) <= LONGEST


@pytest.mark.parametrize(
    ("clause", "past"), [("걸었다", True), ("못 갔다", True), ("있다", False), ("모르겠다", False)]
)
def test_what_happened_and_what_is(clause: str, past: bool) -> None:
    assert is_past("다시 " + clause) is past
    assert not is_past("첫날이라")


# --- a short line, quoted --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("보고서 다시 쓰래", "보고서 다시 쓰래"),
        ("아 진짜 하기 싫다 ㅠㅠ", "아 진짜 하기 싫다"),
        ("몰라. 딸이 말을 안 해.", "딸이 말을 안 해"),
        ("오늘 재활 6시ㅋㅋ 끝나고 전화할래ㅠ", "끝나고 전화할래"),
        ("늦잠이라니 ㅋㅋ 걔는 또 자네", None),
        ("처형이 나를 백수라고 불렀다. 육아 휴직 두 달째인 나를.", "처형이 나를 백수라고 불렀다"),
        ("길이 막혀서 늦었는데 손 못 잡아 준 게 생각나서", None),
        ("파마하고 머리는 언제 감아도 돼요?", None),
        ("내가 봐도 쓰레기", None),
        ("어떡하지", None),
        ("저번에 넘어진 뒤로 그래요", None),
        ("음식물 쓰레기까지!", None),
        ("주말에 뭐 하지", None),
        ("네가 뭘 안다고 그래", None),
        ("나는 쓸모가 없어", None),
        ("죽고 싶어", None),
        ("그래서 그랬어", None),
        ("손님 이 왔어 막", None),
        ("엄마 때랑은 다르다고, 저를 키운 게 누군데요", "엄마 때랑은 다르다고, 저를 키운 게 누군데요"),
        ("응", None),
    ],
)
def test_a_short_line_quoted(echo: Echo, line: str, said: str | None) -> None:
    found = echo.quote(line)
    assert (found.text if found else None) == said


def test_raw_words_are_never_quoted(texts: ComfortTexts) -> None:
    everything = mock.MagicMock()
    everything.__contains__.return_value = True
    assert Echo(texts.nouns, everything).quote("음 비람 넣고 꼬브니까 관창님 이 내려줘") is None


@pytest.mark.parametrize(
    "line",
    [
        "어쩌다 이 사람이랑 화가 나서",  # no end of a sentence
        "오늘 가게에서 사람들한테 들은 말을 다 적으면 열 장도 모자랄 만큼 길게 나를 나무라더라 진짜",  # a trailing bit
        "사람 많은 데서도 나는 벽지야",
        "나는 정말 이러고 사는 게 초라하다",
    ],
)
def test_only_whole_natural_sentences_are_quoted(echo: Echo, line: str) -> None:
    assert echo.quote(line) is None


@pytest.mark.parametrize(
    ("line", "fear"),
    [
        ("어 물 이 새는데 음 아래 집 까지 번지면 어쩌나", "물이 새는데 아래 집까지 번질까 봐"),
        ("팀장이 알게 될까 봐 핑계만 찾고 있어요", "팀장이 알게 될까 봐"),
        ("수첩을 누가 읽었을까 봐 불안해요!", "수첩을 누가 읽었을까 봐"),
        ("이거 혹시 사기인가 싶어서 잠을 못 자요", "이거 혹시 사기인가 싶어"),
        ("면접이 코앞인데 잠이 올 리가 있나요", None),
    ],
)
def test_a_fear_in_the_middle_or_in_raw_words(fear: str | None, line: str) -> None:
    everything = mock.MagicMock()
    everything.__contains__.return_value = True
    found = Echo({}, everything).found(line, worried=True)
    assert (found[0].text if found and found[0].kind == FEARED else None) == fear


def test_words_that_say_to_whom_it_was_done_are_quoted(echo: Echo) -> None:
    def found(line: str) -> tuple[str, str]:
        first = echo.found(line)[0]
        return first.kind, first.text

    assert found("옆자리 동기는 벌써 명함을 받았다는데 나한테는 아무 말이 없다.") == (SAID, "나한테는 아무 말이 없다")
    assert found("그러고는 나보고 엄마한테 관심도 없대.") == (TOLD, "엄마한테 관심도 없다고 한다")
    assert found("나는 내 방에서 혼자 울었어.") == (DONE, "방에서 혼자 울었다")  # one's own deed stays true
    assert found("엄마가 나한테 서울역 앞에서 기다리라고 몇 번이나 소리를 질렀어")[0] == DONE  # too long


@pytest.mark.parametrize(
    ("line", "fear"),
    [
        ("가채점을 세 번 했다. 밀려 쓴 거면 어떡하지.", "밀려 쓴 걸까 봐"),
        ("애들이 알면 어떡해? 거울만 봐.", "애들이 알까 봐"),
        ("제품에 제 머리카락이 들어갔으면 어떡해요?", "제품에 머리카락이 들어갔을까 봐"),
        ("저만 남으라고 하면 어쩌죠", "혼자만 남으라고 할까 봐"),
        ("교수님이 남으라고 했어. 표절 얘긴가? 심장이 뛰어.", "표절 얘긴가 싶어"),
        ("보일러 끄고 나왔나?", "보일러 끄고 나왔나 싶어"),
        ("시계도 두 개 찼어. 혹시 하나가 멈출까 봐서요.", "하나가 멈출까 봐"),
        # the worry said after it is in the reply
        ("부품이 막혀서 공장이 멈출까 봐 걱정이에요.", "부품이 막혀서 공장이 멈출까 봐"),
        ("선거 뒤에 갈등이 심해질까 염려된다.", "선거 뒤에 갈등이 심해질까 봐"),
        ("이혼하는 집이 늘어나니까 괜히 불안해.", None),
        ("회사 망하는 거 아니에요?", "회사 망하는 거 아닌가 싶어"),
        ("혹시 실명으로 이어지는 것은 아닌지 불안하여 문의드립니다.", "실명으로 이어지는 것은 아닌가 싶어"),
        ("저희 같은 세입자는 쫓겨나는 건 아닌지 조마조마해요.", "세입자는 쫓겨나는 건 아닌가 싶어"),
        ("저까지 끌려들어 가는 건 아닌지 불안해요.", "같이 끌려들어 가는 건 아닌가 싶어"),
        ("빚이 나에게까지 넘어올까 봐 초조하다.", None),
        # what comes after it in the same breath
        ("상견례 내일인데 어른들 싸우면 어쩌지 속 쓰리다ㅠㅠ", "상견례 내일인데 어른들 싸울까 봐"),
        ("왕따당하는 거 아닌가 별생각 다 듦", "왕따당하는 거 아닌가 싶어"),
        # of two the last, which is the worse
        ("단순한 다툼일까, 이별의 시작일까. 잠들지 못한다.", "이별의 시작일까 싶어"),
        ("과제를 두고 왔다. 혼나면 어쩌나.", "혼날까 봐"),
        ("이번에도 성적이 떨어지면 큰일이에요.", "이번에도 성적이 떨어질까 봐"),
        ("은퇴 자금이 반 토막 날까 봐 걱정이야.", "은퇴 자금이 반 토막 날까 봐"),
        ("내 자리가 없어질까 초조하다.", "자리가 없어질까 봐"),
        ("내일 선보는데 저를 싫어하면 어쩌죠?", "내일 선보는데 싫어할까 봐"),
        ("등기가 아직이에요. 사기면 어떡해요.", None),
        ("뭘 입고 가면 되나?", None),
        ("오늘은 뭐 먹을까?", None),
        ("이러면 어떡해", None),
        ("이 새끼가 오면 어떡하지", None),
        ("버스 세 대를 그냥 보냈다.", None),
        ("", None),
    ],
)
def test_what_is_feared(line: str, fear: str | None) -> None:
    assert feared(line) == fear


def test_what_is_feared_is_all_that_is_taken_up(comforter: Comforter, texts: ComfortTexts) -> None:
    line = "가채점을 세 번 했다. 밀려 쓴 거면 어떡하지."
    given = echoes(comforter, line, analysis("불안"), Memory(random.Random(1)))
    assert {getattr(each, "template", "") for each in given} <= set(texts.echoes[f"불안.{FEARED}"])
    assert "밀려 쓴 걸까 봐" in given[0]


@pytest.mark.parametrize(
    ("line", "soft"),
    [
        ("친구라는 놈이 개통했어", "친구라는 사람이 개통했어"),
        ("막내놈이 빠지네. 아들놈은 웃고", "막내가 빠지네. 아들은 웃고"),
        ("걔네랑 걸리면 어떡하지, 걔가", "그 애들이랑 걸리면 어떡하지, 그 애가"),
        (
            "알면서 지가 샀어. 지들끼리 웃고. 그만둔 지가 언젠데, 먼지가 나",
            "알면서 자기가 샀어. 자기들끼리 웃고. 그만둔 지가 언젠데, 먼지가 나",
        ),
        ("저 양반이 또, 저 인간이.", "저 사람이 또, 저 사람이."),
        ("상대의 뻔뻔함에 치가 떨린다. 뻔뻔하네.", "상대의 염치없음에 치가 떨린다. 염치없네."),
        ("정치인들 보면 피가 거꾸로 솟아. 요즘 피가 마른다.", "정치인들 보면 열이 치솟아. 요즘 입이 바짝 마른다."),
        ("시댁 또 연락도 없이 옴 열받아", "시댁 또 연락도 없이 옴"),
        ("그 사람 때문에 진짜 짜증 나", "그 사람 때문에 진짜 짜증 나"),
        ("진료를 안 봐 주는 게 말이 돼", "진료를 안 봐 주는 거야"),
        ("광고를 하는 게 말이 되나요?", "광고를 하는 게 말이 되나요?"),
        ("아울러 책임을 물었다. 귀사의 행태에 화가 난다.", "책임을 물었다. 회사의 행태에 화가 난다."),
        ("놈팡이 인간미 얘기 양반집", "놈팡이 인간미 얘기 양반집"),
    ],
)
def test_rough_words_for_people_are_taken_out(line: str, soft: str) -> None:
    assert softened(line) == soft


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        # in anger rather what was done than what was felt, answered or said against it
        (
            "시안을 열한 번 고치게 하더니 첫 번째 걸로 가재요. 약이 올라요.",
            "시안을 열한 번 고치게 하더니 첫 번째 걸로 가자",
        ),
        ("새아기가 한숨을 푹 쉬었어요. 제가 밥도 다 했는데요.", "새아기가 한숨을 푹 쉬었다"),
        ("윗집이 새벽에 운동을 했어. 나는 눈을 뜨고 있었어.", "윗집이 새벽에 운동을 했다"),
        ("사장이 월급에서 떡값을 뺐어. 은혜로운 회사야.", "사장이 월급에서 떡값을 뺐다"),
        # an outraged question tells what was done
        ("내 글씨를 베껴다 글꼴로 팔아?", "글씨를 베껴다 글꼴로 판다"),
        ("다 해 놓으니까 배달시켜 먹자고?", "다 해 놓으니까 배달시켜 먹자"),
        ("그게 의사가 할 말이야?", None),
        # rather the wrong than who looked on, or what is thought of it
        ("반장이 동생을 비웃었다. 지나가던 사람들이 하나둘 멈춰 섰다.", "반장이 동생을 비웃었다"),
        ("삼촌이 논을 몰래 팔았어요. 이렇게 나쁜 사람은 처음 봐요.", "삼촌이 논을 몰래 팔았다"),
        # nor a short verdict on it
        ("너무 주관적으로 평가하네요, 열받아요!", "너무 주관적으로 평가한다"),
        ("내일부터 나오지 말라고 한다. 부당한 처사이다.", "내일부터 나오지 말라고 한다"),
        ("최신 폰은 사면서 돈은 안 갚더라? 염치없어.", "최신 폰은 사면서 돈은 안 갚더라"),
        # to whom it was done, both know
        ("형이 나를 무시했어", "형이 무시했다"),
    ],
)
def test_what_is_told_back_in_anger(line: str, clause: str | None) -> None:
    told = retelling.told(line, angry=True)
    assert (told.clause if told is not None else None) == clause


@pytest.mark.parametrize(
    ("clause", "angry", "theirs", "reported", "first"),
    [
        ("아내의 사투리를 흉내 내며 웃었다", True, True, False, (BELITTLED,)),
        ("싫으면 그만두라", True, True, True, (CLAIMED,)),
        ("상을 엎고 싶은 걸 참았다", True, False, False, (HELD,)),
        ("통 무게를 날마다 적어 뒀다", True, False, False, ()),
        ("첨부 파일을 열한 번은 열어 봤다", False, False, False, (CHECKED,)),
        ("사장이 첨부 파일을 세 번 열어 봤다", False, True, False, ()),
        ("사과도 받지 않을 계획이라", True, False, False, (ANSWERED,)),
        ("당장 내리라고 항의했다", True, False, False, (ANSWERED,)),
        ("업자가 공사비만 받고 거래를 끊었다", True, False, False, ()),
        ("밥이 안 넘어간다", True, False, False, ()),
        ("이 처사를 결코 잊지 않겠다", True, False, False, (ANSWERED,)),
        ("그제야 공사비를 깎겠다", True, False, False, ()),
        ("다시는 같이 안 간다", True, False, False, (ANSWERED,)),
        ("내일부터 나오지 말라고 한다", True, False, False, (CLAIMED,)),
        ("좀 보고 주차하라", True, False, False, (DEMANDED,)),
        ("형님의 태도에 분노를 느낀다", True, False, False, (FELT,)),
        ("취업이 될지 걱정이라", False, False, False, (FELT,)),
        ("가뭄에 애가 탄다", False, False, False, (FELT,)),
        ("애가 아직 안 온다", False, False, False, (OF_KIN,)),
        ("애가 밥을 안 먹는다", False, False, False, (OF_KIN,)),
        ("법원 등기가 왔다", False, False, False, ()),
        ("앞이 안 보인다", False, False, False, (FELT,)),
        ("조건이 불리해 밤잠을 이루지 못한다", False, False, False, (UNRESTED,)),
    ],
)
def test_what_anger_and_fear_are_about(
    clause: str, angry: bool, theirs: bool, reported: bool, first: tuple[str, ...]
) -> None:
    assert grounds(clause, angry=angry, theirs=theirs, reported=reported)[:1] == first


# --- the replies -----------------------------------------------------------------------------------------------------

TRIED = {  # for each kind, phrases of every ending that a particle cares about
    TOLD: ("마음이 안 놓인다", "첫날이라", "다 웃더라"),
    **dict.fromkeys(THEMES, ("마음이 안 놓인다", "버스 세 대를 그냥 보냈다", "첫날이라")),
    **dict.fromkeys(GROUNDS, ("마음이 안 놓인다", "버스 세 대를 그냥 보냈다", "첫날이라")),
    FEARED: ("버스를 놓칠까 봐", "문을 잠갔나 싶어"),
    **dict.fromkeys(ABOUTS, ("마음이 안 놓인다", "버스 세 대를 그냥 보냈다")),
    FELT: ("마음이 안 놓인다", "눈물이 났다", "낯선 기분이라"),
    COMING: ("내일 결과가 나온다", "다음 주에 올라올 거라"),
    DONE: ("버스 세 대를 그냥 보냈다",),
    SAID: ("마음이 안 놓여",),
    **dict.fromkeys((*TOPICS, *GLADNESS), ("마음이 안 놓인다", "버스 세 대를 그냥 보냈다", "다음 주 회의라")),
    AHEAD: ("내일 면접", "다음 주 회의"),
    PERSON: ("엄마", "사장님"),
}
ANY = ("귤 한 봉지", "아들 첫 편지", "아버지 틀니", "연필", "2024", "KTX")


def replies(texts: ComfortTexts) -> Iterator[tuple[str, str]]:
    return ((name, reply) for name, replies in texts.echoes.items() for reply in replies)


def test_how_many_echoes_there_are(texts: ComfortTexts) -> None:
    for feeling in FEELINGS:
        if feeling in ("일상", UNSURE):
            continue  # what is only told is only heard: those replies are all the user's words
        things = [*texts.echoes[feeling]]
        sentences = [*texts.echoes[f"{feeling}.{TOLD}"], *texts.echoes[f"{feeling}.{DONE}"]]
        assert len(set(things)) >= 20 and len(set(sentences)) >= 25, feeling
        assert len(texts.echoes[f"{feeling}.{SAID}"]) >= 6, feeling
        assert texts.echoes[f"{feeling}.{PERSON}"], feeling
    for name in texts.echoes:
        feeling, _, kind = name.partition(".")
        kinds = {"", *THEMES, AHEAD, SAID, TOLD, DONE, FEARED, *GROUNDS, *ABOUTS, *TOPICS, *GLADNESS, *texts.nouns}
        assert name == HEARD or (feeling in SECTIONS and kind in kinds), name
    assert len({reply for _, reply in replies(texts)}) == len(list(replies(texts))), "a reply stands in two places"


def forms(phrase: str) -> tuple[str | None, ...]:
    return phrase, as_heard(phrase, own=False), as_seen(phrase, own=False)


def test_no_echo_minimises_diagnoses_or_preaches_and_all_have_the_form(texts: ComfortTexts) -> None:
    for name, reply in replies(texts):
        feeling, _, kind = name.partition(".")
        for phrase in TRIED.get(TOLD if name == HEARD else kind, ANY):
            said = fill(reply, phrase)
            if said is None:
                assert as_heard(phrase, own=False) is None, reply
                continue
            assert isinstance(said, Filled) and said.template == (said if name == HEARD else reply), reply
            assert any(form is not None and form in said for form in forms(phrase)) and "{" not in said, said
            assert not BANNED.search(said), said
            assert len(re.findall(r"(?<=[.?!])(?:\s|$)", said)) <= 2 and said[-1] in ".?", said
            assert re.search(r"(?:요|죠)[.?]", said) and len(said) <= 110, said
        slots = set(re.findall(r"\{([^{}]*)\}", reply))
        if kind in (TOLD, DONE, SAID, FEARED, *TOPICS, *GLADNESS, *GROUNDS, *ABOUTS, *THEMES):
            plain = feeling in ("일상", UNSURE) and kind not in (SAID, FELT, PARTED)
            assert slots <= ({"", "군요", "네요"} if plain else {""}) and len(slots) == 1, reply
        if kind == TOLD:
            assert any(each in reply for each in ("{}는 ", "{}니", "{}고요", "{군요}", "{네요}")), reply
        if kind == SAID:
            assert "“{}”" in reply, reply


@pytest.mark.parametrize(
    ("template", "phrase", "said"),
    [
        ("{이/가} 오네요.", "2024", "2024가 오네요."),
        ("{을/를} 봐요.", "KTX", "KTX를 봐요."),
        ("{을/를} 봐요.", "첫 편지", "첫 편지를 봐요."),
        ("{이라/라}니.", "귤 한 봉지", "귤 한 봉지라니."),
        ("{이라/라}니.", "미역국", "미역국이라니."),
        ("{}는 말.", "버스를 보냈다", "버스를 보냈다는 말."),
        ("“{}”라는 말.", "너무 무서워", "“너무 무서워”라는 말."),
        ("“{}”라는 말.", "사과도 없음", "“사과도 없음”이라는 말."),
        ("없어요.", "귤", "없어요."),
    ],
)
def test_the_particle_is_right(template: str, phrase: str, said: str) -> None:
    assert fill(template, phrase) == said


def test_a_reply_takes_up_the_line(comforter: Comforter) -> None:
    memory = Memory(random.Random(1))
    for emotion in EMOTIONS:
        for reply in echoes(comforter, "그 골목을 지나왔다", analysis(emotion), memory):
            assert "골목을 지나왔다" in reply or "골목을 지나오셨" in reply
    told = echoes(comforter, "그 골목을 지나왔다", None, memory)
    assert told and all("골목을 지나" in reply for reply in told)


def test_small_talk_is_no_worry(comforter: Comforter, texts: ComfortTexts) -> None:
    """A model that hears fear in the weather makes no solemn reply of it; a glad walk is told back."""
    memory = Memory(random.Random(1))
    (cold,) = (each for each in texts.situations if each.id == "weather-cold")
    worried = comforter.comfort("오늘 갑자기 날씨가 추워져서 놀랐어", analysis("불안", 0.58), memory)
    assert worried.situation == cold.id and set(map(str, worried.replies)) <= set(cold.replies)
    glad = comforter.comfort("소나기를 맞고 둘이 골목을 뛰었어", analysis("기쁨", 0.95), memory)
    assert all("골목을 뛰었다" in reply for reply in glad.replies)
    plain = comforter.comfort("오늘 갑자기 날씨가 추워져서 놀랐어", analysis("일상", 0.95), memory)
    assert plain.situation == cold.id and set(map(str, plain.replies)) <= set(cold.replies)


def test_a_feeling_is_named_only_where_it_is_sure(comforter: Comforter, texts: ComfortTexts) -> None:
    memory = Memory(random.Random(1))

    def section(line: str, found: Any) -> set[str]:
        given = {reply.template for reply in echoes(comforter, line, found, memory) if isinstance(reply, Filled)}
        named = {name.partition(".")[0] for name, reply in replies(texts) if reply in given}
        heard = any(re.fullmatch(r".+(?:군요|네요)\.", each) for each in given)  # nothing but that it was heard
        return named or ({"일상"} if heard else set())

    line = "그 골목을 다시 지나왔다"
    assert section(line, analysis("슬픔", 0.95)) == {"슬픔"}
    assert section(line, analysis("슬픔", 0.6)) == {TROUBLED}
    assert section(line, analysis("일상", 0.5)) == {UNSURE}
    assert section(line, analysis("분노", 0.72)) == {"분노"}
    assert section("막내가 대회에서 장려상 받았대", analysis("분노", 0.7)) == {UNSURE}
    assert section(line, analysis("기쁨", 0.9)) == {"기쁨"}
    assert section(line, analysis("기쁨", 0.75)) == {WARM}  # one in four of these is sad
    assert section(line, analysis("일상", 0.7)) == {"일상"}
    assert section("도로 주행에 한 번에 붙었다", analysis("일상", 0.7)) == {WARM}
    assert section("합격자 명단을 벽에 붙였다", analysis("일상", 0.9)) == {"일상"}
    heavy = analysis("슬픔", 0.5)
    scores = EmotionScores.of({"기쁨": 0.01, "슬픔": 0.5, "우울": 0.3, "분노": 0.1, "불안": 0.08, "일상": 0.01})
    assert section(line, rescored(heavy, scores)) == {TROUBLED}
    assert section("골목에 주저앉아 울었다", analysis("기쁨")) == {MOVED}
    assert section("골목에서 울다가 깔깔 웃었다", analysis("기쁨")) == {"기쁨"}
    assert section("골목에서 둘이 신나게 뛰었다", analysis("기쁨", 0.6)) == {"기쁨"}  # the line is glad in its words
    assert section("장례식장 골목을 쓸었다", analysis("일상", 0.95)) == {"일상"}  # surely told as a task
    assert section("납골당에 꽃을 붙여 주고 왔다", analysis("기쁨")) == {UNSURE}
    assert section("납골당", analysis("일상")) <= {UNSURE}


def test_what_a_sentence_is_about_has_its_own_replies(comforter: Comforter, texts: ComfortTexts) -> None:
    def kinds(line: str, emotion: str) -> set[str]:
        given = echoes(comforter, line, analysis(emotion), Memory(random.Random(1)))
        return {name for name, reply in replies(texts) for each in given if getattr(each, "template", None) == reply}

    assert kinds("골목을 지날 때마다 다리가 떨려요", "불안") == {"불안.felt"}
    assert kinds("골목을 다시 지나왔다", "불안") == {"불안.done", "불안.told"}


def test_a_felt_thing_is_not_guessed_over(comforter: Comforter, texts: ComfortTexts) -> None:
    """무서웠다니, 무서우셨겠어요: where the felt replies are used up, those of a deed stay away."""
    memory = Memory(random.Random(1))
    for felt in texts.echoes["불안.felt"]:
        memory.heard("", fill(felt, "다리가 떨렸다"), None)
    assert texts.echoes["불안.felt"] and len(texts.echoes["불안.felt"]) < NO_REPEAT_TURNS
    given = echoes(comforter, "골목에서 다리가 떨렸어요", analysis("불안"), memory)
    assert given and {getattr(each, "template", "") for each in given} <= set(texts.echoes["불안.told"])


def test_no_reply_says_deorani(comforter: Comforter) -> None:
    for emotion in EMOTIONS:
        for reply in echoes(comforter, "골목에서 다들 웃더라고요", analysis(emotion), Memory(random.Random(1))):
            assert "더라니" not in reply


def test_replies_in_a_row_do_not_go_the_same_way(texts: ComfortTexts) -> None:
    companion = Companion(seed=3)
    ways = []
    for number in range(12):
        said = companion.answer(f"{number + 2}번 골목을 다시 지나왔다", analysis("슬픔", 0.95)).text
        after = said.partition("지나왔다")
        ways.append("first" if not said[:1].isdigit() else after[2][:3])
    assert all(first != second for first, second in pairwise(ways))


def test_a_question_is_not_echoed(comforter: Comforter, texts: ComfortTexts) -> None:
    memory = Memory(random.Random(1))
    for line in ("골목 끝 화분은 누가 옮겨요?", "서랍장 밑에 그게 몇장임"):
        assert comforter.comfort(line, analysis("일상"), memory).replies == texts.mirrors[ASKED], line
    assert comforter.comfort("골목 끝 화분은 누가 옮겨요?", analysis("불안"), memory).replies != texts.mirrors[ASKED]


def test_who_names_a_feeling_is_not_asked_for_it(comforter: Comforter) -> None:
    memory = Memory(random.Random(1))
    for line, emotion in (
        ("밤마다 혼자 걷기가 무서워요", "불안"),
        ("걱정이 태산", "불안"),
        ("너무 슬퍼서 말이 안 나와", "슬픔"),
    ):
        assert not any("?" in reply for reply in echoes(comforter, line, analysis(emotion), memory)), line


def test_only_the_whole_of_a_line_is_summed_up(comforter: Comforter) -> None:
    memory = Memory(random.Random(1))
    for line in ("버스를 탔다. 모자를 잃어버렸다. 그 골목을 지나왔다.", "그 서랍을 열었다. 손수건이 한 장 나왔다."):
        for emotion in EMOTIONS:
            for reply in echoes(comforter, line, analysis(emotion, 0.5), memory):
                assert "이야기군요" not in reply and "이야기네요" not in reply, reply


def test_a_heavy_line_is_only_mirrored(comforter: Comforter, texts: ComfortTexts) -> None:
    for reply in comforter.heavy(Memory(random.Random(1))):
        assert reply in texts.mirrors["우울"] and "{" not in reply


def test_the_same_reply_with_other_words_is_the_same() -> None:
    memory = Memory(random.Random(1))
    template = "{} 이야기, 더 듣고 싶어요."
    memory.heard("귤", fill(template, "귤"), None)
    assert memory.fresh([fill(template, "첫 편지"), "네."]) == ["네."]
    assert list(memory.replies) == ["귤 이야기, 더 듣고 싶어요."]
    assert type(memory.replies[0]) is str


def test_no_template_comes_twice_within_thirty_turns(texts: ComfortTexts) -> None:
    companion = Companion(seed=4)
    verbs = ("걸었다", "보았다", "들었다", "적었다", "열었다", "닫았다", "옮겼다", "씻었다")
    templates: list[str] = []
    for number in range(90):
        line = f"{number + 2}번 골목을 다시 {verbs[number % len(verbs)]}"
        reply = companion.answer(line, None)
        assert type(reply.text) is str
        told = retold(line)
        assert told is not None
        templates.append(reply.text.replace(told, "{}"))
    for at, template in enumerate(templates):
        assert template not in templates[max(0, at - NO_REPEAT_TURNS + 1) : at], template


def test_cut_lines_break_nothing(echo: Echo) -> None:
    lines = [
        "내가 사 간 육포를, 저는 다 KTX로 2024년까지 보냈는데… 제 몫만 없네요 ㅠㅠ",
        "음 아들 이 미국 으로 떠났 어 공항 에서 내가 사 준 우산 을 주 인데 막",
        "저 남자 전 남편 나도 난 우리 집, 나만 내 앞에서 제가 abc 했어 뭐야?",
    ]
    for line in lines:
        for start in range(len(line)):
            for end in range(start, len(line) + 1):
                echo.found(line[start:end], plain=bool(end % 2))


@pytest.mark.parametrize("text", ["가" * 100_000, "귤 " * 30_000, "밥을 먹고 " * 20_000, "어 " * 50_000, "." * 100_000])
def test_hostile_lines_take_no_time(echo: Echo, text: str) -> None:
    started = time.thread_time()  # not the clock on the wall: other tests share the machine
    echo.found(text)
    assert time.thread_time() - started < 1.0
