"""Fetching a model: the one place of Todak that talks to the network, in a process of its own that a click starts.

`todak models fetch` runs it; neither the window nor anything that knows a diary imports it. Files go into a hidden
folder beside the user's models and become a model, all together, when each of them is whole. What is there already is
gone on with (HTTP ranges, RFC 9110 section 14; `If-Range` keeps two versions of a file from being mixed).
"""

import contextlib
import errno
import hashlib
import http.client
import json
import logging
import os
import shutil
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import certifi

from app import __version__
from app.config import models_folder
from app.errors import ModelError, Sentence
from app.files import private_folder, sync_folder, take_alone, write_atomically
from app.models.catalogue import ModelFile, Offer, bytes_there, offer_from_listing
from app.models.checkpoints import CARD

BLOCK = 1 << 16  # bytes read at once
TRIES = 4  # in a row without a single byte
_PAUSES = (0.0, 0.03, 0.1, 0.3)  # of the patience, before each of them
_SPARE = 50_000_000  # bytes that stay free on the disk
_LISTING = 4_000_000  # bytes of a listing at most
_GONE = (401, 403, 404, 410)  # asking again would not help

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]  # bytes there, bytes in all as far as known


class DownloadError(ModelError):
    """A model could not be fetched; what has come already is kept."""

    code: ClassVar[str] = "download_failed"
    message: ClassVar[Sentence] = Sentence(
        "{id} 모델을 {host}에서 받지 못했어요. ({reason})", "{id} could not be fetched from {host} ({reason})."
    )
    kept: ClassVar[Sentence] = Sentence(
        "받은 만큼은 남아 있고, 토닥은 지금 쓰던 모델로 그대로 움직여요.",
        "What came so far is kept; Todak goes on with the models it has.",
    )
    todo: ClassVar[Sentence] = Sentence("나중에 이어서 받아 주세요.", "Go on with the download later.")


class DownloadStalled(DownloadError):
    """The connection stands, and nothing comes."""

    code: ClassVar[str] = "download_stalled"
    message: ClassVar[Sentence] = Sentence(
        "{id} 모델을 받다가 멈췄어요. {host}에서 더 오지 않아요.",
        "The download of {id} stands still: {host} is silent.",
    )


class NotOffered(DownloadError):
    """The host does not have it, or does not give it to everyone."""

    code: ClassVar[str] = "download_not_offered"
    message: ClassVar[Sentence] = Sentence(
        "{host}에서 {id} 모델을 내주지 않아요. ({reason})", "{host} does not offer {id} ({reason})."
    )
    todo: ClassVar[Sentence] = Sentence(
        "이름을 확인하거나, 직접 받은 폴더를 모델 폴더에 두어 주세요.",
        "Check the name, or put a folder that you fetched yourself among your models.",
    )


class DownloadDamaged(DownloadError):
    """What came is not what was announced; it is thrown away."""

    code: ClassVar[str] = "download_damaged"
    message: ClassVar[Sentence] = Sentence(
        "{id} 모델의 {file} 파일이 알려진 것과 달라서 버렸어요.", "{file} of {id} is not the file it should be."
    )
    kept: ClassVar[Sentence] = Sentence(
        "다른 파일은 남아 있고, 토닥은 지금 쓰던 모델로 그대로 움직여요.",
        "That file was thrown away, the others are kept; Todak goes on with the models it has.",
    )
    todo: ClassVar[Sentence] = Sentence("다시 받아 주세요.", "Fetch it again.")


class NoRoomForModel(DownloadError):
    """The disk is full, or would be."""

    code: ClassVar[str] = "no_room_for_model"
    message: ClassVar[Sentence] = Sentence(
        "{id} 모델을 두려면 {folder}에 {needed} MB가 더 비어 있어야 해요.",
        "{id} needs {needed} MB more of free space in {folder}.",
    )
    todo: ClassVar[Sentence] = Sentence("자리를 비우고 이어서 받아 주세요.", "Free some space and go on.")


class DownloadPaused(DownloadError):
    """The user stopped it."""

    code: ClassVar[str] = "download_paused"
    message: ClassVar[Sentence] = Sentence("{id} 모델 받기를 멈췄어요.", "The download of {id} was stopped.")
    todo: ClassVar[Sentence] = Sentence("같은 명령으로 이어서 받아요.", "The same command goes on with it.")


class DownloadRunning(DownloadError):
    """Another process fetches the same model."""

    code: ClassVar[str] = "download_running"
    message: ClassVar[Sentence] = Sentence("{id} 모델은 이미 받고 있어요.", "{id} is already being fetched.")
    kept: ClassVar[Sentence] = Sentence("그 일은 그대로 이어져요.", "That goes on undisturbed.")
    todo: ClassVar[Sentence] = Sentence("끝날 때까지 기다려 주세요.", "Wait until it is done.")


