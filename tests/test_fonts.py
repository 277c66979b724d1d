"""The fonts show what Chinese offices write, and no other gets into a PDF."""

# ruff: noqa: RUF001 - Chinese punctuation is what these fonts are for

import ctypes
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._f_v_a_r import Axis
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import fonts, pdf
from generator.fonts import BOLD, FACES, FANG, KAI, REGULAR, ROLES, SONG, TITLE
from generator.pdf import Document
from generator.printing import pdf_key, printer

from .browser import chromium

CASES = Path(__file__).parent / "cases" / "fonts"
PROOF = CASES / "proof.html"
LOADED = """
    document.fonts.ready.then(fonts => arguments[0](
        [...fonts].filter(font => font.status === "loaded")
            .map(font => font.weight + " " + font.unicodeRange.replaceAll(" ", ""))
    ))
"""
TEXT = "办事指引：5 个工作日——𠮷"


def of_codec(codec, leads, trails):
    """Return the ideographs that a two-byte codec has."""
    pairs = (bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in trails)
    return {pair for pair in pairs if len(pair) == 1 and "一" <= pair <= "龥"}


REPERTOIRES = {
    "gb2312": (of_codec("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF)), 6763),
    "gbk": (of_codec("gbk", range(0x81, 0xFF), range(0x40, 0xFF)), 20902),
    "extension-a": (set(map(chr, range(0x3400, 0x4DB6))), 6582),
    # Of the 8 105 characters of 通用规范汉字表 (2013) those past U+FFFF, by Unicode's kTGH.
    "beyond-the-plane": (
        set("".join((CASES / "beyond-the-plane.txt").read_text("utf-8").split())),
        196,
    ),
    "names": (set("𠮷㙍䶮㛃𬭚"), 5),
    "signs": (
        set("①②⑩⑳〔〕《》「」（），。；：？！“”‘’、·…—–×÷±≤≥≈→←↑↓□■○●◆◇▲△▼✓★㎡℃％￥№§々〇ⅠⅫ㈠"),
        59,
    ),
}


@pytest.mark.parametrize(("characters", "size"), REPERTOIRES.values(), ids=REPERTOIRES)
def test_every_face_shows(characters, size):
    assert len(characters) == size
    for face in FACES:
        assert not characters - face.characters


def of_gb_18030():
    """Return the characters of two bytes in GB 18030 (its level 1), less those for private use."""
    pairs = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    found = {pair.decode("gb18030", "ignore") for pair in pairs}
    return {c for c in found if len(c) == 1 and not "\ue000" <= c <= "\uf8ff" and c.isprintable()}


def test_every_character_of_gb_18030_is_shown():
    assert len(of_gb_18030()) > 21_800
    assert not fonts.missing("".join(of_gb_18030()))
    assert not fonts.missing("".join(map(chr, range(0x3400, 0x4DC0))))
    assert not fonts.missing("".join(map(chr, range(0x4E00, 0xA000))))


@pytest.mark.parametrize("name", ["gb2312", "beyond-the-plane", "names"])
def test_the_kai_shows_names_that_the_fangsong_lacks(name):
    assert not REPERTOIRES[name][0] - KAI.characters


def test_the_fangsong_shows_gb_2312_and_full_width_forms():
    signs = set(map(chr, range(0xFF01, 0xFF5F))) | set("〔〕《》“”·—…①")
    assert not (REPERTOIRES["gb2312"][0] | signs) - FANG.characters


def test_page_numbers_have_half_width_figures():
    assert {advance(SONG, figure) for figure in "0123456789"} == {500}
    assert "—" in SONG.characters


def test_what_no_face_shows_is_named_once_and_in_order():
    assert fonts.missing("可装订☐、한글☐⌈") == "☐한글⌈"


def test_what_leaves_no_mark_is_never_missing():
    assert not fonts.missing("一 行\n〔2026〕\u2060号\u200b\u00ad\ufeff⚠\ufe0f\t")


@settings(deadline=None)  # the first one opens the whole font
@given(st.text(st.sampled_from(sorted(REGULAR.characters))))
def test_a_subset_shows_just_its_text(text):
    shown = hb.Face(hb.Blob(fonts.subset(REGULAR, [text]))).unicodes
    assert set(map(chr, shown)) == set(text)


def test_the_files_are_those_that_the_script_made():
    for line in (fonts.FOLDER / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((fonts.FOLDER / name).read_bytes()).hexdigest() == digest
    files = {path.name for path in fonts.FOLDER.iterdir() if path.suffix in {".otf", ".ttf"}}
    assert {face.path.name for face in ROLES.values()} == files


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_a_font_names_its_owner_and_its_licence(face):
    names = TTFont(face.path)["name"]
    assert names.getDebugName(6) == face.name
    assert "Adobe" in names.getDebugName(0)
    assert "SIL Open Font License" in names.getDebugName(13)
    assert "Adobe" in TTFont(BytesIO(fonts.subset(face, "一")))["name"].getDebugName(0)


def test_the_licences_lie_beside_the_fonts():
    assert "SIL OPEN FONT LICENSE Version 1.1" in fonts.LICENCE.read_text(encoding="utf-8")
    fandol = (fonts.FOLDER / "Fandol-COPYING.txt").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in fandol
    assert "As a special exception, if you create a document which uses this font" in fandol


@pytest.mark.parametrize("face", [KAI, FANG, SONG], ids=lambda face: face.name)
def test_a_font_that_was_cut_says_so_and_may_be_embedded(face):
    font = TTFont(face.path)
    assert "Cut in 2026" in font["name"].getDebugName(10)
    assert font["name"].getDebugName(6) == face.name
    assert fonts.fault(face.path) is None


def test_a_name_that_the_licence_reserves_is_not_used():
    names = {record.toUnicode() for record in TTFont(KAI.path)["name"].names if record.nameID}
    assert not [name for name in names if "LXGW" in name or "霞鹜" in name]


@pytest.fixture
def altered(tmp_path):
    """Return a function that makes a font file of the page numbers' face, altered."""

    def make(alter):
        font = TTFont(SONG.path)
        alter(font)
        font.save(tmp_path / "altered.otf")
        return tmp_path / "altered.otf"

    return make


@pytest.mark.parametrize(
    ("bits", "found"),
    [
        (0x0, None),
        (0x4, None),
        (0x8, None),
        (0xA, None),  # the least restrictive one holds
        (0x2, "font-restricted"),
        (0x104, "font-restricted"),
        (0x208, "font-restricted"),
    ],
)
def test_a_font_is_embedded_only_where_its_maker_allows_it(altered, bits, found):
    assert fonts.fault(altered(lambda font: setattr(font["OS/2"], "fsType", bits))) == found


def test_a_font_of_many_designs_is_refused(altered):
    def vary(font):
        table = font["fvar"] = newTable("fvar")
        axis = Axis()
        axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue = "wght", 100, 400, 900
        table.axes, table.instances = [axis], []

    assert fonts.fault(altered(vary)) == "font-variable"


@pytest.mark.parametrize("content", [b"", b"no font", b"OTTO" + bytes(40)])
def test_what_is_no_font_is_refused(tmp_path, content):
    (tmp_path / "font.ttf").write_bytes(content)
    assert fonts.fault(tmp_path / "font.ttf") == "font-unreadable"


@pytest.fixture
def own(altered):
    """The office's own kai, which has a character that ours have not."""

    def add(font):
        for table in font["cmap"].tables:
            table.cmap[ord("☐")] = table.cmap[ord("0")]
            table.cmap[ord("套")] = table.cmap[ord("0")]

    return fonts.own_fonts({"kaiti": altered(add)})


def test_an_office_can_bring_a_character_that_ours_lack(own):
    assert fonts.missing("☐⌈") == "☐⌈"
    assert fonts.missing("☐⌈", own) == "⌈"


def test_an_office_prints_with_its_own_font(own, tmp_path):
    html = '<!doctype html><html lang="zh-CN"><title>套</title><p>套餐'
    document = Document(html, 'p { font-family: "KaiTi" }')
    ours = pdf.to_pdf(document, tmp_path / "fonts")
    theirs = pdf.to_pdf(replace(document, own=own), tmp_path / "fonts")
    assert glyphs(ours, "KaiTi") == 2
    assert glyphs(theirs, "KaiTi") == 1  # 餐 it has not
    assert pdf_key("0", ()) != pdf_key("0", own)


def test_what_an_office_prints_is_printed_anew_with_its_own_font(own, tmp_path):
    document = Document(
        '<!doctype html><html lang="zh-CN"><title>餐</title><p>餐', 'p { font-family: "KaiTi" }'
    )
    made = []
    for theirs in ((), own):
        with printer(tmp_path, 1, theirs) as press:
            made.append(press.submit(document, "a.yml").result())
    assert [glyphs(path.read_bytes(), "KaiTi") for path in made] == [1, 0]


def glyphs(content, name):
    """Return how many characters the font *name* shows in a PDF."""
    with pypdfium2.PdfDocument(content) as document:
        text = document[0].get_textpage()
        return sum(
            font_of(text, at).endswith(name) and bool(text.get_text_range(at, 1).strip())
            for at in range(text.count_chars())
        )


def font_of(text, at):
    buffer = ctypes.create_string_buffer(100)
    pdfium.FPDFText_GetFontInfo(text, at, buffer, 100, None)
    return buffer.value.decode()


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_letter_forms_are_the_mainlands(face):
    """A colon stands in the middle of its square in Japan, a full stop in Taiwan."""
    assert middle(face, "：") < 350
    assert middle(face, "。") < 350


@pytest.mark.parametrize("face", [REGULAR, BOLD], ids=lambda face: face.name)
def test_figures_are_of_one_width(face):
    assert len({advance(face, figure) for figure in "0123456789"}) == 1


def middle(face, character):
    """Return how far from the left the middle of the drawn shape is, in thousandths of an em."""
    font, glyph = glyph_of(face, character)
    extents = font.get_glyph_extents(glyph)
    return extents.x_bearing + extents.width / 2


def advance(face, character):
    font, glyph = glyph_of(face, character)
    return font.get_glyph_h_advance(glyph)


def glyph_of(face, character):
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(face.path))))
    return font, font.get_nominal_glyph(ord(character))


