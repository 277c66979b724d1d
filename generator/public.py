"""The public edition of a workspace: what is left of it for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from generator.editions import Audience, public

if TYPE_CHECKING:
    from generator.sources import Source
    from generator.workspace import Workspace

M = TypeVar("M", bound=BaseModel)


def for_audience(workspace: Workspace, audience: Audience) -> Workspace:
    """Return *workspace*, its packages left out, as the edition for *audience* has it.

    The public one holds no internal value; the internal one holds all, and says so.
    """
    if audience is Audience.INTERNAL:
        return replace(workspace, packages={}, internal=True)
    return replace(
        workspace,
        settings=_public(workspace.settings),
        departments={id: _public(source) for id, source in workspace.departments.items()},
        packages={},
    )


def package_for(workspace: Workspace, source: Source[M]) -> Source[M]:
    """Return the package of *source* as the edition of *workspace* has it."""
    return source if workspace.internal else _public(source)


def _public(source: Source[M]) -> Source[M]:
    return replace(source, value=public(source.value), personal=())