class AlreadyThere(DownloadError):
    """There is a model of this name."""

    code: ClassVar[str] = "model_already_there"
    message: ClassVar[Sentence] = Sentence("{id} 모델은 이미 있어요.", "There is a model {id} already.")
    kept: ClassVar[Sentence] = Sentence("그 모델은 그대로예요.", "It is as it was.")
    todo: ClassVar[Sentence] = Sentence(
        "새로 받으려면 먼저 todak models remove {id}로 지워 주세요.",
        "To fetch it anew, todak models remove {id} first.",
    )


@dataclass(frozen=True, slots=True)
class Fetched:
    """A model that is there now. `unseen`: files whose hash nobody had told us; it was recorded as it came."""

    folder: Path
    size: int
    unseen: tuple[str, ...]


def fetch(offer: Offer, progress: Progress, stopped: Callable[[], bool], *, patience: float = 30.0) -> Fetched:
    """Fetch every file of `offer` and make it one of the user's models.

    `patience`: seconds without a byte that count as a try. Raises AlreadyThere, DownloadRunning, and (what came is
    kept, and gone on with by the next call) DownloadError, DownloadStalled, NotOffered, DownloadDamaged,
    NoRoomForModel, DownloadPaused when `stopped`.
    """
    place = models_folder() / offer.folder_name
    if place.exists():
        raise AlreadyThere(id=offer.folder_name, host=offer.host)
    with _alone(offer) as partial:
        _refuse_if_no_room(offer, partial)
        done = 0
        hashes = {}
        for file in offer.files:
            base = done

            def tell(so_far: int, base: int = base) -> None:
                progress(base + so_far, max(offer.size, base + so_far))

            path = _fetch_file(offer, file, partial, tell, stopped, patience)
            hashes[file.name] = _verified(offer, file, path)
            done += path.stat().st_size
        _write_card(offer, partial, hashes)
        progress(done, done)
        os.chmod(partial, 0o755)
        os.replace(partial, place)
        sync_folder(place.parent)
    return Fetched(place, done, tuple(file.name for file in offer.files if file.sha256 is None))


def look_up(model_id: str, host: str, *, patience: float = 30.0) -> Offer:
    """What `host` says of a model that is not in the catalogue. Raises NotOffered, DownloadStalled, DownloadError."""
    address = f"{host}/api/models/{urllib.parse.quote(model_id)}?blobs=true"
    try:
        with _opened(address, {}, patience) as answer:
            text = answer.read(_LISTING)
        return offer_from_listing(model_id, host, json.loads(text))
    except urllib.error.HTTPError as error:
        raise NotOffered(id=model_id, host=host, reason=f"HTTP {error.code}") from error
    except TimeoutError as error:
        raise DownloadStalled(id=model_id, host=host) from error
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(id=model_id, host=host, reason=_named(error)) from error
    except KeyError as error:
        raise NotOffered(id=model_id, host=host, reason="no weights") from error
    except ValueError as error:
        raise NotOffered(id=model_id, host=host, reason="no list of files") from error


def discard(offer: Offer) -> int:
    """Throw away what has come of a download that was not finished; returns its bytes. Raises DownloadRunning."""
    partial = offer.partial_folder
    if not partial.is_dir():
        return 0
    with _alone(offer):
        size = bytes_there(offer)
        shutil.rmtree(partial)
    return size


@contextlib.contextmanager
def _alone(offer: Offer) -> Iterator[Path]:
    """The folder of the unfinished download, for this process alone."""
    private_folder(models_folder())
    partial = private_folder(offer.partial_folder)
    lock = models_folder() / f".{offer.folder_name}.lock"
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not take_alone(descriptor):
            raise DownloadRunning(id=offer.id, host=offer.host)
        yield partial
        lock.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _refuse_if_no_room(offer: Offer, partial: Path) -> None:
    lacking = offer.size - bytes_there(offer) + _SPARE - shutil.disk_usage(partial).free
    if lacking > 0:
        raise _no_room(offer, lacking)


