"""Models in the settings: which one does what, fetching one in a process of its own, and being rid of it."""

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.config import GROUPS, Settings, models_folder
from app.diary.entry import Utterance
from app.ui import live_session, theme
from app.ui.live_session import LiveSession
from app.ui.model_fetch import FetchEnd, ModelFetch
from app.ui.pages.settings_engines import EnginesGroup
from app.ui.pages.settings_models import ModelBox, ModelChoices, OwnModel, look_over
from app.ui.pages.settings_offers import ModelOffers, OfferRow
from app.ui.widgets.error_note import ErrorNote
from tests.models.model_host import ModelHost
from tests.models.tiny_checkpoints import LABELS, tiny_bert
from tests.ui.accessibility import nameless
from tests.ui.find import button
from tests.ui.inspection import faults
from tests.ui.open_every_page import stretched

KOBERT = "skt/kobert-base-v1"
BERT = {"architectures": ["BertForSequenceClassification"], "model_type": "bert"}
FILES = {
    "config.json": b'{"model_type": "bert", "architectures": ["BertModel"]}',
    "spiece.model": b"pieces",
    "pytorch_model.bin": random.Random(7).randbytes(300_000),
}


@pytest.fixture(autouse=True)
def unwarmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine is loaded before one is used: most of these tests use none."""
    monkeypatch.setattr(live_session, "WARM_MS", 3_600_000)


def put(name: str, config: dict[str, object], card: dict[str, object] | None = None) -> Path:
    """A model that is only looked at: its weights are none."""
    folder = models_folder() / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(bytes(1_000))
    if card is not None:
        (folder / "todak.json").write_text(json.dumps(card), encoding="utf-8")
    return folder


def named() -> dict[str, object]:
    return {**BERT, "id2label": dict(enumerate(LABELS))}


def words_in(widget: QWidget) -> str:
    """Everything that can be read on it."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def box_of(group: QWidget, at: int) -> ModelBox:
    return group.findChildren(ModelBox)[at]


def own(group: QWidget, name: str) -> OwnModel:
    return next(each for each in group.findChildren(OwnModel) if name in words_in(each))


def choose(box: ModelBox, model_id: str | None) -> None:
    """As a click in the open box does."""
    at = 0 if model_id is None else box.findData(model_id)
    box.setCurrentIndex(at)
    box.activated.emit(at)


@pytest.fixture
def group(live: LiveSession, settings: Settings, qtbot: QtBot) -> Callable[..., EnginesGroup]:
    """The group with what lies in the models folder; without the look at devices and engines."""

    def make(source: str = "") -> EnginesGroup:
        made = EnginesGroup(next(each for each in GROUPS if each.name == "engines"), live, settings, source=source)
        qtbot.addWidget(made)
        made.resize(700, 1_600)
        made.show()
        made.look_at_models()
        qtbot.waitUntil(lambda: any(each.isVisibleTo(made) for each in made.findChildren(OfferRow)), timeout=20_000)
        return made

    return make


# --- choosing and removing -------------------------------------------------------------------------------------------


def test_models_are_named_and_broken_ones_cannot_be_chosen(
    group: Callable[..., EnginesGroup], settings: Settings
) -> None:
    put("mine", named(), {"licence": "MIT"})
    put("unnamed", {**BERT, "id2label": {"0": "LABEL_0", "1": "LABEL_1"}})
    put("kobert", {"architectures": ["BertModel"], "model_type": "bert"})
    settings["generator_model"] = "gone"
    made = group()
    emotion, reply, comfort = (box_of(made, at) for at in range(3))
    assert [emotion.itemText(at) for at in range(emotion.count())] == [
        "토닥의 모델",
        "mine",
        "unnamed (쓸 수 없음)",
    ]
    model = emotion.model()
    assert isinstance(model, QStandardItemModel)
    assert [model.item(at).isEnabled() for at in range(3)] == [True, True, False]
    assert (reply.currentText(), comfort.currentText()) == ("gone (없음)", "토닥의 위로 글")
    assert "마음을 읽는 모델 · 0.0MB · MIT" in words_in(own(made, "mine"))
    assert "모델의 출력이 무엇인지 이름이 없어요: unnamed (" in words_in(own(made, "unnamed"))
    assert "훈련의 바탕" in words_in(own(made, "kobert"))
    assert nameless(made)[0] == []


def test_a_changed_file_keeps_a_model_from_being_chosen(
    group: Callable[..., EnginesGroup], settings: Settings, qtbot: QtBot
) -> None:
    put("mine", named(), {"files": {"model.safetensors": "0" * 64}})
    made = group()
    choose(box_of(made, 0), "mine")
    note = made.findChild(ModelChoices).findChild(ErrorNote)
    qtbot.waitUntil(lambda: "mine 모델을 쓸 수 없어요. (model.safetensors: sha256)" in note.sentences, timeout=60_000)
    assert settings["emotion_model"] is None
    assert box_of(made, 0).currentText() == "토닥의 모델" and box_of(made, 0).isEnabled()


