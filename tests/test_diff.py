"""Whatever differs between two versions of a workspace is told: what, for whom, and to what end.

The commands are run on real repositories.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from lxml import html

from generator.amendments import Office, Offices, amendment
from generator.cli import main
from generator.cli_review import LEVELS
from generator.comment import MARKER, comment
from generator.contrast import PackagePair, office_contrasts, package_contrasts
from generator.directory import Department
from generator.levels import Level
from generator.messages import catalogue
from generator.package import Package
from generator.problems import InvalidSources
from generator.reports import Report
from generator.review import Review, review
from generator.sample import sample
from generator.settings import Settings
from generator.sources import Source, read
from generator.telling import Names, Teller
from generator.workshop import Workshop
from generator.workspace import Workspace, files_of, read_workspace

from . import planting
from .conftest import ROOT
from .test_lint import CASES, workspace_of

if TYPE_CHECKING:
    from collections.abc import Iterator

GOOD = CASES / "model" / "good.txt"
CHANGES = sorted((CASES / "diff").glob("*.toml"))
OFFICE, PARK = "guides/departments/office.yml", "guides/projects/park.yml"
DAY = "2026-03-09"
KINDS = {
    "site_config.yml": Settings,
    "guides/departments/planted.yml": Department,
    "guides/projects/planted.yml": Package,
}
REASON = "{before: 6 个工作日, on: 2026-03-01, why: 增加复核}"


def reviewed(before: Path, after: Path) -> Review:
    return review(files_of(before), files_of(after), Workshop())


def told(before: Path, after: Path, language: str = "zh") -> list[str]:
    found = reviewed(before, after)
    report = Report(found, catalogue(language))
    return [report.teller.whole(each) for each in found.amendments]


def run(*words: object) -> Result:
    done = CliRunner().invoke(main, list(map(str, words)))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert "Traceback" not in done.output
    return done


def git(root: Path, *words: str) -> str:
    command = ["git", "-C", root, "-c", "user.name=t", "-c", "user.email=t@example.org", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def changed(root: Path, file: str, *replacements: tuple[str, str]) -> None:
    text = (root / file).read_text("utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    (root / file).write_text(text, "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(workspace_of(GOOD, tmp_path / "before"))


@pytest.fixture
def repository(root: Path) -> Path:
    """A repository with a branch on which a promise is lengthened."""
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "begin")
    git(root, "checkout", "-qb", "longer")
    longer = f"promised: 8 个工作日\n    lengthened: {REASON}"
    changed(root, OFFICE, ("promised: 6 个工作日", longer), ("审查, days: 4", "审查, days: 6"))
    git(root, "commit", "-qam", "longer")
    return root


# What changes, and how it is told


@pytest.mark.parametrize("path", CHANGES, ids=lambda path: path.stem)
def test_a_change_is_told_as_what_it_is(path: Path, root: Path, tmp_path: Path) -> None:
    """A case names texts of good.txt and what takes their places, and what is told of it."""
    case = tomllib.loads(path.read_text("utf-8"))
    for name, text in case.get("first", ()):
        (root / name).write_text(text, "utf-8")
    after = Path(shutil.copytree(root, tmp_path / "after"))
    for name in case.get("remove", ()):
        (after / name).unlink()
    for name, old, new in case.get("replace", ()):
        changed(after, name, (old, new))
    for old, new in case.get("move", ()):
        (after / new).parent.mkdir(parents=True, exist_ok=True)
        (after / old).rename(after / new)
    for name, text in case.get("write", ()):
        (after / name).write_text(text, "utf-8")
    found = reviewed(root, after)
    for language in ("zh", "en"):
        report = Report(found, catalogue(language))
        lines = [
            f"{each.level} {report.teller.whole(each)} [{' '.join(each.departments)}]"
            for each in found.amendments
        ]
        assert lines == case[language]
    assert [f"{e.id} {e.later:+} {e.more_days:+}" for e in found.effects] == case["effects"]


def test_the_same_files_differ_in_nothing(root: Path, tmp_path: Path) -> None:
    after = Path(shutil.copytree(root, tmp_path / "after"))
    for path in after.rglob("*.yml"):
        path.write_text("# a remark, and another layout\n\n" + path.read_text("utf-8"), "utf-8")
    assert told(root, after) == []


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("planted")
    planting.workspace(root)
    return root


def places(value: object, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every mapping's value and every list's member."""
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in inside:
        yield (*way, key)
        yield from places(part, (*way, key))