def _no_room(offer: Offer, lacking: int) -> NoRoomForModel:
    return NoRoomForModel(id=offer.id, host=offer.host, folder=models_folder(), needed=-(-lacking // 1_000_000))


def _fetch_file(
    offer: Offer,
    file: ModelFile,
    folder: Path,
    tell: Callable[[int], None],
    stopped: Callable[[], bool],
    patience: float,
) -> Path:
    """The whole file; tries again, going on where it was, as long as something comes."""
    whole = folder / file.name
    if whole.exists():
        tell(whole.stat().st_size)
        return whole
    part = folder / f"{file.name}.part"
    tries = 0
    while True:
        before = part.stat().st_size if part.exists() else 0
        try:
            if _receive(offer.address(file), file, part, tell, stopped, patience):
                break
            trouble: Exception = EOFError("the connection ended early")
        except _Stopped:
            raise DownloadPaused(id=offer.id, host=offer.host) from None
        except urllib.error.HTTPError as error:
            if error.code in _GONE:
                raise NotOffered(id=offer.id, host=offer.host, reason=f"HTTP {error.code}, {file.name}") from error
            trouble = error
        except (OSError, http.client.HTTPException) as error:
            if _is_full(error):
                raise _no_room(offer, max(1, (file.size or 0) - before)) from error
            trouble = error
        came = (part.stat().st_size if part.exists() else 0) > before
        tries = 0 if came else tries + 1
        logger.warning("%s: %s after %d bytes", file.name, _named(trouble), before)
        if tries >= TRIES:
            silent = isinstance(getattr(trouble, "reason", trouble), TimeoutError)
            kind = DownloadStalled if silent else DownloadError
            raise kind(id=offer.id, host=offer.host, reason=_named(trouble)) from trouble
        _wait(_PAUSES[tries] * patience, stopped, offer)
    part.rename(whole)
    _state(part).unlink(missing_ok=True)
    return whole


def _receive(
    address: str, file: ModelFile, part: Path, tell: Callable[[int], None], stopped: Callable[[], bool], patience: float
) -> bool:
    """Take what comes into `part`, behind what is there where that is the same file; False: it ended too early.

    Raises _Stopped, urllib.error.HTTPError, OSError (TimeoutError among them), http.client.HTTPException.
    """
    known = _read_state(part)
    there = part.stat().st_size if part.exists() else 0
    headers = {}
    if there and (known or file.sha256):  # a hash would tell a mixture; a tag prevents one
        headers["Range"] = f"bytes={there}-"
        if known:
            headers["If-Range"] = known
    try:
        answer = _opened(address, headers, patience)
    except urllib.error.HTTPError as error:
        if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        part.unlink(missing_ok=True)  # longer than the file now is
        return False
    with answer:
        if answer.status != http.client.PARTIAL_CONTENT:
            there = 0
        length = answer.headers.get("Content-Length")
        total = there + int(length) if length and length.isdigit() else None
        tag = answer.headers.get("ETag") or ""
        write_atomically(_state(part), json.dumps({"tag": "" if tag.startswith("W/") else tag}).encode())
        with part.open("ab" if there else "wb") as out:
            while True:
                if stopped():
                    raise _Stopped
                block = answer.read(BLOCK)
                if not block:
                    break
                out.write(block)
                out.flush()  # what a kill leaves is gone on with
                there += len(block)
                tell(there)
            os.fsync(out.fileno())
    return total is None or there == total


class _Stopped(Exception):
    """The user wants no more of it now."""


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    """Follows a redirection to another host, as the hub sends large files from its store, but never out of TLS."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise urllib.error.HTTPError(req.full_url, code, "redirected out of TLS", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opened(address: str, headers: dict[str, str], patience: float) -> Any:
    """The answer to a GET. Nothing is sent but the address, a range, and the name and version of Todak."""
    if not address.startswith(("https://", "http://")):
        raise OSError(f"not an address of the web: {address.partition(':')[0]}")
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())  # a bundle carries no system's store
    secure = urllib.request.HTTPSHandler(context=context)
    opener = urllib.request.build_opener(secure, _NoDowngrade())
    asked = {"User-Agent": f"todak/{__version__}", "Accept-Encoding": "identity"} | headers
    return opener.open(urllib.request.Request(address, headers=asked), timeout=patience)


def _verified(offer: Offer, file: ModelFile, path: Path) -> str:
    """The SHA-256 of a file that came. Raises DownloadDamaged, having thrown it away, when it is another one."""
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    size = path.stat().st_size
    if (file.sha256 is not None and found != file.sha256) or (file.exact and size != file.size):
        path.unlink()
        raise DownloadDamaged(id=offer.id, host=offer.host, file=file.name)
    return found


def _write_card(offer: Offer, folder: Path, hashes: dict[str, str]) -> None:
    """What we know of the model, beside its files: where it is from, its licence, the hashes of what came."""
    path = folder / CARD
    theirs = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known = {
        "licence": offer.licence,
        "base": {"name": offer.id, "source": offer.page, "licence": offer.licence, "fetched_at": _today()},
    }
    card = known | theirs | {"files": {name: found for name, found in hashes.items() if name != CARD}}
    write_atomically(path, (json.dumps(card, ensure_ascii=False, indent=1) + "\n").encode())


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _wait(seconds: float, stopped: Callable[[], bool], offer: Offer) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if stopped():
            raise DownloadPaused(id=offer.id, host=offer.host)
        time.sleep(0.05)


def _state(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _read_state(part: Path) -> str:
    """The tag of the file that `part` is the beginning of; "" when that is not known."""
    try:
        return str(json.loads(_state(part).read_text(encoding="utf-8"))["tag"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _is_full(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _named(error: BaseException) -> str:
    """What kind of failure, for a sentence."""
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or type(reason).__name__)
