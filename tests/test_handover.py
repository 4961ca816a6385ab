"""While one Todak has the diary open, another reads freely, and hands over what it hears or says `busy`."""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from app.config import Settings
from app.errors import NothingHeard
from app.handover import HandoverServer, Request, address, hear_request
from app.session import DiarySession
from app.storage.repository import Diary
from tests.conftest import Todak, open_diary


@contextmanager
def window(folder: Path) -> Iterator[Diary]:
    """What the window does: hold the diary and serve handovers."""
    with open_diary(folder, read_only=False) as diary:
        session = DiarySession(diary, Settings())
        server = HandoverServer(folder, diary.handover_key, lambda request: hear_request(session, request), "ko")
        try:
            yield diary
        finally:
            server.close()


def test_hear_is_handed_over(todak: Todak, diary_folder: Path) -> None:
    with window(diary_folder) as diary:
        finished = todak("hear", "--text", "-", "--date", "2026-03-02", "--json", stdin="창이 열려 있을 때 적은 말")
        assert finished.status == 0, finished.err
        [utterance] = finished.json["utterances"]
        assert diary.utterance(utterance["id"]).text == "창이 열려 있을 때 적은 말"
        assert diary.entry(finished.json["entry"]).date.isoformat() == "2026-03-02"
        assert utterance["reply"] and utterance["reply_kind"] == "comfort"
        assert Path(address(diary_folder)).stat().st_mode & 0o777 == 0o600


def test_reading_goes_on_while_the_window_writes(todak: Todak, diary_folder: Path) -> None:
    with window(diary_folder):
        todak("hear", "--text", "-", stdin="읽을 수 있는 말")
        assert todak("search", "수 있는", "--json").json["count"] == 1
        assert len(todak("list", "--json").json["entries"]) == 1
        assert todak("check", "--json").json["healthy"]


def test_busy_where_nobody_listens(todak: Todak, diary_folder: Path) -> None:
    with open_diary(diary_folder, read_only=False):
        finished = todak("hear", "--text", "-", "--json", stdin="저장되지 않을 말")
    assert finished.status == 1 and finished.json["error"]["code"] == "busy"
    assert todak("list", "--json").json == {"entries": []}


def test_a_failure_over_there_is_told_here(todak: Todak, diary_folder: Path) -> None:
    with open_diary(diary_folder, read_only=False) as diary:

        def refuse(_request: Request) -> dict[str, object]:
            raise NothingHeard

        server = HandoverServer(diary_folder, diary.handover_key, refuse, "en")
        finished = todak("hear", "--text", "-", "--json", stdin="말")
        server.close()
    assert finished.status == 1
    assert finished.json["error"] == NothingHeard().explained("en")


def test_a_wrong_passphrase_hands_over_nothing(todak: Todak, diary_folder: Path) -> None:
    todak.passphrase_file.write_text("틀린 암호")
    with window(diary_folder) as diary:
        finished = todak("hear", "--text", "-", "--json", stdin="남의 말")
        assert finished.status == 1 and finished.json["error"]["code"] == "wrong_passphrase"
        assert diary.entries() == []


def test_a_stranger_gets_no_answer(diary_folder: Path) -> None:
    with window(diary_folder) as diary:
        for message in (b"", b"short", bytes(200)):
            with Client(address(diary_folder), family="AF_UNIX") as stranger:
                stranger.send_bytes(message)
                with pytest.raises(EOFError):
                    stranger.recv_bytes()
        assert diary.entries() == []


def test_a_socket_left_by_a_crash_is_replaced(todak: Todak, diary_folder: Path) -> None:
    with window(diary_folder):
        pass
    Path(address(diary_folder)).touch()
    with window(diary_folder):
        assert todak("hear", "--text", "-", "--json", stdin="다시 열린 창").status == 0


def test_a_deep_folder_gets_a_short_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = tempfile.mkdtemp(dir="/tmp")  # pytest's own temporary folders are too deep themselves
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
    deep = tmp_path / ("아주 깊은 폴더 " * 8)
    deep.mkdir()
    assert len(address(deep)) < 108
    server = HandoverServer(deep, bytes(32), lambda request: request, "ko")
    server.close()
    shutil.rmtree(runtime)


def test_after_closing_nothing_holds_the_session(diary_folder: Path) -> None:
    with window(diary_folder):
        assert any(each.name == "handover" for each in threading.enumerate())
    assert not any(each.name == "handover" for each in threading.enumerate())
