"""One file of a site, whichever program builds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.pages import Page


@dataclass(frozen=True)
class SiteFile:
    """One file of the site, and the file under guides/ that an editor would open for it."""

    uri: str
    content: Page | str | bytes | Path
    source: str | None = None
