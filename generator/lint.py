"""Rules that no type can express: what can be read, and yet cannot be true.

A rule is a generator named as the truth it guards. Rules about the package's dates run only when
everything they rest on holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.assets import version
from generator.attachments import attachment_problems
from generator.keeping import digest
from generator.lint_calendar import calendar_problems
from generator.lint_dates import NETWORK_RULES, SCHEDULE_RULES
from generator.lint_fonts import FONT_RULES, still_unshown, unshown
from generator.lint_items import ITEM_RULES, offered, offered_by_package
from generator.lint_names import DIRECTORY_RULES, attachments, missing, unknown_departments
from generator.lint_needs import NEED_RULES
from generator.lint_overrides import OVERRIDE_RULES
from generator.lint_published import PUBLISHED_RULES
from generator.lint_references import REFERENCE_RULES
from generator.lint_texts import PLACEHOLDER, TEXT_RULES, unfilled
from generator.lint_translations import translation_problems
from generator.named import with_id
from generator.package import Package
from generator.problems import InvalidSources, Problem, Severity
from generator.settling import Claim, Settled, claims, settle
from generator.workshop import Task, Workshop
from generator.workspace import GUIDES, files_of, read_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from generator.lint_items import OfferedItem
    from generator.lint_names import Attachment
    from generator.sources import File, Source
    from generator.store import Store
    from generator.workspace import Files, Workspace

HERE = Workshop()
"""Does everything in this process, and keeps nothing."""
FEW = 200
"""Packages that are checked sooner here than other processes have begun."""

PACKAGE_RULES = (*REFERENCE_RULES, *NEED_RULES, *OVERRIDE_RULES)
"""What each reference has to lead to, and what may be said of it; the dates rest on these."""


@dataclass(frozen=True)
class Examined:
    """What a check finds in one package by itself."""

    problems: tuple[Problem, ...]
    attachments: tuple[Attachment, ...] = ()
    """What has to lie below guides/, where others put it or take it away."""
    claims: tuple[Claim, ...] = ()
    """What the file tolerates of it."""
    draft: bool = False
    unshown: tuple[Problem, ...] = ()
    """Characters that our fonts lack; the office's may have them."""


def directory_problems(workspace: Workspace) -> Iterator[Problem]:
    """Yield every broken rule of *workspace* but those of its packages."""
    for offer in offered(workspace):
        yield from _item_problems(offer)
    for directory_rule in (*DIRECTORY_RULES, *FONT_RULES, *PUBLISHED_RULES, *TEXT_RULES):
        yield from directory_rule(workspace)
    for year in workspace.calendar_years:
        yield from calendar_problems(year)


def examined(workspace: Workspace | None, file: File, _: Store) -> Examined:
    """Return what is wrong in the package of *file*: errors, warnings and notes.

    Without a *workspace*, whose files are wrong themselves, it is read and no more.
    """
    try:
        source = file.read(Package)
    except InvalidSources as error:
        return Examined(tuple(error.problems))
    if workspace is None:
        return Examined(())
    own = list(offered_by_package(workspace, source))
    known = workspace.directory.extended(source.value).departments
    problems = [problem for offer in own for problem in _item_problems(offer)]
    problems += (problem for offer in own for problem in unknown_departments(offer, known))
    problems += package_problems(workspace.having(source), source)
    problems += source.personal
    problems += unfilled(source) if PLACEHOLDER.encode() in file.data else ()
    wanted = tuple(each for offer in own for each in attachments(offer))
    strange = tuple(unshown(source))
    return Examined(tuple(problems), wanted, claims(source, problems), source.value.draft, strange)


def _item_problems(offer: OfferedItem) -> Iterator[Problem]:
    for rule in ITEM_RULES:
        yield from rule(offer)


def package_problems(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Yield the problems of one package, up to the first set of rules that finds an error."""
    for rules in (PACKAGE_RULES, NETWORK_RULES, SCHEDULE_RULES):
        found = [problem for rule in rules for problem in rule(workspace, source)]
        yield from found
        if any(problem.severity is Severity.ERROR for problem in found):
            return


@dataclass(frozen=True)
class Sound:
    """A workspace without errors."""

    workspace: Workspace
    """Its packages are read again when they are asked for."""
    settled: Settled
    """Its warnings and notes, and what its files tolerate."""
    drafts: frozenset[str]
    """The ids of the packages that are not for the public yet."""


def no_day() -> None:
    """Return no day: nothing that is tolerated is over."""


def checked(root: Path, workshop: Workshop = HERE) -> tuple[Workspace, list[Problem]]:
    """Read and check the workspace at *root*; return it with its warnings and notes.

    See `checked_files`.
    """
    sound = checked_files(files_of(root), workshop)
    return sound.workspace, sound.settled.problems


def checked_files(
    files: Files, workshop: Workshop, day: Callable[[], date | None] = no_day
) -> Sound:
    """Check a workspace; see `settled`.

    Raises InvalidSources with every problem found when one of them is an error.
    """
    workspace, found, drafts = settled(files, workshop, day)
    if workspace is None or any(each.severity is Severity.ERROR for each in found.problems):
        raise InvalidSources(found.problems)
    return Sound(workspace, found, drafts)


def settled(
    files: Files, workshop: Workshop, day: Callable[[], date | None] = no_day
) -> tuple[Workspace | None, Settled, frozenset[str]]:
    """Check a workspace; return it with every problem, and the ids of its drafts.

    It is None when what all packages rest on cannot be read. *day* is asked for only when a file
    tolerates something until a day.
    """
    workspace, problems, ids = read_office(files)
    context = workspace and replace(workspace, root=Path(), packages={}, translations=())
    key = digest(version().encode(), (files.office if workspace else "").encode())
    task = Task("examined", examined, context, key, few=FEW)
    claimed: list[Claim] = []
    wanted: list[Attachment] = []
    drafts: set[str] = set()
    for file, each in zip(files.packages, workshop.each(task, files.packages), strict=True):
        problems += (with_id(problem, ids) for problem in each.problems)
        wanted += each.attachments
        problems += still_unshown(workspace, each.unshown) if workspace else ()
        claimed += each.claims
        drafts |= {file.id} if each.draft else set()
    if workspace:
        problems += missing(workspace, wanted)
        shared = [*directory_problems(workspace), *_published_as_it_is(workspace, workshop.store)]
        shared += translation_problems(workspace, files, workshop)
        claimed += _claims(workspace, shared)
        problems += shared
    return workspace, settle(problems, claimed, day() if claimed else None), frozenset(drafts)


def _published_as_it_is(workspace: Workspace, store: Store) -> Iterator[Problem]:
    """Yield what is wrong with the attachments, and the personal data in the shared files."""
    yield from attachment_problems(workspace.root / GUIDES, store)
    confirmed = workspace.confirmations.values()
    for source in (workspace.settings, *workspace.departments.values(), *confirmed):
        yield from source.personal


def _claims(workspace: Workspace, problems: list[Problem]) -> Iterator[Claim]:
    """Yield what the settings and the departments tolerate of *problems*."""
    yield from claims(workspace.settings, problems)
    for department in workspace.departments.values():
        yield from claims(department, problems)
