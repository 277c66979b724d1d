"""Where things lie on the site: the addresses that the generator gives, relative to its root."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Container

HOME = "index.html"
BOOKLET = "booklet.pdf"
"""All guides of the office as one document."""
STATIC = "assets/ag"
FEED = "changes.atom"
SERVICES = "public-services.jsonld"
ROBOTS = "robots.txt"
BUNDLE = "offline.zip"
"""The whole site, to be read without a network."""
STATIC_HOSTS = "_headers"
"""Where static hosts that know the format of Netlify and Cloudflare Pages look for what to send."""
AT_THE_ROOT = (HOME, BOOKLET, FEED, SERVICES, ROBOTS, STATIC_HOSTS, BUNDLE, "404.html")
LISTS = ("projects", "items", "departments")
VERSIONS = "v"
"""Short, for it stands in the QR code of every paper; it must never change."""
LANGUAGE_CODE = 2
"""Letters in the name of the folder of a language (ISO 639-1); no other folder's has two."""
MADE = ("browse", "chains", "materials", "results", "changes", VERSIONS)
"""Folders in which every page is the generator's."""
PROSE = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""Endings of files that a site engine makes a page of."""


def language_folder(uri: str) -> str:
    """Return the folder of its language in which *uri* lies, with a slash; "" for the main one."""
    folder, slash, _ = uri.partition("/")
    return f"{folder}/" if slash and len(folder) == LANGUAGE_CODE else ""


def guide_uri(id: str) -> str:
    return f"projects/{id}.html"


def pdf_uri(id: str) -> str:
    return f"projects/{id}.pdf"


def json_uri(id: str) -> str:
    return f"projects/{id}.json"


def linked_uri(id: str) -> str:
    return f"projects/{id}.jsonld"


def calendar_uri(id: str) -> str:
    return f"projects/{id}.ics"


def workbook_uri(id: str) -> str:
    return f"projects/{id}.xlsx"


def picture_uri(id: str) -> str:
    return f"projects/{id}.png"


def item_uri(id: str) -> str:
    return f"items/{id}.html"


def department_uri(id: str) -> str:
    return f"departments/{id}.html"


def booklet_uri(chain: str) -> str:
    return f"booklets/{chain}.pdf"


def item_data_uri(id: str) -> str:
    return f"items/{id}.json"


def department_data_uri(id: str) -> str:
    return f"departments/{id}.json"


def version_uri(id: str, version: str) -> str:
    """Return where it is told whether this *version* of a guide holds; paper leads there."""
    return f"{VERSIONS}/{id}/{version}.html"


def history_uri(id: str) -> str:
    """Return where all versions of a guide are told of."""
    return f"{VERSIONS}/{id}/index.html"


def changes_uri(department: str) -> str:
    """Return where the changes lie that bind *department*."""
    return list_uri(f"changes/{department}", 0)


def chain_uri(id: str) -> str:
    return f"chains/{id}.html"


def browse_uri(facet: str, number: int = 0) -> str:
    """Return where part *number*, from 0 on, of the guides that have *facet* lies."""
    return list_uri(f"browse/{facet}", number)


def list_uri(name: str, number: int) -> str:
    """Return where part *number*, from 0 on, of the list *name* lies."""
    return f"{name}/index{number or ''}.html"


def list_data_uri(name: str, number: int) -> str:
    """Return where part *number*, from 0 on, of the list *name* lies as data."""
    return f"{name}/index{number or ''}.json"


def schema_uri(name: str, version: int) -> str:
    """Return where the JSON Schema of the records *name* lies, in the format *version*."""
    return f"{STATIC}/schema/{name}-{version}.json"


def absolute(address: str, uri: str) -> str:
    """Return the whole address of *uri*, a file of the site that is published at *address*."""
    path, hash_mark, anchor = uri.partition("#")
    return f"{address.rstrip('/')}/{quote(path)}{hash_mark}{anchor}"


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
    languages: Container[str] = (),
) -> bool:
    """Tell whether the generator puts a file of its own at *uri*, on a disk of whatever case.

    The folders of further *languages* are its own altogether.

    An id has no dot, so what follows the first one tells what kind of file it is.
    """
    uri = uri.casefold()
    if language_folder(uri)[:-1] in languages:
        return True
    if uri in AT_THE_ROOT or uri.startswith(f"{STATIC}/"):
        return True
    folder, _, name = uri.rpartition("/")
    if folder.partition("/")[0] in MADE and name.endswith(".html"):
        return True
    id, _, ending = name.partition(".")
    if folder in LISTS and re.fullmatch(r"index\d*\.(html|json)", name):
        return True
    given = {
        "projects": (packages, r"html|json|jsonld|ics|xlsx|png|([a-z-]+\.)?pdf"),
        "items": (items, "html|json"),
        "departments": (departments, r"html|json|[a-z-]+\.pdf"),
        "booklets": (chains, "pdf"),
    }
    ids, endings = given.get(folder, ((), ""))
    return id in ids and re.fullmatch(endings, ending) is not None
