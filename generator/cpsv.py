"""The services in the words of CPSV-AP 3.2.0, the European vocabulary of public services.

As JSON-LD that brings its own context, so that whoever reads it needs nothing else; docs/data.md
has the mapping. A duration is given only where a limit counts calendar days: an ISO 8601 duration
knows no working days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.directory_data import amount
from generator.guide import filled_window
from generator.limits import Unit
from generator.uris import SERVICES, absolute, department_uri, guide_uri, item_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.directory import Department, Item, Window
    from generator.guide import Guide, GuideItem
    from generator.resolution import Directory, Offer
    from generator.settings import Settings

Node = dict[str, Any]
LANGUAGE = "zh"
CURRENCY = "http://publications.europa.eu/resource/authority/currency/CNY"
"""Of the EU's authority table, which CPSV-AP recommends."""
CONTEXT: Node = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def services_graph(directory: Directory, settings: Settings) -> Node:
    """Return every service of *directory*, with the organisations that answer for them."""
    address = settings.address
    services = [_shared(id, offer, settings) for id, offer in directory.offers.items()]
    catalogue = {
        "@id": absolute(address, SERVICES),
        "@type": "dcat:Dataset",
        "dct:title": _text(settings.title),
        "dct:description": _text(settings.title),
        "dct:publisher": {
            "@id": f"{absolute(address, '')}#office",
            "@type": "foaf:Agent",
            "dct:identifier": absolute(address, ""),
            "dct:title": _text(settings.office.name),
        },
        "dct:hasPart": [{"@id": service["@id"]} for service in services],
    }
    organisations = [
        _organisation(absolute(address, department_uri(id)), department, settings)
        for id, department in directory.departments.items()
    ]
    return _document([catalogue, _area(settings), *organisations, *services])


def package_graph(guide: Guide) -> Node:
    """Return the services of *guide* as this project meets them, grouped by it as an event."""
    settings, package = guide.settings, guide.package
    page = absolute(settings.address, guide_uri(guide.id))
    id = f"{page}#_event"
    event: Node = {
        "@id": id,
        "@type": ["cv:Event", "cv:BusinessEvent"],
        "dct:identifier": package.code or guide.id,
        "dct:title": _text(package.name),
        "dct:description": _text(package.summary or package.name),
        "cv:hasRelatedService": [{"@id": f"{page}#{item.id}"} for item in guide.taking_part],
    }
    services = [_used(guide, item, page, id) for item in guide.taking_part]
    organisations = [
        _organisation(_provider(guide, id, page), department, settings)
        for id, department, _ in guide.departments
    ]
    return _document([event, _area(settings), *organisations, *services])


def _document(nodes: Iterable[Node]) -> Node:
    return {"@context": CONTEXT, "@graph": [_said(node) for node in nodes]}


def _said(value: Any) -> Any:  # noqa: ANN401 - whatever JSON may hold
    """Return *value* without what nobody says."""
    if isinstance(value, dict):
        inside = {key: _said(each) for key, each in value.items()}
        return {key: each for key, each in inside.items() if each not in (None, [])}
    return [_said(each) for each in value] if isinstance(value, list) else value


def _text(text: str | None) -> Node | None:
    """Return *text* in the language that authors write in."""
    return None if text is None else {"@value": text, "@language": LANGUAGE}


def _concept(label: str | None) -> Node | None:
    return None if label is None else {"@type": "skos:Concept", "skos:prefLabel": _text(label)}


def _part(whole: str, kind: str, place: int | None = None) -> str:
    """Return the address of a part of *whole*; ids of authors have no underscore."""
    number = "" if place is None else f"-{place}"
    return f"{whole}{'' if '#' in whole else '#'}_{kind}{number}"


def _shared(id: str, offer: Offer, settings: Settings) -> Node:
    """Return the item *id* as its department offers it."""
    address, item = settings.address, offer.item
    provider = absolute(address, department_uri(offer.department_id))
    window = filled_window(item, offer.department)
    needed = dict.fromkeys(m.origin.item for m in item.materials if m.origin.item)
    return {
        **_service(_shared_id(id, address), item.task_code or id, item, provider, window),
        "foaf:page": {"@id": absolute(address, item_uri(id)), "@type": "foaf:Document"},
        "dct:spatial": {"@id": _area(settings)["@id"]},
        "dct:requires": [{"@id": _shared_id(other, address)} for other in needed],
    }


def _shared_id(id: str, address: str) -> str:
    """Return what the item *id* is called: the service, not the page about it."""
    return _part(absolute(address, item_uri(id)), "service")


def _used(guide: Guide, item: GuideItem, page: str, event: str) -> Node:
    """Return *item* as the package of *guide* uses it."""
    provider = _provider(guide, item.department_id, page)
    node = _service(f"{page}#{item.id}", f"{guide.id}/{item.id}", item.item, provider, item.window)
    node["dct:title"] = _text(item.name)
    node["dct:spatial"] = {"@id": _area(guide.settings)["@id"]}
    node["cv:isGroupedBy"] = {"@id": event}
    waits = guide.before[item.id]
    node["dct:requires"] = [{"@id": f"{page}#{relation.item.id}"} for relation in waits]
    if item.offer_shared:
        node["rdfs:seeAlso"] = {"@id": _shared_id(item.used.use.use, guide.settings.address)}
    return node


def _provider(guide: Guide, department_id: str, page: str) -> str:
    if department_id in guide.package.departments:
        return f"{page}#_department_{department_id}"
    return absolute(guide.settings.address, department_uri(department_id))


def _service(id: str, identifier: str, item: Item, provider: str, window: Window) -> Node:
    return {
        "@id": id,
        "@type": "cpsv:PublicService",
        "dct:identifier": identifier,
        "dct:title": _text(item.name),
        "dct:description": _text(item.summary or item.name),
        "dcat:keyword": [_text(alias) for alias in (item.short_name, *item.aliases) if alias],
        "cv:hasCompetentAuthority": {"@id": provider},
        "cv:processingTime": _duration(item),
        "dct:type": _concept(item.type and str(item.type)),
        "dct:audience": _concept(item.audience),
        "cv:holdsRequirement": [
            {
                "@id": _part(id, "condition", place),
                "@type": "cv:Requirement",
                "dct:identifier": f"{identifier}/condition-{place}",
                "dct:title": _text(condition),
            }
            for place, condition in enumerate(item.conditions, 1)
        ],
        "cpsv:hasInput": [
            {
                "@id": _part(id, "material", place),
                "@type": "cv:Evidence",
                "dct:identifier": material.id or f"{identifier}/material-{place}",
                "dct:title": _text(material.name),
                "dct:description": _text(material.standard),
            }
            for place, material in enumerate(item.materials, 1)
        ],
        "cpsv:produces": [
            {
                "@id": _part(id, "result", place),
                "@type": "cv:Output",
                "dct:identifier": f"{identifier}/result-{place}",
                "dct:title": _text(result.name),
                "dct:description": _text(result.validity),
            }
            for place, result in enumerate(item.results, 1)
        ],
        "cv:hasLegalResource": [
            {
                "@id": _part(id, "basis", place),
                "@type": "eli:LegalResource",
                "dct:title": _text(f"{basis.law}{basis.article or ''}"),
                "foaf:page": basis.url and {"@id": basis.url},
            }
            for place, basis in enumerate(item.basis, 1)
        ],
        "cv:hasCost": list(_costs(id, identifier, item)),
        "cv:hasChannel": list(_channels(id, identifier, item, window)),
        "cv:contactPoint": _contact(id, window),
    }


def _costs(id: str, identifier: str, item: Item) -> Iterator[Node]:
    """Yield the fees of one amount; the others are told on the page."""
    for place, fee in enumerate(item.fees or (), 1):
        if fee.amount is not None and fee.unit is None:
            yield {
                "@id": _part(id, "fee", place),
                "@type": "cv:Cost",
                "dct:identifier": f"{identifier}/fee-{place}",
                "dct:description": _text(fee.name),
                "cv:hasValue": {"@value": amount(fee.amount), "@type": "xsd:double"},
                "cv:currency": {"@id": CURRENCY, "@type": "skos:Concept"},
            }


def _channels(id: str, identifier: str, item: Item, window: Window) -> Iterator[Node]:
    """Yield the window and the web page where the service is to be had."""
    told = [text for text in (window.place, window.hours) if text]
    if told:
        yield {
            "@id": _part(id, "window"),
            "@type": "cv:Channel",
            "dct:identifier": f"{identifier}/window",
            "dct:description": [_text(text) for text in told],
        }
    if item.online:
        yield {
            "@id": _part(id, "online"),
            "@type": "cv:Channel",
            "dct:identifier": f"{identifier}/online",
            "foaf:page": {"@id": item.online.url},
        }


def _contact(id: str, window: Window) -> Node | None:
    if window.phone is None:
        return None
    return {
        "@id": _part(id, "contact"),
        "@type": "cv:ContactPoint",
        "cv:telephone": window.phone,
    }


def _organisation(id: str, department: Department, settings: Settings) -> Node:
    names = (department.short_name, *department.aliases)
    return {
        "@id": id,
        "@type": "cv:PublicOrganisation",
        "dct:identifier": department.code or id,
        "skos:prefLabel": _text(department.name),
        "skos:altLabel": [_text(name) for name in names if name],
        "dct:spatial": {"@id": _area(settings)["@id"]},
        "foaf:homepage": department.website and {"@id": department.website},
    }


def _area(settings: Settings) -> Node:
    """Return the region that the office and its departments are there for."""
    return {
        "@id": f"{absolute(settings.address, '')}#area",
        "@type": "dct:Location",
        "rdfs:label": _text(settings.office.area),
    }


def _duration(item: Item) -> Node | None:
    limit = item.promised or item.statutory
    if limit is None or limit.unit is not Unit.CALENDAR:
        return None
    return {"@value": f"P{limit.days}D", "@type": "xsd:duration"}