def without(value: Any, way: tuple[str | int, ...]) -> Any:
    """Return *value* without what is at the end of *way*."""
    copy = json.loads(json.dumps(value))
    inside = copy
    for key in way[:-1]:
        inside = inside[key]
    del inside[way[-1]]
    return copy


def test_no_field_of_any_model_changes_in_silence(planted: Path, tmp_path: Path) -> None:
    """From a workspace in which every field is filled, each value is taken away by itself."""
    before, silent, seen = read_workspace(planted), [], 0
    for name, kind in KINDS.items():
        whole = json.loads((planted / name).read_text("utf-8"))
        path = tmp_path / Path(name).name
        for way in places(whole):
            path.write_text(json.dumps(without(whole, way), ensure_ascii=False), "utf-8")
            try:
                source = read(path, tmp_path, kind)
            except InvalidSources:
                continue  # is refused, so it never gets that far
            seen += 1
            if source.value == source_of(before, name).value:
                continue  # it said no more than what holds without it
            if not sentences(before, source):
                silent.append(f"{name}: {way}")
    assert seen > 250
    assert silent == []


def source_of(workspace: Workspace, name: str) -> Source[Any]:
    kept = {"departments": workspace.departments, "projects": workspace.packages}
    folder = Path(name).parent.name
    return kept[folder][Path(name).stem] if folder in kept else workspace.settings


def sentences(before: Workspace, source: Source[Any]) -> list[str]:
    """Return what is told when *source* takes the place of the file of its name."""
    after, pair = before, None
    match source.value:
        case Settings():
            after = replace(before, settings=source)
        case Department():
            after = replace(before, departments={**before.departments, source.id: source})
        case Package():
            old = before.packages[source.id].value
            pair = PackagePair(source.id, source.id, old, source.value)
    offices = Offices(Office(before), Office(after), pair)
    found = [*office_contrasts(before, after), *(package_contrasts(pair) if pair else ())]
    states = {pair.id: (pair.after, pair.before)} if pair else {}
    teller = Teller(catalogue(), Names(before, after, states))
    return [teller.whole(amendment(each, offices)) for each in found]


def test_every_sentence_names_fields_by_their_titles(planted: Path, tmp_path: Path) -> None:
    """No English key of the format reaches a Chinese reader."""
    after = Path(shutil.copytree(planted, tmp_path / "after"))
    department = json.loads((after / "guides/departments/planted.yml").read_text("utf-8"))
    full = department["items"]["full"]
    for key in list(full):
        if key not in ("name", "promised", "statutory"):
            del full[key]
    (after / "guides/departments/planted.yml").write_text(json.dumps(department), "utf-8")
    lines = told(planted, after)
    assert len(lines) > 30
    assert [
        line for line in lines if re.search(r"(?<![〔.])\b(Item|Material|Use|Fee)\.\w+", line)
    ] == []


# Fingerprints and confirmations


def test_a_fingerprint_stays_as_long_as_the_change_does(repository: Path) -> None:
    first = prints(repository)
    changed(repository, PARK, ("name: 某园区", "name: 某某园区"))
    git(repository, "commit", "-qam", "something else")
    later = prints(repository)
    assert first < later
    changed(repository, OFFICE, ("promised: 8", "promised: 7"))
    assert len(first - prints(repository)) == 1  # from 6 to 7 is another change


LENGTHENED = (
    "promised: {limit} 个工作日\n    promised_since: {since}\n"
    "    lengthened: {{before: {before} 个工作日, on: {since}, why: {why}}}\n"
)
"""As the handbook has a promise lengthened."""
NOW = LENGTHENED.format(limit=5, since="2026-01-01", before=3, why="增加公示")


@pytest.mark.parametrize(
    "was",
    [NOW, "promised: 5 个工作日\n    promised_since: 2026-01-01\n"],
    ids=["once more", "first"],
)
def test_a_promise_is_lengthened_in_one_change_known_by_all_that_it_says(
    root: Path, tmp_path: Path, was: str
) -> None:
    """By the limit, by the day and by the reason: what departments agree to is all of it."""
    changed(root, OFFICE, (NOW, was))
    longer = {"limit": 7, "since": "2026-12-01", "before": 5, "why": "增加踏勘"}
    others = [longer, {"limit": 8}, {"since": "2026-12-02"}, {"why": "增加复核"}]
    found = []
    for number, other in enumerate(others):
        after = Path(shutil.copytree(root, tmp_path / f"after-{number}"))
        changed(after, OFFICE, (was, LENGTHENED.format_map(longer | other)))
        (change,) = reviewed(root, after).amendments
        assert change.departments == ("office",)
        found.append(change.fingerprint)
    assert len(set(found)) == len(found)


