"""Two values of one model, compared field by field: whatever differs is found, by construction.

A field that is added to a model is compared without a line here. The members of a list are paired
by who they are (an id, a name), then by how much they are alike, never by their places: so what is
renamed or moved is one difference, not one that went and one that came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel

T = TypeVar("T")
IDENTITY = ("id", "use", "name", "law", "question", "title", "result", "material", "scope", "code")
"""The fields by which a member of a list is known, the first that it has."""
ALIKE = 0.6
"""The share of a text, or of the fields of a model, that two have in common which are one."""


class Kind(StrEnum):
    """What became of a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """The members of a list, or the keys of a mapping, stand in another order."""


@dataclass(frozen=True)
class Step:
    """One step from a model to a value in it."""

    model: str
    """The class of the model, by which the catalogues know the titles of its fields."""
    field: str
    """As authors write it."""
    member: str | None = None
    """Which member of a list or mapping, as `named` has it."""
    name: str | None = None
    """What people call the member, where that is something else."""


@dataclass(frozen=True)
class Difference:
    """One value that differs; `before` and `after` are None where there was none."""

    way: tuple[Step, ...]
    kind: Kind
    before: Any
    after: Any
    along: tuple[Difference, ...] = ()
    """What differs as a part of it: it is told in its sentence, and confirmed with it."""

    @property
    def path(self) -> str:
        """The last model and its field, as in "Item.promised"."""
        return f"{self.way[-1].model}.{self.way[-1].field}"

    @property
    def paths(self) -> tuple[str, ...]:
        """The same of each step, the last one first."""
        return tuple(f"{step.model}.{step.field}" for step in reversed(self.way))

    def below(self, *steps: Step) -> Difference:
        """Return it as it is seen from further up."""
        return replace(self, way=(*steps, *self.way))


def kind_of(old: object, new: object) -> Kind:
    """Return what became of *old*, which is *new* now; None stands for none."""
    if old is None:
        return Kind.ADDED
    return Kind.REMOVED if new is None else Kind.CHANGED


def differences(before: BaseModel, after: BaseModel) -> Iterator[Difference]:
    """Yield everything in which two values of one model differ, as deep down as it can be told."""
    for name, info in type(after).model_fields.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new or (isinstance(old, dict) and list(old) != list(new)):
            yield from _of_value(Step(type(after).__name__, info.alias or name), old, new)


def _of_value(step: Step, old: Any, new: Any) -> Iterator[Difference]:  # noqa: ANN401 - any field
    match old, new:
        case BaseModel(), BaseModel() if type(old) is type(new):
            yield from (each.below(step) for each in differences(old, new))
        case dict(), dict():
            yield from _of_mappings(step, old, new)
        case tuple(), tuple():
            yield from _of_lists(step, old, new)
        case (None, ()) | ((), None):  # what was not said, and that there is none
            yield Difference((step,), Kind.CHANGED, old, new)
        case None, _:
            yield Difference((step,), Kind.ADDED, None, new)
        case _, None:
            yield Difference((step,), Kind.REMOVED, old, None)
        case _:
            yield Difference((step,), Kind.CHANGED, old, new)


def _of_mappings(
    step: Step, old: Mapping[Any, Any], new: Mapping[Any, Any]
) -> Iterator[Difference]:
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            before, after = old.get(key), new.get(key)
            yield from _of_value(_member(step, str(key), after or before), before, after)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield Difference((step,), Kind.MOVED, tuple(old), tuple(new))


def _of_lists(step: Step, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Difference]:
    found = pairs(old, new)
    for before, after in found:
        known = after if before is None else before
        where = _member(step, named(known), known)
        if before != after:
            yield from _of_value(where, before, after)
    both = [(b, a) for b, a in found if b is not None and a is not None]
    if [_place(old, b) for b, _ in both] != sorted(_place(old, b) for b, _ in both):
        yield Difference((step,), Kind.MOVED, tuple(map(named, old)), tuple(map(named, new)))


def _member(step: Step, member: str, value: object) -> Step:
    name = getattr(value, "name", None) or getattr(value, "when", None)
    return Step(step.model, step.field, member, str(name) if name else None)


def _place(members: Sequence[Any], one: Any) -> int:  # noqa: ANN401 - any member
    return next(place for place, member in enumerate(members) if member is one)


def pairs(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return which member of *old* each of *new* was, in the order of *new*; what went comes last.

    None stands for none.
    """
    partner: dict[int, int] = {}
    for is_one in (_is_equal, _has_one_name, _is_alike):
        free = [place for place in range(len(old)) if place not in partner.values()]
        for place, member in enumerate(new):
            if place in partner:
                continue
            match = next((f for f in free if is_one(old[f], member)), None)
            if match is not None:
                partner[place] = match
                free.remove(match)
    found = [
        (old[partner[place]] if place in partner else None, member)
        for place, member in enumerate(new)
    ]
    gone = set(range(len(old))) - set(partner.values())
    return found + [(old[place], None) for place in sorted(gone)]


Judge = Callable[[Any, Any], bool]


def _is_equal(old: object, new: object) -> bool:
    return old == new


def _has_one_name(old: object, new: object) -> bool:
    return isinstance(old, BaseModel) and type(old) is type(new) and named(old) == named(new)


def _is_alike(old: object, new: object) -> bool:
    """Return whether *old* was most likely made into *new*."""
    if isinstance(old, BaseModel) and isinstance(new, BaseModel):
        if type(old) is not type(new):
            return False
        return text_alike(_called(old), _called(new)) or _fields_alike(old, new)
    return isinstance(old, str) and _is_prose(old) and text_alike(old, str(new))


def _is_prose(text: str) -> bool:
    """Return whether *text* is words, not an id: of ids that look alike each is its own."""
    return not text.isascii() or " " in text


def text_alike(old: str, new: str) -> bool:
    """Return whether two texts have most of their characters in common, in their order."""
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= ALIKE


def _fields_alike(old: BaseModel, new: BaseModel) -> bool:
    fields = old.model_fields_set | new.model_fields_set
    same = [name for name in fields if getattr(old, name) == getattr(new, name)]
    return len(same) > 1 and len(same) / len(fields) >= ALIKE


def named(value: object) -> str:
    """Return by what a member of a list is known."""
    if isinstance(value, BaseModel):
        for name in IDENTITY:
            if (found := getattr(value, name, None)) is not None:
                return str(found)
        return next((str(v) for v in vars(value).values() if isinstance(v, str)), "")
    return str(value)


def _called(model: BaseModel) -> str:
    """Return what people call *model*: its name, where it has one."""
    return str(getattr(model, "name", None) or named(model))


def matched(
    old: Mapping[str, T], new: Mapping[str, T], is_one: Callable[[T, T], bool]
) -> Iterator[tuple[str | None, str | None]]:
    """Yield which id of *old* each of *new* was: the same, or that of what *is_one* with it."""
    free = [id for id in old if id not in new]
    for id, value in new.items():
        was = id if id in old else next((o for o in free if is_one(old[o], value)), None)
        if was in free:
            free.remove(was)
        yield was, id
    yield from ((id, None) for id in free)
