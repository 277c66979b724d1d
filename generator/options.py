"""What commands are given: the options that several of them take, and how those are checked."""

from __future__ import annotations

import os

from generator import console, history
from generator.console import FOLDER, Checked, Choice, IntRange
from generator.editions import Audience
from generator.fields import is_slug
from generator.history import NoDay
from generator.messages import Catalogue
from generator.problems import Place, Problem

HIGHEST_PORT = 65_535


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
