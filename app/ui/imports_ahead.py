"""Imports what the pages need while the user reads the welcome or types the passphrase.

All at once they would hold the window for a quarter of a second. What has nothing to do with Qt is imported in the
background. What defines Qt classes is not: before Python 3.12, PySide keeps all its classes in one table which the
window's thread reads without the interpreter's lock whenever Qt asks a widget for its class, and the process dies with
it if another thread's new class makes that table grow just then (two of some thousand starts). So those modules are
imported on the window's thread, a few milliseconds at a time.
"""

import ast
import pkgutil
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.abc import InspectLoader
from importlib.util import find_spec, module_from_spec

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

PLAIN = (  # no Qt in them
    "app.storage.repository",
    "app.models.companion.crisis",
    "app.diary.weekly",
    "app.doctor",
    "numpy",
    "asyncio",
    "cProfile",
    "pydoc",
    "xml.etree.ElementTree",
    *(("jeepney.io.blocking",) if sys.platform.startswith("linux") else ()),  # the session's lock (session_lock.py)
)
PLOTS = "pyqtgraph"
TURN_SECONDS = 0.008  # half a frame of 60 a second
PAUSE_MS = 4
_NAMES = 40  # Qt classes at a time: PySide makes each when it is first asked for

_under_way: dict[str, Iterator[None]] = {}


def import_plain() -> None:
    """Import what has no Qt in it; for a thread of its own."""
    for name in PLAIN:
        import_module(name)


def finish(name: str) -> None:
    """Import the rest of `name` now, if `statements` has begun it: half a package must not be used."""
    for _ in _under_way.pop(name, ()):
        pass


def statements(name: str) -> Iterator[None]:
    """Import the package `name`, pausing after each statement of its top level. Whoever needs it must `finish` it.

    At once where its source is not at hand (an application bundle may hold none). Raises what the import raises.
    """
    spec = find_spec(name)
    source = spec.loader.get_source(name) if spec is not None and isinstance(spec.loader, InspectLoader) else None
    if name in sys.modules or spec is None or source is None:
        import_module(name)
        return
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        for statement in ast.parse(source).body:
            exec(compile(ast.Module([statement], []), spec.origin or name, "exec", dont_inherit=True), module.__dict__)
            yield
    except BaseException:
        sys.modules.pop(name, None)
        raise


def _qt_classes() -> Iterator[None]:
    """Have PySide make its classes, which pyqtgraph asks for one and all."""
    for module in (QtCore, QtGui, QtWidgets):
        for number, name in enumerate(dir(module)):
            getattr(module, name)
            if number % _NAMES == 0:
                yield


def _plots() -> Iterator[None]:
    if PLOTS not in sys.modules:
        _under_way[PLOTS] = statements(PLOTS)
    yield from _under_way.get(PLOTS, ())  # others may take from it, too
    _under_way.pop(PLOTS, None)


def _modules(package: str) -> Iterator[None]:
    for found in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
        import_module(found.name)
        yield


def charts() -> Iterator[None]:
    """Import what the charts need, a piece at a time."""
    yield from _qt_classes()
    yield from _plots()
    yield from _modules("app.ui.charts")


def pages() -> Iterator[None]:
    """Import all that the pages need, a piece at a time."""
    yield from charts()
    yield from _modules("app.ui.widgets")
    yield from _modules("app.ui.pages")


class ImportsAhead(QObject):
    """Goes through `steps` on the window's thread from `start` on."""

    done = Signal()

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._left = steps
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self._turn)

    def start(self) -> None:
        """Begin; `done` tells the end."""
        self._timer.start()

    def _turn(self) -> None:
        until = time.perf_counter() + TURN_SECONDS
        for _ in self._left:
            if time.perf_counter() >= until:
                return
        self._timer.stop()
        self.done.emit()
