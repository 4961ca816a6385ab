"""DiarySession when things go wrong, with the real recogniser, model and diary."""

import resource
import threading
import time as clock
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from app.config import Settings
from app.diary.entry import Care, Reply, ReplyKind, Source, Utterance
from app.engines import Engines
from app.errors import DiskFull, HearingStopped, MicrophoneLost, NothingHeard, NotTranscribed
from app.hearing import Spoken
from app.session import Answered, DiarySession, Partial, SessionEvent, Stored, Trouble, Understood
from app.storage.audio import AudioJournal, AudioWriter
from app.storage.repository import Diary
from app.voice import BLOCK, SAMPLE_RATE
from app.voice.audio_file import read_blocks, write_wav
from app.voice.recogniser import VoskRecogniser
from app.voice.speaker import Speech
from tests.conftest import open_diary
from tests.pretended_microphone import PretendedMicrophone, microphone
from tests.sessions import diary, engines, settings

__all__ = ["diary", "engines", "microphone", "settings"]

Blocks = list[npt.NDArray[np.int16]]


@pytest.fixture
def spoken(recording: Path) -> Blocks:
    return list(read_blocks(recording))


def silence(seconds: float) -> Blocks:
    return [np.zeros(BLOCK, np.int16)] * int(seconds * SAMPLE_RATE / BLOCK)


def without_recogniser(engines: Engines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engines, "recogniser", lambda: VoskRecogniser(tmp_path / "gone").stream())


def test_events_come_in_order_and_words_first(
    diary: Diary, settings: Settings, engines: Engines, spoken: Blocks
) -> None:
    events: list[SessionEvent] = []
    session = DiarySession(diary, settings, engines, listener=events.append)
    [utterance] = session.hear_sound([*spoken, *silence(1.2)], live=False)
    kinds = [type(event) for event in events]
    assert kinds[-3:] == [Stored, Understood, Answered] and set(kinds[:-3]) == {Partial}
    stored = next(event for event in events if isinstance(event, Stored)).utterance
    assert stored.reading is None and stored.reply is None and stored.has_audio
    assert utterance == diary.utterance(utterance.id)
    assert utterance.reading is not None and utterance.reply is not None


def test_two_sentences_with_a_pause_are_two_utterances(
    diary: Diary, settings: Settings, engines: Engines, spoken: Blocks
) -> None:
    session = DiarySession(diary, settings, engines)
    first, second = session.hear_sound([*spoken, *silence(1.5), *spoken], live=False)
    assert first.entry_id == second.entry_id and (first.position, second.position) == (0, 1)
    gap = (second.started_at - first.started_at).total_seconds()
    assert gap == pytest.approx(len(spoken) * BLOCK / SAMPLE_RATE + 1.5, abs=0.5)
    assert first.duration is not None and 3 < first.duration < 7
    assert first.reply and second.reply and first.reply.text != second.reply.text


