"""The site of this repository's own workspace: whole, alone, and readable everywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pikepdf
import pytest
from lxml import html
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from tinyhtml5.parser import HTMLParser

from generator import plugin
from generator.archive import recorded
from generator.guide import guide
from generator.lint import checked
from generator.listings import HOME_ROWS, Listings
from generator.markdown_export import beside
from generator.pages import ROWS, Pages
from generator.problems import InvalidSources
from generator.publishing import NotOurs
from generator.summary import summary
from generator.uris import is_given, language_folder, prose_uri
from generator.workspace import CACHE

from .browser import complaints, hosts_asked, look, run_scripts
from .conftest import AS_OF, ROOT
from .page_kinds import KINDS, PACKAGES
from .serving import served

LOADED = (
    "//@src | //@srcset | //@poster | //object/@data | //form/@action"
    " | //link[@rel='stylesheet' or @rel='icon' or @rel='preload' or @rel='preconnect'"
    " or @rel='dns-prefetch' or @rel='modulepreload' or @rel='manifest']/@href"
)
"""What a browser fetches by itself, or sends what somebody typed to."""


@pytest.fixture(scope="module")
def documents(real_site: Path) -> dict[str, html.HtmlElement]:
    """Every page of the site, parsed, by its address."""
    return {
        path.relative_to(real_site).as_posix(): html.parse(path).getroot()
        for path in sorted(real_site.rglob("*.html"))
    }


def ours(documents: dict[str, html.HtmlElement]) -> dict[str, html.HtmlElement]:
    """Return the pages that somebody is led to; 404.html has no address of its own."""
    return {uri: document for uri, document in documents.items() if uri != "404.html"}


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("ending", ["html", "pdf", "json"])
def test_every_package_has_its_page_document_and_data(
    package: str, ending: str, real_site: Path
) -> None:
    written = real_site / "projects" / f"{package}.{ending}"
    beginnings = {"html": b"\n<!doctype html>", "pdf": b"%PDF-", "json": b"{"}
    assert written.read_bytes().startswith(beginnings[ending])


def test_every_item_and_department_has_its_page(real_site: Path) -> None:
    directory = checked(ROOT)[0].directory
    pages = [*(f"items/{id}" for id in directory.offers)]
    pages += [f"departments/{id}" for id in directory.departments]
    assert [page for page in pages if not (real_site / f"{page}.html").is_file()] == []


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id(
    real_site: Path, documents: dict[str, html.HtmlElement]
) -> None:
    ids = {uri: set(document.xpath("//@id")) for uri, document in documents.items()}
    dead = []
    for uri, document in ours(documents).items():
        for address in document.xpath("//@href | //@src | //@action | //@*[name()='xlink:href']"):
            target = urlsplit(address)
            if target.scheme or target.netloc:
                continue
            path = normpath(join(dirname(uri), unquote(target.path))) if target.path else uri
            fragment = unquote(target.fragment)
            if not (real_site / path).is_file() or (
                fragment and path in ids and fragment not in ids[path]
            ):
                dead.append(f"{uri}: {address}")
    assert dead == []


def framed(documents: dict[str, html.HtmlElement]) -> dict[str, html.HtmlElement]:
    """The pages with the site's frame: those behind codes on paper stand by themselves."""
    bare = tuple(f"{folder}v/" for folder in ("", "en/"))
    return {uri: each for uri, each in documents.items() if not uri.startswith(bare)}


def test_every_search_index_is_there(
    real_site: Path, documents: dict[str, html.HtmlElement]
) -> None:
    for uri, document in framed(ours(documents)).items():
        (form,) = document.xpath("//form[@data-search]")
        for name in form.get("data-search-index").split():
            path = normpath(join(dirname(uri), form.get("data-search-root"), name))
            assert (real_site / path).is_file(), f"{uri}: {name}"


def test_no_page_asks_another_host_for_anything(documents: dict[str, html.HtmlElement]) -> None:
    abroad = [
        f"{uri}: {address}"
        for uri, document in documents.items()
        for address in document.xpath(LOADED)
        if urlsplit(address).netloc or urlsplit(address).scheme not in ("", "data")
    ]
    assert abroad == []


