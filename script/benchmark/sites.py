"""Other site programs on the same guides: Hugo and mkdocs-to-pdf."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmark.measuring import DAY, OTHERS, OURS, Row, middle, pages_of, run, share, text_of_page
from generator.uris import VERSIONS

LAYOUT = Path(__file__).with_name("guide.html")
HUGO = """title = "办事指引"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "section", "home", "404"]
uglyURLs = true
[markup.goldmark.renderer]
unsafe = true
"""
WRAPPER = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><header><a href="/">{{ site.Title }}</a></header><main>{{ .Content }}</main></body></html>
"""
SUPPLIERS = {
    "owner": "您准备",
    "intermediary": "委托中介机构",
    "issued": "向其他机关取得",
    "yielded": "前一事项产生，不用您交",
    "exempt": "部门自行调取，免提交",
}
MKDOCS = """site_name: x
theme: {name: material, font: false}
plugins: [{to-pdf: {output_path: guide.pdf}}]
"""


def beside_hugo(count: int, root: Path, scratch: Path) -> Iterator[Row]:
    """Yield what Hugo takes for the pages of the *count* guides built at *root*."""
    hugo = scratch / f"hugo-{count}"
    _layout(hugo, LAYOUT.read_text("utf-8"))
    _data(root, hugo)
    for path in sorted((root / "guides" / "projects").glob("*.yml")):
        page = hugo / "content" / "projects" / f"{path.stem}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(json.dumps(_front_matter(path, root), ensure_ascii=False), "utf-8")
    taken = middle(3, OTHERS / "hugo", "build", "--quiet", cwd=hugo)
    public = hugo / "public" / "projects"
    ours = [root / "site" / "projects" / page.name for page in sorted(public.glob("*.html"))[:10]]
    shares = [share(text_of_page(page), text_of_page(public / page.name)) for page in ours]
    text = sum(shares) / len(shares)
    told = f"{taken.seconds:.1f} s ({taken.seconds / count * 1000:.1f} ms a guide)"
    yield (
        f"Hugo, {count} guides from finished data, {text:.0%} of the text of our pages",
        f"{told}, {taken.memory:.0f} MiB",
    )


def wrapped_by_hugo(root: Path, scratch: Path) -> Iterator[Row]:
    """Yield what Hugo takes to put its frame around the pages that `export` has finished."""
    pages, hugo = scratch / "pages", scratch / "hugo-wrapping"
    exported = run(OURS, "export", pages, "--root", root, "--as-of", DAY.isoformat())
    yield "export of the same pages for other engines, documents warm", f"{exported.seconds:.1f} s"
    for pdf in pages.rglob("*.pdf"):
        pdf.unlink()
    _layout(hugo, WRAPPER)
    shutil.copytree(pages, hugo / "content")
    shutil.move(hugo / "content" / VERSIONS, hugo / "static" / VERSIONS)  # they are whole pages
    taken = middle(3, OTHERS / "hugo", "build", "--quiet", cwd=hugo)
    number = len(list((hugo / "content").rglob("*.md")))
    each = taken.seconds / number * 1000
    yield f"Hugo, wrapping {number} of them", f"{taken.seconds:.1f} s ({each:.1f} ms a page)"


def plain_mkdocs(count: int, scratch: Path) -> Iterator[Row]:
    """Yield what mkdocs-to-pdf takes for one document of the exported pages of *count* guides."""
    root = scratch / "mkdocs"
    docs = root / "docs"
    docs.mkdir(parents=True)
    exported = sorted((scratch / "pages" / "projects").glob("*.md"))
    for page in [each for each in exported if not each.stem.startswith("index")][:count]:
        shutil.copy(page, docs / page.name)
    (docs / "index.md").write_text("# 指引\n", "utf-8")
    (root / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    taken = run(OTHERS / "mkdocs", "build", "-q", cwd=root)
    pages = pages_of(root / "site" / "guide.pdf")
    told = f"{taken.seconds:.1f} s, {taken.seconds / count:.2f} s a guide, {pages} pages"
    yield f"mkdocs-to-pdf, one document of the pages of {count} guides", told


def _layout(hugo: Path, template: str) -> None:
    layouts = hugo / "layouts" / "_default"
    layouts.mkdir(parents=True)
    for name in ("single", "list"):
        (layouts / f"{name}.html").write_text(template, "utf-8")
    (hugo / "layouts" / "index.html").write_text(WRAPPER, "utf-8")
    (hugo / "hugo.toml").write_text(HUGO, "utf-8")


def _data(root: Path, hugo: Path) -> None:
    """Keep the departments and their items where Hugo looks for data."""
    departments, offers = {}, {}
    for path in sorted((root / "guides" / "departments").glob("*.yml")):
        department = yaml.safe_load(path.read_text("utf-8"))
        items = department.pop("items", {})
        departments[path.stem] = department
        offers |= {id: {"item": item, "department": path.stem} for id, item in items.items()}
    (hugo / "data").mkdir()
    for name, data in (("departments", departments), ("offers", offers)):
        text = json.dumps(data, ensure_ascii=False, default=str)
        (hugo / "data" / f"{name}.json").write_text(text, "utf-8")


def _uses(package: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the uses of a package that say more than the id of an item."""
    for stage in package["stages"]:
        for entry in stage["items"]:
            entries = entry["one_of"] if isinstance(entry, dict) and "one_of" in entry else [entry]
            yield from (each for each in entries if isinstance(each, dict))


def _suppliers(materials: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the materials by who brings them."""
    grouped = (
        (name, [each for each in materials if each["supplier"] == key])
        for key, name in SUPPLIERS.items()
    )
    return [{"name": name, "materials": found} for name, found in grouped if found]


def _front_matter(path: Path, root: Path) -> dict[str, Any]:
    """Return the package with what our build worked out for it: dates, numbers and drawings."""
    package = yaml.safe_load(path.read_text("utf-8"))
    site = root / "site" / "projects"
    made = json.loads((site / f"{path.stem}.json").read_text("utf-8"))
    departments: dict[str, list[str]] = {}
    used = {use["id"]: use["use"] for use in _uses(package) if "id" in use}
    for item in made["items"]:
        item |= {
            "stage": f"stage-{item['number'].split('.')[0]}",
            "use": used.get(item["id"], item["id"]),
            "leads_to": [
                other["id"]
                for other in made["items"]
                if any(each["item"] == item["id"] for each in other["waits_for"])
            ],
        }
        departments.setdefault(item["department"], []).append(item["number"])
    made |= {
        "by_id": {item["id"]: item for item in made["items"]},
        "departments": departments,
        "taking_part": [item for item in made["items"] if item["takes_part"]],
        "suppliers": _suppliers(made["materials"] + made["materials_not_asked"]),
    }
    made["first"] = [item for item in made["taking_part"] if not item["waits_for"]]
    page = (site / f"{path.stem}.html").read_text("utf-8")
    drawings = re.findall(r"<svg xmlns.*?</svg>", page, re.DOTALL)
    return {
        "title": package["name"],
        "params": {
            "package": json.loads(json.dumps(package, default=str)),
            "made": made,
            "drawings": drawings,
        },
    }
