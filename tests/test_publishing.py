"""Whatever happens to a build, the published site is the complete old one or the complete new one.

The builds run in processes of their own (builder.py), which are killed, find no room, meet each
other, or may not write.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from generator import publishing
from generator.messages import catalogue
from generator.pages import Page
from generator.problems import InvalidSources
from generator.site import published
from generator.starter import init

from . import builder
from .conftest import AS_OF, ROOT

ALONE = ("unshare", "--map-root-user", "--mount")
"""Begins a program in a mount namespace of its own; nobody has to be root for it."""
ROUND = (0, 1, 2)
"""Which moments around the exchange of the site are tried, counted from it."""


@dataclass(frozen=True)
class Office:
    """A workspace whose published site is old, and what the sites before and after hash to."""

    root: Path
    site: Path
    old: str
    new: str
    said: list[str] = field(default_factory=list)
    """What the builds told."""

    def does(self, *words: object, before: Sequence[str] = ()) -> Any:
        done = run(self.root, self.site, *words, before=before)
        self.said[:] = done.stderr.splitlines()
        return json.loads(done.stdout)


def run(
    root: Path, site: Path, *words: object, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, ROOT / "tests/builder.py", root, site, *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    root = tmp_path_factory.mktemp("office") / "workspace"
    init(root)
    site = root.parent / "site"
    (root.parent / "old").mkdir()
    run(root, root.parent / "old", "count")
    shutil.copytree(root.parent / "old", site)
    package = root / "guides/projects/first-project.yml"
    text = package.read_text("utf-8")
    package.rename(package.with_name("renamed-project.yml"))
    (root / "guides/projects/renamed-project.yml").write_text(f"{text}\n# 改过\n", "utf-8")
    made = json.loads(run(root, site, "twice").stdout)
    old = builder.told(root.parent / "old")
    assert made["then"] != old
    return Office(root, site, old, made["then"])


def holds(office: Office, left: dict[str, Any]) -> None:
    assert left["left"] in (office.old, office.new)
    assert (left["again"], left["then"], left["beside"]) == (0, office.new, [])


@pytest.mark.tried("Publishing", outcome="the old site or the new one; the next build is well")
def test_a_build_that_is_killed_at_any_moment(office: Office) -> None:
    *exchanges, last = office.does("count")
    assert exchanges
    spread = [last // 2, last]
    for left in office.does("kill", *spread, *(exchanges[-1] + moment for moment in ROUND)):
        assert left["codes"] == [-9]
        holds(office, left)


@pytest.mark.tried("Publishing", outcome="told, exit code 3, the old site whole")
def test_a_disk_that_has_no_room_left(office: Office) -> None:
    """Without a byte, and with room for half of what is written."""
    found = subprocess.run([*ALONE, "true"], check=False, capture_output=True)
    if found.returncode:
        pytest.skip("this machine lets nobody mount a disk of his own")
    whole = sum(path.stat().st_size for path in office.site.rglob("*") if path.is_file())
    for left in office.does("fill", 0, whole // 2, before=ALONE):
        assert left["codes"] == [3]
        assert left["left"] == office.old
        holds(office, left)
    assert office.said == [catalogue().text("cli.disk_full")] * 2


@pytest.mark.tried("Publishing", outcome="told, exit code 3, the old site whole")
def test_files_that_may_not_grow(office: Office) -> None:
    (left,) = office.does("limit", 150_000)
    assert left["codes"] == [3]
    assert left["left"] == office.old
    holds(office, left)


@pytest.mark.tried("Publishing", outcome="one waits for the other, both are well")
def test_two_builds_at_once(office: Office) -> None:
    left = office.does("twice")
    assert left["codes"] == [0, 0]
    assert left["left"] == office.new
    holds(office, left)


@pytest.mark.tried("Publishing", outcome="told, exit code 3, the old site whole")
def test_a_workspace_that_may_not_be_written(office: Office, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(office.root, root, ignore=shutil.ignore_patterns(".cache"))
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    # even root may not, without its privileges
    plain = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    command = Path(sys.executable).with_name("approval-guides")
    words = [
        "build",
        "--root",
        root,
        "--site-dir",
        office.site,
        "--no-pdf",
        "--as-of",
        AS_OF,
    ]
    before = builder.told(office.site)
    done = subprocess.run(
        [*plain, command, *words], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert ".cache" in done.stderr
    assert builder.told(office.site) == before


@pytest.mark.tried("Files", outcome="refused, or what it said at one moment, the same everywhere")
def test_a_package_that_changes_while_it_is_read(tmp_path: Path) -> None:
    root = tmp_path / "office"
    init(root)
    package = root / "guides/projects/first-project.yml"
    text = package.read_text("utf-8")
    versions = [text.replace("食品加工厂房", name) for name in ("甲" * 300, "乙" * 90)]
    over, seen = Event(), set()
    package.write_text(versions[-1], "utf-8")

    def write() -> None:
        for version in cycle(versions):
            package.write_text(version, "utf-8")  # empties the file, and fills it
            if over.wait(0.0005):
                return

    writer = Thread(target=write)
    writer.start()
    try:
        for _ in range(20):
            with suppress(InvalidSources):
                seen.add(names_of(root))
    finally:
        over.set()
        writer.join()
    assert seen <= {"甲", "乙"}  # never both in one site


def names_of(root: Path) -> str:
    """Return the sign that stands in the page, the data and the search of the package at *root*."""
    made = published(root, AS_OF, 1, pdfs=False)
    parts = [
        each.content for each in made.files if "first-project" in each.uri or "search" in each.uri
    ]
    said = "".join(part.html if isinstance(part, Page) else str(part) for part in parts)
    return "".join(sorted({sign for sign in "甲乙" if sign * 9 in said}))


@pytest.mark.tried("Publishing", outcome="two renamings; the next build mends the rest")
def test_a_disk_that_cannot_exchange_two_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("draft", "site"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("", "utf-8")
    monkeypatch.setattr(publishing, "_swapped", lambda *_: False)
    publishing._exchange(tmp_path / "draft", tmp_path / "site")  # noqa: SLF001 - no disk to try it on
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == [
        "site",
        "site/draft",
    ]
