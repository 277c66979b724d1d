"""What a department offers, key by key; see `records`."""

from __future__ import annotations

# At run time: pydantic reads these types.
from typing_extensions import TypedDict

from generator.records import (
    BasisRecord,
    Head,
    LimitRecord,
    QuestionRecord,
    VerificationRecord,
    WindowRecord,
)


class OriginRecord(TypedDict):
    """Where a material comes from; exactly one is not null."""

    kind: str | None
    """owner or intermediary."""
    item: str | None
    """The id of the item whose result it is."""
    department: str | None
    """The id of the department that issues it."""
    authority: str | None
    """Another authority, by its name."""


class MaterialRecord(TypedDict):
    id: str
    """Materials of one id are one material, across items and packages."""
    name: str
    origin: OriginRecord
    originals: int | None
    copies: int | None
    one_set: bool
    """One set serves all items that ask for it; else each takes its own."""
    form: str | None
    """paper, electronic, either or both."""
    size: str | None
    when: str | None
    """The condition under which it is needed; always, when null."""
    exempt: str | None
    """Why the owner need not hand it in."""
    basis: BasisRecord | None
    instructions: str | None
    standard: str | None
    """What makes it acceptable."""
    intermediary: str | None
    """What the intermediary must be able to do."""
    note: str | None
    template: str | None
    """The address of a blank form."""
    sample: str | None


class OfferedMaterialRecord(MaterialRecord):
    deferrable: LimitRecord | None
    """How long after acceptance it may follow."""


class ResultRecord(TypedDict):
    name: str
    type: str | None
    validity: str | None
    note: str | None


class FeeRecord(TypedDict):
    name: str
    amount: str | None
    """In yuan, as a decimal number; of one `unit`, where there is one."""
    unit: str | None
    tiers: list[TierRecord]
    standard: str | None
    basis: BasisRecord | None
    waiver: str | None


class TierRecord(TypedDict):
    when: str
    amount: str | None


class ProcedureRecord(TypedDict):
    """A site visit, hearing, expert review, public notice or test."""

    name: str
    days: LimitRecord | None
    counted: bool
    """Whether its days count inside the item's limit."""
    when: str | None
    """The condition under which it takes place; always, when null."""
    paid_by: str | None
    basis: BasisRecord | None
    note: str | None


class StepRecord(TypedDict):
    """One link in how an item is handled."""

    name: str
    days: LimitRecord | None
    by: str | None
    standard: str | None
    result: str | None


class DeliveryRecord(TypedDict):
    ways: list[str]
    within: LimitRecord | None


class RemediesRecord(TypedDict):
    review: str | None
    """Where to ask for administrative reconsideration."""
    litigation: str | None


class RolesRecord(TypedDict):
    """The ids of the departments behind the window."""

    accepts: list[str]
    reviews: list[str]
    decides: list[str]
    supervises: list[str]
    joint: list[str]


class PreparationRecord(TypedDict):
    days: LimitRecord
    what: str | None


class OnlineRecord(TypedDict):
    url: str
    mobile_url: str | None
    depth: str | None
    """How far it goes."""
    limits: str | None


class OfferedRecord(TypedDict):
    """What a department says of an item, whether a package uses it as offered or otherwise."""

    name: str
    short_name: str | None
    aliases: list[str]
    code: str | None
    """In the national catalogue."""
    task_code: str | None
    """Where it is carried out."""
    handling_code: str | None
    """Where it is one of several ways to handle an item."""
    type: str | None
    level: str | None
    """national, province, city, county or township."""
    power: str | None
    """Where the power to decide comes from."""
    topics: list[str]
    audience: str | None
    summary: str | None
    department: str
    """The id of the department that offers it."""
    roles: RolesRecord
    entrusted_to: str | None
    window: WindowRecord
    complaints: str | None
    promised: LimitRecord | None
    promised_note: str | None
    promised_since: str | None
    statutory: LimitRecord | None
    statutory_note: str | None
    extension: LimitRecord | None
    counts_from: str
    """acceptance or receipt: from the day after it."""
    check: LimitRecord
    """The check of completeness before acceptance."""
    conditions: list[str]
    quantity_limit: str | None
    commitment: str | None
    """What the owner promises where the item is granted on commitment."""
    preparation: PreparationRecord | None
    procedures: list[ProcedureRecord]
    """Those that can take place; in a guide, those that do."""
    steps: list[StepRecord]
    results: list[ResultRecord]
    fees: list[FeeRecord] | None
    """Null: not stated; empty: free of charge."""
    payment: str | None
    """How fees can be paid."""
    visits: int | None
    visit_reason: str | None
    online: OnlineRecord | None
    appointment: str | None
    scope: str | None
    """In how wide an area it can be handed in."""
    delivery: DeliveryRecord | None
    remedies: RemediesRecord | None
    questions: list[QuestionRecord]
    basis: list[BasisRecord]
    effective: str | None
    ends: str | None
    """From which day on it is planned to be offered no longer."""
    verified: VerificationRecord | None
    review_due: str | None
    note: str | None


class ItemUrls(TypedDict):
    page: str
    data: str


class ItemRecord(Head, OfferedRecord):
    """One item of the directory, as its department offers it."""

    format: int
    id: str
    as_of: str
    urls: ItemUrls
    materials: list[OfferedMaterialRecord] | None
    """Null: not stated; empty: nothing to hand in."""


class RetiredRecord(TypedDict):
    id: str
    name: str
    on: str
    why: str | None
    replaced_by: str | None


class DepartmentRecord(Head):
    """One department, with the ids of what it offers."""

    format: int
    id: str
    as_of: str
    name: str
    short_name: str | None
    aliases: list[str]
    code: str | None
    level: str
    duties: str | None
    address: str | None
    website: str | None
    window: WindowRecord
    complaints: str | None
    remedies: RemediesRecord | None
    items: list[str]
    retired: list[RetiredRecord]
    verified: VerificationRecord | None
    review_due: str | None
    urls: ItemUrls
