"""Every page, both languages, light and dark, at 100 % and 200 %, small and large, strings as they are and doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("scale", ("1", "2"))
def test_nothing_is_cut_overlaps_or_is_nameless(scale: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.open_every_page"],
        cwd=ROOT,
        env=os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    dresses = 4 if scale == "1" else 2
    assert seen["looked_at"] >= dresses * 18 * 2, "not every page was opened"
    assert seen["interfaces"] > dresses * 250, "the accessibility tree was not walked"
    assert not seen["faults"], "\n".join(seen["faults"][:60])
