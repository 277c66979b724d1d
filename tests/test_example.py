"""The example workspace shows the whole format: what a reader may copy is there to be copied."""

from __future__ import annotations

from collections import Counter, defaultdict
from enum import Enum
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from generator.limits import Unit
from generator.lint import checked
from generator.package import Choice
from generator.schema import FILES

from .conftest import ROOT
from .test_schema import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.resolution import PackageItem

WORKSPACE, _ = checked(ROOT)
SOURCES = {id: source.value for id, source in WORKSPACE.packages.items()}
OWN = {id: package for id, package in SOURCES.items() if not package.published}
FLOWS = [package for package in SOURCES.values() if package.published]
ITEMS = [item for id in OWN for item in WORKSPACE.resolved(id).items]
STAGES = [stage for package in OWN.values() for stage in package.stages]
CHOICES = [entry for stage in STAGES for entry in stage.items if isinstance(entry, Choice)]
PREPARATIONS = [i.item.preparation for i in ITEMS if i.item.preparation]
BESIDE = [item.use for item in ITEMS if item.use.beside_the_clock]
USES_OF_ONE = Counter((id, i.use.use) for id in OWN for i in WORKSPACE.resolved(id).items)
ELSEWHERE = {
    "Package.published", "Package.departments", "PublishedFlow", "PublishedTotal",
}  # fmt: skip
"""What only a flow has that was published elsewhere; the flows beside our packages show it."""
KEPT_BACK = {"Package.draft", "Department.tolerated", "Package.tolerated", "Settings.tolerated",
             "Tolerated", "Print.fonts", "Confirmations", "Confirmation"}  # fmt: skip
"""What stands in no finished package: a draft, what may stay as it is until a day, fonts of an
office's own, which are seldom to be given away, and what departments say of a change."""
UNUSED_VALUES = {"Level.national": "no item of a county's package is decided by the nation"}


def parts(value: object) -> Iterator[BaseModel]:
    """Yield every model inside *value*."""
    if isinstance(value, BaseModel):
        yield value
        value = [getattr(value, field) for field in type(value).model_fields]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from parts(part)


def shown(values: list[object]) -> dict[str, set[str]]:
    """Return which fields the models inside *values* have that an author wrote."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for part in parts(values):
        found[type(part).__name__] |= part.model_fields_set
    return found


def used_by_own_packages() -> list[object]:
    """Return settings, translations, packages of our own and what they use of the directory."""
    used = {item.offer.department_id for item in ITEMS if item.offer.department_id in
            WORKSPACE.departments}  # fmt: skip
    departments = [WORKSPACE.departments[id].value for id in used]
    bare = [each.model_copy(update={"items": {}}) for each in departments]
    items = [item.item for item in ITEMS]
    translations = [each.value for each in WORKSPACE.translations]
    return [WORKSPACE.settings.value, *translations, *OWN.values(), *bare, *items]


def test_the_example_is_as_large_as_a_county_needs() -> None:
    offered = Counter(offer.department_id for offer in WORKSPACE.directory.offers.values())
    assert len(offered) >= 12
    assert offered.total() >= 40
    assert len(OWN) == 5
    assert {package.kind for package in OWN.values()} == {"审批", "核准", "备案"}
    assert len({package.project_class for package in OWN.values()}) == 5


def test_five_packages_together_show_every_field() -> None:
    own, flows = shown(used_by_own_packages()), shown(list(FLOWS))
    missing = [
        f"{model.__name__}.{field}"
        for name, file in FILES.items()
        if name != "calendar.json"
        for model in models(file)
        for field in model.model_fields
        if field not in own[model.__name__]
    ]
    kept = {path for path in missing if {path, path.partition(".")[0]} & KEPT_BACK}
    elsewhere = {path for path in missing if {path, path.partition(".")[0]} & ELSEWHERE}
    assert set(missing) - kept - elsewhere == set()
    unseen = [p for p in elsewhere if p.partition(".")[2] not in flows[p.partition(".")[0]]]
    assert unseen == []


def test_five_packages_together_show_every_value_of_a_choice() -> None:
    values = {
        value
        for part in parts(used_by_own_packages())
        for field in type(part).model_fields
        if isinstance(value := getattr(part, field), Enum)
    }
    kinds = {type(value) for value in values}
    named = {f"{kind.__name__}.{value}" for kind in kinds for value in kind}
    assert named - {f"{type(value).__name__}.{value}" for value in values} == set(UNUSED_VALUES)


def deferrable(item: PackageItem) -> bool:
    return any(each.deferrable and each.origin.item for each in item.item.materials)


FEATURES = {
    **{f"a promise in {unit}": any(i.item.promised and i.item.promised.unit is unit for i in ITEMS)
       for unit in (Unit.WORKING, Unit.CALENDAR)},
    "a limit whose unit nobody stated": any(
        limit and limit.unit is Unit.UNSTATED
        for i in ITEMS for limit in (i.item.promised, i.item.statutory)
    ),
    "done at once": any(i.item.promised and i.item.promised.days == 0 for i in ITEMS),
    "a promise that is not known": any(i.item.promised is None for i in ITEMS),
    "no statutory limit": any(i.item.statutory is None for i in ITEMS),
    "counted from receipt": any(i.item.counts_from == "receipt" for i in ITEMS),
    "a check of completeness": any(i.item.check.days for i in ITEMS),
    "a preparation after an item": any(each.after for each in PREPARATIONS),
    "a preparation from the start": any(not each.after for each in PREPARATIONS),
    "a procedure inside the limit": any(p.counted for i in ITEMS for p in i.procedures),
    "a procedure behind the limit": any(not p.counted for i in ITEMS for p in i.procedures),
    "a procedure in calendar days": any(
        p.days and p.days.unit is Unit.CALENDAR for i in ITEMS for p in i.procedures
    ),
    "a procedure that takes place here": any(i.use.takes_place for i in ITEMS),
    "a procedure that does not": any(i.procedures != i.item.special_procedures for i in ITEMS),
    "a material that may follow": any(map(deferrable, ITEMS)),
    "beside the clock, before something": any(use.before for use in BESIDE),
    "beside the clock until the end": any(not use.before for use in BESIDE),
    "an open choice": any(choice.chosen is None for choice in CHOICES),
    "a decided choice": any(choice.chosen for choice in CHOICES),
    "an item used twice": any(number > 1 for number in USES_OF_ONE.values()),
    "a stage that waits": any(stage.after for stage in STAGES),
    "several results": any(len(i.item.results) > 1 for i in ITEMS),
    "free of charge": any(i.item.fees == () for i in ITEMS),
    "nothing to hand in": any(i.item.stated_materials == () for i in ITEMS),
    "one reason for all that differs": any(isinstance(i.use.why, str) for i in ITEMS),
    "a reason for each thing": any(isinstance(i.use.why, dict) for i in ITEMS),
    "a start": any(package.start for package in OWN.values()),
    "no start": any(package.start is None for package in OWN.values()),
    "dates in a year not announced": any(
        figure.estimated for figure in (WORKSPACE.scheduled(id).elapsed for id in OWN)
    ),
}  # fmt: skip


@pytest.mark.parametrize("feature", FEATURES)
def test_five_packages_together_show(feature: str) -> None:
    assert FEATURES[feature]
