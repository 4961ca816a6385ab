"""Sound files: read in blocks with bounded memory; written only where the user named a file."""

import io
import wave
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AudioUnreadable
from app.files import write_atomically
from app.voice.resampling import GREATEST_RATE, LEAST_RATE, Blocks, Resampler

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from soundfile import SoundFile

    from app.voice.speaker import Speech


def _open(path: Path, stack: ExitStack) -> "SoundFile":
    import soundfile

    try:
        # Through a file object: libsndfile then judges by content instead of by the name's ending, and any name works.
        sound = stack.enter_context(soundfile.SoundFile(stack.enter_context(path.open("rb"))))
    except (OSError, soundfile.SoundFileError, TypeError, ValueError) as error:
        raise AudioUnreadable(file=path.name) from error
    if not LEAST_RATE <= sound.samplerate <= GREATEST_RATE:
        raise AudioUnreadable(file=path.name)
    return sound


def seconds_of(path: Path) -> float:
    """How long the file says it is, in seconds. Raises AudioUnreadable."""
    with ExitStack() as stack:
        sound = _open(path, stack)
        return float(sound.frames / sound.samplerate)


def read_blocks(path: Path) -> "Iterator[npt.NDArray[np.int16]]":
    """The sound in `path` as blocks of 512 int16 samples at 16 kHz mono; the last one is padded with zeros.

    Takes WAV of any rate, width and channel count, and whatever else libsndfile reads. One second is in memory at a
    time. Raises AudioUnreadable at the first block when the file is missing, empty or no sound file, and later where it
    breaks off in a way that cannot be decoded.
    """
    import soundfile

    path = Path(path)
    blocks = Blocks()
    with ExitStack() as stack:
        sound = _open(path, stack)
        resampler = Resampler(sound.samplerate)
        # Fewer frames at a time where there are many channels: a damaged header may claim a thousand.
        at_once = max(1, sound.samplerate // sound.channels)
        read = 0
        while True:
            try:
                frames = sound.read(at_once, dtype="float32", always_2d=True)
            except (OSError, soundfile.SoundFileError) as error:
                raise AudioUnreadable(file=path.name) from error
            if not len(frames):
                break
            read += len(frames)
            yield from blocks.feed(resampler.feed(frames))
        if not read:
            raise AudioUnreadable(file=path.name)
        yield from blocks.feed(resampler.feed(frames, last=True))
    rest = blocks.flush()
    if rest is not None:
        yield rest


def write_wav(path: Path, speech: "Speech") -> None:
    """Write `speech` to the file that the user named (`--speech-to`), 16-bit mono, 0600, whole or not at all.

    Nothing else in Todak writes sound in the clear. Raises OSError.
    """
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(speech.sample_rate)
        file.writeframes(speech.samples.astype("<i2").tobytes())
    write_atomically(Path(path), content.getvalue())
