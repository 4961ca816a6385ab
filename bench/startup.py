"""The window from its start: first paint, engines ready, the event loop's longest stalls, page switches, memory.

    python bench/startup.py [--entries 10000] [--rounds 3] [--recording FILE.wav] [--xvfb]

Each round is a process of its own with a home of its own. A 5 ms timer on the window's thread notes every gap; what
a gap exceeds 5 ms by is a stall. Times count from the moment the process was asked for.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PASSPHRASE = "bench"
BEAT = 0.005  # s
PAUSE = 1.5  # s on each page
HEAVY = ("torch", "transformers", "onnxruntime", "vosk", "kiwipiepy", "scipy", "sklearn")
WORDS = ("오늘은 비가 와서 집에 있었다.", "회의가 길어져서 점심을 놓쳤다.", "엄마랑 통화하고 나니 마음이 놓였다.")


# --- the diary -------------------------------------------------------------------------------------------------------


def make_diary(folder: Path, count: int) -> None:
    """`count` entries of one to three utterances, about three a week back from today."""
    from app.diary.emotion import EMOTIONS, EmotionScores
    from app.diary.entry import Care, EmotionReading, Entry, Reply, ReplyKind, Source, Utterance
    from app.storage.ids import new_id
    from app.storage.repository import Diary

    whole = []
    for number in range(count):
        day = date.today() - timedelta(days=number * 7 // 20)
        moment = datetime(day.year, day.month, day.day, 9 + number % 12).astimezone()
        entry_id = new_id()
        utterances = []
        for position in range(1 + number % 3):
            scores = [0.04] * 6
            scores[(number + position) % 6] = 0.8
            reading = EmotionReading(EmotionScores(tuple(scores)), True, (), "bench")
            text = WORDS[(number + position) % 3]
            reply = Reply("그랬군요. 마음이 쓰이셨겠어요.", ReplyKind.COMFORT, Care.NONE, "bench")
            utterances.append(
                Utterance(new_id(), entry_id, position, text, Source.TYPED, moment, reading=reading, reply=reply)
            )
        felt = (EMOTIONS[number % 6],) if number % 4 == 0 else ()
        whole.append(Entry(entry_id, day, moment, tuple(utterances), score=1 + number % 5, felt=felt, is_open=False))
    diary, _ = Diary.create(folder, PASSPHRASE)
    with diary:
        diary.add_entries(whole)


# --- one round, in a process of its own ------------------------------------------------------------------------------


class Round:
    """One start of the window, watched: `figures` fills as the phases pass."""

    def __init__(self, folder: Path, begun: float) -> None:
        from PySide6.QtCore import QTimer

        from app.config import Settings
        from app.ui import application
        from app.ui.live_session import LiveSession
        from app.ui.main_window import MainWindow

        self.folder = folder
        self.figures: dict[str, Any] = {"stalls": {}, "pages": {}}
        self.phase = "first paint"
        self.app = application.make_application(settings := Settings())
        self.live = LiveSession(settings)
        self.window = MainWindow(settings, folder, self.live, has_diary=True)
        self._last = time.perf_counter()
        self._timer = QTimer(interval=round(BEAT * 1000))
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self.window.painted.connect(lambda: self.figures.setdefault("first paint", time.monotonic() - begun))

    def _beat(self) -> None:
        at = time.perf_counter()
        stalls = self.figures["stalls"]
        stalls[self.phase] = max(stalls.get(self.phase, 0.0), at - self._last - BEAT)
        self._last = at

    def until(self, true: Callable[[], bool], seconds: float = 60.0) -> None:
        """Let the window run until `true`."""
        from PySide6.QtCore import QEventLoop, QTimer

        end = time.monotonic() + seconds
        loop = QEventLoop()  # as in the real window: nothing between events but Qt
        look = QTimer(interval=5)
        look.timeout.connect(lambda: loop.quit() if true() or time.monotonic() > end else None)
        look.start()
        loop.exec()
        if not true():
            raise SystemExit(f"{self.phase}: not within {seconds} s")

    def rest(self) -> None:
        """Let the window run for a while."""
        end = time.monotonic() + PAUSE
        self.until(lambda: time.monotonic() > end)

    def start(self) -> None:
        """To the first paint, with the heavy libraries still asleep."""
        self.window.show()
        self.until(lambda: "first paint" in self.figures)
        self.figures["imported before the paint"] = [name for name in HEAVY if name in sys.modules]
        self.figures["memory at the paint, MB"] = _memory()
        self.phase = "reading ahead, locked"  # somebody types a passphrase meanwhile
        self.rest()

    def unlock(self) -> None:
        """Open the diary and load the engines."""

        def make() -> Any:
            from app.storage.repository import Diary  # heavy: never on the window's thread

            return Diary.open(self.folder, PASSPHRASE)

        ready: list[float] = []
        self.phase = "unlocking"
        asked = time.monotonic()
        self.live.engines_ready.connect(lambda: ready.append(time.monotonic() - asked))
        self.live.open(make, lambda error: sys.exit(str(error)))
        self.until(lambda: self.live.is_open)
        self.figures["unlock"] = time.monotonic() - asked
        self.phase = "loading engines"
        self.until(lambda: bool(ready))
        self.figures["engines ready after unlock"] = ready[0]
        self.rest()

    def type(self) -> None:
        """Type a sentence and be answered."""
        self.phase = "typing and being answered"
        answered: list[object] = []
        self.live.answered.connect(answered.append)
        asked = time.monotonic()
        self.live.say("오늘은 발표를 했는데 많이 떨렸다.", lambda _: None, lambda error: sys.exit(str(error)))
        self.until(lambda: bool(answered))
        self.figures["answered after"] = time.monotonic() - asked
        self.rest()

    def speak(self, recording: Path) -> None:
        """Say `recording` into the virtual microphone and be answered."""
        self.phase = "recording and being answered"
        answered: list[object] = []
        self.live.answered.connect(answered.append)
        self.live.start_recording()
        self.until(lambda: self.live.recording == "listening")
        with subprocess.Popen(["paplay", "--device=micfeed", "--latency-msec=20", str(recording)]) as player:
            self.until(lambda: player.poll() is not None)
            ended = time.monotonic()
            self.until(lambda: bool(answered))
        self.figures["answered after the recording"] = time.monotonic() - ended
        self.live.stop_recording()
        self.until(lambda: self.live.recording == "idle")
        self.rest()
        self.live.stop_speaking()
        self.until(lambda: not self.live.speaking)

    def browse(self) -> None:
        """Visit every page twice."""
        from app.ui.places import CalendarAt, Entries, EntryAt, SettingsAt, Today

        shell = self.window.shell
        assert shell is not None
        entries = self.live.session.diary.entries(date.today() - timedelta(days=20))
        places = {
            "calendar": CalendarAt(date.today()),
            "entries": Entries(),
            "entry": EntryAt(entries[1].id),
            "settings": SettingsAt(),
            "today": Today(),
            "year": CalendarAt(date.today(), year=True),
            "search": Entries("엄마"),
        }
        for visit in ("first", "again"):
            for name, place in places.items():
                self.phase = f"{name}, {visit}"
                asked = time.perf_counter()
                shell.go(place)
                self.app.processEvents()
                self.window.grab()  # painted with what it has at once
                painted = time.perf_counter() - asked
                self._last = time.perf_counter()  # the grab is ours, not the window's
                self.until(lambda: not self.live.is_busy)
                self.window.grab()  # with what the diary answered
                self.figures["pages"][self.phase] = (painted, time.perf_counter() - asked)
                self._last = time.perf_counter()
                self.rest()
        self.figures["memory at the end, MB"] = _memory()

    def close(self) -> None:
        """Close the window, until everything is stored."""
        closed: list[object] = []
        self.phase = "closing"
        self.live.closed.connect(lambda: closed.append(None))
        self.window.close()
        self.until(lambda: bool(closed))
        self.live.end()


def one_round(folder: Path, begun: float, recording: Path | None) -> dict[str, Any]:
    """Open the window, wait for the engines, say something, visit every page; returns the figures."""
    watched = Round(folder, begun)
    watched.start()
    watched.unlock()
    watched.type()
    if recording is not None:
        watched.speak(recording)
    watched.browse()
    watched.close()
    return watched.figures


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- all rounds ------------------------------------------------------------------------------------------------------


def main() -> None:
    """Print the table of medians (stalls: of the largest)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--xvfb", action="store_true", help="on the display of DISPLAY, not offscreen")
    parser.add_argument("--recording", type=Path, help="also say this WAV into a virtual microphone (PulseAudio)")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--begun", type=float, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(one_round(arguments.child, arguments.begun, arguments.recording)))
        return
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"HOME": place, "LANG": "ko_KR.UTF-8"}
        if not arguments.xvfb:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        folder = Path(place) / "diary"
        make_diary(folder, arguments.entries)
        rounds = []
        with _sound(arguments.recording) as extra:
            for _ in range(arguments.rounds):
                command = [sys.executable, __file__, "--child", str(folder), "--begun", str(time.monotonic()), *extra]
                done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
                rounds.append(json.loads(done.stdout.splitlines()[-1]))  # pyttsx3 prints before
    _print(rounds, arguments.entries)


