"""The command line.

Exit codes: 0 all is well; 1 the sources have errors and nothing was written; 2 the command was
given wrongly; 3 the machine lacks something that the program needs.

A command imports for itself what others do without: nobody who checks waits for the site engine.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import history
from generator.history import NoDay, no_day
from generator.limits import Limit, Unit
from generator.lint import checked
from generator.messages import DEFAULT, LANGUAGES, Catalogue, catalogue
from generator.nearest import nearest
from generator.problems import InvalidSources, MissingLibrary, Place, Problem, Severity
from generator.publishing import EXPORT, NotOurs, SiteRefused, replaced
from generator.working_days import MissingYear
from generator.workspace import CALENDAR, read_calendar, workshop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INVALID, MACHINE = 1, 3
HELP = catalogue(DEFAULT).table("help")
FOLDER = click.Path(file_okay=False, path_type=Path, resolve_path=True)
BELOW_ROOT = click.Path(path_type=Path)
"""A folder that is counted from --root."""


class Day(click.ParamType[str]):
    """A day, written YYYY-MM-DD; it stays as it is written."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            history.day(value)
        except NoDay as error:
            words = catalogue(ctx.params.get("lang", DEFAULT) if ctx else DEFAULT)
            self.fail(no_day(error, words), param, ctx)
        return value


root_option = click.option("--root", type=FOLDER, default=".", help=HELP["root"])
as_of_option = click.option("--as-of", type=Day(), metavar="DATE", help=HELP["as_of"])
any_day_option = click.option(
    "--as-of", type=Day(), metavar="DATE", expose_value=False, help=HELP["any_day"]
)
"""For commands whose answer is the same on any day: they take what the others take."""
language_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default=DEFAULT, is_eager=True, help=HELP["lang"]
)
format_option = click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", help=HELP["format"]
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count, help=HELP["jobs"]
)


@click.group(help=HELP["main"])
@click.version_option(package_name="approval-guides")
def main() -> None:
    """Make guides from approval packages."""


@main.command(help=HELP["build"])
@root_option
@as_of_option
@language_option
@click.option("--site-dir", type=FOLDER, help=HELP["site_dir"])
@jobs_option
@click.option("--no-pdf", is_flag=True, help=HELP["no_pdf"])
def build(
    root: Path, as_of: str | None, lang: str, site_dir: Path | None, jobs: int, *, no_pdf: bool
) -> None:
    """Check the workspace and build its site."""
    from generator import plugin

    words = catalogue(lang)
    with told(words):
        site = site_dir or root / "site"
        tell = partial(report, words=words)
        done = plugin.build(root, site, as_of, jobs, pdfs=not no_pdf, report=tell)
    click.echo(words.text("cli.built", folder=done))


@main.command(help=HELP["serve"])
@root_option
@as_of_option
@language_option
@click.option("--address", default="127.0.0.1:8000", help=HELP["address"])
def serve(root: Path, as_of: str | None, lang: str, address: str) -> None:
    """Serve the site while it is being changed."""
    from generator import plugin

    plugin.serve(root, address, as_of, lang)


@main.command(help=HELP["check"])
@root_option
@any_day_option
@language_option
@format_option
@jobs_option
def check(root: Path, lang: str, form: str, jobs: int) -> None:
    """Check every file of the workspace."""
    words = catalogue(lang)
    try:
        _, problems = checked(root, workshop(root, jobs))
        failed = False
    except InvalidSources as error:
        problems, failed = error.problems, True
    if form == "json":
        from generator import exports

        click.echo(exports.dumped(exports.problems_data(problems, words)), nl=False)
    else:
        report(problems, words)
        click.echo(summary(problems, words), err=failed)
    sys.exit(INVALID if failed else 0)


@main.command(help=HELP["schedule"])
@click.argument("package")
@root_option
@any_day_option
@language_option
@format_option
def schedule(package: str, root: Path, lang: str, form: str) -> None:
    """Compute the days and figures of one package."""
    from generator import exports
    from generator.guide import guide
    from generator.tables import schedule_table

    words = catalogue(lang)
    with told(words):
        workspace, _ = checked(root, workshop(root, 1))
        if package not in workspace.packages:
            near = nearest(package, workspace.packages)
            hint = near and words.text("severity.nearest", name=near)
            raise click.UsageError(words.text("cli.unknown_package", found=package, nearest=hint))
        made = guide(workspace, package)
    if form == "json":
        click.echo(
            exports.dumped({"format": exports.FORMAT, **exports.schedule_data(made)}), nl=False
        )
    else:
        click.echo(schedule_table(made, words), nl=False)


