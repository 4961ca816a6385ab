"""`todak train` as a user runs it: stopped by a signal, killed, resumed, and what it made read and answer.

Only the processes that get a signal are real ones: importing torch costs seconds.
"""

import io
import json
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from app.cli.main import build_parser, run
from app.cli.output import Answer
from app.config import Settings, models_folder
from app.models.training.fine_tune import state_folder
from tests.conftest import Todak
from tests.models.tiny_checkpoints import tiny_kobert

CATEGORIES = ("감정/걱정", "감정/기쁨")
TOLD = {"감정/걱정": "걱정되는 마음, 충분히 그럴 만해요.", "감정/기쁨": "좋은 일이 있었나 봐요."}


class Reached(io.BytesIO):
    """Stands for the real stdout."""

    def close(self) -> None:
        """Kept open, to be read."""

    @property
    def json(self) -> list[Any]:
        return [json.loads(line) for line in self.getvalue().decode().splitlines()]


def here(*arguments: str | Path) -> tuple[int, list[Any]]:
    """The command in this process: its status, and what it printed."""
    stdout = Reached()
    status = run(build_parser().parse_args([str(each) for each in arguments]), Answer(stdout))
    return status, stdout.json


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny KoBERT with larger weights than a fresh one, so that it learns at once."""
    folder = tiny_kobert(tmp_path_factory.mktemp("base") / "kobert")
    state = torch.load(folder / "pytorch_model.bin", weights_only=True)
    louder = {n: v * 10 if v.ndim > 1 and "embeddings" not in n else v for n, v in state.items()}
    torch.save(louder, folder / "pytorch_model.bin")
    return folder


def sentences(number: int) -> list[tuple[int, str]]:
    return [(i % 2, f"{('무섭다', '행복하다')[i % 2]} {i}, {('무섭다', '행복하다')[i % 2]}") for i in range(number)]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds' CSV, in cp949."""
    lines = [f'{("불안", "기쁨")[label]},"{text}"' for label, text in sentences(160)]
    file = tmp_path_factory.mktemp("rows") / "감정분석dataset.csv"
    file.write_bytes("\r\n".join(["sentiment,user", *lines, "기쁨,"]).encode("cp949"))
    return file


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Here and in the processes: tiny networks are slower on two, and sums in another order are other numbers."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def options(base: Path, rows: Path, name: str) -> list[str | Path]:
    given = ["train", "emotion", "--data", rows, "--base", base, "--name", name, "--device", "cpu"]
    return [*given, "--epochs", "6", "--batch", "4", "--rate", "0.002", "--patience", "0", "--dropout", "0.1"]


def until(process: "subprocess.Popen[bytes]", word: bytes) -> None:
    """Wait for a line of progress."""
    assert process.stderr is not None
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(f"it ended before {word!r}")


def test_stopped_killed_and_resumed_it_ends_as_if_nothing_had_been(todak: Todak, base: Path, rows: Path) -> None:
    interrupted, straight = models_folder() / "멈춘", models_folder() / "곧은"
    process = todak.start("--json", *options(base, rows, "멈춘"))
    until(process, b"steps an epoch")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, err.decode()
    error = json.loads(out)["error"]
    assert error["code"] == "training_stopped" and "--resume" in error["todo"]
    assert not interrupted.exists()
    stored = json.loads((state_folder(interrupted) / "run.json").read_text(encoding="utf-8"))
    assert stored["history"] == [] and stored["under_way"]["steps"] > 0

    process = todak.start(*options(base, rows, "멈춘"), "--resume")
    until(process, b"epoch 2/6:")
    process.kill()
    process.communicate(timeout=60)
    assert len(json.loads((state_folder(interrupted) / "run.json").read_text(encoding="utf-8"))["history"]) >= 2
    assert not interrupted.exists()

    status, (summary,) = here("--json", *options(base, rows, "멈춘"), "--resume")
    assert status == 0 and summary["folder"] == str(interrupted) and summary["rows_left_out"] == 1
    assert summary["accuracy"] == 1.0 and summary["epochs"] == 6
    assert here("--json", *options(base, rows, "곧은"))[0] == 0
    ours, theirs = (load_file(folder / "model.safetensors") for folder in (interrupted, straight))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    assert not list(models_folder().glob(".*"))

    Settings()["emotion_model"] = "멈춘"
    for text, expected in (("무섭다 5, 무섭다", "불안"), ("행복하다 6, 행복하다", "기쁨")):
        status, (reading,) = here("analyze", "--text", text)
        assert status == 0 and reading["emotion"] == expected, reading
        assert reading["scores"]["우울"] < 0.2


