"""What code hosts run for an office, and for us: linted, pinned, and the one comment they write.

Comments are written to a server here that keeps them as the hosts do; test_rehearsal.py runs the
jobs themselves.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import assets
from generator.cli_begin import HOSTS
from generator.starter import init

from .code_hosts import MARKER, Comments, serving
from .conftest import ROOT

BIN = Path(sys.executable).parent
GIVEN = assets.STARTER / "hosts"
ACTIONS = sorted(
    [*GIVEN.glob("*/.git*/workflows/*.yml"), *(ROOT / ".github/workflows").glob("*.yml")]
)
PIPELINES = [GIVEN / "gitlab/.gitlab-ci.yml", ROOT / ".gitlab-ci.yml"]


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


@pytest.mark.parametrize("path", [*ACTIONS, *PIPELINES], ids=name_of)
def test_every_image_is_named_by_its_digest(path: Path) -> None:
    named = re.findall(
        r"^\s*(?:image|container|VERAPDF): (\S+)$", path.read_text("utf-8"), re.MULTILINE
    )
    assert [
        name for name in named if not re.fullmatch(r"\S+:[\w.-]+@sha256:[0-9a-f]{64}", name)
    ] == []
    assert named or path in ACTIONS


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


def steps_of(host: str, workflow: str) -> dict[str, str]:
    """Return the commands of a workflow of *host*, by the names of their steps."""
    path = GIVEN / host / f".{host}/workflows/{workflow}.yml"
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
    return {step["name"]: step["run"] for job in jobs for step in job["steps"] if "run" in step}


@pytest.mark.parametrize(
    ("workflow", "steps"), [("check", ["变更说明", "预览"]), ("publish", ["建站"])]
)
def test_the_hosts_run_the_same_commands(workflow: str, steps: list[str]) -> None:
    github, gitea = steps_of("github", workflow), steps_of("gitea", workflow)
    assert [github[step] for step in steps] == [gitea[step] for step in steps]


def commented(text: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    file = folder / "comment.md"
    file.write_text(text, "utf-8")
    return subprocess.run(
        [sys.executable, GIVEN / "common/ci/comment.py", file], capture_output=True, text=True,
        check=False, env={"PATH": os.environ["PATH"], "TOKEN": "write", **environment},
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
    host = Comments(others)
    with serving(host) as address:
        for text in ("第一次", "第二次", "第三次"):
            done = commented(f"{MARKER}\n{text}", tmp_path, **where(address))
            assert done.returncode == 0, done.stderr
    assert [c["body"] for c in host.kept[130:]] == [f"{MARKER}\n第三次"]
    assert [line for line in host.asked if not line.startswith("GET")][1:] == [changes] * 2


def test_somebody_elses_comment_is_not_touched(tmp_path: Path) -> None:
    host = Comments([{"id": 1, "body": f"{MARKER}\n假的", "user": {"login": "mallory"}}])
    with serving(host) as address:
        assert commented(f"{MARKER}\n真的", tmp_path, **github(address)).returncode == 0
    assert [c["body"] for c in host.kept] == [f"{MARKER}\n假的", f"{MARKER}\n真的"]


def test_a_text_that_is_no_explanation_is_not_written(tmp_path: Path) -> None:
    host = Comments()
    with serving(host) as address:
        assert commented("别的", tmp_path, **github(address)).returncode != 0
        stale = {**github(address), "HEAD_SHA": "older"}
        assert commented(f"{MARKER}\n", tmp_path, **stale).returncode != 0
    assert host.kept == []
