"""The site inside MkDocs; the one module that knows about it."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import config_options as option
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents

from generator import assets
from generator.messages import LANGUAGES, catalogue
from generator.pages import Page
from generator.pdf import MissingLibrary
from generator.problems import InvalidSources
from generator.site import STATIC, Published, SiteFile, published, search_uris
from generator.workspace import CACHE, CALENDAR, GUIDES, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page as MkDocsPage

    from generator.problems import Problem

AS_OF = "APPROVAL_GUIDES_AS_OF"
"""The day that `serve` tells the builds that MkDocs starts by itself."""
NAME = "approval-guides"
"""What mkdocs.yml calls the plugin."""
ASSETS = ("fonts/fonts.css", "site/guide.css", "search/search.css")
SCRIPTS = ("site/guide.js", "search/search.js")

log = logging.getLogger("mkdocs.plugins.approval-guides")


class NotASite(Exception):
    """The folder that a site is to be written to holds something else; it stays as it is."""


class SiteRefused(Exception):
    """MkDocs did not build the site; `told` is what it said."""

    def __init__(self, told: list[str]) -> None:
        self.told = told
        super().__init__("\n".join(told))


class ApprovalGuidesConfig(Config):
    """The plugin's options in mkdocs.yml."""

    as_of = option.Optional(option.Type(str))
    language = option.Choice(LANGUAGES, default=LANGUAGES[0])


