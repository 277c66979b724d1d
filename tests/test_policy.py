"""What pages may do is what they do, wherever they are served from, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection, socket
from time import monotonic, sleep
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from generator import hosting, policy, style_sheets

from .browser import chromium, complaints, hosts_asked, look
from .page_kinds import KINDS, LOST
from .serving import rules, served
from .test_search import shown, type_into_the_search

ADDRESS = "https://guides.example.org/approval/"
RUNS = "//script[not(@src)][not(@type) or @type='module' or @type='text/javascript']"


@pytest.fixture(scope="module")
def pages(real_site: Path) -> dict[str, html.HtmlElement]:
    return {
        path.relative_to(real_site).as_posix(): html.parse(path).getroot()
        for path in sorted(real_site.rglob("*.html"))
    }


def directives(text: str) -> dict[str, set[str]]:
    parts = [part.split() for part in text.split(";")]
    return {name: set(sources) for name, *sources in parts}


def test_the_hashes_of_the_policy_are_those_of_the_scripts_in_the_pages(
    pages: dict[str, html.HtmlElement], real_site: Path
) -> None:
    used = {policy.source(each.text) for page in pages.values() for each in page.xpath(RUNS)}
    (_, sent), _ = rules((real_site / "_headers").read_text("utf-8"))
    for told in (sent["Content-Security-Policy"], policy.header(), policy.meta()):
        named = directives(told)["script-src"]
        assert {source for source in named if source.startswith("'sha")} == used
        assert "unsafe" not in told


def test_the_policy_lets_in_nothing_from_elsewhere() -> None:
    allowed = directives(policy.header())
    assert allowed.pop("frame-ancestors") == allowed.pop("default-src") == {"'none'"}
    assert allowed.pop("img-src") == {"'self'", "data:"}
    hashes = {policy.source(script) for script in policy.INLINE.values()}
    assert allowed.pop("script-src") == {"'self'", *hashes}
    assert set(allowed) == {"style-src", "font-src", "media-src", "form-action", "base-uri"}
    assert all(sources == {"'self'"} for sources in allowed.values())


def test_no_page_holds_a_style_or_a_handler(pages: dict[str, html.HtmlElement]) -> None:
    for uri, page in pages.items():
        assert page.xpath("//style | //@style") == [], uri
        assert [n for n in page.xpath("//@*") if n.attrname.startswith("on")] == [], uri


def test_every_page_says_the_policy_before_anything_that_it_concerns(
    pages: dict[str, html.HtmlElement],
) -> None:
    for uri, page in pages.items():
        first = page.find("head")[0]
        assert (first.get("http-equiv"), first.get("content")) == (
            "Content-Security-Policy",
            policy.meta(),
        ), uri


def test_made_pages_have_no_class_of_the_theme_that_their_style_sheet_leaves_out(
    pages: dict[str, html.HtmlElement],
) -> None:
    for uri, page in pages.items():
        if "/made-" in page.xpath("//link[@rel='stylesheet']/@href")[0]:
            classes = {name for each in page.xpath("//@class") for name in each.split()}
            theirs = {name for name in classes if name.startswith(("md-", "no-"))}
            assert theirs <= style_sheets.USED, uri


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b,p{x:1}", ".a,p{x:1}"),
        (".a .b{x:1}.a>p:hover{x:2}", ".a>p:hover{x:2}"),
        (":is(.a,.b:not(.c)) p{x:1}", ":is(.a,.b:not(.c)) p{x:1}"),
        (".a:not(.b){x:1}", ".a:not(.b){x:1}"),
        ('[x=".b,.c"]{x:1}', '[x=".b,.c"]{x:1}'),
        ("@media print{.a{x:1}.b{x:2}}@media screen{.b{x:1}}", "@media print{.a{x:1}}"),
        ("@keyframes b{to{x:1}}p{x:1}", "p{x:1}"),
    ],
)
def test_a_lean_style_sheet_has_what_can_match_and_in_its_order(sheet: str, left: str) -> None:
    assert style_sheets.lean(sheet, frozenset({"a"})) == left


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p style='color: red'>x</p>", ["<p style='color: red'>"]),
        ("<style>p{}</style>", ["<style>"]),
        ("<img src=x onerror=alert(1)>", ["<img src=x onerror=alert(1)>"]),
        ("<script>go()</script>", ["<script>go()"]),
        ("<script type=module>go()</script>", ["<script>go()"]),
        ("<script type='TEXT/JavaScript'>go()</script>", ["<script>go()"]),
        ("<script src=x.js></script><script type=application/json>{}</script>", []),
        ("<script type=text/plain>go()</script>", []),
        ("<script src=//cdn.example/x.js></script>", ["<script src=//cdn.example/x.js>"]),
        ("<iframe src=map.html></iframe>", ["<iframe src=map.html>"]),
        ("<embed src=x.pdf>", ["<embed src=x.pdf>"]),
        ("<img src=HTTPS://a.example/x.png>", ["<img src=HTTPS://a.example/x.png>"]),
        (
            "<img srcset='x.png 1x, //a.example/y.png 2x'>",
            ["<img srcset='x.png 1x, //a.example/y.png 2x'>"],
        ),
        (
            "<link rel=stylesheet href=https://a.example/x.css>",
            ["<link rel=stylesheet href=https://a.example/x.css>"],
        ),
        ("<a href='javascript:go()'>x</a>", ["<a href='javascript:go()'>"]),
        ("<a href='java\tscript:go()'>x</a>", ["<a href='java\tscript:go()'>"]),
        ("<form action=' JavaScript:go()'>x</form>", ["<form action=' JavaScript:go()'>"]),
        ("<script type=text/jscript>go()</script>", ["<script>go()"]),
        ("<form action=//a.example/s></form>", ["<form action=//a.example/s>"]),
        ("<base href=https://a.example/>", ["<base href=https://a.example/>"]),
        ("<svg><use xlink:href=//a.example/x /></svg>", ["<use xlink:href=//a.example/x />"]),
        ("<link rel=icon href=//a.example/x>", ["<link rel=icon href=//a.example/x>"]),
        (r"<img src='\\a.example\x.png'>", [r"<img src='\\a.example\x.png'>"]),
        ("<a href='https://a.example/'>x</a><a href='http://[x'>x</a>", []),
        ("<link rel=canonical href=https://a.example/><img src=data:image/png;base64,AA>", []),
        ("<code>&lt;p style=x&gt;</code><p title='a style=b'>x</p>", []),
        (f"<script>{policy.INLINE['lost']}</script>", []),
    ],
)
def test_what_no_browser_would_heed_in_a_page_is_told(page: str, found: list[str]) -> None:
    assert policy.refused(page) == found


def test_columns_are_aligned_by_classes() -> None:
    cell = '<td style="text-align: right;">8</td>'
    assert policy.aligned_by_class(cell) == '<td class="ag-right">8</td>'


# What servers are told


def test_every_kind_of_server_is_told_the_same() -> None:
    told = {"_headers": hosting.static_hosts(ADDRESS), **hosting.servers(ADDRESS, "zh")}
    said = {**hosting.HEADERS, "Content-Security-Policy": policy.header()}
    for name, text in told.items():
        assert [value for value in (*said, *said.values()) if value not in text] == [], name
        assert "/approval/" in text, name
        assert hosting.KEPT in text, name


def test_a_build_writes_beside_the_site_what_servers_of_ones_own_need(real_site: Path) -> None:
    beside = real_site.with_name(f"{real_site.name}-server")
    address = re.search(
        r"^address: (\S+)$", Path("site_config.yml").read_text("utf-8"), re.MULTILINE
    )[1]
    told = {path.name: path.read_text("utf-8") for path in beside.iterdir()}
    assert told == hosting.servers(address, "zh")


def test_the_year_long_kept_are_files_with_their_hash_in_their_name(real_site: Path) -> None:
    kept = [
        uri
        for path in real_site.rglob("*")
        if re.search(hosting.HASHED, uri := f"/{path.relative_to(real_site).as_posix()}")
    ]
    assert {urlsplit(uri).path.rpartition(".")[2] for uri in kept} == {"woff2", "css"}
    fonts = set((real_site / "assets/ag/fonts").glob("*.woff2"))
    assert len([uri for uri in kept if uri.endswith(".woff2")]) == len(fonts)


def free_port() -> int:
    with closing(socket()) as waiting:
        waiting.bind(("127.0.0.1", 0))
        return int(waiting.getsockname()[1])


@contextmanager
def run(command: list[str], port: int) -> Iterator[HTTPConnection]:
    """Run a server, and yield a connection to it once it answers."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            end = monotonic() + 30
            while monotonic() < end:
                try:
                    create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert server.poll() is None, "the server has ended"
                    sleep(0.05)
            with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                yield connection
        finally:
            server.terminate()


