"""The printed guide, as PDF: what a reader, a screen reader and an archive find in it."""

import hashlib
import logging
import os
import pickle
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pypdfium2.raw
import pytest
from lxml import html as markup

from generator import fonts, pdf, printing
from generator.guide import guide
from generator.lint import checked
from generator.messages import catalogue
from generator.pdf import Document
from generator.problems import MissingLibrary
from generator.settings import Print
from generator.sheets import sheets

from .conftest import AS_OF, ROOT

A4 = (595.28, 841.89)
BOX = 4 * 72 / 25.4
"""A tick box is 4 mm wide."""
SMALLEST_TYPE = 8
"""In points; older readers cannot make out less."""
OURS = {"Noto-Sans-SC", "Noto-Sans-SC-Bold", "Noto-Serif-SC-Bold"}
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 {0}" width="90" height="{0}">{1}</svg>'
)


@pytest.fixture(scope="module")
def guides():
    """The guides of this repository, the ones with fewer items first."""
    workspace, _ = checked(ROOT)
    made = [guide(workspace, id, date.fromisoformat(AS_OF)) for id in workspace.packages]
    return sorted(made, key=lambda each: (len(each.items), each.id))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache") / "fonts"


@pytest.fixture(scope="module", params=["today's", "historical"])
def printed(request, guides, cache):
    """A short guide with its document and its PDF: one to act on, and an old one."""
    old = request.param == "historical"
    each = next(guide for guide in guides if bool(guide.package.published) == old)
    made = printing.guide_document(each, "zh", None)
    with told_to(logging.getLogger("weasyprint")) as complaints:
        content = pdf.to_pdf(made, cache)
    assert complaints == []
    path = cache / f"{each.id}.pdf"
    path.write_bytes(content)
    with pikepdf.open(path) as document, pypdfium2.PdfDocument(path) as pages:
        texts = [page.get_textpage().get_text_bounded() for page in pages]
        yield SimpleNamespace(
            guide=each,
            made=made,
            html=made.html,
            path=path,
            document=document,
            pages=pages,
            texts=texts,
        )


@contextmanager
def told_to(logger):
    """Give the list of what *logger* is told meanwhile."""
    told = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told.append(record.getMessage())
    logger.addHandler(handler)
    yield told
    logger.removeHandler(handler)


def squeezed(text):
    return re.sub(r"[\s\u2060\ufffe]", "", text)


def outline(document):
    """Return every entry of the outline with the page that it leads to, from 1."""
    numbers = {page.objgen: number for number, page in enumerate(document.pages, start=1)}

    def entries(items):
        for item in items:
            yield item.title, numbers[item.destination[0].objgen]
            yield from entries(item.children)

    with document.open_outline() as opened:
        return list(entries(opened.root))


def annotations(document):
    return [link for page in document.pages for link in page.get("/Annots", [])]


def structure(element):
    """Yield every element of the structure tree."""
    if isinstance(element, pikepdf.Array):
        for kid in element:
            yield from structure(kid)
    elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
        yield element
        yield from structure(element.get("/K", pikepdf.Array()))


def test_only_our_fonts_are_in_it_and_all_of_them_whole(printed):
    found = [
        each
        for each in printed.document.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
    ]
    assert {str(each.FontName).split("+")[1] for each in found} == OURS
    assert all("/FontFile3" in each for each in found)


def test_no_glyph_is_missing(printed):
    assert fonts.missing(markup.document_fromstring(printed.html).text_content()) == ""
    for page in printed.document.pages:
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) not in {"Tj", "TJ"}:
                continue
            for part in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    glyphs = bytes(part)
                    assert b"\0\0" not in {glyphs[n : n + 2] for n in range(0, len(glyphs), 2)}


