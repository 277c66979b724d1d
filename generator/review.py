"""A review: all that two versions of a workspace differ in, what it does, and who has to agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from generator import effects
from generator.amendments import Amendment, Office, Offices, amendment, unexplained
from generator.assets import version
from generator.comparison import matched
from generator.contrast import PackagePair, Thing, office_contrasts, package_contrasts
from generator.keeping import digest
from generator.levels import Level
from generator.named import with_id
from generator.package import Package
from generator.problems import InvalidSources, Place, Problem
from generator.telling import Names
from generator.workshop import Task, Workshop
from generator.workspace import read_office

if TYPE_CHECKING:
    from generator.confirmations import Confirmation
    from generator.effects import Effect
    from generator.sources import File
    from generator.workspace import Files, Workspace

FEW = 200
"""Packages whose dates are computed sooner here than other processes have begun."""
WORD = re.compile(rb"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Review:
    """What there is to review between two versions."""

    before: Workspace
    after: Workspace
    pairs: tuple[PackagePair, ...]
    """The packages whose files differ."""
    amendments: tuple[Amendment, ...]
    """The worst first; of one kind, what reaches most packages."""
    effects: tuple[Effect, ...]
    """The packages that have other dates or figures, the worst first."""
    files: Mapping[str, tuple[File | None, File | None]]
    """The files of the packages that are touched, as they were and as they are."""
    touched: Mapping[str, str] = field(default_factory=dict)
    """The names of the packages that are touched, by id."""

    @cached_property
    def names(self) -> Names:
        """What ids are called."""
        states = {p.id: tuple(filter(None, (p.after, p.before))) for p in self.pairs}
        return Names(self.before, self.after, states)

    @cached_property
    def confirmed(self) -> dict[tuple[str, str], Confirmation]:
        """What was confirmed, by department and fingerprint."""
        return {
            (id, each.change): each
            for id, source in self.after.confirmations.items()
            for each in source.value.confirmed
        }

    def open_for(self, amendment: Amendment) -> tuple[str, ...]:
        """Return the departments that have not confirmed *amendment* yet."""
        known = self.confirmed
        return tuple(d for d in amendment.departments if (d, amendment.fingerprint) not in known)

    @cached_property
    def stale(self) -> tuple[tuple[str, Confirmation], ...]:
        """The confirmations that came between the versions and are of no change between them."""
        changes = {each.fingerprint for each in self.amendments}
        old = self.before.confirmations
        return tuple(
            (id, each)
            for id, source in self.after.confirmations.items()
            for each in source.value.confirmed
            if each.change not in changes and (id not in old or each not in old[id].value.confirmed)
        )

    def by_department(self) -> dict[str, tuple[Amendment, ...]]:
        """Return what each department has to confirm, by the department's id."""
        found: dict[str, list[Amendment]] = {}
        for each in self.amendments:
            for department in each.departments:
                found.setdefault(department, []).append(each)
        return {id: tuple(each) for id, each in found.items()}

    def failing(self, at: Level) -> tuple[Amendment, ...]:
        """Return what is as bad as *at* or worse and is not confirmed by all whom it binds."""
        return tuple(
            each
            for each in self.amendments
            if each.level.rank <= at.rank and (self.open_for(each) or not each.departments)
        )

    def problems(self) -> tuple[Problem, ...]:
        """Return the errors that show only beside what was before."""
        return tuple(
            self._lengthened(each) for each in self.amendments if unexplained(each, self.after)
        )

    def _lengthened(self, amendment: Amendment) -> Problem:
        told, id = amendment.difference, amendment.subject.id
        department = self.after.directory.offers[id].department_id
        values = (("item", amendment.subject.name), ("before", told.before), ("after", told.after))
        source = self.after.departments.get(department)
        place = source.place("items", id, "promised") if source else Place(department)
        return Problem(place, "promise-lengthened", values)


def review(before: Files, after: Files, workshop: Workshop) -> Review:
    """Return the review of two versions of a workspace.

    Raises InvalidSources with every problem of the files that it has to read.
    """
    old, new = _office(before), _office(after)
    read = _Reading(before, after)
    offices = Offices(Office(old), Office(new))
    shared = [amendment(each, offices) for each in office_contrasts(old, new)]
    own = [
        amendment(each, replace(offices, pair=pair))
        for pair in read.pairs
        for each in package_contrasts(pair)
    ]
    found = _effects(read, effects.Offices(old, new), shared, workshop)
    told = [_reaching(each, found, new, old) for each in shared] + own
    return Review(
        old,
        new,
        tuple(read.pairs),
        tuple(sorted(told, key=_order)),
        tuple(sorted((e for e in found if e.moves), key=lambda e: e.order)),
        {**{f.id: (f, f) for f in read.unchanged}, **read.changed},
        {e.id: e.name for e in found},
    )


