"""Handing what was said to the Todak that already has the diary open.

One process writes in a diary. A `hear` that finds it busy passes its input on over a local socket: a 0600 Unix socket
in the 0700 diary folder (a named pipe on Windows), never a network address. Both messages are sealed with a key that
only an unlocked diary gives, so a stray client of the same user learns and stores nothing.
"""

import hashlib
import json
import logging
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import DiaryBusy, NotConfirmed, Sentence, TodakError
from app.files import private_folder
from app.presenting import heard_of
from app.storage.names import HANDOVER_FILE

if TYPE_CHECKING:
    from app.session import DiarySession

logger = logging.getLogger(__name__)

Request = dict[str, Any]
Handler = Callable[[Request, threading.Event], dict[str, Any]]

# sun_path holds 108 bytes on Linux and 104 on macOS, with the final NUL.
LONGEST_SOCKET_PATH = 100
NONCE_BYTES = 12
LARGEST_MESSAGE = 64_000_000
END = b"end"  # the second thing a client may say; it holds nothing that would have to be sealed
SEND_SECONDS = 5.0  # for the answers to be taken; a program that was stopped takes none
LOOK_SECONDS = 0.1  # between two looks whether the other side wants the end
LAST_WORDS_SECONDS = 60.0  # from then until the answer: the last words are still recognised, stored and answered


class HandedOverError(TodakError):
    """What the other Todak answered when it failed."""

    def __init__(self, explained: dict[str, str]) -> None:
        self._explained = explained
        self.code = explained["code"]  # type: ignore[misc]
        super().__init__()

    message = Sentence("열려 있는 토닥이 하지 못했어요.", "The Todak that is open could not do it.")

    def explained(self, language: str) -> dict[str, str]:
        """The other process's own words."""
        return self._explained


def address(folder: Path) -> str:
    """Where the Todak that holds the diary in `folder` listens."""
    name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    if os.name == "nt":
        return rf"\\.\pipe\todak-{name}"
    path = folder.resolve() / HANDOVER_FILE
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return str(path)
    base = os.environ.get("XDG_RUNTIME_DIR") or f"{tempfile.gettempdir()}/todak-{os.getuid()}"
    return str(Path(base) / f"todak-{name}.sock")


def _seal(key: bytes, purpose: bytes, message: dict[str, Any]) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, json.dumps(message).encode(), purpose)


def _unseal(key: bytes, purpose: bytes, sealed: bytes) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    message = json.loads(AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose))
    assert isinstance(message, dict)
    return message