@main.command(help=HELP["due"])
@click.argument("day", metavar="DATE", type=Day())
@click.argument("limit")
@root_option
@any_day_option
@language_option
@format_option
def due(day: str, limit: str, root: Path, lang: str, form: str) -> None:
    """Compute the day on which a limit ends."""
    words = catalogue(lang)
    accepted = history.day(day)
    try:
        parsed = Limit.parse(limit)
    except ValueError:
        raise click.UsageError(words.text("cli.due_usage", day=day, limit=limit)) from None
    with told(words):
        try:
            found = read_calendar(root).due(parsed, accepted)
        except OverflowError:
            raise click.UsageError(words.text("cli.due_usage", day=day, limit=limit)) from None
        except MissingYear as error:
            place = Place(f"{CALENDAR}/{error.year}.yml")
            problem = Problem(place, "calendar-year-missing", (("found", error.year),))
            raise InvalidSources([problem]) from error
    if form == "json":
        from generator import exports

        click.echo(exports.dumped(exports.due_data(accepted, parsed, found)), nl=False)
    else:
        key = "cli.due_estimated" if found.estimated else "cli.due"
        click.echo(words.text(key, day=found.date.isoformat()))
        if parsed.unit is Unit.UNSTATED:
            click.echo(words.text("cli.due_unstated"))


@main.command(help=HELP["new"])
@click.argument("kind", type=click.Choice(("department", "package")))
@click.argument("id")
@root_option
@any_day_option
@language_option
def new(kind: str, id: str, root: Path, lang: str) -> None:
    """Begin a department or a package."""
    from generator import starter

    with told(catalogue(lang)):
        click.echo(starter.new(kind, id, root))


@main.command(help=HELP["init"])
@click.argument("folder", type=BELOW_ROOT, default=".")
@root_option
@any_day_option
@language_option
def init(folder: Path, root: Path, lang: str) -> None:
    """Begin a workspace."""
    from generator import starter

    with told(catalogue(lang)):
        for path in starter.init(root / folder):
            click.echo(path)


@main.command(help=HELP["export"])
@click.argument("folder", type=FOLDER)
@root_option
@as_of_option
@language_option
def export(folder: Path, root: Path, as_of: str | None, lang: str) -> None:
    """Write the pages for another site engine."""
    from generator.site import exported, published

    words = catalogue(lang)
    with told(words):
        with replaced(folder, EXPORT, root) as draft:
            made = published(root, as_of, os.cpu_count() or 1, pdfs=True)
            report(made.problems, words)
            count = exported(made, draft)
        click.echo(words.text("cli.exported", count=count, folder=folder))


@main.command("sample", help=HELP["sample"])
@click.argument("count", type=click.IntRange(1, 9999))
@click.argument("folder", type=BELOW_ROOT)
@root_option
@any_day_option
@click.option("--seed", type=int, default=1, help=HELP["seed"])
@language_option
def write_sample(count: int, folder: Path, root: Path, seed: int, lang: str) -> None:
    """Write a large workspace made up by chance."""
    from generator import sample

    words = catalogue(lang)
    with told(words):
        files = sample.sample(count, root / folder, seed)
    click.echo(words.text("cli.exported", count=len(files), folder=root / folder))


@main.command("schema", help=HELP["schema"])
@click.argument("folder", type=BELOW_ROOT, default="schema")
@root_option
@any_day_option
@language_option
def write_schema(folder: Path, root: Path, lang: str) -> None:
    """Write the JSON Schemas of the format."""
    from generator import schema

    words = catalogue(lang)
    with told(words):
        for path in schema.write(root / folder, words):
            click.echo(path)


@contextmanager
def told(words: Catalogue) -> Iterator[None]:
    """Turn what stops a command into words and an exit code."""
    try:
        yield
    except InvalidSources as error:
        report(error.problems, words)
        click.echo(summary(error.problems, words), err=True)
        sys.exit(INVALID)
    except NoDay as error:
        raise click.UsageError(no_day(error, words)) from error
    except NotOurs as error:
        raise click.UsageError(words.text("cli.not_ours", folder=error.folder)) from error
    except SiteRefused as error:
        told = [words.text("cli.site_refused"), *error.told]
        click.echo("\n".join(told), err=True)
        sys.exit(INVALID)
    except OSError as error:
        click.echo(words.text("cli.disk", found=error.filename, why=error.strerror), err=True)
        sys.exit(MACHINE)
    except MissingLibrary as error:
        click.echo(words.text("cli.missing_library", package=error.package), err=True)
        sys.exit(MACHINE)


def report(problems: Iterable[Problem], words: Catalogue) -> None:
    """Print every problem, one a line, where errors go."""
    for problem in problems:
        click.echo(words.told(problem), err=True)


def summary(problems: Iterable[Problem], words: Catalogue) -> str:
    """Return how many errors, warnings and notes there are."""
    severities = [problem.severity for problem in problems]
    return words.text(
        "severity.count",
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        notes=severities.count(Severity.NOTE),
    )
