"""Releases: a version record of each package that says something else than when it was recorded.

What the packages said before is read back from the records, so that the same comparison tells what
changed; nothing that was recorded is ever written again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from generator.amendments import Amendment, Office, Offices, amendment, reason
from generator.archive import DATA, ENDING, folders, versions
from generator.contrast import Contrast, PackagePair, Thing, office_contrasts, package_contrasts
from generator.editions import Audience
from generator.exports import dumped, schedule_data
from generator.extracts import Extract, extract, restored
from generator.guide import guide
from generator.keeping import write
from generator.messages import catalogue
from generator.public import for_audience, package_for
from generator.reports import Report
from generator.review import Review
from generator.version_records import FOLDER, Figures, Record, RecordedChange, RecordedData
from generator.workspace import PROMISES

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from generator.guide import Guide
    from generator.lint import Sound
    from generator.messages import Catalogue
    from generator.package import Package
    from generator.sources import Source
    from generator.workspace import Workspace


def release(root: Path, sound: Sound, day: date) -> list[Path]:
    """Write the records of what has changed as of *day*; return their files.

    What is recorded is what the public reads, so drafts are not, nor what is internal; it is told
    in the language of the site. A second time nothing is written. Raises InvalidSources.
    """
    paths = []
    for record, data in unrecorded(root, sound, day):
        folder = root / FOLDER / record.package
        path = folder / f"{record.file}{ENDING}"
        if data is not None:
            write(folder / f"{record.file}{DATA}", data.model_dump_json().encode() + b"\n")
        write(path, dumped(record.model_dump(mode="json")).encode())
        paths.append(path)
    _keep_promises(root, sound.workspace)
    return paths


def unrecorded(root: Path, sound: Sound, day: date) -> list[tuple[Record, RecordedData | None]]:
    """Return the records that are lacking, those of *day*. Raises InvalidSources."""
    workspace = for_audience(sound.workspace, Audience.PUBLIC)
    words = catalogue(workspace.settings.value.language)
    ids = [id for id in sound.workspace.packages if id not in sound.drafts]
    sources = (package_for(workspace, sound.workspace.packages[id]) for id in ids)
    records = _records(root, workspace, sources, day, words)
    withdrawn = ((each, None) for each in _withdrawals(root, ids, day, words))
    return [made for made in (*records, *withdrawn) if made]


def _keep_promises(root: Path, workspace: Workspace) -> None:
    """Write what is promised now; of what is gone without a word, what was promised last."""
    offers, retired = workspace.directory.offers, workspace.directory.retired
    now = {id: offer.item.promised for id, offer in offers.items() if offer.item.promised}
    gone = {id: p for id, p in workspace.promises.items() if id not in {*offers, *retired}}
    promises = {id: str(promised) for id, promised in sorted((gone | now).items())}
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
        yield _record(root, made, extract(workspace, source), day, words)


def _withdrawals(root: Path, ids: Collection[str], day: date, words: Catalogue) -> Iterator[Record]:
    """Yield the records of the packages that are no more among *ids*."""
    for folder in folders(root):
        last = versions(root, folder.name).latest
        if last and not last.withdrawn and folder.name not in ids:
            yield _withdrawn(last, day, words)


def _withdrawn(last: Record, day: date, words: Catalogue) -> Record:
    return Record(
        package=last.package, name=last.name, number=last.number + 1, on=day, version="",
        previous=last.version, summary=words.text("release.withdrawn"), changes=(), figures=None,
    )  # fmt: skip


def _record(
    root: Path, made: Guide, now: Extract, day: date, words: Catalogue
) -> tuple[Record, RecordedData] | None:
    """Return the record of a guide; None where the last one is of the same version."""
    known = versions(root, made.id)
    last = known.latest
    if last and last.version == made.version:
        return None
    report = _report(root, last, now, words) if last and not last.withdrawn else None
    changes = _changes(report) if report else ()
    figures = _figures(made)
    record = Record(
        package=made.id, name=made.package.name, number=len(known.records) + 1, on=day,
        version=made.version, previous=last.version if last else None,
        summary=_summary(last, report, figures, words), changes=changes, figures=figures,
    )  # fmt: skip
    return record, now.data(schedule_data(made))


def _changes(report: Report) -> tuple[RecordedChange, ...]:
    return tuple(
        RecordedChange(
            fingerprint=each.fingerprint,
            level=each.level,
            thing=each.subject.thing,
            id=each.subject.id,
            subject=report.teller.titled(each.subject),
            told=report.teller.sentence(each, reasons=False),
            why=reason(each, report.review.after, report.review.pairs[0].after),
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


def _report(root: Path, last: Record, now: Extract, words: Catalogue) -> Report | None:
    """Return what differs between the guide of *last* and that of *now*."""
    before = restored(root, last, now)
    if before is None:
        return None
    pair = PackagePair(last.package, last.package, before.source.value, now.source.value)
    offices = Offices(Office(before.workspace), Office(now.workspace), pair)
    shared = (e for e in office_contrasts(before.workspace, now.workspace) if _is_told(e))
    found = [amendment(each, offices) for each in (*shared, *package_contrasts(pair))]
    told = tuple(sorted(found, key=_order))
    return Report(Review(before.workspace, now.workspace, (pair,), told, (), {}), words)


def _is_told(contrast: Contrast) -> bool:
    """Return whether a difference is the directory's: what the package took up or left it tells."""
    told = contrast.difference
    return contrast.subject.thing is not Thing.CALENDAR and told.way[0].model != "Workspace"


def _order(each: Amendment) -> tuple[int, str, str]:
    return each.level.rank, each.subject.thing, each.subject.id
