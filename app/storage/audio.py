"""Recordings, encrypted as they are made: `audio/<utterance id>.tdk`, or `.tdk.part` until they are sealed.

The format, version 1 (integers big-endian):

    header   "TODAKAUD", version (1 byte), random salt (32 bytes)
    records  type (1 byte), length of the ciphertext (4 bytes), ciphertext with its tag (AES-256-GCM)

    type 0   once, first: JSON with started_at, day, sample_rate
    type 1   a chunk: at most 0.5 s of 16-bit little-endian mono PCM
    type 2   once, last: number of chunks and of PCM bytes (8 bytes each)

Each file has its own key: HKDF-SHA256 of the diary's audio key with the salt, and the utterance id in the info. The
nonce is the type, 3 zero bytes and the record's index (8 bytes); it never seals two different contents, because a key
belongs to one file, a file only grows, a chunk that could not be written is kept and written again as it was, and the
last record says nothing but how many chunks there are. The additional data are the header, the utterance id, the type
and the index: records cannot be moved, swapped or left out, and a sealed file that lacks its last record is damaged,
not shorter.
"""

import json
import logging
import os
import secrets
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import AudioDamaged, NotFound, StorageError, storage_trouble
from app.files import private_folder, sync_folder, write_atomically
from app.storage.ids import checked_id

CHUNK_SECONDS: Final = 0.5
_MAGIC: Final = b"TODAKAUD"
_VERSION: Final = 1
_SALT: Final = 32
_HEADER: Final = len(_MAGIC) + 1 + _SALT
_FRAME: Final = struct.Struct(">BI")  # type, length of the ciphertext
_TOTALS: Final = struct.Struct(">QQ")  # chunks, bytes of PCM
_TAG: Final = 16
_SAMPLE: Final = 2  # bytes
_LARGEST: Final = 1 << 20  # bytes of ciphertext: a longer record is none of ours
_META, _CHUNK, _LAST = 0, 1, 2

logger = logging.getLogger(__name__)

