"""Which precision each matrix gets: the fastest recipe that dev cannot tell from fp32."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.models.training.batches import pack
from app.models.training.evaluate import figures
from app.models.training.graph import LEVELS, Array, Parts, Precision, quantise_columns, write_graph

if TYPE_CHECKING:
    import onnx

    from app.models.training.network import Network
    from app.models.training.trainer import Data

# Xiao et al., "SmoothQuant" (2023), equation 4: which share of the difficulty moves from activations into weights.
# Their 0.5 suits most matrices, not those after GELU, where a few channels are very large: with 0.5 everywhere the
# 8-bit network of version 6 was 0.038 nats away from the exact one, with 0.8 it was 0.004.
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
TRIED = 48  # lines on which the shares are tried
ACCURACY_LOSS = 0.005
DIVERGENCE = 0.005  # nats, mean over dev of KL(fp32 || quantised): steadier than counting changed answers

# from fast to slow; the first that is good enough is taken
PLANS: dict[str, tuple[str, ...]] = {
    "int8": (),
    "int8, down in blocks": ("down",),
    "int8, down and out in blocks": ("down", "out"),
    "int8, down, out and up in blocks": ("down", "out", "up"),
    "blocks": ("down", "out", "up", "qkv"),
}


@dataclass(frozen=True, slots=True)
class Quantised:
    """A written graph and how it compares with fp32 on dev."""

    plan: str
    model: "onnx.ModelProto"
    logits: npt.NDArray[np.float64]
    accuracy: float
    agreement: float
    divergence: float
    megabytes: float


def precision_of(plan: str) -> Callable[[str], Precision]:
    """The precision a plan gives to each matrix name (`3.down`)."""
    blocks = PLANS[plan]
    return lambda name: Precision.BLOCKS if name.split(".")[1] in blocks else Precision.INT8


def smoothing(network: "Network", parts: Parts, data: "Data", lines: int = 256) -> dict[str, Array]:
    """Divisors of each matrix's input channels, from the largest activations over the first `lines` of `data`.

    Each matrix gets the share of SHARES with which its 8-bit product over the first TRIED lines is nearest to the
    exact one.
    """
    import torch

    from app.models.training.network import encoder_of, run

    largest: dict[str, torch.Tensor] = {}
    kept: dict[str, list[Array]] = {}
    hooks = []

    def watch(name: str) -> Callable[[Any, Any], None]:
        def look(module: Any, inputs: Any) -> None:
            states = inputs[0].detach().float().flatten(0, -2)
            peak = states.abs().max(0).values
            largest[name] = torch.maximum(largest[name], peak) if name in largest else peak
            if len(kept.setdefault(name, [])) < TRIED:
                kept[name].append(states.numpy())

        return look

    for number, layer in enumerate(encoder_of(network).encoder.layer):
        for name, module in (
            ("qkv", layer.attention.self.query),
            ("out", layer.attention.output.dense),
            ("up", layer.intermediate.dense),
            ("down", layer.output.dense),
        ):
            hooks.append(module.register_forward_pre_hook(watch(f"{number}.{name}")))
    network.eval()
    with torch.inference_mode():
        # one line at a time: the states of padding are not what the running app will see
        for index in range(min(lines, len(data.rows))):
            batch = pack(data.tokens, [[index]])
            run(network, torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), torch.from_numpy(batch.pools))
    for hook in hooks:
        hook.remove()
    divisors = {}
    for number, layer in enumerate(parts.layers):
        for name, matrix in (("qkv", layer.qkv), ("out", layer.out), ("up", layer.up), ("down", layer.down)):
            at = f"{number}.{name}"
            exact = np.concatenate(kept[at]) @ matrix
            tried = [divisor_of(largest[at].numpy(), matrix, share) for share in SHARES]
            errors = [product_error(kept[at], matrix, divisor, exact) for divisor in tried]
            divisors[at] = tried[int(np.argmin(errors))]
    return divisors


def divisor_of(peaks: Array, matrix: Array, share: float) -> Array:
    """Divisors (inputs,) that move `share` of the difficulty from activations with these `peaks` into `matrix`."""
    activations, weights = np.maximum(peaks, 1e-5), np.maximum(np.abs(matrix).max(axis=1), 1e-5)
    divisor: Array = np.clip(activations**share / weights ** (1 - share), 1e-2, 1e4).astype(np.float32)
    return divisor


def product_error(lines: Sequence[Array], matrix: Array, divisor: Array, exact: Array) -> float:
    """Squared distance of the 8-bit products of `lines`, each (rows, inputs), with `matrix` from the `exact` ones.

    Activations get 256 levels over a line's range with zero, one scale for all, as DynamicQuantizeLinear does it.
    """
    integers, scales = quantise_columns(matrix * divisor[:, None], LEVELS)
    return float(
        np.square(np.concatenate([_rounded(line / divisor) for line in lines]) @ (integers * scales) - exact).sum()
    )


def _rounded(states: Array) -> Array:
    step = max((max(float(states.max()), 0.0) - min(float(states.min()), 0.0)) / 255, 1e-12)
    rounded: Array = (np.round(states / step) * step).astype(np.float32)
    return rounded


def logits_of_graph(model: "onnx.ModelProto", data: "Data") -> npt.NDArray[np.float64]:
    """Logits (sentences, labels) of the graph for each line alone, as the app runs it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    found = []
    for index in range(len(data.rows)):
        batch = pack(data.tokens, [[index]])
        inputs = {"input_ids": batch.ids, "attention_mask": batch.mask, "pools": batch.pools}
        found.append(session.run(["logits"], inputs)[0][0])
    return np.concatenate(found).astype(np.float64)


def choose(
    parts: Parts,
    smooth: dict[str, Array],
    dev: "Data",
    full: npt.NDArray[np.float64],
    say: Callable[[str], None],
    plans: Sequence[str] = tuple(PLANS),
) -> Quantised:
    """The first of `plans` whose answers on dev stay within the bounds of `full`, the fp32 logits; else the last."""
    exact = dev.combined(full)
    wanted = figures(exact, dev.truth).accuracy
    for plan in plans:
        model = write_graph(parts, precision_of(plan), smooth, small_words=True)
        logits = logits_of_graph(model, dev)
        said = dev.combined(logits)
        measured = figures(said, dev.truth).accuracy
        agreement = float((said.argmax(axis=1) == exact.argmax(axis=1)).mean())
        size = model.ByteSize() / 1e6
        divergence = float((exact * np.log(exact / np.clip(said, 1e-12, None))).sum(axis=1).mean())
        say(
            f"{plan}: {size:.1f} MB, dev accuracy {measured:.3f} (fp32 {wanted:.3f}), same answer {agreement:.3f}, "
            f"divergence {divergence:.4f}"
        )
        if (measured >= wanted - ACCURACY_LOSS and divergence <= DIVERGENCE) or plan == plans[-1]:
            return Quantised(plan, model, logits, measured, agreement, divergence, size)
    raise ValueError("no plan to choose from")
