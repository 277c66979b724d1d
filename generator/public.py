"""The public edition of a workspace: what is left of it for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from generator.editions import Audience, public

if TYPE_CHECKING:
    from generator.lint import Sound
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


def whole_for(sound: Sound, audience: Audience) -> Workspace:
    """Return the workspace of *sound* with all its packages, as the edition for *audience* has it.

    The public one has no drafts.
    """
    edition, sources = for_audience(sound.workspace, audience), sound.workspace.packages
    hidden = sound.drafts if audience is Audience.PUBLIC else frozenset()
    kept = {id: package_for(edition, sources[id]) for id in sources if id not in hidden}
    return replace(edition, packages=kept)


def package_for(workspace: Workspace, source: Source[M]) -> Source[M]:
    """Return the package of *source* as the edition of *workspace* has it."""
    return source if workspace.internal else _public(source)


def _public(source: Source[M]) -> Source[M]:
    return replace(source, value=public(source.value), personal=())