class ApprovalGuidesPlugin(BasePlugin[ApprovalGuidesConfig]):
    """Put pages, documents and data in the place of the YAML in docs_dir."""

    ready: Published | None = None
    """What `build` has made already; MkDocs by itself has it made here."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root = _root(config)
        config.theme.dirs.insert(0, str(assets.TEMPLATES / "theme"))
        config.extra_css.extend(f"{STATIC}/{name}" for name in ASSETS)
        config.extra_javascript.extend(f"{STATIC}/{name}" for name in SCRIPTS)
        watched = (root / SETTINGS, root / CALENDAR, root / "templates", assets.TEMPLATES)
        config.watch.extend(str(path) for path in watched if path.exists())
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.pages: dict[str, Page] = {}
        for uri in [file.src_uri for file in files if file.src_uri.endswith(".yml")]:
            files.remove(files.src_uris[uri])
        for made in self._made(config):
            file = self._file(made, config)
            if file.src_uri in files.src_uris:
                files.remove(files.src_uris[file.src_uri])
            files.append(file)
        return files

    def _made(self, config: MkDocsConfig) -> list[SiteFile]:
        made = self.ready or self._published(_root(config))
        self.day = made.as_of.isoformat()
        config.extra["ag"] = _frame(made, self.config.language)
        return made.files

    def _published(self, root: Path) -> Published:
        words = catalogue(self.config.language)
        as_of = os.environ.get(AS_OF) or self.config.as_of
        try:
            made = published(root, as_of, self.config.language, 1, pdfs=True)
        except InvalidSources as error:
            told = [words.text("cli.invalid", count=len(error.problems))]
            told += [words.told(problem) for problem in error.problems]
            raise PluginError("\n".join(told)) from error
        except MissingLibrary as error:
            raise PluginError(words.text("cli.missing_library", package=error.package)) from error
        for problem in made.problems:
            log.info(words.told(problem))
        return made

    def _file(self, made: SiteFile, config: MkDocsConfig) -> File:
        match made.content:
            case Page() as page:
                uri = str(Path(made.uri).with_suffix(".md"))
                self.pages[uri] = page
                listed = InclusionLevel.NOT_IN_NAV
                file = File.generated(config, uri, content="", inclusion=listed)
            case Path() as path:
                file = File.generated(config, made.uri, abs_src_path=str(path))
            case content:
                file = File.generated(config, made.uri, content=content)
        file.edit_uri = made.source
        return file

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: object) -> str:
        page.update_date = self.day  # MkDocs takes the day of the build: other bytes every day
        if (made := self.pages.get(page.file.src_uri)) is None:
            return markdown
        told = {"title": escape(made.title), "description": escape(made.description)}
        page.meta = {**told, "made": made.kind}  # the theme escapes nothing
        return ""

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: object) -> str:
        if (made := self.pages.get(page.file.src_uri)) is None:
            return html
        page.toc = TableOfContents([AnchorLink(h.title, h.anchor, 2) for h in made.headings])
        return made.html


def build(
    root: Path,
    site: Path,
    as_of: str | None,
    jobs: int,
    *,
    pdfs: bool,
    report: Callable[[list[Problem]], None] = log.debug,
) -> Path:
    """Build the site of the workspace at *root* into *site*, whole or not at all.

    Warnings and notes go to *report*. Raises NotASite when *site* is a folder of something else,
    InvalidSources before anything is written, and SiteRefused when MkDocs finds fault.
    """
    site = site.resolve()  # MkDocs would take it from the workspace
    _require_site(site, root)
    draft = site.with_name(f".{site.name}.draft")
    with _alone(root), _heard() as heard:
        _sweep(site, draft)
        try:
            _build(root, draft, as_of, jobs, pdfs=pdfs, report=report)
            _exchange(draft, site)
        except Abort as error:
            raise SiteRefused(heard) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return site


def _build(
    root: Path,
    draft: Path,
    as_of: str | None,
    jobs: int,
    *,
    pdfs: bool,
    report: Callable[[list[Problem]], None],
) -> None:
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(draft), strict=True)
    plugin = config.plugins.get(NAME)
    if isinstance(plugin, ApprovalGuidesPlugin):
        day, language = as_of or plugin.config.as_of, plugin.config.language
        plugin.ready = published(root, day, language, jobs, pdfs=pdfs)
        report(plugin.ready.problems)
    mkdocs_build.build(config)


def serve(root: Path, address: str, as_of: str | None) -> None:
    """Serve the site of the workspace at *root*, made anew at every change."""
    os.environ.pop(AS_OF, None)
    if as_of:
        os.environ[AS_OF] = as_of
    mkdocs_serve.serve(str(root / "mkdocs.yml"), dev_addr=address)


def _require_site(site: Path, root: Path) -> None:
    """Raise NotASite unless *site* is new, empty, or a site that was built before."""
    sources = root / GUIDES
    unsafe = root.is_relative_to(site) or site.is_relative_to(sources)
    taken = site.exists() and not (site.is_dir() and _is_site_or_empty(site))
    if unsafe or taken:
        raise NotASite(site)


def _is_site_or_empty(folder: Path) -> bool:
    return (folder / STATIC).is_dir() or not any(folder.iterdir())


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Wait until no other build of the workspace is under way."""
    lock = root / CACHE / "build.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Collect what MkDocs warns of; it tells nobody but its own command line."""
    heard: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield heard
    finally:
        logger.removeHandler(handler)


def _old(site: Path) -> Path:
    return site.with_name(f".{site.name}.old")


def _sweep(site: Path, draft: Path) -> None:
    """Clear up after a build that was killed: its draft goes, the site it set aside comes back."""
    shutil.rmtree(draft, ignore_errors=True)
    if _old(site).is_dir() and not site.exists():
        _old(site).rename(site)
    shutil.rmtree(_old(site), ignore_errors=True)


def _exchange(draft: Path, site: Path) -> None:
    """Put *draft* in the place of *site*, which is gone only between two renamings."""
    if site.exists():
        site.rename(_old(site))
    draft.rename(site)
    shutil.rmtree(_old(site), ignore_errors=True)


def _frame(made: Published, language: str) -> dict[str, object]:
    """Return what the frame around every page shows: words, the search's files, the foot."""
    settings, words = made.workspace.settings.value, catalogue(language)
    foot = [value for value in settings.foot.model_dump().values() if value]
    return {
        "words": {**words.table("frame"), **words.table("search")},
        "search": " ".join(search_uris(made.files)),
        "foot": [settings.office.name, *foot],
        "example": settings.example,
    }


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent
