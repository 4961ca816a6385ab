"""KoBERT's tokenizer, on sentencepiece alone.

The published one (`kobert-tokenizer`, github.com/SKTBrain/KoBERT) is on no package index and stands on transformers'
slow XLNetTokenizer, which version 5 no longer has. What it does is small and is done here, id for id:

- white space is folded and stripped, ``` `` ``` and `''` become `"`, NFKD, combining marks dropped (é is e; Hangul
  survives, its jamo do not combine in Unicode's sense), then the model's own NFKC puts Hangul together again;
- a piece of more than one character that ends in a comma behind a digit is split again, so that "9," is "9" and ",";
- `[CLS] X [SEP]`, padded on the right with `[PAD]`; `[UNK] [PAD] [CLS] [SEP] [MASK]` in a text are those tokens.

Importing this module costs nothing; making a tokenizer imports sentencepiece (10 ms).
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.errors import ModelBroken, ModelMissing
from app.models.tokenizer import Padded, padded

# As skt/kobert-base-v1 (Hugging Face) names it, and as SKT's own download and monologg/kobert do.
FILES = ("spiece.model", "tokenizer_78b3253a26.model", "kobert_news_wiki_ko_cased-1087f8699e.spiece")
VOCABULARY = "vocab.txt"  # monologg/kobert has one, and its ids count then
SPECIALS = ("[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]")
MAX_LENGTH = 512  # KoBERT's positions

_SPECIAL = re.compile("(" + "|".join(re.escape(special) for special in SPECIALS) + ")")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACE = "▁"  # how SentencePiece writes the space before a word


def pieces_file(folder: Path) -> Path | None:
    """The SentencePiece model in a checkpoint's `folder`, under any of the names in use; None when there is none."""
    return next((folder / name for name in FILES if (folder / name).is_file()), None)


class KoBertTokenizer:
    """KoBERT's tokenizer. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Read the SentencePiece model in `folder`.

        A `vocab.txt` beside it gives the ids, where there is one. Raises ModelMissing (no SentencePiece model),
        ModelBroken (unreadable, or without KoBERT's special pieces).
        """
        import sentencepiece

        file = pieces_file(folder)
        if file is None:
            raise ModelMissing(path=folder / FILES[0])
        try:
            self._model: Any = sentencepiece.SentencePieceProcessor(model_proto=file.read_bytes())
        except (OSError, RuntimeError) as error:
            raise ModelBroken(path=file, reason=type(error).__name__) from error
        pieces = _vocabulary(folder) or [self._model.id_to_piece(number) for number in range(len(self._model))]
        self._ids = {piece: number for number, piece in enumerate(pieces)}
        self.size = len(pieces)
        for special in SPECIALS:
            if special not in self._ids:
                raise ModelBroken(path=file, reason=f"no {special}")
        self.pad_id = self._ids["[PAD]"]
        self.before, self.after = (self._ids["[CLS]"],), (self._ids["[SEP]"],)

    def pieces(self, text: str) -> list[str]:
        """The pieces of `text`, without the frame of `[CLS]` and `[SEP]`."""
        found: list[str] = []
        for part in _SPECIAL.split(_LONE_SURROGATE.sub("\ufffd", text)):
            if part in SPECIALS:
                found.append(part)
                continue
            for piece in self._model.encode(_plain(part), out_type=str):
                found += self._without_comma(piece) if _ends_in_digit_comma(piece) else [piece]
        return found

    def ids(self, text: str) -> list[int]:
        """The ids of `pieces`."""
        unknown = self._ids["[UNK]"]
        return [self._ids.get(piece, unknown) for piece in self.pieces(text)]

    def encode(self, text: str, max_length: int | None = None) -> list[int]:
        """`[CLS] X [SEP]`; X is cut so that at most `max_length` ids remain."""
        ids = self.ids(text)
        if max_length is not None:
            ids = ids[: max(0, max_length - 2)]
        return [*self.before, *ids, *self.after]

    def batch(self, texts: Sequence[str], max_length: int = MAX_LENGTH, *, fill: bool = False) -> Padded:
        """Arrays (texts, length): `length` is that of the longest text, or `max_length` with `fill` (as the seeds
        pad)."""
        rows = [self.encode(text, max_length) for text in texts]
        return padded(rows, self.pad_id, max_length if fill else None)

    def _without_comma(self, piece: str) -> list[str]:
        """The pieces of "12," or "▁12,": those of the number, read anew, and the comma."""
        again: list[str] = self._model.encode(piece[:-1].replace(_SPACE, ""), out_type=str)
        if not piece.startswith(_SPACE) and again[0].startswith(_SPACE):
            first = again[0].removeprefix(_SPACE)  # the model begins every text with a space that is not in this one
            again = [first, *again[1:]] if first else again[1:]
        return [*again, ","]


def _vocabulary(folder: Path) -> list[str]:
    """The pieces in `vocab.txt`, one a line in the order of their ids; empty when there is none."""
    file = folder / VOCABULARY
    if not file.is_file():
        return []
    try:
        return file.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelBroken(path=file, reason=type(error).__name__) from error


def _ends_in_digit_comma(piece: str) -> bool:
    return len(piece) > 1 and piece.endswith(",") and piece[-2].isdigit()


def _plain(text: str) -> str:
    spaced = " ".join(text.split()).replace("``", '"').replace("''", '"')
    return "".join(
        character for character in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(character)
    )