def test_any_process_makes_the_same_bytes():
    program = (
        "import hashlib; from generator.fonts import FACES, subset, woff2;"
        f"print(*(hashlib.sha256(make(face, [{TEXT!r}])).hexdigest()"
        " for make in (subset, woff2) for face in FACES))"
    )
    root = Path(__file__).parents[1]
    made = {
        subprocess.check_output(
            [sys.executable, "-c", program], cwd=root, env=os.environ | {"PYTHONHASHSEED": seed}
        )
        for seed in "12"
    }
    assert len(made) == 1


def test_a_font_is_made_once_and_kept(tmp_path):
    fonts.print_css([TEXT], tmp_path)
    before = {path: path.stat().st_ino for path in tmp_path.iterdir()}
    fonts.print_css([TEXT[::-1], "☐"], tmp_path)
    assert {path: path.stat().st_ino for path in tmp_path.iterdir()} == before
    assert len(before) == len(FACES)


def test_another_character_is_another_file(tmp_path):
    assert fonts.print_css([TEXT], tmp_path) != fonts.print_css([TEXT, "新"], tmp_path)


def test_a_font_for_print_has_the_page_numbers(tmp_path):
    fonts.print_css(["一"], tmp_path)
    for path in tmp_path.iterdir():
        assert set(range(0x20, 0x7F)) < set(TTFont(path).getBestCmap())


