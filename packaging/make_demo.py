"""Write resources/demo/year.json out of corpus/demo/*.toml (run by hand after changing a text, the model or a reply).

    python packaging/make_demo.py [--show]

The texts are written by hand; readings and replies come from the engines that Todak runs, one conversation an entry,
seeded by its day and clock (`seed` in the entry chooses another). `correct` in an entry names what the user says that a
line means (place from 0, emotion) and counts only where the model read it differently. `--show` prints every line with
what was read and answered. Fails when a line is answered with a crisis card: those belong elsewhere.
"""

import argparse
import json
import sys
import tomllib
import zlib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.config import Settings  # noqa: E402 (this script lies beside the package, not in it)
from app.demo import FORMAT  # noqa: E402
from app.diary.emotion import EMOTIONS, Emotion, EmotionScores  # noqa: E402
from app.diary.entry import OFFER, Care, Person, Source  # noqa: E402
from app.engines import Engines  # noqa: E402
from app.session import Conversation  # noqa: E402

CORPUS = ROOT / "corpus" / "demo"
TARGET = ROOT / "resources" / "demo" / "year.json"
KEYS = {"when", "score", "felt", "people", "tags", "voice", "typed", "correct", "seed"}
# How people talk and type to a diary, roughly: letters a second, and the time to hear a reply and go on.
SPOKEN, TYPED, BETWEEN = 5.5, 3.0, 14.0


class Maker:
    """Reads and answers the texts, and remembers which engines did."""

    def __init__(self, show: bool) -> None:
        self._engines = Engines(Settings())
        self._show = show
        self._models: set[str] = set()
        self._companions: set[str] = set()

    def year(self) -> dict[str, Any]:
        """The whole file."""
        entries = [self.entry(written) for file in sorted(CORPUS.glob("[01]*.toml")) for written in _load(file)]
        today = self.entry(_load(CORPUS / "today.toml")[0])
        (model,), (companion,) = self._models, self._companions
        return {
            "format": FORMAT,
            "model": model,
            "companion": companion,
            "emotions": [each.value for each in EMOTIONS],
            "entries": entries,
            "today": today,
        }

    def entry(self, written: dict[str, Any]) -> dict[str, Any]:
        """One entry with its readings and replies. Raises ValueError for what the diary would not take."""
        unknown = set(written) - KEYS
        if unknown or ("voice" in written) == ("typed" in written):
            raise ValueError(f"{written.get('when')}: {unknown or 'either voice or typed'}")
        source = Source.VOICE if "voice" in written else Source.TYPED
        day, _, at = written.get("when", "").partition(" ")
        made: dict[str, Any] = {"day": day, "at": at} if day else {}
        made |= {key: written[key] for key in ("score", "tags") if key in written}
        made |= {"felt": [Emotion(each).value for each in written["felt"]]} if "felt" in written else {}
        made |= {"people": [Person(each).value for each in written["people"]]} if "people" in written else {}
        conversation = Conversation(self._engines, written.get("seed", zlib.crc32(f"{day} {at}".encode())))
        if self._show:
            print(f"\n{day} {at}  {made.get('score', '')} {made.get('felt', '')}")
        clock = 0.0
        made["utterances"] = []
        for position, text in enumerate(written[source.value]):
            length = len(text) / (SPOKEN if source is Source.VOICE else TYPED)
            said = {"text": text, "source": source.value, "begins": round(clock, 1), "ends": round(clock + length, 1)}
            said |= self._understood(conversation, text, written.get("correct", {}).get(str(position)))
            made["utterances"].append(said)
            clock += length + BETWEEN
        return made

    def _understood(self, conversation: Conversation, text: str, meant: str | None) -> dict[str, Any]:
        analysis = conversation.understand(text)
        if analysis is None:
            raise ValueError(f"nothing to read: {text}")
        reply = conversation.answer(text, analysis)
        if reply.care is not Care.NONE:
            raise ValueError(f"a card was answered ({reply.care}): {text}")
        reading = analysis.reading
        self._models.add(reading.model)
        self._companions.add(reply.source.removesuffix(OFFER))
        if self._show:
            mark = "" if reading.certain else "?"
            print(f"   {reading.scores.dominant.value}{mark} {max(reading.scores.values):.2f} | {text}")
            print(f"        → {reply.text}")
        corrected = meant is not None and reading.scores.dominant is not Emotion(meant)  # nobody corrects what is right
        return {
            **({"felt": meant} if corrected else {}),
            "reading": [
                _rounded(reading.scores),
                reading.certain,
                [[each.text, _rounded(each.scores)] for each in reading.sentences],
            ],
            "reply": [reply.text, reply.kind.value, reply.care.value],
        }


def _load(file: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["entry"]
    return loaded


def _rounded(scores: EmotionScores) -> list[float]:
    return [round(value, 4) for value in scores.values]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print every line with its reading and reply")
    year = Maker(parser.parse_args().show).year()
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(year, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    utterances = sum(len(entry["utterances"]) for entry in year["entries"])
    print(f"{len(year['entries'])} entries, {utterances} utterances, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
