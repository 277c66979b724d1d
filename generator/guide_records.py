"""What a guide says, key by key; see `records`."""

from __future__ import annotations

from typing import NotRequired

# At run time: pydantic reads these types.
from typing_extensions import TypedDict

from generator.directory_records import MaterialRecord, OfferedRecord
from generator.records import (
    BasisRecord,
    Day,
    Head,
    QuestionRecord,
    VerificationRecord,
    WindowRecord,
)


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


class ListedMaterialRecord(MaterialRecord):
    supplier: str
    """owner, intermediary, issued (by an authority), yielded (by an item of the package) or
    exempt (the authorities obtain it)."""
    items: list[str]
    """The ids of the items that ask for it."""
    deferred_until: Day | None
    """The last day by which it may follow, if every item lets it follow."""


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
