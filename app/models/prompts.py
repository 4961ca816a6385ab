"""How a conversation is written down for a language model, and the settings it was meant to speak with.

    seed-a    <usr>q<unused1><sys>a</s>               one turn, punctuation left out, greedy, at most 100 tokens in all
    seed-c    <s><usr>q<sys>a<usr>q<sys>a … </s>      three turns of memory, three beams, 25 new tokens
    chat      the model's own chat template           three turns of memory

The numbers are those of the seeds (SEEDS.md: A's chatbot 1, C's ChatHuman). Ids of special tokens are always read from
the tokenizer: two checkpoints need not agree about them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import ModelBroken, ModelMissing
from app.models.companion.replier import Turn

if TYPE_CHECKING:
    from typing import Self

USER, ANSWER, SEPARATOR, START, END, PAD = "<usr>", "<sys>", "<unused1>", "<s>", "</s>", "<pad>"
TOKENIZER, TOKENIZER_CONFIG = "tokenizer.json", "tokenizer_config.json"
SYSTEM = (
    "너는 '토끼 닥터'라는 일기장 속 프로그램이야. 사용자가 들려주는 하루를 따뜻한 해요체로, 한두 문장으로 받아 줘. "
    "마음을 먼저 알아주고, 조언이나 진단은 하지 말고, 없는 일이나 이름을 지어내지 마."
)
# Marks with which chat models end their turn, beside the end token their configuration names.
_TURN_ENDS = ("<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|endoftext|>", "<|end|>", "[|endofturn|]")
_PUNCTUATION = re.compile(r"[?.!,]")


@dataclass(frozen=True, slots=True)
class Preset:
    """How a reply is made.

    `prompt` names the form; `turns` earlier exchanges are put before the line; `window` bounds prompt and reply
    together (None: what the model can hold) and `new_tokens` the reply. `no_repeat` is the length of the n-grams that
    may not come twice (0: any may), `repetition` the penalty of CTRL (Keskar et al. 2019; 1: none). Without `sample`
    the likeliest token is taken. `bad_words` are never said.
    """

    name: str
    prompt: str
    turns: int
    new_tokens: int
    window: int | None = None
    beams: int = 1
    no_repeat: int = 0
    repetition: float = 1.0
    sample: bool = False
    top_p: float = 1.0
    temperature: float = 1.0
    bad_words: tuple[str, ...] = ()
    punctuation: bool = True  # False: the model was trained without


SEED_A = Preset("seed-a", "seed-a", turns=0, new_tokens=100, window=100, punctuation=False)
SEED_C = Preset(
    "seed-c",
    "seed-c",
    turns=3,
    new_tokens=25,
    window=256,
    beams=3,
    no_repeat=3,
    repetition=1.25,
    top_p=0.92,
    temperature=0.8,
    # Of the seed's list SEEDS.md names three; the rest is the gate's business.
    bad_words=("ㅋ", "ㅠ", "엄마"),
)
CHAT = Preset("chat", "chat", turns=3, new_tokens=80, repetition=1.1, top_p=0.92, temperature=0.8)
PRESETS = {preset.name: preset for preset in (SEED_A, SEED_C, CHAT)}


class Scribe:
    """Turns conversations into ids and ids into text, by the tokenizer in a folder. For one thread at a time."""

    def __init__(self, folder: Path, inner: Any) -> None:
        self._folder = folder
        self.inner = inner
        self._tokens: dict[str, int] = dict(inner.get_vocab())
        marks = sorted({*inner.all_special_tokens, *inner.get_added_vocab(), USER, ANSWER, SEPARATOR, START, END})
        self._marks = re.compile("|".join(re.escape(mark) for mark in marks if mark.strip()))

    @classmethod
    def load(cls, folder: Path) -> "Self":
        """From `tokenizer.json` as it lies there, else whatever transformers finds. Raises ModelMissing, ModelBroken.

        transformers would read KoGPT2's file as the tokenizer of GPT-2, whose spaces it does not have.
        """
        from app.models.offline import import_transformers

        transformers = import_transformers()
        if not any((folder / name).is_file() for name in (TOKENIZER, TOKENIZER_CONFIG, "vocab.json")):
            raise ModelMissing(path=folder / TOKENIZER)
        try:
            if not (folder / TOKENIZER).is_file():
                inner = transformers.AutoTokenizer.from_pretrained(
                    folder, local_files_only=True, trust_remote_code=False
                )
            elif (folder / TOKENIZER_CONFIG).is_file():
                inner = transformers.PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
            else:
                inner = transformers.PreTrainedTokenizerFast(tokenizer_file=str(folder / TOKENIZER))
            inner.encode("가 a", add_special_tokens=False)
        except Exception as error:  # of any kind: the file is somebody's
            raise ModelBroken(path=folder, reason=f"tokenizer: {type(error).__name__}") from error
        return cls(folder, inner)

    @property
    def size(self) -> int:
        """One more than the largest id."""
        return max(self._tokens.values(), default=-1) + 1

    def has(self, *tokens: str) -> bool:
        """Whether all of `tokens` are in the vocabulary."""
        return all(token in self._tokens for token in tokens)

    def id(self, token: str) -> int:
        """The id of a special token. Raises ModelBroken when the tokenizer does not know it."""
        if token not in self._tokens:
            raise ModelBroken(path=self._folder, reason=f"tokenizer: no {token}")
        return self._tokens[token]

    @property
    def end(self) -> int:
        """The id that ends a text. Raises ModelBroken when there is none."""
        known = self.inner.eos_token_id
        return int(known) if known is not None else self.id(END)

    @property
    def pad(self) -> int:
        """The id that fills rows up."""
        known = self.inner.pad_token_id
        return int(known) if known is not None else self._tokens.get(PAD, self.end)

    def ends(self, prompt: str) -> frozenset[int]:
        """The ids after which a reply in this form is over: its end, and whatever begins something else."""
        if prompt == "chat":
            return frozenset({self.end, *(self._tokens[mark] for mark in _TURN_ENDS if mark in self._tokens)})
        others = (self._tokens[mark] for mark in (USER, ANSWER, SEPARATOR, START, END, PAD) if mark in self._tokens)
        return frozenset({self.end, *others})

    def plain(self, text: str, *, punctuation: bool = True) -> str:
        """`text` on one line and without anything the tokenizer would take for a special token."""
        text = self._marks.sub(" ", text)
        if not punctuation:
            text = _PUNCTUATION.sub(" ", text)
        return " ".join(text.split())

    def ids(self, text: str) -> list[int]:
        """The ids of `text`, in which special tokens count as such."""
        return [int(number) for number in self.inner.encode(text, add_special_tokens=False)]

    def text(self, ids: Sequence[int]) -> str:
        """What `ids` say, without special tokens."""
        said = str(self.inner.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))
        return " ".join(said.replace("▁", " ").split())

    def prompt(self, preset: Preset, text: str, history: Sequence[Turn], room: int) -> list[int]:
        """The ids before the reply, at most `room` (at least 8).

        What does not fit is cut from the oldest turn on; of a line that is too long alone its end stays. Raises
        ModelBroken when the tokenizer lacks a token of the form.
        """
        if room < 8:
            raise ModelBroken(path=self._folder, reason=f"room for {room} tokens")
        turns = list(history[-preset.turns :]) if preset.turns else []
        write = {"seed-a": self._seed_a, "seed-c": self._seed_c, "chat": self._chat}[preset.prompt]
        while True:
            ids = write(preset, text, turns)
            if len(ids) <= room:
                return ids
            if turns:
                turns.pop(0)
                continue
            bare = len(write(preset, "", []))
            if bare >= room:  # a chat template that says more than the model can hold
                return ids[-room:]
            text = self._end_of(preset, text, room - bare)

    def bad_words(self, preset: Preset) -> list[list[int]]:
        """The ids of the words the preset never says, at the start of a word and within one."""
        unknown = self.inner.unk_token_id
        found: list[list[int]] = []
        for word in preset.bad_words:
            for form in (word, " " + word):
                ids = self.ids(form)
                if ids and unknown not in ids and ids not in found:
                    found.append(ids)
        return found

    def _seed_a(self, preset: Preset, text: str, _turns: Sequence[Turn]) -> list[int]:
        self.id(USER), self.id(ANSWER), self.id(SEPARATOR)
        question = self.plain(text, punctuation=preset.punctuation)
        return self.ids(f"{USER}{question}{SEPARATOR}{ANSWER}")

    def _seed_c(self, preset: Preset, text: str, turns: Sequence[Turn]) -> list[int]:
        self.id(USER), self.id(ANSWER)
        start = START if self.has(START) else ""
        earlier = "".join(f"{USER}{self.plain(turn.said)}{ANSWER}{self.plain(turn.reply)}" for turn in turns)
        return self.ids(f"{start}{earlier}{USER}{self.plain(text)}{ANSWER}")

    def _chat(self, _preset: Preset, text: str, turns: Sequence[Turn]) -> list[int]:
        from jinja2 import TemplateError

        messages = [{"role": "system", "content": SYSTEM}]
        for turn in turns:
            messages.append({"role": "user", "content": self.plain(turn.said)})
            messages.append({"role": "assistant", "content": self.plain(turn.reply)})
        messages.append({"role": "user", "content": self.plain(text)})
        try:
            return self._templated(messages)
        except TemplateError:  # some templates know no system role
            messages[1]["content"] = f"{SYSTEM}\n\n{messages[1]['content']}"
            try:
                return self._templated(messages[1:])
            except TemplateError as error:
                raise ModelBroken(path=self._folder, reason="chat template") from error

    def _templated(self, messages: list[dict[str, str]]) -> list[int]:
        written = self.inner.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        return self.ids(str(written))

    def _end_of(self, preset: Preset, text: str, room: int) -> str:
        """The end of `text` that takes at most `room` ids and is shorter than before."""
        plain = self.plain(text, punctuation=preset.punctuation)
        kept = self.text(self.ids(plain)[-room:])
        return kept if len(kept) < len(plain) else plain[len(plain) // 2 + 1 :]


def detect(folder: Path, scribe: Scribe) -> Preset:
    """The preset that a folder without a card asks for: a chat template, else the seeds' tokens.

    Raises ModelBroken when it has neither: there is no knowing how to speak to it.
    """
    if getattr(scribe.inner, "chat_template", None):
        return CHAT
    if scribe.has(USER, ANSWER, SEPARATOR):
        return SEED_A
    if scribe.has(USER, ANSWER):
        return SEED_C
    raise ModelBroken(path=folder, reason="neither a chat template nor <usr> and <sys>")


def sampling(preset: Preset) -> Preset:
    """`preset` with its dice: top-p and temperature instead of the likeliest."""
    return replace(preset, sample=True)
