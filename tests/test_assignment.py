"""The draft of an assignment: what it says, and its layout to the millimetre (GB/T 9704-2012)."""

import ctypes
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from click.testing import CliRunner

from generator import assignment, pdf
from generator.cli import main
from generator.guide import guide
from generator.lint import checked
from generator.messages import LANGUAGES

from .conftest import AS_OF, ROOT

MM = 25.4 / 72
LEFT, RIGHT, TOP, BOTTOM = {1: 28, 0: 26}, {1: 184, 0: 182}, 37, 262
"""The text of a page: on odd pages and on even ones, in mm from the left and from the top."""
BODY, EM, PITCH = 15.79, 15.79 * MM, 225 / 22
FANG_TOP, FANG_BOTTOM = 0.88, 0.12
"""How far the square of a character reaches above and below its line, in ems."""
RED = (230, 0, 18)
PACKAGE, DEPARTMENT = "selenium-food-park", "natural-resources"


@pytest.fixture(scope="module")
def guides():
    workspace, _ = checked(ROOT)
    made = (guide(workspace, id, date.fromisoformat(AS_OF)) for id in workspace.packages)
    return {each.id: each for each in made}


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache") / "fonts"


@dataclass(frozen=True)
class Letter:
    """A character: where its line and its left are, in mm, and its ink from top to bottom."""

    text: str
    x: float
    y: float
    top: float
    bottom: float


class Paper:
    """A printed document, as it can be measured."""

    def __init__(self, content):
        self.content = content
        self.document = pypdfium2.PdfDocument(content)
        self.pages = [self.letters(page) for page in self.document]

    def letters(self, page):
        text, height, found = page.get_textpage(), page.get_height(), []
        for at in range(text.count_chars()):
            x, y = ctypes.c_double(), ctypes.c_double()
            pdfium.FPDFText_GetCharOrigin(text, at, x, y)
            _, bottom, _, top = text.get_charbox(at)
            character = chr(pdfium.FPDFText_GetUnicode(text, at))
            ys = (height - y.value, height - top, height - bottom)
            found.append(Letter(character, x.value * MM, *(each * MM for each in ys)))
        return [letter for letter in found if letter.text not in "\r\n"]

    def lines(self, number):
        """Return the lines of the text on a page, from top to bottom."""
        found = defaultdict(list)
        for letter in self.pages[number - 1]:
            if TOP < letter.y < BOTTOM:
                found[round(letter.y, 1)].append(letter)
        return [line for _, line in sorted(found.items())]

    def line(self, number, words):
        """Return the line on a page that begins with *words*."""
        return next(line for line in self.lines(number) if told(line).startswith(words))

    def text(self):
        return "".join(told(page) for page in self.pages)

    def picture(self, number, box, dpi):
        """Return what is in a *box* of a page, in mm from the left, top, right and foot."""
        page = self.document[number - 1]
        width, height = page.get_width() * MM, page.get_height() * MM
        left, top, right, foot = box
        crop = (left, height - foot, width - right, top)
        return page.render(scale=dpi / 72, crop=tuple(each / MM for each in crop)).to_pil()


def told(letters):
    return "".join(letter.text for letter in letters)


def printed(document, cache):
    return Paper(pdf.to_pdf(document, cache))


@pytest.fixture(scope="module")
def one(guides, cache):
    document = assignment.assignment_document(guides[PACKAGE], DEPARTMENT, "zh", None)
    return printed(document, cache)


@pytest.fixture(scope="module")
def whole(guides, cache):
    return printed(assignment.assignment_document(guides[PACKAGE], None, "zh", None), cache)


@pytest.fixture(scope="module")
def full(guides, cache):
    """A letter with so much text that its second and third page are full."""
    document = assignment.assignment_document(guides[PACKAGE], DEPARTMENT, "zh", None)
    html = document.html.replace("<p>根据", f"<p>{'国' * 28 * 60}根据", 1)
    return printed(replace(document, html=html), cache)


