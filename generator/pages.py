"""The pages of the site, each finished: an HTML fragment with its title and table of contents."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from generator import flow, timetable
from generator.diagrams import flow_diagram, legend, timetable_drawing
from generator.guide import Role, filled_window
from generator.guide_data import guide_data
from generator.heads import Heads, forms_of
from generator.messages import catalogue
from generator.original import LANGUAGE
from generator.recipe import calendar_data
from generator.rendering import relative, render
from generator.stepper import beside_the_last
from generator.uris import (
    FEED,
    chain_uri,
    changes_uri,
    department_uri,
    guide_uri,
    history_uri,
    item_uri,
)
from generator.version_records import NEVER
from generator.wording import Wording

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from generator.directory import Department, Item, Material
    from generator.guide import Guide, GuideItem
    from generator.resolution import Offer
    from generator.settings import Settings
    from generator.summary import Summary
    from generator.version_records import Versions
    from generator.workspace import Workspace

ROWS = 100
"""Entries on one page of a list."""
TELLS_OF = {
    "results": (),
    "contact": ("window",),
    "details": ("promised", "conditions", "preparation", "visits", "steps", "tiers", "quantities"),
}
"""The parts of an item that guides share, and what a package may say that they would tell."""


@dataclass(frozen=True)
class Heading:
    """An entry of a page's table of contents."""

    title: str
    anchor: str
    """It begins with an underscore, as no id that an author gives does."""


@dataclass(frozen=True)
class Page:
    """A page without its frame."""

    uri: str
    kind: str
    """home, guide, published (a guide of a flow from elsewhere), item, department, chain, list or
    retired."""
    title: str
    description: str
    body: str
    """The fragment, or what a store calls it."""
    headings: tuple[Heading, ...] = ()
    source: str | None = None
    """The file under guides/ that an editor would open for it."""
    head: str = ""
    """HTML for the head of the whole page: its other forms, linked data."""
    changed: date | None = None
    """The day from which on it says what it says, where that is known."""
    characters: str | None = None
    """The characters of the fragment, each once, where they are known."""
    language: str = LANGUAGE
    """That of the words that are ours."""
    fetch: Callable[[], str] | None = None
    """Gets the fragment from where it lies, where it is not here."""

    @property
    def html(self) -> str:
        """The fragment; one that lies elsewhere is fetched each time."""
        return self.fetch() if self.fetch else self.body


@dataclass(frozen=True)
class Link:
    """A line of a list that leads to another page."""

    url: str
    name: str
    note: str = ""
    figure: str = ""
    language: str | None = None
    """That of what it leads to, where it is another one."""


@dataclass(frozen=True)
class Drawings:
    """The drawings of one guide page, in a wide and a narrow form, with what needs explaining."""

    flow: str
    flow_narrow: str
    timetable: str
    timetable_narrow: str
    legend: tuple[str, ...]
    timetable_legend: tuple[str, ...]


