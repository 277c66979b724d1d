"""The whole site as one file to take along, and to read from a folder without any network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from generator.uris import BUNDLE, STATIC_HOSTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "approval-guides"
"""What everything comes to lie in, wherever the bundle is unpacked."""
FOR_SERVERS = re.compile(rf"{re.escape(BUNDLE)}|{STATIC_HOSTS}|robots\.txt|sitemap\.xml(\.gz)?")
"""What only a server or a search engine has a use for."""
OFFER = re.compile(rb'<p class="ag-offline">.*?</p>\n?', re.DOTALL)
"""Where a page offers the bundle, which is not in itself."""
PACKED = (".gz", ".pdf", ".png", ".jpg", ".jpeg", ".webp", ".woff2", ".xlsx", ".docx", ".zip")
"""What is compressed already."""
BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP can tell; that of a build would make every build another."""
FILE = 0o100644 << 16
"""A file that everybody may read, as Unix has it in the attributes of a ZIP's entry."""


def write_bundle(site: Path) -> Path:
    """Write the bundle of *site* into it, the same bytes for the same files; return where it is."""
    target = site / BUNDLE
    with ZipFile(target, "w") as bundle:
        for uri, content in _bundled(site):
            entry = ZipInfo(f"{FOLDER}/{uri}", BEGINNING)
            entry.external_attr = FILE
            entry.compress_type = ZIP_STORED if uri.lower().endswith(PACKED) else ZIP_DEFLATED
            bundle.writestr(entry, content, compresslevel=9)
    return target


def _bundled(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the uri and the content of every file of the bundle."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        uri = path.relative_to(site).as_posix()
        if not FOR_SERVERS.fullmatch(uri):
            content = path.read_bytes()
            yield uri, OFFER.sub(b"", content) if path.suffix == ".html" else content
