"""What a model refuses: pydantic's errors as problems, at what the author wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from generator.nearest import nearest
from generator.positions import Location, Positions
from generator.problems import MOST_TOLD, Place, Problem, Shape
from generator.syntax import colon_slip

CODES = {
    "missing": "key-missing",
    "extra_forbidden": "key-unknown",
    "string_type": "expected-text",
    "list_type": "expected-list",
    "tuple_type": "expected-list",
    "dict_type": "expected-mapping",
    "model_type": "expected-mapping",
    "model_attributes_type": "expected-mapping",
    "literal_error": "not-one-of",
    "enum": "not-one-of",
    "too_short": "list-too-short",
    "too_long": "list-too-long",
    "decimal_parsing": "not-an-amount",
    "decimal_max_places": "not-an-amount",
    "decimal_max_digits": "not-an-amount",
    "decimal_whole_digits": "not-an-amount",
    "greater_than_equal": "not-an-amount",
    "finite_number": "not-an-amount",
    "value_error": "not-an-amount",
}
"""Pydantic's types of error under our codes; a type that is not pydantic's is a code of ours."""
PYDANTIC = frozenset(get_args(ErrorType))
SCALARS = ("not-one-of", "not-an-amount")
NAMED = ("items", "retired", "chains", "departments", "texts")
"""Keys whose entries have names that authors give."""
SHAPES = ("expected-text", "expected-mapping", "expected-list")
"""In the order in which they are told, where a field takes more than one of them."""
NO_TEXT = ("expected-mapping", "expected-list", "not-an-id", "key-unknown")
"""Told of a text also where it only is one because its colon does not part a key from a value."""
KEY = "[key]"
"""What pydantic puts at the end of a location to mean the key itself."""


def refusals(
    error: ValidationError, model: type[BaseModel], path: str, content: object, positions: Positions
) -> Iterator[Problem]:
    """Yield what is wrong, by *error*, with *content*, which *path* holds, to be a *model*.

    Errors that only follow from others are left out: what no branch of a union could be, and
    lists that are too short because one of their entries is wrong.
    """
    reading = _Reading(model, path, content, positions)
    details = error.errors(include_url=False)[:MOST_TOLD]
    places = [positions.written(reading.location(detail)) for detail in details]
    told = {
        reading.problem(detail): None
        for detail, at in zip(details, places, strict=True)
        if not _follows(detail, at, list(zip(details, places, strict=True)))
    }
    yield from told
    if error.error_count() > MOST_TOLD:
        yield Problem(
            max(problem.place for problem in told), "too-many-problems", (("most", MOST_TOLD),)
        )


def known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that *model* knows at *location*, in which pydantic names union branches."""
    return [key for _, candidate in _walk(model, location)[1] for key in _keys(candidate)]


