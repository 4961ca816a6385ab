"""The engines of one process: each is made when first asked for, and any of them may be missing."""

import contextlib
import logging
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from app.config import Settings
from app.errors import ChosenModelFailed, ModelError

if TYPE_CHECKING:
    from app.models.companion.companion import Companion
    from app.models.companion.replier import Replier
    from app.models.companion.surroundings import Surroundings
    from app.models.emotion import EmotionModel
    from app.voice.recogniser import Recogniser
    from app.voice.speaker import Speaker

logger = logging.getLogger(__name__)


class Engines:
    """Emotion model, recogniser and speaker, shared by everything in this process.

    Each method returns the same loaded engine every time (until its settings change) and raises a `ModelError` or
    `VoiceError` when it cannot be had; a failure is not remembered, so a later call tries again. A checkpoint that the
    user chose and that fails is replaced by what comes with Todak until another is chosen: `take_troubles` says so
    once, `trouble` at any time. Thread-safe.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._recogniser_lock = threading.Lock()
        self._emotion: EmotionModel | None = None
        self._emotion_chosen: str | None = None  # what `_emotion` was loaded for
        self._recogniser: Recogniser | None = None
        self._repliers_lock = threading.Lock()
        self._repliers: dict[str, tuple[str, Replier]] = {}  # by setting: what was chosen, and that, loaded
        self._speaker_lock = threading.Lock()  # a sound system that hangs keeps a new voice waiting, and nothing else
        self._speaker: Speaker | None = None
        self._speaker_settings: tuple[int, str | None] | None = None  # rate and device of `_speaker`
        self._troubles: dict[tuple[str, str | None], ModelError] = {}  # by setting and what was chosen
        self._untold: deque[ModelError] = deque()

    def emotion(self) -> "EmotionModel":
        """The emotion model: the chosen one for readings, with the bundled one's embeddings for safety and comfort.

        Raises ModelMissing or ModelBroken when there is none at all.
        """
        with self._lock:
            chosen: str | None = self._settings["emotion_model"]
            if self._emotion is None or chosen != self._emotion_chosen:
                self._emotion = self._load_emotion(chosen)
                self._emotion_chosen = chosen
            return self._emotion

    def _load_emotion(self, chosen: str | None) -> "EmotionModel":
        from app.models.emotion import load_bundled

        if chosen is None:
            return load_bundled()
        from app.models.blended import BlendedModel
        from app.models.library import load_reader

        try:
            reader = load_reader(chosen)
        except ModelError as error:
            logger.exception("the chosen emotion model cannot be had: the bundled one reads")
            self._note("emotion_model", chosen, error)
            return load_bundled()
        try:
            bundled = load_bundled()
        except ModelError as error:  # words and readings go on; the rules of safety need no model
            logger.exception("reading without the bundled emotion model")
            self._remember("emotion_model", chosen, error)
            return reader
        return BlendedModel(reader, bundled, lambda error: self._note("emotion_model", chosen, error))

    def recogniser(self) -> "Recogniser":
        """The speech recogniser, loaded and warm (about 4 s the first time). Raises ModelMissing or ModelBroken."""
        from app.voice.speech_recognition_engine import shared_recogniser

        with self._recogniser_lock:
            if self._recogniser is None:
                recogniser = shared_recogniser()
                # Kiwi (in its own process) and Vosk (which needs no interpreter lock) load side by side.
                with ThreadPoolExecutor(1, "kiwi") as beside:
                    warm = beside.submit(recogniser.warm)
                    recogniser.load()
                    warm.result()
                self._recogniser = recogniser
            return self._recogniser

    def companion(self, seed: int | None = None, around: "Surroundings | None" = None) -> "Companion":
        """A companion with a fresh memory of the conversation. `seed` makes its choices repeatable.

        `around` is what it can reach (default: nothing).
        """
        from app.models.companion.companion import Companion
        from app.models.companion.surroundings import NOWHERE

        return Companion(seed=seed, repliers=self.repliers, around=around or NOWHERE)

    def repliers(self) -> "tuple[Replier, ...]":
        """What the user chose to answer in place of the comfort texts: the generator first, then the wellness model.

        Loaded the first time (seconds). One that fails is left out until another is chosen. Never raises ModelError.
        """
        with self._repliers_lock:
            found = [self._replier(setting) for setting in ("generator_model", "wellness_model")]
        return tuple(replier for replier in found if replier is not None)

    def _replier(self, setting: str) -> "Replier | None":
        chosen: str | None = self._settings[setting]
        held = self._repliers.get(setting)
        if held is not None and held[0] == chosen:
            return held[1]
        self._repliers.pop(setting, None)  # its memory is wanted for the other one
        if chosen is None or (setting, chosen) in self._troubles:
            return None
        from app.models.generator import load_generator
        from app.models.library import folder_of, unusable
        from app.models.offline import import_transformers
        from app.models.wellness import load_wellness

        replier: Replier
        try:
            folder = folder_of(chosen)
            import_transformers()
            replier = load_generator(folder) if setting == "generator_model" else load_wellness(folder)
        except ModelError as error:
            logger.exception("a chosen model cannot be had: comfort answers")
            self._note(setting, chosen, unusable(chosen, error))
            return None
        self._repliers[setting] = chosen, replier
        return replier

    def speaker(self) -> "Speaker":
        """The speaker at the rate and on the loudspeaker that are set now.

        Raises NoVoice when the system has no Korean voice.
        """
        from app.voice.speaker import Speaker

        with self._speaker_lock:
            wanted = (self._settings["speech_rate"], self._settings["loudspeaker"])
            if self._speaker is None or wanted != self._speaker_settings:
                # Cheap: the synthesiser itself is one per process. Who speaks with the old one finishes with it.
                self._speaker = Speaker(rate=wanted[0], device=wanted[1])
                self._speaker_settings = wanted
            return self._speaker

    def follow(self, setting: str) -> ModelError | None:
        """Load what `setting` (`emotion_model` …) names now, so that the next sentence does not wait for it (seconds).

        For right after a choice: what failed before is forgotten and tried again. Returns what is wrong with the
        chosen checkpoint; `take_troubles` does not say it once more. Raises ModelMissing or ModelBroken when there is
        no emotion model at all.
        """
        with self._lock, self._repliers_lock:
            for known in [known for known in self._troubles if known[0] == setting]:
                del self._troubles[known]
            self._repliers.pop(setting, None)
            if setting == "emotion_model":
                self._emotion = None
        if setting == "emotion_model":
            self.emotion()
        else:
            self.repliers()
        trouble = self.trouble(setting)
        if trouble is not None:
            with contextlib.suppress(ValueError):  # taken already, by a sentence that came before us
                self._untold.remove(trouble)
        return trouble

    # --- what a chosen checkpoint could not do ---------------------------------------------------------------------

    def trouble(self, setting: str) -> ModelError | None:
        """What is wrong with the checkpoint that `setting` (`emotion_model` …) names now, as far as it was used."""
        return self._troubles.get((setting, self._settings[setting]))

    def take_troubles(self) -> list[ModelError]:
        """Failures of chosen checkpoints that nobody was told of yet; each is given once."""
        taken = []
        while self._untold:
            taken.append(self._untold.popleft())
        return taken

    def _note(self, setting: str, chosen: str, error: ModelError) -> None:
        reason = error.details.get("reason") or error.explained(self._settings.language)["message"]
        self._remember(setting, chosen, ChosenModelFailed(id=chosen, reason=reason))

    def _remember(self, setting: str, chosen: str, error: ModelError) -> None:
        if (setting, chosen) not in self._troubles:
            self._troubles[setting, chosen] = error
            self._untold.append(error)
