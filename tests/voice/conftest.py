"""Real recordings, one loaded recogniser, and a real (virtual) microphone."""

import csv
import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from app.voice import BLOCK, SAMPLE_RATE
from app.voice.recogniser import VoskRecogniser
from app.voice.resampling import Resampler
from app.voice.speaker import Speaker
from tests.microphone import VirtualSound, virtual_sound

SPEECH = Path(__file__).resolve().parents[3] / "shared" / "speech" / "emotiontts_ko"
SENTENCES = ("너한테 그 말을 들으니까 정말 마음이 아프다.", "오늘은 친구를 만나서 맛있는 점심을 먹었어요.")
Samples = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Clip:
    """A sentence that somebody says: 16 kHz. `is_real` is False for espeak's voice, which is understood badly."""

    text: str
    speaker: str
    samples: Samples
    is_real: bool


def wav_bytes(samples: Samples, rate: int = SAMPLE_RATE) -> bytes:
    """A 16-bit mono WAV."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return content.getvalue()


def blocks_of(samples: Samples) -> Iterator[Samples]:
    """`samples` in blocks of 512, the last one padded."""
    padded = np.concatenate((samples, np.zeros(-len(samples) % BLOCK, np.int16)))
    yield from padded.reshape(-1, BLOCK)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * SAMPLE_RATE), np.int16)


def _real_clips(count: int) -> list[Clip]:
    import soundfile

    with (SPEECH / "transcripts.tsv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file, delimiter="\t"), key=lambda row: float(row["seconds"]))
    rows = [row for row in rows if float(row["seconds"]) > 2.8]
    shortest = {row["speaker"]: row for row in reversed(rows)}  # the shortest of each speaker
    chosen = sorted(shortest.values(), key=lambda row: float(row["seconds"]))[:count]
    clips = []
    for row in chosen:
        samples, rate = soundfile.read(SPEECH / row["path"], dtype="int16")
        clips.append(Clip(row["transcript"], row["speaker"], Resampler(rate).feed(samples, last=True), True))
    return clips


@pytest.fixture(scope="session")
def clips() -> list[Clip]:
    """Sentences of different speakers; real ones where they are beside the checkout."""
    if (SPEECH / "transcripts.tsv").exists():
        return _real_clips(8)  # of fewer, what Kaldi's dither changes is more than the bound of test_recogniser.py
    speaker = Speaker()
    spoken = [(text, speaker.synthesise(text)) for text in SENTENCES]
    return [
        Clip(text, "espeak", Resampler(speech.sample_rate).feed(speech.samples, last=True), False)
        for text, speech in spoken
    ]


@pytest.fixture(scope="session")
def recogniser() -> VoskRecogniser:
    """The bundled model, loaded and warm."""
    recogniser = VoskRecogniser()
    recogniser.load()
    recogniser.warm()
    return recogniser


@pytest.fixture
def sound() -> Iterator[VirtualSound]:
    """A microphone and a loudspeaker without a sound card."""
    with virtual_sound() as running:
        yield running
