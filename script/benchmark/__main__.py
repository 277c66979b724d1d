"""The whole measurement: what is measured, in which order, and where the table goes."""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmark import builds, sites
from benchmark.measuring import DAY, OTHERS, Row
from benchmark.typst import beside_typst
from generator.documents import KINDS
from generator.guide import Guide, guide
from generator.lint import checked

README = Path("README.md")
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


def measured(small: int, large: int, scratch: Path) -> Iterator[Row]:
    """Yield every row, for a workspace of *small* guides and one of *large*, and ten of these."""
    few, many = scratch / "few", scratch / "many"
    yield from builds.pages(small, few)
    yield from builds.pages(large, many)
    yield from builds.checks(large * 10, scratch / "most")
    yield from sites.beside_hugo(large, many, scratch)
    yield from beside_typst(_first_guide(few), scratch)
    yield from (builds.printed(kind.name, few, 1) for kind in KINDS if kind.on_site)
    yield from builds.documents(few)
    yield from sites.wrapped_by_hugo(few, scratch)
    yield from sites.plain_mkdocs(min(small, 9), scratch)
    yield builds.printed("guide", many, 2)


def _first_guide(root: Path) -> Guide:
    workspace, _ = checked(root)
    return guide(workspace, next(iter(workspace.packages)), DAY)


def machine() -> str:
    """Return what it was measured on and with."""
    told = Path("/proc/cpuinfo").read_text("utf-8")
    found = re.search("^model name\\s*: (.*)$", told, re.MULTILINE)
    freeze = subprocess.run(
        [OTHERS / "python", "-m", "pip", "freeze"], capture_output=True, text=True, check=True
    ).stdout
    others = dict(line.split("==") for line in freeze.split() if "==" in line)
    named = {
        "Python": platform.python_version(),
        "MkDocs": version("mkdocs"),
        "WeasyPrint": version("weasyprint"),
        "Typst": others["typst"],
        "Hugo": others["hugo"],
        "mkdocs-to-pdf": others["mkdocs-to-pdf"],
    }
    processor = found.group(1) if found else platform.machine()
    return f"{os.cpu_count()} processors, {processor}; " + ", ".join(
        f"{a} {b}" for a, b in named.items()
    )


def table(rows: list[Row]) -> str:
    return "\n".join(["| what | took |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])


def main() -> None:
    """Measure, print the table, and keep it if asked."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="with a tenth of the guides")
    parser.add_argument("--write", action="store_true", help=f"keep the table in {README}")
    options = parser.parse_args()
    small, large = (3, 30) if options.quick else (30, 300)
    rows: list[Row] = [("machine", machine())]
    print(*rows[0], sep=": ", flush=True)
    with TemporaryDirectory() as folder:
        for row in measured(small, large, Path(folder)):
            print(*row, sep=": ", flush=True)
            rows.append(row)
    if options.write:
        text = README.read_text("utf-8")
        before, rest = text.split(BEGIN)
        after = rest.split(END)[1]
        README.write_text(f"{before}{BEGIN}\n{table(rows)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