def test_it_says_what_it_is_and_in_which_language(printed):
    root, title = printed.document.Root, printing.title(printed.made)
    assert printed.guide.package.name in title
    assert str(root.Lang) == "zh-CN"
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    with printed.document.open_metadata() as metadata:
        assert metadata["dc:title"] == title
        assert metadata["pdfuaid:part"] == "1"


def test_every_picture_has_words_in_its_place(printed):
    elements = list(structure(printed.document.Root.StructTreeRoot.K))
    figures = [each for each in elements if each.S == "/Figure"]
    assert len(figures) >= 3  # the code on the cover, the flow, the timetable
    assert all(str(each.get("/Alt", "")) for each in figures)


def test_every_table_is_regular_and_has_heads(printed):
    elements = list(structure(printed.document.Root.StructTreeRoot.K))
    tables = [each for each in elements if each.S == "/Table"]
    assert tables
    for table in tables:
        rows = [each for each in structure(table) if each.S == "/TR"]
        cells = [[cell.S for cell in structure(row) if cell.S in {"/TH", "/TD"}] for row in rows]
        assert len({len(row) for row in cells}) == 1
        assert set(cells[0]) == {pikepdf.Name("/TH")}


def test_the_outline_leads_to_every_stage_and_item(printed):
    words = catalogue().text
    titles = [squeezed(title) for title, _ in outline(printed.document)]
    expected = [words("print.contents"), words("print.overview"), words("guide.flow")]
    for stage in printed.guide.stages:
        expected.append(f"{stage.number}{stage.name}")
        expected += [f"{item.number}{item.name}" for item in stage.items]
    if printed.guide.package.published:
        expected += map(words, ("guide.about", "print.basis", "guide.departments"))
    else:
        expected += map(words, ("guide.about", "print.basis", "guide.contacts", "print.slip"))
    found = iter(titles)
    assert all(squeezed(title) in found for title in expected), titles


def test_the_contents_name_the_pages_on_which_things_are(printed):
    listed = printed.texts[1]
    pages = dict(outline(printed.document))
    for item in printed.guide.taking_part:
        entry = f"{item.number} {item.name}"
        there = re.search(r"[\s]*".join(map(re.escape, squeezed(entry))) + r"\s*(\d+)\s", listed)
        assert there, entry
        assert int(there[1]) == pages[entry], entry
        assert squeezed(item.name) in squeezed(printed.texts[pages[entry] - 1])


def test_the_name_of_an_item_can_be_copied(printed):
    lines = [squeezed(line) for text in printed.texts for line in text.splitlines()]
    joined = "".join(lines)
    for item in printed.guide.items:
        assert squeezed(item.name) in joined


def test_every_link_within_lands(printed):
    names = printed.document.Root.Names.Dests.Names
    known = {str(name) for name in list(names)[::2]}
    inner = [str(each.Dest) for each in annotations(printed.document) if "/Dest" in each]
    assert {item.id for item in printed.guide.taking_part} <= set(inner) <= known


def test_links_to_elsewhere_are_addresses(printed):
    outer = [str(each.A.URI) for each in annotations(printed.document) if "/A" in each]
    page = f"{printed.guide.settings.address.rstrip('/')}/projects/{printed.guide.id}.html"
    assert page in outer
    assert all(re.match(r"(https?|tel):", address) for address in outer), outer


def test_every_page_is_a4_and_tells_its_number_and_version(printed):
    for number, (page, text) in enumerate(zip(printed.pages, printed.texts, strict=True), start=1):
        assert page.get_size() == pytest.approx(A4, abs=0.5)
        assert printed.guide.version in text
        assert number == 1 or f"{number} / {len(printed.pages)}" in text


def test_there_is_a_box_for_all_that_the_owner_hands_in(printed):
    squares = 0
    for page in printed.pages:
        for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = each.get_bounds()
            squares += (right - left, top - bottom) == pytest.approx((BOX, BOX), abs=0.1)
    asked = [
        material
        for item in printed.guide.taking_part
        for material in item.item.materials
        if not (material.exempt or printed.guide.supplies(material))
    ]
    assert squares == len(asked) + len(printed.guide.checklist.to_prepare)


