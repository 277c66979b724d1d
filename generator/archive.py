"""The records of versions as they lie below releases/; they are read here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from generator.problems import InvalidSources, Place, Problem
from generator.version_records import FOLDER, Record, RecordedData, Versions

if TYPE_CHECKING:
    from pathlib import Path

M = TypeVar("M", bound=BaseModel)
DATA = ".data.json"
ENDING = ".json"


def recorded(root: Path) -> dict[str, Versions]:
    """Return the records of every package at *root* that has some, by the package's id.

    Raises InvalidSources when one of them cannot be read.
    """
    found = {path.name: versions(root, path.name) for path in folders(root)}
    return {id: each for id, each in found.items() if each.records}


def folders(root: Path) -> list[Path]:
    """Return the folders of the packages that were ever released."""
    folder = root / FOLDER
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def versions(root: Path, package: str) -> Versions:
    """Return the records of one package; none where it was never released."""
    files = sorted((root / FOLDER / package).glob(f"*{ENDING}"))
    told = [path for path in files if not path.name.endswith(DATA)]
    return Versions(tuple(_record(path, root) for path in told))


def data_of(root: Path, record: Record) -> RecordedData:
    """Return what the guide of *record* was made from. Raises InvalidSources."""
    return _read(root / FOLDER / record.package / f"{record.file}{DATA}", root, RecordedData)


def _record(path: Path, root: Path) -> Record:
    """Return the record at *path*, which is where it says that it lies."""
    record = _read(path, root, Record)
    if (record.package, record.file) != (path.parent.name, path.stem):
        raise _unreadable(path, root)
    return record


def _unreadable(path: Path, root: Path) -> InvalidSources:
    return InvalidSources([Problem(Place(path.relative_to(root).as_posix()), "record-unreadable")])


def _read(path: Path, root: Path, model: type[M]) -> M:
    try:
        return model.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise _unreadable(path, root) from error
