"""The pages of a site as Markdown, for another site engine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import escape

from generator.messages import catalogue
from generator.pages import Page
from generator.search_index import ROOT_PLACE, SEARCH_PLACE, search_form
from generator.workspace import GUIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.site import Published

PASSIVE = str.maketrans({"`": "&#96;", "~": "&#126;", "{": "&#123;", "}": "&#125;"})
"""What other engines act on even within HTML: fences, macros, shortcodes, expressions."""
OURS = re.compile(r"(<(script|style)\b.*?</\2>)", re.DOTALL)
"""Programs and styles, in which no entity is read."""


def exported(made: Published, folder: Path) -> int:
    """Write *made* under *folder* for another site engine, and return how many files there are.

    A page becomes a Markdown file with front matter and one block of HTML; prose pages and
    attachments lie beside them as they do below guides/. Every page of the internal edition says
    that it is one.
    """
    internal = made.workspace.internal
    files = {file.uri: file.content for file in made.files} | dict(beside(made.workspace.root))
    for uri, content in files.items():
        target = folder / uri
        if isinstance(content, Page):
            target = target.with_suffix(".md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_content(content, internal=internal))
    return len(files)


def beside(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield what lies below guides/ beside the YAML, prose and attachments, with its uri."""
    guides = root / GUIDES
    for path in sorted(guides.rglob("*")):
        inside = path.relative_to(guides)
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.is_file() and path.suffix != ".yml" and not hidden:
            yield inside.as_posix(), path


def _banner(language: str) -> str:
    told = escape(catalogue(language).text("edition.internal"))
    return f'<p class="ag-internal" role="note">{told}</p>\n'


def _content(content: Page | str | bytes | Path, *, internal: bool) -> bytes:
    match content:
        case Page() as page:
            return _markdown(page, _banner(page.language) if internal else "").encode()
        case Path() as path:
            return path.read_bytes()
        case str() as text:
            return text.encode()
        case _:
            return content


def _markdown(page: Page, banner: str) -> str:
    """Return *page* below its *banner* as Markdown that any engine passes through.

    It is HTML without an empty line. Our style sheet speaks of `md-typeset`, which other themes do
    not set.
    """
    front = {"title": page.title, "description": page.description}
    form = search_form(page.language).replace(ROOT_PLACE, "./")
    html = banner + _passive(page.html.replace(SEARCH_PLACE, form))
    lines = "\n".join(line for line in html.splitlines() if line.strip())
    told = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()
    )
    return f'---\n{told}\n---\n\n<div class="md-typeset">\n{lines}\n</div>\n'


def _passive(html: str) -> str:
    """Return *html* that says the same and holds nothing that another engine would act on."""
    parts = OURS.split(html)  # text, a whole element, its name, text, and so on
    parts[::3] = [text.translate(PASSIVE) for text in parts[::3]]
    del parts[2::3]
    return "".join(parts)
