"""The site inside MkDocs; the one module that knows about it."""

from __future__ import annotations

import logging
import os
import re
from contextlib import contextmanager
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import config_options as option
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents

from generator import assets, hosting, policy, style_sheets, theme
from generator.bundle import write_bundle
from generator.editions import Audience
from generator.frames import frames, languages
from generator.history import NoDay, no_day
from generator.keeping import write
from generator.leaks import require_no_leak
from generator.messages import DEFAULT, catalogue
from generator.original import has_han
from generator.pages import Page
from generator.problems import InvalidSources, MissingLibrary, Place, Problem, Severity
from generator.publishing import SITE, SiteRefused, replaced
from generator.site import COLOURS, SCRIPTS, STYLES, Published, published
from generator.site_file import SiteFile
from generator.site_fonts import HOME_FONTS
from generator.translations import FOLDER as TRANSLATIONS
from generator.uris import BUNDLE, HOME, STATIC_HOSTS
from generator.version_records import FOLDER as RELEASES
from generator.workspace import CALENDAR, GUIDES, MKDOCS, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page as MkDocsPage
    from mkdocs.utils.templates import TemplateContext

    from generator.messages import Catalogue


AS_OF, LANGUAGE = "APPROVAL_GUIDES_AS_OF", "APPROVAL_GUIDES_LANG"
EDITION = "APPROVAL_GUIDES_EDITION"
"""The day, the language of messages, and for whom: of the builds that MkDocs starts by itself.

The edition holds only for what it shows on this machine.
"""
NAME = "approval-guides"
"""What mkdocs.yml calls the plugin."""
LOST = "404.html"
THEIR_STYLE = re.compile(r"assets/stylesheets/(main|palette)\.[0-9a-f]+\.min\.css")
ADDRESS = re.compile(r"""(?:src|href|action)=["']?([^"'\s>]+)""")
"""The address in the beginning of an element."""
DEFERRED = re.compile(r'<script defer src="([^"]+)">')
"""The scripts that a page's content asks for, which a browser finds late."""

log = logging.getLogger("mkdocs.plugins.approval-guides")


class ApprovalGuidesConfig(Config):
    """The plugin's options in mkdocs.yml."""

    as_of = option.Optional(option.Type((str, date)))


