"""What lies below guides/ beside the YAML, and whether it may be published.

Everything there is published as it is: so it has to be what its name says, hold no program, be
of a size that a telephone can load, and hold no personal data in its text or its metadata.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from generator import personal_data
from generator.assets import version
from generator.fields import RESERVED
from generator.keeping import digest
from generator.problems import MOST_TOLD, Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.store import Store

KIND = "attachments"
"""What a store calls what was found in them."""
LARGEST_ATTACHMENT = 20 << 20
"""Bytes; a form has a hundredth of it, a scanned sample a tenth."""
HEAD = 1024
"""Bytes at the beginning in which a file shows what it is; %PDF- may stand that late."""
PAGES = ("md", "markdown", "mdown", "mkdn", "mkd")
OFFICE = ("docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd")
ZIP, OLE = rb"PK\x03\x04", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNINGS = {
    "pdf": rb"[\x00-\xff]{0,1019}%PDF-",
    **dict.fromkeys((*OFFICE, "zip"), ZIP),
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et", "dps"), OLE),
    "png": rb"\x89PNG\r\n\x1a\n",
    **dict.fromkeys(("jpg", "jpeg"), rb"\xff\xd8\xff"),
    "gif": rb"GIF8[79]a",
    "webp": rb"RIFF[\x00-\xff]{4}WEBP",
    "svg": rb"(?:\xef\xbb\xbf)?\s*<(?:svg|[?!][\x00-\xff]*?<svg)",
    **dict.fromkeys((*PAGES, "txt", "csv", "json", "geojson", "xml"), rb"[^\x00]*$"),
}
"""How the bytes of a file begin, by the ending of its name."""
PROGRAMS = frozenset(
    {
        *("exe", "dll", "com", "bat", "cmd", "ps1", "vbs", "vbe", "js", "mjs", "jse", "wsf", "hta"),
        *("msi", "scr", "pif", "jar", "apk", "lnk", "sh", "py", "app", "dmg", "iso", "swf"),
        *("html", "htm", "xhtml", "shtml", "svgz"),
        *("docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppam", "ppsm"),
    }
)
"""Endings of what runs on the machine of whoever opens it, or as a page of this site."""
RUNS = re.compile(rb"MZ[\x00-\xff]{0,62}\x00|\x7fELF|#!\s*/|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe")
"""How programs begin: of Windows, of Linux, scripts, of Java, of macOS."""
SCRIPTED = re.compile(rb"(?i)<script|\son\w+\s*=|javascript:|<foreignobject|<!ENTITY")
"""What makes a picture of SVG more than a picture."""
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
"""The storage in which documents of the older Office keep their macros ([MS-OVBA])."""
TEXTS = (*PAGES, "txt", "csv", "json", "geojson", "xml", "svg")
CLOSED = ("zip", "doc", "xls", "ppt", "wps", "et", "dps")
"""Endings of what we do not look into."""


def attachment_problems(guides: Path, store: Store) -> Iterator[Problem]:
    """Yield what is wrong with the files below *guides*, apart from the YAML.

    What was found in a content is kept in *store*, and found there the next time.
    """
    kept = store.results(KIND, version())
    used: dict[str, tuple[Problem, ...]] = {}
    seen: dict[str, str] = {}
    for path in _published(guides):
        inside = path.relative_to(guides).as_posix()
        name = f"{guides.name}/{inside}".encode("utf-8", "backslashreplace").decode()
        if other := seen.get(name.casefold()):
            yield _problem(name, "attachment-alike", found=path.name, also=(Place(other),))
        seen.setdefault(name.casefold(), name)
        yield from _problems(path, name, kept, used)
    if used.keys() - kept.keys():
        store.keep(KIND, version(), used)


def published_problems(guides: Path, folder: Path, store: Store) -> Iterator[Problem]:
    """Yield what is wrong with the files below *guides* as they were copied to *folder*.

    One that has changed since it was checked is looked into again; of the others it is known.
    """
    kept = store.results(KIND, version())
    for path in _files(guides):
        copy = folder / path.relative_to(guides)
        if copy.is_file():
            name = f"{guides.name}/{path.relative_to(guides).as_posix()}"
            yield from _problems(copy, name, kept, {})


def _published(guides: Path) -> list[Path]:
    """Return the files that are published as they are; what leads away is told elsewhere."""
    inside = guides.resolve()
    return [path for path in _files(guides) if not path.is_symlink() or _stays(path, inside)]


def _files(guides: Path) -> list[Path]:
    """Return the files below *guides*, not the YAML and what is hidden.

    Without a path for each of thousands of packages, which would take the longest.
    """
    found = []
    for folder, folders, files in os.walk(guides):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(folder, name) for name in files if not name.startswith(".") and name[-4:] != ".yml"
        ]
    return sorted(found)


def _stays(link: Path, inside: Path) -> bool:
    return link.exists() and link.resolve().is_relative_to(inside)


def _problems(
    path: Path,
    name: str,
    kept: Mapping[str, tuple[Problem, ...]],
    used: dict[str, tuple[Problem, ...]],
) -> Iterator[Problem]:
    if RESERVED.match(path.name):
        yield _problem(name, "name-reserved", found=path.name)
    if not path.is_file():  # a pipe, a socket or a device: reading it may never end
        yield _problem(name, "file-unreadable")
        return
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_ATTACHMENT + 1)
    except OSError:
        yield _problem(name, "file-unreadable")
        return
    if len(data) > LARGEST_ATTACHMENT:
        yield _problem(name, "attachment-too-large", found=path.name, most=LARGEST_ATTACHMENT >> 20)
        return
    key = digest(name.encode(), data)
    used[key] = kept[key] if key in kept else tuple(content_problems(data, name))
    yield from used[key]


def content_problems(data: bytes, name: str) -> Iterator[Problem]:
    """Yield what is wrong with *data*, the content of the file *name*."""
    ending = name.rpartition(".")[2].lower()
    if ending in PROGRAMS or RUNS.match(data):
        yield _problem(name, "attachment-program", found=ending)
    elif ending in BEGINNINGS and not re.match(BEGINNINGS[ending], data[:HEAD] or b"\0"):
        yield _problem(name, "attachment-not-what-it-says", found=ending)
    elif OLE_MACROS in data or (ending == "svg" and SCRIPTED.search(data)):
        yield _problem(name, "attachment-active", found=ending)
    else:
        yield from _inside(data, name, ending)


def _inside(data: bytes, name: str, ending: str) -> Iterator[Problem]:
    """Yield what is wrong with what can be read in *data*."""
    from generator import contents  # noqa: PLC0415 - what is kept needs no reader

    readers = {
        "pdf": contents.pdf_text,
        **dict.fromkeys(OFFICE, contents.office_text),
        **dict.fromkeys(TEXTS, contents.plain_text),
    }
    if ending in CLOSED:
        yield _problem(name, "attachment-closed", Severity.WARNING, found=ending)
    if ending not in readers:
        return
    try:
        text = readers[ending](data)
    except contents.Unreadable as error:
        severity = Severity.WARNING if error.code == "attachment-closed" else Severity.ERROR
        yield _problem(name, error.code, severity, found=ending)
        return
    found = list(personal_data.problems(text, name))
    if ending not in TEXTS:  # the lines are none that anybody sees
        found = [Problem(Place(name), problem.code, problem.values) for problem in found]
    yield from list(dict.fromkeys(found))[:MOST_TOLD]


def _problem(
    name: str,
    code: str,
    severity: Severity = Severity.ERROR,
    also: tuple[Place, ...] = (),
    **values: object,
) -> Problem:
    return Problem(Place(name), code, tuple(values.items()), severity, also)