def test_no_stylesheet_asks_another_host_for_anything(real_site: Path) -> None:
    missing = []
    for path in real_site.rglob("*.css"):
        for address in re.findall(r"url\(\s*['\"]?([^'\")]+)", path.read_text("utf-8")):
            if address.startswith(("data:", "#")):
                continue
            if urlsplit(address).netloc or not (path.parent / address.partition("?")[0]).is_file():
                missing.append(f"{path.name}: {address}")
    assert missing == []


def test_links_out_say_so_and_give_nothing_away(documents: dict[str, html.HtmlElement]) -> None:
    bare = [
        f"{uri}: {link.get('href')}"
        for uri, document in documents.items()
        for link in document.xpath("//a[starts-with(@href, 'http')]")
        if "noopener" not in (link.get("rel") or "")
    ]
    assert bare == []


def test_pages_are_well_formed(real_site: Path) -> None:
    broken = {}
    for path in real_site.rglob("*.html"):
        parser = HTMLParser()
        parser.parse(path.read_text("utf-8"))
        if parser.errors:
            broken[path.name] = parser.errors[:3]
    assert broken == {}


def test_ids_are_given_once_on_a_page(documents: dict[str, html.HtmlElement]) -> None:
    repeated = {
        uri: [id for id, times in Counter(document.xpath("//@id")).items() if times > 1]
        for uri, document in documents.items()
    }
    assert {uri: ids for uri, ids in repeated.items() if ids} == {}


def test_pages_say_their_language_title_and_purpose(
    documents: dict[str, html.HtmlElement],
) -> None:
    for uri, document in ours(documents).items():
        assert document.get("lang", "").startswith("en" if language_folder(uri) else "zh"), uri
        assert len(document.xpath("//h1")) == 1, uri
    described = {
        u: d.xpath("//meta[@name='description']/@content") for u, d in ours(documents).items()
    }
    assert {u for u, said in described.items() if not said} == {
        u for u in described if u.startswith("handbook/")
    }
    titles = Counter(document.findtext(".//title") for document in ours(documents).values())
    assert [title for title, times in titles.items() if times > 1] == []


def test_headings_leave_no_level_out(documents: dict[str, html.HtmlElement]) -> None:
    for uri, document in ours(documents).items():
        levels = [int(h.tag[1]) for h in document.xpath("//main//*[re:test(name(), '^h[1-6]$')]",
                  namespaces={"re": "http://exslt.org/regular-expressions"})]  # fmt: skip
        jumps = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
        assert jumps == [], uri


def test_everything_to_fill_in_or_look_at_has_a_name(
    documents: dict[str, html.HtmlElement],
) -> None:
    nameless = (
        ".//img[not(@alt)] | .//svg[not(@aria-hidden) and not(.//*[name()='title'])"
        " and not(ancestor::*[@aria-hidden])] | .//input[not(@type='hidden')][not(@aria-label)]"
        "[not(ancestor::label)][not(@id = //label/@for)]"
        " | .//a[not(normalize-space()) and not(@aria-label)]"
    )
    for uri, document in ours(documents).items():
        found = [html.tostring(each)[:100] for each in document.xpath("//main")[0].xpath(nameless)]
        assert found == [], uri


def test_the_edit_link_of_a_made_page_leads_to_its_source(
    documents: dict[str, html.HtmlElement],
) -> None:
    for kind in ("guide", "item", "department"):
        (link,) = documents[KINDS[kind]].xpath("//p[@class='ag-edit']/a/@href")
        source = ROOT / "guides" / link.partition("edit/main/guides/")[2]
        assert source.suffix == ".yml", link
        assert source.is_file(), link


def test_totals_on_page_data_and_terminal_agree(
    real_site: Path, documents: dict[str, html.HtmlElement]
) -> None:
    for package in PACKAGES:
        data = json.loads((real_site / f"projects/{package}.json").read_text("utf-8"))
        told = json.loads(command("schedule", package, "--as-of", AS_OF, "--format", "json"))
        assert data.items() >= told.items()
        figures = documents[f"projects/{package}.html"].xpath("//dl[@class='ag-figures']//b")
        days, materials, departments = (
            int(re.sub(r"\D", "", b.text_content()) or 0) for b in figures
        )
        assert days == told["figures"]["approval_days"]["promised"]["days"]
        assert materials == len(data["materials"])
        assert departments == len({i["department"] for i in data["items"] if i["takes_part"]})


