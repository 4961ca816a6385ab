"""Replies written by a language model: any causal model folder that lies on the disk.

    generator = load_generator(folder)
    generator.reply("오늘 갑자기 날씨가 추워져서 놀랐어", [])

What it gives are drafts: the companion shows nothing of them that has not passed the gate. Importing this module costs
nothing; loading a model imports torch and transformers (seconds). Nothing is ever fetched, no code of the folder is
run, and no file is unpickled.

Each token costs one step of one token, because the keys and values of all before it are kept, and on the CPU the
weights are laid out for that (`packed`). (The seeds' loop encodes and computes everything again at every token, and
never ends when the model does not.)
"""

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.diary.entry import ReplyKind
from app.errors import ModelBroken, ModelMissing
from app.models.checkpoints import CARD, COMPANION, CONFIG, Checkpoint, load_checkpoint
from app.models.companion.replier import Turn
from app.models.companion.whole import whole_sentences
from app.models.prompts import PRESETS, Preset, Scribe, detect
from app.models.weights import SAFETENSORS, weight_files

if TYPE_CHECKING:
    import torch

SECONDS = 8.0  # how long a reply may take when nobody says otherwise
_LARGE = 4_000_000_000  # bytes of weights from which they stay in the precision they were stored in
_USUAL = "오늘은 친구랑 저녁을 먹고 같이 걸었어. 오랜만이라 참 좋았어."  # packed weights must score it as the others do


