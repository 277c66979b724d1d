"""The pages behind the QR codes of papers, one a version, and the history of each guide.

They are whole pages, small and without a script: whoever scans a paper at a window wants one
answer, and there are as many of them as there are versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.answers import answers
from generator.messages import catalogue
from generator.rendering import render
from generator.uris import guide_uri, history_uri, pdf_uri, version_uri

if TYPE_CHECKING:
    from pathlib import Path

    from generator.directory import Retired
    from generator.guide import Guide
    from generator.settings import Settings
    from generator.version_records import Versions


@dataclass(frozen=True)
class VersionPages:
    """Makes these pages for one site."""

    settings: Settings
    own_templates: Path | None = None
    pdfs: bool = False
    """Whether guides are to be had as documents."""
    draft: bool = False
    """Whether every page says that it is for review."""
    folder: str = ""
    """Where the pages in this language lie, with a slash."""

    def of_guide(self, guide: Guide, versions: Versions) -> Iterator[tuple[str, str]]:
        """Yield the pages of a guide that is published, by their uris."""
        pdf = pdf_uri(guide.id) if self.pdfs else None
        if pdf and self.folder and guide.package.published:
            pdf = f"/{pdf}"  # it is there in the main language only
        yield from self._pages(
            guide.id, guide.package.name, versions, guide.version, guide=guide, pdf=pdf,
            seen=guide_uri(guide.id), gone=None, example=not guide.package.published,
        )  # fmt: skip

    def of_withdrawn(self, id: str, versions: Versions) -> Iterator[tuple[str, str]]:
        """Yield the pages of a guide that is published no more."""
        gone: Retired | None = self.settings.retired.get(id)
        seen = guide_uri(id) if gone else None
        name = gone.name if gone else versions.records[-1].name
        told = {"guide": None, "pdf": None, "seen": seen, "gone": gone, "example": True}
        yield from self._pages(id, name, versions, None, **told)

    def _pages(
        self, id: str, name: str, versions: Versions, current: str | None, **values: object
    ) -> Iterator[tuple[str, str]]:
        told = {"name": name, "versions": versions, "history": history_uri(id), **values}
        told["uri_of"] = lambda version: version_uri(id, version)
        for answer in answers(versions, current):
            uri = version_uri(id, answer.version)
            yield uri, self._render("version", uri, answer=answer, **told)
        if versions.records:
            uri = history_uri(id)
            yield uri, self._render("history", uri, current=current, **told)

    def _render(self, template: str, uri: str, **values: object) -> str:
        language = self.settings.language
        values["banner"] = catalogue(language).text("edition.preview") if self.draft else None
        name = f"web/{template}.html.j2"
        page, own = self.folder + uri, self.own_templates
        return render(name, language, own, page=page, settings=self.settings, **values)
