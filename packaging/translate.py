"""Keep the English of the window: collect its strings into `todak_en.ts` (Qt Linguist), make `todak_en.qm` of it.

    .venv/bin/python packaging/translate.py

New strings come into the .ts as unfinished; a test fails until each has its English.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGE = "en"


def source_files() -> list[str]:
    """What is looked through, in a fixed order."""
    return sorted(str(file.relative_to(ROOT)) for file in (ROOT / "app" / "ui").rglob("*.py"))


def _tool(name: str) -> str:
    beside = Path(sys.executable).parent / f"pyside6-{name}"
    return str(beside) if beside.exists() else shutil.which(f"pyside6-{name}") or f"pyside6-{name}"


def update(catalogue: Path) -> None:
    """Bring the .ts up to date with the code; strings that are gone are dropped."""
    options = ["-source-language", "ko_KR", "-target-language", "en_US", "-locations", "none", "-no-obsolete"]
    # Its paths are read from the folder it runs in.
    subprocess.run(
        [_tool("lupdate"), *source_files(), *options, "-silent", "-ts", str(catalogue)], cwd=ROOT, check=True
    )


def release(catalogue: Path, compiled: Path) -> None:
    """Make the .qm; unfinished strings stay Korean."""
    command = [_tool("lrelease"), str(catalogue), "-qm", str(compiled), "-silent"]
    subprocess.run(command, cwd=ROOT, check=True)


def main() -> None:
    """Both, in place."""
    TRANSLATIONS.mkdir(exist_ok=True)
    catalogue = TRANSLATIONS / f"todak_{LANGUAGE}.ts"
    update(catalogue)
    release(catalogue, catalogue.with_suffix(".qm"))
    unfinished = catalogue.read_text(encoding="utf-8").count('type="unfinished"')
    print(f"{catalogue.relative_to(ROOT)}: {unfinished} unfinished")


if __name__ == "__main__":
    main()
