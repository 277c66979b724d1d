"""YAML files read into typed models, with the position of every value; the only reader of YAML.

YAML gives the structure and the model gives the types: every scalar is read as text, so that `no`,
`010` and `2026-02-30` mean what the model says they mean. Of YAML only what an author needs is
let in: no tags, anchors, aliases, merge keys, directives or second documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from generator.nearest import nearest
from generator.problems import InvalidSources, Place, Problem, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

M_co = TypeVar("M_co", bound=BaseModel, covariant=True)
Location = tuple[str | int, ...]
Position = tuple[int, int]

LARGEST = 1 << 20
"""Bytes of one file: forty times the longest package that we know."""
DEEPEST = 32
"""Levels of nesting; the format needs nine."""
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x85\x86-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters, line separators that editors do not show, and marks that reorder text."""


@dataclass(frozen=True)
class Source(Generic[M_co]):
    """A model together with the YAML it was read from."""

    path: str
    value: M_co
    positions: dict[Location, Position]
    keys: dict[Location, Position]

    @property
    def id(self) -> str:
        """The file's name, which is the id of what it holds."""
        return PurePosixPath(self.path).stem

    def place(self, *location: str | int) -> Place:
        """Return where *location* is written, or the nearest thing around it that is."""
        return Place(self.path, *nearest_position(self.positions, location))

    def problem(
        self,
        code: str,
        *location: str | int,
        severity: Severity = Severity.ERROR,
        also: Sequence[Place] = (),
        **values: object,
    ) -> Problem:
        """Return a problem at the value of *location*."""
        return Problem(self.place(*location), code, tuple(values.items()), severity, tuple(also))

    def key_problem(self, code: str, *location: str | int, **values: object) -> Problem:
        """Return an error at the key of *location*."""
        place = Place(self.path, *self.keys.get(location, (1, 1)))
        return Problem(place, code, tuple(values.items()))