def nginx(site: Path, folder: Path, port: int, base: str) -> list[str]:
    told = hosting.servers(f"http://127.0.0.1:{port}{base}", "zh")["nginx.conf"]
    told = told.replace("listen ", "listen 127.0.0.1:")
    (folder / "site.conf").write_text(told.replace("/srv/approval-guides", str(site)), "utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    types = "types { text/html html; text/css css; text/javascript js; application/pdf pdf; }"
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/log; events {{}}"
        f"http {{ access_log off; {types} {paths} include {folder}/site.conf; }}", "utf-8",
    )  # fmt: skip
    return ["nginx", "-c", str(folder / "nginx.conf")]


def caddy(site: Path, folder: Path, port: int, base: str) -> list[str]:
    told = hosting.servers(f"http://127.0.0.1:{port}{base}", "zh")["Caddyfile"]
    told = "{\n\tadmin off\n\tauto_https off\n}\n" + told.replace("/srv/approval-guides", str(site))
    (folder / "Caddyfile").write_text(told, "utf-8")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@pytest.mark.parametrize("base", ["", "/%E5%AE%A1%E6%89%B9/a%20b"])
@pytest.mark.parametrize("server", [nginx, caddy])
def test_a_real_server_sends_what_its_file_says(
    server: object, base: str, real_site: Path, tmp_path: Path
) -> None:
    if not shutil.which(server.__name__):
        pytest.skip(f"no {server.__name__} on this machine: script/setup installs none")
    font = next((real_site / "assets/ag/fonts").glob("*.woff2")).name
    expected = {
        "/": (200, policy.header(), hosting.ASKED),
        "/projects/": (200, policy.header(), hosting.ASKED),
        "/nowhere.html": (404, policy.header(), None),
        "/_headers": (404, policy.header(), None),
        f"/assets/ag/fonts/{font}": (200, None, hosting.KEPT),
        "/assets/ag/search/search.js": (200, None, hosting.ASKED),
        "/booklet.pdf": (200, None, hosting.ASKED),
        "/assets/ag/fonts/x-0123456789abcdef.woff2": (404, policy.header(), None),
    }
    root = tmp_path / "root"
    folder = root / unquote(base).lstrip("/")
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(real_site)
    port = free_port()
    with run(server(root, tmp_path, port, f"{base}/"), port) as asked:
        for path, (status, allowed, held) in expected.items():
            asked.request("GET", f"{base}{path}")
            answer = asked.getresponse()
            answer.read()
            assert answer.status == status, path
            assert answer.getheader("Content-Security-Policy") == allowed, path
            assert held in (None, answer.getheader("Cache-Control")), path
            assert "immutable" not in (answer.getheader("Cache-Control") or "") or held, path
            assert dict(answer.getheaders()).items() >= hosting.HEADERS.items(), path


