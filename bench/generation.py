"""What a written reply costs: our generator beside the seeds' own loop, on the same weights, in one run.

    python bench/generation.py [--rounds 5] [--device cpu] [--fp32]

Ours is what the app would load: on the CPU packed weights, in bfloat16 where the processor has its instructions
(`--fp32`: not even there). The seeds' loop has a model of its own as transformers gives it, in fp32. The weights have
KoGPT2's shape (12 layers x 768, 12 heads, 51,200 tokens) and are random, which cost the same to multiply; the tokenizer
is learnt here from a few made-up words. Neither side may end early, so that both write the same number of tokens. The
seeds' loop is what their predict function does: encode the whole text again at every token, run all of it, take the
likeliest token of the last place, append it as a string; with gradients on, as they had it. Random weights choose odd
tokens, whose text would come back from the tokenizer as several, to the seeds' harm: a word of one token is appended
instead. The two take turns, so that a busy machine slows both; figures are medians of the rounds, and the last ratio is
that of each one's fastest round. Prints figures, asserts nothing.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

LENGTHS = (20, 60, 100)
LINE = "오늘 갑자기 날씨가 추워져서 놀랐어"
WORD = " 그랬군요"
SPECIALS = ["<s>", "</s>", "<usr>", "<pad>", "<sys>", "<unk>", "<mask>", "<unused0>", "<unused1>"]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--fp32", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
        print_table(Path(folder), options.rounds, options.device, half=False if options.fp32 else None)


def make(folder: Path) -> None:
    """A checkpoint of KoGPT2's shape in its file format."""
    import json

    import torch
    from tokenizers import SentencePieceBPETokenizer
    from transformers import GPT2Config, GPT2LMHeadModel

    learnt = SentencePieceBPETokenizer(unk_token="<unk>")
    learnt.train_from_iterator([LINE, "그랬군요 많이 놀라셨겠어요"] * 50, vocab_size=300, special_tokens=SPECIALS)
    content = json.loads(learnt.to_str())
    vocabulary = content["model"]["vocab"]
    for number in range(len(vocabulary), 51_200):  # every id the model may choose is a word
        vocabulary[f"말{number}"] = number
    (folder / "tokenizer.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    torch.manual_seed(0)
    config = GPT2Config(vocab_size=51_200, n_positions=1024, bos_token_id=0, eos_token_id=1, pad_token_id=3)
    GPT2LMHeadModel(config).save_pretrained(folder)


def print_table(folder: Path, rounds: int, device: str, half: bool | None) -> None:
    """Seconds and tokens a second at each length."""
    import torch

    from app.models.generator import _Until, causal_model, load_generator
    from app.models.prompts import SEED_A, SEED_C

    start = time.perf_counter()
    ours = load_generator(folder, preset=replace(SEED_A, window=256), device=device, half=half)
    loaded = time.perf_counter() - start
    beams = load_generator(folder, preset=SEED_C, device=device, half=half)
    model, scribe = causal_model(folder, device), ours._scribe
    ours._ends = beams._ends = frozenset({51_199})  # never the likeliest of these weights: nobody ends early
    ids = ours.prompt(LINE, [])
    print(f"{sum(each.numel() for each in model.parameters()) / 1e6:.0f} M parameters, {len(ids)} tokens of prompt")
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, {torch.get_num_interop_threads()} between")
    print(f"device {device}, import and load {loaded:.1f} s, median of {rounds}")
    print(
        "tokens | ours: s, tokens/s, processor s | seeds: s, tokens/s, processor s | ratio, of processor time, of best"
    )
    ours.reply(LINE, [])  # the first pass through everything takes longer
    seeds(model, scribe, 4, device)
    for length in LENGTHS:

        def write(length: int = length) -> int:
            return len(list(ours._tokens(ids, length, _Until(None, threading.Event()))))

        (took, used, best), (theirs, spent, their_best) = race(
            [write, lambda length=length: seeds(model, scribe, length, device)], rounds
        )
        print(
            f"{length:>6} |{took:>8.2f}{length / took:>8.1f}{used:>8.2f} |{theirs:>8.2f}{length / theirs:>8.1f}"
            f"{spent:>8.2f} |{theirs / took:>6.1f}x{spent / used:>6.1f}x{their_best / best:>6.1f}x",
            flush=True,
        )
    took, used, _ = race([lambda: beams._search(ids, 25, _Until(None, threading.Event()))], rounds)[0]
    print(f"seed-c's three beams, 25 tokens: {took:.2f} s, {used:.2f} of the processor")


def race(tasks: list[Callable[[], Any]], rounds: int) -> list[tuple[float, float, float]]:
    """Median seconds, median processor seconds and least seconds of each task, taking turns."""
    times: list[list[tuple[float, float]]] = [[] for _ in tasks]
    for _ in range(rounds):
        for task, found in zip(tasks, times, strict=True):
            start, began = time.perf_counter(), time.process_time()
            task()
            found.append((time.perf_counter() - start, time.process_time() - began))
    return [
        (median(wall for wall, _ in found), median(used for _, used in found), min(wall for wall, _ in found))
        for found in times
    ]


def seeds(model: Any, scribe: Any, length: int, device: str) -> str:
    """The seeds' kogpt(): everything again at every token (but for an end after `length`, which theirs lacks)."""
    import torch

    answer = ""
    for _ in range(length):
        text = f"<usr>{LINE}<unused1><sys>{answer}"
        input_ids = torch.LongTensor(scribe.inner.encode(text, add_special_tokens=False)).unsqueeze(dim=0).to(device)
        scores = model(input_ids).logits
        said = scribe.inner.convert_ids_to_tokens(torch.argmax(scores, dim=-1).squeeze().tolist())[-1]
        assert said
        answer += WORD
    return answer


if __name__ == "__main__":
    main()
