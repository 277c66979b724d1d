"""Problems in the forms that other programs read; whoever cuts them off, the worst come first."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from pydantic_core import to_json

from generator.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from generator.messages import Catalogue
    from generator.problems import Place
    from generator.settling import Standing

GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
"""Workflow commands of GitHub, which shows ten of each kind and step."""
RDF = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}
LONGEST_SUMMARY = 500_000
"""Characters; GitHub takes 1 MiB for a step."""


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return *problems* by gravity, and those of one gravity by place."""
    return sorted(problems, key=lambda problem: (GRAVITY[problem.severity], problem))


def counted(problems: Iterable[Problem], words: Catalogue) -> str:
    """Return how many errors, warnings and notes there are."""
    count = Counter(problem.severity for problem in problems)
    return words.text(
        "severity.count",
        errors=count[Severity.ERROR],
        warnings=count[Severity.WARNING],
        notes=count[Severity.NOTE],
    )


def github(problems: Sequence[Problem], words: Catalogue, prefix: str) -> str:
    """Return *problems* as annotations of a GitHub workflow, one a line.

    *prefix* leads from the root of the repository to the workspace.
    """
    return "".join(
        f"::{ANNOTATIONS[problem.severity]} file={_property(prefix + problem.place.path)},"
        f"line={problem.place.line},col={problem.place.column},title={_property(problem.code)}"
        f"::{_data(words.told_alone(problem))}\n"
        for problem in problems
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def rdjsonl(
    problems: Sequence[Problem],
    words: Catalogue,
    prefix: str,
    line_of: Callable[[Place], str],
) -> str:
    """Return *problems* in reviewdog's diagnostic format, one a line.

    Its columns count the bytes of UTF-8: *line_of* gives the line that a place is on.
    """
    return "".join(
        to_json(_diagnostic(problem, words, prefix, line_of)).decode() + "\n"
        for problem in problems
    )


def _diagnostic(
    problem: Problem, words: Catalogue, prefix: str, line_of: Callable[[Place], str]
) -> dict[str, Any]:
    def location(place: Place) -> dict[str, Any]:
        column = len(line_of(place)[: place.column - 1].encode()) + 1
        return {
            "path": prefix + place.path,
            "range": {"start": {"line": place.line, "column": column}},
        }

    data: dict[str, Any] = {
        "message": words.told_alone(problem),
        "location": location(problem.place),
        "severity": RDF[problem.severity],
        "source": {"name": "approval-guides"},
        "code": {"value": problem.code},
    }
    if problem.also:
        data["related_locations"] = [{"location": location(place)} for place in problem.also]
    return data


def junit(problems: Sequence[Problem], words: Catalogue) -> str:
    """Return *problems* as test results: a suite a file, a case a problem; errors have failed.

    The form is the one that Jenkins reads (junit-10.xsd). JUnit knows no warnings: they are told
    in the output of cases that have passed.
    """
    root = ET.Element("testsuites")
    by_file = sorted(problems)
    for path, group in groupby(by_file, key=lambda problem: problem.place.path):
        _suite(root, path, list(group), words)
    if not by_file:
        suite = _element(root, "testsuite", name="check", tests="1", failures="0", errors="0")
        _element(suite, "testcase", name="check", classname="check")
    ET.indent(root)
    return ET.tostring(root, "unicode", xml_declaration=True) + "\n"


def _suite(root: ET.Element, path: str, problems: list[Problem], words: Catalogue) -> None:
    failures = sum(problem.severity is Severity.ERROR for problem in problems)
    suite = _element(
        root,
        "testsuite",
        name=path,
        tests=str(len(problems)),
        failures=str(failures),
        errors="0",
    )
    for problem in problems:
        name = f"{problem.place.line}:{problem.place.column} {problem.code}"
        case = _element(suite, "testcase", name=name, classname=path)
        told = _allowed(words.told(problem))
        if problem.severity is Severity.ERROR:
            failure = _element(case, "failure", type=problem.code, message=words.message(problem))
            failure.text = told
        else:
            _element(case, "system-out").text = told


def _element(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    given = {name: _allowed(value) for name, value in attributes.items()}
    return ET.SubElement(parent, tag, given)


def _allowed(text: str) -> str:
    """Return *text* without what XML 1.0 cannot hold."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def summary(
    problems: Sequence[Problem], tolerated: Sequence[Standing], words: Catalogue, prefix: str = ""
) -> str:
    """Return *problems*, the worst first, and what is *tolerated*, as Markdown."""
    lines = [f"## {words.text('report.title')}", "", counted(problems, words), ""]
    if problems:
        lines += _table("report.columns", map(_row(words, prefix), problems), words)
    if tolerated:
        lines += [f"### {words.text('report.tolerated')}", ""]
        lines += _table("report.tolerated_columns", map(_standing(words, prefix), tolerated), words)
    text = "\n".join(lines)
    if len(text) <= LONGEST_SUMMARY:
        return text
    kept = text[:LONGEST_SUMMARY].rpartition("\n")[0]
    return f"{kept}\n\n{words.text('report.cut')}\n"


def _row(words: Catalogue, prefix: str) -> Callable[[Problem], tuple[str, ...]]:
    return lambda problem: (
        words.text(f"severity.{problem.severity}"),
        f"`{prefix}{problem.place}`",
        f"`{problem.code}`",
        words.told_alone(problem),
    )


def _standing(words: Catalogue, prefix: str) -> Callable[[Standing], tuple[str, ...]]:
    return lambda each: (
        f"`{prefix}{each.problem.place}`",
        f"`{each.problem.code}`",
        words.message(each.problem),
        each.why,
        each.until.isoformat(),
    )


def _table(columns: str, rows: Iterable[tuple[str, ...]], words: Catalogue) -> list[str]:
    titles = words.text(columns).split("|")
    made = [_line(titles), _line(["---"] * len(titles))]
    return [*made, *(_line(map(_cell, row)) for row in rows), ""]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Return *text* as one cell of Markdown, in which it makes no markup; code stays code."""
    text = " ".join(text.split())
    if text.startswith("`"):
        return text.replace("|", "\\|")
    return re.sub(r"([\\`*_{}\[\]<>|~#@!])", r"\\\1", text)
