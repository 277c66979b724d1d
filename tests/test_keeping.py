"""What builds keep: all that one has used, and no more of the rest than that."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator import fonts, pdf, printing
from generator.keeping import found, pack, pruned, unpacked, write
from generator.pdf import Document
from generator.problems import Severity


def folder_of(tmp_path: Path, count: int) -> list[Path]:
    """Return *count* documents of earlier builds, the last used first."""
    paths = [tmp_path / f"{number}.pdf" for number in range(count)]
    for age, path in enumerate(paths):
        write(path, b"%PDF")
        os.utime(path, (10**9 - age, 10**9 - age))
    return paths


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.pdf")}


def test_what_a_build_uses_stays_and_as_much_of_the_rest_the_last_used_first(
    tmp_path: Path,
) -> None:
    paths = folder_of(tmp_path, 10)
    with pruned(tmp_path, ".pdf"):
        assert found(paths[8])
        write(tmp_path / "new.pdf", b"%PDF")
    assert left(tmp_path) == {"8.pdf", "new.pdf", "0.pdf", "1.pdf"}


def test_two_builds_in_turn_keep_what_each_of_them_uses(tmp_path: Path) -> None:
    paths = folder_of(tmp_path, 9)
    for used in (paths[:3], paths[3:6], paths[:3], paths[3:6]):
        with pruned(tmp_path, ".pdf"):
            assert all(map(found, used))
    assert left(tmp_path) == {path.name for path in paths[:6]}


def test_a_build_that_fails_drops_nothing(tmp_path: Path) -> None:
    folder_of(tmp_path, 3)
    before = left(tmp_path)
    with pytest.raises(OSError, match="full"), pruned(tmp_path, ".pdf"):
        raise OSError("full")
    assert left(tmp_path) == before


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    assert not found(tmp_path / "nothing.pdf")


def test_the_printer_keeps_its_documents_and_drops_old_ones(tmp_path: Path) -> None:
    html = '<!doctype html><html lang="zh"><title>示例</title><p>示例</p></html>'
    document = Document(html, 'html { font-family: "Noto Sans SC" }')
    for times in (1, 0):
        old = folder_of(tmp_path / ".cache/approval-guides/pdf", 5)
        with printing.printer(tmp_path, 1) as press:
            made = press.submit(document, "示例.yml")
        assert made.result().read_bytes().startswith(b"%PDF-")
        assert left(old[0].parent) == {made.result().name, "0.pdf"}
        assert len(press.submitted) == times


@pytest.mark.parametrize("module", [pdf, fonts])
def test_a_document_is_made_anew_when_what_makes_it_changes(
    module: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = printing.pdf_key("0", ())
    changed = tmp_path / "changed.py"
    changed.write_text(Path(module.__file__).read_text("utf-8") + "# changed\n", "utf-8")
    monkeypatch.setattr(module, "__file__", str(changed))
    printing._engine_key.cache_clear()  # noqa: SLF001
    assert printing.pdf_key("0", ()) != before
    monkeypatch.undo()
    printing._engine_key.cache_clear()  # noqa: SLF001
    assert printing.pdf_key("0", ()) == before


def test_members_of_enumerations_are_kept_as_values_on_every_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_name = lambda member, _: (getattr, (type(member), member.name))  # noqa: E731 - as 3.11.2 does
    monkeypatch.setattr(Severity, "__reduce_ex__", by_name)
    kept = {"worst": Severity.ERROR, "others": (Severity.NOTE, Severity.WARNING)}
    assert unpacked(pack(kept), None) == kept
