"""How commands speak; the one module that knows click.

Help, and what is wrong with the way a command was given, are in the language that it asks for with
--lang, where click would speak English: words of ours under "usage" and "help".
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from click import Choice, IntRange, UsageError, argument, echo
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from generator.messages import DEFAULT, LANGUAGES, Catalogue, catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = [
    "FOLDER", "INSIDE", "Checked", "Choice", "IntRange", "UsageError", "argument", "command",
    "commands", "echo", "language", "option",
]  # fmt: skip

FOLDER = click.Path(file_okay=False, path_type=Path, resolve_path=True)
INSIDE = click.Path(path_type=Path)
"""A folder that is counted from another one."""


def asked_language(args: Sequence[str]) -> str:
    """Return the language that *args* ask for, wherever they do; they may be wrong otherwise."""
    given = [value for option, value in pairwise(args) if option == "--lang"]
    given += [arg.removeprefix("--lang=") for arg in args if arg.startswith("--lang=")]
    return next((language for language in given if language in LANGUAGES), DEFAULT)


def asked_words(ctx: click.Context | None) -> Catalogue:
    """Return the words of the language that the command of *ctx* was given with."""
    words: Catalogue = ctx.meta["words"] if ctx else catalogue()
    return words


class Checked(click.ParamType[str]):
    """A text that stays as it is written, if *wrong* finds nothing to say of it."""

    def __init__(self, name: str, wrong: Callable[[str, Catalogue], str | None]) -> None:
        self.name, self.wrong = name, wrong

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if told := self.wrong(value, asked_words(ctx)):
            self.fail(told, param, ctx)
        return value


class Option(click.Option):
    """An option; its help is a key of the words."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return self.get_help_spec(ctx), asked_words(ctx).text(f"help.{self.help}")


class Formatter(click.HelpFormatter):
    """Help with headings in *words*."""

    def __init__(self, words: Catalogue, width: int | None, max_width: int | None) -> None:
        super().__init__(width=width, max_width=max_width)
        self.heading = words.table("usage")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{self.heading['usage']} ")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        self.write_paragraph()
        self.write(f"{self.heading.get(name.lower(), name)}\n")
        with self.indentation():
            yield


class Context(click.Context):
    """Where a command is run."""

    def make_formatter(self) -> Formatter:
        return Formatter(asked_words(self), self.terminal_width, self.max_content_width)


class Command(click.Command):
    """A command; its help is the entry of its name in the words."""

    context_class = Context
    allow_extra_args = True
    """`invoke` refuses them, in words of ours."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        if option := super().get_help_option(ctx):
            option.help = asked_words(ctx).text("help.help")
        return option

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(asked_words(ctx).text(f"help.{self.name}"))

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - click hands it over
        return asked_words(click.get_current_context()).text(f"help.{self.name}")

    def invoke(self, ctx: click.Context) -> object:
        if ctx.args:
            words = asked_words(ctx)
            raise click.UsageError(words.text("usage.too_much", found=" ".join(ctx.args)), ctx)
        return super().invoke(ctx)


class Commands(Command, click.Group):
    """All commands together."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["words"] = catalogue(asked_language(args))
        with in_words(ctx):
            return click.Group.parse_args(self, ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        with in_words(ctx):
            return click.Group.invoke(self, ctx)


@contextmanager
def in_words(ctx: click.Context) -> Iterator[None]:
    """Let what is wrong with a command be said in the language that *ctx* was given in."""
    try:
        yield
    except (NoArgsIsHelpError, WrongCommand):
        raise
    except click.UsageError as error:
        raise WrongCommand(error, error.ctx or ctx) from error


class WrongCommand(click.UsageError):
    """A command that was given wrongly, with what `why` says of it."""

    def __init__(self, error: click.UsageError, ctx: click.Context) -> None:
        words = asked_words(ctx)
        hint = words.text("usage.hint", command=ctx.command_path)
        told = words.text("usage.error", told=why(error, words))
        super().__init__(f"{ctx.get_usage()}\n{hint}\n\n{told}", ctx)

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(self.message, file, err=True)


def why(error: click.UsageError, words: Catalogue) -> str:
    """Return what is wrong with a command; what is not click's is in words already."""
    match error:
        case click.MissingParameter(param=click.Parameter() as param):
            return words.text("usage.missing", name=_named(param, error))
        case click.NoSuchOption(option_name=found, possibilities=near):
            return words.text("usage.no_option", found=found, nearest=_nearest(near, words))
        case NoSuchCommand(command_name=found, possibilities=near):
            return words.text("usage.no_command", found=found, nearest=_nearest(near, words))
        case click.BadOptionUsage(option_name=name):
            return words.text("usage.no_value", name=name)
        case click.BadParameter(param=click.Parameter() as param):
            told = _wanted(param.type, words) or error.message
            return words.text("usage.bad_value", name=_named(param, error), told=told)
    return error.message


def _named(param: click.Parameter, error: click.UsageError) -> str:
    return param.get_error_hint(error.ctx).replace("'", "")


def _nearest(names: Sequence[str] | None, words: Catalogue) -> str:
    return words.text("severity.nearest", name=names[0]) if names else ""


def _wanted(kind: click.ParamType[Any], words: Catalogue) -> str:
    """Return which values *kind* takes, where it is one of click's."""
    match kind:
        case click.Choice(choices=choices):
            return words.text("usage.one_of", choices=words.text("severity.join").join(choices))
        case click.IntRange(min=least, max=None):
            return words.text("usage.whole_from", least=least)
        case click.IntRange(min=least, max=most):
            return words.text("usage.whole_between", least=least, most=most)
        case click.Path():
            return words.text("usage.folder")
    return words.text("usage.whole") if kind is click.INT else ""


def spoken() -> str:
    """Return the language that is asked for, with this command or before it."""
    return asked_words(click.get_current_context()).language


option = partial(click.option, cls=Option)
"""An option, as click's; its help is a key of the words."""
language = option("--lang", type=Choice(LANGUAGES), default=spoken, help="lang")


def command(name: str | None = None) -> Callable[[Callable[..., None]], Command]:
    """Return what makes a command of a function; it is called *name*, else as the function is."""
    return click.command(name, cls=Command)


def commands(function: Callable[[], None]) -> Commands:
    """Return the group of commands that *function* is; its help is the entry of its name."""
    group = click.group(cls=Commands)(function)
    before = option("--lang", type=Choice(LANGUAGES), expose_value=False, help="lang")
    version = click.version_option(package_name="approval-guides", cls=Option, help="version")
    return version(before(group))
