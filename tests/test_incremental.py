"""What is kept for the next time changes nothing but the time that it takes."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator import assets, lint, products
from generator.keeping import pack, unpacked
from generator.lint import checked
from generator.pages import Page
from generator.problems import InvalidSources, Problem
from generator.products import Dossier, Edition, data_of, guide_of, page_of, production
from generator.sample import sample
from generator.site import published
from generator.store import Folder, Memory
from generator.workshop import Workshop
from generator.workspace import CACHE, files_of, read_office, workshop

from .conftest import AS_OF, ROOT
from .test_lint import MODEL, workspace_of

COUNT = 3
OWN_YEAR = "calendar/2026.yml"


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made-up")
    sample(COUNT, root, 7)
    return root


@pytest.fixture
def root(made_up: Path, tmp_path: Path) -> Path:
    """A copy of the workspace, in which nothing has been kept yet."""
    return Path(shutil.copytree(made_up, tmp_path / "copy"))


def made(root: Path, as_of: str = AS_OF, jobs: int = 1) -> dict[str, list[object]]:
    """What is published of each package, by its id."""
    files, here = files_of(root), workshop(root, jobs)
    checked(root, here)
    office, _, _ = read_office(files)
    own = root / "templates"
    edition = Edition(office, date.fromisoformat(as_of), own if own.is_dir() else None, pdfs=True)
    with here.store.pruning():
        dossiers = [Dossier(file) for file in files.packages]
        found = list(here.each(production(edition, files), dossiers))
    return {
        file.id: [
            page_of(edition, file, each, here.store).html,
            [(uri, written(data)) for uri, data in data_of(edition, file, each, here.store)],
            replace(each.page, body="", fetch=None),
            each.summary,
            each.documents,
        ]
        for file, each in zip(dossiers, found, strict=True)
    }


def fresh(root: Path, as_of: str = AS_OF) -> dict[str, list[object]]:
    """The same where nothing has been kept."""
    shutil.rmtree(root / CACHE)
    return made(root, as_of)


def site_of(root: Path, jobs: int) -> dict[str, bytes]:
    return {
        file.uri: written(file.content) for file in published(root, AS_OF, jobs, pdfs=False).files
    }


def written(content: Page | str | bytes | Path) -> bytes:
    match content:
        case Page():
            return content.html.encode()
        case Path():
            return content.read_bytes()
        case str():
            return content.encode()
        case _:
            return content


def problems(root: Path, here: Workshop) -> list[Problem]:
    try:
        return checked(root, here)[1]
    except InvalidSources as error:
        return error.problems


def kept(root: Path) -> list[Path]:
    return [path for path in (root / CACHE).rglob("*.*") if path.is_file()]


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The packages that have been made or examined, in order, by this process."""
    done: list[str] = []

    def counted(work: Callable[..., object]) -> Callable[..., object]:
        return lambda context, file, store: (done.append(file.id), work(context, file, store))[1]

    monkeypatch.setattr(products, "produced", counted(products.produced))
    monkeypatch.setattr(lint, "examined", counted(lint.examined))
    return done


def test_cold_warm_and_side_by_side_give_the_same_bytes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = site_of(root, 1)
    assert site_of(root, 1) == cold
    for name in ("examined", "products", "contents", "search"):
        shutil.rmtree(root / CACHE / name)
    monkeypatch.setattr(products, "FEW", 1)
    monkeypatch.setattr(lint, "FEW", 1)
    assert site_of(root, 2) == cold
    assert site_of(root, 2) == cold


def test_only_what_has_changed_is_made_again(root: Path, makings: list[str]) -> None:
    made(root)
    assert len(makings) == 2 * COUNT
    made(root)
    assert len(makings) == 2 * COUNT
    package = root / "guides/projects/sample-0002.yml"
    rewritten(package, "（示例 2）", "（示例 二）")
    changed = made(root)
    assert makings[2 * COUNT :] == ["sample-0002"] * 2
    assert "（示例 二）" in str(changed["sample-0002"])
    assert changed == fresh(root)


def test_a_package_that_has_another_name_is_made_again_alone(
    root: Path, makings: list[str]
) -> None:
    made(root)
    makings.clear()
    (root / "guides/projects/sample-0002.yml").rename(root / "guides/projects/other.yml")
    moved = made(root)
    assert makings == ["other"] * 2
    assert moved == fresh(root)


def settings(root: Path) -> str:
    return rewritten(root / "site_config.yml", "title: ", "title: 新的")


def language(root: Path) -> str:
    path = root / "site_config.yml"
    lines = path.read_text("utf-8").splitlines()
    told = [line for line in lines if not line.startswith("language:")]
    path.write_text("\n".join([*told, "language: en", ""]), "utf-8")
    return AS_OF


def department(root: Path) -> str:
    return rewritten(root / "guides/departments/natural-resources.yml", "name: ", "name: 新的")


def calendar(root: Path) -> str:
    (root / OWN_YEAR).parent.mkdir()
    shutil.copy(assets.CALENDAR / "2026.yml", root / OWN_YEAR)
    last = "\n  - {date: 2026-05-16, for: 示例}\n"
    text = (root / OWN_YEAR).read_text("utf-8")
    (root / OWN_YEAR).write_text(text.rstrip("\n") + last, "utf-8")
    return AS_OF


def own_template(root: Path) -> str:
    ours = assets.TEMPLATES / "web/contact.html.j2"
    (root / "templates/web").mkdir(parents=True)
    told = ours.read_text("utf-8") + "<p>自己的话</p>\n"
    (root / "templates/web/contact.html.j2").write_text(told, "utf-8")
    return AS_OF


def day(_: Path) -> str:
    return "2026-03-10"


