"""The shapes in which an author may write a value shorter than its type."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

T = TypeVar("T")


@dataclass(frozen=True)
class shorthand:  # noqa: N801 - reads as the annotation that it is
    """A text in the place of a mapping stands for the mapping with that text under *key*."""

    key: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._widen, handler(source))

    def _widen(self, value: object) -> object:
        return {self.key: value} if isinstance(value, str) else value

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler(schema)
        forms = [handler.resolve_ref_schema(form) for form in whole.get("oneOf", [whole])]
        part = next(f["properties"][self.key] for f in forms if self.key in f["properties"])
        return {"anyOf": [part, whole]}


@dataclass(frozen=True)
class _OneOrMore:
    """A single text stands for the list of it."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._widen, handler(source))

    @staticmethod
    def _widen(value: object) -> object:
        return [value] if isinstance(value, str) else value

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler(schema)
        return {"anyOf": [whole["items"], whole]}


@dataclass(frozen=True)
class NoneAtAll:
    """The word "none" stands for the empty list: it was thought of, and there is none."""

    word: str = "none"

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._widen, handler(source))

    def _widen(self, value: object) -> object:
        return [] if value == self.word else value

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"const": self.word}, handler(schema)]}


Listed = Annotated[tuple[T, ...], _OneOrMore()]
"""Several values, of which one may be written without its list."""


def _plain(value: object) -> object:
    """Return *value*, unless it is a text that Decimal reads but nobody writes on a price list."""
    if isinstance(value, str) and not value.replace(".", "", 1).isdecimal():
        raise ValueError(value)
    return value


Money = Annotated[
    Decimal,
    BeforeValidator(_plain),
    Field(
        ge=0,
        max_digits=14,
        decimal_places=2,
        json_schema_extra={"pattern": r"^\d+(\.\d{1,2})?$"},
    ),
]
"""An amount of yuan with at most two decimals."""
Quantity = Annotated[Decimal, BeforeValidator(_plain), Field(ge=0, max_digits=14)]
"""How many units there are of something, as in square metres."""
