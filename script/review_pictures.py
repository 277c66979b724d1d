"""Take the pictures of an example pull request; run by script/review-pictures.

The request is real: a repository of two branches, the explanation that a workflow writes as its
comment, and the preview that it builds. Only the look of the code host is ours.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import markdown
from browser import chromium, look
from PIL import Image

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

README, HANDBOOK = Path("docs/pictures"), Path("guides/handbook/pictures")
DAY = "2026-03-09T09:00:00+08:00"
PROGRAM = Path(sys.executable).with_name("approval-guides")
DEPARTMENT = "guides/departments/natural-resources.yml"
MATERIALS = "    results: [{name: 建设用地规划许可证,"
CHANGES = {  # what the branch changes: a longer promise with its reason, and a material more
    "    promised: 5 个工作日\n    promised_since: 2026-01-01\n    effective: 2026-01-01\n": """\
    promised: 7 个工作日
    promised_since: 2026-03-09
    effective: 2026-01-01
    lengthened: {before: 5 个工作日, on: 2026-03-09, why: 增加现场踏勘（示例）}
""",
    MATERIALS: f"      - {{name: 用地现状照片, originals: 1, form: electronic}}\n{MATERIALS}",
}
LOOK = """
@font-face { font-family: Ours; src: url("{fonts}/NotoSansSC-Regular.otf"); }
@font-face { font-family: Ours; font-weight: 700; src: url("{fonts}/NotoSansSC-Bold.otf"); }
body { margin: 0; padding: 24px; background: #f6f8fa; color: #1f2328;
       font: 15px/1.6 Ours, sans-serif; }
article { max-width: 860px; margin: auto; background: #fff; border: 1px solid #d1d9e0;
          border-radius: 6px; }
article > header { padding: 8px 16px; border-bottom: 1px solid #d1d9e0; background: #f6f8fa;
                   color: #59636e; font-size: 13px; border-radius: 6px 6px 0 0; }
article > div { padding: 8px 16px 16px; }
h2 { font-size: 21px; border-bottom: 1px solid #d1d9e0; padding-bottom: 6px; }
h3 { font-size: 17px; margin-bottom: 4px; }
li { margin: 4px 0; }
details { margin: 8px 0; }
table { border-collapse: collapse; font-size: 14px; }
td, th { border: 1px solid #d1d9e0; padding: 5px 12px; text-align: left; }
code { background: #eff1f3; padding: 2px 5px; border-radius: 4px; font-size: 85%; }
blockquote { margin: 0; padding-left: 14px; border-left: 4px solid #d1d9e0; color: #59636e; }
"""
FOLDED, EXTENSIONS = '<details markdown="1">', ["tables", "md_in_html", "sane_lists"]
"""Code hosts read Markdown inside of HTML."""
PAGE = """<!doctype html><meta charset="utf-8"><style>{look}</style>
<article><header><b>approval-guides</b> 评论于这份合并请求，已更新</header>
<div>{body}</div></article>
"""


def git(root: Path, *words: str) -> None:
    identity = ("-c", "user.name=示例", "-c", "user.email=office@example.gov.cn")
    dated = os.environ | {"GIT_AUTHOR_DATE": DAY, "GIT_COMMITTER_DATE": DAY}
    subprocess.run(["git", *identity, *words], cwd=root, check=True, env=dated)


def request(root: Path) -> None:
    """Make a repository of the example workspace at *root*, on a branch that changes it."""
    shutil.copytree("guides", root / "guides")
    for name in ("site_config.yml", "mkdocs.yml", "CODEOWNERS"):
        shutil.copy(name, root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "现行的数据")
    git(root, "switch", "-qc", "land-use-planning")
    text = (root / DEPARTMENT).read_text("utf-8")
    for old, new in CHANGES.items():
        if old not in text:
            sys.exit(f"The example has changed: {DEPARTMENT} no longer has\n{old}")
        text = text.replace(old, new, 1)
    (root / DEPARTMENT).write_text(text, "utf-8")
    git(root, "commit", "-qam", "规划许可延长两天，增加一份材料")


def told(root: Path, *words: str) -> str:
    done = subprocess.run([PROGRAM, *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def shot(driver: Chrome, address: str, width: int, height: int | None = None) -> Image.Image:
    """Return the picture of a page, as high as it is where no *height* is given."""
    look(driver, width, height or 600)
    driver.get(address)
    driver.execute_async_script("document.fonts.ready.then(arguments[0])")
    if height is None:
        look(driver, width, driver.execute_script("return document.documentElement.scrollHeight"))
    return Image.open(BytesIO(driver.get_screenshot_as_png()))


def keep(image: Image.Image, *paths: Path) -> None:
    """Keep *image* small: few colours are enough for a page."""
    few = image.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    for path in paths:
        few.save(path, optimize=True)


def main() -> None:
    """Make the request, and take the pictures of what its reviewers see."""
    HANDBOOK.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, chromium(Path(folder) / "profile") as driver:
        root, page = Path(folder) / "office", Path(folder) / "comment.html"
        root.mkdir()
        request(root)
        text = told(root, "diff", "main", "--format", "markdown")
        body = markdown.markdown(text.replace("<details>", FOLDED), extensions=EXTENSIONS)
        look_of_host = LOOK.replace("{fonts}", Path("generator/fontfiles").resolve().as_uri())
        page.write_text(PAGE.format(look=look_of_host, body=body), "utf-8")
        comment = shot(driver, page.as_uri(), 920)
        keep(comment, README / "review-comment.png", HANDBOOK / "review-comment.png")
        page.write_text(told(root, "diff", "main", "--format", "html"), "utf-8")
        keep(shot(driver, page.as_uri(), 1080, 1500), HANDBOOK / "review-page.png")
        told(root, "build", "--draft", "--site-dir", str(root / "preview"))
        preview = root / "preview/projects/selenium-food-park.html"
        keep(shot(driver, preview.as_uri(), 390, 640), HANDBOOK / "preview-phone.png")
    shutil.copy(README / "print-cover.png", HANDBOOK)


if __name__ == "__main__":
    main()
