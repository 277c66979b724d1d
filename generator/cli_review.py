"""The commands of who proposes a change, reviews it, agrees to it and releases it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator import console, history
from generator.console import Choice, UsageError, echo
from generator.lint import checked_files
from generator.messages import Catalogue, catalogue
from generator.options import any_day_option, as_of_option, jobs_option, root_option
from generator.outcomes import INVALID, report, told
from generator.problems import InvalidSources
from generator.workspace import files_of, workshop

if TYPE_CHECKING:
    from generator.reports import Report

LEVELS = ("worse", "confirm", "better", "editorial")
"""Those of `levels.Level`, which only those wait for who compare."""


@console.command()
@console.argument("base")
@console.argument("head", required=False)
@root_option
@any_day_option
@console.language
@console.option(
    "--format",
    "form",
    type=Choice(("text", "markdown", "json", "html")),
    default="text",
    help="diff_format",
)
@console.option("--fail-on", type=Choice(LEVELS), help="fail_on")
@console.option("--exact", is_flag=True, help="exact")
@jobs_option
def diff(
    base: str,
    head: str | None,
    root: Path,
    lang: str,
    form: str,
    fail_on: str | None,
    jobs: int,
    *,
    exact: bool,
) -> None:
    """Tell what changed between two versions."""
    from generator.levels import Level

    words = catalogue(lang)
    with told(words):
        found = compared(root, base, head, words, jobs, exact=exact)
        echo(_formed(found, form), nl=False)
    problems = found.review.problems()
    report(problems, words)
    failing = found.review.failing(Level(fail_on)) if fail_on else ()
    if failing and fail_on:
        level = found.level(Level(fail_on))
        echo(words.text("diff.failed", count=len(failing), level=level), err=True)
    sys.exit(INVALID if problems or failing else 0)


def compared(
    root: Path, base: str, head: str | None, words: Catalogue, jobs: int, *, exact: bool = False
) -> Report:
    """Return the report of what *head* changed since *base*."""
    from generator.reports import Report
    from generator.review import review
    from generator.versions import versions

    with versions(root, base, head, exact=exact) as (before, after):
        return Report(review(before, after, workshop(root, jobs)), words)


def _formed(found: Report, form: str) -> str:
    """Return a report in the *form* that was asked for."""
    from generator import exports

    match form:
        case "markdown":
            from generator.comment import comment

            return comment(found)
        case "json":
            from generator.review_data import review_data

            return exports.dumped(review_data(found).model_dump(mode="json"))
        case "html":
            from generator.review_page import page

            return page(found)
        case _:
            from generator.plain_review import plain_text

            return plain_text(found)


@console.command()
@console.argument("changes", nargs=-1)
@console.option("--by", "department", required=True, help="by")
@console.option("--all", "everything", is_flag=True, help="all")
@console.option("--role", help="role")
@console.option("--note", help="note")
@console.option("--base", default="main", help="confirm_base")
@root_option
@as_of_option
@console.language
@jobs_option
def confirm(
    changes: tuple[str, ...],
    root: Path,
    as_of: str | None,
    lang: str,
    jobs: int,
    *,
    department: str,
    role: str | None,
    note: str | None,
    base: str,
    everything: bool,
) -> None:
    """Record that a department agrees to changes."""
    from generator import confirming

    words = catalogue(lang)
    if bool(changes) == everything:
        raise UsageError(words.text("diff.which"))
    with told(words):
        day = history.as_of(root, as_of)
        found = compared(root, base, None, words, jobs)
        try:
            asked = confirming.asked(found, department, changes)
        except confirming.NotAsked as error:
            raise UsageError(error.told) from error
        name = found.teller.department(department)
        if not asked:
            echo(words.text("diff.nothing_to_confirm", department=name))
            return
        file = confirming.confirm(root, found, department, asked, day, role, note)
        echo(words.text("diff.confirmed", department=name, count=len(asked), file=file))


@console.command()
@root_option
@any_day_option
@console.language
@console.option("--check", "only_check", is_flag=True, help="codeowners_check")
def codeowners(root: Path, lang: str, *, only_check: bool) -> None:
    """Write who reviews which file."""
    from generator import reviewers
    from generator.workspace import CODEOWNERS, read_office

    words, file = catalogue(lang), root / CODEOWNERS
    with told(words):
        workspace, problems, _ = read_office(files_of(root))
        if workspace is None:
            raise InvalidSources(problems)
        made = reviewers.codeowners(workspace)
        if not made:
            raise UsageError(words.text("diff.codeowners_none"))
        current = workspace.codeowners == made.encode()
        if not only_check and not current:
            file.write_text(made, "utf-8", newline="\n")
    key = "current" if current else "stale" if only_check else "written"
    echo(words.text(f"diff.codeowners_{key}", file=CODEOWNERS), err=key == "stale")
    sys.exit(INVALID if key == "stale" else 0)


@console.command()
@root_option
@as_of_option
@console.language
@jobs_option
@console.option("--check", "only_check", is_flag=True, help="release_check")
def release(root: Path, as_of: str | None, lang: str, jobs: int, *, only_check: bool) -> None:
    """Write the version records of what has changed."""
    from generator import releasing

    words = catalogue(lang)
    with told(words):
        day = history.as_of(root, as_of)
        sound = checked_files(files_of(root), workshop(root, jobs), lambda: day)
        lacking = releasing.unrecorded(root, sound, day) if only_check else []
        files = [] if only_check else releasing.release(root, sound, day)
    for record, _ in lacking:
        echo(words.text("release.lacking", id=record.package, summary=record.summary))
    if lacking:
        sys.exit(INVALID)
    for file in files:
        echo(file.relative_to(root))
    key = "written" if files else "current"
    echo(words.text(f"release.{key}", count=len(files)))
