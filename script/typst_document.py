"""Our print document as a Typst source with the same parts, to measure one engine by the other."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from lxml import etree, html

PREAMBLE = """
#set page(paper: "a4", margin: (top: 22mm, right: 18mm, bottom: 20mm, left: 22mm),
  numbering: "1 / 1")
#set text(font: "Noto Sans SC", size: 10.5pt, lang: "zh", region: "cn")
#set par(leading: 6.5pt, spacing: 6pt)
#show heading: set text(font: "Noto Serif SC")
#let small(body) = { set text(size: 8.5pt); set par(leading: 4.5pt, spacing: 4pt); body }
"""
HEADINGS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 3}
BLOCKS = {"p", "li", "div", "section", "figure", "ul", "ol", "dl", "body"}
BOLD = {"strong", "b", "dt"}


def typst_source(document: str) -> str:
    """Return the Typst source of our print *document*."""
    body = html.document_fromstring(document).find("body")
    return PREAMBLE + "".join(_markup(body))


def quoted(text: str) -> str:
    """Return *text* as a Typst string that stands in markup."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'#"{escaped}"'


def _markup(element: etree._Element) -> Iterator[str]:
    name = element.tag
    if not isinstance(name, str):
        return
    if name in REPLACED:
        yield from REPLACED[name](element)
    elif name in HEADINGS:
        yield f"\n#heading(level: {HEADINGS[name]})[{''.join(_inside(element))}]\n"
    elif name == "dl":
        yield f"\n#small[{''.join(_inside(element))}]\n"
    elif name in BOLD:
        yield f"#strong[{''.join(_inside(element))}]"
    else:
        yield from _block(element, name)


def _block(element: etree._Element, name: str) -> Iterator[str]:
    kinds = set((element.get("class") or "").split())
    if "part" in kinds:
        yield "\n#pagebreak(weak: true)\n"
    if {"tick", "ag-material"} & kinds:
        yield "\n\n#box(width: 4mm, height: 4mm, stroke: .8pt) "
    elif name in BLOCKS and element.getparent().tag not in {"div", "dl"}:
        yield "\n\n"
    yield from _inside(element)
    if "cover" in kinds:
        yield "\n#pagebreak()\n"


def _inside(element: etree._Element) -> Iterator[str]:
    """Yield what is inside *element*, text and elements in their order."""
    if element.text and element.text.strip():
        yield quoted(element.text)
    for child in element:
        yield from _markup(child)
        if child.tail and child.tail.strip():
            yield quoted(child.tail)


def _table(element: etree._Element) -> Iterator[str]:
    rows = element.xpath(".//tr[not(ancestor::td)]")
    columns = max(len(row) for row in rows)
    cells = "".join(f"[{''.join(_inside(cell))}]," for row in rows for cell in row)
    stroke = "none" if element.get("role") == "presentation" else "(bottom: .5pt + luma(200))"
    yield f"\n#small[#table(columns: {columns}, stroke: {stroke}, {cells})]\n"


def _drawing(element: etree._Element) -> Iterator[str]:
    yield _image(etree.tostring(element, with_tail=False).decode(), "100%")


def _picture(element: etree._Element) -> Iterator[str]:
    yield _image(unquote_to_bytes(element.get("src").split(",", 1)[1]).decode(), "27mm")


def _line_break(_: etree._Element) -> Iterator[str]:
    yield " #linebreak() "


def _image(svg: str, width: str) -> str:
    escaped = svg.replace("\\", "\\\\").replace('"', '\\"')
    return f'\n#image(bytes("{escaped}"), format: "svg", width: {width})\n'


REPLACED = {"svg": _drawing, "img": _picture, "table": _table, "br": _line_break}
"""How an element becomes Typst that is no run of text."""
