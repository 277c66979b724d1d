"""The command line as people type it: what it answers, where it writes, and its exit codes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from generator import cli, pdf
from generator.documents import KINDS
from generator.messages import catalogue
from generator.starter import init

from .conftest import AS_OF, ROOT

COMMANDS = sorted(cli.main.commands)
NAME = "approval-guides"
PACKAGE = "selenium-food-park"
NOT_DAYS = ["2025-W04-5", "20250124", "2025-1-24", "2025-02-30", "2025-01-24T00:00", "tomorrow", ""]


def run(*words: str | Path) -> Result:
    done = CliRunner().invoke(cli.main, [str(word) for word in words], prog_name=NAME)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert "Traceback" not in done.output
    return done


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A new office's workspace, outside any repository."""
    init(tmp_path / "office")
    return tmp_path / "office"


def broken(workspace: Path) -> Path:
    package = workspace / "guides/projects/first-project.yml"
    package.write_text(package.read_text("utf-8").replace("stages:", "stegas:"), "utf-8")
    return workspace


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_a_root_a_day_and_a_language(command: str) -> None:
    told = run(command, "--help")
    assert told.exit_code == 0
    assert [each for each in ("--root", "--as-of", "--lang") if each not in told.stdout] == []


def test_due_answers_the_day_and_whether_it_is_estimated() -> None:
    told = run("due", "2025-01-24", "5 working days", "--format", "json")
    assert told.exit_code == 0
    assert json.loads(told.stdout) == {
        "format": 1,
        "accepted": "2025-01-24",
        "limit": {"days": 5, "unit": "working"},
        "due": "2025-02-07",  # 26 January and 8 February are worked, 28 January to 4 February off
        "estimated": False,
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2025-01-24", "5 个工作日"), "办结日：2025-02-07\n"),
        (("2025-01-24", "5 working days", "--lang", "en"), "due: 2025-02-07\n"),
        (("2025-01-24", "5 days", "--as-of", "2026-01-01", "--lang", "en"), "does not state"),
        (("2040-01-03", "5 working days"), "预计"),
    ],
)
def test_due_is_told_in_words(words: tuple[str, ...], told: str) -> None:
    done = run("due", *words)
    assert done.exit_code == 0
    assert told in done.stdout


def test_due_takes_the_calendar_of_the_root(workspace: Path) -> None:
    shipped = (ROOT / "generator/calendar/2025.yml").read_text("utf-8")
    assert "2025-02-08" in shipped
    (workspace / "calendar").mkdir()
    (workspace / "calendar/2025.yml").write_text(
        "year: 2025\nsource: 示例\nnotice: 示例\n", "utf-8"
    )
    told = run("due", "2025-01-24", "5 working days", "--root", workspace)
    assert "2025-02-07" not in told.output


@pytest.mark.parametrize("day", NOT_DAYS)
@pytest.mark.parametrize(
    "command",
    [["check", "--as-of"], ["schedule", PACKAGE, "--as-of"], ["build", "--as-of"],
     ["due", "2025-01-24", "1 日", "--as-of"], ["export", "nowhere", "--as-of"]],
    ids=lambda command: command[0],
)  # fmt: skip
def test_a_day_is_written_in_one_way(command: list[str], day: str) -> None:
    told = run(*command, day, "--lang", "en")
    assert told.exit_code == 2
    assert f"'{day}' is no day: write YYYY-MM-DD" in told.stderr
    assert ":1:1:" not in told.stderr


@pytest.mark.parametrize("day", NOT_DAYS)
def test_due_reads_only_days_that_are_written_so(day: str) -> None:
    told = run("due", day, "5 working days")
    assert told.exit_code == 2
    assert f"“{day}”不是日期" in told.stderr


@pytest.mark.parametrize("limit", ["five days", "-1 working days", "999999999 calendar days"])
def test_due_reads_no_other_limit(limit: str) -> None:
    told = run("due", "2025-01-24", "--lang", "en", "--", limit)
    assert told.exit_code == 2
    assert "'5 working days'" in told.stderr


