"""Reading YAML: what is let in, what is refused, and what authors are told of it.

A case is a file in cases/yaml/ and beside it what becomes of it: a .txt of what authors are told,
in Chinese and after an empty line in English, or a .json of the value that was read.
"""

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import Discriminator, Field, Tag, model_validator

from generator import sources
from generator.fields import (
    Day,
    LimitField,
    Line,
    Model,
    Phone,
    RelativeFile,
    Slug,
    Text,
    Truth,
    Url,
    Whole,
    refused,
)
from generator.limits import Limit, Unit
from generator.messages import LANGUAGES, catalogue
from generator.positions import Positions
from generator.problems import InvalidSources, Place
from generator.shapes import shorthand
from generator.sources import LARGEST, MOST_NODES, read, read_bytes

from .robustness import told as outcome

CASES = Path(__file__).parent / "cases" / "yaml"
REFUSED = sorted(CASES.glob("*.txt"))
LET_IN = sorted(CASES.glob("*.json"))
unhurried = settings(deadline=None, max_examples=300)
"""A busy machine is no broken promise."""


class Window(Model):
    place: Line | None = None
    phone: Phone | None = None
    hours: Line | None = None


class Use(Model):
    use: Slug
    when: Line | None = None
    phone: Phone | None = None
    visits: Whole | None = None
    counted: Truth = False
    promised: LimitField | None = None


class Choice(Model):
    chosen: Slug | None = None
    one_of: Annotated[tuple[Use, ...], Field(min_length=1)]


class Law(Model):
    law: Line
    article: Line | None = None


class Range(Model):
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")

    @model_validator(mode="after")
    def forward(self):
        if self.last < self.first:
            dates = {"first": str(self.first), "found": str(self.last)}
            raise refused("calendar-period-backward", name="某段", **dates)
        return self


def kind_of(value):
    keys = value if isinstance(value, dict) else vars(value) if isinstance(value, Model) else ()
    return "choice" if "one_of" in keys else "use"


Entry = Annotated[
    Annotated[Use, Tag("use")] | Annotated[Choice, Tag("choice")], Discriminator(kind_of)
]


class Office(Model):
    """A bit of everything that the format has."""

    name: Line
    phone: Phone | None = None
    note: Text | None = None
    line: Line | None = None
    window: Window | None = None
    aliases: tuple[Line, ...] = ()
    level: Literal["county", "city"] = "county"
    kind: Literal["审批", "核准", "备案"] | None = None
    visits: Whole = 0
    open: Truth = True
    id: Slug | None = None
    days: tuple[Day, ...] = ()
    links: tuple[Url, ...] = ()
    files: tuple[RelativeFile, ...] = ()
    offers: dict[Slug, Use] = Field(default_factory=dict)
    items: Annotated[tuple[Annotated[Entry, shorthand("use")], ...], Field(min_length=1)] = ()
    reason: dict[str, Text] | Text | None = None
    basis: tuple[Law | Line, ...] = ()
    range: Range | None = None


def problems_of(data, name="x.yml"):
    with pytest.raises(InvalidSources) as caught:
        read_bytes(data, name, Office)
    return caught.value.problems


def codes_of(text):
    return [problem.code for problem in problems_of(text.encode())]


def told(problems):
    paragraphs = ("\n".join(map(catalogue(language).told, problems)) for language in LANGUAGES)
    return "\n\n".join(paragraphs) + "\n"


@pytest.mark.tried("YAML")
@pytest.mark.parametrize("case", REFUSED, ids=lambda path: path.stem)
def test_authors_are_told_what_is_wrong_and_what_to_do(case, record_property):
    source = case.with_suffix(".yml")
    problems = problems_of(source.read_bytes(), source.name)

    assert told(problems) == case.read_text("utf-8")
    record_property("outcome", outcome(problems))


@pytest.mark.tried("YAML", outcome="read as it is written")
@pytest.mark.parametrize("case", LET_IN, ids=lambda path: path.stem)
def test_what_is_let_in_is_read_as_it_is_written(case):
    value = read(case.with_suffix(".yml"), CASES, Office).value

    expected = json.loads(case.read_text("utf-8"))
    assert json.loads(value.model_dump_json(exclude_unset=True)) == expected


def test_every_case_says_what_becomes_of_it():
    said = {path.stem for path in (*REFUSED, *LET_IN)}

    assert {path.stem for path in CASES.glob("*.yml")} == said


