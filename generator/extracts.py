"""Extracts: all that the guide of one package says, by itself, as it is or as it was recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from generator import archive
from generator.directory import Department
from generator.exports import dumped
from generator.package import Package
from generator.positions import Positions
from generator.settings import Settings
from generator.sources import Source
from generator.version_records import FOLDER, FORMAT, Record, RecordedData

if TYPE_CHECKING:
    from pathlib import Path

    from generator.workspace import Workspace


@dataclass(frozen=True)
class Extract:
    """All that the guide of one package says, as a workspace of its own."""

    workspace: Workspace
    source: Source[Package]

    def data(self, schedule: Mapping[str, object]) -> RecordedData:
        """Return it as it is recorded."""
        departments = self.workspace.departments
        return RecordedData(
            format=FORMAT,
            settings=_plain(self.workspace.settings.value),
            departments={id: _plain(source.value) for id, source in departments.items()},
            package=_plain(self.source.value),
            schedule=json.loads(dumped(schedule)),
        )


def _plain(model: BaseModel) -> dict[str, Any]:
    """Return *model* as an author could have written it."""
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def extract(workspace: Workspace, source: Source[Package]) -> Extract:
    """Return of *workspace* what the guide of the package of *source* is made from."""
    resolved = workspace.having(source).resolved(source.id)
    used: dict[str, set[str]] = {}
    for item in resolved.items:
        used.setdefault(item.offer.department_id, set()).add(item.use.use)
    departments = {
        id: replace(each, value=_with_items(each.value, used[id]))
        for id, each in workspace.departments.items()
        if id in used
    }
    settings = replace(workspace.settings, value=workspace.settings.value.told(source.value.chain))
    own = replace(
        workspace, settings=settings, departments=departments, packages={}, confirmations={}
    )
    return Extract(own, source)


def _with_items(department: Department, ids: set[str]) -> Department:
    items = {id: item for id, item in department.items.items() if id in ids}
    return department.model_copy(update={"items": items, "retired": {}})


def restored(root: Path, record: Record, now: Extract) -> Extract | None:
    """Return what the guide of *record* said, with the calendar of *now*.

    None where this program cannot read it any more.
    """
    try:
        return _restored(archive.data_of(root, record), now, record.package)
    except ValidationError:
        return None


def _restored(data: RecordedData, now: Extract, package: str) -> Extract:
    """Return what was recorded. Raises ValidationError."""
    departments = {
        id: _source(id, Department.model_validate(each)) for id, each in data.departments.items()
    }
    own = replace(
        now.workspace,
        settings=_source("site_config", Settings.model_validate(data.settings)),
        departments=departments,
    )
    return Extract(own, _source(package, Package.model_validate(data.package)))


def _source(id: str, value: Any) -> Source[Any]:  # noqa: ANN401 - one of three models
    return Source(f"{FOLDER}/{id}.yml", value, Positions([1, 1, None]))