def read(path: Path, root: Path, model: type[M_co]) -> Source[M_co]:
    """Read *path*, which is named relative to *root*, as a *model*.

    Raises InvalidSources with every problem of the file.
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidSources([Problem(Place(name), "file-unreadable")]) from error
    return read_bytes(data, name, model)


def read_bytes(data: bytes, name: str, model: type[M_co]) -> Source[M_co]:
    """Read *data*, the content of the file *name*, as a *model*; see `read`."""
    tree = _Tree(name, _text(data, name))
    if tree.problems:
        raise InvalidSources(tree.problems)
    try:
        value = model.model_validate(tree.data)
    except ValidationError as error:
        raise InvalidSources(_problem(detail, tree, model) for detail in _own(error)) from error
    return Source(name, value, tree.positions, tree.keys)


def nearest_position(positions: dict[Location, Position], location: Location) -> Position:
    """Return the position of *location*, without the parts that the file does not have."""
    return positions.get(written(positions, location), (1, 1))


def written(positions: dict[Location, Position], location: Location) -> Location:
    """Return *location* without the parts that the file does not have, as types put them in."""
    found: Location = ()
    for part in location:
        if (*found, part) in positions:
            found = (*found, part)
    return found


def _text(data: bytes, name: str) -> str:
    if len(data) > LARGEST:
        raise InvalidSources(
            [Problem(Place(name), "file-too-large", (("found", len(data)), ("most", LARGEST)))]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(name, data.count(b"\n", 0, error.start) + 1)
        values = (("offset", error.start), ("found", f"{data[error.start]:02X}"))
        raise InvalidSources([Problem(place, "not-utf-8", values)]) from error
    unseen = [
        Problem(_place(name, text, match.start()), "unseen-character",
                (("found", f"U+{ord(match[0]):04X}"),))
        for match in UNSEEN.finditer(text)
    ]  # fmt: skip
    if unseen:
        raise InvalidSources(unseen)
    return text


def _place(name: str, text: str, index: int) -> Place:
    start = text.rfind("\n", 0, index) + 1
    return Place(name, text.count("\n", 0, start) + 1, index - start + 1)


class _Tree:
    """Plain data built from the events of one document, and where each part of it stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.data: object = None
        self.positions: dict[Location, Position] = {}
        self.keys: dict[Location, Position] = {}
        self.problems: list[Problem] = []
        self._documents = 0
        try:
            self._build(text)
        except yaml.MarkedYAMLError as error:
            self.problems.append(_syntax(error, name, text))
        except yaml.reader.ReaderError as error:
            self.problems.append(
                Problem(Place(name), "yaml-syntax", (("found", str(error.reason)),))
            )
        if not self.problems and not isinstance(self.data, dict):
            code = "file-empty" if self.data in (None, "") else "not-a-mapping"
            self.problems.append(Problem(Place(name), code))

    def _build(self, text: str) -> None:
        events = yaml.parse(text, Loader=LOADER)
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    self._documents += 1
                    if self._documents > 1:
                        self._refuse(event, "second-document")
                        return
                    if event.version or event.tags:
                        self._refuse(event, "directive")
                case yaml.NodeEvent():
                    self.data = self._node(event, events, ())

    def _refuse(self, event: yaml.Event, code: str, **values: object) -> None:
        place = Place(self.name, *_position(event))
        self.problems.append(Problem(place, code, tuple(values.items())))

    def _node(self, event: Any, events: Iterator[Any], at: Location) -> object:  # noqa: ANN401 - untyped in the library
        self.positions[at] = _position(event)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "alias", found=event.anchor)
            return None
        if event.anchor:
            self._refuse(event, "anchor", found=event.anchor)
        if event.tag is not None:
            self._refuse(event, "tag", found=event.tag)
        if len(at) > DEEPEST:
            raise _TooDeep(problem_mark=event.start_mark)
        match event:
            case yaml.ScalarEvent():
                return event.value
            case yaml.SequenceStartEvent():
                return self._sequence(events, at)
            case _:
                return self._mapping(events, at)

    def _sequence(self, events: Iterator[yaml.Event], at: Location) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self._node(event, events, (*at, len(found))))
        return found

    def _mapping(self, events: Iterator[yaml.Event], at: Location) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(event, "key-not-text")
                self._node(event, events, (*at, "?"))
                self._node(next(events), events, (*at, "?"))
                continue
            key = event.value
            here = (*at, key)
            if key == "<<" and event.implicit[0]:
                self._refuse(event, "merge-key")
            elif not key.strip():
                self._refuse(event, "key-empty")
            elif key in found:
                line = self.keys[here][0]
                self._refuse(event, "key-twice", found=key, line=line)
            self.keys[here] = _position(event)
            if event.anchor or event.tag is not None:
                self._refuse(
                    event, "anchor" if event.anchor else "tag", found=event.anchor or event.tag
                )
            found[key] = self._node(next(events), events, here)
        return found


class _TooDeep(yaml.MarkedYAMLError):
    """Nesting that no reader follows."""


def _position(event: yaml.Event) -> Position:
    mark: Any = event.start_mark
    return mark.line + 1, mark.column + 1


SYNTAX = (
    (r"found character '\\t'|found a tab", "tab"),
    (r"unexpected end of stream.*quoted|while scanning a quoted scalar", "quote-not-closed"),
    (r"did not find expected ',' or '[\]}]'", "bracket-not-closed"),
    (r"mapping values are not allowed", "colon-in-value"),
    (r"could not find expected ':'", "colon-missing"),
    (r"did not find expected key|did not find expected '-' indicator", "indentation"),
    (r"found character that cannot start any token", "special-character"),
    (r"found undefined alias|did not find expected alphabetic or numeric character", "alias"),
    (r"directive|%", "directive"),
    (r"unknown escape character|did not find expected hexdecimal", "escape"),
)
"""What libyaml says, and the code under which we say it."""


