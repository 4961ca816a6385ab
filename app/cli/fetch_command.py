"""`todak models fetch`: the download process. It says host, size and licence, waits for a yes, and knows no diary."""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from app.cli.output import Answer
from app.config import Settings
from app.errors import Sentence
from app.models.catalogue import UNSEEN, Offer, bytes_there, host, is_id, offer_of
from app.models.download import NotOffered, discard, fetch, look_up

_TOLD_EVERY = 0.2  # s between two words on the progress

_OFFER = Sentence(
    "{id}\n  어디서: {host}\n  크기: {size}\n  라이선스: {licence}",
    "{id}\n  from: {host}\n  size: {size}\n  licence: {licence}",
)
_NO_LICENCE = Sentence("밝히지 않았어요", "not stated")
_UNKNOWN = Sentence("목록을 받아야 알 수 있어요", "known once the list is fetched")
_ABOUT = Sentence("약 {megabytes} MB", "about {megabytes} MB")
_EXACTLY = Sentence("{megabytes} MB", "{megabytes} MB")
_ASK = Sentence("받을까요? [y/N] ", "Fetch it? [y/N] ")
_HOW = Sentence("받으려면 --yes를 붙여 주세요.", "Add --yes to fetch it.")
_DONE = Sentence("{folder}에 두었어요.", "It is in {folder} now.")
_DISCARDED = Sentence("받다 만 {megabytes} MB를 지웠어요.", "{megabytes} MB of an unfinished download were deleted.")


def run(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    """Say what would be fetched from where; fetch it once the user says yes. Returns the exit status.

    Raises DownloadError and its kinds.
    """
    if not is_id(arguments.id):
        raise NotOffered(id=arguments.id, host=host(), reason="owner/name")
    told = _Told(arguments, settings, answer)
    offer = offer_of(arguments.id)
    address = (arguments.source or host()).rstrip("/")
    if offer is not None and arguments.source:
        offer = replace(offer, host=address)
    known = offer or Offer(arguments.id, address, "", None, None, ())
    if arguments.discard:
        told.discarded(discard(known))
        return 0
    told.offer(known, listed=offer is not None)
    if not (arguments.yes or told.asked()):
        return 0
    if offer is None:
        offer = look_up(arguments.id, address)
        told.offer(offer, listed=True)
        if not (arguments.yes or told.asked()):
            return 0
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    fetched = fetch(offer, told.progress, stop.is_set)
    told.fetched(str(fetched.folder), fetched.size, fetched.unseen)
    return 0


class _Told:
    """What is said, to people or to machines."""

    def __init__(self, arguments: argparse.Namespace, settings: Settings, answer: Answer) -> None:
        self._json: bool = arguments.json
        self._language = settings.language
        self._answer = answer
        self._last = 0.0

    def _say(self, sentence: Sentence, **details: object) -> None:
        self._answer.line(sentence.said(self._language, **details))

    def offer(self, offer: Offer, *, listed: bool) -> None:
        """What would be fetched; `listed`: its files are known."""
        if self._json:
            self._answer.json({"offer": _plain(offer, self._language, listed=listed)})
            return
        self._say(
            _OFFER,
            id=offer.id,
            host=urlsplit(offer.host).netloc,
            size=self._size(offer, listed=listed),
            licence=self._licence(offer, listed=listed),
        )
        for sentence in (offer.purpose, offer.terms):
            if sentence is not None:
                self._say(sentence)
        if listed and offer.is_unseen:
            self._say(UNSEEN)

    def asked(self) -> bool:
        """Whether somebody at a terminal says yes; elsewhere how to say it."""
        if self._json or not sys.stdin.isatty():
            if not self._json:
                self._say(_HOW)
            return False
        print(_ASK.said(self._language), end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().casefold() in ("y", "yes", "네", "ㅇ", "ㅛ")

    def progress(self, there: int, total: int) -> None:
        """How far it is."""
        now = time.monotonic()
        if now - self._last < _TOLD_EVERY and there < total:
            return
        self._last = now
        if self._json:
            self._answer.json({"progress": {"bytes": there, "total": total}})
        else:
            print(f"\r{there / 1e6:,.1f} / {total / 1e6:,.1f} MB", end="", file=sys.stderr, flush=True)

    def fetched(self, folder: str, size: int, unseen: tuple[str, ...]) -> None:
        """It is there."""
        if self._json:
            self._answer.json({"fetched": {"folder": folder, "bytes": size, "recorded": list(unseen)}})
            return
        print(file=sys.stderr)
        self._say(_DONE, folder=folder)

    def discarded(self, size: int) -> None:
        """What an unfinished download had is gone."""
        if self._json:
            self._answer.json({"discarded": size})
        else:
            self._say(_DISCARDED, megabytes=f"{size / 1e6:,.1f}")

    def _size(self, offer: Offer, *, listed: bool) -> str:
        if not listed:
            return _UNKNOWN.said(self._language)
        words: Callable[..., str] = (_EXACTLY if offer.is_exact else _ABOUT).said
        return words(self._language, megabytes=f"{offer.size / 1e6:,.0f}")

    def _licence(self, offer: Offer, *, listed: bool) -> str:
        if not listed:
            return _UNKNOWN.said(self._language)
        return offer.licence or _NO_LICENCE.said(self._language)


def _plain(offer: Offer, language: str, *, listed: bool) -> dict[str, Any]:
    return {
        "id": offer.id,
        "host": offer.host,
        "page": offer.page,
        "licence": offer.licence if listed else None,
        "terms": offer.terms.said(language) if offer.terms else "",
        "bytes": offer.size if listed else None,
        "exact": offer.is_exact if listed else False,
        "there": bytes_there(offer),
        "files": [{"name": file.name, "bytes": file.size, "sha256": file.sha256} for file in offer.files],
    }
