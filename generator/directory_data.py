"""What a department offers, as records for programs: items, their materials, the department."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import plain
from generator.directory import Window
from generator.guide import filled_window
from generator.uris import (
    absolute,
    department_data_uri,
    department_uri,
    item_data_uri,
    item_uri,
    schema_uri,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from generator.directory import (
        Basis,
        Delivery,
        Department,
        Fee,
        Item,
        Material,
        Online,
        Question,
        Remedies,
        Result,
        SpecialProcedure,
        Step,
    )
    from generator.directory_records import (
        DeliveryRecord,
        DepartmentRecord,
        FeeRecord,
        ItemRecord,
        ItemUrls,
        MaterialRecord,
        OfferedMaterialRecord,
        OfferedRecord,
        OnlineRecord,
        ProcedureRecord,
        RemediesRecord,
        ResultRecord,
        RolesRecord,
        StepRecord,
    )
    from generator.records import BasisRecord, QuestionRecord
    from generator.resolution import Offer

FORMAT = 1
"""Raised when a key changes its meaning or goes; new keys may come at any time."""


def item_record(id: str, offer: Offer, address: str, as_of: date) -> ItemRecord:
    """Return the item *id* as its department offers it, published at *address*."""
    item = offer.item
    stated = item.stated_materials
    return {
        "$schema": absolute(address, schema_uri("item", FORMAT)),
        "format": FORMAT,
        "id": id,
        "as_of": as_of.isoformat(),
        "urls": item_urls(id, address),
        **offered(item, offer.department_id, offer.department, item.special_procedures),
        "materials": None if stated is None else [_offered_material(m, address) for m in stated],
    }


def department_record(
    id: str, department: Department, address: str, as_of: date
) -> DepartmentRecord:
    """Return the department *id*, published at *address*."""
    return {
        "$schema": absolute(address, schema_uri("department", FORMAT)),
        "format": FORMAT,
        "id": id,
        "as_of": as_of.isoformat(),
        "name": department.name,
        "short_name": department.short_name,
        "aliases": list(department.aliases),
        "code": department.code,
        "level": str(department.level),
        "duties": department.duties,
        "address": department.address,
        "website": department.website,
        "window": plain.window(department.window or Window()),
        "complaints": department.complaints,
        "remedies": _remedies(department.remedies),
        "items": list(department.items),
        "retired": [
            {
                "id": id,
                "name": retired.name,
                "on": retired.on.isoformat(),
                "why": retired.why,
                "replaced_by": retired.replaced_by,
            }
            for id, retired in department.retired.items()
        ],
        "verified": plain.verification(department.verified),
        "review_due": plain.written(department.review_due),
        "urls": department_urls(id, address),
    }


def item_urls(id: str, address: str) -> ItemUrls:
    return {"page": absolute(address, item_uri(id)), "data": absolute(address, item_data_uri(id))}


def department_urls(id: str, address: str) -> ItemUrls:
    return {
        "page": absolute(address, department_uri(id)),
        "data": absolute(address, department_data_uri(id)),
    }


def offered(
    item: Item,
    department_id: str,
    department: Department,
    procedures: Iterable[SpecialProcedure],
    *,
    phones: bool = True,
) -> OfferedRecord:
    """Return *item* of *department*, with those of its *procedures* that are to be told."""
    complaints = item.complaints or department.complaints
    preparation = item.preparation
    return {
        "name": item.name,
        "short_name": item.short_name,
        "aliases": list(item.aliases),
        "code": item.code,
        "task_code": item.task_code,
        "handling_code": item.handling_code,
        "type": item.type and str(item.type),
        "level": item.level and str(item.level),
        "power": item.power,
        "topics": list(item.topics),
        "audience": item.audience,
        "summary": item.summary,
        "department": department_id,
        "roles": _roles(item),
        "entrusted_to": item.entrusted_to,
        "window": plain.window(filled_window(item, department), phones=phones),
        "complaints": complaints if phones else None,
        "promised": plain.stated(item.promised),
        "promised_note": item.promised_note,
        "promised_since": plain.written(item.promised_since),
        "statutory": plain.stated(item.statutory),
        "statutory_note": item.statutory_note,
        "extension": plain.stated(item.extension),
        "counts_from": item.counts_from,
        "check": plain.limit(item.check),
        "conditions": list(item.conditions),
        "quantity_limit": item.quantity_limit,
        "commitment": item.commitment,
        "preparation": {"days": plain.limit(preparation.days), "what": preparation.what}
        if preparation
        else None,
        "procedures": [_procedure(each) for each in procedures],
        "steps": [_step(step) for step in item.steps],
        "results": [_result(result) for result in item.results],
        "fees": None if item.fees is None else [_fee(fee) for fee in item.fees],
        "payment": item.payment,
        "visits": item.visits,
        "visit_reason": item.visit_reason,
        "online": _online(item.online),
        "appointment": item.appointment,
        "scope": item.scope,
        "delivery": _delivery(item.delivery),
        "remedies": _remedies(item.remedies or department.remedies),
        "questions": questions(item.questions),
        "basis": bases(item.basis),
        "effective": plain.written(item.effective),
        "ends": plain.written(item.ends),
        "verified": plain.verification(item.verified),
        "review_due": plain.written(item.review_due),
        "note": item.note,
    }


def _roles(item: Item) -> RolesRecord:
    return {
        "accepts": [item.accepted_by] if item.accepted_by else [],
        "reviews": list(item.reviewed_by),
        "decides": [item.decided_by] if item.decided_by else [],
        "supervises": [item.supervised_by] if item.supervised_by else [],
        "joint": list(item.joint_with),
    }


def _step(step: Step) -> StepRecord:
    return {
        "name": step.name,
        "days": plain.stated(step.days),
        "by": step.by,
        "standard": step.standard,
        "result": step.result,
    }


def _result(result: Result) -> ResultRecord:
    return {
        "name": result.name,
        "type": result.type,
        "validity": result.validity,
        "note": result.note,
    }


def _online(online: Online | None) -> OnlineRecord | None:
    if online is None:
        return None
    return {
        "url": online.url,
        "mobile_url": online.mobile_url,
        "depth": online.depth,
        "limits": online.limits,
    }


def _delivery(value: Delivery | None) -> DeliveryRecord | None:
    return {"ways": list(value.ways), "within": plain.stated(value.within)} if value else None


def _remedies(value: Remedies | None) -> RemediesRecord | None:
    return {"review": value.review, "litigation": value.litigation} if value else None


def questions(asked: Iterable[Question]) -> list[QuestionRecord]:
    return [{"question": each.question, "answer": each.answer} for each in asked]


def material(value: Material, id: str, address: str) -> MaterialRecord:
    """Return the material *value*, whose id is *id*."""
    origin = value.origin
    return {
        "id": id,
        "name": value.name,
        "origin": {
            "kind": origin.kind and str(origin.kind),
            "item": origin.item,
            "department": origin.department,
            "authority": origin.authority,
        },
        "originals": value.originals,
        "copies": value.copies,
        "one_set": value.one_set,
        "form": value.form and str(value.form),
        "size": value.size,
        "when": value.when,
        "exempt": value.exempt,
        "basis": _basis(value.basis),
        "instructions": value.instructions,
        "standard": value.standard,
        "intermediary": value.intermediary,
        "note": value.note,
        "template": value.template and absolute(address, value.template),
        "sample": value.sample and absolute(address, value.sample),
    }


def _offered_material(value: Material, address: str) -> OfferedMaterialRecord:
    told = material(value, value.id or value.name, address)
    return {**told, "deferrable": plain.stated(value.deferrable)}


def _procedure(value: SpecialProcedure) -> ProcedureRecord:
    return {
        "name": value.name,
        "days": plain.stated(value.days),
        "counted": value.counted,
        "when": value.when,
        "paid_by": value.paid_by,
        "basis": _basis(value.basis),
        "note": value.note,
    }


def _fee(fee: Fee) -> FeeRecord:
    return {
        "name": fee.name,
        "amount": amount(fee.amount),
        "unit": fee.unit,
        "tiers": [{"when": tier.when, "amount": amount(tier.amount)} for tier in fee.tiers],
        "standard": fee.standard,
        "basis": _basis(fee.basis),
        "waiver": fee.waiver,
    }


def amount(value: Decimal | None) -> str | None:
    """Return an amount of money as a decimal number in a text, which keeps every digit."""
    return None if value is None else f"{value:f}"


def bases(cited: Iterable[Basis]) -> list[BasisRecord]:
    return [_cited(basis) for basis in cited]


def _basis(value: Basis | None) -> BasisRecord | None:
    return _cited(value) if value else None


def _cited(value: Basis) -> BasisRecord:
    return {"law": value.law, "article": value.article, "url": value.url}
