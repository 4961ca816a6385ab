"""A causal model's matrices laid out for writing one token at a time on the CPU.

A token costs one reading of every weight, so memory decides, not arithmetic. torch hands a product with one row to a
routine that uses one core, and one with three rows (beams) to a routine for large matrices, which is slower still per
row. oneDNN, which torch carries for what its compiler makes, multiplies by weights that were laid out once, on all
cores, at about the speed of memory; in bfloat16 there is half as much to read. These are torch's own operators
`mkldnn::_reorder_linear_weight` and `mkldnn::_linear_pointwise` (ATen/native/mkldnn/Linear.cpp); they have no public
name, which is why the version of torch is pinned and why nothing here is taken on trust: a model whose scores come out
different is put back as it was.
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

LARGEST = 4_000_000_000  # bytes of weights: while a model is packed it is held twice
# How far the scores of a line may move, as a share of how they differ among themselves (root mean squares). bfloat16
# keeps 8 bits, which moves KoGPT2's shape by 0.01; sums in another order move fp32 by a millionth.
_MOVES_HALF, _MOVES = 0.05, 0.001


def pack(model: Any, ids: Sequence[int], *, half: bool) -> str | None:
    """Lay out the linear layers of `model` (a causal model of transformers in fp32, on the CPU, never to be trained).

    `ids` are some tokens of a usual line: packed, the model must score them as before. `half`: the weights and what
    goes into and comes out of each layer in bfloat16, its sums in fp32; norms, attention and what is handed past the
    layers stay fp32. Returns what the weights are in now ("bfloat16", "float32"), None where the model is as it was:
    too large, not fp32, no such operators in this torch, or a model that came out different. A packed layer has no
    `weight` any more.
    """
    import torch

    weights = list(model.parameters())
    if not _has_operators() or any(each.dtype != torch.float32 or each.device.type != "cpu" for each in weights):
        return None
    if sum(each.nbytes for each in weights) > LARGEST:
        return None
    with torch.inference_mode():
        wanted = _tried(model, ids)
        if wanted is None:
            return None
        for precision, moves in [(torch.bfloat16, _MOVES_HALF)] * half + [(torch.float32, _MOVES)]:
            undo: list[Callable[[], None]] = []
            scores = _tried(model, ids, partial(_replace, model, precision, undo))
            if scores is not None and _moved(wanted, scores) <= moves:
                return str(precision).removeprefix("torch.")
            for restore in undo:
                restore()
    return None


def _has_operators() -> bool:
    import torch

    return bool(torch._C._has_mkldnn) and all(
        hasattr(torch.ops.mkldnn, name) for name in ("_reorder_linear_weight", "_linear_pointwise")
    )


def _tried(model: Any, ids: Sequence[int], first: Callable[[], None] | None = None) -> "torch.Tensor | None":
    """What `_scores` says once `first` is done; None from a processor that cannot do it, and from a model that looks at
    the weights of its layers itself or has no such cache."""
    try:
        if first is not None:
            first()
        return _scores(model, ids)
    except (AttributeError, IndexError, TypeError, ValueError, RuntimeError):
        logger.info("a model that cannot be packed", exc_info=True)
        return None


def _scores(model: Any, ids: Sequence[int]) -> "torch.Tensor":
    """Scores (places, tokens) after each of `ids`: all but the last at once, the last one by the cache, as in use."""
    import torch

    given = torch.tensor([list(ids)], device="cpu")
    first = model(input_ids=given[:, :-1], use_cache=True)
    last = model(input_ids=given[:, -1:], past_key_values=first.past_key_values, use_cache=True)
    return torch.cat([first.logits, last.logits], dim=1)[0].float()


def _moved(before: "torch.Tensor", after: "torch.Tensor") -> float:
    """The largest share by which the scores of one place moved; not a number when one of them is none."""
    apart = (after - before).pow(2).mean(dim=-1).sqrt()
    return float((apart / before.std(dim=-1).clamp_min(1e-9)).max())


def _replace(model: Any, precision: "torch.dtype", undo: list[Callable[[], None]]) -> None:
    """Give each linear layer a packed weight in place of its own, and `undo` what takes it back."""
    import torch
    from transformers.activations import NewGELUActivation
    from transformers.pytorch_utils import Conv1D

    layer: Any
    for layer in model.modules():
        kind = type(layer)  # exactly these: a kind of its own computes something else
        if kind is NewGELUActivation:  # eight operators, one after the other; torch has it as one
            layer.forward = partial(torch.nn.functional.gelu, approximate="tanh")
            undo.append(partial(delattr, layer, "forward"))
        elif kind in (torch.nn.Linear, Conv1D):
            weight, bias = layer.weight, layer.bias
            rows = weight.t() if kind is Conv1D else weight  # outputs x inputs
            packed = torch.ops.mkldnn._reorder_linear_weight(rows.to(precision).contiguous())
            layer.forward = partial(_linear, packed, None if bias is None else bias.to(precision))
            layer.weight = None
            undo.append(partial(_give_back, layer, weight))


def _linear(weight: "torch.Tensor", bias: "torch.Tensor | None", states: "torch.Tensor") -> "torch.Tensor":
    """states @ weight' + bias, in what `states` (…, inputs) is in."""
    import torch

    out: torch.Tensor = torch.ops.mkldnn._linear_pointwise(states.to(weight.dtype), weight, bias, "none", [], "")
    return out.to(states.dtype)


def _give_back(layer: Any, weight: "torch.Tensor") -> None:
    layer.weight = weight
    del layer.forward