# What browsers do


@pytest.fixture(scope="module")
def at(real_site: Path) -> Iterator[str]:
    """The address at which the site is served with the headers that it asks for."""
    with served(real_site) as address:
        yield address


@pytest.fixture
def reader(browser: Chrome, at: str) -> Iterator[Chrome]:
    look(browser, 390)
    browser.get(at)
    browser.execute_script("localStorage.clear()")
    complaints(browser)
    hosts_asked(browser)
    yield browser
    complaints(browser)


def test_an_address_that_is_none_is_answered_in_style(reader: Chrome, at: str) -> None:
    reader.get(f"{at}{LOST}")
    (told,) = complaints(reader)
    assert "404" in told
    assert hosts_asked(reader) == {urlsplit(at).netloc}
    colour = "return getComputedStyle(document.querySelector('.ag-hero')).backgroundColor"
    assert reader.execute_script(colour) == "rgb(15, 79, 74)"


DO_ALL = """
const find = (name) => document.querySelector(name);
const fire = (element, name) => element.dispatchEvent(new Event(name, {bubbles: true}));
find('.ag-colours:not([hidden])').click();
document.querySelectorAll('.ag-stage-button').forEach((each) => each.click());
find('[data-tick]').click();
const stage = find('[data-filter="stage"]');
stage.selectedIndex = 1;
fire(stage, 'change');
const day = find('.ag-own input');
day.value = '2026-05-06';
fire(day, 'change');
find('.ag-flow a').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
self.print = () => dispatchEvent(new Event('afterprint'));
['print-list', 'print-days', 'save-list', 'save-days', 'copy-list']
  .forEach((name) => find(`[data-do="${name}"]`).click());
return [find('.ag-count').textContent, find('[data-own="told"]').textContent,
        document.body.dataset.mdColorScheme];
"""


