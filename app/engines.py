"""The engines of one process: each is made when first asked for, and any of them may be missing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from app.config import Settings, bundled_models

if TYPE_CHECKING:
    from app.models.companion.companion import Companion
    from app.models.emotion import EmotionModel
    from app.voice.recogniser import Recogniser
    from app.voice.speaker import Speaker


class Engines:
    """Emotion model, recogniser and speaker, shared by everything in this process.

    Each method returns the same loaded engine every time and raises a `ModelError` or `VoiceError` when it cannot be
    had; a failure is not remembered, so a later call tries again. Thread-safe.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._recogniser_lock = threading.Lock()
        self._emotion: EmotionModel | None = None
        self._recogniser: Recogniser | None = None
        self._speaker: Speaker | None = None

    def emotion(self) -> "EmotionModel":
        """The emotion model. Raises ModelMissing or ModelBroken."""
        from app.models.emotion import load_emotion_model

        with self._lock:
            if self._emotion is None:
                self._emotion = load_emotion_model(bundled_models() / "emotion")
            return self._emotion

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

    def companion(self, seed: int | None = None) -> "Companion":
        """A companion with a fresh memory of the conversation. `seed` makes its choices repeatable."""
        from app.models.companion.companion import Companion

        return Companion(seed=seed)

    def speaker(self) -> "Speaker":
        """The speaker. Raises NoVoice when the system has no Korean voice."""
        from app.voice.speaker import Speaker

        with self._lock:
            if self._speaker is None:
                self._speaker = Speaker(rate=self._settings["speech_rate"], device=self._settings["loudspeaker"])
            return self._speaker
