"""A workspace in which every field that takes words is hostile, and a build that nobody answers."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator import assets
from generator.fields import Text

from . import planting
from .conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = tomllib.loads((ROOT / "tests/cases/hostile/texts.toml").read_text("utf-8"))
LINES: dict[str, str] = TEXTS["line"]
BLOCKS: dict[str, str] = TEXTS["block"]
NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
KEY, WORDS = re.compile('(?<=")〔(?=[^"]*":)'), re.compile('〔(?![^"]*":)')
"""Where words begin; a key of YAML has to be short."""
_blocked = [False]


def quoted(text: str) -> str:
    """Return *text* as it stands between the quotation marks of JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


class Plain(planting.Planter):
    """Plants, into fields of several lines, a second one."""

    more: tuple[str, ...] = ("第二行",)

    def _made(self, hint: Any, path: str) -> Any:
        made = super()._made(hint, path)
        return "\n".join([made, *self.more]) if hint == Text else made


class Hostile(Plain):
    """Plants the hostile blocks there."""

    more = tuple(BLOCKS.values())


def plain_workspace(root: Path, planter: type[Plain] = Plain) -> None:
    """Write a workspace with words in all fields to *root*."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planting, "Planter", planter)
        planting.workspace(root)
    (root / "mkdocs.yml").write_text(
        (assets.STARTER / "workspace/mkdocs.yml").read_text("utf-8"), "utf-8"
    )


def workspace(root: Path, *, together: bool) -> None:
    """Write a workspace with hostile words in all fields to *root*: all in each, or in turn."""
    plain_workspace(root, Hostile if together else Plain)
    words = cycle(["".join(LINES.values())] if together else LINES.values())
    for path in sorted(root.rglob("*.yml")):
        text = path.read_text("utf-8")
        text = KEY.sub(lambda match: quoted(LINES["script"]) + match[0], text)
        path.write_text(WORDS.sub(lambda _: quoted(f"{next(words)}〔"), text), "utf-8")
    planting.own(root)


def _refuse_network(event: str, _: tuple[object, ...]) -> None:
    if _blocked[0] and event in NETWORK:
        raise AssertionError(f"{event} during a build")


sys.addaudithook(_refuse_network)


@contextmanager
def offline() -> Iterator[None]:
    """Let nothing in this process reach for the network meanwhile."""
    _blocked[0] = True
    try:
        yield
    finally:
        _blocked[0] = False
