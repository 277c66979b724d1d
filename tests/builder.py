"""Builds that go wrong, each in a process of its own; run by test_publishing.py.

    python tests/builder.py ROOT SITE ACTION [NUMBER]

Builds the workspace at ROOT into SITE without documents, and prints what became of it as JSON.
ACTION says what happens meanwhile: `count` counts the moments at which something is written (told
are those of the exchange, and the last), `kill` ends the build at those that are given, `fill` puts
workspace and site on a disk that has so many bytes left (in a mount namespace of its own), `limit`
lets no file grow beyond the sizes given, `twice` builds it two times at once. After each of them
SITE is told, by the hash of all its files; then it is built once more without trouble, and told
again.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator import plugin  # noqa: F401 - the children have it then
from generator.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

WRITES = {
    "open",
    "os.rename",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "shutil.rmtree",
    "ctypes.dlopen",
}
"""What is told, as Python's audit events, before something is written; to C, it is only loaded."""


def told(site: Path) -> str:
    """Return the hash of all files of *site*; "" where there is none."""
    whole = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(site)}\n".encode() + path.read_bytes())
    return whole.hexdigest() if site.exists() else ""


def build(root: Path, site: Path) -> int:
    """Build as the command does, and return its exit code; -1 for a traceback."""
    words = ["build", "--root", str(root), "--site-dir", str(site), "--no-pdf", "--jobs", "1",
             "--as-of", "2026-03-09"]  # fmt: skip
    try:
        main(words)
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException as error:  # noqa: BLE001 - this is what must not happen
        sys.stderr.write(f"Traceback: {error!r}\n")
        return 99
    return 0


def child(root: Path, site: Path, before: Callable[[], object]) -> int:
    """Begin a build in a process of its own that does *before* first; return its number."""
    if number := os.fork():
        return number
    before()
    out = os.open(os.devnull, os.O_WRONLY)
    os.dup2(out, 1)
    os._exit(build(root, site))


def ended(number: int) -> int:
    """Return how the process *number* ended: its exit code, or less than 0 for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def moments(site: Path, at: int, count: Path | None = None) -> None:
    """Let this process die at the writing number *at*.

    Tell in the file *count* the numbers of those that exchange the *site*, and the last.
    """
    seen, told = [0], []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event not in WRITES or (event == "open" and not _writes(arguments)):
            return
        seen[0] += 1
        if seen[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        if counter >= 0:
            exchanges = event == "ctypes.dlopen" and arguments[0] is None
            if exchanges or (event == "os.rename" and str(arguments[1]) == str(site)):
                told.append(seen[0])
            os.pwrite(counter, json.dumps([*told, seen[0]]).encode(), 0)

    counter = os.open(count, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if count else -1
    sys.addaudithook(hook)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def after(root: Path, site: Path, old: Path, trouble: Callable[[], list[int]]) -> dict[str, object]:
    """Return what *trouble* leaves of a site that was *old*, and what the next build makes."""
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(old, site)
    codes = trouble()
    left = told(site)
    again = ended(child(root, site, lambda: None))
    beside = [path.name for path in site.parent.iterdir() if path.name.startswith(f".{site.name}")]
    return {"codes": codes, "left": left, "again": again, "then": told(site), "beside": beside}


def run(root: Path, site: Path, action: str, numbers: list[int]) -> object:
    """Do *action* once for each of *numbers*; see above."""
    old = site.with_name("old")
    match action:
        case "count":
            file = site.with_name("count")
            ended(child(root, site, lambda: moments(site, 0, file)))
            return json.loads(file.read_text("ascii"))
        case "kill":
            return [
                after(
                    root,
                    site,
                    old,
                    lambda n=n: [ended(child(root, site, lambda: moments(site, n)))],
                )
                for n in numbers
            ]
        case "fill":
            return [on_a_full_disk(root, site, old, n) for n in numbers]
        case "limit":
            return [
                after(root, site, old, lambda n=n: [ended(child(root, site, lambda: limited(n)))])
                for n in numbers
            ]
        case _:
            return after(root, site, old, lambda: twice(root, site))


def on_a_full_disk(root: Path, site: Path, old: Path, free: int) -> dict[str, object]:
    """Return what a build leaves on a disk with no more than *free* bytes, and the next with room.

    The disk is one in memory, which nobody sees but this process and its children.
    """
    disk = site.with_name("disk")
    disk.mkdir()
    mounted(disk, "size=256m")
    ours = shutil.copytree(root, disk / "workspace", ignore=shutil.ignore_patterns(".cache"))

    def trouble() -> list[int]:
        mounted(disk, f"remount,size={shutil.disk_usage(disk).used + free}")
        code = ended(child(ours, disk / "site", lambda: None))
        mounted(disk, "remount,size=256m")
        return [code]

    left = after(ours, disk / "site", old, trouble)
    subprocess.run(["umount", disk], check=True)
    disk.rmdir()
    return left


def mounted(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=True)


def limited(size: int) -> None:
    """Let no file of this process grow beyond *size* bytes."""
    shutil.rmtree(Path(sys.argv[1]) / ".cache", ignore_errors=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def twice(root: Path, site: Path) -> list[int]:
    """Return how two builds ended that ran at once."""
    return [ended(number) for number in [child(root, site, lambda: None) for _ in range(2)]]


if __name__ == "__main__":
    where, target, what, *given = sys.argv[1:]
    sys.stdout.write(json.dumps(run(Path(where), Path(target), what, list(map(int, given)))))
