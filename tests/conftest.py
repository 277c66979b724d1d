"""The real site: the workspace of this repository, built once for all tests of a run."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from generator import plugin

from .browser import chromium
from .robustness import (  # noqa: F401 - hooks
    pytest_addoption,
    pytest_configure,
    pytest_runtest_makereport,
    pytest_sessionfinish,
    pytest_sessionstart,
)

ROOT = Path(__file__).parents[1]
AS_OF = "2026-03-09"
"""The day of the built site; that of a commit would make every commit another test."""


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site; the processes of a parallel run share one."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    site = shared / "real-site"
    with (shared / "real-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not site.exists():
            plugin.build(ROOT, site, AS_OF, 2, pdfs=True)
    return site


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a change of every limit of five working days, with timetables."""
    folder = tmp_path_factory.mktemp("review")
    for version in ("old", "new"):
        shutil.copytree(ROOT / "guides", folder / version / "guides")
        shutil.copy(ROOT / "site_config.yml", folder / version)
    for path in (folder / "new/guides/departments").glob("*.yml"):
        shorter = path.read_text("utf-8").replace("promised: 5 个工作日", "promised: 4 个工作日")
        path.write_text(shorter, "utf-8")
    done = subprocess.run(
        [Path(sys.executable).with_name("approval-guides"),
         "diff", "old", "new", "--format", "html", "--root", folder],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    page = folder / "review.html"
    page.write_text(done.stdout, "utf-8")
    assert "<svg" in done.stdout
    return page
