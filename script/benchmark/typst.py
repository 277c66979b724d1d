"""One document: ours, and the same parts set by Typst."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmark.measuring import OTHERS, Row, pages_of, share, text_of_pdf
from benchmark.typst_document import typst_source
from generator.fonts import FOLDER as FONTS
from generator.guide import Guide
from generator.printing import guide_document

OURS = """
import sys, time
from pathlib import Path
begun = time.perf_counter()
from generator.pdf import Document, to_pdf
document = Document(*(Path(name).read_text("utf-8") for name in sys.argv[3:]))
for _ in range(6):
    Path(sys.argv[1]).write_bytes(to_pdf(document, Path(sys.argv[2])))
    print(time.perf_counter() - begun)
    begun = time.perf_counter()
"""
THEIRS = """
import sys, time
begun = time.perf_counter()
import typst
for _ in range(6):
    typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]],
                  ignore_system_fonts=True, pdf_standards=["ua-1"])
    print(time.perf_counter() - begun)
    begun = time.perf_counter()
"""
FIRSTS = 3
"""How often a program is begun anew for the median of its first document."""


def beside_typst(made: Guide, scratch: Path) -> Iterator[Row]:
    """Yield what one tagged document takes, the first of a process and the next ones."""
    document = guide_document(made, "zh", None)
    page, style, source = (scratch / f"guide.{ending}" for ending in ("html", "css", "typ"))
    page.write_text(document.html, "utf-8")
    style.write_text(document.style, "utf-8")
    source.write_text(typst_source(document.html), "utf-8")
    ours, theirs = scratch / "ours.pdf", scratch / "typst.pdf"
    first, steady = _seconds(sys.executable, OURS, ours, scratch / "fonts", page, style)
    typst_first, typst_again = _seconds(OTHERS / "python", THEIRS, source, theirs, FONTS)
    number, typst_number = pages_of(ours), pages_of(theirs)
    same = share(text_of_pdf(ours), text_of_pdf(theirs))
    what = f"one document, {len(made.items)} items, {number} pages, PDF/UA-1"
    yield f"{what}: first of a process", f"{first:.2f} s"
    yield f"{what}: steady", f"{steady:.2f} s, {steady / number * 1000:.0f} ms a page"
    yield (
        f"Typst, {same:.1%} of that text, {typst_number} pages, PDF/UA-1: first of a process",
        (
            f"{typst_first:.2f} s; ours takes {steady / typst_first:.1f} times as long steady, "
            f"{first / typst_first:.1f} times the first"
        ),
    )
    yield "Typst, the same document again, all of it in its cache", f"{typst_again:.2f} s"


def _seconds(python: Path | str, program: str, *arguments: Path) -> tuple[float, float]:
    """Return the median of the first times of processes, and of the times that follow."""
    runs = [
        subprocess.run(
            [python, "-c", program, *arguments], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(FIRSTS)
    ]
    return median(float(run[0]) for run in runs), median(float(t) for run in runs for t in run[1:])
