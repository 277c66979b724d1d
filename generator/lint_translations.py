"""Translations: each of something that is there, in the language that it is meant to be in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.assets import version
from generator.keeping import digest
from generator.nearest import nearest
from generator.original import has_han
from generator.package import Package
from generator.problems import InvalidSources, Problem, Severity
from generator.translations import key, texts_of
from generator.workshop import Task, Workshop
from generator.workspace import parent_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.problems import Place
    from generator.sources import File
    from generator.store import Store
    from generator.workspace import Files, Workspace

FEW = 400
"""Packages that are searched sooner here than other processes have begun."""


def translation_problems(
    workspace: Workspace, files: Files, workshop: Workshop
) -> Iterator[Problem]:
    """Yield what is wrong with the translations of *workspace*, whose packages are in *files*."""
    for source in workspace.translations:
        yield from source.personal
    yield from _translated_once(workspace)
    yield from _in_their_language(workspace)
    yield from _of_something(workspace, files, workshop)


def _translated_once(workspace: Workspace) -> Iterator[Problem]:
    """Yield what is translated twice into one language, and differently."""
    seen: dict[tuple[str, str], tuple[str, Place]] = {}
    for source in workspace.translations:
        for original, text in source.value.texts.items():
            place = source.key_place("texts", original)
            before, there = seen.setdefault(
                (parent_folder(source.path), key(original)), (text, place)
            )
            if before != text:
                values = (("found", original),)
                yield Problem(place, "translation-twice", values, also=(there,))


def _in_their_language(workspace: Workspace) -> Iterator[Problem]:
    """Yield the translations that have Chinese in them."""
    for source in workspace.translations:
        for original, text in source.value.texts.items():
            if has_han(text):
                yield source.problem("translation-chinese", "texts", original, found=text)


def _of_something(workspace: Workspace, files: Files, workshop: Workshop) -> Iterator[Problem]:
    """Yield the translations of what nobody says."""
    offices = (workspace.settings, *workspace.departments.values())
    said = {key(text) for source in offices for text in texts_of(source.value)}
    all = {key(o): None for each in workspace.translations for o in each.value.texts}
    wanted = frozenset(all.keys() - said)
    if not wanted:
        return
    told = digest(version().encode(), *map(str.encode, sorted(wanted)))
    task = Task("said", _said, wanted, told, few=FEW)
    found = list(workshop.each(task, files.packages))
    if None in found:
        return  # what cannot be read may say it
    said |= {text for texts in found if texts for text in texts}
    for source in workspace.translations:
        for original in source.value.texts:
            if key(original) not in said:
                values = (("found", original), ("nearest", nearest(original, said)))
                place = source.key_place("texts", original)
                yield Problem(place, "translation-stale", values, Severity.WARNING)


def _said(wanted: frozenset[str], file: File, _: Store) -> tuple[str, ...] | None:
    """Return which of the texts *wanted* the package of *file* says; None of an unreadable one."""
    try:
        package = file.read(Package).value
    except InvalidSources:
        return None
    return tuple(sorted(wanted.intersection(map(key, texts_of(package)))))
