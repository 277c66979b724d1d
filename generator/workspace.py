"""A workspace: the folder of one office, read whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from generator import assets
from generator.calendar_year import CalendarYear
from generator.confirmations import FOLDER as CONFIRMATIONS
from generator.confirmations import Confirmations
from generator.directory import Department
from generator.fields import is_slug
from generator.keeping import digest
from generator.limits import Limit
from generator.messages import LANGUAGES
from generator.named import ids_by_name, with_id
from generator.original import LANGUAGE as ORIGINAL
from generator.package import Package
from generator.problems import InvalidSources, Place, Problem
from generator.resolution import Directory, ResolvedPackage, resolve
from generator.schedule import Schedule, schedule
from generator.settings import Settings
from generator.sources import File, Source, entries_below, taken
from generator.store import Folder
from generator.translations import FOLDER as TRANSLATIONS
from generator.translations import Translation, Translations
from generator.working_days import WorkingDays
from generator.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

SETTINGS = "site_config.yml"
MKDOCS = "mkdocs.yml"
GUIDES = "guides"
DEPARTMENTS = "guides/departments"
PROJECTS = "guides/projects"
CALENDAR = "calendar"
"""A workspace's own calendar years; one of a year that is shipped replaces it."""
CODEOWNERS = "CODEOWNERS"
"""At the root, where code hosts look for who reviews which file."""
PROMISES = "releases/promises.json"
"""What items promised when they were released last."""
OTHERS = tuple(language for language in LANGUAGES if language != ORIGINAL)
"""The languages that there can be translations into."""
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
    confirmations: Mapping[str, Source[Confirmations]] = field(default_factory=dict)
    """What departments have agreed to, by the department's id."""
    codeowners: bytes | None = None
    """What the code host is told of who reviews; None where it is told nothing."""
    promises: Mapping[str, Limit] = field(default_factory=dict)
    """What items promised when they were released last, by the item's id."""
    translations: tuple[Source[Translations], ...] = ()
    """What the texts of all these are in other languages."""
    internal: bool = False
    """Whether its site is the internal edition, and says so on every page."""
    folder: str = ""
    """Where on the site the pages in its language lie, with a slash; "" for the root."""

    @cached_property
    def directory(self) -> Directory:
        """All departments by id."""
        return Directory({id: source.value for id, source in self.departments.items()})

    @cached_property
    def calendar(self) -> WorkingDays:
        """The working-day calendar."""
        return WorkingDays.of(source.value for source in self.calendar_years)

    def having(self, source: Source[Package]) -> Workspace:
        """Return the workspace with the package of *source* alone, and directory and calendar."""
        one = replace(self, packages={source.id: source})
        vars(one).update(directory=self.directory, calendar=self.calendar)  # are made once
        return one

    def translation(self, language: str) -> Translation:
        """Return what is translated into *language*."""
        folder = f"{TRANSLATIONS}/{language}"
        files = (each for each in self.translations if parent_folder(each.path) == folder)
        return Translation.of(language, (each.value for each in files))

    @property
    def own_fonts(self) -> dict[str, Path]:
        """The office's own fonts: what for, and where; absolute paths."""
        named = self.settings.value.print.fonts
        return {str(role): (self.root / file).resolve() for role, file in named.items()}

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
            resolved = self.resolved(package)
            start = resolved.package.start
            self._scheduled[package] = schedule(resolved.network, start, self.calendar)
        return self._scheduled[package]

    @cached_property
    def _resolved(self) -> dict[str, ResolvedPackage]:
        return {}

    @cached_property
    def _scheduled(self) -> dict[str, Schedule]:
        return {}


@dataclass(frozen=True)
class Files:
    """The files of a workspace as they lay there at one time, not read yet."""

    root: Path
    settings: tuple[File, ...]
    departments: tuple[File, ...]
    packages: tuple[File, ...]
    years: tuple[File, ...]
    confirmations: tuple[File, ...]
    codeowners: tuple[File, ...]
    promises: tuple[File, ...]
    translations: tuple[File, ...]
    problems: tuple[Problem, ...]
    """Of files that cannot be opened, or whose names are no ids."""

    @cached_property
    def office(self) -> str:
        """The hash of everything that packages are published with."""
        shared = (*self.settings, *self.departments, *self.years)
        return digest(*(part for file in shared for part in (file.name.encode(), file.data)))

    def translated(self, language: str) -> str:
        """Return the hash of everything that is translated into *language*."""
        folder = f"{TRANSLATIONS}/{language}"
        files = (file for file in self.translations if parent_folder(file.name) == folder)
        return digest(*(file.data for file in files))

    def without(self, ids: Collection[str]) -> Files:
        """Return the files but those of the packages of these *ids*."""
        return replace(self, packages=tuple(f for f in self.packages if f.id not in ids))


class Packages(Mapping[str, Source[Package]]):
    """The packages of a workspace by id, each read when it is asked for."""

    def __init__(self, files: Iterable[File]) -> None:
        self._files = {file.id: file for file in files}

    def __getitem__(self, id: str) -> Source[Package]:
        return self._files[id].read(Package)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, id: object) -> bool:
        return id in self._files


def workshop(root: Path, jobs: int) -> Workshop:
    """Return what does the work of the workspace at *root*, much of it in *jobs* processes."""
    return Workshop(Folder(root / CACHE), jobs)


