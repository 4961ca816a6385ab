"""The trained network: a BERT encoder, the mean of its last states, and linear layers over it.

There is no class of our own: two modules in a dictionary, and functions that run them. torch and transformers are
imported inside the functions, because importing the app must not cost their four seconds.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

    Network = torch.nn.ModuleDict


def build(base: Path, labels: int, kinds: int = 0) -> "Network":
    """The encoder in `base` (config.json, model.safetensors; no pooler) in fp32, with a fresh head of `labels`.

    With `kinds` a second head beside it, by which the encoder learns to tell kinds of danger apart.

    Attention is written out: torch's fused attention is twice as slow backwards on a CPU where there is a mask. Nothing
    is dropped inside the encoder, only before the heads (`Recipe.dropout`): throwing dice took a quarter of a step, and
    after one epoch dev lines were read better without (accuracy 0.764 against 0.756, nll 0.754 against 0.781).
    """
    import torch
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(
        base,
        add_pooling_layer=False,
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=0.0,
        attn_implementation="eager",
        dtype=torch.float32,
        local_files_only=True,
        use_safetensors=True,
    )
    parts = {"encoder": encoder}
    for name, outputs in (("head", labels), ("danger", kinds)):
        if outputs:
            parts[name] = torch.nn.Linear(encoder.config.hidden_size, outputs)
            torch.nn.init.normal_(parts[name].weight, std=0.02)
            torch.nn.init.zeros_(parts[name].bias)
    return torch.nn.ModuleDict(parts)


def encoder_of(network: "Network") -> Any:
    """The BERT encoder (untyped, as transformers is)."""
    return network["encoder"]


def run(
    network: "Network",
    ids: "torch.Tensor",
    mask: "torch.Tensor",
    pools: "torch.Tensor",
    dropout: float = 0.0,
    half: bool = False,
) -> tuple["torch.Tensor", "torch.Tensor"]:
    """Logits (sequences, pools, labels) and means of the last states (sequences, pools, hidden), both fp32.

    `pools` (sequences, pools, tokens) weighs the states of each mean.

    `half` runs the encoder in bfloat16 where the processor has it; the mean, the head and all parameters stay fp32. Its
    parameters are cast once for the whole pass: torch's autocast goes back and forth between the types within a layer,
    and a step takes a quarter more.
    """
    import torch

    encoder = encoder_of(network)
    cast = {name: each.bfloat16() if half else each for name, each in encoder.named_parameters()}
    given = {"input_ids": ids, "attention_mask": mask}
    states = torch.func.functional_call(encoder, cast, kwargs=given).last_hidden_state
    mean = pools @ states.float()
    dropped = torch.nn.functional.dropout(mean, dropout, training=network.training)
    return network["head"](dropped), mean


def parameters(network: "Network", encoder_rate: float, head_rate: float, decay: float) -> list[dict[str, object]]:
    """Optimiser groups: encoder and heads at their own rates, no weight decay for biases and LayerNorm."""
    groups: list[dict[str, object]] = []
    for part in network:
        rate = encoder_rate if part == "encoder" else head_rate
        named = list(network[part].named_parameters())
        for decayed in (True, False):
            chosen = [p for name, p in named if (p.ndim > 1) is decayed]
            groups.append({"params": chosen, "lr": rate, "weight_decay": decay if decayed else 0.0})
    return groups


def pick_device(wanted: str) -> str:
    """`auto` is CUDA where there is one, else Apple's MPS, else the CPU; anything else is taken as torch knows it."""
    import torch

    if wanted != "auto":
        return wanted
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def has_half(device: str) -> bool:
    """Whether bfloat16 is fast on `device` (a CPU without its instructions emulates it slowly)."""
    import torch

    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported())
    return device == "cpu" and bool(torch.cpu._is_avx512_bf16_supported())
