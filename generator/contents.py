"""The text of documents that others made, with their metadata; what they do by themselves.

PDF is read by PDFium and, for its structure, by QPDF. Office documents are parts of XML in a
container of ZIP (ISO/IEC 29500 and 26300, GB/T 33190); their marks are taken away, not parsed, so
that nothing in them can be expanded or fetched.
"""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

import pikepdf
import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

MOST_PAGES = 500
MOST_PARTS = 5000
MOST_TEXT = 64 << 20
"""Bytes of the parts of one document when they are unpacked."""
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute"}
"""Actions of a PDF that do something to the reader's machine (ISO 32000-2, 12.6)."""
TEXT_PARTS = re.compile(r"(?i)\.(xml|rels|txt|json|vml)$")
MACRO_PARTS = re.compile(r"(?i)(vbaProject|vbaData)|/activeX/|/embeddings/.*\.(bin|exe)$|^Basic/")
ENDS = re.compile(r"</(?:\w+:)?(?:p|h|si|c|row|tr|comment|table-cell|TextCode|[\w.-]+)>")
"""Where a text ends: a paragraph, a shared string, a cell, a property."""
RUN_ENDS = re.compile(r"</(?:\w+:)?(?:r|t|rPr|span|a|b|i|u)>")
"""Where only a run of characters ends: the number may go on in the next."""


class Unreadable(Exception):
    """A document that cannot be looked into, or that may not be published; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def plain_text(data: bytes) -> str:
    """Return *data* as text; of other encodings the digits are right."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def pdf_text(data: bytes) -> str:
    """Return the text of the pages of a PDF, of its metadata, and of what is attached to it."""
    try:
        with pikepdf.open(BytesIO(data)) as structure:
            _refuse_actions(structure)
            metadata = list(_pdf_metadata(structure))
    except pikepdf.PasswordError as error:
        raise Unreadable("attachment-closed") from error
    except (pikepdf.PdfError, RecursionError) as error:
        raise Unreadable("attachment-damaged") from error
    return "\n".join([*metadata, *_pdf_pages(data)])


def _refuse_actions(structure: pikepdf.Pdf) -> None:
    """Refuse programs: actions that run, files inside, whatever opens or plays."""
    if structure.attachments:
        raise Unreadable("attachment-active")
    for thing in structure.objects:
        for part in _dictionaries(thing, 0):
            if str(part.get("/S", "")) in ACTIONS or "/JS" in part:
                raise Unreadable("attachment-active")


def _dictionaries(thing: object, depth: int) -> Iterator[pikepdf.Dictionary]:
    """Yield the dictionaries that are written inside *thing* itself."""
    if depth > 20 or not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)):  # noqa: PLR2004
        return
    if isinstance(thing, pikepdf.Array):
        inside = list(thing)
    else:
        yield thing  # type: ignore[misc]
        inside = [value for _, value in thing.items()]
    for value in inside:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value, depth + 1)


def _pdf_metadata(structure: pikepdf.Pdf) -> Iterator[str]:
    for value in structure.docinfo.values():
        yield str(value)
    if (metadata := structure.Root.get("/Metadata")) is not None:
        yield _without_marks(metadata.read_bytes().decode("utf-8", "replace"))


def _pdf_pages(data: bytes) -> Iterator[str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("attachment-damaged") from error
    with document:
        if len(document) > MOST_PAGES:
            raise Unreadable("attachment-closed")
        for page in document:
            yield page.get_textpage().get_text_bounded()
            page.close()


def office_text(data: bytes) -> str:
    """Return the text of an office document: its body, notes, comments and properties."""
    try:
        with ZipFile(BytesIO(data)) as container:
            parts = container.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_TEXT:
                raise Unreadable("attachment-bomb")
            if any(MACRO_PARTS.search(part.filename) for part in parts):
                raise Unreadable("attachment-active")
            return "\n".join(_part_text(container, part) for part in parts)
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise Unreadable("attachment-damaged") from error
    except RuntimeError as error:  # encrypted
        raise Unreadable("attachment-closed") from error


def _part_text(container: ZipFile, part: ZipInfo) -> str:
    if not TEXT_PARTS.search(part.filename):
        return ""
    with container.open(part) as file:
        content = file.read(MOST_TEXT + 1)  # what the directory says of the size may be wrong
    if len(content) > MOST_TEXT:
        raise Unreadable("attachment-bomb")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = content.decode(encoding, "replace")
    if "macroEnabled" in text and part.filename == "[Content_Types].xml":
        raise Unreadable("attachment-active")
    return _without_marks(text)


def _without_marks(xml: str) -> str:
    """Return the words of *xml*, those of attributes too; what is one word stays one."""
    attributes = "\n".join(re.findall(r'(?:Target|descr|title|content)="([^"]*)"', xml))
    text = ENDS.sub("\n", RUN_ENDS.sub("", xml))
    return unescape(re.sub(r"<[^>]*>", "", text)) + "\n" + unescape(attributes)
