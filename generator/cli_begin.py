"""The commands that begin something: a workspace, a department, a package, an editor's help."""

from __future__ import annotations

from pathlib import Path

from generator import console
from generator.console import INSIDE, Choice, IntRange, echo
from generator.messages import catalogue
from generator.options import ID, any_day_option, root_option
from generator.outcomes import told
from generator.workspace import SETTINGS

HOSTS = ("github", "gitlab", "gitea")
"""The code hosts that a workspace can be given workflows for."""


@console.command()
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


@console.command()
@console.argument("folder", type=INSIDE, default=".")
@root_option
@any_day_option
@console.language
@console.option("--host", type=Choice(HOSTS), help="host")
def init(folder: Path, root: Path, lang: str, host: str | None) -> None:
    """Begin a workspace."""
    from generator import starter

    words = catalogue(lang)
    target = (root / folder).resolve()
    with told(words):
        written = starter.init(target, host)
    for path in written:
        echo(path)
    if target / SETTINGS in written:
        echo(words.text("cli.begun", folder=target, day=starter.EXAMPLE_DAY), err=True)


@console.command("sample")
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


@console.command("schema")
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
