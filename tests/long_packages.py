"""Packages as long, as wide and as bare as an office may write them, to print and to look at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

WORDS = (
    "建设工程规划许可证核发与施工图设计文件审查备案"
    "及生产建设项目水土保持方案审批用地预审选址意见书环境影响报告"
)


@dataclass(frozen=True)
class Shape:
    """How much there is of everything."""

    items: int = 30
    name: int = 12
    """Characters of the name of an item, of a department and of the project."""
    materials: int = 3
    """Of each item."""
    text: int = 40
    """Characters of every text that is told of an item."""
    departments: int = 6
    stages: int = 4
    phones: int = 1
    """Of the project, beside those of the departments."""
    undecided: bool = False
    """Whether every stage has a choice that nobody has made yet."""
    dated: bool = True


def workspace(root: Path, shape: Shape, **settings: Any) -> Path:
    """Write a workspace with one package of that *shape*, called long, to *root*; return it.

    Its *settings* are added to those that it needs.
    """
    offices = [f"office-{n}" for n in range(shape.departments)]
    written = {
        "site_config.yml": SETTINGS | settings,
        "guides/projects/long.yml": _package(shape),
        **{
            f"guides/departments/{id}.yml": _department(shape, number)
            for number, id in enumerate(offices)
        },
    }
    for name, data in written.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return root


SETTINGS = {
    "title": "示例",
    "address": "https://guides.example.org/",
    "office": {"name": "示例县行政审批服务局"},
    "example": "示例：单位、项目、电话都是虚构的。",
}


def _words(length: int, start: int = 0) -> str:
    """Return *length* characters, others for every *start* that is near."""
    turned = WORDS[start * 5 % len(WORDS) :] + WORDS
    return (turned * (length // len(turned) + 1))[:length]


def _department(shape: Shape, number: int) -> dict[str, Any]:
    mine = range(number, shape.items, shape.departments)
    return {
        "name": f"{_words(shape.name - 2, number)}{number:02}局",
        "window": {"place": f"政务服务大厅 {number} 号窗口", "phone": f"0900-{number:07}"},
        "items": {f"item-{n}": _item(shape, n) for n in mine},
    }


def _item(shape: Shape, number: int) -> dict[str, Any]:
    told = {"note": _words(shape.text, number)} if shape.text else {}
    made: dict[str, Any] = {
        "name": f"{_words(shape.name - 3, number)}{number:03}",
        "statutory": "20 个工作日",
        "promised": f"{number % 9} 个工作日",
        "materials": [
            {"name": f"{_words(shape.name, m)}{number}之{m}", "originals": 1, **told}
            for m in range(shape.materials)
        ]
        or "none",
        "results": [{"name": f"{_words(shape.name, number)}证"}],
        "basis": [{"law": "示例法", "article": "第一条"}],
    }
    if told:
        made |= {"summary": told["note"], "conditions": [told["note"]], **told}
    return made


def _package(shape: Shape) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": _words(shape.name),
        "owner": "示例公司",
        "steward": {"role": "项目管家", "phone": "0900-0000001"},
        "contacts": [
            {"title": f"{_words(8, n)}岗", "phone": f"0900-1{n:06}"} for n in range(shape.phones)
        ],
        "stages": [_stage(shape, number) for number in range(shape.stages)],
    }
    return made | ({"start": "2026-03-02"} if shape.dated else {})


def _stage(shape: Shape, number: int) -> dict[str, Any]:
    share = -(-shape.items // shape.stages)
    mine = list(range(number * share, min(shape.items, (number + 1) * share)))
    uses: list[Any] = [
        {"use": f"item-{n}", **({"after": f"item-{n - 3}"} if n > 2 and n % 3 else {})}
        for n in mine
    ]
    if shape.undecided and len(mine) > 1:
        choice = {"id": f"choice-{number}", "question": "属于哪种情形"}
        first, second = ({"use": f"item-{n}", "when": "属于这种情形"} for n in mine[:2])
        uses = [choice | {"one_of": [first, second]}, *uses[2:]]
    return {"name": _words(8, number), "items": uses}
