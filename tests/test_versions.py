"""Whoever holds an old paper, reads the changes or subscribes to them is told what records tell."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from posixpath import dirname, normpath
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from generator import products, releasing
from generator.answers import Verdict, answers
from generator.archive import recorded
from generator.desk import Desk
from generator.editions import Audience
from generator.feed import released
from generator.forms import checklist_document
from generator.levels import Level
from generator.lint import checked_files
from generator.listings import Listings
from generator.messages import catalogue
from generator.one_page import one_page_document, poster_document
from generator.pages import ROWS, Page, Pages
from generator.paper import qr_code
from generator.printing import guide_document
from generator.problems import InvalidSources
from generator.public import whole_for
from generator.released import told_of
from generator.site import published
from generator.uris import FEED, version_uri
from generator.version_records import Figures, Record, RecordedChange, Versions
from generator.workshop import Workshop
from generator.workspace import files_of

from .conftest import ROOT
from .test_diff import GOOD, OFFICE, PARK, changed, run
from .test_feed import read
from .test_lint import workspace_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.store import Store

FIRST, LATER, LAST = "2026-03-02", "2026-04-01", "2026-05-06"
DAY = date.fromisoformat(FIRST)
REASON = "{before: 6 个工作日, on: 2026-04-01, why: 增加复核}"
LONGER = (
    ("promised: 6 个工作日", f"promised: 7 个工作日\n    lengthened: {REASON}"),
    ("{name: 决定, days: 2", "{name: 决定, days: 3"),
)
ADDED = ("materials: none", "materials: [{name: 备案表, from: owner}]")
INDEX = "v/park/index.html"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


class Site:
    """What was published, file by file."""

    def __init__(self, root: Path, **options: Any) -> None:
        self.files = {
            file.uri: file.content for file in published(root, LAST, 1, pdfs=False, **options).files
        }

    def text(self, uri: str) -> str:
        content = self.files[uri]
        if isinstance(content, Page):
            return content.html
        if isinstance(content, Path):
            content = content.read_bytes()
        return content if isinstance(content, str) else content.decode()

    def page(self, uri: str) -> Any:
        return html.fromstring(self.text(uri))

    def words(self, uri: str) -> str:
        return " ".join(self.page(uri).text_content().split())


def release(root: Path, day: str) -> list[str]:
    """Release and return the present version of each package."""
    done = run("release", "--root", root, "--as-of", day)
    assert done.exit_code == 0, done.output
    return [each.latest.version for each in recorded(root).values() if each.latest]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two packages, released three times; one is withdrawn in the end."""
    root = Path(workspace_of(GOOD, tmp_path_factory.mktemp("versions") / "office"))
    shutil.copy(root / PARK, root / "guides/projects/other.yml")
    shutil.copy(root / PARK, root / "guides/projects/gone.yml")
    release(root, FIRST)
    changed(root, OFFICE, *LONGER)
    release(root, LATER)
    changed(root, OFFICE, ADDED)
    (root / "guides/projects/gone.yml").unlink()
    release(root, LAST)
    return root


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    return Site(root)


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root, tmp_path / "copy", ignore=shutil.ignore_patterns(".cache")))


def test_every_version_that_was_ever_released_has_a_page(root: Path, site: Site) -> None:
    uris = {version_uri(id, r.version) for id, each in recorded(root).items()
            for r in each.records if not r.withdrawn}  # fmt: skip
    assert uris == {
        uri for uri in site.files if uri.startswith("v/") and not uri.endswith("index.html")
    }
    assert len(uris) == 8  # three of two packages, two of the one that went


