"""Where the files lie that come with the generator: templates, words, calendar, fonts, scripts."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def templates_of(package: Path) -> Path:
    """Return the templates: inside an installed *package*, beside it in a checkout."""
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


TEMPLATES = templates_of(PACKAGE)
CATALOGUES = PACKAGE / "catalogues"
CALENDAR = PACKAGE / "calendar"
FONTS = PACKAGE / "fontfiles"
STATIC = PACKAGE / "static"
STARTER = PACKAGE / "starter"
"""The workspace that `init` copies for an office that begins."""
