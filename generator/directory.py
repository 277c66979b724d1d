"""The directory: departments, and the approval items that they offer.

One file is one department. The fields follow the record of a government service item
(实施清单, national data standard GB/T 39046-2020 and the national platform built on it).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, field_validator, model_validator

from generator.editions import INTERNAL
from generator.fields import (
    Day,
    LimitField,
    Line,
    Model,
    Phone,
    RelativeFile,
    Slug,
    Text,
    Truth,
    Url,
    Whole,
    WorkingLimit,
    is_slug,
    refused,
)
from generator.limits import Limit
from generator.nearest import nearest
from generator.shapes import Listed, Money, NoneAtAll, shorthand
from generator.tolerated import ToleratedField

if TYPE_CHECKING:
    from datetime import date


class Level(StrEnum):
    """At which level of government power is exercised (行使层级)."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class ItemType(StrEnum):
    """What kind of power or service an item is (事项类型)."""

    LICENCE = "行政许可"
    CONFIRMATION = "行政确认"
    FILING = "行政备案"
    REVIEW = "技术审查"
    INTERMEDIARY = "中介服务"
    UTILITY = "市政公用服务"
    OTHER = "其他"


class Basis(Model):
    """A legal basis, as a lawyer would cite it."""

    law: Line
    article: Line | None = None
    url: Url | None = None
    states: Text | None = None
    """What the article says on the matter, in its own words."""


class Window(Model):
    """Where somebody can be asked, and when."""

    place: Line | None = None
    phone: Phone | None = None
    hours: Line | None = None


class Contact(Model):
    """A role that somebody fills, and its telephone; never a person's private number."""

    title: Line
    name: Line | None = None
    phone: Phone | None = None


class Verification(Model):
    """When somebody last checked that a text is right, and who."""

    on: Day
    by: Line


class OriginKind(StrEnum):
    """Who supplies a material, when no item or authority does."""

    OWNER = "owner"
    INTERMEDIARY = "intermediary"


class Origin(Model):
    """Where a material comes from: exactly one of these."""

    kind: OriginKind | None = None
    item: Slug | None = None
    """The item whose result it is; that item comes first."""
    department: Slug | None = None
    """The department of this directory that issues it."""
    authority: Line | None = None
    """Another authority, by its name."""

    @field_validator("kind", mode="before")
    @classmethod
    def known_kind(cls, value: object) -> object:
        """Refuse what is no kind of origin with what it was meant to be: an item, an authority."""
        if not isinstance(value, str) or value in tuple(OriginKind):
            return value
        other = f"{{item: {value}}}" if is_slug(value) else f"{{authority: {value}}}"
        raise refused("not-an-origin", found=value, nearest=nearest(value, OriginKind) or other)

    @model_validator(mode="after")
    def one_origin(self) -> Origin:
        """Refuse an origin that names none or several."""
        named = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if not named:
            raise refused("no-origin")
        if len(named) > 1:
            raise refused("one-origin", found=tuple(named))
        return self


class Form(StrEnum):
    """In which form a material is handed in."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    EITHER = "either"
    BOTH = "both"


class Material(Model):
    """One thing to hand in (申请材料)."""

    id: Slug | None = None
    """Materials of the same id are one material, across items and departments."""
    name: Line
    origin: Annotated[Origin, shorthand("kind")] = Field(
        default=Origin(kind=OriginKind.OWNER), alias="from"
    )
    originals: Whole | None = None
    copies: Whole | None = None
    one_set: Truth = False
    """One set serves all items that ask for it; else each item takes its own."""
    form: Form | None = None
    size: Line | None = None
    """Paper size, as in A4."""
    when: Line | None = None
    """The condition under which it is needed; always, when absent."""
    deferrable: WorkingLimit | None = None
    """How many working days after acceptance it may follow (容缺后补)."""
    exempt: Line | None = None
    """Why the owner need not hand it in: the authorities obtain it themselves (免提交)."""
    basis: Basis | None = None
    instructions: Text | None = None
    """How to fill it in (填报须知)."""
    standard: Text | None = None
    """What makes it acceptable (受理标准)."""
    intermediary: Text | None = None
    """What the intermediary must be able to do; never which one to take (优化营商环境条例 43)."""
    template: RelativeFile | None = None
    sample: RelativeFile | None = None
    note: Text | None = None


class Result(Model):
    """What the owner gets (审批结果)."""

    name: Line
    type: Literal["证照", "批文", "其他"] | None = None
    validity: Line | None = None
    sample: RelativeFile | None = None
    note: Text | None = None


class SpecialProcedure(Model):
    """A site visit, hearing, expert review, public notice or test (特别程序)."""

    id: Slug | None = None
    name: Line
    days: LimitField | None = None
    """How long it takes at most."""
    counted: Truth
    """Whether its days count inside the item's limit."""
    when: Line | None = None
    """The condition under which it takes place; always, when absent."""
    paid_by: Line | None = None
    basis: Basis | None = None
    note: Text | None = None


class Preparation(Model):
    """What has to be made ready before an item can be handed in (申请准备)."""

    days: WorkingLimit
    what: Line | None = None
    after: Listed[Slug] = ()
    """The items of the package that must be finished before it can begin."""
    by: OriginKind = OriginKind.OWNER


class Step(Model):
    """One link in how an item is handled (环节), with days of its own."""

    name: Line
    days: LimitField | None = None
    by: Line | None = None
    standard: Text | None = None
    result: Line | None = None


class Tier(Model):
    """One step of a fee."""

    id: Slug
    when: Line
    amount: Money | None = None
    """In yuan; per `unit` of the fee, where it has one."""


