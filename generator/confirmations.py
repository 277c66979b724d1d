"""Confirmations: what departments have agreed to, one file a department, kept in the repository.

The history of the repository says who wrote them; a host lets only the department's own reviewers
change its file (see `reviewers`).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, WithJsonSchema

from generator.fields import Day, Line, Model, Text, refused

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = "confirmations"
"""Beside guides/; a file is named after a department, or `office`."""
SCHEMA = "yaml-language-server: $schema=../schema/confirmations.json"
"""The line by which editors find the schema."""
OFFICE = "office"
"""In the place of a department's id: the office that publishes, where no department is bound."""
PATTERN = r"^[0-9a-f]{12}$"


def _fingerprint(value: str) -> str:
    if not re.fullmatch(PATTERN, value):
        raise refused("not-a-fingerprint", found=value)
    return value


Fingerprint = Annotated[
    str, AfterValidator(_fingerprint), WithJsonSchema({"type": "string", "pattern": PATTERN})
]
"""What a change is known by."""


class Confirmation(Model):
    """That a department agrees to one change."""

    change: Fingerprint
    on: Day
    by: Line | None = None
    """The role of who confirmed, as in 首席审批官."""
    what: Line
    """The change in a sentence, for who reads the file."""
    note: Text | None = None


class Confirmations(Model):
    """All that one department has confirmed."""

    confirmed: tuple[Confirmation, ...] = ()


def written(before: str, head: str, added: Iterable[Confirmation]) -> str:
    """Return the file *before* with the confirmations *added* at its end; a new one has a *head*.

    What was there stays as it is, to the character.
    """
    lines = "".join(_line(each) for each in added)
    if not before.strip():
        return f"# {SCHEMA}\n# {head}\nconfirmed:\n{lines}"
    return before.rstrip("\n") + "\n" + lines


def _line(confirmation: Confirmation) -> str:
    """Return an entry in one line; every JSON text is a YAML text."""
    told = confirmation.model_dump(mode="json", exclude_none=True)
    texts = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items())
    return f"  - {{{', '.join(texts)}}}\n"
