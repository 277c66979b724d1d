"""Editors know the format: every key, worded, and nothing that a checked file would not be."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from generator import assets, schema
from generator.messages import LANGUAGES, catalogue

ROOT = Path(__file__).parents[1]
EXAMPLES = {
    "department.json": "guides/departments/*.yml",
    "package.json": "guides/projects/*.yml",
    "settings.json": "site_config.yml",
}
FILES = [
    pytest.param(name, path, id=path.relative_to(ROOT).as_posix())
    for name, pattern in EXAMPLES.items()
    for root in (ROOT, assets.STARTER / "workspace")
    for path in sorted(root.glob(pattern))
] + [
    pytest.param("calendar.json", path, id=f"calendar/{path.name}")
    for path in sorted(assets.CALENDAR.glob("*.yml"))
]
DEPARTMENT = "name: 某局\nitems:\n  a-permit:\n    name: 某证\n    "
PACKAGE = "name: 某项目\nstages:\n  - name: 第一阶段\n    items:\n      - "


class Editor(yaml.SafeLoader):
    """YAML as editors read it: the core schema of YAML 1.2, where a date is a text."""


Editor.yaml_implicit_resolvers = {}
Editor.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(~|null|)$"), None)
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), None)
Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), None)
Editor.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]*\.[0-9]+$"), None)
Editor.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value, 10))


def last_line(text):
    return text.splitlines()[-1].strip()


def errors(name, text):
    made = schema.schema_of(schema.FILES[name], catalogue())
    found = Draft202012Validator(made).iter_errors(yaml.load(text, Editor))  # noqa: S506 - safe
    return [f"{error.json_path}: {error.message}" for error in found]


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for inner in _inside(field.annotation):
            yield from models(inner)


def _inside(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _inside(inner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_every_model_is_told_in_every_language_and_no_other(language):
    fields = {
        model.__name__: {field.alias or name for name, field in model.model_fields.items()}
        for file in schema.FILES.values()
        for model in models(file)
    }
    told = dict(catalogue(language).table("schema"))
    assert set(told.pop("file")) == {model.__name__ for model in schema.FILES.values()}
    assert {name: set(keys) for name, keys in told.items()} == fields
    for keys in told.values():
        for words in keys.values():
            assert set(words) == {"title", "description"}
            assert all(words.values())


def test_the_committed_schemas_are_those_of_the_models(tmp_path):
    for made in schema.write(tmp_path, catalogue()):
        committed = ROOT / "schema" / made.name
        assert committed.read_bytes() == made.read_bytes(), "run approval-guides schema"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", schema.FILES.values(), ids=lambda model: model.__name__)
def test_a_schema_is_one_of_draft_2020_12_and_says_so(model, language):
    made = schema.schema_of(model, catalogue(language))
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", schema.FILES)
def test_every_key_of_a_schema_has_its_chinese_title_and_description(name):
    made = json.loads((ROOT / "schema" / name).read_text("utf-8"))
    for part in (made, *made.get("$defs", {}).values()):
        for key, value in part.get("properties", {}).items():
            assert re.search("[一-鿿]", value["title"]), key
            assert re.search("[一-鿿]", value["description"]), key


@pytest.mark.parametrize(("name", "path"), FILES)
def test_what_is_shipped_is_valid_in_an_editor(name, path):
    assert errors(name, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("department.json", DEPARTMENT + "code: 000115010000"),
        ("department.json", DEPARTMENT + "visits: 0"),
        ("department.json", DEPARTMENT + "promised: 5 个工作日"),
        ("department.json", DEPARTMENT + "promised_since: 2026-01-01"),
        ("department.json", DEPARTMENT + "results: [某证]"),
        ("department.json", DEPARTMENT + "fees: none"),
        ("department.json", DEPARTMENT + "fees: [{name: 某费, amount: 12.5}]"),
        ("department.json", DEPARTMENT + "fees: [{name: 某费, amount: '12.50'}]"),
        ("department.json", DEPARTMENT + "materials: [{name: 3.10, one_set: true}]"),
        ("department.json", DEPARTMENT + "materials: [{name: 表, from: intermediary}]"),
        ("department.json", DEPARTMENT + "materials: [{name: 表, from: {item: other-permit}}]"),
        ("department.json", "name: 某局\ncomplaints: 12345"),
        ("package.json", PACKAGE + "a-permit"),
        ("package.json", PACKAGE + "{use: a-permit, after: b-permit}"),
        ("package.json", PACKAGE + "{use: a-permit, why: {promised: 提前介入}}"),
        ("package.json", PACKAGE + "{use: a-permit, preparation: 15 个工作日}"),
        ("package.json", PACKAGE + "{id: c, question: 类别, one_of: [{use: a}, {use: b}]}"),
    ],
    ids=last_line,
)
def test_what_an_author_may_write_is_valid_in_an_editor(name, text):
    assert errors(name, text) == []


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("department.json", DEPARTMENT + "promissed: 5 个工作日", "'promissed' was unexpected"),
        ("department.json", DEPARTMENT + "promised: 5", "5 is not of type 'string'"),
        ("department.json", DEPARTMENT + "promised: 五个工作日", "does not match"),
        ("department.json", DEPARTMENT + "promised_since: 2026年1月", "does not match"),
        ("department.json", DEPARTMENT + "visits: -1", "less than the minimum"),
        ("department.json", DEPARTMENT + "visits: some", "not of type 'integer'"),
        ("department.json", DEPARTMENT + "type: 审批", "is not one of"),
        ("department.json", DEPARTMENT + "summary:", "None is not of type"),
        ("department.json", "name: 某局\nwebsite: javascript:alert(1)", "does not match"),
        ("department.json", "name: 某局\nitems: {A-Permit: {name: 某证}}", "does not match"),
        ("package.json", "name: 某项目\nstages: []", "[] should be non-empty"),
        ("package.json", "name: 某项目", "'stages' is a required property"),
        ("settings.json", "title: 某站\noffice: {name: 某局}", "'address' is a required property"),
    ],
    ids=last_line,
)
def test_what_the_checker_refuses_is_marked_in_an_editor(name, text, told):
    assert any(told in error for error in errors(name, text)), errors(name, text)
