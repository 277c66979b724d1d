"""A workspace with a mark in every field of the model, and what readers see of each mark.

Fields are found by walking the models, so a field that is added is planted too. Where a value has
to fit others (a reference, a limit within another), GIVEN has it; SEEN has what readers see of a
value that is not shown as it stands.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from itertools import count
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin
from typing import get_type_hints as hints_of

from generator import fonts
from generator.directory import Department, Item, Origin
from generator.fields import (
    Colour,
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
)
from generator.messages import catalogue
from generator.package import OVERRIDES, Choice, Package, Stage, Use
from generator.reviewers import codeowners
from generator.settings import Part, Settings
from generator.shapes import Money
from generator.wording import Wording
from generator.workspace import CODEOWNERS, files_of, read_office

if TYPE_CHECKING:
    from pathlib import Path

SCALARS = (Text, Line, Slug, Phone, Url, RelativeFile, Colour, Day, LimitField, WorkingLimit, Whole,
           Truth, Money)  # fmt: skip
WORDING = Wording(catalogue())
say = catalogue().text

HELPER, OWN_DEPARTMENT = "〔帮办局〕", "〔自带局〕"
OPENING, ASIDE, SPARE, HAD = "〔首项〕", "〔旁项〕", "〔备项〕", "〔前项〕"
VARIED, CHOSEN, OTHER, OWN, CLOSING = "〔变项〕", "〔甲项〕", "〔乙项〕", "〔自带项〕", "〔末项〕"
DROPPED, PROCEDURE = "〔免材料〕", "〔选程序〕"

GIVEN: dict[str, Any] = {
    "Settings.language": "zh",
    "Settings.also_in": [],
    "Settings.chains.lead": "helper",
    "Settings.print.accent": "#123456",
    "Settings.print.parts": get_args(Part),
    "Settings.print.fonts": {"songti": "song.otf"},
    "Settings.synonyms": {"〔俗称〕": ["〔学名〕"]},
    "Settings.reviewers": {"helper": ["〔账号〕"]},
    "Department.retired.replaced_by": "opening",
    "Settings.retired.replaced_by": "plain",
    "Settings.tolerated": [{"code": "foot-incomplete", "why": "〔不改〕", "until": "2199-12-31"}],
    "Department.tolerated": [
        {"code": "promise-without-since", "why": "〔缓改〕", "until": "2199-12-31"}
    ],
    "Item.statutory": "300 个工作日",
    "Item.promised": "200 个工作日",
    "Item.check": "4 个工作日",
    "Item.counts_from": "receipt",
    "Item.delivery.within": "9 个工作日",
    "Item.steps.days": "97 个工作日",
    "Item.accepted_by": "helper",
    "Item.reviewed_by": ["helper"],
    "Item.decided_by": "helper",
    "Item.supervised_by": "helper",
    "Item.joint_with": ["helper"],
    "Item.preparation.after": ["aside"],
    "Item.preparation.by": "intermediary",
    "Item.special_procedures.counted": False,
    "Package.steward.department": "helper",
    "Package.agent.department": "helper",
    "Package.chain": "chains",
    "Package.start": "2026-03-02",
    "Package.draft": False,
    "Package.tolerated": [{"code": "limit-missing", "why": "〔免改〕", "until": "2199-12-31"}],
    "Package.held.item": "had",
    "Package.not_needed.use": "spare",
    "Package.published.historical": False,
    "Stage.lead": "helper",
    "Stage.after": ["first-stage"],
    "Use.use": "varied",
    "Use.after": ["full"],
    "Use.before": ["closing"],
    "Use.preparation.after": ["opening"],
    "Use.preparation.by": "owner",
    "Use.takes_place": ["chosen-procedure"],
    "Use.promised": "150 个工作日",
    "Use.steps.days": "88 个工作日",
    "Use.without.material": "dropped",
    "Use.tiers": {"fee": "tier"},
    "Use.quantities": {"fee": 37},
    "Use.why": {key: f"〔Use.why.{key}〕" for key in OVERRIDES},
    "Choice.chosen": "chosen",
    "Item.stated_materials.origin": {"kind": "intermediary"},
    "Use.materials.origin": {"kind": "owner"},
}
"""Values that have to fit others, by path."""

SEEN: dict[str, str] = {
    "Settings.language": "lang=zh",
    "Settings.also_in": "English",
    "Settings.synonyms": '["〔俗称〕","〔学名〕"]',
    "Settings.chains.lead": say("package.chain_lead") + HELPER,
    "Department.items": "〔Item.name〕",
    "Department.tolerated": "〔缓改〕",
    "Settings.tolerated": "〔不改〕",
    "Package.tolerated": "〔免改〕",
    "Package.draft": "〔草稿〕",
    "Department.level": say("item.level") + say("level.national"),
    "Department.retired.replaced_by": say("department.replaced"),
    "Settings.retired.replaced_by": say("retired.now"),
    "Item.level": say("item.level") + say("level.province"),
    "Item.check": say("item.check") + "4 个工作日",
    "Item.counts_from": say("counts_from.receipt"),
    "Item.delivery.within": say("item.delivered_within", limit="9 个工作日"),
    "Item.accepted_by": say("role.accepts") + HELPER,
    "Item.reviewed_by": say("role.reviews") + HELPER,
    "Item.decided_by": say("role.decides") + HELPER,
    "Item.supervised_by": say("role.supervises") + HELPER,
    "Item.joint_with": say("role.joint") + HELPER,
    "Item.preparation.after": ASIDE + say("relation.preparation"),
    "Item.preparation.by": f"（{say('origin.intermediary')}）",
    "Item.special_procedures.counted": say("procedure.uncounted"),
    "Item.stated_materials.origin": say("origin.intermediary"),
    "Package.stages": "〔Stage.name〕",
    "Package.departments": OWN_DEPARTMENT,
    "Package.steward.department": "〔Package.steward.name〕" + HELPER,
    "Package.agent.department": "〔Package.agent.name〕" + HELPER,
    "Package.chain": say("package.chain") + "〔Settings.chains.name〕",
    "Package.start": "2026年3月2日",
    "Package.held.item": HAD,
    "Package.kind": say("kind.审批"),
    "Package.not_needed.use": SPARE + "：〔Package.not_needed.why〕",
    "Package.published.historical": say("guide.historical"),
    "Stage.items": VARIED,
    "Stage.lead": say("guide.stage_lead", department=HELPER),
    "Stage.after": say("item.waits_for") + "1.1 " + OPENING,
    "Use.use": VARIED,
    "Use.after": say("item.waits_for") + "2.4 〔Item.short_name〕",
    "Use.before": f"2.1 {VARIED}（〔Use.phase〕）{say('relation.beside')}",
    "Use.beside_the_clock": say("guide.beside"),
    "Use.preparation.after": OPENING + say("relation.preparation"),
    "Use.preparation.by": f"（{say('origin.owner')}）",
    "Use.takes_place": say("item.takes_place") + PROCEDURE,
    "Use.materials.origin": say("origin.owner"),
    "Use.without.material": say("item.without", material=DROPPED, why="〔Use.without.why〕"),
    "Use.tiers": f"〔档〕：{say('fee.unknown')}{say('fee.chosen')}",
    "Use.why": say("override.promised") + "：〔Use.why.promised〕",
    "Use.quantities": say("fee.quantity", quantity=37, unit="〔件〕"),
    "Choice.one_of": OTHER,
    "Choice.chosen": say("guide.chosen"),
}
"""What readers see of a value that is not shown as it stands, by path."""
MODELS = {
    model.__name__: model for model in (Settings, Department, Item, Package, Stage, Use, Choice)
}
"""The models that are planted, by the first part of a path."""
PUT_TOGETHER = {
    "Department.items", "Package.stages", "Package.departments", "Stage.items", "Choice.one_of",
}  # fmt: skip
"""Fields that `workspace` fills itself."""
IN_WORDS = {
    "originals": lambda number: say("material.originals", count=number),
    "copies": lambda number: say("material.copies", count=number),
    "visits": lambda number: say("item.visits_how", count=number),
    "one_set": lambda _: say("material.one_set"),
    "form": lambda form: say(f"form.{form}"),
}
"""What readers see of numbers and choices, by the field's name."""


