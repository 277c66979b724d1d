"""The format as JSON Schema, for editors: made from the models, worded by a catalogue.

To the reader of sources every scalar is a text; an editor takes an unquoted 2026 for a number and
an unquoted true for a boolean. So a schema lets them stand where a text may stand.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from generator.calendar_year import CalendarYear
from generator.confirmations import Confirmations
from generator.directory import Department
from generator.package import Package
from generator.settings import Settings
from generator.translations import Translations

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel
    from pydantic_core import core_schema

    from generator.messages import Catalogue

FILES: dict[str, type[BaseModel]] = {
    "department.json": Department,
    "package.json": Package,
    "settings.json": Settings,
    "calendar.json": CalendarYear,
    "confirmations.json": Confirmations,
    "translations.json": Translations,
}
"""The schema of each kind of file."""


def write(folder: Path, words: Catalogue) -> list[Path]:
    """Write the schema of every kind of file into *folder*; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts(words).items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    return [folder / name for name in FILES]


def texts(words: Catalogue) -> dict[str, str]:
    """Return the schema of every kind of file, by the name of its own file."""
    return {
        name: json.dumps(schema_of(model, words), ensure_ascii=False, indent=2) + "\n"
        for name, model in FILES.items()
    }


def schema_of(model: type[BaseModel], words: Catalogue) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of *model*, every key told in *words*.

    A model or a field that the catalogue does not know is a KeyError.
    """
    schema = model.model_json_schema(schema_generator=_EditorSchema)
    models = schema.get("$defs", {})
    for name, part in [(model.__name__, schema), *models.items()]:
        for unwanted in ("title", "description"):
            part.pop(unwanted, None)
        for key, value in part.get("properties", {}).items():
            value.pop("description", None)
            part["properties"][key] = {**words.table("schema")[name][key], **value}
    about = words.table("schema")["file"][model.__name__]
    return {"$schema": GenerateJsonSchema.schema_dialect, **about, **schema}


class _EditorSchema(GenerateJsonSchema):
    """JSON Schema as an editor of YAML needs it."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Let what an author leaves unquoted stand for a text."""
        return {**super().str_schema(schema), "type": ["string", "number", "boolean"]}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Mark keys that are no ids."""
        return {"additionalProperties": False, **super().dict_schema(schema)}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Leave null out: what is not said is not written."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave defaults out; the description of a key tells them."""
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, _: object) -> bool:
        """Leave the fields' English names out of the titles."""
        return False
