"""What makes a PDF of WeasyPrint's both PDF/A-3a and PDF/UA-1; docs/decisions/0018 says why both.

WeasyPrint writes the one or the other. It is asked for PDF/A-3a; the rest is done here, on the
objects that it is about to write, so that nothing is parsed again.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VARIANT = "pdf/a-3a"
PROPERTY = "<pdfaProperty:{0}>{1}</pdfaProperty:{0}>".format
UA_SCHEMA = (
    ("name", "part"),
    ("valueType", "Integer"),
    ("category", "internal"),
    ("description", "Which part of ISO 14289 the file conforms to"),
)
UA = f"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
{"".join(PROPERTY(*each) for each in UA_SCHEMA)}
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""
"""The mark of PDF/UA (ISO 14289-1, 5), and its schema, which PDF/A wants (ISO 19005-3, 6.6.2.3)."""
LIST_PARTS = {"/LI", "/L", "/Caption"}
"""What a list consists of (ISO 32000-1, table 336)."""
ITEM_PARTS = {"/Lbl", "/LBody"}
"""What an item of a list consists of."""
WHOLE = {"/H1", "/H2", "/H3", "/P"}
"""Elements that are never in one of their kind: WeasyPrint tags boxes without names like others."""
SAYING = {"/TD", "/TH"}
"""Elements that say something even when they are empty: a table without them is irregular."""


@dataclass(frozen=True)
class Attached:
    """A file inside a document: what it is to it, as ISO 32000-2, 7.11.3 names it."""

    name: str
    media_type: str
    relationship: str
    description: str
    content: str


def finish(pdf: pydyf.PDF, attached: Sequence[Attached]) -> None:
    """Make of *pdf*, a PDF/A-3a that is about to be written, a PDF/UA-1 too."""
    _declare(pdf)
    _relate(pdf, attached)
    _leave_pictures_as_they_are(pdf)
    _hang_links(pdf)
    _unlink_artifacts(pdf, _tidied(pdf))
    _compress(pdf)


def _compress(pdf: pydyf.PDF) -> None:
    """Compress once what pydyf would compress twice, for the file and for the hash in it."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.compress:
            each.stream = [zlib.compress(_raw(each))]
            each.extra["Filter"] = "/FlateDecode"
            each.compress = False


def _raw(stream: pydyf.Stream) -> bytes:
    """Return the content of *stream*, as pydyf puts it together."""
    content: bytes = pydyf.Stream(stream.stream).data
    return content.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")


def _at(pdf: pydyf.PDF, reference: bytes) -> Any:  # noqa: ANN401 - an untyped module
    return pdf.objects[int(reference.split()[0])]


def _declare(pdf: pydyf.PDF) -> None:
    metadata = _at(pdf, pdf.catalog["Metadata"])
    (packet,) = metadata.stream
    metadata.stream = [packet.replace(b"</rdf:RDF>", UA.encode(), 1)]
    metadata.compress = False  # who looks for the mark without reading PDF finds it


def _relate(pdf: pydyf.PDF, attached: Sequence[Attached]) -> None:
    """Give each file inside its type, and name it once: WeasyPrint guesses, and names it twice."""
    files = [each for each in pdf.objects if _is_file(each)]
    for stream, each in zip(files, attached, strict=True):
        stream.extra["Subtype"] = "/" + each.media_type.replace("/", "#2f")
    if files:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _is_file(each: pydyf.Object) -> bool:
    return isinstance(each, pydyf.Stream) and each.extra.get("Type") == "/EmbeddedFile"


