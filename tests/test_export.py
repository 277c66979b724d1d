"""An export: whole without us, built by MkDocs alone, and never in the place of something else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from lxml import html
from selenium.webdriver import Chrome

from generator import cli
from generator.markdown_export import beside
from generator.site import SCRIPTS, STYLES

from .browser import hosts_asked
from .conftest import AS_OF, ROOT
from .test_search import answers

PACKAGES = {path.stem for path in (ROOT / "guides/projects").glob("*.yml")}
KEPT = ("selenium-food-park", "published-wolong-water")
README = (ROOT / "README.md").read_text("utf-8")
MKDOCS = README.partition("```yaml\nsite_name:")[2].partition("```")[0]
"""How the README says that another engine takes an export."""


ARTICLE = "//article[starts-with(concat(@class, ' '), 'ag ')]"


def export(folder: Path, root: Path, *words: str) -> tuple[int, str]:
    asked = ["export", str(folder), "--root", str(root), "--as-of", AS_OF, *words]
    done = CliRunner().invoke(cli.main, asked)
    return done.exit_code, done.output


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our workspace with two guides: one of our own, one that was published elsewhere."""
    root = tmp_path_factory.mktemp("workspace")
    for name in ("guides", "translations"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("site_config.yml", "CODEOWNERS"):
        shutil.copy(ROOT / name, root)
    for path in (root / "guides/projects").glob("*.yml"):
        if path.stem not in KEPT:
            path.unlink()
    for id in KEPT:
        shutil.copytree(ROOT / "releases" / id, root / "releases" / id)
    return root


@pytest.fixture(scope="module")
def pages(workspace: Path) -> Path:
    folder = workspace / "out" / "pages"
    code, told = export(folder, workspace)
    assert code == 0, told
    return folder


@pytest.fixture(scope="module")
def site(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What MkDocs makes of the export by itself, strictly, set up as the README says."""
    root = tmp_path_factory.mktemp("engine")
    shutil.copytree(pages, root / "pages")
    (root / "mkdocs.yml").write_text(f"site_name:{MKDOCS}", "utf-8")
    assert "approval-guides" not in MKDOCS
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"], cwd=root, check=True
    )
    return root / "site"


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[str, html.HtmlElement]:
    return {
        path.relative_to(site).as_posix(): html.parse(path).getroot()
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html"
    }


def test_an_export_has_every_file_that_the_site_has(pages: Path, real_site: Path) -> None:
    ours = {"projects", "items", "departments"}
    theirs = {uri for uri in tree(real_site) if uri.partition("/")[0] in ours}
    other = {id for id in PACKAGES if id not in KEPT}
    wanted = {
        uri.replace(".html", ".md") for uri in theirs if Path(uri).name.split(".")[0] not in other
    }
    assert {f"projects/{KEPT[0]}.{ending}" for ending in ("md", "pdf", "json")} <= wanted
    assert wanted | {"index.md", *STYLES, *SCRIPTS} <= tree(pages).keys()


def test_prose_and_attachments_come_along_as_they_are(pages: Path) -> None:
    exported, theirs = tree(pages), dict(beside(ROOT))
    assert {"handbook/index.md", "files/emblem.svg"} <= theirs.keys()
    assert [uri for uri, path in theirs.items() if exported[uri] != path.read_bytes()] == []
    assert [uri for uri in exported if uri.endswith(".yml")] == []


def test_every_link_of_the_other_site_leads_somewhere(
    site: Path, documents: dict[str, html.HtmlElement]
) -> None:
    ids = {uri: set(document.xpath("//@id")) for uri, document in documents.items()}
    dead = []
    for uri, document in documents.items():
        for address in document.xpath("//@href | //@src | //@action"):
            target = urlsplit(address)
            if target.scheme or target.netloc:
                continue
            path = normpath(join(dirname(uri), unquote(target.path))) if target.path else uri
            path = "index.html" if path == "." else path
            fragment = unquote(target.fragment)
            if not (site / path).is_file() or (
                fragment and path in ids and fragment not in ids[path]
            ):
                dead.append(f"{uri}: {address}")
    assert dead == []


def test_every_page_has_its_title_and_says_what_ours_says(
    documents: dict[str, html.HtmlElement], real_site: Path
) -> None:
    for uri in (f"projects/{id}.html" for id in KEPT):
        (ours,) = html.parse(real_site / uri).xpath(ARTICLE)
        (theirs,) = documents[uri].xpath(ARTICLE)
        said, expected = ("".join(each.text_content().split()) for each in (theirs, ours))
        assert len(expected) > 500
        assert said == expected
        title = documents[uri].findtext("./head/title")
        assert theirs.findtext(".//h1").strip() in title


def test_the_other_site_loads_our_styles_and_searches_from_a_folder(
    site: Path, browser: Chrome
) -> None:
    browser.get((site / "index.html").as_uri())
    hosts_asked(browser)  # those of the browser's own first page as well
    browser.get((site / "index.html").as_uri())
    hero = browser.execute_script(
        "return getComputedStyle(document.querySelector('.ag-hero')).backgroundColor"
    )
    assert hero != "rgba(0, 0, 0, 0)"
    [[first, *_]] = answers(browser, ["施工许可"])
    assert first == ["建筑工程施工许可证核发", "items/construction-permit.html"]
    assert hosts_asked(browser) == {""}


def test_a_second_export_keeps_of_a_retired_guide_only_what_papers_lead_to(
    workspace: Path, pages: Path
) -> None:
    before = tree(pages)
    package = workspace / "guides/projects/published-wolong-water.yml"
    written = package.read_bytes()
    package.unlink()
    assert export(pages, workspace)[0] == 0
    left = {uri for uri in tree(pages) if "wolong" in uri}
    behind_codes = {uri for uri in before if "v/published-wolong-water/" in uri}
    assert left == behind_codes, "papers that are handed out lead there for ever"
    package.write_bytes(written)
    assert export(pages, workspace)[0] == 0
    assert tree(pages) == before


@pytest.mark.parametrize("target", [".", "guides", "guides/pages", "kept", "site_config.yml"])
def test_an_export_takes_no_folder_of_something_else(target: str, workspace: Path) -> None:
    (workspace / "kept/assets/ag").mkdir(parents=True, exist_ok=True)
    (workspace / "kept/index.html").write_text("a site, but no export", "utf-8")
    before = tree(workspace)
    code, told = export(workspace / target, workspace)
    assert code == 2, told
    assert {uri: text for uri, text in tree(workspace).items() if ".cache" not in uri} == {
        uri: text for uri, text in before.items() if ".cache" not in uri
    }