def test_the_thumb_at_the_edge_tells_the_stage(printed):
    """The stage that begins on a page, else the one that goes on; none before and after them."""
    starts = {squeezed(title): page for title, page in outline(printed.document)}
    words = catalogue().text
    after = [starts.get(words(f"guide.{key}")) for key in ("checklist", "about")]
    end = min(page for page in after if page)
    stages = [
        (starts[squeezed(f"{s.number}{s.name}")], str(s.number)) for s in printed.guide.stages
    ]
    for number, page in enumerate(printed.pages, start=1):
        edge = page.get_textpage().get_text_bounded(left=A4[0] - 9 * 72 / 25.4)
        here = [stage for start, stage in stages if start == number]
        before = [stage for start, stage in stages if start < number < end]
        assert edge.strip() == (here or before[-1:] or [""])[0], number


def test_the_overview_is_one_page_even_of_the_longest_stage(guides, cache):
    longest = max(guides, key=lambda each: max(len(stage.items) for stage in each.stages))
    content = pdf.to_pdf(printing.guide_document(longest, "zh", None), cache)
    words = catalogue().text
    with pikepdf.open(BytesIO(content)) as document:
        starts = {squeezed(title): page for title, page in outline(document)}
    assert starts[words("guide.flow")] == starts[words("print.overview")] + 1


def test_an_old_flow_says_so_on_its_cover(printed):
    assert (catalogue().text("guide.historical") in printed.texts[0]) == printed.guide.historical


def test_any_process_prints_the_same_bytes(printed, cache):
    document = cache / "document.pickle"
    document.write_bytes(pickle.dumps(printed.made))
    program = (
        "import hashlib, pickle, sys; from pathlib import Path; from generator.pdf import to_pdf;"
        "cache, made = map(Path, sys.argv[1:]);"
        "document = pickle.loads(made.read_bytes());"
        "print(hashlib.sha256(to_pdf(document, cache)).hexdigest())"
    )
    told = subprocess.check_output(
        [sys.executable, "-c", program, cache.with_name("other"), document],
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(pdf.__file__).parents[1])},
        text=True,
    )
    assert told.split()[-1] == hashlib.sha256(printed.path.read_bytes()).hexdigest()


def plain(html):
    """Return *html* as a document in our own style."""
    settings = SimpleNamespace(print=Print())
    return Document(html, printing.print_style("print/print.css", settings, None))


@pytest.mark.tried("PDF", outcome="no server asked, no file read, none attached")
def test_a_document_fetches_nothing(cache, tmp_path):
    """Whatever got into the HTML: no server is asked, and no file of the machine is read."""
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>SECRET</text></svg>')
    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        away = f"http://127.0.0.1:{server.server_port}"
        made = pdf.to_pdf(
            plain(
                f'<html lang="zh-CN"><title>一</title><link rel="stylesheet" href="{away}/a.css">'
                f'<link rel="attachment" href="{secret.as_uri()}"><style>@import "{away}/b.css";'
                f"p {{ background: url({away}/c.png) }}</style><p>办事"
                f'<img alt="" src="{away}/d.png"><img alt="" src="{secret.as_uri()}">'
                f'<object data="{secret.as_uri()}"></object>'
            ),
            cache,
        )
        server.shutdown()
    assert asked == []
    path = tmp_path / "made.pdf"
    path.write_bytes(made)
    with pikepdf.open(path) as document, pypdfium2.PdfDocument(path) as pages:
        assert not document.attachments
        assert pages[0].get_textpage().get_text_bounded().split() == ["办事", "1", "/", "1"]


def test_a_machine_that_cannot_cut_fonts_is_told_the_package(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "is_native_subsetting_available", lambda: False)
    with (
        pytest.raises(MissingLibrary, match="libharfbuzz-subset0"),
        printing.printer(tmp_path, 1),
    ):
        pass