def command(*words: str) -> str:
    done = subprocess.run(
        [Path(sys.executable).with_name("approval-guides"), *words],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_documents_lead_to_the_published_site_and_nowhere_into_this_machine(
    real_site: Path,
) -> None:
    made = [path for path in real_site.rglob("*.pdf") if path.parent.name != "files"]
    for path in made:
        with pikepdf.open(path) as document:
            notes = [note for sheet in document.pages for note in sheet.get("/Annots", [])]
            links = [str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A]
        assert links or "." in path.stem  # a form leads nowhere
        assert [
            link for link in links if not link.startswith(("https://", "http://", "tel:"))
        ] == []


@pytest.mark.tried("Publishing", outcome="other zone, locale and hash seed: no byte differs")
def test_mkdocs_itself_builds_the_same_bytes_elsewhere_on_earth(
    real_site: Path, copied: Path, tmp_path: Path
) -> None:
    """Of documents, their HTML, whose hash names the PDFs; test_pdf prints one elsewhere."""
    printed = Path(CACHE) / "pdf"
    shutil.copytree(ROOT / printed, copied / printed, dirs_exist_ok=True)
    other = {"PYTHONHASHSEED": "7", "TZ": "America/St_Johns", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path / "b")],
        cwd=copied, env=os.environ | other | {plugin.AS_OF: AS_OF}, check=True,
    )  # fmt: skip
    one, two = tree(real_site), tree(tmp_path / "b")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