def _syntax(error: yaml.MarkedYAMLError, name: str, text: str) -> Problem:
    mark: Any = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if isinstance(error, _TooDeep):
        return Problem(Place(name, line, column), "too-deep", (("most", DEEPEST),))
    told = f"{error.context or ''} {error.problem or ''}"
    lines = text.splitlines() or [""]
    here = lines[min(line, len(lines)) - 1]
    code = next((code for pattern, code in SYNTAX if re.search(pattern, told)), "yaml-syntax")
    if re.match(r" *\t", here) and code != "quote-not-closed":
        code = "tab"
    return Problem(Place(name, line, column), code, (("found", here.strip()),))


PYDANTIC = {
    "missing": "key-missing",
    "extra_forbidden": "key-unknown",
    "string_type": "expected-text",
    "list_type": "expected-list",
    "tuple_type": "expected-list",
    "dict_type": "expected-mapping",
    "model_type": "expected-mapping",
    "model_attributes_type": "expected-mapping",
    "dataclass_type": "expected-text",
    "is_instance_of": "expected-text",
    "int_type": "not-a-number",
    "bool_type": "not-true-or-false",
    "date_type": "not-a-day",
    "literal_error": "not-one-of",
    "enum": "not-one-of",
    "string_pattern_mismatch": "not-as-it-is-written",
    "string_too_short": "empty",
    "string_too_long": "text-too-long",
    "too_short": "list-too-short",
    "decimal_parsing": "not-an-amount",
    "decimal_type": "not-an-amount",
    "decimal_max_places": "not-an-amount",
    "decimal_max_digits": "not-an-amount",
    "greater_than_equal": "not-an-amount",
    "value_error": "not-an-amount",
}
"""Pydantic's types of error under our codes."""


def _own(error: ValidationError) -> Iterator[ErrorDetails]:
    """Yield the details of *error* but for lists that are too short since an entry is wrong."""
    details = error.errors(include_url=False)
    locations = [detail["loc"] for detail in details]
    for detail in details:
        at = detail["loc"]
        if detail["type"] != "too_short" or not any(
            len(other) > len(at) and other[: len(at)] == at for other in locations
        ):
            yield detail


def _problem(detail: ErrorDetails, tree: _Tree, model: type[BaseModel]) -> Problem:
    location = detail["loc"]
    code = PYDANTIC.get(detail["type"], detail["type"])
    values: dict[str, object] = dict(detail.get("ctx", {}))
    values.pop("error", None)
    if not isinstance(detail["input"], dict | list):
        values.setdefault("found", detail["input"])
    at = nearest_position(tree.positions, location)
    known_parts = location if code == "key-missing" else written(tree.positions, location)
    values["key"] = next((part for part in reversed(known_parts) if isinstance(part, str)), "")
    if code == "key-unknown":
        values["key"] = location[-1]
        at = tree.keys.get(location, at)
        known = known_keys(model, location[:-1])
        values["nearest"] = nearest(str(location[-1]), known)
        code = _unknown_key(str(location[-1]), detail["input"], known)
    if code == "not-one-of":
        values["expected"] = str(values.get("expected", "")).replace("'", "").replace(" or ", ", ")
    if code in ("expected-mapping", "expected-list") and "：" in str(detail["input"]):
        code = "full-width-colon"
    if code.startswith("expected-"):
        values.setdefault("found", "")
    return Problem(Place(tree.name, *at), code, tuple(values.items()))


def _unknown_key(key: str, value: object, known: Iterable[str]) -> str:
    if "：" in key:
        return "full-width-colon"
    if value == "" and not nearest(key, known):
        return "stray-key"
    return "key-unknown"


def known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that *model* knows at *location*."""
    here: Any = model
    for part in location:
        if not (isinstance(here, type) and issubclass(here, BaseModel)):
            break
        field = next((f for n, f in here.model_fields.items() if part in (n, f.alias)), None)
        models = list(_models(field.annotation)) if field else [here]
        here = models[0] if models else here
    if not (isinstance(here, type) and issubclass(here, BaseModel)):
        return []
    return [field.alias or name for name, field in here.model_fields.items()]


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models inside *annotation*."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)
