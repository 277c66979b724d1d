"""What code hosts run for an office, and for us: linted, pinned, and run step by step here.

The steps are taken from the files that an office gets, and run in a clone of a repository of two
branches. Comments are written to a server here that keeps them as the hosts do.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from generator import assets
from generator.cli_begin import HOSTS
from generator.starter import init

from .conftest import AS_OF, ROOT

BIN = Path(sys.executable).parent
GIVEN = assets.STARTER / "hosts"
ACTIONS = sorted(
    [*GIVEN.glob("*/.git*/workflows/*.yml"), *(ROOT / ".github/workflows").glob("*.yml")]
)
PIPELINES = [GIVEN / "gitlab/.gitlab-ci.yml", ROOT / ".gitlab-ci.yml"]
OURS = {"取出数据", "准备 Python", "安装"}
"""Steps that the test does itself: the clone is there, and so is the program."""
MARKER = "<!-- approval-guides diff -->"


def name_of(path: Path) -> str:
    return path.relative_to(GIVEN if path.is_relative_to(GIVEN) else ROOT).as_posix()


def tool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BIN / words[0], *words[1:]], capture_output=True, text=True, check=False)


def test_workflows_have_nothing_that_a_linter_of_their_safety_finds() -> None:
    done = tool("zizmor", "--offline", "--no-progress", "--persona=pedantic", *ACTIONS)
    assert done.returncode == 0, done.stdout


def test_a_workflow_that_is_unsafe_is_found(tmp_path: Path) -> None:
    text = (GIVEN / "github/.github/workflows/check.yml").read_text("utf-8")
    bad = tmp_path / "bad.yml"
    bad.write_text(text.replace("pull_request:", "pull_request_target:"), "utf-8")
    assert tool("zizmor", "--offline", "--no-progress", bad).returncode != 0


@pytest.mark.parametrize(
    ("schema", "files"), [("github-workflows", ACTIONS), ("gitlab-ci", PIPELINES)]
)
def test_workflows_are_what_their_host_reads(schema: str, files: list[Path]) -> None:
    done = tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", ACTIONS, ids=name_of)
def test_nothing_from_elsewhere_is_named_by_what_can_move(path: Path) -> None:
    text = path.read_text("utf-8")
    uses = re.findall(r"uses: (\S+)( # v[\d.]+)?$", text, re.MULTILINE)
    assert len(uses) == text.count("uses:")
    for action, says in uses:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action)
        assert says


@pytest.mark.parametrize("path", ACTIONS, ids=name_of)
def test_only_a_comment_and_a_publication_may_write(path: Path) -> None:
    workflow = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - texts alone
    grants = [
        workflow["permissions"],
        *(j.get("permissions", {}) for j in workflow["jobs"].values()),
    ]
    writes = {name for grant in grants for name, level in grant.items() if level == "write"}
    assert writes <= {"comment": {"pull-requests"}, "publish": {"pages", "id-token"},
                      "check": {"pull-requests"}}.get(path.stem, set())  # fmt: skip
    if writes == {"pages", "id-token"}:
        assert workflow["on"] == {"push": {"branches": ["main"]}}
    assert "secrets" not in path.read_text("utf-8")
    assert workflow["permissions"] in ({}, {"contents": "read"})


@pytest.mark.parametrize("host", HOSTS)
def test_a_workspace_is_given_what_its_host_runs(host: str, tmp_path: Path) -> None:
    init(tmp_path / "new", host)
    init(tmp_path / "old")
    added = init(tmp_path / "old", host)
    assert {path.relative_to(tmp_path / "old") for path in added} == {
        path.relative_to(part) for part in (GIVEN / "common", GIVEN / host)
        for path in part.rglob("*") if path.is_file()
    }  # fmt: skip
    for root in (tmp_path / "new", tmp_path / "old"):
        assert re.search(
            r"^approval-guides==\d+\.\d+\.\d+$",
            (root / "requirements.txt").read_text("utf-8"),
            re.MULTILINE,
        )


def test_a_hook_for_others_and_one_of_an_office_check() -> None:
    (ours,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    ((theirs,),) = [
        repo["hooks"]
        for repo in yaml.safe_load((GIVEN / "common/.pre-commit-config.yaml").read_text("utf-8"))[
            "repos"
        ]
    ]
    for hook in (ours, theirs):
        assert hook["entry"] == "approval-guides check"
        for path, touched in (
            ("guides/projects/a.yml", True),
            ("README.md", False),
            ("site_config.yml", True),
        ):
            assert bool(re.search(hook["files"], path)) is touched


@dataclass(frozen=True)
class Request:
    """A clone in which a request is checked: what it is based on, and what it changes."""

    root: Path
    base: str

    def change(self, old: str, new: str) -> None:
        path = self.root / "guides/departments/housing-bureau.yml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        git(self.root, "commit", "-qam", "改时限")

    def runs(self, *steps: str) -> dict[str, int]:
        """Run the steps of the job, each as its host does, and return how they ended."""
        environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "BASE": self.base}
        environment.pop("GITHUB_STEP_SUMMARY", None)
        return {
            name: subprocess.run(
                ["bash", "-eo", "pipefail", "-c", steps_of("github")[name]],
                cwd=self.root, env=environment, check=False, capture_output=True,
            ).returncode
            for name in steps
        }  # fmt: skip


def steps_of(host: str, job: str = "check") -> dict[str, str]:
    """Return the commands of a job of *host*, by the names of its steps."""
    path = GIVEN / host / f".{host}/workflows/check.yml"
    steps = yaml.safe_load(path.read_text("utf-8"))["jobs"][job]["steps"]
    return {s["name"]: s["run"] for s in steps if "run" in s and s["name"] not in OURS}


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=示例", "-c", "user.email=office@example.gov.cn")
    done = subprocess.run(
        ["git", *identity, *words], cwd=root, capture_output=True, text=True, check=True,
        env=os.environ | {"GIT_COMMITTER_DATE": f"{AS_OF}T09:00:00+08:00",
                          "GIT_AUTHOR_DATE": f"{AS_OF}T09:00:00+08:00"},
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def request_of(tmp_path: Path) -> Request:
    """A repository without a working tree, and a clone on a branch of its own."""
    office, bare, clone = (tmp_path / name for name in ("office", "bare.git", "clone"))
    init(office, "github")
    git(office, "init", "-q", "-b", "main")
    git(office, "add", ".")
    git(office, "commit", "-qm", "新建工作区")
    git(tmp_path, "clone", "-q", "--bare", str(office), str(bare))
    git(tmp_path, "clone", "-q", str(bare), str(clone))
    git(clone, "checkout", "-qb", "limit")
    return Request(clone, git(clone, "rev-parse", "main"))


def test_a_good_request_is_checked_explained_and_shown_as_a_draft(request_of: Request) -> None:
    request_of.change("promised: 3 个工作日", "promised: 2 个工作日")
    assert request_of.runs("检查", "变更说明", "预览") == {"检查": 0, "变更说明": 0, "预览": 0}
    comment = (request_of.root / "review/comment.md").read_text("utf-8")
    assert comment.startswith(MARKER)
    assert "3 个工作日" in comment
    assert "2 个工作日" in comment
    pages = [path.read_text("utf-8") for path in (request_of.root / "preview").rglob("*.html")]
    assert pages
    for page in pages:
        assert '<meta name="robots" content="noindex, nofollow">' in page
        assert "草稿：供审核预览" in page
    assert list((request_of.root / "preview").rglob("*.pdf")) == []


def test_a_request_with_an_error_is_stopped_and_says_so(request_of: Request) -> None:
    request_of.change("promised: 3 个工作日", "promised: 三天")
    assert request_of.runs("检查", "变更说明", "预览") == {"检查": 1, "变更说明": 0, "预览": 1}
    assert (request_of.root / "review/comment.md").read_text("utf-8").startswith(MARKER)
    assert not (request_of.root / "preview").exists()


def test_the_hosts_run_the_same_commands() -> None:
    github, gitea = steps_of("github"), steps_of("gitea")
    assert github["变更说明"] == gitea["变更说明"]
    assert github["预览"] == gitea["预览"]


@dataclass
class Host:
    """A code host, as far as comments go: it keeps them, and gives them out a page at a time."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    page: int = 100

    def answer(self, method: str, url: str, data: dict[str, Any]) -> object:
        self.asked.append(f"{method} {urlsplit(url).path}")
        if "/pulls" in url:
            return [{"number": 7, "head": {"sha": "abc"}}]
        if method == "GET":
            start = (int(parse_qs(urlsplit(url).query)["page"][0]) - 1) * self.page
            return self.comments[start : start + self.page]
        if method == "POST":
            self.comments.append({"id": len(self.comments) + 1, "user": {"login": "bot"}, **data})
            return self.comments[-1]
        found = self.comments[int(url.rpartition("/")[2]) - 1]
        found.update(data)
        return found


