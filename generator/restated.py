"""A model as the YAML that it could have been read from: what an author wrote, in one spelling.

Comments are gone, defaults are not said, and what has a shorthand is said in full.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from generator.limits import Limit, Unit
from generator.sources import yaml_of

SPELLED = {Unit.WORKING: "个工作日", Unit.CALENDAR: "个自然日", Unit.UNSTATED: "日"}
"""How authors write limits, as in 5 个工作日."""


def restated(model: BaseModel) -> str:
    """Return *model* as YAML; reading it gives the same model."""
    return yaml_of(_plain(model))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Return *value* as texts in lists and mappings, as a file has them."""
    match value:
        case BaseModel():
            return {
                field.alias or name: _plain(held)
                for name, field in type(value).model_fields.items()
                if (held := getattr(value, name)) != field.get_default(call_default_factory=True)
            }
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return _text(value)


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Limit():
            return f"{value.days} {SPELLED[value.unit]}"
        case Decimal():
            return f"{value:f}"
        case _:  # a day is written as Python writes it
            return str(value)
