"""The user's own models: listed, chosen, tested, removed; and what takes over when one fails."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.cli.main import build_parser, run
from app.cli.models_commands import answers_in, labels_in
from app.cli.output import Answer
from app.config import Settings, models_folder
from app.diary.emotion import EMOTIONS, EmotionScores
from app.diary.entry import EmotionReading, SentenceReading
from app.doctor import Finding, examine
from app.engines import Engines
from app.errors import ChosenModelFailed, ModelBroken, ModelMissing
from app.models.blended import BlendedModel
from app.models.checkpoints import sha256
from app.models.companion.comfort import Comforter
from app.models.companion.danger import SAFE, Level
from app.models.companion.danger_head import second_look
from app.models.companion.texts import load_texts, packed_file
from app.models.emotion import CheckpointEmotionModel, EmotionAnalysis
from app.session import Conversation
from tests.conftest import Todak
from tests.models.tiny_checkpoints import LABELS, seed_emotion_pth, tiny_bert, tiny_kobert, tiny_kogpt2
from tests.test_privacy import assert_no_network

STRACE = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=socket,connect,sendto,sendmsg"]
# Danger that only the bundled encoder hears.
UNMET = "나 하나 없어도 세상은 잘만 돌아가겠지"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("shelf")
    tiny_bert(place / "mine")
    tiny_bert(place / "unnamed", None)
    tiny_kobert(place / "kobert")
    tiny_kogpt2(place / "kogpt2")
    seed_emotion_pth(place / "seed.pth", place / "kobert")
    return place


@pytest.fixture(autouse=True)
def no_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor looks at voices too, which take seconds to load."""

    def missing(engines: Engines) -> None:
        raise ModelMissing(path="left out")

    monkeypatch.setattr(Engines, "recogniser", missing)
    monkeypatch.setattr(Engines, "speaker", missing)


@pytest.fixture
def models(shelf: Path, home: Path) -> Path:
    """The models folder of a user who has four."""
    for name in ("mine", "unnamed", "kobert", "kogpt2"):
        shutil.copytree(shelf / name, models_folder() / name)
    (models_folder() / ".half").mkdir()
    (models_folder() / "a-file").touch()
    return models_folder()


Command = Callable[..., tuple[int, Any]]


@pytest.fixture
def command() -> Command:
    """`todak … --json` in this process: exit status and answer."""

    def call(*arguments: str | Path) -> tuple[int, Any]:
        out = io.BytesIO()
        status = run(build_parser().parse_args([*map(str, arguments), "--json"]), Answer(out))
        return status, json.loads(out.getvalue())

    return call


class Reader:
    """An emotion model that always reads joy, under a name of its own; or fails."""

    name = "mine 1"

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails

    def analyse(self, text: str) -> EmotionAnalysis:
        if self.fails:
            raise ModelBroken(path=Path("mine"), reason="its outputs are not numbers")
        scores = EmotionScores.of({EMOTIONS[0]: 1.0})
        reading = EmotionReading(scores, True, (SentenceReading(text, scores),), self.name)
        return EmotionAnalysis(reading, np.ones((1, 16), np.float32) / 4, np.ones(16, np.float32) / 4, self.name)


def seen(settings: Settings, engines: Engines) -> dict[str, Finding]:
    """What the doctor finds, by name."""
    return {finding.name: finding for finding in examine(models_folder(), settings, engines)}


def test_no_models_at_all(command: Command) -> None:
    status, told = command("models", "list")
    assert (status, told["models"], told["folder"]) == (0, [], str(models_folder()))
    assert told["chosen"] == {"emotion": None, "companion": None, "wellness": None}


def test_the_list_names_what_each_is_and_what_is_broken(command: Command, models: Path) -> None:
    shutil.copytree(models / "mine", models / "torn")
    (models / "torn" / "config.json").write_text("{", encoding="utf-8")
    (models / "empty").mkdir()
    told = {each["id"]: each for each in command("models", "list")[1]["models"]}
    assert list(told) == ["empty", "kobert", "kogpt2", "mine", "torn", "unnamed"]
    assert {name: each["task"] for name, each in told.items() if each["ok"]} == {
        "kobert": "base",
        "kogpt2": "companion",
        "mine": "emotion",
    }
    assert told["mine"]["labels"] == list(LABELS) and told["mine"]["bytes"] > 10_000
    assert told["unnamed"]["trouble"]["code"] == "model_labels_unnamed"
    for name in ("empty", "torn"):
        trouble = told[name]["trouble"]
        assert name in trouble["message"] and trouble["code"] == "model_unusable"
        assert "다시 설치" not in trouble["todo"], "reinstalling Todak would not help"
    keys = {"id", "task", "model", "version", "licence", "labels", "bytes", "chosen", "ok", "trouble"}
    assert all(set(each) == keys for each in told.values())