@dataclass(frozen=True)
class _Reading:
    """One file that a model refused."""

    model: type[BaseModel]
    path: str
    content: object
    positions: Positions

    def problem(self, detail: ErrorDetails) -> Problem:
        """Return the problem that *detail* stands for."""
        location, code = self.location(detail), _code(detail)
        values = self._values(detail, location)
        of_key = code == "key-unknown" or location[-1:] == (KEY,)
        line, column = (self.positions.of_key if of_key else self.positions.of)(location)
        text = str(values["key" if code == "key-unknown" else "found"])
        if code in NO_TEXT and (slip := colon_slip(text, 1)):
            code, (_, offset) = slip
            column += offset - 1
            values["found"] = text
        elif code == "key-unknown":
            known = known_keys(self.model, detail["loc"][:-1])
            code = self._unknown_key(location, values, known)
        elif code == "not-one-of":
            allowed = tuple(re.findall(r"'([^']*)'", str(values["expected"])))
            values |= {"expected": allowed, "nearest": nearest(str(values["found"]), allowed)}
            if of_key:
                code, values["known"] = "key-unknown", allowed
        return Problem(Place(self.path, line, column), code, tuple(values.items()))

    def location(self, detail: ErrorDetails) -> Location:
        """Return where *detail* is about."""
        return _walk(self.model, detail["loc"])[0]

    def _values(self, detail: ErrorDetails, location: Location) -> dict[str, object]:
        written = location if detail["type"] == "missing" else self.positions.written(location)
        names = [part for part in written if isinstance(part, str)]
        context = {name: _plain(value) for name, value in detail.get("ctx", {}).items()}
        context.pop("error", None)
        return {"key": names[-1] if names else "", "found": _plain(detail["input"]), **context}

    def _unknown_key(self, location: Location, values: dict[str, object], known: list[str]) -> str:
        """Return what the author did who wrote a key that is not *known*, and complete *values*."""
        values |= {"nearest": nearest(str(location[-1]), known), "known": tuple(known)}
        before = self._fallen_out_of(location)
        if before in NAMED and not values["nearest"]:
            values["before"] = before
            return "key-outdented"
        split = self._split_text(location)
        if values["found"] or values["nearest"] or not split:
            return "key-unknown"
        values["found"] = split
        return "stray-key"

    def _fallen_out_of(self, location: Location) -> str:
        """Return the key before a mapping at *location*, of which it may be an entry, else ""."""
        inside, before = self._mapping(location[:-1]), self._key_before(location)
        below = self.positions.of(location)[0] > self.positions.of_key(location)[0]
        holds = not inside.get(before) or isinstance(inside[before], dict)
        return before if below and holds and self._mapping(location) else ""

    def _key_before(self, location: Location) -> str:
        """Return the key that is written before the one at *location*; "" before the first."""
        inside, key = self._mapping(location[:-1]), str(location[-1])
        return next((one for one, other in pairwise(inside) if other == key), "")

    def _split_text(self, location: Location) -> str:
        """Return the text that a comma in braces split, of which the key at *location* is a part.

        Only in braces do two keys share a line.
        """
        parent, key = location[:-1], str(location[-1])
        inside = self._mapping(parent)
        before = self._key_before(location)
        if not before:
            return ""
        shared = self.positions.of((*parent, before))[0] == self.positions.of_key(location)[0]
        value = inside[before]
        return f"{value}, {key}" if shared and value and isinstance(value, str) else ""

    def _mapping(self, location: Location) -> dict[str, object]:
        """Return the mapping at *location*, or an empty one where there is none."""
        here: Any = self.content
        for part in self.positions.written(location):
            here = here[part]
        return here if isinstance(here, dict) else {}


def _code(detail: ErrorDetails) -> str:
    kind, found = detail["type"], detail["input"]
    if found == "" and kind not in ("missing", "extra_forbidden"):
        return "empty"
    if kind not in PYDANTIC:
        return kind
    nested = isinstance(found, dict | list)
    code = CODES.get(kind, "expected-text" if nested else "not-as-it-is-written")
    return "expected-text" if nested and code in SCALARS else code


def _follows(
    detail: ErrorDetails, at: Location, others: Iterable[tuple[ErrorDetails, Location]]
) -> bool:
    """Return whether *detail* only says what another one says better."""
    code = _code(detail)
    for other, place in others:
        inside = place[: len(at)] == at
        if code == "list-too-short" and inside and len(place) > len(at):
            return True
        if code in SHAPES and inside and other is not detail:
            rival = _code(other)
            if len(place) > len(at) or rival not in SHAPES:
                return True
            if SHAPES.index(rival) < SHAPES.index(code):
                return True
    return False


def _plain(value: object) -> object:
    """Return *value* as something that a message can name."""
    if isinstance(value, dict):
        return Shape.MAPPING
    return Shape.LIST if isinstance(value, list) else value


Branch = tuple[str, type[BaseModel]]
"""A model, and how pydantic names it where it is one of several."""


def _walk(model: type[BaseModel], location: Location) -> tuple[Location, list[Branch]]:
    """Return *location* without the branches of unions that it names, and the models there."""
    here: list[Branch] = [(model.__name__, model)]
    kept: list[str | int] = []
    for part in location:
        if len(here) > 1 and (branches := [branch for branch in here if branch[0] == part]):
            here = branches
            continue
        kept.append(part)
        if fields := [f for _, m in here for k, f in _keys(m).items() if k == part]:
            here = [branch for field in fields for branch in _branches(field.annotation)]
    return tuple(kept), here


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _branches(annotation: object, tag: str = "") -> Iterator[Branch]:
    """Yield the models inside *annotation*."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield tag or annotation.__name__, annotation
    parts: tuple[Any, ...] = get_args(annotation)
    if get_origin(annotation) is Annotated:
        tag = next((part.tag for part in parts if isinstance(part, Tag)), tag)
        parts = parts[:1]
    for part in parts:
        yield from _branches(part, tag)
