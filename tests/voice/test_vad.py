"""Speech is cut at its pauses, and no sample of it is lost or given twice."""

from itertools import pairwise

import numpy as np
import pytest

from app.voice import BLOCK, SAMPLE_RATE
from app.voice.vad import UtteranceDetector, VoiceActivity
from tests.voice.conftest import Clip, Samples, blocks_of, silence


def utterances(samples: Samples, **options: float) -> list[tuple[float, Samples]]:
    """Where each utterance begins (s) and its sound; one that the end cut off counts too."""
    detector = UtteranceDetector(**options)
    found: list[tuple[float, list[Samples]]] = []
    for block in blocks_of(samples):
        for activity in detector.feed(block):
            if activity is VoiceActivity.STARTED:
                found.append((detector.began_at, []))
            elif activity is not VoiceActivity.ENDED:
                assert isinstance(activity, np.ndarray)
                found[-1][1].append(activity)
    return [(at, np.concatenate(sound)) for at, sound in found]


def test_silence_and_noise_are_no_speech() -> None:
    noise = np.random.default_rng(1).normal(0, 2000, 5 * SAMPLE_RATE).astype(np.int16)
    assert utterances(silence(5)) == []
    assert utterances(noise) == []


def test_speech_has_a_run_up_and_ends_after_the_pause(clips: list[Clip]) -> None:
    clip = clips[0].samples
    ((at, sound),) = utterances(np.concatenate((silence(2), clip, silence(3))))
    assert 1.5 < at < 2.8
    ended = at + len(sound) / SAMPLE_RATE
    assert 2 + len(clip) / SAMPLE_RATE - 0.5 < ended < 2 + len(clip) / SAMPLE_RATE + 1.0


def test_a_long_pause_parts_and_a_short_one_does_not(clips: list[Clip]) -> None:
    one, two = clips[0].samples, clips[1].samples
    assert len(utterances(np.concatenate((silence(1), one, silence(2), two, silence(2))))) == 2
    trimmed = one[np.abs(one.astype(int)).argmax() - 4000 :][:8000]
    assert len(utterances(np.concatenate((silence(1), trimmed, silence(0.3), trimmed, silence(2))))) == 1


def test_each_sound_is_the_input_where_it_says(clips: list[Clip]) -> None:
    samples = np.concatenate([silence(1), *(np.concatenate((clip.samples, silence(1.2))) for clip in clips[:3])])
    found = utterances(samples)
    assert len(found) >= 3
    for at, sound in found:
        start = round(at * SAMPLE_RATE)
        assert start % BLOCK == 0
        assert np.array_equal(sound[: len(samples) - start], samples[start : start + len(sound)])


def test_endless_speech_is_cut_at_the_cap_and_goes_on(clips: list[Clip]) -> None:
    clip = clips[0].samples
    loud = clip[np.abs(clip.astype(int)) > 300]  # hardly a pause left in it
    samples = np.concatenate((silence(1), np.tile(loud, 40)[: 12 * SAMPLE_RATE], silence(2)))
    found = utterances(samples, cap=4.0)
    assert len(found) >= 3
    assert all(len(sound) <= 4.1 * SAMPLE_RATE for _, sound in found)
    for (at, sound), (following, _) in pairwise(found):
        assert following == pytest.approx(at + len(sound) / SAMPLE_RATE, abs=0.5)  # nothing of the speech is missing
        assert following >= at + len(sound) / SAMPLE_RATE - 1e-6  # nor doubled
