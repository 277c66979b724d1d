"""Which problems stand: what a file tolerates for a while, and when that is over.

A file tolerates only what is its own, and site_config.yml also what is below guides/ and cannot
say so itself. Warnings, notes and personal data can be tolerated; no other error can.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from generator.directory import Department
from generator.located import located_choices, located_uses
from generator.messages import catalogue
from generator.nearest import nearest
from generator.package import Package
from generator.personal_data import Kind
from generator.problems import Problem, Severity
from generator.resolution import stage_id, use_id
from generator.settings import Settings
from generator.workspace import GUIDES, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from generator.positions import Location
    from generator.problems import Place
    from generator.sources import Source
    from generator.tolerated import Tolerated

T = TypeVar("T", Settings, Department, Package)
"""What has a list of what it tolerates."""
PERSONAL = frozenset(map(str, Kind))


@dataclass(frozen=True)
class Standing:
    """A problem that a file tolerates, and what it says of it."""

    problem: Problem
    why: str
    until: date


@dataclass(frozen=True)
class Settled:
    """The problems that are left, in order, and those that are tolerated."""

    problems: list[Problem]
    tolerated: list[Standing]


@dataclass(frozen=True)
class Claim:
    """An entry of a file's list of what it tolerates, and the problems that it is about."""

    code: str
    found: str | None
    why: str
    until: date
    code_at: Place
    """Where its code is written."""
    until_at: Place
    """Where its last day is written."""
    covered: tuple[Problem, ...]

    def may_cover(self, problem: Problem) -> bool:
        """Return whether *problem* is of a kind that can be tolerated, the way that this is put."""
        if problem.code in PERSONAL:
            return self.found is not None
        return problem.severity is not Severity.ERROR

    def is_over(self, day: date | None) -> bool:
        """Return whether its last day lies before *day*; on no day it does not."""
        return day is not None and self.until < day


def claims(source: Source[T], problems: Iterable[Problem]) -> tuple[Claim, ...]:
    """Return what the file of *source* tolerates among *problems*; it does not depend on a day."""
    if not source.value.tolerated:
        return ()
    found = list(problems)
    return tuple(
        Claim(
            said.code,
            said.found,
            said.why,
            said.until,
            source.place("tolerated", number, "code"),
            source.place("tolerated", number, "until"),
            tuple(problem for problem in found if _covers(source, said, problem)),
        )
        for number, said in enumerate(source.value.tolerated)
    )


def _covers(source: Source[T], said: Tolerated, problem: Problem) -> bool:
    told = dict(problem.values).get("found")
    if said.code != problem.code or said.found not in (None, str(told)):
        return False
    if problem.place.path == source.path:
        return said.at is None or _is_inside(source, problem, said.at)
    return source.path == SETTINGS and problem.place.path == f"{GUIDES}/{said.at}"


def settle(
    problems: Iterable[Problem], claimed: Sequence[Claim], day: date | None = None
) -> Settled:
    """Take from *problems* what is *claimed* on *day*; on no day at all nothing is over.

    What is wrong with the claims themselves is added: one that tolerates an error, one whose day
    is over, one that nothing needs.
    """
    left: list[Problem] = []
    standing: list[Standing] = []
    for problem in problems:
        covering = [claim for claim in claimed if problem in claim.covered]
        allowed = [each for each in covering if each.may_cover(problem) and not each.is_over(day)]
        if allowed:
            standing.append(Standing(problem, allowed[0].why, allowed[0].until))
        else:
            left.append(problem)
            left += [_of_error(each) for each in covering if not each.may_cover(problem)]
    broken = {problem.place.path for problem in left if problem.severity is Severity.ERROR}
    for claim in claimed:  # of a file with errors not every warning is looked for
        needed = claim.covered or claim.code_at.path in broken
        left += _faults(claim, day, needed=bool(needed))
    return Settled(sorted(dict.fromkeys(left)), sorted(standing, key=lambda each: each.problem))


def _of_error(claim: Claim) -> Problem:
    code = "tolerated-without-found" if claim.code in PERSONAL else "tolerated-error"
    return Problem(claim.code_at, code, (("found", claim.code),))


def _faults(claim: Claim, day: date | None, *, needed: bool) -> Iterator[Problem]:
    code, known = claim.code, catalogue().table("problems")
    if code not in known:
        values = (("found", code), ("nearest", nearest(code, known)))
        yield Problem(claim.code_at, "tolerated-unknown-code", values)
    elif claim.is_over(day):
        over = (("found", claim.until), ("of", code))
        yield Problem(claim.until_at, "tolerated-expired", over, Severity.WARNING)
    elif not needed:
        yield Problem(claim.code_at, "tolerated-unneeded", (("found", code),), Severity.NOTE)


def _is_inside(source: Source[T], problem: Problem, id: str) -> bool:
    """Return whether *problem* lies inside the thing of this *id* in the file of *source*."""
    location = source.positions.at(problem.place.line, problem.place.column)
    return id in location or any(location[: len(at)] == at for at in _located(source, id))


def _located(source: Source[T], id: str) -> Iterator[Location]:
    """Yield where a package has the use, the choice or the stage of this *id*."""
    package = source.value
    if not isinstance(package, Package):
        return
    yield from (at for at, use in located_uses(package) if use_id(use) == id)
    yield from (at for at, choice in located_choices(package) if choice.id == id)
    for number, stage in enumerate(package.stages):
        if stage_id(number + 1, stage) == id:
            yield ("stages", number)
