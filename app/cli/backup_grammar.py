"""The grammar of the commands about the diary's copies."""

import argparse
from collections.abc import Callable
from pathlib import Path


def add_backups(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add `backup`, `restore`, `compact`, `export` and `import`."""
    backup = command("backup", "make an encrypted backup; the diary may be in use")
    backup.add_argument("--to", type=Path, metavar="DIR", help="the folder of backups (else the one in the settings)")
    restore = command("restore", "bring back from a backup what the diary lacks; never writes over anything")
    restore.add_argument("backup", nargs="?", type=Path, metavar="FROM", help="a backup (else the newest good one)")
    way = restore.add_mutually_exclusive_group()
    way.add_argument("--list", action="store_true", help="the backups in FROM, or in the folder of the settings")
    way.add_argument("--compare", action="store_true", help="show what differs; changes nothing")
    way.add_argument("--entry", action="append", metavar="ID", help="this entry only, also one thrown away for good")
    way.add_argument("--beside", type=Path, metavar="DIR", help="make a diary in DIR; one that is there is kept beside")
    way.add_argument(
        "--salvage", type=Path, metavar="DIR", help="what can still be read of a damaged diary, into a new one in DIR"
    )
    compact = command("compact", "give back the room that deleted words left")
    for each in (restore, compact):
        each.add_argument("--no-backup", action="store_true", help="do not make a backup first")
    export = command("export", "write all words to a JSON file that is NOT encrypted")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument(
        "--yes-in-the-clear", action="store_true", help="do not ask: whoever gets the file can read the diary"
    )
    bring = command("import", "add what an exported JSON file has and the diary has not")
    bring.add_argument("file", type=Path, metavar="FILE")
