"""A request for review hears of what it changes, and of what that does elsewhere, and no more."""

import subprocess

import pytest
from click.testing import CliRunner

from generator.cli import main

from .test_lint import CASES, workspace_of

WARNED = "name: 水利局\nitems: {a: {name: 甲, promised: 1 个工作日, materials: none}}\n"
OTHER = "name: 林业局\nitems: {b: {name: 乙, promised: 1 个工作日, materials: none}}\n"


def git(root, *arguments):
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    command = ["git", "-C", root, *who, *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(params=["", "office"], ids=["top", "below"])
def office(request, tmp_path):
    """A workspace, at the top of a repository or below it, with a standing warning."""
    root = workspace_of(CASES / "model" / "good.txt", tmp_path / "repository" / request.param)
    (root / "guides/departments/water.yml").write_text(WARNED, "utf-8")
    top = tmp_path / "repository"
    git(top.parent, "init", "-q", "-b", "main", str(top))
    git(top, "add", "-A")
    git(top, "commit", "-qm", "first")
    git(top, "checkout", "-qb", "change")
    return root


def told(root, base="main", *options):
    done = CliRunner().invoke(main, ["check", "--root", str(root), "--changed", base, *options])
    lines = (done.stdout + done.stderr).splitlines()
    codes = [line.split("[")[1].split("]")[0] for line in lines if ": " in line and "[" in line]
    return done.exit_code, codes


def edit(root, name, old, new):
    path = root / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_what_stood_before_is_not_told(office):
    assert told(office) == (0, [])
    edit(office, "guides/projects/park.yml", "某园区", "某园")
    assert told(office) == (0, [])


def test_a_new_file_is_looked_at_before_git_knows_it(office):
    (office / "guides/departments/forestry.yml").write_text(OTHER, "utf-8")
    assert told(office) == (0, ["promise-without-since"])


def test_a_change_is_found_after_it_is_committed(office):
    edit(office, "guides/departments/water.yml", "甲", "甲项")
    git(office, "commit", "-qam", "second")
    assert told(office) == (0, ["promise-without-since"])
    assert told(office, "HEAD") == (0, [])


def test_what_a_change_does_to_other_files_is_told(office):
    edit(office, "guides/departments/office.yml", "  filing:", "  file:")
    code, codes = told(office)
    assert code == 1
    assert codes == ["unknown-use"]


def test_what_others_changed_meanwhile_is_not_told(office):
    git(office, "checkout", "-q", "main")
    (office / "guides/departments/forestry.yml").write_text(OTHER, "utf-8")
    git(office, "add", "-A")
    git(office, "commit", "-qm", "meanwhile")
    git(office, "checkout", "-q", "change")
    edit(office, "guides/projects/park.yml", "某园区", "某园")
    git(office, "commit", "-qam", "mine")
    assert told(office) == (0, [])


def test_a_file_that_cannot_be_read_is_told_whoever_broke_it(office):
    edit(office, "guides/departments/water.yml", "name: 水利局", "name：水利局")
    git(office, "commit", "-qam", "broken")
    code, codes = told(office, "HEAD")
    assert code == 1
    assert codes == ["full-width-colon"]


@pytest.mark.parametrize("base", ["nowhere", "--output=x", "", "HEAD:guides"])
def test_a_revision_that_is_none_is_refused(office, base):
    done = CliRunner().invoke(main, ["check", "--root", str(office), f"--changed={base}"])
    assert done.exit_code == 2
    assert "HEAD~1" in done.stderr


def test_annotations_name_files_from_the_top_of_the_repository(office):
    (office / "guides/departments/forestry.yml").write_text(OTHER, "utf-8")
    done = CliRunner().invoke(
        main, ["check", "--root", str(office), "--changed", "main", "--format", "github"]
    )
    below = "office/" if office.name == "office" else ""
    assert f" file={below}guides/departments/forestry.yml," in done.stdout
