"""A workspace: the folder of one office, read whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from generator import assets
from generator.calendar_year import CalendarYear
from generator.directory import Department
from generator.fields import is_slug
from generator.named import ids_by_name, with_id
from generator.package import Package
from generator.problems import InvalidSources, Place, Problem
from generator.resolution import Directory, ResolvedPackage, resolve
from generator.schedule import Schedule, schedule
from generator.settings import Settings
from generator.sources import Source, read
from generator.working_days import WorkingDays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SETTINGS = "site_config.yml"
GUIDES = "guides"
DEPARTMENTS = "guides/departments"
PROJECTS = "guides/projects"
CALENDAR = "calendar"
"""A workspace's own calendar years; one of a year that is shipped replaces it."""
CACHE = ".cache/approval-guides"
"""What builds keep for the next one; nobody needs it."""

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Workspace:
    """Everything that was read, each value with the text it came from."""

    root: Path
    settings: Source[Settings]
    departments: Mapping[str, Source[Department]]
    packages: Mapping[str, Source[Package]]
    calendar_years: tuple[Source[CalendarYear], ...]

    @cached_property
    def directory(self) -> Directory:
        """All departments by id."""
        return Directory({id: source.value for id, source in self.departments.items()})

    @cached_property
    def calendar(self) -> WorkingDays:
        """The working-day calendar."""
        return WorkingDays.of(source.value for source in self.calendar_years)

    def resolved(self, package: str) -> ResolvedPackage:
        """Return the package of this id with its items; it is made once."""
        if package not in self._resolved:
            source = self.packages[package]
            self._resolved[package] = resolve(package, source.value, self.directory)
        return self._resolved[package]

    def scheduled(self, package: str) -> Schedule:
        """Return the schedule of the package of this id; it is made once.

        Raises CircularItems and MissingYear, as `schedule` does.
        """
        if package not in self._scheduled:
            network, start = self.resolved(package).network, self.packages[package].value.start
            self._scheduled[package] = schedule(network, start, self.calendar)
        return self._scheduled[package]

    @cached_property
    def _resolved(self) -> dict[str, ResolvedPackage]:
        return {}

    @cached_property
    def _scheduled(self) -> dict[str, Schedule]:
        return {}


def read_workspace(root: Path) -> Workspace:
    """Read every file of the workspace at *root*.

    Raises InvalidSources with every problem of every file.
    """
    if not (root / SETTINGS).is_file():
        raise InvalidSources([Problem(Place(str(root)), "not-a-workspace", (("found", SETTINGS),))])
    problems = list(_misnamed(root))
    settings = _read_all([root / SETTINGS], root, Settings, problems)
    departments = _read_all(_yaml(root / DEPARTMENTS), root, Department, problems)
    packages = _read_all(_yaml(root / PROJECTS), root, Package, problems)
    years = _read_all(_calendar_files(root), root, CalendarYear, problems)
    if problems:
        ids = ids_by_name(settings, departments)
        raise InvalidSources(with_id(problem, ids) for problem in problems)
    return Workspace(root, settings[0], _by_id(departments), _by_id(packages), tuple(years))


def read_calendar(root: Path) -> WorkingDays:
    """Return the calendar that holds at *root*, which need not be a workspace.

    Raises InvalidSources with every problem of its years.
    """
    problems: list[Problem] = []
    years = _read_all(_calendar_files(root), root, CalendarYear, problems)
    if problems:
        raise InvalidSources(problems)
    return WorkingDays.of(source.value for source in years)


def _calendar_files(root: Path) -> Iterable[Path]:
    """Return the shipped years and the workspace's own, which take their place."""
    shipped = {path.name: path for path in _yaml(assets.CALENDAR)}
    own = {path.name: path for path in _yaml(root / CALENDAR)}
    return (shipped | own).values()


def _misnamed(root: Path) -> Iterator[Problem]:
    """Yield the files that would not be read, or whose names are no ids.

    So no two of them can have one address on a disk that does not tell cases apart.
    """
    for folder in (DEPARTMENTS, PROJECTS, CALENDAR):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix.lower() not in (".yml", ".yaml"):
                continue
            name = path.relative_to(root / folder).as_posix()
            if path.suffix != ".yml" or not is_slug(name.removesuffix(".yml")):
                place = Place(path.relative_to(root).as_posix())
                yield Problem(place, "file-name", (("found", name),))


def _yaml(folder: Path) -> list[Path]:
    """Return the files in *folder* that hold a department, a package or a year."""
    return sorted(path for path in folder.glob("*.yml") if is_slug(path.stem))


def _by_id(sources: Iterable[Source[M]]) -> dict[str, Source[M]]:
    return {source.id: source for source in sources}


def _read_all(
    paths: Iterable[Path], root: Path, model: type[M], problems: list[Problem]
) -> list[Source[M]]:
    sources = []
    for path in paths:
        try:
            sources.append(read(path, root, model))
        except InvalidSources as error:
            problems += error.problems
    return sources
