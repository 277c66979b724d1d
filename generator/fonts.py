"""The project's own fonts: what they have, and the parts of them that are printed and served."""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from ctypes.util import find_library
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import version
from io import BytesIO
from itertools import chain, groupby
from pathlib import Path
from xml.sax.saxutils import escape

import uharfbuzz as hb
from fontTools.ttLib import TTFont, TTLibError

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

RESTRICTED, NO_SUBSETTING, BITMAPS_ONLY = 0x2, 0x100, 0x200
"""What a font's maker may forbid, in OpenType's OS/2.fsType."""

SLICE = 100
"""How many characters a further slice has: 16 kB of rare and therefore intricate ones."""
TITLE_SLICE = 16
"""The same of titles: a page shows a dozen characters of that face, each weighs 180 bytes."""


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

    @property
    def stem(self) -> str:
        """What the files cut from it are called; an office may call its own as it likes."""
        return self.name if Path(self.file).is_absolute() else self.path.stem

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
"""What pages and guides are set in."""

KAI = Face("KaiTi", 400, "ApprovalGuidesKai-Light", "ApprovalGuidesKai-Light.ttf")
FANG = Face("FangSong", 400, "FandolFang-Regular", "FandolFang-Regular.otf")
SONG = Face("SongTi", 400, "FandolSong-Regular", "FandolSong-Regular.otf")
ROLES = {
    "sans": REGULAR,
    "sans_bold": BOLD,
    "serif_bold": TITLE,
    "xiaobiaosong": replace(TITLE, family="XiaoBiaoSong", weight=400),
    "heiti": replace(BOLD, family="HeiTi", weight=400),
    "kaiti": KAI,
    "fangsong": FANG,
    "songti": SONG,
}
"""What a document can be set in, by the names under which an office puts its own in their place:
the guides' three, and the five of an official document (GB/T 9704-2012), 宋体 for page numbers."""


LAST_RESORTS = (REGULAR.family, KAI.family)
"""The families that show what those which a style sheet names cannot."""


@dataclass(frozen=True)
class OwnFont:
    """A font *file* of the office's, an absolute path, for one of ROLES; and its SHA-256."""

    role: str
    file: str
    digest: str


def own_fonts(files: Mapping[str, Path]) -> tuple[OwnFont, ...]:
    """Return the fonts of an office by the roles they play; *files* are there and sound."""
    return tuple(
        OwnFont(role, str(path), hashlib.sha256(path.read_bytes()).hexdigest())
        for role, path in sorted(files.items())
    )


@cache
def faces_with(own: tuple[OwnFont, ...]) -> tuple[Face, ...]:
    """Return the faces of all roles, with those of an office in the place of ours."""
    theirs = {
        font.role: replace(ROLES[font.role], name=f"{font.role}-{font.digest}", file=font.file)
        for font in own
    }
    return tuple((ROLES | theirs).values())


def fault(path: Path) -> str | None:
    """Return the code of the problem why the font at *path* cannot be printed with, or None.

    It is no font at all, has more than one design, or its maker forbids to embed it, to cut it
    down or to embed its outlines (OpenType's OS/2.fsType).
    """
    try:
        font = TTFont(BytesIO(path.read_bytes()), lazy=True, fontNumber=0)
        embedding, designs = font["OS/2"].fsType, "fvar" in font
        font.getBestCmap()
    except (TTLibError, OSError, KeyError, struct.error):
        return "font-unreadable"
    if designs:
        return "font-variable"
    alone = embedding & 0xF == RESTRICTED
    return "font-restricted" if alone or embedding & (NO_SUBSETTING | BITMAPS_ONLY) else None


def missing(text: str, own: tuple[OwnFont, ...] = ()) -> str:
    """Return the characters of *text* that no face can show, each once, in their order.

    White space, control and format characters show nothing and so are never missing.
    """
    unknown = frozenset(text).difference(*(face.characters for face in faces_with(own)))
    return "".join(c for c in dict.fromkeys(text) if c in unknown and not is_invisible(c))


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
    return _numbered_in_order(bytes(hb.subset(whole, wanted).blob.data))


