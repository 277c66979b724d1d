"""The preview: what an author changes is there at the next look, and a slip takes nothing down."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from generator.starter import init

from .conftest import AS_OF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 60
"""Seconds on a busy machine; the preview of a small workspace takes two."""
BIN = Path(sys.executable).parent


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    init(tmp_path / "office")
    return tmp_path / "office"


@pytest.fixture
def address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def served(command: list[str], workspace: Path, log: Path) -> Iterator[None]:
    with log.open("w") as told:
        server = subprocess.Popen([BIN / command[0], *command[1:]], cwd=workspace, stderr=told)
        try:
            yield
        finally:
            server.terminate()
            server.wait(PATIENCE)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something *holds*."""
    last = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.2)


def awaited(url: str, words: str) -> None:
    """Wait until the page at *url* has *words*."""
    until(lambda: words in page_at(url))


def page_at(url: str) -> str:
    try:
        return str(urlopen(url, timeout=5).read(), "utf-8")  # noqa: S310 - ours
    except (OSError, HTTPException):  # the server has not begun, or is at work
        return ""


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_preview_follows_packages_settings_and_templates(
    workspace: Path, address: str, tmp_path: Path
) -> None:
    log, page = tmp_path / "log", f"http://{address}/projects/first-project.html"
    own = workspace / "templates/web"
    own.mkdir(parents=True)
    told = ["--address", address, "--as-of", AS_OF, "--edition", "internal"]
    package = workspace / "guides/projects/first-project.yml"
    package.write_text(f"{package.read_text('utf-8')}internal_note: 只给同事看\n", "utf-8")
    with served(["approval-guides", "serve", *told], workspace, log):
        awaited(page, "食品加工厂房（示例）")
        awaited(page, "只给同事看")
        awaited(page, "内部资料：")
        assert f"http://{address}/" in log.read_text("utf-8")
        changed(package, "食品加工厂房", "面粉加工厂房")
        awaited(page, "面粉加工厂房（示例）")
        changed(package, "stages:", "stegas:")
        until(lambda: "[key-unknown]" in log.read_text("utf-8"))
        changed(package, "stegas:", "stages:")
        changed(workspace / "site_config.yml", "title: ", "title: 改过的")
        awaited(f"http://{address}/", "改过的")
        (own / "item.html.j2").write_text("<p>另一种样子</p>", "utf-8")
        awaited(f"http://{address}/items/project-filing.html", "另一种样子")


def test_mkdocs_itself_previews_a_package_as_it_is_changed(
    workspace: Path, address: str, tmp_path: Path
) -> None:
    changed(workspace / "mkdocs.yml", "[approval-guides]", f"[approval-guides: {{as_of: {AS_OF}}}]")
    package = workspace / "guides/projects/first-project.yml"
    package.write_text(f"{package.read_text('utf-8')}internal_note: 只给同事看\n", "utf-8")
    with served(["mkdocs", "serve", "-q", "-a", address], workspace, tmp_path / "log"):
        page = f"http://{address}/projects/first-project.html"
        awaited(page, "食品加工厂房（示例）")
        assert "只给同事看" not in page_at(page)
        changed(package, "食品加工厂房", "面粉加工厂房")
        awaited(page, "面粉加工厂房（示例）")
