"""Long work tells how far it is: in one line on a terminal, in a few plain ones elsewhere."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.progress import ERASED, LINES, Progress
from generator.starter import init

from .conftest import AS_OF

NAME = Path(sys.executable).with_name("approval-guides")


@pytest.mark.parametrize("total", [1, 3, LINES, LINES + 1, 300])
def test_plain_lines_are_few_and_the_last_tells_that_all_is_done(total: int) -> None:
    stream = io.StringIO()
    told = Progress(stream, "{}/{}".format)
    for done in range(1, total + 1):
        told(done, total)
    lines = stream.getvalue().splitlines()
    assert len(lines) == min(total, LINES)
    assert lines[-1] == f"{total}/{total}"
    assert not set("\r\x1b") & set(stream.getvalue())


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    init(tmp_path / "office")
    return tmp_path / "office"


def test_a_build_tells_a_terminal_and_a_pipe_each_in_its_way(workspace: Path) -> None:
    command = [NAME, "build", "--as-of", AS_OF, "--jobs", "1", "--lang", "en"]
    piped = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=True)
    assert re.fullmatch(
        r"(documents printed: \d+ of (\d+)\n)*documents printed: \2 of \2\n", piped.stderr
    )
    again = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=True)
    assert again.stderr == ""  # it was printed before
    changed = workspace / "site_config.yml"
    changed.write_text(changed.read_text("utf-8").replace("title: ", "title: 新"), "utf-8")
    ours, theirs = pty.openpty()
    subprocess.run(command, cwd=workspace, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    *lines, end = os.read(ours, 10_000).decode().removeprefix(ERASED).split(ERASED)
    assert end == f"documents printed: {len(lines) + 1} of {len(lines) + 1}\r\n"
    os.close(ours)
