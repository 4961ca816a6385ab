"""A screen without a screen: Xvfb, for windows that are really mapped, clicked and painted."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SCREEN = "2560x1440x24"


@contextmanager
def virtual_display() -> Iterator[dict[str, str]]:
    """Yields what a child process needs in its environment to open windows there."""
    if shutil.which("Xvfb") is None:
        pytest.fail("Xvfb not found: README's second command installs it", pytrace=False)
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[theirs],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    try:
        with os.fdopen(ours) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait(10)
