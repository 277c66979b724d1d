"""The assignment (交办单): a draft of the letter that hands a package to its departments.

Laid out after GB/T 9704-2012 (党政机关公文格式). An authority issues such a letter, not a
generator: so it has neither number nor seal nor date, and every page says that it is a draft
(代拟稿).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from generator.drawing import text_width
from generator.messages import catalogue
from generator.paper import print_style
from generator.passes import in_order
from generator.pdf import Document
from generator.rendering import render

if TYPE_CHECKING:
    from pathlib import Path

    from generator.directory import Department
    from generator.guide import Guide, GuideItem, GuideStage, Relation
    from generator.package import Endorsement

TEXT_WIDTH = 156 / 25.4 * 72
"""How wide the text of a page (版心) is, in points."""
LARGEST_MARK, SMALLEST_MARK = 44.0, 18.0
"""The type size of the issuer's name at the head (发文机关标志): as large as goes in one line."""
MOST_ADDRESSED = 56
"""Characters of recipients above the text: two lines. More of them stand at the end (版记), lest
the first page have no text (GB/T 9704-2012, 7.3.2)."""
WAITING = frozenset(("after", "beside"))
"""The relations in which an item waits for the end of another one."""
SPACED = re.compile(r"(?<=[^\x00-\x7f]) (?=\d)|(?<=\d) (?=[^\x00-\x7f])")
"""A blank between a figure and Chinese, which official documents do without."""

DATE_PARTS = re.compile(r"\D+(?=\d{4}年)|\d{4}年|第\d+个|.+")
"""What of a date stands together in a narrow column: 预计, 2026年, 3月2日; 第72个, 工作日."""


@dataclass(frozen=True)
class Assignment:
    """What is handed to one department, or to all that have a part in the package."""

    guide: Guide
    endorsement: Endorsement
    recipients: tuple[tuple[str, Department, tuple[GuideItem, ...]], ...]
    """Whom it goes to (主送机关), with the items of each."""

    @property
    def single(self) -> bool:
        """Whether it goes to one department alone."""
        return len(self.recipients) == 1

    @cached_property
    def items(self) -> tuple[GuideItem, ...]:
        """The items that are handed over, in the order of the guide."""
        ids = {item.id for _, _, items in self.recipients for item in items}
        return tuple(item for item in self.guide.taking_part if item.id in ids)

    def led(self, department_id: str) -> tuple[GuideStage, ...]:
        """Return the stages that the department leads (牵头部门)."""
        stages = self.guide.stages
        return tuple(each for each in stages if each.resolved.stage.lead == department_id)

    @property
    def addressed_at_the_end(self) -> bool:
        """Whether the recipients stand at the end (版记), so that the text begins on page 1."""
        names = sum(len(department.name) + 1 for _, department, _ in self.recipients)
        return names > MOST_ADDRESSED

    @cached_property
    def copied(self) -> tuple[str, ...]:
        """Who gets a copy (抄送机关) besides the chain's chief: its lead, steward and owner."""
        package, chain = self.guide.package, self.guide.chain
        known = self.guide.resolved.directory.departments
        concerned = (chain and chain.lead, package.steward and package.steward.department)
        sent_to = {id for id, _, _ in self.recipients}
        names = (*(known[id].name for id in concerned if id and id not in sent_to), package.owner)
        office = self.guide.settings.office.name
        return tuple(name for name in dict.fromkeys(names) if name and name != office)

    @cached_property
    def before(self) -> Mapping[str, tuple[Relation, ...]]:
        """For each item of the package: what it waits for, less what comes before that anyway."""
        whole = self.guide.before
        return {
            id: tuple(
                each
                for each in relations
                if each.kind not in WAITING or each.item.id not in self._implied(relations)
            )
            for id, relations in whole.items()
        }

    @cached_property
    def after(self) -> Mapping[str, tuple[Relation, ...]]:
        """For each item of the package: what waits for it, as `before` tells it."""
        found: dict[str, list[Relation]] = {id: [] for id in self.before}
        for item in self.guide.taking_part:
            for each in self.before[item.id]:
                found[each.item.id].append(replace(each, item=item))
        return {id: tuple(relations) for id, relations in found.items()}

    def _implied(self, relations: tuple[Relation, ...]) -> frozenset[str]:
        """Return everything that has to be finished before one of *relations* can begin."""
        waited = (self._ancestors[each.item.id] for each in relations if each.kind in WAITING)
        return frozenset().union(*waited)

    @cached_property
    def _ancestors(self) -> Mapping[str, frozenset[str]]:
        """For each item: all that is finished before it is accepted."""
        found: dict[str, frozenset[str]] = {}
        for task in in_order(self.guide.resolved.network):
            waited = [r.item.id for r in self.guide.before[task.id] if r.kind in WAITING]
            found[task.id] = frozenset(waited).union(*(found[id] for id in waited))
        return found


def recipients(guide: Guide) -> tuple[str, ...]:
    """Return the departments to which *guide*, if it is endorsed, is handed; else none."""
    if guide.package.endorsement is None:
        return ()
    return tuple(id for id, _, _ in guide.departments)


def assignment_ids(guide: Guide) -> dict[str, str | None]:
    """Return the ids of the assignments of *guide*, and the department that each is for.

    The package's own id is that of the one for all.
    """
    handed = recipients(guide)
    whole: dict[str, str | None] = {guide.id: None} if handed else {}
    return whole | {f"{guide.id}.{department}": department for department in handed}


def assignment(guide: Guide, department_id: str | None = None) -> Assignment:
    """Return what *guide*, which is endorsed, hands to the department, or to all of them."""
    if guide.package.endorsement is None:
        raise ValueError(f"{guide.id} is not endorsed")
    parts = tuple(part for part in guide.departments if department_id in (None, part[0]))
    if not parts:
        raise ValueError(f"{department_id} has no item in {guide.id}")
    return Assignment(guide, guide.package.endorsement, parts)


def assignment_document(
    guide: Guide, department_id: str | None, language: str, own_templates: Path | None
) -> Document:
    """Return what the assignment of *guide* to the department, or to all, is printed from."""
    made, words = assignment(guide, department_id), catalogue(language)
    mark = words.text("assignment.mark", office=guide.settings.office.name)
    html = render(
        "print/assignment.html.j2",
        language,
        own_templates,
        made=made,
        guide=guide,
        package=guide.package,
        schedule=guide.schedule,
        office=guide.settings.office,
        departments=guide.resolved.directory.departments,
        mark=mark,
        mark_size=mark_size(mark),
        ordinal=lambda number: ordinal(number, words.text("assignment.numerals")),
        solid=solid,
        parts_of_date=DATE_PARTS.findall,
    )
    return Document(html, print_style("print/assignment.css", guide.settings, own_templates))


def mark_size(mark: str) -> float:
    """Return the type size, in points, in which *mark* about fills a line."""
    fitting = 0.98 * TEXT_WIDTH / text_width(mark, 1)
    return min(LARGEST_MARK, max(SMALLEST_MARK, int(fitting * 10) / 10))


def ordinal(number: int, numerals: str) -> str:
    """Return *number*, from 1 to 99, in *numerals*, those of 1 to 10; in figures without them.

    >>> ordinal(21, "一二三四五六七八九十")
    '二十一'
    """
    if not numerals:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else numerals[9] if tens == 1 else numerals[tens - 1] + numerals[9]
    return ten + (numerals[ones - 1] if ones else "")


def solid(text: str) -> str:
    """Return *text* without the blanks around figures: 2 个工作日 as 2个工作日."""
    return SPACED.sub("", text)
