"""Every kind of document by the rules of PDF/UA-1 and PDF/A-3a.

veraPDF holds both standards, outloud what a screen reader makes of a document: what is left of its
findings is in ARGUED, each with its reason. The tests below name the clauses of ISO 19005-3.
"""

import re
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import outloud
import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from lxml import html as markup

from generator import pdf, printing
from generator.desk import Desk
from generator.documents import KINDS
from generator.exports import dumped, guide_record
from generator.lint import checked
from generator.package import Package
from generator.sources import read_bytes

from . import verapdf
from .conftest import AS_OF
from .offices import office
from .test_pdf import annotations, squeezed, structure

KNOWN = [kind.name for kind in KINDS]
LAID_OUT = "ORD-001"
"""CSS paints what floats or is positioned after what is not; readers follow the tree, which
test_what_is_read_aloud_is_what_the_document_says_in_its_order holds to the document."""
ALIKE = "PAG-001"
"""What slips, or the guides of a booklet, have alike is content of each: no line of it is a head or
a foot, which test_what_stands_on_every_page_is_no_content holds."""
ARGUED = {
    "guide": {LAID_OUT},
    "one-page": set(),
    "poster": set(),
    "checklist": {LAID_OUT},
    "slip": {LAID_OUT, ALIKE},
    "handbook": {LAID_OUT},
    "chain-booklet": {LAID_OUT, ALIKE},
    "office-booklet": {LAID_OUT, ALIKE},
    "assignment": set(),
}
"""What is left of outloud's findings, by kind: these and no others."""
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
UA = "{http://www.aiim.org/pdfua/ns/id/}"
RUNNING = ("data-project", "data-version", "data-address", "data-draft")
"""The attributes of a document that its heads and feet repeat; its tabs repeat numbers."""
FORBIDDEN_ACTIONS = {
    *("/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState"),
    *("/Rendition", "/Trans", "/GoTo3DView", "/JavaScript", "/SubmitForm", "/GoToR", "/GoToE"),
}
FILTERS = {"/FlateDecode", "/DCTDecode"}
DEVICE_CMYK = {"k", "K"}


@pytest.fixture(scope="module", params=KNOWN)
def made(request, tmp_path_factory):
    """A document of each kind, of an office that does not change with the example."""
    root = tmp_path_factory.mktemp(request.param) / "office"
    desk = Desk.of(
        checked(office(root, items=3, packages=2, endorsed=True))[0], date.fromisoformat(AS_OF)
    )
    (kind,) = [each for each in KINDS if each.name == request.param]
    id = next(iter(kind.scope.ids(desk)))
    document = kind.made(desk, id)
    path = tmp_path_factory.getbasetemp() / f"{kind.name}.pdf"
    path.write_bytes(pdf.to_pdf(document, tmp_path_factory.getbasetemp() / "cache" / "fonts"))
    with pikepdf.open(path) as opened:
        guide = desk.guides.get(id)
        yield SimpleNamespace(kind=kind, path=path, pdf=opened, printed=document, guide=guide)


def dictionaries(document):
    """Yield every dictionary of the file, those inside others too."""
    waiting = list(document.objects)
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            waiting += [each for each in thing if not _is_indirect(each)]
        elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            yield thing
            waiting += [each for _, each in thing.items() if not _is_indirect(each)]


def _is_indirect(thing):
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def metadata(document):
    return etree.fromstring(document.Root.Metadata.read_bytes())


@pytest.fixture(scope="module")
def vera():
    running = verapdf.VeraPdf()
    yield running
    running.stop()


def test_verapdf_finds_nothing(made, vera):
    assert vera.broken(made.path) == []


EXAMPLES = (
    "projects/selenium-food-park.pdf",  # names that end in brackets, choices, what is dropped
    "projects/published-zhaotong-approval.pdf",
    "projects/small-low-risk-workshop.slip.pdf",
    "departments/housing.handbook.pdf",  # lists of steps
)


@pytest.mark.parametrize("uri", EXAMPLES)
def test_verapdf_finds_nothing_in_the_example(uri, vera, real_site):
    assert vera.broken(real_site / uri) == []


def test_verapdf_has_the_rules_of_both_standards_and_tells_what_is_broken(vera, tmp_path):
    counts = {
        name: len(list(verapdf.profile(name).iter("{*}rule"))) for name in ("PDFA-3A", "PDFUA-1")
    }
    assert counts == {"PDFA-3A": 155, "PDFUA-1": 106}
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(tmp_path / "plain.pdf")
    told = vera.broken(tmp_path / "plain.pdf")
    assert any(line.startswith("PDF/A-3a, 6.7.3.3-1:") for line in told), told
    assert any(line.startswith("PDF/UA-1, 7.1-") for line in told), told


