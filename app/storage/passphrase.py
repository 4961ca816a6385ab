"""Passphrases: one form, wherever they are typed or read."""

import unicodedata
from pathlib import Path

from app.errors import PassphraseMissing, StorageError, storage_trouble

_LONGEST_FILE = 65_536  # bytes; a passphrase file that is longer is a mistake (a video, a device)


def normalise_passphrase(passphrase: str) -> bytes:
    """The bytes that go into the key derivation: NFC, exactly one final newline removed (LF or CRLF), UTF-8.

    Korean typed on a Mac may arrive decomposed, and editors end a file with a newline: neither may lock anyone out.
    Raises PassphraseMissing when nothing is left, StorageError for what is not Unicode text (lone surrogates).
    """
    if passphrase.endswith("\n"):
        passphrase = passphrase[:-2] if passphrase.endswith("\r\n") else passphrase[:-1]
    if not passphrase:
        raise PassphraseMissing()
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        # The message of that error quotes the passphrase, so it is not chained.
        raise StorageError(reason="the passphrase is not Unicode text") from None


def read_passphrase_file(path: Path) -> str:
    """The passphrase in the UTF-8 file `path`, with its newline if it has one (normalising removes it).

    A byte order mark, which Windows editors put first, is dropped. Raises PassphraseMissing when there is no such file,
    StorageError when it cannot be read, is not UTF-8 or is longer than 64 KiB.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_FILE + 1)
    except FileNotFoundError:
        raise PassphraseMissing() from None
    except OSError as error:
        raise storage_trouble(error) from error
    if len(content) > _LONGEST_FILE:
        raise StorageError(reason="the passphrase file is longer than 64 KiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StorageError(reason="the passphrase file is not UTF-8") from None
