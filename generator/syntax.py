"""What an author did where a file is no YAML: the parser's complaint as one of our problems.

A parser says at which character it gave up; the slip is often before that. So the complaint only
says where to look, and the lines there say what was probably meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.positions import Position
from generator.problems import Place, Problem

RULES = (
    (r"tab character|'\\t' that cannot", "tab"),
    (r"quoted.*(end of stream|document (indicator|separator))", "quote-not-closed"),
    (r"escape|hexdecimal", "escape"),
    (r"directive|incompatible YAML", "directive"),
    (r"scanning an alias", "alias"),
    (r"scanning an anchor", "anchor"),
    (r"a tag\b|tag handle", "tag"),
    (r"scanning a block scalar", "block-text"),
    (r"(sequence|mapping) .*expected ',' or|a flow (sequence|mapping)", "bracket"),
    (r"could not find expected ':'", "colon-missing"),
    (r"mapping values are not allowed", "colon-twice"),
    (r"mapping keys are not allowed", "key-not-text"),
    (r"sequence entries are not allowed", "list-on-the-line-of-its-key"),
    (r"cannot start any token|node content", "special-character"),
    (r"expected key|<block end>|'-' indicator|document start", "indentation"),
)
"""What libyaml and PyYAML say, and what it is about."""
FROM_THE_BEGINNING = {"quote-not-closed", "directive", "alias", "anchor", "tag", "colon-missing"}
"""Told where the thing begins that could not be read, not where reading stopped."""
MARKERS = {"&": "anchor", "*": "alias", "!": "tag", ":": "key-empty"}
FULL_WIDTH_COLON = re.compile(r"[\s\-{,]*[^\s\"'#:：]{1,40}(：)")
WITHOUT_SPACE = re.compile(r"[\s\-{,]*[A-Za-z][\w-]*(:)(?!//)[^\s/]")


@dataclass(frozen=True)
class Complaint:
    """What a parser says: in its own words, where it stopped, and where that thing began."""

    said: str
    stopped: Position
    began: Position

    @property
    def closing(self) -> str:
        """The bracket that it would have liked to read."""
        return "]" if "sequence" in self.said else "}"


def syntax_problem(complaint: Complaint, path: str, text: str) -> Problem:
    """Return the problem that *complaint* stands for, in the file *path* with *text*."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    code = next((code for said, code in RULES if re.search(said, complaint.said)), "yaml-syntax")
    if (
        _is_tab(_line(lines, complaint.stopped), complaint.stopped[1])
        and code != "quote-not-closed"
    ):
        code = "tab"
    at = complaint.began if code in FROM_THE_BEGINNING else complaint.stopped
    match code:
        case "special-character" if at >= _end(lines):
            code = "file-ends-early"
        case "bracket":
            code, at = _in_brackets(complaint, lines)
        case "colon-missing":
            code, at = colon_slip(_line(lines, at), at[0]) or (code, at)
        case "colon-twice":
            code, at = _extra_colon(lines, at)
        case "indentation":
            code, at = _not_aligned(lines, at)
    at = min(at, _end(lines))
    line = _line(lines, at)
    rest = line[at[1] - 1 :]
    values = {"found": line.strip(), "sign": rest[:1], "close": complaint.closing}
    if code in MARKERS.values() and rest.strip():
        values["found"] = rest.split()[0]
    return Problem(Place(path, *at), code, tuple(values.items()))


def colon_slip(line: str, number: int) -> tuple[str, Position] | None:
    """Return which colon of *line* parts no key from a value, if one looks as if it should."""
    for code, pattern in (
        ("full-width-colon", FULL_WIDTH_COLON),
        ("colon-without-space", WITHOUT_SPACE),
    ):
        if match := pattern.match(line):
            return code, (number, match.start(1) + 1)
    return None


def _in_brackets(complaint: Complaint, lines: list[str]) -> tuple[str, Position]:
    (line, column), (end, _) = complaint.began, complaint.stopped
    written = _line(lines, complaint.began)[column - 1 :]
    comma = re.match(r"[^\"'#，]*(，)", written)
    if comma and re.search(r"，\s*[\w-]+\s*[:：]", written):
        return "full-width-comma", (line, column + comma.start(1))
    if slip := re.search(r"[{,]\s*\w+(：)", written):
        return "full-width-colon", (line, column + slip.start(1))
    if _after_quote(lines, complaint.stopped):
        return "text-after-quote", complaint.stopped
    if end > line:
        return "bracket-not-closed", complaint.began
    return "comma-missing", complaint.stopped


def _extra_colon(lines: list[str], at: Position) -> tuple[str, Position]:
    """Return what a colon means that follows something which cannot be a key."""
    number, column = at
    if re.search(r":\s", _line(lines, at)[: column - 1]):
        return "colon-in-value", at
    before = next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), number)
    slip = colon_slip(lines[before - 1], before)
    if slip and not re.search(r":\s|:$", lines[before - 1]):
        return slip
    return "indentation", (number, _indent(lines[number - 1]) + 1)


def _not_aligned(lines: list[str], at: Position) -> tuple[str, Position]:
    """Return what stands at *at*, where a key of the same level was due."""
    for number, line in enumerate(lines[: at[0] - 1], 1):
        if line.startswith("%"):
            return "directive", (number, 1)
        if line.startswith("..."):
            return "second-document", at
    if _after_quote(lines, at):
        return "text-after-quote", at
    return MARKERS.get(_line(lines, at)[at[1] - 1 : at[1]], "indentation"), at


def _is_tab(line: str, column: int) -> bool:
    """Return whether *line* is indented by a tab, or has one where reading stopped."""
    return bool(re.match(r" *\t", line)) or line[column - 1 : column] == "\t"


def _after_quote(lines: list[str], at: Position) -> bool:
    return bool(re.search(r"[\"'] *$", _line(lines, at)[: at[1] - 1]))


def _line(lines: list[str], at: Position) -> str:
    """Return the line of *at*, or nothing where the file ended before it."""
    return lines[at[0] - 1] if at[0] <= len(lines) else ""


def _end(lines: list[str]) -> Position:
    """Return where the last line ends that has something."""
    last = max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)
    return last, len(lines[last - 1].rstrip()) + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
