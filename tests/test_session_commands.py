"""What a command finds in an open diary, and what of care is remembered there from one session to the next."""

from datetime import UTC, datetime, timedelta

import pytest

from app.config import Settings
from app.diary.entry import OFFER, Care, Reply, ReplyKind, Utterance
from app.engines import Engines
from app.errors import DiaryDamaged
from app.models.companion.companion import SOURCE
from app.session import Conversation, DiarySession
from app.storage.repository import Diary
from tests.sessions import diary, engines, settings

__all__ = ["diary", "engines", "settings"]

SOFT_LINE = "이 나이에 왜 사는지 모르겠다"
LIGHT = "로또 번호 뽑아 줘"


def reply(utterance: Utterance) -> Reply:
    assert utterance.reply is not None
    return utterance.reply


def told(session: DiarySession, text: str) -> Reply:
    """The reply to what is typed into a window."""
    return reply(session.finish(session.store_text(text), in_window=True))


def test_a_command_knows_what_was_written(diary: Diary, settings: Settings, engines: Engines) -> None:
    session = DiarySession(diary, settings, engines, seed=1)
    assert "없어요" in (empty := told(session, "오늘 일기 읽어 줘").text) or "보이지 않아요" in empty
    session.hear_text("오늘은 친구와 공원을 걸어서 즐거웠다.")
    assert "이야기 1개" in told(session, "오늘 일기 보여 줘").text
    feelings = reply(session.hear_text("이번 달 감정 어때")).text
    assert "1일" in feelings and "기쁨" in feelings
    assert "막대" in told(session, "음악 틀어 줘").text
    # What another program hands over to the same session: nobody carries it out, and the reply promises nothing.
    assert "창이 없" in reply(session.hear_text("음악 틀어 줘")).text


def test_recording_is_only_promised_with_consent(diary: Diary, settings: Settings, engines: Engines) -> None:
    session = DiarySession(diary, settings, engines)
    assert "동의" in told(session, "녹음 시작").text
    settings["voice_consent"] = True
    assert "동의" not in told(session, "녹음 시작").text


def test_a_diary_that_cannot_be_asked_still_leaves_an_answer(
    diary: Diary, settings: Settings, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = DiarySession(diary, settings, engines)

    def broken(*_: object, **__: object) -> object:
        raise DiaryDamaged(part="replies")

    monkeypatch.setattr(diary, "entries", broken)
    monkeypatch.setattr(diary, "last_replied", broken)
    assert "일기장" in reply(session.hear_text("이번 달 감정 어때")).text
    assert reply(session.hear_text(SOFT_LINE)).care is Care.SOFT


def test_the_soft_card_of_the_last_session_counts(diary: Diary, settings: Settings, engines: Engines) -> None:
    assert reply(DiarySession(diary, settings, engines).hear_text(SOFT_LINE)).care is Care.SOFT
    assert reply(DiarySession(diary, settings, engines).hear_text(SOFT_LINE)).care is Care.NONE


def test_when_a_reply_was_last_given(diary: Diary, settings: Settings, engines: Engines) -> None:
    session = DiarySession(diary, settings, engines)
    first, second, third = (session.hear_text(text) for text in ("물을 마셨다", "밥을 먹었다", "잠을 잤다"))
    assert diary.last_replied(care=Care.SOFT) is None and diary.last_replied(source_ends=OFFER) is None
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    diary.set_reply(first.id, Reply("괜찮으세요?", ReplyKind.COMFORT, Care.SOFT, SOURCE))
    diary.set_reply(second.id, Reply("쉬어 갈까요?", ReplyKind.COMFORT, Care.NONE, SOURCE + OFFER))
    soft, offered = diary.last_replied(care=Care.SOFT), diary.last_replied(source_ends=OFFER)
    assert soft is not None and offered is not None and before <= soft <= offered <= datetime.now(UTC)
    assert diary.last_replied(care=Care.HARD) is None and diary.last_replied(source_ends="%") is None
    diary.set_reply(third.id, Reply("109", ReplyKind.CRISIS, Care.HARD, SOURCE))
    newest = diary.last_replied()
    assert newest is not None and newest == diary.last_replied(care=Care.HARD)
    diary.trash(third.entry_id)
    assert diary.last_replied(care=Care.SOFT) == soft  # it was shown, wherever it is now


def test_a_forgotten_conversation_stays_careful(engines: Engines) -> None:
    conversation = Conversation(engines, seed=1)
    conversation.forget()  # nothing to forget yet
    assert conversation.respond("죽고 싶어").care is Care.HARD
    conversation.forget()
    assert conversation.respond(LIGHT).kind is ReplyKind.COMFORT
