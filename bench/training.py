"""What a step of training costs: KoBERT's shape with random weights (12 x 768, vocabulary 8,002), batches of 64.

    python bench/training.py [--rounds 4] [--device auto]

Once padded to 64 tokens as the seeds do, once as `todak train` does: rows of similar length together, padded to the
longest of the batch. Their lengths are drawn around 17 tokens (a guess for AI Hub's first utterances, frame included).
From the mean of the rounds follows an epoch of 41,300 rows (80 % of AI Hub's 51,628). On a CPU the processor's time is
printed too, spread over the threads: what a step takes when nothing else runs. Prints figures, asserts nothing.
"""

import argparse
import os
import random
import sys
import time
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

if TYPE_CHECKING:
    import torch

BATCH, LONGEST, ROWS = 64, 64, 41_300
MEAN, SPREAD = 17, 5  # tokens
WORDS, LABELS = 8002, 6


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    import torch

    from app.models.training.batches import near_groups
    from app.models.training.loop import decayed, span
    from app.models.training.network import pick_device

    device = pick_device(options.device)
    module = kobert_shaped().to(device)
    optimiser = torch.optim.AdamW(decayed(module, 5e-5, 0.01), fused=True)
    dice = random.Random(1)
    lengths = [min(LONGEST, max(5, round(dice.gauss(MEAN, SPREAD)))) for _ in range(BATCH * 16)]
    groups = near_groups(lengths, BATCH, dice)
    widths = [max(lengths[index] for index in group) for group in groups]
    steps = ROWS / BATCH
    print(f"KoBERT's shape on {device}, {BATCH} rows a step, mean of {options.rounds} after one that warms up")
    for told, chosen in (
        ("padded to 64 (the seeds)", [LONGEST] * (options.rounds + 1)),
        (f"padded to the batch ({mean(widths):.0f} on average)", spread(widths, options.rounds + 1)),
    ):
        found = [step(module, optimiser, width, device) for width in chosen][1:]
        wall, busy = mean(seconds for seconds, _ in found), mean(seconds for _, seconds in found)
        each = wall if device != "cpu" else busy / torch.get_num_threads()
        alone = f" ({each:.2f} s with nothing beside it)" if device == "cpu" else ""
        print(f"  {told}: {wall:.2f} s a step{alone}, {span(steps * each)} an epoch of {ROWS:,} rows (estimate)")


def spread(widths: list[int], count: int) -> list[int]:
    """`count` widths evenly from the shortest to the longest, the middle one first (to warm up)."""
    ordered = sorted(widths)
    return [ordered[len(ordered) // 2]] + [
        ordered[round(place * (len(ordered) - 1) / max(1, count - 2))] for place in range(count - 1)
    ]


def kobert_shaped() -> "torch.nn.Module":
    """The seeds' network with random weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(1)
    config = BertConfig(vocab_size=WORDS, num_labels=LABELS, classifier_dropout=0.5, max_position_embeddings=512)
    return BertForSequenceClassification(config).train()  # type: ignore[no-any-return]


def step(module: "torch.nn.Module", optimiser: "torch.optim.Optimizer", width: int, device: str) -> tuple[float, float]:
    """Seconds of one step (forward, backward, clipping, AdamW), and seconds of processor time, all threads together."""
    import torch

    ids = torch.randint(5, WORDS, (BATCH, width), device=device)
    truth = torch.randint(0, LABELS, (BATCH,), device=device)
    began, busy = time.perf_counter(), time.process_time()
    logits = module(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
    loss = torch.nn.functional.cross_entropy(logits, truth)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
    optimiser.step()
    float(loss.detach())  # waits for the device
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    return time.perf_counter() - began, time.process_time() - busy


if __name__ == "__main__":
    main()
