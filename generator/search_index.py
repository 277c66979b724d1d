"""The search of a site: what can be found there, and the files that find it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from generator import assets, materials
from generator.keeping import digest
from generator.listings import paper_uris
from generator.messages import catalogue
from generator.rendering import render
from generator.search import Kind, Thing, scripts
from generator.site_file import SiteFile
from generator.uris import STATIC, chain_uri, department_uri, guide_uri, item_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.resolution import Offer
    from generator.store import Store
    from generator.summary import Summary
    from generator.workspace import Workspace

SEARCH_PLACE = "<!-- the frame's search -->"
"""Where the home page has the search that other pages have in their frame."""
ROOT_PLACE = "%ROOT%"
"""Stands in the search form for the way from a page to the root of the site, with a slash."""
TOLD_ITEMS = 3
"""Items that the search names below a material."""


def search_form(files: Iterable[SiteFile], language: str) -> str:
    """Return the search of a site of *files*, with ROOT_PLACE for the way to its root."""
    index = " ".join(search_uris(files))
    return render("web/search.html.j2", language, root=ROOT_PLACE, index=index)


def search_uris(files: Iterable[SiteFile]) -> Iterator[str]:
    """Yield the uri of the search index among *files* that knows of the others."""
    for file in files:
        if isinstance(file.content, str) and file.uri.startswith(f"{STATIC}/search/"):
            yield file.uri
            return


def search_files(
    workspace: Workspace, guides: list[Summary], language: str, store: Store
) -> Iterator[SiteFile]:
    """Yield the search index: the things that people look for."""
    synonyms = [
        (said, meant)
        for said, meanings in workspace.settings.value.synonyms.items()
        for meant in meanings
    ]
    words = dict(catalogue(language).table("search"))
    found = list(things(workspace, guides))
    key = digest(*map(str.encode, (assets.version(), repr(found), repr(words), repr(synonyms))))
    made = store.results("search", key) or scripts(found, words, synonyms)
    store.keep("search", key, made)
    for name, script in made.items():
        yield SiteFile(f"{STATIC}/search/{name}", script)


def things(workspace: Workspace, guides: list[Summary]) -> Iterator[Thing]:
    """Yield what can be searched for: guides, items, departments, chains, materials."""
    for each in guides:
        chain = workspace.settings.value.chains[each.chain].name if each.chain else None
        place = chain or each.project_class or ""
        codes = tuple(filter(None, (each.code,)))
        yield Thing(Kind.GUIDE, guide_uri(each.id), each.name, each.other_names, codes, place)
    directory = workspace.directory
    offers = directory.offers
    results = Counter(result.name for offer in offers.values() for result in offer.item.results)
    for id, offer in offers.items():
        item = offer.item
        own_results = [result.name for result in item.results if results[result.name] == 1]
        names = tuple(filter(None, dict.fromkeys((item.short_name, *item.aliases, *own_results))))
        codes = tuple(filter(None, (item.code, item.task_code)))
        yield Thing(Kind.ITEM, item_uri(id), item.name, names, codes, offer.department.name)
    for id, department in directory.departments.items():
        names = tuple(filter(None, (department.short_name, *department.aliases)))
        yield Thing(Kind.DEPARTMENT, department_uri(id), department.name, names)
    for id, told in workspace.settings.value.chains.items():
        yield Thing(Kind.CHAIN, chain_uri(id), told.name)
    found = materials.materials(directory)
    uris = paper_uris("materials", found)
    for paper in found:
        if not paper.given_by:  # else it is found as the result of that item
            yield Thing(
                Kind.MATERIAL, uris[paper.anchor], paper.name, place=_asking(offers, paper.asked_by)
            )


def _asking(offers: Mapping[str, Offer], items: Sequence[str]) -> str:
    """Return the names of a few of *items*, to say where a material belongs."""
    names = [offers[id].item.short_name or offers[id].item.name for id in items]
    return "、".join(names[:TOLD_ITEMS]) + ("…" if len(names) > TOLD_ITEMS else "")
