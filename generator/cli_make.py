"""The commands that make something of a workspace: its site, its documents, its pages."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator import console, history
from generator.console import FOLDER, INSIDE, Choice, UsageError, echo
from generator.editions import Audience
from generator.lint import checked_files
from generator.messages import LANGUAGES, Catalogue, catalogue
from generator.options import (
    ADDRESS,
    as_of_option,
    edition_option,
    jobs_option,
    root_option,
)
from generator.outcomes import MACHINE, listed, nearest_hint, printing, report, told
from generator.problems import InvalidSources, Place, Problem
from generator.publishing import EXPORT, replaced
from generator.workspace import MKDOCS, SETTINGS, files_of, workshop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.desk import Desk
    from generator.documents import Kind, Listed


@console.command()
@root_option
@as_of_option
@console.language
@console.option("--site-dir", type=FOLDER, help="site_dir")
@jobs_option
@console.option("--no-pdf", is_flag=True, help="no_pdf")
@edition_option
@console.option("--draft", is_flag=True, help="draft")
@console.option("--bundle", is_flag=True, help="bundle")
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
    bundle: bool,
) -> None:
    """Check the workspace and build its site."""
    from generator import plugin

    words = catalogue(lang)
    with told(words):
        require_workspace(root)
        edition = "-internal" if audience == Audience.INTERNAL else ""
        site = site_dir or root / f"site{edition}{'-draft' if draft else ''}"
        tell = partial(report, words=words)
        done = plugin.build(
            root,
            site,
            as_of,
            jobs,
            pdfs=not (no_pdf or draft),
            draft=draft,
            bundle=bundle,
            audience=Audience(audience),
            report=tell,
            progress=printing(words),
        )
    echo(words.text("cli.built", folder=done))


@console.command()
@root_option
@as_of_option
@console.language
@console.option("--address", type=ADDRESS, default="127.0.0.1:8000", help="address")
@edition_option
def serve(root: Path, as_of: str | None, lang: str, address: str, audience: str) -> None:
    """Serve the site while it is being changed."""
    from generator import plugin

    words = catalogue(lang)
    with told(words):
        require_workspace(root)
        echo(words.text("cli.serving", address=address), err=True)
        try:
            plugin.serve(root, address, as_of, lang, Audience(audience))
        except OSError as error:
            if error.filename is not None:  # a file, and no address
                raise
            echo(words.text("cli.address", address=address, why=error.strerror), err=True)
            sys.exit(MACHINE)


@console.command()
@console.argument("folder", type=FOLDER)
@root_option
@as_of_option
@console.language
@edition_option
def export(folder: Path, root: Path, as_of: str | None, lang: str, audience: str) -> None:
    """Write the pages for another site engine."""
    from generator.leaks import require_no_leak
    from generator.markdown_export import exported
    from generator.site import published

    words = catalogue(lang)
    with told(words):
        with replaced(folder, EXPORT, root) as draft:
            jobs = os.cpu_count() or 1
            made = published(
                root,
                as_of,
                jobs,
                pdfs=True,
                audience=Audience(audience),
                progress=printing(words),
            )
            report(made.problems, words)
            count = exported(made, draft)
            require_no_leak(draft, made.workspace, made.standing)
        echo(words.text("cli.exported", count=count, folder=folder))


def require_workspace(root: Path) -> None:
    """Raise InvalidSources unless *root* has the two files that MkDocs builds a site from."""
    if not (root / SETTINGS).is_file():
        raise InvalidSources([Problem(Place(str(root)), "not-a-workspace", (("found", SETTINGS),))])
    if not (root / MKDOCS).is_file():
        raise InvalidSources([Problem(Place(MKDOCS), "mkdocs-settings-missing")])


@console.command("print")
@console.argument("kind", required=False)
@console.argument("ids", metavar="[ID]...", nargs=-1)
@root_option
@as_of_option
@console.language
@console.option("--out", type=INSIDE, default="print", help="out")
@console.option("--language", type=Choice(LANGUAGES), help="print_language")
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
    language: str | None,
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
        office = whole_for(sound, Audience(audience))
        main = office.settings.value.language
        desk = Desk.of(office, history.as_of(root, as_of)).having(language or main)
        wanted = _wanted(chosen, ids, desk, words)
        report(sound.settled.problems, words)
        folder = root / out / ("" if desk.language == main else desk.language)
        for path in printed_to(folder, wanted, jobs):
            echo(path)


def _named(name: str, kinds: Iterable[Kind], words: Catalogue) -> Kind:
    """Return the kind of this *name*."""
    known = {kind.name: kind for kind in kinds}
    if name not in known:
        values = {
            "found": name,
            "nearest": nearest_hint(name, known, words),
            "known": listed(known, words),
        }
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
            values = {"kind": kind.name, "found": id, "nearest": nearest_hint(id, known, words)}
            told = words.text("cli.unknown_document", known=listed(known, words), **values)
            raise UsageError(told)
    return [known[id] for id in dict.fromkeys(ids)] or list(known.values())
