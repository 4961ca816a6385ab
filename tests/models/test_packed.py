"""Packed weights: what they write is what transformers writes without them; what cannot be packed stays as it was."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.models import packed
from app.models.generator import Generator, _Until, causal_model, load_generator
from app.models.packed import pack
from app.models.prompts import SEED_A, SEED_C, Scribe
from app.models.training.network import has_half
from tests.models.tiny_checkpoints import tiny_kogpt2

LINE = "오늘 시험을 망쳤다. 너무 속상해"
LINES = (LINE, "친구랑 저녁을 먹었어요", "새벽 2시쯤 편지를 썼다 그저 그랬다", "우울하다")
ROOMY = replace(SEED_A, window=200)
KINDS = ("gpt2", "llama", "gpt_neox", "mixtral")


def _config(kind: str, size: int) -> Any:
    import transformers

    shape: dict[str, Any] = {
        "vocab_size": size,
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 48,
        "max_position_embeddings": 256,
        "initializer_range": 0.3,  # so that the likeliest token is likelier than the next by more than a rounding
        "bos_token_id": 0,
        "eos_token_id": 1,
        "pad_token_id": 3,
    }
    if kind == "gpt2":
        names = {"hidden_size": "n_embd", "num_hidden_layers": "n_layer", "num_attention_heads": "n_head"}
        names |= {"intermediate_size": "n_inner", "max_position_embeddings": "n_positions"}
        shape = {names.get(name, name): value for name, value in shape.items()}
    elif kind != "gpt_neox":
        shape["num_key_value_heads"] = 2
    return transformers.AutoConfig.for_model(kind, **shape)


@pytest.fixture(scope="module", params=KINDS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of each kind with KoGPT2's tokenizer, whose weights are far from zero."""
    import torch
    import transformers

    folder = tiny_kogpt2(tmp_path_factory.mktemp(request.param))
    for name in ("config.json", "pytorch_model.bin"):
        (folder / name).unlink()
    torch.manual_seed(3)
    model = transformers.AutoModelForCausalLM.from_config(_config(request.param, Scribe.load(folder).size))
    model.save_pretrained(folder)
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Any:
    return causal_model(tiny_kogpt2(tmp_path / "kogpt2"))


def greedy(generator: Generator, ids: list[int], most: int) -> list[int]:
    return list(generator._tokens(ids, most, _Until(None, threading.Event())))


def generated(model: Any, ids: list[int], **settings: Any) -> list[int]:
    """What transformers writes by itself."""
    import torch
    from transformers import GenerationConfig

    given = torch.tensor([ids])
    chosen = GenerationConfig(do_sample=False, pad_token_id=3, **settings)
    found = model.generate(given, attention_mask=torch.ones_like(given), generation_config=chosen)
    return [int(token) for token in found[0, len(ids) :]]


def layers(model: Any) -> list[Any]:
    """Those that were packed."""
    return [module for module in model.modules() if "forward" in vars(module)]


def scores(model: Any, ids: Sequence[int]) -> Any:
    import torch

    with torch.inference_mode():
        return model(torch.tensor([list(ids)])).logits[0]


# --- the same ids ----------------------------------------------------------------------------------------------------


def test_greedy_is_what_transformers_writes(folder: Path) -> None:
    generator, plain = load_generator(folder, preset=ROOMY, device="cpu", half=False), causal_model(folder)
    assert layers(generator._model) and not layers(plain)
    said = []
    for line in LINES:
        ids = generator.prompt(line, [])
        said.append(greedy(generator, ids, 60))
        assert said[-1] == generated(plain, ids, max_new_tokens=60)
    assert len({tuple(each) for each in said}) > 1


def test_the_rules_are_those_of_transformers(folder: Path) -> None:
    preset = replace(SEED_C, beams=1, new_tokens=40, bad_words=("괜찮아",))
    generator, plain = load_generator(folder, preset=preset, device="cpu", half=False), causal_model(folder)
    ids = generator.prompt(LINE, [])
    assert greedy(generator, ids, 40) == generated(
        plain,
        ids,
        max_new_tokens=40,
        no_repeat_ngram_size=preset.no_repeat,
        repetition_penalty=preset.repetition,
        bad_words_ids=generator._bad_words,
    )


@pytest.mark.parametrize("beams", [2, 5])
def test_beams_are_those_of_transformers(folder: Path, beams: int) -> None:
    preset = replace(SEED_C, beams=beams)
    generator, plain = load_generator(folder, preset=preset, device="cpu", half=False), causal_model(folder)
    ends = sorted(generator._ends)
    for line in LINES:
        ids = generator.prompt(line, [])
        wanted = generated(
            plain,
            ids,
            max_new_tokens=25,
            num_beams=beams,
            no_repeat_ngram_size=preset.no_repeat,
            repetition_penalty=preset.repetition,
            bad_words_ids=generator._bad_words,
            eos_token_id=ends,
        )
        end = next((at for at, token in enumerate(wanted) if token in ends), len(wanted))
        assert generator._search(ids, 25, _Until(None, threading.Event())) == (wanted[:end], end < len(wanted))


