"""Models are fetched whole or not at all, gone on with after anything, and only where somebody said yes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.config import models_folder
from app.models import library
from app.models.catalogue import ModelFile, Offer, bytes_there, is_id, offer_from_listing, offers
from app.models.checkpoints import BASE, sha256
from app.models.download import (
    TRIES,
    AlreadyThere,
    DownloadDamaged,
    DownloadError,
    DownloadPaused,
    DownloadRunning,
    DownloadStalled,
    NoRoomForModel,
    NotOffered,
    discard,
    fetch,
    look_up,
)
from tests.conftest import ROOT
from tests.models.model_host import ModelHost
from tests.storage.conftest import tiny_disk

__all__ = ["tiny_disk"]

WEIGHTS = random.Random(7).randbytes(300_000)
FILES = {"config.json": b'{"model_type": "bert", "architectures": ["BertModel"]}', "pytorch_model.bin": WEIGHTS}


@pytest.fixture
def host(home: Path) -> Iterator[ModelHost]:
    with ModelHost("todak/tiny", dict(FILES)) as serving:
        yield serving


def offer(host: ModelHost, *, hashes: bool = True) -> Offer:
    """What `host` offers, as a catalogue would say it."""
    found = look_up("todak/tiny", host.address)
    host.asked.clear()
    if hashes:
        return found
    files = tuple(ModelFile(each.name, each.size, False, None) for each in found.files)
    return Offer(found.id, found.host, found.licence, None, None, files)


def get(wanted: Offer, *, stopped: Callable[[], bool] = lambda: False, patience: float = 5.0) -> list[tuple[int, int]]:
    """Fetch it; returns the progress that was told."""
    told: list[tuple[int, int]] = []
    fetch(wanted, lambda there, total: told.append((there, total)), stopped, patience=patience)
    return told


def whole() -> bool:
    """Whether the model is there, byte for byte, and nothing else of it."""
    folder = models_folder() / "tiny"
    left = [path.name for path in models_folder().iterdir() if path.name != "tiny"]
    return not left and all((folder / name).read_bytes() == body for name, body in FILES.items())


def test_a_model_is_fetched_and_listed_with_its_licence_and_hashes(host: ModelHost) -> None:
    told = get(offer(host))
    assert whole()
    assert told == sorted(told)
    size = sum(len(body) for body in FILES.values())
    assert told[-1] == (size, size)
    card = json.loads((models_folder() / "tiny" / "todak.json").read_text(encoding="utf-8"))
    assert card["licence"] == "mit"
    assert card["base"]["source"] == f"{host.address}/todak/tiny"
    assert card["files"] == {name: sha256(models_folder() / "tiny" / name) for name in FILES}
    assert [(each.id, each.task) for each in map(library.look, library.ids())] == [("tiny", BASE)]
    assert set(library.files_of(library.look("tiny")).values()) == {library.OK, library.UNRECORDED}  # the card itself
    with pytest.raises(AlreadyThere):
        get(offer(host))


def test_a_connection_that_ends_early_is_gone_on_with(host: ModelHost) -> None:
    wanted = offer(host)
    host.faults.cut_after = [len(FILES["config.json"]), 100_000, 50_000]
    get(wanted)
    assert whole()
    ranges = [asked for path, asked in host.asked if path.startswith("/store/")]
    assert ranges == [None, "bytes=100000-", "bytes=150000-"]


def test_another_file_under_the_same_name_is_not_mixed_in(host: ModelHost) -> None:
    wanted = offer(host, hashes=False)
    stop = _After(100_000)
    with pytest.raises(DownloadPaused):
        fetch(wanted, stop.told, stop.is_set, patience=5.0)
    host.files["pytorch_model.bin"] = newer = WEIGHTS[::-1]
    get(wanted)
    assert (models_folder() / "tiny" / "pytorch_model.bin").read_bytes() == newer


def test_without_tag_or_hash_it_begins_again(host: ModelHost) -> None:
    wanted = offer(host, hashes=False)
    host.faults.untagged = True
    host.faults.cut_after = [len(FILES["config.json"]), 100_000]
    get(wanted)
    assert whole()
    assert [asked for path, asked in host.asked if path.startswith("/store/")] == [None, None]


def test_a_wrong_hash_is_thrown_away_and_fetched_anew(host: ModelHost) -> None:
    wanted = offer(host)
    host.files["pytorch_model.bin"] = WEIGHTS[:-1] + b"?"
    with pytest.raises(DownloadDamaged) as damaged:
        get(wanted)
    assert "pytorch_model.bin" in damaged.value.explained("ko")["message"]
    assert not (models_folder() / "tiny").exists()
    host.files["pytorch_model.bin"] = WEIGHTS
    host.asked.clear()
    get(wanted)
    assert whole()
    assert [path for path, _ in host.asked] == [
        "/todak/tiny/resolve/main/pytorch_model.bin",
        "/store/pytorch_model.bin",
    ]


def test_a_part_longer_than_the_file_begins_again(host: ModelHost) -> None:
    wanted = offer(host)
    stop = _After(100_000)
    with pytest.raises(DownloadPaused):
        fetch(wanted, stop.told, stop.is_set, patience=5.0)
    part = models_folder() / ".tiny.part" / "pytorch_model.bin.part"
    part.write_bytes(WEIGHTS + b"more")
    get(wanted)
    assert whole()


def test_a_host_that_falls_silent(host: ModelHost) -> None:
    wanted = offer(host)
    host.faults.silent_after = [0] * TRIES  # of the first, small file: not a byte
    with pytest.raises(DownloadStalled):
        get(wanted, patience=0.2)
    host.faults.silent_after = []
    get(wanted)
    assert whole()


@pytest.mark.parametrize("status", [401, 404])
def test_what_a_host_does_not_give_is_not_asked_for_again(host: ModelHost, status: int) -> None:
    wanted = offer(host)
    host.faults.status = status
    with pytest.raises(NotOffered):
        get(wanted)
    assert len(host.asked) == 1
    with pytest.raises(NotOffered):
        look_up("todak/tiny", host.address)


def test_nobody_there(home: Path) -> None:
    with ModelHost("todak/tiny", dict(FILES)) as gone:
        wanted = offer(gone)
    with pytest.raises(DownloadError) as failed:
        look_up("todak/tiny", gone.address)
    assert failed.value.code == "download_failed"
    assert wanted.size == sum(len(body) for body in FILES.values())


def test_a_listing_that_is_none(host: ModelHost) -> None:
    for listing in (None, [], {"siblings": None}, {"siblings": [{}]}):
        with pytest.raises(ValueError, match="file"):
            offer_from_listing("a/b", host.address, listing)
    del host.files["pytorch_model.bin"]
    with pytest.raises(NotOffered):
        look_up("todak/tiny", host.address)


def test_safetensors_are_preferred_and_nothing_needless_is_fetched(host: ModelHost) -> None:
    host.files |= {"model.safetensors": b"1", "flax_model.msgpack": b"2", "tokenizer.json": b"{}", "run.py": b"3"}
    host.files |= {"../escape.json": b"4", "sub/tokenizer.json": b"5"}
    names = {file.name for file in look_up("todak/tiny", host.address).files}
    assert names == {"config.json", "tokenizer.json", "model.safetensors"}


def test_names_that_are_none() -> None:
    assert is_id("skt/kobert-base-v1")
    for name in ("", "kobert", "a/b/c", "../b", "a/..", "a/b..c", "https://x/y", "한글/모델", "a b/c", "-a/b"):
        assert not is_id(name), name


def test_a_full_disk(host: ModelHost, monkeypatch: pytest.MonkeyPatch, tiny_disk: Path) -> None:
    wanted = offer(host)
    monkeypatch.setenv("XDG_DATA_HOME", str(tiny_disk))
    with pytest.raises(NoRoomForModel):  # said before anything is fetched
        get(wanted)
    assert host.asked == []
    monkeypatch.setattr("app.models.download._SPARE", 0)
    files = tuple(ModelFile(each.name, None, False, each.sha256) for each in wanted.files)  # nobody said how much
    unsized = Offer(wanted.id, wanted.host, wanted.licence, None, None, files)
    (tiny_disk / "filler").write_bytes(bytes(1_900_000))
    with pytest.raises(NoRoomForModel):
        get(unsized)
    (tiny_disk / "filler").unlink()
    get(unsized)
    assert whole()


def test_two_at_once_and_discarding(host: ModelHost) -> None:
    wanted = offer(host)
    stop = _After(100_000)
    seen: list[BaseException] = []

    def told(there: int, total: int) -> None:
        stop.told(there, total)
        if stop.is_set() and not seen:
            for another in (lambda: get(wanted), lambda: discard(wanted)):
                with pytest.raises(DownloadRunning) as running:
                    another()
                seen.append(running.value)

    with pytest.raises(DownloadPaused):
        fetch(wanted, told, stop.is_set, patience=5.0)
    assert len(seen) == 2
    assert bytes_there(wanted) > 100_000
    assert library.ids() == []  # half a model is none
    assert discard(wanted) > 100_000
    assert bytes_there(wanted) == 0 and discard(wanted) == 0


def test_the_catalogue_says_where_from_how_large_and_under_which_licence() -> None:
    found = {each.id: each for each in offers()}
    assert set(found) == {"skt/kobert-base-v1", "skt/kogpt2-base-v2"}
    for each in found.values():
        assert each.host == "https://huggingface.co" and each.licence and each.terms and each.purpose
        assert each.size > 300_000_000
    assert "비영리" in found["skt/kogpt2-base-v2"].terms.ko and "NC" in found["skt/kogpt2-base-v2"].licence


# --- the command, which is the process -------------------------------------------------------------------------------


def _todak(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "app", "--json", "models", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _answers(process: "subprocess.Popen[bytes]") -> list[dict[str, object]]:
    out, _ = process.communicate(timeout=120)
    return [json.loads(line) for line in out.splitlines()]


def test_the_command_asks_first_is_killed_stopped_and_goes_on(host: ModelHost) -> None:
    where = ("fetch", "todak/tiny", "--from", host.address)
    (asked,) = _answers(_todak(*where))
    assert asked["offer"]["host"] == host.address and asked["offer"]["bytes"] is None  # type: ignore[index]
    assert host.asked == []  # not a word to anyone before the yes

    host.faults.slow = 0.05
    for end, status in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 1)):
        before = bytes_there(_wanted(host))
        process = _todak(*where, "--yes")
        _until(lambda before=before: bytes_there(_wanted(host)) > before + 40_000)
        process.send_signal(end)
        answers = _answers(process)
        assert process.returncode == status
        if end == signal.SIGINT:
            assert answers[-1]["error"]["code"] == "download_paused"  # type: ignore[index]
    host.faults.slow = 0.0
    answers = _answers(_todak(*where, "--yes"))
    assert answers[1]["offer"]["licence"] == "mit"  # type: ignore[index]
    assert answers[-1]["fetched"]["recorded"] == ["config.json"]  # type: ignore[index]
    assert whole()
    assert sum(asked is not None for _, asked in host.asked) >= 2, "gone on with, not begun again"


def _wanted(host: ModelHost) -> Offer:
    return Offer("todak/tiny", host.address, "", None, None, ())


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


class _After:
    """Stops a download once so many bytes have come."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._there = 0

    def told(self, there: int, _total: int) -> None:
        self._there = there

    def is_set(self) -> bool:
        return self._there > self._size


def test_nothing_of_the_download_is_readable_by_others(host: ModelHost) -> None:
    get(offer(host))
    assert os.stat(models_folder()).st_mode & 0o077 == 0


def test_only_the_download_command_reaches_the_network_code() -> None:
    known = {"app/cli/fetch_command.py", "app/models/download.py"}
    for file in (ROOT / "app").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if file.relative_to(ROOT).as_posix() not in known:
            for name in ("app.models.download", "urllib.request", "http.client", "import requests", "certifi"):
                assert name not in text, (file, name)
    importers = [
        file for file in (ROOT / "app").rglob("*.py") if "fetch_command import" in file.read_text(encoding="utf-8")
    ]
    assert [file.name for file in importers] == ["models_commands.py"]
