"""YAML files read into typed models, with the position of every value; the only reader of YAML.

YAML gives the structure and the model gives the types: every scalar is read as text, so that `no`,
`010` and `2026-02-30` mean what the model says they mean. Of YAML only what an author needs is
let in: no tags, anchors, aliases, merge keys, directives or second documents. What is written as
YAML is written here, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from os import DirEntry, scandir
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from generator import personal_data
from generator.characters import UNSEEN, code_point, decoded
from generator.keeping import digest
from generator.positions import Location, Marks, Positions
from generator.problems import MOST_TOLD, InvalidSources, Place, Problem, Severity, Shape
from generator.refusals import refusals
from generator.syntax import Complaint, colon_slip, syntax_problem

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["File", "Location", "Source", "entries_below", "read", "read_bytes", "taken", "yaml_of"]

M_co = TypeVar("M_co", bound=BaseModel, covariant=True)

Event = Any
"""An event of PyYAML, whose stubs leave open what each kind of it has."""

LARGEST = 1 << 20
"""Bytes of one file: forty times the longest package that we know."""
DEEPEST = 40
"""Levels of nesting; the format needs nine."""
YAML_TAG = "tag:yaml.org,2002:"
"""What YAML makes of !!."""
MOST_NODES = 50_000
"""Keys and values of one file; a package of 25 items has two thousand."""
HARMLESS = {"anchor", "tag", "key-twice", "escaped-character", "directive"}
"""Problems that leave the data whole, so that its model can be asked as well."""
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml is nine times as fast


@dataclass(frozen=True)
class Source(Generic[M_co]):
    """A model together with the YAML it was read from."""

    path: str
    value: M_co
    positions: Positions
    personal: tuple[Problem, ...] = ()
    """The personal data in its text, comments included: the text is public, too."""

    @property
    def id(self) -> str:
        """The file's name, which is the id of what it holds."""
        return PurePosixPath(self.path).stem

    def place(self, *location: str | int) -> Place:
        """Return where *location* is written, or the nearest thing around it that is."""
        return Place(self.path, *self.positions.of(location))

    def key_place(self, *location: str | int) -> Place:
        """Return where the key of *location* is written."""
        return Place(self.path, *self.positions.of_key(location))

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
        return Problem(self.key_place(*location), code, tuple(values.items()))


def read(path: Path, root: Path, model: type[M_co]) -> Source[M_co]:
    """Read *path*, which is named relative to *root*, as a *model*.

    Raises InvalidSources with every problem of the file.
    """
    return taken(path, root).read(model)


@dataclass(frozen=True)
class File:
    """The content of a file, and its name in messages: its path in the workspace."""

    name: str
    data: bytes

    @property
    def id(self) -> str:
        """The file's name without its ending, which is the id of what it holds."""
        return PurePosixPath(self.name).stem

    @property
    def key(self) -> str:
        """The hash of its name and its content."""
        return digest(self.name.encode(), self.data)

    def read(self, model: type[M_co]) -> Source[M_co]:
        """Read it as a *model*; see `read`."""
        return read_bytes(self.data, self.name, model)


def taken(path: Path, root: Path) -> File:
    """Take the content of *path*, which is named relative to *root*, without reading sense into it.

    Of a file that is too large it takes no more than it needs to tell. Raises InvalidSources.
    """
    try:
        name = path.relative_to(root).as_posix()
    except ValueError:
        name = path.name
    try:
        if not path.is_file():  # what is a pipe or a device never ends
            raise InvalidSources([Problem(Place(name), "file-unreadable")])
        with path.open("rb") as file:
            return File(name, file.read(LARGEST + 1))
    except OSError as error:
        raise InvalidSources([Problem(Place(name), "file-unreadable")]) from error


def entries_below(folder: Path | str) -> Iterator[DirEntry[str]]:
    """Yield everything below *folder*, in no order; nothing is looked for through a link."""
    waiting = [folder]
    while waiting:
        with suppress(OSError), scandir(waiting.pop()) as entries:
            for entry in entries:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)


def read_bytes(data: bytes, name: str, model: type[M_co]) -> Source[M_co]:
    """Read *data*, the content of the file *name*, as a *model*; see `read`."""
    if len(data) > LARGEST:
        raise InvalidSources([Problem(Place(name), "file-too-large", (("most", LARGEST),))])
    text = decoded(data, name)
    content, marks, problems = _Building(name, text).built()
    positions = Positions(marks)
    try:
        value = model.model_validate(content)
    except ValidationError as error:
        problems += refusals(error, model, name, content, positions)
        raise InvalidSources(problems) from error
    if problems:
        raise InvalidSources(problems)
    return Source(name, value, positions, tuple(personal_data.problems(text, name)))


