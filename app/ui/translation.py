"""The window's language. Sources are Korean; English comes from Qt Linguist's `todak_en.qm`.

Sentences that lower layers own (errors, settings) are `Sentence`s with both languages; `said` picks one.
"""

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from app.config import resources
from app.diary.emotion import Emotion
from app.diary.entry import Person
from app.errors import Sentence

_language = "ko"
_translators: list[QTranslator] = []

_ENGLISH_EMOTIONS = {
    Emotion.JOY: "joy",
    Emotion.SADNESS: "sadness",
    Emotion.DEPRESSION: "low",
    Emotion.ANGER: "anger",
    Emotion.ANXIETY: "anxiety",
    Emotion.NEUTRAL: "everyday",
}
_ENGLISH_PEOPLE = {
    Person.FAMILY: "family",
    Person.FRIEND: "friends",
    Person.PARTNER: "partner",
    Person.ACQUAINTANCE: "acquaintances",
    Person.ALONE: "alone",
}
_WEEKDAYS = "월화수목금토일"


def speak(language: str) -> None:
    """Show the window in `language` (`ko` or `en`) from now on; what is on screen must be built again."""
    global _language
    for translator in _translators:
        QCoreApplication.removeTranslator(translator)
    _translators.clear()
    _language = language
    QLocale.setDefault(QLocale("ko_KR" if language == "ko" else "en_US"))
    places = [("qtbase_" + language, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))]
    if language != "ko":
        places.append(("todak_" + language, str(resources() / "translations")))
    for name, folder in places:
        translator = QTranslator()
        if translator.load(name, folder):  # Qt's own English needs no file
            QCoreApplication.installTranslator(translator)
            _translators.append(translator)
    # Systems add it to titles that do not end with it.
    QGuiApplication.setApplicationDisplayName(QCoreApplication.translate("MainWindow", "토닥"))


def language() -> str:
    """`ko` or `en`."""
    return _language


def said(sentence: Sentence, **details: object) -> str:
    """A `Sentence` in the window's language."""
    return sentence.said(_language, **details)


def emotion_word(emotion: Emotion) -> str:
    """The emotion's name."""
    return emotion.value if _language == "ko" else _ENGLISH_EMOTIONS[emotion]


def person_word(person: Person) -> str:
    """The name of a kind of company."""
    return person.value if _language == "ko" else _ENGLISH_PEOPLE[person]


def _english(day: date, form: str) -> str:
    return QLocale("en_US").toString(QDate(day.year, day.month, day.day), form)


def long_date(day: date) -> str:
    """`2026년 11월 21일 토요일`, `Saturday, 21 November 2026`."""
    if _language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일 {_WEEKDAYS[day.weekday()]}요일"
    return _english(day, "dddd, d MMMM yyyy")


def short_date(day: date) -> str:
    """`11월 21일 (토)`, `Sat 21 Nov`."""
    if _language == "ko":
        return f"{day.month}월 {day.day}일 ({_WEEKDAYS[day.weekday()]})"
    return _english(day, "ddd d MMM")


def month_name(day: date) -> str:
    """`2026년 11월`, `November 2026`."""
    return f"{day.year}년 {day.month}월" if _language == "ko" else _english(day, "MMMM yyyy")


def day_name(day: date) -> str:
    """`11월 21일`, `21 November`."""
    return f"{day.month}월 {day.day}일" if _language == "ko" else _english(day, "d MMMM")


def month_word(day: date) -> str:
    """`11월`, `November`: the month without its year."""
    return f"{day.month}월" if _language == "ko" else _english(day, "MMMM")


def clock(moment: datetime) -> str:
    """`오후 9:05`, `9:05 pm`, in local time."""
    local = moment.astimezone()
    hour = local.hour % 12 or 12
    if _language == "ko":
        return f"{'오전' if local.hour < 12 else '오후'} {hour}:{local.minute:02d}"
    return f"{hour}:{local.minute:02d} {'am' if local.hour < 12 else 'pm'}"