@pytest.mark.parametrize("case", REFUSED, ids=lambda path: path.stem)
def test_the_parser_speaks_to_authors_in_our_words_only(case):
    """Nothing of libyaml's or pydantic's own words gets through."""
    chinese, _ = case.read_text("utf-8").split("\n\n")
    for words in ("expected ", "while ", "found ", "Input ", "should ", "token", "valid "):
        assert words not in chinese, words
    assert "[yaml-syntax]" not in chinese
    assert "[not-as-it-is-written]" not in chinese


@pytest.mark.parametrize("case", REFUSED, ids=lambda path: path.stem)
def test_without_libyaml_the_same_files_are_refused(case, monkeypatch):
    monkeypatch.setattr(sources, "LOADER", yaml.BaseLoader)
    source = case.with_suffix(".yml")

    assert told(problems_of(source.read_bytes(), source.name))


@pytest.mark.parametrize("case", LET_IN, ids=lambda path: path.stem)
def test_without_libyaml_the_same_values_are_read(case, monkeypatch):
    source = case.with_suffix(".yml")
    value = read(source, CASES, Office).value
    monkeypatch.setattr(sources, "LOADER", yaml.BaseLoader)

    assert read(source, CASES, Office).value == value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"name: x\n#" + b"x" * LARGEST, "file-too-large"),
        (b"name: x\naliases: [" + b"a," * MOST_NODES + b"]\n", "too-many-values"),
        (b"name: x\nnote: " + "字".encode() * 20_001, "text-too-long"),
        (b"name: " + "字".encode() * 2_001, "text-too-long"),
    ],
    ids=[
        "too many bytes",
        "too many values",
        "too many characters in a text",
        "too many characters in a line",
    ],
)
@pytest.mark.tried("YAML")
def test_what_is_too_large_is_refused(data, code, record_property):
    problems = problems_of(data)
    assert [problem.code for problem in problems] == [code]
    record_property("outcome", outcome(problems))


@pytest.mark.tried("Files", outcome="refused: `file-unreadable`")
def test_a_file_that_is_no_ordinary_file_is_not_read(tmp_path):
    for path in (tmp_path / "missing.yml", tmp_path, Path("/dev/zero")):
        with pytest.raises(InvalidSources) as caught:
            read(path, tmp_path, Office)
        assert [problem.code for problem in caught.value.problems] == ["file-unreadable"]


@pytest.mark.tried("Files", outcome="refused: `file-too-large`")
def test_no_more_is_read_of_a_file_than_is_let_in(tmp_path):
    path = tmp_path / "endless.yml"
    with path.open("wb") as file:
        file.truncate(1 << 36)  # sparse: 64 gigabytes that take no room

    with pytest.raises(InvalidSources) as caught:
        read(path, tmp_path, Office)
    assert [problem.code for problem in caught.value.problems] == ["file-too-large"]


