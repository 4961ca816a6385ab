"""A model host on this machine: the hub's addresses, ranges and tags, and every fault a download may meet."""

import hashlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Faults:
    """What goes wrong. `cut_after`: bytes of an answer after which the connection ends, once each; `silent_after`: the
    same, but it stands and nothing comes; `slow`: seconds before each block."""

    cut_after: list[int] = field(default_factory=list)
    silent_after: list[int] = field(default_factory=list)
    slow: float = 0.0
    status: int = 0
    untagged: bool = False


class ModelHost:
    """Serves `files` as the model `owner/name`; `asked` lists path and range of every request."""

    def __init__(self, model_id: str, files: dict[str, bytes], licence: str = "mit") -> None:
        self.model_id = model_id
        self.files = files
        self.licence = licence
        self.faults = Faults()
        self.asked: list[tuple[str, str | None]] = []
        self.ending = threading.Event()
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host._answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: pytest's output is for failures."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "ModelHost":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ending.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        path, asked = request.path, request.headers.get("Range")
        self.asked.append((path, asked))
        if self.faults.status:
            request.send_error(self.faults.status)
            return
        if path == f"/api/models/{self.model_id}?blobs=true":
            return self._send(request, json.dumps(self._listing()).encode(), None)
        name = path.removeprefix(f"/{self.model_id}/resolve/main/")
        if name in self.files and name.endswith((".bin", ".safetensors")):  # large files come from a store
            request.send_response(302)
            request.send_header("Location", f"{self.address}/store/{name}")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return None
        name = name.removeprefix("/store/")
        if name not in self.files:
            request.send_error(404)
            return None
        return self._send(request, self.files[name], asked)

    def _send(self, request: BaseHTTPRequestHandler, body: bytes, asked: str | None) -> None:
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if asked and request.headers.get("If-Range", tag) != tag:
            start, asked = 0, None
        if start >= len(body) > 0:
            request.send_error(416)
            return
        request.send_response(206 if asked else 200)
        request.send_header("Content-Length", str(len(body) - start))
        if asked:
            request.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if not self.faults.untagged:
            request.send_header("ETag", tag)
        request.end_headers()
        self._body(request, body[start:])

    def _body(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        cut = self.faults.cut_after.pop(0) if self.faults.cut_after else None
        silent = self.faults.silent_after.pop(0) if self.faults.silent_after else None
        end = min(each for each in (cut, silent, len(body)) if each is not None)
        try:
            for at in range(0, end, 16_384):
                if self.faults.slow and self.ending.wait(self.faults.slow):
                    return
                request.wfile.write(body[at : min(at + 16_384, end)])
            if silent is not None:
                self.ending.wait(20)
            if cut is not None or silent is not None:
                request.close_connection = True
        except OSError:
            request.close_connection = True  # who asked went away

    def _listing(self) -> dict[str, Any]:
        siblings = [
            {
                "rfilename": name,
                "size": len(body),
                **({"lfs": {"sha256": hashlib.sha256(body).hexdigest()}} if name.endswith(".bin") else {}),
            }
            for name, body in self.files.items()
        ]
        return {"siblings": siblings, "cardData": {"license": self.licence}}
