"""Templates: the one place where a guide becomes HTML."""

from __future__ import annotations

from functools import cache, lru_cache
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes, pass_environment
from jinja2.filters import do_truncate
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from generator import assets, policy
from generator.messages import Catalogue, catalogue, filled
from generator.original import Original, is_marked, like, marked
from generator.uris import language_folder
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


def stylesheet(name: str, own_templates: Path | None = None, **values: object) -> str:
    """Return the style sheet *name*, ours or an office's own, filled with *values*."""
    return environment("zh", own_templates).get_template(name).render(**values)


def relative(target: str, page: str) -> str:
    """Return the link to the site file *target* from the *page*; both are uris of the site.

    What begins with a slash is there once for all languages; any other *target* is in that of the
    *page*, whose uri alone names the folder of its language.
    """
    path, hash_mark, anchor = target.partition("#")
    if path:
        path = path[1:] if path.startswith("/") else language_folder(page) + path
    if not path or path == page:
        return hash_mark + anchor or "#"
    return _way(path, dirname(page)) + hash_mark + anchor


@lru_cache(maxsize=1024)
def _way(target: str, folder: str) -> str:
    """Return the way from *folder* to *target*, both below one root."""
    return relpath(f"/{target}", f"/{folder}")


class _Worded(Environment):
    """Puts words that take no values in their places when a template is compiled, once for all."""

    def __init__(self, words: Catalogue, **options: Any) -> None:  # noqa: ANN401 - Jinja's own
        super().__init__(**options)
        self._words = words

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        _Words(self._words).visit(parsed)
        return parsed


class _Words(NodeTransformer):
    """Replaces `t("table.key")` by the words, and with values, by the words to be filled."""

    def __init__(self, words: Catalogue) -> None:
        self._words = words

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's own way to name it
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="t"), args=[nodes.Const(value=key)]):
                words = nodes.Const(self._words.text(key), lineno=node.lineno)
                told: tuple[Any, ...] = (words, "filled", [], node.kwargs, None, None)
                return nodes.Filter(*told, lineno=node.lineno) if node.kwargs else words
        return node


@cache
def environment(language: str, own_templates: Path | None) -> Environment:
    """Return the environment of *language*: escaping by default, undefined names refused."""
    folders = [assets.TEMPLATES] if own_templates is None else [own_templates, assets.TEMPLATES]
    words = catalogue(language)
    env = _Worded(
        words,
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=False,  # a page asks for a hundred templates
    )
    env.globals.update(t=words.text, relative=relative, phrase=_phrase(words))
    env.globals["policy"] = policy.meta
    env.filters.update(Wording(words).filters, lines=_lines, filled=filled, like=like, bare=_bare)
    env.filters.update(truncate=_truncated)
    env.tests["marked"] = is_marked
    return env


def _lines(text: str) -> Markup:
    """Return *text* with its line breaks as breaks."""
    told = Markup("<br>").join(text.splitlines())
    return marked(told) if isinstance(text, Original) else told


def _bare(text: str) -> str:
    """Return *text* without marks, for an attribute or a title, which have no place for them."""
    return text.striptags() if isinstance(text, Markup) else str(text)


@pass_environment
def _truncated(env: Environment, text: str, most: int, *how: Any) -> str:  # noqa: ANN401 - Jinja's own
    """Return *text* as Jinja cuts it off, in the language that it is in.

    So many characters as a Chinese text may have are as wide as nearly twice as many letters.
    """
    return like(do_truncate(env, text, most * 9 // 5 if text.isascii() else most, *how), text)


def _phrase(words: Catalogue) -> Callable[..., Markup]:
    def phrase(key: str, **values: object) -> Markup:
        """Return the words of *key*, in which the values may be markup."""
        told = words.text(key, **{name: escape(value) for name, value in values.items()})
        return Markup(told)  # noqa: S704 - our own words, and what was escaped

    return phrase