def test_hashes_that_a_download_recorded_are_compared(command: Command, models: Path) -> None:
    for name, file in (("kobert", "spiece.model"), ("kogpt2", "tokenizer.json")):
        hashes = {path.name: sha256(path) for path in (models / name).iterdir()}
        card = {"licence": "some", "base": {"name": name}, "files": hashes}
        (models / name / "todak.json").write_text(json.dumps(card), encoding="utf-8")
        told = command("models", "inspect", name)[1]
        assert told["ok"] and told["files"][file] == "ok"
        with (models / name / file).open("ab") as spoiled:
            spoiled.write(b"\n")
        told = command("models", "inspect", name)[1]
        assert not told["ok"] and told["files"][file] == "changed"
        status, told = command("models", "test", name)
        assert (status, told["error"]["code"]) == (1, "model_unusable") and file in told["error"]["message"]


def test_use_and_back(command: Command, models: Path) -> None:
    assert command("models", "use", "mine")[1] == {"chosen": {"emotion": "mine", "companion": None, "wellness": None}}
    assert command("models", "use", "kogpt2")[1]["chosen"]["companion"] == "kogpt2"
    assert Settings()["emotion_model"] == "mine" and Settings()["generator_model"] == "kogpt2"
    assert command("models", "use", "bundled")[1]["chosen"] == {
        "emotion": None,
        "companion": "kogpt2",
        "wellness": None,
    }
    assert command("models", "use", "bundled", "--for", "companion")[1]["chosen"]["companion"] is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("unnamed", "model_labels_unnamed"),
        ("kobert", "model_for_training"),
        ("nowhere", "model_unknown"),
        ("..", "model_unknown"),
        ("mine/../mine", "model_unknown"),
        (".half", "model_unknown"),
        ("a-file", "model_unknown"),
    ],
)
def test_what_cannot_serve_cannot_be_chosen(command: Command, models: Path, name: str, code: str) -> None:
    command("models", "use", "mine")
    status, told = command("models", "use", name)
    assert (status, told["error"]["code"]) == (1, code)
    assert Settings()["emotion_model"] == "mine"


def test_remove_takes_the_choice_back(command: Command, models: Path, tmp_path: Path) -> None:
    command("models", "use", "mine")
    status, told = command("models", "remove", "mine")
    assert (status, told["removed"], told["chosen"]["emotion"]) == (0, "mine", None)
    assert not (models / "mine").exists() and Settings()["emotion_model"] is None
    elsewhere = shutil.copytree(models / "kogpt2", tmp_path / "elsewhere")
    (models / "linked").symlink_to(elsewhere)
    assert command("models", "remove", "linked")[0] == 0
    assert not (models / "linked").is_symlink() and (elsewhere / "config.json").is_file()
    for name in ("..", ".", "nowhere"):
        assert command("models", "remove", name)[0] == 1
    assert models.is_dir()


def test_convert_inspect_test_and_serve_a_seed(
    command: Command, models: Path, shelf: Path, todak: Todak, tmp_path: Path
) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("\n".join(f"{label}    {number}" for number, label in enumerate(LABELS)), encoding="cp949")
    options = ("--kind", "emotion", "--base", models / "kobert", "--labels", labels, "--to", "seed")
    status, told = command("models", "convert", shelf / "seed.pth", *options)
    assert status == 0 and told["folder"] == str(models / "seed")
    assert (told["classes"], told["prefix"], told["dropped"]) == (6, "bert.", ["bert.embeddings.position_ids"])
    assert command("models", "convert", shelf / "seed.pth", *options)[1]["error"]["code"] == "model_exists"

    told = command("models", "inspect", "seed")[1]
    assert told["architecture"] == "BertForSequenceClassification" and told["max_length"] == 64
    assert told["files"]["model.safetensors"] == "ok" and told["certain_from"] == 0.5
    told = command("models", "test", "seed")[1]
    assert told["task"] == "emotion" and len(told["results"]) == 3
    assert command("models", "test", "kobert")[1]["results"][0]["tokens"] > 3

    command("models", "use", "seed")
    text = told["results"][1]["text"]
    trace = tmp_path / "trace"
    finished = todak("analyze", stdin=text + "\n", prefix=[*STRACE, "-o", str(trace)], timeout=300)
    assert finished.status == 0, finished.err
    assert finished.lines[0]["scores"] == told["results"][1]["scores"]
    assert_no_network(trace.read_text(encoding="utf-8", errors="replace"))

    (models / "seed" / "special_tokens_map.json").write_text("{}", encoding="utf-8")
    told = command("models", "inspect", "seed")[1]
    assert told["files"]["special_tokens_map.json"] == "changed" and not told["ok"]
    assert command("models", "test", "seed")[1]["error"]["code"] == "model_unusable"
    assert command("models", "use", "seed")[1]["error"]["code"] == "model_unusable"


