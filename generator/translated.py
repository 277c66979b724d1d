"""A workspace and its guides in another language than that of their authors.

Nothing is computed anew: dates, order and version are those of the originals.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from generator.original import LANGUAGE
from generator.resolution import resolve
from generator.version_records import Versions

if TYPE_CHECKING:
    from generator.guide import Guide
    from generator.settings import Settings
    from generator.sources import Source
    from generator.translations import Translation
    from generator.version_records import Record
    from generator.workspace import Workspace

M = TypeVar("M", bound=BaseModel)


def folder_for(settings: Source[Settings], language: str) -> str:
    """Return the folder of the site that has its pages in *language*, with a slash.

    Those in the main language lie at the root; so do those that stand for pages in a language that
    the site is not in.
    """
    return f"{language}/" if language in settings.value.also_in else ""


def in_language(workspace: Workspace, language: str) -> Workspace:
    """Return *workspace* as its pages in *language* have it; packages are left out.

    Its address is that of these pages.
    """
    settings = workspace.settings
    address = settings.value.address
    if folder := folder_for(settings, language):
        address = f"{address.rstrip('/')}/{folder}"
    translation, departments = workspace.translation(language), workspace.departments
    if language != LANGUAGE:
        settings = _translated(settings, translation)
        departments = {id: _translated(each, translation) for id, each in departments.items()}
    told = settings.value.model_copy(update={"language": language, "address": address})
    return replace(
        workspace,
        settings=replace(settings, value=told),
        departments=departments,
        packages={},
        translations=(),
        folder=folder,
    )


def guide_in(made: Guide, translation: Translation, workspace: Workspace) -> Guide:
    """Return the guide *made* as *translation* has it; *workspace* is in the same language."""
    settings = workspace.settings.value
    if translation.language == LANGUAGE:
        return replace(made, settings=settings)
    package = translation.model(made.package)
    resolved = resolve(made.id, package, workspace.directory)
    return replace(made, resolved=resolved, settings=settings)


def versions_in(versions: Versions, translation: Translation) -> Versions:
    """Return the records of *versions* as *translation* has them.

    They were written in the words of the authors.
    """
    if translation.language == LANGUAGE:
        return versions
    return Versions(tuple(_record_in(each, translation) for each in versions.records))


def _record_in(record: Record, translation: Translation) -> Record:
    changes = tuple(
        each.model_copy(
            update={
                "subject": translation.text(each.subject),
                "told": translation.text(each.told),
                "why": each.why and translation.text(each.why),
            }
        )
        for each in record.changes
    )
    told = {"name": translation.text(record.name), "summary": translation.text(record.summary)}
    return record.model_copy(update={**told, "changes": changes})


def _translated(source: Source[M], translation: Translation) -> Source[M]:
    return replace(source, value=translation.model(source.value))
