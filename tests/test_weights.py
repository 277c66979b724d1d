"""Pages stay light: what each kind weighs on the wire the first time, with its fonts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from .page_kinds import KINDS
from .serving import served
from .weights import weigh

MOST = {"html": 13_000, "css": 28_000, "js": 9_000, "fonts": 350_000, "images": 2_000}
"""Bytes with headers, gzipped; of any page but those below."""
BUT = {
    "home": {"fonts": 210_000},
    "guide": {"html": 60_000, "js": 27_000, "fonts": 370_000},
    "English guide": {"html": 60_000, "js": 27_000},
    "handbook": {"css": 42_000},
}
FIRST = 300_000
"""Bytes of the page that people see first, all in all."""


@pytest.fixture(scope="module")
def at(real_site: Path) -> Iterator[str]:
    with served(real_site) as address:
        yield address


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_weighs_no_more_than_it_may(kind: str, browser: Chrome, at: str) -> None:
    weight = weigh(browser, f"{at}{KINDS[kind]}", slowly=False)
    allowed = MOST | BUT.get(kind, {})
    assert {k: v for k, v in weight.bytes.items() if v > allowed.get(k, 4_000)} == {}
    assert kind != "home" or weight.whole < FIRST