def _office(files: Files) -> Workspace:
    """Read everything but the packages; raises InvalidSources."""
    workspace, problems, _ = read_office(files)
    if workspace is None:
        raise InvalidSources(problems)
    return replace(workspace, packages={})


class _Reading:
    """The packages of two versions, those read that differ."""

    def __init__(self, before: Files, after: Files) -> None:
        old = {file.id: file for file in before.packages}
        new = {file.id: file for file in after.packages}
        self.unchanged = [f for id, f in new.items() if id in old and old[id].data == f.data]
        same = {file.id for file in self.unchanged}
        _, _, ids = read_office(after)
        was_read = _read({i: f for i, f in old.items() if i not in same}, ids)
        now_read = _read({i: f for i, f in new.items() if i not in same}, ids)
        self.changed: dict[str, tuple[File | None, File | None]] = {}
        self.pairs: list[PackagePair] = []
        for was, id in matched(was_read, now_read, lambda a, b: a.name == b.name):
            key, other = id or was or "", was or ""
            self.changed[key] = old.get(other), new.get(key)
            pair = PackagePair(key, other, was_read.get(other), now_read.get(key))
            self.pairs.append(pair)


def _read(files: Mapping[str, File], ids: Mapping[str, str]) -> dict[str, Package]:
    problems: list[Problem] = []
    found = {}
    for id, file in files.items():
        try:
            found[id] = file.read(Package).value
        except InvalidSources as error:
            problems += (with_id(problem, ids) for problem in error.problems)
    if problems:
        raise InvalidSources(problems)
    return found


def _effects(
    read: _Reading, offices: effects.Offices, shared: Sequence[Amendment], workshop: Workshop
) -> list[Effect]:
    """Return the effects on the packages that differ, and on those that *shared* changes reach."""
    calendar = any(each.subject.thing is Thing.CALENDAR for each in shared)
    items = set(_items_of(shared, offices))
    reached = [f for f in read.unchanged if calendar or _names_one(f, items)]
    told = (offices.before, offices.after)
    hashes = (digest(*_parts(workspace)) for workspace in told)
    key = digest(version().encode(), *map(str.encode, hashes))
    task = Task("effects", effects.effect_of_office, offices, key, few=FEW)
    found = [effects.effect(offices, *pair) for pair in read.changed.values()]
    return [e for e in (*found, *workshop.each(task, reached)) if e]


def _parts(workspace: Workspace) -> Iterator[bytes]:
    """Yield all that the dates of packages depend on."""
    for id, source in workspace.departments.items():
        yield f"{id} {source.value.model_dump_json()}".encode()
    for year in workspace.calendar_years:
        yield f"{year.id} {year.value.model_dump_json()}".encode()


def _items_of(shared: Sequence[Amendment], offices: effects.Offices) -> Iterator[str]:
    """Yield the items that changes of the directory are about."""
    for each in shared:
        if each.subject.thing is Thing.ITEM:
            yield each.subject.id
        elif each.subject.thing is Thing.DEPARTMENT and each.level is not Level.EDITORIAL:
            for workspace in (offices.before, offices.after):
                if source := workspace.departments.get(each.subject.id):
                    yield from source.value.items


def _names_one(file: File, items: set[str]) -> bool:
    """Return whether *file* may use one of *items*: an id is written plain, or with an escape."""
    return b"\\" in file.data or any(word.decode() in items for word in WORD.findall(file.data))


def _reaching(
    amendment: Amendment, found: Sequence[Effect], after: Workspace, before: Workspace
) -> Amendment:
    """Return *amendment* with the packages that it reaches."""
    subject = amendment.subject
    if subject.thing is Thing.ITEM:
        items = {subject.id}
    elif subject.thing is Thing.DEPARTMENT:
        sources = (w.departments.get(subject.id) for w in (after, before))
        items = {item for source in sources if source for item in source.value.items}
    else:
        return amendment
    reach = tuple(sorted(e.id for e in found if not items.isdisjoint(e.uses)))
    return replace(amendment, reach=reach)


def _order(amendment: Amendment) -> tuple[int, int, str, str]:
    subject = amendment.subject
    return amendment.level.rank, -len(amendment.reach), subject.thing, subject.id
