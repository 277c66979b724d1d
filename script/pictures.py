"""Take the pictures that the README shows; run by script/pictures."""

from __future__ import annotations

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from browser import chromium, look
from PIL import Image
from selenium.webdriver.common.by import By

from generator import plugin
from generator.archive import versions
from generator.messages import catalogue
from generator.reports import Report
from generator.review import review
from generator.review_page import page
from generator.uris import version_uri
from generator.workshop import Workshop
from generator.workspace import files_of

PICTURES = Path("docs/pictures")
EXAMPLE = "selenium-food-park"
OLDER = versions(Path(), "county-hospital-building").records[0]
OLD = version_uri(OLDER.package, OLDER.version)
KINDS = {  # every kind of page is taken on a phone and on a desktop
    "home": "index.html",
    "guide": f"projects/{EXAMPLE}.html",
    "item": "items/land-use-planning-permit.html",
    "department": "departments/natural-resources.html",
    "guides": "projects/index.html",
    "chain": "chains/clean-energy.html",
    "materials": "materials/index.html",
    "results": "results/index.html",
    "changes": "changes/index.html",
    "version": OLD,
    "retired": "items/fire-design-audit.html",
    "lost": "404.html",
    "handbook": "handbook/index.html",
    "english": f"en/projects/{EXAMPLE}.html",
}
PHONE, DESKTOP = (390, 844), (1280, 900)
SCREENS = (  # name, page, width, height, dark, item to open or ? and what to type
    *((f"{kind}-phone", uri, *PHONE, False, "") for kind, uri in KINDS.items()),
    *((f"{kind}-desktop", uri, *DESKTOP, False, "") for kind, uri in KINDS.items()),
    ("guide-phone-dark", KINDS["guide"], *PHONE, True, ""),
    ("guide-item", KINDS["guide"], *DESKTOP, False, "land-use-planning-permit"),
    ("guide-flow", KINDS["guide"], 1280, 1500, False, "flow"),
    ("search-phone", KINDS["home"], *PHONE, False, "?施工证"),
    ("search-desktop", KINDS["home"], *DESKTOP, False, "?施工证"),
    ("review-phone", "review.html", *PHONE, False, ""),
    ("review-desktop", "review.html", 1280, 1500, False, ""),
)
PAGES = (  # name, document, page from 0
    ("print-cover", f"projects/{EXAMPLE}.pdf", 0),
    ("print-overview", f"projects/{EXAMPLE}.pdf", 2),
    ("print-flow", f"projects/{EXAMPLE}.pdf", 3),
    ("print-stage", f"projects/{EXAMPLE}.pdf", 7),
    ("print-one-page", f"projects/{EXAMPLE}.one-page.pdf", 0),
    ("print-checklist", "projects/small-low-risk-workshop.checklist.pdf", 0),
    ("print-slip", f"projects/{EXAMPLE}.slip.pdf", 1),
    ("print-handbook", "departments/natural-resources.handbook.pdf", 1),
    ("print-assignment", f"{EXAMPLE}.assignment.pdf", 0),
)
COLOURS = 128


def keep(image: Image.Image, name: str) -> None:
    """Keep *image* small: few colours are enough for a page."""
    few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


CHANGED = "guides/departments/natural-resources.yml"
PROMISE = "    promised: 5 个工作日\n    promised_since: 2026-01-01\n    effective: 2026-01-01\n"
LONGER = (
    "    promised: 7 个工作日\n    promised_since: 2026-04-01\n    effective: 2026-01-01\n"
    "    lengthened: {before: 5 个工作日, on: 2026-04-01, why: 增加地块现状核查（示例）。}\n"
)


def review_page(folder: Path) -> str:
    """Return the page of a review of the example, in which one promise gets longer."""
    shutil.copytree("guides", folder / "guides")
    for name in ("site_config.yml", "CODEOWNERS"):
        shutil.copy(name, folder)
    text = (folder / CHANGED).read_text("utf-8")
    if PROMISE not in text:
        raise LookupError(PROMISE)
    (folder / CHANGED).write_text(text.replace(PROMISE, LONGER), "utf-8")
    found = review(files_of(Path.cwd()), files_of(folder), Workshop())
    return page(Report(found, catalogue()))


def papers(site: Path) -> None:
    """Take the pictures of the documents that lie in *site*."""
    for name, uri, number in PAGES:
        with pypdfium2.PdfDocument(site / uri) as document:
            keep(document[number].render(scale=1.1).to_pil(), name)


def main() -> None:
    """Build the example site, and take the pictures of its pages and documents."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        site = plugin.build(Path.cwd(), Path(folder) / "site", None, 1, pdfs=True)
        (site / "review.html").write_text(review_page(Path(folder) / "changed"), "utf-8")
        with chromium(Path(folder) / "profile") as driver:
            for name, uri, width, height, dark, at in SCREENS:
                look(driver, width, height, dark=dark)
                driver.get("about:blank")
                item, _, typed = at.partition("?")
                driver.get((site / uri).as_uri() + (f"#{item}" if item else ""))
                driver.execute_script("localStorage.clear()")
                driver.refresh()
                if typed:
                    driver.find_element(By.CSS_SELECTOR, "[data-search] input").send_keys(typed)
                    search = "approvalGuidesSearch.find(arguments[0]).then(arguments[1])"
                    driver.execute_async_script(search, typed)
                driver.execute_async_script("document.fonts.ready.then(arguments[0])")
                keep(Image.open(BytesIO(driver.get_screenshot_as_png())), name)
        program = Path(sys.executable).with_name("approval-guides")
        subprocess.run([program, "print", "assignment", EXAMPLE, "--out", site], check=True)
        papers(site)


if __name__ == "__main__":
    sys.exit(main())
