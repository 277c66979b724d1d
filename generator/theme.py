"""What the theme puts into pages otherwise than the frame and HTML's rules want it."""

from __future__ import annotations

import re

IDLE = re.compile(r'\s*<(?:input class="md-toggle"|label class="md-overlay")[^>]*>(?:</label>)?')
"""The switches of the theme's drawer and search, neither of which the frame has."""
EACH = 3
"""How many of them a page has."""
CLOSED = re.compile(r"<(img|br|hr)\b([^<>]*?) ?/>")
"""How Markdown ends an element that has no content: as XHTML did."""


def without_idle(page: str) -> str:
    """Return the HTML of *page* without the switches that nothing listens to."""
    return IDLE.sub("", page, count=EACH)


def prose(html: str) -> str:
    """Return *html* that Markdown made as HTML wants it, its code to be scrolled by keyboard."""
    return CLOSED.sub(r"<\1\2>", html).replace("<pre><code", '<pre tabindex="0"><code')
