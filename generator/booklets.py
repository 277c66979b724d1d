"""Booklets: the guides of an industry chain, or of the office, bound as one document.

A booklet is laid out as a whole from the same parts as its guides, so that its pages are counted
through, its contents and outline name them, and it is tagged like any other document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from generator.paper import paper
from generator.printing import guide_document
from generator.uris import BOOKLET, HOME, booklet_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Sized

    from generator.desk import Desk
    from generator.guide import Guide
    from generator.pdf import Document
    from generator.settings import Chain

FEWEST, MOST = 2, 40
"""How many guides are bound: one is a document already, and nobody binds a thousand pages."""
BODY = re.compile("<body(.*?)>(.*)</body>", re.DOTALL)
ANCHOR = re.compile(r'(\sid="|\shref="#)')
"""An id of a document or a link to one; no text that is escaped has a quotation mark."""


def chain_booklet(desk: Desk, id: str) -> Document:
    """Return the guides of the industry chain *id* as one document."""
    chain = desk.settings.chains[id]
    return _booklet(desk, desk.of_chain(id), booklet_uri(id), chain.name, chain=chain)


def office_booklet(desk: Desk, _: str) -> Document:
    """Return the guides of the office as one document."""
    return _booklet(desk, desk.ours, BOOKLET, desk.settings.office.name, chain=None)


def is_bound(guides: Sized) -> bool:
    """Tell whether there is a booklet of so many *guides*."""
    return FEWEST <= len(guides) <= MOST


def _booklet(
    desk: Desk, ids: Iterable[str], uri: str, name: str, *, chain: Chain | None
) -> Document:
    guides = [desk.guides[id] for id in ids]
    return paper(
        desk,
        "booklet",
        uri,
        HOME,
        base="print",
        name=name,
        guides=guides,
        bound=[_bound(desk, each) for each in guides],
        chain=chain,
    )


def _bound(desk: Desk, guide: Guide) -> Markup:
    """Return what is in the document of *guide*, its ids told from those of other guides."""
    folder = desk.workspace.folder
    html = guide_document(guide, desk.language, desk.own_templates, desk.emblem, folder).html
    (found,) = BODY.findall(html)
    values, inside = found
    inside = ANCHOR.sub(rf"\g<1>{guide.id}.", inside)
    return Markup(f'<div class="bound" id="{guide.id}"{values}>{inside}</div>')  # noqa: S704 - made by a template that escapes
