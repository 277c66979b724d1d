"""A large workspace made up from names and chance, to see how the generator bears many packages.

The same seed gives the same files. What they say is no source for anybody.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from generator import assets
from generator.starter import write_new
from generator.workspace import DEPARTMENTS, PROJECTS, SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

FEWEST, MOST = 15, 28
"""Items of one package, before two of them are used for two phases."""
FIRST_START = date(2025, 3, 3)
DAYS_OF_STARTS = 640
PLAIN = re.compile(r"[^\W_][\w（）、，。：·–/ -]*(?<! )")
"""A text that YAML reads as it stands."""


def sample(count: int, folder: Path, seed: int) -> list[Path]:
    """Write a workspace of *count* packages over one directory into *folder*; return its files.

    Raises InvalidSources, and writes nothing, when one of them exists already.
    """
    names = tomllib.loads((assets.STARTER / "sample.toml").read_text("utf-8"))
    starter = assets.STARTER / "workspace"
    texts = {name: (starter / name).read_text("utf-8") for name in ("mkdocs.yml", ".gitignore")}
    texts[SETTINGS] = _document(_settings(names))
    for id in names["departments"]:
        texts[f"{DEPARTMENTS}/{id}.yml"] = _document(_department(id, names))
    for number in range(1, count + 1):
        package = _Sampler(names, Random(f"{seed} {number}")).package(number)  # noqa: S311 - no secret
        texts[f"{PROJECTS}/sample-{number:04}.yml"] = _document(package)
    return write_new({folder / name: text for name, text in texts.items()})


def _settings(names: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": "示例县办事指引",
        "address": "https://guides.example.gov.cn/",
        "example": "本站全部内容由程序随机生成，不能据此办事。",
        "office": {"name": "示例县行政审批服务局", "phone": "0900-0000001"},
        "chains": {id: {"name": f"{name}（示例）"} for id, name in names["chains"].items()},
        "complaints": [{"name": "政务服务便民热线", "phone": "12345"}],
        "synonyms": {"环评": ["环境影响"], "施工证": ["施工许可"], "水保": ["水土保持"]},
    }


def _department(id: str, names: Mapping[str, Any]) -> dict[str, Any]:
    number = list(names["departments"]).index(id) + 1
    return {
        "name": f"示例县{names['departments'][id]}",
        "window": {
            "place": f"政务服务大厅 {number} 号窗口",
            "phone": f"0900-00001{number:02}",
            "hours": "工作日 8:30–12:00、14:00–18:00",
        },
        "chief_approver": {"title": "首席审批官", "phone": f"0900-00002{number:02}"},
        "complaints": f"0900-00003{number:02}",
        "items": {key: _item(key, names) for key, i in names["items"].items() if i["by"] == id},
    }


def _item(id: str, names: Mapping[str, Any]) -> dict[str, Any]:
    told = names["items"][id]
    statutory, promised = told["days"]
    item: dict[str, Any] = {"name": told["name"], "promised": _working(promised)}
    item |= {"promised_since": "2025-01-01", "conditions": [f"符合{told['name']}的规定"]}
    if statutory:
        item["statutory"] = _working(statutory)
    if "prepare" in told:
        what = f"编制{told['study']}" if "study" in told else "准备申请材料"
        item["preparation"] = {"days": _working(told["prepare"]), "what": what}
    item["materials"] = list(_materials(id, names))
    if procedures := list(_procedures(told, names["reasons"]["conditional"])):
        item["special_procedures"] = procedures
    return item | {"results": [told["gives"]], "fees": "none", "visits": "0"}


def _materials(id: str, names: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the form, the shared papers, the study and the results of other items."""
    told, shared = names["items"][id], list(names["materials"].items())
    yield {"name": f"{told['name']}申请表", "originals": "1", "form": "electronic"}
    for place, (shared_id, material) in enumerate(shared):
        if place < 2 or len(id) % len(shared) == place:  # noqa: PLR2004 - who one is, always
            yield {"id": shared_id, **material}
    if "study" in told:
        study = {"name": told["study"], "from": "intermediary", "originals": "2", "form": "both"}
        yield study | ({"deferrable": _working(5)} if told["days"][1] > told["prepare"] else {})
    for needed in told.get("needs", ()):
        yield {"name": names["items"][needed]["gives"], "from": {"item": needed}}


def _procedures(told: Mapping[str, Any], condition: str) -> Iterator[dict[str, Any]]:
    if "notice" in told:
        yield {"name": "公示", "days": f"{told['notice']} 个自然日", "counted": "false"}
    if "visit" in told:
        visit = {"id": "site-visit", "name": "现场踏勘", "days": _working(told["visit"])}
        yield visit | {"counted": "false", "when": condition}