@pytest.mark.tried("Publishing")
def test_no_file_tells_the_day_of_the_build(real_site: Path) -> None:
    """But that of the data, or of the record that a page tells of."""
    days = {str(each.latest.on) for each in recorded(ROOT).values() if each.latest}
    told = set(re.findall(r"<lastmod>(.*?)<", (real_site / "sitemap.xml").read_text()))
    assert AS_OF in told
    assert told <= {AS_OF, *days}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our workspace without what earlier builds have kept, to break and to mend."""
    root = tmp_path_factory.mktemp("workspace")
    for folder in ("guides", "releases", "translations"):
        shutil.copytree(ROOT / folder, root / folder)
    for name in ("site_config.yml", "mkdocs.yml", "CODEOWNERS"):
        shutil.copy(ROOT / name, root)
    return root


@pytest.mark.tried("Publishing")
def test_a_build_that_fails_leaves_the_old_site(copied: Path) -> None:
    site, package = copied / "site", copied / f"guides/projects/{PACKAGES[0]}.yml"
    plugin.build(copied, site, AS_OF, 1, pdfs=False)
    before, written = tree(site), package.read_text("utf-8")
    package.write_text(written.replace("stages:", "stegas:"), "utf-8")
    with pytest.raises(InvalidSources):
        plugin.build(copied, site, AS_OF, 1, pdfs=False)
    package.write_text(written, "utf-8")
    assert tree(site) == before
    assert [path.name for path in copied.iterdir() if path.name.startswith(".site")] == []


@pytest.mark.parametrize("target", [".", "..", "guides", "guides/site", "schema", "mkdocs.yml"])
def test_a_build_takes_no_folder_of_something_else(target: str, copied: Path) -> None:
    (copied / "schema").mkdir(exist_ok=True)
    (copied / "schema" / "kept.json").write_text("{}", "utf-8")
    before = tree(copied)
    with pytest.raises(NotOurs):
        plugin.build(copied, copied / target, AS_OF, 1, pdfs=False)
    assert tree(copied) == before


def with_settings(copied: Path, name: str, line: str) -> str:
    """Add *line* to a file of the workspace; return what the file was."""
    path = copied / name
    before = path.read_text("utf-8")
    path.write_text(f"{line}\n{before}", "utf-8")
    return before


def test_the_site_lies_where_the_settings_say(copied: Path) -> None:
    site = plugin.build(copied, copied / "site", AS_OF, 1, pdfs=False)
    address = re.search(r"^address: (\S+)$", (ROOT / "site_config.yml").read_text(), re.MULTILINE)
    (canonical,) = html.parse(site / KINDS["guide"]).xpath("//link[@rel='canonical']/@href")
    assert canonical == f"{address[1]}{KINDS['guide']}"


def test_two_addresses_of_one_site_are_told(copied: Path) -> None:
    before = with_settings(copied, "mkdocs.yml", "site_url: https://elsewhere.example.org/")
    with pytest.raises(plugin.SiteRefused, match=r"mkdocs\.yml.*site-url-differs.*elsewhere"):
        plugin.build(copied, copied / "site", AS_OF, 1, pdfs=False)
    (copied / "mkdocs.yml").write_text(before, "utf-8")


@pytest.mark.parametrize("day", ["2026-03-09", '"2026-03-09"'])
def test_mkdocs_yml_may_give_the_day_as_yaml_writes_days(day: str, copied: Path) -> None:
    before = (copied / "mkdocs.yml").read_text("utf-8")
    option = f"plugins: [{{approval-guides: {{as_of: {day}}}}}]\n"
    given = before.replace("plugins:\n  - approval-guides\n", option)
    (copied / "mkdocs.yml").write_text(given, "utf-8")
    site = plugin.build(copied, copied / "site", None, 1, pdfs=False)
    assert "2026年3月9日" in (site / "index.html").read_text("utf-8")
    (copied / "mkdocs.yml").write_text(before, "utf-8")


def test_what_no_browser_would_load_in_prose_is_told_where_it_is_written(copied: Path) -> None:
    page = copied / "guides" / "more.md"
    page.write_text("# 更多\n\n看 <b style='x'>图</b>\n\n![图](https://a.example/b.png)\n", "utf-8")
    with pytest.raises(plugin.SiteRefused) as refused:
        plugin.build(copied, copied / "site", AS_OF, 1, pdfs=False)
    told = [line.partition("]")[0] for line in refused.value.told]
    at = "guides/more.md:{} 错误 [inline-refused"
    assert told == [at.format("3:3:"), at.format("5:6:")]
    page.unlink()


def test_what_mkdocs_refuses_is_told(copied: Path) -> None:
    page = copied / "guides" / "more.md"
    page.write_text("# 更多\n\n[某页](nowhere.md)\n", "utf-8")
    with pytest.raises(plugin.SiteRefused, match=r"nowhere\.md"):
        plugin.build(copied, copied / "site", AS_OF, 1, pdfs=False)
    page.unlink()


@pytest.mark.tried("Publishing")
def test_a_build_that_was_killed_is_cleared_up_by_the_next(copied: Path) -> None:
    site = copied / "site"
    plugin.build(copied, site, AS_OF, 1, pdfs=False)
    before = tree(site)
    site.rename(copied / ".site.old")
    (copied / ".site.draft").mkdir()
    package = copied / f"guides/projects/{PACKAGES[0]}.yml"
    written = package.read_text("utf-8")
    package.write_text(written.replace("stages:", "stegas:"), "utf-8")
    with pytest.raises(InvalidSources):
        plugin.build(copied, site, AS_OF, 1, pdfs=False)
    package.write_text(written, "utf-8")
    assert tree(site) == before
    assert [path.name for path in copied.iterdir() if path.name.startswith(".site")] == []


def test_whatever_is_made_is_kept_from_authors(real_site: Path) -> None:
    workspace, _ = checked(ROOT)
    directory = workspace.directory
    settings = workspace.settings.value
    packages = {*workspace.packages, *settings.retired}
    items = {*directory.offers, *directory.retired}
    given = (packages, items, directory.departments, settings.chains, settings.also_in)
    theirs = {uri for uri in tree(real_site) if not is_given(uri, *given)}
    prose = {prose_uri(uri) for uri, _ in beside(ROOT)}
    engine = re.compile(r"404\.html|sitemap\.xml(\.gz)?|search/.*|assets/[^/]+/.*")
    assert {uri for uri in theirs if not engine.fullmatch(uri)} == prose


@pytest.mark.tried(
    "Publishing", outcome="in no file, search and sitemap included, but those that say so"
)
def test_a_package_that_is_gone_is_gone_but_from_the_record(copied: Path) -> None:
    """Papers of it lead to pages that say so, and what changed in it is still told."""
    id = PACKAGES[0]
    site, package = copied / "site", copied / f"guides/projects/{id}.yml"
    plugin.build(copied, site, AS_OF, 1, pdfs=False)
    package.rename(copied / "kept.yml")
    plugin.build(copied, site, AS_OF, 1, pdfs=False)
    (copied / "kept.yml").rename(package)
    left, recorded_in = tree(site), (f"v/{id}/", "changes/", "changes.atom")
    told = [name for name, content in left.items() if id.encode() in content or id in name]
    assert [name for name in told if not name.removeprefix("en/").startswith(recorded_in)] == []
    for folder, said in ("", "不能再据此办事"), ("en/", "Do not go by it any more"):
        papers = [name for name in told if name.startswith(f"{folder}v/") and "index" not in name]
        assert papers
        for name in papers:
            assert said in left[name].decode()


def test_no_page_grows_with_the_number_of_packages() -> None:
    workspace, _ = checked(ROOT)
    made = [summary(guide(workspace, id, date.fromisoformat(AS_OF))) for id in PACKAGES]

    def sizes(count: int) -> dict[str, int]:
        many = (made * (count // len(made) + 1))[:count]
        pages = replace(Pages(workspace, [], "zh", date.fromisoformat(AS_OF)), guides=many)
        return {page.uri: len(page.html) for page in Listings(pages).all()}

    few, many = sizes(max(ROWS, HOME_ROWS) * len(made)), sizes(ROWS * len(made) * 3)
    links = 40 * (len(many) - len(few))
    assert [uri for uri in few if many[uri] > few[uri] + links + 10] == []


def test_the_frame_is_the_same_on_every_page(documents: dict[str, html.HtmlElement]) -> None:
    frames = {
        (language_folder(uri), len(each.xpath("//header[@class='ag-top']//a")))
        for uri, each in framed(documents).items()
    }
    assert len(frames) == len(dict(frames)) == 2
    assert max(dict(frames).values()) < 10


@pytest.fixture
def reader(browser: Chrome) -> Iterator[Chrome]:
    """A browser that has complained of nothing and asked nobody."""
    run_scripts(browser, allowed=True)
    complaints(browser)
    hosts_asked(browser)
    yield browser
    run_scripts(browser, allowed=True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_is_read_without_any_request_or_complaint(
    kind: str, reader: Chrome, real_site: Path
) -> None:
    reader.get((real_site / KINDS[kind]).as_uri())
    reader.execute_script("scrollTo(0, document.body.scrollHeight)")
    assert hosts_asked(reader) == {""}
    assert complaints(reader) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_is_asked_for_nothing_that_it_lacks_or_forbids(
    kind: str, reader: Chrome, real_site: Path
) -> None:
    with served(real_site) as address:
        reader.get(f"{address}{KINDS[kind]}")
        reader.execute_script("scrollTo(0, document.body.scrollHeight)")
        assert hosts_asked(reader) == {urlsplit(address).netloc}
        assert complaints(reader) == []


def test_without_scripts_every_item_opens(reader: Chrome, real_site: Path) -> None:
    run_scripts(reader, allowed=False)
    look(reader, 390)
    reader.get((real_site / KINDS["guide"]).as_uri())
    item = reader.find_element(By.CSS_SELECTOR, "details.ag-item")
    body = item.find_element(By.CLASS_NAME, "ag-item-body")
    assert not body.is_displayed()
    item.find_element(By.TAG_NAME, "summary").click()
    assert body.is_displayed()
    assert len(body.text) > 50


def test_a_link_to_an_item_opens_it(reader: Chrome, real_site: Path) -> None:
    page = (real_site / KINDS["guide"]).as_uri()
    reader.get(page)
    last = reader.find_elements(By.CSS_SELECTOR, "details.ag-item")[-1].get_attribute("id")
    reader.get("about:blank")
    reader.get(f"{page}#{last}")
    assert reader.find_element(By.ID, last).get_attribute("open") is not None


def test_ticks_are_kept_on_this_device(reader: Chrome, real_site: Path) -> None:
    page = (real_site / KINDS["guide"]).as_uri()
    reader.get(page)
    tick = "return [...document.querySelectorAll('[data-tick]')].map((box) => box.checked)"
    reader.find_element(By.CSS_SELECTOR, "[data-tick]").click()
    reader.get("about:blank")
    reader.get(page)
    first, *others = reader.execute_script(tick)
    assert first
    assert not any(others)
