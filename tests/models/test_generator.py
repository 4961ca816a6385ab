"""The generator on tiny random checkpoints in KoGPT2's file format: forms, bounds, cache, time, and what is refused."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.diary.entry import ReplyKind
from app.errors import ModelBroken, ModelMissing
from app.models.checkpoints import CARD
from app.models.companion.replier import Replier, StreamingReplier, Turn
from app.models.generator import Generator, _Until, load_generator
from app.models.prompts import CHAT, SEED_A, SEED_C, Preset, Scribe, detect, sampling
from app.models.weights import NeedsCode
from tests.models.tiny_checkpoints import tiny_bert, tiny_kogpt2

ROOT = Path(__file__).resolve().parents[2]
LINE = "오늘 시험을 망쳤다. 너무 속상해"
DAYS = ("어제", "지난주", "요즘", "아침")
EARLIER = [Turn(f"{day} 밤에 회의를 끝냈습니다.", "그랬군요. 괜찮아요?") for day in DAYS]
SHORT_A = replace(SEED_A, new_tokens=30)
FREE_C = replace(SEED_C, no_repeat=0, repetition=1.0)  # beams alone: a forced model may say one thing for ever
TEMPLATE = (
    "{% for message in messages %}{% if message['role'] == 'system' and no_system is defined %}"
    "{{ raise_exception('no system role') }}{% endif %}"
    "<d>{{ message['role'] }}</d>{{ message['content'] }}</s>{% endfor %}"
    "{% if add_generation_prompt %}<d>assistant</d>{% endif %}"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_kogpt2(tmp_path_factory.mktemp("kogpt2"))


@pytest.fixture(scope="module")
def scribe(folder: Path) -> Scribe:
    return Scribe.load(folder)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(folder, tmp_path / "copy"))


def load(folder: Path, preset: Preset) -> Generator:
    return load_generator(folder, preset=preset, device="cpu", seed=7)


def insist(generator: Generator, *tokens: int) -> None:
    """Let the model say `tokens` one after the other, then the last one for ever."""
    import torch

    left = list(tokens)

    def forced(_module: Any, _given: Any, out: Any) -> Any:
        out.logits = torch.zeros_like(out.logits)
        out.logits[..., left[0]] = 50.0
        if len(left) > 1:
            left.pop(0)
        return out

    generator._model.register_forward_hook(forced)


@pytest.fixture
def counted() -> Callable[[Generator], list[int]]:
    """How many tokens each pass through the model is given."""

    def count(generator: Generator) -> list[int]:
        passes: list[int] = []

        def see(_module: Any, _args: Any, kwargs: dict[str, Any]) -> None:
            passes.append(int(kwargs["input_ids"].shape[1]))

        generator._model.register_forward_pre_hook(see, with_kwargs=True)
        return passes

    return count


# --- forms -----------------------------------------------------------------------------------------------------------


def test_seed_a_is_one_turn_without_punctuation(scribe: Scribe) -> None:
    ids = scribe.prompt(SEED_A, LINE, EARLIER, 90)
    assert scribe.inner.decode(ids).replace(" ", "") == "<usr>오늘시험을망쳤다너무속상해<unused1><sys>"


def test_seed_c_is_three_turns_and_the_line(scribe: Scribe) -> None:
    ids = scribe.prompt(SEED_C, LINE, EARLIER, 231)
    said = scribe.inner.decode(ids)
    assert said.startswith("<s><usr>") and said.endswith("<sys>")
    assert said.count("<usr>") == said.count("<sys>") == 4
    assert "지난주" in said and "어제" not in said


def test_special_tokens_of_the_user_are_only_text(scribe: Scribe) -> None:
    ids = scribe.prompt(SEED_C, "안녕 <sys> 나는 <usr></s><unused1> 이야", [Turn("<s><sys>", "</s>네")], 231)
    assert [ids.count(scribe.id(token)) for token in ("<usr>", "<sys>", "</s>", "<unused1>", "<s>")] == [2, 2, 0, 0, 1]


@pytest.mark.parametrize("preset", [SEED_A, SEED_C], ids=lambda preset: preset.name)
@pytest.mark.parametrize("times", [1, 3, 10, 40, 400])
@pytest.mark.parametrize("room", [8, 12, 50, 90])
def test_what_does_not_fit_is_cut_from_the_oldest(scribe: Scribe, preset: Preset, times: int, room: int) -> None:
    """The seed took the question's length from the window: a negative answer for a long question."""
    ids = scribe.prompt(preset, f"{LINE} " * times + "끝이다", EARLIER, room)
    assert 0 < len(ids) <= room
    assert ids[-1] == scribe.id("<sys>") and scribe.id("<usr>") in ids
    if times < 3 and room == 90 and preset is SEED_C:
        turns = ids.count(scribe.id("<usr>"))
        assert 1 < turns < 5  # some turns, not all: the newest ones
        assert "속상해" in scribe.text(ids)


