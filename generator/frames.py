"""What the frame around every page shows: words, the search, the foot, in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from generator.messages import catalogue
from generator.original import LANGUAGE, TAG
from generator.search_index import search_form
from generator.translated import in_language
from generator.uris import FEED, language_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.workspace import Workspace

Frame = dict[str, Any]


def frames(
    office: Workspace, title: str, palette: Iterable[Mapping[str, Any]], *, draft: bool
) -> dict[str, Frame]:
    """Return the frame in each language of the site of *office*, the main one first.

    In the main language the site is called *title*, and *palette* names the ways to change its
    colours; both are the site engine's settings.
    """
    settings = office.settings.value
    told: dict[str, Frame] = {
        language: _frame(in_language(office, language), draft=draft)
        for language in (settings.language, *settings.also_in)
    }
    for language, frame in told.items():
        if language == settings.language:
            frame |= {"title": title, "bare_title": title, "palette": list(palette)}
        else:
            frame["palette"] = [_named(each, frame["words"]) for each in palette]
    return told


def _frame(office: Workspace, *, draft: bool) -> Frame:
    settings = office.settings.value
    words = catalogue(settings.language)
    marks = {"internal": office.internal, "preview": draft}
    foot = [value for value in settings.foot.model_dump().values() if value]
    return {
        "language": words.text("language.html"),
        "name": words.text("language.name"),
        "folder": office.folder,
        "foreign": None if settings.language == LANGUAGE else TAG,
        "title": settings.title,
        "bare_title": str(settings.title),
        "words": words.table("frame"),
        "search": search_form(settings.language, office.folder),
        "foot": Markup(" · ").join([settings.office.name, *foot]),
        "example": escape(settings.example) if settings.example else "",
        "banners": [words.text(f"edition.{mark}") for mark, holds in marks.items() if holds],
        "feed": f"{office.folder}{FEED}",
        "feed_title": str(settings.title),
    }


def _named(choice: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """Return the *choice* of colours with its button named in *words*."""
    told = words["to_dark" if choice.get("scheme", "default") == "default" else "to_light"]
    return {**choice, "toggle": {**choice.get("toggle", {}), "name": told}}


def languages(told: Mapping[str, Frame], uri: str) -> list[Frame]:
    """Return where the page at *uri* is in each language of the site."""
    bare = uri.removeprefix(language_folder(uri))
    return [
        {
            "tag": frame["language"],
            "name": frame["name"],
            "uri": f"{frame['folder']}{bare}",
            "words": frame["words"],
        }
        for frame in told.values()
    ]