def test_an_old_paper_is_told_what_changed_since_the_worst_first_and_why(
    root: Path, site: Site
) -> None:
    first, second, last = (record.version for record in recorded(root)["park"].records)
    page = site.page(version_uri("park", first))
    assert page.xpath("string(//h1)").split()[-1] == "有了新版，请看新版"
    assert [h2.text for h2 in page.xpath("//h2")] == [
        "要求多了，或者时间长了", "有变动，请留意", "关于这一版",
    ]  # fmt: skip
    told = [" ".join(li.text_content().split()) for li in page.xpath("//ul[@class='changes']/li")]
    assert told[0].startswith("事项“备案”：增加申请材料：备案表 2026年5月6日")
    assert told[1].startswith(
        "事项“勘察”：承诺时限延长：6 个工作日 → 7 个工作日，2026-04-01 起 "
        "原因：增加复核2026年4月1日"
    )
    assert "增加复核" not in site.text(version_uri("park", second))
    assert "现行有效" in site.words(version_uri("park", last))


def test_a_page_of_a_version_leads_to_the_guide_that_holds(root: Path, site: Site) -> None:
    first = recorded(root)["park"].records[0].version
    uri = version_uri("park", first)
    links = {
        normpath(f"{dirname(uri)}/{link}")
        for link in site.page(uri).xpath("//a/@href | //link/@href")
        if not link.startswith(("tel:", "data:"))
    }
    assert "projects/park.html" in links
    assert links <= site.files.keys()


def test_a_page_of_a_version_has_no_script_and_is_small(site: Site) -> None:
    for uri in site.files:
        if PurePosixPath(uri).parts[0] == "v":
            text = site.text(uri)
            assert "<script" not in text
            assert len(text.encode()) < 8_000
            assert '<meta name="robots" content="noindex">' in text


def test_a_paper_of_a_withdrawn_guide_is_told_so(root: Path, site: Site) -> None:
    for record in recorded(root)["gone"].records[:2]:
        words = site.words(version_uri("gone", record.version))
        assert "已停用" in words
        assert "不能再据此办事" in words


def test_what_is_published_and_not_recorded_has_a_page_and_is_not_passed_off(copy: Path) -> None:
    last = recorded(copy)["park"].latest
    assert last
    changed(copy, PARK, ("name: 某园区", "name: 某食品园区"))
    site = Site(copy)
    known = {version_uri("park", each.version) for each in recorded(copy)["park"].records}
    (new,) = {uri for uri in site.files if uri.startswith("v/park/")} - known - {INDEX}
    assert "还没有登记发布日期" in site.words(new)
    assert "还没有登记，请以网上的为准" in site.words(version_uri("park", last.version))


def test_a_guide_tells_its_version_its_day_and_what_is_new_in_it(root: Path, site: Site) -> None:
    last = recorded(root)["park"].latest
    assert last
    section = site.page("projects/park.html").xpath("//section[@aria-labelledby='_version']")[0]
    words = " ".join(section.text_content().split())
    assert f"版本 {last.version}，2026年5月6日（周三）发布，第 3 版" in words
    assert "事项“备案”：增加申请材料：备案表" in words
    assert "../v/park/index.html" in section.xpath(".//a/@href")
    page = site.files["projects/park.html"]
    assert isinstance(page, Page)
    assert page.changed == date.fromisoformat(LAST)


def test_the_history_of_a_guide_has_a_place_for_each_entry_of_the_feed(
    root: Path, site: Site
) -> None:
    document = read(site.text(FEED))
    links = document.xpath("a:entry/a:link/@href", namespaces=ATOM)
    assert len(links) == sum(len(each.records) for each in recorded(root).values())
    for link in links:
        uri, _, anchor = link.removeprefix("https://guides.example.gov.cn/").partition("#")
        assert site.page(uri).xpath("//*[@id=$anchor]", anchor=anchor)


def test_entries_of_the_feed_stay_what_they_are(root: Path) -> None:
    words = catalogue("zh")
    for each in recorded(root).values():
        before, after = released(each.records[:1], words), released(each.records, words)
        assert list(after)[:1] == list(before)
    keys = [e.key for each in recorded(root).values() for e in released(each.records, words)]
    assert len(set(keys)) == len(keys)


