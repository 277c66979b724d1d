"""Workspaces of any size, for documents that have to stand every length."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SUBJECTS = "用地预审建设规划环境影响水土保持节能审查消防设计施工许可取水排污防洪评价文物调查"
STAGES = ("立项用地规划许可", "工程建设许可", "施工许可", "竣工验收")


def office(  # noqa: PLR0913 - each is one measure of it
    root: Path,
    *,
    items: int,
    departments: int = 9,
    materials: int = 3,
    name: int = 12,
    packages: int = 1,
    stages: tuple[str, ...] = STAGES,
    endorsed: bool = False,
) -> Path:
    """Write at *root* packages of so many *items*, with names of *name* characters, and return it.

    All packages are of one industry chain; each item asks for so many *materials*. What is
    *endorsed* can be assigned to departments.
    """
    for folder in ("guides/departments", "guides/projects"):
        (root / folder).mkdir(parents=True)
    settings = {
        "title": "示例县办事指引",
        "office": {"name": "示例县行政审批服务局"},
        "address": "https://guides.example.org/",
        "example": "示例：单位、电话和时限都是虚构的。",
        "chains": {"chain": {"name": "示例产业链", "chief": {"title": "链长"}}},
        "helplines": [{"name": "项目管家热线", "phone": "0900-0000009"}],
    }
    write(root / "site_config.yml", settings)
    for number in range(departments):
        offered = {f"item-{n}": item(n, name, materials) for n in range(number, items, departments)}
        write(root / f"guides/departments/d{number}.yml", department(number, offered))
    for number in range(packages):
        made = package(number, items, stages)
        given = (
            {"endorsement": {"on": "2026-02-27", "basis": "示例县政府专题会议"}} if endorsed else {}
        )
        write(root / f"guides/projects/p{number}.yml", made | given)
    return root


def write(path: Path, data: object) -> None:
    """Write *data* as YAML, of which JSON is a part; every scalar is read as text anyway."""
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def named(number: int, length: int) -> str:
    """Return a name of *length* characters, another one for each *number*."""
    start = number % len(SUBJECTS)
    text = (SUBJECTS[start:] + SUBJECTS * 3)[: length - 2 - len(str(number))]
    return f"{text}审批{number}"


def item(number: int, length: int, materials: int) -> dict[str, object]:
    return {
        "name": named(number, length),
        "promised": f"{number % 20 + 1} 个工作日",
        "statutory": "20 个工作日",
        "materials": [
            {
                "name": f"{named(number + n, length)}申请材料",
                "from": ("owner", "intermediary", {"authority": "示例市自然资源局"})[n % 3],
                "originals": str(n % 3 + 1),
                "copies": "2",
            }
            for n in range(materials)
        ]
        or "none",
        "results": [f"{named(number, length)}决定书"],
        "fees": "none",
        "visits": "1",
        "basis": [{"law": "中华人民共和国行政许可法", "article": "第四十二条"}],
    }


def department(number: int, offered: dict[str, object]) -> dict[str, object]:
    return {
        "name": f"示例县第{number + 1}局",
        "duties": "示例职责。",
        "window": {"place": f"政务服务大厅 {number + 1} 号窗口", "phone": f"0900-000{number:04}"},
        "complaints": "0900-0000003",
        "items": offered,
    }


def package(number: int, items: int, stages: tuple[str, ...]) -> dict[str, object]:
    parts = [range(n, items, len(stages)) for n in range(len(stages))]
    return {
        "name": f"示例产业园建设项目（第{number + 1}期）",
        "chain": "chain",
        "start": "2026-03-02",
        "stages": [
            {
                "id": f"s{place}",
                "name": name,
                "items": [{"use": f"item-{n}"} for n in numbers],
            }
            for place, (name, numbers) in enumerate(zip(stages, parts, strict=True))
            if numbers
        ],
    }