def test_slices_split_the_characters_by_how_many_pages_have_them():
    counts = Counter({"的": 100, "一": 30, "罕": 29} | {chr(0x5000 + n): 1 for n in range(300)})
    first, second, *others = fonts.slices(counts)
    assert first == "一的"
    assert "罕" in second
    assert all(len(rest) <= fonts.SLICE for rest in (second, *others))
    assert sorted("".join((first, second, *others))) == sorted(counts)


def test_no_characters_are_no_slices():
    assert fonts.slices(Counter()) == ()


def test_a_slice_on_the_web_has_just_its_characters(tmp_path):
    served = fonts.web_fonts(TITLE, ["abc丁", "☐", "七"], tmp_path)
    assert re.findall(r"unicode-range:(.*?);", served.css) == ["U+61-63,U+4E01", "U+4E03"]
    assert re.findall(r'url\("(.*?)"\)', served.css) == [file.name for file in served.files]
    characters = [set(map(chr, TTFont(file).getBestCmap())) for file in served.files]
    assert characters == [set("abc丁"), set("七")]


def test_a_page_that_brings_its_rare_characters_fetches_no_further_slice(tmp_path):
    faces = (REGULAR, BOLD)
    site = [fonts.web_fonts(face, ["办事指引", "罕见", "其他"], tmp_path) for face in faces]
    own = [fonts.web_fonts(face, ["罕"], tmp_path) for face in faces]
    css = "".join(served.css for served in [*site, *own])
    css = re.sub(r"local\(.*?\),", "", css)  # what the machine has counts as loaded, used or not
    page = tmp_path / "page.html"
    body = '<body style="font-family: Noto Sans SC">办事指引罕<b>办罕</b>'
    page.write_text(f"<!doctype html><meta charset=utf-8><style>{css}</style>{body}", "utf-8")
    with chromium(tmp_path / "profile") as driver:
        driver.get(page.as_uri())
        loaded = driver.execute_async_script(LOADED)
    fetched = {fonts.unicode_range("办事指引"), fonts.unicode_range("罕")}
    assert set(loaded) == {f"{face.weight} {points}" for face in faces for points in fetched}


