"""How a command ends: what it tells of problems, and its exit code.

Exit codes: 0 all is well; 1 the sources have errors, a file is missing or there already, and
nothing was written, or of some documents only the others; 2 the command was given wrongly; 3 the
machine lacks something that the program needs, or does not let it read or write.
"""

from __future__ import annotations

import errno
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from generator import formats, history
from generator.console import UsageError, echo
from generator.history import NoDay, NoRevision
from generator.messages import MOST_LISTED, Catalogue
from generator.nearest import nearest
from generator.problems import InvalidSources, MissingLibrary, Problem
from generator.progress import Progress
from generator.publishing import NotOurs, SiteRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INVALID, MACHINE = 1, 3
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""How a system says that there is no room for what is written; which file it was means nothing."""


@contextmanager
def told(words: Catalogue) -> Iterator[None]:
    """Turn what stops a command into words and an exit code."""
    try:
        yield
    except InvalidSources as error:
        report(error.problems, words)
        echo(formats.counted(error.problems, words), err=True)
        explain_hint(error.problems, words)
        sys.exit(INVALID)
    except NoDay as error:
        raise UsageError(history.no_day(error, words)) from error
    except NoRevision as error:
        raise UsageError(words.text("report.no_revision", found=error.found)) from error
    except NotOurs as error:
        raise UsageError(words.text("cli.not_ours", folder=error.folder)) from error
    except SiteRefused as error:
        echo("\n".join([words.text("cli.site_refused"), *error.told]), err=True)
        sys.exit(INVALID)
    except OSError as error:
        echo(_of_the_system(error, words), err=True)
        sys.exit(MACHINE)
    except MissingLibrary as error:
        echo(words.text("cli.missing_library", package=error.package), err=True)
        sys.exit(MACHINE)


def _of_the_system(error: OSError, words: Catalogue) -> str:
    if error.errno in NO_ROOM:
        return words.text("cli.disk_full")
    return words.text("cli.disk", found=error.filename, why=error.strerror)


def report(problems: Iterable[Problem], words: Catalogue) -> None:
    """Print every problem, one a line, where errors go."""
    for problem in problems:
        echo(words.told(problem), err=True)


def explain_hint(problems: Iterable[Problem], words: Catalogue) -> None:
    """Print how to learn more of a problem, with the code of the worst one."""
    for problem in formats.worst_first(problems)[:1]:
        echo(words.text("report.explain", code=problem.code), err=True)


def printing(words: Catalogue) -> Progress:
    """Return what tells how far printing is, where errors go."""
    return Progress(sys.stderr, partial(_printed, words))


def _printed(words: Catalogue, done: int, total: int) -> str:
    return words.text("cli.printed", done=done, total=total)


def nearest_hint(found: str, known: Iterable[str], words: Catalogue) -> str:
    """Return which of the *known* names *found* may have meant, "" where none is like it."""
    near = nearest(found, known)
    return near and words.text("severity.nearest", name=near)


def listed(names: Iterable[str], words: Catalogue) -> str:
    """Return *names* as a list; of many only the first."""
    known = list(names)
    more = ["…"] if len(known) > MOST_LISTED else []
    return words.text("severity.join").join(known[:MOST_LISTED] + more)
