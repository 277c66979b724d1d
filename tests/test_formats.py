"""Every form of a check is what its readers take, tells every problem, and the worst ones first."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft4Validator, Draft202012Validator
from lxml import etree
from markdown import markdown

from generator.cli import main
from generator.formats import LONGEST_SUMMARY, github, junit, rdjsonl, summary, worst_first
from generator.messages import LANGUAGES, catalogue
from generator.problems import Place, Problem, Severity
from generator.sarif import fingerprint, sarif
from generator.settling import Standing

from .test_lint import CASES, workspace_of

SCHEMAS = Path(__file__).parent / "schemas"
SARIF = Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text("utf-8")))
DIAGNOSTIC = Draft202012Validator(json.loads((SCHEMAS / "rdf-diagnostic.json").read_text("utf-8")))
JUNIT = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
WORDS = catalogue()
NASTY = "\x1b[31m 100%\r\n::error::x,y:z|<b>`]]>\x00\ud800𠮷"
PROBLEMS = [
    Problem(Place("guides/projects/a.yml", 2, 3), "empty", (("key", NASTY),), Severity.NOTE),
    Problem(Place("guides/projects/a.yml", 9, 1), "empty", (("key", "b"),), Severity.WARNING),
    Problem(
        Place("guides/projects/乙 %.yml", 4, 7),
        "key-twice",
        (("found", "c"),),
        also=(Place("guides/projects/a.yml", 1, 1),),
    ),
    Problem(Place("guides/projects/a.yml", 5, 2), "empty", (("key", "d"),)),
]
STANDING = [Standing(PROBLEMS[1], "等|发文\n<b>", date(2026, 6, 30))]


def explained(code):
    return f"**{code}**"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problems", [[], PROBLEMS], ids=["none", "some"])
def test_sarif_keeps_to_its_schema(problems, language):
    data = sarif(problems, STANDING, catalogue(language), "sub/", explained)
    SARIF.validate(json.loads(json.dumps(data)))
    *results, suppressed = data["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == [problem.code for problem in problems]
    assert "等|发文" in suppressed["suppressions"][0]["justification"]
    assert not any("suppressions" in each for each in results)


def test_sarif_names_files_by_address_from_the_top_of_the_repository():
    (result,) = sarif(PROBLEMS[2:3], [], WORDS, "office/", explained)["runs"][0]["results"]
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == "office/guides/projects/%E4%B9%99%20%25.yml"
    assert where["region"] == {"startLine": 4, "startColumn": 7}


def test_a_fingerprint_stays_while_the_lines_around_it_move():
    moved = Problem(Place("guides/projects/a.yml", 99, 1), "empty", (("key", "d"),))
    assert fingerprint(moved) == fingerprint(PROBLEMS[3])
    assert len(set(map(fingerprint, PROBLEMS))) == len(PROBLEMS)


def test_an_annotation_is_one_line_whatever_is_in_it():
    lines = github(worst_first(PROBLEMS), WORDS, "office/").splitlines()
    assert len(lines) == len(PROBLEMS)
    form = re.compile(
        r"::(error|warning|notice) file=[^,:]+,line=\d+,col=\d+,title=[a-z-]+::[^\r\n]+"
    )
    assert all(form.fullmatch(line) for line in lines)
    assert lines[1].startswith("::error file=office/guides/projects/乙 %25.yml,line=4,col=7,")


def test_the_worst_come_first():
    kinds = [problem.severity for problem in worst_first(PROBLEMS)]
    assert kinds == [Severity.ERROR, Severity.ERROR, Severity.WARNING, Severity.NOTE]


def test_a_diagnostic_counts_the_bytes_before_its_column():
    lines = {4: "部门: 𠮷，值", 1: "x"}
    told = rdjsonl(PROBLEMS[2:3], WORDS, "", lambda place: lines[place.line])
    data = json.loads(told)
    DIAGNOSTIC.validate(data)
    assert data["location"]["range"]["start"] == {
        "line": 4,
        "column": len("部门: 𠮷，".encode()) + 1,
    }
    assert len(data["related_locations"]) == 1


def test_every_diagnostic_keeps_to_the_format():
    told = rdjsonl(PROBLEMS[1:], WORDS, "", lambda _: "")
    lines = told.splitlines()
    assert len(lines) == len(PROBLEMS) - 1
    for line in lines:
        DIAGNOSTIC.validate(json.loads(line))


@pytest.mark.parametrize("problems", [[], PROBLEMS], ids=["none", "some"])
def test_junit_keeps_to_its_schema(problems):
    document = etree.fromstring(junit(problems, WORDS).encode())
    JUNIT.assertValid(document)
    assert len(document.findall(".//failure")) == sum(
        problem.severity is Severity.ERROR for problem in problems
    )
    assert len(document.findall(".//testcase")) == max(len(problems), 1)
    for suite in document.iter("testsuite"):
        assert int(suite.get("tests")) == len(suite.findall("testcase"))


def test_a_summary_makes_no_markup_of_what_is_in_a_file():
    text = summary(worst_first(PROBLEMS), STANDING, WORDS)
    page = etree.fromstring(f"<div>{markdown(text, extensions=['tables'])}</div>")
    assert page.findall(".//b") == []
    rows = page.findall(".//tbody/tr")
    assert [len(row) for row in rows] == [4] * len(PROBLEMS) + [5]
    assert rows[0][0].text == "错误"


def test_a_summary_keeps_within_what_a_step_can_hold():
    many = [
        Problem(Place("guides/a.yml", line), "empty", (("key", "甲" * 50),))
        for line in range(1, 20_000)
    ]
    text = summary(many, [], WORDS)
    assert len(text) <= LONGEST_SUMMARY + 200
    assert text.endswith("approval-guides check\n")


@pytest.fixture
def office(tmp_path):
    return workspace_of(CASES / "model" / "warnings-only.txt", tmp_path / "office")


def check(root, *options, **environment):
    arguments = ["check", "--root", str(root), "--as-of", "2026-03-09", *options]
    return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)


@pytest.mark.parametrize("form", ["json", "github", "sarif", "rdjsonl", "junit"])
def test_a_form_for_programs_is_all_that_is_written(office, form):
    done = check(office, "--format", form)
    assert done.exit_code == 0
    assert done.stderr == ""
    for code in ("visit-without-reason", "promise-without-since", "limit-missing"):
        assert code in done.stdout
    read = {
        "json": json.loads,
        "sarif": json.loads,
        "junit": lambda text: etree.fromstring(text.encode()),
    }
    read.get(form, str)(done.stdout)


def test_the_summary_of_a_step_is_written_whatever_the_form(office, tmp_path):
    step = tmp_path / "summary.md"
    for form in ("text", "github"):
        check(office, "--format", form, GITHUB_STEP_SUMMARY=str(step))
    assert step.read_text("utf-8").count("visit-without-reason") == 2


def test_text_ends_with_how_to_learn_more(office):
    done = check(office)
    assert done.stderr.splitlines()[-1].endswith("approval-guides explain visit-without-reason")
    told = CliRunner().invoke(main, ["explain", "visit-without-reason"])
    assert "```yaml" in told.stdout
    every = CliRunner().invoke(main, ["explain"])
    assert every.exit_code == 0
    assert re.search(r"^visit-without-reason  \S", every.stdout, re.MULTILINE)
    unknown = CliRunner().invoke(main, ["explain", "visit-without-reson"])
    assert unknown.exit_code == 2
    assert "visit-without-reason" in unknown.stderr
