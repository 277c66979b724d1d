"""The whole site as one file: the same bytes every time, and read without any network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from selenium.webdriver import Chrome

from generator import starter
from generator.bundle import FOLDER, write_bundle
from generator.uris import BUNDLE

from .browser import complaints, hosts_asked, look
from .page_kinds import KINDS
from .test_search import shown, type_into_the_search

LEFT = re.compile(r"_headers|robots\.txt|sitemap\.xml(\.gz)?")


@pytest.fixture(scope="module")
def unpacked(real_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the real site, as a reader unpacks it."""
    site = tmp_path_factory.mktemp("bundled") / "site"
    shutil.copytree(real_site, site, copy_function=os.link)
    with ZipFile(write_bundle(site)) as bundle:
        bundle.extractall(site.with_name("unpacked"))
    return site.with_name("unpacked") / FOLDER


@pytest.fixture
def reader(browser: Chrome) -> Chrome:
    look(browser, 390)
    browser.get("about:blank")
    complaints(browser)
    hosts_asked(browser)
    return browser


def test_everything_is_in_it_but_what_is_for_servers(real_site: Path, unpacked: Path) -> None:
    whole = {p.relative_to(real_site).as_posix() for p in real_site.rglob("*") if p.is_file()}
    taken = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    assert {uri for uri in whole if not LEFT.fullmatch(uri)} == taken


@pytest.mark.parametrize("kind", [*KINDS, "lost"])
def test_a_page_of_it_asks_for_nothing_but_files(kind: str, reader: Chrome, unpacked: Path) -> None:
    reader.get((unpacked / KINDS.get(kind, "404.html")).as_uri())
    reader.execute_script("scrollTo(0, document.body.scrollHeight)")
    if kind != "versions":  # a page without the frame, and without its search
        type_into_the_search(reader, "用地")
        assert shown(reader)
    assert hosts_asked(reader) == {""}
    assert complaints(reader) == []


def test_its_checklist_counts_and_remembers(reader: Chrome, unpacked: Path) -> None:
    reader.get((unpacked / KINDS["guide"]).as_uri())
    reader.execute_script("localStorage.clear(); document.querySelector('[data-tick]').click()")
    reader.refresh()
    ticked = "return document.querySelectorAll('[data-tick]:checked').length"
    assert reader.execute_script(ticked) == 1
    reader.execute_script("localStorage.clear()")
    assert hosts_asked(reader) == {""}
    assert complaints(reader) == []


def test_a_build_offers_it_on_every_page_and_makes_the_same_bytes(tmp_path: Path) -> None:
    starter.init(tmp_path)
    command = [Path(sys.executable).with_name("approval-guides"), "build", "--root", tmp_path]
    subprocess.run(
        [*command, "--no-pdf", "--bundle", "--as-of", "2026-03-09"], check=True, capture_output=True
    )
    made = (tmp_path / "site" / BUNDLE).read_bytes()
    assert write_bundle(tmp_path / "site").read_bytes() == made
    offer = re.compile(rf'href="(\.\./)*(\./)?{BUNDLE}"')
    pages = [path for path in (tmp_path / "site").rglob("*.html") if "v" not in path.parts]
    assert [path for path in pages if not offer.search(path.read_text("utf-8"))] == []
    with ZipFile(tmp_path / "site" / BUNDLE) as bundle:
        inside = [name for name in bundle.namelist() if name.endswith(".html")]
        assert len(inside) >= len(pages) > 10
        assert [name for name in inside if BUNDLE.encode() in bundle.read(name)] == []