def test_a_full_disk_keeps_the_words(
    diary: Diary, settings: Settings, engines: Engines, spoken: Blocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> AudioWriter:
        raise DiskFull

    monkeypatch.setattr(AudioJournal, "begin", full)
    session = DiarySession(diary, settings, engines)
    with pytest.raises(DiskFull):
        session.hear_sound([*spoken, *silence(1.5), *spoken], live=False)
    [entry] = diary.entries()
    assert entry.utterances[0].text and not entry.utterances[0].has_audio
    assert diary.check().healthy


def test_a_disk_that_fills_up_in_mid_sentence_keeps_what_it_has(
    diary: Diary, settings: Settings, engines: Engines, spoken: Blocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = AudioWriter.write

    def fills_up(writer: AudioWriter, pcm: bytes) -> None:
        if writer.seconds > 2:
            raise DiskFull
        write(writer, pcm)

    monkeypatch.setattr(AudioWriter, "write", fills_up)
    with pytest.raises(DiskFull):
        DiarySession(diary, settings, engines).hear_sound([*spoken, *silence(1.5)], live=False)
    [entry] = diary.entries()
    [utterance] = entry.utterances
    assert utterance.text and utterance.has_audio
    assert sum(map(len, diary.audio.read(utterance.id))) >= 2 * SAMPLE_RATE
    assert diary.check().healthy


def test_what_is_being_recorded_now_is_not_recovered(diary: Diary, settings: Settings, engines: Engines) -> None:
    session = DiarySession(diary, settings, engines)
    writer = diary.audio.begin("01m7zekbq6063sryha5ygfv3hs", datetime.now().astimezone(), date(2026, 11, 21))
    writer.write(bytes(2 * SAMPLE_RATE))
    assert len(diary.orphaned_audio()) == 1
    assert session.recover() == [] and diary.audio.unsealed()
    writer.seal()  # the recorder goes on undisturbed
    assert diary.audio.info("01m7zekbq6063sryha5ygfv3hs").seconds == 1


def test_without_a_recogniser_the_sound_waits_for_the_next_start(
    diary: Diary,
    settings: Settings,
    engines: Engines,
    spoken: Blocks,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with monkeypatch.context() as patched:
        without_recogniser(engines, patched, tmp_path)
        with pytest.raises(NotTranscribed):
            DiarySession(diary, settings, engines).hear_sound([*spoken, *silence(1.5)], live=True)
    assert diary.entries() == [] and len(diary.orphaned_audio()) == 1
    events: list[SessionEvent] = []
    [utterance] = DiarySession(diary, settings, engines, listener=events.append).recover()
    assert utterance.recovered and utterance.text and utterance.reading and utterance.reply
    assert utterance.source is Source.VOICE and diary.orphaned_audio() == []
    assert DiarySession(diary, settings, engines).recover() == []


def test_sound_cut_off_by_a_crash_goes_to_its_own_day(
    diary: Diary, settings: Settings, engines: Engines, spoken: Blocks
) -> None:
    started = datetime(2026, 2, 3, 23, 50).astimezone()
    writer = diary.audio.begin(diary.new_id(), started, date(2026, 2, 3))
    for block in spoken[: 3 * SAMPLE_RATE // BLOCK]:
        writer.write(block.tobytes())
    writer.leave()  # as a crash would
    [utterance] = DiarySession(diary, settings, engines).recover()
    [entry] = diary.entries_on(date(2026, 2, 3))
    assert entry.utterances == (utterance,) and utterance.recovered
    assert utterance.started_at == started
    assert utterance.duration == pytest.approx(3, abs=0.6)
    assert diary.audio.info(utterance.id).sealed


def test_a_damaged_recording_is_told_and_left_alone(
    diary: Diary, settings: Settings, engines: Engines, spoken: Blocks
) -> None:
    utterance_id = diary.new_id()
    writer = diary.audio.begin(utterance_id, datetime.now().astimezone(), date(2026, 2, 3))
    writer.write(b"".join(block.tobytes() for block in spoken))
    writer.seal()
    [file] = (diary.folder / "audio").glob("*.tdk")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    events: list[SessionEvent] = []
    assert DiarySession(diary, settings, engines, listener=events.append).recover() == []
    [trouble] = events
    assert isinstance(trouble, Trouble) and trouble.error.code == "audio_damaged"
    assert file.read_bytes() == content


def test_a_lost_microphone_keeps_the_sentence(
    diary: Diary, settings: Settings, engines: Engines, spoken: Blocks
) -> None:
    def unplugged() -> Iterator[npt.NDArray[np.int16]]:
        yield from spoken[:100]
        raise MicrophoneLost

    with pytest.raises(MicrophoneLost):
        DiarySession(diary, settings, engines).hear_sound(unplugged(), live=True)
    [entry] = diary.entries()
    assert entry.utterances[0].text and entry.utterances[0].has_audio and entry.utterances[0].reply


def test_a_file_that_is_stopped_keeps_what_was_heard(
    diary: Diary,
    settings: Settings,
    engines: Engines,
    spoken: Blocks,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    stop = threading.Event()

    def stop_at_the_first_words(event: SessionEvent) -> None:
        if isinstance(event, Partial):
            stop.set()

    monkeypatch.setattr("app.hearing.WAITING_BLOCKS", 50)
    file = tmp_path / "said.wav"
    samples = np.concatenate([*spoken, *silence(1.5)] * 4)
    write_wav(file, Speech(samples, SAMPLE_RATE))
    with pytest.raises(HearingStopped):
        DiarySession(diary, settings, engines, listener=stop_at_the_first_words).hear_file(file, stop=stop)
    [entry] = diary.entries()
    assert len(entry.utterances) < 4 and all(each.has_audio and each.reply for each in entry.utterances)
    assert diary.orphaned_audio() == [] and diary.audio.unsealed() == []


def test_without_a_model_words_are_kept_and_read_later(
    diary: Diary, settings: Settings, engines: Engines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    events: list[SessionEvent] = []
    monkeypatch.setenv("TODAK_RESOURCES", str(tmp_path))
    alone = DiarySession(diary, settings, Engines(settings), listener=events.append)
    utterance = alone.hear_text("오늘은 정말 기뻤다.")
    assert utterance.reading is None and utterance.reply is not None
    assert [event.error.code for event in events if isinstance(event, Trouble)] == ["model_missing"]
    monkeypatch.delenv("TODAK_RESOURCES")
    DiarySession(diary, settings, engines).recover()
    again = diary.utterance(utterance.id)
    assert again.reading is not None and again.reply == utterance.reply


def test_recordings_can_be_declined(diary: Diary, settings: Settings, engines: Engines, spoken: Blocks) -> None:
    settings["keep_audio"] = False
    [utterance] = DiarySession(diary, settings, engines).hear_sound([*spoken, *silence(1.2)], live=False)
    assert utterance.text and not utterance.has_audio and utterance.duration
    assert list((diary.folder / "audio").iterdir()) == []
    assert diary.check().healthy


def wordless(session: DiarySession) -> Utterance:
    """A stretch of speech in which no word was recognised."""
    utterance_id, moment = session.diary.new_id(), datetime.now().astimezone()
    writer = session.diary.audio.begin(utterance_id, moment, session.day_of(moment))
    writer.write(bytes(SAMPLE_RATE))
    writer.seal()
    return session._store_spoken(
        Spoken(utterance_id, moment, 0.5, True, "", ()), day=None, new_entry=False, in_window=False
    )


def test_declined_sound_without_words_goes_when_somebody_types_them(
    diary: Diary, settings: Settings, engines: Engines
) -> None:
    session = DiarySession(diary, settings, engines)
    earlier = wordless(session)
    settings["keep_audio"] = False
    said = wordless(session)
    assert said.has_audio and diary.audio.ids() == [earlier.id, said.id]
    diary.edit_text(said.id, "비가 왔어.")
    assert not session.read_again(diary.utterance(said.id), anew=True).has_audio
    diary.edit_text(earlier.id, "눈이 왔어.")  # it was recorded while recordings were kept
    assert session.read_again(diary.utterance(earlier.id), anew=True).has_audio
    assert diary.audio.ids() == [earlier.id] and diary.check().healthy


def test_sound_that_was_lost_is_told(
    diary: Diary, settings: Settings, engines: Engines, microphone: PretendedMicrophone
) -> None:
    settings["microphone"] = microphone.name
    microphone.lose(1.25)
    events: list[SessionEvent] = []
    [utterance] = DiarySession(diary, settings, engines, listener=events.append).hear_microphone(seconds=3)
    assert utterance.text and utterance.has_audio
    [trouble] = [event.error for event in events if isinstance(event, Trouble)]
    assert trouble.code == "sound_lost" and trouble.details == {"seconds": 1.2}


def test_a_stop_before_the_microphone_is_open_leaves_it_closed(
    diary: Diary, settings: Settings, engines: Engines, microphone: PretendedMicrophone
) -> None:
    settings["microphone"] = microphone.name
    stop = threading.Event()
    stop.set()
    events: list[SessionEvent] = []
    with pytest.raises(NothingHeard):
        DiarySession(diary, settings, engines, listener=events.append).hear_microphone(stop=stop)
    assert events == [] and not microphone.is_open


def test_silence_is_nothing(diary: Diary, settings: Settings, engines: Engines) -> None:
    with pytest.raises(NothingHeard):
        DiarySession(diary, settings, engines).hear_sound(silence(3), live=False)
    assert diary.entries() == [] and diary.audio.ids() == []


def test_the_small_hours_belong_to_the_evening_before(
    diary: Diary, settings: Settings, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = datetime(2026, 5, 2, 2, 30).astimezone()
    monkeypatch.setattr("app.session.now", lambda: night)
    DiarySession(diary, settings, engines).hear_text("아직 잠이 오지 않는다.")
    settings["day_start"] = time(0).isoformat()
    DiarySession(diary, settings, engines).hear_text("이제는 다음 날이다.")
    assert [entry.date for entry in diary.entries()] == [date(2026, 5, 2), date(2026, 5, 1)]


def test_a_crisis_reply_is_never_spoken_unasked(diary: Diary, settings: Settings, engines: Engines) -> None:
    session = DiarySession(diary, settings, engines)
    utterance = session.hear_text("이제 그만 죽고 싶어.")
    assert utterance.reply is not None
    assert (utterance.reply.kind, utterance.reply.care) == (ReplyKind.CRISIS, Care.HARD)
    assert session.speak(utterance) is False


def test_replies_can_be_stopped(
    diary: Diary, settings: Settings, engines: Engines, sound: object, capsys: pytest.CaptureFixture[str]
) -> None:
    session = DiarySession(diary, settings, engines)
    utterance = session.hear_text("오늘은 그냥 그랬다.")
    long = Reply("아주 긴 대답이에요. " * 20, ReplyKind.COMFORT, Care.NONE, "test")
    utterance = diary.set_reply(utterance.id, long)
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    begun = clock.monotonic()
    session.speak(utterance, stop)
    assert stop.is_set() and clock.monotonic() - begun < 4


@pytest.mark.full
def test_two_hours_are_heard_in_bounded_memory(
    diary: Diary, settings: Settings, engines: Engines, spoken: Blocks
) -> None:
    def two_hours() -> Iterator[npt.NDArray[np.int16]]:
        for _ in range(12):
            yield from spoken
            yield from silence(10 * 60 - len(spoken) * BLOCK / SAMPLE_RATE)

    session = DiarySession(diary, settings, engines)
    session.hear_sound(spoken, live=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(session.hear_sound(two_hours(), live=False)) == 12
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 100, f"{grown:.0f} MB more"


def test_danger_edited_into_a_line_is_answered_as_danger(diary_folder: Path) -> None:
    with open_diary(diary_folder, read_only=False) as diary:
        session = DiarySession(diary, Settings(), seed=1)
        harmless = session.hear_text("오늘은 날씨가 좋아서 걸었다.")
        assert harmless.reply is not None and harmless.reply.kind is not ReplyKind.CRISIS
        mild = session.read_again(diary.edit_text(harmless.id, "오늘은 비가 와서 집에 있었다."))
        assert mild.reply == harmless.reply, "what was said stays said"
        grave = session.read_again(diary.edit_text(harmless.id, "그냥 죽고 싶다는 생각만 든다."))
        assert grave.reply is not None and grave.reply.kind is ReplyKind.CRISIS
        assert grave.reading is not None
        # and when it comes back from what the line said before
        diary.edit_text(harmless.id, "오늘은 날씨가 좋아서 걸었다.")
        diary.set_reply(harmless.id, harmless.reply)
        [last, *_] = diary.history(harmless.id)
        reverted = session.read_again(diary.revert(harmless.id, last.id))
        assert reverted.text == grave.text and reverted.reading is not None
        assert reverted.reply is not None and reverted.reply.kind is ReplyKind.CRISIS
        # and also when the window was locked before it could be read
        later = session.hear_text("저녁을 먹었다.")
        diary.edit_text(later.id, "유서를 써 두었다.")
        DiarySession(diary, Settings(), seed=1).recover()
        reply = diary.utterance(later.id).reply
        assert reply is not None and reply.kind is ReplyKind.CRISIS


def test_a_recording_that_cannot_be_deleted_stops_nothing(
    diary: Diary, settings: Settings, engines: Engines, spoken: Blocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise DiskFull

    settings["keep_audio"] = False
    events: list[SessionEvent] = []
    monkeypatch.setattr(AudioJournal, "delete", refused)
    session = DiarySession(diary, settings, engines, listener=events.append)
    first, second = session.hear_sound([*spoken, *silence(1.5), *spoken, *silence(1.5)], live=False)
    assert first.text and first.reply and second.text and second.reply
    assert [event.error.code for event in events if isinstance(event, Trouble)] == ["disk_full"] * 2


def test_what_is_said_now_is_not_taken_for_what_was_left(diary: Diary, settings: Settings, engines: Engines) -> None:
    session = DiarySession(diary, settings, engines)
    typed = session.store_text("오늘은 친구랑 산책했어.")
    session.recover()  # it waits in line before the answer
    assert diary.utterance(typed.id).reply is None
    events: list[SessionEvent] = []
    session._tell = events.append
    answered = session.finish(typed, in_window=True)
    assert answered.reply is not None
    assert session.finish(typed) == answered  # the same old object: nothing is told, or said, twice
    assert [type(event) for event in events] == [Understood, Answered]


def test_what_was_edited_meanwhile_is_answered_as_it_is_now(diary: Diary, settings: Settings, engines: Engines) -> None:
    session = DiarySession(diary, settings, engines)
    typed = session.store_text("오늘은 친구랑 산책했어.")
    diary.edit_text(typed.id, "오늘은 혼자 산책했어.")
    finished = session.finish(typed)
    assert finished.text == "오늘은 혼자 산책했어." and finished.reading is not None and finished.reply is not None
