"""The approval package: what one project needs, stage by stage."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Discriminator, Field, Tag

from generator.directory import (
    Basis,
    Contact,
    Department,
    Material,
    Preparation,
    Question,
    Step,
    Verification,
    Window,
)
from generator.editions import INTERNAL
from generator.fields import (
    Day,
    LimitField,
    Line,
    Model,
    Phone,
    Slug,
    Text,
    Truth,
    Url,
    Whole,
)
from generator.shapes import Listed, Money, Quantity, shorthand
from generator.tolerated import ToleratedField


class Steward(Model):
    """Who follows the project through (项目管家), or helps it file (帮办代办专员)."""

    role: Line = "项目管家"
    name: Line | None = None
    department: Slug | None = None
    phone: Phone | None = None
    hours: Line | None = None


class Held(Model):
    """A result that the owner has already when the package begins."""

    result: Line
    item: Slug | None = None
    """The item whose result it is, where an item of the package asks for it."""
    on: Day
    note: Text | None = None


class NotNeeded(Model):
    """An item that such a project usually needs and this one does not."""

    use: Slug
    why: Text


class Dropped(Model):
    """A material that the item asks for and this project need not hand in."""

    material: Line
    """The id or the name of the material."""
    why: Text


Override = Literal[
    "promised", "conditions", "materials", "window", "visits", "preparation", "steps"
]
"""What a package may say differently from the department, each time with its reason."""
OVERRIDES: tuple[Override, ...] = get_args(Override)


class Use(Model):
    """An item as this project uses it; what is not said here is as its department says."""

    use: Slug
    id: Slug | None = None
    """Its own id, where the package uses the item twice."""
    phase: Line | None = None
    """Which use it is, as in 一期."""
    when: Line | None = None
    """The condition under which it applies."""
    after: Listed[Slug] = ()
    before: Listed[Slug] = ()
    """The items or stages that it has to be finished for."""
    beside_the_clock: Truth = False
    """Whether the published total leaves its time out (跨阶段)."""
    preparation: Annotated[Preparation, shorthand("days")] | None = None
    takes_place: Listed[Slug] = ()
    """The conditional special procedures that this project meets, by their ids."""
    promised: LimitField | None = None
    """A shorter promise for this project; never a longer one."""
    conditions: tuple[Text, ...] = ()
    """Further conditions."""
    materials: tuple[Material, ...] = ()
    """Further materials."""
    without: tuple[Dropped, ...] = ()
    tiers: dict[Slug, Slug] = Field(default_factory=dict)
    """Which tier of each fee applies: the fee's id to the tier's."""
    quantities: dict[Slug, Quantity] = Field(default_factory=dict)
    """How many units of a fee there are: the fee's id to the number."""
    window: Window | None = None
    visits: Whole | None = None
    steps: tuple[Step, ...] = ()
    """The steps in this project, where a shorter promise leaves the department's too long."""
    why: Annotated[dict[Override, Text], Field()] | Text | None = None
    """The reason of what differs: one text for all, or one for each key that is overridden."""
    note: Text | None = None

    @property
    def overridden(self) -> tuple[Override, ...]:
        """What it says differently from the department."""
        return tuple(field for field in OVERRIDES if getattr(self, field) not in (None, ()))


class Choice(Model):
    """Alternatives (情形): one of several items applies."""

    id: Slug
    question: Line
    """What decides, as in 环评类别."""
    chosen: Slug | None = None
    """The id of the one that applies; undecided, when absent."""
    why: Text | None = None
    one_of: Annotated[tuple[Use, ...], Field(min_length=2)]


def _entry(value: object) -> str:
    """Return which of the two an entry of a stage is."""
    keys = value if isinstance(value, dict) else vars(value) if isinstance(value, Model) else {}
    return "choice" if "one_of" in keys else "use"


Entry = Annotated[
    Annotated[Use, Tag("use")] | Annotated[Choice, Tag("choice")], Discriminator(_entry)
]


class Stage(Model):
    """A heading of the package, with the items under it (阶段)."""

    id: Slug | None = None
    name: Line
    lead: Slug | None = None
    """The department that leads it (牵头部门)."""
    after: Listed[Slug] = ()
    """The stages or items that all of its items wait for; none, when absent."""
    note: Text | None = None
    items: Annotated[tuple[Annotated[Entry, shorthand("use")], ...], Field(min_length=1)]


class PublishedTotal(Model):
    """A total that the authority printed on a published flow."""

    scope: Line
    days: Line
    note: Text | None = None


class PublishedFlow(Model):
    """Where the flow was published that a package transcribes."""

    authority: Line
    year: Line | None = None
    sources: tuple[Url | Line, ...]
    caveat: Text | None = None
    inferred: Text | None = None
    """What the transcription adds that the source does not say."""
    totals: tuple[PublishedTotal, ...] = ()
    historical: Truth = True
    """Whether it is old (历史资料): shown under a banner, without telephone numbers."""


class Endorsement(Model):
    """The meeting or letter by which the package was endorsed and assigned."""

    on: Day
    basis: Line
    by: Line | None = None


class Package(Model):
    """What one project needs: one file under guides/projects/."""

    name: Line
    short_name: Line | None = None
    aliases: tuple[Line, ...] = ()
    code: Line | None = None
    """The project code (项目代码, GB/T 40058-2021)."""
    kind: Literal["审批", "核准", "备案"] | None = None
    """How its investment is admitted (政府投资条例; 企业投资项目核准和备案管理条例)."""
    project_class: Line | None = None
    """Its class in the national data standard, as in 工业类."""
    chain: Slug | None = None
    owner: Line | None = None
    summary: Text | None = None
    place: Line | None = None
    scale: Line | None = None
    investment: Money | None = None
    """In yuan times ten thousand (万元)."""
    steward: Steward | None = None
    agent: Steward | None = None
    contacts: tuple[Contact, ...] = ()
    start: Day | None = None
    goal: Line | None = None
    """What the owner holds at the end, as in 施工许可证."""
    held: tuple[Held, ...] = ()
    not_needed: tuple[NotNeeded, ...] = ()
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    basis: tuple[Basis, ...] = ()
    questions: tuple[Question, ...] = ()
    endorsement: Endorsement | None = None
    published: PublishedFlow | None = None
    departments: dict[Slug, Department] = Field(default_factory=dict)
    """Departments of this package alone, for flows published elsewhere."""
    verified: Verification | None = None
    review_due: Day | None = None
    note: Text | None = None
    draft: Annotated[Truth, INTERNAL] = False
    """Whether it is not yet for the public: then no public file has anything of it."""
    internal_note: Annotated[Text | None, INTERNAL] = None
    """What colleagues and reviewers have to know."""
    tolerated: ToleratedField = ()
