"""The search of a site: what can be found there, and the files that find it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from generator import assets, materials
from generator.keeping import digest
from generator.listings import paper_uris
from generator.messages import catalogue
from generator.original import original_of
from generator.rendering import render
from generator.search import INDEX, Kind, Thing, scripts
from generator.site_file import SiteFile
from generator.uris import STATIC, chain_uri, department_uri, guide_uri, item_uri

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.resolution import Offer
    from generator.store import Store
    from generator.summary import Summary
    from generator.workspace import Workspace

FOLDER = f"{STATIC}/search"
"""Where the index lies, below the folder of its language."""
SEARCH_PLACE = "<!-- the frame's search -->"
"""Where the home page has the search that other pages have in their frame."""
ROOT_PLACE = "%ROOT%"
"""Stands in the search form for the way from a page to the root of the site, with a slash."""
TOLD_ITEMS = 3
"""Items that the search names below a material."""


def search_form(language: str, folder: str = "") -> str:
    """Return the search of one language, which has its pages in *folder*.

    ROOT_PLACE stands in it for the way to the root of the site.
    """
    index = f"{FOLDER}/{INDEX}"
    return render("web/search.html.j2", language, root=f"{ROOT_PLACE}{folder}", index=index)


def search_files(workspace: Workspace, guides: list[Summary], store: Store) -> Iterator[SiteFile]:
    """Yield the search index of one language: the things that people look for."""
    synonyms = [
        (said, original_of(meant))
        for said, meanings in workspace.settings.value.synonyms.items()
        for meant in meanings
    ]
    words = dict(catalogue(workspace.settings.value.language).table("search"))
    found = list(things(workspace, guides))
    key = digest(*map(str.encode, (assets.version(), repr(found), repr(words), repr(synonyms))))
    made = store.results("search", key) or scripts(found, words, synonyms)
    store.keep("search", key, made)
    for name, script in made.items():
        yield SiteFile(f"{workspace.folder}{FOLDER}/{name}", script)


def things(workspace: Workspace, guides: list[Summary]) -> Iterator[Thing]:
    """Yield what can be searched for: guides, items, departments, chains, materials."""
    for each in guides:
        chain = workspace.settings.value.chains[each.chain].name if each.chain else None
        place = chain or each.project_class or ""
        codes = tuple(filter(None, (each.code,)))
        names = _names(each.name, *each.other_names)
        yield Thing(Kind.GUIDE, guide_uri(each.id), each.name, names, codes, place)
    directory = workspace.directory
    offers = directory.offers
    results = Counter(
        original_of(result.name) for offer in offers.values() for result in offer.item.results
    )
    for id, offer in offers.items():
        item = offer.item
        own_results = [r.name for r in item.results if results[original_of(r.name)] == 1]
        names = _names(item.name, item.short_name, *item.aliases, *own_results)
        codes = tuple(filter(None, (item.code, item.task_code)))
        yield Thing(Kind.ITEM, item_uri(id), item.name, names, codes, offer.department.name)
    for id, department in directory.departments.items():
        names = _names(department.name, department.short_name, *department.aliases)
        yield Thing(Kind.DEPARTMENT, department_uri(id), department.name, names)
    for id, told in workspace.settings.value.chains.items():
        yield Thing(Kind.CHAIN, chain_uri(id), told.name, _names(told.name))
    found = materials.materials(directory)
    joiner = catalogue(workspace.settings.value.language).text("punctuation.list")
    uris = paper_uris("materials", found)
    for paper in found:
        if not paper.given_by:  # else it is found as the result of that item
            place = _asking(offers, paper.asked_by, joiner)
            names = _names(paper.name)
            yield Thing(Kind.MATERIAL, uris[paper.anchor], paper.name, names, place=place)


def _names(name: str, *others: str | None) -> tuple[str, ...]:
    """Return what else something is found by that is shown as *name*, in whatever language."""
    told = [name, *filter(None, others)]
    found = dict.fromkeys(map(str, (*told, *map(original_of, told))))
    return tuple(each for each in found if each != name)


def _asking(offers: Mapping[str, Offer], items: Sequence[str], joiner: str) -> str:
    """Return the names of a few of *items*, to say where a material belongs."""
    names = [offers[id].item.short_name or offers[id].item.name for id in items]
    return joiner.join(names[:TOLD_ITEMS]) + ("…" if len(names) > TOLD_ITEMS else "")
