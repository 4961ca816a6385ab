"""Which models can be fetched, from where, how large they are and under which licence: said before anything is fetched.

`resources/models/catalogue.json` is the list. A size marked `"exact": false` is rounded or worked out; a `sha256` of
null is one we could not see: the first download records what it found, and says so.
"""

import contextlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from app.config import bundled_models, models_folder
from app.errors import ModelBroken, ModelMissing, Sentence

CATALOGUE = "catalogue.json"
UNSEEN = Sentence(
    "파일의 해시를 미리 알지 못해요. 처음 받은 것을 기록해 두고, 그 뒤로는 바뀌면 쓰지 않아요.",
    "Nobody told us the hashes of its files: what comes first is recorded, and whatever differs later is not used.",
)
# Owner and name as the hub allows them: letters, digits, - _ and inner dots.
_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_NEEDED = re.compile(
    r"(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json"
    r"|vocab\.txt|merges\.txt|chat_template\.jinja|[\w.-]+\.(model|spiece)|todak\.json",
    re.ASCII,
)
_SAFETENSORS = re.compile(r"model(-\d+-of-\d+)?\.safetensors|model\.safetensors\.index\.json", re.ASCII)
_TORCH = re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin|pytorch_model\.bin\.index\.json", re.ASCII)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file: `size` in bytes, None where nobody said; `exact` whether that is certain; `sha256` None: not seen."""

    name: str
    size: int | None
    exact: bool
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One model that can be fetched. `terms` and `purpose` are None for one that is not in the catalogue.

    `licence` is "" where its owner names none.
    """

    id: str
    host: str
    licence: str
    terms: Sentence | None
    purpose: Sentence | None
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """Bytes, as far as they are known."""
        return sum(file.size or 0 for file in self.files)

    @property
    def is_exact(self) -> bool:
        """Whether `size` is certain."""
        return all(file.exact for file in self.files)

    @property
    def is_unseen(self) -> bool:
        """Whether the hash of one of its files is unknown: `UNSEEN` is to be said then."""
        return any(file.sha256 is None for file in self.files)

    @property
    def folder_name(self) -> str:
        """The name the model has among the user's."""
        return self.id.partition("/")[2]

    @property
    def page(self) -> str:
        """Where its owner describes it."""
        return f"{self.host}/{self.id}"

    @property
    def partial_folder(self) -> Path:
        """Where an unfinished download of it lies."""
        return models_folder() / f".{self.folder_name}.part"  # a name that the library does not list

    def address(self, file: ModelFile) -> str:
        """Where `file` is fetched from: the hub's address for files of the main branch."""
        return f"{self.host}/{self.id}/resolve/main/{file.name}"


def offers() -> tuple[Offer, ...]:
    """The catalogue. Raises ModelMissing, ModelBroken."""
    path = bundled_models() / CATALOGUE
    try:
        catalogue = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_offer(each, catalogue["host"]) for each in catalogue["models"])
    except FileNotFoundError as error:
        raise ModelMissing(path=path) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelBroken(path=path, reason=type(error).__name__) from error


def host() -> str:
    """The address that models come from. Raises ModelMissing, ModelBroken."""
    return offers()[0].host


def offer_of(model_id: str) -> Offer | None:
    """The catalogue's entry for `owner/name`, None where it has none. Raises ModelMissing, ModelBroken."""
    return next((each for each in offers() if each.id == model_id), None)


def bytes_there(offer: Offer) -> int:
    """How much of an unfinished download has come; it may be going on."""
    size = 0
    with contextlib.suppress(FileNotFoundError):  # no such folder, or its last file became a model just now
        for path in offer.partial_folder.iterdir():
            size += path.stat().st_size
    return size


def is_id(model_id: str) -> bool:
    """Whether this is a name of the hub's form, `owner/name`."""
    return bool(_ID.fullmatch(model_id)) and ".." not in model_id


def offer_from_listing(model_id: str, host: str, listing: Any) -> Offer:
    """What a model outside the catalogue offers, from the hub's own listing (`/api/models/<id>?blobs=true`).

    Weights are taken as safetensors where there are any. ValueError for a listing that is none, KeyError where it holds
    no weights.
    """
    if not isinstance(listing, dict) or not isinstance(listing.get("siblings"), list):
        raise ValueError("no list of files")
    found = [_listed(each) for each in listing["siblings"]]
    weights = [each for each in found if _SAFETENSORS.fullmatch(each.name)]
    weights = weights or [each for each in found if _TORCH.fullmatch(each.name)]
    if not weights:
        raise KeyError("weights")
    others = [each for each in found if _NEEDED.fullmatch(each.name)]
    about = listing.get("cardData")
    licence = about.get("license") if isinstance(about, dict) else None
    return Offer(model_id, host, str(licence or ""), None, None, _small_first([*others, *weights]))


def _offer(entry: dict[str, Any], host: str) -> Offer:
    files = [ModelFile(each["name"], each["size"], each["exact"], each["sha256"]) for each in entry["files"]]
    if any(PurePosixPath(file.name).name != file.name for file in files):
        raise ValueError("a file name with a folder in it")
    terms, purpose = (Sentence(entry[name]["ko"], entry[name]["en"]) for name in ("terms", "for"))
    return Offer(entry["id"], host, entry["licence"], terms, purpose, tuple(files))


def _listed(entry: Any) -> ModelFile:
    if not isinstance(entry, dict) or not isinstance(entry.get("rfilename"), str):
        raise ValueError("a file without a name")
    large = entry.get("lfs")
    size, sha256 = entry.get("size"), large.get("sha256") if isinstance(large, dict) else None
    known = isinstance(size, int) and size >= 0
    return ModelFile(entry["rfilename"], size if known else None, known, sha256 if isinstance(sha256, str) else None)


def _small_first(files: Iterable[ModelFile]) -> tuple[ModelFile, ...]:
    return tuple(sorted(files, key=lambda file: (file.size or 0, file.name)))