def rewritten(path: Path, before: str, after: str) -> str:
    path.write_text(path.read_text("utf-8").replace(before, after, 1), "utf-8")
    return AS_OF


@pytest.mark.parametrize(
    "change",
    [settings, language, department, calendar, own_template, day],
    ids=lambda f: f.__name__,
)
def test_whatever_a_page_depends_on_makes_it_anew(
    root: Path, change: Callable[[Path], str]
) -> None:
    before = made(root)
    as_of = change(root)
    after = made(root, as_of)
    assert after != before
    assert after == fresh(root, as_of)


def test_what_is_kept_goes_by_the_program_and_its_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = assets.version()
    copied = shutil.copytree(assets.TEMPLATES, tmp_path / "templates")
    monkeypatch.setattr(assets, "TEMPLATES", copied)
    assert assets.version() == before
    with (copied / "web/parts.html.j2").open("a", encoding="utf-8") as template:
        template.write("{# changed #}")
    assert assets.version() != before


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def turned(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-9] + bytes(255 - byte for byte in data[-9:]))


@pytest.mark.parametrize("damage", [cut, emptied, turned, Path.unlink], ids=lambda f: f.__name__)
def test_what_is_damaged_or_gone_is_made_again(
    root: Path, damage: Callable[[Path], None], makings: list[str]
) -> None:
    cold = made(root)
    for path in kept(root):
        damage(path)
    assert made(root) == cold
    assert made(root) == cold
    makings.clear()
    assert made(root) == cold
    assert makings == []


def test_a_page_that_goes_after_it_was_found_is_made_again(root: Path) -> None:
    built = published(root, AS_OF, 1, pdfs=False).files
    pages = [file.content for file in built if isinstance(file.content, Page)]
    before = [page.html for page in pages]
    shutil.rmtree(root / CACHE / "contents")
    assert [page.html for page in pages] == before


@pytest.mark.tried("Files")
def test_what_somebody_else_has_put_there_runs_nothing(tmp_path: Path) -> None:
    class Call:
        def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
            return os.mkdir, (str(tmp_path / "made"),)

    harm = pack(Call())
    assert unpacked(harm, "other") == "other"
    assert not (tmp_path / "made").exists()
    pickle.loads(harm[32:])  # noqa: S301 - it would have, or this test could not fail
    assert (tmp_path / "made").exists()


def test_what_no_build_uses_is_dropped_in_the_end(root: Path) -> None:
    days = [f"2026-03-{day:02}" for day in range(1, 5)]
    sizes = []
    for as_of in days:
        made(root, as_of)
        sizes.append(len(kept(root)))
    assert sizes[2] == sizes[-1] < 2 * sizes[0] + 1  # pictures are the same every day


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [workspace_of(case, tmp_path_factory.mktemp(case.stem)) for case in MODEL]


def test_a_check_finds_the_same_with_and_without_what_is_kept(
    cases: list[Path], makings: list[str]
) -> None:
    told = [problems(root, Workshop()) for root in cases]
    assert [problems(root, workshop(root, 1)) for root in cases] == told
    makings.clear()
    assert [problems(root, workshop(root, 1)) for root in cases] == told
    assert makings == []


def test_a_check_in_several_processes_finds_the_same(
    cases: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "guides/projects"
    packages.mkdir(parents=True)
    for number, root in enumerate(cases):
        for path in (root / "guides/projects").glob("park.yml"):
            shutil.copy(path, packages / f"park-{number}.yml")
    good = workspace_of(MODEL[0].with_name("good.txt"), tmp_path / "good")
    shutil.copytree(good / "guides/departments", tmp_path / "guides/departments")
    shutil.copy(good / "site_config.yml", tmp_path)
    alone = problems(tmp_path, Workshop())
    assert len({problem.code for problem in alone}) > 15
    monkeypatch.setattr(lint, "FEW", 1)
    assert problems(tmp_path, Workshop(Folder(tmp_path / "kept"), 2)) == alone


@pytest.mark.parametrize("where", [ROOT, None], ids=["examples", "made up"])
def test_what_guides_share_is_as_if_made_for_each(where: Path | None, made_up: Path) -> None:
    files = files_of(where or made_up)
    office, _, _ = read_office(files)
    assert office
    edition = Edition(office, date.fromisoformat(AS_OF), None, pdfs=True)
    for file in files.packages:
        guide, alone = guide_of(edition, file), replace(edition)
        assert edition.pages.guide(guide) == alone.pages.guide(guide)


def test_a_check_waits_for_no_engine(made_up: Path) -> None:
    """But for HarfBuzz, which says what characters our fonts have."""
    engines = ("jinja2", "markdown", "mkdocs", "pypinyin", "weasyprint")
    told = (
        "import sys; from generator.cli import main\n"
        f"main(['check', '--root', {str(made_up)!r}], standalone_mode=False)\n"
    )
    ends = f"print([name for name in {engines} if name in sys.modules])"
    script = f"import atexit\natexit.register(lambda: {ends})\n{told}"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_memory_keeps_what_it_is_given_as_a_folder_does(tmp_path: Path) -> None:
    for store in (Memory(), Folder(tmp_path)):
        name = store.put("办事".encode())
        assert store.has(name)
        assert store.content(name) == "办事".encode()
        assert store.content("nothing") is None
        assert not store.has("nothing")


def test_documents_are_made_again_with_another_emblem(made_up: Path) -> None:
    files = files_of(made_up)
    office, _, _ = read_office(files)
    assert office
    edition = Edition(office, date.fromisoformat(AS_OF), None, pdfs=True)
    other = replace(edition, emblem="data:image/png;base64,")
    assert production(edition, files).key != production(other, files).key
