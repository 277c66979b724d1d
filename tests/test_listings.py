"""The pages that lead to others: what they list, how they narrow, and where what is gone leads."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from lxml import html
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from generator import materials
from generator.facets import MOST, facet_ids, facets
from generator.guide import guide
from generator.initials import NONE, initial, order
from generator.lint import checked
from generator.listings import DRAWN, Listings
from generator.news import news
from generator.pages import ROWS, Pages
from generator.plugin import build
from generator.summary import summary

from .browser import complaints, look, run_scripts
from .conftest import AS_OF, ROOT
from .test_search import shown

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

DAY = date.fromisoformat(AS_OF)
OWN = [path.stem for path in sorted((ROOT / "guides/projects").glob("*.yml"))]


@pytest.fixture(scope="module")
def workspace():
    return checked(ROOT)[0]


@pytest.fixture(scope="module")
def summaries(workspace):
    return [summary(guide(workspace, id, DAY)) for id in OWN]


def listings(workspace, guides):
    return Listings(replace(Pages(workspace, (), "zh", DAY), guides=guides))


def parsed(site: Path, uri: str) -> html.HtmlElement:
    return html.parse(site / uri).getroot()


def rows(page: html.HtmlElement) -> list[str]:
    return [link.get("href").rpartition("/")[2] for link in page.xpath("//li[@data-facets]/a")]


def test_every_facet_has_a_page_with_all_its_guides_and_no_other(real_site, summaries, workspace):
    chains = workspace.settings.value.chains
    for facet in facets(summaries, chains):
        expected = [f"{each.id}.html" for each in facet.guides]
        assert rows(parsed(real_site, facet.uri)) == expected
        if facet.group != "chain":
            having = [each.id for each in summaries if facet.id in facet_ids(each)]
            assert having == [each.id for each in facet.guides]


def test_a_page_of_a_list_has_a_hundred_rows_and_the_pages_together_all(workspace, summaries):
    ours = [each for each in summaries if not each.published]
    dated = [each for each in ours if isinstance(each.courses[0][1][0], date)]
    copies = [replace(each, id=f"p{number}") for number, each in enumerate(dated * 200)]
    many = [replace(each, chain="clean-energy") for each in (*copies, *ours)]
    pages = {page.uri: html.fromstring(page.html) for page in listings(workspace, many).all()}
    for name in ("projects", "browse/chain-clean-energy"):
        parts = [pages[uri] for uri in pages if uri.startswith(f"{name}/index")]
        starts = range(0, len(many), ROWS)
        assert [len(rows(part)) for part in parts] == [min(ROWS, len(many) - n) for n in starts]
        assert {row for part in parts for row in rows(part)} == {f"{each.id}.html" for each in many}
        assert len({part.findtext(".//h1") for part in parts}) == len(parts)
    chain = pages["chains/clean-energy.html"]
    assert len(rows(chain)) == ROWS
    assert len(chain.xpath("//div[contains(@class, 'ag-wide')]//a")) == DRAWN
    more = chain.xpath("//a[contains(@href, 'index1.html')]")
    assert more


def test_a_list_can_be_narrowed_by_the_stages_that_most_guides_have(summaries):
    ours = [each for each in summaries if not each.published]
    many = [replace(each, stages=(f"阶段{n % 40}", "许可")) for n, each in enumerate(ours * 30)]
    stages = [facet for facet in facets(many, {}) if facet.group == "stage"]
    assert len(stages) == MOST
    assert stages[0].name == "许可" or "许可" in [facet.name for facet in stages]


def test_every_material_tells_every_item_that_asks_for_it_and_is_told_by_it(real_site, workspace):
    directory = workspace.directory
    uris = sorted((real_site / "materials").glob("*.html"))
    told = {
        div.get("id"): {Path(link.get("href")).stem for link in div.xpath(".//dd/a")}
        for path in uris
        for div in html.parse(path).xpath("//div[@class='ag-paper']")
    }  # fmt: skip
    asked = [
        (id, material)
        for id, offer in directory.offers.items()
        for material in offer.item.materials
    ]
    anchors = {
        name: paper.anchor
        for paper in materials.materials(directory)
        for name in (paper.name, paper.anchor)
    }
    for id, material in asked:
        anchor = material.id or anchors[material.name]
        assert id in told[anchor], material.name
    assert len(told) == len(materials.materials(directory))
    for path in uris:
        assert len(html.parse(path).xpath("//div[@class='ag-paper']")) <= ROWS


def test_a_result_tells_what_gives_it_and_what_asks_for_it(workspace):
    found = {paper.name: paper for paper in materials.results(workspace.directory)}
    for id, offer in workspace.directory.offers.items():
        for result in offer.item.results:
            assert id in found[result.name].given_by
        for material in offer.item.materials:
            if giver := workspace.directory.offers.get(material.origin.item or ""):
                names = {result.name for result in giver.item.results}
                holders = {name for name in names if id in found[name].asked_by}
                assert holders or not names


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("安全评价报告", "A"), ("营业执照", "Y"), ("座谈会纪要", "Z"),
        ("“多规合一”意见", "D"), ("IT 资料", "I"),
        ("５Ｇ方案", NONE), ("堃工", NONE), ("", NONE),
        ("重点项目证明", "Z"), ("身份证", "S"), ("xi", "X"),
    ],
)  # fmt: skip
def test_a_name_stands_under_the_first_letter_of_its_pinyin(name, letter):
    assert initial(name) == letter


def test_names_stand_in_the_order_of_their_pinyin():
    names = ["资金证明", "堃", "安全", "备案", "保险", "a", "身份"]
    assert sorted(names, key=order) == ["a", "安全", "保险", "备案", "身份", "资金证明", "堃"]


def test_changes_are_told_the_latest_first_and_none_of_tomorrow(workspace):
    told = news(workspace.directory, workspace.settings.value, DAY)
    days = [each.on for each in told]
    assert days == sorted(days, reverse=True)
    assert days[0] <= DAY
    assert {each.kind for each in told} >= {"promised", "retired"}
    assert news(workspace.directory, workspace.settings.value, date(1990, 1, 1)) == ()


def test_what_is_retired_keeps_its_address_and_leads_on(real_site, workspace):
    settings = workspace.settings.value
    gone = {f"items/{id}.html": ("items", each) for id, each in workspace.directory.retired.items()}
    gone |= {f"projects/{id}.html": ("projects", each) for id, each in settings.retired.items()}
    assert {folder for folder, _ in gone.values()} == {"items", "projects"}
    for uri, (folder, retired) in gone.items():
        (lead,) = parsed(real_site, uri).xpath("//div[@class='ag-next']")
        links = [link.get("href") for link in lead.xpath(".//a")]
        assert links == ([f"{retired.replaced_by}.html"] if retired.replaced_by else []), folder


def test_a_department_leads_to_its_chains_and_back(real_site, workspace):
    for id, chain in workspace.settings.value.chains.items():
        page = parsed(real_site, f"departments/{chain.lead}.html")
        assert page.xpath(
            f"//h2[@id='leads']/following-sibling::ul[1]//a[@href='../chains/{id}.html']"
        )
        assert parsed(real_site, f"chains/{id}.html").xpath(
            f"//a[@href='../departments/{chain.lead}.html']"
        )


def test_a_new_office_has_no_empty_page_without_a_word(tmp_path):
    (tmp_path / "guides/departments").mkdir(parents=True)
    (tmp_path / "guides/departments/office.yml").write_text("name: 审批局\n", "utf-8")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    config = (tmp_path / "mkdocs.yml").read_text("utf-8").partition("nav:")
    (tmp_path / "mkdocs.yml").write_text(config[0], "utf-8")
    settings = "title: 某县\noffice: {name: 某局}\naddress: https://guides.example.org/\n"
    settings += "chains: {food: {name: 食品链}}\n"
    (tmp_path / "site_config.yml").write_text(settings, "utf-8")
    site = build(tmp_path, tmp_path / "site", AS_OF, 1, pdfs=False)
    empty = [
        "index.html", "projects/index.html", "items/index.html", "materials/index.html",
        "results/index.html", "changes/index.html", "chains/food.html",
        "departments/office.html",
    ]  # fmt: skip
    for uri in empty:
        assert parsed(site, uri).xpath("//p[@class='ag-empty']"), uri


def test_a_guide_leads_to_its_chain_and_the_chain_to_its_guides(real_site, summaries):
    chained = [each for each in summaries if each.chain]
    assert chained
    for each in chained:
        guide, chain = f"projects/{each.id}.html", f"chains/{each.chain}.html"
        assert parsed(real_site, guide).xpath(f"//article//a[@href='../{chain}']")
        assert parsed(real_site, chain).xpath(f"//article//a[@href='../{guide}']")


@pytest.fixture
def reader(browser: Chrome) -> Chrome:
    look(browser, 390)
    run_scripts(browser, allowed=True)
    complaints(browser)
    return browser


def visible(driver: Chrome) -> set[str]:
    found = driver.find_elements(By.CSS_SELECTOR, "li[data-facets] > a")
    return {each.get_attribute("href").rpartition("/")[2] for each in found if each.is_displayed()}


@pytest.mark.parametrize("uri", ["index.html", "projects/index.html"])
def test_filters_narrow_at_once_and_together(uri, reader, real_site, summaries):
    reader.get((real_site / uri).as_uri())
    everything = visible(reader)
    kind = next(iter(facet_ids(replace(summaries[0], chain=None, stages=()))))
    shared = [facet for facet in facets(summaries, {}) if facet.group == "stage"]
    stage = min(shared, key=lambda facet: len(facet.guides)).id
    reader.find_element(By.CSS_SELECTOR, f"[data-facet='{kind}']").send_keys(Keys.SPACE)
    reader.find_element(By.CSS_SELECTOR, f"[data-facet='{stage}']").click()
    expected = {f"{each.id}.html" for each in summaries if {kind, stage} <= set(facet_ids(each))}
    assert visible(reader) == expected != everything
    status = reader.find_element(By.CSS_SELECTOR, "[data-narrowed]")
    assert str(len(expected)) in status.text
    assert status.get_attribute("role") == "status"
    pressed = reader.find_elements(By.CSS_SELECTOR, "[aria-pressed='true']")
    assert [each.get_attribute("data-facet") for each in pressed] == [kind, stage]
    reader.find_element(By.CSS_SELECTOR, ".ag-chip-all").click()
    assert visible(reader) == everything
    assert complaints(reader) == []


def test_without_scripts_filters_lead_to_pages(reader, real_site, summaries):
    run_scripts(reader, allowed=False)
    reader.get((real_site / "index.html").as_uri())
    kind = next(iter(facet_ids(replace(summaries[0], chain=None, stages=()))))
    reader.find_element(By.CSS_SELECTOR, f"[data-facet='{kind}']").click()
    WebDriverWait(reader, 30).until(lambda page: f"browse/{kind}/" in page.current_url)
    assert visible(reader) == {f"{each.id}.html" for each in summaries if kind in facet_ids(each)}
    run_scripts(reader, allowed=True)


def test_the_count_in_a_filter_has_the_filters_own_colour_also_when_chosen(reader, real_site):
    colours = """
    return [...document.querySelectorAll('.ag-chip[data-facet]')].map((chip) => [
      chip.hasAttribute('aria-current'),
      ...[chip, chip.querySelector('.ag-count')].map((part) => getComputedStyle(part).color)]);
    """
    uri = next((real_site / "browse").glob("kind-*/index.html")).as_uri()
    for dark in (False, True):
        look(reader, 390, dark=dark)
        reader.get(uri)
        chips = reader.execute_script(colours)
        assert [chip for chip in chips if chip[1] != chip[2]] == []
        assert sum(chosen for chosen, *_ in chips) == 1


def test_on_a_phone_no_figure_of_four_stands_alone(reader, real_site):
    tops = """
    return [...document.querySelectorAll('.ag-figures > div')]
      .map((figure) => Math.round(figure.getBoundingClientRect().top));
    """
    for width in (320, 390):
        look(reader, width)
        reader.get((real_site / "items/eia-report.html").as_uri())
        rows = reader.execute_script(tops)
        assert [rows.count(top) for top in sorted(set(rows))] == [2, 2]


class Lost(BaseHTTPRequestHandler):
    """Gives a file of the site below /, or its 404.html at whatever depth."""

    def __init__(self, site: Path, *arguments: object) -> None:
        self.site = site
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self.site / self.path.partition("?")[0].lstrip("/")
        self.send_response(200 if path.is_file() else 404)
        kinds = {
            ".css": "text/css",
            ".js": "text/javascript",
            ".woff2": "font/woff2",
            ".html": "text/html",
        }
        kind = kinds.get(path.suffix if path.is_file() else ".html", "application/octet-stream")
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write((path if path.is_file() else self.site / "404.html").read_bytes())

    def log_message(self, *_: object) -> None:
        pass


def search_from_here(driver: Chrome) -> str:
    field = driver.find_element(By.CSS_SELECTOR, "form[data-search] input")
    field.send_keys("施工许可")
    return shown(driver)[0].get_attribute("href")


def test_a_lost_address_is_told_styled_and_searchable_at_any_depth(reader, real_site):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Lost, real_site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}/"
        reader.get(f"{root}items/deep/down/nowhere.html")
        assert reader.find_element(By.TAG_NAME, "h1").text == "没有这个页面"
        assert search_from_here(reader) == f"{root}items/construction-permit.html"
        background = reader.find_element(By.CLASS_NAME, "ag-hero").value_of_css_property(
            "background-color"
        )
        assert background == "rgba(15, 79, 74, 1)"
        links = reader.find_elements(By.CSS_SELECTOR, ".ag-links a")
        assert all(
            (real_site / link.get_attribute("href").removeprefix(root)).is_file() for link in links
        )
        server.shutdown()


def test_the_page_of_a_lost_address_works_from_a_folder(reader, real_site):
    reader.get((real_site / "404.html").as_uri())
    assert search_from_here(reader) == (real_site / "items/construction-permit.html").as_uri()
    background = reader.find_element(By.CLASS_NAME, "ag-hero").value_of_css_property(
        "background-color"
    )
    assert background == "rgba(15, 79, 74, 1)"