@dataclass(frozen=True)
class Pages:
    """The pages of the site of one workspace."""

    workspace: Workspace
    guides: Sequence[Summary]
    """What the shared pages say of all guides."""
    language: str
    as_of: date
    own_templates: Path | None = None
    downloads: Mapping[str, Sequence[Link]] = field(default_factory=dict)
    """The documents that the shared pages offer, by the uri of the page."""
    folder: str = ""
    """Where the pages in this language lie, with a slash."""

    def shared(self) -> Iterator[Page]:
        """Yield the pages of the directory: items and departments."""
        for id, offer in self.workspace.directory.offers.items():
            yield self.item(id, offer)
        for id, department in self.workspace.directory.departments.items():
            yield self.department(id, department)

    def guide(
        self, guide: Guide, downloads: Sequence[Link] = (), versions: Versions = NEVER
    ) -> Page:
        """Return the page of one guide, which offers *downloads* and tells of its *versions*."""
        record = versions.of(guide.version)
        package, words = guide.package, catalogue(self.language)
        html = self.render(
            "guide",
            guide_uri(guide.id),
            guide=guide,
            published=package.published,
            drawings=self._drawings(guide),
            part=partial(self._part, guide),
            material_of=partial(self._material, guide),
            beside=beside_the_last(guide),
            data_for_scripts=guide_data(guide, self._calendar, words),
            calendar=self._calendar,
            departments=guide.resolved.directory.departments,
            offers=guide.resolved.directory.offers,
            downloads=downloads,
            forms=forms_of(guide),
            feed=FEED,
            record=record,
            history=history_uri(guide.id) if versions.records and not guide.internal else None,
        )
        sections = ("stages", "flow", "timetable", "checklist", "contacts", "about", "version")
        told = {"contacts": "departments"} if package.published else {}
        titles = {name: words.text(f"guide.{told.get(name, name)}") for name in sections[:-1]}
        titles["version"] = words.text("version.title")
        headings = tuple(Heading(titles[name], f"_{name}") for name in sections)
        return Page(
            guide_uri(guide.id),
            "published" if package.published else "guide",
            words.text(
                "published.document" if package.published else "guide.title", name=package.name
            ),
            package.summary or package.name,
            html,
            headings,
            f"projects/{guide.id}.yml",
            self._heads.guide(guide),
            changed=record.on if record else None,
        )

    def item(self, id: str, offer: Offer) -> Page:
        """Return the page of one item as its department offers it."""
        item, department = offer.item, offer.department
        uri = item_uri(id)
        html = self.render(
            "item",
            uri,
            item=item,
            department=department,
            department_id=offer.department_id,
            window=filled_window(item, department),
            complaints=item.complaints or department.complaints,
            remedies=item.remedies or department.remedies,
            roles=self._roles(item),
            promised_from=item.promised_after(self.as_of),
            before=[self._item_link(before) for before in self._needed(item)],
            after=[self._item_link(after) for after in self._needing.get(id, ())],
            used_by=[self._guide_link(guide) for guide in self._using.get(id, ())],
        )
        source = f"departments/{offer.department_id}.yml"
        description, head = item.summary or item.name, self._heads.item(id, offer)
        return Page(uri, "item", item.name, description, html, source=source, head=head)

    def department(self, id: str, department: Department) -> Page:
        """Return the page of one department."""
        uri = department_uri(id)
        guides = [guide for guide in self.guides if id in guide.departments]
        html = self.render(
            "department",
            uri,
            department=department,
            guide_count=len(guides),
            leads=[
                Link(chain_uri(key), chain.name, chain.summary or "")
                for key, chain in self._settings.chains.items()
                if chain.lead == id
            ],
            used_by=[self._guide_link(guide) for guide in guides[:ROWS]],
            changes=changes_uri(id),
        )
        description = department.duties or department.name
        source = f"departments/{id}.yml"
        head = self._heads.department(id)
        return Page(uri, "department", department.name, description, html, source=source, head=head)

    def _part(self, guide: Guide, item: GuideItem, name: str) -> Markup:
        """Return the part *name* of *item*, alike wherever nothing is changed that it tells of."""
        use, told = item.used.use, TELLS_OF[name]
        changed = not item.offer_shared or any(getattr(use, field) for field in told)
        key = None if changed else (name, id(item.used.offer.item))
        return self._once(guide, key, name, item=item, use=use)

    def _material(self, guide: Guide, item: GuideItem, material: Material) -> Markup:
        """Return a line for *material*, alike wherever it comes from the same place."""
        supplied = guide.supplies(material)
        told = (id(material), *((each.id, each.number, each.short_name) for each in supplied))
        key = told if item.has_offered(material) else None
        return self._once(guide, key, "material", material=material, supplied=supplied)

    def _once(
        self, guide: Guide, key: tuple[Hashable, ...] | None, name: str, **values: object
    ) -> Markup:
        """Return the fragment *name*; of something in the directory, with a *key*, made once."""
        if key is None:
            return self._fragment(guide, name, **values)
        key = (*key, guide.historical, guide.package.published is None)
        if key not in self._fragments:
            self._fragments[key] = self._fragment(guide, name, **values)
        return self._fragments[key]

    @cached_property
    def _fragments(self) -> dict[tuple[Hashable, ...], Markup]:
        """What has been made of the directory, by the identity of what it is made of."""
        return {}

    def _fragment(self, guide: Guide, name: str, **values: object) -> Markup:
        html = self.render(
            name,
            guide_uri(guide.id),
            guide=guide,
            phones=not guide.historical,
            published=guide.package.published,
            departments=guide.resolved.directory.departments,
            offers=guide.resolved.directory.offers,
            **values,
        )
        return Markup(html)  # noqa: S704 - made by a template that escapes

    @cached_property
    def _heads(self) -> Heads:
        return Heads(self._settings, self.language, self.own_templates, self.folder)

    @cached_property
    def _calendar(self) -> dict[str, Any]:
        """The working days for scripts; every guide's page has them."""
        return calendar_data(self.workspace.calendar)

    @property
    def _settings(self) -> Settings:
        return self.workspace.settings.value

    def render(self, template: str, uri: str, **values: object) -> str:
        """Return the page at *uri* that *template* makes of *values*, with what all may use."""
        values.setdefault("departments", self.workspace.directory.departments)
        values.setdefault("offers", self.workspace.directory.offers)
        values.setdefault("link_department", self._linker(uri, department_uri))
        values.setdefault("link_item", self._linker(uri, item_uri))
        values.setdefault("published", None)
        values.setdefault("internal", self.workspace.internal)
        values.setdefault("downloads", self.downloads.get(uri, ()))
        values.setdefault("example", self._settings.example)
        name, page = f"web/{template}.html.j2", self.folder + uri
        return render(name, self.language, self.own_templates, uri=uri, page=page, **values)

    def _linker(self, page: str, uri: Callable[[str], str]) -> Callable[[str], str]:
        """Return what links from *page* to an id; to one without a page of its own, not at all."""
        directory = self.workspace.directory
        known = directory.departments if uri is department_uri else directory.offers
        return lambda id: relative(uri(id), page) if id in known else ""

    def _drawings(self, guide: Guide) -> Drawings:
        words = catalogue(self.language)
        wording, explained = Wording(words), legend(guide)
        return Drawings(
            flow_diagram(guide, flow.SCREEN, words, wording),
            flow_diagram(guide, flow.PHONE, words, wording),
            timetable_drawing(guide, timetable.SCREEN, words, wording),
            timetable_drawing(guide, timetable.PHONE, words, wording),
            explained.flow,
            explained.timetable,
        )

    def _roles(self, item: Item) -> tuple[Role, ...]:
        return tuple(Role.all_of(item, self.workspace.directory.departments))

    def _item_link(self, id: str) -> Link:
        offer = self.workspace.directory.offers[id]
        return Link(item_uri(id), offer.item.name, offer.department.name)

    def _guide_link(self, guide: Summary) -> Link:
        return Link(guide_uri(guide.id), guide.name, guide.project_class or "")

    def _needed(self, item: Item) -> list[str]:
        return list(dict.fromkeys(m.origin.item for m in item.materials if m.origin.item))

    @cached_property
    def _needing(self) -> dict[str, list[str]]:
        """For each item: the items that ask for its result."""
        found: dict[str, list[str]] = {}
        for id, offer in self.workspace.directory.offers.items():
            for needed in self._needed(offer.item):
                found.setdefault(needed, []).append(id)
        return found

    @cached_property
    def _using(self) -> dict[str, list[Summary]]:
        """For each item: the guides that use it, at most as many as a list shows."""
        found: dict[str, list[Summary]] = {}
        for guide in self.guides:
            for id in guide.items:
                users = found.setdefault(id, [])
                if len(users) < ROWS:
                    users.append(guide)
        return found
