"""The command line.

Exit codes: 0 all is well; 1 the sources have errors, nothing was written; 2 the command was given
wrongly; 3 something that the program needs is missing from the machine.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import answers, history, plugin, starter
from generator.lint import lint
from generator.limits import Limit
from generator.messages import catalogue
from generator.problems import InvalidSources, Severity
from generator.workspace import read_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = click.Path(file_okay=False, path_type=Path, resolve_path=True)