def prints(repository: Path) -> set[str]:
    answer = json.loads(run("diff", "main", "--format", "json", "--root", repository).stdout)
    return {change["fingerprint"] for change in answer["changes"]}


def test_departments_confirm_and_what_they_confirmed_may_pass(repository: Path) -> None:
    asked = ("diff", "main", "--root", repository, "--fail-on")
    assert run(*asked, "worse").exit_code == 1
    by = ("--by", "office", "--role", "首席审批官", "--root", repository, "--as-of", DAY)
    assert run("confirm", "--all", *by).exit_code == 0
    assert run(*asked, "confirm").exit_code == 0
    assert "（首席审批官，2026-03-09）" in run(*asked, "confirm").stdout
    before = (repository / "confirmations/office.yml").read_text("utf-8")
    assert "没有等" in run("confirm", "--all", *by).stdout
    changed(repository, OFFICE, ("promised: 8", "promised: 7"))
    again = run(*asked, "worse")
    assert again.exit_code == 1
    assert "过时的确认" in again.stdout
    assert run("confirm", "--all", *by).exit_code == 0
    assert (repository / "confirmations/office.yml").read_text("utf-8").startswith(before)
    assert yaml.safe_load((repository / "confirmations/office.yml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("000000000000", "--by", "office"), "没有 000000000000"),
        (("--all", "--by", "offic"), "没有部门 offic（是不是 office？）"),
        (("--by", "office"), "--all"),
    ],
)
def test_what_cannot_be_confirmed_is_refused(
    words: tuple[str, ...], said: str, repository: Path
) -> None:
    refused = run("confirm", *words, "--root", repository, "--as-of", DAY)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert not (repository / "confirmations").exists()


def test_a_file_of_confirmations_that_cannot_be_added_to_stays_as_it_is(repository: Path) -> None:
    file = repository / "confirmations/office.yml"
    file.parent.mkdir()
    file.write_text("confirmed: []\n", "utf-8")
    by = ("--by", "office", "--root", repository, "--as-of", DAY)
    assert run("confirm", "--all", *by).exit_code == 1
    assert file.read_text("utf-8") == "confirmed: []\n"


def test_a_promise_that_gets_longer_without_a_reason_is_an_error(root: Path) -> None:
    before = shutil.copytree(root, root.with_name("old"))
    changed(root, OFFICE, ("promised: 5 个工作日\n    promised_since: 2026-01-01\n    lengthened",
                           "promised: 5 个工作日\n    lengthened"))  # fmt: skip
    changed(
        Path(before),
        OFFICE,
        ("statutory: 7 个自然日\n    promised: 5", "statutory: 7 个自然日\n    promised: 4"),
    )
    refused = run("diff", before, "--root", root)
    assert refused.exit_code == 1
    assert f"{OFFICE}:25:15: 错误 [promise-lengthened]" in refused.stderr


# Versions


