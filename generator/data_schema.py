"""The JSON Schemas of the site's JSON, made from its types; served with the site."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import get_original_bases, is_typeddict

from generator import directory_records, guide_records, list_records, records
from generator.directory_data import FORMAT
from generator.uris import absolute, schema_uri

PUBLISHED: dict[str, Any] = {
    "guide": guide_records.GuideRecord,
    "item": directory_records.ItemRecord,
    "department": directory_records.DepartmentRecord,
    "index": list_records.IndexRecord,
}
"""What the files of the site hold, by the name of their schema."""
RECORDS = {
    name: each
    for module in (records, directory_records, guide_records, list_records)
    for name, each in vars(module).items()
    if is_typeddict(each)
}
"""All types of what they hold, by name."""


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
        for base in filter(is_typeddict, get_original_bases(RECORDS[part_name])):
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
    for each in RECORDS.values():
        each.__pydantic_config__ = told


_describe()