def test_check_counts_errors_warnings_and_notes(workspace: Path) -> None:
    settings = workspace / "site_config.yml"
    settings.write_text(settings.read_text("utf-8").partition("foot:")[0], "utf-8")
    told = run("check", "--root", workspace, "--as-of", AS_OF, "--lang", "en")
    assert told.exit_code == 0
    assert told.stdout == "0 errors, 0 warnings, 1 note\n"
    assert "note [foot-incomplete]" in told.stderr


def test_check_tells_every_problem_and_fails(workspace: Path) -> None:
    told = run("check", "--root", broken(workspace))
    assert told.exit_code == 1
    assert re.search(r"^guides/projects/first-project\.yml:\d+:\d+: 错误 ", told.stderr)
    *_, count, hint = told.stderr.splitlines()
    assert count == "2 个错误，0 个提醒，0 个说明"
    assert hint.endswith("approval-guides explain key-missing")
    data = json.loads(run("check", "--root", workspace, "--format", "json").stdout)
    assert {problem["code"] for problem in data["problems"]} == {"key-unknown", "key-missing"}


@pytest.mark.parametrize("command", ["build", "schedule", "export", "new"])
def test_what_cannot_be_read_stops_every_command(command: str, workspace: Path) -> None:
    words = {"schedule": ["first-project"], "export": [workspace.parent / "pages"]}
    words["new"] = ["package", "another"]
    before = tree(broken(workspace))
    told = run(command, *words.get(command, []), "--root", workspace, "--as-of", AS_OF)
    assert told.exit_code == 1
    assert "[key-unknown]" in told.stderr
    assert tree(workspace) == before
    assert not (workspace.parent / "pages").exists()


def test_a_schedule_needs_no_day_and_no_commit(workspace: Path) -> None:
    asked = ("schedule", "first-project", "--root", workspace, "--format", "json")
    told = run(*asked)
    assert told.exit_code == 0
    assert json.loads(told.stdout)["critical_path"]
    assert run(*asked, "--as-of", AS_OF).stdout == told.stdout


def test_a_build_outside_a_repository_asks_for_the_day(workspace: Path) -> None:
    told = run("build", "--root", workspace, "--no-pdf", "--lang", "en")
    assert told.exit_code == 2
    assert "--as-of 2026-03-02" in told.stderr
    assert not (workspace / "site").exists()


def test_a_package_that_is_not_there_is_a_wrong_command(workspace: Path) -> None:
    told = run("schedule", "first-projekt", "--root", workspace)
    assert told.exit_code == 2
    assert "first-project" in told.stderr


def test_new_begins_a_file_that_passes_the_check(workspace: Path) -> None:
    told = run("new", "department", "water-bureau", "--root", workspace)
    assert told.exit_code == 0
    assert told.stdout == f"{workspace / 'guides/departments/water-bureau.yml'}\n"
    assert run("new", "department", "water-bureau", "--root", workspace).exit_code == 1
    assert run("new", "department", "Water Bureau", "--root", workspace).exit_code == 2
    assert run("check", "--root", workspace).exit_code == 0


