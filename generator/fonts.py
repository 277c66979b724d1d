"""The project's own fonts: what they have, and the parts of them that are printed and served."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from io import BytesIO
from itertools import chain, groupby
from pathlib import Path
from xml.sax.saxutils import escape

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from generator.assets import FONTS as FOLDER
from generator.keeping import found, write

LICENCE = FOLDER / "OFL.txt"
"""What has to lie beside the fonts wherever they are served."""

TOOLS = tuple(map(version, ("brotli", "fonttools", "uharfbuzz")))
"""Whose versions decide, besides face and characters, about the bytes of a font."""

ASCII = "".join(map(chr, range(0x20, 0x7F)))
"""What every printed font has, whatever the text: page numbers and links come from elsewhere."""

COMMON = 0.3
"""The share of pages a character stands on to be in the first slice. On 132 pages of laws that is
500 characters, of which a page uses 340; a lower share makes every page pay for the rare."""

SLICE = 150
"""How many characters a further slice has: 26 kB of rare and therefore intricate ones."""


@dataclass(frozen=True)
class Face:
    """A font file of ours: its *family* and *weight* in style sheets, its PostScript *name*."""

    family: str
    weight: int
    name: str
    file: str

    @property
    def path(self) -> Path:
        return FOLDER / self.file

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character that it can show."""
        return frozenset(map(chr, hb.Face(hb.Blob.from_file_path(str(self.path))).unicodes))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its content."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


REGULAR = Face("Noto Sans SC", 400, "NotoSansCJKsc-Regular", "NotoSansSC-Regular.otf")
BOLD = Face("Noto Sans SC", 700, "NotoSansCJKsc-Bold", "NotoSansSC-Bold.otf")
TITLE = Face("Noto Serif SC", 700, "NotoSerifCJKsc-Bold", "NotoSerifSC-Bold.otf")
FACES = (REGULAR, BOLD, TITLE)


def missing(text: str) -> str:
    """Return the characters of *text* that no face can show, each once, in their order.

    White space, control and format characters show nothing and so are never missing.
    """
    return "".join(c for c in dict.fromkeys(text) if not (is_shown(c) or is_invisible(c)))


def is_shown(character: str) -> bool:
    return any(character in face.characters for face in FACES)


def is_invisible(character: str) -> bool:
    """Tell whether *character* leaves no mark: a space, a control, a joiner, a variant's choice."""
    return character.isspace() or (
        unicodedata.category(character) in {"Cc", "Cf"}
        or unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    )


def subset(face: Face, texts: Iterable[str]) -> bytes:
    """Return as OpenType font what *face* needs to show *texts*; what it lacks is left out."""
    wanted = hb.SubsetInput()
    # Without subroutines it is a tenth smaller once compressed; nothing is set from right to left.
    wanted.flags = hb.SubsetFlags.DESUBROUTINIZE | hb.SubsetFlags.NO_BIDI_CLOSURE
    wanted.unicode_set.update(map(ord, characters_of(face, texts)))
    whole = hb.Face(hb.Blob.from_file_path(str(face.path)))
    return bytes(hb.subset(whole, wanted).blob.data)


def woff2(face: Face, texts: Iterable[str]) -> bytes:
    """Return as WOFF2 what *face* needs to show *texts*; about 145 bytes a Chinese character."""
    font = TTFont(BytesIO(subset(face, texts)), recalcTimestamp=False, recalcBBoxes=False)
    font.flavor = "woff2"
    packed = BytesIO()
    font.save(packed, reorderTables=False)
    return packed.getvalue()


def characters_of(face: Face, texts: Iterable[str]) -> list[str]:
    """Return in order the characters of *texts* that *face* has."""
    return sorted(face.characters.intersection(chain.from_iterable(texts)))


def print_css(texts: Iterable[str], cache: Path, faces: Iterable[Face] = FACES) -> str:
    """Return the `@font-face` rules to print *texts* with, each of *faces* in one file of *cache*.

    The addresses are relative to *cache*. *texts* are all that is printed, words of templates and
    style sheets included.
    """
    characters = "".join({*ASCII, *chain.from_iterable(texts)})
    return "".join(
        rule(face, f'url("{kept(cache, face, characters, "otf").name}") format("opentype")')
        for face in faces
    )


