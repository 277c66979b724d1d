"""Rules that no type can express: what can be read, and yet cannot be true.

A rule is a generator named as the truth it guards. Rules about the package's dates run only when
everything they rest on holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lint_calendar import calendar_problems
from generator.lint_dates import NETWORK_RULES, SCHEDULE_RULES
from generator.lint_items import ITEM_RULES, offered
from generator.lint_names import DIRECTORY_RULES
from generator.lint_needs import NEED_RULES
from generator.lint_overrides import OVERRIDE_RULES
from generator.lint_references import REFERENCE_RULES
from generator.problems import InvalidSources, Problem, Severity
from generator.workspace import read_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.package import Package
    from generator.sources import Source
    from generator.workspace import Workspace


PACKAGE_RULES = (*REFERENCE_RULES, *NEED_RULES, *OVERRIDE_RULES)
"""What each reference has to lead to, and what may be said of it; the dates rest on these."""


def lint(workspace: Workspace) -> Iterator[Problem]:
    """Yield every broken rule of *workspace*: errors, warnings and notes."""
    for offer in offered(workspace):
        for item_rule in ITEM_RULES:
            yield from item_rule(offer)
    for directory_rule in DIRECTORY_RULES:
        yield from directory_rule(workspace)
    for year in workspace.calendar_years:
        yield from calendar_problems(year)
    for source in workspace.packages.values():
        yield from _until_error(workspace, source)


def _until_error(workspace: Workspace, source: Source[Package]) -> Iterator[Problem]:
    """Yield the problems of one package, up to the first set of rules that finds an error."""
    for rules in (PACKAGE_RULES, NETWORK_RULES, SCHEDULE_RULES):
        found = [problem for rule in rules for problem in rule(workspace, source)]
        yield from found
        if any(problem.severity is Severity.ERROR for problem in found):
            return


def checked(root: Path) -> tuple[Workspace, list[Problem]]:
    """Read and lint the workspace at *root*; return it with its warnings and notes.

    Raises InvalidSources with every problem found when one of them is an error.
    """
    workspace = read_workspace(root)
    problems = sorted(lint(workspace))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InvalidSources(problems)
    return workspace, problems
