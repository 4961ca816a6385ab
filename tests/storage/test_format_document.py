"""docs/storage-format.md lets someone read a diary without Todak: its script is run, and its tables are compared."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from app.storage import keys
from app.storage.repository import Diary
from app.storage.schema import metadata
from tests.storage.conftest import PASSPHRASE, ROOT, Append

DOCUMENT = (ROOT / "docs" / "storage-format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_the_script_unwraps_the_key_and_sqlcipher_reads_the_diary(
    diary: Diary, folder: Path, append: Append, tmp_path: Path, ending: str
) -> None:
    append("남이 읽는 말")
    diary.close()
    (script,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "unwrap.py").write_text(script, encoding="utf-8")
    (tmp_path / "passphrase").write_bytes((unicodedata.normalize("NFD", PASSPHRASE) + ending).encode())
    command = [sys.executable, "-I", str(tmp_path / "unwrap.py"), str(folder), str(tmp_path / "passphrase")]
    finished = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    shell = sqlcipher.connect(folder / "diary.db")  # as SQLCipher's shell does: nothing but the two lines
    for line in finished.stdout.splitlines():
        shell.execute(line)
    (query,) = re.findall(r"sqlite> (SELECT .*);", DOCUMENT)
    assert [row[2] for row in shell.execute(query)] == ["남이 읽는 말"]
    shell.close()
    assert keys.unlock(folder, PASSPHRASE).audio_key.hex() in finished.stderr


def test_every_column_is_described() -> None:
    for table in metadata.sorted_tables:
        assert f"`{table.name}`" in DOCUMENT
        if table.name == "meta":
            continue
        (row,) = (
            line for line in DOCUMENT.splitlines() if line.startswith("|") and f"`{table.name}`" in line.split("|")[1]
        )
        for column in table.columns:
            assert f"`{column.name}`" in row, (table.name, column.name)
