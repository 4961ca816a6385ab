"""English is complete: every string of the window has its own, with the same placeholders."""

import importlib.util
import re
import shutil
import xml.etree.ElementTree as ET
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.diary.emotion import EMOTIONS
from app.diary.entry import Person
from app.ui import translation

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "resources" / "translations" / "todak_en.ts"
HANGUL = re.compile(r"[ㄱ-ㆎ가-힣]")
KEEPS_HANGUL = {
    "한국어",  # the language's own name, in the list of languages
    "초성으로도 찾을 수 있어요 (ㅎㅁㄴ)",  # what one types
}


def _packaging():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("translate", ROOT / "packaging" / "translate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _messages(catalogue: Path) -> list[tuple[str, str, str]]:
    found = []
    for message in ET.parse(catalogue).getroot().iter("message"):
        translated = message.find("translation")
        assert translated is not None
        source = message.findtext("source") or ""
        for form in translated.findall("numerusform") or [translated]:
            found.append((source, form.text or "", translated.get("type") or ""))
    return found


def test_the_catalogue_is_up_to_date_and_finished(tmp_path: Path) -> None:
    copy = tmp_path / "todak_en.ts"
    shutil.copy(CATALOGUE, copy)
    _packaging().update(copy)
    now = _messages(copy)
    assert sorted(now) == sorted(_messages(CATALOGUE)), "run packaging/translate.py"
    assert [source for source, english, kind in now if kind or not english.strip()] == []
    assert len(now) > 150


def test_the_compiled_file_is_what_the_catalogue_makes(tmp_path: Path) -> None:
    made = tmp_path / "todak_en.qm"
    _packaging().release(CATALOGUE, made)
    assert made.read_bytes() == CATALOGUE.with_suffix(".qm").read_bytes(), "run packaging/translate.py"


def test_placeholders_are_the_same_and_no_korean_is_left() -> None:
    for source, english, _ in _messages(CATALOGUE):
        assert sorted(re.findall(r"{\w+}", source)) == sorted(re.findall(r"{\w+}", english)), source
        if source not in KEEPS_HANGUL:
            assert not HANGUL.search(english), english


@pytest.mark.parametrize("language", ("ko", "en"))
def test_words_dates_and_clocks(dressed: QApplication, language: str) -> None:
    translation.speak(language)
    assert dressed.applicationDisplayName() == {"ko": "토닥", "en": "Todak"}[language]
    day = date(2026, 11, 21)
    words = [translation.emotion_word(each) for each in EMOTIONS] + [translation.person_word(each) for each in Person]
    assert len(set(words)) == len(words)
    assert all(bool(HANGUL.search(word)) == (language == "ko") for word in words)
    said = translation.long_date(day), translation.short_date(day), translation.month_name(day)
    if language == "ko":
        assert said == ("2026년 11월 21일 토요일", "11월 21일 (토)", "2026년 11월")
    else:
        assert said == ("Saturday, 21 November 2026", "Sat 21 Nov", "November 2026")
    morning = datetime(2026, 11, 21, 0, 5).astimezone()
    assert translation.clock(morning) == ("오전 12:05" if language == "ko" else "12:05 am")
