"""What a command finds in the diary: which days were written, and their feelings as numbers. Never words."""

from collections.abc import Sequence
from dataclasses import replace

from app.diary.emotion import Emotion
from app.diary.entry import Entry
from app.diary.statistics import DaySummary, days_of, emotion_counts, outline
from app.models.companion.commands import recognise
from app.models.companion.josa import attach
from app.models.companion.periods import Period

GUESSED = "마음은 제가 짐작한 것이니, 다르면 고쳐 주세요."


def without_commands(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without the commands in them (오늘 일기 읽어 줘 is no diary), and without those left empty."""
    kept = []
    for entry in entries:
        told = tuple(each for each in entry.utterances if each.text.strip() and recognise(each.text) is None)
        if told:
            kept.append(replace(entry, utterances=told))
    return kept


def told_days(entries: Sequence[Entry]) -> list[DaySummary]:
    """The summary of each day on which something was told, oldest first."""
    told = sorted(without_commands(entries), key=lambda entry: entry.date)
    return days_of([outline(entry) for entry in told])


def feelings_of(period: Period, entries: Sequence[Entry]) -> tuple[str, ...]:
    """How the days of `period` felt, said in numbers."""
    days = told_days(entries)
    if not days:
        return nothing_told(period)
    counts = emotion_counts(days)
    if not counts:
        return (f"{topic(period.name)} 이야기가 있지만, 아직 마음을 읽지 못했어요.",)
    if period.is_day:
        return (
            f"{topic(period.name)} {attach(counts[0][0].value, '이/가')} 가장 커 보였어요. {GUESSED}",
            f"제가 읽기로 {topic(period.name)} {attach(counts[0][0].value, '이/가')} 제일 컸어요. {GUESSED}",
        )
    most = [emotion for emotion, count in counts if count == counts[0][1]]
    if len(most) > 1:
        said = f"{_listed(most)} {counts[0][1]}일씩으로 가장 많았어요."
    else:
        said = f"{attach(most[0].value, '이/가')} {counts[0][1]}일로 가장 많았어요."
        if len(counts) > 1:
            second = [emotion for emotion, count in counts if count == counts[1][1]]
            said += f" 그다음은 {', '.join(emotion.value for emotion in second)} {counts[1][1]}일이에요."
    return (
        f"{period.name}에는 {len(days)}일 이야기를 남기셨고, {said} {GUESSED}",
        f"{period.name}에 이야기를 남긴 날은 {len(days)}일이에요. {said} {GUESSED}",
    )


def nothing_told(period: Period) -> tuple[str, ...]:
    """Said where nothing was written."""
    return (f"{topic(period.name)} 남긴 이야기가 아직 없어요.", f"{topic(period.name)} 적어 둔 것이 보이지 않아요.")


def topic(name: str) -> str:
    """`지난주에는`, but `오늘은`: what an answer about a time begins with."""
    return attach(name, "은/는") if name in ("오늘", "어제", "그제", "그저께", "올해") else f"{name}에는"


def _listed(emotions: Sequence[Emotion]) -> str:
    first = ", ".join(emotion.value for emotion in emotions[:-1])
    return f"{attach(first, '와/과')} {attach(emotions[-1].value, '이/가')}"
