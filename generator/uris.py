"""Where things lie on the site: the addresses that the generator gives, relative to its root."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

HOME = "index.html"
BOOKLET = "booklet.pdf"
"""All guides of the office as one document."""
STATIC = "assets/ag"
LISTS = ("projects", "items", "departments")
PROSE = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""Endings of files that a site engine makes a page of."""


def guide_uri(id: str) -> str:
    return f"projects/{id}.html"


def json_uri(id: str) -> str:
    return f"projects/{id}.json"


def item_uri(id: str) -> str:
    return f"items/{id}.html"


def department_uri(id: str) -> str:
    return f"departments/{id}.html"


def booklet_uri(chain: str) -> str:
    return f"booklets/{chain}.pdf"


def list_uri(name: str, number: int) -> str:
    """Return where part *number*, from 0 on, of the list *name* lies."""
    return f"{name}/index{number or ''}.html"


def prose_uri(source: str) -> str:
    """Return where the file *source* below guides/ comes to lie."""
    path = PurePosixPath(source)
    if path.suffix.lower() not in PROSE:
        return source
    stem = "index" if path.stem.lower() == "readme" else path.stem
    return str(path.with_name(f"{stem}.html"))


def is_given(
    uri: str,
    packages: Container[str],
    items: Container[str],
    departments: Container[str],
    chains: Container[str],
) -> bool:
    """Tell whether the generator puts a file of its own at *uri*, on a disk of whatever case.

    An id has no dot, so what follows the first one tells what kind of file it is.
    """
    uri = uri.casefold()
    if uri in (HOME, BOOKLET) or uri.startswith(f"{STATIC}/"):
        return True
    folder, _, name = uri.rpartition("/")
    id, _, ending = name.partition(".")
    if folder in LISTS and re.fullmatch(r"index\d*\.html", name):
        return True
    given = {
        "projects": (packages, r"html|json|([a-z-]+\.)?pdf"),
        "items": (items, "html"),
        "departments": (departments, r"html|[a-z-]+\.pdf"),
        "booklets": (chains, "pdf"),
    }
    ids, endings = given.get(folder, ((), ""))
    return id in ids and re.fullmatch(endings, ending) is not None
