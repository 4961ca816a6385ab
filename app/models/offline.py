"""transformers, imported so that it asks nobody.

Left to itself it looks for newer files, for a tokenizer's flaws, and for usage statistics' address on the network.
Everything Todak loads lies on the disk already, so all of that is switched off before the first import; these are the
switches that huggingface_hub documents (docs: "Environment variables"), read once when it is imported.
"""

import os
from typing import Any

from app.errors import TorchMissing

SWITCHES = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DISABLE_SAFETENSORS_CONVERSION": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}


def import_transformers() -> Any:
    """The transformers package, and torch under it (seconds, the first time). Raises TorchMissing.

    Import it nowhere else in what a user runs.
    """
    os.environ.update(SWITCHES)
    try:
        import torch  # noqa: F401 (transformers alone imports, and then has no models)
        import transformers
    except ModuleNotFoundError as error:
        raise TorchMissing from error
    return transformers