@dataclass(frozen=True)
class Mark:
    """What readers see of one field: a pattern in a page's text, or among its links."""

    path: str
    pattern: str
    link: bool = False


@dataclass
class Planter:
    """Fills models with marks; every number and every day is used once."""

    marks: list[Mark] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    numbers: count[int] = field(default_factory=lambda: count(111))

    def planted(self, model: type[Model], path: str = "") -> dict[str, Any]:
        """Return the data of a *model* with all its fields filled, and note the marks."""
        path = path or model.__name__
        hints = hints_of(model, include_extras=True)
        return {
            info.alias or name: self._value(hints[name], f"{path}.{name}")
            for name, info in model.model_fields.items()
        }

    def _value(self, hint: Any, path: str) -> Any:
        if path in PUT_TOGETHER:
            self._note(path, None)
            return None
        if path in GIVEN:
            self._note(path, GIVEN[path])
            return GIVEN[path]
        hint = bare(hint)
        if get_origin(hint) is tuple:
            return [self._value(get_args(hint)[0], path)]
        if get_origin(hint) is dict:
            return {path.rpartition(".")[2]: self._value(get_args(hint)[1], path)}
        if isinstance(hint, type) and issubclass(hint, Model):
            return self.planted(hint, path)
        value = self._made(hint, path)
        self._note(path, value, link=hint in (Url, RelativeFile))
        self.files += [value] if hint == RelativeFile else []
        return value

    def _made(self, hint: Any, path: str) -> Any:
        """Return a value of the scalar type *hint* that nothing else has."""
        if hint in (Text, Line):
            return f"〔{path}〕"
        if isinstance(hint, type) and issubclass(hint, Enum):
            name = path.rpartition(".")[2]
            taken = sum(mark.path.endswith(f".{name}") for mark in self.marks)
            return list(hint)[taken].value
        if get_origin(hint) is Literal:
            return get_args(hint)[0]
        number, name = next(self.numbers), re.sub("[^a-z]+", "-", path.lower())
        made = {
            Slug: name,
            Url: f"https://www.example.gov.cn/{name}",
            RelativeFile: f"forms/{name}.svg",
            Phone: f"0900-0000{number}",
            Day: str(date(2025, 1, 1) + timedelta(number)),
            LimitField: f"{number} 个工作日",
            WorkingLimit: f"{number} 个工作日",
            Whole: number,
            Truth: True,
            Money: 7000 + number,
        }
        return next(value for kind, value in made.items() if kind == hint)

    def _note(self, path: str, value: Any, *, link: bool = False) -> None:
        self.marks.append(Mark(path, self._pattern(path, value), link))

    def _pattern(self, path: str, value: Any) -> str:
        name = path.rpartition(".")[2]
        if path in SEEN:
            return re.escape(squeezed(SEEN[path]))
        if name in IN_WORDS:
            return r"(?<!\d)" + re.escape(squeezed(IN_WORDS[name](value)))
        if isinstance(value, int):
            return f"{value // 1000},?{value % 1000:03}"
        if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            return squeezed(WORDING.day(date.fromisoformat(value)))
        return re.sub(r"^(?=[1-9])", r"(?<!\\d)", re.escape(squeezed(str(value))))


