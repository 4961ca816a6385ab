"""Todak's recogniser as an engine of the SpeechRecognition package: `Recognizer.recognize_vosk_ko`.

Its own `recognize_vosk` loads the model anew at each call (6.7 s). This one keeps it, and runs the same path as the
microphone.
"""

import threading
from typing import TYPE_CHECKING, Any

from app.voice.recogniser import Recogniser, VoskRecogniser
from app.voice.resampling import Resampler

if TYPE_CHECKING:
    from speech_recognition import AudioData, Recognizer

_lock = threading.Lock()
_shared: Recogniser | None = None


def shared_recogniser() -> Recogniser:
    """The recogniser of this process, made at the first call and loaded when it is first used."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = VoskRecogniser()
        return _shared


def recognize_vosk_ko(
    recognizer: "Recognizer", audio_data: "AudioData", show_all: bool = False
) -> str | dict[str, Any]:
    """The text in `audio_data`; with `show_all` a dict of `text` and `words` (word, start and end in s, confidence).

    Raises speech_recognition.UnknownValueError when no word is heard, as the package's other engines do (not with
    `show_all`), ModelMissing and ModelBroken.
    """
    import numpy as np
    from speech_recognition import UnknownValueError

    # Without `convert_rate`: the package resamples by drawing straight lines, which costs words.
    sound = np.frombuffer(audio_data.get_raw_data(convert_width=2), dtype="<i2").astype(np.int16)
    stream = shared_recogniser().stream()
    stream.feed(Resampler(audio_data.sample_rate).feed(sound, last=True))
    transcript = stream.finish()
    if show_all:
        words = [
            {"word": word.text, "start": word.start, "end": word.end, "confidence": word.confidence}
            for word in transcript.words
        ]
        return {"text": transcript.text, "words": words}
    if not transcript.text:
        raise UnknownValueError
    return transcript.text


def register(recogniser: Recogniser | None = None) -> None:
    """Set `recognize_vosk_ko` on SpeechRecognition's `Recognizer`, with `recogniser` if one is loaded already."""
    import speech_recognition

    global _shared
    with _lock:
        _shared = recogniser or _shared
    speech_recognition.Recognizer.recognize_vosk_ko = recognize_vosk_ko
