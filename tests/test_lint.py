"""What cannot be true is refused or warned of, each time with its place and what to do.

A case is a file in cases/model/: the files of a workspace, each under a line with its name, then
what authors are told in Chinese and in English. What good.txt has and the case does not name is
added; a file named without content is left out.
"""

import re
import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from generator import assets, fonts
from generator.lint import checked
from generator.messages import catalogue
from generator.problems import InvalidSources, Severity

from .robustness import told as outcome

CASES = Path(__file__).parent / "cases"
MODEL = sorted((CASES / "model").glob("*.txt"))
TOLD = {"told": "zh", "told in English": "en"}
CODE = re.compile(r"^\S.*?:\d+:\d+: \S+ \[([a-z0-9-]+)\]", re.MULTILINE)
ELSEWHERE = {
    **dict.fromkeys(
        (
            "attachment-active",
            "attachment-alike",
            "attachment-bomb",
            "attachment-closed",
            "attachment-damaged",
            "attachment-not-what-it-says",
            "attachment-program",
            "attachment-too-large",
        ),
        "of bytes; test_attachments.py",
    ),
    "personal-data-published": "of a built site; test_handbook.py",
    "tolerated-expired": "of a day; test_tolerated.py",
    "document-failed": "of printing: a document that cannot be made; test_pdf.py",
    "document-too-large": "of printing; test_workers.py",
    "document-too-slow": "of printing; test_workers.py",
    "emblem-too-intricate": "of a file made for it; test_emblem.py",
    "emblem-too-large": "too long for a case; below",
    "workspace-already": "of the command line: init; test_starter.py",
    "exists-already": "of the command line: init, new and sample; test_starter.py",
    "file-too-large": "too long for a case; test_sources.py",
    "font-restricted": "of a font file; test_fonts.py",
    "font-variable": "of a font file; test_fonts.py",
    "file-unreadable": "of the disk; test_sources.py",
    "inline-refused": "of a page of prose; test_policy.py",
    "link-leads-away": "of the disk; below",
    "list-too-long": "of a type that has a most; none has yet",
    "mkdocs-settings-missing": "of the command line: build and serve; test_cli.py",
    "not-as-it-is-written": "of a type whose error has no words of its own; none has yet",
    "not-a-workspace": "of the command line: --root; test_starter.py",
    "site-url-differs": "of mkdocs.yml; test_site.py",
    "text-too-long": "too long for a case; test_sources.py",
    "too-many-values": "too long for a case; test_sources.py",
    "yaml-syntax": "of a slip in YAML that no rule of syntax.py knows; none is known",
}
"""Codes that no file of a workspace brings about, and what does."""


def sections(path):
    _, *parts = re.split(r"^=== (.*)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def workspace_of(case, root):
    files = {**sections(CASES / "model" / "good.txt"), **sections(case)}
    for name, text in files.items():
        if name not in TOLD and text:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.rstrip("\n") + "\n", "utf-8")
    return root


def problems(root):
    try:
        return checked(root)[1]
    except InvalidSources as error:
        return error.problems


@pytest.mark.tried("Model")
@pytest.mark.parametrize("case", MODEL, ids=lambda case: case.stem)
def test_authors_are_told_all_that_is_wrong_and_where(case, tmp_path, record_property):
    found = problems(workspace_of(case, tmp_path))
    record_property("outcome", outcome(found))
    for section, language in TOLD.items():
        told = [catalogue(language).told(problem) for problem in found]
        assert told == sections(case)[section].splitlines()


def test_a_font_of_the_office_shows_what_ours_lack(tmp_path):
    root = workspace_of(CASES / "model" / "characters-that-no-font-has.txt", tmp_path)
    package = root / "guides" / "projects" / "boxed.yml"
    package.write_text("name: 甲☐\nstages: [{name: 乙, items: [filing]}]\n", "utf-8")
    told = {(each.place.path, dict(each.values)["found"]) for each in problems(root)}
    boxed = {("guides/projects/boxed.yml", "☐")}
    assert told == boxed | {("guides/departments/other.yml", found) for found in "☐⌈한글"}
    font = TTFont(fonts.SONG.path)
    for table in font["cmap"].tables:
        table.cmap |= {ord(found): "cid00001" for found in "☐⌈한글"}
    font.save(root / "own.otf")
    with (root / "site_config.yml").open("a", encoding="utf-8") as settings:
        settings.write("print: {fonts: {songti: own.otf}}\n")
    assert [each.severity for each in problems(root) if each.severity is Severity.ERROR] == []


def test_a_good_workspace_has_no_problems(tmp_path):
    assert problems(workspace_of(CASES / "model" / "good.txt", tmp_path)) == []


def test_every_problem_that_can_be_told_has_a_case():
    told = {
        code
        for path in [*MODEL, *(CASES / "yaml").glob("*.txt")]
        for code in CODE.findall(path.read_text("utf-8"))
    }
    words = [
        tomllib.loads(path.read_text("utf-8")) for path in (assets.CATALOGUES / "zh").iterdir()
    ]
    known = {code for tables in words for code in tables.get("problems", ())}
    assert known - told == set(ELSEWHERE)


def test_problems_come_in_the_order_of_the_files(tmp_path):
    found = problems(workspace_of(CASES / "model" / "warnings-only.txt", tmp_path))
    places = [problem.place for problem in found]
    assert {problem.severity for problem in found} == {Severity.WARNING}
    assert len(set(places)) > 1
    assert places == sorted(places)


@pytest.mark.tried("Files", outcome="refused: `link-leads-away`")
@pytest.mark.parametrize("target", ["outside.pdf", "/etc/hostname"], ids="a link to {}".format)
def test_an_attachment_does_not_lead_out_of_the_guides(tmp_path, target):
    root = workspace_of(CASES / "model" / "attachment-missing.txt", tmp_path)
    (root / "outside.pdf").write_text("not for the public", "utf-8")
    (root / "guides" / "forms" / "survey.pdf").symlink_to(root / target)
    codes = ["attachment-missing", "attachment-missing", "link-leads-away"]
    assert [problem.code for problem in problems(root)] == codes


@pytest.mark.tried("Files", outcome="refused: `emblem-too-large`")
def test_an_emblem_that_makes_every_document_heavy_is_refused(tmp_path):
    root = workspace_of(CASES / "model" / "emblem-no-picture.txt", tmp_path)
    settings = root / "site_config.yml"
    settings.write_text(settings.read_text("utf-8").replace(".gif", ".png"), "utf-8")
    emblem = root / "guides" / "files" / "emblem.png"
    emblem.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1 << 20))
    assert [problem.code for problem in problems(root)] == ["emblem-too-large"]


@pytest.mark.tried("Files", outcome="refused: `link-leads-away`")
@pytest.mark.parametrize(
    "target", ["/etc", "/etc/hostname", "nowhere"], ids="a link of no item to {}".format
)
def test_no_link_publishes_what_lies_elsewhere(tmp_path, target):
    root = workspace_of(CASES / "model" / "good.txt", tmp_path)
    (root / "guides" / "files").mkdir()
    (root / "guides" / "files" / "linked").symlink_to(target)
    (problem,) = problems(root)
    assert (problem.code, problem.place.path) == ("link-leads-away", "guides/files/linked")


def test_a_link_that_leads_to_itself_is_told(tmp_path):
    root = workspace_of(CASES / "model" / "good.txt", tmp_path)
    (root / "guides" / "loop").symlink_to("loop")
    (problem,) = problems(root)
    assert (problem.code, problem.place.path) == ("link-leads-away", "guides/loop")