def bare(hint: Any) -> Any:
    """Return the first type that *hint* allows besides None, without what only shortens it."""
    if hint in SCALARS:
        return hint
    if get_origin(hint) in (Union, UnionType):
        return bare(next(arg for arg in get_args(hint) if arg is not type(None)))
    return bare(get_args(hint)[0]) if get_origin(hint) is Annotated else hint


def squeezed(text: str) -> str:
    """Return *text* without what differs between page and sheet: spaces, joiners and colons."""
    return re.sub(r"[\s\u2060\u200b\u00ad：]+", "", text)


ORIGINS = {"item": "had", "department": "helper", "authority": "〔机关〕"}
FROM = {
    "item": say("material.from_item", item=HAD),
    "department": say("material.from_department", department=HELPER),
    "authority": say("material.from_department", department="〔机关〕"),
}
"""What stands for each way to name where a material comes from, and what readers see of it."""


def item(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "statutory": "300 个工作日", "promised": "200 个工作日", **fields}


ITEMS = {
    "opening": item(OPENING),
    "aside": item(ASIDE),
    "spare": item(SPARE),
    "had": item(HAD),
    "chosen": item(CHOSEN),
    "other": item(OTHER),
    "closing": item(CLOSING, materials="none"),
    "varied": item(
        VARIED,
        materials=[{"id": "dropped", "name": DROPPED}],
        special_procedures=[
            {"id": "chosen-procedure", "name": PROCEDURE, "when": "〔选时〕", "counted": True}
        ],
        fees=[
            {
                "id": "fee",
                "name": "〔费〕",
                "unit": "〔件〕",
                "tiers": [{"id": "tier", "when": "〔档〕"}],
            }
        ],
    ),
}
OLD = {
    "name": "〔旧流程〕",
    "published": {"authority": "〔旧机关〕", "sources": ["〔旧文〕"]},
    "steward": {"phone": "0900-0000999"},
    "stages": [{"name": "〔旧阶段〕", "items": ["opening"]}],
    "held": [{"result": "〔旧前果〕", "item": "had", "on": "2020-01-01"}],
    "not_needed": [],
}
DRAFT = {
    "name": "〔草稿套餐〕",
    "draft": True,
    "stages": [{"name": "〔草稿阶段〕", "items": ["opening"]}],
}
"""A package that is not for the public yet."""
PLAIN = {"name": "〔寻常套餐〕", "stages": [{"name": "〔寻常阶段〕", "items": ["opening"]}]}
"""A package of our own; the one with every field filled is a flow published elsewhere."""


