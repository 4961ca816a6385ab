"""Sound files of every kind become 16 kHz mono blocks, in little memory; anything else is told plainly."""

import os
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.errors import AudioUnreadable
from app.voice import BLOCK, SAMPLE_RATE
from app.voice.audio_file import read_blocks, seconds_of, write_wav
from app.voice.speaker import Speech
from tests.voice.conftest import wav_bytes

TONE = 440.0  # Hz


def tone(rate: int, seconds: float = 1.0, channels: int = 1) -> np.ndarray:
    wave_ = 0.5 * np.sin(2 * np.pi * TONE * np.arange(int(rate * seconds)) / rate)
    return np.repeat(wave_[:, None], channels, axis=1)


@pytest.mark.parametrize(
    ("rate", "channels", "subtype", "form"),
    [
        (16_000, 1, "PCM_16", "WAV"),
        (44_100, 2, "PCM_16", "WAV"),
        (8_000, 1, "PCM_U8", "WAV"),
        (48_000, 1, "PCM_24", "WAV"),
        (22_050, 2, "PCM_32", "WAV"),
        (96_000, 6, "FLOAT", "WAVEX"),
        (11_025, 1, "DOUBLE", "WAV"),
        (8_000, 1, "ULAW", "WAV"),
        (44_100, 2, "PCM_16", "FLAC"),
    ],
)
def test_any_rate_width_and_channels(tmp_path: Path, rate: int, channels: int, subtype: str, form: str) -> None:
    path = tmp_path / "한글 이름.소리"  # neither the name nor its ending matters
    soundfile.write(path, tone(rate, channels=channels), rate, subtype=subtype, format=form)
    blocks = list(read_blocks(path))
    assert all(block.shape == (BLOCK,) and block.dtype == np.int16 for block in blocks)
    samples = np.concatenate(blocks).astype(float)
    assert len(samples) == -(-SAMPLE_RATE // BLOCK) * BLOCK  # one second, the last block padded
    assert seconds_of(path) == pytest.approx(1.0, abs=0.001)
    spectrum = np.abs(np.fft.rfft(samples[:SAMPLE_RATE]))
    assert np.argmax(spectrum) == pytest.approx(TONE, abs=1)
    assert np.sqrt(np.mean(samples[1000:15000] ** 2)) == pytest.approx(0.5 * 32768 / np.sqrt(2), rel=0.03)


def test_sixteen_bits_at_our_rate_come_through_untouched(tmp_path: Path) -> None:
    path = tmp_path / "same.wav"
    samples = np.random.default_rng(1).integers(-32768, 32767, 3 * BLOCK, dtype=np.int16)
    path.write_bytes(wav_bytes(samples))
    assert np.array_equal(np.concatenate(list(read_blocks(path))), samples)


def test_loud_and_strange_floats_are_tamed(tmp_path: Path) -> None:
    path = tmp_path / "float.wav"
    soundfile.write(path, np.array([0.0, 4.0, -4.0, np.nan, np.inf, 0.25] * 1000), 16_000, subtype="FLOAT")
    samples = np.concatenate(list(read_blocks(path)))
    assert list(samples[:6]) == [0, 32767, -32768, 0, 0, 8192]


def broken_files(folder: Path) -> dict[str, Path]:
    good = wav_bytes(np.ones(2000, np.int16))
    contents = {
        "empty": b"",
        "text": "오늘은 좋은 날".encode() * 100,
        "noise": os.urandom(5000),
        "header only": good[:44][:40] + struct.pack("<I", 0),
        "half a header": good[:20],
        "no channels": good[:22] + struct.pack("<H", 0) + good[24:],
        "no rate": good[:24] + struct.pack("<I", 0) + good[28:],
        "mad rate": good[:24] + struct.pack("<I", 2**31 - 1) + good[28:],
        "unknown codec": good[:20] + struct.pack("<H", 0x4242) + good[22:],
    }
    for name, content in contents.items():
        (folder / f"{name}.wav").write_bytes(content)
    (folder / "folder.wav").mkdir()
    return {name: folder / f"{name}.wav" for name in [*contents, "folder", "missing"]}


def test_what_is_no_sound_is_named_without_a_traceback(tmp_path: Path) -> None:
    for name, path in broken_files(tmp_path).items():
        with pytest.raises(AudioUnreadable) as raised:
            list(read_blocks(path))
        assert path.name in raised.value.explained("ko")["message"], name


def test_a_recording_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(wav_bytes(np.full(16_000, 1000, np.int16))[:-16_001])
    samples = np.concatenate(list(read_blocks(path)))
    assert 7_000 < np.count_nonzero(samples == 1000) < 8_001


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_two_hours_take_no_more_memory_than_two_seconds(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        minute = bytes([128, 130]) * 240_000
        for _ in range(120):
            file.writeframes(minute)
    reading = read_blocks(path)
    for _ in range(100):
        next(reading)
    before, most, samples = resident_bytes(), 0, 100 * BLOCK
    for at, block in enumerate(reading):
        samples += len(block)
        if at % 5000 == 0:
            most = max(most, resident_bytes())
    assert samples / SAMPLE_RATE == pytest.approx(7200, abs=0.1)
    assert most - before < 20_000_000


def test_writing_is_whole_private_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "reply.wav"
    speech = Speech(np.arange(-3000, 3000, dtype=np.int16), 22_050)
    write_wav(path, speech)
    samples, rate = soundfile.read(path, dtype="int16")
    assert rate == 22_050
    assert np.array_equal(samples, speech.samples)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["reply.wav"]
