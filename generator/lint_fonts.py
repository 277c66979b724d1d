"""What can be printed: fonts that may be embedded, and no character that none of them has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

from generator import fonts
from generator.characters import code_point
from generator.lint_texts import texts
from generator.workspace import GUIDES

if TYPE_CHECKING:
    from pathlib import Path

    from generator.positions import Location
    from generator.problems import Problem
    from generator.sources import Source
    from generator.workspace import Workspace


def own_fonts_can_be_printed_with(workspace: Workspace) -> Iterator[Problem]:
    """Hold that the office's fonts are files of its workspace, not published, and embeddable."""
    root = workspace.root.resolve()
    for role, named in workspace.settings.value.print.fonts.items():
        path = workspace.own_fonts[role]
        code: str | None = "font-missing"
        if path.is_file() and path.is_relative_to(root):
            published = path.is_relative_to(root / GUIDES)
            code = "font-published" if published else fonts.fault(path)
        if code:
            yield workspace.settings.problem(code, "print", "fonts", role, found=named)


def characters_can_be_shown(workspace: Workspace) -> Iterator[Problem]:
    """Hold that settings and departments have no character that would be an empty box on paper."""
    sources = (workspace.settings, *workspace.departments.values())
    for source in sources:
        yield from still_unshown(workspace, unshown(source))


def unshown(source: Source[BaseModel]) -> Iterator[Problem]:
    """Yield a problem for each character that our fonts lack, where it first stands in *source*."""
    if characters := fonts.missing(source.value.model_dump_json()):
        found = list(texts(source))
        for character in characters:
            yield _unshown(source, character, [at for at, text in found if character in text])


def _unshown(source: Source[BaseModel], character: str, found: list[Location]) -> Problem:
    first = min(found, key=lambda at: source.place(*at))
    return source.problem(
        "character-not-shown", *first,
        found=character, point=code_point(character),
        field=".".join(map(str, source.positions.written(first))), count=len(found),
    )  # fmt: skip


def still_unshown(workspace: Workspace, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield those of *problems* whose character the office's own fonts lack as well."""
    told = tuple(problems)
    if not told or not all(_is_usable(path) for path in workspace.own_fonts.values()):
        return  # what is wrong with the fonts comes first
    own = fonts.own_fonts(workspace.own_fonts)
    yield from (problem for problem in told if fonts.missing(_character(problem), own))


def _is_usable(path: Path) -> bool:
    return path.is_file() and fonts.fault(path) is None


def _character(problem: Problem) -> str:
    return str(dict(problem.values)["found"])


FONT_RULES = (own_fonts_can_be_printed_with, characters_can_be_shown)
