"""What a whole site has in common: site_config.yml."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from generator.directory import Contact, Retired
from generator.editions import INTERNAL
from generator.fields import Colour, Line, Model, Phone, RelativeFile, Slug, Text, Url, refused
from generator.shapes import Listed
from generator.tolerated import ToleratedField

Part = Literal[
    "cover", "contents", "overview", "flow", "timetable", "stages", "checklist", "about", "basis",
    "contacts", "slip",
]  # fmt: skip
"""What a printed guide is put together from."""
FontRole = Literal[
    "sans", "sans_bold", "serif_bold", "xiaobiaosong", "heiti", "kaiti", "fangsong", "songti"
]
"""What a font is for: guides are set in the first three, official documents in the others."""


Language = Literal["zh", "en"]


class Office(Model):
    """The office that publishes the guides."""

    name: Line
    short_name: Line | None = None
    area: Line | None = None
    """The region that it is there for, as in 示例县."""
    address: Line | None = None
    phone: Phone | None = None
    hours: Line | None = None
    website: Url | None = None
    emblem: RelativeFile | None = None


class Chain(Model):
    """An industry chain (产业链): a group of projects, and the leader who endorses its packages."""

    name: Line
    chief: Contact | None = None
    """The chain chief (链长), by title."""
    lead: Slug | None = None
    """The department that leads its task force (牵头单位)."""
    summary: Text | None = None


def _once(parts: tuple[str, ...]) -> tuple[str, ...]:
    for part in parts:
        if parts.count(part) > 1:
            raise refused("part-twice", found=part)
    return parts


class Channel(Model):
    """Where an owner can complain, or ask."""

    name: Line
    phone: Phone | None = None
    url: Url | None = None
    note: Line | None = None


class Print(Model):
    """How documents are printed."""

    accent: Colour = "#0f4f4a"
    """The colour of the cover, of figures and of the tabs at the edge."""
    sides: Literal["single", "double"] = "single"
    """Of a sheet that are printed: double mirrors margins, running heads and tabs."""
    parts: Annotated[tuple[Part, ...], Field(min_length=1), AfterValidator(_once)] = get_args(Part)
    """Of a guide, in their order."""
    fonts: dict[FontRole, RelativeFile] = Field(default_factory=dict)
    """The office's own licensed fonts: files below the workspace, outside guides/."""


class Foot(Model):
    """What the foot of a Chinese public site must carry."""

    icp: Line | None = None
    """ICP filing number (ICP 备案号)."""
    public_security: Line | None = None
    """Public-security filing number (公安备案号)."""
    site_code: Line | None = None
    """Government website identification code (网站标识码)."""
    sponsor: Line | None = None
    contact: Line | None = None


class Settings(Model):
    """The settings of a workspace."""

    title: Line
    welcome: Text | None = None
    """A few words of the office on the home page."""
    office: Office
    address: Url
    """Where the site is published; the QR code on paper leads there."""
    language: Language = "zh"
    """The language of pages and documents: of the words that are ours, not of the data."""
    also_in: Listed[Language] = ()
    """Further languages in which the site is there, each in a folder of its own."""
    example: Text | None = None
    """A banner for every page and document, where the whole workspace is an example; flows that
    were published elsewhere name their source in its place."""
    chains: dict[Slug, Chain] = Field(default_factory=dict)
    complaints: tuple[Channel, ...] = ()
    helplines: tuple[Channel, ...] = ()
    synonyms: dict[Line, Annotated[tuple[Line, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    """What people type, and the words of item names that they mean: 环评 to 环境影响评价."""
    retired: dict[Slug, Retired] = Field(default_factory=dict)
    """Packages that were taken back; their addresses, also those on paper, say so for ever."""
    print: Print = Print()
    foot: Foot = Foot()
    tolerated: ToleratedField = ()
    reviewers: Annotated[dict[Slug, Listed[Line]], INTERNAL] = Field(default_factory=dict)
    """Who reviews for a department on the code host, by the department's id; the office's own
    accounts under `office`. CODEOWNERS is made of it."""

    def told(self, chain: str | None) -> Settings:
        """Return what a guide of this *chain* tells of them: nothing of the site, nor of its look.

        So a word of welcome, or another chain's chief, makes no guide another version.
        """
        kept = {"title", "office", "address", "example", "complaints", "helplines"}
        told = {name: getattr(self, name) for name in kept}
        chains = {id: each for id, each in self.chains.items() if id == chain}
        return Settings.model_construct(**told, chains=chains)

    @field_validator("also_in")
    @classmethod
    def each_once(cls, further: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Refuse a language that the site is in already."""
        languages = (info.data.get("language"), *further)
        for language in further:
            if languages.count(language) > 1:
                raise refused("language-twice", found=language)
        return further
