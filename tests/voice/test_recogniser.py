"""Words out of real voices: how many are right, when they appear, and what happens without a model."""

import logging
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.diary.entry import Word
from app.errors import ModelBroken, ModelMissing
from app.voice import SAMPLE_RATE, vosk_model
from app.voice.hypothesis import Hypothesis, Morpheme
from app.voice.recogniser import Transcript, VoskRecogniser, read_best
from app.voice.rescoring import MOST_SURE, choose
from app.voice.spacing import words_of
from app.voice.speech_recognition_engine import register
from app.voice.transcription import transcribe_file
from tests.voice.conftest import Clip, Samples, blocks_of, silence, wav_bytes

WORST_ERROR_RATE = 0.45


def letters(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z가-힣]", "", text)


def distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def recognise(
    recogniser: VoskRecogniser, samples: Samples, read: Callable[[list[Hypothesis]], list[Word]] = read_best
) -> tuple[Transcript, list[str]]:
    stream = recogniser.stream(read)
    partials = [partial for block in blocks_of(samples) if (partial := stream.feed(block)) is not None]
    return stream.finish(), partials


def assert_sane(transcript: Transcript, seconds: float) -> None:
    assert " ".join(word.text for word in transcript.words) == transcript.text
    last = 0.0
    for word in transcript.words:
        assert word.text == word.text.strip() != ""
        assert last - 0.05 <= word.start < word.end <= seconds + 0.1
        assert 0 <= word.confidence <= 1
        last = word.end


@dataclass(frozen=True)
class Heard:
    """A clip, what was made of it, the texts shown meanwhile, Vosk's own first guess."""

    clip: Clip
    transcript: Transcript
    partials: list[str]
    first_guess: str


@pytest.fixture(scope="module")
def heard(clips: list[Clip], recogniser: VoskRecogniser) -> list[Heard]:
    """Every clip, recognised once for all tests."""
    found = []
    for clip in clips:
        guesses: list[str] = []

        def read(pieces: list[Hypothesis], guesses: list[str] = guesses) -> list[Word]:
            guesses.append(pieces[0].joined)
            return read_best(pieces)

        transcript, partials = recognise(recogniser, clip.samples, read)
        found.append(Heard(clip, transcript, partials, "".join(guesses)))
    return found


def test_real_voices_are_understood_and_rescoring_does_no_harm(heard: list[Heard]) -> None:
    said = [letters(each.clip.text) for each in heard]
    total = sum(map(len, said))
    wrong = sum(distance(text, letters(each.transcript.text)) for text, each in zip(said, heard, strict=True))
    wrong_first = sum(distance(text, letters(each.first_guess)) for text, each in zip(said, heard, strict=True))
    print(f"CER {wrong / total:.3f}, without rescoring {wrong_first / total:.3f}")
    if heard[0].clip.is_real:
        assert wrong / total < WORST_ERROR_RATE
        assert wrong <= wrong_first + 0.03 * total  # a syllable or two of so few clips; bench/recogniser.py tells more


def test_words_have_times_and_appear_while_speaking(heard: list[Heard]) -> None:
    for each in heard:
        assert_sane(each.transcript, len(each.clip.samples) / SAMPLE_RATE)
        assert each.partials
        assert not set("[](){}") & set(each.transcript.text + "".join(each.partials))
    assert sum(len(set(each.partials)) for each in heard) > 3 * len(heard)