class _Sampler:
    """One package, drawn by chance from the names."""

    def __init__(self, names: Mapping[str, Any], chance: Random) -> None:
        self.names, self.items, self.chance = names, names["items"], chance
        self.choice_of = {id: key for key, c in names["choices"].items() for id in c["one_of"]}
        self.kind = chance.choice(list(names["kinds"]))
        self.held = {i for i, t in self.items.items() if t.get("held") and self._now_and_then(0.7)}

    def package(self, number: int) -> dict[str, Any]:
        """Return the package with this *number*."""
        project, chance = self.names["projects"], self.chance
        used = self._used()
        start = FIRST_START + timedelta(chance.randrange(DAYS_OF_STARTS))
        place = chance.choice(project["towns"])
        package: dict[str, Any] = {
            "name": f"{place}{chance.choice(project['products'])}{chance.choice(project['works'])}"
            f"（示例 {number}）",
            "kind": self.kind,
            "chain": chance.choice(list(self.names["chains"])),
            "owner": f"示例 {number} 号有限公司",
            "place": f"示例县{place}",
            "scale": chance.choice(project["scales"]),
            "investment": str(chance.randrange(300, 60_000, 50)),
            "steward": {"role": "项目管家", "department": "approval-bureau"},
        }
        if chance.random() < 0.9:  # noqa: PLR2004
            package["start"] = start.isoformat()
        if self.held:
            package["held"] = [self._held(id, start) for id in sorted(self.held)]
        if absent := [id for id in self.items if id not in used and self._now_and_then(0.1)]:
            reasons = self.names["reasons"]["absent"]
            package["not_needed"] = [{"use": id, "why": chance.choice(reasons)} for id in absent]
        return package | {"stages": list(self._stages(used))}

    def _now_and_then(self, share: float) -> bool:
        return self.chance.random() < share

    def _used(self) -> list[str]:
        """Return the items of the package, as listed: the core, others, and what these need."""
        others = [id for id, told in self.items.items() if not told.get("core")]
        self.chance.shuffle(others)
        used: set[str] = set()
        wanted = [id for id, told in self.items.items() if told.get("core")] + others
        size = self.chance.randint(FEWEST, MOST)
        for id in wanted:
            more = self._with_needed(id) - used
            if self.items[id].get("core") or len(used | more) <= size:
                used |= more
        return [id for id in self.items if id in used]

    def _with_needed(self, id: str) -> set[str]:
        """Return *id*, its alternatives, and all that they need; nothing of what is held."""
        if id in self.held:
            return set()
        choice = self.choice_of.get(id)
        alike = self.names["choices"][choice]["one_of"] if choice else [id]
        needed = {needed for each in alike for needed in self.items[each].get("needs", ())}
        return set(alike).union(*(self._with_needed(each) for each in needed))

    def _held(self, id: str, start: date) -> dict[str, str]:
        on = start - timedelta(self.chance.randrange(5, 120))
        return {"result": self.items[id]["gives"], "item": id, "on": on.isoformat()}

    def _stages(self, used: list[str]) -> Iterator[dict[str, Any]]:
        for number, stage in enumerate(self.names["stages"], start=1):
            here = [id for id in used if self.items[id]["stage"] == number]
            phases = number == len(self.names["stages"]) - 1 and self._now_and_then(0.15)
            entries = list(self._entries(here, used, phases=phases))
            yield {"name": stage["name"], "lead": stage["lead"], "items": entries}

    def _entries(self, here: list[str], used: list[str], *, phases: bool) -> Iterator[object]:
        for id in here:
            choice = self.choice_of.get(id)
            if choice is None and phases and id in ("drawing-review", "construction-permit"):
                for number, phase in enumerate(("一期", "二期"), start=1):
                    yield {"use": id, "id": f"{id}-{number}", "phase": phase}
            elif choice is None:
                yield self._use(id, used)
            elif id == self.names["choices"][choice]["one_of"][0]:
                yield self._choice(choice)

    def _choice(self, id: str) -> dict[str, Any]:
        told = self.names["choices"][id]
        choice = {"id": id, "question": told["question"]}
        if id == "admission":
            choice["chosen"] = self.names["kinds"][self.kind]
        elif self._now_and_then(0.75):
            choice["chosen"] = self.chance.choice(told["one_of"])
            choice["why"] = self.chance.choice(self.names["reasons"]["chosen"])
        return choice | {"one_of": [{"use": each} for each in told["one_of"]]}

    def _use(self, id: str, used: list[str]) -> object:
        """Return the use of *id*: its id alone when nothing is different here."""
        told, chance, reasons = self.items[id], self.chance, self.names["reasons"]
        use: dict[str, Any] = {"use": id}
        place = used.index(id)
        earlier = [e for e in used[:place] if not self.items[e].get("beside")]
        if place and not told.get("needs") and self._now_and_then(0.3):
            use["after"] = [chance.choice(earlier)]
        if told.get("beside"):
            use |= {"beside_the_clock": "true", "before": [used[-1]]}
        if "visit" in told and self._now_and_then(0.5):
            use["takes_place"] = ["site-visit"]
        if told["days"][1] > 2 and self._now_and_then(0.25):  # noqa: PLR2004
            use["promised"] = _working(chance.randrange(1, told["days"][1]))
            use["why"] = chance.choice(reasons["shorter"])
        if self._now_and_then(0.15):
            without = chance.choice(("business-licence", "legal-person"))
            use["without"] = [{"material": without, "why": chance.choice(reasons["dropped"])}]
        return use if len(use) > 1 else id


def _working(days: int) -> str:
    return f"{days} 个工作日"


def _document(data: Mapping[str, Any]) -> str:
    return "\n".join(_yaml(data, "")) + "\n"


def _yaml(value: object, indent: str) -> Iterator[str]:
    """Yield the lines of *value*, a tree of mappings, lists and texts, as YAML."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if isinstance(part, str):
                yield f"{indent}{key}: {_scalar(part)}"
            else:
                yield f"{indent}{key}:"
                yield from _yaml(part, indent + "  ")
    elif isinstance(value, list):
        for part in value:
            first, *rest = [_scalar(part)] if isinstance(part, str) else _yaml(part, "")
            yield f"{indent}- {first}"
            yield from (f"{indent}  {line}" for line in rest)


def _scalar(text: str) -> str:
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
