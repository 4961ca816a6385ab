"""KoBERT's tokenizer: id for id what transformers' slow XLNetTokenizer gave with KoBERT's specials.

The reference below says the same in other words: one piece after the other, in the order of that class's steps. It was
compared once with the class itself (transformers 4.46.3, which still had it) on such lines and odd ones: no difference.
"""

import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import ModelBroken, ModelMissing
from app.models.kobert import FILES, KoBertTokenizer
from tests.models.tiny_checkpoints import kobert_pieces, lines

ODD = [
    "",
    " ",
    "9,",
    "9, 9,9",
    "가9,나",
    ",",
    "9,,",
    "12,345,",
    "９，９",
    "①,",
    "²,",
    "٣,",
    "▁9,",
    "▁",
    "が ば é",
    "\u00a0가\u00a0 나",
    "\ufeff가",
    "a\x00b",
    "가\u200b나",
    "``x'' '''",
    "[MASK] 가",
    "가[CLS]나 [SEP]",
    "  [PAD]  x",
    "[UNK]9,[SEP]9,",
    "[MASK",
    "[mask]",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with KoBERT's SentencePiece model alone."""
    place = tmp_path_factory.mktemp("kobert")
    (place / "spiece.model").write_bytes(kobert_pieces())
    return place


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> KoBertTokenizer:
    return KoBertTokenizer(folder)


@pytest.fixture(scope="module")
def model() -> Any:
    """The same SentencePiece model, for the reference."""
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_proto=kobert_pieces())


def reference(model: Any, text: str) -> list[int]:
    """`[CLS] X [SEP]` as the slow XLNetTokenizer makes it with KoBERT's specials."""
    ids = {model.id_to_piece(number): number for number in range(model.get_piece_size())}
    specials = ["[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]"]
    pieces: list[str] = []
    while text:
        ahead = {special: text.find(special) for special in specials if special in text}
        first = min(ahead, key=lambda special: ahead[special], default=None)
        plain, text = (text, "") if first is None else (text[: ahead[first]], text[ahead[first] + len(first) :])
        plain = unicodedata.normalize("NFKD", " ".join(plain.strip().split()).replace("``", '"').replace("''", '"'))
        for piece in model.EncodeAsPieces("".join(filter(lambda each: unicodedata.combining(each) == 0, plain))):
            if len(piece) == 1 or piece[-1] != "," or not piece[-2].isdigit():
                pieces.append(piece)
                continue
            number = model.EncodeAsPieces(piece[:-1].replace("▁", ""))
            if piece[0] != "▁" and number[0][0] == "▁":
                number = number[1:] if number[0] == "▁" else [number[0][1:], *number[1:]]
            pieces += [*number, ","]
        pieces += [first] if first is not None else []
    return [2, *(ids.get(piece, 0) for piece in pieces), 3]


def test_every_line_has_the_ids_of_the_reference(tokenizer: KoBertTokenizer, model: Any) -> None:
    texts = lines(2500, seed=4) + ODD
    assert sum(any(ord("ᄀ") <= ord(letter) <= ord("ᇿ") for letter in text) for text in texts) > 400
    split = 0
    for text in texts:
        assert tokenizer.encode(text) == reference(model, text), text
        plain = model.EncodeAsPieces(text)
        split += any(len(piece) > 1 and piece[-1] == "," and piece[-2].isdigit() for piece in plain)
    assert split > 400, "the lines must exercise the digit-comma rule"


def test_decomposed_hangul_and_marks(tokenizer: KoBertTokenizer) -> None:
    text = "어제 밤에 할머니는 사진을 보고 울었다"
    assert tokenizer.ids(unicodedata.normalize("NFD", text)) == tokenizer.ids(text)
    assert tokenizer.ids("cafe\u0301") == tokenizer.ids("café") == tokenizer.ids("cafe")
    assert tokenizer.ids("ＡＢ ① ﬁ") == tokenizer.ids("AB 1 fi")


def test_a_comma_behind_a_digit_stands_alone(tokenizer: KoBertTokenizer, model: Any) -> None:
    assert "▁9," in model.EncodeAsPieces("9, 가"), "the model must have such a piece"
    assert tokenizer.pieces("9, 가")[:2] == ["▁9", ","]


def test_padding_is_on_the_right_and_masked(tokenizer: KoBertTokenizer) -> None:
    short, long = "오늘", "오늘 시험을 망쳤다. 속상해 " * 20
    batch = tokenizer.batch([short, long], max_length=32, fill=True)
    assert batch.input_ids.shape == batch.attention_mask.shape == batch.token_type_ids.shape == (2, 32)
    count = int(batch.attention_mask[0].sum())
    assert batch.input_ids[0, :count].tolist() == tokenizer.encode(short)
    assert (batch.input_ids[0, count:] == 1).all() and not batch.attention_mask[0, count:].any()
    assert batch.attention_mask[1].all() and batch.input_ids[1, 0] == 2 and batch.input_ids[1, -1] == 3
    assert batch.input_ids[1, 1:-1].tolist() == tokenizer.ids(long)[:30]
    assert not batch.token_type_ids.any() and batch.input_ids.dtype == np.int64
    assert tokenizer.batch([short]).input_ids.shape == (1, count)


def test_what_no_file_can_hold_is_read_all_the_same(tokenizer: KoBertTokenizer) -> None:
    assert tokenizer.encode("가\ud800나") == tokenizer.encode("가\ufffd나")


@pytest.mark.parametrize("name", FILES)
def test_every_name_in_use_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(kobert_pieces())
    assert KoBertTokenizer(tmp_path).encode("") == [2, 3]


def test_a_vocabulary_beside_the_model_gives_the_ids(tmp_path: Path, tokenizer: KoBertTokenizer, model: Any) -> None:
    (tmp_path / "tokenizer_78b3253a26.model").write_bytes(kobert_pieces())
    pieces = [model.id_to_piece(number) for number in range(model.get_piece_size())]
    left_out = tokenizer.pieces("오늘")[-1]
    others = sorted((piece for piece in pieces[5:] if piece != left_out), reverse=True)
    (tmp_path / "vocab.txt").write_text("\n".join([*pieces[:5], *others]) + "\n", encoding="utf-8")
    sorted_ids = KoBertTokenizer(tmp_path)
    text = "시험을 망쳤다. 속상해"
    assert [[*pieces[:5], *others][number] for number in sorted_ids.ids(text)] == tokenizer.pieces(text)
    assert sorted_ids.ids(text) != tokenizer.ids(text) and sorted_ids.size == tokenizer.size - 1
    assert sorted_ids.ids("오늘")[-1] == 0


def test_what_is_no_model_of_kobert_is_refused(tmp_path: Path) -> None:
    import io

    import sentencepiece

    with pytest.raises(ModelMissing, match=r"spiece\.model"):
        KoBertTokenizer(tmp_path)
    file = tmp_path / "spiece.model"
    file.write_bytes(b"rubbish")
    with pytest.raises(ModelBroken):
        KoBertTokenizer(tmp_path)
    other = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines(200)), model_writer=other, vocab_size=200, minloglevel=2, num_threads=1
    )
    file.write_bytes(other.getvalue())
    with pytest.raises(ModelBroken, match=r"\[UNK\]"):
        KoBertTokenizer(tmp_path)