MEASURE = """
import resource, sys, time
from pathlib import Path
from generator.calendar_year import CalendarYear
from generator.problems import InvalidSources
from generator.sources import read_bytes
data = Path(sys.argv[1]).read_bytes()
start = time.process_time()
try:
    read_bytes(data, "x.yml", CalendarYear)
except InvalidSources:
    pass
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measured(path):
    """Return the seconds of processor time and the kilobytes that reading *path* takes."""
    command = [sys.executable, "-c", MEASURE, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, size = done.stdout.split()
    return float(seconds), int(size)


@pytest.mark.tried("YAML", outcome="within a second and 50 MB")
@pytest.mark.parametrize("case", ["alias-bomb", "brackets-nested", "brackets-nested-and-open"])
def test_a_bomb_costs_less_than_a_second_of_processor_time_and_50_megabytes(case):
    _, usual = measured(CASES / "let-in-bom.yml")
    seconds, size = measured(CASES / f"{case}.yml")

    assert seconds < 1
    assert size - usual < 50 * 1024


@pytest.mark.parametrize(
    "data",
    [
        b"\0" * (LARGEST - 1),
        b"&a " * (LARGEST // 3 - 1),
        b"[" * LARGEST,
        b"a: {" * (LARGEST // 4),
        b"- " * (LARGEST // 2),
        b"? " * (LARGEST // 2),
        b'"' * LARGEST,
        b"\n" * LARGEST,
        b"a: 1\n" * (LARGEST // 5),
        b"".join(b"k%d: 1\n" % number for number in range(24_000)),
        "，".encode() * (LARGEST // 3),
        b"name: {" + "，".encode() * (LARGEST // 3 - 10),
        b"\xef\xbb\xbf" + b"\xb0\xa1" * (LARGEST // 2 - 2),
    ],
    ids=lambda data: repr(data[:6]),
)
@pytest.mark.tried("YAML", outcome="refused within 5 s of processor time, as long as a file may be")
def test_a_file_as_large_as_is_let_in_is_read_within_seconds(data):
    start = time.process_time()

    assert told(problems_of(data))
    assert time.process_time() - start < 5


def test_a_problem_can_point_at_a_value_and_at_its_key():
    text = "name: 甲\noffers:\n  filing: {use: a}\nitems:\n- use: b\n- {use: c, when: 乙}\n"
    source = read_bytes(text.encode(), "guides/x.yml", Office)

    assert source.id == "x"
    assert source.place() == Place("guides/x.yml", 1, 1)
    assert source.place("name") == Place("guides/x.yml", 1, 7)
    assert source.place("offers", "filing") == Place("guides/x.yml", 3, 11)
    assert source.key_place("offers", "filing") == Place("guides/x.yml", 3, 3)
    assert source.place("items", 1, "when") == Place("guides/x.yml", 6, 18)
    assert source.key_place("items", 1, "when") == Place("guides/x.yml", 6, 12)
    assert (
        source.place("items", 1, "phone") == source.place("items", 1) == Place("guides/x.yml", 6, 3)
    )
    assert source.place("items", 2) == source.place("items") == Place("guides/x.yml", 5, 1)
    assert source.key_place("items", 1) == source.place("items", 1)
    assert source.key_problem("empty", "name").place == Place("guides/x.yml", 1, 1)


def test_positions_can_be_kept_as_json():
    source = read(CASES / "let-in-everything.yml", CASES, Office)

    assert Positions(json.loads(json.dumps(source.positions.marks))) == source.positions


def test_what_is_read_cannot_be_changed():
    value = read(CASES / "let-in-everything.yml", CASES, Office).value

    with pytest.raises(ValueError, match="frozen"):
        value.name = "乙"


def test_texts_become_what_their_types_mean():
    value = read(CASES / "let-in-everything.yml", CASES, Office).value

    assert value.days[1] == date(2024, 2, 29)
    assert value.open is False
    assert value.items[1].promised == Limit(7, Unit.CALENDAR)
    assert value.items[1].counted is True


def test_the_schema_of_every_type_says_what_it_is():
    schema = Office.model_json_schema()
    use = schema["$defs"]["Use"]["properties"]

    assert use["use"]["pattern"] == "^[a-z0-9]+(-[a-z0-9]+)*$"
    assert schema["properties"]["days"]["items"]["pattern"] == r"^\d{4}-\d{2}-\d{2}$"
    assert schema["properties"]["links"]["items"]["pattern"].startswith("^https?://")
    assert schema["properties"]["open"]["type"] == "boolean"
    assert schema["properties"]["visits"]["minimum"] == 0
    assert schema["properties"]["name"]["minLength"] == 1
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_or_hostile_text_is_shown_short_and_in_one_line(language):
    problems = problems_of(b'id: "\\n\\e[31m{0}{x!r}%s{}' + b"x" * 9000 + b'"\nname: x\n')
    problems += problems_of(b"name: x\nid: |\n  a\n  {name} b" + "\u200b".encode() + b"\n")

    for problem in problems:
        line = catalogue(language).told(problem)
        assert line.isprintable()
        assert len(line) < 400


def answered(data):
    """Read *data*, and render what is wrong with it in every language."""
    try:
        read_bytes(data, "x.yml", Office)
    except InvalidSources as error:
        problems = error.problems
    else:
        return
    assert problems
    for problem in problems:
        assert 1 <= problem.place.line <= data.count(b"\n") + 1
        assert problem.place.column >= 1
    assert told(problems)


PIECES = [
    *"abc:：,，{}[]\"'|>&*!%@`?-#~<\\\t\n\r甲. \x00\u2028\u202e\ufeff\U0001fffe",
    *("\n  ", "\n- ", ": ", "name: ", "items:\n  - use: ", "window: {", "<<: ", "---\n", "...\n"),
    *("%YAML 1.2\n", "!!str ", "&a ", "*a", "offers: {", "reason: ", "basis: [", "one_of: ["),
    *('"\\u', "\\x0", "\\N", "| 2", ">-\n", "days: [2026-02-30]", "visits: ", "kind: "),
]


@given(st.binary(max_size=200))
@unhurried
def test_no_bytes_end_in_a_traceback(data):
    answered(data)


@pytest.mark.parametrize("loader", [sources.LOADER, yaml.BaseLoader])
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example('a: "\\U00110000"')
@example("name: x\nreason: [a]\nbasis: [{}]\nitems: [{one_of: [{}]}]")
@unhurried
def test_no_text_that_looks_like_yaml_ends_in_a_traceback(loader, text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "LOADER", loader)
        answered(text.encode("utf-8", "surrogatepass"))
