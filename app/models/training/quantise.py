"""Which precision each matrix gets: the fastest recipe that dev cannot tell from fp32."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.models.training.batches import pack
from app.models.training.evaluate import figures
from app.models.training.graph import Array, Parts, Precision, write_graph

if TYPE_CHECKING:
    import onnx

    from app.models.training.network import Network
    from app.models.training.trainer import Data

SMOOTHING = 0.5  # Xiao et al., "SmoothQuant" (2023), section 4: half of the difficulty moves into the weights
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
    """Divisors of each matrix's input channels, from the largest activations over the first `lines` of `data`."""
    import torch

    from app.models.training.network import encoder_of, run

    largest: dict[str, torch.Tensor] = {}
    hooks = []

    def watch(name: str) -> Callable[[Any, Any], None]:
        def look(module: Any, inputs: Any) -> None:
            peak = inputs[0].detach().abs().flatten(0, -2).max(0).values
            largest[name] = torch.maximum(largest[name], peak) if name in largest else peak

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
            activations = np.maximum(largest[f"{number}.{name}"].float().numpy(), 1e-5)
            weights = np.maximum(np.abs(matrix).max(axis=1), 1e-5)
            divisor = activations**SMOOTHING / weights ** (1 - SMOOTHING)
            divisors[f"{number}.{name}"] = np.clip(divisor, 1e-2, 1e4).astype(np.float32)
    return divisors


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
