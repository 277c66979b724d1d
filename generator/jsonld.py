"""Guides and items in the words of schema.org (release 30.0), for search engines; see docs/data.md.

schema.org knows no working days: a limit is a duration (ISO 8601) only where it counts calendar
days, and words everywhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.directory_data import amount
from generator.guide import filled_window
from generator.limits import Unit
from generator.original import TAG, is_marked
from generator.uris import absolute, department_uri, guide_uri, item_uri, picture_uri
from generator.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.directory import Department, Fee, Item, Window
    from generator.guide import Guide, GuideItem, GuideStage
    from generator.messages import Catalogue
    from generator.resolution import Offer
    from generator.settings import Settings

Node = dict[str, Any]
CONTEXT = "https://schema.org"


def guide_node(guide: Guide, words: Catalogue) -> Node:
    """Return what the page of *guide* is about: a how-to in stages, and its services."""
    address, package = guide.settings.address, guide.package
    page = absolute(address, guide_uri(guide.id))
    how_to: Node = {
        "@type": "HowTo",
        "@id": f"{page}#_guide",
        "name": package.name,
        "description": package.summary,
        "identifier": package.code,
        "inLanguage": words.text("language.html"),
        "dateModified": guide.as_of and guide.as_of.isoformat(),
        "version": guide.version,
        "image": absolute(address, picture_uri(guide.id)),
        "publisher": _office(guide.settings),
        "isBasedOn": _sources(guide),
        "supply": [
            {"@type": "HowToSupply", "name": listed.material.name}
            for listed in guide.checklist.to_prepare
        ],
        "step": [_section(stage, page) for stage in guide.stages],
    }
    told = (_service_of(guide, item, page, words) for item in guide.taking_part)
    services = {service["@id"]: service for service in told}  # one may be used several times
    return {
        "@context": _context(words),
        "@graph": [
            _said({"@type": "WebPage", "@id": page, "url": page, "mainEntity": _at(how_to)}),
            _told(_said(how_to)),
            *map(_told, services.values()),
        ],
    }


def item_node(id: str, offer: Offer, settings: Settings, words: Catalogue) -> Node:
    """Return the item *id*, as its department offers it, as a service of government."""
    address = settings.address
    page = absolute(address, item_uri(id))
    provider = absolute(address, department_uri(offer.department_id))
    item, department = offer.item, offer.department
    window = filled_window(item, department)
    node = _service(page, item, department, provider, window, words)
    if settings.office.area:
        node["areaServed"] = {"@type": "AdministrativeArea", "name": settings.office.area}
    needed = dict.fromkeys(m.origin.item for m in item.materials if m.origin.item)
    node["isRelatedTo"] = [
        {"@type": "GovernmentService", "@id": absolute(address, item_uri(other))}
        for other in needed
    ]
    return {"@context": _context(words), **_told(_said(node))}


def _context(words: Catalogue) -> str | list[str | Node]:
    """Return the context of a page in the language of *words*; that of authors goes without."""
    language = words.text("language.html")
    return CONTEXT if language == TAG else [CONTEXT, {"@language": language}]


def _told(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return *value* in which each text that nobody has translated says its language."""
    match value:
        case dict():
            return {key: _told(each) for key, each in value.items()}
        case list():
            return [_told(each) for each in value]
        case str() if is_marked(value):
            return {"@value": str(value), "@language": TAG}
        case _:
            return value


def _service_of(guide: Guide, item: GuideItem, page: str, words: Catalogue) -> Node:
    """Return the service of *item*; what has a page of its own is told in full only there."""
    address = guide.settings.address
    if item.offer_shared:
        provider = absolute(address, department_uri(item.department_id))
        return {
            "@type": "GovernmentService",
            "@id": absolute(address, item_uri(item.used.use.use)),
            "name": item.item.name,
            "provider": _department(item.department, provider),
        }
    window = item.window.model_copy(update={"phone": None} if guide.historical else {})
    return _said(_service(f"{page}#{item.id}", item.item, item.department, None, window, words))


def _service(
    id: str,
    item: Item,
    department: Department,
    provider: str | None,
    window: Window,
    words: Catalogue,
) -> Node:
    return {
        "@type": "GovernmentService",
        "@id": id,
        "url": id,
        "name": item.name,
        "alternateName": list(dict.fromkeys(filter(None, (item.short_name, *item.aliases)))),
        "description": item.summary,
        "identifier": [code for code in (item.code, item.task_code) if code],
        "serviceType": item.type and words.text(f"item_type.{item.type}"),
        "audience": item.audience and {"@type": "Audience", "audienceType": item.audience},
        "provider": _department(department, provider),
        "serviceOutput": [
            _said(
                {"@type": "GovernmentPermit", "name": result.name, "description": result.validity}
            )
            for result in item.results
        ],
        "availableChannel": list(_channels(item, window, words)),
        "offers": list(_offers(item)),
    }


def _channels(item: Item, window: Window, words: Catalogue) -> Iterator[Node]:
    """Yield how *item* is reached: at its window, and online."""
    told = f"{words.text('item.promised')}{words.text('punctuation.colon')}"
    promised = item.promised and told + Wording(words).limit(item.promised)
    counted = item.promised and item.promised.unit is Unit.CALENDAR
    hours = window.hours and {"@type": "Place", "name": window.place, "description": window.hours}
    place = window.place and {"@type": "Place", "name": window.place}
    phone = window.phone and {"@type": "ContactPoint", "telephone": window.phone}
    yield _said(
        {
            "@type": "ServiceChannel",
            "description": promised,
            "processingTime": f"P{item.promised.days}D" if item.promised and counted else None,
            "serviceLocation": (hours and _said(hours)) or place,
            "servicePhone": phone,
        }
    )
    if item.online:
        yield {"@type": "ServiceChannel", "serviceUrl": item.online.url}


def _offers(item: Item) -> Iterator[Node]:
    """Yield what *item* costs, where that is one amount; nothing where nobody says."""
    if item.fees == ():
        yield {"@type": "Offer", "price": "0", "priceCurrency": "CNY"}
    for fee in item.fees or ():
        if fee.amount is not None:
            yield _said(
                {
                    "@type": "Offer",
                    "name": fee.name,
                    "price": amount(fee.amount),
                    "priceCurrency": "CNY",
                    "description": _unit(fee),
                }
            )


def _unit(fee: Fee) -> str | None:
    return fee.unit and f"/{fee.unit}"


def _section(stage: GuideStage, page: str) -> Node:
    return {
        "@type": "HowToSection",
        "name": stage.name,
        "position": stage.number,
        "itemListElement": [
            {
                "@type": "HowToStep",
                "name": item.name,
                "position": item.number,
                "url": f"{page}#{item.id}",
            }
            for item in stage.items
        ],
    }


def _sources(guide: Guide) -> list[str]:
    published = guide.package.published
    return [url for url in published.sources if url.startswith("http")] if published else []


def _office(settings: Settings) -> Node:
    return _said(
        {
            "@type": "GovernmentOrganization",
            "name": settings.office.name,
            "url": settings.office.website,
        }
    )


def _department(department: Department, page: str | None) -> Node:
    return _said(
        {
            "@type": "GovernmentOrganization",
            "@id": page,
            "name": department.name,
            "url": department.website or page,
        }
    )


def _at(node: Node) -> Node:
    return {"@id": node["@id"]}


def _said(node: Node) -> Node:
    """Return *node* without what nobody says."""
    return {key: value for key, value in node.items() if value not in (None, [], "")}