@pytest.mark.parametrize("vanished", [True, False])
def test_a_broken_choice_is_told_once_and_the_bundled_model_reads(
    models: Path, bundled: CheckpointEmotionModel, vanished: bool
) -> None:
    settings = Settings()
    settings["emotion_model"] = "mine"
    if vanished:
        shutil.rmtree(models / "mine")
    else:
        (models / "mine" / "model.safetensors").write_bytes(b"rubbish")
    engines = Engines(settings)
    for _ in range(2):
        analysis = engines.emotion().analyse("합격해서 웃음이 났다.")
        assert analysis is not None and analysis.reading.model == bundled.name
    [trouble] = engines.take_troubles()
    assert isinstance(trouble, ChosenModelFailed) and "mine" in trouble.explained("ko")["message"]
    assert engines.take_troubles() == [] and engines.trouble("emotion_model") is trouble
    finding = seen(settings, engines)["emotion model"]
    assert not finding.ok and "mine" in finding.seen and finding.todo
    settings["emotion_model"] = None
    assert engines.trouble("emotion_model") is None
    finding = seen(settings, engines)["emotion model"]
    assert finding.ok and bundled.name in finding.seen


def test_a_chosen_model_reads_and_the_bundled_one_keeps_watch(models: Path, bundled: CheckpointEmotionModel) -> None:
    settings = Settings()
    settings["emotion_model"] = "mine"
    engines = Engines(settings)
    analysis, ours = engines.emotion().analyse(UNMET), bundled.analyse(UNMET)
    assert analysis is not None and ours is not None
    assert analysis.reading.model == "mine" and analysis.reading.scores != ours.reading.scores
    assert analysis.encoder == bundled.name and (analysis.embedding == ours.embedding).all()
    assert second_look(SAFE, ours).level is not Level.NONE
    assert second_look(SAFE, analysis) == second_look(SAFE, ours)
    settings["generator_model"], settings["wellness_model"] = "kogpt2", "nowhere"
    found = seen(settings, engines)
    assert found["emotion model"].seen == f"mine ({models / 'mine'})"
    assert found["reply model"].ok and found["reply model"].seen == f"kogpt2 ({models / 'kogpt2'})"
    assert not found["wellness model"].ok and "nowhere" in found["wellness model"].seen
    settings["emotion_model"] = None  # chosen in the window: from the next sentence on
    assert engines.emotion().name == bundled.name


def test_comfort_goes_by_the_bundled_meaning(bundled: CheckpointEmotionModel) -> None:
    comforter = Comforter(load_texts(packed_file()))
    blended = BlendedModel(Reader(), bundled, failed=lambda error: None)
    for text in ("며칠째 악몽을 꾸다가 깨요", "강아지가 무지개다리를 건넜어요"):
        ours, mixed = bundled.analyse(text), blended.analyse(text)
        assert ours is not None and mixed is not None and mixed.reading.model == "mine 1"
        unsure = EmotionReading(mixed.reading.scores, False, mixed.reading.sentences, "mine 1")
        mixed = EmotionAnalysis(unsure, mixed.embeddings, mixed.embedding, mixed.encoder)
        found = comforter.situation(text, mixed)
        assert found is not None and found == comforter.situation(text, ours)
    assert blended.analyse("...") is None


def test_a_reader_that_fails_at_a_text_is_replaced_there(bundled: CheckpointEmotionModel) -> None:
    told: list[Exception] = []
    analysis = BlendedModel(Reader(fails=True), bundled, told.append).analyse("합격해서 웃음이 났다.")
    assert analysis is not None and analysis.reading.model == bundled.name and len(told) == 1


def test_without_the_bundled_model_everything_goes_on(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TODAK_RESOURCES", str(tmp_path / "nothing"))
    settings = Settings()
    settings["emotion_model"] = "mine"
    engines = Engines(settings)
    conversation = Conversation(engines, seed=1)
    analysis = conversation.understand("오늘 시험을 망쳤다.")
    assert analysis is not None and analysis.reading.model == analysis.encoder == "mine"
    assert second_look(SAFE, analysis) is SAFE
    assert [type(each) for each in engines.take_troubles()] == [ModelMissing]
    assert conversation.respond("오늘 시험을 망쳤다.").text
    assert conversation.needs_care("죽고 싶어. 오늘 밤에 죽을 거야.", analysis)
    settings["emotion_model"] = "nowhere"
    with pytest.raises(ModelMissing):
        engines.emotion()


def test_labels_and_answers_from_files(tmp_path: Path) -> None:
    assert labels_in("") == [] and labels_in("기쁨, 슬픔,우울") == ["기쁨", "슬픔", "우울"]
    file = tmp_path / "categories.txt"
    file.write_text("감정/화    1\n감정/감정조절이상\t0\n\n감정/걱정    2\n", encoding="utf-8-sig")
    assert labels_in(str(file)) == ["감정/감정조절이상", "감정/화", "감정/걱정"]
    file.write_text("감정/화\n감정/걱정\n", encoding="utf-8")
    assert labels_in(str(file)) == ["감정/화", "감정/걱정"]
    file.write_text("감정/화    화날 만해요.\n감정/화\t많이 속상했죠?\n감정/걱정\t\n", encoding="utf-8")
    assert answers_in(file) == {"감정/화": ["화날 만해요.", "많이 속상했죠?"]}
