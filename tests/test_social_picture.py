"""The picture that is shown with a shared link, and what else the head of a page tells."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from lxml import etree, html
from PIL import Image

from generator import fonts
from generator.guide import guide
from generator.lint import checked
from generator.messages import catalogue
from generator.social_picture import HEIGHT, MARGIN, WIDTH, Card, card, picture

from .conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://guides.example.org/"
FIGURES = (("≥105", "个工作日", "审批用时"), ("未列明", "", "材料"), ("1", "个", "办理部门"))
CARD = Card("富硒食品加工园", "示例县行政审批服务局", "办事指引", FIGURES, "示例")
LONG = "很长的名称"
MAPS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
EDGE = 20
"""Pixels at either side that stay free."""


def drawn(card: Card) -> Image.Image:
    return Image.open(BytesIO(picture(card)))


@pytest.mark.parametrize(
    "text",
    ["短", LONG * 30, "unbroken" * 100, "Some English words " * 20, "\u2067אב\u0301𠮷🏗", "\t"],
)
def test_whatever_the_words_nothing_reaches_the_edges(text: str) -> None:
    figures = tuple((number, unit, LONG) for number, unit, _ in FIGURES)
    image = drawn(Card(text, text, "办事指引", figures, "示例")).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    for left in (0, WIDTH - EDGE):
        strip = image.crop((left, 0, left + EDGE, HEIGHT))
        assert len(strip.getcolors()) <= 3, "something is drawn over the edge"
    gap = image.crop((MARGIN, 396, WIDTH - MARGIN, 409))
    assert len(gap.getcolors()) == 1, "the name reaches into the figures"


def test_a_short_remark_in_brackets_is_not_broken() -> None:
    """A second line that starts with a bracket leaves free what a character would fill."""
    for name, is_free in (("农林废弃物热电联产项目（示例）", True), (CARD.name * 2, False)):
        image = drawn(replace(CARD, name=name)).convert("RGB")
        start = image.crop((MARGIN, 280, MARGIN + 30, 360))
        assert (len(start.getcolors()) == 1) is is_free


def test_the_same_card_gives_the_same_bytes_and_every_word_counts() -> None:
    assert picture(CARD) == picture(CARD)
    others = [
        replace(CARD, name="另一个项目"),
        replace(CARD, office="另一个局"),
        replace(CARD, kind="公布的流程"),
        replace(CARD, figures=FIGURES[::-1]),
        replace(CARD, banner=None),
    ]
    assert len({picture(each) for each in (CARD, *others)}) == len(others) + 1


def test_a_picture_says_what_the_page_says(real_site: Path) -> None:
    workspace, _ = checked(ROOT)
    for id in ("selenium-food-park", "published-wolong-water"):
        made = card(guide(workspace, id, date.fromisoformat(AS_OF)), catalogue())
        page = html.parse(real_site / f"projects/{id}.html")
        numbers = [b.text_content().strip() for b in page.xpath("//dl[@class='ag-figures']//b")]
        assert len(numbers) == 3
        shown = [number for number, _, _ in made.figures]
        assert [number for number in numbers if number in shown] == numbers
        assert (real_site / f"projects/{id}.png").read_bytes() == picture(made)
    assert made.kind == "公布的流程"


def test_every_word_of_the_pictures_is_in_our_fonts() -> None:
    workspace, _ = checked(ROOT)
    for id in workspace.packages:
        made = card(guide(workspace, id, date.fromisoformat(AS_OF)), catalogue())
        assert set(made.name.replace(" ", "")) <= fonts.TITLE.characters


def test_a_guide_shows_its_picture_and_its_other_forms(real_site: Path) -> None:
    head = html.parse(real_site / "projects/selenium-food-park.html").find("head")
    og = {meta.get("property"): meta.get("content") for meta in head.findall("meta[@property]")}
    picture, _, version = og["og:image"].partition("?v=")
    assert (real_site / picture.removeprefix(ADDRESS)).is_file()
    assert re.fullmatch("[0-9a-f]{10}", version)
    assert og["og:url"] == f"{ADDRESS}projects/selenium-food-park.html"
    assert og["og:title"] == "富硒食品加工园（示例）办事指引"
    assert {link.get("type") for link in head.xpath("link[normalize-space(@rel)='alternate']")} >= {
        "application/atom+xml",
        "application/json",
        "application/ld+json",
        "text/calendar",
    }


def pages_to_find(site: Path) -> set[str]:
    """Return the pages that search engines are to find: not those that codes on paper lead to."""
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    return {page for page in pages if not page.startswith(("404", "v/", "en/v/"))}


def test_every_page_leads_to_the_feed_and_has_a_title_to_share(real_site: Path) -> None:
    for uri in pages_to_find(real_site) | {"404.html"}:
        path = real_site / uri
        head = html.parse(path).find("head")
        feeds = head.xpath(
            "link[normalize-space(@rel)='alternate'][@type='application/atom+xml']/@href"
        )
        assert len(feeds) == 1, path
        if path.name != "404.html":
            assert head.xpath("meta[@property='og:title']/@content")[0], path


def test_the_map_has_every_page_at_its_published_address(real_site: Path) -> None:
    document = etree.parse(real_site / "sitemap.xml")
    listed = document.xpath("//s:loc/text()", namespaces=MAPS)
    ours = {ADDRESS + page for page in pages_to_find(real_site)}
    assert set(listed) == ours
    assert len(listed) == len(ours)
    told = (real_site / "robots.txt").read_text("utf-8")
    assert f"Sitemap: {ADDRESS}sitemap.xml\n" in told
