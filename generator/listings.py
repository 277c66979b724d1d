"""The pages that lead to others: the first one, the lists, the chains, and what is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from generator import materials, programme
from generator.facets import Facet, facet_ids, facets
from generator.messages import catalogue
from generator.news import News, gathered, news
from generator.pages import ROWS, Link, Page, Pages
from generator.released import Told
from generator.uris import (
    HOME,
    browse_uri,
    chain_uri,
    changes_uri,
    department_uri,
    guide_uri,
    history_uri,
    item_uri,
    list_uri,
)
from generator.wording import Wording

if TYPE_CHECKING:
    from generator.directory import Department, Retired
    from generator.materials import Paper
    from generator.settings import Chain
    from generator.summary import Summary

HOME_ROWS = 12
"""Guides that the home page shows of one group."""
DRAWN = 24
"""Projects in the timetable of a chain: those that end last."""
MOST_NEWS = 500
"""Changes that are listed, the latest; older ones are in the history of each guide."""
FEW_NAMED = 4
"""Packages that a change names; if it reaches more, the others are told on demand."""


@dataclass(frozen=True)
class Group:
    """Guides that the home page shows together."""

    anchor: str
    title: str
    note: str | None
    uri: str | None
    """The page of its own that it has."""
    guides: Sequence[Summary]
    more: int


@dataclass(frozen=True)
class Listings:
    """The pages of one site that all guides share."""

    pages: Pages
    told: Sequence[Told] = ()
    """What the records of versions tell, the newest first."""

    def all(self) -> Iterator[Page]:
        """Yield every page but those of the guides."""
        yield self.home()
        yield from self.pages.shared()
        yield from self._guides()
        yield from self._directory()
        yield from self._papers()
        yield from self._changes()
        for id, chain in self._settings.chains.items():
            yield self.chain(id, chain)
        yield from self._retired()

    def home(self) -> Page:
        """Return the first page: what the office promises, and its guides by chain."""
        settings = self._settings
        groups = list(self._groups())
        return self._page(
            "home",
            HOME,
            settings.title,
            description=settings.office.name,
            settings=settings,
            figures=self._figures(),
            groups=groups,
            complete=not any(group.more for group in groups),
            as_of=self.pages.as_of,
        )

    def chain(self, id: str, chain: Chain) -> Page:
        """Return the page of a chain: who leads it, its packages, and when they run."""
        (facet,) = (facet for facet in self._facets if facet.id == f"chain-{id}")
        saved = [guide.saved for guide in facet.guides if guide.saved is not None]
        return self._page(
            "chain",
            chain_uri(id),
            chain.name,
            description=chain.summary or chain.name,
            kind="chain",
            chain=chain,
            count=len(facet.guides),
            saved=sum(saved) / len(saved) if saved else None,
            guides=facet.guides[:ROWS],
            more=browse_uri(facet.id, 1) if len(facet.guides) > ROWS else None,
            drawn=self._dated(facet.guides),
            programmes=self._programmes(chain.name, self._dated(facet.guides)),
        )

    def _guides(self) -> Iterator[Page]:
        guides = self.pages.guides
        title = self._words("listing.projects")
        yield from self._list("projects", title, guides, kept="guides", whole=len(guides) <= ROWS)
        for facet in self._facets:
            title = self._words(f"browse.{facet.group}_title", name=facet.name)
            parts = self._list(
                f"browse/{facet.id}", title, facet.guides,
                kept="guides", facet=facet, above="projects", whole=len(facet.guides) <= ROWS,
            )  # fmt: skip
            yield from parts

    def _directory(self) -> Iterator[Page]:
        limit, directory = Wording(self._catalogue).limit, self.pages.workspace.directory
        items = [
            Link(item_uri(id), offer.item.name, offer.department.name, limit(offer.item.promised))
            for id, offer in directory.offers.items()
        ]
        departments = [
            Link(
                department_uri(id),
                department.name,
                (department.window and department.window.place) or "",
                self._words("guide.stage_items", count=len(department.items)),
            )
            for id, department in directory.departments.items()
        ]
        chains = [
            Link(facet.uri, facet.name, "", self._words("chain.count", count=len(facet.guides)))
            for facet in self._facets
            if facet.group == "chain"
        ]
        for name, rows in (("items", items), ("departments", departments), ("chains", chains)):
            yield from self._list(name, self._words(f"listing.{name}"), rows, kept="rows")

    def _papers(self) -> Iterator[Page]:
        directory = self.pages.workspace.directory
        for name, found in (
            ("materials", materials.materials(directory)),
            ("results", materials.results(directory)),
        ):
            title = self._words(f"listing.{name}")
            letters = paper_places(name, found)
            yield from self._list(name, title, found, kept="papers", list=name, letters=letters)

    def _changes(self) -> Iterator[Page]:
        """Yield what has changed, all together and by department."""
        title = self._words("listing.changes")
        departments = self.pages.workspace.directory.departments
        whole = self._news()
        found = newest(whole)
        by = {id: newest(each for each in whole if binds(each, id)) for id in departments}
        bound = [(changes_uri(id), _short(departments[id]), len(by[id])) for id in by if by[id]]
        yield from self._news_list("changes", title, found, bound)
        for id, told in by.items():
            name = departments[id].name
            title = self._words("news.of_department", department=name)
            yield from self._news_list(f"changes/{id}", title, told, above="changes")

    def _news_list(
        self,
        name: str,
        title: str,
        found: Sequence[Told | News],
        bound: Sequence[tuple[str, str, int]] = (),
        above: str = "",
    ) -> Iterator[Page]:
        yield from self._list(
            name, title, found, kept="news", by_month=by_month, bound=bound, above=above,
            link_of=self._link_of, names_of=self._names_of, history_uri=history_uri,
            few=FEW_NAMED,
        )  # fmt: skip

    def _news(self) -> list[Told | News]:
        """Return what the records tell, and what the files tell besides."""
        found = news(self.pages.workspace.directory, self._settings, self.pages.as_of)
        explained = {item_uri(each.id) for each in self.told if each.why and each.thing == "item"}
        others = (e for e in found if not (e.kind == "lengthened" and e.uri in explained))
        return [*self.told, *others]

    def _link_of(self, told: Told) -> str | None:
        """Return the page of what *told* is said of, if it has one still."""
        directory = self.pages.workspace.directory
        if told.thing == "item" and told.id in directory.offers:
            return item_uri(told.id)
        if told.thing == "department" and told.id in directory.departments:
            return department_uri(told.id)
        return history_uri(told.id) if told.thing == "package" else None

    def _names_of(self, told: Told) -> list[str]:
        """Return the names of the departments that *told* binds."""
        departments = self.pages.workspace.directory.departments
        return sorted(departments[id].name for id in told.departments if id in departments)

    def _retired(self) -> Iterator[Page]:
        """Yield a page in the place of each that is gone, so that no link to it is dead."""
        directory = self.pages.workspace.directory
        for id, gone in directory.retired.items():
            next = directory.offers[gone.replaced_by].item.name if gone.replaced_by else None
            yield self._gone(item_uri(id), "items", gone, next, item_uri)
        names = {guide.id: guide.name for guide in self.pages.guides}
        for id, gone in self._settings.retired.items():
            next = names[gone.replaced_by] if gone.replaced_by else None
            yield self._gone(guide_uri(id), "projects", gone, next, guide_uri)

    def _gone(self, uri: str, above: str, gone: Retired, next: str | None, to: Any) -> Page:  # noqa: ANN401
        link = Link(to(gone.replaced_by), next) if next else None
        title = self._words(f"retired.{above}_title", name=gone.name)
        return self._page("retired", uri, title, kind="retired", above=above, gone=gone, next=link)

    def _list(
        self,
        name: str,
        title: str,
        entries: Sequence[object],
        *,
        kept: str,
        **values: Any,  # noqa: ANN401
    ) -> Iterator[Page]:
        """Yield the pages of a list, at most ROWS entries a page; they are *kept* under a name."""
        starts = range(0, max(len(entries), 1), ROWS)
        uris = [list_uri(name, number) for number in range(len(starts))]
        for number, (uri, start) in enumerate(zip(uris, starts, strict=True), 1):
            told = title if number == 1 else self._words("listing.part", title=title, number=number)
            part: dict[str, Any] = {kept: entries[start : start + ROWS], "pages": uris}
            part |= values | {"count": len(entries)}
            yield self._page("listing", uri, told, **part)

    def _page(
        self, template: str, uri: str, title: str, *, description: str = "", kind: str = "",
        **values: object,
    ) -> Page:  # fmt: skip
        values.setdefault("facets", self._facets)
        html = self.pages.render(
            template, uri, title=title, list_of=list_of, facet_ids=facet_ids, **values
        )
        kind = kind or ("list" if template == "listing" else template)
        return Page(uri, kind, title, description or title, html)

    def _figures(self) -> dict[str, object]:
        ours = [guide for guide in self.pages.guides if not guide.published]
        saved = [guide.saved for guide in ours if guide.saved is not None]
        directory = self.pages.workspace.directory
        return {
            "packages": len(ours),
            "items": len(directory.offers),
            "departments": len(directory.departments),
            "saved": sum(saved) / len(saved) if saved else None,
        }

    def _groups(self) -> Iterator[Group]:
        """Yield the guides by chain, then those of no chain, then the flows published elsewhere."""
        chains = self._settings.chains
        for facet in self._facets:
            if facet.group == "chain":
                summary = chains[facet.id.removeprefix("chain-")].summary
                yield from _group(facet.id, facet.name, summary, facet.guides, facet.uri)
        rest = [guide for guide in self.pages.guides if not guide.published and not guide.chain]
        yield from _group("_others", self._words("home.others"), None, rest)
        published = [guide for guide in self.pages.guides if guide.published]
        note = self._words("home.published_note")
        yield from _group("_published", self._words("home.published"), note, published)

    def _dated(self, guides: Sequence[Summary]) -> list[Summary]:
        """Return the guides that a timetable can show, in the order in which they begin."""
        dated = [guide for guide in guides if _dates(guide)]
        latest = sorted(dated, key=lambda guide: max(_dates(guide)))[-DRAWN:]
        return sorted(latest, key=lambda guide: min(_dates(guide)))

    def _programmes(self, name: str, guides: Sequence[Summary]) -> tuple[str, ...]:
        """Return the timetable of *guides* for a wide and for a narrow screen."""
        title = self._words("chain.timetable_title", name=name)
        month = Wording(self._catalogue).month
        projects = [
            programme.Project(guide.name, f"../{guide_uri(guide.id)}", guide.spans)  # type: ignore[arg-type]
            for guide in guides
        ]
        sheets = (programme.SCREEN, programme.PHONE) if projects else ()
        return tuple(
            programme.programme(
                projects, sheet, month, self.pages.as_of, title, self._words("language.html")
            )
            for sheet in sheets
        )

    @cached_property
    def _facets(self) -> tuple[Facet, ...]:
        found = facets(self.pages.guides, self._settings.chains)
        return tuple(
            replace(facet, name=self._words(f"kind_name.{facet.name}"))
            if facet.group == "kind"
            else facet
            for facet in found
        )

    @property
    def _settings(self) -> Any:  # noqa: ANN401
        return self.pages.workspace.settings.value

    @property
    def _catalogue(self) -> Any:  # noqa: ANN401
        return catalogue(self.pages.language)

    def _words(self, key: str, **values: object) -> str:
        told: str = self._catalogue.text(key, **values)
        return told


def _group(
    anchor: str, title: str, note: str | None, guides: Sequence[Summary], uri: str | None = None
) -> Iterator[Group]:
    if guides:
        more = max(0, len(guides) - HOME_ROWS)
        yield Group(anchor, title, note, uri, guides[:HOME_ROWS], more)


def _dates(guide: Summary) -> list[date]:
    return [day for span in guide.spans if span for day in span if isinstance(day, date)]


def paper_places(name: str, found: Sequence[Paper]) -> dict[str, str]:
    """Return where each letter of the list *name* begins."""
    places: dict[str, str] = {}
    for place, paper in enumerate(found):
        mark = "other" if paper.letter == "#" else paper.letter
        places.setdefault(paper.letter, f"{list_uri(name, place // ROWS)}#_letter-{mark}")
    return places


def paper_uris(name: str, found: Sequence[Paper]) -> Mapping[str, str]:
    """Return where each paper of the list *name* stands, by its anchor."""
    return {
        paper.anchor: f"{list_uri(name, place // ROWS)}#{paper.anchor}"
        for place, paper in enumerate(found)
    }


def _short(department: Department) -> str:
    return department.short_name or department.name


def newest(found: Iterable[Told | News]) -> list[Told | News]:
    """Return the newest of *found*, the records' before the files' and these gathered."""
    each = list(found)
    files = gathered(e for e in each if isinstance(e, News))
    both: list[Told | News] = [*(e for e in each if isinstance(e, Told)), *files]
    return sorted(both, key=lambda each: -each.on.toordinal())[:MOST_NEWS]


def binds(told: Told | News, department: str) -> bool:
    """Return whether *told* is an affair of *department*."""
    if isinstance(told, News):
        return told.department_id == department
    return department in told.departments


def by_month(told: Sequence[Told | News]) -> list[tuple[date, list[Told | News]]]:
    """Return *told*, in the order of their days, month by month."""
    months = groupby(told, lambda each: each.on.replace(day=1))
    return [(month, list(each)) for month, each in months]


def list_of(facets: Sequence[Facet]) -> list[tuple[str, list[Facet]]]:
    """Return *facets* by what they narrow: chains, kinds, stages; those that hold a guide."""
    held = [facet for facet in facets if facet.guides]
    return [(group, list(each)) for group, each in groupby(held, lambda facet: facet.group)]
