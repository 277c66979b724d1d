"""What a model refuses: pydantic's errors as problems, at what the author wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
SHAPES = ("expected-text", "expected-mapping", "expected-list")
"""In the order in which they are told, where a field takes more than one of them."""
KEY = "[key]"
"""What pydantic puts at the end of a location to mean the key itself."""


def refusals(
    error: ValidationError, model: type[BaseModel], path: str, positions: Positions, text: str
) -> Iterator[Problem]:
    """Yield what is wrong, by *error*, with the file *path* that was to be a *model*.

    Errors that only follow from others are left out: what no branch of a union could be, and
    lists that are too short because one of their entries is wrong.
    """
    reading = _Reading(model, path, positions, text.split("\n"))
    details = error.errors(include_url=False)[:MOST_TOLD]
    places = [positions.written(reading.location(detail)) for detail in details]
    told = {
        reading.problem(detail): None
        for detail, at in zip(details, places, strict=True)
        if not _follows(detail, at, list(zip(details, places, strict=True)))
    }
    yield from told
    if error.error_count() > MOST_TOLD:
        yield Problem(Place(path), "too-many-problems", (("most", MOST_TOLD),))


def known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that *model* knows at *location*, in which pydantic names union branches."""
    return [key for _, candidate in _walk(model, location)[1] for key in _keys(candidate)]


@dataclass(frozen=True)
class _Reading:
    """One file that a model refused."""

    model: type[BaseModel]
    path: str
    positions: Positions
    lines: list[str]

    def problem(self, detail: ErrorDetails) -> Problem:
        """Return the problem that *detail* stands for."""
        location, code = self.location(detail), _code(detail)
        values = self._values(detail, location)
        if code == "key-unknown":
            known = known_keys(self.model, detail["loc"][:-1])
            code, values = self._unknown_key(location, detail, known)
        elif code == "not-one-of":
            allowed = tuple(re.findall(r"'([^']*)'", str(values["expected"])))
            values |= {"expected": allowed, "nearest": nearest(str(values["found"]), allowed)}
        elif slip := _colon_slip(code, detail):
            code = slip
        line, column = self._position(location, code)
        return Problem(Place(self.path, line, column), code, tuple(values.items()))

    def location(self, detail: ErrorDetails) -> Location:
        """Return where *detail* is about; a rule of a whole model may name the key it means."""
        at = detail.get("ctx", {}).get("at")
        location = _walk(self.model, detail["loc"])[0]
        return (*location, at) if at else location

    def _position(self, location: Location, code: str) -> tuple[int, int]:
        of_key = location[-1:] == (KEY,) or code in ("key-unknown", "stray-key")
        if of_key or code in ("full-width-colon", "colon-without-space"):
            return self.positions.of_key(location)
        return self.positions.of(location)

    def _values(self, detail: ErrorDetails, location: Location) -> dict[str, object]:
        written = location if detail["type"] == "missing" else self.positions.written(location)
        names = [part for part in written if isinstance(part, str)]
        context = {name: _plain(value) for name, value in detail.get("ctx", {}).items()}
        context.pop("at", None)
        context.pop("error", None)
        return {"key": names[-1] if names else "", "found": _plain(detail["input"]), **context}

    def _unknown_key(
        self, location: Location, detail: ErrorDetails, known: list[str]
    ) -> tuple[str, dict[str, object]]:
        """Return what the author did who wrote a key that is not *known*."""
        key, meant = str(location[-1]), nearest(str(location[-1]), known)
        if slip := colon_slip(key, 1):
            return slip[0], {"found": key}
        if detail["input"] == "" and not meant and self._in_braces(location):
            return "stray-key", {"key": key}
        return "key-unknown", {"key": key, "nearest": meant, "known": tuple(known)}

    def _in_braces(self, location: Location) -> bool:
        line, column = self.positions.of(location[:-1])
        return self.lines[line - 1][column - 1 : column] == "{"


def _code(detail: ErrorDetails) -> str:
    kind, found = detail["type"], detail["input"]
    if kind not in PYDANTIC:
        return kind
    if found == "" and kind not in ("missing", "extra_forbidden"):
        return "empty"
    if kind in CODES and not (isinstance(found, dict | list) and CODES[kind] == "not-one-of"):
        return CODES[kind]
    return "expected-text" if isinstance(found, dict | list) else "not-as-it-is-written"


def _colon_slip(code: str, detail: ErrorDetails) -> str:
    """Return the code of a colon that does not part, in a text where no text could be."""
    found = detail["input"]
    if code in ("expected-mapping", "expected-list", "not-an-id") and isinstance(found, str):
        slip = colon_slip(found, 1)
        return slip[0] if slip else ""
    return ""


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