def _numbered_in_order(content: bytes) -> bytes:
    """Return the font with its glyphs' CIDs, if it has such, in the order of the glyphs.

    A PDF names a glyph of a CID-keyed font by its CID (ISO 32000-1, 9.7.4.2), WeasyPrint by its
    place: readers that hold to the standard, MuPDF among them, show nothing where the two differ.
    """
    font = TTFont(BytesIO(content), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    if "CFF " not in font or not hasattr(font["CFF "].cff[0], "ROS"):
        return content
    top = font["CFF "].cff[0]
    order = [".notdef", *(f"cid{place:05}" for place in range(1, len(top.charset)))]
    shapes = top.CharStrings.charStrings
    top.CharStrings.charStrings = {
        name: shapes[old] for name, old in zip(order, top.charset, strict=True)
    }
    top.charset = order
    written = BytesIO()
    font.save(written, reorderTables=False)
    return written.getvalue()


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


def print_css(texts: Iterable[str], folder: Path, faces: Iterable[Face] = FACES) -> str:
    """Return the `@font-face` rules to print *texts* with, each of *faces* in one file of *folder*.

    The addresses are relative to *folder*. *texts* are all that is printed, words of templates and
    style sheets included.
    """
    characters = "".join({*ASCII, *chain.from_iterable(texts)})
    return "".join(
        rule(face, f'url("{kept(folder, face, characters, "otf").name}") format("opentype")')
        for face in faces
    )


def named_in(texts: Sequence[str], own: tuple[OwnFont, ...] = ()) -> tuple[Face, ...]:
    """Return the faces whose families *texts*, style sheets and HTML, ask for; and the last."""
    wanted = (*texts, *LAST_RESORTS)
    return tuple(face for face in faces_with(own) if any(face.family in text for text in wanted))


@dataclass(frozen=True)
class WebFonts:
    """Rules for a style sheet, and the *files* that have to lie in the folder beside it."""

    css: str
    files: tuple[Path, ...]


def web_fonts(face: Face, sliced: Iterable[str], folder: Path) -> WebFonts:
    """Return *face* for the web, one file for each of the slices of which it has characters.

    A browser fetches a slice only for a page that shows one of its characters, and none at all
    where the reader's device has the very font. A rule wins over those before it, so a page that
    brings the few characters which the site's first slice lacks in a file of its own spares the
    reader every further slice.
    """
    sets = [shown for texts in sliced if (shown := "".join(characters_of(face, [texts])))]
    files = tuple(kept(folder, face, shown, "woff2") for shown in sets)
    return WebFonts("".join(map(web_rule, [face] * len(sets), files, sets)), files)


def web_rule(face: Face, file: Path, characters: str) -> str:
    source = ",".join(f'local("{name}")' for name in local_names(face))
    source += f',url("{file.name}") format("woff2")'
    return rule(face, source, f"font-display:swap;unicode-range:{unicode_range(characters)};")


def local_names(face: Face) -> tuple[str, ...]:
    """Return what the very same font is called on a reader's device, by whoever it came from."""
    noto, source = face.name.replace("CJKsc", "{}"), face.name.replace("Noto", "SourceHan")
    names = (noto.format("SC"), *(source.replace("CJKsc", end) for end in ("SC", "CN")))
    return tuple(dict.fromkeys((face.name, *names)))


def rule(face: Face, source: str, more: str = "") -> str:
    """Return one `@font-face` rule."""
    return (
        f'@font-face{{font-family:"{face.family}";font-style:normal;font-weight:{face.weight};'
        f"src:{source};{more}}}\n"
    )


def slices(counts: Mapping[str, int], size: int = SLICE) -> tuple[str, ...]:
    """Split characters, counted by the pages they stand on, into those of most pages and the rest.

    The first slice has the characters that a share of COMMON of the pages have. The others have
    at most *size* characters each, the more frequent first; the equally frequent in the order of
    *counts*, that is of pages, so that what one page alone has comes to lie together.
    """
    ranked = sorted(counts, key=lambda character: -counts[character])
    enough = COMMON * max(counts.values(), default=0)
    common = sum(counts[character] >= enough for character in ranked)
    starts = [0, *range(common, len(ranked), size)]
    ends = [*starts[1:], len(ranked)]
    return tuple("".join(sorted(ranked[a:b])) for a, b in zip(starts, ends, strict=True) if a < b)


def unicode_range(characters: str) -> str:
    """Return *characters* as a style sheet lists them: `U+20-7E,U+4E00`."""
    points = enumerate(sorted(map(ord, set(characters))))
    runs = [[at for _, at in run] for _, run in groupby(points, lambda point: point[1] - point[0])]
    return ",".join(
        f"U+{run[0]:X}-{run[-1]:X}" if len(run) > 1 else f"U+{run[0]:X}" for run in runs
    )


def kept(folder: Path, face: Face, characters: str, form: str) -> Path:
    """Return where in *folder* lies what *face* needs for *characters*, making it if need be."""
    needed = "".join(characters_of(face, [characters]))
    key = hashlib.sha256("\0".join((face.digest, *TOOLS, needed)).encode("utf-8")).hexdigest()[:16]
    path = folder / f"{face.stem}-{key}.{form}"
    if not found(path):
        write(path, {"otf": subset, "woff2": woff2}[form](face, needed))
    return path


def isolation(folder: Path) -> dict[str, str]:
    """Return the environment in which WeasyPrint finds no font but those of the style sheets.

    It has to be set before WeasyPrint is imported. Where a style sheet names a family that has no
    rule, or that lacks a character, pango falls back on LAST_RESORTS, for which there are rules.
    """
    config, base = folder / "fonts.conf", folder.resolve() / "base"
    write(base / "base.otf", subset(REGULAR, ASCII))  # WeasyPrint wants one that is installed
    folders = {"dir": base, "cachedir": folder.resolve() / "fontconfig"}
    listed = "".join(f"<{tag}>{escape(str(path))}</{tag}>" for tag, path in folders.items())
    families = "".join(f"<string>{family}</string>" for family in LAST_RESORTS)
    last = f'<match><edit name="family" mode="append_last">{families}</edit></match>'
    write(config, f"<fontconfig>{listed}{last}</fontconfig>\n".encode())
    return {"FONTCONFIG_FILE": str(config.resolve())}


def is_native_subsetting_available() -> bool:
    """Tell whether HarfBuzz can cut the fonts of a PDF, which otherwise takes ten times as long.

    WeasyPrint only logs that it cannot. Debian's `libharfbuzz-subset0` has the library, and
    nothing else pulls that package in.
    """
    return find_library("harfbuzz-subset") is not None
