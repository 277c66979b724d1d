"""A desk: what all documents of one office are made from, as of one day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generator.emblem import data_address
from generator.guide import Guide, guide
from generator.translated import guide_in, in_language
from generator.workspace import GUIDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from generator.directory import Department
    from generator.settings import Settings
    from generator.workspace import Workspace


@dataclass(frozen=True)
class Desk:
    """A workspace with its guides as of a day."""

    workspace: Workspace
    guides: Mapping[str, Guide]
    """By id; they may be made when they are asked for."""
    ours: Mapping[str, str | None]
    """The packages of the office itself, without the flows that were published elsewhere, each with
    its industry chain."""
    as_of: date
    emblem: str | None
    """The office's, as documents carry it."""

    @classmethod
    def of(cls, workspace: Workspace, as_of: date) -> Desk:
        """Return the desk with all guides of *workspace* as of the day *as_of*."""
        guides = (guide(workspace, id, as_of) for id in workspace.packages)
        return cls.with_guides(workspace, guides, as_of, emblem_address(workspace))

    @classmethod
    def with_guides(
        cls, workspace: Workspace, guides: Iterable[Guide], as_of: date, emblem: str | None
    ) -> Desk:
        """Return the desk with these *guides* and the *emblem*, which have been made already."""
        by_id = {each.id: each for each in guides}
        packages = {id: each.package for id, each in by_id.items()}
        ours = {id: package.chain for id, package in packages.items() if not package.published}
        return cls(workspace, by_id, ours, as_of, emblem)

    def having(self, language: str) -> Desk:
        """Return the desk, which is in the words of the authors, in *language*."""
        told, words = in_language(self.workspace, language), self.workspace.translation(language)
        guides = (guide_in(made, words, told) for made in self.guides.values())
        return self.with_guides(told, guides, self.as_of, self.emblem)

    @property
    def settings(self) -> Settings:
        return self.workspace.settings.value

    @property
    def language(self) -> str:
        return self.settings.language

    @cached_property
    def own_templates(self) -> Path | None:
        """Where the office keeps templates of its own."""
        folder = self.workspace.root / "templates"
        return folder if folder.is_dir() else None

    @property
    def departments(self) -> Mapping[str, Department]:
        return self.workspace.directory.departments

    def of_chain(self, chain: str) -> list[str]:
        """Return the packages of the industry chain *chain*."""
        return [id for id, of in self.ours.items() if of == chain]


def emblem_address(workspace: Workspace) -> str | None:
    """Return the emblem of the office of *workspace* as documents carry it."""
    name = workspace.settings.value.office.emblem
    return data_address((workspace.root / GUIDES / name).read_bytes()) if name else None
