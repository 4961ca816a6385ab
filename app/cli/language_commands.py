"""`analyze`, `reply` and `transcribe`: JSON Lines, nothing stored, no diary needed."""

import argparse

from app.cli import inputs
from app.cli.output import Answer, tell
from app.config import Settings
from app.engines import Engines
from app.presenting import reading_of, reply_of, words_of
from app.session import Conversation


def run(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    """Run one of the three commands; returns the exit status. Raises TodakError."""
    engines = Engines(settings)
    if arguments.command == "transcribe":
        return _transcribe(arguments, engines, answer)
    status = (_analyze if arguments.command == "analyze" else _reply)(arguments, engines, answer)
    for trouble in engines.take_troubles():
        tell(trouble.explained(settings.language))
    return status


def _analyze(arguments: argparse.Namespace, engines: Engines, answer: Answer) -> int:
    conversation = Conversation(engines)
    for text in inputs.lines(arguments.text):
        analysis = conversation.understand(text)
        answer.json({"text": text, **reading_of(analysis.reading if analysis else None)})
    return 0


def _reply(arguments: argparse.Namespace, engines: Engines, answer: Answer) -> int:
    conversation = Conversation(engines, arguments.seed)
    for text in inputs.lines(arguments.text):
        if not arguments.conversation:  # each line alone: not even carefulness is carried over
            conversation = Conversation(engines, arguments.seed)
        answer.json({"text": text, **reply_of(conversation.respond(text))})
    return 0


def _transcribe(arguments: argparse.Namespace, engines: Engines, answer: Answer) -> int:
    from app.voice.audio_file import seconds_of
    from app.voice.transcription import transcribe_file

    for file in arguments.files:
        seconds_of(file)  # fails at once for what is no sound, before the recogniser is loaded
        seconds, transcript = transcribe_file(file, engines.recogniser())
        answer.json(
            {
                "file": str(file),
                "text": transcript.text,
                "seconds": round(seconds, 3),
                "words": words_of(transcript.words),
            }
        )
    return 0
