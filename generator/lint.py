"""Rules that no type can express: what can be read, and yet cannot be true.

A rule is a generator named as the truth it guards. Rules about the package's dates run only when
everything they rest on holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lint_items import ITEM_RULES, offered
from generator.lint_names import DIRECTORY_RULES
from generator.lint_packages import NETWORK_RULES, PACKAGE_RULES, SCHEDULE_RULES
from generator.problems import InvalidSources, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.workspace import Workspace


def lint(workspace: Workspace) -> Iterator[Problem]:
    """Yield every broken rule of *workspace*: errors, warnings and notes."""
    for offer in offered(workspace):
        for item_rule in ITEM_RULES:
            yield from item_rule(offer)
    for directory_rule in DIRECTORY_RULES:
        yield from directory_rule(workspace)
    for source in workspace.packages.values():
        yield from _until_error(workspace, source)


def _until_error(workspace, source):
    for rules in (PACKAGE_RULES, NETWORK_RULES, SCHEDULE_RULES):
        found = [problem for rule in rules for problem in rule(workspace, source)]
        yield from found
        if any(problem.severity is Severity.ERROR for problem in found):
            return
