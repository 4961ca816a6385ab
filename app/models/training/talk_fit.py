"""How well an answer suits a line in a talk: weights learnt from readers of talks (`companion/in_talk.py`).

    python -m app.models.training.talk_fit          prints how far the weights carry, and writes them

The lines are those of `corpus/comfort/talks.tsv`. `talk-judged.tsv` has for each line after a talk's first some ten
answers that could be given to it, read beside one another by language models with a guideline, knowing what was said
before and the rabbit's `last` reply: 2 somebody who followed the talk says just this, 1 it disturbs nobody but could
stand anywhere, 0 it takes a word for the matter, presumes, or mishears.

Done again after `training.acts` and `training.reply_fit`, whose weights are among the numbers, and after a change of
the texts; answers that are no longer offered are left out. Some two minutes.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from random import Random

from app.config import bundled_models
from app.models.companion.comfort import Comforter
from app.models.companion.fit import Answer, load_fit
from app.models.companion.in_talk import FILE, Line, Setting, load_talk_fit, names, numbers, of_itself
from app.models.companion.index import CORPUS
from app.models.companion.memory import Memory
from app.models.companion.nearest import index_folder
from app.models.companion.texts import load_texts, packed_file
from app.models.emotion import EmotionModel, load_emotion_model
from app.models.training.corpus import CorpusBroken, read_cells
from app.models.training.pairs import FOLDS, Pairs, Verdict, finish, in_rows, learnt
from app.models.training.talks import Said, analyses, read_talks

JUDGED = "talk-judged.tsv"
COLUMNS = ("talk", "line", "last", "mark", "reply")
WORTH = {"0": 0.0, "1": 0.45, "2": 1.0}  # a plain answer disturbs nobody; a wrong one ends a talk
_OF_REPLIES = 1.5  # the penalty on the weight of a reply; chosen, as `WORTH`, on talks not learnt

Marks = dict[str, str]  # of replies


def read_marks() -> dict[str, dict[int, tuple[str, Marks]]]:
    """By talk and number of the line: the rabbit's last reply, and the marks. Raises CorpusBroken, OSError."""
    found: dict[str, dict[int, tuple[str, Marks]]] = {}
    for number, (talk, line, last, mark, reply) in read_cells(CORPUS / JUDGED, list(COLUMNS)):
        if mark not in WORTH or not line.isdigit():
            raise CorpusBroken(f"{JUDGED}:{number}: {line!r}, {mark!r}")
        found.setdefault(talk, {}).setdefault(int(line), (last, {}))[1][reply] = mark
    return found


def offered(
    talk: Sequence[Said], lasts: Mapping[int, str], comforter: Comforter, model: EmotionModel
) -> dict[int, tuple[str, Setting, dict[str, Answer]]]:
    """For each line of `talk` that has a reply before it among `lasts`: what it tells, where it stands, and all that
    could be said to it, by the reply. Raises CorpusBroken."""
    memory = Memory(Random(0))
    found = {}
    for number, (line, alone) in enumerate(analyses(talk, model)):
        analysis = comforter.in_the_mood(line.text, alone, memory)
        if number and number not in lasts:  # a mere move in the talk
            memory.heard(line.text, "", None)
            continue
        if number:
            memory.replies.clear()
            memory.replies.append(lasts[number])
        told = comforter.told(line.text, analysis, memory)
        if told.setting is not None:
            answers = comforter.answers_in_talk(told, told.setting, analysis, memory)
            found[number] = (told.text, told.setting, {each.reply: each for each in reversed(answers)})
        memory.heard(line.text, "", told.situation.id if told.situation is not None else None)
    return found


def pairs_of(talks: Sequence[Sequence[Said]], comforter: Comforter, model: EmotionModel) -> Pairs:
    """The judged answers that are still offered, in numbers."""
    marks = read_marks()
    alone = load_fit(index_folder())

    def verdicts() -> Iterator[Verdict]:
        for at, talk in enumerate(talks):
            judged = marks.get(talk[0].talk, {})
            here = offered(talk, {line: last for line, (last, _) in judged.items()}, comforter, model)
            for line, (text, setting, answers) in here.items():
                known = Line.of(text, setting)
                number = (at * 100 + line) * FOLDS + at % FOLDS  # lines of one talk are in one fold
                for reply, mark in judged[line][1].items():
                    if (answer := answers.get(reply)) is not None:
                        found = numbers(answer, known, of_itself(answer, text, alone))
                        yield Verdict(answer, found, int(mark), WORTH[mark], number)

    return in_rows(verdicts(), names())


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    model = load_emotion_model(bundled_models() / "emotion")
    pairs = pairs_of(read_talks(), Comforter(load_texts(packed_file())), model)
    finish(pairs, partial(learnt, of_replies=_OF_REPLIES), index_folder() / FILE)
    load_talk_fit.cache_clear()


if __name__ == "__main__":
    main()