def test_outloud_finds_nothing_that_is_not_argued(made):
    result = outloud.check(str(made.path))
    assert result.error is None
    assert result.stats["pages"] == len(made.pdf.pages)
    found = {finding.rule: finding.message for finding in result.findings}
    assert found.keys() == ARGUED[made.kind.name], found


def test_the_file_says_which_standards_it_holds(made):
    """ISO 19005-3, 6.6.4; ISO 14289-1, 5."""
    told = metadata(made.pdf)
    named = {name: value for each in told.iter() for name, value in each.attrib.items()}
    assert (named[f"{PDFA}part"], named[f"{PDFA}conformance"]) == ("3", "A")
    assert named[f"{UA}part"] == "1"
    assert b"pdfuaid" in made.path.read_bytes()


def test_metadata_are_one_description_with_a_schema_for_what_pdf_a_does_not_know(made):
    """6.6.2.1 and 6.6.2.3."""
    told = metadata(made.pdf)
    (described,) = told
    assert etree.QName(described).localname == "RDF"
    prefixes = told.xpath("//*[local-name()='prefix']/text()")
    assert prefixes == ["pdfuaid"]


def test_metadata_say_what_the_information_dictionary_says(made):
    """6.1.5; the dates are left out of both."""
    told, info = metadata(made.pdf), made.pdf.docinfo
    names = {"/Title": "title", "/Author": "creator", "/Subject": "description"}
    listed = {
        key: told.xpath(f"//*[local-name()='{name}']//*[local-name()='li']/text()")
        for key, name in names.items()
    }
    assert listed == {key: [str(info[key])] if key in info else [] for key in listed}
    assert str(info["/Title"]) == printing.title(made.printed)
    assert str(info["/Producer"]) in etree.tostring(told, encoding="unicode")
    assert set(info.keys()) <= {*listed, "/Producer"}


def test_header_trailer_and_file_ending_are_those_of_an_archive(made):
    """6.1.2 and 6.1.3: bytes beyond ASCII, an /ID, no encryption, nothing after EOF."""
    content = made.path.read_bytes()
    first, second, *_ = content.split(b"\n", 2)
    assert re.fullmatch(rb"%PDF-1\.7", first)
    assert second[:1] == b"%"
    assert all(byte > 127 for byte in second[1:5])
    assert content.rstrip(b"\r\n").endswith(b"%%EOF")
    assert len(made.pdf.trailer.ID) == 2
    assert "/Encrypt" not in made.pdf.trailer


def test_no_stream_is_packed_or_kept_in_a_way_that_may_be_lost(made):
    """6.1.7: no LZW, no /Crypt, no content in another file."""
    for each in dictionaries(made.pdf):
        if isinstance(each, pikepdf.Stream):
            used = each.get("/Filter", [])
            used = [used] if isinstance(used, pikepdf.Name) else used
            assert {str(name) for name in used} <= FILTERS
            assert not {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys())


def test_colours_are_those_of_the_output_intent(made):
    """6.2.3 and 6.2.4: one intent with its RGB profile; no colour of a printing press."""
    (intent,) = made.pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    profile = intent.DestOutputProfile
    assert profile.N == 3
    assert profile.read_bytes()[16:20] == b"RGB "
    assert profile.read_bytes()[36:40] == b"acsp"
    for page in made.pdf.pages:
        used = {str(operator) for _, operator in pikepdf.parse_content_stream(page)}
        assert not used & DEVICE_CMYK
    spaces = [str(each.get("/ColorSpace", "")) for each in dictionaries(made.pdf)]
    assert "/DeviceCMYK" not in spaces


def test_pictures_are_shown_as_they_are(made):
    """6.2.8: no other picture for print, nothing smoothed."""
    for each in dictionaries(made.pdf):
        if each.get("/Subtype") == "/Image":
            assert not {"/Alternates", "/OPI"} & set(each.keys())
            assert not each.get("/Interpolate", False)
        assert each.get("/Subtype") != "/PS"
        assert "/Ref" not in each or each.get("/Subtype") != "/Form"


def test_what_is_transparent_says_in_which_colours(made):
    """6.2.10: the output intent is the colour space of a page; blending is normal."""
    assert made.pdf.Root.OutputIntents
    for each in dictionaries(made.pdf):
        if each.get("/Type") == "/ExtGState" or "/ca" in each:
            assert str(each.get("/BM", "/Normal")) == "/Normal"
            assert "/TR" not in each


