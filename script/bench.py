"""Measure builds and documents on made-up workspaces, beside other programs; see script/bench."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pypdfium2
from typst_document import typst_source

from generator.fonts import FOLDER as FONTS
from generator.guide import Guide, guide
from generator.lint import checked
from generator.pdf import to_pdf
from generator.printing import guide_document
from generator.sample import sample

OURS = Path(".venv/bin/approval-guides").resolve()
OTHERS = Path(".cache/bench/venv/bin").resolve()
DAY = date(2026, 3, 9)
PERFORMANCE = Path("docs/performance.md")
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


TYPST = """
import sys, time, typst
for _ in range(4):
    begun = time.perf_counter()
    source, target, fonts = sys.argv[1:]
    typst.compile(source, output=target, font_paths=[fonts], ignore_system_fonts=True)
    print(time.perf_counter() - begun)
"""
FRAME = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><header><a href="/">{{ .Site.Title }}</a></header><main>{{ .Content }}</main>
<footer>{{ .Site.Title }}</footer></body></html>
"""
HUGO = """title = "x"
disableKinds = ["taxonomy", "term", "RSS"]
[markup.goldmark.renderer]
unsafe = true
"""
MKDOCS = """site_name: x
theme: {name: material, font: false}
plugins: [{to-pdf: {output_path: guide.pdf}}]
"""


@dataclass(frozen=True)
class Run:
    """What one command took: seconds, and the memory of its largest process in MiB."""

    seconds: float
    memory: float


