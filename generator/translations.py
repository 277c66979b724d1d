"""Translations of what authors write: each text beside its original, in files of their own.

A file is `translations/LANGUAGE/NAME.yml`, whatever NAME. A text is found by the original itself,
wherever it stands: what forty packages say alike is translated once, and an original that has
changed has no translation any more, so that no page ever shows one of something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, Field

from generator.fields import WORDS, Model, Text
from generator.original import Original, Translated, has_han

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

M = TypeVar("M", bound=BaseModel)
FOLDER = "translations"
"""Beside guides/; in it a folder a language."""


class Translations(Model):
    """Originals with their translations."""

    texts: dict[Text, Text] = Field(default_factory=dict)


@dataclass(frozen=True)
class Translation:
    """What authors write, in another language as far as it is translated."""

    language: str
    texts: Mapping[str, str] = field(default_factory=dict)
    """By the original; see `key`."""

    @classmethod
    def of(cls, language: str, files: Iterable[Translations]) -> Translation:
        """Return what *files* hold together."""
        return cls(language, {key(o): text for each in files for o, text in each.texts.items()})

    def text(self, original: str) -> str:
        """Return *original* in the other language; where nobody has translated it, marked."""
        if not has_han(original):
            return original
        told = self.texts.get(key(original))
        return Translated(told, original) if told else Original(original)

    def model(self, model: M) -> M:
        """Return *model* with every text in it so."""
        changes = {}
        for name in type(model).model_fields:
            value = getattr(model, name)
            told = self._value(value, texts=name in text_fields(type(model)))
            if told is not value:
                changes[name] = told
        return model.model_copy(update=changes) if changes else model

    def _value(self, value: Any, *, texts: bool) -> Any:  # noqa: ANN401 - whatever a field holds
        match value:
            case BaseModel():
                return self.model(value)
            case tuple():
                told = tuple(self._value(each, texts=texts) for each in value)
                same = all(before is after for before, after in zip(value, told, strict=True))
                return value if same else told
            case dict():
                return {name: self._value(each, texts=texts) for name, each in value.items()}
            case str() if texts and type(value) is str:
                return self.text(value)
            case _:
                return value


def key(original: str) -> str:
    """Return how *original* is looked up: however its lines are broken."""
    return re.sub(r"\s+", " ", original).strip()


def texts_of(model: BaseModel) -> Iterator[str]:
    """Yield every text in *model* that can be translated."""
    for name in type(model).model_fields:
        yield from _texts(getattr(model, name), wanted=name in text_fields(type(model)))


def _texts(value: Any, *, wanted: bool) -> Iterator[str]:  # noqa: ANN401 - whatever a field holds
    match value:
        case BaseModel():
            yield from texts_of(value)
        case tuple():
            for each in value:
                yield from _texts(each, wanted=wanted)
        case dict():
            for each in value.values():
                yield from _texts(each, wanted=wanted)
        case str() if wanted and type(value) is str and has_han(value):
            yield value


@cache
def text_fields(model: type[BaseModel]) -> frozenset[str]:
    """Return the fields of *model* that hold texts for readers, not ids, addresses or numbers."""
    fields = model.model_fields.items()
    return frozenset(n for n, info in fields if WORDS in info.metadata or _holds(info.annotation))


def _holds(hint: Any) -> bool:  # noqa: ANN401 - any annotation
    inside = get_args(hint)
    if get_origin(hint) is Annotated:
        return WORDS in inside[1:] or _holds(inside[0])
    return any(map(_holds, inside[1:] if get_origin(hint) is dict else inside))
