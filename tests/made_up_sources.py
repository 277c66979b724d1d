"""A made-up package as its authors would write it: a department's YAML and a project's."""

from __future__ import annotations

import json
from typing import Any

from .abstract_package import Choice, Days, Item, Package, Preparation, items_of

ENGLISH = {"working": "working days", "calendar": "calendar days", "unstated": "days"}
CHINESE = {"working": "个工作日", "calendar": "个自然日", "unstated": "日"}

SITE = {
    "title": "示例站",
    "office": {"name": "示例县行政审批服务局"},
    "address": "https://guides.example.org/",
}


def sources(package: Package) -> dict[str, str]:
    """Return the texts of `site_config`, of the department `made-up` and of the `project`."""
    offers: dict[str, Item] = {}
    for item in items_of(package):
        offers.setdefault(item.offer, item)
    data = {
        "site_config": SITE,
        "made-up": {
            "name": "示例局",
            "items": {offer: _offer(item) for offer, item in offers.items()}
            | {offer: {"name": f"{offer} 核发"} for offer in package.held},
        },
        "project": {
            "name": "示例项目",
            **({"start": str(package.start)} if package.start else {}),
            "held": [_held(offer) for offer in package.held],
            "stages": [
                {
                    "id": stage.id,
                    "name": stage.id,
                    "after": list(stage.after),
                    "items": [
                        _choice(entry, offers)
                        if isinstance(entry, Choice)
                        else _use(entry, offers[entry.offer])
                        for entry in stage.entries
                    ],
                }
                for stage in package.stages
            ],
        },
    }
    # JSON is YAML that no author would write so, but the reader reads all the same.
    return {name: json.dumps(value, ensure_ascii=False) for name, value in data.items()}


def _spelled(days: Days) -> str:
    """Return *days* as authors write it, in either language."""
    return f"{days.count} {(ENGLISH if days.count % 2 else CHINESE)[days.unit]}"


def _limits(item: Item) -> dict[str, str]:
    limits = {"promised": item.promised, "statutory": item.statutory}
    return {name: _spelled(days) for name, days in limits.items() if days}


def _offer(item: Item) -> dict[str, Any]:
    """Return the item as its department offers it."""
    return {
        "name": f"{item.offer} 核发",
        **_limits(item),
        **({"promised_since": "2025-01-01"} if item.promised else {}),
        "counts_from": "receipt" if item.from_receipt else "acceptance",
        "check": _spelled(Days(item.check)),
        **({"preparation": _preparation(item.preparation)} if _is_general(item) else {}),
        "materials": [
            {
                "name": f"材料{number}",
                "from": {"item": material.item},
                **(
                    {"deferrable": _spelled(Days(material.deferrable))}
                    if material.deferrable is not None
                    else {}
                ),
            }
            for number, material in enumerate(item.materials)
        ],
        "special_procedures": [
            {
                "id": f"procedure-{number}",
                "name": f"程序{number}",
                **({"days": _spelled(procedure.days)} if procedure.days else {}),
                "counted": procedure.counted,
                **({"when": "需要的"} if procedure.conditional else {}),
            }
            for number, procedure in enumerate(item.procedures)
        ],
    }


def _is_general(item: Item) -> bool:
    """Whether the department can tell the preparation: it knows items, but no package's ids."""
    return item.preparation is not None and not item.preparation.after


def _preparation(preparation: Preparation) -> dict[str, Any]:
    return {"days": _spelled(Days(preparation.days)), "after": list(preparation.after)}


def _held(offer: str) -> dict[str, str]:
    return {"result": f"{offer} 批文", "item": offer, "on": "2025-01-02"}


def _choice(choice: Choice, offers: dict[str, Item]) -> dict[str, Any]:
    return {
        "id": choice.id,
        "question": "情形",
        **({"chosen": choice.chosen} if choice.chosen else {}),
        "one_of": [_use(item, offers[item.offer]) for item in choice.items],
    }


def _use(item: Item, offer: Item) -> dict[str, Any]:
    """Return how the project uses *item*, and what differs from the department's *offer*."""
    promised = {"promised": _spelled(item.promised)} if item.promised != offer.promised else {}
    prepared = (
        {"preparation": _preparation(item.preparation)}
        if item.preparation and (item != offer or not _is_general(item))
        else {}
    )
    differs = promised | prepared
    return {
        "use": item.offer,
        **({"id": item.id} if item.id != item.offer else {}),
        **({"phase": item.phase} if item.phase else {}),
        "after": list(item.after),
        "before": list(item.before),
        "beside_the_clock": item.beside,
        "takes_place": [
            f"procedure-{number}"
            for number, procedure in enumerate(item.procedures)
            if procedure.chosen
        ],
        **differs,
        **({"why": "本项目从快"} if differs else {}),
    }