def run(*command: str | Path, cwd: Path | None = None, **environment: str) -> Run:
    """Run *command* and return what it took; one that fails stops the measurement."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)), cwd=cwd, env=os.environ | environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed with {process.returncode}")
    return Run(time.perf_counter() - begun, usage.ru_maxrss / 1024)


def build(root: Path, *options: str) -> Run:
    """Return what one build of the workspace at *root* takes."""
    site = root / "site"
    day = DAY.isoformat()
    return run(OURS, "build", "--root", root, "--as-of", day, "--site-dir", site, *options)


def our_builds(counts: list[int], documents: int, scratch: Path) -> Iterator[tuple[str, str]]:
    """Yield rows about whole builds: pages alone, and with documents up to *documents* guides."""
    for count in counts:
        root = scratch / f"sample-{count}"
        sample(count, root, 1)
        cold, warm = build(root, "--no-pdf"), build(root, "--no-pdf")
        for name, taken in (("cold", cold), ("warm", warm)):
            each = taken.seconds / count * 1000
            told = f"{taken.seconds:.1f} s ({each:.1f} ms a guide), {taken.memory:.0f} MiB"
            yield f"build of {count} guides, pages alone, {name}", told
        if count <= documents:
            for jobs in (1, 2):
                shutil.rmtree(root / ".cache" / "approval-guides" / "pdf", ignore_errors=True)
                whole = build(root, "--jobs", str(jobs))
                each = (whole.seconds - warm.seconds) / count
                told = f"{whole.seconds:.1f} s, of it {each:.2f} s a document"
                yield f"the same with documents, cold, {jobs} process(es)", told
            again = build(root)
            yield "the same with documents, warm", f"{again.seconds:.1f} s, {again.memory:.0f} MiB"


def seconds(action: Callable[[], object], times: int) -> tuple[float, float]:
    """Return how long *action* takes the first time, and the median of the *times* after it."""
    taken = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begun)
    return taken[0], median(taken[1:])


def documents(made: Guide, scratch: Path) -> Iterator[tuple[str, str]]:
    """Yield rows about one document: ours, and one of the same parts by Typst."""
    html = guide_document(made, "zh", None)
    ours, theirs = scratch / "ours.pdf", scratch / "typst.pdf"
    first, steady = seconds(lambda: ours.write_bytes(to_pdf(html, scratch / "fonts")), 3)
    source = scratch / "guide.typ"
    source.write_text(typst_source(html), "utf-8")
    done = subprocess.run(
        [OTHERS / "python", "-c", TYPST, source, theirs, FONTS],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    typst_first, *typst_steady = map(float, done.stdout.split())
    typst = median(typst_steady)
    pages, typst_pages = pages_of(ours), pages_of(theirs)
    same = similarity(text_of(ours), text_of(theirs))
    yield f"one document, {len(made.items)} items, {pages} pages: first", f"{first:.2f} s"
    yield "the same, steady (median of 3)", f"{steady:.2f} s, {steady / pages * 1000:.0f} ms a page"
    yield (
        f"Typst, the same text ({same:.1%} of the characters), {typst_pages} pages",
        (
            f"first {typst_first:.2f} s (ours takes {first / typst_first:.0f} times as long), "
            f"again with all of it in its cache {typst:.2f} s ({steady / typst:.0f} times)"
        ),
    )


def pages_of(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def text_of(path: Path) -> str:
    """Return the text of a PDF without blanks."""
    with pypdfium2.PdfDocument(path) as document:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def similarity(one: str, other: str) -> float:
    """Return the share of characters, counted by kind, that two texts have in common."""
    common = Counter(one) & Counter(other)
    return 2 * common.total() / (len(one) + len(other))


def other_sites(count: int, scratch: Path) -> Iterator[tuple[str, str]]:
    """Yield rows about other programs on the pages of *count* guides, written by `export`."""
    root = scratch / f"sample-{count}"
    pages = scratch / "pages"
    exported = run(OURS, "export", pages, "--root", root, "--as-of", DAY.isoformat())
    yield f"export of {count} guides for other engines, documents warm", f"{exported.seconds:.1f} s"
    for pdf in pages.rglob("*.pdf"):
        pdf.unlink()
    hugo = scratch / "hugo"
    shutil.copytree(pages, hugo / "content")
    (hugo / "layouts" / "_default").mkdir(parents=True)
    for name in ("single", "list"):
        (hugo / "layouts" / "_default" / f"{name}.html").write_text(FRAME, "utf-8")
    (hugo / "layouts" / "index.html").write_text(FRAME, "utf-8")
    (hugo / "hugo.toml").write_text(HUGO, "utf-8")
    taken = run(OTHERS / "hugo", "build", "--quiet", cwd=hugo)
    number = len(list((hugo / "content").rglob("*.md")))
    told = f"{taken.seconds:.1f} s, {taken.seconds / number * 1000:.1f} ms a page of {number}"
    yield "Hugo, wrapping the same finished pages, cold", told


def plain_mkdocs(count: int, scratch: Path) -> Iterator[tuple[str, str]]:
    """Yield a row about mkdocs-to-pdf on the pages of a few guides."""
    root = scratch / "mkdocs"
    docs = root / "docs"
    docs.mkdir(parents=True)
    for page in sorted((scratch / "pages" / "projects").glob("*.md"))[:count]:
        if not page.stem.startswith("index"):
            shutil.copy(page, docs / page.name)
    (docs / "index.md").write_text("# 指引\n", "utf-8")
    (root / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    number = len(list(docs.glob("*.md"))) - 1
    taken = run(OTHERS / "mkdocs", "build", "-q", cwd=root)
    pages = pages_of(root / "site" / "guide.pdf")
    told = f"{taken.seconds:.1f} s, {taken.seconds / number:.2f} s a guide, {pages} pages"
    yield f"mkdocs-to-pdf, one document of the pages of {number} guides", told


def table(rows: list[tuple[str, str]]) -> str:
    return "\n".join(["| what | took |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])


def main() -> None:
    """Measure, print the table, and keep it if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[30, 300])
    parser.add_argument("--documents-up-to", type=int, default=30, help="guides printed in builds")
    parser.add_argument("--write", action="store_true", help=f"keep the table in {PERFORMANCE}")
    options = parser.parse_args()
    rows: list[tuple[str, str]] = []
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        for measure in (
            lambda: our_builds(options.counts, options.documents_up_to, scratch),
            lambda: documents(_first_guide(scratch, options.counts[0]), scratch),
            lambda: other_sites(options.counts[0], scratch),
            lambda: plain_mkdocs(10, scratch),
        ):
            for row in measure():
                print(*row, sep=": ", flush=True)
                rows.append(row)
    if options.write:
        text = PERFORMANCE.read_text("utf-8")
        before, rest = text.split(BEGIN)
        after = rest.split(END)[1]
        PERFORMANCE.write_text(f"{before}{BEGIN}\n{table(rows)}\n{END}{after}", "utf-8")


def _first_guide(scratch: Path, count: int) -> Guide:
    workspace, _ = checked(scratch / f"sample-{count}")
    return guide(workspace, next(iter(workspace.packages)), DAY)


if __name__ == "__main__":
    main()
