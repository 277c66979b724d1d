"""What is written in texts: whether somebody has filled in what a new file asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from generator.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.positions import Location
    from generator.sources import Source
    from generator.workspace import Workspace

PLACEHOLDER = "（待填）"
"""What files that `new` begins have where something is to be written."""


def settings_and_departments_are_filled_in(workspace: Workspace) -> Iterator[Problem]:
    """Hold that nothing is published which was only to show where something goes."""
    for source in (workspace.settings, *workspace.departments.values()):
        yield from unfilled(source)


def unfilled(source: Source[BaseModel]) -> Iterator[Problem]:
    """Yield the texts of *source* that are still as a new file has them."""
    if PLACEHOLDER not in source.value.model_dump_json():
        return
    for at, text in texts(source):
        if PLACEHOLDER in text:
            yield source.problem("placeholder-left", *at, severity=Severity.WARNING, found=text)


def texts(source: Source[BaseModel]) -> Iterator[tuple[Location, str]]:
    """Yield every text of *source*, keys of mappings among them, with where it is written."""
    return _texts(source.value.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _texts(value: object, at: Location = ()) -> Iterator[tuple[Location, str]]:
    """Yield every text in *value*, keys of mappings among them, with where it is written."""
    match value:
        case str():
            yield at, value
        case dict():
            for key, inner in value.items():
                yield (*at, key), key
                yield from _texts(inner, (*at, key))
        case list():
            for place, inner in enumerate(value):
                yield from _texts(inner, (*at, place))


TEXT_RULES = (settings_and_departments_are_filled_in,)