@contextmanager
def _sound(recording: Path | None) -> Iterator[list[str]]:
    """A virtual microphone if there is something to say; yields the options for the child."""
    if recording is None:
        yield []
        return
    from tests.microphone import virtual_sound

    with virtual_sound() as sound:
        os.environ |= sound.env
        yield ["--recording", str(recording.resolve())]


def _print(rounds: list[dict[str, Any]], entries: int) -> None:
    print(f"{len(rounds)} rounds, {entries} entries, {os.cpu_count()} cores")
    times = ("first paint", "unlock", "engines ready after unlock", "answered after", "answered after the recording")
    for name in times:
        if name in rounds[0]:
            print(f"{name:32} {statistics.median(each[name] for each in rounds):7.2f} s")
    for name in ("memory at the paint, MB", "memory at the end, MB"):
        print(f"{name:32} {statistics.median(each[name] for each in rounds):7.0f}")
    print(f"{'imported before the paint':32} {rounds[0]['imported before the paint']}")
    print(f"\n{'longest stall':32} {'ms':>7}")
    for phase in rounds[0]["stalls"]:
        print(f"  {phase:30} {1000 * max(each['stalls'].get(phase, 0) for each in rounds):7.0f}")
    print(f"\n{'page switch, ms':32} painted  with the diary's answer")
    for page in rounds[0]["pages"]:
        painted, whole = (1000 * statistics.median(each["pages"][page][at] for each in rounds) for at in (0, 1))
        print(f"  {page:30} {painted:7.0f} {whole:7.0f}")


if __name__ == "__main__":
    main()
