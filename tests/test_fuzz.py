"""Files damaged by chance: each is refused with a place in it, or can be shown whole.

The files of corpus/ are changed where chance will have it, by what breaks parsers and pages. A run
of the tests takes the same few hundred every time; `script/fuzz` goes on for as long as one likes.
What it finds is added to corpus/.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html

from generator import exports
from generator.directory import Department
from generator.guide import guide
from generator.lint import checked
from generator.messages import LANGUAGES, catalogue
from generator.package import Package
from generator.pages import Pages
from generator.printing import guide_document
from generator.problems import InvalidSources, Problem
from generator.search import scripts
from generator.search_index import things
from generator.settings import Settings
from generator.sources import read_bytes
from generator.store import Memory
from generator.summary import summary
from generator.workshop import Workshop

from .conftest import AS_OF
from .hostile import LINES
from .test_lint import CASES, workspace_of

if TYPE_CHECKING:
    from generator.workspace import Workspace

CORPUS = Path(__file__).parent / "corpus"
KINDS = {
    "settings": (Settings, "site_config.yml"),
    "department": (Department, "guides/departments/office.yml"),
    "package": (Package, "guides/projects/park.yml"),
}
"""The kinds of files, by their folder in the corpus: the model, and where such a file lies."""
SEEDS = [(path.parent.name, path.read_text("utf-8")) for path in sorted(CORPUS.glob("*/*.yml"))]
PIECES = [
    *LINES.values(), "\n", "\n  ", "\n- ", ": ", ", ", "{", "}", "[", "]", '"', "'", "|\n", "#",
    "&a ", "*a", "!!x ", "<<: ", "---\n", "\t", "\0", "\u2028", "\u202e", "\ufeff", "名", "𠮷",
    "é", "0", "-1", "1.5", "999999999", "1e9", "2026-02-30", "2199-12-31", "1949-01-01", "true",
    "null", "0 个工作日", "2000 个工作日", "7 个自然日", "filing", "survey", "permit", "office",
    "park", "use: survey", "after: [permit]", "before: [filing]", "draft: true", "one_of: []",
]  # fmt: skip
MANY = int(os.environ.get("FUZZ", "0"))
"""How many files `script/fuzz` tries; none: the tests' own, the same in every run."""


def chance(count: int) -> settings:
    return settings(
        max_examples=MANY or count,
        derandomize=not MANY,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """Return a kind of file and the text of one that was changed in a few places."""
    kind, text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(("insert", "value", "cut", "twice", "splice"))):
            case "insert":
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
            case "value":
                text = _other_value(text, at, draw(st.sampled_from(PIECES)))
            case "cut":
                text = text[:at] + text[at + draw(st.integers(1, 30)) :]
            case "twice":
                text = text[:at] + text[max(0, at - draw(st.integers(1, 60))) :]
            case _:
                other = draw(st.sampled_from(SEEDS))[1]
                start = draw(st.integers(0, len(other)))
                text = text[:at] + other[start : start + 60] + text[at:]
    return kind, text


def _other_value(text: str, at: int, piece: str) -> str:
    """Return *text* with *piece*, quoted, for the first whole value behind *at*."""
    start = text.find(": ", at)
    if start < 0:
        return text
    end = min(i for i in (*(text.find(c, start + 2) for c in ",}]\n"), len(text)) if i >= 0)
    return text[: start + 2] + json.dumps(piece, ensure_ascii=False) + text[end:]


def well_told(problems: list[Problem], lines: int) -> None:
    for problem in problems:
        assert 1 <= problem.place.line <= lines
        assert problem.place.column >= 1
        for language in LANGUAGES:
            assert catalogue(language).told(problem).isprintable()


@pytest.mark.tried("Fuzzing", outcome="400 damaged files: read, or refused with a place in them")
@given(damaged())
@chance(400)
def test_reading(case: tuple[str, str]) -> None:
    kind, text = case
    data = text.encode("utf-8", "surrogatepass")
    try:
        read_bytes(data, "x.yml", KINDS[kind][0])
    except InvalidSources as error:
        well_told(error.problems, data.count(b"\n") + 1)


@pytest.mark.tried(
    "Fuzzing",
    outcome="150 damaged workspaces: refused, or shown on page, paper, as data, in search",
)
def test_rendering(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("fuzzed")

    @given(damaged())
    @chance(150)
    def rendered(case: tuple[str, str]) -> None:
        kind, text = case
        workspace_of(CASES / "model/good.txt", root)
        path = root / KINDS[kind][1]
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        lines = max(file.read_bytes().count(b"\n") for file in root.rglob("*.yml")) + 1
        try:
            workspace, problems = checked(root, Workshop(Memory()))
        except InvalidSources as error:
            well_told(error.problems, lines)
            return
        well_told(problems, lines)
        show(workspace)

    rendered()


def show(workspace: Workspace) -> None:
    """Make everything of *workspace* but the bytes of its PDFs, and look whether it is sound."""
    day = date.fromisoformat(AS_OF)
    guides = [guide(workspace, id, day) for id in workspace.packages]
    summaries = [summary(each) for each in guides]
    pages = Pages(workspace, summaries, "zh", day)
    made = [page.html for page in (*map(pages.guide, guides), *pages.shared())]
    made += [guide_document(each, "zh", None).html for each in guides]
    for text in made:
        tree = html.fromstring(text)
        assert tree.xpath("//@*[starts-with(name(), 'on')] | //iframe | //object | //embed") == []
        assert tree.xpath("//img[@src='x']") == []
        assert tree.xpath("//script[not(contains(@type, 'json'))][contains(., 'hit=1')]") == []
        assert tree.xpath("//@href[starts-with(., 'javascript') or starts-with(., 'data')]") == []
    for each in guides:
        json.loads(exports.dumped(exports.guide_record(each, pdf=False)))
    words = dict(catalogue().table("search"))
    for script in scripts(list(things(workspace, summaries)), words, []).values():
        assert "</script" not in script


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*.yml")), ids=lambda path: path.stem)
def test_what_was_found_once_stays_mended(path: Path, tmp_path: Path) -> None:
    root = workspace_of(CASES / "model/good.txt", tmp_path)
    (root / KINDS[path.parent.name][1]).write_bytes(path.read_bytes())
    with suppress(InvalidSources):
        show(checked(root)[0])
