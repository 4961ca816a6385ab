"""Reading a SQLCipher file page by page, without SQLite, where some of its pages are damaged.

SQLite finds a row only over the pages above it, so one damaged inner page hides thousands of whole ones, and a damaged
first page hides everything. But every page is sealed on its own. So each is authenticated and decrypted by itself, the
newest version of it from the -wal, and its cells are read: nothing that was altered is ever taken for a row.

The formats: https://www.zetetic.net/sqlcipher/design/ (AES-256-CBC, HMAC-SHA512 over ciphertext, IV and page number;
the key of the HMAC is derived from the raw key in two rounds, with the salt XOR 0x3a) and
https://sqlite.org/fileformat2.html (sections 1.5 to 1.6, 2.1, 4).
"""

import contextlib
import hashlib
import hmac
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

Value = None | int | float | str | bytes
Record = tuple[Value, ...]

PAGE: Final = 4_096
_SALT: Final = 16
_IV: Final = 16
_MAC: Final = 64
_USABLE: Final = PAGE - _IV - _MAC
_WAL_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_FILE_HEADER: Final = 100  # of page 1, before its tree
_INNER_INDEX, _INNER_TABLE, _LEAF_INDEX, _LEAF_TABLE = 0x02, 0x05, 0x0A, 0x0D
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes


class Pages:
    """The pages of a database that are whole."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Read `path` and its -wal under the raw `key`, but what the disk refuses.

        Raises OSError when one of them cannot be opened.
        """
        self._whole: dict[int, bytes] = {}
        content = _readable(path)
        wal = path.with_name(f"{path.name}-wal")
        sealed = [(number + 1, content[at : at + PAGE]) for number, at in enumerate(range(0, len(content), PAGE))]
        sealed += list(_frames(_readable(wal))) if wal.exists() else []
        opener = _opener(key, sealed)
        for number, page in sealed:
            opened = opener.opened(number, page) if opener is not None else None
            if opened is not None:
                self._whole[number] = opened  # a later one takes its place

    def numbers(self) -> list[int]:
        """The pages that are whole."""
        return sorted(self._whole)

    def tree(self, root: int) -> tuple[list[Record], set[int]]:
        """The records of a tree as far as its pages are whole, and the pages that were seen."""
        records: list[Record] = []
        seen: set[int] = set()
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in seen or number not in self._whole:
                continue
            seen.add(number)
            found, below = self.cells(number)
            records += found
            waiting += below
        return records, seen

    def is_leaf_of_table(self, number: int) -> bool:
        """Whether the page holds rows of an ordinary table."""
        return self._kind(number) == _LEAF_TABLE

    def cells(self, number: int) -> tuple[list[Record], list[int]]:
        """The records on a page that can be read whole, and the pages below it."""
        page, start = self._whole[number], _FILE_HEADER if number == 1 else 0
        kind = page[start]
        if kind not in (_INNER_INDEX, _INNER_TABLE, _LEAF_INDEX, _LEAF_TABLE):
            return [], []
        is_inner = kind in (_INNER_INDEX, _INNER_TABLE)
        (count,) = struct.unpack_from(">H", page, start + 3)
        first = start + (12 if is_inner else 8)
        below = [struct.unpack_from(">I", page, start + 8)[0]] if is_inner else []
        records = []
        for at in struct.unpack_from(f">{count}H", page, first) if first + 2 * count <= _USABLE else ():
            place = int(at)
            try:
                if is_inner:
                    below.append(struct.unpack_from(">I", page, place)[0])
                    place += 4
                if kind != _INNER_TABLE:
                    records.append(_record(self._payload(page, place, is_table=kind == _LEAF_TABLE)))
            except (IndexError, KeyError, ValueError, struct.error):
                continue  # a cell of another kind of page, or one whose overflow is damaged
        return records, below

    def _kind(self, number: int) -> int:
        return self._whole[number][_FILE_HEADER if number == 1 else 0]

    def _payload(self, page: bytes, place: int, *, is_table: bool) -> bytes:
        """What a cell holds, with its overflow pages; KeyError when one of them is not whole."""
        size, place = _varint(page, place)
        if is_table:
            _, place = _varint(page, place)  # the row number, which nothing refers to
        most = _USABLE - 35 if is_table else (_USABLE - 12) * 64 // 255 - 23
        least = (_USABLE - 12) * 32 // 255 - 23
        local = size
        if size > most:
            local = least + (size - least) % (_USABLE - 4)
            local = local if local <= most else least
        content = bytearray(page[place : place + local])
        if local < size:
            (following,) = struct.unpack_from(">I", page, place + local)
            while following and len(content) < size:
                overflow = self._whole[following]
                content += overflow[4:_USABLE]
                (following,) = struct.unpack_from(">I", overflow, 0)
        if len(content) < size:
            raise ValueError("a cell ends early")
        return bytes(content[:size])


class _Opener:
    """Authenticates and decrypts pages."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self._key = key
        self._mac_key = hashlib.pbkdf2_hmac("sha512", key, bytes(each ^ 0x3A for each in salt), 2, 32)

    def opened(self, number: int, page: bytes) -> bytes | None:
        """The page in the clear, None when it is damaged."""
        start = _SALT if number == 1 else 0
        if len(page) != PAGE:
            return None
        covered = page[start : _USABLE + _IV] + struct.pack("<I", number)
        if not hmac.compare_digest(hmac.digest(self._mac_key, covered, "sha512"), page[-_MAC:]):
            return None
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(page[_USABLE : _USABLE + _IV])).decryptor()
        return bytes(start) + decryptor.update(page[start:_USABLE]) + decryptor.finalize()


def _readable(path: Path) -> bytes:
    """What is in a file, with zeros where the disk refuses to read: no page of zeros is whole. Raises OSError."""
    with path.open("rb", buffering=0) as file:
        content = bytearray(os.fstat(file.fileno()).st_size)
        for at in range(0, len(content), PAGE):
            with contextlib.suppress(OSError):
                file.seek(at)
                file.readinto(memoryview(content)[at : at + PAGE])
    return bytes(content)


def _opener(key: bytes, sealed: list[tuple[int, bytes]]) -> _Opener | None:
    """With the salt at the head of the file; with that in the -wal, or with one bit changed, where it is damaged."""
    salts = list(dict.fromkeys(page[:_SALT] for number, page in sealed if number == 1))
    for salt in salts[:1]:
        whole = int.from_bytes(salt, "big")
        salts += [(whole ^ 1 << bit).to_bytes(_SALT, "big") for bit in range(8 * _SALT)]
    probes = sealed[:3] + sealed[-1:]
    for salt in salts:
        opener = _Opener(key, salt)
        if len(salt) == _SALT and any(opener.opened(number, page) is not None for number, page in probes):
            return opener
    return None


def _frames(wal: bytes) -> Iterator[tuple[int, bytes]]:
    """The pages in a -wal up to its last commit, in their order. Whether they are whole, their own seals tell.

    SQLite stops at the first damaged frame; what was committed behind it is acknowledged all the same. Where no frame
    has the salts of the header, that is damaged, and those of the first frame count: a round of the log begins at the
    head of the file, and what lies behind its end is of earlier ones, which may be longer.
    """
    places = range(_WAL_HEADER, len(wal) - PAGE - _FRAME_HEADER + 1, PAGE + _FRAME_HEADER)
    salted = {at: wal[at + 8 : at + 16] for at in places if any(wal[at : at + 4])}  # there is no page 0
    salts = wal[16:24] if wal[16:24] in salted.values() else next(iter(salted.values()), b"")
    waiting: list[tuple[int, bytes]] = []
    for at in (each for each in salted if salted[each] == salts):  # the others are of earlier rounds, or damaged
        number, size = struct.unpack_from(">II", wal, at)
        waiting.append((number, wal[at + _FRAME_HEADER : at + _FRAME_HEADER + PAGE]))
        if size:
            yield from waiting
            waiting = []


def _varint(content: bytes, place: int) -> tuple[int, int]:
    """A variable-length integer, and where it ends."""
    value = 0
    for count in range(9):
        byte = content[place + count]
        if count == 8:
            return value << 8 | byte, place + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return value, place + count + 1


def _record(payload: bytes) -> Record:
    """The values of a record; ValueError for what is none."""
    end, place = _varint(payload, 0)
    kinds = []
    while place < end:
        kind, place = _varint(payload, place)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        value, place = _value(payload, place, kind)
        values.append(value)
    if place != len(payload):
        raise ValueError("a record ends where its cell ends")
    return tuple(values)


def _value(payload: bytes, place: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, place
    if kind in (8, 9):
        return kind - 8, place
    if kind in _INTEGERS:
        end = place + _INTEGERS[kind]
        return int.from_bytes(payload[place:end], "big", signed=True), end
    if kind == 7:
        return float(struct.unpack_from(">d", payload, place)[0]), place + 8
    if kind < 12:
        raise ValueError("a reserved type")
    end = place + (kind - 12) // 2
    return (payload[place:end].decode("utf-8") if kind % 2 else payload[place:end]), end
