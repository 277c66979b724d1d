"""The figures that the authorities answer for: sums, longest paths and what is saved.

All are in working days and come from the clock pass; see docs/deadlines.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from generator.limits import Limit
from generator.marks import Figure, Marks
from generator.network import Task
from generator.passes import Run, arrow_predecessors, clock_pass, waiting_for


@dataclass(frozen=True)
class Figures:
    """One figure by promised and by statutory limits, in working days."""

    promised: Figure
    statutory: Figure


@dataclass(frozen=True)
class Saved(Marks):
    """How far the promises stay below the statutory limits handled one after another (压缩).

    All in working days, over the items that have a statutory limit; shares are of `one_by_one`.
    """

    one_by_one: int
    """The sum of the statutory limits."""
    promised_sum: int
    promised_path: int
    without_statutory: int
    """How many items on the clock have no statutory limit, and so take no part."""

    @property
    def days(self) -> int:
        return self.one_by_one - self.promised_path

    @property
    def by_shorter_limits(self) -> int:
        return self.one_by_one - self.promised_sum

    @property
    def by_parallel(self) -> int:
        """Saved by items that run beside one another."""
        return self.promised_sum - self.promised_path

    @property
    def share(self) -> Fraction:
        return Fraction(self.days, self.one_by_one)

    @property
    def share_by_shorter_limits(self) -> Fraction:
        return Fraction(self.by_shorter_limits, self.one_by_one)

    @property
    def share_by_parallel(self) -> Fraction:
        return Fraction(self.by_parallel, self.one_by_one)


@dataclass(frozen=True)
class Clock:
    """The clock pass through `tasks`, which are in order, with the limits that `limit_of` gives.

    Beside the clock, and where its limit is not known, a task lasts no time.
    """

    tasks: Sequence[Task]
    limit_of: Callable[[Task], Limit | None]

    @cached_property
    def runs(self) -> dict[str, Run]:
        return clock_pass(self.tasks, self.days)

    @cached_property
    def counted(self) -> tuple[Task, ...]:
        """The tasks that are not beside the clock."""
        return tuple(task for task in self.tasks if not task.beside_the_clock)

    def days(self, task: Task) -> int:
        limit = None if task.beside_the_clock else self.limit_of(task)
        return limit.in_working_days if limit else 0

    def approval_days(self) -> Figure:
        """Return the working days on the longest path (审批用时)."""
        return self._of_all(max((run.finish for run in self.runs.values()), default=0))

    def one_after_another(self) -> Figure:
        """Return the plain sum of the limits (串联用时), of alternatives the longest."""
        return self._of_all(_sum(self.tasks, self.days))

    def stage_days(self) -> tuple[Figure, ...]:
        """Return for each stage its last finish minus its first acceptance (阶段用时)."""
        number = max((task.stage + 1 for task in self.tasks), default=0)
        return tuple(self._of_stage(stage) for stage in range(number))

    def _of_all(self, days: int) -> Figure:
        return Figure(
            days,
            at_least=any(self._is_unknown(task) for task in self.counted),
            undecided=any(task.alternatives for task in self.counted),
        )

    def _of_stage(self, number: int) -> Figure:
        stage = [task.id for task in self.counted if task.stage == number]
        runs = [self.runs[id] for id in stage]
        return Figure(
            max((run.finish for run in runs), default=0)
            - min((run.accepted for run in runs), default=0),
            at_least=not self._lower_bounds.isdisjoint(stage),
            undecided=not self._undecided.isdisjoint(stage),
        )

    def _is_unknown(self, task: Task) -> bool:
        return self.limit_of(task) is None

    @cached_property
    def _lower_bounds(self) -> frozenset[str]:
        unknown = [task.id for task in self.counted if self._is_unknown(task)]
        return waiting_for(unknown, self.tasks, arrow_predecessors)

    @cached_property
    def _undecided(self) -> frozenset[str]:
        undecided = [task.id for task in self.tasks if task.alternatives]
        return waiting_for(undecided, self.tasks, arrow_predecessors)


def promised(task: Task) -> Limit | None:
    return task.promised


def statutory(task: Task) -> Limit | None:
    return task.statutory


def promised_if_comparable(task: Task) -> Limit | None:
    """Return the promise of a *task* that has a statutory limit to hold it against."""
    return task.promised if task.statutory else None


def saved(tasks: Sequence[Task]) -> Saved | None:
    """Return what the promises save (压缩); None where no statutory limit takes any time.

    *tasks* are in order.
    """
    clock = Clock(tasks, promised_if_comparable)
    comparable = [task for task in clock.counted if task.statutory]
    one_by_one = _sum(comparable, Clock(tasks, statutory).days)
    if one_by_one == 0:
        return None
    return Saved(
        one_by_one,
        promised_sum=_sum(comparable, clock.days),
        promised_path=clock.approval_days().days,
        without_statutory=len(clock.counted) - len(comparable),
        at_most=any(task.promised is None for task in comparable),
        undecided=any(task.alternatives for task in comparable),
    )


def _sum(tasks: Collection[Task], days: Callable[[Task], int]) -> int:
    """Return the sum of *days* over *tasks*, of the alternatives of a choice the largest."""
    choices: defaultdict[str, int] = defaultdict(int)
    for task in tasks:
        if task.alternatives:
            choices[task.alternatives] = max(choices[task.alternatives], days(task))
    alone = sum(days(task) for task in tasks if not task.alternatives)
    return alone + sum(choices.values())
