"""The feed of changes: one that every reader of Atom takes, and that keeps its entries' ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from generator.archive import recorded
from generator.feed import MOST, Entry, feed, verified_guides
from generator.guide import guide
from generator.lint import checked
from generator.uris import FEED

from .conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from generator.workspace import Workspace

DAY = date.fromisoformat(AS_OF)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
GRAMMAR = ROOT / "tests" / "cases" / "feed" / "atom.rng"
ENTRY = Entry("guide/a/1", DAY, "甲", "说明", "projects/a.html")
HOSTILE = "</title><script>alert(1)</script>&lt;b&gt;]]><!--"


@pytest.fixture(scope="module")
def ours() -> Workspace:
    return checked(ROOT)[0]


def read(text: str) -> etree._Element:
    """Return *text* as a feed, which it has to be."""
    document = etree.fromstring(text.encode())
    etree.RelaxNG(etree.parse(GRAMMAR)).assertValid(document)
    return document


def made(ours: Workspace, *entries: Entry) -> etree._Element:
    return read(feed(entries, ours.settings.value, DAY))


def test_the_feed_of_the_site_is_one_and_lies_where_it_says(real_site: Path) -> None:
    document = read((real_site / FEED).read_text("utf-8"))
    (own,) = document.xpath("a:link[@rel='self']/@href", namespaces=ATOM)
    assert own == f"https://guides.example.org/{FEED}"
    links = document.xpath("a:entry/a:link/@href", namespaces=ATOM)
    assert len(links) == sum(len(each.records) for each in recorded(ROOT).values())
    for link in links:
        uri, _, _ = link.removeprefix("https://guides.example.org/").partition("#")
        assert (real_site / uri).is_file()


@pytest.mark.parametrize("broken", ["id", "title", "updated"])
def test_the_grammar_finds_what_is_missing(broken: str, ours: Workspace) -> None:
    text = feed([ENTRY], ours.settings.value, DAY)
    document = etree.fromstring(text.encode())
    (part,) = document.xpath(f"a:entry/a:{broken}", namespaces=ATOM)
    part.getparent().remove(part)
    assert not etree.RelaxNG(etree.parse(GRAMMAR)).validate(document)


def test_a_feed_without_entries_is_one(ours: Workspace) -> None:
    (updated,) = made(ours).xpath("a:updated/text()", namespaces=ATOM)
    assert updated == "2026-03-09T00:00:00+08:00"


def test_the_newest_comes_first_and_old_ones_fall_off(ours: Workspace) -> None:
    many = [replace(ENTRY, key=f"k/{n}", updated=DAY + timedelta(n)) for n in range(MOST + 7)]
    document = made(ours, *many)
    days = document.xpath("a:entry/a:updated/text()", namespaces=ATOM)
    assert len(days) == MOST
    assert days == sorted(days, reverse=True)
    assert document.findtext("a:updated", namespaces=ATOM) == days[0]
    ids = document.xpath("//a:id/text()", namespaces=ATOM)
    assert len(set(ids)) == len(ids)


def test_an_entry_keeps_its_id_wherever_the_site_lies(ours: Workspace) -> None:
    settings = ours.settings.value
    moved = settings.model_copy(update={"address": "http://guides.example.org/other/folder"})
    ids = [
        read(feed([ENTRY], each, day)).xpath("//a:entry/a:id/text()", namespaces=ATOM)
        for each in (settings, moved)
        for day in (DAY, DAY + timedelta(30))
    ]
    assert ids == [["tag:guides.example.org,2026-01-01:guide/a/1"]] * 4


def test_a_host_in_chinese_makes_an_id_that_is_one(ours: Workspace) -> None:
    settings = ours.settings.value.model_copy(update={"address": "https://示例.中国/"})
    (id,) = read(feed([], settings, DAY)).xpath("a:id/text()", namespaces=ATOM)
    assert id.startswith("tag:xn--")


def test_hostile_words_stay_words(ours: Workspace) -> None:
    entry = replace(ENTRY, title=HOSTILE, summary=HOSTILE, author=HOSTILE)
    document = made(ours, entry)
    for path in ("a:title", "a:summary", "a:author/a:name"):
        assert document.findtext(f"a:entry/{path}", namespaces=ATOM) == HOSTILE


def test_a_guide_is_as_new_as_its_verification(ours: Workspace) -> None:
    guides = [guide(ours, id, DAY) for id in ("selenium-food-park", "published-wolong-water")]
    checked_one, other = verified_guides(guides)
    assert checked_one.updated == guides[0].package.verified.on
    assert checked_one.author == guides[0].package.verified.by
    assert checked_one.key.endswith(guides[0].version)
    assert other.updated == DAY
