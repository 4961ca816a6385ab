"""What a sentence costs: our emotion model beside a KoBERT-shaped forward and the seeds' own predict path, in one run.

    python bench/emotion.py [--rounds 40]

Every figure is the median of its rounds; the three take turns, so that a busy machine slows all of them. KoBERT is
stood in for by a BERT of its shape (12 x 768, vocabulary 8,002) with random weights, which cost the same to multiply.
The seeds' path is what their predict function does for each sentence: a DataLoader with two worker processes, padded
to 64.
Prints figures, asserts nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

LENGTHS = (10, 24, 64)  # tokens, special ones included
SEED_LENGTH = 64
FRAME = 5  # tokens around a sentence: <s>, three of "query:", </s>
TEXT = (
    "퇴근길에 버스를 놓쳐서 두 정거장을 걸었는데 골목 끝 빵집에서 갓 구운 냄새가 나서 식빵을 한 봉지 샀고 집에 와서 "
    "아이와 반씩 나눠 먹으며 오늘 학교에서 있었던 이야기를 한참 들었더니 다리 아픈 것도 잊어버리고 어느새 잠들 시간이 "
    "되어 있었고 내일 도시락은 그 식빵으로 싸 주기로 했다"
)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    print_load()
    everything = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    for threads in dict.fromkeys((1, everything)):
        print_latency(threads, rounds)


def print_load() -> None:
    """Load time and memory in a process of its own that has loaded nothing else."""
    code = """
import json, sys, time
def memory():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))
empty = memory()
start = time.perf_counter()
from app.models.emotion import load_bundled
model = load_bundled()
loaded = time.perf_counter()
model.analyse("오늘은 좋았다.")
first = time.perf_counter()
for _ in range(50):
    model.analyse("퇴근길에 버스를 놓쳐서 두 정거장을 걸었다. 빵집에서 식빵을 샀다.")
print(json.dumps([loaded - start, first - loaded, empty, memory()]))
"""
    runs = [
        json.loads(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout)
        for _ in range(3)
    ]
    load, first, empty, full = (median(column) for column in zip(*runs, strict=True))
    size = (ROOT / "resources" / "models" / "emotion" / "model.onnx").stat().st_size / 1e6
    print(f"weights {size:.1f} MB; import and load {load:.2f} s, first sentence {first * 1000:.0f} ms more")
    print(f"memory {full:.0f} MB, of which the bare interpreter {empty:.0f} MB")


def print_latency(threads: int, rounds: int) -> None:
    """One table: milliseconds for a sentence at each length."""
    import torch

    from app.models.emotion import load_bundled
    from app.models.onnx import OnnxEncoder

    torch.set_num_threads(threads)
    model = load_bundled(threads)
    encoder = OnnxEncoder(model.checkpoint, threads)
    kobert = kobert_shaped()
    seeds = seeds_path(kobert)
    print(f"\n{threads} thread{'s' if threads > 1 else ''}, milliseconds a sentence (median of {rounds})")
    print(f"{'tokens':>8}{'ours':>9}{'KoBERT':>9}{'ratio':>8}{'seeds':>9}{'ratio':>8}")
    for length in LENGTHS:
        sentence = sentence_of(encoder, length)
        ids = torch.randint(5, 8000, (1, length))
        ours, theirs, seed = race(
            [
                (lambda sentence=sentence: encoder.encode([sentence]), rounds),
                (lambda ids=ids: kobert(ids), rounds),
                (lambda ids=ids: seeds(ids), max(5, rounds // 4)),
            ]
        )
        print(
            f"{length:>8}{ours * 1000:>9.1f}{theirs * 1000:>9.1f}{theirs / ours:>7.1f}x"
            f"{seed * 1000:>9.1f}{seed / ours:>7.1f}x"
        )
    whole = race([(lambda: model.analyse("회의가 길었다. 그래도 저녁은 따뜻했다. 내일은 쉰다."), rounds)])[0]
    print(f"analyse() of three sentences: {whole * 1000:.1f} ms")


def race(tasks: list[tuple[Callable[[], Any], int]]) -> list[float]:
    """Median seconds of each task, taking turns; each runs twice before it counts."""
    times: list[list[float]] = [[] for _ in tasks]
    for task, _ in tasks:
        task()
        task()
    for turn in range(max(rounds for _, rounds in tasks)):
        for (task, rounds), found in zip(tasks, times, strict=True):
            if turn < rounds:
                start = time.perf_counter()
                task()
                found.append(time.perf_counter() - start)
    return [median(found) for found in times]


def sentence_of(encoder: Any, length: int) -> str:
    """The beginning of TEXT that has `length` tokens with prefix and special tokens, or one more."""
    for end in range(1, len(TEXT)):
        if int(encoder.encode([TEXT[:end]]).tokens[0]) + FRAME >= length:
            return TEXT[:end]
    return TEXT


def kobert_shaped() -> Callable[[Any], Any]:
    """The forward of a classifier of KoBERT's shape, fp32, on torch."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    bert = BertModel(BertConfig(vocab_size=8002, max_position_embeddings=512)).eval()
    head = torch.nn.Linear(768, 6)

    def forward(ids: Any, mask: Any = None) -> Any:
        with torch.inference_mode():
            return head(bert(input_ids=ids, attention_mask=mask).pooler_output)

    return forward


def seeds_path(forward: Callable[..., Any]) -> Callable[[Any], Any]:
    """The seeds' predict(): a data set of one sentence, a DataLoader with two workers, padded to 64."""
    import torch

    def predict(ids: Any) -> int:
        padded = torch.ones(SEED_LENGTH, dtype=torch.long)
        padded[: ids.shape[1]] = ids[0]
        mask = torch.zeros(SEED_LENGTH, dtype=torch.long)
        mask[: ids.shape[1]] = 1
        data = torch.utils.data.TensorDataset(padded.unsqueeze(0), mask.unsqueeze(0))
        answer = 0
        for batch_ids, batch_mask in torch.utils.data.DataLoader(data, batch_size=64, num_workers=2):
            for logits in forward(batch_ids, batch_mask):
                answer = int(logits.argmax())
        return answer

    return predict


if __name__ == "__main__":
    main()