def near(value, margin=0.1):
    """Return what equals *value* within *margin* millimetres."""
    return pytest.approx(value, abs=margin)


def test_the_paper_is_a4(one):
    for page in one.document:
        assert (page.get_width() * MM, page.get_height() * MM) == (near(210), near(297))


@pytest.mark.parametrize("number", [2, 3])
def test_a_full_page_has_22_lines_of_28_characters(full, number):
    lines = full.lines(number)
    assert [len(line) for line in lines] == [28] * 22
    assert {told(line) for line in lines} == {"国" * 28}


@pytest.mark.parametrize("number", [2, 3])
def test_the_lines_fill_the_text_area(full, number):
    lines, odd = full.lines(number), number % 2
    for line in lines:
        assert line[0].x == near(LEFT[odd])
        assert line[-1].x + EM == near(RIGHT[odd])
    pitches = [below[0].y - above[0].y for above, below in pairwise(lines)]
    assert pitches == [near(PITCH, 0.02)] * 21
    space = (PITCH - EM) / 2
    assert lines[0][0].y - FANG_TOP * EM - space == near(TOP, 0.3)
    assert lines[-1][0].y + FANG_BOTTOM * EM + space == near(BOTTOM, 0.3)


def test_front_and_back_of_a_leaf_register(full):
    """What is bound on the left in front is bound on the right behind: 210 mm less."""
    front, back = full.lines(3)[5], full.lines(2)[5]
    assert front[0].x + back[-1].x + EM == near(210)
    assert front[0].y == near(back[0].y)


def test_the_issuer_stands_35_mm_below_the_head_in_red(one):
    mark = one.picture(1, (28, 60, 184, 95), 300).convert("RGB")
    inked = mark.point(lambda value: 255 if value < 200 else 0).getchannel("G").getbbox()
    assert 60 + inked[1] * 25.4 / 300 == near(TOP + 35, 0.3)
    assert RED in {color for _, color in mark.getcolors(1 << 16)}
    line = one.line(1, "示例县行政审批服务局文件")
    assert line[0].x + line[-1].x + line[1].x - line[0].x == near(28 + 184, 0.5)


def rule_and_color(paper, number):
    """Return the first drawn line of a page, as (left, top, right, bottom), and its color."""
    page = paper.document[number - 1]
    height = page.get_height()
    drawn = next(o for o in page.get_objects() if o.type == pdfium.FPDF_PAGEOBJ_PATH)
    left, bottom, right, top = drawn.get_bounds()
    color = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(drawn, *color)
    box = [each * MM for each in (left, height - top, right, height - bottom)]
    return box, tuple(part.value for part in color)[:3]


def test_the_red_rule_is_as_wide_as_the_text_4_mm_below_the_number(one):
    (left, top, right, bottom), color = rule_and_color(one, 1)
    assert (left, right) == (near(28), near(184))
    number = one.line(1, "　　　　〔")
    assert top - (number[0].y + FANG_BOTTOM * EM) == near(4, 0.3)
    assert 0.5 < bottom - top < 1
    assert color == RED


def test_two_empty_lines_stand_above_the_title_and_one_below(one):
    (_, _, _, rule), _ = rule_and_color(one, 1)
    title = one.line(1, "关于交办")
    assert title[1].x - title[0].x == near(22 * MM)
    line = 22 * MM + 14 * MM  # a character, and 7/8 of one of size 3
    assert title[0].y - FANG_TOP * 22 * MM - (line - 22 * MM) / 2 - rule == near(2 * PITCH, 0.5)
    draft, to = one.line(1, "（代拟稿）"), one.line(1, "示例县自然资源局：")
    assert to[0].y - draft[0].y == near(2 * PITCH, 0.4)
    assert to[0].x == near(28)


def test_every_page_has_its_number(whole):
    for number, letters in enumerate(whole.pages, 1):
        folio = [letter for letter in letters if letter.y > BOTTOM]
        assert told(folio) == f"— {number} —"
        assert folio[0].top == near(BOTTOM + 7, 0.3)
        four = 14 * MM
        if number % 2:
            assert folio[-1].x + four == near(RIGHT[1] - four, 0.3)
        else:
            assert folio[0].x == near(LEFT[0] + four, 0.3)


