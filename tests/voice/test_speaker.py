"""Speech: made in memory, played, stopped at once, and leaving nothing behind."""

import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from app.errors import NoSpeaker, NoVoice
from app.voice.devices import refresh
from app.voice.speakable import speakable
from app.voice.speaker import Speaker, Speech, play
from tests.microphone import SPEAKER_RATE, VirtualSound

ROOT = Path(__file__).resolve().parents[2]
MARKER = "보랏빛 우체통 아래에 편지를 숨겨 두었어요"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("오늘도 **수고**했어요! 😊👍🏽", "오늘도 수고 했어요!"),
        ("[여기](https://example.com)를 보세요 https://a.b/c", "여기를 보세요"),
        ("<b>좋은</b> 하루 ㅎㅎ ^^", "좋은 하루"),
        ("1️⃣ 첫째\n\n- 둘째", "1 첫째 - 둘째"),
        ("기온은 20℃, 50% 확률", "기온은 20℃, 50% 확률"),
        ("\u1112\u1161\u11ab글 decomposed", "한글 decomposed"),
        ("\x00\ud800👨‍👩‍👧", ""),
        ("", ""),
    ],
)
def test_speakable(text: str, said: str) -> None:
    assert speakable(text) == said


def test_korean_is_spoken_into_memory() -> None:
    speech = Speaker().synthesise("안녕하세요. 오늘 하루는 어떠셨어요?")
    assert speech.samples.dtype == np.int16
    assert 1.5 < speech.seconds < 6
    assert np.abs(speech.samples).max() > 3000
    assert len(Speaker().synthesise("😊\x00\ud800").samples) == 0


def test_rate_matters() -> None:
    slow, fast = (Speaker(rate=rate).synthesise("오늘 하루도 정말 수고 많았어요").seconds for rate in (100, 250))
    assert slow > 1.5 * fast


def test_the_rate_has_reached_espeak_before_the_first_words() -> None:
    code = """
import pyttsx3.drivers._espeak as espeak
from app.voice.speaker import Speaker

done = []
def told(name):
    own = getattr(espeak, name)
    def call(*arguments, **options):
        done.append((name, *arguments[:2]) if name == "SetParameter" else (name,))
        return own(*arguments, **options)
    setattr(espeak, name, call)

slow = Speaker("ko", 80)
for name in ("SetParameter", "Synchronize", "Cancel", "Synth"):
    told(name)
slow.synthesise("안녕.")
assert done == [("SetParameter", espeak.RATE, 80), ("Synchronize",), ("Synth",), ("Synchronize",)], done
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_threads_take_turns() -> None:
    speaker = Speaker()
    texts = [f"{'오늘은 좋은 날이에요. ' * (at % 3 + 1)}" for at in range(12)]
    expected = [len(speaker.synthesise(text).samples) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        lengths = [len(speech.samples) for speech in pool.map(speaker.synthesise, texts)]
    assert lengths == pytest.approx(expected, rel=0.03)  # espeak never says a thing twice in the same way


def test_no_voice() -> None:
    with pytest.raises(NoVoice):
        Speaker("tlh-none")
    code = """
import sys
sys.modules["pyttsx3.drivers.espeak"] = None
from app.errors import NoVoice
from app.voice.speaker import Speaker
try:
    Speaker()
except NoVoice:
    print("no voice")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "no voice\n", done.stderr


def test_speaking_leaves_no_file_no_argument_and_no_socket(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    code = f"from app.voice.speaker import Speaker; assert len(Speaker().synthesise({MARKER!r}).samples)"
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    calls = "trace=open,openat,creat,socket,connect,execve,memfd_create"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", calls, "-o", str(trace), sys.executable, "-B", str(script)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    # At its start espeak looks for a local PulseAudio, whether it will play or not: a local socket and an empty memfd.
    opened = [line for line in lines if re.search(r"O_(WRONLY|RDWR|CREAT)|creat\(", line) and "/dev/" not in line]
    assert [line for line in opened if 'memfd_create("pulseaudio"' not in line] == []
    assert not [line for line in lines if "socket(" in line and "AF_UNIX" not in line]
    assert len([line for line in lines if "execve(" in line and "ENOENT" not in line]) == 1  # Python itself
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["script.py", "trace"]


def test_played_to_the_end_on_the_loudspeaker(sound: VirtualSound) -> None:
    speaker = Speaker()
    speech = speaker.synthesise("토닥토닥, 괜찮아요.")
    with sound.listening() as heard:
        before = len(heard())
        assert speaker.play(speech) is True
        expected = seconds_of_sound(speech.samples, speech.sample_rate)
        samples = sound.heard_when(heard, lambda all_: seconds_of_sound(all_[before:], SPEAKER_RATE) > expected - 0.1)
    assert seconds_of_sound(samples[before:], SPEAKER_RATE) == pytest.approx(expected, abs=0.1)


def seconds_of_sound(samples: np.ndarray, rate: int) -> float:
    """From the first loud sample to the last."""
    loud = np.nonzero(np.abs(samples) > 300)[0]
    return (loud[-1] - loud[0]) / rate if len(loud) else 0.0


def test_stopped_in_mid_word(sound: VirtualSound) -> None:
    tone = (8000 * np.sin(np.arange(22_050 * 10) * 0.1)).astype(np.int16)
    stop = threading.Event()
    with sound.listening() as heard:
        with ThreadPoolExecutor(1) as pool:
            playing = pool.submit(play, Speech(tone, 22_050), stop)
            time.sleep(0.7)
            asked, at = time.monotonic(), len(heard())
            stop.set()
            assert playing.result(5) is False
            took = time.monotonic() - asked
        time.sleep(0.5)
        after = np.abs(heard()[at:])
    sounding = np.nonzero(after > 300)[0]
    still = sounding[-1] / SPEAKER_RATE if len(sounding) else 0.0
    print(f"stop returned after {took * 1000:.0f} ms, sound on the monitor for {still * 1000:.0f} ms more (goal: 50)")
    assert took < 0.5
    assert still < 0.4


def test_speak_is_cut_off_by_stop_from_another_thread(sound: VirtualSound) -> None:
    speaker = Speaker()
    with ThreadPoolExecutor(1) as pool:
        speaking = pool.submit(speaker.speak, "오늘 하루도 정말 수고 많았어요. " * 5)
        time.sleep(0.7)
        speaker.stop()
        assert speaking.result(2) is False
    assert speaker.speak("네.") is True, "a stop stops what is spoken, not what comes next"


def test_the_loudspeaker_goes_away(sound: VirtualSound) -> None:
    tone = np.full(22_050 * 10, 1000, np.int16)
    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(play, Speech(tone, 22_050), threading.Event())
        time.sleep(0.5)
        sound.unplug()
        with pytest.raises(NoSpeaker):
            playing.result(8)


def test_no_loudspeaker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nothing")
    refresh()
    with pytest.raises(NoSpeaker):
        Speaker().play(Speaker().synthesise("들리나요?"))
    assert play(Speech(np.empty(0, np.int16), 22_050), threading.Event()) is True
