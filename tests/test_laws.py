"""The example guides say of the law what the law says: its words, its limits and its order."""

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from generator.directory import Basis
from generator.limits import Limit
from generator.resolution import resolve
from generator.workspace import read_workspace

ROOT = Path(__file__).parent.parent
TABLE = tomllib.loads((ROOT / "tests/cases/laws/articles.toml").read_text("utf-8"))
ROWS = TABLE["row"]
WORKSPACE = read_workspace(ROOT)
ITEMS = {id: offer.item for id, offer in WORKSPACE.directory.offers.items()}
PACKAGES = {
    id: source.value for id, source in WORKSPACE.packages.items() if not source.value.published
}
"""Our own; a flow that was published elsewhere says what its source says."""
OWNERS = ITEMS | PACKAGES
DIGITS = "零一二三四五六七八九"


def bases(value):
    """Yield every legal basis inside *value*."""
    if isinstance(value, Basis):
        yield value
    elif isinstance(value, BaseModel):
        yield from bases([getattr(value, field) for field in type(value).model_fields])
    elif isinstance(value, dict):
        yield from bases(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from bases(part)


def rests_on(basis, row):
    """Return whether *basis* is the article of *row* and states its phrase."""
    same = (basis.law, basis.article) == (row["law"], row["article"])
    return same and row["phrase"] in (basis.states or "")


def rows_for(purpose):
    """Return the rows of one purpose, each under a readable name."""
    rows = [row for row in ROWS if row["for"] == purpose]
    return [
        pytest.param(row, id=f"{row['law']} {row['article']} {row['items'][0]}") for row in rows
    ]


def chinese(number):
    """Return *number*, below a hundred, as a law writes it in words."""
    tens, ones = divmod(number, 10)
    word = ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "")
    return word + (DIGITS[ones] if ones else "")


@pytest.mark.parametrize("owner", OWNERS)
def test_every_basis_of_a_known_law_is_in_the_table(owner):
    laws = {row["law"] for row in ROWS}
    for basis in bases(OWNERS[owner]):
        if basis.law in laws:
            assert any(owner in row["items"] and rests_on(basis, row) for row in ROWS), basis


def test_every_row_is_quoted_by_those_it_names():
    for row in ROWS:
        for owner in row["items"]:
            assert owner in OWNERS, row
            assert any(rests_on(basis, row) for basis in bases(OWNERS[owner])), (owner, row)


def test_most_items_rest_on_an_article():
    purposes = ("existence", "limit", "predecessor")
    resting = {id for row in ROWS if row["for"] in purposes for id in row["items"]}
    assert len(resting) >= 30


@pytest.mark.parametrize("row", rows_for("limit"))
def test_a_statutory_limit_is_the_one_of_its_article(row):
    limit = Limit.parse(row["limit"])
    if limit.days:
        assert str(limit.days) in row["phrase"] or chinese(limit.days) in row["phrase"]
    for id in row["items"]:
        assert ITEMS[id].statutory == limit
        assert ITEMS[id].counts_from == ("receipt" if "收到" in row["phrase"] else "acceptance")


def test_every_statutory_limit_has_its_rule():
    from_law = {id for row in ROWS if row["for"] == "limit" for id in row["items"]}
    limited = {id for id, item in ITEMS.items() if item.statutory}
    assert limited == from_law | set(TABLE["limits_from_rules"])


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("row", rows_for("predecessor"))
def test_what_the_law_puts_first_comes_first(row, package):
    uses = {id: item.use.use for id, item in resolved(package).by_id.items() if item.takes_part}
    network = resolved(package).network
    for id, item in uses.items():
        earlier = {uses[other] for other in before(network, id)}
        if item in row["items"] and set(row.get("first", ())) & set(uses.values()):
            assert earlier & set(row["first"]), f"{id} waits for none of {row['first']}"
        if item in row.get("before", ()):
            missing = set(row["items"]) & set(uses.values()) - earlier
            assert not missing, f"{id} does not wait for {missing}"


def resolved(package):
    """Return *package* with its items."""
    return resolve(package, PACKAGES[package], WORKSPACE.directory)


def before(network, id):
    """Return the ids of everything that *id* waits for, at whatever distance."""
    found, open_ends = set(), [id]
    while open_ends:
        task = network.by_id[open_ends.pop()]
        waited = {arrow.predecessor for arrow in task.arrows}
        waited |= set(task.preparation.after if task.preparation else ())
        open_ends += waited - found
        found |= waited
    return found