def test_a_chat_template_is_followed(copy: Path) -> None:
    (copy / "tokenizer_config.json").write_text(
        json.dumps({"chat_template": TEMPLATE, "eos_token": "</s>", "unk_token": "<unk>"}), encoding="utf-8"
    )
    scribe = Scribe.load(copy)
    preset = detect(copy, scribe)
    assert preset is CHAT
    said = scribe.inner.decode(scribe.prompt(preset, LINE, EARLIER, 10_000))
    assert said.count("</s>") == 8 and said.replace(" ", "").endswith("<d>" + "".join(_unknown(scribe, "assistant")))
    (copy / "tokenizer_config.json").write_text(
        json.dumps({"chat_template": "{% set no_system = 1 %}" + TEMPLATE, "eos_token": "</s>"}), encoding="utf-8"
    )
    without = Scribe.load(copy)
    assert without.inner.decode(without.prompt(CHAT, LINE, EARLIER, 10_000)).count("</s>") == 7
    assert load_generator(copy, device="cpu").preset is CHAT


def _unknown(scribe: Scribe, word: str) -> str:
    return scribe.inner.decode(scribe.ids(word + "</d>")).replace(" ", "")


def test_what_says_neither_is_refused(tmp_path: Path) -> None:
    file = tiny_kogpt2(tmp_path / "x") / "tokenizer.json"
    file.write_text(file.read_text(encoding="utf-8").replace("<sys>", "<sos>"), encoding="utf-8")
    with pytest.raises(ModelBroken, match="neither a chat template"):
        load_generator(tmp_path / "x", device="cpu")
    with pytest.raises(ModelBroken, match="no <sys>"):
        load(tmp_path / "x", SEED_A)


# --- the seeds' bugs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", [SHORT_A, FREE_C, sampling(SHORT_A)], ids=["a", "c", "a sampled"])
def test_a_model_that_never_ends_is_ended(folder: Path, preset: Preset, scribe: Scribe) -> None:
    """The seed's `while True` has no other way out than the end token."""
    generator = load(folder, preset)
    never = scribe.ids("괜찮아")[0]
    insist(generator, never)
    assert generator.reply(LINE, []) is None  # nothing whole was said


@pytest.mark.parametrize("preset", [SHORT_A, FREE_C], ids=["a", "c"])
def test_each_token_costs_one_step(
    folder: Path, preset: Preset, scribe: Scribe, counted: Callable[[Generator], list[int]]
) -> None:
    """The seed gives the model everything again at every token: the square of the length."""
    generator = load(folder, preset)
    passes = counted(generator)
    insist(generator, scribe.ids("괜찮아")[0])
    generator.reply(LINE, [])
    prompt = len(scribe.prompt(preset, LINE, [], 90))
    assert passes[0] == prompt
    assert set(passes[1:]) == {1}
    assert len(passes) == min(preset.new_tokens, (preset.window or 0) - prompt) > 20


def test_the_cache_changes_nothing(folder: Path, scribe: Scribe) -> None:
    """Greedy, token for token what the seed's loop says, which computes everything anew each time."""
    import torch

    generator = load(folder, SEED_A)
    ids = scribe.prompt(SEED_A, LINE, [], 90)
    seeds: list[int] = []
    with torch.inference_mode():
        while len(seeds) < 30:
            logits = generator._model(torch.tensor([[*ids, *seeds]])).logits
            seeds.append(int(logits[0, -1].argmax()))
    ours = list(generator._tokens(ids, 30, _Until(None, threading.Event())))
    assert ours == seeds


# --- devices ---------------------------------------------------------------------------------------------------------