def test_what_others_did_meanwhile_is_no_change_of_a_branch(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    changed(repository, PARK, ("name: 某园区", "name: 别的园区"))
    git(repository, "commit", "-qam", "others")
    git(repository, "checkout", "-q", "longer")
    assert "别的园区" not in run("diff", "main", "--root", repository).stdout
    assert "别的园区" in run("diff", "main", "--exact", "--root", repository).stdout
    both = ("diff", "main", "longer", "--root", repository)
    assert run(*both).stdout == run("diff", "main", "--root", repository).stdout


def test_an_unknown_revision_is_told(repository: Path) -> None:
    refused = run("diff", "nowhere", "--root", repository)
    assert refused.exit_code == 2
    assert "nowhere" in refused.stderr
    assert run("diff", "--output=x", "--root", repository).exit_code == 2


# Forms


def test_the_json_is_as_its_schema_says(repository: Path) -> None:
    run("confirm", "--all", "--by", "office", "--root", repository, "--as-of", DAY)
    changed(repository, PARK, ("start: 2026-03-02", "start: 2026-03-05"))
    answer = json.loads(run("diff", "main", "--format", "json", "--root", repository).stdout)
    schema = json.loads((ROOT / "schema/diff.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(answer)) == []
    assert [effect["later_working_days"] for effect in answer["effects"]] == [3]
    assert answer["effects"][0]["after"]["end"] == "2026-03-30"
    assert {"worse", "confirm"} <= {change["level"] for change in answer["changes"]}


def test_the_levels_of_the_command_are_those_of_amendments() -> None:
    assert tuple(map(str, Level)) == LEVELS


HOSTILE = "</details><script>x</script> **@all** | [a](https://evil.example) <!-- `x` -->"


def test_a_comment_shows_what_authors_write_and_obeys_none_of_it(
    root: Path, tmp_path: Path
) -> None:
    after = Path(shutil.copytree(root, tmp_path / "after"))
    changed(after, PARK, ("name: 某园区", f"name: '{HOSTILE}'"), ("days: 3 个", "days: 2 个"))
    changed(after, OFFICE, ("name: 许可", f"name: '{HOSTILE}'"))
    found = comment(Report(reviewed(root, after), catalogue()))
    lines = found.splitlines()
    assert lines[0] == MARKER
    assert MARKER not in "\n".join(lines[1:])
    said = found.replace(MARKER, "").replace("<br>", "")
    assert set(re.findall(r"</?\w+>", said)) <= {
        "<details>",
        "<summary>",
        "</summary>",
        "</details>",
    }
    assert "@" not in said
    assert "](" not in said


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Forty made-up packages, and the same after a limit that most of them share got longer."""
    before = tmp_path_factory.mktemp("many") / "before"
    sample(40, before, 5)
    after = Path(shutil.copytree(before, before.with_name("after")))
    for path in (after / "guides/departments").iterdir():
        text = path.read_text("utf-8")
        path.write_text(
            re.sub('promised: "?([1-9])\\b', lambda m: m[0][:-1] + str(int(m[1]) + 3), text),
            "utf-8",
        )
    return before, after


def test_a_shared_change_is_told_once_with_all_that_it_reaches(many: tuple[Path, Path]) -> None:
    found = reviewed(*many)
    longer = [each for each in found.amendments if each.difference.path == "Item.promised"]
    assert longer
    assert len({each.subject.id for each in longer}) == len(longer)
    assert max(len(each.reach) for each in longer) > 20
    reached = {package for each in longer for package in each.reach}
    assert {effect.id for effect in found.effects} <= reached
    ends = [effect.later for effect in found.effects]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] > 0


@pytest.mark.parametrize("largest", [65_536, 9_000, 4_000])
def test_a_comment_fits_and_says_how_much_it_leaves_out(
    largest: int, many: tuple[Path, Path]
) -> None:
    found = reviewed(*many)
    report = Report(found, catalogue())
    text = comment(report, largest)
    assert len(text) <= largest
    left = re.search(r"还有 (\d+) 处变更没有写出来", text)
    shown = text.count("\n- **")
    assert shown + (int(left[1]) if left else 0) == len(found.amendments)
    assert bool(left) is (largest < 65_536)
    assert text.rstrip().endswith(catalogue().text("diff.how_to_confirm"))


def test_the_page_needs_nothing_else_and_draws_both_timetables(repository: Path) -> None:
    changed(repository, PARK, ("start: 2026-03-02", "start: 2026-03-12"))
    made = run("diff", "main", "--format", "html", "--root", repository).stdout
    page = html.document_fromstring(made)
    assert page.xpath("//link | //script | //img | //@src") == []
    titles = page.xpath("//figcaption/text()")
    assert titles == ["原来的进度", "现在的进度"]
    assert len(page.xpath("//figure//svg")) == 4  # each for a wide screen and for a narrow one
    assert {a.removeprefix("#") for a in page.xpath("//a/@href")} <= set(page.xpath("//@id"))


Bars = dict[str, tuple[float, float]]


def bars(made: str) -> list[list[Bars]]:
    """Return of each drawing where the limits of its items begin, and how long they are.

    The drawings before and those after; of both, that for a wide screen and that for a narrow one.
    """
    return [
        [
            {
                bar.xpath("string(../*[@class='row-title'])").split()[1]: (
                    float(bar.get("x")),
                    float(bar.get("width")),
                )
                for bar in drawing.xpath(".//*[@class='limit' and @width]")
            }
            for drawing in figure.xpath(".//svg")
        ]
        for figure in html.document_fromstring(made).xpath("//figure")
    ]


@pytest.mark.parametrize("start", ["start: 2026-03-02\n", ""], ids=["dated", "relative"])
def test_on_the_page_what_has_not_changed_stays_in_its_place(
    root: Path, tmp_path: Path, start: str
) -> None:
    changed(root, OFFICE, ("promised: 0 个工作日", "promised: 2 个工作日"))
    changed(root, PARK, ("start: 2026-03-02\n", start))
    after = Path(shutil.copytree(root, tmp_path / "after"))
    changed(after, PARK, ("promised: 5", "promised: 6"), ("审查, days: 3", "审查, days: 4"))
    old, new = bars(run("diff", root, "--format", "html", "--root", after).stdout)
    for was, now in zip(old, new, strict=True):
        assert now["备案"] == was["备案"]
        assert now["勘察"][0] == was["勘察"][0]
        assert now["勘察"][1] == pytest.approx(was["勘察"][1] * 6 / 5, abs=0.1)
        assert now["许可"][0] > was["许可"][0]  # waits for the survey
        assert now["许可"][1] == pytest.approx(was["许可"][1], abs=0.1)


def test_on_the_page_a_later_start_is_seen(root: Path, tmp_path: Path) -> None:
    after = Path(shutil.copytree(root, tmp_path / "after"))
    changed(after, PARK, ("start: 2026-03-02", "start: 2026-03-09"))
    old, new = bars(run("diff", root, "--format", "html", "--root", after).stdout)
    for was, now in zip(old, new, strict=True):
        moved = was["勘察"][1]  # a working week, as long as the survey takes
        for item, (x, width) in was.items():
            assert now[item] == pytest.approx((x + moved, width), abs=0.1)


@pytest.mark.parametrize("start", ["", "start: 2024-03-04\n"], ids=["undated", "no-calendar"])
def test_without_days_in_common_each_timetable_fills_its_own_scale(
    root: Path, tmp_path: Path, start: str
) -> None:
    """Only one has dates, or the calendar of the year in which the other begins is gone."""
    after = Path(shutil.copytree(root, tmp_path / "after"))
    (root / "calendar").mkdir()
    notice = "notice: {title: 某通知, url: 'https://www.gov.cn/'}"
    (root / "calendar/2024.yml").write_text(f"year: 2024\n{notice}\noff: []\nworked: []\n", "utf-8")
    changed(root, PARK, ("start: 2026-03-02\n", start))
    changed(after, PARK, ("promised: 5", "promised: 6"), ("审查, days: 3", "审查, days: 4"))
    old, new = bars(run("diff", root, "--format", "html", "--root", after).stdout)
    for was, now in zip(old, new, strict=True):
        assert sum(now["许可"]) == pytest.approx(sum(was["许可"]), abs=0.1)


# Who reviews


def test_code_owners_are_the_departments_and_check_holds_them_so(root: Path) -> None:
    changed(root, "site_config.yml", ("foot:", "reviewers: {office: '@example/office'}\nfoot:"))
    assert run("check", "--root", root).exit_code == 1
    assert run("codeowners", "--check", "--root", root).exit_code == 1
    assert run("codeowners", "--root", root).exit_code == 0
    lines = (root / "CODEOWNERS").read_text("utf-8").splitlines()
    assert f"{OFFICE} @example/office" in lines
    assert "* @example/office" in lines
    assert run("codeowners", "--check", "--root", root).exit_code == 0
    assert run("check", "--root", root).exit_code == 0


def test_who_takes_over_a_result_is_asked_as_well(root: Path, tmp_path: Path) -> None:
    (root / "guides/departments/taker.yml").write_text(
        "name: 接收局\nitems:\n  take:\n    name: 接收\n    promised: 1 个工作日\n"
        "    promised_since: 2026-01-01\n    materials: [{name: 勘察结果, from: {item: survey}}]\n",
        "utf-8",
    )
    after = Path(shutil.copytree(root, tmp_path / "after"))
    changed(after, OFFICE, ("visits: 1", "visits: 1\n    results: [勘察报告]"))
    (found,) = reviewed(root, after).amendments
    assert found.departments == ("office", "taker")
    assert Report(reviewed(root, after), catalogue()).reviewers[0].open == 1
