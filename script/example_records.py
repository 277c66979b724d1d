"""Make the version records of the example anew; run by script/example-records.

The example is taken back to what it might have been, and released at each step by the real command,
so that the site has something to tell: a promise that got longer, materials that came and went, a
package that was withdrawn. What it says now is released last, and is all that has to stay true.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
PARTS = ("guides", "site_config.yml", "CODEOWNERS")
RELEASES = "releases"
HOUSING = "guides/departments/housing.yml"
GARDEN = "guides/projects/selenium-tea-garden.yml"

LONGER = """    promised: 5 个工作日
    promised_since: 2026-04-01
    lengthened:
      before: 3 个工作日
      on: 2026-04-01
      why: 概算核定改为逐项复核，三个工作日内难以保证质量（示例）。
"""
SHORT = "    promised: 3 个工作日\n    promised_since: 2025-07-01\n"
FUNDS = "      - {name: 建设资金已经落实承诺书, originals: 1, form: electronic}\n"
LICENCE = "      - {name: 施工企业营业执照复印件, copies: 1}\n"
RETIRED = """retired:
  selenium-tea-garden:
    name: 富硒茶园观光步道（示例）
    on: 2026-01-15
    why: 并入富硒食品加工园，不再单独立项（示例）
    replaced_by: selenium-food-park
"""
GARDEN_AS_IT_WAS = """name: 富硒茶园观光步道（示例）
kind: 备案
chain: selenium-food
owner: 示例茶业有限公司
steward: {role: 项目管家, department: approval-bureau, phone: 0900-0000011}
stages:
  - name: 立项
    items: [project-filing]
verified: {on: 2025-12-20, by: 示例县行政审批服务局}
"""

MEASURES = (
    "      - {name: 安全施工措施资料, originals: 1, form: electronic, deferrable: 3 个工作日}\n"
)
SUMMARY = "自有工业用地上建一栋小仓库，材料少、环节少。"
Edits = tuple[tuple[str, str, str], ...]
SPRING: Edits = (
    (HOUSING, FUNDS, FUNDS + LICENCE),
    (HOUSING, MEASURES, ""),
    ("guides/projects/small-low-risk-workshop.yml", SUMMARY, "自有工业用地上建一栋小仓库。"),
)
"""How the example differs in spring from what it says now: the file, what it says, what it said."""
WINTER: Edits = (
    ("guides/departments/development-reform.yml", LONGER, SHORT),
    ("site_config.yml", RETIRED, ""),
)
"""How it differed before that, from what it said in spring."""


def taken_back(root: Path, edits: Edits) -> None:
    """Let the files below *root* say what they said before."""
    for name, now, then in edits:
        file = root / name
        text = file.read_text("utf-8")
        if text.count(now) != 1:
            sys.exit(
                f"{name} says this {text.count(now)} times and not once, see {__file__}: {now}"
            )
        file.write_text(text.replace(now, then), "utf-8")


def released(root: Path, day: str) -> None:
    """Release what lies below *root* as of *day*, and keep the records here."""
    command = [ROOT / ".venv/bin/approval-guides", "release", "--root", root, "--as-of", day]
    subprocess.run(command, check=True)


def main() -> None:
    """Release the example as it was in winter, in spring, and as it is."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "example"
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            root.mkdir(exist_ok=True)
            copy(ROOT / part, root / part)
        now = {part: (root / part).read_bytes() for part, _, _ in (*SPRING, *WINTER)}
        taken_back(root, (*SPRING, *WINTER))
        (root / GARDEN).write_text(GARDEN_AS_IT_WAS, "utf-8")
        released(root, "2026-01-05")
        (root / GARDEN).unlink()
        for name, content in now.items():
            (root / name).write_bytes(content)
        taken_back(root, SPRING)
        released(root, "2026-04-01")
        for name, content in now.items():
            (root / name).write_bytes(content)
        released(root, "2026-11-16")
        shutil.rmtree(ROOT / RELEASES, ignore_errors=True)
        shutil.copytree(root / RELEASES, ROOT / RELEASES)


if __name__ == "__main__":
    main()