def workspace(root: Path) -> list[Mark]:
    """Write a workspace with all fields filled to *root*, and return its marks."""
    planter = Planter()
    settings = planter.planted(Settings)
    department = planter.planted(Department)
    department["items"] = {"full": _full_item(planter)} | ITEMS
    written = {
        "site_config.yml": settings,
        "guides/departments/planted.yml": department,
        "guides/departments/helper.yml": {"name": HELPER},
        "guides/projects/planted.yml": _package(planter),
        "guides/projects/old.yml": OLD,
        "guides/projects/plain.yml": PLAIN,
        "guides/projects/unpublished.yml": DRAFT,
        **{f"guides/{file}": "<svg/>" for file in planter.files},
    }
    for name, data in written.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, indent=1)
        path.write_text(text, "utf-8")
    (root / "song.otf").write_bytes(fonts.SONG.path.read_bytes())
    own(root)
    return planter.marks


def said(root: Path, words: str) -> None:
    """Begin every mark of the workspace at *root* with *words*."""
    for path in root.rglob("*.yml"):
        path.write_text(path.read_text("utf-8").replace("〔", json.dumps(words)[1:-1]), "utf-8")
    own(root)


def own(root: Path) -> None:
    """Write who has to agree to changes of the workspace at *root*."""
    office, _, _ = read_office(files_of(root))
    (root / CODEOWNERS).write_text(codeowners(office) if office else "", "utf-8")


def _full_item(planter: Planter) -> dict[str, Any]:
    full = planter.planted(Item)
    full["steps"].append({"name": "〔次环节〕", "days": "103 个工作日"})
    for name in Origin.model_fields.keys() - {"kind"}:
        full["materials"].append({"name": f"〔来自 {name}〕", "from": {name: ORIGINS[name]}})
        path = f"Item.stated_materials.origin.{name}"
        planter.marks.append(Mark(path, re.escape(squeezed(FROM[name]))))
    return full


def _package(planter: Planter) -> dict[str, Any]:
    package = planter.planted(Package)
    stage, use, choice = (planter.planted(model) for model in (Stage, Use, Choice))
    choice["one_of"] = [{"use": "chosen"}, {"use": "other"}]
    use["steps"].append({"name": "〔另环节〕", "days": "62 个工作日"})
    stage["items"] = [use, choice, "full", "aside", "own"]
    first = {"id": "first-stage", "name": "〔首阶段〕", "items": ["opening"]}
    package["stages"] = [first, stage, {"name": "〔末阶段〕", "items": ["closing"]}]
    own = {"name": OWN_DEPARTMENT, "items": {"own": item(OWN)}}
    package["departments"] = {"own-department": own}
    return package
