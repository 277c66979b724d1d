"""The JSON Schemas of the site's JSON, made from its types; served with the site."""

from __future__ import annotations

import ast
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import get_original_bases, is_typeddict

from generator import directory_records, guide_records, list_records, records
from generator.directory_data import FORMAT
from generator.uris import absolute, schema_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLISHED: dict[str, Any] = {
    "guide": guide_records.GuideRecord,
    "item": directory_records.ItemRecord,
    "department": directory_records.DepartmentRecord,
    "index": list_records.IndexRecord,
}
"""What the files of the site hold, by the name of their schema."""
MODULES = (records, directory_records, guide_records, list_records)
RECORDS = {
    name: each for module in MODULES for name, each in vars(module).items() if is_typeddict(each)
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
    made = TypeAdapter(record).json_schema(schema_generator=_DataSchema)
    for part_name, part in [(record.__name__, made), *made.get("$defs", {}).items()]:
        for key, told in _descriptions(RECORDS[part_name]).items():
            part["properties"][key] = dict(sorted({**part["properties"][key], **told}.items()))
    return {"$schema": GenerateJsonSchema.schema_dialect, **made}


def _descriptions(record: type) -> dict[str, dict[str, str]]:
    """Return what is told of the keys of *record*, those that it inherits included."""
    inherited = (_descriptions(base) for base in get_original_bases(record) if is_typeddict(base))
    keys = _docstrings().get(record.__name__, {})  # of a type made by a call, nobody tells anything
    own = {key: {"description": told} for key, told in keys.items()}
    return {key: told for each in (*inherited, own) for key, told in each.items()}


@cache
def _docstrings() -> dict[str, dict[str, str]]:
    """Return the docstring below each key, by the name of its type.

    pydantic would read and parse a whole module for every type, and knows none that are inherited.
    """
    parsed = (ast.parse(getsource(module)) for module in MODULES)
    types = (each for module in parsed for each in module.body if isinstance(each, ast.ClassDef))
    return {each.name: dict(_told(each)) for each in types}


def _told(type_: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for pair in pairwise(type_.body):
        match pair:
            case (
                ast.AnnAssign(target=ast.Name(id=key)),
                ast.Expr(value=ast.Constant(value=str(told))),
            ):
                yield key, cleandoc(told)


class _DataSchema(GenerateJsonSchema):
    """JSON Schema without titles that only repeat a key."""

    def field_title_should_be_set(self, _: object) -> bool:
        return False
