"""The commands that look for problems, and that explain them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator import changes, console, formats, history
from generator.console import Choice, UsageError, echo
from generator.lint import settled
from generator.messages import Catalogue, catalogue
from generator.options import any_day_option, as_of_option, jobs_option, root_option
from generator.outcomes import INVALID, explain_hint, nearest_hint, report, told
from generator.problems import InvalidSources, Place, Problem, Severity
from generator.settling import Settled
from generator.workspace import files_of, workshop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from generator.settling import Standing

FORMS = ("text", "json", "github", "sarif", "rdjsonl", "junit")


@console.command()
@root_option
@as_of_option
@console.language
@console.option("--format", "form", type=Choice(FORMS), default="text", help="report_format")
@console.option("--changed", metavar="BASE", help="changed")
@jobs_option
def check(
    root: Path, as_of: str | None, lang: str, form: str, changed: str | None, jobs: int
) -> None:
    """Check every file of the workspace."""
    words = catalogue(lang)
    with told(words):
        found = _settled(root, as_of, changed, jobs)
    problems, tolerated = found.problems, found.tolerated
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    if form == "text":
        _report_text(problems, tolerated, words, failed=failed)
    else:
        echo(_formatted(form, problems, tolerated, words, root), nl=False)
    if step := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(step).open("a", encoding="utf-8") as file:
            worst = formats.worst_first(problems)
            file.write(formats.summary(worst, tolerated, words, history.prefix(root)))
    sys.exit(INVALID if failed else 0)


def _settled(root: Path, as_of: str | None, base: str | None, jobs: int) -> Settled:
    """Return the problems at *root*; those that came since *base*, where there is one."""

    def day() -> date:
        return history.as_of(root, as_of)

    here = workshop(root, jobs)
    changed = frozenset() if base is None else history.changed_files(root, base)
    workspace, found, _ = settled(files_of(root), here, day)
    if base is None or workspace is None:  # not all was looked at: so nothing is left out
        return found

    def before() -> list[Problem]:
        with history.as_it_was(root, base) as old:
            try:
                return settled(files_of(old), here, day)[1].problems
            except InvalidSources:  # no workspace yet
                return []

    problems = changes.brought_about(found.problems, changed, before)
    standing = [each for each in found.tolerated if each.problem.place.path in changed]
    return Settled(problems, standing)


def _report_text(
    problems: Sequence[Problem], tolerated: Sequence[Standing], words: Catalogue, *, failed: bool
) -> None:
    report(problems, words)
    for each in tolerated:
        echo(
            words.text(
                "report.line",
                place=each.problem.place,
                code=each.problem.code,
                message=words.message(each.problem),
                until=each.until.isoformat(),
                why=each.why,
            ),
            err=True,
        )
    echo(formats.counted(problems, words), err=failed)
    explain_hint(problems, words)


def _formatted(
    form: str,
    problems: Sequence[Problem],
    tolerated: Sequence[Standing],
    words: Catalogue,
    root: Path,
) -> str:
    """Return *problems* in the *form* that a program reads."""
    from generator import exports
    from generator.explained import explained
    from generator.sarif import sarif

    worst, prefix = formats.worst_first(problems), history.prefix(root)
    match form:
        case "json":
            return exports.dumped(exports.problems_data(problems, words, tolerated))
        case "github":
            return formats.github(worst, words, prefix)
        case "sarif":
            return exports.dumped(sarif(worst, tolerated, words, prefix, explained))
        case "rdjsonl":
            return formats.rdjsonl(worst, words, prefix, lambda place: _line(root, place))
        case _:
            return formats.junit(problems, words)


def _line(root: Path, place: Place) -> str:
    """Return the line of *place*, "" where it cannot be read."""
    try:
        lines = (root / place.path).read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return ""
    return lines[place.line - 1] if place.line <= len(lines) else ""


@console.command()
@console.argument("code", required=False)
@root_option
@any_day_option
@console.language
def explain(code: str | None, root: Path, lang: str) -> None:  # noqa: ARG001 - every command takes it
    """Explain the code of a problem, or tell which there are."""
    from generator.explained import entries, explained, titles

    words = catalogue(lang)
    if code is None:
        echo(words.text("report.codes"))
        for each, title in titles().items():
            echo(words.text("report.code", code=each, title=title))
        return
    if not (text := explained(code)):
        hint = nearest_hint(code, entries(), words)
        raise UsageError(words.text("report.nothing_explained", found=code, nearest=hint))
    echo(f"{code}\n\n{text}", nl=False)
