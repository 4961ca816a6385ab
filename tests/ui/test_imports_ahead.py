"""What the pages need is imported ahead, and no Qt class is made off the window's thread."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from app.ui import imports_ahead
"""


def run(script: str) -> str:
    """What `script` prints in a fresh interpreter, without a screen."""
    done = subprocess.run(
        [sys.executable, "-c", START + script],
        cwd=ROOT,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_page_is_there_when_it_is_done() -> None:
    told = run(
        """
from app.ui import main_window
ahead = imports_ahead.ImportsAhead(imports_ahead.pages(), app)
ahead.done.connect(app.quit)
ahead.start()
assert "pyqtgraph" not in sys.modules
app.exec()
import pyqtgraph
assert pyqtgraph.PlotWidget and pyqtgraph.getConfigOption("antialias") is False
before = set(sys.modules)
from app.ui.pages import calendar, entries, entry, settings, today
print(sorted(set(sys.modules) - before))
"""
    )
    assert told == "[]"


def test_who_needs_plots_sooner_gets_all_of_it() -> None:
    """The charts ask for the rest of pyqtgraph while only the first statements of it have been run."""
    told = run(
        """
steps = imports_ahead.pages()
while "pyqtgraph" not in sys.modules or "pyqtgraph.Qt" not in sys.modules:
    next(steps)
part = sys.modules["pyqtgraph"]
print(hasattr(part, "PlotWidget"))
from app.ui.charts import emotion_chart
import pyqtgraph
print(pyqtgraph is part, hasattr(part, "PlotWidget"))
for _ in steps:
    pass
print(sys.modules["pyqtgraph"] is part, "app.ui.pages.today" in sys.modules)
"""
    )
    assert told.split() == ["False", "True", "True", "True", "True"]


def test_two_may_import_the_plots_at_once() -> None:
    told = run(
        """
one, other = imports_ahead.charts(), imports_ahead.charts()
while one or other:
    one, other = one if one and next(one, 0) is None else None, other if other and next(other, 0) is None else None
import pyqtgraph
print(hasattr(pyqtgraph, "PlotWidget"), "app.ui.charts.year_chart" in sys.modules)
"""
    )
    assert told == "True True"


def test_what_is_imported_off_the_windows_thread_has_no_qt_in_it() -> None:
    told = run(
        """
before = set(sys.modules)
imports_ahead.import_plain()
kinds = ("PySide6", "shiboken6", "app.ui", "pyqtgraph")
print(sorted(name for name in set(sys.modules) - before if name.startswith(kinds)))
"""
    )
    assert told == "[]"


def test_a_package_whose_import_fails_is_not_left_half_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.ui.imports_ahead import statements

    (tmp_path / "half_a_package").mkdir()
    (tmp_path / "half_a_package" / "__init__.py").write_text("first = 1\nsecond = 1 / 0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    pieces = statements("half_a_package")
    next(pieces)
    assert sys.modules["half_a_package"].first == 1
    with pytest.raises(ZeroDivisionError):
        next(pieces)
    assert "half_a_package" not in sys.modules
