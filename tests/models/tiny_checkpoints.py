"""Tiny random checkpoints in the exact file formats of the real ones, for tests of loading, training and serving.

Hidden size 16, two layers, vocabularies of some hundred pieces learnt from generated lines; nothing is downloaded.
Every maker fills `folder` (made when missing) and returns it. The same arguments give the same weights.

    tiny_bert(folder)      WordPiece vocab.txt, model.safetensors, labels by name
    tiny_kobert(folder)    spiece.model, config.json and pytorch_model.bin, as in skt/kobert-base-v1 (no head)
    tiny_kogpt2(folder)    tokenizer.json, config.json and pytorch_model.bin, as in skt/kogpt2-base-v2
    tiny_roberta(folder), tiny_electra(folder)    tokenizer.json, labels by name
    seed_emotion_pth(file, base), seed_wellness_pth(file, base), seed_companion_pth(file, base)    the seeds' files
"""

import io
import json
import random
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

LABELS = ("기쁨", "슬픔", "우울", "분노", "불안", "일상")
HIDDEN, LAYERS, HEADS, WIDE = 16, 2, 2, 32
MAX_POSITIONS = 64

_WHO = ("나는", "엄마가", "친구랑", "동생은", "선생님께서", "우리 팀이", "옆집 아이가", "할머니는")
_WHEN = ("오늘", "어제 밤에", "아침부터", "퇴근길에", "10월 3일에", "새벽 2시쯤", "지난주에", "요즘")
_WHAT = ("시험을", "저녁을", "회의를", "사진을", "노래를", "약속을", "빨래를", "편지를")
_DID = ("망쳤다", "먹었어요", "끝냈습니다", "보고 울었다", "들었어", "어겼다", "미뤘다", "썼다")
_FELT = ("속상해", "너무 행복하다", "화가 나", "불안해서 잠이 안 온다", "그저 그랬다", "우울하다", "괜찮아", "무섭다")
_ODD = ("😀", "😭😭", "ㅋㅋㅋ", "ㅠㅠ", "…", "!!", "OK", "Wi-Fi", "café", "``진짜''", "①", "ﬁ", "Ａ", "愛", "~", "^^")


def lines(number: int, seed: int = 0) -> list[str]:
    """`number` made-up diary lines with digits and commas, decomposed Hangul, emoji, Latin and odd white space."""
    dice = random.Random(seed)
    made = []
    for _ in range(number):
        parts = [dice.choice(_WHO), dice.choice(_WHEN), dice.choice(_WHAT), dice.choice(_DID) + ".", dice.choice(_FELT)]
        if dice.random() < 0.6:
            parts.insert(dice.randrange(6), _numbers(dice))
        if dice.random() < 0.5:
            parts.insert(dice.randrange(6), dice.choice(_ODD))
        line = dice.choice((" ", " ", " ", "  ", "\t", "")).join(parts)
        made.append(unicodedata.normalize("NFD", line) if dice.random() < 0.25 else line)
    return made


def _numbers(dice: random.Random) -> str:
    return dice.choice(
        (
            f"{dice.randrange(1, 99)},{dice.randrange(1000):03},000원",
            f"{dice.randrange(10)}, {dice.randrange(10)}, {dice.randrange(10)}",
            f"{dice.randrange(10)},",
            f"{dice.randrange(1000)},{dice.randrange(10)}점",
            f"{dice.randrange(3000)}년, 다시",
            f"₩{dice.randrange(1, 10)},500",
        )
    )


# --- classifiers -----------------------------------------------------------------------------------------------------


def tiny_bert(folder: Path, labels: Sequence[str] | None = LABELS, *, safetensors: bool = True, seed: int = 1) -> Path:
    """A BERT sequence classifier with a WordPiece `vocab.txt`.

    `labels` are its `id2label` names (None: six classes that nobody named, LABEL_0 …); `safetensors` chooses between
    model.safetensors and pytorch_model.bin.
    """
    from transformers import BertConfig, BertForSequenceClassification

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = _word_pieces()
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    _json(folder / "tokenizer_config.json", {"do_lower_case": False, "tokenizer_class": "BertTokenizer"})
    config = BertConfig(**_bert_shape(len(vocabulary)), **_lively(), **_named(labels))
    return _write(folder, config, BertForSequenceClassification, safetensors, seed)


def tiny_kobert(folder: Path, labels: Sequence[str] | None = None, *, safetensors: bool = False, seed: int = 2) -> Path:
    """KoBERT as skt/kobert-base-v1 is published: spiece.model, config.json, pytorch_model.bin of a bare BertModel.

    With `labels` it is a BertForSequenceClassification with these names.
    """
    from transformers import BertConfig, BertForSequenceClassification, BertModel

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "spiece.model").write_bytes(kobert_pieces())
    specials = {"cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]", "pad_token": "[PAD]"}
    specials |= {"bos_token": "[CLS]", "eos_token": "[SEP]", "mask_token": "[MASK]"}
    _json(folder / "special_tokens_map.json", specials)
    _json(folder / "tokenizer_config.json", {"do_lower_case": False, "keep_accents": False, **specials})
    config = BertConfig(**_bert_shape(kobert_size()) | {"pad_token_id": 1}, **(_named(labels) if labels else {}))
    return _write(folder, config, BertForSequenceClassification if labels else BertModel, safetensors, seed)


def tiny_roberta(folder: Path, labels: Sequence[str] | None = LABELS, *, safetensors: bool = True) -> Path:
    """A RoBERTa sequence classifier with a byte-level BPE `tokenizer.json`."""
    from transformers import RobertaConfig, RobertaForSequenceClassification

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(_roberta_tokenizer(), encoding="utf-8")
    specials = {"bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>"}
    specials |= {"unk_token": "<unk>", "mask_token": "<mask>", "tokenizer_class": "PreTrainedTokenizerFast"}
    _json(folder / "tokenizer_config.json", specials)
    shape = _bert_shape(400) | {"max_position_embeddings": MAX_POSITIONS + 2, "type_vocab_size": 1, "pad_token_id": 1}
    config = RobertaConfig(**shape, **_lively(), bos_token_id=0, eos_token_id=2, **_named(labels))
    return _write(folder, config, RobertaForSequenceClassification, safetensors, 3)


def tiny_electra(folder: Path, labels: Sequence[str] | None = LABELS, *, safetensors: bool = True) -> Path:
    """An ELECTRA sequence classifier with a WordPiece `tokenizer.json`."""
    from tokenizers.implementations import BertWordPieceTokenizer
    from transformers import ElectraConfig, ElectraForSequenceClassification

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = _word_pieces()
    ids = {piece: number for number, piece in enumerate(vocabulary)}
    BertWordPieceTokenizer(vocab=ids, lowercase=False, strip_accents=False).save(str(folder / "tokenizer.json"))
    _json(folder / "tokenizer_config.json", {"do_lower_case": False, "tokenizer_class": "ElectraTokenizer"})
    config = ElectraConfig(**_bert_shape(len(vocabulary)), embedding_size=HIDDEN, **_lively(), **_named(labels))
    return _write(folder, config, ElectraForSequenceClassification, safetensors, 4)


# --- the generator ---------------------------------------------------------------------------------------------------

KOGPT2_SPECIALS = ["<s>", "</s>", "<usr>", "<pad>", "<sys>", "<unk>", "<mask>", "<d>", "</d>"] + [
    f"<unused{n}>" for n in range(8)
]  # ids 0 …, in the order of skt/kogpt2-base-v2


def tiny_kogpt2(folder: Path, *, safetensors: bool = False, positions: int = 256, seed: int = 5) -> Path:
    """KoGPT2 as skt/kogpt2-base-v2 is published: a GPT2LMHeadModel with a fast `tokenizer.json` and nothing beside it.

    Its tokens `<usr> <sys> <s> </s> <pad> <unk> <mask> <unused0> <unused1>` have ids of the small vocabulary, and
    there is no tokenizer_config.json, as in the original: who loads it names the special tokens.
    """
    from transformers import GPT2Config, GPT2LMHeadModel

    folder.mkdir(parents=True, exist_ok=True)
    text = _kogpt2_tokenizer()
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    size = max(json.loads(text)["model"]["vocab"].values()) + 1
    config = GPT2Config(
        vocab_size=size,
        n_positions=positions,
        n_embd=HIDDEN,
        n_layer=LAYERS,
        n_head=HEADS,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=3,
    )
    return _write(folder, config, GPT2LMHeadModel, safetensors, seed)


# --- the seeds' own files --------------------------------------------------------------------------------------------


def seed_emotion_pth(file: Path, base: Path, classes: int = 6, *, wrapped: bool = False) -> "dict[str, torch.Tensor]":
    """The state dict of seed A's BERTClassifier: `bert.*` of a bare BertModel and `classifier.*`; returns it.

    `wrapped`: inside a checkpoint dictionary (`model_state_dict`, epoch, loss), as seed D saves.
    """
    import torch
    from transformers import AutoConfig, BertModel

    torch.manual_seed(6)
    config = AutoConfig.from_pretrained(base)
    state = {f"bert.{name}": value for name, value in BertModel(config).state_dict().items()}
    state["bert.embeddings.position_ids"] = torch.arange(MAX_POSITIONS)[None]  # older transformers stored it
    state |= _head("classifier", classes)
    torch.save({"epoch": 3, "model_state_dict": state, "loss": 0.5} if wrapped else state, file)
    return state


def seed_wellness_pth(file: Path, base: Path, classes: int = 359) -> "dict[str, torch.Tensor]":
    """The checkpoint of seed D's KoBERT: a dictionary whose `model_state_dict` has `kobert.*` and `classifier.*`."""
    import torch
    from transformers import AutoConfig, BertModel

    torch.manual_seed(7)
    state = {
        f"kobert.{name}": value for name, value in BertModel(AutoConfig.from_pretrained(base)).state_dict().items()
    }
    state |= _head("classifier", classes)
    torch.save({"epoch": 1, "model_state_dict": state, "optimizer_state_dict": {}, "loss": 1.0}, file)
    return state


def seed_companion_pth(file: Path, base: Path, prefix: str = "") -> "dict[str, torch.Tensor]":
    """The state dict of a trained KoGPT2: `transformer.*` and `lm_head.weight`, with the causal masks of older
    transformers; `prefix` as wrappers add it (`kogpt2.`, `module.`)."""
    import torch
    from transformers import AutoConfig, GPT2LMHeadModel

    torch.manual_seed(8)
    config = AutoConfig.from_pretrained(base)
    state = dict(GPT2LMHeadModel(config).state_dict())
    for layer in range(config.n_layer):
        mask = torch.tril(torch.ones(config.n_positions, config.n_positions, dtype=torch.uint8))
        state[f"transformer.h.{layer}.attn.bias"] = mask[None, None]
        state[f"transformer.h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
    state = {prefix + name: value for name, value in state.items()}
    torch.save(state, file)
    return state


def whole_model_pth(file: Path, base: Path) -> None:
    """What `torch.save(model, file)` leaves: a pickle that needs the model's code to open."""
    import torch
    from transformers import AutoConfig, BertModel

    torch.save(BertModel(AutoConfig.from_pretrained(base)), file)


# --- parts -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def kobert_pieces() -> bytes:
    """A SentencePiece model with KoBERT's specials ([UNK] 0, [PAD] 1, [CLS] 2, [SEP] 3, [MASK] 4) and pieces such as
    "9," for the digit-comma rule."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([unicodedata.normalize("NFC", line) for line in lines(1500, seed=11)]),
        model_writer=model,
        model_type="unigram",
        vocab_size=420,
        character_coverage=1.0,
        unk_id=0,
        pad_id=1,
        bos_id=2,
        eos_id=3,
        unk_piece="[UNK]",
        pad_piece="[PAD]",
        bos_piece="[CLS]",
        eos_piece="[SEP]",
        control_symbols=["[MASK]"],
        split_by_number=False,
        split_by_unicode_script=False,
        normalization_rule_name="nmt_nfkc",
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def kobert_size() -> int:
    """How many pieces `kobert_pieces` has."""
    import sentencepiece

    return int(sentencepiece.SentencePieceProcessor(model_proto=kobert_pieces()).vocab_size())


@lru_cache(maxsize=1)
def _word_pieces() -> list[str]:
    characters = sorted(
        {c for line in lines(500, seed=11) for c in unicodedata.normalize("NFC", line) if not c.isspace()}
    )
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters, *(f"##{c}" for c in characters)]


@lru_cache(maxsize=1)
def _roberta_tokenizer() -> str:
    from tokenizers import ByteLevelBPETokenizer
    from tokenizers.processors import RobertaProcessing

    made = ByteLevelBPETokenizer()
    made.train_from_iterator(
        lines(300, seed=11),
        vocab_size=400,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        show_progress=False,
    )
    made.post_processor = RobertaProcessing(("</s>", 2), ("<s>", 0))
    return str(made.to_str())


@lru_cache(maxsize=1)
def _kogpt2_tokenizer() -> str:
    from tokenizers import SentencePieceBPETokenizer

    made = SentencePieceBPETokenizer(unk_token="<unk>")
    made.train_from_iterator(
        [unicodedata.normalize("NFC", line) for line in lines(500, seed=11)],
        vocab_size=500,
        special_tokens=list(KOGPT2_SPECIALS),
        show_progress=False,
    )
    return str(made.to_str())


def _bert_shape(vocabulary: int) -> dict[str, Any]:
    return {
        "vocab_size": vocabulary,
        "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "intermediate_size": WIDE,
        "max_position_embeddings": MAX_POSITIONS,
    }


def _lively() -> dict[str, Any]:
    return {"initializer_range": 0.3}  # with the usual 0.02 a network this small reads every text alike


def _named(labels: Sequence[str] | None) -> dict[str, Any]:
    if labels is None:
        return {"num_labels": len(LABELS)}
    return {"id2label": dict(enumerate(labels)), "label2id": {label: number for number, label in enumerate(labels)}}


def _head(name: str, classes: int) -> "dict[str, torch.Tensor]":
    import torch

    return {f"{name}.weight": torch.randn(classes, HIDDEN), f"{name}.bias": torch.randn(classes)}


def _write(folder: Path, config: Any, kind: Any, safetensors: bool, seed: int) -> Path:
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(seed)
    model = kind(config)
    for name, value in model.named_parameters():
        if name.startswith(("classifier", "score")):
            value.data.normal_(0, 1)  # readings that differ from text to text
    config.architectures = [kind.__name__]
    config.save_pretrained(folder)
    tied = set(getattr(model, "_tied_weights_keys", None) or ())  # safetensors stores no tensor twice
    state = {name: value.contiguous() for name, value in model.state_dict().items()}
    if safetensors:
        save_file(
            {name: value for name, value in state.items() if name not in tied},
            folder / "model.safetensors",
            metadata={"format": "pt"},
        )
    else:
        torch.save(state, folder / "pytorch_model.bin")
    return folder


def _json(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