@pytest.mark.parametrize("words", [("office",), ("--root", "office"), ("here", "--root", "office")])
def test_init_begins_a_workspace_where_it_is_told(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("init", *words)
    folder = tmp_path / "office" / ("here" if "here" in words else "")
    assert told.exit_code == 0
    assert set(told.stdout.split()) == {str(folder / name) for name in tree(folder)}
    assert run("check", "--root", folder).exit_code == 0
    assert f"cd {folder}\n" in told.stderr
    again = run("init", *words)
    assert again.exit_code == 1
    assert "init --host" in again.stderr
    assert "删" not in again.stderr


def test_init_tells_where_it_wrote_by_a_path_without_detours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    told = run("init", "../office")
    assert ".." not in told.stdout + told.stderr
    assert str(tmp_path / "office/mkdocs.yml") in told.stdout.split()


def test_schema_writes_into_the_root(workspace: Path) -> None:
    before = tree(workspace)
    shutil.rmtree(workspace / "schema")
    assert run("schema", "--root", workspace).exit_code == 0
    assert tree(workspace) == before


def test_an_office_that_reads_english_gets_english_pages(workspace: Path) -> None:
    settings = workspace / "site_config.yml"
    chinese = settings.read_text("utf-8")
    asked = ("build", "--root", workspace, "--as-of", AS_OF, "--no-pdf", "--lang")
    seen = {}
    for language in ("zh", "en"):
        settings.write_text(chinese.replace("language: zh", f"language: {language}"), "utf-8")
        other = {"zh": "en", "en": "zh"}[language]
        told = run(*asked, other)
        assert told.stdout.startswith({"zh": "已建好", "en": "built: "}[other])
        seen[language] = (workspace / "site/projects/first-project.html").read_text("utf-8")
        script = (workspace / "site/assets/ag/search/search-index.js").read_text("utf-8")
        assert ("搜索结果" in script) is (language == "zh")
    assert re.search(r'<html lang="zh"', seen["zh"])
    assert re.search(r'<html lang="en"', seen["en"])
    assert "审批用时" in seen["zh"]
    assert "审批用时" not in seen["en"]


def test_documents_are_in_the_language_of_the_settings(workspace: Path) -> None:
    settings = workspace / "site_config.yml"
    english = settings.read_text("utf-8").replace("language: zh", "language: en")
    settings.write_text(english, "utf-8")
    folder = workspace.parent / "pages"
    told = run("export", folder, "--root", workspace, "--as-of", AS_OF, "--lang", "zh")
    assert told.exit_code == 0
    assert told.stdout.startswith("已写出")
    with pikepdf.open(folder / "projects/first-project.pdf") as document:
        assert str(document.Root.Lang) == "en"
    page = (folder / "projects/first-project.md").read_text("utf-8")
    assert "审批用时" not in page
    assert catalogue("en").text("guide.stages") in page


@pytest.mark.parametrize("command", ["build", "export"])
def test_a_machine_that_cannot_print_is_told_what_to_install(
    command: str, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf.fonts, "find_library", lambda _: None)
    words = [workspace.parent / "pages"] if command == "export" else []
    told = run(command, *words, "--root", workspace, "--as-of", AS_OF)
    assert told.exit_code == 3
    assert "libharfbuzz-subset0" in told.stderr


def test_print_says_which_kinds_there_are() -> None:
    told = run("print")
    assert told.exit_code == 0
    assert [line.split()[0] for line in told.stdout.splitlines()] == [kind.name for kind in KINDS]


def test_print_prints_what_it_is_asked_for(workspace: Path) -> None:
    day = ("--root", workspace, "--as-of", AS_OF)
    one = run("print", "checklist", "first-project", *day)
    assert (one.exit_code, one.stderr) == (0, "")
    written = workspace / "print/first-project.checklist.pdf"
    assert one.stdout == f"{written}\n"
    assert written.read_bytes().startswith(b"%PDF-")
    every = run("print", "handbook", "--out", workspace.parent / "paper", *day)
    assert every.exit_code == 0
    departments = (workspace / "guides/departments").glob("*.yml")
    names = {f"{path.stem}.handbook.pdf" for path in departments}
    assert {path.name for path in (workspace.parent / "paper").iterdir()} == names


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["postr"], "没有 postr 这种打印件（是不是 poster？）。可以打印：guide、one-page、"),
        (["poster", "first-projct"], "poster 没有 first-projct（是不是 first-project？）"),
        (["chain-booklet"], "没有可以打印成 chain-booklet 的内容"),
    ],
)
def test_what_cannot_be_printed_is_a_wrong_command(
    words: list[str], told: str, workspace: Path
) -> None:
    done = run("print", *words, "--root", workspace, "--as-of", AS_OF)
    assert done.exit_code == 2
    assert told in done.stderr
    assert not (workspace / "print").exists()


def test_a_folder_that_cannot_be_written_is_told(workspace: Path) -> None:
    (workspace / "schema/file").write_text("", "utf-8")
    told = run("schema", "schema/file/deeper", "--root", workspace, "--lang", "en")
    assert told.exit_code == 3
    assert "cannot read or write" in told.stderr


