"""A sample workspace is what a busy county has: many packages, all different, all right."""

import hashlib

import pytest

from generator.lint import checked
from generator.package import Choice
from generator.problems import InvalidSources
from generator.resolution import resolve, uses
from generator.sample import FEWEST, sample
from generator.schedule import schedule

COUNT = 60


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    sample(COUNT, folder, seed=7)
    made, problems = checked(folder)
    assert {problem.code for problem in problems} <= {"date-estimated", "foot-incomplete"}
    return made


def digest(folder):
    made = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            made.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def uses_of(package):
    return [use for stage in package.stages for use, _ in uses(stage)]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        sample(5, tmp_path / name, seed)
    assert digest(tmp_path / "one") == digest(tmp_path / "again")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_a_package_does_not_change_when_more_are_made(tmp_path):
    sample(2, tmp_path / "few", 1)
    sample(4, tmp_path / "many", 1)
    name = "guides/projects/sample-0002.yml"
    assert (tmp_path / "few" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()


def test_there_are_as_many_packages_as_asked_for_with_names_of_their_own(workspace):
    names = {package.value.name for package in workspace.packages.values()}
    assert len(workspace.packages) == len(names) == COUNT


def test_the_directory_has_the_size_of_a_county(workspace):
    assert len(workspace.departments) >= 15
    assert len(workspace.directory.offers) >= 60


def test_packages_have_fifteen_to_thirty_items_in_four_stages(workspace):
    sizes = {len(uses_of(source.value)) for source in workspace.packages.values()}
    assert FEWEST <= min(sizes) < max(sizes) <= 30
    assert all(len(source.value.stages) == 4 for source in workspace.packages.values())


def test_no_two_packages_use_the_same_items_in_the_same_way(workspace):
    told = {source.value.model_dump_json(include={"stages"}) for source in
            workspace.packages.values()}  # fmt: skip
    assert len(told) == COUNT


@pytest.mark.parametrize(
    "shown",
    [
        "start", "held", "not_needed", "after", "before", "beside_the_clock", "takes_place",
        "promised", "without", "phase",
    ],
)  # fmt: skip
def test_what_a_package_can_say_is_said_by_some_and_not_by_all(workspace, shown):
    packages = [source.value for source in workspace.packages.values()]
    saying = [p for p in packages if any(getattr(x, shown, None) for x in (p, *uses_of(p)))]
    assert len(saying) > 0
    assert shown in ("after", "promised") or len(saying) < COUNT


def test_choices_are_decided_and_undecided(workspace):
    choices = [
        entry
        for source in workspace.packages.values()
        for stage in source.value.stages
        for entry in stage.items
        if isinstance(entry, Choice)
    ]
    assert {choice.chosen is None for choice in choices} == {True, False}


def test_schedules_differ_and_are_chains_not_heaps(workspace):
    plans = [
        schedule(
            resolve(id, source.value, workspace.directory).network,
            source.value.start,
            workspace.calendar,
        )
        for id, source in workspace.packages.items()
    ]
    assert len({plan.elapsed.days for plan in plans}) > COUNT // 4
    assert sum(len(plan.critical_path) for plan in plans) > 5 * COUNT


def test_a_sample_overwrites_nothing(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: 我的\n", "utf-8")
    with pytest.raises(InvalidSources):
        sample(1, tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["mkdocs.yml"]
