"""Templates: the one place where a guide becomes HTML."""

from __future__ import annotations

from functools import cache
from posixpath import dirname, relpath
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator import assets
from generator.messages import Catalogue, catalogue
from generator.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def render(
    template: str, language: str, own_templates: Path | None = None, **values: object
) -> str:
    """Return *template* filled with *values*, its words in *language*.

    A template of the same name under *own_templates* takes the place of ours. Everything that is
    not markup made here is escaped; an undefined name is an error.
    """
    return environment(language, own_templates).get_template(template).render(**values)


def stylesheet(name: str, own_templates: Path | None = None) -> str:
    """Return the style sheet *name*, as it is written; one under *own_templates* replaces ours."""
    folders = filter(None, (own_templates, assets.TEMPLATES))
    return next(path for folder in folders if (path := folder / name).is_file()).read_text("utf-8")


def relative(target: str, page: str) -> str:
    """Return the link to the site file *target* from the *page*; both are uris of the site."""
    path, hash_mark, anchor = target.partition("#")
    if not path or path == page:
        return hash_mark + anchor or "#"
    return relpath(path, dirname(page) or ".") + hash_mark + anchor


@cache
def environment(language: str, own_templates: Path | None) -> Environment:
    """Return the environment of *language*: escaping by default, undefined names refused."""
    folders = [assets.TEMPLATES] if own_templates is None else [own_templates, assets.TEMPLATES]
    env = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=False,  # a page asks for a hundred templates
    )
    words = catalogue(language)
    env.globals.update(t=words.text, relative=relative, phrase=_phrase(words))
    env.filters.update(Wording(words).filters, lines=_lines)
    return env


def _lines(text: str) -> Markup:
    """Return *text* with its line breaks as breaks."""
    return Markup("<br>").join(text.splitlines())


def _phrase(words: Catalogue) -> Callable[..., Markup]:
    def phrase(key: str, **values: object) -> Markup:
        """Return the words of *key*, in which the values may be markup."""
        return Markup(words.text(key)).format(**values)  # noqa: S704 - our own words

    return phrase
