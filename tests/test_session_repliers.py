"""A slow model in the session: words are stored while it writes, and a lock breaks it off."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.config import Settings
from app.diary.entry import ReplyKind
from app.engines import Engines
from app.models.companion.companion import SOURCE, Companion
from app.models.companion.replier import Turn
from app.models.companion.surroundings import NOWHERE, Surroundings
from app.session import Answered, Answering, DiarySession, SessionEvent, Stored
from app.storage.repository import Diary
from app.voice import BLOCK, SAMPLE_RATE
from app.voice.audio_file import read_blocks
from tests.conftest import PASSPHRASE

WAIT = 60  # seconds that never pass unless something is broken


class Waiting:
    """Writes nothing until it is released or told to stop; then a good reply, or None."""

    name, kind = "waiting 1", ReplyKind.GENERATED

    def __init__(self) -> None:
        self.begun, self.released = threading.Event(), threading.Event()

    def reply(self, text: str, history: Sequence[Turn], *, stop: threading.Event | None = None, **_: Any) -> str | None:
        self.begun.set()
        assert stop is not None
        for _ in range(WAIT * 100):
            if stop.wait(0.01):
                return None
            if self.released.is_set():
                return "그런 하루였군요."
        return None


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    made, _ = Diary.create(tmp_path / "diary", PASSPHRASE)
    with made:
        yield made


class With(Engines):
    """Engines whose companion has one replier with all the time in the world."""

    def __init__(self, settings: Settings, replier: Waiting) -> None:
        super().__init__(settings)
        self.replier = replier

    def companion(self, seed: int | None = None, around: Surroundings | None = None) -> Companion:
        return Companion(seed=seed, repliers=lambda: (self.replier,), reply_seconds=10 * WAIT, around=around or NOWHERE)


def test_words_are_stored_while_a_reply_is_written_and_a_lock_breaks_it_off(diary: Diary, tmp_path: Path) -> None:
    settings, model = Settings(tmp_path / "settings.json"), Waiting()
    events: list[SessionEvent] = []
    session = DiarySession(diary, settings, With(settings, model), listener=events.append, seed=1)
    thread = threading.Thread(target=lambda: session.hear_text("오늘 공원을 걸었어"))
    thread.start()
    assert model.begun.wait(WAIT)
    second = session.store_text("물을 마셨어")  # returns although the first reply is still being written
    assert diary.utterance(second.id).text == "물을 마셨어"
    assert not any(isinstance(event, Answered) for event in events)
    session.hurry()
    thread.join(WAIT)
    assert not thread.is_alive()
    [first] = [event.utterance for event in events if isinstance(event, Answered)]
    assert first.reply is not None and first.reply.source == SOURCE
    finished = session.finish(second)
    assert finished.reply is not None and finished.reply.source == SOURCE
    session.conversation.forget()  # a new conversation of a session that is being closed is hurried as well
    assert session.conversation.respond("창문을 열었어").source == SOURCE


def test_the_next_spoken_words_are_stored_while_a_reply_is_written(
    diary: Diary, tmp_path: Path, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, model = Settings(tmp_path / "settings.json"), Waiting()
    engines = With(settings, model)
    said = iter(["오늘 공원을 걸었어", "물을 마셨어"])
    # Words out of any recogniser will do: it is the order of what follows that counts.
    stream = lambda: SimpleNamespace(  # noqa: E731
        feed=lambda block: None, finish=lambda: SimpleNamespace(text=next(said), words=())
    )
    monkeypatch.setattr(engines, "recogniser", lambda: SimpleNamespace(stream=stream))
    stored: list[str] = []

    def listen(event: SessionEvent) -> None:
        if isinstance(event, Stored):
            stored.append(event.utterance.text)
            if len(stored) == 2:
                model.released.set()

    session = DiarySession(diary, settings, engines, listener=listen, seed=1)
    silence = [np.zeros(BLOCK, np.int16)] * int(1.5 * SAMPLE_RATE / BLOCK)
    spoken = list(read_blocks(recording))
    first, second = session.hear_sound([*spoken, *silence, *spoken, *silence], live=False)
    assert stored == ["오늘 공원을 걸었어", "물을 마셨어"]
    assert first.reply is not None and first.reply.kind is ReplyKind.GENERATED  # released by the second's words
    assert second.reply is not None and second.reply.text != first.reply.text


class Growing(Waiting):
    """Writes two good sentences and a bad one."""

    def stream(self, text: str, history: Sequence[Turn], **_: Any) -> Iterator[str]:
        yield from ("그런 하루였군요.", "바람이 찼겠어요.", "힘내세요.")


def test_a_reply_is_told_as_it_grows_and_stored_once(diary: Diary, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    events: list[SessionEvent] = []
    session = DiarySession(diary, settings, With(settings, Growing()), listener=events.append, seed=1)
    done = session.hear_text("오늘 공원을 걸었어")
    grown = [event.utterance.reply for event in events if isinstance(event, Answering)]
    assert [reply.text for reply in grown if reply] == ["그런 하루였군요.", "그런 하루였군요. 바람이 찼겠어요."]
    assert isinstance(events[-1], Answered) and events[-1].utterance == done == diary.utterance(done.id)
    assert done.reply is not None and done.reply.text == "그런 하루였군요. 바람이 찼겠어요."
    assert (done.reply.kind, done.reply.source) == (ReplyKind.GENERATED, "waiting 1")
    events.clear()
    assert session.hear_text("나 죽고 싶어").reply.kind is ReplyKind.CRISIS  # type: ignore[union-attr]
    assert not any(isinstance(event, Answering) for event in events)
