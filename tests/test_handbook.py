"""Every problem has its entry in the handbook, and what the entry shows is so.

The examples are laid over cases/model/good.txt, those of chapters over what `init` writes. The
first line of a block names the file, and the encoding if it is another. <U+2028> is a character,
<Tab> a tab, <空> nothing; a text and a number parted by a multiplication sign are a repetition. A
block of `sh` is run in the workspace.
"""

import re
import shlex
import subprocess
from contextlib import chdir
from datetime import date

import pytest
from click.testing import CliRunner

from generator import starter
from generator.cli import main
from generator.explained import entries, explained
from generator.lint import HERE, settled
from generator.messages import catalogue
from generator.workspace import files_of

from .conftest import ROOT
from .test_lint import CASES, workspace_of

PAGES = sorted((ROOT / "guides/handbook/errors").glob("*.md"))
CHAPTERS = sorted((ROOT / "guides/handbook").glob("*.md"))
AS_OF = date(2026, 3, 9)
WITHOUT = {
    "document-failed": "of printing; test_pdf.py",
    "document-too-large": "of printing; test_workers.py",
    "document-too-slow": "of printing; test_workers.py",
    "emblem-too-intricate": "of a file made for it; test_emblem.py",
    "emblem-too-large": "of a file too large for a page; test_lint.py",
    "font-restricted": "of a font file; test_fonts.py",
    "font-variable": "of a font file; test_fonts.py",
    "list-too-long": "of a type that has a most; none has yet",
    "not-as-it-is-written": "of a type whose error has no words of its own; none has yet",
    "yaml-syntax": "of a slip in YAML that no rule of syntax.py knows; none is known",
}
"""Codes that nothing brings about that an author could write, and what does."""
COMMAND = re.compile(r"`(approval-guides [^`]*)`|^\s*(approval-guides .*)$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LABEL = re.compile(r"# (\S+?)(?:（存成 (\S+)）)?\n")
CODE = re.compile(r"^\S.*?:\d+:\d+: \S+ \[([a-z0-9-]+)\]", re.MULTILINE)
SHOWN = [code for code in entries() if code not in WITHOUT]


def halves(code):
    """Return the bad and the good example of *code*, and what the bad one brings along."""
    text = explained(code)
    bad, good = re.split(r"^对例：$", text.partition("\n错例：\n")[2], flags=re.MULTILINE)
    return bad, good, re.findall(r"^同时还会有：`(.*)`$", bad, re.MULTILINE)


def plain(text):
    """Return *text* with what it only describes."""
    text = re.sub("<U\\+([0-9A-F]+)>", lambda match: chr(int(match[1], 16)), text)
    text = re.sub("<([^<>]+)\u00d7([0-9]+)>", lambda match: match[1] * int(match[2]), text)
    return text.replace("<Tab>", "\t").replace("<空>", "")


def laid(blocks, root):
    """Lay the *blocks* of an example over the workspace at *root*; return what commands say."""
    said = ""
    for kind, content in BLOCK.findall(blocks):
        if kind == "sh":
            said += run(content, root)
            continue
        label = LABEL.match(content)
        path = root / label[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(plain(content[label.end() :]).encode(label[2] or "utf-8"))
    return said


def run(commands, root):
    """Run *commands* at *root*, our own in this process, and return what they say."""
    said = ""
    for command in commands.splitlines():
        name, *arguments = shlex.split(command)
        if name == "approval-guides":
            given = [*arguments, *(() if "--root" in arguments else ("--root", "."))]
            with chdir(root):
                said += CliRunner().invoke(main, given, catch_exceptions=False).output
        else:
            subprocess.run(["/bin/sh", "-c", command], cwd=root, check=True)
    return said


def codes(blocks, root):
    """Return the codes of the problems that an example brings about."""
    workspace_of(CASES / "model" / "good.txt", root)
    said = laid(blocks, root)
    if "approval-guides" in blocks:
        return set(CODE.findall(said))
    return codes_of(root)


def codes_of(root):
    """Return the codes of the problems of the workspace at *root*."""
    found = settled(files_of(root), HERE, lambda: AS_OF)[1]
    return {problem.code for problem in found.problems}


def test_codes_are_those_that_others_know():
    """Workspaces tolerate codes, and code hosts keep them: one is never renamed or given anew."""
    known = (CASES / "codes.txt").read_text("utf-8").splitlines()
    assert known == sorted(catalogue().table("problems"))


def test_every_problem_has_its_entry_once():
    titles = [
        code
        for page in PAGES
        for code in re.findall(r"^## (\S+)", page.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(titles) == sorted(catalogue().table("problems"))
    assert list(entries()) == titles


def test_every_entry_has_a_bad_and_a_good_example_or_says_why_not():
    bare = {code for code, text in entries().items() if not BLOCK.search(text)}
    assert bare == WITHOUT.keys()
    for code in bare:
        assert "没有例子" in explained(code)


@pytest.mark.parametrize("code", SHOWN)
def test_the_bad_example_is_told_and_the_good_one_is_not(code, tmp_path):
    bad, good, also = halves(code)
    assert codes(bad, tmp_path / "bad") == {code, *also}
    assert codes(good, tmp_path / "good") == set()


def test_the_site_has_a_place_for_every_code(real_site):
    for page in PAGES:
        html = (real_site / f"handbook/errors/{page.stem}.html").read_text("utf-8")
        for code in re.findall(r"^## (\S+)", page.read_text("utf-8"), re.MULTILINE):
            assert f'id="{code}"' in html


SHOWN_FILES = [
    (path, number, block)
    for path in CHAPTERS
    for number, block in enumerate(BLOCK.findall(path.read_text("utf-8")))
    if block[0] == "yaml" and block[1].startswith("# guides/")
]


@pytest.mark.parametrize(
    ("kind", "content"),
    [block for _, _, block in SHOWN_FILES],
    ids=[f"{path.stem} {number}" for path, number, _ in SHOWN_FILES],
)
def test_a_file_that_a_chapter_shows_fits_a_new_workspace(kind, content, tmp_path):
    starter.init(tmp_path)
    laid(f"```{kind}\n{content}```\n", tmp_path)
    assert codes_of(tmp_path) == set()


LINES = re.compile(r"^改[前后][^\n]*：\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHANGED = LINES.findall((ROOT / "guides/handbook/change-limit.md").read_text("utf-8"))


@pytest.mark.parametrize("lines", CHANGED, ids=range(len(CHANGED)))
def test_lines_that_a_chapter_says_to_change_have_nothing_to_mend(lines, tmp_path):
    path = workspace_of(CASES / "model" / "good.txt", tmp_path) / "guides/departments/office.yml"
    text = path.read_text("utf-8")
    start, end = (
        text.index("    promised: 5 "),
        text.index("    materials: ", text.index("  permit:")),
    )
    path.write_text(text[:start] + lines + text[end:], "utf-8")
    assert codes_of(tmp_path) == set()


def test_the_chapter_of_limits_shows_lines_before_and_after():
    assert len(CHANGED) == 4
    assert len(set(CHANGED)) == 4


def commands():
    """Yield every command that the chapters name."""
    for path in CHAPTERS:
        text = path.read_text("utf-8")
        for line in COMMAND.findall(text):
            yield "".join(line)


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_a_command_that_a_chapter_names_is_there_with_its_options(line):
    _, name, *words = shlex.split(line)
    command = main.commands.get(name)
    assert command or name.startswith("-"), line
    options = {option for each in command.params for option in each.opts} if command else set()
    given = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert given <= options | {"--help"}, line


def test_every_chapter_is_found_from_the_first_one(real_site):
    first = (real_site / "handbook/index.html").read_text("utf-8")
    for path in CHAPTERS:
        if path.stem != "index":
            assert f'href="{path.stem}.html"' in first
