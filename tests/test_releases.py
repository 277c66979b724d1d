"""Every version of a guide is recorded once, and a reader of an old one learns what came after."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.archive import recorded, versions
from generator.editions import Audience
from generator.extracts import extract, restored
from generator.guide import guide
from generator.lint import checked_files
from generator.public import for_audience, package_for
from generator.version_records import newest_first
from generator.workshop import Workshop
from generator.workspace import files_of

from .conftest import ROOT
from .test_diff import GOOD, OFFICE, PARK, changed, run
from .test_lint import workspace_of

FIRST, LATER, LAST = "2026-03-02", "2026-04-01", "2026-05-06"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = Path(workspace_of(GOOD, tmp_path / "office"))
    assert run("release", "--root", root, "--as-of", FIRST).exit_code == 0
    return root


def files(root: Path) -> dict[str, bytes]:
    folder = root / "releases"
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def shortened(root: Path) -> None:
    steps = ("{name: 决定, days: 2", "{name: 决定, days: 1")
    changed(root, OFFICE, ("promised: 6 个", "promised: 5 个"), steps, ("visits: 1", "visits: 2"))
    changed(root, PARK, ("start: 2026-03-02", "start: 2026-03-05"))


def test_a_version_is_recorded_once(root: Path) -> None:
    before = files(root)
    assert len(before) == 3  # the record, its data, and the promises
    again = run("release", "--root", root, "--as-of", LATER)
    assert "没有变化" in again.stdout
    assert files(root) == before


def test_a_change_is_recorded_and_what_was_recorded_stays(root: Path) -> None:
    before = files(root)
    shortened(root)
    assert run("release", "--root", root, "--as-of", LATER).exit_code == 0
    after = files(root)
    kept = {name: data for name, data in before.items() if name != "promises.json"}
    assert kept.items() < after.items()
    first, second = versions(root, "park").records
    assert (first.number, first.summary, first.changes) == (1, "首次发布", ())
    assert (second.number, second.previous, second.on.isoformat()) == (2, first.version, LATER)
    levels = "对办事人更不利 2、需要部门确认 1、对办事人更有利 1"
    assert second.summary == f"4 处变更（{levels}）；全部办结 2026-03-25 → 2026-03-30"
    assert [change.told for change in second.changes] == [
        "到现场次数：1 → 2",
        "启动日期：2026-03-02 → 2026-03-05",
        "办理环节“决定”的天数：2 个工作日 → 1 个工作日",
        "承诺时限缩短：6 个工作日 → 5 个工作日",
    ]


def test_a_reader_of_an_old_paper_learns_what_came_after(root: Path) -> None:
    shortened(root)
    run("release", "--root", root, "--as-of", LATER)
    changed(root, PARK, ("name: 某园区", "name: 某食品园区"))
    run("release", "--root", root, "--as-of", LAST)
    known = versions(root, "park")
    old, middle, new = (record.version for record in known.records)
    assert [r.on.isoformat() for r in known.since(old)] == [LATER, LAST]
    assert [c.told for r in known.since(middle) for c in r.changes] == [
        "套餐改名：某园区 → 某食品园区"
    ]
    assert known.since(new) == ()
    assert known.is_current(new)
    assert not known.is_current(old)
    with pytest.raises(KeyError):
        known.since("0000000000")


def test_what_comes_back_is_a_version_of_its_own(root: Path) -> None:
    changed(root, PARK, ("name: 某园区", "name: 某食品园区"))
    run("release", "--root", root, "--as-of", FIRST)
    changed(root, PARK, ("name: 某食品园区", "name: 某园区"))
    run("release", "--root", root, "--as-of", FIRST)
    known = versions(root, "park")
    assert [record.number for record in known.records] == [1, 2, 3]
    assert known.records[0].version == known.records[2].version
    assert known.is_current(known.records[0].version)
    assert known.since(known.records[0].version) == ()


def test_the_changes_of_the_office_are_told_by_day_and_package(root: Path) -> None:
    shutil.copy(root / PARK, root / "guides/projects/other.yml")
    run("release", "--root", root, "--as-of", LATER)
    shortened(root)
    run("release", "--root", root, "--as-of", LAST)
    known = recorded(root)
    told = [(r.on.isoformat(), r.package) for r in newest_first(known)]
    assert told == [(LAST, "other"), (LAST, "park"), (LATER, "other"), (FIRST, "park")]


def test_a_package_that_is_gone_is_withdrawn_once(root: Path) -> None:
    (root / PARK).unlink()
    run("release", "--root", root, "--as-of", LATER)
    run("release", "--root", root, "--as-of", LAST)
    assert [record.withdrawn for record in versions(root, "park").records] == [False, True]


def test_drafts_and_what_is_internal_are_never_recorded(root: Path) -> None:
    text = (root / PARK).read_text("utf-8")
    (root / "guides/projects/draft.yml").write_text(f"{text}draft: true\n", "utf-8")
    (root / PARK).write_text(f"{text}internal_note: 只给同事看\nnote: 给大家看\n", "utf-8")
    run("release", "--root", root, "--as-of", LATER)
    assert recorded(root).keys() == {"park"}
    said = b"".join(files(root).values()).decode()
    assert "给大家看" in said
    assert "只给同事看" not in said


def test_a_longer_promise_than_the_recorded_one_needs_a_reason(root: Path) -> None:
    changed(root, OFFICE, ("promised: 6 个工作日", "promised: 7 个工作日"),
            ("{name: 决定, days: 2", "{name: 决定, days: 3"))  # fmt: skip
    refused = run("check", "--root", root)
    assert refused.exit_code == 1
    assert "[promise-lengthened]" in refused.stderr
    assert run("release", "--root", root, "--as-of", LATER).exit_code == 1
    reason = "{before: 6 个工作日, on: 2026-04-01, why: 增加复核}"
    changed(
        root, OFFICE, ("promised: 7 个工作日", f"promised: 7 个工作日\n    lengthened: {reason}")
    )
    assert run("check", "--root", root).exit_code == 0
    assert run("release", "--root", root, "--as-of", LATER).exit_code == 0
    assert json.loads((root / "releases/promises.json").read_text("utf-8"))["survey"] == (
        "7 working days"
    )


def test_an_item_that_is_gone_is_told_until_it_is_retired(root: Path) -> None:
    promises = root / "releases/promises.json"
    told = json.loads(promises.read_text("utf-8")) | {"inspection": "4 working days"}
    promises.write_text(json.dumps(told), "utf-8")
    assert "[item-gone]" in run("check", "--root", root).stderr
    run("release", "--root", root, "--as-of", LATER)
    assert "[item-gone]" in run("check", "--root", root).stderr
    retired = "inspection: {name: 检查, on: 2026-03-01}"
    changed(root, OFFICE, ("retired:\n", f"retired:\n  {retired}\n"))
    assert "[item-gone]" not in run("check", "--root", root).stderr
    run("release", "--root", root, "--as-of", LATER)
    assert "inspection" not in json.loads(promises.read_text("utf-8"))


def test_a_record_that_somebody_spoilt_is_told_and_nothing_is_written(root: Path) -> None:
    (record,) = versions(root, "park").records
    path = root / f"releases/park/{record.file}.json"
    path.write_text("{}", "utf-8")
    changed(root, PARK, ("name: 某园区", "name: 某食品园区"))
    before = files(root)
    refused = run("release", "--root", root, "--as-of", LATER)
    assert refused.exit_code == 1
    assert f"releases/park/{record.file}.json:1:1: 错误 [record-unreadable]" in refused.stderr
    assert files(root) == before


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of this repository, with a record of every package."""
    root = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "guides", root / "guides")
    for name in ("site_config.yml", "CODEOWNERS"):
        shutil.copy(ROOT / name, root / name)
    assert run("release", "--root", root, "--as-of", FIRST).exit_code == 0
    return root


def test_a_record_holds_all_that_its_guide_was_made_from(example: Path) -> None:
    """Read back, it gives the same version, and so the same words and dates."""
    workspace = checked_files(files_of(example), Workshop()).workspace
    public = for_audience(workspace, Audience.PUBLIC)
    known = recorded(example)
    assert known.keys() == set(workspace.packages)
    for id, each in known.items():
        now = extract(public, package_for(public, workspace.packages[id]))
        (record,) = each.records
        before = restored(example, record, now)
        assert before is not None
        assert guide(before.workspace.having(before.source), id).version == record.version


def test_the_version_of_a_record_is_the_one_that_the_guide_shows(
    example: Path, real_site: Path
) -> None:
    for id, known in recorded(example).items():
        assert known.latest is not None
        assert known.latest.version in (real_site / f"projects/{id}.html").read_text("utf-8")
