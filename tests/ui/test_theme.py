"""Colours that can be read, fonts that have every syllable, words in both languages."""

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.config import resources
from app.diary.emotion import EMOTIONS
from app.ui import artwork, theme
from app.ui.theme import DARK, LIGHT, TEXT_PAIRS, Theme, contrast
from app.ui.widgets.build import icon_button


def test_contrast_is_wcag_s() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("each", (LIGHT, DARK), ids=lambda each: each.name)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_can_be_read(each: Theme, pair: tuple[str, str]) -> None:
    ink, ground = (getattr(each, name) for name in pair)
    assert contrast(ink, ground) >= 4.5, f"{pair} {contrast(ink, ground):.2f}"


@pytest.mark.parametrize("each", (LIGHT, DARK), ids=lambda each: each.name)
def test_what_is_not_text_can_be_seen(each: Theme) -> None:
    # WCAG 1.4.11: 3:1 for focus rings and controls.
    for token in ("focus", "accent", "danger"):
        for ground in ("paper", "surface", "sunken"):
            assert contrast(getattr(each, token), getattr(each, ground)) >= 3, (token, ground)


def test_every_style_is_made_of_tokens() -> None:
    for each in (LIGHT, DARK):
        sheet = theme.style_sheet(each)
        assert "$" not in sheet
    source = (resources() / "theme" / "todak.qss").read_text(encoding="utf-8")
    assert "#" not in source.replace("QWidget#window", ""), "a colour that is no token"


def test_the_bundled_fonts_have_every_syllable_and_jamo(dressed: QApplication) -> None:
    hangul = [chr(code) for code in range(0xAC00, 0xD7A4)]
    jamo = [chr(code) for code in range(0x3131, 0x318F)]
    fonts = [QRawFont(str(file), 16.0) for file in sorted((resources() / "fonts").glob("*.[ot]tf"))]
    text_fonts = [font for font in fonts if font.familyName() == "Pretendard"]
    assert len(text_fonts) == 2
    for font in text_fonts:
        assert [each for each in hangul if not font.supportsCharacter(ord(each))] == []
    assert [each for each in jamo if not any(font.supportsCharacter(ord(each)) for font in fonts)] == []


def test_the_window_uses_them(dressed: QApplication, qtbot: QtBot) -> None:
    assert {"Pretendard", "Todak Old Jamo"} <= set(QFontDatabase.families())
    label = QLabel("토닥")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.font().family() == "Pretendard"
    assert QRawFont.fromFont(QFont(label.font())).familyName() == "Pretendard"


def test_icons_follow_the_theme(dressed: QApplication, qtbot: QtBot) -> None:
    theme.keeper().changed.connect(artwork.recolour_icons)
    button: QPushButton = icon_button("settings", "설정", token="ink")
    qtbot.addWidget(button)
    light = button.icon().pixmap(20).toImage()
    theme.keeper().wear("dark")
    assert button.icon().pixmap(20).toImage() != light
    theme.keeper().wear("light")
    assert button.icon().pixmap(20).toImage() == light


def test_every_emotion_has_its_own_face(dressed: QApplication) -> None:
    faces = [artwork.face_pixmap(emotion, 64).toImage() for emotion in (*EMOTIONS, None)]
    assert all(not face.isNull() for face in faces)
    assert all(one != other for index, one in enumerate(faces) for other in faces[:index])