@pytest.mark.skipif(not has_half("cpu"), reason="this processor has no instructions for bfloat16")
def test_in_bfloat16_every_token_is_the_likeliest_or_next_to_it(folder: Path) -> None:
    import torch

    generator, plain = load_generator(folder, preset=ROOMY, device="cpu"), causal_model(folder)
    agreed = 0
    for line in LINES:
        ids = generator.prompt(line, [])
        said = greedy(generator, ids, 40)
        places = scores(plain, [*ids, *said])[len(ids) - 1 : -1]
        chosen = places[range(len(said)), said]
        assert bool((places.max(dim=1).values - chosen <= 0.1 * places.std(dim=1)).all())
        agreed += int((places.argmax(dim=1) == torch.tensor(said)).sum())
    assert agreed >= 0.9 * 40 * len(LINES)


# --- what is packed, and what is not ---------------------------------------------------------------------------------

IDS = list(range(20, 32))


def test_packed_weights_are_held_once(model: Any) -> None:
    before = sum(each.nbytes for each in model.parameters())
    assert pack(model, IDS, half=False) == "float32"
    # per layer of GPT-2: attention (in, out), the two of the MLP and its activation; and the head
    assert len(layers(model)) == 2 * 5 + 1
    left = {name for name, _ in model.named_parameters() if name.endswith("weight") and ".ln_" not in name}
    assert left == {"transformer.wte.weight", "transformer.wpe.weight"}
    assert sum(each.nbytes for each in model.parameters()) < before


@pytest.mark.parametrize("half", [False, has_half("cpu")])
def test_a_model_that_comes_out_different_is_put_back(model: Any, monkeypatch: pytest.MonkeyPatch, half: bool) -> None:
    import torch

    wanted, state = scores(model, IDS), {name: value.clone() for name, value in model.state_dict().items()}
    linear = packed._linear
    monkeypatch.setattr(packed, "_linear", lambda *given: 1.2 * linear(*given))
    assert pack(model, IDS, half=half) is None
    assert not layers(model)
    assert torch.equal(scores(model, IDS), wanted)
    assert all(torch.equal(value, model.state_dict()[name]) for name, value in state.items())


def test_a_processor_that_cannot_pack_leaves_it_as_it_was(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    wanted = scores(model, IDS)
    reorder, left = torch.ops.mkldnn._reorder_linear_weight, [3]

    def some(*given: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise RuntimeError("could not create a primitive descriptor")
        return reorder(*given)

    monkeypatch.setattr(torch.ops.mkldnn, "_reorder_linear_weight", some)
    assert pack(model, IDS, half=False) is None
    assert left[0] == -1 and not layers(model) and torch.equal(scores(model, IDS), wanted)


def test_a_model_without_numbers_is_put_back(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    linear = packed._linear
    monkeypatch.setattr(packed, "_linear", lambda *given: linear(*given) * float("nan"))
    assert pack(model, IDS, half=False) is None and not layers(model)


def test_a_model_that_reads_its_weights_itself_is_put_back(model: Any) -> None:
    import torch

    head = model.lm_head

    class Own(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head = head

        def forward(self, states: torch.Tensor) -> torch.Tensor:
            return states @ self.head.weight.t()

    model.lm_head = Own()
    wanted = scores(model, IDS)
    assert pack(model, IDS, half=False) is None
    assert not layers(model) and torch.equal(scores(model, IDS), wanted)


def test_a_layer_of_another_kind_is_left_alone(model: Any) -> None:
    import torch

    class Louder(torch.nn.Linear):
        def forward(self, states: torch.Tensor) -> torch.Tensor:
            return 2 * super().forward(states)

    louder = Louder(*reversed(model.lm_head.weight.shape), bias=False)
    model.lm_head = louder
    assert pack(model, IDS, half=False) == "float32"
    assert louder not in layers(model) and louder.weight is not None


def test_without_a_cache_it_is_left_alone() -> None:
    import torch
    import transformers

    torch.manual_seed(1)
    config = transformers.MambaConfig(vocab_size=60, hidden_size=16, num_hidden_layers=1, state_size=4)
    model = transformers.MambaForCausalLM(config).eval()
    assert pack(model, IDS, half=False) is None and not layers(model)


@pytest.mark.parametrize("case", ["too large", "bfloat16 already", "elsewhere", "no operators"])
def test_what_is_not_for_packing(model: Any, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    import torch

    if case == "too large":
        monkeypatch.setattr(packed, "LARGEST", sum(each.nbytes for each in model.parameters()) - 1)
    elif case == "bfloat16 already":
        model = model.to(torch.bfloat16)
    elif case == "elsewhere":
        model = model.to("meta")
    else:
        monkeypatch.setattr(packed, "_has_operators", lambda: False)
    assert pack(model, IDS, half=True) is None and not layers(model)


def test_half_is_for_processors_that_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.models.training import network

    asked: list[bool] = []

    def see(_model: Any, _ids: Sequence[int], *, half: bool) -> None:
        asked.append(half)

    monkeypatch.setattr(packed, "pack", see)
    folder = tiny_kogpt2(tmp_path / "kogpt2")
    for has in (True, False):
        monkeypatch.setattr(network, "has_half", lambda _device, has=has: has)
        load_generator(folder, device="cpu")
        load_generator(folder, device="cpu", half=not has)
    assert asked == [True, False, False, True]
