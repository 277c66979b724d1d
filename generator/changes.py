"""The problems that a change brings about: those of its files, and those it makes in others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.workspace import PROJECTS, PROMISES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from generator.problems import Problem


def brought_about(
    problems: Collection[Problem],
    changed: Collection[str],
    before: Callable[[], Collection[Problem]],
) -> list[Problem]:
    """Return the problems in files that are *changed*, and those in others that are new.

    *before* finds the problems that were there without the change. It is asked only when there
    are problems elsewhere, and when more is changed than packages: no other file's problems
    depend on a package.
    """
    elsewhere = [problem for problem in problems if problem.place.path not in changed]
    if elsewhere and not all(map(_is_package, changed)):
        old = set(before())
        elsewhere = [problem for problem in elsewhere if problem not in old]
    else:
        elsewhere = [problem for problem in elsewhere if not _is_data(problem.place.path)]
    return sorted([*elsewhere, *(p for p in problems if p.place.path in changed)])


def _is_package(path: str) -> bool:
    return path.startswith(f"{PROJECTS}/") and _is_yaml(path)


def _is_data(path: str) -> bool:
    return _is_yaml(path) or path == PROMISES


def _is_yaml(path: str) -> bool:
    return path.endswith(".yml")