class ApprovalGuidesPlugin(BasePlugin[ApprovalGuidesConfig]):
    """Put pages, documents and data in the place of the YAML in docs_dir."""

    ready: Published | None = None
    """What `build` has made already; MkDocs by itself has it made here."""
    draft = False
    """Whether every page says that it is for review, and asks search engines to keep away."""
    bundle = False
    """Whether every page offers the whole site as one file."""
    serves = False
    """Whether MkDocs shows the site on this machine, where it has no address of its own."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002 - MkDocs hands it over
        self.serves = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root = _root(config)
        self.made = made = self.ready or self._published(root)
        settings = made.workspace.settings.value
        config.theme.dirs.insert(0, str(assets.TEMPLATES / "theme"))
        palette = config.theme.get("palette")
        choices = palette if isinstance(palette, list) else []
        self.frames = frames(made.workspace, config.site_name, choices, draft=self.draft)
        self.styles: dict[str, str] = {}
        for frame in self.frames.values():
            frame.update(self._around())
        config.theme["language"] = settings.language
        config.extra["ag"] = self.frames[settings.language]
        config.site_url = config.site_url or settings.address
        if not self.serves and _bare(config.site_url) != _bare(settings.address):
            values = (("found", config.site_url), ("address", settings.address))
            problem = Problem(Place(MKDOCS), "site-url-differs", values, Severity.WARNING)
            log.warning(_messages().told(problem))
        own = (SETTINGS, CALENDAR, RELEASES, TRANSLATIONS, "templates")
        watched = (*(root / name for name in own), assets.TEMPLATES)
        config.watch.extend(str(path) for path in watched if path.exists())
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.pages: dict[str, Page] = {}
        for uri in [file.src_uri for file in files if file.src_uri.endswith(".yml")]:
            files.remove(files.src_uris[uri])
        for uri in [file.src_uri for file in files if _is_idle(file, config)]:
            files.remove(files.src_uris[uri])
        for made in self.made.files:
            files.append(self._file(made, config))
        for kind, (uri, sheet) in self._styles(files).items():
            self.styles[kind] = uri
            files.append(self._file(SiteFile(uri, sheet), config))
        sent = hosting.static_hosts(str(config.site_url))
        files.append(self._file(SiteFile(STATIC_HOSTS, sent), config))
        return files

    def _around(self) -> dict[str, object]:
        """Return what the frame of a page has in every language."""
        return {
            "inline": policy.INLINE,
            "scripts": (COLOURS, *SCRIPTS),
            "styles": self.styles,
            "home_fonts": HOME_FONTS,
            "bundle": BUNDLE if self.bundle else None,
            # a server that shows changes puts a script of its own into each page
            "policy": None if self.serves else policy.meta(),
        }

    def _styles(self, files: Files) -> dict[str, tuple[str, str]]:
        """Return the style sheet of made pages and that of prose, with its uri; the theme's go."""
        theirs = [file for file in files if THEIR_STYLE.fullmatch(file.src_uri)]
        for file in theirs:
            files.remove(file)
        return style_sheets.of_site(
            [file.content_string for file in sorted(theirs, key=lambda file: file.src_uri)],
            [files.src_uris[uri].content_string for uri in STYLES],
        )

    def on_env(self, env: Any, **_: object) -> Any:  # noqa: ANN401 - Jinja is the business of another module
        env.tests["han"] = has_han
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        config.theme["language"] = self.main_language  # not that of the last page
        try:
            require_no_leak(Path(config.site_dir), self.made.workspace, self.made.standing)
        except InvalidSources as error:
            if self.ready:
                raise
            raise _refused(error) from error

    def day(self) -> str | None:
        """Return the day that mkdocs.yml gives, as it is written."""
        return None if self.config.as_of is None else str(self.config.as_of)

    def _published(self, root: Path) -> Published:
        words = _messages()
        try:
            day = os.environ.get(AS_OF) or self.day()
            edition = os.environ.get(EDITION) if self.serves else None
            audience = Audience(edition or Audience.PUBLIC)
            made = published(root, day, 1, pdfs=True, audience=audience, trial=self.serves)
        except InvalidSources as error:
            raise _refused(error) from error
        except NoDay as error:
            raise PluginError(no_day(error, words)) from error
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
        # MkDocs takes the day of the build: other bytes every day
        made = self.pages.get(page.file.src_uri)
        page.update_date = ((made and made.changed) or self.made.as_of).isoformat()
        if made is None:
            return markdown
        told = {"title": escape(str(made.title)), "description": escape(str(made.description))}
        # the theme escapes nothing
        page.meta = {**told, "made": made.kind, "head": made.head}
        return ""

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: object) -> str:
        made = self.pages.get(page.file.src_uri)
        if made is None:
            return theme.prose(policy.aligned_by_class(html))
        page.toc = TableOfContents([AnchorLink(h.title, h.anchor, 2) for h in made.headings])
        return html

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        self._speak(context, self.main_language, HOME, config)
        # its base element says where the site begins, see the template
        if template_name == LOST:
            root = f"{context['base_url'].rstrip('/')}/"
            config.extra["ag"]["base"] = root
            for key in ("extra_css", "extra_javascript"):
                context[key] = [str(address).removeprefix(root) for address in context[key]]
            context["base_url"] = "."
        return context

    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, **_: object
    ) -> TemplateContext:
        # MkDocs has read all pages by now: had they their content, it would hold it of all at once
        made = self.pages.get(page.file.src_uri)
        if made:
            page.content = made.html
            page.meta["early"] = DEFERRED.findall(made.html)
        language = made.language if made else self.main_language
        self._speak(context, language, made.uri if made else HOME, config)
        return context

    @property
    def main_language(self) -> str:
        return self.made.workspace.settings.value.language

    def _speak(
        self, context: TemplateContext, language: str, uri: str, config: MkDocsConfig
    ) -> None:
        """Let the frame of a page be in *language*; in others it is what lies at *uri*."""
        config.extra["ag"] = frame = self.frames[language]
        config.theme["language"] = language
        if frame["palette"]:
            config.theme["palette"] = frame["palette"]
        context["languages"] = languages(self.frames, uri)  # type: ignore[typeddict-unknown-key]

    def on_post_template(self, output_content: str, **_: object) -> str:
        return theme.without_idle(output_content)

    def on_post_page(self, output: str, *, page: MkDocsPage, **_: object) -> str:
        output = theme.without_idle(output)
        if page.file.src_uri in self.pages:
            page.content = ""
            return output
        for found in policy.refused(output):
            problem = Problem(_written(page.file, found), "inline-refused", (("found", found),))
            log.warning(_messages().told(problem))
        return output