def _leave_pictures_as_they_are(pdf: pydyf.PDF) -> None:
    """Have no picture smoothed by the reader's program (ISO 19005-3, 6.2.8)."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and "Interpolate" in each.extra:
            each.extra["Interpolate"] = "false"


def _hang_links(pdf: pydyf.PDF) -> None:
    """Hang what can be clicked on its link, and not on a part of it (ISO 14289-1, 7.18.5)."""
    for number, part in _owners(pdf):
        link = part
        while link["S"] != "/Link" and "P" in link:
            link = _at(pdf, link["P"])
        if link is not part and link.get("S") == "/Link":
            clicked = [kid for kid in part["K"] if _is_clicked(pdf, kid)]
            part["K"] = pydyf.Array(kid for kid in part["K"] if kid not in clicked)
            link["K"].extend(clicked)
            _numbers(pdf)[2 * number + 1] = link.reference


def _owners(pdf: pydyf.PDF) -> Iterator[tuple[int, pydyf.Dictionary]]:
    """Yield the number of each annotation in the parent tree, and the element that holds it."""
    numbers = _numbers(pdf)
    for place in range(2 * len(pdf.page_references), len(numbers), 2):
        yield place // 2, _at(pdf, numbers[place + 1])


def _numbers(pdf: pydyf.PDF) -> pydyf.Array:
    """Return the parent tree: numbers of pages and annotations, each before what holds it."""
    return _at(pdf, _at(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]


def _is_clicked(pdf: pydyf.PDF, kid: int | bytes) -> bool:
    return isinstance(kid, bytes) and _at(pdf, kid)["Type"] == "/OBJR"


def _tidied(pdf: pydyf.PDF) -> set[int]:
    """Drop from the structure tree what says nothing; return the numbers of what stays in it.

    That is elements without content, and the white space between the items of a list. What else
    is in an item is its body (ISO 14289-1, 7.2), and what is in a heading is no heading.
    """
    staying: set[int] = set()

    def stays(kid: int | bytes, parent: pydyf.Dictionary) -> bool:
        if isinstance(kid, int):
            return True  # content of the page
        element = _at(pdf, kid)
        if element["Type"] == "/OBJR":
            return True  # a link
        if parent.get("S") == "/L" and element["S"] not in LIST_PARTS:
            return False
        if parent.get("S") == "/LI" and element["S"] not in ITEM_PARTS:
            element["S"] = "/LBody"
        if element["S"] in WHOLE and element["S"] == parent.get("S"):
            element["S"] = "/NonStruct"
        element["K"] = pydyf.Array(each for each in element["K"] if stays(each, element))
        if element["K"] or "Alt" in element or element["S"] in SAYING:
            staying.add(element.number)
        return element.number in staying

    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    root["K"] = pydyf.Array(each for each in root["K"] if stays(each, root))
    return staying


def _unlink_artifacts(pdf: pydyf.PDF, staying: set[int]) -> None:
    """Mark what no element of the tree holds as artifact: running heads, numbers of pages.

    WeasyPrint marks it as content, of elements that hang nowhere (ISO 14289-1, 7.1 and 7.8).
    """
    for page, owners in zip(pdf.page_references, _numbers(pdf)[1::2], strict=False):
        loose = {
            marked: _artifact(pdf, _at(pdf, owner))
            for marked, owner in enumerate(owners)
            if _at(pdf, owner).number not in staying
        }
        _mark(_at(pdf, _at(pdf, page)["Contents"]).stream, loose)
        owners[:] = ["null" if n in loose else owner for n, owner in enumerate(owners)]
    for each in pdf.objects:
        if _is_element(each) and each.number not in staying:
            each.clear()


def _is_element(each: pydyf.Object) -> bool:
    return isinstance(each, pydyf.Dictionary) and each.get("Type") == "/StructElem"


def _artifact(pdf: pydyf.PDF, element: pydyf.Dictionary) -> pydyf.Dictionary:
    """Return what kind of artifact the content of *element* is (ISO 32000-1, 14.8.2.2.2)."""
    spacing = _at(pdf, element["P"])["S"] == "/L"
    return pydyf.Dictionary({"Type": "/Layout" if spacing else "/Pagination"})


def _mark(stream: list[Any], loose: dict[int, pydyf.Dictionary]) -> None:
    """Mark in *stream* the content that has a number of *loose* as an artifact."""
    for at, operator in enumerate(stream):
        if operator == b"BDC" and (kind := loose.get(stream[at - 1].get("MCID"))) is not None:
            stream[at - 2 : at] = ["/Artifact", kind]
