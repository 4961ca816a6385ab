"""Where the body needs help now, or somebody is at the door, the number comes first."""

from unittest import mock

import pytest

from app.diary.entry import OFFER, ReplyKind
from app.models.companion.banned import BANNED
from app.models.companion.companion import Companion
from app.models.companion.urgent import INTRUDER_REPLIES, REPLIES, urgent_replies

URGENT = (
    "나 약을 두 번 먹은 것 같아. 심장이 빨리 뛰는데 응급실 가야 되나?",
    "아버지 왼쪽 팔이 안 움직여",
    "가슴이 쥐어짜듯이 아프고 식은땀이 나요",
    "엄마가 깨워도 안 일어나요",
    "아이가 건전지를 삼킨 것 같아요 어떡해요",
    "이를 뽑았는데 피가 안 멈춰요",
    "아기 열이 39도인데 응급실 가야 할까요",
    "두 살 조카가 할아버지 약을 집어 먹은 것 같아요",
    "밭에 농약 치고 왔는데 손끝이 저릿저릿하네",
)
SOMEBODY_THERE = (
    "아까부터 밖에서 누가 자꾸 우리 집 문고리를 돌리는 것 같아. 문 잠갔는지 몇 번을 확인했는지 몰라.",
    "모르는 남자가 현관 비밀번호를 누르고 있어요",
    "누가 문을 두드려. 안 열어 주니까 발로 차",
    "어떤 남자가 계속 따라와 무서워",
    "버스에서 내렸는데 모르는 사람이 따라오는 것 같아요",
    "밤마다 누가 현관 비밀번호를 눌러요",
    "손님은 없고 취객이 가게 앞에 서서 문을 계속 두드려요",
    "취한 아저씨가 안 나가고 이름을 물어봐서 나 지금 창고에 숨어 있어",
)
NOT_URGENT = (
    "누가 따라올까 봐 골목을 뛰어왔어",
    "밤에 골목에서 누가 계속 따라오는 것 같았어. 집에 와서 문을 세 번 확인했는데 아직도 무서워.",
    "어제 모르는 사람이 문을 두드려서 놀랐어",
    "누가 문을 두드려서 보니 택배였어",
    "우리 강아지가 자꾸 따라와 귀여워",
    "지하철 옆 칸에서 누가 문을 두드려요",
    "막내가 감기약을 안 먹으려고 해요",
    "어제 밭에 농약을 쳤어요",
    "손주가 반가워서 문을 막 두드려요",
    "숨바꼭질하느라 장롱에 숨었어",
    "영화에서 누가 문고리를 돌리는데 소름이 돋더라",
    "아이가 나를 졸졸 따라와요",
    "숨이 막힐 것 같아 회사 가기 싫어",
    "심장이 터질 것 같아 고백할까",
    "작년에 아버지가 의식이 없어서 119를 불렀다",
    "약을 또 먹어야 하는 게 지겨워",
    "영화에서 주인공이 깨워도 안 일어나는데 울었어",
    "응급실에서 일한 지 3년째예요",
    "왼쪽 팔에 주사를 맞았다",
)


@pytest.mark.parametrize("text", URGENT)
def test_urgent(text: str) -> None:
    assert urgent_replies(text) == REPLIES
    companion = Companion(3)
    with mock.patch.object(Companion, "_may_offer", lambda self: True):
        reply = companion.answer(text, None)
    assert "119" in reply.text and not reply.source.endswith(OFFER)  # no walk is offered to who may be dying


@pytest.mark.parametrize("text", SOMEBODY_THERE)
def test_somebody_there(text: str) -> None:
    assert urgent_replies(text) == INTRUDER_REPLIES
    assert "112" in Companion(3).answer(text, None).text


def test_no_model_is_asked_and_no_text_needed() -> None:
    asked: list[str] = []

    class Eager:
        name, kind = "eager", ReplyKind.COMFORT

        def reply(self, text: str, *_: object, **__: object) -> str:
            asked.append(text)
            return "잘 들었어요."

    companion = Companion(3, repliers=lambda: [Eager()])
    with mock.patch.object(Companion, "_comforter", side_effect=AssertionError):
        assert "119" in companion.answer(URGENT[0], None).text
    assert asked == []
    for number, replies in (("119", REPLIES), ("112", INTRUDER_REPLIES)):
        assert all(number in reply and not BANNED.search(reply) for reply in replies) and len(set(replies)) >= 12


@pytest.mark.parametrize("text", NOT_URGENT)
def test_not_urgent(text: str) -> None:
    assert urgent_replies(text) == ()


@pytest.mark.parametrize("text", ["", "약", "응급실 " * 50_000, "가슴이 쥐어짜 " * 20_000, "\ud800", "a" * 100_000])
def test_any_text(text: str) -> None:
    urgent_replies(text)
