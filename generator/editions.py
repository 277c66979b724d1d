"""The two editions of what is written once: the public one, and the internal one.

A field says in its declaration that it is internal; every other one is public. The public edition
is made from a model from which the internal values are gone, not from one that hides them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

M = TypeVar("M", bound=BaseModel)


class Audience(StrEnum):
    """For whom a site is built."""

    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True)
class _Internal:
    """Marks a field of a model as one that the public edition does not have."""

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "x-edition": str(Audience.INTERNAL)}


INTERNAL = _Internal()
"""In the annotation of a field: Annotated[..., INTERNAL]. Such a field has a default."""


def internal_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of *model* itself that are internal."""
    return tuple(name for name, info in model.model_fields.items() if INTERNAL in info.metadata)


def public(model: M) -> M:
    """Return *model* as the public edition has it: without the value of any internal field."""
    kind = type(model)
    if not _holds_internal(kind):
        return model
    changes: dict[str, Any] = {
        name: kind.model_fields[name].get_default(call_default_factory=True)
        for name in internal_fields(kind)
    }
    for name in kind.model_fields.keys() - changes.keys():
        value = getattr(model, name)
        if (kept := _public_value(value)) is not value:
            changes[name] = kept
    return model.model_copy(update=changes)


def _public_value(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    match value:
        case BaseModel():
            return public(value)
        case tuple():
            return _same(value, tuple(map(_public_value, value)))
        case dict():
            return {key: _public_value(each) for key, each in value.items()}
        case _:
            return value


def _same(old: tuple[object, ...], new: tuple[object, ...]) -> tuple[object, ...]:
    """Return *old* where nothing is different in *new*."""
    unchanged = all(before is after for before, after in zip(old, new, strict=True))
    return old if unchanged else new


@cache
def _holds_internal(model: type[BaseModel]) -> bool:
    """Return whether *model*, or a model inside it, has an internal field."""
    if internal_fields(model):
        return True
    inside = (kind for info in model.model_fields.values() for kind in _models(info.annotation))
    return any(_holds_internal(kind) for kind in inside if kind is not model)


def _models(hint: Any) -> set[type[BaseModel]]:  # noqa: ANN401 - any annotation
    """Return the models that *hint* lets in, however deep."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return {hint}
    return set().union(*(_models(argument) for argument in get_args(hint)))