@contextmanager
def serving(host: Host) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            data = json.loads(self.rfile.read(length)) if length else {}
            content = json.dumps(host.answer(self.command, self.path, data)).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815 - so it asks for them

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def commented(text: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    file = folder / "comment.md"
    file.write_text(text, "utf-8")
    return subprocess.run(
        [sys.executable, GIVEN / "common/ci/comment.py", file], capture_output=True, text=True,
        check=False, env={"PATH": os.environ["PATH"], "TOKEN": "t", **environment},
    )  # fmt: skip


def github(address: str) -> dict[str, str]:
    return {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": "o/r", "AUTHOR": "bot",
            "HEAD_OWNER": "o", "HEAD_BRANCH": "limit", "HEAD_SHA": "abc"}  # fmt: skip


def gitlab(address: str) -> dict[str, str]:
    return {"CI_API_V4_URL": address, "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "7"}


@pytest.mark.parametrize(
    ("where", "changes"),
    [
        (github, "PATCH /repos/o/r/issues/comments/131"),
        (gitlab, "PUT /projects/3/merge_requests/7/notes/131"),
    ],
)
def test_one_comment_is_written_and_updated_in_place(
    where: Any, changes: str, tmp_path: Path
) -> None:
    others = [{"id": n, "body": "别的话", "user": {"login": "a"}} for n in range(1, 130)]
    others.append({"id": 130, "body": f"引用：{MARKER}", "user": {"login": "bot"}})
    host = Host(others)
    with serving(host) as address:
        for text in ("第一次", "第二次", "第三次"):
            done = commented(f"{MARKER}\n{text}", tmp_path, **where(address))
            assert done.returncode == 0, done.stderr
    assert [c["body"] for c in host.comments[130:]] == [f"{MARKER}\n第三次"]
    assert [line for line in host.asked if not line.startswith("GET")][1:] == [changes] * 2


def test_somebody_elses_comment_is_not_touched(tmp_path: Path) -> None:
    host = Host([{"id": 1, "body": f"{MARKER}\n假的", "user": {"login": "mallory"}}])
    with serving(host) as address:
        assert commented(f"{MARKER}\n真的", tmp_path, **github(address)).returncode == 0
    assert [c["body"] for c in host.comments] == [f"{MARKER}\n假的", f"{MARKER}\n真的"]


def test_a_text_that_is_no_explanation_is_not_written(tmp_path: Path) -> None:
    host = Host()
    with serving(host) as address:
        assert commented("别的", tmp_path, **github(address)).returncode != 0
        stale = {**github(address), "HEAD_SHA": "older"}
        assert commented(f"{MARKER}\n", tmp_path, **stale).returncode != 0
    assert host.comments == []