def test_a_character_on_the_web_weighs_no_more_than_175_bytes():
    characters = sorted(of_codec("gb2312", range(0xB0, 0xB7), range(0xA1, 0xFF)))
    for face in (REGULAR, BOLD):
        assert len(fonts.woff2(face, characters)) < 175 * len(characters)


def test_harfbuzz_can_cut_the_fonts_of_a_pdf():
    assert fonts.is_native_subsetting_available()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A cache with the proof, its fonts, and a home with a font of another kind."""
    cache = tmp_path_factory.mktemp("cache")
    html = PROOF.read_text(encoding="utf-8")
    (cache / "proof.html").write_text(html, encoding="utf-8")
    (cache / "fonts.css").write_text(fonts.print_css([html], cache), encoding="utf-8")
    foreign = TTFont(BytesIO(fonts.subset(TITLE, [html])))
    for name_id in (1, 3, 4, 6):
        foreign["name"].setName("A Foreign Font", name_id, 3, 1, 0x409)
    (cache / "home" / ".fonts").mkdir(parents=True)
    foreign.save(cache / "home" / ".fonts" / "foreign.otf")
    return cache


def printed(folder, name, **environment):
    """Return where the proof is after WeasyPrint has printed it in a process of its own."""
    pdf = folder / f"{name}.pdf"
    command = [sys.executable, "-m", "weasyprint", "--quiet", folder / "proof.html", pdf]
    machine = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    subprocess.run(command, check=True, env=machine | environment)
    return pdf


def embedded(pdf):
    """Return the names of the fonts in a PDF, less the tag of a subset."""
    with pikepdf.open(pdf) as document:
        return {
            str(found.FontName).split("+")[1]
            for found in document.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor"
        }


def test_a_pdf_is_the_same_whatever_fonts_the_machine_has(folder):
    alone = fonts.isolation(folder)
    with_others = printed(folder, "with", HOME=str(folder / "home"), **alone)
    without = printed(folder, "without", HOME=str(folder), **alone)
    assert with_others.read_bytes() == without.read_bytes()


def test_only_our_fonts_get_into_a_pdf(folder):
    pdf = printed(folder, "ours", HOME=str(folder / "home"), **fonts.isolation(folder))
    assert embedded(pdf) == {"Noto-Sans-SC", "Noto-Sans-SC-Bold", "Noto-Serif-SC-Bold"}


def programs(pdf):
    """Yield the font programs in a PDF that are CID-keyed."""
    with pikepdf.open(pdf) as document:
        for found in document.objects:
            if isinstance(found, pikepdf.Dictionary) and "/FontFile3" in found:
                font = TTFont(BytesIO(found.FontFile3.read_bytes()))
                if hasattr(font["CFF "].cff[0], "ROS"):
                    yield font


def test_every_reader_of_a_pdf_finds_the_glyphs(tmp_path):
    """By ISO 32000-1, 9.7.4.2, what a PDF names is a CID: it has to be the glyph's place as well.

    Else MuPDF shows nothing, while pdfium and poppler, which take it for the place, show all.
    """
    style = "".join(f'.{role} {{ font: 400 9pt "{face.family}" }}' for role, face in ROLES.items())
    body = "".join(f'<p class="{role}">{TEXT}<b>{TEXT}</b>' for role in ROLES)
    document = Document(f'<!doctype html><html lang="zh-CN"><title>套</title>{body}', style)
    made = list(programs(BytesIO(pdf.to_pdf(document, tmp_path / "fonts"))))
    assert len(made) >= 5
    for font in made:
        order = font["CFF "].cff[0].charset
        assert order == [".notdef", *(f"cid{place:05}" for place in range(1, len(order)))]


def test_without_isolation_a_font_of_the_machine_gets_in(folder):
    """Else the two tests above would prove nothing."""
    pdf = printed(folder, "mixed", HOME=str(folder / "home"))
    assert "A-Foreign-Font-Bold" in embedded(pdf)


def test_what_is_printed_can_be_copied(folder):
    pdf = printed(folder, "copied", **fonts.isolation(folder))
    with pypdfium2.PdfDocument(pdf) as document:
        copied = "".join(page.get_textpage().get_text_range() for page in document)
    body = PROOF.read_text(encoding="utf-8").split("<body>")[1]
    written = unescape(re.sub("<[^>]*>", "", body))
    assert re.sub(r"\s", "", copied) == re.sub(r"[\s\u2060]", "", written)
