"""The site inside MkDocs; the one module that knows about it."""

from __future__ import annotations

import logging
import os
import shutil
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
from generator.workspace import CALENDAR, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable

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
        page.meta = {"title": made.title, "description": made.description, "made": made.kind}
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

    Warnings and notes go to *report*. Raises InvalidSources before anything is written.
    """
    site = site.resolve()  # MkDocs would take it from the workspace
    draft = site.with_name(f".{site.name}.{os.getpid()}")
    try:
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(draft), strict=True)
        plugin = config.plugins.get(NAME)
        if isinstance(plugin, ApprovalGuidesPlugin):
            day, language = as_of or plugin.config.as_of, plugin.config.language
            plugin.ready = published(root, day, language, jobs, pdfs=pdfs)
            report(plugin.ready.problems)
        mkdocs_build.build(config)
        _exchange(draft, site)
    except Abort as error:
        raise SystemExit(1) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return site


def serve(root: Path, address: str, as_of: str | None) -> None:
    """Serve the site of the workspace at *root*, made anew at every change."""
    os.environ.pop(AS_OF, None)
    if as_of:
        os.environ[AS_OF] = as_of
    mkdocs_serve.serve(str(root / "mkdocs.yml"), dev_addr=address)


def _exchange(draft: Path, site: Path) -> None:
    """Put *draft* in the place of *site*; whoever looks sees the whole old or the whole new one."""
    old = site.with_name(f".{site.name}.old.{os.getpid()}")
    if site.exists():
        site.rename(old)
    draft.rename(site)
    shutil.rmtree(old, ignore_errors=True)


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