WRONG = {
    "": "用法： approval-guides",
    "unheard-of": "没有命令 unheard-of",
    "--lang en chek": "there is no command chek (did you mean check?)",
    "check --as-off --lang en": "there is no option --as-off (did you mean --as-of?)",
    "check --as-off": "没有选项 --as-off（是不是 --as-of？）",
    "check --lang fr": "--lang：只能写 zh、en",
    "check --root mkdocs.yml": "--root：请写文件夹",
    "new x y --lang=en": "{department|package}: write one of department, package",
    "new package Solar_Plant": "ID：“Solar_Plant”不能作编号",
    "schedule": "缺少 PACKAGE",
    "due 2025-01-24 5 working days": "多写了“working days”",
    "build --jobs 0": "--jobs：请写不小于 1 的整数",
    "build --lang en --jobs": "--jobs takes a value",
    "sample 0 many": "COUNT：请写 1 到 9999 的整数",
    "sample 1 many --seed x": "--seed：请写整数",
    "serve --address here": "“here”不是地址",
    "serve --address 127.0.0.1:65536 --lang en": "'127.0.0.1:65536' is no address",
}


@pytest.mark.parametrize("words", WRONG)
def test_a_command_that_is_wrong_is_told_so_in_its_language(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    told = run(*words.split())
    assert told.exit_code == 2
    assert WRONG[words] in told.stderr
    others = "Error|Usage|Invalid|Missing|No such" if "en" not in words else "[一-鿿]"
    assert re.findall(others, told.stderr) == []


@pytest.mark.parametrize("words", [[], *([command] for command in COMMANDS)])
def test_help_is_in_the_language_that_is_asked_for(words: list[str]) -> None:
    entries = {language: catalogue(language).table("help") for language in ("zh", "en")}
    for language, asked in (("zh", []), ("en", ["--lang", "en"])):
        for told in (run(*words, *asked, "--help"), run(*words, "--help", *asked)):
            assert told.exit_code == 0
            started = entries[language][words[0] if words else "main"][:12]
            assert started in told.stdout
            assert bool(re.search("[一-鿿]", told.stdout)) is (language == "zh")


def test_every_word_of_help_is_some_commands() -> None:
    params = {param.help for each in cli.main.commands.values() for param in each.params}
    params |= {param.help for param in cli.main.params}
    assert {*COMMANDS, "main", "help", *filter(None, params)} == set(catalogue().table("help"))


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_folder_without_what_a_site_needs_is_told(command: str, workspace: Path) -> None:
    (workspace / "mkdocs.yml").unlink()
    asked = (command, "--as-of", AS_OF, "--root")
    told = run(*asked, workspace)
    assert told.exit_code == 1
    assert "[mkdocs-settings-missing]" in told.stderr
    told = run(*asked, workspace / "guides")
    assert told.exit_code == 1
    assert "[not-a-workspace]" in told.stderr


@pytest.mark.parametrize(
    ("words", "code", "answer", "told"),
    [
        ("due 2025-01-24 1日 --root .", 0, "办结日：2025-01-26", ""),
        ("check --root .", 1, "", "[key-unknown]"),
        ("build --root . --no-pdf --as-of 2026-01-05", 1, "", "[key-unknown]"),
        ("check --root nowhere --bogus", 2, "", "--bogus"),
        ("schema mkdocs.yml/deeper", 3, "", "mkdocs.yml"),
    ],
)
def test_the_command_itself_says_by_its_exit_code_how_it_went(
    words: str, code: int, answer: str, told: str, workspace: Path
) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name(NAME), *words.split()],
        cwd=broken(workspace), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert (answer in done.stdout, bool(done.stdout)) == (True, bool(answer))
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (workspace / "site").exists()


def test_sample_and_version_speak(tmp_path: Path) -> None:
    told = run("sample", 2, "many", "--root", tmp_path, "--seed", 3, "--lang", "en")
    assert told.exit_code == 0
    assert run("check", "--root", tmp_path / "many").exit_code == 0
    assert run("--version").stdout.startswith(NAME)
