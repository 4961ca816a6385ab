"""The bytes of `diary.key`, version 1: one line of canonical JSON, checksummed. docs/storage-format.md describes it.

Reading needs no secret: damage is told apart from a wrong passphrase before anybody is asked for one. What is read here
is not yet trusted: whoever unlocks it checks the MAC under the data key.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.errors import DiaryNewer, KeyDamaged, storage_trouble

FORMAT: Final = "todak-diary-key"
VERSION: Final = 1
_LARGEST = 65_536  # bytes; ours are about 1,200

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Wrap:
    """The data key sealed under one secret: `kind` (passphrase, recovery), how the secret becomes a key, the result."""

    kind: str
    parameters: dict[str, str | int]  # kdf, salt (base64), and what the kdf needs
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class KeyHeader:
    """What `diary.key` says, before anything of it is trusted. `mac` is empty until it is signed."""

    diary_id: str
    created_by: str  # the version of Todak that made the diary
    wraps: tuple[Wrap, ...]
    recovery_nonce: bytes
    recovery_sealed: bytes
    mac: bytes = b""

    def bound(self) -> bytes:
        """What the sealed recovery key is bound to (its additional data)."""
        return canonical({"diary": self.diary_id, "format": FORMAT, "version": VERSION})

    def body(self) -> bytes:
        """What the MAC covers: all but the MAC and the checksum."""
        return canonical(self._body())

    def encoded(self) -> bytes:
        """The whole file."""
        covered: Json = {"body": self._body(), "mac": self.mac.hex()}
        return (
            canonical(
                {
                    "body": self._body(),
                    "checksum": hashlib.sha256(canonical(covered)).hexdigest(),
                    "mac": self.mac.hex(),
                }
            )
            + b"\n"
        )

    def _body(self) -> Json:
        return {
            "created_by": self.created_by,
            "diary": self.diary_id,
            "format": FORMAT,
            "recovery": {"nonce": to_text(self.recovery_nonce), "sealed": to_text(self.recovery_sealed)},
            "version": VERSION,
            "wraps": [
                {
                    "kind": wrap.kind,
                    "nonce": to_text(wrap.nonce),
                    "parameters": {**wrap.parameters},
                    "sealed": to_text(wrap.sealed),
                }
                for wrap in self.wraps
            ],
        }


def wrap_bound(diary_id: str, kind: str, parameters: dict[str, str | int]) -> bytes:
    """What a wrap is bound to (its additional data): the format, its version, the diary, and all KDF parameters."""
    return canonical(
        {"diary": diary_id, "format": FORMAT, "kind": kind, "parameters": {**parameters}, "version": VERSION}
    )


def canonical(value: Json) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: the same value is always the same bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def to_text(content: bytes) -> str:
    """Base64 (RFC 4648, padded)."""
    return base64.b64encode(content).decode("ascii")


def from_text(text: object) -> bytes:
    """The bytes of a base64 string; ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError("base64 is text")
    return base64.b64decode(text, validate=True)


def read_header(path: Path) -> tuple[KeyHeader, bytes]:
    """The header in `path` and the file's bytes.

    Raises KeyDamaged when it is missing, too long, altered, or not what we write; DiaryNewer when an intact file has a
    later version; StorageError when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise KeyDamaged(path=path) from None
    except OSError as error:
        raise storage_trouble(error) from error
    return parse_header(content, path), content


def parse_header(content: bytes, path: Path) -> KeyHeader:
    """The header that `content` holds; `path` is named in errors (see `read_header`)."""
    if len(content) > _LARGEST:
        raise KeyDamaged(path=path)
    try:
        document = _object(json.loads(content))
        body = _object(document["body"])
        covered = canonical({"body": body, "mac": document["mac"]})
        if document["checksum"] != hashlib.sha256(covered).hexdigest() or body["format"] != FORMAT:
            raise KeyDamaged(path=path)
        version = _number(body["version"])
        if version > VERSION:
            raise DiaryNewer(schema=f"diary.key {version}", version=_string(body["created_by"]))
        recovery = _object(body["recovery"])
        header = KeyHeader(
            diary_id=_string(body["diary"]),
            created_by=_string(body["created_by"]),
            wraps=tuple(_wrap(each) for each in _list(body["wraps"])),
            recovery_nonce=_nonce(recovery["nonce"]),
            recovery_sealed=from_text(recovery["sealed"]),
            mac=bytes.fromhex(_string(document["mac"])),
        )
        if header.encoded() != content:  # another spelling of the same values, or something we do not know
            raise KeyDamaged(path=path)
    except (ValueError, KeyError, RecursionError):
        raise KeyDamaged(path=path) from None
    return header


def _wrap(value: Json) -> Wrap:
    fields = _object(value)
    parameters: dict[str, str | int] = {}
    for name, parameter in _object(fields["parameters"]).items():
        if isinstance(parameter, bool) or not isinstance(parameter, str | int):
            raise ValueError("a parameter is text or a whole number")
        parameters[name] = parameter
    return Wrap(_string(fields["kind"]), parameters, _nonce(fields["nonce"]), from_text(fields["sealed"]))


def _nonce(value: Json) -> bytes:
    nonce = from_text(value)
    if len(nonce) != 12:
        raise ValueError("a nonce has 12 bytes")
    return nonce


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    return value


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise ValueError("a list was expected")
    return value


def _string(value: Json) -> str:
    if not isinstance(value, str):
        raise ValueError("text was expected")
    return value


def _number(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("a whole number was expected")
    return value