def build(  # noqa: PLR0913 - all that a build can be told
    root: Path,
    site: Path,
    as_of: str | None,
    jobs: int,
    *,
    pdfs: bool,
    draft: bool = False,
    bundle: bool = False,
    audience: Audience = Audience.PUBLIC,
    report: Callable[[list[Problem]], None] = log.debug,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Build the site of the workspace at *root* into *site*, whole or not at all.

    Warnings and notes go to *report*, how far printing is to *progress*; a *draft* says so on every
    page; a *bundle* of all lies in the site. Raises NotOurs when *site* is a folder of something
    else, InvalidSources and NoDay before anything is published, and SiteRefused when MkDocs finds
    fault.
    """
    site = site.resolve()  # MkDocs would take it from the workspace
    with replaced(site, SITE, root) as folder, _heard() as heard:
        try:
            config = load_config(str(root / MKDOCS), site_dir=str(folder), strict=True)
            plugin = config.plugins.get(NAME)
            if isinstance(plugin, ApprovalGuidesPlugin):
                plugin.draft, plugin.bundle = draft, bundle
                plugin.ready = published(
                    root,
                    as_of or plugin.day(),
                    jobs,
                    pdfs=pdfs,
                    audience=audience,
                    draft=draft,
                    progress=progress,
                )
                report(plugin.ready.problems)
            mkdocs_build.build(config)
            if bundle:
                write_bundle(folder)
        except Abort as error:
            raise SiteRefused(heard) from error
    if draft:
        return site
    beside = site.with_name(f"{site.name}-server")
    for name, text in hosting.servers(str(config.site_url), str(config.theme["language"])).items():
        write(beside / name, text.encode())
    return site


def serve(root: Path, address: str, as_of: str | None, language: str, audience: Audience) -> None:
    """Serve the site of the workspace at *root* for *audience*, made anew at every change."""
    for name, value in ((AS_OF, as_of), (LANGUAGE, language), (EDITION, str(audience))):
        os.environ.pop(name, None)
        if value:
            os.environ[name] = value
    mkdocs_serve.serve(str(root / MKDOCS), dev_addr=address)


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


def _messages() -> Catalogue:
    """Return the words for messages; those of pages are the settings' affair."""
    return catalogue(os.environ.get(LANGUAGE, DEFAULT))


def _refused(error: InvalidSources) -> PluginError:
    """Return what MkDocs tells of *error* when nobody else does."""
    words = _messages()
    told = [words.text("cli.invalid", count=len(error.problems))]
    return PluginError("\n".join([*told, *map(words.told, error.problems)]))


def _written(file: File, found: str) -> Place:
    """Return where the element whose beginning is *found* is written in *file*.

    Markdown may have written it otherwise; then its address tells, if it has one.
    """
    for told in (found.rstrip("/> "), *ADDRESS.findall(found)):
        before, there, _ = file.content_string.partition(told)
        if there:
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            return Place(f"{GUIDES}/{file.src_uri}", line, column)
    return Place(f"{GUIDES}/{file.src_uri}")


def _bare(address: str) -> str:
    return address.rstrip("/")


def _is_idle(file: File, config: MkDocsConfig) -> bool:
    """Tell whether *file* is a script of the theme's, of which no page loads any, or its map."""
    own = filter(None, (config.docs_dir, config.theme.custom_dir))
    path = file.abs_src_path
    if path is None or any(Path(path).is_relative_to(folder) for folder in own):
        return False
    return file.src_uri.startswith("assets/javascripts/") or file.src_uri.endswith(".map")


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent
