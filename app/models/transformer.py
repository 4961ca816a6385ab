"""Any sequence classifier in Hugging Face's format on torch: sentences in, logits and embeddings out.

BERT, KoBERT, RoBERTa, ELECTRA and whatever else transformers has a `…ForSequenceClassification` for. The seeds' head
(pooled output, dropout, one linear layer) is BertForSequenceClassification under another name. torch and transformers
are imported when an encoder is made, not when this module is; nothing is fetched, no code of the folder is run.
"""

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from app.errors import ModelBroken
from app.models.checkpoints import CONFIG, Checkpoint
from app.models.offline import import_transformers
from app.models.onnx import Encoded, Floats
from app.models.sentences import windows
from app.models.tokenizer import Padded, framed, load_tokenizer, padded
from app.models.weights import read_weights

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

BATCH = 16  # sentences read at once: bounds the memory of a long text
_OVERLAP = 4  # neighbouring windows of a sentence that is too long share a quarter of a window


class TransformerEncoder:
    """One loaded classifier. Thread-safe; the same text gives the same numbers."""

    def __init__(self, checkpoint: Checkpoint, device: str = "auto") -> None:
        """Load tokenizer and weights onto `device` (`auto`: a GPU where there is one).

        Raises ModelMissing, ModelBroken (unreadable, weights that do not fit the configuration, a head of another
        size), NeedsCode, TorchMissing.
        """
        import_transformers()
        self._checkpoint = checkpoint
        self._tokenizer = load_tokenizer(checkpoint.folder)
        self._prefix = self._tokenizer.ids(checkpoint.prefix) if checkpoint.prefix else []
        self._size = checkpoint.max_length - len(framed(self._tokenizer, self._prefix))
        if self._size < 1:
            raise ModelBroken(path=checkpoint.folder, reason="max_length leaves no room for a text")
        model = load_classifier(checkpoint)
        if self._tokenizer.size > model.get_input_embeddings().num_embeddings:
            raise ModelBroken(path=checkpoint.folder, reason="the tokenizer has more tokens than the model")
        self._types = int(getattr(model.config, "type_vocab_size", 0)) > 0
        self._lock = threading.Lock()
        self._model, self.device = _placed(model, device)

    def encode(self, sentences: Sequence[str], lines: Sequence[int] | None = None) -> Encoded:
        """Logits and embeddings of the sentences, each read alone, as such classifiers are trained; `lines` is of no
        use here.

        The embedding is the mean of the last hidden states over the tokens of a sentence. A sentence longer than the
        window is read in overlapping windows; logits and embedding are the means over them, weighted by tokens.
        Raises ModelBroken when the model gives no finite numbers or torch fails.
        """
        ids = [self._tokenizer.ids(sentence) for sentence in sentences]
        pieces = [
            (index, ids[index][start:end])
            for index in range(len(ids))
            for start, end in windows(len(ids[index]), self._size, self._size // _OVERLAP)
        ]
        pieces.sort(key=lambda piece: len(piece[1]))  # rows of one batch need little padding
        labels, size = len(self._checkpoint.labels), self._checkpoint.embedding_size
        logits = np.zeros((len(ids), labels), dtype=np.float32)
        embeddings = np.zeros((len(ids), size), dtype=np.float32)
        weights = np.zeros((len(ids), 1), dtype=np.float32)
        for start in range(0, len(pieces), BATCH):
            batch = pieces[start : start + BATCH]
            rows = [framed(self._tokenizer, [*self._prefix, *piece]) for _, piece in batch]
            found = self._forward(padded(rows, self._tokenizer.pad_id))
            for (index, piece), row_logits, row_embedding in zip(batch, *found, strict=True):
                weight = max(1, len(piece))
                logits[index] += weight * row_logits
                embeddings[index] += weight * row_embedding
                weights[index] += weight
        embeddings /= np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-12)
        return Encoded(logits / weights, embeddings, np.asarray([len(each) for each in ids], dtype=np.int64))

    def _forward(self, batch: Padded) -> tuple[Floats, Floats]:
        """Logits (rows, labels) and embeddings (rows, size)."""
        with self._lock:
            try:
                found = self._run(batch)
            except RuntimeError as error:  # torch's, out of memory among them
                if self.device == "cpu":
                    raise ModelBroken(path=self._checkpoint.folder, reason=type(error).__name__) from error
                logger.warning("%s failed (%s): on the processor from now on", self.device, type(error).__name__)
                self._model, self.device = self._model.to("cpu"), "cpu"
                found = self._run(batch)
        if not all(np.isfinite(array).all() for array in found):
            raise ModelBroken(path=self._checkpoint.folder, reason="its outputs are not numbers")
        return found

    def _run(self, batch: Padded) -> tuple[Floats, Floats]:
        import torch

        given = {"input_ids": batch.input_ids, "attention_mask": batch.attention_mask}
        if self._types:
            given["token_type_ids"] = batch.token_type_ids
        tensors = {name: torch.from_numpy(array).to(self.device) for name, array in given.items()}
        with torch.inference_mode():
            output = self._model(**tensors, output_hidden_states=True)
            mask = tensors["attention_mask"].unsqueeze(-1).to(output.logits.dtype)
            embeddings = (output.hidden_states[-1] * mask).sum(1) / mask.sum(1)
        return output.logits.float().cpu().numpy(), embeddings.float().cpu().numpy()


def load_classifier(checkpoint: Checkpoint) -> Any:
    """The sequence classifier in the checkpoint's folder, in float32 on the processor, ready to serve.

    Raises ModelMissing, ModelBroken, NeedsCode.
    """
    transformers = import_transformers()
    folder = checkpoint.folder
    try:
        config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        config.num_labels = len(checkpoint.labels)
        model = transformers.AutoModelForSequenceClassification.from_config(config, trust_remote_code=False)
    except Exception as error:  # of any kind: the configuration is somebody's
        raise ModelBroken(path=folder / CONFIG, reason=type(error).__name__) from error
    state = read_weights(folder)
    fill(model, state, folder)
    found = model.float().eval()
    if config.hidden_size != checkpoint.embedding_size:
        raise ModelBroken(path=folder, reason=f"embedding_size {checkpoint.embedding_size}, not {config.hidden_size}")
    return found


def fill(model: Any, state: "dict[str, torch.Tensor]", source: object) -> list[str]:
    """Put `state` into `model`; returns the names that the model has no place for.

    Raises ModelBroken when a weight is missing or has another shape: part of a random network would read the diary.
    """
    wanted = model.state_dict()
    wrong = [name for name, value in state.items() if name in wanted and wanted[name].shape != value.shape]
    if wrong:
        name = wrong[0]
        raise ModelBroken(path=source, reason=f"{name}: {tuple(state[name].shape)}, not {tuple(wanted[name].shape)}")
    missing, left = model.load_state_dict(state, strict=False)
    tied = {name for name in missing if _is_tied(model, name, state)}
    lacking = [name for name in missing if name not in tied]
    if lacking:
        raise ModelBroken(path=source, reason=f"{len(lacking)} weights are missing: {', '.join(lacking[:3])}")
    return list(left)


def _is_tied(model: Any, name: str, state: "dict[str, torch.Tensor]") -> bool:
    """Whether the weight `name` is the same tensor as one that `state` has (files keep such tensors once)."""
    parameters = dict(model.named_parameters(remove_duplicate=False))
    return name in parameters and any(
        other in state and parameters[other] is parameters[name] for other in parameters if other != name
    )


def _placed(model: Any, device: str) -> tuple[Any, str]:
    """`model` on `device`, or on the processor where the wish cannot be met; and where it is."""
    from app.models.training.network import pick_device

    wanted = pick_device(device)
    try:
        return model.to(wanted), wanted
    except (RuntimeError, AssertionError) as error:  # out of memory; a device that this build of torch does not know
        if wanted == "cpu" or device != "auto":
            raise ModelBroken(path=wanted, reason=type(error).__name__) from error
        logger.warning("%s cannot be used (%s): on the processor", wanted, type(error).__name__)
        return model.to("cpu"), "cpu"
