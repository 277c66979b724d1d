"""Limits, days, figures and amounts in words; the words themselves are in the catalogues."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from generator.limits import Limit
from generator.original import like

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

    from generator.guide import GuideItem
    from generator.marks import Figure, Marks
    from generator.messages import Catalogue
    from generator.schedule import ProjectDay, Schedule, ScheduledItem, Span
    from generator.totals import Saved

SHORTEST_RUN = 3
"""Numbers in a row from which on only the ends are told."""
JOINER = "\u2060"
"""Keeps the parts of a code together: 某建〔2026〕12号 breaks in odd places otherwise."""


class Wording:
    """The values of a guide in the words of one language."""

    def __init__(self, words: Catalogue) -> None:
        self._text = words.text

    @property
    def filters(self) -> dict[str, Callable[..., str]]:
        """The wordings as a template calls them."""
        return {
            "limit": self.limit,
            "brief": self.brief,
            "day": self.day,
            "short_day": self.short_day,
            "official": self.official,
            "month": self.month,
            "due": self.due,
            "due_by": self.due_by,
            "accepted": self.accepted,
            "limit_end": self.limit_end,
            "latest": self.latest,
            "end": self.end,
            "marked": self.marked,
            "span": self.span,
            "figure": self.figure,
            "number": self.number,
            "yuan": self.yuan,
            "percent": percent,
            "rest_percent": rest_percent,
            "numbers": self.numbers,
            "kept": kept,
            "dialled": dialled,
            "phone": self.phone,
        }

    def limit(self, limit: Limit | None) -> str:
        """Return *limit* with its unit; no days at all are done at once (即办)."""
        if limit is None:
            return self._text("limit.unknown")
        if limit.days == 0:
            return self._text("limit.immediate")
        return self._text(f"limit.{limit.unit}", days=limit.days)

    def brief(self, limit: Limit | None) -> str:
        """Return *limit* for a narrow place; what "日" means is told where there is room."""
        if limit is None or limit.days == 0:
            return self.limit(limit)
        return f"{limit.days} {self._text(f'unit.{limit.unit}', days=limit.days)}"

    def day(self, day: date | int) -> str:
        """Return *day* in full: a date, or the number of a working day from the start."""
        return self._day(day, "day.full")

    def short_day(self, day: date | int) -> str:
        """Return *day* without its year."""
        return self._day(day, "day.short")

    def official(self, day: date | int) -> str:
        """Return *day* as official documents write it (成文日期): 2026年3月2日."""
        return self._day(day, "day.official")

    def axis_day(self, day: date, *, weekly: bool) -> str:
        """Return *day* as a mark on an axis with a mark a week, else a mark a month."""
        form = "day.axis" if weekly else "day.axis_month"
        return self._day(day, form)

    def month(self, day: date) -> str:
        """Return the month of *day*, with its year."""
        return self._day(day, "day.axis_month")

    def _day(self, day: date | int, form: str) -> str:
        if isinstance(day, date):
            return self._text(
                form,
                year=day.year,
                month=day.month,
                month_name=self._text(f"month.{day.month}"),
                day=day.day,
                weekday=self._text(f"weekday.{day.weekday()}"),
            )
        if day == 0:
            return self._text("day.relative_start")
        return self._text("day.relative", number=day)

    def due(self, item: ScheduledItem) -> str:
        """Return the due date of *item*, with what has to be said of it: estimated, not before."""
        return self.marked(item.due, item)

    def due_by(self, item: ScheduledItem, form: str = "day.short") -> str:
        """Return by when *item* is finished; of one that may take longer, from when on."""
        told = "guide.done_from" if item.at_least else "guide.due_by"
        return self._text(told, day=self.marked(item.due, item, form))

    def accepted(self, item: ScheduledItem) -> str:
        """Return the day on which *item* is accepted."""
        return self.marked(item.accepted, item.acceptance)

    def limit_end(self, item: ScheduledItem) -> str:
        """Return the day on which the limit of *item* ends."""
        return self.marked(item.limit_end, item)

    def latest(self, item: ScheduledItem, end: Marks) -> str:
        """Return the last day that leaves the end where it is; it is as sure as the *end* is."""
        return self.marked(item.latest, end)

    def end(self, schedule: Schedule) -> str:
        """Return the day on which everything is finished."""
        return self.marked(schedule.end, schedule.elapsed, "day.full")

    def marked(self, day: ProjectDay, marks: Marks, form: str = "day.short") -> str:
        """Return *day* with what *marks* say of it."""
        told = self._day(day, form)
        for mark in ("approximate", "estimated", "at_least"):
            if getattr(marks, mark):
                told = self._text(f"day.{mark}", day=told)
        return told

    def span(self, span: Span) -> str:
        """Return the days of *span*; relative ones count from the day after its day 0."""
        first, last = span.first, span.last
        if isinstance(first, date):
            return f"{self.short_day(first)} – {self.short_day(last)}"
        if first == last:
            return self.short_day(last)
        return self._text("day.relative_range", first=first + 1, last=last)

    def figure(self, figure: Figure | None, unit: str = "days") -> str:
        """Return *figure* with its unit and what has to be said of it."""
        if figure is None:
            return self._text("figure.unknown")
        told = self._text(f"figure.{unit}", days=figure.days)
        for mark in ("approximate", "estimated", "undecided", "at_most", "at_least"):
            if getattr(figure, mark):
                told = self._text(f"figure.{mark}", figure=told)
        return told

    def number(self, figure: Figure) -> str:
        """Return the bare number of *figure*, as it is set large; "≥" where it is a lower bound."""
        mark = "≥" if figure.at_least else "≤" if figure.at_most else ""
        return f"{mark}{figure.days}"

    def numbers(self, items: Iterable[GuideItem]) -> str:
        """Return the numbers of *items*, runs of one stage as 3.1–3.4."""
        places = sorted({tuple(map(int, item.number.split("."))) for item in items})
        runs = groupby(enumerate(places), lambda place: (place[1][0], place[1][1] - place[0]))
        told = []
        for (stage, _), run in runs:
            row = [place for _, (_, place) in run]
            ends = row if len(row) < SHORTEST_RUN else (row[0], row[-1])
            joiner = self._text("punctuation.list") if ends is row else "–"
            told.append(joiner.join(f"{stage}.{place}" for place in ends))
        return self._text("punctuation.list").join(told)

    def phone(self, number: str) -> str:
        """Return the telephone *number* as it is read, with its extension."""
        return self._text("phone.extension").join(map(str.strip, number.split("转")))

    def yuan(self, amount: Decimal) -> str:
        """Return *amount*, in yuan, grouped by thousands, without an empty fraction."""
        told = f"{amount:,.2f}".removesuffix(".00")
        return self._text("money.yuan", amount=told)


def percent(share: Fraction) -> str:
    """Return *share*, a fraction of one, as a percentage rounded to a whole number."""
    return f"{round(share * 100)}%"


def rest_percent(saved: Saved) -> str:
    """Return what running in parallel saved, so that it and the other share add up as rounded."""
    return f"{round(saved.share * 100) - round(saved.share_by_shorter_limits * 100)}%"


def dialled(phone: str) -> str:
    """Return *phone* as a telephone dials it: digits, and a comma before an extension."""
    number, _, extension = phone.replace("转", ",").partition(",")
    digits = "".join(c for c in number if c in "+0123456789")
    return f"{digits},{extension.strip()}" if extension else digits


def kept(code: str) -> str:
    """Return *code* so that no line breaks inside it, as document numbers must not."""
    return like(JOINER.join(code), code)
