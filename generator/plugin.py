"""The site inside MkDocs; the one module that knows about it."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents

from generator import assets, history, printing
from generator.messages import catalogue
from generator.problems import InvalidSources
from generator.site import Page, SiteFile, site_files
from generator.workspace import CALENDAR, SETTINGS, Workspace, read_checked

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page as MkDocsPage

AS_OF = "APPROVAL_GUIDES_AS_OF"
JOBS = "APPROVAL_GUIDES_JOBS"
"""What the command line hands to a build that MkDocs starts by itself, as `serve` does."""

log = logging.getLogger("mkdocs.plugins.approval-guides")


class ApprovalGuidesConfig(Config):
    """The plugin's options in mkdocs.yml."""

    as_of = option.Optional(option.Type(str))
    jobs = option.Optional(option.Type(int))
    language = option.Choice(("zh", "en"), default="zh")


class ApprovalGuidesPlugin(BasePlugin[ApprovalGuidesConfig]):
    """Put pages, PDFs and data in the place of every package and department in docs_dir."""

    pages: dict[str, Page]

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root = _root(config)
        config.theme.dirs.insert(0, str(assets.TEMPLATES / "theme"))
        watched = (root / SETTINGS, root / CALENDAR, root / "templates", assets.TEMPLATES)
        config.watch += [str(path) for path in watched if path.exists()]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        root = _root(config)
        self.pages = {}
        for path in [file.src_uri for file in files if file.src_uri.endswith(".yml")]:
            if (source := files.get_file_from_path(path)) is not None:
                files.remove(source)
        for file in self._made(root):
            generated = self._generated(file, config)
            if (original := files.get_file_from_path(generated.src_uri)) is not None:
                files.remove(original)
            files.append(generated)
        return files

    def _made(self, root: Path) -> list[SiteFile]:
        words = catalogue(self.config.language)
        try:
            workspace = read_checked(root)
            as_of = history.as_of(root, self.config.as_of or os.environ.get(AS_OF))
            with printing.printer(root, self.config.jobs or os.environ.get(JOBS)) as printer:
                return list(site_files(workspace, as_of, self.config.language, printer))
        except InvalidSources as error:
            told = "\n".join(words.told(problem) for problem in error.problems)
            raise PluginError(f"{words.text('cli.invalid', count=len(error.problems))}\n{told}") from error

    def _generated(self, file: SiteFile, config: MkDocsConfig) -> File:
        match file.content:
            case Page() as page:
                uri = str(Path(file.uri).with_suffix(".md"))
                self.pages[uri] = page
                generated = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            case Path() as path:
                generated = File.generated(config, file.uri, abs_src_path=str(path))
            case content:
                generated = File.generated(config, file.uri, content=content)
        generated.edit_uri = file.source
        return generated

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: object) -> str:
        if (made := self.pages.get(page.file.src_uri)) is None:
            return markdown
        page.meta = {"title": made.title, "description": made.description, "made": made.kind}
        return ""

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: object) -> str:
        if (made := self.pages.get(page.file.src_uri)) is None:
            return html
        page.toc = TableOfContents([AnchorLink(h.title, h.anchor, 2) for h in made.headings])
        return made.html


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent
