"""What the site's JSON holds, key by key; the published JSON Schema is made from these.

A key is there always, null where nothing is said; only the dates of an item are missing where it
does not take part. Texts are as the authors wrote them, in their language; nothing is markup.
"""

from __future__ import annotations

from typing import NotRequired

# At run time and from there: pydantic reads these types, and before Python 3.12 takes no others.
from typing_extensions import TypedDict

Head = TypedDict("Head", {"$schema": str})
"""The address of the JSON Schema of the file."""
Day = str | int
"""A date as YYYY-MM-DD; without a start date, the number of a working day after the start."""


class LimitRecord(TypedDict):
    days: int
    unit: str
    """working, calendar or unstated (counted as working days)."""


class FigureRecord(TypedDict):
    days: int
    marks: list[str]
    """What has to be said along with it: at_least, at_most, approximate, estimated, undecided."""


class FiguresRecord(TypedDict):
    promised: FigureRecord
    statutory: FigureRecord | None
    """Null where too few statutory limits are known to say more than "at least 0"."""


class SavedRecord(TypedDict):
    days: int
    """The sum of the statutory limits minus the approval days."""
    share: float
    """Of the sum of the statutory limits, as are the other shares."""
    by_shorter_limits: float
    by_parallel: float
    without_statutory: int
    """How many items have no statutory limit, and so take no part in the comparison."""
    marks: list[str]


class FigureSetRecord(TypedDict):
    approval_days: FiguresRecord
    """Working days on the longest path."""
    one_after_another: FiguresRecord
    """The plain sum of the limits."""
    saved: SavedRecord | None
    """Null without any statutory limit."""
    elapsed_working_days: FigureRecord
    """From the start to the end, preparations and uncounted procedures included."""
    elapsed_calendar_days: FigureRecord | None
    """Null without a start date."""


class WindowRecord(TypedDict):
    place: str | None
    phone: str | None
    """Null as well in a flow of earlier years, whose numbers nobody should call."""
    hours: str | None


class VerificationRecord(TypedDict):
    on: str
    by: str
    """The department that checked it."""


class BasisRecord(TypedDict):
    law: str
    article: str | None
    url: str | None


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


class ListedMaterialRecord(MaterialRecord):
    supplier: str
    """owner, intermediary, issued (by an authority), yielded (by an item of the package) or
    exempt (the authorities obtain it)."""
    items: list[str]
    """The ids of the items that ask for it."""
    deferred_until: Day | None
    """The last day by which it may follow, if every item lets it follow."""


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


class QuestionRecord(TypedDict):
    question: str
    answer: str


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


class RelationRecord(TypedDict):
    item: str
    kind: str
    """after, deferrable, beside (its time is counted apart) or preparation."""
    days: int | None
    """Of a deferrable result: how many working days after acceptance it may follow."""


class ChoiceRecord(TypedDict):
    """Alternatives, of which one applies."""

    id: str
    question: str
    chosen: str | None
    """The id of the item that applies; null while that is open."""


class GuideItemRecord(OfferedRecord):
    """An item as the package uses it."""

    id: str
    number: str
    """Its number on paper, as in 2.3."""
    use: str
    """The id of the item in the directory; ids differ where a package uses an item twice."""
    url: str
    """Where the guide's page tells of it."""
    when: str | None
    """The condition under which the package needs it."""
    package_note: str | None
    takes_part: bool
    """False for an alternative that does not apply."""
    choice: ChoiceRecord | None
    beside_the_clock: bool
    """Whether the figures leave its time out."""
    waits_for: list[RelationRecord]
    received: NotRequired[Day]
    accepted: NotRequired[Day]
    limit_end: NotRequired[Day]
    """When its limit ends."""
    due: NotRequired[Day]
    """When it is finished: after the uncounted procedures."""
    latest: NotRequired[Day]
    """The latest finish that leaves the end where it is."""
    slack: NotRequired[int]
    """In working days."""
    critical: NotRequired[bool]
    marks: NotRequired[list[str]]
    """Of `due`."""
    accepted_marks: NotRequired[list[str]]
    preparing: NotRequired[SpanRecord | None]
    """When the owner makes it ready."""
    uncounted: NotRequired[SpanRecord | None]
    """When the procedures take place that its limit does not count."""


class SpanRecord(TypedDict):
    first: Day
    """Day 0, which is not counted itself."""
    last: Day


class StageRecord(TypedDict):
    id: str
    name: str
    lead: str | None
    """The id of the department that leads it."""
    note: str | None
    days: FiguresRecord
    items: list[str]


class ScheduleRecord(TypedDict):
    start: Day
    end: Day
    figures: FigureSetRecord
    critical_path: list[str]
    """The ids of the items that the end hangs on, in the order of time."""
    stages: list[StageRecord]
    items: list[GuideItemRecord]


class SourceRecord(TypedDict):
    authority: str
    year: str | None
    sources: list[str]
    caveat: str | None
    inferred: str | None
    """What the transcription adds that the source does not say."""
    totals: list[SourceTotalRecord]
    historical: bool


class SourceTotalRecord(TypedDict):
    """A total that the authority printed."""

    scope: str
    days: str
    note: str | None


class EndorsementRecord(TypedDict):
    """The meeting or letter by which the package was endorsed and assigned."""

    on: str
    basis: str
    by: str | None


class ChainRecord(TypedDict):
    id: str
    name: str
    lead: str | None
    """The id of the department that leads its task force."""


class StewardRecord(TypedDict):
    """Who follows the project through: the post, never the person."""

    role: str
    department: str | None
    phone: str | None
    hours: str | None


class GuideDepartmentRecord(TypedDict):
    id: str
    name: str
    url: str | None
    """Null for a department of this package alone."""
    window: WindowRecord
    complaints: str | None
    items: list[str]


class HeldRecord(TypedDict):
    """A result that the owner has already when the package begins."""

    result: str
    item: str | None
    on: str
    note: str | None


class NotNeededRecord(TypedDict):
    """An item that such a project usually needs and this one does not."""

    item: str
    name: str
    why: str


class FeeTotalRecord(TypedDict):
    """The fees whose amount is known, in yuan, as decimal numbers."""

    low: str
    high: str
    at_least: bool
    """Whether something more is charged, or may be, whose amount is not known."""


class GuideUrls(TypedDict):
    page: str
    pdf: str | None
    """Null where documents were not made."""
    data: str
    linked_data: str | None
    """CPSV-AP as JSON-LD; null for a flow that was published elsewhere."""
    calendar: str | None
    """iCalendar; null without a start date."""
    workbook: str
    picture: str


class GuideRecord(Head, ScheduleRecord):
    """One package: what is to be done, where, by when, with what."""

    format: int
    """Raised when a key changes its meaning or goes; new keys may come at any time."""
    id: str
    name: str
    short_name: str | None
    aliases: list[str]
    code: str | None
    kind: str | None
    project_class: str | None
    chain: ChainRecord | None
    owner: str | None
    summary: str | None
    place: str | None
    scale: str | None
    investment_yuan: int | None
    goal: str | None
    version: str
    """A short hash of everything that the guide is made from."""
    as_of: str | None
    """The day that it speaks of."""
    verified: VerificationRecord | None
    review_due: str | None
    urls: GuideUrls
    steward: StewardRecord | None
    agent: StewardRecord | None
    departments: list[GuideDepartmentRecord]
    materials: list[ListedMaterialRecord]
    """What the owner has to see to, merged."""
    materials_not_asked: list[ListedMaterialRecord]
    """What items of the package yield and authorities obtain themselves."""
    materials_not_stated: list[str]
    """The ids of the items that do not say what to hand in."""
    fees: FeeTotalRecord | None
    """Null where nothing is known."""
    visits: int | None
    """How often the owner has to come at most; null where an item does not say."""
    held: list[HeldRecord]
    not_needed: list[NotNeededRecord]
    basis: list[BasisRecord]
    questions: list[QuestionRecord]
    endorsement: EndorsementRecord | None
    note: str | None
    source: SourceRecord | None
    """Where a flow was published elsewhere; null for a package of the office's own."""


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


class GuideEntry(TypedDict):
    id: str
    name: str
    kind: str | None
    chain: str | None
    """The id of its chain."""
    published_elsewhere: bool
    approval_days: FigureRecord
    materials: int
    """How many the owner has to see to."""
    departments: int
    start: Day
    end: Day
    version: str
    verified: VerificationRecord | None
    urls: GuideUrls


class ItemEntry(TypedDict):
    id: str
    name: str
    department: str
    promised: LimitRecord | None
    statutory: LimitRecord | None
    urls: ItemUrls


class DepartmentEntry(TypedDict):
    id: str
    name: str
    items: int
    urls: ItemUrls


class IndexRecord(Head):
    """One part of the list of all guides, all items or all departments."""

    format: int
    as_of: str
    total: int
    """How many there are in all parts together."""
    next: str | None
    """The address of the next part."""
    guides: NotRequired[list[GuideEntry]]
    items: NotRequired[list[ItemEntry]]
    departments: NotRequired[list[DepartmentEntry]]
