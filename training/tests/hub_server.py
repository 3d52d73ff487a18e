"""A server that behaves as the Hugging Face hub does where a snapshot is downloaded from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """`models`: files by model and name. `asked`: every path, and the token it was asked with."""

    models: dict[str, dict[str, bytes]]
    private: dict[str, str] = field(default_factory=dict)
    """Tokens by the models that need one; a model whose token is empty is gated."""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""

    def files_asked(self) -> set[str]:
        return {path.rsplit("/", 1)[1] for path, _ in self.asked if "/resolve/" in path}

    def answer(self, path: str, token: str | None) -> tuple[int, dict[str, str], bytes]:
        """`(status, headers, body)`"""
        self.asked.append((path, token))
        model = next((name for name in self.models if f"/{name}/" in f"{path}/"), None)
        if model is None:
            return 401, {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}, b""
        if model in self.private and token != f"Bearer {self.private[model]}":
            code = "RepoNotFound" if self.private[model] else "GatedRepo"
            return 403 if code == "GatedRepo" else 401, {"X-Error-Code": code, "X-Error-Message": code}, b""
        files = self.models[model]
        if path.startswith("/api/models/"):
            if "/revision/" in path and not path.endswith(("/main", COMMIT)):
                return 404, {"X-Error-Code": "RevisionNotFound", "X-Error-Message": "Invalid rev id"}, b""
            if "/tree/" in path:
                tree = [
                    {"type": "file", "path": name, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}
                    for name, content in files.items()
                ]
                return 200, {"Content-Type": "application/json"}, json.dumps(tree).encode()
            info = {"id": model, "sha": COMMIT, "siblings": [{"rfilename": name} for name in files]}
            return 200, {"Content-Type": "application/json"}, json.dumps(info).encode()
        revision, name = path.split("/resolve/", 1)[1].split("/", 1)
        if revision not in ("main", COMMIT):
            return 404, {"X-Error-Code": "RevisionNotFound", "X-Error-Message": "Invalid rev id"}, b""
        if name not in files:
            return 404, {"X-Error-Code": "EntryNotFound", "X-Error-Message": "Entry not found"}, b""
        etag = hashlib.sha1(files[name]).hexdigest()
        return 200, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}, files[name]


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """Serves it at `hub.url` meanwhile."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = hub.answer(self.path.split("?")[0], self.headers.get("Authorization"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