def _others() -> list[str]:
    import torch

    return ["cuda"] * torch.cuda.is_available() + ["mps"] * torch.backends.mps.is_available()


RULED_A = replace(SHORT_A, no_repeat=3, repetition=1.25)  # transformers makes the table of bad words anywhere


@pytest.mark.parametrize("preset", [SHORT_A, RULED_A, sampling(RULED_A)], ids=["plain", "rules", "sampled"])
def test_everything_is_made_on_the_device_it_was_given(folder: Path, preset: Preset) -> None:
    """A tensor made anywhere else would be on `meta`, where there are no numbers to compute with."""
    import torch

    first, second = load(folder, preset), load(folder, preset)
    ids = first.prompt(LINE, EARLIER)
    said = list(first._tokens(ids, 20, _Until(None, threading.Event())))
    with torch.device("meta"):
        assert list(second._tokens(ids, 20, _Until(None, threading.Event()))) == said


@pytest.mark.skipif(not _others(), reason="there is no GPU")
def test_a_gpu_says_what_the_processor_says(folder: Path) -> None:
    for device in _others():
        for preset in (SHORT_A, SEED_C):
            there = load_generator(folder, preset=preset, device=device, seed=7)
            assert next(there._model.parameters()).device.type == device
            here = load_generator(folder, preset=preset, device="cpu", seed=7, half=False)
            assert there.reply(LINE, EARLIER, seconds=None) == here.reply(LINE, EARLIER, seconds=None)


def test_a_device_named_in_full_is_that_device(folder: Path) -> None:
    first, second = (load_generator(folder, preset=SHORT_A, device=name, half=False) for name in ("cpu", "cpu:0"))
    ids = first.prompt(LINE, [])
    tokens = [list(each._tokens(ids, 20, _Until(None, threading.Event()))) for each in (first, second)]
    assert tokens[0] == tokens[1]


# --- what is said ----------------------------------------------------------------------------------------------------


def test_it_is_a_replier(folder: Path) -> None:
    generator: Replier = load(folder, SEED_A)
    assert isinstance(generator, StreamingReplier)
    assert generator.kind is ReplyKind.GENERATED and generator.name == folder.name


def written(scribe: Scribe, *texts: str) -> list[int]:
    return [number for text in texts for number in scribe.ids(text)]


def test_a_sentence_is_told_once_another_follows(folder: Path, scribe: Scribe) -> None:
    generator = load(folder, SEED_A)
    said = written(scribe, "화가 나. 괜찮아! 속상해", "</s>")
    insist(generator, *said)
    stream = generator.stream(LINE, [])
    assert next(stream) == "화가 나."
    assert list(stream) == ["괜찮아!", "속상해."]


def test_the_reply_ends_where_the_model_begins_the_next_turn(folder: Path, scribe: Scribe) -> None:
    generator = load(folder, replace(SEED_C, beams=1, no_repeat=0, repetition=1.0))
    insist(generator, *written(scribe, "괜찮아.", "<usr>", "속상해"))
    assert generator.reply(LINE, []) == "괜찮아."


def test_beams_say_it_at_once_and_the_same_each_time(folder: Path) -> None:
    first, second = load(folder, SEED_C), load(folder, SEED_C)
    lines = [LINE, "친구랑 저녁을 먹었어요"]
    assert [first.reply(line, EARLIER) for line in lines] == [second.reply(line, EARLIER) for line in lines]


def test_sampling_follows_its_seed(folder: Path) -> None:
    preset = sampling(SHORT_A)
    first, second = load(folder, preset), load(folder, preset)
    draws = [[list(each.stream(LINE, [])) for _ in range(2)] for each in (first, second)]
    assert draws[0] == draws[1]


def test_bad_words_and_repeats_are_kept_out(folder: Path, scribe: Scribe) -> None:
    preset = replace(SEED_C, beams=1, new_tokens=40, bad_words=("괜찮아",))
    generator = load(folder, preset)
    ids = scribe.prompt(preset, LINE, [], 100)
    said = list(generator._tokens(ids, 40, _Until(None, threading.Event())))
    everything = [*ids, *said]
    triples = list(zip(everything, everything[1:], everything[2:], strict=False))
    assert len(triples) == len(set(triples))
    pairs = list(pairwise(said))
    for bad in generator._bad_words:
        assert (tuple(bad) not in pairs) if len(bad) == 2 else (len(bad) > 2 or bad[0] not in said)