class Fee(Model):
    """What an item costs; only a law or an administrative regulation may ask it (行政许可法 58)."""

    id: Slug | None = None
    name: Line
    amount: Money | None = None
    """In yuan."""
    unit: Line | None = None
    """What the amount is for one of, as in 平方米."""
    tiers: tuple[Tier, ...] = ()
    standard: Text | None = None
    basis: Basis | None = None
    waiver: Text | None = None


class Online(Model):
    """Where an item can be handled online (网上办理)."""

    url: Url
    mobile_url: Url | None = None
    depth: Line | None = None
    """How far it goes: consultation, application, decision, delivery."""
    limits: Text | None = None


class Delivery(Model):
    """How the result reaches the owner."""

    ways: tuple[Line, ...]
    within: LimitField | None = None
    """At most 10 days by law (行政许可法 44); outside every total."""


class Remedies(Model):
    """Where an owner can object (救济途径)."""

    review: Line | None = None
    litigation: Line | None = None


class Question(Model):
    """A question that owners ask, with its answer."""

    question: Line
    answer: Text


class Change(Model):
    """Why a promise was lengthened, and what it was before."""

    before: LimitField
    on: Day
    why: Text


class Item(Model):
    """One approval item, as its department offers it."""

    name: Line
    short_name: Line | None = None
    aliases: tuple[Line, ...] = ()
    """What people call it."""
    code: Line | None = None
    """Its code in the national catalogue (基本编码)."""
    task_code: Line | None = None
    """Its code where it is carried out (实施编码)."""
    handling_code: Line | None = None
    """Its code where it is one of several ways to handle an item (业务办理项编码)."""
    type: ItemType | None = None
    level: Level | None = None
    power: Line | None = None
    """Where the power to decide comes from (权力来源), as in 法定本级行使."""
    topics: tuple[Line, ...] = ()
    """Under which topics a portal lists it (主题分类)."""
    audience: Line | None = None
    summary: Text | None = None
    statutory: LimitField | None = None
    extension: LimitField | None = None
    """How far the law lets the statutory limit be extended; shown, never counted."""
    statutory_note: Text | None = None
    promised: LimitField | None = None
    promised_note: Text | None = None
    promised_since: Day | None = None
    lengthened: Change | None = None
    counts_from: Literal["acceptance", "receipt"] = "acceptance"
    check: WorkingLimit = Limit(0)
    """The check of completeness between receipt and acceptance: at most 5 working days
    (行政许可法 32)."""
    accepted_by: Slug | None = None
    reviewed_by: Listed[Slug] = ()
    decided_by: Slug | None = None
    supervised_by: Slug | None = None
    joint_with: Listed[Slug] = ()
    entrusted_to: Line | None = None
    commitment: Text | None = None
    """What the owner promises where the item is granted on commitment (告知承诺)."""
    basis: tuple[Basis, ...] = ()
    conditions: tuple[Text, ...] = ()
    quantity_limit: Line | None = None
    preparation: Preparation | None = None
    stated_materials: Annotated[tuple[Material, ...], NoneAtAll()] | None = Field(
        default=None, alias="materials"
    )
    """None: not stated; empty, written "none": nothing to hand in."""
    special_procedures: tuple[SpecialProcedure, ...] = ()
    steps: tuple[Step, ...] = ()
    results: tuple[Annotated[Result, shorthand("name")], ...] = ()
    fees: Annotated[tuple[Fee, ...], NoneAtAll()] | None = None
    """None: not stated; empty, written "none": free of charge."""
    payment: Line | None = None
    """How fees can be paid, online or at the window (网上支付)."""
    visits: Whole | None = None
    """How often the owner has to come in person."""
    visit_reason: Text | None = None
    window: Window | None = None
    """Where it is handled, when not at the department's own window."""
    online: Online | None = None
    appointment: Line | None = None
    scope: Line | None = None
    """In how wide an area it can be handed in (通办范围)."""
    delivery: Delivery | None = None
    remedies: Remedies | None = None
    complaints: Phone | None = None
    questions: tuple[Question, ...] = ()
    effective: Day | None = None
    ends: Day | None = None
    """From which day on it is planned to be offered no longer (计划取消日期)."""
    verified: Verification | None = None
    review_due: Day | None = None
    note: Text | None = None
    internal_note: Annotated[Text | None, INTERNAL] = None
    """What colleagues and reviewers have to know."""

    @property
    def materials(self) -> tuple[Material, ...]:
        """What is known to be handed in; see `stated_materials` for whether it is known."""
        return self.stated_materials or ()

    def promised_after(self, day: date) -> date | None:
        """Return from which day on the promise holds; None where it does on *day* already."""
        later = self.promised_since
        return later if self.promised and later and later > day else None


class Retired(Model):
    """An item, or a package, that is no longer offered; its id is never given again."""

    name: Line
    on: Day
    why: Line | None = None
    replaced_by: Slug | None = None


class Department(Model):
    """A department, its contacts, and the items that it offers."""

    name: Line
    short_name: Line | None = None
    aliases: tuple[Line, ...] = ()
    code: Line | None = None
    level: Level = Level.COUNTY
    duties: Text | None = None
    address: Line | None = None
    website: Url | None = None
    window: Window | None = None
    chief_approver: Contact | None = None
    complaints: Phone | None = None
    remedies: Remedies | None = None
    items: dict[Slug, Item] = Field(default_factory=dict)
    retired: dict[Slug, Retired] = Field(default_factory=dict)
    verified: Verification | None = None
    review_due: Day | None = None
    internal_contact: Annotated[Contact | None, INTERNAL] = None
    """Whom colleagues ask about this file."""
    internal_note: Annotated[Text | None, INTERNAL] = None
    tolerated: ToleratedField = ()
