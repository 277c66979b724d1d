"""What lies beside the YAML is what its name says, runs nothing, and holds nobody's data."""

import io
import os
import re
import subprocess
import sys
import zipfile

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String
from weasyprint import HTML

from generator import attachments, plugin
from generator.attachments import attachment_problems, content_problems
from generator.lint import checked
from generator.problems import InvalidSources, Severity
from generator.starter import init
from generator.store import Memory

from .conftest import ROOT
from .robustness import told as outcome
from .test_lint import CASES, workspace_of

NUMBER = "13800000000"
TYPES = '<?xml version="1.0"?><Types><Default ContentType="{kind}"/></Types>'


def codes(data, name):
    return [problem.code for problem in content_problems(data, f"guides/files/{name}")]


def office(parts, kind="application/xml"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in {"[Content_Types].xml": TYPES.format(kind=kind), **parts}.items():
            container.writestr(name, text)
    return file.getvalue()


def pdf(text="示例表格", change=None, **save):
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(HTML(string=f"<p>{text}").write_pdf())) as document:
        if change:
            change(document)
        document.save(file, **save)
    return file.getvalue()


def runs(action):
    def change(document):
        document.Root.OpenAction = document.make_indirect(action)

    return change


def titled(document):
    document.docinfo["/Title"] = String(f"联系人 {NUMBER}")


def described(document):
    with document.open_metadata() as metadata:
        metadata["dc:description"] = f"联系人 {NUMBER}"


def with_file(document):
    document.attachments["a.exe"] = b"MZ"


def linked(document):
    action = Dictionary(S=Name.Launch, F=String("calc.exe"))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    document.pages[0].Annots = pikepdf.Array([note])


WORD = "<w:document><w:body><w:p>{}</w:p></w:body></w:document>"
RUN = "<w:r><w:t>{}</w:t></w:r>"
PERSONAL = {
    "text.txt": NUMBER.encode(),
    "list.csv": "姓名,电话\n某,138 0000 0000\n".encode("gb18030"),
    "page.md": f"请打 {NUMBER}".encode(),
    "picture.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><text>{NUMBER}</text></svg>".encode(),
    "body.docx": office({"word/document.xml": WORD.format(RUN.format(NUMBER))}),
    "runs.docx": office(
        {"word/document.xml": WORD.format(RUN.format("138000") + RUN.format("00000"))}
    ),
    "header.docx": office({"word/header1.xml": WORD.format(RUN.format(NUMBER))}),
    "comment.docx": office({"word/comments.xml": WORD.format(RUN.format(NUMBER))}),
    "link.docx": office(
        {"word/_rels/document.xml.rels": f'<R><R Target="mailto:a@qq.com?{NUMBER}"/></R>'}
    ),
    "properties.docx": office(
        {"docProps/core.xml": f"<cp:p><dc:creator>某 {NUMBER}</dc:creator></cp:p>"}
    ),
    "shared.xlsx": office({"xl/sharedStrings.xml": f"<sst><si><t>{NUMBER}</t></si></sst>"}),
    "number.xlsx": office(
        {"xl/worksheets/sheet1.xml": f"<c r='A1'><v>{NUMBER}</v></c><c r='B1'><v>7</v></c>"}
    ),
    "text.odt": office({"content.xml": f"<text:p>{NUMBER}</text:p>"}),
    "page.ofd": office(
        {"Doc_0/Pages/Page_0/Content.xml": f"<ofd:TextCode>{NUMBER}</ofd:TextCode>"}
    ),
    "text.pdf": pdf(f"电话 {NUMBER}"),
    "title.pdf": pdf(change=titled),
    "xmp.pdf": pdf(change=described),
}
WRONG = {
    "attachment-not-what-it-says": {
        "empty.pdf": b"",
        "text.pdf": b"not a document",
        "text.docx": b"not a document",
        "picture.png": b"\xff\xd8\xff\xe0",
        "old.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "binary.txt": b"a\x00b",
        "page.svg": b"hello",
    },
    "attachment-program": {
        "setup.exe": b"hello",
        "PAGE.HTML": b"<p>",
        "form.docm": office({}),
        "renamed.pdf": b"MZ\x90" + b"\x00" * 80,
        "renamed.txt": b"\x7fELF\x02",
        "renamed.csv": b"#!/bin/sh\nrm -r /\n",
    },
    "attachment-active": {
        "macro.docx": office({"word/vbaProject.bin": "x"}),
        "macro.xlsx": office({}, kind="application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        "macro.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + attachments.OLE_MACROS,
        "control.docx": office({"word/activeX/activeX1.xml": "<a/>"}),
        "script.svg": b"<svg><script>alert(1)</script></svg>",
        "event.svg": b"<svg onload='alert(1)'/>",
        "entity.svg": b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
        "script.pdf": pdf(change=runs(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))),
        "launch.pdf": pdf(change=runs(Dictionary(S=Name.Launch, F=String("calc.exe")))),
        "link.pdf": pdf(change=linked),
        "inside.pdf": pdf(change=with_file),
    },
    "attachment-damaged": {
        "cut.pdf": b"%PDF-1.7\n" + b"1 0 obj\n<<" * 5,
        "cut.docx": office({"word/document.xml": "x" * 999})[:200],
    },
    "attachment-closed": {
        "secret.pdf": pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "all.zip": office({}),
    },
    "attachment-bomb": {
        "bomb.docx": office({f"word/{number}.xml": "0" * (8 << 20) for number in range(9)}),
    },
}
CASES_OF_WRONG = [(code, name, data) for code, all in WRONG.items() for name, data in all.items()]


