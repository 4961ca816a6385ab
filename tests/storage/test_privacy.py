"""Nothing of what was said lies in the clear, anywhere in the folder, at any moment."""

import itertools
import logging
import math
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from app.diary.embedding import Embedding
from app.diary.entry import Care, Reply, ReplyKind, Source, Word
from app.storage.backup import back_up
from app.storage.compact import compact
from app.storage.repository import Diary
from app.storage.rescue import by_passphrase
from app.storage.restore import compare, open_beside, restore_missing
from tests.conftest import files_under
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, ROOT, Append, reading

MARKER = "까막까치표식문장"
LATIN = "quokkamarkersentence"


def forms(marker: str) -> set[bytes]:
    """How a text may lie in a file."""
    kinds = [unicodedata.normalize(form, marker) for form in ("NFC", "NFD")]  # type: ignore[arg-type]
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")
    found = {kind.encode(encoding) for kind in kinds for encoding in encodings}
    return found | {marker.encode("cp949"), marker.upper().encode()}


def leaks(folder: Path, clear: set[bytes]) -> list[str]:
    return [
        path.name for path in folder.rglob("*") if path.is_file() and any(each in path.read_bytes() for each in clear)
    ]


def test_the_search_for_leaks_finds_one(tmp_path: Path) -> None:
    for number, form in enumerate(forms(MARKER)):
        (tmp_path / f"{number}").write_bytes(b"before" + form)
    assert len(leaks(tmp_path, forms(MARKER))) == number + 1


def test_no_file_holds_what_was_said(diary: Diary, folder: Path, append: Append) -> None:
    pcm = b"".join(struct.pack("<h", int(9_000 * math.sin(n / 7))) for n in range(24_000))
    clear = forms(MARKER) | forms(LATIN) | {b"RIFF", b"fLaC", b"OggS", b"SQLite format", pcm[:4_096], pcm[-512:]}
    marked = f"{MARKER} {LATIN}"
    for _ in range(30):
        said = append(f"{marked} " * 20, Source.VOICE, words=[Word(marked, 0, 1, 1)])
        diary.set_reading(said.id, reading(text=marked))
        diary.set_reply(said.id, Reply(marked, ReplyKind.GENERATED, Care.NONE, "x"))
    diary.set_tags(said.entry_id, [marked])
    diary.save_draft(marked)
    diary.edit_text(said.id, marked + "!")
    assert diary.search(LATIN[3:9])
    writer = diary.audio.begin(said.id, MOMENT, DAY)
    writer.write(pcm)
    assert leaks(folder, clear) == []
    writer.seal()
    diary.clear_draft()
    diary.check()
    assert (folder / "diary.db-wal").exists() and leaks(folder, clear) == []
    diary.close()
    assert leaks(folder, clear) == []
    assert (folder / "diary.db").stat().st_size > 50_000