def test_fonts_are_inside_and_every_glyph_is_a_character(made):
    """6.2.11: embedded, mapped to Unicode, never .notdef, each as wide as the font says."""
    fonts = [each for each in dictionaries(made.pdf) if each.get("/Type") == "/Font"]
    whole = [each for each in fonts if each.Subtype == "/Type0"]
    assert whole
    for font in whole:
        assert font.Encoding == "/Identity-H"
        assert b"beginbfchar" in font.ToUnicode.read_bytes()
        (inner,) = font.DescendantFonts
        names, cut = glyphs(inner)
        for cid, width in widths(inner.W):
            assert 0 < cid < len(names)
            advance = cut["hmtx"][names[cid]][0] * 1000 / cut["head"].unitsPerEm
            assert float(width) == pytest.approx(advance, abs=1)


def glyphs(font):
    """Return the names of the glyphs of a CID font in the order of their CIDs, and the font."""
    described = font.FontDescriptor
    file = described.get("/FontFile3", described.get("/FontFile2"))
    cut = TTFont(BytesIO(file.read_bytes()))
    if font.Subtype == "/CIDFontType2":
        assert font.CIDToGIDMap == "/Identity"
        return cut.getGlyphOrder(), cut
    top = cut["CFF "].cff.topDictIndex[0]
    if hasattr(top, "ROS"):  # the glyphs have CIDs of their own, which have to be their places
        assert top.charset[1:] == [f"cid{place:05d}" for place in range(1, len(top.charset))]
    return top.charset, cut


def widths(listed):
    """Yield each CID of a /W array with its width."""
    values = list(listed)
    while values:
        first, second = values.pop(0), values.pop(0)
        if isinstance(second, pikepdf.Array):
            yield from enumerate(second, start=int(first))
        else:
            width = values.pop(0)
            yield from ((cid, width) for cid in range(int(first), int(second) + 1))


def test_nothing_in_it_does_anything_by_itself(made):
    """6.5 and 6.6.1: no scripts, no programs, no forms, no actions but those of links."""
    root = made.pdf.Root
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Requirements", "/NeedsRendering"} & set(root)
    assert "/JavaScript" not in root.get("/Names", {})
    for each in dictionaries(made.pdf):
        assert str(each.get("/S", "")) not in FORBIDDEN_ACTIONS
        assert "/JS" not in each
        assert "/AA" not in each
    for link in annotations(made.pdf):
        assert "/A" not in link or re.match(r"(https?|tel|mailto):", str(link.A.URI))


def test_annotations_are_links_that_are_printed(made):
    """6.3: the print flag alone; no hidden ones, none of multimedia."""
    for link in annotations(made.pdf):
        assert link.Subtype == "/Link"
        assert link.F == 4
        assert str(link.Contents)


def test_it_is_tagged_in_a_language_of_its_own(made):
    """6.7: level A."""
    assert made.pdf.Root.MarkInfo.Marked
    assert str(made.pdf.Root.Lang) == "zh-CN"
    assert made.pdf.Root.StructTreeRoot.K


def test_no_layer_hides_anything(made):
    """6.9."""
    assert "/OCProperties" not in made.pdf.Root
    assert "/Perms" not in made.pdf.Root  # 6.1.12


def test_a_guide_carries_its_data_and_its_package_and_other_documents_nothing(made):
    """6.8: each file typed, described and associated, with a day."""
    if made.kind.name != "guide":
        assert not made.pdf.attachments
        return
    record = dumped(guide_record(made.guide, pdf=True))
    expected = [("json", "/Data", "/application/json"), ("yml", "/Source", "/application/yaml")]
    assert len(made.pdf.Root.AF) == len(expected)
    assert list(made.pdf.attachments) == [f"{made.guide.id}.{suffix}" for suffix, *_ in expected]
    for file, (suffix, relationship, media_type) in zip(made.pdf.Root.AF, expected, strict=True):
        assert file.AFRelationship == relationship
        assert str(file.F) == str(file.UF) == f"{made.guide.id}.{suffix}"
        assert made.guide.package.name in str(file.Desc)
        assert file.EF.F.Subtype == media_type
        assert str(file.EF.F.Params.ModDate) == f"D:{AS_OF.replace('-', '')}000000Z"
    data, source = (file.EF.F.read_bytes() for file in made.pdf.Root.AF)
    assert data.decode() == record
    assert read_bytes(source, "guides/projects/p0.yml", Package).value == made.guide.package


def test_what_stands_on_every_page_is_no_content(made):
    """ISO 14289-1, 7.8: heads, feet and numbers of pages are artifacts, and nothing else is."""
    body = markup.document_fromstring(made.printed.html).body
    repeated = {value for name in RUNNING for value in body.xpath(f"//@{name}")}
    repeated |= set(body.xpath("//h1/@title | //h2/@title"))
    with pypdfium2.PdfDocument(made.path) as pages:
        assert len(pages) == len(made.pdf.pages)
        told = [squeezed(marked_texts(page).get(-1, "")) for page in pages]
    parts = {squeezed(each.text_content()) for each in body.iter("h1", "h2", "h3")}
    for place, left in enumerate(told, start=1):
        for each in sorted({*map(squeezed, repeated), *parts}, key=len, reverse=True):
            left = left.replace(each, "")  # noqa: PLW2901 - what is left of it
        assert re.fullmatch(rf"(—?{place}(/{len(told)}|—)?|\d)*", left), (place, left)
    assert any(told) == (made.kind.name not in {"one-page", "poster"})
    aloud, said = squeezed(read_aloud(made)), squeezed(" ".join(texts(body)))
    for each in map(squeezed, repeated - parts):
        assert aloud.count(each) == said.count(each), each


def texts(element):
    """Yield what *element* says, but in drawings, which say it by their names."""
    if element.tag in {"svg", "style"}:
        return
    yield element.text or ""
    for child in element:
        yield from texts(child) if isinstance(child.tag, str) else ()
        yield child.tail or ""


def test_what_is_read_aloud_is_what_the_document_says_in_its_order(made):
    told, start = squeezed(read_aloud(made)), 0
    for text in texts(markup.document_fromstring(made.printed.html).body):
        words = squeezed(text)
        start = told.find(words, start) + len(words)
        assert start >= len(words), (text, told[-40:])


def test_headings_are_those_of_the_document(made):
    body = markup.document_fromstring(made.printed.html).body
    written = [(each.tag, squeezed(each.text_content())) for each in body.iter("h1", "h2", "h3")]
    found = [
        (str(each.S)[1:].lower(), squeezed(read_aloud(made, [each])))
        for each in structure(made.pdf.Root.StructTreeRoot.K)
        if str(each.S) in {"/H1", "/H2", "/H3"}
    ]
    assert found == written


def read_aloud(made, elements=None):
    """Return what a screen reader reads: the text of the structure tree, in its order."""
    with pypdfium2.PdfDocument(made.path) as pages:
        texts = {number: marked_texts(page) for number, page in enumerate(pages)}
    numbers = {page.objgen: number for number, page in enumerate(made.pdf.pages)}

    def told(element):
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                yield texts[numbers[element.Pg.objgen]].get(kid, "")
            elif "/S" in kid:
                yield from told(kid)

    elements = made.pdf.Root.StructTreeRoot.K if elements is None else elements
    return "".join("".join(told(element)) for element in elements)


def marked_texts(page):
    """Return the text of each marked content of *page*, by its number."""
    found, reader = {}, page.get_textpage()
    for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
        number = pypdfium2.raw.FPDFPageObj_GetMarkedContentID(each.raw)
        room = (pypdfium2.raw.FPDF_WCHAR * 4096)()
        length = pypdfium2.raw.FPDFTextObj_GetText(each.raw, reader.raw, room, len(room))
        text = bytes(room)[: max(0, length - 2)].decode("utf-16-le")
        found[number] = found.get(number, "") + text
    return found


def test_an_item_is_read_in_the_order_in_which_it_is_asked_for(made):
    """Number, name, limit, last day, department, telephone, then materials; no foot in between."""
    if made.kind.name != "guide":
        return
    told = squeezed(read_aloud(made))
    start = 0
    for item in made.guide.taking_part:
        asked = [
            f"{item.number}{item.name}",
            f"{item.item.promised.days}个工作日",
            item.department.name,
            item.window.phone,
            *(material.name for material in item.item.materials),
            item.item.results[0].name,
        ]
        own = f"{re.escape(squeezed(asked[0]))}(关键)?{asked[1]}法定"  # not that in an overview
        start += re.search(own, told[start:]).start()
        places = [told.index(squeezed(part), start) for part in asked]
        assert places == sorted(places), asked
    assert "1/" not in told
    assert told.count(made.guide.version) <= 2  # on the cover and on the receipt