def test_a_change_is_told_once_with_all_packages_that_it_reached(site: Site) -> None:
    rows = site.page("changes/index.html").xpath("//ul[@class='ag-news']/li")
    told = [" ".join(row.text_content().split()) for row in rows]
    (longer,) = [each for each in told if "承诺时限延长" in each]
    assert "原因：增加复核" in longer
    assert "涉及套餐：某园区、某园区、某园区" in longer
    assert longer.startswith("4月1日（周三） 更不利 事项“勘察”")
    assert "由谁办：审批局" in longer
    assert [t.split()[:2] for t in told[:3]] == [
        ["5月6日（周三）", "更不利"], ["5月6日（周三）", "停用"], ["4月1日（周三）", "更不利"],
    ]  # fmt: skip
    assert any("首次发布 3 份指引" in each for each in told)
    assert "承诺时限延长" in site.words("changes/office/index.html")
    assert "首次发布" not in site.words("changes/office/index.html")


def test_changes_are_told_on_pages_of_at_most_a_hundred(root: Path) -> None:
    change = RecordedChange(
        fingerprint="", level=Level.WORSE, thing="item", id="survey", subject="事项“勘察”",
        told="", departments=("office",),
    )  # fmt: skip
    many = tuple(
        replace_record(n, changes=tuple(change.model_copy(update={"fingerprint": f"{n} {m}"})
                                        for m in range(50)))
        for n in range(1, 6)
    )  # fmt: skip
    sound = checked_files(files_of(root), Workshop())
    pages = Pages(sound.workspace, (), "zh", date.fromisoformat(LAST))
    made = list(Listings(pages, tuple(told_of({"park": Versions(many)}))).all())
    for folder in ("changes/", "changes/office/"):
        rows = [p.html.count("<time") for p in made if p.uri.rpartition("/")[0] + "/" == folder]
        assert max(rows) == ROWS
        assert sum(rows) >= 250


def record(number: int, version: str, *levels: Level, end: int = 9) -> Record:
    changes = tuple(
        RecordedChange(
            fingerprint=f"{number} {level}", level=level, thing="item", id="", subject="", told="",
            departments=(),
        )
        for level in levels
    )  # fmt: skip
    figures = Figures(end=end, approval_days=1, elapsed_working_days=1, saved=None)
    return Record(
        package="park", name="某园区", number=number, on=DAY + timedelta(number),
        version=version * 10,
        previous=None, summary="", changes=changes, figures=figures if version else None,
    )  # fmt: skip


def replace_record(number: int, **values: object) -> Record:
    return record(number, str(number)).model_copy(update=values)


WORDS, WORSE = Level.EDITORIAL, Level.WORSE
CASES: dict[str, tuple[tuple[Record, ...], str | None, dict[str, Verdict]]] = {
    "the last one holds": (
        (record(1, "a"), record(2, "b", WORSE)), "b",
        {"a": Verdict.CHANGED, "b": Verdict.CURRENT},
    ),
    "only words since": (
        (record(1, "a"), record(2, "b", WORDS), record(3, "c", WORDS)), "c",
        {"a": Verdict.WORDING, "b": Verdict.WORDING, "c": Verdict.CURRENT},
    ),
    "only words since the second": (
        (record(1, "a"), record(2, "b", WORSE, WORDS), record(3, "c", WORDS)), "c",
        {"a": Verdict.CHANGED, "b": Verdict.WORDING, "c": Verdict.CURRENT},
    ),
    "words, and a later end": (
        (record(1, "a"), record(2, "b", WORDS, end=10)), "b",
        {"a": Verdict.CHANGED, "b": Verdict.CURRENT},
    ),
    "nobody listed what changed": (
        (record(1, "a"), record(2, "b")), "b", {"a": Verdict.CHANGED, "b": Verdict.CURRENT},
    ),
    "what was taken back came again": (
        (record(1, "a"), record(2, "b", WORSE), record(3, "a", WORSE)), "a",
        {"a": Verdict.CURRENT, "b": Verdict.CHANGED},
    ),
    "newer than all that was recorded": (
        (record(1, "a"),), "b", {"a": Verdict.UNTOLD, "b": Verdict.CURRENT},
    ),
    "never released": ((), "a", {"a": Verdict.CURRENT}),
    "withdrawn": ((record(1, "a"), record(2, "")), None, {"a": Verdict.WITHDRAWN}),
}  # fmt: skip


