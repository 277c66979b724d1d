"""A new office begins with a workspace that is right as it stands, and adds files that are."""

import re

import pytest

from generator import schema, starter
from generator.fields import LONGEST_ID
from generator.lint import checked
from generator.messages import catalogue
from generator.problems import InvalidSources, Severity

SCHEMA_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@pytest.fixture
def workspace(tmp_path):
    starter.init(tmp_path / "office")
    return tmp_path / "office"


def files(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def refusals(function, *arguments):
    with pytest.raises(InvalidSources) as refused:
        function(*arguments)
    return [problem.code for problem in refused.value.problems]


def test_a_new_workspace_has_nothing_to_mend(workspace):
    _, problems = checked(workspace)
    assert [catalogue().told(problem) for problem in problems] == []


def test_a_new_workspace_has_a_file_of_every_kind(tmp_path):
    written = starter.init(tmp_path)
    names = {path.relative_to(tmp_path).as_posix() for path in written}
    assert set(files(tmp_path)) == set(written)
    assert names >= {"mkdocs.yml", "site_config.yml", ".gitignore", "README.md"}
    assert names >= {f"schema/{name}" for name in schema.FILES}
    assert sum(name.startswith("guides/departments/") for name in names) == 2
    assert "guides/projects/first-project.yml" in names


def test_a_new_workspace_is_plainly_an_example(workspace):
    made, _ = checked(workspace)
    assert made.settings.value.example
    assert all("示例" in package.value.name for package in made.packages.values())
    assert all("示例" in department.value.name for department in made.departments.values())


def test_a_new_workspace_starts_on_the_day_that_one_is_told_to_look_at_it(workspace):
    made, _ = checked(workspace)
    assert [str(each.value.start) for each in made.packages.values()] == [starter.EXAMPLE_DAY]


def test_every_file_points_its_editor_to_a_schema_that_is_there(workspace):
    starter.new("department", "water-bureau", workspace)
    starter.new("package", "second-project", workspace)
    sources = [workspace / "site_config.yml", *workspace.glob("guides/*/*.yml")]
    assert len(sources) == 6
    for path in sources:
        line = SCHEMA_LINE.match(path.read_text("utf-8"))
        assert line, path.name
        assert (path.parent / line[1]).is_file(), path.name


def test_init_overwrites_nothing_and_writes_nothing_beside_what_is_there(tmp_path):
    kept = tmp_path / "guides" / "departments" / "housing-bureau.yml"
    kept.parent.mkdir(parents=True)
    kept.write_text("name: 我的部门\n", "utf-8")
    before = files(tmp_path)
    assert refusals(starter.init, tmp_path) == ["exists-already"]
    assert files(tmp_path) == before


def test_init_in_a_workspace_says_that_it_is_one_and_leaves_it_alone(tmp_path):
    starter.init(tmp_path)
    before = files(tmp_path)
    assert refusals(starter.init, tmp_path) == ["workspace-already"]
    assert files(tmp_path) == before


def test_init_for_a_host_twice_names_every_file_that_is_there(workspace):
    written = starter.init(workspace, "gitea")
    assert refusals(starter.init, workspace, "gitea") == ["exists-already"] * len(written)


@pytest.mark.parametrize("kind", ["department", "package"])
def test_of_a_new_file_the_check_tells_only_what_is_to_be_filled_in(workspace, kind):
    path = starter.new(kind, "a" * LONGEST_ID, workspace)
    made, problems = checked(workspace)
    assert {problem.code for problem in problems} == {"placeholder-left"}
    assert len(problems) == path.read_text("utf-8").count("（待填）")
    assert path.stem in {**made.departments, **made.packages}
    assert "#" in path.read_text("utf-8")


def test_two_new_departments_do_not_claim_one_item(workspace):
    starter.new("department", "water-bureau", workspace)
    starter.new("department", "forestry-bureau", workspace)
    made, _ = checked(workspace)
    assert {"water-bureau-item", "forestry-bureau-item"} <= set(made.directory.offers)


@pytest.mark.parametrize("id", ["../escape", "Water", "a b", "水利局", "con", "", "a" * 65])
@pytest.mark.parametrize("kind", ["department", "package"])
def test_a_new_file_needs_an_id_for_its_name(workspace, kind, id):
    before = files(workspace.parent)
    assert refusals(starter.new, kind, id, workspace) == ["not-an-id"]
    assert files(workspace.parent) == before


def test_new_overwrites_nothing(workspace):
    before = files(workspace)
    arguments = ("department", "housing-bureau", workspace)
    assert refusals(starter.new, *arguments) == ["exists-already"]
    assert files(workspace) == before


def test_new_wants_a_workspace(tmp_path):
    assert refusals(starter.new, "package", "a-project", tmp_path) == ["not-a-workspace"]
    assert files(tmp_path) == {}


def test_a_package_before_any_department_says_what_is_missing(workspace):
    for path in workspace.glob("guides/*/*.yml"):
        path.unlink()
    settings = workspace / "site_config.yml"
    settings.write_text(settings.read_text("utf-8").replace("    lead: approval-bureau\n", ""))
    starter.new("package", "a-project", workspace)
    with pytest.raises(InvalidSources) as refused:
        checked(workspace)
    errors = [p.code for p in refused.value.problems if p.severity is Severity.ERROR]
    assert errors == ["unknown-use"]
