"""Pages look as they did when somebody looked at them last."""

import pytest
from PIL import ImageDraw

from .conftest import ROOT
from .page_pictures import ACCEPTED, BUDGET, PAGES, accepted, differing, share, taken

FAILED = ROOT / ".cache" / "pictures"
"""Where the pictures of pages lie that look different."""


@pytest.mark.parametrize("name", PAGES)
def test_the_page_looks_as_accepted(name):
    now, before = taken(name), accepted(name)
    assert now.size == before.size, f"script/accept-pictures {name}"
    difference = differing(now, before)
    if share(difference) > BUDGET:
        FAILED.mkdir(parents=True, exist_ok=True)
        now.save(FAILED / f"{name}.png")
        difference.save(FAILED / f"{name}.difference.png")
        pytest.fail(
            f"{share(difference):.3%} of {name} look different: see {name}.png and "
            f"{name}.difference.png in {FAILED}. If that is meant: script/accept-pictures {name}"
        )


def test_no_picture_is_of_a_page_that_is_not_taken():
    assert {path.stem for path in ACCEPTED.iterdir()} == set(PAGES)


@pytest.mark.parametrize("harm", ["a line is gone", "a mark is added", "all is lighter"])
def test_what_a_reader_would_see_is_seen(harm):
    before = accepted("guide-stage")
    now = before.copy()
    pen = ImageDraw.Draw(now)
    match harm:
        case "a line is gone":
            pen.rectangle((100, 80, 400, 110), fill="white")
        case "a mark is added":
            pen.rectangle((300, 300, 320, 320), fill="black")
        case _:
            now = now.point(lambda value: min(255, value + 64))
    assert share(differing(now, before)) > BUDGET
    assert share(differing(before, before)) == 0
