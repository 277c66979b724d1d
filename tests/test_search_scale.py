"""The search among three thousand guides: as good as among thirty, and it fetches hardly more."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

import pytest
from selenium.webdriver import Chrome

from generator.readings import bare
from generator.search import Kind, Thing, scripts
from generator.shards import CLOSEST, FULL, End, shards

from .browser import complaints, look
from .test_search import (
    QUERIES,
    SYNONYMS,
    WAYS,
    WORDS,
    fixture_things,
    not_among_the_first,
    page_of,
    shown,
    status,
    things_in,
    type_into_the_search,
    written_site,
)

GUIDES = 3000
TOWNS = "青山镇 石门镇 柳林乡 青龙镇 白河镇 双桥乡 大坪镇 洪山镇 龙泉乡 沙河镇 东关街道 西城街道"
SORTS = "有机 高山 智能 新型 绿色 数字 城乡 环保 精深 乡村 县域 现代 综合 标准 特色"
WORKS = (
    "食品加工园 茶叶加工厂 垃圾中转站 风力发电场 冷链物流中心 污水处理厂 门诊综合楼 小学新建工程 "
    "供水工程 产业园 建材生产线 停车场 变电站 养老服务中心 水库加固工程 数据中心 屠宰加工项目 "
    "道路改造工程 厂房 许可证印制中心"
)
MOST_FETCHED = 200_000
"""Bytes of the index, not compressed, that a query may fetch beside what all queries share."""


def made_up_guides() -> list[Thing]:
    names = ["".join(parts) for parts in product(TOWNS.split(), SORTS.split(), WORKS.split())]
    chance = Random(20260309)  # noqa: S311 - no secret
    chosen = chance.sample(names, GUIDES)
    return [
        Thing(
            Kind.GUIDE, f"projects/sample-{number:04}.html", f"{name}（示例）",
            codes=(f"YB-2026-{number:04}",), place="富硒食品产业链",
        )
        for number, name in enumerate(chosen)
    ]  # fmt: skip


@dataclass(frozen=True)
class Crowded:
    """A folder with a page whose search has three thousand guides, and these."""

    page: Path
    guides: list[Thing]
    sizes: dict[str, int]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Crowded:
    site, guides = (
        written_site(tmp_path_factory.mktemp("crowded"), fixture_things()),
        made_up_guides(),
    )
    names = scripts([*fixture_things(), *guides], WORDS, SYNONYMS)
    for name, content in names.items():
        (site.folder / name).write_text(content, "utf-8")
    site.page.write_text(page_of("示例县办事指引", "./", names), "utf-8")
    return Crowded(site.page, guides, {name: len(text.encode()) for name, text in names.items()})


@pytest.fixture
def driver(browser: Chrome, crowded: Crowded) -> Chrome:
    look(browser, 390)
    browser.get(crowded.page.as_uri())
    complaints(browser)
    return browser


def test_three_thousand_guides_bury_nothing(driver: Chrome) -> None:
    by_name = {thing.name: thing for thing in fixture_things()}
    wanted = [(query, by_name[name]) for group in QUERIES.values() for query, name in group.items()]
    assert len(wanted) > 80
    assert not not_among_the_first(driver, wanted)


def without_the_remark(guide: Thing) -> Thing:
    return Thing(guide.kind, guide.url, guide.name.removesuffix("（示例）"), (), guide.codes)


WAYS_TO_A_GUIDE = {
    **{way: WAYS[way] for way in WAYS if way not in ("alias", "first half of the name")},
    "its end": lambda guide: [guide.name[1:]],
    "two words": lambda guide: [f"{guide.name[-7:]} {guide.name[:2]}"],
}


@pytest.mark.parametrize("way", WAYS_TO_A_GUIDE)
def test_a_guide_among_three_thousand_is_found_by_its(
    way: str, driver: Chrome, crowded: Crowded
) -> None:
    found_by = WAYS_TO_A_GUIDE[way]
    bare_guides = [without_the_remark(guide) for guide in crowded.guides]
    common = Counter(query for guide in bare_guides for query in found_by(guide))
    asked = [(query, guide) for guide in bare_guides[::150] for query in found_by(guide)]
    wanted = [(query, guide) for query, guide in asked if common[query] == 1]
    assert len(wanted) > len(asked) / 2
    assert not not_among_the_first(driver, wanted)


FETCHED = "return Array.from(document.querySelectorAll('script[src]'), (each) => each.src)"
TYPED = (
    "工",
    "加工",
    "青山镇有机",
    "青山镇有机食品加工园",
    "食品加工圆",
    "jgy",
    "shipin",
    "yb2026",
    "2999",
    "停车场 白河",
)


@pytest.mark.parametrize("typed", TYPED)
def test_a_query_fetches_little_of_the_index(typed: str, driver: Chrome, crowded: Crowded) -> None:
    type_into_the_search(driver, *typed)
    shown(driver)
    names = {address.rpartition("/")[2] for address in driver.execute_script(FETCHED)}
    parts = [crowded.sizes[name] for name in names if name.startswith("search-guides-")]
    assert 1 <= len(parts) <= len(typed) * 2 + 2
    assert sum(parts) <= MOST_FETCHED
    assert complaints(driver) == []


def test_what_all_queries_share_does_not_grow_with_the_guides(crowded: Crowded) -> None:
    few = scripts([*fixture_things(), *crowded.guides[:30]], WORDS, SYNONYMS)
    grown = crowded.sizes["search-index.js"] - len(few["search-index.js"].encode())
    assert grown < 8192  # the characters that they are written with, and the first branches
    assert max(crowded.sizes.values()) < 40_000


def test_more_than_is_here_is_counted(driver: Chrome, crowded: Crowded) -> None:
    type_into_the_search(driver, "加工")
    shown(driver)
    held = sum("加工" in bare(thing.name) for thing in [*crowded.guides, *fixture_things()])
    held += sum("加工" in bare(alias) for thing in fixture_things() for alias in thing.aliases)
    assert int(status(driver, "找到").split()[1]) >= held > CLOSEST


def test_no_guide_is_lost_and_none_beside_the_branches(crowded: Crowded) -> None:
    folder = crowded.page.parent
    texts = [(folder / name).read_text("utf-8") for name in crowded.sizes if "guides" in name]
    found = {thing.url for text in texts for thing in things_in(text)}
    ours = {thing.url for thing in fixture_things() if thing.kind is Kind.GUIDE}
    assert found == {guide.url for guide in crowded.guides} | ours


def test_a_few_guides_are_one_file() -> None:
    written = scripts(made_up_guides()[:FULL], WORDS)
    assert list(written) == ["search-index.js", "search-guides-1.js"]


def test_every_beginning_of_an_end_leads_to_all_that_have_it() -> None:
    chance = Random(7)  # noqa: S311 - no secret
    labels = ["".join(chance.choices("甲乙丙丁", k=chance.randint(3, 9))) for _ in range(2000)]
    ends = [
        End(label[at:], at > 0, len(label), number)
        for number, label in enumerate(labels)
        for at in range(len(label))
    ]
    parts = shards(ends, len(labels))
    by_name, by_place = {each.name: each for each in parts}, {}
    for each in parts:
        if each.leaves or each.nodes:
            by_place[each.at] = each
    for key in {label[at : at + 5] for label in labels[:300] for at in range(len(label))}:
        at, held = by_place[""], None
        while held is None and len(key) > len(at.at):
            first = key[len(at.at)]
            leaf = next((name for chars, name in at.leaves.items() if first in chars), None)
            further = next((more for more in at.nodes if more[0] == first), None)
            if leaf:
                held = set(by_name[leaf].things)
            else:
                assert further, key
                at = by_place[at.at + further]
        having = {number for number, label in enumerate(labels) if key in label}
        if held is None:
            assert at.at.startswith(key)
            assert at.count == len(having)
            assert set(at.things) <= having
        else:
            assert having <= held
            assert len(held) <= FULL


def test_what_is_written_is_the_same_each_time() -> None:
    one, two = (json.dumps(scripts(made_up_guides()[:500], WORDS)) for _ in range(2))
    assert one == two