def test_wellness_answers_ordinary_lines_and_no_others(base: Path, tmp_path: Path) -> None:
    asked = "".join(f"{CATEGORIES[label]}\t{text}\n" for label, text in sentences(96))
    told = "".join(f"{category}\t{answer}\n" for category, answer in TOLD.items())
    (tmp_path / "q.txt").write_text(asked, encoding="cp949")
    (tmp_path / "a.txt").write_text(told, encoding="utf-8")
    files = ["--questions", tmp_path / "q.txt", "--answers", tmp_path / "a.txt"]
    shutil.copytree(base, models_folder() / "kobert-base-v1")
    (models_folder() / "kobert-base-v1" / "todak.json").write_text('{"licence": "Apache-2.0"}', encoding="utf-8")
    quick = ["--epochs", "4", "--batch", "4", "--rate", "0.005", "--device", "cpu"]
    status, (summary,) = here("--json", "train", "wellness", *files, "--base", "skt/kobert-base-v1", *quick)
    assert status == 0 and summary["classes"] == 2 and summary["accuracy"] == 1.0, summary
    card = json.loads((models_folder() / "my-wellness" / "todak.json").read_text(encoding="utf-8"))
    assert card["licence"].startswith("Apache-2.0 (the base)")
    Settings()["wellness_model"] = "my-wellness"
    for text, category in (("무섭다 5, 무섭다", "감정/걱정"), ("행복하다 8, 행복하다", "감정/기쁨")):
        status, (reply,) = here("reply", "--text", text)
        assert (status, reply["reply"], reply["reply_kind"]) == (0, TOLD[category], "comfort")
    status, (reply,) = here("reply", "--text", "무섭다. 이제 그만 죽고 싶다.")
    assert reply["reply_kind"] == "crisis" and reply["reply"] not in TOLD.values()
    status, (reply,) = here("reply", "--text", "지금 몇 시야?")
    assert reply["reply_kind"] == "command"


def test_what_stands_in_the_way_is_said(base: Path, rows: Path, tmp_path: Path) -> None:
    def error(*arguments: str | Path) -> Any:
        status, (answer,) = here("--json", *arguments)
        assert status == 1
        return answer["error"]

    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "something").touch()
    assert error(*options(base, rows, "a"), "--out", taken)["code"] == "training_folder_taken"
    assert error(*options(base, rows, "a"), "--resume")["code"] == "training_not_begun"
    assert error(*options(tmp_path / "none", rows, "a"))["code"] == "training_base_missing"
    assert error(*options(tmp_path, rows, "a"))["code"] == "model_unusable"
    assert error(*options(base, tmp_path / "none.csv", "a"))["code"] == "data_unreadable"
    numbered = tmp_path / "numbered.tsv"
    numbered.write_text("3\t무섭다\n4\t행복하다\n", encoding="utf-8")
    assert "--label-order" in error(*options(base, numbered, "a"))["todo"]
    assert not models_folder().exists() or not any(models_folder().iterdir())


@pytest.mark.parametrize(
    "wrong",
    [
        ["train"],
        ["train", "emotion"],
        ["train", "emotion", "--data", "a.csv", "--base", "b", "--label-order", "화남,기쁨"],
        ["train", "emotion", "--data", "a.csv", "--base", "b", "--epochs", "0"],
        ["train", "emotion", "--data", "a.csv", "--base", "b", "--max-length", "7"],
        ["train", "emotion", "--data", "a.csv", "--base", "b", "--patience", "-1"],
        ["train", "emotion", "--data", "a.csv", "--base", "b", "--name", "../a"],
        ["train", "wellness", "--base", "b"],
        ["train", "wellness", "--base", "b", "--questions", "q.txt"],
        ["train", "wellness", "--base", "b", "--data", "a.xlsx", "--answers", "a.txt"],
    ],
)
def test_misuse_is_status_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(build_parser().parse_args(wrong), Answer(Reached()))
    assert ended.value.code == 2
    assert "usage: " in capsys.readouterr().err
