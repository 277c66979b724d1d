"""A request for review on each code host, from the push to the published site, run here."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import plugin
from generator.starter import init
from generator.workspace import CACHE

from .code_hosts import MARKER, Actions, CodeHost, Comments, Pipeline, serving
from .conftest import AS_OF

OFFICE = "guides/departments/housing-bureau.yml"
SHORTER = {OFFICE: ("promised: 3 个工作日", "promised: 2 个工作日")}
BROKEN = {OFFICE: ("promised: 2 个工作日", "promised: 三天")}
LONGER = {
    OFFICE: (
        "promised: 三天",
        "promised: 4 个工作日\n    lengthened: {before: 3 个工作日, on: 2026-03-02, why: 增加核验}",
    )
}
SMUGGLED = {
    "requirements.txt": ("", "smuggled==1.0\n"),
    "ci/comment.py": ("", "raise SystemExit('smuggled')\n"),
}
"""What a request may not bring along: the program that looks at it, and that which can write."""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of the changed office has kept; the processes of a parallel run share it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    office = shared / "changed-office"
    with (shared / "changed-office.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not office.exists():
            init(office)
            path, (old, new) = office / OFFICE, SHORTER[OFFICE]
            path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
            plugin.build(office, office / "site", AS_OF, 2, pdfs=True)
    return office / CACHE.partition("/")[0]


@pytest.fixture
def comments() -> Comments:
    return Comments()


@pytest.fixture
def api(comments: Comments) -> Iterator[str]:
    with serving(comments) as address:
        yield address


def shown_as_a_draft(preview: Path) -> None:
    pages = {path.name: path.read_text("utf-8") for path in preview.rglob("*.html")}
    assert all('<meta name="robots" content="noindex' in page for page in pages.values())
    assert "3 个工作日 → 2 个工作日" in pages.pop("review.html")
    assert len(pages) > 5
    assert all("草稿：供审核预览" in page for page in pages.values())
    assert list(preview.rglob("*.pdf")) == []


def test_a_request_from_a_fork_on_github(
    tmp_path: Path, api: str, cache: Path, comments: Comments
) -> None:
    comments.author = "github-actions[bot]"
    host = CodeHost(tmp_path, "github", from_fork=True, api=api, cache=cache)
    runner = Actions(host)
    comments.head = host.push(SHORTER | SMUGGLED)
    assert set(runner.request("check", comments.head)["check"].values()) == {0}
    shown_as_a_draft(host.artifacts / "preview")
    assert runner.afterwards("comment", comments.head)["comment"]["写评论"] == 0
    (comment,) = comments.kept
    assert comment["body"].startswith(MARKER)
    assert "3 个工作日 → 2 个工作日" in comment["body"]
    comments.head = host.push(BROKEN)
    done = runner.request("check", comments.head)["check"]
    assert (done["检查"], done["变更说明"], "预览" in done) == (1, 0, False)
    assert runner.afterwards("comment", comments.head)["comment"]["写评论"] == 0
    (comment,) = comments.kept
    assert "检查没有通过" in comment["body"]
    done = runner.request("check", host.push(LONGER))["check"]
    assert {step for step, code in done.items() if code} == {"部门都确认了"}
    host.confirm("housing-bureau")
    assert set(runner.request("check", host.push({}))["check"].values()) == {0}


def test_requests_on_gitea(tmp_path: Path, api: str, cache: Path, comments: Comments) -> None:
    """One from a fork is explained beside its check alone: no token of it can write."""
    own = CodeHost(tmp_path / "own", "gitea", from_fork=False, api=api, cache=cache)
    done = Actions(own).request("check", own.push(SHORTER | SMUGGLED))
    assert {code for job in done.values() for code in job.values()} == {0}
    shown_as_a_draft(own.artifacts / "review/preview")
    (comment,) = comments.kept
    assert "3 个工作日 → 2 个工作日" in comment["body"]
    assert Actions(own).jobs_of_request("check", own.push({})) == {"check", "comment"}
    fork = CodeHost(tmp_path / "fork", "gitea", from_fork=True, api=api, cache=cache)
    assert Actions(fork).jobs_of_request("check", fork.push(SHORTER)) == {"check"}


def test_requests_on_gitlab(tmp_path: Path, api: str, cache: Path, comments: Comments) -> None:
    """They are explained beside the check, and in a comment where the office has set a token."""
    own = CodeHost(tmp_path / "own", "gitlab", from_fork=False, api=api, cache=cache)
    runner = Pipeline(own, "write")
    assert runner.request(own.push(SHORTER | SMUGGLED)) == {"check": 0, "comment": 0}
    shown_as_a_draft(own.artifacts / "preview")
    (comment,) = comments.kept
    assert "3 个工作日 → 2 个工作日" in comment["body"]
    assert runner.request(own.push(BROKEN)) == {"check": 1, "comment": 0}
    (comment,) = comments.kept
    assert "检查没有通过" in comment["body"]
    assert "三天" in (own.artifacts / "review/check.xml").read_text("utf-8")
    assert runner.request(own.push(LONGER))["check"] == 1
    own.confirm("housing-bureau")
    assert runner.request(own.push({}))["check"] == 0
    fork = CodeHost(tmp_path / "fork", "gitlab", from_fork=True, api=api, cache=cache)
    assert Pipeline(fork, "write").jobs_of_request(fork.push(SHORTER)) == {"check"}


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_what_is_merged_is_published(kind: str, tmp_path: Path, cache: Path) -> None:
    host = CodeHost(tmp_path, kind, from_fork=True, api="", cache=cache)
    host.push(SHORTER)
    host.merge()
    if kind == "gitlab":
        assert Pipeline(host).pushed() == {"pages": 0}
        site = host.artifacts / "public"
    else:
        done = Actions(host).pushed("publish")
        assert {code for job in done.values() for code in job.values()} == {0}
        site = host.folder / "public"
    assert "2 个工作日" in (site / "projects/first-project.html").read_text("utf-8")
    assert (site / "projects/first-project.pdf").is_file()
    assert "草稿" not in (site / "index.html").read_text("utf-8")
    assert host.wanted - {"git"} == {  # what printing needs, as script/setup has it
        "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz0b", "libharfbuzz-subset0",
    }  # fmt: skip