def test_a_choice_holds_from_the_next_sentence_on(
    group: Callable[..., EnginesGroup], live: LiveSession, settings: Settings, qtbot: QtBot
) -> None:
    tiny_bert(models_folder() / "mine")
    put("torn", named())
    (models_folder() / "torn" / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n", encoding="utf-8")
    read: list[Utterance] = []
    live.understood.connect(read.append)

    def say(text: str) -> str:
        count = len(read)
        live.say(text, lambda _: None, pytest.fail)
        qtbot.waitUntil(lambda: len(read) > count, timeout=60_000)
        reading = read[-1].reading
        assert reading is not None
        return reading.model

    bundled = say("오늘은 좋은 하루였다.")
    made = group()
    box = box_of(made, 0)
    choose(box, "torn")
    note = made.findChild(ModelChoices).findChild(ErrorNote)
    qtbot.waitUntil(lambda: "고르신 torn 모델을 쓰지 못해" in note.sentences, timeout=60_000)
    assert say("오늘은 슬픈 하루였다.") == bundled

    qtbot.waitUntil(box.isEnabled, timeout=60_000)
    choose(box, "mine")
    assert not box.isEnabled(), "one change at a time"
    qtbot.waitUntil(lambda: "다음 이야기부터 이 모델을 써요." in words_in(made), timeout=60_000)
    assert not note.sentences and Settings()["emotion_model"] == "mine"
    assert say("친구랑 저녁을 먹었다.") == "mine"

    choose(box, None)
    qtbot.waitUntil(lambda: box.isEnabled() and settings["emotion_model"] is None, timeout=60_000)
    assert say("일찍 잠들었다.") == bundled


def test_removing_asks_first(group: Callable[..., EnginesGroup], settings: Settings, qtbot: QtBot) -> None:
    folder = put("mine", named())
    settings["emotion_model"] = "mine"
    made = group()
    row = own(made, "mine")
    button(row, "지우기", part=True).click()
    assert "mine 모델을 지울까요?" in words_in(row) and "토닥의 모델이 대신해요" in words_in(row)
    button(row, "그만두기", part=True).click()
    assert folder.exists()
    button(row, "지우기", part=True).click()
    button(row, "완전히 지우기", part=True).click()
    qtbot.waitUntil(lambda: not own_names(made), timeout=20_000)
    assert not folder.exists() and settings["emotion_model"] is None
    assert box_of(made, 0).currentText() == "토닥의 모델"


def own_names(group: QWidget) -> list[str]:
    return [words_in(each) for each in group.findChildren(OwnModel) if each.isVisibleTo(group)]


# --- fetching --------------------------------------------------------------------------------------------------------


@pytest.fixture
def host(home: Path) -> Iterator[ModelHost]:
    with ModelHost(KOBERT, dict(FILES)) as serving:
        yield serving


@pytest.fixture
def offers(locked: LiveSession, qtbot: QtBot, host: ModelHost) -> ModelOffers:
    """The card, with `host` as a mirror."""
    made = ModelOffers(locked, source=host.address)
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show_shelf(look_over())
    made.show()
    return made


def row_of(card: QWidget, model_id: str) -> OfferRow:
    return next(each for each in card.findChildren(OfferRow) if model_id in words_in(each))


def test_it_is_said_first_stopped_and_gone_on_with(
    group: Callable[..., EnginesGroup], live: LiveSession, host: ModelHost, qtbot: QtBot
) -> None:
    made = group(host.address)
    row, other = row_of(made, KOBERT), row_of(made, "skt/kogpt2-base-v2")
    assert "skt/kobert-base-v1 · huggingface.co · 약 369MB · Apache-2.0" in words_in(row)
    assert "비영리로만" in words_in(other)
    assert "파일의 해시를 미리 알지 못해요." in words_in(made)
    assert host.asked == []

    host.faults.slow = 0.05
    button(row, "huggingface.co에서 369MB 받기", part=True).click()
    assert not button(other, "받기", part=True).isEnabled()
    qtbot.waitUntil(lambda: live.fetching.there > 40_000, timeout=60_000)
    bar = row.findChild(QProgressBar)
    assert bar.isVisible() and bar.accessibleName() == "skt/kobert-base-v1 받기"
    assert " / 369MB" in words_in(row)
    assert faults(made) == [] and nameless(made)[0] == []
    with qtbot.waitSignal(live.fetching.ended, timeout=20_000) as stopped:
        button(row, "멈추기", part=True).click()
    assert stopped.args == [FetchEnd(KOBERT, is_there=False, stopped=True, explained=None)]
    qtbot.waitUntil(lambda: "까지 받아 두었어요." in words_in(row), timeout=20_000)
    assert not row.findChild(ErrorNote).sentences and not bar.isVisible()

    host.faults.slow = 0.0
    button(row, "이어받기", part=True).click()
    qtbot.waitUntil(lambda: "받아 두었어요. 위의 모델에서 볼 수 있어요." in words_in(row), timeout=60_000)
    assert "훈련의 바탕" in words_in(own(made, "kobert-base-v1"))
    folder = models_folder() / "kobert-base-v1"
    assert all((folder / name).read_bytes() == body for name, body in FILES.items())
    assert any(asked for _, asked in host.asked), "gone on with, not begun again"


def test_what_has_come_is_thrown_away_after_a_question(offers: ModelOffers, locked: LiveSession, qtbot: QtBot) -> None:
    part = models_folder() / ".kobert-base-v1.part"
    part.mkdir(parents=True)
    (part / "pytorch_model.bin.part").write_bytes(bytes(300_000))
    offers.show_shelf(look_over())
    row = row_of(offers, KOBERT)
    assert "0.3MB까지 받아 두었어요." in words_in(row)
    button(row, "받은 것 지우기", part=True).click()
    assert part.exists()
    with qtbot.waitSignal(locked.fetching.ended, timeout=60_000):
        next(each for each in row.findChildren(QPushButton) if each.text() == "지우기").click()
        assert "지우고 있어요…" in words_in(row) and "묻고 있어요" not in words_in(row)
    assert not part.exists()


def test_what_fails_is_explained(offers: ModelOffers, locked: LiveSession, host: ModelHost, qtbot: QtBot) -> None:
    host.faults.status = 404
    row = row_of(offers, KOBERT)
    with qtbot.waitSignal(locked.fetching.ended, timeout=60_000):
        button(row, "받기", part=True).click()
    said = row.findChild(ErrorNote).sentences
    assert "내주지 않아요. (HTTP 404, config.json)" in said and len(said.splitlines()) == 3
    assert button(row, "받기", part=True).isEnabled()


def test_the_lock_stops_it_and_keeps_what_has_come(live: LiveSession, host: ModelHost, qtbot: QtBot) -> None:
    host.faults.slow = 0.05
    ends: list[FetchEnd] = []
    live.fetching.ended.connect(ends.append)
    live.fetching.start(KOBERT, host.address)
    qtbot.waitUntil(lambda: live.fetching.there > 40_000, timeout=60_000)
    with qtbot.waitSignal(live.closed, timeout=60_000):
        live.close()
    qtbot.waitUntil(lambda: bool(ends), timeout=20_000)
    assert ends[0].stopped and not live.fetching.is_running
    assert look_over().there[KOBERT] > 40_000


def test_a_silent_host_keeps_nobody_from_ending(dressed: object, host: ModelHost, qtbot: QtBot) -> None:
    host.faults.silent_after = [0]
    fetch = ModelFetch()
    fetch.start(KOBERT, host.address)
    qtbot.waitUntil(lambda: bool(host.asked), timeout=60_000)
    fetch.end()
    assert not fetch.is_running


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle's program in Todak's place: it notes its arguments."""
    made = tmp_path / "todak"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(made))
    return made


def end_of(fetch: ModelFetch, qtbot: QtBot) -> FetchEnd:
    with qtbot.waitSignal(fetch.ended, timeout=20_000) as ended:
        fetch.start(KOBERT)
    end = ended.args[0]
    assert isinstance(end, FetchEnd)
    return end


def test_a_bundle_starts_itself(dressed: object, program: Path, qtbot: QtBot) -> None:
    program.write_text('#!/bin/sh\necho "$@" > "$0.arguments"\necho \'{"fetched": {}}\'\n')
    program.chmod(0o755)
    assert end_of(ModelFetch(), qtbot) == FetchEnd(KOBERT, is_there=True, stopped=False, explained=None)
    given = program.with_name("todak.arguments").read_text()
    assert given == "--json models fetch skt/kobert-base-v1 --yes\n"


def test_a_process_that_ends_without_a_word_is_a_failure(dressed: object, program: Path, qtbot: QtBot) -> None:
    fetch = ModelFetch()
    missing = end_of(fetch, qtbot).explained
    assert missing is not None and "FailedToStart" in missing["message"]
    program.write_text("#!/bin/sh\nkill -9 $$\n")
    program.chmod(0o755)
    killed = end_of(fetch, qtbot).explained
    assert killed is not None and killed["code"] == "unexpected"


@pytest.mark.parametrize("longer", [False, True])
def test_nothing_is_cut(group: Callable[..., EnginesGroup], qtbot: QtBot, longer: bool) -> None:
    put("mine", named(), {"licence": "CC-BY-NC-SA-4.0"})
    put("unnamed", BERT)
    theme.keeper().wear("dark", 150)
    with stretched("ko", longer):
        made = group()
        made.resize(560, 4_000)
        for row in made.findChildren(OwnModel):
            row.findChildren(QPushButton)[0].click()
        qtbot.wait(50)
        assert faults(made) == []
    theme.keeper().wear("light")
