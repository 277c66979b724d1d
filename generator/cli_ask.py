"""The commands that compute an answer: the days of a package, the day on which a limit ends."""

from __future__ import annotations

from pathlib import Path

from generator import console, history
from generator.console import UsageError, echo
from generator.limits import Limit, Unit
from generator.lint import checked
from generator.messages import catalogue
from generator.options import DAY, any_day_option, format_option, root_option
from generator.outcomes import nearest_hint, told
from generator.problems import InvalidSources, Place, Problem
from generator.working_days import MissingYear
from generator.workspace import CALENDAR, read_calendar, workshop


@console.command()
@console.argument("package")
@root_option
@any_day_option
@console.language
@format_option
def schedule(package: str, root: Path, lang: str, form: str) -> None:
    """Compute the days and figures of one package."""
    from generator import exports
    from generator.directory_data import FORMAT
    from generator.guide import guide
    from generator.tables import schedule_table

    words = catalogue(lang)
    with told(words):
        workspace, _ = checked(root, workshop(root, 1))
        if package not in workspace.packages:
            hint = nearest_hint(package, workspace.packages, words)
            raise UsageError(words.text("cli.unknown_package", found=package, nearest=hint))
        made = guide(workspace, package)
    if form == "json":
        echo(exports.dumped({"format": FORMAT, **exports.schedule_data(made)}), nl=False)
    else:
        echo(schedule_table(made, words), nl=False)


@console.command()
@console.argument("day", metavar="DATE", type=DAY)
@console.argument("limit")
@root_option
@any_day_option
@console.language
@format_option
def due(day: str, limit: str, root: Path, lang: str, form: str) -> None:
    """Compute the day on which a limit ends."""
    words = catalogue(lang)
    accepted = history.day(day)
    try:
        parsed = Limit.parse(limit)
    except ValueError:
        raise UsageError(words.text("cli.due_usage", day=day, limit=limit)) from None
    with told(words):
        try:
            found = read_calendar(root).due(parsed, accepted)
        except OverflowError:
            raise UsageError(words.text("cli.due_usage", day=day, limit=limit)) from None
        except MissingYear as error:
            place = Place(f"{CALENDAR}/{error.year}.yml")
            problem = Problem(place, "calendar-year-missing", (("found", error.year),))
            raise InvalidSources([problem]) from error
    if form == "json":
        from generator import exports

        echo(exports.dumped(exports.due_data(accepted, parsed, found)), nl=False)
    else:
        key = "cli.due_estimated" if found.estimated else "cli.due"
        echo(words.text(key, day=found.date.isoformat()))
        if parsed.unit is Unit.UNSTATED:
            echo(words.text("cli.due_unstated"))
