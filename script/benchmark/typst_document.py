"""Our print document as a Typst document of the same parts, to measure one engine by the other.

Each kind of element calls a function of guide.typ, which sets it as print.css does.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

from lxml import etree, html

TEMPLATE = Path(__file__).with_name("guide.typ")
WIDTHS = {
    "dates": "(1fr, 56pt, 45pt, 45pt, 60pt, 60pt, 22pt, 58pt), 8pt, 12pt",
    "check": "(1fr, 96pt, 74pt, 78pt), 9pt, 13pt",
    "contacts": "(168pt, 168pt, 1fr), 9pt, 13pt",
}
"""Columns, type size and height of a line by the class of a table."""
TEXT_WIDTH = 170
"""Of a page, in millimetres."""
FUNCTIONS = {
    "h3": "subsection", "h4": "minor", "b": "strong", "strong": "strong", "p": "paragraph",
    "dt": "term", "p.lead": "lead", "p.note": "note", "p.banner": "banner", "p.answer": "answer",
    "p.legend": "note", "p.choice": "beside", "p.beside": "beside", "p.office": "office",
    "p.limit": "limit", "p.due": "due", "p.step": "step", "p.entry": "note", "div.note": "note",
    "span.quiet": "quiet", "span.tag": "tag", "span.tag critical": "critical-tag",
    "span.note": "small-quiet", "span.ag-note": "small-quiet", "span.ag-quiet": "small-quiet",
    "span.ag-tag": "tag", "span.ag-end": "kept", "span.number": "number", "span.badge": "badge",
    "span.label": "named", "span.key": "key", "div.item": "item", "div.entry": "small",
    "li": "entry", "li.tick": "tick", "li.given": "given", "td.tick": "tick",
    "section": "chapter", "section.whole": "whole", "div.whole": "whole",
    "section.contents": "leaf", "section.slip": "slip", "p.what": "what",
}  # fmt: skip
"""The function of guide.typ for each kind of element; one that is not here is what is in it."""


def typst_source(document: str) -> str:
    """Return the Typst source of our print *document*."""
    root = html.document_fromstring(document)
    body = root.find("body")
    told = {meta.get("name"): meta.get("content") for meta in root.iter("meta")}
    book = (
        f"title: {_string(root.findtext('.//title'))}, author: {_string(told['author'])}, "
        f"version: {_string(body.get('data-version'))}, "
        f"address: {_string(body.get('data-address'))}"
    )
    template = TEMPLATE.read_text("utf-8")
    return f"{template}\n#show: book.with({book})\n{_inside(body)}\n"


def _string(text: str) -> str:
    escaped = re.sub(r"\s+", " ", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _inside(element: etree._Element) -> str:
    """Return what is in *element*, text and elements in their order, as markup."""
    return "".join(_parts(element))


def _parts(element: etree._Element) -> Iterator[str]:
    if element.get("id") and element.tag != "h2":
        yield f"#metadata(none)#label({_string(element.get('id'))});"
    yield _text(element.text)
    for child in element:
        if isinstance(child.tag, str):
            yield _markup(child)
        yield _text(child.tail)


def _text(text: str | None) -> str:
    """Return *text* as markup; a blank at its end is one that Typst drops where a line ends."""
    if not text or not text.strip():
        return " " if text else ""
    before, after = " " * text[0].isspace(), " " * text[-1].isspace()
    return f"{before}#{_string(text.strip())};{after}"


def _kinds(element: etree._Element) -> Iterator[str]:
    kind = element.get("class")
    if kind:
        yield f"{element.tag}.{kind}"
        yield f"{element.tag}.{kind.split()[0]}"
    yield element.tag


def _markup(element: etree._Element) -> str:
    for kind in _kinds(element):
        if kind in SPECIAL:
            return SPECIAL[kind](element)
        if kind in FUNCTIONS:
            name = FUNCTIONS[kind]
            if _is_inline_list(element):
                break
            return f"#{name}[{_inside(element)}];"
    return _inside(element)


def _is_inline_list(element: etree._Element) -> bool:
    """Whether *element* is a list entry that print.css runs into its line."""
    return element.tag == "li" and bool(
        element.xpath("ancestor::dd and not(ancestor::ul[@class='materials'])")
    )


def _row(function: str) -> Callable[[etree._Element], str]:
    def made(element: etree._Element) -> str:
        return f"#{function}({_cells(element)});"

    return made


def _cells(elements: etree._Element | list[etree._Element]) -> str:
    return "".join(f"[{_inside(each)}]," for each in elements)


def _table(element: etree._Element) -> str:
    header = element.xpath("./thead/tr/th")
    body = "".join(
        f"[{_markup(cell) if cell.get('class') else _inside(cell)}],"
        for cell in element.xpath("./tbody/tr/td")
    )
    kind = element.get("class").split()[-1]
    if kind == "stages":
        colours = "".join(f"{cell.get('class').removeprefix('stage-')}," for cell in header)
        return f"#stage-row(({colours}), ({_cells(header)}), {body});"
    return f"#rows({WIDTHS[kind]}, ({_cells(header)}), {body});"


def _drawing(element: etree._Element) -> str:
    svg = etree.tostring(element, with_tail=False, encoding="unicode").replace("viewbox", "viewBox")
    return _picture(svg, f"{TEXT_WIDTH}mm", element.get("aria-label"))


def _code(element: etree._Element) -> str:
    form, _, content = element.get("src").partition(",")
    told = b64decode(content) if form.endswith("base64") else unquote_to_bytes(content)
    width = "30mm" if element.get("class") == "qr" else "13mm"
    return _picture(told.decode(), width, element.get("alt"))


def _picture(svg: str, width: str, alt: str) -> str:
    return f"#picture({width}, {_string(alt)}, {_string(svg)});"


def _link(element: etree._Element) -> str:
    target = element.get("href")
    to = f"label({_string(target[1:])})" if target.startswith("#") else _string(target)
    inside = f"[{_inside(element)}]"
    if "file" in (element.get("class") or ""):
        inside = f"file{inside}"
    return f"#link({to}, {inside});"


def _contents(element: etree._Element) -> str:
    def entry(each: etree._Element) -> str:
        target = f"label({_string(each[0].get('href')[1:])})"
        deep = "true" if each.get("class") == "in" else "false"
        return f"#content({target}, {deep})[{_inside(each)}];"

    return "".join(entry(each) for each in element)


def _list(element: etree._Element) -> str:
    if element.getparent().get("class") == "contents":
        return _contents(element)
    if element.xpath("ancestor::table[@class='stages']"):
        return "".join(
            f"#in-stage({'true' if each.get('class') else 'false'})[{_inside(each)}];"
            for each in element
        )
    if element.get("class") == "list":
        return "".join(f"#listed[{_inside(each)}];" for each in element)
    if element.xpath("ancestor::dd") and element.get("class") != "materials":
        return "#[；];".join(_inside(each) for each in element)
    return _inside(element)


def _cover(element: etree._Element) -> str:
    return f"#cover({_cells(element)});"


def _section(element: etree._Element) -> str:
    id, name = _string(element.get("id")), _string(str(element.text_content()))
    return f"{_tab(element)}#section({id}, {name})[{_inside(element)}];"


def _tab(heading: etree._Element) -> str:
    thumb = heading.getparent().get("data-thumb")
    return "" if thumb is None else f"#tab({thumb.strip() or 'none'});"


def _title(element: etree._Element) -> str:
    return f"#title({_string(element.get('title'))})[{_inside(element)}];"


def _stage_head(element: etree._Element) -> str:
    colour = element.getparent().get("class").removeprefix("stage-")
    return f"#stage-head({colour})[{_inside(element)}];"


def _figures(element: etree._Element) -> str:
    return "#side(" + "".join(f"figure-of[{_inside(each)}]," for each in element) + ");"


def _terms(element: etree._Element) -> str:
    indent = "96pt" if element.get("class") == "plain" else "116pt"
    look = f"{indent}, 9pt, 14pt, 3pt"
    if element.xpath("ancestor::div[@class='entry']"):
        look = "30pt, 8pt, 12pt, 0pt"
    return f"#terms-of({look}, {_cells(list(element))});"


SPECIAL: dict[str, Callable[[etree._Element], str]] = {
    "section.cover": _cover, "h2": _section, "h1": _title, "svg": _drawing, "img": _code,
    "table": _table,
    "a": _link, "ul": _list, "ol": _list, "dl": _terms,
    "div.stage-head": _stage_head, "div.figures": _figures, "div.two": _row("side"),
    "div.cover-who": _row("who"), "div.facts": _row("facts"), "div.way": _row("side"),
    "div.imprint": _row("imprint"), "div.blanks": _row("slip-lines"),
    "div.strut": lambda _: "#strut();",
    "br": lambda _: "#linebreak();",
    "span.sign": lambda e: f"#sign({_string(e.get('class'))});",
    "span.sign-critical-item": lambda _: "#critical-sign();",
    "q.ag-quote": lambda e: f"#small-quiet[“{_inside(e)}”];",
}  # fmt: skip
"""What becomes Typst in a way of its own."""