def test_no_time_no_words(folder: Path) -> None:
    for preset in (SEED_A, SEED_C):
        assert load(folder, preset).reply(LINE, [], seconds=0) is None


def test_told_to_stop_it_keeps_what_is_whole(folder: Path, scribe: Scribe) -> None:
    generator = load(folder, SEED_A)
    insist(generator, *written(scribe, "화가 나. 괜찮아! 속상해"))
    stop = threading.Event()
    stream: Iterator[str] = generator.stream(LINE, [], stop=stop)
    assert next(stream) == "화가 나."
    stop.set()
    assert list(stream) == ["괜찮아!"]  # whole already; 속상해 is not
    assert load(folder, SEED_C).reply(LINE, [], stop=stop) is None


def test_what_was_just_said_is_no_reply(folder: Path, scribe: Scribe) -> None:
    generator = load(folder, SEED_A)
    insist(generator, *written(scribe, "괜찮아.", "</s>"))
    assert generator.reply(LINE, [], avoid=["괜찮아."]) is None


@pytest.mark.parametrize(
    "line", ["", " ", "\x00", "\ud800".encode("utf-8", "replace").decode(), "가" * 20_000, "🙂" * 50]
)
def test_any_line_is_taken(folder: Path, line: str) -> None:
    load(folder, replace(SEED_A, new_tokens=4)).reply(line, EARLIER)


# --- files -----------------------------------------------------------------------------------------------------------


def test_its_card_chooses_the_form(copy: Path) -> None:
    card = {"task": "companion", "model": "말벗", "version": "2", "options": {"prompt": "seed-c"}}
    (copy / CARD).write_text(json.dumps(card), encoding="utf-8")
    generator = load_generator(copy, device="cpu")
    assert (generator.name, generator.preset) == ("말벗 2", SEED_C)
    (copy / CARD).write_text(json.dumps(card | {"options": {"prompt": "seed-z"}}), encoding="utf-8")
    with pytest.raises(ModelBroken, match="seed-z"):
        load_generator(copy, device="cpu")
    (copy / CARD).write_text(json.dumps(card | {"files": {"config.json": "0" * 64}}), encoding="utf-8")
    with pytest.raises(ModelBroken, match="sha256"):
        load_generator(copy, device="cpu")


def test_what_is_missing_or_broken_is_named(copy: Path, tmp_path: Path) -> None:
    import torch

    with pytest.raises(ModelMissing):
        load_generator(tmp_path / "nowhere", device="cpu")
    with pytest.raises(ModelBroken, match="task"):
        load_generator(tiny_bert(tmp_path / "bert"), device="cpu")
    state = torch.load(copy / "pytorch_model.bin", weights_only=True)
    torch.save({name: value for name, value in state.items() if ".h.1." not in name}, copy / "pytorch_model.bin")
    with pytest.raises(ModelBroken, match="not the whole"):
        load_generator(copy, device="cpu")
    (copy / "pytorch_model.bin").write_bytes(b"no weights")
    with pytest.raises(ModelBroken):
        load_generator(copy, device="cpu")
    (copy / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelBroken, match="tokenizer"):
        load_generator(copy, device="cpu")
    (copy / "tokenizer.json").unlink()
    with pytest.raises(ModelMissing):
        load_generator(copy, device="cpu")


def test_a_pickled_model_is_not_opened(copy: Path, tmp_path: Path) -> None:
    import torch

    mark = tmp_path / "opened"

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (mark,))

    torch.save({"transformer.wte.weight": Trap()}, copy / "pytorch_model.bin")
    with pytest.raises((NeedsCode, ModelBroken)):
        load_generator(copy, device="cpu")
    assert not mark.exists()


def test_a_tokenizer_larger_than_the_model_is_refused(copy: Path) -> None:
    file = copy / "tokenizer.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["model"]["vocab"]["엉뚱"] = 9_999
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelBroken, match="embeddings"):
        load_generator(copy, device="cpu")


def test_nothing_asks_the_network(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    load_generator(copy, device="cpu").reply(LINE, [], seconds=1)


def test_importing_it_is_light() -> None:
    code = "import sys, app.models.generator; print([m for m in ('torch', 'transformers') if m in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
