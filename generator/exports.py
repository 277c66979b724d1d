"""A guide, a problem or a due date as JSON with stable keys; docs/data.md describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from generator import plain
from generator.directory import Window
from generator.directory_data import (
    FORMAT,
    bases,
    department_urls,
    material,
    offered,
    questions,
)
from generator.uris import (
    absolute,
    calendar_uri,
    guide_uri,
    json_uri,
    linked_uri,
    pdf_uri,
    picture_uri,
    schema_uri,
    workbook_uri,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from generator.checklist import ListedMaterial
    from generator.directory import Department
    from generator.fees import FeeTotal
    from generator.guide import Guide, GuideItem
    from generator.guide_records import (
        ChainRecord,
        ChoiceRecord,
        EndorsementRecord,
        FeeTotalRecord,
        GuideDepartmentRecord,
        GuideItemRecord,
        GuideRecord,
        GuideUrls,
        ListedMaterialRecord,
        ScheduleRecord,
        SourceRecord,
        StewardRecord,
    )
    from generator.limits import Limit
    from generator.messages import Catalogue
    from generator.package import Endorsement, PublishedFlow, Steward
    from generator.problems import Problem
    from generator.schedule import ScheduledItem
    from generator.settling import Standing
    from generator.working_days import Due

NOT_ASKED = ("yielded", "exempt")
"""Who supplies what the owner need not see to."""


def guide_record(guide: Guide, *, pdf: bool) -> GuideRecord:
    """Return everything that *guide* says; *pdf* tells whether its document is made, too."""
    package, address = guide.package, guide.settings.address
    phones = not guide.historical
    return {
        "$schema": absolute(address, schema_uri("guide", FORMAT)),
        "format": FORMAT,
        "id": guide.id,
        "name": package.name,
        "short_name": package.short_name,
        "aliases": list(package.aliases),
        "code": package.code,
        "kind": package.kind,
        "project_class": package.project_class,
        "chain": _chain(guide),
        "owner": package.owner,
        "summary": package.summary,
        "place": package.place,
        "scale": package.scale,
        "investment_yuan": None if package.investment is None else int(package.investment * 10000),
        "goal": package.goal,
        "version": guide.version,
        "as_of": plain.written(guide.as_of),
        "verified": plain.verification(package.verified),
        "review_due": plain.written(package.review_due),
        "urls": guide_urls(guide, pdf=pdf),
        "steward": _steward(package.steward, phones=phones),
        "agent": _steward(package.agent, phones=phones),
        **schedule_data(guide),
        "departments": [_department(guide, *each) for each in guide.departments],
        "materials": [
            *_materials(guide, "owner"),
            *_materials(guide, "intermediary"),
            *_materials(guide, "issued"),
        ],
        "materials_not_asked": [each for who in NOT_ASKED for each in _materials(guide, who)],
        "materials_not_stated": [item.id for item in guide.checklist.unstated],
        "fees": _fees(guide.fees),
        "visits": guide.visits,
        "held": [
            {
                "result": held.result,
                "item": held.item,
                "on": held.on.isoformat(),
                "note": held.note,
            }
            for held in package.held
        ],
        "not_needed": [
            {"item": absent.use, "name": item.name, "why": absent.why}
            for absent, item in guide.not_needed
        ],
        "basis": bases(package.basis),
        "questions": questions(package.questions),
        "endorsement": _endorsement(package.endorsement),
        "note": package.note,
        "source": _source(package.published),
    }


def guide_urls(guide: Guide, *, pdf: bool) -> GuideUrls:
    """Return where the page and the files of *guide* are published."""
    address = guide.settings.address
    return {
        "page": absolute(address, guide_uri(guide.id)),
        "pdf": absolute(address, pdf_uri(guide.id)) if pdf else None,
        "data": absolute(address, json_uri(guide.id)),
        "linked_data": None if guide.package.published else absolute(address, linked_uri(guide.id)),
        "calendar": absolute(address, calendar_uri(guide.id)) if guide.package.start else None,
        "workbook": absolute(address, workbook_uri(guide.id)),
        "picture": absolute(address, picture_uri(guide.id)),
    }


def _chain(guide: Guide) -> ChainRecord | None:
    chain = guide.chain
    if chain is None or guide.package.chain is None:
        return None
    return {"id": guide.package.chain, "name": chain.name, "lead": chain.lead}


def _steward(who: Steward | None, *, phones: bool) -> StewardRecord | None:
    if who is None:
        return None
    return {
        "role": who.role,
        "department": who.department,
        "phone": who.phone if phones else None,
        "hours": who.hours,
    }


def _department(
    guide: Guide, id: str, department: Department, items: Iterable[GuideItem]
) -> GuideDepartmentRecord:
    phones = not guide.historical
    own = id in guide.package.departments
    return {
        "id": id,
        "name": department.name,
        "url": None if own else department_urls(id, guide.settings.address)["page"],
        "window": plain.window(department.window or Window(), phones=phones),
        "complaints": department.complaints if phones else None,
        "items": [item.id for item in items],
    }


def _fees(total: FeeTotal) -> FeeTotalRecord | None:
    if not total.known:
        return None
    return {"low": f"{total.low:f}", "high": f"{total.high:f}", "at_least": total.at_least}


def _endorsement(value: Endorsement | None) -> EndorsementRecord | None:
    return {"on": value.on.isoformat(), "basis": value.basis, "by": value.by} if value else None


def _source(published: PublishedFlow | None) -> SourceRecord | None:
    if published is None:
        return None
    return {
        "authority": published.authority,
        "year": published.year,
        "sources": list(published.sources),
        "caveat": published.caveat,
        "inferred": published.inferred,
        "totals": [
            {"scope": total.scope, "days": total.days, "note": total.note}
            for total in published.totals
        ],
        "historical": published.historical,
    }


def schedule_data(guide: Guide) -> ScheduleRecord:
    """Return the schedule of *guide*: figures, stages and items."""
    plan = guide.schedule
    calendar_days = plan.elapsed_calendar
    return {
        "start": plain.day(plan.start),
        "end": plain.day(plan.end),
        "figures": {
            "approval_days": plain.figures(plan.approval),
            "one_after_another": plain.figures(plan.one_after_another),
            "saved": plain.saved(plan.saved),
            "elapsed_working_days": plain.figure(plan.elapsed),
            "elapsed_calendar_days": plain.figure(calendar_days) if calendar_days else None,
        },
        "critical_path": list(plan.critical_path),
        "stages": [
            {
                "id": stage.id,
                "name": stage.name,
                "lead": stage.resolved.stage.lead,
                "note": stage.resolved.stage.note,
                "days": plain.figures(stage.days),
                "items": [item.id for item in stage.items],
            }
            for stage in guide.stages
        ],
        "items": [_item(guide, item) for item in guide.items],
    }


def problems_data(
    problems: Iterable[Problem], words: Catalogue, tolerated: Iterable[Standing] = ()
) -> dict[str, Any]:
    """Return *problems* with their words in the language of *words*, and what is *tolerated*."""
    return {
        "format": FORMAT,
        "problems": [_problem(problem, words) for problem in problems],
        "tolerated": [
            {
                **_problem(each.problem, words),
                "why": each.why,
                "until": each.until.isoformat(),
            }
            for each in tolerated
        ],
    }


def _problem(problem: Problem, words: Catalogue) -> dict[str, Any]:
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": str(problem.severity),
        "code": problem.code,
        "message": words.message(problem),
        "mend": words.mend(problem),
        "also": [str(place) for place in problem.also],
    }


def due_data(day: date, limit: Limit, due: Due) -> dict[str, Any]:
    """Return the answer to when *limit* ends that runs from *day*."""
    return {
        "format": FORMAT,
        "accepted": day.isoformat(),
        "limit": {"days": limit.days, "unit": str(limit.unit)},
        "due": due.date.isoformat(),
        "estimated": due.estimated,
    }


def dumped(data: object) -> str:
    """Return *data* as JSON that a person can read, ending in a line break."""
    return to_json(data, indent=2).decode() + "\n"


def _item(guide: Guide, item: GuideItem) -> GuideItemRecord:
    used = item.used
    data: GuideItemRecord = {
        **offered(  # type: ignore[typeddict-item] # it has none of the keys of dates
            item.item,
            item.department_id,
            item.department,
            used.procedures,
            phones=not guide.historical,
        ),
        "id": item.id,
        "number": item.number,
        "use": used.use.use,
        "name": item.name,
        "short_name": item.short_name,
        "url": absolute(guide.settings.address, f"{guide_uri(guide.id)}#{item.id}"),
        "when": used.use.when,
        "package_note": used.use.note,
        "takes_part": used.takes_part,
        "choice": _choice(item),
        "beside_the_clock": used.use.beside_the_clock,
        "waits_for": [
            {"item": relation.item.id, "kind": relation.kind, "days": relation.days}
            for relation in guide.before.get(item.id, ())
        ],
    }
    if item.dates:
        _add_dates(data, item.dates)
    return data


def _choice(item: GuideItem) -> ChoiceRecord | None:
    choice = item.used.choice
    if choice is None:
        return None
    return {"id": choice.id, "question": choice.question, "chosen": choice.chosen}


def _add_dates(data: GuideItemRecord, dates: ScheduledItem) -> None:
    data["received"] = plain.day(dates.received)
    data["accepted"] = plain.day(dates.accepted)
    data["limit_end"] = plain.day(dates.limit_end)
    data["due"] = plain.day(dates.due)
    data["latest"] = plain.day(dates.latest)
    data["slack"] = dates.slack
    data["critical"] = dates.critical
    data["marks"] = plain.marks(dates)
    data["accepted_marks"] = plain.marks(dates.acceptance)
    data["preparing"] = plain.span(dates.preparation)
    data["uncounted"] = plain.span(dates.procedures)


def _materials(guide: Guide, supplier: str) -> Iterable[ListedMaterialRecord]:
    listed: tuple[ListedMaterial, ...] = getattr(guide.checklist, supplier)
    for each in listed:
        yield {
            **material(each.material, each.anchor, guide.settings.address),
            "originals": each.originals,
            "copies": each.copies,
            "when": each.material.when if each.conditional else None,
            "supplier": supplier,
            "items": [request.item.id for request in each.requests],
            "deferred_until": None
            if each.deferred_until is None
            else plain.day(each.deferred_until),
        }