def test_what_was_printed_before_is_not_printed_again(tmp_path):
    html = '<html lang="zh-CN"><title>一</title><p>办事'
    with printing.printer(tmp_path, 1) as press:
        first = press.submit(plain(html), "a.yml").result()
    before = first.stat().st_ino
    with printing.printer(tmp_path, 1) as press:
        assert press.submit(plain(html), "a.yml").result() == first
        other = press.submit(plain(html + "指引"), "a.yml").result()
    assert first.stat().st_ino == before
    assert other != first
    assert other.read_bytes().startswith(b"%PDF-")


@pytest.mark.tried("PDF", outcome="refused: `document-failed` for each, the others made")
def test_documents_that_fail_are_named_and_stop_no_other(tmp_path):
    def work(document, target):
        if "bad" in document.html:
            raise ValueError("something is wrong")
        return printing.printed(document, target)

    with ThreadPoolExecutor(1) as executor:
        press = printing.Printer(tmp_path / "pdf", executor, work)
        press.submit(plain("<title>一 &amp; 二</title>bad"), "guides/projects/a.yml")
        good = press.submit(
            plain('<html lang="zh-CN"><title>好</title>好'), "guides/projects/b.yml"
        )
        press.submit(plain("<title>三</title>bad"), "guides/projects/c.yml")
        told = [catalogue().told(problem) for problem in press.problems()]
    assert good.result().exists()
    assert [line.partition(":")[0] for line in told] == [
        "guides/projects/a.yml",
        "guides/projects/c.yml",
    ]
    assert "《一 & 二》：ValueError something is wrong" in told[0]


def test_a_drawing_is_cut_at_its_stages_and_between_the_rows_of_a_high_one():
    bands = "".join(
        f'<rect class="band stage-1" y="{y}"/><text y="{y + 9}">{y}</text>' for y in (5, 105)
    )
    boxes = "".join(
        f'<g class="box"><rect rx="3" y="{y}" height="30"/><text y="{y + 9}">{y}</text></g>'
        for y in (25, 125, 175, 225, 275)
    )
    lines = "".join(f'<g class="line"><path d="M5 {y}L5 {y + 10}"/></g>' for y in (40, 160, 260))
    cut = sheets(DRAWING.format(320, bands + boxes + lines), 120)
    assert [re.findall(r'viewBox="(.*?)"', sheet) for sheet in cut] == [
        ["0 0 90 103"],
        ["0 103 90 153"],
        ["0 256 90 64"],
    ]
    assert [re.findall(r">(\d+)<", sheet) for sheet in cut] == [
        ["5", "25"],
        ["105", "125", "175", "225"],
        ["275"],
    ]
    assert [sheet.count("<path") for sheet in cut] == [1, 2, 1]


def test_every_box_of_a_flow_is_on_one_of_its_sheets(guides):
    for each in guides:
        document = markup.document_fromstring(printing.guide_document(each, "zh", None).html)
        told = [text.text for text in document.xpath("//svg[contains(@class, 'ag-flow')]//text")]
        numbers = [text.split()[0] for text in told if re.match(r"\d+\.\d+ ", text)]
        assert sorted(numbers) == sorted(item.number for item in each.items), each.id


def test_no_type_is_too_small_to_read(printed):
    sizes = {
        round(size_of(page, place), 2)
        for page in (sheet.get_textpage() for sheet in printed.pages)
        for place, character in enumerate(page.get_text_range())
        if character.strip()
    }
    assert min(sizes) >= SMALLEST_TYPE


def size_of(page, place):
    """Return how large the character at *place* stands on the paper, in points."""
    matrix = pypdfium2.raw.FS_MATRIX()
    pypdfium2.raw.FPDFText_GetMatrix(page.raw, place, matrix)
    return pypdfium2.raw.FPDFText_GetFontSize(page.raw, place) * abs(matrix.d)
