"""A whole sound file into text, however long it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.diary.entry import Word
from app.voice import SAMPLE_RATE
from app.voice.audio_file import read_blocks
from app.voice.recogniser import Recogniser, RecogniserStream, Transcript
from app.voice.vad import UtteranceDetector, VoiceActivity

if TYPE_CHECKING:
    import numpy as np


def transcribe_file(path: Path, recogniser: Recogniser) -> tuple[float, Transcript]:
    """The length of the sound in `path` in seconds and what is said in it, word times from the file's start.

    One utterance at a time is in memory. Silence gives an empty transcript. Raises AudioUnreadable, ModelMissing,
    ModelBroken.
    """
    detector = UtteranceDetector()
    stream: RecogniserStream | None = None
    words: list[Word] = []
    began_at = 0.0
    samples = 0

    def finish(stream: RecogniserStream) -> None:
        for word in stream.finish().words:
            words.append(
                Word(word.text, round(began_at + word.start, 3), round(began_at + word.end, 3), word.confidence)
            )

    for block in read_blocks(path):
        samples += len(block)
        for activity in detector.feed(block):
            if activity is VoiceActivity.STARTED:
                stream, began_at = recogniser.stream(), detector.began_at
            elif activity is VoiceActivity.ENDED:
                assert stream is not None
                finish(stream)
                stream = None
            else:
                assert stream is not None
                stream.feed(_sound(activity))
    if stream is not None:
        finish(stream)
    return samples / SAMPLE_RATE, Transcript(" ".join(word.text for word in words), tuple(words))


def _sound(activity: "VoiceActivity | np.ndarray") -> "np.ndarray":
    assert not isinstance(activity, VoiceActivity)
    return activity