class HandoverServer:
    """Listens for other Todaks while this process holds the diary's lock.

    `handle` gets each request on a thread of its own and returns the result, or raises TodakError, which the other side
    shows as its own. The event it is given, one for each request, is set when the diary is about to be closed, and when
    the other side asks for the end or is gone: it must end soon then. `language` is that of the sentences.
    """

    def __init__(self, folder: Path, key: bytes, handle: Handler, language: str) -> None:
        self._key = key
        self._handle = handle
        self._language = language
        where = address(folder)
        if os.name != "nt":
            if Path(where).parent != folder.resolve():
                private_folder(Path(where).parent)
            Path(where).unlink(missing_ok=True)  # left by a crash: the lock we hold says nobody listens there
        self._where, self._family = where, "AF_PIPE" if os.name == "nt" else "AF_UNIX"
        self._stopping = threading.Event()
        self._closing = False
        self._counts = threading.Condition()  # of the next two
        self._handling: set[threading.Event] = set()  # what ends each request that was taken
        self._sending = 0
        self._listener = Listener(where, family=self._family)
        if os.name != "nt":
            os.chmod(where, 0o600)
        self._thread = threading.Thread(target=self._serve, name="handover", daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether something is being heard for another Todak right now."""
        return bool(self._handling)

    def stop(self) -> None:
        """The diary is about to be closed: end what is being heard, take nothing over any more. Returns at once."""
        with self._counts:
            self._stopping.set()
            for stop in self._handling:
                stop.set()

    def close(self) -> None:
        """Stop, wait until what was taken over is stored, and remove the socket.

        The threads end too: they hold the session, and with it the keys.
        """
        self.stop()
        self._closing = True
        try:
            Client(self._where, family=self._family).close()  # closing alone does not wake who waits in `accept`
        except OSError as error:
            logger.warning("the handover's thread could not be woken (%s)", type(error).__name__)
        else:
            self._thread.join()
        self._listener.close()
        with self._counts:
            self._counts.wait_for(lambda: not self._handling)
            self._counts.wait_for(lambda: not self._sending, SEND_SECONDS)

    def _serve(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                return  # closed
            if self._closing:
                connection.close()
                return
            threading.Thread(target=self._answer, args=(connection,), name="handover-answer", daemon=True).start()

    def _answer(self, connection: Connection) -> None:
        with connection:
            try:
                request = _unseal(self._key, b"request", connection.recv_bytes(LARGEST_MESSAGE))
            except Exception as error:  # noqa: BLE001 (whatever a stranger sent, it gets no answer)
                logger.warning("a handover was refused (%s)", type(error).__name__)
                return
            stop = threading.Event()
            with self._counts:
                if takes_over := not self._stopping.is_set():
                    self._handling.add(stop)
            if takes_over:
                with _ending_with(connection, stop):
                    result = self._done(request, stop)
            else:
                result = {"error": DiaryBusy().explained(self._language)}
            with self._counts:
                self._handling.discard(stop)
                self._sending += 1
                self._counts.notify_all()
            try:
                connection.send_bytes(_seal(self._key, b"response", result))
            except OSError:
                logger.warning("the Todak that handed over did not wait for its answer")
            finally:
                with self._counts:
                    self._sending -= 1
                    self._counts.notify_all()

    def _done(self, request: Request, stop: threading.Event) -> dict[str, Any]:
        try:
            return {"result": self._handle(request, stop)}
        except TodakError as error:
            return {"error": error.explained(self._language)}
        except Exception:
            logger.exception("a handover failed")
            return {"error": NotConfirmed().explained(self._language)}


@contextmanager
def _ending_with(connection: Connection, stop: threading.Event) -> Iterator[None]:
    """Meanwhile `stop` is set as soon as the other side says anything more, or is gone."""
    done = threading.Event()

    def watch() -> None:
        try:
            while not connection.poll(LOOK_SECONDS):
                if done.is_set():
                    return
            connection.recv_bytes(len(END))
        except (OSError, EOFError):
            logger.warning("the Todak that handed over is gone")
        stop.set()

    watching = threading.Thread(target=watch, name="handover-watch", daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


def hand_over(folder: Path, passphrase: str, request: Request, stop: threading.Event | None = None) -> dict[str, Any]:
    """Have the Todak that holds the diary in `folder` do `request`; returns its result.

    When `stop` is set what is being heard there is ended, and its result still waited for. Raises DiaryBusy when nobody
    takes it there (nothing was stored then), NotConfirmed when no answer came back, WrongPassphrase, KeyDamaged, and
    what the other side raised.
    """
    from app.storage.keys import unlock

    key = unlock(folder, passphrase, mend=False).handover_key
    try:
        connection = Client(address(folder), family="AF_PIPE" if os.name == "nt" else "AF_UNIX")
    except OSError as error:
        raise DiaryBusy from error
    with connection:
        try:
            connection.send_bytes(_seal(key, b"request", request))
        except OSError as error:
            raise DiaryBusy from error
        try:
            _wait_for_answer(connection, stop)
            answered = _unseal(key, b"response", connection.recv_bytes(LARGEST_MESSAGE))
        except (OSError, EOFError) as error:
            raise NotConfirmed from error
    if "error" in answered:
        raise HandedOverError(answered["error"])
    result = answered["result"]
    assert isinstance(result, dict)
    return result


def _wait_for_answer(connection: Connection, stop: threading.Event | None) -> None:
    """Until there is one. Raises OSError when there is none in good time after `stop` was set."""
    while not connection.poll(LOOK_SECONDS):
        if stop is not None and stop.is_set():
            connection.send_bytes(END)
            if not connection.poll(LAST_WORDS_SECONDS):
                raise TimeoutError
            return


def hear_request(
    session: "DiarySession",
    request: Request,
    stop: threading.Event | None = None,
    hush: threading.Event | None = None,
) -> dict[str, Any]:
    """Do a `hear` request in `session`; returns what `hear --json` prints.

    `stop` ends early what is being heard, `hush` what is being spoken. Raises TodakError when nothing, or not
    everything, could be heard. A reply that cannot be spoken is told to the session's listener: its words are stored.
    """
    day = date.fromisoformat(request["date"]) if request["date"] else None
    new_entry = bool(request["new_entry"])
    if request["text"] is not None:
        heard = [session.hear_text(request["text"], day=day, new_entry=new_entry)]
    elif request["audio"] is not None:
        heard = session.hear_file(Path(request["audio"]), stop=stop, day=day, new_entry=new_entry)
    else:
        heard = session.hear_microphone(seconds=float(request["mic"]), stop=stop, day=day, new_entry=new_entry)
    if request["speak"]:
        for utterance in heard:
            if hush is None or not hush.is_set():
                session.try_to_speak(utterance, hush)
    return {"entry": heard[0].entry_id, "utterances": [heard_of(utterance) for utterance in heard]}
