"""Amendments in sentences; the words themselves are in the catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from generator import promise_clauses
from generator.comparison import Difference, Kind, Step, named
from generator.confirmations import OFFICE
from generator.contrast import Subject, Thing
from generator.directory import Change
from generator.limits import Limit, longer
from generator.resolution import use_id, uses
from generator.wording import Wording

if TYPE_CHECKING:
    from generator.amendments import Amendment
    from generator.messages import Catalogue
    from generator.package import Package
    from generator.schedule import ProjectDay
    from generator.workspace import Workspace

ENTRIES = ("items", "choice")
"""What stands in a stage."""
LONGEST = 80
"""Characters of a value that a sentence repeats."""


@dataclass(frozen=True)
class Names:
    """What ids are called, as it is and, where it is no more, as it was."""

    before: Workspace
    after: Workspace
    packages: Mapping[str, tuple[Package, ...]] = field(default_factory=dict)
    """The packages that differ, as they are and as they were, by id."""

    def department(self, id: str, office: str) -> str:
        """Return the name of the department *id*; *office* is that of the office."""
        return office if id == OFFICE else self._departments.get(id, id)

    def short_department(self, id: str, office: str) -> str:
        """Return its short name, where it has one."""
        for workspace in (self.after, self.before):
            if id in workspace.departments:
                department = workspace.departments[id].value
                return department.short_name or department.name
        return self.department(id, office)

    def item(self, id: str, package: str | None = None) -> str | None:
        """Return the name of an item, or of a use or a stage of *package*; None if it has none."""
        return self._inside(package).get(id) or self._items.get(id)

    def any(self, id: str, package: str | None = None) -> str:
        """Return the name of whatever *id* is the id of, else *id* itself."""
        known = self._departments.get(id) or self._chains.get(id)
        return self.item(id, package) or known or id

    def _inside(self, package: str | None) -> Mapping[str, str]:
        return self._uses.get(package, {}) if package else {}

    @cached_property
    def _departments(self) -> dict[str, str]:
        both = (*self.before.departments.items(), *self.after.departments.items())
        return {id: source.value.name for id, source in both}

    @cached_property
    def _items(self) -> dict[str, str]:
        both = (self.before.directory.offers, self.after.directory.offers)
        return {id: offer.item.name for offers in both for id, offer in offers.items()}

    @cached_property
    def _chains(self) -> dict[str, str]:
        both = (self.before.settings.value.chains, self.after.settings.value.chains)
        return {id: chain.name for chains in both for id, chain in chains.items()}

    @cached_property
    def _uses(self) -> dict[str, dict[str, str]]:
        return {
            id: {key: name for package in states for key, name in self._named(package)}
            for id, states in self.packages.items()
        }

    def _named(self, package: Package) -> Iterator[tuple[str, str]]:
        own = {id: i.name for d in package.departments.values() for id, i in d.items.items()}
        yield from ((id, department.name) for id, department in package.departments.items())
        for stage in package.stages:
            if stage.id:
                yield stage.id, stage.name
            for use, choice in uses(stage):
                name = own.get(use.use) or self._items.get(use.use, use.use)
                yield use_id(use), f"{name}（{use.phase}）" if use.phase else name
                if choice:
                    yield choice.id, choice.question


class Teller:
    """Tells amendments in one language."""

    def __init__(self, words: Catalogue, names: Names) -> None:
        self.words, self.names = words, names
        self.wording = Wording(words)
        self._told = words.table("diff_told")

    @property
    def office(self) -> str:
        """What the office is called, which is no department."""
        return self.words.text("diff_thing.office")

    def department(self, id: str) -> str:
        """Return what the department *id* is called for short."""
        return self.names.short_department(id, self.office)

    def plain_day(self, day: ProjectDay) -> str:
        """Return *day* without its year and its day of the week, for a narrow table."""
        if isinstance(day, date):
            return self.wording.axis_day(day, weekly=True)
        return self.wording.short_day(day)

    def titled(self, subject: Subject) -> str:
        """Return what *subject* is and what it is called."""
        thing = self.words.text(f"diff_thing.{subject.thing}")
        if subject.thing is Thing.SETTINGS:
            return thing
        return self.words.text("diff_thing.titled", thing=thing, name=subject.name)

    def whole(self, amendment: Amendment) -> str:
        """Return *amendment* in one sentence that stands by itself."""
        colon = self.words.text("punctuation.colon")
        return f"{self.titled(amendment.subject)}{colon}{self.sentence(amendment)}"

    def sentence(self, amendment: Amendment, *, reasons: bool = True) -> str:
        """Return what changes in the subject of *amendment*; with *reasons* why a promise does."""
        told, package = amendment.difference, _package_of(amendment.subject)
        before, after = self._value(told.before, package), self._value(told.after, package)
        if before == after:  # two ids of one name
            before, after = _short(str(told.before)), _short(str(told.after))
        changed = self._worded(
            self._special(told) or str(told.kind),
            field=self._field(told, package),
            name=self._name_of_use(told, package),
            before=before,
            after=after,
        )
        clauses = (*promise_clauses.days(told), *(promise_clauses.reasons(told) if reasons else ()))
        more = (self._worded(key, value=self._value(value, package)) for key, value in clauses)
        return changed + "".join(more)

    def _special(self, told: Difference) -> str | None:
        """Return the key of the sentence that is made for such a difference, if one is."""
        variant = str(told.kind)
        if isinstance(told.before, Limit) and isinstance(told.after, Limit):
            variant = "longer" if longer(told.after, told.before) else "shorter"
            variant = (
                variant
                if longer(told.after, told.before) or longer(told.before, told.after)
                else "changed"
            )
        if told.kind is Kind.MOVED and isinstance(told.before, str):
            variant = "moved_between"
        key = f"{told.path}.{variant}"
        return key if key in self._told else None

    def _name_of_use(self, told: Difference, package: str | None) -> str:
        inside = (s.member for s in reversed(told.way) if s.model in ("Stage", "Choice"))
        id = next((member for member in inside if member), told.way[-1].member or "")
        return self.names.any(id, package)

    def _field(self, told: Difference, package: str | None) -> str:
        """Return the way to the value, from the outside in, in the titles of the fields."""
        steps = told.way
        if len(steps) > 1 and steps[0].field == "stages" and steps[1].field in ENTRIES:
            steps = steps[1:]  # what is in a stage is known by its own name
        return self._way(steps, told, package)

    def _way(self, steps: tuple[Step, ...], told: Difference, package: str | None) -> str:
        first, rest = steps[0], steps[1:]
        title = self._title(first)
        if not rest:
            if first.member is None or not self._tells_member(told):
                return title
            return self._worded("member", field=title, name=self._member(first, package))
        inner = self._way(rest, told, package)
        if first.member is None:
            return self._worded("of_unnamed", outer=title, inner=inner)
        name = _short(self._member(first, package))
        key = "of_use" if first.model == "Stage" and first.field in ENTRIES else "of"
        return self._worded(key, outer=title, name=name, inner=inner)

    def _member(self, step: Step, package: str | None) -> str:
        return step.name or self.names.any(step.member or "", package)

    @staticmethod
    def _tells_member(told: Difference) -> bool:
        """Return whether the last field's member is no part of the values."""
        return told.kind is Kind.CHANGED and not isinstance(told.before, str)

    def _title(self, step: Step) -> str:
        for table in ("diff_field", "schema"):
            if found := self.words.table(table).get(step.model, {}).get(step.field):
                return str(found["title"])
        return f"{step.model}.{step.field}"

    def _worded(self, key: str, **values: object) -> str:
        return self.words.text(f"diff_told.{key}", **values)

    def _value(self, value: Any, package: str | None) -> str:  # noqa: ANN401, PLR0911 - any value
        """Return *value* short and in one line."""
        match value:
            case None:
                return self._worded("none")
            case bool():
                return self._worded("yes" if value else "no")
            case Limit():
                return self.wording.limit(value)
            case date():
                return value.isoformat()
            case Decimal():
                return f"{value:f}"
            case Enum():
                return str(value.value)
            case ():
                return self._worded("no_members")
            case tuple():
                joiner = self.words.text("severity.join")
                return _short(joiner.join(self._value(each, package) for each in value))
            case BaseModel():
                return _short(self._model(value, package))
        return _short(self.names.any(str(value), package))

    def _model(self, model: BaseModel, package: str | None) -> str:
        """Return what *model* is called, and else what it says."""
        if isinstance(model, Change):
            before, day = self.wording.limit(model.before), model.on.isoformat()
            return self._worded("change", before=before, day=day, why=model.why)
        if name := getattr(model, "name", None):
            return str(name)
        if use := getattr(model, "use", None):
            return self.names.any(use, package)
        said = [getattr(model, field) for field in type(model).model_fields]
        texts = [self._value(v, package) for v in said if v not in (None, (), False)]
        return " ".join(texts) or named(model)


def _package_of(subject: Subject) -> str | None:
    return subject.id if subject.thing is Thing.PACKAGE else None


def _short(text: str) -> str:
    """Return *text* in one line, cut where a sentence would lose itself in it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