def test_no_file_and_no_log_holds_it_whatever_is_done_with_it(
    diary: Diary, folder: Path, append: Append, tmp_path: Path, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A session of every feature: history, search, meaning, trash, backup, restore, compacting, damage."""
    caplog.set_level(logging.DEBUG)
    chance = random.Random(5)
    marked, backups = f"{MARKER} {LATIN}", tmp_path / "backups"
    meaning = Embedding("m 1", 0.01, chance.randbytes(128))
    pcm = chance.randbytes(32_000)
    grams = {"z".join(f"{ord(each):x}" for each in pair).encode() for pair in itertools.pairwise(MARKER)}
    clear = forms(MARKER) | forms(LATIN) | grams | {meaning.vector, pcm[:64], pcm[-64:]}

    def assert_hidden() -> None:
        assert leaks(tmp_path, clear) == []
        assert [each for each in files_under(home, tmp_path / "temp") if each.stat().st_size] == []
        assert not any(each in record.getMessage() for record in caplog.records for each in (MARKER, LATIN))

    first, second = (append(f"{marked} {number}", Source.VOICE, has_audio=True, new_entry=True) for number in (1, 2))
    for said in (first, second):
        diary.set_reading(said.id, reading(text=marked), meaning)
        record(diary, said.id, pcm)
    diary.set_tags(first.entry_id, [marked])
    diary.edit_text(first.id, marked * 3)
    diary.revert(first.id, diary.history(first.id)[0].id)
    assert diary.search(MARKER[2:4]) and diary.count_hits(LATIN) and diary.alike(first.entry_id, 5) is not None
    diary.save_draft(marked)
    assert_hidden()
    made = back_up(diary, backups).backup
    assert_hidden()
    diary.undo(diary.merge(first.entry_id, second.entry_id))
    diary.trash(second.entry_id)
    diary.purge(second.entry_id)
    assert_hidden()
    assert compare(made.folder, diary).missing
    restore_missing(diary, made.folder, [second.entry_id])
    assert diary.utterance(second.id).text == f"{marked} 2"
    assert_hidden()
    compact(diary)
    append(marked)
    crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    diary.close()
    open_beside(made.folder, tmp_path / "beside")
    assert_hidden()
    damage(crashed / "diary.db-wal")
    with Diary.open(crashed, PASSPHRASE, accept_loss=True) as opened:
        assert opened.search(MARKER)
        assert_hidden()
    damage(crashed / "diary.db")
    with Diary.open_salvage(crashed, by_passphrase(PASSPHRASE)) as opened:
        assert opened.salvaged is not None
        assert leaks(tmp_path, clear) == []
    assert_hidden()


def record(diary: Diary, utterance_id: str, pcm: bytes) -> None:
    writer = diary.audio.begin(utterance_id, MOMENT, DAY)
    writer.write(pcm)
    writer.seal()


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(-100, os.SEEK_END)
        file.write(b"damage")


WRITING = re.compile(r'open(?:at)?\([^"]*"([^"]+)", [^)]*O_(?:WRONLY|RDWR|CREAT)')
EVERY_OPERATION = """
import random, sys
from pathlib import Path
from tests.storage.operations import OPERATIONS, own, make_diary
folder = Path(sys.argv[1]) / "diary"
key = make_diary(folder)
for name, operation in OPERATIONS.items():
    if name not in ("migrating", "exporting", "importing"):  # another diary; a file that is to be in the clear
        operation(folder, own(key), lambda *_: None, random.Random(name))
"""


def test_no_write_of_any_operation_is_in_the_clear_or_elsewhere_and_none_reaches_out(tmp_path: Path) -> None:
    """Also what is deleted again: every byte that goes to a file is looked at on its way."""
    place, trace = tmp_path / "place", tmp_path / "trace"
    place.mkdir()
    calls = "trace=open,openat,creat,write,pwrite64,writev,pwritev,socket,connect"
    strace = ["strace", "-f", "-qq", "--seccomp-bpf", "-xx", "-s", "70000", "-e", calls, "-o", str(trace)]
    subprocess.run([*strace, sys.executable, "-c", EVERY_OPERATION, str(place)], cwd=ROOT, check=True, timeout=300)
    told = trace.read_text()
    written = [spelled(name) for name in WRITING.findall(told)]
    assert len(written) > 50
    strays = {name for name in written if not name.startswith((str(place), "/dev/null"))}
    assert not strays, strays
    said = ("말이에요", "고친 말", "초안", "꼬리표", "적던 말", "그랬군요")
    # four bytes stand in some megabytes of ciphertext by chance (seen once); every text has a longer form
    needles = {"".join(f"\\x{byte:02x}" for byte in form) for text in said for form in forms(text) if len(form) >= 6}
    found = [line[:60] for line in told.splitlines() if any(each in line for each in needles)]
    assert not found, found
    assert "AF_INET" not in told
    assert sum("pwrite64(" in line for line in told.splitlines()) > 100


def spelled(hexadecimal: str) -> str:
    return bytes.fromhex(hexadecimal.replace("\\x", "")).decode()
