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
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from random import Random

import numpy as np

from app.config import bundled_models
from app.files import write_resource
from app.models.companion.comfort import Comforter
from app.models.companion.fit import Answer, load_fit, packed
from app.models.companion.in_talk import FILE, Setting, load_talk_fit, names, numbers, of_itself
from app.models.companion.memory import Memory
from app.models.companion.nearest import index_folder
from app.models.companion.texts import load_texts, packed_file
from app.models.emotion import EmotionModel, load_emotion_model
from app.models.training.acts import CORPUS, Said, read_talks
from app.models.training.corpus import CorpusBroken, read_cells
from app.models.training.reply_fit import LIKED, Pairs, auc, chosen_first, fit_of, held_out, learnt

JUDGED = "talk-judged.tsv"
COLUMNS = ("talk", "line", "last", "mark", "reply")
WORTH = {"0": 0.0, "1": 0.45, "2": 1.0}  # a plain answer disturbs nobody; a wrong one ends a talk
_OF_REPLIES = 1.5  # the penalty on the weight of a reply; chosen, as `WORTH`, on talks not learnt
_FOLDS = 5  # of `reply_fit.held_out`, which tells them apart by the number of the line


Marks = dict[str, str]  # of replies


def read_marks() -> dict[tuple[str, int], tuple[str, Marks]]:
    """By talk and number of the line: the rabbit's last reply, and the marks. Raises CorpusBroken, OSError."""
    found: dict[tuple[str, int], tuple[str, Marks]] = {}
    for number, (talk, line, last, mark, reply) in read_cells(CORPUS / JUDGED, list(COLUMNS)):
        if mark not in WORTH or not line.isdigit():
            raise CorpusBroken(f"{JUDGED}:{number}: {line!r}, {mark!r}")
        found.setdefault((talk, int(line)), (last, {}))[1][reply] = mark
    return found


def offered(
    talk: Sequence[Said], lasts: Mapping[int, str], comforter: Comforter, model: EmotionModel
) -> dict[int, tuple[str, Setting, dict[str, Answer]]]:
    """For each line of `talk` that has a reply before it among `lasts`: what it tells, where it stands, and all that
    could be said to it, by the reply."""
    memory = Memory(Random(0))
    found = {}
    for number, line in enumerate(talk):
        analysis = model.analyse(line.text)
        if analysis is None:
            continue
        if number in lasts:
            memory.replies.clear()
            memory.replies.append(lasts[number])
        elif number:  # a mere move in the talk
            comforter.in_the_mood(line.text, analysis, memory)
            memory.heard(line.text, "", None)
            continue
        analysis = comforter.in_the_mood(line.text, analysis, memory)
        told = comforter.told(line.text, analysis, memory)
        if told.setting is not None:
            answers = comforter.answers_in_talk(told, analysis, memory)
            found[number] = (told.text, told.setting, {each.reply: each for each in reversed(answers)})
        memory.heard(line.text, "", told.situation.id if told.situation is not None else None)
    return found


def pairs_of(talks: Sequence[Sequence[Said]], comforter: Comforter, model: EmotionModel) -> Pairs:
    """The judged answers that are still offered, in numbers."""
    marks = read_marks()
    alone = load_fit(index_folder())
    columns = {name: at for at, name in enumerate(names())}
    sections: dict[str, int] = {}
    templates: dict[str, int] = {}
    features, found, worth = [], [], []
    for at, talk in enumerate(talks):
        judged = {line: marks[name, line] for name, line in marks if name == talk[0].talk}
        here = offered(talk, {line: last for line, (last, _) in judged.items()}, comforter, model)
        for line, (text, setting, answers) in here.items():
            for reply, mark in judged[line][1].items():
                answer = answers.get(reply)
                if answer is None:
                    continue
                values = np.zeros(len(columns))
                for name, value in numbers(answer, text, setting, of_itself(answer, text, alone)).items():
                    if name in columns:
                        values[columns[name]] = value
                features.append(values)
                section = sections.setdefault(answer.place, len(sections))
                template = templates.setdefault(answer.template, len(templates))
                # lines of one talk are in one fold
                found.append((section, template, int(mark), (at * 100 + line) * _FOLDS + at % _FOLDS))
                worth.append(WORTH[mark])
    section_of, reply_of, verdicts, line_of = np.asarray(found, dtype=np.int64).T
    return Pairs(
        np.stack(features),
        section_of,
        reply_of,
        verdicts,
        line_of,
        np.asarray(worth),
        np.ones(len(worth), dtype=bool),
        tuple(columns),
        tuple(sections),
        tuple(templates),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    model = load_emotion_model(bundled_models() / "emotion")
    pairs = pairs_of(read_talks(), Comforter(load_texts(packed_file())), model)
    learn = partial(learnt, of_replies=_OF_REPLIES)
    said = held_out(pairs, learn)
    given, best = chosen_first(said, pairs), chosen_first(pairs.verdicts.astype(np.float64), pairs)
    print(f"{len(pairs.verdicts)} answers to {len(given)} lines", file=sys.stderr)
    print(f"held out: AUC within a line {auc(said, pairs):.3f}", file=sys.stderr)
    print(
        f"good: {(given >= LIKED).mean():.1%} of those chosen, wrong {(given == 0).mean():.1%}; "
        f"{(pairs.verdicts >= LIKED).mean():.1%} and {(pairs.verdicts == 0).mean():.1%} of all; "
        f"{(best >= LIKED).mean():.1%} of lines have a good one",
        file=sys.stderr,
    )
    everything = np.ones(len(pairs.verdicts), dtype=bool)
    write_resource(index_folder() / FILE, packed(fit_of(learn(pairs, everything), pairs)))
    load_talk_fit.cache_clear()


if __name__ == "__main__":
    main()