@pytest.mark.parametrize(
    "lie",
    [
        {"version": "../../index"},
        {"version": "0123456789"},
        {"package": "other"},
        {"package": "../park"},
        {"number": 9},
    ],
    ids=str,
)
def test_a_record_that_would_lie_elsewhere_stops_a_build(
    copy: Path, lie: dict[str, object]
) -> None:
    path = copy / f"releases/park/{recorded(copy)['park'].records[0].file}.json"
    said = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**said, **lie}), "utf-8")
    with pytest.raises(InvalidSources) as refused:
        Site(copy)
    assert [each.code for each in refused.value.problems] == ["record-unreadable"]


@pytest.mark.parametrize("case", CASES)
def test_whether_a_version_holds(case: str) -> None:
    records, current, expected = CASES[case]
    answered = answers(Versions(records), current and current * 10)
    found = {each.version[0]: each.verdict for each in answered}
    assert found == expected


def test_the_code_on_every_paper_leads_to_the_page_of_its_version(root: Path, site: Site) -> None:
    sound = checked_files(files_of(root), Workshop())
    desk = Desk.of(whole_for(sound, Audience.PUBLIC), date.fromisoformat(LAST))
    made = desk.guides["park"]
    uri = version_uri("park", made.version)
    assert uri in site.files
    address = f"https://guides.example.gov.cn/{uri}"
    assert len(address) <= 62  # what fits the fourth size of a code, at level M (ISO/IEC 18004)
    code = qr_code(address)
    kinds: list[Callable[..., Any]] = [
        one_page_document, poster_document, checklist_document,
    ]  # fmt: skip
    for document in (guide_document(made, "zh", None), *(kind(desk, "park") for kind in kinds)):
        assert code in document.html
    assert address in guide_document(made, "zh", None).html


def test_a_new_record_makes_its_package_anew_and_no_other(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Site(copy)
    changed(copy, PARK, ("name: 某园区", "name: 某食品园区"))
    Site(copy)
    done: list[str] = []
    make = products.produced

    def told(edition: products.Edition, each: products.Dossier, store: Store) -> products.Products:
        done.append(each.id)
        return make(edition, each, store)

    monkeypatch.setattr(products, "produced", told)
    release(copy, LAST)
    after = Site(copy)
    assert done == ["park"]
    assert after.text("projects/other.html") == before.text("projects/other.html")
    assert "套餐改名" in after.text("projects/park.html")


def test_a_preview_says_on_these_pages_too_that_it_is_a_draft(copy: Path) -> None:
    site = Site(copy, draft=True)
    for uri in site.files:
        if uri.startswith("v/"):
            assert catalogue("zh").text("edition.preview") in site.text(uri)


def test_the_internal_edition_has_no_such_pages_and_its_papers_lead_to_guides(copy: Path) -> None:
    site = Site(copy, audience=Audience.INTERNAL)
    assert not [uri for uri in site.files if uri.startswith("v/")]
    assert "v/park" not in site.text("projects/park.html")


def test_what_is_not_recorded_is_found(copy: Path) -> None:
    assert run("release", "--check", "--root", copy, "--as-of", LAST).exit_code == 0
    changed(copy, PARK, ("name: 某园区", "name: 某食品园区"))
    files = sorted(copy.joinpath("releases").rglob("*"))
    lacking = run("release", "--check", "--root", copy, "--as-of", LAST)
    assert lacking.exit_code == 1
    assert lacking.stdout.startswith("park：现在这一版还没有记录")
    assert sorted(copy.joinpath("releases").rglob("*")) == files


def test_a_word_of_welcome_makes_no_paper_old(copy: Path) -> None:
    changed(copy, "site_config.yml", ("address:", "welcome: 欢迎\naddress:"))
    assert run("release", "--check", "--root", copy, "--as-of", LAST).exit_code == 0


def test_the_records_of_the_example_are_current() -> None:
    """When the example changes, script/example-records makes them anew."""
    sound = checked_files(files_of(ROOT), Workshop())
    assert [record.package for record, _ in releasing.unrecorded(ROOT, sound, DAY)] == []
