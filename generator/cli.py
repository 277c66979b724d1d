"""The command line.

Exit codes: 0 all is well; 1 the sources have errors, a file is missing or there already, and
nothing was written, or of some documents only the others; 2 the command was given wrongly; 3 the
machine lacks something that the program needs, or does not let it read or write.

A command imports for itself what others do without: nobody who checks waits for the site engine.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator import changes, console, formats, history
from generator.console import FOLDER, INSIDE, Checked, Choice, IntRange, UsageError, echo
from generator.editions import Audience
from generator.fields import is_slug
from generator.history import NoDay, NoRevision
from generator.limits import Limit, Unit
from generator.lint import checked, checked_files, settled
from generator.messages import MOST_LISTED, Catalogue, catalogue
from generator.nearest import nearest
from generator.problems import InvalidSources, MissingLibrary, Place, Problem, Severity
from generator.progress import Progress
from generator.publishing import EXPORT, NotOurs, SiteRefused, replaced
from generator.settling import Settled
from generator.working_days import MissingYear
from generator.workspace import CALENDAR, MKDOCS, SETTINGS, files_of, read_calendar, workshop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from generator.desk import Desk
    from generator.documents import Kind, Listed
    from generator.reports import Report
    from generator.settling import Standing

INVALID, MACHINE = 1, 3
HIGHEST_PORT = 65_535
LEVELS = ("worse", "confirm", "better", "editorial")
"""Those of `levels.Level`, which only those wait for who compare."""
HOSTS = ("github", "gitlab", "gitea")
"""The code hosts that a workspace can be given workflows for."""
FORMS = ("text", "json", "github", "sarif", "rdjsonl", "junit")


def no_day(value: str, words: Catalogue) -> str | None:
    """Return why *value* is no day, or None when it is one."""
    try:
        history.day(value)
    except NoDay as error:
        return history.no_day(error, words)
    return None


def no_address(value: str, words: Catalogue) -> str | None:
    """Return why nothing can be served at *value*, or None when it is a host and a port."""
    host, _, port = value.rpartition(":")
    if host and port.isascii() and port.isdigit() and int(port) <= HIGHEST_PORT:
        return None
    return words.text("cli.not_an_address", found=value)


def no_id(value: str, words: Catalogue) -> str | None:
    """Return why *value* is no id, or None when it is one."""
    problem = Problem(Place(""), "not-an-id", (("found", value),))
    return None if is_slug(value) else words.told_alone(problem)


DAY, ADDRESS, ID = Checked("date", no_day), Checked("address", no_address), Checked("id", no_id)

root_option = console.option("--root", type=FOLDER, default=".", help="root")
as_of_option = console.option("--as-of", type=DAY, metavar="DATE", help="as_of")
any_day_option = console.option(
    "--as-of", type=DAY, metavar="DATE", expose_value=False, help="any_day"
)
"""For commands whose answer is the same on any day: they take what the others take."""
format_option = console.option(
    "--format", "form", type=Choice(("text", "json")), default="text", help="format"
)
edition_option = console.option(
    "--edition",
    "audience",
    type=Choice(tuple(map(str, Audience))),
    default=str(Audience.PUBLIC),
    help="edition",
)
jobs_option = console.option("--jobs", type=IntRange(1), default=os.cpu_count, help="jobs")


@console.commands
def main() -> None:
    """Make guides from approval packages."""


@main.command
@root_option
@as_of_option
@console.language
@console.option("--site-dir", type=FOLDER, help="site_dir")
@jobs_option
@console.option("--no-pdf", is_flag=True, help="no_pdf")
@edition_option
@console.option("--draft", is_flag=True, help="draft")
def build(
    root: Path,
    as_of: str | None,
    lang: str,
    site_dir: Path | None,
    jobs: int,
    *,
    no_pdf: bool,
    audience: str,
    draft: bool,
) -> None:
    """Check the workspace and build its site."""
    from generator import plugin

    words = catalogue(lang)
    with told(words):
        require_workspace(root)
        site = site_dir or root / ("site" if audience == Audience.PUBLIC else "site-internal")
        tell = partial(report, words=words)
        done = plugin.build(
            root,
            site,
            as_of,
            jobs,
            pdfs=not (no_pdf or draft),
            draft=draft,
            audience=Audience(audience),
            report=tell,
            progress=printing(words),
        )
    echo(words.text("cli.built", folder=done))


@main.command
@root_option
@as_of_option
@console.language
@console.option("--address", type=ADDRESS, default="127.0.0.1:8000", help="address")
def serve(root: Path, as_of: str | None, lang: str, address: str) -> None:
    """Serve the site while it is being changed."""
    from generator import plugin

    words = catalogue(lang)
    with told(words):
        require_workspace(root)
        echo(words.text("cli.serving", address=address), err=True)
        try:
            plugin.serve(root, address, as_of, lang)
        except OSError as error:
            if error.filename is not None:  # a file, and no address
                raise
            echo(words.text("cli.address", address=address, why=error.strerror), err=True)
            sys.exit(MACHINE)


@main.command("print")
@console.argument("kind", required=False)
@console.argument("ids", metavar="[ID]...", nargs=-1)
@root_option
@as_of_option
@console.language
@console.option("--out", type=INSIDE, default="print", help="out")
@jobs_option
@edition_option
def print_documents(
    kind: str | None,
    ids: tuple[str, ...],
    root: Path,
    as_of: str | None,
    lang: str,
    out: Path,
    jobs: int,
    *,
    audience: str,
) -> None:
    """Print documents of one kind, or say which kinds there are."""
    from generator.booklets import FEWEST, MOST
    from generator.desk import Desk
    from generator.documents import KINDS, printed_to
    from generator.public import whole_for

    words = catalogue(lang)
    if kind is None:
        width = max(len(each.name) for each in KINDS)
        for each in KINDS:
            what = words.text(f"kinds.{each.name}", fewest=FEWEST, most=MOST)
            echo(f"{each.name:{width}}  {what}")
        return
    with told(words):
        chosen = _named(kind, KINDS, words)
        sound = checked_files(files_of(root), workshop(root, jobs))
        desk = Desk.of(whole_for(sound, Audience(audience)), history.as_of(root, as_of))
        wanted = _wanted(chosen, ids, desk, words)
        report(sound.settled.problems, words)
        for path in printed_to(root / out, wanted, jobs):
            echo(path)


def _named(name: str, kinds: Iterable[Kind], words: Catalogue) -> Kind:
    """Return the kind of this *name*."""
    known = {kind.name: kind for kind in kinds}
    if name not in known:
        values = {"found": name, "nearest": _hint(name, known, words), "known": _list(known, words)}
        raise UsageError(words.text("cli.unknown_kind", **values))
    return known[name]


def _wanted(kind: Kind, ids: Iterable[str], desk: Desk, words: Catalogue) -> list[Listed]:
    """Return the documents of *kind* that have these *ids*, or all when none is given."""
    from generator.documents import documents

    known = {each.id: each for each in documents(desk, [kind])}
    if not known:
        raise UsageError(words.text("cli.nothing_to_print", kind=kind.name))
    for id in ids:
        if id not in known:
            values = {"kind": kind.name, "found": id, "nearest": _hint(id, known, words)}
            told = words.text("cli.unknown_document", known=_list(known, words), **values)
            raise UsageError(told)
    return [known[id] for id in dict.fromkeys(ids)] or list(known.values())


def _hint(found: str, known: Iterable[str], words: Catalogue) -> str:
    near = nearest(found, known)
    return near and words.text("severity.nearest", name=near)


def _list(names: Iterable[str], words: Catalogue) -> str:
    """Return *names* as a list; of many only the first."""
    told = list(names)
    more = ["…"] if len(told) > MOST_LISTED else []
    return words.text("severity.join").join(told[:MOST_LISTED] + more)


@main.command
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


@main.command
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


@main.command
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


@main.command
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


@main.command
@root_option
@as_of_option
@console.language
@jobs_option
def release(root: Path, as_of: str | None, lang: str, jobs: int) -> None:
    """Write the version records of what has changed."""
    from generator import releasing

    words = catalogue(lang)
    with told(words):
        day = history.as_of(root, as_of)
        sound = checked_files(files_of(root), workshop(root, jobs), lambda: day)
        files = releasing.release(root, sound, day)
    for file in files:
        echo(file.relative_to(root))
    key = "written" if files else "current"
    echo(words.text(f"release.{key}", count=len(files)))


@main.command
@console.argument("code")
@root_option
@any_day_option
@console.language
def explain(code: str, root: Path, lang: str) -> None:  # noqa: ARG001 - every command takes it
    """Explain the code of a problem."""
    from generator.explained import entries, explained

    words = catalogue(lang)
    if not (text := explained(code)):
        near = nearest(code, entries())
        hint = near and words.text("severity.nearest", name=near)
        raise UsageError(words.text("report.nothing_explained", found=code, nearest=hint))
    echo(f"{code}\n\n{text}", nl=False)


@main.command
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
            hint = _hint(package, workspace.packages, words)
            raise UsageError(words.text("cli.unknown_package", found=package, nearest=hint))
        made = guide(workspace, package)
    if form == "json":
        echo(exports.dumped({"format": FORMAT, **exports.schedule_data(made)}), nl=False)
    else:
        echo(schedule_table(made, words), nl=False)


@main.command
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


@main.command
@console.argument("kind", type=Choice(("department", "package")))
@console.argument("id", type=ID)
@root_option
@any_day_option
@console.language
def new(kind: str, id: str, root: Path, lang: str) -> None:
    """Begin a department or a package."""
    from generator import starter

    with told(catalogue(lang)):
        echo(starter.new(kind, id, root))


@main.command
@console.argument("folder", type=INSIDE, default=".")
@root_option
@any_day_option
@console.language
@console.option("--host", type=Choice(HOSTS), help="host")
def init(folder: Path, root: Path, lang: str, host: str | None) -> None:
    """Begin a workspace."""
    from generator import starter

    with told(catalogue(lang)):
        for path in starter.init(root / folder, host):
            echo(path)


@main.command
@console.argument("folder", type=FOLDER)
@root_option
@as_of_option
@console.language
def export(folder: Path, root: Path, as_of: str | None, lang: str) -> None:
    """Write the pages for another site engine."""
    from generator.leaks import require_no_leak
    from generator.site import exported, published

    words = catalogue(lang)
    with told(words):
        with replaced(folder, EXPORT, root) as draft:
            jobs = os.cpu_count() or 1
            made = published(root, as_of, jobs, pdfs=True, progress=printing(words))
            report(made.problems, words)
            count = exported(made, draft)
            require_no_leak(draft, made.standing)
        echo(words.text("cli.exported", count=count, folder=folder))


@main.command("sample")
@console.argument("count", type=IntRange(1, 9999))
@console.argument("folder", type=INSIDE)
@root_option
@any_day_option
@console.option("--seed", type=int, default=1, help="seed")
@console.language
def write_sample(count: int, folder: Path, root: Path, seed: int, lang: str) -> None:
    """Write a large workspace made up by chance."""
    from generator import sample

    words = catalogue(lang)
    with told(words):
        target = (root / folder).resolve()
        files = sample.sample(count, target, seed)
    echo(words.text("cli.exported", count=len(files), folder=target))


@main.command("schema")
@console.argument("folder", type=INSIDE, default="schema")
@root_option
@any_day_option
@console.language
def write_schema(folder: Path, root: Path, lang: str) -> None:
    """Write the JSON Schemas of the format."""
    from generator import review_data, schema

    words = catalogue(lang)
    with told(words):
        answers = root / folder / review_data.SCHEMA
        written = schema.write(root / folder, words)
        answers.write_text(review_data.schema_text(), "utf-8", newline="\n")
        for path in (*written, answers):
            echo(path)


def require_workspace(root: Path) -> None:
    """Raise InvalidSources unless *root* has the two files that MkDocs builds a site from."""
    if not (root / SETTINGS).is_file():
        raise InvalidSources([Problem(Place(str(root)), "not-a-workspace", (("found", SETTINGS),))])
    if not (root / MKDOCS).is_file():
        raise InvalidSources([Problem(Place(MKDOCS), "mkdocs-settings-missing")])


@contextmanager
def told(words: Catalogue) -> Iterator[None]:
    """Turn what stops a command into words and an exit code."""
    try:
        yield
    except InvalidSources as error:
        report(error.problems, words)
        echo(formats.counted(error.problems, words), err=True)
        explain_hint(error.problems, words)
        sys.exit(INVALID)
    except NoDay as error:
        raise UsageError(history.no_day(error, words)) from error
    except NoRevision as error:
        raise UsageError(words.text("report.no_revision", found=error.found)) from error
    except NotOurs as error:
        raise UsageError(words.text("cli.not_ours", folder=error.folder)) from error
    except SiteRefused as error:
        echo("\n".join([words.text("cli.site_refused"), *error.told]), err=True)
        sys.exit(INVALID)
    except OSError as error:
        echo(words.text("cli.disk", found=error.filename, why=error.strerror), err=True)
        sys.exit(MACHINE)
    except MissingLibrary as error:
        echo(words.text("cli.missing_library", package=error.package), err=True)
        sys.exit(MACHINE)


def printing(words: Catalogue) -> Progress:
    """Return what tells how far printing is, where errors go."""
    return Progress(sys.stderr, partial(_printed, words))


def _printed(words: Catalogue, done: int, total: int) -> str:
    return words.text("cli.printed", done=done, total=total)


def report(problems: Iterable[Problem], words: Catalogue) -> None:
    """Print every problem, one a line, where errors go."""
    for problem in problems:
        echo(words.told(problem), err=True)


def explain_hint(problems: Iterable[Problem], words: Catalogue) -> None:
    """Print how to learn more of a problem, with the code of the worst one."""
    for problem in formats.worst_first(problems)[:1]:
        echo(words.text("report.explain", code=problem.code), err=True)
