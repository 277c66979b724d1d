"""What a browser may do for the pages of a site: one Content-Security-Policy (W3C, CSP Level 3).

Everything comes from the site itself, and a script that stands in a page runs only if it is one of
INLINE, whose hashes are in the policy. They are known before any page is made, so nothing that
comes into a page from data, whatever it slips past, is allowed by that. The theme's own scripts
read storage unguarded, bring a search of their own and put scripts into pages that differ from
folder to folder; the frame does without them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from generator.assets import TEMPLATES

INLINE = {
    path.stem: path.read_text("utf-8").strip() for path in sorted(TEMPLATES.glob("frame/*.js"))
}
"""The scripts that the frame has in its pages, by name: what is done before a page is shown."""

SHOWN = 60
"""Characters of what is refused that are told."""
RUN = re.compile(
    r"|module|importmap|speculationrules|(text|application)/(x-)?(java|ecma|j|live)script(1\.\d)?",
    re.IGNORECASE,
)
"""Types of scripts that run (HTML, "script"); all others are data."""
FRAMES = frozenset({"iframe", "frame", "object", "embed"})
FETCHED = ("src", "srcset", "poster")
"""Attributes whose addresses a browser fetches by itself."""
NAMES_A_FILE = frozenset({"image", "use", "feimage", "script"})
"""Elements that fetch what they name as a link does (SVG 2)."""
RELATED = frozenset({"stylesheet", "icon", "modulepreload", "preload", "manifest"})
"""Relations of links to what a browser fetches by itself."""
LINKED = ("href", "xlink:href")
ELSEWHERE = re.compile(r"(^|,)\s*(https?:|[/\\]{2})", re.IGNORECASE)
"""Addresses of another host, in one of those."""
GOES = (*LINKED, "action", "formaction")
"""Attributes whose addresses a reader goes to."""
SENT = ("action", "formaction")
"""Attributes whose addresses a form is sent to."""
SCRIPT = re.compile(r"[\0-\x20]*" + r"[\t\n\r]*".join("javascript:"), re.IGNORECASE)
"""A script as an address, with all that a browser passes over (URL Standard, 4.4)."""
ALIGNED = re.compile(r'(<t[hd]) style="text-align: (left|center|right);"')
"""How Markdown aligns a column."""


def source(script: str) -> str:
    """Return how a policy names an inline *script*: by the hash of its UTF-8 bytes."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode('ascii')}'"


def directives(own: str = "'self'") -> dict[str, str]:
    """Return the policy by directive; *own* names the site itself."""
    hashes = " ".join(map(source, INLINE.values()))
    return {
        "default-src": "'none'",
        "script-src": f"{own} {hashes}",
        "style-src": own,
        "img-src": f"{own} data:",  # style sheets hold small drawings
        "font-src": own,
        "media-src": own,
        "form-action": own,
        "base-uri": own,
    }


def header() -> str:
    """Return the policy as a server sends it: besides, no page may stand in a frame."""
    return _written({**directives(), "frame-ancestors": "'none'"})


def meta() -> str:
    """Return the policy as a page says it where nobody sends headers.

    Frames are no affair of a page (HTML, `http-equiv`). In a folder the site is whatever is a file:
    browsers do not agree whether that is its "self", and no page of a server can reach a file.
    """
    return _written(directives("'self' file:"))


def _written(policy: dict[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def refused(page: str) -> list[str]:
    """Return the beginnings of all that stands in the HTML of *page* and that no browser heeds."""
    inside = _Inside()
    inside.feed(page)
    inside.close()
    return inside.refused


def _is_refused(tag: str, given: dict[str, str]) -> bool:
    related = tag == "link" and not RELATED.isdisjoint(given.get("rel", "").lower().split())
    names = (*FETCHED, *SENT, *(LINKED if related or tag in NAMES_A_FILE else ()))
    fetched = [value for name, value in given.items() if name in names]
    goes = [value for name, value in given.items() if name in GOES]
    return (
        tag in {"style", "base"}
        or tag in FRAMES
        or any(name == "style" or name.startswith("on") for name in given)
        or any(ELSEWHERE.search(address) for address in fetched)
        or any(SCRIPT.match(address) for address in goes)
    )


class _Inside(HTMLParser):
    """Collects what is within a page, or fetched by it, against the policy."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self._runs = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        kind = given.get("type", "").strip()
        self._runs = tag == "script" and "src" not in given and RUN.fullmatch(kind) is not None
        if _is_refused(tag, given):
            self.refused.append(str(self.get_starttag_text())[:SHOWN])

    def handle_data(self, data: str) -> None:
        if self._runs and data not in INLINE.values():
            self.refused.append(f"<script>{data.strip()[:SHOWN]}")

    def handle_endtag(self, tag: str) -> None:
        self._runs = self._runs and tag != "script"


def aligned_by_class(html: str) -> str:
    """Return *html* with the columns of its tables aligned by classes of our style sheet."""
    return ALIGNED.sub(r'\1 class="ag-\2"', html)
