"""What a whole site has in common: site_config.yml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.directory import Contact
from generator.fields import Line, Model, Phone, RelativeFile, Slug, Text, Url
from generator.tolerated import ToleratedField


class Office(Model):
    """The office that publishes the guides."""

    name: Line
    short_name: Line | None = None
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


class Channel(Model):
    """Where an owner can complain, or ask."""

    name: Line
    phone: Phone | None = None
    url: Url | None = None
    note: Line | None = None


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
    language: Literal["zh", "en"] = "zh"
    """The language of pages and documents: of the words that are ours, not of the data."""
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
    foot: Foot = Foot()
    tolerated: ToleratedField = ()
