"""What a server has to send beside the files of a site, spelled for nginx, Caddy and static hosts.

Pages, and drawings opened as pages, have the policy; documents have none, for some browsers show a
PDF with a page of their own. What has a hash in its name never changes; all else is asked for anew,
which costs a few bytes while it stays the same.
"""

from __future__ import annotations

from urllib.parse import SplitResult, quote, unquote, urlsplit

from generator import policy
from generator.rendering import render
from generator.uris import STATIC

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What every file is sent with."""
POLICY = "Content-Security-Policy"
KEPT, ASKED = "public, max-age=31536000, immutable", "no-cache"
"""How long a file holds: a year, the longest that is of use; or as long as the server says so."""
HTTP = 80
"""The port of the Web, without encryption."""
HASHED = f"/{STATIC}/(fonts|site)/[^/]+-[0-9a-f]{{16}}[.](woff2|css)$"
"""The files with a hash in their name, as a regular expression of paths."""


def static_hosts(address: str) -> str:
    """Return the `_headers` of a site at *address*, which has to lie in its root.

    These hosts let pages be asked for anew by themselves, and join what several rules say of one
    header: so none is said twice.
    """
    base = _base(address)
    rules = {
        f"{base}/*": {**HEADERS, POLICY: policy.header()},
        f"{base}/{STATIC}/fonts/*.woff2": {"Cache-Control": KEPT},
    }
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in rules.items()
    )


def servers(address: str, language: str) -> dict[str, str]:
    """Return the files for servers of one's own, by name, of a site at *address*."""
    parts = urlsplit(address)
    host = (parts.hostname or "localhost").encode("idna").decode("ascii")
    told: dict[str, object] = {
        "host": host,
        "site": _site(parts, host),
        "port": parts.port or HTTP,
        "is_secure": parts.scheme == "https",
        "base": unquote(_base(address)),  # both compare what was asked for as it reads
        "headers": HEADERS,
        "sent": policy.header(),
        "hashed": HASHED,
        "kept": KEPT,
        "asked": ASKED,
    }
    names = {"nginx.conf": "hosting/nginx.conf.j2", "Caddyfile": "hosting/caddyfile.j2"}
    return {name: render(template, language, None, **told) for name, template in names.items()}


def _site(parts: SplitResult, host: str) -> str:
    """Return *host* with what of *parts* Caddy does not take for granted."""
    scheme = "" if parts.scheme == "https" else f"{parts.scheme}://"
    return f"{scheme}{host}" + (f":{parts.port}" if parts.port else "")


def _base(address: str) -> str:
    """Return the path of *address* as a server is asked for it, without a slash at its end."""
    return quote(urlsplit(address).path.rstrip("/"), safe="/%")