def named_in(texts: Sequence[str]) -> tuple[Face, ...]:
    """Return the faces whose families *texts*, style sheets and HTML, ask for."""
    return tuple(face for face in FACES if any(face.family in text for text in texts))


@dataclass(frozen=True)
class WebFonts:
    """Rules for a style sheet, and the *files* that have to lie in the folder beside it."""

    css: str
    files: tuple[Path, ...]


def web_fonts(face: Face, sliced: Iterable[str], cache: Path) -> WebFonts:
    """Return *face* for the web, one file for each of the slices of which it has characters.

    A browser fetches a slice only for a page that shows one of its characters, and none at all
    where the reader's device has the very font. A rule wins over those before it, so a page that
    brings the few characters which the site's first slice lacks in a file of its own spares the
    reader every further slice.
    """
    sets = [shown for texts in sliced if (shown := "".join(characters_of(face, [texts])))]
    files = tuple(kept(cache, face, shown, "woff2") for shown in sets)
    return WebFonts("".join(map(web_rule, [face] * len(sets), files, sets)), files)


def web_rule(face: Face, file: Path, characters: str) -> str:
    source = f'local("{face.name}"),url("{file.name}") format("woff2")'
    return rule(face, source, f"font-display:swap;unicode-range:{unicode_range(characters)};")


def rule(face: Face, source: str, more: str = "") -> str:
    """Return one `@font-face` rule."""
    return (
        f'@font-face{{font-family:"{face.family}";font-style:normal;font-weight:{face.weight};'
        f"src:{source};{more}}}\n"
    )


def slices(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Split characters, counted by the pages they stand on, into those of most pages and the rest.

    The first slice has the characters that a share of COMMON of the pages have. The others have
    at most SLICE characters each, the more frequent first.
    """
    ranked = sorted(counts, key=lambda character: (-counts[character], character))
    enough = COMMON * max(counts.values(), default=0)
    common = sum(counts[character] >= enough for character in ranked)
    starts = [0, *range(common, len(ranked), SLICE)]
    ends = [*starts[1:], len(ranked)]
    return tuple("".join(sorted(ranked[a:b])) for a, b in zip(starts, ends, strict=True) if a < b)


def unicode_range(characters: str) -> str:
    """Return *characters* as a style sheet lists them: `U+20-7E,U+4E00`."""
    points = enumerate(sorted(map(ord, set(characters))))
    runs = [[at for _, at in run] for _, run in groupby(points, lambda point: point[1] - point[0])]
    return ",".join(
        f"U+{run[0]:X}-{run[-1]:X}" if len(run) > 1 else f"U+{run[0]:X}" for run in runs
    )


def kept(cache: Path, face: Face, characters: str, form: str) -> Path:
    """Return where in *cache* lies what *face* needs for *characters*, making it if need be."""
    needed = "".join(characters_of(face, [characters]))
    key = hashlib.sha256("\0".join((face.digest, *TOOLS, needed)).encode("utf-8")).hexdigest()[:16]
    path = cache / f"{face.path.stem}-{key}.{form}"
    if not found(path):
        write(path, {"otf": subset, "woff2": woff2}[form](face, needed))
    return path


def isolation(cache: Path) -> dict[str, str]:
    """Return the environment in which WeasyPrint finds our fonts and no other of the machine's.

    It has to be set before WeasyPrint is imported. Where no rule names a font, or the font that
    it names lacks a character, pango then falls back on ours.
    """
    config = cache / "fonts.conf"
    folders = {"dir": FOLDER, "cachedir": cache.resolve() / "fontconfig"}
    listed = "".join(f"<{tag}>{escape(str(path))}</{tag}>" for tag, path in folders.items())
    write(config, f"<fontconfig>{listed}</fontconfig>\n".encode())
    return {"FONTCONFIG_FILE": str(config.resolve())}


def is_native_subsetting_available() -> bool:
    """Tell whether HarfBuzz can cut the fonts of a PDF, which otherwise takes ten times as long.

    WeasyPrint only logs that it cannot. Debian's `libharfbuzz-subset0` has the library, and
    nothing else pulls that package in.
    """
    return find_library("harfbuzz-subset") is not None
