"""Releases: a version record of each package that says something else than when it was recorded.

What the packages said before is read back from the records, so that the same comparison tells what
changed; nothing that was recorded is ever written again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from generator.amendments import Amendment, Office, Offices, amendment
from generator.contrast import Contrast, PackagePair, Thing, office_contrasts, package_contrasts
from generator.directory import Department
from generator.editions import Audience
from generator.exports import dumped, schedule_data
from generator.guide import guide
from generator.keeping import write
from generator.messages import catalogue
from generator.package import Package
from generator.positions import Positions
from generator.problems import InvalidSources, Place, Problem
from generator.public import for_audience, package_for
from generator.reports import Report
from generator.review import Review
from generator.settings import Settings
from generator.sources import Source
from generator.version_records import (
    FOLDER,
    FORMAT,
    Figures,
    Record,
    RecordedChange,
    RecordedData,
    Versions,
)
from generator.workspace import PROMISES

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from generator.guide import Guide
    from generator.lint import Sound
    from generator.messages import Catalogue
    from generator.workspace import Workspace

DATA = ".data.json"
ENDING = ".json"


def recorded(root: Path) -> dict[str, Versions]:
    """Return the records of every package at *root*, by the package's id.

    Raises InvalidSources when one of them cannot be read.
    """
    return {path.name: versions(root, path.name) for path in _folders(root)}


def _folders(root: Path) -> list[Path]:
    folder = root / FOLDER
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def versions(root: Path, package: str) -> Versions:
    """Return the records of one package; none where it was never released."""
    files = sorted((root / FOLDER / package).glob(f"*{ENDING}"))
    told = [path for path in files if not path.name.endswith(DATA)]
    return Versions(tuple(_read(path, root, Record) for path in told))


def _read(path: Path, root: Path, model: type[Any]) -> Any:  # noqa: ANN401 - one of two models
    try:
        return model.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        place = Place(path.relative_to(root).as_posix())
        raise InvalidSources([Problem(place, "record-unreadable")]) from error


def release(root: Path, sound: Sound, day: date) -> list[Path]:
    """Write the records of what has changed as of *day*; return their files.

    What is recorded is what the public reads, so drafts are not, nor what is internal; it is told
    in the language of the site. A second time nothing is written. Raises InvalidSources.
    """
    workspace = for_audience(sound.workspace, Audience.PUBLIC)
    words = catalogue(workspace.settings.value.language)
    ids = [id for id in sound.workspace.packages if id not in sound.drafts]
    sources = (package_for(workspace, sound.workspace.packages[id]) for id in ids)
    records = _records(root, workspace, sources, day, words)
    withdrawn = ((each, None) for each in _withdrawals(root, ids, day, words))
    made = [made for made in (*records, *withdrawn) if made]
    paths = []
    for record, data in made:
        folder = root / FOLDER / record.package
        path = folder / f"{record.file}{ENDING}"
        if data is not None:
            write(folder / f"{record.file}{DATA}", data.model_dump_json().encode() + b"\n")
        write(path, _text(record))
        paths.append(path)
    _keep_promises(root, sound.workspace)
    return paths


def _text(record: Record) -> bytes:
    return dumped(record.model_dump(mode="json")).encode()


def _keep_promises(root: Path, workspace: Workspace) -> None:
    offers = workspace.directory.offers
    promises = {id: str(o.item.promised) for id, o in sorted(offers.items()) if o.item.promised}
    path, content = root / PROMISES, dumped(promises).encode()
    if not path.is_file() or path.read_bytes() != content:
        write(path, content)


def _records(
    root: Path,
    workspace: Workspace,
    sources: Iterable[Source[Package]],
    day: date,
    words: Catalogue,
) -> Iterator[tuple[Record, RecordedData | None] | None]:
    for source in sources:
        made = guide(workspace.having(source), source.id)
        yield _record(root, made, restricted(workspace, source), day, words)


def _withdrawals(root: Path, ids: Collection[str], day: date, words: Catalogue) -> Iterator[Record]:
    """Yield the records of the packages that are no more among *ids*."""
    for folder in _folders(root):
        last = versions(root, folder.name).latest
        if last and not last.withdrawn and folder.name not in ids:
            yield _withdrawn(last, day, words)


def _withdrawn(last: Record, day: date, words: Catalogue) -> Record:
    return Record(
        package=last.package, name=last.name, number=last.number + 1, on=day, version="",
        previous=last.version, summary=words.text("release.withdrawn"), changes=(), figures=None,
    )  # fmt: skip


def _record(
    root: Path, made: Guide, now: Said, day: date, words: Catalogue
) -> tuple[Record, RecordedData] | None:
    """Return the record of a guide; None where the last one is of the same version."""
    known = versions(root, made.id)
    last = known.latest
    if last and last.version == made.version:
        return None
    report = _report(root, last, now, words) if last and not last.withdrawn else None
    figures = _figures(made)
    record = Record(
        package=made.id, name=made.package.name, number=len(known.records) + 1, on=day,
        version=made.version, previous=last.version if last else None,
        summary=_summary(last, report, figures, words),
        changes=_changes(report) if report else (), figures=figures,
    )  # fmt: skip
    return record, now.data(schedule_data(made))


def _changes(report: Report) -> tuple[RecordedChange, ...]:
    return tuple(
        RecordedChange(
            fingerprint=each.fingerprint,
            level=each.level,
            subject=report.teller.titled(each.subject),
            told=report.teller.sentence(each),
            departments=each.departments,
        )
        for each in report.review.amendments
    )


def _figures(made: Guide) -> Figures:
    plan = made.schedule
    return Figures(
        end=plan.end,
        approval_days=plan.approval.promised.days,
        elapsed_working_days=plan.elapsed.days,
        saved=round(float(plan.saved.share), 4) if plan.saved else None,
    )


def _summary(last: Record | None, report: Report | None, figures: Figures, words: Catalogue) -> str:
    """Return what changed since *last* in a sentence."""
    if last is None or last.figures is None:
        return words.text("release.first")
    if report is None:
        return words.text("release.not_comparable")
    found = report.review.amendments
    key = "summary" if found else "only_data"
    told = words.text(f"release.{key}", changes=len(found), levels=report.counted(found))
    if last.figures.end == figures.end:
        return told
    return words.text(
        "release.summary_end", summary=told, before=last.figures.end, after=figures.end
    )


@dataclass(frozen=True)
class Said:
    """All that the guide of one package says, as a workspace of its own."""

    workspace: Workspace
    source: Source[Package]

    def data(self, schedule: Mapping[str, object]) -> RecordedData:
        """Return it as it is recorded."""
        departments = self.workspace.departments
        return RecordedData(
            format=FORMAT,
            settings=_plain(self.workspace.settings.value),
            departments={id: _plain(source.value) for id, source in departments.items()},
            package=_plain(self.source.value),
            schedule=json.loads(dumped(schedule)),
        )


def _plain(model: BaseModel) -> dict[str, Any]:
    """Return *model* as an author could have written it."""
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def restricted(workspace: Workspace, source: Source[Package]) -> Said:
    """Return of *workspace* what the guide of the package of *source* is made from."""
    resolved = workspace.having(source).resolved(source.id)
    used: dict[str, set[str]] = {}
    for item in resolved.items:
        used.setdefault(item.offer.department_id, set()).add(item.use.use)
    departments = {
        id: replace(each, value=_with_items(each.value, used[id]))
        for id, each in workspace.departments.items()
        if id in used
    }
    settings = replace(workspace.settings, value=workspace.settings.value.told(source.value.chain))
    own = replace(
        workspace, settings=settings, departments=departments, packages={}, confirmations={}
    )
    return Said(own, source)


def _with_items(department: Department, ids: set[str]) -> Department:
    items = {id: item for id, item in department.items.items() if id in ids}
    return department.model_copy(update={"items": items, "retired": {}})


def _restored(data: RecordedData, now: Said, package: str) -> Said:
    """Return what was recorded, with the calendar of *now*. Raises ValidationError."""
    departments = {
        id: _source(id, Department.model_validate(each)) for id, each in data.departments.items()
    }
    own = replace(
        now.workspace,
        settings=_source("site_config", Settings.model_validate(data.settings)),
        departments=departments,
    )
    return Said(own, _source(package, Package.model_validate(data.package)))


def _source(id: str, value: Any) -> Source[Any]:  # noqa: ANN401 - one of three models
    return Source(f"{FOLDER}/{id}.yml", value, Positions([1, 1, None]))


def restored(root: Path, record: Record, now: Said) -> Said | None:
    """Return what the guide of *record* said; None where this program cannot read it any more."""
    path = root / FOLDER / record.package / f"{record.file}{DATA}"
    try:
        return _restored(_read(path, root, RecordedData), now, record.package)
    except ValidationError:
        return None


def _report(root: Path, last: Record, now: Said, words: Catalogue) -> Report | None:
    """Return what differs between the guide of *last* and that of *now*."""
    before = restored(root, last, now)
    if before is None:
        return None
    pair = PackagePair(last.package, last.package, before.source.value, now.source.value)
    offices = Offices(Office(before.workspace), Office(now.workspace), pair)
    shared = (e for e in office_contrasts(before.workspace, now.workspace) if _is_told(e))
    found = [amendment(each, offices) for each in (*shared, *package_contrasts(pair))]
    return Report(
        Review(before.workspace, now.workspace, (pair,), tuple(sorted(found, key=_order)), (), {}),
        words,
    )


def _is_told(contrast: Contrast) -> bool:
    """Return whether a difference is the directory's: what the package took up or left it tells."""
    told = contrast.difference
    return contrast.subject.thing is not Thing.CALENDAR and told.way[0].model != "Workspace"


def _order(each: Amendment) -> tuple[int, str, str]:
    return each.level.rank, each.subject.thing, each.subject.id