def files_of(root: Path) -> Files:
    """Take every file of the workspace at *root*; InvalidSources where there is none."""
    if not (root / SETTINGS).is_file():
        raise InvalidSources([Problem(Place(str(root)), "not-a-workspace", (("found", SETTINGS),))])
    problems = [*_misnamed(root), *_of_no_language(root)]
    parts = [[root / SETTINGS], _yaml(root / DEPARTMENTS), _yaml(root / PROJECTS)]
    parts += [list(_calendar_files(root)), _yaml(root / CONFIRMATIONS)]
    parts += ([path] if path.is_file() else [] for path in (root / CODEOWNERS, root / PROMISES))
    parts.append([path for folder in _languages() for path in _yaml(root / folder)])
    taken_of = [_take_all(part, root, problems) for part in parts]
    return Files(root, *taken_of, tuple(problems))  # type: ignore[arg-type, call-arg]


def read_office(files: Files) -> tuple[Workspace | None, list[Problem], dict[str, str]]:
    """Read everything but the packages, which become what they are when they are asked for.

    Return the workspace, None when it cannot be read, with what is wrong in its files, and the ids
    of what they name.
    """
    problems = list(files.problems)
    settings = _read_all(files.settings, Settings, problems)
    departments = _read_all(files.departments, Department, problems)
    years = _read_all(files.years, CalendarYear, problems)
    confirmed = _by_id(_read_all(files.confirmations, Confirmations, problems))
    promises = _promises(files.promises, problems)
    translations = tuple(_read_all(files.translations, Translations, problems))
    ids = ids_by_name(settings, departments)
    if problems:
        return None, [with_id(problem, ids) for problem in problems], ids
    found, packages = _by_id(departments), Packages(files.packages)
    owners = files.codeowners[0].data if files.codeowners else None
    shared = (tuple(years), confirmed, owners, promises, translations)
    return Workspace(files.root, settings[0], found, packages, *shared), [], ids


def read_workspace(root: Path) -> Workspace:
    """Read every file of the workspace at *root*.

    Raises InvalidSources with every problem of every file.
    """
    files = files_of(root)
    workspace, problems, ids = read_office(files)
    unread: list[Problem] = []
    packages = _read_all(files.packages, Package, unread)
    problems += (with_id(problem, ids) for problem in unread)
    if problems or workspace is None:
        raise InvalidSources(problems)
    return replace(workspace, packages=_by_id(packages))


def read_calendar(root: Path) -> WorkingDays:
    """Return the calendar that holds at *root*, which need not be a workspace.

    Raises InvalidSources with every problem of its years.
    """
    problems: list[Problem] = []
    files = _take_all(_calendar_files(root), root, problems)
    years = _read_all(files, CalendarYear, problems)
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
    for folder in (DEPARTMENTS, PROJECTS, CALENDAR, CONFIRMATIONS, *_languages()):
        for path in _all_yaml(root / folder):
            name = path.relative_to(root / folder).as_posix()
            if path.suffix != ".yml" or not is_slug(name.removesuffix(".yml")):
                place = Place(path.relative_to(root).as_posix())
                yield Problem(place, "file-name", (("found", name),))


def _languages() -> list[str]:
    """Return the folders of translations, into every language but that of the authors."""
    return [f"{TRANSLATIONS}/{language}" for language in OTHERS]


def _of_no_language(root: Path) -> Iterator[Problem]:
    """Yield the translations that would not be read, for they are into no language that we have."""
    for path in _all_yaml(root / TRANSLATIONS):
        name = path.relative_to(root).as_posix()
        if not any(name.startswith(f"{folder}/") for folder in _languages()):
            values = (("found", name), ("known", OTHERS))
            yield Problem(Place(name), "translation-folder", values)


def parent_folder(name: str) -> str:
    """Return the folder in which the file *name* of a workspace lies."""
    return PurePosixPath(name).parent.as_posix()


def _all_yaml(folder: Path) -> Iterator[Path]:
    """Yield whatever below *folder* has a name as YAML has, however it is written."""
    for entry in entries_below(folder):
        if entry.name.lower().endswith((".yml", ".yaml")):
            yield Path(entry.path)


def _yaml(folder: Path) -> list[Path]:
    """Return the files in *folder* that hold a department, a package or a year."""
    names = (path.name for path in folder.glob("*.yml"))
    return [folder / name for name in sorted(names) if is_slug(name.removesuffix(".yml"))]


def _promises(files: Iterable[File], problems: list[Problem]) -> dict[str, Limit]:
    """Return what the file of promises holds, which `release` writes."""
    for file in files:
        try:
            return {id: Limit.parse(text) for id, text in json.loads(file.data).items()}
        except (ValueError, AttributeError, TypeError):
            problems.append(Problem(Place(file.name), "record-unreadable"))
    return {}


def _by_id(sources: Iterable[Source[M]]) -> dict[str, Source[M]]:
    return {source.id: source for source in sources}


def _take_all(paths: Iterable[Path], root: Path, problems: list[Problem]) -> tuple[File, ...]:
    files = []
    for path in paths:
        try:
            files.append(taken(path, root))
        except InvalidSources as error:
            problems += error.problems
    return tuple(files)


def _read_all(files: Iterable[File], model: type[M], problems: list[Problem]) -> list[Source[M]]:
    sources = []
    for file in files:
        try:
            sources.append(file.read(model))
        except InvalidSources as error:
            problems += error.problems
    return sources
