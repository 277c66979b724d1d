"""What the documents of an desk have in common: their frame, their address and its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno

from generator.pdf import Document
from generator.rendering import render, stylesheet
from generator.uris import guide_uri, version_uri

if TYPE_CHECKING:
    from pathlib import Path

    from generator.desk import Desk
    from generator.guide import Guide
    from generator.settings import Settings

INK = "#17201f"


def paper(
    desk: Desk,
    template: str,
    uri: str,
    seen: str,
    base: str = "paper",
    scanned: str | None = None,
    **values: object,
) -> Document:
    """Return the document that *template* makes of *values*.

    The style sheet of its name adds to that of the name *base*.

    It lies at *uri* on the site, and names the page *seen* to its readers; its QR code leads there
    or to the page *scanned*.
    """
    address = page_address(desk.settings, seen)
    scanned = page_address(desk.settings, scanned or seen)
    told = {
        "kind": template,
        "page": desk.workspace.folder + uri,
        "settings": desk.settings,
        "as_of": desk.as_of,
        "departments": desk.departments,
        "offers": desk.workspace.directory.offers,
        "published": None,
        "phones": True,
        "link_item": no_link,
        "link_department": no_link,
        "address": address,
        "short_address": address.partition("://")[2],
        "scanned": scanned,
        "qr": qr_code(scanned),
        **values,
    }
    html = render(f"print/{template}.html.j2", desk.language, desk.own_templates, **told)
    names = (f"print/{name}.css" for name in (base, template))
    styles = (print_style(name, desk.settings, desk.own_templates) for name in names)
    return Document(html, "".join(styles))


def print_style(name: str, settings: Settings, own_templates: Path | None) -> str:
    """Return the style sheet *name* as the office wants its documents to look."""
    look = settings.print
    return stylesheet(name, own_templates, accent=look.accent, double=look.sides == "double")


def of_package(guide: Guide) -> dict[str, Any]:
    """Return what the template of a document about *guide* is told of it, for `paper`."""
    directory = guide.resolved.directory
    return {"guide": guide, "departments": directory.departments, "offers": directory.offers}


def page_address(settings: Settings, uri: str) -> str:
    """Return where the page at *uri* is published."""
    return f"{settings.address.rstrip('/')}/{uri}"


def version_page(guide: Guide) -> str:
    """Return the page that the code on a paper of *guide* leads to: it knows whether that holds.

    It is of the public edition, and knows no other; papers for colleagues lead to the guide.
    """
    return guide_uri(guide.id) if guide.internal else version_uri(guide.id, guide.version)


def qr_code(address: str) -> str:
    """Return the QR code of *address* as the source of an image."""
    return segno.make(address, error="m").svg_data_uri(border=0, dark=INK)


def no_link(_: str) -> str:
    """Return no address: paper leads nowhere."""
    return ""
