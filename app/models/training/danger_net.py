"""The small networks that tell danger from the rest by an embedding (`companion/danger_head.py` runs them)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MEMBERS, HIDDEN, EPOCHS, BATCH = 3, 96, 25, 256
RATE, DECAY, DROPOUT, NOISE, SMOOTHING = 2e-3, 1e-2, 0.3, 0.15, 0.02
_SCALE = 1e-6  # of a spread that is nothing


def train(
    rows: "NDArray[np.float64]", truth: "NDArray[np.float64]", weights: "NDArray[np.float64]"
) -> "NDArray[np.float32]":
    """Networks (MEMBERS, HIDDEN, size + 3) for embeddings `rows` (lines, size) that are danger (1) or not (0).

    Each has one layer of HIDDEN units: the weights of a unit, its bias, its weight in the log-odds, and its share of
    their bias. Trained by AdamW with noise on the embeddings, from seeds 0, 1, 2 …: the same numbers on the same
    machine. `weights` (lines,) say how much a line counts.
    """
    import numpy as np
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    mean, scale = rows.mean(axis=0), max(float(rows.std(axis=0).mean()), _SCALE)
    x = torch.tensor((rows - mean) / scale, dtype=torch.float32)
    y = torch.tensor(truth * (1 - 2 * SMOOTHING) + SMOOTHING, dtype=torch.float32)
    w = torch.tensor(weights / weights.mean(), dtype=torch.float32)
    size, members = rows.shape[1], []
    for seed in range(MEMBERS):
        torch.manual_seed(seed)
        first, last = torch.nn.Linear(size, HIDDEN), torch.nn.Linear(HIDDEN, 1)
        network = torch.nn.Sequential(first, torch.nn.SiLU(), torch.nn.Dropout(DROPOUT), last)
        optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS * -(-len(x) // BATCH))
        for _ in range(EPOCHS):
            order = torch.randperm(len(x))
            for start in range(0, len(x), BATCH):
                batch = order[start : start + BATCH]
                said = network(x[batch] + NOISE * torch.randn(len(batch), size))[:, 0]
                loss = binary_cross_entropy_with_logits(said, y[batch], w[batch])
                optimiser.zero_grad()
                torch.autograd.backward(loss)
                optimiser.step()
                schedule.step()
        inner = first.weight.detach().double().numpy() / scale
        bias = first.bias.detach().double().numpy() - inner @ mean
        outer = last.weight.detach().double().numpy()[0]
        share = np.full(HIDDEN, float(last.bias.detach()) / HIDDEN)
        members.append(np.column_stack([inner, bias, outer, share]))
    return np.stack(members).astype(np.float32)
