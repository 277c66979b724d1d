"""A package as YAML reads back as the same package, whatever is in it."""

import pytest

from generator.editions import Audience
from generator.lint import checked
from generator.public import for_audience, package_for
from generator.restated import restated
from generator.sources import read_bytes

from . import planting
from .conftest import ROOT

WORDS = (
    "某建〔2026〕12号：是",
    "true",
    "010",
    "2026-02-30",
    "- 不是列表",
    "# 不是注释",
    "{不是映射}",
    "'引号' \"引号\"",
    "第一行\n第二行",
    "第一行\n\n  缩进的第二行",
    "*不是引用 &不是锚",
    "𠮷 㙍 䶮 ·",
    "长" * 5000,
)


def read_back(source):
    return read_bytes(restated(source.value).encode(), source.path, type(source.value)).value


def test_every_file_of_the_example_reads_back_the_same():
    workspace, _ = checked(ROOT)
    for source in (*workspace.packages.values(), *workspace.departments.values()):
        assert read_back(source) == source.value, source.path


def test_every_field_reads_back_the_same(tmp_path):
    planting.workspace(tmp_path)
    workspace, _ = checked(tmp_path)
    for source in (*workspace.packages.values(), *workspace.departments.values()):
        assert read_back(source) == source.value, source.path


@pytest.mark.parametrize("words", WORDS)
def test_words_that_yaml_would_take_for_something_else_read_back_the_same(words, tmp_path):
    planting.workspace(tmp_path)
    source = checked(tmp_path)[0].packages["planted"]
    value = source.value.model_copy(update={"note": words})
    assert read_bytes(restated(value).encode(), "x.yml", type(value)).value == value


def test_the_public_edition_restates_nothing_internal(tmp_path):
    planting.workspace(tmp_path)
    workspace, _ = checked(tmp_path)
    source = workspace.packages["planted"]
    published = package_for(for_audience(workspace, Audience.PUBLIC), source)
    assert "〔Package.internal_note〕" in restated(source.value)
    assert "internal" not in restated(published.value)
    assert "〔Package.note〕" in restated(published.value)
