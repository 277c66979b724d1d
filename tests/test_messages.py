"""The catalogues: the same words in every language, for every problem that the program knows."""

import ast
import re
from datetime import date
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from generator import assets, messages
from generator.limits import Limit, Unit
from generator.messages import DEFAULT, LANGUAGES, catalogue
from generator.problems import InvalidSources, Place, Problem, Severity, Shape
from generator.settings import Settings
from generator.wording import Wording

PACKAGE = Path(messages.__file__).parent
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODES_ARE_IN = {"Problem": 1, "refused": 0, "PydanticCustomError": 0, "problem": 0}
CODES_ARE_IN |= {"key_problem": 0, "_refuse": 1, "_stop": 1}
"""Which argument of a call is a problem's code."""


def leaves(entries, at=()):
    """Yield every text of nested tables, with its key."""
    for name, value in entries.items():
        if isinstance(value, dict):
            yield from leaves(value, (*at, name))
        else:
            yield (*at, name), value


def placeholders(words):
    """Return the values that *words* name; that English tells one from several is its own."""
    fields = Formatter().parse(str(words))
    return {field for _, field, spec, _ in fields if field is not None and "|" not in spec}


def codes_of(tree):
    """Yield the codes that are written where a call takes one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            argument = CODES_ARE_IN.get(name, len(node.args))
            for part in ast.walk(node.args[argument]) if argument < len(node.args) else ():
                if isinstance(part, ast.Constant) and CODE.fullmatch(str(part.value)):
                    yield part.value


def modules():
    return [path.read_text("utf-8") for path in sorted(PACKAGE.glob("*.py"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_placeholders(language):
    ours = {key: placeholders(words) for key, words in leaves(catalogue(language).tables)}
    theirs = {key: placeholders(words) for key, words in leaves(catalogue(DEFAULT).tables)}

    assert ours == theirs


def test_every_folder_of_words_is_a_language():
    folders = {path.name for path in assets.CATALOGUES.iterdir() if path.is_dir()}

    assert folders == set(LANGUAGES)


def test_an_office_can_choose_every_language():
    assert get_args(Settings.model_fields["language"].annotation) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_empty_or_end_in_a_full_stop_of_their_own(language):
    for key, words in leaves(catalogue(language).tables["problems"]):
        assert words.strip() == words != "", key
        assert not words.endswith(("。", ".", "；", ";")), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_that_the_program_finds_has_its_words(language):
    known = catalogue(language).table("problems")
    used = {code for source in modules() for code in codes_of(ast.parse(source))}

    assert used - known.keys() == set()
    assert len(used) > 80


def test_every_problem_that_has_words_is_found_by_the_program():
    code = "\n".join(modules())

    assert [name for name in catalogue().table("problems") if f'"{name}"' not in code] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_says_what_is_wrong_and_what_to_do(language):
    for code, words in catalogue(language).table("problems").items():
        assert CODE.fullmatch(code), code
        assert words.keys() == {"message", "mend"}, code


def test_a_problem_is_told_with_its_place_its_code_and_what_to_do():
    place, other = Place("guides/a.yml", 3, 5), Place("guides/a.yml", 1, 1)
    problem = Problem(place, "key-twice", (("found", "name"),), also=(other,))

    assert catalogue("zh").told(problem) == (
        "guides/a.yml:3:5: 错误 [key-twice] “name”在同一层写了两次。请合并成一处"
        "（另见 guides/a.yml:1:1）"
    )
    assert catalogue("en").told(problem) == (
        "guides/a.yml:3:5: error [key-twice] the key 'name' is written twice on one level; "
        "make one of the two (see also guides/a.yml:1:1)"
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Limit(5), "5 个工作日"),
        (Limit(7, Unit.CALENDAR), "7 个自然日"),
        (date(2026, 3, 2), "2026-03-02"),
        (Shape.LIST, "列表"),
        (("甲", "乙"), "甲、乙"),
        (tuple("abcdefghijklmnopqrst"), "a、b、c、d、e、f、g、h、i、j、k、l、m、n、o、p、…"),
        (12, "12"),
        ("字" * 61, "字" * 59 + "…"),
        ("字" * 60, "字" * 60),
        ("a\nb\x1b\u202e\u200b\U000e0001{x}", r"a\nb\x1b\u202e\u200b\U000e0001{x}"),
    ],
)
def test_a_value_is_told_in_the_language_short_and_in_one_line(value, told):
    problem = Problem(Place("a.yml"), "not-a-file", (("found", value),))

    assert catalogue("zh").message(problem) == f"“{told}”不是可以使用的文件路径"


@pytest.mark.parametrize(
    ("days", "told"), [(1, "1 working day"), (2, "2 working days"), (11, "11 working days")]
)
def test_english_tells_one_from_several(days, told):
    words = catalogue("en")
    late = Problem(Place("a.yml"), "check-too-long", (("item", "A"), ("found", Limit(days))))
    assert words.text("limit.working", days=days) == told
    assert Wording(words).brief(Limit(days)) == told
    assert told in words.message(late)


@pytest.mark.parametrize(
    ("language", "short", "full"),
    [("zh", "3月2日（周一）", "2026年3月2日（周一）"), ("en", "Mon 2 Mar", "Mon 2 Mar 2026")],
)
def test_a_day_is_told_as_its_language_tells_days(language, short, full):
    wording, day = Wording(catalogue(language)), date(2026, 3, 2)
    assert (wording.short_day(day), wording.day(day)) == (short, full)


def test_no_english_words_tell_a_number_of_several_alone():
    counted = "days|items|copies|originals|problems|errors|warnings|visits|entries"
    several = rf"\{{(\w+)\}} (?:working |calendar )?(?:{counted})"
    for path in (assets.CATALOGUES / "en").glob("*.toml"):
        found = re.findall(several, path.read_text("utf-8"))
        assert set(found) <= {"most"}, path.name


def test_what_was_probably_meant_is_told_only_when_there_is_something():
    near = Problem(Place("a.yml"), "not-an-id", (("found", "A"), ("nearest", "a")))
    far = Problem(Place("a.yml"), "not-an-id", (("found", "甲"), ("nearest", "")))
    unsaid = Problem(Place("a.yml"), "not-an-id", (("found", "甲"),))

    assert catalogue("zh").message(near) == "“A”不能作编号（是不是 a？）"
    assert catalogue("zh").message(far) == catalogue("zh").message(unsaid) == "“甲”不能作编号"


def test_an_unknown_key_is_an_error():
    for key in ("severity.unheard", "unheard.of", "unheard"):
        with pytest.raises(KeyError):
            catalogue().text(key)
    with pytest.raises(KeyError):
        catalogue().message(Problem(Place("a.yml"), "unheard-of"))


def test_a_key_in_two_files_of_a_language_is_refused(tmp_path, monkeypatch):
    for name in ("one", "two"):
        (tmp_path / "zh").mkdir(exist_ok=True)
        (tmp_path / "zh" / f"{name}.toml").write_text('[words]\nkey = "值"\n', "utf-8")
    monkeypatch.setattr(assets, "CATALOGUES", tmp_path)
    load = catalogue.__wrapped__  # what was loaded before stays

    with pytest.raises(ValueError, match=r"two\.toml: words: \['key'\]"):
        load("zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_file_has_its_counterpart(language):
    names = {path.name for path in (assets.CATALOGUES / language).glob("*.toml")}

    assert names == {path.name for path in (assets.CATALOGUES / DEFAULT).glob("*.toml")}


def test_problems_sort_by_place_whatever_their_values():
    places = [Place("b.yml"), Place("a.yml", 2, 1), Place("a.yml", 1, 9), Place("a.yml", 1, 2)]
    problems = [Problem(place, "empty", (("key", date(2026, 1, 1)),)) for place in places]
    problems += [Problem(Place("a.yml"), "empty", (("key", value),)) for value in (Limit(1), "x")]

    error = InvalidSources(problems)

    assert [problem.place for problem in error.problems] == sorted(p.place for p in problems)
    assert len(set(problems)) == len(problems)
    assert error.problems[0].severity is Severity.ERROR
