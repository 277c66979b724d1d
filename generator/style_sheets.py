"""The style sheets of a site made into one for every page: what blocks painting is fetched once.

The pages that the generator makes use little of the theme's; they get what concerns them, a sixth.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import tinycss2
from tinycss2.ast import AtRule, IdentToken, Node, QualifiedRule

from generator.keeping import digest
from generator.uris import STATIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

USED = frozenset(
    f"md-{name}"
    for name in (
        *("container", "content", "content__inner", "dialog", "dialog__inner", "grid"),
        *("main", "main__inner", "overlay", "skip", "toggle", "typeset"),
    )
) | {"no-js"}
"""The theme's classes on the pages that the generator makes; a test holds them to it."""


def of_site(theme: Sequence[str], ours: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the uri and the style sheet of pages that are made, and of prose.

    The *theme*'s sheets come before *ours*, the first of which has the fonts.
    """
    fonts, *rest = ours
    ours = [fonts.replace('url("', 'url("../fonts/'), *rest]
    sheets = {"made": merged([*map(lean, theme), *ours]), "prose": merged([*theme, *ours])}
    return {
        kind: (f"{STATIC}/site/{kind}-{digest(sheet.encode())[:16]}.css", sheet)
        for kind, sheet in sheets.items()
    }


def merged(sheets: Iterable[str]) -> str:
    """Return *sheets* as one, the later winning over the earlier as before."""
    return '@charset "UTF-8";\n' + "\n".join(
        sheet.removeprefix('@charset "UTF-8";').strip() for sheet in sheets
    )


def lean(sheet: str, classes: frozenset[str] = USED) -> str:
    """Return the rules of *sheet* that elements of no other class than *classes* can have."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return "".join(_kept(rules, classes))


def _kept(rules: Iterable[Node], classes: frozenset[str]) -> Iterator[str]:
    for rule in rules:
        match rule:
            case QualifiedRule(prelude=prelude, content=content):
                if kept := [each for each in _selectors(prelude) if _classes(each) <= classes]:
                    told = ",".join(map(tinycss2.serialize, kept))
                    yield f"{told}{{{tinycss2.serialize(content)}}}"
            case AtRule(at_keyword="media" | "supports", content=content) if content is not None:
                inside = tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True)
                if rest := "".join(_kept(inside, classes)):
                    yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{rest}}}"
            case AtRule(at_keyword="keyframes"):
                pass  # of parts that these pages do not have
            case AtRule():
                yield rule.serialize()


def _selectors(prelude: Iterable[Node]) -> list[list[Node]]:
    """Return the selectors of a list; commas within parentheses are not in *prelude* itself."""
    found: list[list[Node]] = [[]]
    for token in prelude:
        if token == ",":  # noqa: S105 - of a style sheet
            found.append([])
        else:
            found[-1].append(token)
    return found


def _classes(selector: list[Node]) -> set[str]:
    """Return the classes that *selector* asks for; one in parentheses may be an alternative."""
    return {
        name.value
        for dot, name in pairwise(selector)
        if dot == "." and isinstance(name, IdentToken)
    }
