"""A server on this machine that sends a site with the headers that its `_headers` file asks for."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
}
PACKED = (".html", ".css", ".js", ".json", ".svg")
"""What is worth compressing; the others are already."""


def rules(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return the rules of a `_headers` file: a path, where * is anything, and its headers."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            found[-1][1][name] = value
        else:
            found.append((line, {}))
    return found


@cache
def packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, site: Path) -> None:
        self.site = site
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        asked = unquote(urlsplit(self.path).path)
        path = self.site / asked.lstrip("/")
        path = path / "index.html" if path.is_dir() else path
        is_there = path.is_file()
        path = path if is_there else self.site / "404.html"
        is_packed = path.suffix in PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
        body = packed(path) if is_packed else path.read_bytes()
        self.send_response(200 if is_there else 404)
        headers = {"Content-Type": TYPES.get(path.suffix, "application/octet-stream")}
        headers |= {"Content-Encoding": "gzip"} if is_packed else {}
        for pattern, told in rules((self.site / "_headers").read_text("utf-8")):
            headers |= told if fnmatchcase(asked, pattern) else {}
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Yield the address, with a slash, at which *site* is served as long as the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, site=site)) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
