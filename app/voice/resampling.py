"""Sound of any rate and width into Todak's 16 kHz mono int16, a stretch at a time."""

from typing import TYPE_CHECKING, cast

from app.voice import BLOCK, SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FULL_SCALE = 32768.0
# Hz. Outside of these a header is damaged rather than unusual: telephones use 8 kHz, studios up to 768 kHz.
LEAST_RATE, GREATEST_RATE = 1_000, 768_000


class Resampler:
    """Streams frames at `rate` Hz into 16 kHz int16. Keeps a few ms between calls, nothing more."""

    def __init__(self, rate: float) -> None:
        self._stream = None
        if rate != SAMPLE_RATE:
            from soxr import ResampleStream

            self._stream = ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")

    def feed(self, frames: "npt.NDArray[np.generic]", *, last: bool = False) -> "npt.NDArray[np.int16]":
        """16 kHz int16 samples of `frames`: int16 or float (1.0 is full scale), shape (n,) or (n, channels).

        Channels are averaged, NaN and infinity become silence, what is louder than full scale is clipped. `last`
        flushes; nothing may be fed afterwards.
        """
        import numpy as np

        if self._stream is None and frames.ndim == 1 and frames.dtype == np.int16:
            return cast("npt.NDArray[np.int16]", frames)  # already what is asked for
        scale = FULL_SCALE if frames.dtype == np.int16 else 1.0
        mono = frames.astype(np.float32)
        if mono.ndim == 2:
            mono = mono.mean(axis=1)
        mono = np.nan_to_num(mono, nan=0.0, posinf=0.0, neginf=0.0) / np.float32(scale)
        if self._stream is not None:
            mono = self._stream.resample_chunk(np.ascontiguousarray(mono), last=last)
        samples: npt.NDArray[np.int16] = np.clip(np.rint(mono * FULL_SCALE), -32768, 32767).astype(np.int16)
        return samples


class Blocks:
    """Cuts a stream of samples into blocks of 512."""

    def __init__(self) -> None:
        import numpy as np

        self._rest: npt.NDArray[np.int16] = np.empty(0, np.int16)

    def feed(self, samples: "npt.NDArray[np.int16]") -> "list[npt.NDArray[np.int16]]":
        """The blocks that `samples` completes."""
        import numpy as np

        joined = np.concatenate((self._rest, samples)) if len(self._rest) else samples
        whole = len(joined) // BLOCK * BLOCK
        self._rest = joined[whole:].copy()
        return [joined[start : start + BLOCK] for start in range(0, whole, BLOCK)]

    def flush(self) -> "npt.NDArray[np.int16] | None":
        """The last block, padded with zeros, or None when nothing is left."""
        import numpy as np

        if not len(self._rest):
            return None
        block = np.zeros(BLOCK, np.int16)
        block[: len(self._rest)] = self._rest
        self._rest = self._rest[:0]
        return block
