"""While one Todak has the diary open, another reads freely, and hands over what it hears or says `busy`."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Client, Listener
from pathlib import Path

import pytest

from app.config import Settings
from app.errors import DiaryBusy, NotConfirmed, NothingHeard
from app.handover import HandedOverError, HandoverServer, Request, _seal, address, hand_over, hear_request
from app.session import DiarySession
from app.storage.repository import Diary
from tests.conftest import PASSPHRASE, Todak, open_diary


@contextmanager
def window(folder: Path) -> Iterator[Diary]:
    """What the window does: hold the diary and serve handovers."""
    with open_diary(folder, read_only=False) as diary:
        session = DiarySession(diary, Settings())
        server = HandoverServer(
            folder, diary.handover_key, lambda request, stop: hear_request(session, request, stop), "ko"
        )
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


def test_a_passphrase_from_a_pipe_is_read_once(todak: Todak, diary_folder: Path, tmp_path: Path) -> None:
    todak.passphrase_file = tmp_path / "pipe"
    os.mkfifo(todak.passphrase_file)

    def write() -> None:
        todak.passphrase_file.write_text(PASSPHRASE)

    with window(diary_folder) as diary:
        writer = threading.Thread(target=write, daemon=True)  # to whoever opens it first, once
        writer.start()
        finished = todak("hear", "--text", "-", "--json", stdin="건네 줄 말")
        assert finished.status == 0, finished.err
        assert diary.utterance(finished.json["utterances"][0]["id"]).text == "건네 줄 말"
    writer.join()


def test_busy_where_nobody_listens(todak: Todak, diary_folder: Path) -> None:
    with open_diary(diary_folder, read_only=False):
        finished = todak("hear", "--text", "-", "--json", stdin="저장되지 않을 말")
    assert finished.status == 1 and finished.json["error"]["code"] == "busy"
    assert todak("list", "--json").json == {"entries": []}


def test_a_failure_over_there_is_told_here(todak: Todak, diary_folder: Path) -> None:
    with open_diary(diary_folder, read_only=False) as diary:

        def refuse(_request: Request, _stop: threading.Event) -> dict[str, object]:
            raise NothingHeard

        server = HandoverServer(diary_folder, diary.handover_key, refuse, "en")
        finished = todak("hear", "--text", "-", "--json", stdin="말")
        server.close()
    assert finished.status == 1
    assert finished.json["error"] == NothingHeard().explained("en")


def test_what_may_be_stored_is_not_called_lost(todak: Todak, diary_folder: Path) -> None:
    with open_diary(diary_folder, read_only=False) as diary:
        session = DiarySession(diary, Settings())

        def store_and_stumble(request: Request, _stop: threading.Event) -> dict[str, object]:
            session.store_text(request["text"])
            raise RuntimeError

        server = HandoverServer(diary_folder, diary.handover_key, store_and_stumble, "en")
        stumbled = todak("hear", "--text", "-", "--json", stdin="저장된 말")
        server.close()

        def take_and_die(listener: Listener) -> None:
            with listener.accept() as connection:
                connection.recv_bytes()

        with Listener(address(diary_folder), family="AF_UNIX") as listener:
            dying = threading.Thread(target=take_and_die, args=(listener,))
            dying.start()
            unanswered = todak("hear", "--text", "-", "--json", stdin="저장됐을지 모르는 말")
            dying.join()
    assert stumbled.json["error"] == NotConfirmed().explained("en")
    assert unanswered.json["error"] == NotConfirmed().explained("ko")
    with open_diary(diary_folder) as diary:
        assert [each.text for entry in diary.entries() for each in entry.utterances] == ["저장된 말"]


def test_closing_ends_what_is_heard_and_waits_until_it_is_stored(diary_folder: Path) -> None:
    answers: list[object] = []
    stored: list[bool] = []
    began, slowly = threading.Event(), threading.Event()

    def hear_until_stopped(_request: Request, stop: threading.Event) -> dict[str, object]:
        began.set()
        assert stop.wait(20)
        assert slowly.wait(20)
        stored.append(True)
        return {"told": "끝"}

    def ask() -> None:
        try:
            answers.append(hand_over(diary_folder, PASSPHRASE, {"text": "말"}))
        except (DiaryBusy, HandedOverError) as error:
            answers.append(error.code)

    with open_diary(diary_folder, read_only=False) as diary:
        server = HandoverServer(diary_folder, diary.handover_key, hear_until_stopped, "ko")
        assert not server.is_busy
        first = threading.Thread(target=ask)
        first.start()
        assert began.wait(20) and server.is_busy
        server.stop()
        ask()
        assert answers == ["busy"]  # who comes now is told that nothing was stored
        closing = threading.Thread(target=server.close)
        closing.start()
        closing.join(0.5)
        assert closing.is_alive() and not stored
        slowly.set()
        closing.join(20)
        assert stored and not server.is_busy
        first.join(20)
    assert answers == ["busy", {"told": "끝"}]


@pytest.mark.parametrize("how", ["asks", "is gone"])
def test_who_handed_over_ends_what_is_heard(diary_folder: Path, how: str) -> None:
    began, ended = threading.Event(), threading.Event()
    others: list[bool] = []  # whether what another handed over was ended with it

    def hear_until_stopped(request: Request, stop: threading.Event) -> dict[str, object]:
        if request["text"] == "다른 말":
            assert ended.wait(20)
            others.append(stop.is_set())
        else:
            began.set()
            assert stop.wait(20)
            ended.set()
        return {"told": "끝"}

    with open_diary(diary_folder, read_only=False) as diary, ThreadPoolExecutor() as threads:
        server = HandoverServer(diary_folder, diary.handover_key, hear_until_stopped, "ko")
        other = threads.submit(hand_over, diary_folder, PASSPHRASE, {"text": "다른 말"})
        if how == "asks":
            stop = threading.Event()
            asking = threads.submit(hand_over, diary_folder, PASSPHRASE, {"text": "말"}, stop)
            assert began.wait(20)
            stop.set()
            assert asking.result(20) == {"told": "끝"}
        else:
            with Client(address(diary_folder), family="AF_UNIX") as connection:
                connection.send_bytes(_seal(diary.handover_key, b"request", {"text": "말"}))
                assert began.wait(20)
        assert ended.wait(20)
        assert other.result(20) == {"told": "끝"} and others == [False]
        server.close()


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
    server = HandoverServer(deep, bytes(32), lambda request, _stop: request, "ko")
    server.close()
    shutil.rmtree(runtime)


def test_after_closing_nothing_holds_the_session(diary_folder: Path) -> None:
    with window(diary_folder):
        assert any(each.name == "handover" for each in threading.enumerate())
    assert not any(each.name == "handover" for each in threading.enumerate())