@pytest.mark.tried("People", outcome="refused: `personal-mobile`")
@pytest.mark.parametrize("name", PERSONAL, ids="in {}".format)
def test_personal_data_is_found_in_every_part_of_an_attachment(name):
    assert "personal-mobile" in codes(PERSONAL[name], name)


@pytest.mark.parametrize(
    ("code", "name", "data"), CASES_OF_WRONG, ids=[name for _, name, _ in CASES_OF_WRONG]
)
@pytest.mark.tried("Files")
def test_an_attachment_is_no_other_than_it_seems(code, name, data, record_property):
    assert codes(data, name) == [code]
    record_property("outcome", outcome(content_problems(data, f"guides/files/{name}")))


def test_what_cannot_be_looked_into_is_a_warning_alone():
    for name, data in WRONG["attachment-closed"].items():
        (problem,) = content_problems(data, name)
        assert problem.severity is Severity.WARNING


def test_the_attachments_of_the_example_are_good():
    assert list(attachment_problems(ROOT / "guides", Memory())) == []


def test_a_real_form_without_anybodys_data_is_good():
    assert codes(pdf(), "form.pdf") == []
    assert codes(office({"word/document.xml": WORD.format(RUN.format("申请表"))}), "a.docx") == []


@pytest.fixture
def files(tmp_path):
    root = workspace_of(CASES / "model" / "good.txt", tmp_path)
    (root / "guides/files").mkdir()
    return root / "guides/files"


def told(files):
    with pytest.raises(InvalidSources) as error:
        checked(files.parents[1])
    return [(problem.place.path, problem.code) for problem in error.value.problems]


@pytest.mark.tried("Files", outcome="refused: `file-unreadable`")
def test_a_pipe_is_never_waited_for(files):
    os.mkfifo(files / "pipe.pdf")
    assert told(files) == [("guides/files/pipe.pdf", "file-unreadable")]


@pytest.mark.tried("Files", outcome="refused: `attachment-alike`")
def test_names_that_one_disk_cannot_hold_together_are_refused(files):
    for name in ("Form.txt", "form.txt"):
        (files / name).write_text("x", "utf-8")
    assert told(files) == [("guides/files/form.txt", "attachment-alike")]


