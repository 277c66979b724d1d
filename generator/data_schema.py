"""The JSON Schemas of the site's JSON, made from the types in `records`; served with the site."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import get_original_bases, is_typeddict

from generator import records
from generator.directory_data import FORMAT
from generator.uris import absolute, schema_uri

if TYPE_CHECKING:
    pass

PUBLISHED: dict[str, Any] = {
    "guide": records.GuideRecord,
    "item": records.ItemRecord,
    "department": records.DepartmentRecord,
    "index": records.IndexRecord,
}
"""What the files of the site hold, by the name of their schema."""


def schemas(address: str) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (draft 2020-12) of every kind of file, by its uri on the site.

    *address* is where the site is published.
    """
    uris = {name: schema_uri(name, FORMAT) for name in PUBLISHED}
    return {uri: {"$id": absolute(address, uri), **_schema(name)} for name, uri in uris.items()}


@cache
def _schema(name: str) -> dict[str, Any]:
    record = PUBLISHED[name]
    made = _made(record)
    for part_name, part in [(record.__name__, made), *made.get("$defs", {}).items()]:
        for base in filter(is_typeddict, get_original_bases(getattr(records, part_name))):
            for key, inherited in _made(base)["properties"].items():
                part["properties"][key] = {**inherited, **part["properties"][key]}
    return {"$schema": GenerateJsonSchema.schema_dialect, **made}


def _made(record: type) -> dict[str, Any]:
    """Return the schema of *record*; of keys that it inherits, pydantic knows no description."""
    return TypeAdapter(record).json_schema(schema_generator=_DataSchema)


class _DataSchema(GenerateJsonSchema):
    """JSON Schema without titles that only repeat a key."""

    def field_title_should_be_set(self, _: object) -> bool:
        return False


def _describe() -> None:
    """Have pydantic take the docstring below each key for its description."""
    told = ConfigDict(use_attribute_docstrings=True)
    for each in vars(records).values():
        if is_typeddict(each):
            each.__pydantic_config__ = told


_describe()
