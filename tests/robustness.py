"""The table of what has been tried on the program, made by the test run itself.

A test that is marked `tried(group)` becomes a row of docs/robustness.md: the case is what it is
called, or its parameter, and the outcome what it recorded as "outcome", or what the mark says. What
a machine cannot try, and skips, stays as it was tried elsewhere. README.md has the sum.
A run fails when what it tried is not what the table says; `script/robustness` writes it anew.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]
TABLE, README = ROOT / "docs/robustness.md", ROOT / "README.md"
BEGIN, END = "<!-- robustness -->", "<!-- /robustness -->"
GROUPS = ("YAML", "Model", "Injection", "PDF", "Pictures", "Files", "Exports", "People",
          "Publishing", "Fuzzing")  # fmt: skip
ENDS = ("refused", "warned", "harmless")
"""How a case ends: what is not told was shown as text, let in as what it is, or did no harm."""
HEAD = """\
# What has been tried

Hostile and unlucky input, and what became of it. Every line is a case that the tests try on the
real program; the run that tried them wrote this table (`script/robustness`), and a run that finds
something else fails. *Refused* means: an error with file, line and column, exit code 1, nothing
published, nothing lost; the code after it is explained by `approval-guides explain CODE`.
"""
ROWS = pytest.StashKey[set[tuple[str, str, str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-tried", action="store_true", help="write docs/robustness.md anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "tried(group, outcome='held'): a row of docs/robustness.md")
    config.stash[ROWS] = set()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterable[None]:
    """Note on the report of a marked test that has passed which row it is."""
    mark = item.get_closest_marker("tried")
    skipped = call.excinfo and call.excinfo.errisinstance(pytest.skip.Exception)
    if mark and call.when == "call" and (call.excinfo is None or skipped):
        said = dict(item.user_properties)
        case = said.get("case", _case(item))
        outcome = said.get("outcome", mark.kwargs.get("outcome", "held"))
        item.user_properties.append(("tried", [mark.args[0], str(case), str(outcome)]))
    yield


def _case(item: pytest.Item) -> str:
    name = getattr(item, "callspec", None)
    words = name.id.replace("-", " ") if name else item.name.removeprefix("test_")
    return words.replace("_", " ")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hold the table to what was tried; only the process that has seen all reports can."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    rows, known = config.stash[ROWS], TABLE.read_text("utf-8") if TABLE.exists() else ""
    if config.getoption("--write-tried"):
        if session.exitstatus != pytest.ExitCode.OK:
            return
        TABLE.write_text(table(rows), "utf-8")
        README.write_text(summed(README.read_text("utf-8"), rows), "utf-8")
    elif _is_whole(session) and known != table(rows):
        _fail(session, "docs/robustness.md differs from what was tried; run script/robustness")
    elif _is_whole(session) and (told := README.read_text("utf-8")) != summed(told, rows):
        _fail(session, "README.md sums up something else than was tried; run script/robustness")
    elif missing := [row for row in sorted(rows) if line(*row[1:]) not in known]:
        _fail(session, f"docs/robustness.md lacks {missing}; run script/robustness")


def _is_whole(session: pytest.Session) -> bool:
    """Tell whether all tests ran, and passed: only then the table can be held to all its rows."""
    config = session.config
    chosen = any(config.getoption(name, None) for name in ("keyword", "markexpr", "lf", "deselect"))
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return whole and not chosen and session.exitstatus == pytest.ExitCode.OK


def _fail(session: pytest.Session, why: str) -> None:
    session.exitstatus = pytest.ExitCode.TESTS_FAILED
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter:
        reporter.write_line(why, red=True)


class Collector:
    """Collects the rows from the reports of all processes."""

    def __init__(self, rows: set[tuple[str, str, str]]) -> None:
        self.rows = rows

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and not report.failed:
            for name, value in report.user_properties:
                if name == "tried":
                    group, case, outcome = value
                    self.rows.add((group, case, outcome))


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(Collector(session.config.stash[ROWS]))


def table(rows: Iterable[tuple[str, str, str]]) -> str:
    """Return the table of *rows*: group, case and outcome of each."""
    rows = sorted(set(rows))
    parts = [HEAD, f"{len(rows)} cases.\n"]
    for group in GROUPS:
        lines = [line(case, outcome) for name, case, outcome in rows if name == group]
        if lines:
            parts.append("\n".join([f"## {group}", "", "| case | outcome |", "|---|---|", *lines]))
            parts[-1] += "\n"
    return "\n".join(parts)


def summed(readme: str, rows: Iterable[tuple[str, str, str]]) -> str:
    """Return *readme* with the sum of *rows*: how many cases each group has, and how they ended."""
    lines = ["| group | cases | refused | warned of | harmless |", "|---|---|---|---|---|"]
    ends = Counter((group, _end(outcome)) for group, _, outcome in set(rows))
    for name in (*GROUPS, "all"):
        counts = [
            sum(n for (group, each), n in ends.items() if name in (group, "all") and each == end)
            for end in ENDS
        ]
        lines.append(f"| {' | '.join([name, *map(str, (sum(counts), *counts))])} |")
    before, rest = readme.split(f"{BEGIN}\n")
    return "\n".join([before + BEGIN, *lines, END + rest.partition(END)[2]])


def _end(outcome: str) -> str:
    return next((end for end in ENDS if outcome.startswith(end)), ENDS[-1])


def line(case: str, outcome: str) -> str:
    """Return a row of the table; what would end a cell or cannot be seen is written out."""
    return f"| {_cell(case)} | {_cell(outcome)} |"


def _cell(text: str) -> str:
    seen = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return seen.replace("|", "\\|").replace("<", "&lt;")


def refused(codes: Iterable[str]) -> str:
    """Return the outcome of what is told with these *codes*."""
    return "refused: " + ", ".join(f"`{code}`" for code in dict.fromkeys(codes))


def told(problems: Iterable[object]) -> str:
    """Return the outcome of *problems*: what is worse than a warning is refused."""
    problems = list(problems)
    severities = {getattr(p, "severity", None) for p in problems}
    codes = [p.code for p in problems]
    verb = refused(codes)
    if not problems:
        return "let in"
    return verb if "error" in map(str, severities) else verb.replace("refused", "warned", 1)
