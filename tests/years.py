"""Invented years of diary for tests of sums, pages and speed: what people plausibly write, drawn with a fixed seed."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.diary.entry import (
    Care,
    EmotionReading,
    Entry,
    Person,
    Reply,
    ReplyKind,
    SentenceReading,
    Source,
    Utterance,
    Word,
)
from app.storage.ids import new_id

_TEXTS = {
    Emotion.JOY: ("친구랑 한강에서 자전거를 탔다. 바람이 시원했다.", "엄마가 끓여 준 미역국이 참 맛있었다."),
    Emotion.SADNESS: ("오래 키운 화분이 시들어 버렸다.", "할머니 생각이 나서 사진을 한참 들여다봤다."),
    Emotion.DEPRESSION: ("하루 종일 누워만 있었다. 아무것도 하기 싫었다.", "다들 앞서가는데 나만 제자리인 것 같다."),
    Emotion.ANGER: ("약속 시간을 또 어겨서 화가 났다.", "회의에서 내 말을 자꾸 끊어서 속이 부글거렸다."),
    Emotion.ANXIETY: ("내일 발표가 걱정돼서 잠이 안 온다.", "검사 결과를 기다리느라 마음이 조마조마하다."),
    Emotion.NEUTRAL: ("아침에 빨래를 널고 장을 보러 다녀왔다.", "회사에서 늘 하던 일을 하고 일찍 들어왔다."),
}
_SCORES = {
    Emotion.JOY: (4, 5),
    Emotion.SADNESS: (2, 3),
    Emotion.DEPRESSION: (1, 2),
    Emotion.ANGER: (2, 3),
    Emotion.ANXIETY: (2, 3),
    Emotion.NEUTRAL: (3, 4),
}


class Inventor:
    """Draws entries. The same seed draws the same entries, but for their ids."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def days(self, first: date, last: date, *, entries: int | None = None) -> Iterator[Entry]:
        """Entries from `first` to `last`: with pauses and moods, or with exactly `entries` a day."""
        mood = 0.5
        away = 0
        for offset in range((last - first).days + 1):
            mood = min(0.95, max(0.05, mood + self._random.gauss(0, 0.13)))
            count = entries
            if count is None:
                away = away - 1 if away else self._random.choices((0, 1, 2, 6), (78, 15, 5, 2))[0]
                count = 0 if away else self._random.choices((1, 2, 3, 5), (76, 17, 5, 2))[0]
            for number in range(count):
                yield self.entry(first + timedelta(days=offset), mood, hour=(9 + 3 * number) % 24)

    def entry(self, day: date, mood: float = 0.5, *, hour: int = 21) -> Entry:
        """One entry of one to three utterances; `mood` from 0 (low) to 1 (glad)."""
        low = 1 - mood
        odds = (2.4 * mood, 0.7 * low, 0.9 * low, 0.5 * low, 0.9 * low, 0.7)
        main = self._random.choices(EMOTIONS, odds)[0]
        identifier = new_id()
        began = datetime.combine(day, time(hour), UTC) + timedelta(minutes=self._random.randrange(60))
        others = self._random.choices(EMOTIONS, odds, k=self._random.choices((0, 1, 2), (50, 35, 15))[0])
        return Entry(
            id=identifier,
            date=day,
            started_at=began,
            utterances=tuple(
                self._utterance(identifier, position, began + timedelta(minutes=position), emotion)
                for position, emotion in enumerate((main, *others))
            ),
            score=self._random.choice(_SCORES[main]) if self._random.random() < 0.8 else None,
            felt=(main,) if self._random.random() < 0.15 else (),
            people=self._people(main),
        )

    def _people(self, main: Emotion) -> tuple[Person, ...]:
        if self._random.random() < 0.25:
            return ()
        odds = (3, 4, 2, 1, 1) if main is Emotion.JOY else (2, 1, 1, 2, 4)
        return tuple(dict.fromkeys(self._random.choices(tuple(Person), odds, k=self._random.choice((1, 1, 2)))))

    def _utterance(self, entry_id: str, position: int, moment: datetime, emotion: Emotion) -> Utterance:
        text = self._random.choice(_TEXTS[emotion])
        scores = self._scores(emotion)
        words = tuple(Word(word, 0.4 * at, 0.4 * at + 0.3, 0.9) for at, word in enumerate(text.split()))
        return Utterance(
            id=new_id(),
            entry_id=entry_id,
            position=position,
            text=text,
            source=Source.VOICE,
            started_at=moment,
            duration=words[-1].end,
            words=words,
            reading=EmotionReading(scores, True, (SentenceReading(text, scores),), "invented"),
            felt=self._random.choice(EMOTIONS) if self._random.random() < 0.04 else None,
            reply=Reply("그랬군요.", ReplyKind.COMFORT, Care.NONE, "invented"),
        )

    def _scores(self, emotion: Emotion) -> EmotionScores:
        drawn = [self._random.gammavariate(0.5, 1) for _ in EMOTIONS]
        drawn[EMOTIONS.index(emotion)] += self._random.uniform(1.5, 6)
        return EmotionScores(tuple(value / sum(drawn) for value in drawn))


def crisis_entry(day: date, people: Sequence[Person] = (), score: int | None = None) -> Entry:
    """An entry whose utterance was answered with the crisis card."""
    whole = Inventor(5).entry(day, 0.0)
    card = Reply("지금 혼자 두지 않을게요.", ReplyKind.CRISIS, Care.HARD, "invented")
    spoken = whole.utterances[0]
    hurt = Utterance(spoken.id, whole.id, 0, spoken.text, spoken.source, spoken.started_at, reply=card)
    return Entry(whole.id, day, whole.started_at, (hurt,), score=score, people=tuple(people))
