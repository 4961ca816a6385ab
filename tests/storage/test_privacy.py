"""Nothing of what was said lies in the clear, anywhere in the folder, at any moment."""

import math
import struct
import unicodedata
from pathlib import Path

from app.diary.entry import Care, Reply, ReplyKind, Source, Word
from app.storage import Diary
from tests.storage.conftest import DAY, MOMENT, Append, reading

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