class _Writer(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc] # either
    """Writes texts as they are, since every scalar is read as text, and nothing by an alias."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def ignore_aliases(self, _: object) -> bool:
        return True


def yaml_of(data: object) -> str:
    """Return *data*, texts in lists and mappings, as YAML that `read` lets in."""
    return yaml.dump(data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=LARGEST)


class _Building:
    """Plain data and its marks, made from the events of one document."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.problems: list[Problem] = []
        self._nodes = 0
        self._events = _events(text)

    def built(self) -> tuple[dict[str, object], Marks, list[Problem]]:
        """Return the mapping that the file holds, its marks, and what is wrong so far.

        Raises InvalidSources when so much is wrong that a model would complain of what follows.
        """
        content: object = None
        marks: Marks = [1, 1, None]
        try:
            for event in self._events:
                if isinstance(event, yaml.DocumentStartEvent):
                    self._check_document(event)
                elif isinstance(event, yaml.NodeEvent):
                    content, marks = self._node(event, 0)
        except yaml.MarkedYAMLError as error:
            self.problems.append(syntax_problem(_complaint(error), self.name, self.text))
        if isinstance(content, dict) and HARMLESS.issuperset(p.code for p in self.problems):
            return content, marks, self.problems
        raise InvalidSources(self.problems or [self._no_mapping(content, marks)])

    def _check_document(self, event: Event) -> None:
        if self._nodes:
            self._stop(event, "second-document")
        if event.version or event.tags:
            self.problems.append(Problem(Place(self.name), "directive"))

    def _no_mapping(self, content: object, marks: Marks) -> Problem:
        place = Place(self.name, marks[0], marks[1])
        if not content and not isinstance(content, list):
            return Problem(Place(self.name), "file-empty")
        if isinstance(content, str) and (slip := colon_slip(content, marks[0])):
            code, at = slip
            return Problem(Place(self.name, *at), code, (("found", content),))
        found = Shape.LIST if isinstance(content, list) else content
        return Problem(place, "not-a-mapping", (("found", found),))

    def _refuse(
        self, event: Event, code: str, also: Sequence[Place] = (), **values: object
    ) -> None:
        if len(self.problems) == MOST_TOLD:
            self._stop(event, "too-many-problems", most=MOST_TOLD)
        self.problems.append(self._problem(event, code, also, values))

    def _stop(self, event: Event, code: str, **values: object) -> NoReturn:
        """Refuse to read further than *event*; raises InvalidSources."""
        raise InvalidSources([*self.problems, self._problem(event, code, (), values)])

    def _problem(
        self, event: Event, code: str, also: Sequence[Place], values: dict[str, object]
    ) -> Problem:
        place = Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        return Problem(place, code, tuple(values.items()), also=tuple(also))

    def _node(self, event: Event, depth: int) -> tuple[object, Marks]:
        """Return what *event* begins, and its marks."""
        self._check(event, depth)
        marks = [event.start_mark.line + 1, event.start_mark.column + 1, None]
        content: object = ""
        if isinstance(event, yaml.ScalarEvent):
            content = event.value
        elif isinstance(event, yaml.SequenceStartEvent):
            content, marks[2] = self._sequence(depth)
        elif isinstance(event, yaml.MappingStartEvent):
            content, marks[2] = self._mapping(depth)
        return content, marks

    def _check(self, event: Event, depth: int) -> None:
        """Refuse what is no plain list, mapping or text, and stop where there is no end to it."""
        self._nodes += 1
        if depth > DEEPEST:
            self._stop(event, "too-deep", most=DEEPEST)
        if self._nodes > MOST_NODES:
            self._stop(event, "too-many-values", most=MOST_NODES)
        if event.anchor is not None:
            alias = isinstance(event, yaml.AliasEvent)
            self._refuse(event, "alias" if alias else "anchor", found=event.anchor)
        if getattr(event, "tag", None) is not None:
            self._refuse(event, "tag", found=event.tag.replace(YAML_TAG, "!!"))
        if getattr(event, "style", None) == '"' and (unseen := UNSEEN.search(event.value)):
            self._refuse(event, "escaped-character", found=code_point(unseen[0]))

    def _sequence(self, depth: int) -> tuple[list[object], list[Marks]]:
        content, marks = [], []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            item, mark = self._node(event, depth + 1)
            content.append(item)
            marks.append(mark)
        return content, marks

    def _mapping(self, depth: int) -> tuple[dict[str, object], dict[str, Marks]]:
        content: dict[str, object] = {}
        marks: dict[str, Marks] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, (line, column, _) = self._node(event, depth + 1)
            value, mark = self._node(next(self._events), depth + 1)
            if self._is_key(event, key, marks):
                content[str(key)] = value
                marks[str(key)] = [line, column, mark]
        return content, marks

    def _is_key(self, event: Event, key: object, seen: dict[str, Marks]) -> bool:
        """Return whether *key* is one, and refuse it otherwise."""
        if isinstance(event, yaml.AliasEvent):
            return False  # refused already
        if not isinstance(key, str):
            self._refuse(event, "key-not-text")
        elif key == "<<" and not event.style:
            self._refuse(event, "merge-key")
        elif not key.strip():
            self._refuse(event, "key-empty")
        elif key in seen:
            line, column, _ = seen[key]
            self._refuse(event, "key-twice", [Place(self.name, line, column)], found=key)
        else:
            return True
        return False


def _events(text: str) -> Iterator[Event]:
    """Yield the events of *text*; raises yaml.MarkedYAMLError where it is no YAML."""
    mark: Any = None
    try:
        for event in yaml.parse(text, Loader=LOADER):
            mark = event.end_mark
            yield event
    except ValueError as error:  # PyYAML's own scanner, of an escape beyond the last character
        raise yaml.MarkedYAMLError(problem="escape", problem_mark=mark) from error


def _complaint(error: yaml.MarkedYAMLError) -> Complaint:
    stopped: Any = error.problem_mark
    began = error.context_mark or stopped
    return Complaint(
        f"{error.context or ''} {error.problem or ''}",
        (stopped.line + 1, stopped.column + 1),
        (began.line + 1, began.column + 1),
    )
