"""The site's JSON: every file fits its published schema, and says what the pages say."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from generator.data_files import ROWS, directory_files, guide_entry, list_files, robots
from generator.data_schema import PUBLISHED, schemas
from generator.exports import dumped, guide_record
from generator.guide import guide
from generator.lint import checked
from generator.uris import absolute

from . import planting
from .conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from .planting import Mark

ADDRESS = "https://guides.example.org/"
DAY = date.fromisoformat(AS_OF)
DATA = ("projects/*.json", "items/*.json", "departments/*.json")
UNTOLD = {
    "Settings.*": "of the site, not of a guide, an item or a department",
    "Package.steward.name": "who holds a post is no business of programs",
    "Package.agent.name": "as of the steward",
    "Package.contacts.*": "persons, again; programs find windows",
    "Department.chief_approver.*": "a person, again",
    "Item.lengthened.why": "the history of a promise",
    "*.basis.states": "the words of a law, to which its address leads",
    "Choice.why": "a reason, for people",
    "Use.without.why": "a reason, for people",
    "*.internal_*": "for colleagues; in no data, whatever the edition",
}
"""Fields that no file of data tells, by path, and why."""


def closed(schema: Any) -> Any:
    """Return *schema* without room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inside = {key: closed(each) for key, each in schema.items()}
    return inside | {"additionalProperties": False} if "properties" in schema else inside


def validators(address: str) -> dict[str, Draft202012Validator]:
    """Return what checks a file, by the address that it gives as its `$schema`."""
    return {
        absolute(address, uri): Draft202012Validator(closed(schema))
        for uri, schema in schemas(address).items()
    }


@pytest.fixture(scope="module")
def files(real_site: Path) -> dict[str, Any]:
    """Every file of data of the real site, by its uri."""
    return {
        path.relative_to(real_site).as_posix(): json.loads(path.read_text("utf-8"))
        for pattern in DATA
        for path in sorted(real_site.glob(pattern))
    }


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Mark], list[Any]]:
    """The marks of a workspace with every field filled, and all its data."""
    root = tmp_path_factory.mktemp("planted")
    marks = planting.workspace(root)
    workspace, _ = checked(root)
    guides = [guide(workspace, id, DAY) for id in workspace.packages]
    made = [guide_record(each, pdf=True) for each in guides]
    texts = [text for uri, text, _ in directory_files(workspace, DAY) if uri.endswith(".json")]
    texts = [text for text in texts if '"$defs"' not in text]
    texts += [dumped(record) for record in made]
    return marks, [json.loads(text) for text in texts]


def test_a_published_schema_is_one_of_draft_2020_12_and_lies_where_it_says(
    real_site: Path,
) -> None:
    for uri, schema in schemas(ADDRESS).items():
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"{ADDRESS}{uri}"
        assert json.loads((real_site / uri).read_text("utf-8")) == schema


def test_every_file_of_the_site_fits_the_schema_that_it_names(files: dict[str, Any]) -> None:
    known, wrong = validators(ADDRESS), []
    for uri, data in files.items():
        found = known[data["$schema"]].iter_errors(data)
        wrong += [f"{uri}: {error.json_path}: {error.message}" for error in found]
    assert wrong == []
    assert {data["$schema"] for data in files.values()} == known.keys()


def test_a_workspace_with_every_field_filled_fits_too(
    planted: tuple[list[Mark], list[Any]],
) -> None:
    _, made = planted
    known = validators(made[0]["$schema"].partition("assets/")[0])
    wrong = [
        f"{data['id']}: {error.json_path}: {error.message}"
        for data in made
        for error in known[data["$schema"]].iter_errors(data)
    ]
    assert wrong == []


@pytest.mark.parametrize("key", ["version", "items", "materials", "figures"])
def test_a_file_that_lacks_a_key_fits_no_schema(key: str, files: dict[str, Any]) -> None:
    data = files["projects/selenium-food-park.json"]
    lacking = {name: value for name, value in data.items() if name != key}
    assert not validators(ADDRESS)[data["$schema"]].is_valid(lacking)


