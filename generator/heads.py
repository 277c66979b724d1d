"""What the head of a page tells programs; the theme puts it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from generator.jsonld import guide_node, item_node
from generator.messages import catalogue
from generator.rendering import render
from generator.search import json_in_script
from generator.social_picture import HEIGHT, WIDTH
from generator.uris import (
    absolute,
    calendar_uri,
    department_data_uri,
    department_uri,
    guide_uri,
    item_data_uri,
    item_uri,
    json_uri,
    linked_uri,
    picture_uri,
    workbook_uri,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.guide import Guide
    from generator.resolution import Offer
    from generator.settings import Settings

JSON, JSON_LD = "application/json", "application/ld+json"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Form:
    """A page's content in another form: what it is called, its media type, where it lies."""

    name: str
    type: str
    uri: str
    """Data is there once for all languages, and begins with a slash."""


@dataclass(frozen=True)
class Heads:
    """Makes the heads of the pages of one site."""

    settings: Settings
    language: str
    own_templates: Path | None = None
    folder: str = ""
    """Where the pages in this language lie, with a slash."""

    def guide(self, guide: Guide) -> str:
        """Return the head of the page of *guide*."""
        picture = absolute(self.settings.address, picture_uri(guide.id))
        node = guide_node(guide, catalogue(self.language))
        return self._head(
            guide_uri(guide.id),
            forms_of(guide),
            node,
            picture=f"{picture}?v={guide.version}",
            title=guide.package.name,
        )

    def item(self, id: str, offer: Offer) -> str:
        """Return the head of the page of the item *id*."""
        node = item_node(id, offer, self.settings, catalogue(self.language))
        return self._head(item_uri(id), (Form("json", JSON, f"/{item_data_uri(id)}"),), node)

    def department(self, id: str) -> str:
        """Return the head of the page of the department *id*."""
        return self._head(department_uri(id), (Form("json", JSON, f"/{department_data_uri(id)}"),))

    def _head(
        self,
        page: str,
        forms: tuple[Form, ...],
        node: dict[str, Any] | None = None,
        picture: str = "",
        title: str = "",
    ) -> str:
        linked = Markup(json_in_script(node)) if node else ""  # noqa: S704 - it cannot end the script
        return render(
            "web/head.html.j2",
            self.language,
            self.own_templates,
            page=self.folder + page,
            forms=forms,
            linked=linked,
            picture=picture,
            title=title,
            width=WIDTH,
            height=HEIGHT,
        )


def forms_of(guide: Guide) -> tuple[Form, ...]:
    """Return the forms, besides page and document, in which *guide* is to be had."""
    return tuple(_forms(guide))


def _forms(guide: Guide) -> Iterator[Form]:
    if guide.package.start:
        yield Form("calendar", "text/calendar", calendar_uri(guide.id))
    yield Form("workbook", WORKBOOK, workbook_uri(guide.id))
    yield Form("json", JSON, f"/{json_uri(guide.id)}")
    if not guide.package.published:
        yield Form("linked", JSON_LD, f"/{linked_uri(guide.id)}")