class Generator:
    """A causal language model that answers. Any thread may ask; one reply is written at a time."""

    kind = ReplyKind.GENERATED

    def __init__(
        self, name: str, model: Any, scribe: Scribe, preset: Preset, device: str, seed: int | None = None
    ) -> None:
        """Raises ModelBroken when tokenizer, model and preset do not belong together. `seed` is for sampling."""
        import torch

        self.name = name
        self.preset = preset
        self._model = model
        self._scribe = scribe
        self._device = device
        self._ends = scribe.ends(preset.prompt)
        self._bad_words = scribe.bad_words(preset)
        self._dice = torch.Generator(device="cpu")
        self._dice.manual_seed(seed) if seed is not None else self._dice.seed()
        self._lock = threading.Lock()
        rows = int(model.get_input_embeddings().weight.shape[0])
        if scribe.size > rows:
            raise ModelBroken(path=name, reason=f"{scribe.size} tokens, but {rows} embeddings")
        held = _positions(model.config)
        self._window = min(preset.window or held, held)
        self.prompt("", [])  # so that a model too small for its form is refused now

    def reply(
        self,
        text: str,
        history: Sequence[Turn],
        *,
        avoid: Collection[str] = (),
        seconds: float | None = SECONDS,
        stop: threading.Event | None = None,
    ) -> str | None:
        """See `Replier`. Raises nothing on any text."""
        said = " ".join(self.stream(text, history, seconds=seconds, stop=stop))
        return said if said and said not in avoid else None

    def stream(
        self,
        text: str,
        history: Sequence[Turn],
        *,
        seconds: float | None = SECONDS,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """Whole sentences of a draft, each as soon as it is written; from several beams everything at once.

        After `seconds`, and soon after `stop` is set, what is not whole is dropped.
        """
        until = _Until(None if seconds is None else time.monotonic() + seconds, stop or threading.Event())
        with self._lock:
            ids = self.prompt(text, history)
            most = min(self.preset.new_tokens, self._window - len(ids))
            if self.preset.beams > 1:
                written = self._search(ids, most, until)
                yield from self._sentences(written[0], ended=written[1])
                return
            yield from self._as_written(ids, most, until)

    def prompt(self, text: str, history: Sequence[Turn]) -> list[int]:
        """The ids that the model is given before it answers."""
        return self._scribe.prompt(self.preset, text, history, self._room(self.preset))

    # --- one token after the other ---------------------------------------------------------------------------------

    def _as_written(self, ids: list[int], most: int, until: "_Until") -> Iterator[str]:
        written: list[int] = []
        told = 0
        ended = False
        for token in self._tokens(ids, most, until):
            ended = token in self._ends
            if ended:
                break
            written.append(token)
            # The last sentence so far may go on ("3.5", "..."): it is told when another follows.
            sentences = self._sentences(written, ended=False)[:-1]
            yield from sentences[told:]
            told = max(told, len(sentences))
        yield from self._sentences(written, ended=ended)[told:]

    def _tokens(self, ids: list[int], most: int, until: "_Until") -> Iterator[int]:
        """Token after token, the ending one included, at most `most`."""
        import torch

        rules = self._rules()
        keeps_last = {"logits_to_keep": 1} if _takes(self._model, "logits_to_keep") else {}
        everything = torch.tensor([ids], device=self._device)
        given, cache = everything, None
        for _ in range(most):
            if until.over():
                return
            # Not around the yields: inference mode belongs to the thread, and the caller's code runs in between.
            with torch.inference_mode():
                out = self._model(input_ids=given, past_key_values=cache, use_cache=True, **keeps_last)
                cache = out.past_key_values
                scores = out.logits[:, -1].float()
                for rule in rules:
                    scores = rule(everything, scores)
                given = self._choose(scores)
                everything = torch.cat([everything, given], dim=1)
            yield int(given)

    def _choose(self, scores: "torch.Tensor") -> "torch.Tensor":
        import torch

        if not self.preset.sample:
            return scores.argmax(dim=-1, keepdim=True)
        shares = torch.softmax(scores, dim=-1).cpu()
        return torch.multinomial(shares, 1, generator=self._dice).to(self._device)

    def _rules(self) -> list[Any]:
        """The preset's limits, as transformers implements them, in its order."""
        from transformers.generation.logits_process import (
            NoBadWordsLogitsProcessor,
            NoRepeatNGramLogitsProcessor,
            RepetitionPenaltyLogitsProcessor,
            TemperatureLogitsWarper,
            TopPLogitsWarper,
        )

        preset = self.preset
        rules: list[Any] = []
        if preset.repetition != 1.0:
            rules.append(RepetitionPenaltyLogitsProcessor(preset.repetition))
        if preset.no_repeat:
            rules.append(NoRepeatNGramLogitsProcessor(preset.no_repeat))
        if self._bad_words:
            rules.append(NoBadWordsLogitsProcessor(self._bad_words, sorted(self._ends)))
        if preset.sample:
            rules += [TemperatureLogitsWarper(preset.temperature), TopPLogitsWarper(preset.top_p)]
        return rules

    # --- several beams ---------------------------------------------------------------------------------------------

    def _search(self, ids: list[int], most: int, until: "_Until") -> tuple[list[int], bool]:
        """The best of the beams, and whether it ended by itself."""
        import torch

        from app.models.offline import import_transformers

        transformers = import_transformers()

        class Over(transformers.StoppingCriteria):  # type: ignore[misc,name-defined]
            def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
                return torch.full((input_ids.shape[0],), until.over(), device=input_ids.device, dtype=torch.bool)

        if until.over():
            return [], False
        preset = self.preset
        settings = transformers.GenerationConfig(
            max_new_tokens=most,
            num_beams=preset.beams,
            do_sample=preset.sample,
            no_repeat_ngram_size=preset.no_repeat,
            repetition_penalty=preset.repetition,
            bad_words_ids=self._bad_words or None,
            eos_token_id=sorted(self._ends),
            pad_token_id=self._scribe.pad,
            use_cache=True,
            **({"top_p": preset.top_p, "temperature": preset.temperature} if preset.sample else {}),
        )
        given = torch.tensor([ids], device=self._device)
        with torch.inference_mode(), torch.random.fork_rng(enabled=preset.sample):
            if preset.sample:
                torch.manual_seed(int(torch.randint(2**31, (1,), generator=self._dice)))
            found = self._model.generate(
                given,
                attention_mask=torch.ones_like(given),
                generation_config=settings,
                stopping_criteria=transformers.StoppingCriteriaList([Over()]),
            )
        written = [int(token) for token in found[0, len(ids) :]]
        at = next((at for at, token in enumerate(written) if token in self._ends), None)
        return (written, False) if at is None else (written[:at], True)

    # ---------------------------------------------------------------------------------------------------------------

    def _sentences(self, written: Sequence[int], *, ended: bool) -> list[str]:
        return whole_sentences(self._scribe.text(written), ended=ended)

    def _room(self, preset: Preset) -> int:
        """How many tokens the prompt may take: what the reply leaves, but half of the window at least."""
        return max(self._window - preset.new_tokens, self._window // 2)


class _Until:
    """When to break off: at a moment of the monotonic clock, or when told to."""

    def __init__(self, moment: float | None, stop: threading.Event) -> None:
        self._moment, self._stop = moment, stop

    def over(self) -> bool:
        """Whether that is now."""
        return self._stop.is_set() or (self._moment is not None and time.monotonic() >= self._moment)


def load_generator(
    folder: Path,
    *,
    preset: Preset | None = None,
    device: str = "auto",
    seed: int | None = None,
    half: bool | None = None,
) -> Generator:
    """The model in `folder`, loaded. `preset`: other settings than its card or its tokens ask for.

    `half`: weights in bfloat16 on the CPU (None: where it has the instructions; such replies may differ in a word from
    those of another machine). Elsewhere they are as stored.

    Raises ModelMissing (no folder, or a file of it is gone) and ModelBroken (unreadable, another task, a hash that does
    not match, weights that are not the configured model's, no known form of prompt).
    """
    from app.models.packed import pack
    from app.models.training.network import has_half, pick_device

    if not (folder / CONFIG).is_file():
        raise ModelMissing(path=folder / CONFIG)
    checkpoint = load_checkpoint(folder, COMPANION)
    scribe = Scribe.load(folder)
    if preset is None:
        preset = _carded(checkpoint) or detect(folder, scribe)
    device = pick_device(device)
    model = causal_model(folder, device)
    generator = Generator(checkpoint.name, model, scribe, preset, device, seed)
    pack(model, generator.prompt(_USUAL, [])[-32:], half=has_half(device) if half is None else half)
    return generator


def _carded(checkpoint: Checkpoint) -> Preset | None:
    """The preset that the card names under `options`, `prompt`."""
    wanted = checkpoint.options.get("prompt")
    if wanted is None:
        return None
    if wanted not in PRESETS:
        raise ModelBroken(path=checkpoint.folder / CARD, reason=f"{CARD}: prompt {wanted!r}")
    return PRESETS[wanted]


def causal_model(folder: Path, device: str = "cpu") -> Any:
    """The causal language model in `folder` (untyped, as transformers is), for evaluation. Raises ModelMissing,
    NeedsCode, ModelBroken."""
    import torch

    from app.models.offline import import_transformers

    transformers = import_transformers()
    files = weight_files(folder)
    if not files:
        raise ModelMissing(path=folder / SAFETENSORS)
    transformers.utils.logging.disable_progress_bar()
    large = sum(file.stat().st_size for file in files if file.is_file()) > _LARGE
    try:
        model, loading = transformers.AutoModelForCausalLM.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=files[0].suffix == ".safetensors",
            weights_only=True,
            dtype="auto" if large or device != "cpu" else torch.float32,
            output_loading_info=True,
        )
    except Exception as error:  # of any kind: the files are somebody's
        raise ModelBroken(path=folder, reason=type(error).__name__) from error
    if loading["missing_keys"] or loading.get("mismatched_keys"):
        raise ModelBroken(path=folder, reason="weights that are not the whole of this model")
    model.generation_config = transformers.GenerationConfig()  # the preset decides, not what the folder would like
    return model.to(device).eval()


def _positions(config: Any) -> int:
    """How many tokens the model can hold."""
    for name in ("n_positions", "max_position_embeddings", "n_ctx", "max_seq_len"):
        held = getattr(config, name, None)
        if isinstance(held, int) and held > 0:
            return held
    return 1024


def _takes(model: Any, argument: str) -> bool:
    import inspect

    return argument in inspect.signature(model.forward).parameters
