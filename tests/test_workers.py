"""Printing side by side: what fails stops nothing else, whatever way it fails."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from generator import printing
from generator.messages import catalogue
from generator.paper import print_style
from generator.pdf import Document
from generator.problems import InvalidSources, Problem
from generator.settings import Print, Settings
from generator.workers import Died, Workers

if TYPE_CHECKING:
    from pathlib import Path

MEBIBYTE = 1 << 20
EATER = (
    '<p style="height: 9cm; background: repeating-linear-gradient(red 0, blue .000001px)">大</p>'
)
"""Has the engine list a million colours and more."""


def document(text: str, title: str) -> Document:
    html = f'<html lang="zh-CN"><title>{title}</title><p>{text}</p>'
    settings = Settings.model_construct(print=Print())
    return Document(html, print_style("print/print.css", settings, None))


@pytest.mark.tried("PDF", outcome="ended at its limit; the next is made")
def test_a_worker_that_dies_or_hangs_is_replaced() -> None:
    with Workers(1, seconds=3, memory=2048 * MEBIBYTE) as workers:
        hangs = workers.submit(time.sleep, 600)
        dies = workers.submit(os._exit, 7)
        killed = workers.submit(signal.raise_signal, signal.SIGKILL)
        fails = workers.submit(int, "one")
        works = workers.submit(int, "1")
        assert isinstance(hangs.exception(), TimeoutError)
        for future, code in ((dies, 7), (killed, -signal.SIGKILL)):
            error = future.exception()
            assert isinstance(error, Died)
            assert error.code == code
        assert isinstance(fails.exception(), ValueError)
        assert works.result() == 1


def test_no_process_is_left_behind() -> None:
    with Workers(2, seconds=60, memory=2048 * MEBIBYTE) as workers:
        ids = {workers.submit(os.getpid).result() for _ in range(4)}
        assert os.getpid() not in ids
    for id in ids:
        with pytest.raises(ProcessLookupError):
            os.kill(id, 0)


@pytest.mark.tried("PDF", outcome="refused: too large or too slow, the others made")
def test_documents_that_eat_memory_or_never_end_fail_by_name_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the pool of a build, each under its limits; what was printed before stays."""
    monkeypatch.setattr(printing, "MEMORY", 500 * MEBIBYTE)
    (problem,), good = printed_with(document(EATER, "大"), tmp_path)
    assert (problem.code, problem.place.path) == ("document-too-large", "guides/projects/bad.yml")
    assert "《大》" in catalogue().told(problem)
    assert [path.read_bytes()[:5] for path in good] == [b"%PDF-"] * 3

    monkeypatch.setattr(printing, "SECONDS", 1)
    (problem,), same = printed_with(document("<p>办事指引</p>" * 20_000, "长"), tmp_path)
    assert (problem.code, problem.place.path) == ("document-too-slow", "guides/projects/bad.yml")
    assert same == good


def printed_with(bad: Document, root: Path) -> tuple[list[Problem], list[Path]]:
    """Print *bad* beside good documents; return what is told of it, and where the good ones are."""
    good = []
    try:
        with printing.printer(root, 2) as press:
            press.submit(bad, "guides/projects/bad.yml")
            good = [press.submit(document(word, "好"), "b.yml") for word in ("甲", "乙", "丙")]
    except InvalidSources as failed:
        return failed.problems, [future.result() for future in good]
    return [], []
