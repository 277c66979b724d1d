"""The network of items that a schedule is computed from: durations and arrows, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.limits import Limit


@dataclass(frozen=True)
class Arrow:
    """What comes first.

    With `deferrable`, its result may follow that many working days after acceptance.
    """

    predecessor: str
    deferrable: int | None = None


@dataclass(frozen=True)
class Preparation:
    """What the owner or an intermediary needs before the item can be handed in.

    It runs for `days` working days from the start of the project, or from the last finish of
    the items in `after`.
    """

    days: int
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One item that takes part, as the schedule sees it; ids are unique in a network."""

    id: str
    stage: int
    """The number of its stage, from 0 on."""
    promised: Limit | None = None
    """None: not known."""
    statutory: Limit | None = None
    """None: not known."""
    arrows: tuple[Arrow, ...] = ()
    preparation: Preparation | None = None
    check: int = 0
    """Working days between receipt and acceptance."""
    counts_from_receipt: bool = False
    procedures: tuple[Limit, ...] = ()
    """The special procedures that take place and do not count inside the limit, in order."""
    open_ended: bool = False
    """An uncounted procedure takes place of which nobody knows how long it takes at most."""
    beside_the_clock: bool = False
    alternatives: str | None = None
    """The undecided choice that the item is one of; items of one choice share its name."""


@dataclass(frozen=True)
class Network:
    """The items that take part in a package.

    Every arrow and preparation names a task of the network, and no chain of them closes. An arrow
    to an undecided choice has been replaced by one arrow to each of its items, and arrows that
    stages, `before` and materials imply are written out.
    """

    tasks: tuple[Task, ...] = field(default=())

    @cached_property
    def by_id(self) -> Mapping[str, Task]:
        """The tasks by their ids."""
        return {task.id: task for task in self.tasks}
