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
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import DiaryBusy, NotConfirmed, Sentence, TodakError
from app.files import private_folder
from app.presenting import heard_of

if TYPE_CHECKING:
    from app.session import DiarySession

logger = logging.getLogger(__name__)

Request = dict[str, Any]
Handler = Callable[[Request, threading.Event], dict[str, Any]]

# sun_path holds 108 bytes on Linux and 104 on macOS, with the final NUL.
LONGEST_SOCKET_PATH = 100
NONCE_BYTES = 12
LARGEST_MESSAGE = 64_000_000
SEND_SECONDS = 5.0  # for the answers to be taken; a program that was stopped takes none


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
    path = folder.resolve() / "handover.sock"
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
    shows as its own. The event it is given is set when the diary is about to be closed: it must end soon then.
    `language` is that of the sentences.
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
        self._handling = 0
        self._sending = 0
        self._listener = Listener(where, family=self._family)
        if os.name != "nt":
            os.chmod(where, 0o600)
        self._thread = threading.Thread(target=self._serve, name="handover", daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether something is being heard for another Todak right now."""
        return self._handling > 0

    def stop(self) -> None:
        """The diary is about to be closed: end what is being heard, take nothing over any more. Returns at once."""
        self._stopping.set()

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
            with self._counts:
                if takes_over := not self._stopping.is_set():
                    self._handling += 1
            result = self._done(request) if takes_over else {"error": DiaryBusy().explained(self._language)}
            with self._counts:
                self._handling -= takes_over
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

    def _done(self, request: Request) -> dict[str, Any]:
        try:
            return {"result": self._handle(request, self._stopping)}
        except TodakError as error:
            return {"error": error.explained(self._language)}
        except Exception:
            logger.exception("a handover failed")
            return {"error": NotConfirmed().explained(self._language)}


def hand_over(folder: Path, passphrase: str, request: Request) -> dict[str, Any]:
    """Have the Todak that holds the diary in `folder` do `request`; returns its result.

    Raises DiaryBusy when nobody takes it there (nothing was stored then), NotConfirmed when no answer came back,
    WrongPassphrase, KeyDamaged, and what the other side raised.
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
            answered = _unseal(key, b"response", connection.recv_bytes(LARGEST_MESSAGE))
        except (OSError, EOFError) as error:
            raise NotConfirmed from error
    if "error" in answered:
        raise HandedOverError(answered["error"])
    result = answered["result"]
    assert isinstance(result, dict)
    return result


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