def test_all_that_a_guide_can_do_is_allowed(reader: Chrome, at: str, tmp_path: Path) -> None:
    folder = {"behavior": "allow", "downloadPath": str(tmp_path)}
    reader.execute_cdp_cmd("Browser.setDownloadBehavior", folder)
    reader.get(f"{at}{KINDS['guide']}")
    counted, told, scheme = reader.execute_script(DO_ALL)
    assert " 1 " in counted
    assert "2026年5月6日" in told
    assert scheme == "slate"
    WebDriverWait(reader, 30).until(lambda _: reader.find_element(By.CSS_SELECTOR, ".ag-done").text)
    type_into_the_search(reader, "施工证")
    assert shown(reader)
    assert complaints(reader) == []
    assert hosts_asked(reader) == {urlsplit(at).netloc}


def test_the_search_and_the_filter_of_the_home_page_are_allowed(reader: Chrome, at: str) -> None:
    reader.get(at)
    type_into_the_search(reader, "用地")
    assert shown(reader)
    assert complaints(reader) == []
    assert hosts_asked(reader) == {urlsplit(at).netloc}


PLANTED = (
    "<script>self.planted = 1</script><p id=aside style='position: fixed'></p>"
    "<img src=x: onerror='self.planted = 1'><script src='https://elsewhere.example/x.js'></script>"
    "<a href='javascript:self.planted = 1' id=link>x</a>"
)


@pytest.mark.parametrize("way", ["server", "folder"])
def test_what_is_planted_in_a_page_does_nothing(
    way: str, browser: Chrome, real_site: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(real_site / "assets", site / "assets")
    for name in ("_headers", "404.html"):
        shutil.copy(real_site / name, site)
    page = (real_site / "index.html").read_text("utf-8")
    (site / "index.html").write_text(page.replace("</main>", f"{PLANTED}</main>"), "utf-8")
    with served(site) as at:
        complaints(browser)
        browser.get(at if way == "server" else (site / "index.html").as_uri())
        browser.execute_script("document.getElementById('link').click()")
        seen = "[self.planted, getComputedStyle(document.getElementById('aside')).position]"
        assert browser.execute_script(f"return {seen}") == [None, "static"]
        told = complaints(browser)
    assert sum("Content Security Policy" in each for each in told) >= 4, told


@pytest.mark.parametrize("kept", [True, False])
def test_colours_are_as_chosen_on_this_page_and_where_it_may_be_kept_on_the_next(
    kept: bool,  # noqa: FBT001 - a parameter of the test
    at: str,
    tmp_path: Path,
) -> None:
    refused = {} if kept else {"profile.default_content_setting_values.cookies": 2}
    with chromium(tmp_path / "profile", refused) as driver:
        look(driver, 390, dark=True)
        scheme = "return document.body.dataset.mdColorScheme"
        driver.get(at)
        assert driver.execute_script(scheme) == "slate"
        driver.execute_script("document.querySelector('.ag-colours:not([hidden])').click()")
        assert driver.execute_script(scheme) == "default"
        driver.get(f"{at}{KINDS['guide']}")
        assert driver.execute_script(scheme) == ("default" if kept else "slate")
        assert complaints(driver) == []