def test_the_rear_matter_has_its_lines_at_the_foot_of_the_last_page(whole):
    last = len(whole.pages)
    dpi, left = 600, LEFT[last % 2]
    strip = whole.picture(last, (left + 1, 180, left + 2, 264), dpi).convert("L")
    rows = [strip.getpixel((strip.width // 2, y)) < 128 for y in range(strip.height)]
    edges = [y for y in range(1, len(rows)) if rows[y] != rows[y - 1]]
    lines = [
        (180 + begin * 25.4 / dpi, (end - begin) * 25.4 / dpi)
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    assert [width for _, width in lines] == [near(0.35, 0.05), near(0.25, 0.05), near(0.35, 0.05)]
    assert lines[-1][0] + lines[-1][1] == near(BOTTOM, 0.1)
    assert "不早于" in told(whole.pages[last - 1])  # it does not stand there alone
    sent, issued = whole.line(last, "主送："), whole.line(last, "示例县行政审批服务局")
    assert lines[0][0] < sent[0].top
    assert lines[1][0] < issued[0].top
    assert sent[0].x == near(left + 14 * MM)
    assert issued[-1].x + 14 * MM == near(left + 156 - 14 * MM)


def test_the_name_stands_over_the_date_with_room_for_a_seal(one):
    number = next(n for n in range(1, 20) if "附件：" in told(one.pages[n - 1]))
    lines = [told(line) for line in one.lines(number)]
    at = lines.index("示例县行政审批服务局")
    name, day = one.lines(number)[at : at + 2]
    assert told(day) == "　　　　年　　月　　日"
    middle = [(line[0].x + line[-1].x) / 2 for line in (name, day)]
    assert middle[0] == near(middle[1])
    assert day[-1].x + 5 * EM == near(RIGHT[number % 2])
    assert name[0].y - one.lines(number)[at - 1][0].y == near(3 * PITCH)


@pytest.mark.parametrize("paper", ["one", "whole"])
def test_it_never_passes_for_issued(paper, request):
    paper = request.getfixturevalue(paper)
    for letters in paper.pages:
        assert "代拟稿　未经审定印发" in told([each for each in letters if each.y < TOP])
    assert "　　　　〔　　　　〕　　　号" in paper.text()
    assert "　　　　年　　月　　日印发" in paper.text()
    with pikepdf.open(pikepdf_source(paper)) as document:
        assert str(document.docinfo["/Title"]).endswith("（代拟稿）")


def pikepdf_source(paper):
    return BytesIO(paper.content)


def test_only_the_faces_of_official_documents_are_in_it(whole):
    with pikepdf.open(pikepdf_source(whole)) as document:
        names = {
            str(found.FontName).split("+")[1]
            for found in document.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor"
        }
    assert names == {"XiaoBiaoSong", "HeiTi", "KaiTi", "FangSong", "SongTi"}


def test_it_is_tagged_with_a_regular_table(whole):
    with pikepdf.open(pikepdf_source(whole)) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "zh-CN"
        assert "pdfuaid" in bytes(root.Metadata.read_bytes()).decode()
        rows = [
            [str(cell.S) for cell in found.K]
            for found in document.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/TR"
        ]
    assert {len(row) for row in rows} == {8}
    assert ["/TH"] * 8 in rows


def test_a_department_is_told_all_of_its_items_and_no_other(guides, one):
    made, text = guides[PACKAGE], solid(one.text())
    for _, department, items in made.departments:
        if items[0].department_id == DEPARTMENT:
            assert f"{department.name}：" in text
            for item in items:
                assert f"）{solid(item.name)}1.时限要求。" in text
        else:
            assert not any(f"）{solid(item.name)}1.时限要求。" in text for item in items)
    assert "由你单位承办的6个事项" in text


def solid(text):
    return re.sub(r"[\s\u2060]", "", text)


def test_the_whole_names_every_item_with_its_department(guides, whole):
    text = solid(whole.text())
    for _, department, items in guides[PACKAGE].departments:
        listed = "、".join(f"{solid(item.name)}（{item.number}）" for item in items)
        assert f"{department.name}。承办{len(items)}个事项：{listed}" in re.sub(
            r"—\d+—|代拟稿未经审定印发，不作为办理依据", "", text
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_endorsed_package_has_one_in_every_language(guides, language):
    endorsed = [each for each in guides.values() if assignment.recipients(each)]
    assert len(endorsed) >= 3
    for each in endorsed:
        for department in (None, *assignment.recipients(each)):
            document = assignment.assignment_document(each, department, language, None)
            assert each.package.name in document.html


def test_a_command_prints_it(tmp_path):
    wanted = f"{PACKAGE}.ecology"
    common = ["--root", str(ROOT), "--as-of", AS_OF, "--out", str(tmp_path)]
    done = CliRunner().invoke(main, ["print", "assignment", wanted, *common])
    assert done.exit_code == 0, done.output
    (file,) = tmp_path.iterdir()
    assert file.name == f"{wanted}.assignment.pdf"
    assert "示例市生态环境局示例县分局：" in Paper(file.read_bytes()).text()


def test_a_command_says_what_is_not_to_be_had(tmp_path):
    common = ["--root", str(ROOT), "--as-of", AS_OF, "--out", str(tmp_path)]
    done = CliRunner().invoke(main, ["print", "assignment", f"{PACKAGE}.ecologi", *common])
    assert done.exit_code == 2
    assert f"是不是 {PACKAGE}.ecology" in done.output
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_endorsed_is_not_assigned(guides):
    each = guides["small-low-risk-workshop"]
    assert assignment.recipients(each) == ()
    with pytest.raises(ValueError, match="not endorsed"):
        assignment.assignment(each)


def test_a_department_without_an_item_gets_none(guides):
    with pytest.raises(ValueError, match="agriculture has no item"):
        assignment.assignment(guides[PACKAGE], "agriculture")


def reached(relations, id, kinds):
    """Return everything that *id* waits for, through all others."""
    direct = {each.item.id for each in relations[id] if each.kind in kinds}
    return direct.union(*(reached(relations, other, kinds) for other in direct))


def test_what_comes_before_anyway_is_left_out_and_nothing_else(guides):
    made = assignment.assignment(guides[PACKAGE])
    kinds = assignment.WAITING
    for item in made.guide.taking_part:
        told_of = {each.item.id for each in made.before[item.id] if each.kind in kinds}
        assert reached(made.before, item.id, kinds) == reached(made.guide.before, item.id, kinds)
        for other in told_of:
            others = told_of - {other}
            assert not any(other in reached(made.before, each, kinds) for each in others)
        kept = [each for each in made.guide.before[item.id] if each.kind not in kinds]
        assert [each for each in made.before[item.id] if each.kind not in kinds] == kept


def test_what_one_hands_on_another_receives(guides):
    made = assignment.assignment(guides[PACKAGE])
    handed = {(id, e.item.id, e.kind) for id, all_of in made.after.items() for e in all_of}
    received = {(e.item.id, id, e.kind) for id, all_of in made.before.items() for e in all_of}
    assert handed == received != set()


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_parts_are_numbered_in_chinese(number, words):
    assert assignment.ordinal(number, "一二三四五六七八九十") == words
    assert assignment.ordinal(number, "") == str(number)


def test_figures_stand_in_the_text_without_blanks():
    assert assignment.solid("第 5 个工作日，约 3 天 A 4") == "第5个工作日，约3天 A 4"


@pytest.mark.parametrize("name", ["某县某局", "某某某自治州某某某自治县人民政府办公室某局"])
def test_the_issuer_stands_in_one_line(name):
    assert assignment.mark_size(name) * len(name) < assignment.TEXT_WIDTH