def test_the_log_holds_no_words(
    clips: list[Clip], recogniser: VoskRecogniser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    transcript, _ = recognise(recogniser, clips[0].samples)
    assert transcript.words
    assert not [word for word in transcript.words if len(word.text) > 1 and word.text in caplog.text]


def test_a_pause_inside_a_stream_loses_nothing(heard: list[Heard], recogniser: VoskRecogniser) -> None:
    one, two = heard[0].clip, heard[1].clip
    alone = [len(letters(each.transcript.text)) for each in heard[:2]]
    samples = np.concatenate((one.samples, silence(1.5), two.samples))
    transcript, _ = recognise(recogniser, samples)
    assert_sane(transcript, len(samples) / SAMPLE_RATE)
    border = len(one.samples) / SAMPLE_RATE + 0.75
    before = "".join(word.text for word in transcript.words if word.start < border)
    after = "".join(word.text for word in transcript.words if word.start >= border)
    assert len(letters(before)) >= 0.6 * alone[0]
    assert len(letters(after)) >= 0.6 * alone[1]
    if one.is_real:
        wrong = distance(letters(one.text), letters(before)) + distance(letters(two.text), letters(after))
        assert wrong < WORST_ERROR_RATE * len(letters(one.text + two.text))


def test_the_last_word_needs_no_silence_behind_it(clips: list[Clip], recogniser: VoskRecogniser) -> None:
    loud = np.nonzero(np.abs(clips[0].samples.astype(int)) > 1000)[0]
    cut = clips[0].samples[: loud[-1] + 1]
    transcript, _ = recognise(recogniser, cut)
    assert transcript.words[-1].end > len(cut) / SAMPLE_RATE - 0.7


def test_nothing_and_silence_give_nothing(recogniser: VoskRecogniser) -> None:
    assert recogniser.stream().finish() == Transcript("")
    assert recognise(recogniser, silence(3)) == (Transcript(""), [])


def test_speech_recognition_runs_the_same_path(clips: list[Clip], recogniser: VoskRecogniser) -> None:
    import speech_recognition as sr

    register(recogniser)
    ours = recogniser.stream()
    ours.feed(clips[0].samples)
    transcript = ours.finish()
    assert len(letters(transcript.text)) > 0.5 * len(letters(clips[0].text)), "one large piece, as good as blocks"
    audio = sr.AudioData(clips[0].samples.tobytes(), SAMPLE_RATE, 2)
    shown = sr.Recognizer().recognize_vosk_ko(audio, show_all=True)
    assert shown["text"] == transcript.text
    assert [word["word"] for word in shown["words"]] == transcript.text.split()
    with pytest.raises(sr.UnknownValueError):
        sr.Recognizer().recognize_vosk_ko(sr.AudioData(bytes(32_000), SAMPLE_RATE, 2))


def test_a_file_is_transcribed_with_times_from_its_start(
    clips: list[Clip], recogniser: VoskRecogniser, tmp_path: Path
) -> None:
    path = tmp_path / "diary.wav"
    samples = np.concatenate((silence(2), clips[0].samples, silence(2), clips[1].samples, silence(1)))
    path.write_bytes(wav_bytes(samples))
    seconds, transcript = transcribe_file(path, recogniser)
    assert seconds == pytest.approx(len(samples) / SAMPLE_RATE, abs=0.04)
    assert_sane(transcript, seconds)
    assert 2 <= transcript.words[0].start < 3
    second = 4 + len(clips[0].samples) / SAMPLE_RATE
    assert any(word.start > second - 0.2 for word in transcript.words)


def test_a_silent_file_says_nothing(recogniser: VoskRecogniser, tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    path.write_bytes(wav_bytes(silence(3)))
    assert transcribe_file(path, recogniser)[1] == Transcript("")


def test_spaces_change_and_letters_do_not() -> None:
    texts = ["오늘", "은", "친구", "를", "만나", "서", "좋았", "어요"]
    morphemes = tuple(Morpheme(text, at * 0.5, at * 0.5 + 0.5) for at, text in enumerate(texts))
    words = words_of(Hypothesis(10.0, morphemes), [1.0] * len("".join(texts)))
    assert [word.text for word in words] == ["오늘은", "친구를", "만나서", "좋았어요"]
    assert [(word.start, word.end) for word in words] == [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, 4.0)]


def test_a_likelier_sentence_wins_and_shared_words_are_surer() -> None:
    def hypothesis(score: float, *texts: str) -> Hypothesis:
        return Hypothesis(score, tuple(Morpheme(text, at, at + 1.0) for at, text in enumerate(texts)))

    chosen, sure = choose(
        [hypothesis(10.0, "점심", "을", "목었", "어요"), hypothesis(9.0, "점심", "을", "먹었", "어요")]
    )
    assert chosen.joined == "점심을먹었어요"
    assert sure[0] == pytest.approx(MOST_SURE)
    assert sure[3] < MOST_SURE


def copy_of_the_model(folder: Path) -> Path:
    copied = folder / "model"
    for name in vosk_model.NEEDED:
        (copied / name).parent.mkdir(parents=True, exist_ok=True)
        (copied / name).symlink_to(vosk_model.bundled_model() / name)
    return copied


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        VoskRecogniser(tmp_path / "nowhere").load()
    with pytest.raises(ModelBroken, match=r"am/final\.mdl"):
        VoskRecogniser(tmp_path).stream()


@pytest.mark.parametrize("name", list(vosk_model.NEEDED))
def test_a_model_with_a_hole_is_broken(tmp_path: Path, name: str) -> None:
    model = copy_of_the_model(tmp_path)
    (model / name).unlink()
    with pytest.raises(ModelBroken, match=re.escape(name)):
        VoskRecogniser(model).load()


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/Gr.fst", "ivector/final.ie"])
def test_a_model_of_rubbish_is_broken(tmp_path: Path, name: str) -> None:
    """In a process of its own: Kaldi is known to abort on what it cannot read."""
    model = copy_of_the_model(tmp_path)
    (model / name).unlink()
    (model / name).write_bytes(b"rubbish " * 200_000)
    code = f"""
from pathlib import Path
from app.errors import ModelBroken
from app.voice.recogniser import VoskRecogniser
try:
    VoskRecogniser(Path({str(model)!r})).load()
except ModelBroken:
    print("broken")
"""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    shutil.rmtree(model)
    assert done.stdout == "broken\n", (done.returncode, done.stderr)