_SEALED, _PART = ".tdk", ".tdk.part"
_ASIDE: Final = ".tdk.damaged"  # a damaged one, in whose place a backup's was put


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a recording is, without its sound. `sealed` is False for one that a crash cut off."""

    utterance_id: str
    started_at: datetime
    day: date
    sample_rate: int  # Hz
    seconds: float
    sealed: bool


class _Cipher:
    """Seals and opens the records of one file."""

    def __init__(self, audio_key: bytes, header: bytes, utterance_id: str) -> None:
        info = b"todak 1 audio file " + utterance_id.encode()
        key = HKDF(algorithm=hashes.SHA256(), length=32, salt=header[-_SALT:], info=info).derive(audio_key)
        self._aead = AESGCM(key)
        self._bound = header + utterance_id.encode()

    def sealed(self, kind: int, index: int, content: bytes) -> bytes:
        """A whole record, frame included."""
        place = struct.pack(">B3xQ", kind, index)
        ciphertext = self._aead.encrypt(place, content, self._bound + place)
        return _FRAME.pack(kind, len(ciphertext)) + ciphertext

    def opened(self, kind: int, index: int, ciphertext: bytes) -> bytes:
        """The content of a record; InvalidTag when it is not the one that was written at this place."""
        place = struct.pack(">B3xQ", kind, index)
        return self._aead.decrypt(place, ciphertext, self._bound + place)


class AudioJournal:
    """The recordings of one diary, in `folder`. Any number may be read while one is being made."""

    def __init__(self, folder: Path, audio_key: bytes, *, read_only: bool = False) -> None:
        """`audio_key` is `DataKey.audio`. The folder is made with the first recording."""
        self._folder = folder
        self._key = audio_key
        self._read_only = read_only
        self._left: set[str] = set()  # what its writer could not seal, while this journal lives
        self.begun: set[str] = set()
        """The recordings that began here: whoever began one takes care of it, and nobody else meanwhile."""

    def __repr__(self) -> str:
        return f"AudioJournal({str(self._folder)!r})"

    def begin(self, utterance_id: str, started_at: datetime, day: date, sample_rate: int = 16_000) -> "AudioWriter":
        """Start a recording of 16-bit mono PCM at `sample_rate` Hz; its beginning is durable on return.

        There is room, then: recordings that a full disk had cut off are sealed first.

        Raises DiskFull, StorageError; ValueError when `started_at` has no offset or the id is taken.
        """
        self._refuse_if_read_only()
        if started_at.utcoffset() is None:
            raise ValueError("started_at needs its offset")
        if not 8_000 <= sample_rate <= 192_000:
            raise ValueError("a sample rate is from 8,000 to 192,000 Hz")
        part = self._folder / (checked_id(utterance_id) + _PART)
        if part.exists() or self._sealed_path(utterance_id).exists():
            raise ValueError("this utterance already has a recording")
        header = _MAGIC + bytes([_VERSION]) + secrets.token_bytes(_SALT)
        about = {"started_at": started_at.isoformat(), "day": day.isoformat(), "sample_rate": sample_rate}
        cipher = _Cipher(self._key, header, utterance_id)
        beginning = header + cipher.sealed(_META, 0, json.dumps(about, sort_keys=True).encode())
        self.begun.add(utterance_id)  # before it has a file: nobody is to take it for what a crash left
        try:
            private_folder(self._folder)
            write_atomically(part, beginning)
            file = part.open("r+b", buffering=0)
        except OSError as error:
            self._forget_begun(part)
            self.begun.discard(utterance_id)
            raise storage_trouble(error) from error
        self.seal_left()
        return AudioWriter(file, part, cipher, sample_rate, len(beginning), on_left=self._left.add)

    def read(self, utterance_id: str) -> Iterator[bytes]:
        """The PCM of a recording, chunk by chunk, each authenticated before it is handed out.

        One that a crash cut off ends with its last whole chunk. Raises NotFound; AudioDamaged, for a sealed one also at
        the end when something is missing there; StorageError.
        """
        with self._reading(utterance_id) as reading:
            yield from reading.chunks()

    def is_whole(self, utterance_id: str) -> bool:
        """Whether all of a recording can be read: it is not missing, not damaged, not refused by the disk."""
        try:
            for _ in self.read(utterance_id):
                continue
        except StorageError:
            return False
        return True

    def info(self, utterance_id: str) -> AudioInfo:
        """What a recording is. Raises NotFound, AudioDamaged, StorageError."""
        with self._reading(utterance_id) as reading:
            about = reading.about
            return AudioInfo(
                utterance_id,
                datetime.fromisoformat(about["started_at"]),
                date.fromisoformat(about["day"]),
                about["sample_rate"],
                reading.length() / (_SAMPLE * about["sample_rate"]),
                reading.is_sealed,
            )

    def seal(self, utterance_id: str) -> AudioInfo:
        """Seal a recording that a crash cut off, after its last whole chunk; a sealed one is left as it is.

        Nobody may be writing it. Raises NotFound, AudioDamaged, DiskFull, StorageError.
        """
        self._refuse_if_read_only()
        part = self._folder / (checked_id(utterance_id) + _PART)
        if part.exists():
            with self._reading(utterance_id) as reading:
                length, rate = reading.length(), int(reading.about["sample_rate"])
                chunks, end, cipher = reading.count, reading.position, reading.cipher
            try:
                file = part.open("r+b", buffering=0)
            except OSError as error:
                raise storage_trouble(error) from error
            writer = AudioWriter(file, part, cipher, rate, end, chunks, length)
            try:
                writer.seal()
            finally:
                writer.leave()
        return self.info(utterance_id)

    def seal_left(self, *others: str) -> None:
        """Seal what writers of this journal left unsealed, and `others`, which nobody writes.

        Raises nothing: what cannot be sealed now stays readable, and is tried again later.
        """
        for utterance_id in [*self._left, *others]:
            try:
                self.seal(utterance_id)
            except NotFound:
                logger.info("a recording that was left unsealed is gone")
            except StorageError as error:
                logger.warning("a recording stays unsealed for now: %s", error.code)
                continue
            self._left.discard(utterance_id)

    def ids(self) -> list[str]:
        """The utterances that have a recording, sealed or not, oldest first."""
        return self._named(_SEALED, _PART)

    def unsealed(self) -> list[str]:
        """The utterances whose recording is being made, or was cut off, oldest first."""
        return self._named(_PART)

    def with_files(self) -> list[str]:
        """The utterances that have a recording, or one that was damaged and put aside, oldest first."""
        return self._named(_SEALED, _PART, _ASIDE)

    def delete(self, utterance_id: str) -> None:
        """Delete a recording for good, with one that was damaged and put aside. Raises NotFound, StorageError."""
        self._refuse_if_read_only()
        paths = [self._folder / (checked_id(utterance_id) + each) for each in (_ASIDE, _SEALED, _PART)]
        if not any(path.exists() for path in paths):
            raise NotFound(what=utterance_id)
        try:
            for path in paths:
                path.unlink(missing_ok=True)
            sync_folder(self._folder)
        except OSError as error:
            raise storage_trouble(error) from error

    @staticmethod
    def _forget_begun(part: Path) -> None:
        """Remove a recording that has a beginning and no writer: it would be recovered as one without words."""
        try:
            part.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("a recording without sound stays (errno %s)", error.errno)

    def _named(self, *endings: str) -> list[str]:
        try:
            names = [path.name for path in self._folder.iterdir()] if self._folder.exists() else []
        except OSError as error:
            raise storage_trouble(error) from error
        return sorted({name.split(".")[0] for name in names if name[0] != "." and name.endswith(endings)})

    def _sealed_path(self, utterance_id: str) -> Path:
        return self._folder / (checked_id(utterance_id) + _SEALED)

    def _path(self, utterance_id: str) -> Path:
        for path in (self._sealed_path(utterance_id), self._folder / (utterance_id + _PART)):
            if path.exists():
                return path
        raise NotFound(what=utterance_id)

    def _reading(self, utterance_id: str) -> "_Reading":
        path = self._path(utterance_id)
        try:
            return _Reading(path.open("rb"), self._key, utterance_id, path.suffix == _SEALED)
        except OSError as error:
            raise storage_trouble(error) from error

    def _refuse_if_read_only(self) -> None:
        if self._read_only:
            raise StorageError(reason="the diary is open for reading only")


class AudioWriter:
    """A recording being made. One thread at a time.

    What a full disk refuses is kept in memory: the next `write` or `seal` tries it again, and what was written before
    stays readable.
    """

    def __init__(
        self,
        file: BinaryIO,
        path: Path,
        cipher: _Cipher,
        sample_rate: int,
        end: int,
        chunks: int = 0,
        length: int = 0,
        *,
        on_left: Callable[[str], None] | None = None,
    ) -> None:
        self._file: BinaryIO | None = file
        self._path = path
        self._cipher = cipher
        self._rate = sample_rate
        self._end = end  # bytes of the file that hold whole records
        self._chunks = chunks
        self._length = length  # bytes of PCM in chunks sealed so far
        self._on_left = on_left
        self._buffer = bytearray()
        self._refused = b""  # a sealed chunk that is not on disk yet

    @property
    def seconds(self) -> float:
        """What was given to `write` so far."""
        return (self._length + len(self._buffer)) / (_SAMPLE * self._rate)

    def write(self, pcm: bytes) -> None:
        """Take 16-bit mono PCM; every 0.5 s goes to disk, sealed and durable. Raises DiskFull, StorageError."""
        self._opened()
        self._buffer += pcm
        size = int(CHUNK_SECONDS * self._rate) * _SAMPLE
        while len(self._buffer) >= size:
            self._chunk(size)

    def seal(self) -> None:
        """Write what is left and the final record: durable, complete, closed.

        Raises DiskFull (it can be tried again), StorageError (`AudioJournal.seal` can finish it later).
        """
        file = self._opened()
        if self._buffer:
            self._chunk(len(self._buffer))
        self._flush()
        self._append(self._cipher.sealed(_LAST, self._chunks, _TOTALS.pack(self._chunks, self._length)))
        file.close()
        self._file = None
        try:
            os.replace(self._path, self._path.with_suffix(""))  # x.tdk.part becomes x.tdk: a sealed file says so
        except OSError as error:
            self._note_left()
            raise storage_trouble(error) from error
        try:
            sync_folder(self._path.parent)
        except OSError as error:
            # The sound is on the disk, whole, under the one name or the other.
            logger.warning("the name of a recording may not be durable (errno %s)", error.errno)

    def leave(self) -> None:
        """Close without sealing, as a crash would: what is on disk can be read, and is sealed when there is room."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._note_left()

    def discard(self) -> None:
        """Close and delete the recording: nothing was said. After `seal` it does nothing. Raises StorageError."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        try:
            self._path.unlink(missing_ok=True)
            sync_folder(self._path.parent)
        except OSError as error:
            raise storage_trouble(error) from error

    def _note_left(self) -> None:
        if self._on_left is not None:
            self._on_left(self._path.name.removesuffix(_PART))

    def _chunk(self, size: int) -> None:
        self._flush()
        self._refused = self._cipher.sealed(_CHUNK, self._chunks, bytes(self._buffer[:size]))
        # Counted as soon as it is sealed: its nonce is spent, whether or not the disk takes it.
        self._chunks += 1
        self._length += size
        del self._buffer[:size]
        self._flush()

    def _flush(self) -> None:
        if self._refused:
            self._append(self._refused)
            self._refused = b""

    def _append(self, record: bytes) -> None:
        file = self._opened()
        try:
            file.seek(self._end)  # over what a refused write left
            rest = memoryview(record)
            while rest:
                rest = rest[file.write(rest) :]
            file.truncate()
            os.fsync(file.fileno())
        except OSError as error:
            raise storage_trouble(error) from error
        self._end += len(record)

    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise ValueError("this recording is closed")
        return self._file


class _Reading:
    """One recording being read."""

    def __init__(self, file: BinaryIO, audio_key: bytes, utterance_id: str, is_sealed: bool) -> None:
        self._file = file
        self._id = utterance_id
        self.is_sealed = is_sealed
        self.count = 0  # chunks read
        try:
            header = file.read(_HEADER)
            if len(header) != _HEADER or header[:-_SALT] != _MAGIC + bytes([_VERSION]):
                raise AudioDamaged(utterance=utterance_id)
            self.cipher = _Cipher(audio_key, header, utterance_id)
            frame = self._frame()
            if frame is None or frame[0] != _META:
                raise AudioDamaged(utterance=utterance_id)
            self.about = json.loads(self.cipher.opened(_META, 0, frame[1]))
        except InvalidTag:
            file.close()
            raise AudioDamaged(utterance=utterance_id) from None
        except BaseException:
            file.close()
            raise
        self.position = file.tell()  # the end of the last whole record

    def __enter__(self) -> "_Reading":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def chunks(self) -> Iterator[bytes]:
        """The PCM; see `AudioJournal.read`."""
        length = 0
        while True:
            try:
                frame = self._frame()
                if frame is None:
                    self._cut_off()
                    return
                kind, ciphertext = frame
                content = self.cipher.opened(kind, self.count, ciphertext)
            except OSError as error:
                raise storage_trouble(error) from error
            except InvalidTag:
                self._cut_off()
                return
            if kind == _LAST:
                if _TOTALS.unpack(content) != (self.count, length) or self._file.read(1):
                    raise AudioDamaged(utterance=self._id)
                return
            if kind != _CHUNK:
                raise AudioDamaged(utterance=self._id)
            self.count += 1
            length += len(content)
            self.position = self._file.tell()
            yield content

    def length(self) -> int:
        """Bytes of PCM, all of it authenticated."""
        return sum(map(len, self.chunks()))

    def _frame(self) -> tuple[int, bytes] | None:
        """Type and ciphertext of the next record, None when the file ends before the record does."""
        start = self._file.read(_FRAME.size)
        if len(start) < _FRAME.size:
            return None
        kind, size = _FRAME.unpack(start)
        if not _TAG <= size <= _LARGEST:
            return None
        ciphertext = self._file.read(size)
        return (kind, ciphertext) if len(ciphertext) == size else None

    def _cut_off(self) -> None:
        """Accept the end of the whole records, where that is how a crash leaves a file; AudioDamaged where not.

        A writer waits for each record to be durable before the next, so a crash tears one record at most: bytes beyond
        that are not a torn tail.
        """
        rest = self._file.seek(0, os.SEEK_END) - self.position
        one = _FRAME.size + int(CHUNK_SECONDS * self.about["sample_rate"]) * _SAMPLE + _TAG
        if self.is_sealed or rest > one:
            raise AudioDamaged(utterance=self._id)
