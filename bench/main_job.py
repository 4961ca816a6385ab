"""The main job, spoken at the pace of speech: pause → text → emotion → reply → first sound, and memory per stage.

    python bench/main_job.py RECORDING.wav [--rounds 3]

The recording is fed block by block in real time, followed by silence, as a microphone would. Times are counted from its
last block of speech; about 0.8 s of each is the silence that ends an utterance.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from app.config import Settings
from app.engines import Engines
from app.session import Answered, DiarySession, SessionEvent, Stored, Understood
from app.storage.repository import Diary
from app.voice import BLOCK, SAMPLE_RATE
from app.voice.audio_file import read_blocks

SILENCE = 1.6  # seconds after the speech


def rss() -> int:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1_000_000


def at_the_pace_of_speech(blocks: list[np.ndarray], moments: dict[str, float]) -> Iterator[np.ndarray]:
    """The blocks in real time, then silence; `moments["speech end"]` is when the last block of speech was given."""
    begun = time.perf_counter()
    silence = [np.zeros(BLOCK, np.int16)] * int(SILENCE * SAMPLE_RATE / BLOCK)
    for number, block in enumerate([*blocks, *silence]):
        time.sleep(max(0.0, begun + number * BLOCK / SAMPLE_RATE - time.perf_counter()))
        if number == len(blocks):
            moments["speech end"] = time.perf_counter()
        yield block


def one_round(diary: Diary, settings: Settings, engines: Engines, blocks: list[np.ndarray]) -> list[float]:
    """Seconds after the speech until its text is stored, understood, answered, and the reply is ready to sound."""
    moments: dict[str, float] = {}

    def listen(event: SessionEvent) -> None:
        moments[type(event).__name__] = time.perf_counter()

    session = DiarySession(diary, settings, engines, listener=listen)
    reply = session.hear_sound(at_the_pace_of_speech(blocks, moments), live=True)[-1].reply
    assert reply is not None
    begun = time.perf_counter()
    session.synthesise(reply.text)
    synthesis = time.perf_counter() - begun
    steps = [moments[event.__name__] - moments["speech end"] for event in (Stored, Understood, Answered)]
    return [*steps, steps[-1] + synthesis]


def main() -> None:
    """Print the timeline and the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    memory = [("python, session imported", rss())]
    settings = Settings(Path("/nonexistent/settings.json"))
    engines = Engines(settings)
    with tempfile.TemporaryDirectory() as place:
        diary, _ = Diary.create(Path(place) / "diary", "bench")
        memory.append(("diary open", rss()))
        engines.emotion().analyse("안녕하세요.")
        memory.append(("emotion model", rss()))
        engines.recogniser()
        memory.append(("recogniser and Kiwi", rss()))
        engines.speaker().synthesise("안녕하세요.")
        memory.append(("speaker", rss()))
        blocks = list(read_blocks(arguments.recording))
        rows = [one_round(diary, settings, engines, blocks) for _ in range(arguments.rounds)]
        diary.close()
    print("seconds after the last block of speech (the pause that ends an utterance is about 0.8 of them)")
    print("| round | text stored | emotion | reply | reply ready to sound |\n|---|---|---|---|---|")
    for number, row in enumerate(rows):
        print(f"| {number + 1} | " + " | ".join(f"{value:.2f}" for value in row) + " |")
    print("\n| stage | resident MB |\n|---|---|")
    for stage, size in memory:
        print(f"| {stage} | {size} |")


if __name__ == "__main__":
    main()