@pytest.mark.tried("Files", outcome="refused: `name-reserved`")
def test_names_of_devices_are_refused(files):
    (files / "con.txt").write_text("x", "utf-8")
    assert told(files) == [("guides/files/con.txt", "name-reserved")]


@pytest.mark.tried("Files", outcome="refused, and the name told escaped")
def test_a_name_that_is_no_text_can_be_told(files):
    (files / os.fsdecode(b"\xff.exe")).write_text("x", "utf-8")
    assert told(files) == [(r"guides/files/\udcff.exe", "attachment-program")]


@pytest.mark.tried("Files", outcome="refused: `attachment-too-large`")
def test_a_file_is_read_no_further_than_it_may_be_long(files):
    with (files / "large.pdf").open("wb") as file:
        file.truncate(10 << 30)
    assert told(files) == [("guides/files/large.pdf", "attachment-too-large")]


def test_what_is_hidden_is_not_published_and_not_looked_at(files):
    (files / ".draft.txt").write_text(NUMBER, "utf-8")
    checked(files.parents[1])


@pytest.mark.tried("People", outcome="refused: `personal-data-published`, the old site stays")
def test_nothing_is_published_when_a_page_tells_a_number(tmp_path):
    """The old site stays, and what MkDocs builds by itself is refused, too."""
    root = workspace_of(CASES / "model" / "good.txt", tmp_path / "office")
    (root / "mkdocs.yml").write_text(
        "site_name: a\ndocs_dir: guides\nuse_directory_urls: false\n"
        "theme: {name: material, font: false}\nplugins: [approval-guides: {as_of: 2026-03-02}]\n",
        "utf-8",
    )
    plugin.build(root, root / "site", None, 1, pdfs=False)
    before = (root / "site/index.html").read_bytes()
    (root / "templates/web").mkdir(parents=True)
    (root / "templates/web/listing.html.j2").write_text(f"<p>{NUMBER}</p>", "utf-8")
    with pytest.raises(InvalidSources) as error:
        plugin.build(root, root / "site", None, 1, pdfs=False)
    told = {(problem.place.path, problem.code) for problem in error.value.problems}
    assert ("items/index.html", "personal-data-published") in told
    assert (root / "site/index.html").read_bytes() == before
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", tmp_path / "own"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"personal-data-published.*138\*{4}0000", done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.tried("Files", outcome="looked into again as published: refused, the old site stays")
def test_an_attachment_that_changes_while_the_site_is_made(tmp_path):
    """Whatever was checked: a program, somebody's number, a link away in the place of a form."""
    root = tmp_path / "office"
    init(root)
    files = root / "guides/files"
    files.mkdir()
    for name in ("form.docx", "kept.docx", "list.csv", "sample.txt"):
        (files / name).write_bytes(good_form() if name.endswith("docx") else b"1\n")
    plugin.build(root, root / "site", "2026-03-09", 1, pdfs=False)
    before = (root / "site/files/form.docx").read_bytes()

    def changed(_):
        (files / "form.docx").write_bytes(b"MZ\x90" + bytes(80))
        (files / "list.csv").write_bytes(NUMBER.encode())
        (files / "sample.txt").unlink()
        (files / "sample.txt").symlink_to("/etc/hostname")

    with pytest.raises(InvalidSources) as error:
        plugin.build(root, root / "site", "2026-03-09", 1, pdfs=False, report=changed)
    assert {(p.place.path, p.code) for p in error.value.problems} == {
        ("guides/files/form.docx", "attachment-program"),
        ("guides/files/list.csv", "personal-mobile"),
        ("files/list.csv", "personal-data-published"),
        ("guides/files/sample.txt", "link-leads-away"),
    }
    assert (root / "site/files/form.docx").read_bytes() == before


def good_form():
    return office({"word/document.xml": WORD.format(RUN.format("申请表"))})
