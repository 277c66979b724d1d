"""What stands for a while although a check complains of it, with the reason and the last day."""

from __future__ import annotations

from typing import Annotated

from generator.editions import INTERNAL
from generator.fields import Day, Line, Model, Text


class Tolerated(Model):
    """A warning, a note or a piece of personal data that stands until a day (暂时保留)."""

    code: Line
    """The code of the problem."""
    at: Line | None = None
    """Where: the id of an item, a stage or a department in this file; in site_config.yml a file
    below guides/ as well. The whole file, when absent."""
    found: Line | None = None
    """What the problem tells as found, as in 138****0000; personal data needs it."""
    why: Text
    until: Day
    """The last day on which it may stand."""


ToleratedField = Annotated[tuple[Tolerated, ...], INTERNAL]
