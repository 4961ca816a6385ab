"""Domain objects as the JSON of the contract."""

from typing import Any

from app.diary.emotion import EmotionScores
from app.diary.entry import EmotionReading, Entry, Reply, Utterance, Word
from app.diary.statistics import DaySummary, main_emotion, mix


def scores_of(scores: EmotionScores | None) -> dict[str, float] | None:
    """Emotion name to probability, or None."""
    return scores.as_dict() if scores else None


def reading_of(reading: EmotionReading | None) -> dict[str, Any]:
    """`emotion`, `certain`, `scores`, `sentences`: the model's view, `emotion` its largest."""
    if reading is None:
        return {"emotion": None, "certain": False, "scores": None, "sentences": []}
    return {
        "emotion": reading.scores.dominant.value,
        "certain": reading.certain,
        "scores": reading.scores.as_dict(),
        "sentences": [
            {"text": each.text, "emotion": each.scores.dominant.value, "scores": each.scores.as_dict()}
            for each in reading.sentences
        ],
    }


def reply_of(reply: Reply | None) -> dict[str, Any]:
    """`reply`, `reply_kind`, `care`."""
    if reply is None:
        return {"reply": None, "reply_kind": None, "care": None}
    return {"reply": reply.text, "reply_kind": reply.kind.value, "care": reply.care.value}


def words_of(words: tuple[Word, ...]) -> list[dict[str, Any]]:
    """Words with seconds and confidences."""
    return [
        {
            "word": word.text,
            "start": round(word.start, 3),
            "end": round(word.end, 3),
            "confidence": round(word.confidence, 3),
        }
        for word in words
    ]


def heard_of(utterance: Utterance) -> dict[str, Any]:
    """An utterance as `hear` prints it."""
    return {
        "id": utterance.id,
        "text": utterance.text,
        **reading_of(utterance.reading),
        **reply_of(utterance.reply),
    }


def utterance_of(utterance: Utterance) -> dict[str, Any]:
    """An utterance as `show` prints it: everything kept of it."""
    return {
        **heard_of(utterance),
        "source": utterance.source.value,
        "started_at": utterance.started_at.isoformat(),
        "seconds": utterance.duration,
        "audio": utterance.has_audio,
        "recovered": utterance.recovered,
        "felt": utterance.felt.value if utterance.felt else None,
        "model": utterance.reading.model if utterance.reading else None,
        "reply_source": utterance.reply.source if utterance.reply else None,
        "words": words_of(utterance.words),
    }


def entry_emotion(entry: Entry) -> str | None:
    """The emotion an entry is listed under."""
    emotion = main_emotion(entry.felt, mix(entry.utterances))
    return emotion.value if emotion else None


def listed_of(entry: Entry) -> dict[str, Any]:
    """An entry as `list` prints it."""
    return {
        "id": entry.id,
        "date": entry.date.isoformat(),
        "title": entry.title,
        "utterances": len(entry.utterances),
        "emotion": entry_emotion(entry),
        "score": entry.score,
    }


def entry_of(entry: Entry) -> dict[str, Any]:
    """An entry as `show` prints it."""
    return {
        **listed_of(entry),
        "started_at": entry.started_at.isoformat(),
        "scores": scores_of(mix(entry.utterances)),
        "felt": [emotion.value for emotion in entry.felt],
        "people": [person.value for person in entry.people],
        "tags": list(entry.tags),
        "open": entry.is_open,
        "utterances": [utterance_of(utterance) for utterance in entry.utterances],
    }


def day_of(summary: DaySummary) -> dict[str, Any]:
    """A day as `stats` prints it."""
    return {
        "date": summary.date.isoformat(),
        "shares": scores_of(summary.shares),
        "score": summary.score,
        "count": summary.count,
    }