def test_what_a_key_means_is_told_in_the_schema() -> None:
    (guides,) = (schema for uri, schema in schemas(ADDRESS).items() if "guide" in uri)
    told = guides["properties"]
    assert told["critical_path"]["description"].startswith("The ids of the items")
    assert "description" in guides["$defs"]["GuideItemRecord"]["properties"]["due"]


def test_every_field_is_told_or_a_reason_says_why_not(
    planted: tuple[list[Mark], list[Any]],
) -> None:
    marks, made = planted
    said = re.sub(r"\s", "", json.dumps(made, ensure_ascii=False))
    untold = {
        mark.path
        for mark in marks
        if "〔" + mark.path + "〕" in mark.pattern.replace("\\", "")
        and f"〔{mark.path}〕" not in said
    }
    reasonless = {path for path in untold if not any(fnmatch(path, why) for why in UNTOLD)}
    assert sorted(reasonless) == []
    assert [why for why in UNTOLD if not any(fnmatch(path, why) for path in untold)] == []


def test_an_old_flow_and_a_steward_tell_no_telephone_of_a_person(
    planted: tuple[list[Mark], list[Any]],
) -> None:
    _, made = planted
    (old,) = (data for data in made if data["id"] == "old")
    assert re.findall(r"0900-\d+", json.dumps(old)) == []
    names = ("steward.name", "agent.name", "contacts.name", "chief_approver.name", "chief.name")
    said = json.dumps(made, ensure_ascii=False)
    assert [name for name in names if f"{name}〕" in said] == []


def test_every_address_leads_to_a_file_of_the_site(real_site: Path, files: dict[str, Any]) -> None:
    text = json.dumps(files)
    addresses = set(re.findall(rf'"{ADDRESS}([^"#?]*)', text))
    assert len(addresses) > 100
    assert [uri for uri in sorted(addresses) if not (real_site / uri).is_file()] == []


@pytest.mark.parametrize(
    ("name", "key"), [("projects", "guides"), ("items", "items"), ("departments", "departments")]
)
def test_the_list_has_every_file_once(name: str, key: str, files: dict[str, Any]) -> None:
    listed = files[f"{name}/index.json"][key]
    theirs = {uri for uri in files if uri.startswith(f"{name}/") and "/index" not in uri}
    assert {entry["urls"]["data"].removeprefix(ADDRESS) for entry in listed} == theirs
    assert len(listed) == files[f"{name}/index.json"]["total"]


def test_a_long_list_comes_in_parts_of_bounded_size_each_naming_the_next() -> None:
    workspace, _ = checked(ROOT)
    one = guide(workspace, "small-low-risk-workshop", DAY)
    resolved = one.resolved
    many = [replace(one, resolved=replace(resolved, id=f"g-{n}")) for n in range(2 * ROWS + 5)]
    entries = [guide_entry(each, pdf=False) for each in many]
    made = {uri: content for uri, content, _ in list_files(workspace, entries, DAY)}
    uri, parts = "projects/index.json", []
    while uri:
        parts.append(json.loads(made[uri]))
        uri = (parts[-1]["next"] or "").removeprefix(ADDRESS)
    assert [len(part["guides"]) for part in parts] == [ROWS, ROWS, 5]
    ids = [entry["id"] for part in parts for entry in part["guides"]]
    assert ids == [each.id for each in many]


def test_an_internal_edition_asks_search_engines_to_stay_away() -> None:
    workspace, _ = checked(ROOT)
    assert "Disallow: /\n" in robots(replace(workspace, internal=True))
    assert "Disallow" not in robots(workspace)


def test_every_kind_of_file_has_its_schema() -> None:
    assert set(PUBLISHED) == {"guide", "item", "department", "index"}
