"""The documents of a site, printed while its pages are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from generator.desk import Desk
from generator.documents import SHARED_KINDS, Listed, documents
from generator.guide import Guide
from generator.keeping import digest
from generator.printing import document_hash, done
from generator.products import documents as documents_of
from generator.products import guide_of
from generator.site_file import SiteFile
from generator.workspace import GUIDES

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from generator.printing import Printer
    from generator.products import Edition, Products
    from generator.sources import File
    from generator.store import Store
    from generator.workspace import Files


class SiteDocuments:
    """The documents of a site, each printed from when it is begun; none without a *press*."""

    def __init__(self, edition: Edition, files: Files, press: Printer | None, store: Store) -> None:
        self._edition, self._files, self._press, self._store = edition, files, press, store
        self._begun: dict[str, tuple[str, Future[Path]]] = {}

    def begin(self, file: File, made: Products) -> None:
        """Begin to print those of the package of *file* that have not been printed before."""
        if not self._press:
            return
        kept = {uri: self._press.kept(hash) for uri, hash in made.documents}
        whole = all(kept.values())
        again = {} if whole else documents_of(self._edition, guide_of(self._edition, file))
        for uri, path in kept.items():
            printed = self._press.submit(again[uri], file.name) if path is None else done(path)
            self._begun[uri] = file.name, printed

    def begin_shared(self, guides: Sequence[Products], key: str, *, trial: bool) -> list[Listed]:
        """Begin to print those about several packages or none, and return all of these.

        They depend on *guides* and *key* and nothing else; of a *trial*, those that take long are
        left out.
        """
        if not self._press:
            return []
        kinds = [kind for kind in SHARED_KINDS if not (trial and kind.slow)]
        listed = list(documents(self._desk(guides), kinds))
        hashes = (hash for each in guides for _, hash in each.documents)
        key = digest(key.encode(), *map(str.encode, hashes))
        known: dict[str, str] = self._store.results("shared", key)
        used = {
            each.uri: self._begin_one(self._press, each, known.get(each.uri)) for each in listed
        }
        self._store.keep("shared", key, used)
        return listed

    def _begin_one(self, press: Printer, listed: Listed, known: str | None) -> str:
        """Begin to print *listed*, whose hash is *known* if it was made before; return its hash."""
        path = press.kept(known) if known else None
        if known and path:
            self._begun[listed.uri] = listed.source, done(path)
            return known
        made = listed.made()
        self._begun[listed.uri] = listed.source, press.submit(made, listed.source)
        return document_hash(made)

    def _desk(self, guides: Iterable[Products]) -> Desk:
        """Return what the documents are made from that are about several packages or none."""
        summaries = (each.summary for each in guides)
        ours = {each.id: each.chain for each in summaries if not each.published}
        edition, made = self._edition, _Guides(self._edition, self._files)
        return Desk(edition.workspace, made, ours, edition.as_of, edition.emblem)

    def files(self) -> Iterator[SiteFile]:
        """Yield all of them, when they are printed."""
        if self._press:
            self._press.wait()
        for uri, (source, future) in self._begun.items():
            below = source.removeprefix(f"{GUIDES}/")
            yield SiteFile(uri, future.result(), None if below == source else below)


class _Guides(Mapping[str, Guide]):
    """The guides of a workspace by id, each made when it is asked for."""

    def __init__(self, edition: Edition, files: Files) -> None:
        self._edition, self._files = edition, {file.id: file for file in files.packages}

    def __getitem__(self, id: str) -> Guide:
        return guide_of(self._edition, self._files[id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
