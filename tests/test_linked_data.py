"""The services as linked data: schema.org in the pages, CPSV-AP in files of their own."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html
from pyshacl import validate
from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef

from generator.cpsv import package_graph, services_graph
from generator.guide import guide
from generator.heads import Heads
from generator.lint import checked
from generator.messages import LANGUAGES
from generator.pages import Pages

from . import planting
from .conftest import AS_OF, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.workspace import Workspace

# rdflib's own reader of JSON-LD uses what rdflib itself advises against.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
CASES = ROOT / "tests" / "cases"
DAY = date.fromisoformat(AS_OF)
TERMS = tomllib.loads((CASES / "schemaorg" / "terms.toml").read_text("utf-8"))
CPSV, CV = Namespace("http://purl.org/vocab/cpsv#"), Namespace("http://data.europa.eu/m8g/")
ISLAND = "//script[@type='application/ld+json']"
HOSTILE = "</script><script>alert(1)</script><!--\u2028]]>"


@pytest.fixture(scope="module")
def ours() -> Workspace:
    return checked(ROOT)[0]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("planted")
    planting.workspace(root)
    return checked(root)[0]


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(CASES / "cpsv" / "cpsv-ap-3.2.0-SHACL.ttl")


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every node in *value*, the outermost first."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from nodes(inner)


def islands(page: str) -> list[str]:
    document = html.document_fromstring(f"<html><head>{page}</head></html>")
    return [script.text for script in document.xpath(ISLAND)]


def heads(workspace: Workspace, language: str = "zh") -> Iterator[str]:
    """Yield the heads of all pages of guides and items of *workspace*."""
    made = Heads(workspace.settings.value, language)
    for id in workspace.packages:
        yield made.guide(guide(workspace, id, DAY))
    for id, offer in workspace.directory.offers.items():
        yield made.item(id, offer)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["ours", "planted"])
def test_pages_say_only_what_schema_org_knows(
    name: str, language: str, request: pytest.FixtureRequest
) -> None:
    wrong, types = set(), set()
    for head in heads(request.getfixturevalue(name), language):
        (island,) = islands(head)
        for node in nodes(json.loads(island)):
            if "@type" in node:
                keys = {key for key in node if not key.startswith("@")}
                wrong |= {f"{node['@type']}.{key}" for key in keys - set(TERMS[node["@type"]])}
                types.add(node["@type"])
            elif not node.keys() <= {"@context", "@graph", "@id", "@language", "@value"}:
                wrong.add(str(node))
    assert wrong == set()
    assert types >= {"HowTo", "GovernmentService", "GovernmentPermit", "ServiceChannel", "Offer"}


def test_a_guide_leads_to_the_pages_of_its_services(ours: Workspace) -> None:
    made = guide(ours, "selenium-food-park", DAY)
    (island,) = islands(Heads(ours.settings.value, "zh").guide(made))
    graph = json.loads(island)["@graph"]
    services = [node["@id"] for node in graph if node["@type"] == "GovernmentService"]
    used = {item.used.use.use for item in made.taking_part}
    address = ours.settings.value.address
    assert set(services) == {f"{address}items/{id}.html" for id in used}
    assert len(services) == len(set(services))


def test_a_limit_is_a_duration_only_in_calendar_days(planted: Workspace) -> None:
    days = {}
    for head in heads(planted):
        for node in nodes(json.loads(islands(head)[0])):
            if node.get("@type") == "ServiceChannel" and "description" in node:
                days[node["description"]] = node.get("processingTime")
    assert set(days.values()) == {None}
    assert all("个工作日" in told or "未公布" in told for told in days)


@pytest.mark.parametrize("kind", ["guide", "item"])
def test_hostile_words_do_not_end_the_island(kind: str, tmp_path: Path) -> None:
    words = json.dumps(HOSTILE.replace("\u2028", " "))
    files = {
        "site_config.yml": "title: 县\noffice: {name: 局}\naddress: https://x.example.org/\n",
        "guides/departments/d.yml": f"name: {words}\nitems:\n  i: {{name: {words}, promised: 5 日,"
        f" summary: {words}, results: [{words}], materials: [{{name: {words}}}]}}\n",
        "guides/projects/p.yml": f"name: {words}\nsummary: {words}\n"
        f"stages: [{{name: {words}, items: [i]}}]\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    workspace, _ = checked(tmp_path)
    pages = Pages(workspace, (), "zh", DAY)
    made = (pages.guide(guide(workspace, "p", DAY)), *pages.shared())
    (page,) = (each for each in made if each.kind == kind)
    document = html.document_fromstring(f"<html><head>{page.head}</head></html>")
    assert [script.get("type") for script in document.xpath("//script")] == ["application/ld+json"]
    told = json.dumps(json.loads(document.xpath(ISLAND)[0].text), ensure_ascii=False)
    assert HOSTILE.replace("\u2028", " ") in told
    assert document.xpath("//*[@onerror] | //img | //comment()") == []


def graph(document: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(document), format="json-ld")


def faults(data: Graph, shapes: Graph) -> str:
    conforms, _, told = validate(data, shacl_graph=shapes, inference="none")
    return "" if conforms else told


@pytest.mark.parametrize("name", ["ours", "planted"])
def test_the_services_of_the_office_fit_the_shapes_of_cpsv_ap(
    name: str, shapes: Graph, request: pytest.FixtureRequest
) -> None:
    workspace = request.getfixturevalue(name)
    data = graph(services_graph(workspace.directory, workspace.settings.value))
    assert faults(data, shapes) == ""
    assert len(set(data.subjects(RDF.type, CPSV.PublicService))) == len(workspace.directory.offers)


@pytest.mark.parametrize("id", ["selenium-food-park", "rural-water-supply"])
def test_the_services_of_a_package_fit_them_alone(id: str, ours: Workspace, shapes: Graph) -> None:
    made = guide(ours, id, DAY)
    data = graph(package_graph(made))
    assert faults(data, shapes) == ""
    services = set(data.subjects(RDF.type, CPSV.PublicService))
    assert len(services) == len(made.taking_part)
    (event,) = data.subjects(RDF.type, CV.BusinessEvent)
    assert set(data.subjects(CV.isGroupedBy, event)) == services


def test_a_package_keeps_what_waits_for_what(ours: Workspace) -> None:
    made = guide(ours, "selenium-food-park", DAY)
    page = f"{ours.settings.value.address}projects/{made.id}.html"
    arrows = {
        (URIRef(f"{page}#{id}"), URIRef(f"{page}#{relation.item.id}"))
        for id, relations in made.before.items()
        for relation in relations
    }
    assert set(graph(package_graph(made)).subject_objects(DCTERMS.requires)) == arrows
    assert len(arrows) > 10


@pytest.mark.parametrize("term", [DCTERMS.title, DCTERMS.identifier, CV.hasCompetentAuthority])
def test_the_shapes_find_what_is_missing(term: URIRef, ours: Workspace, shapes: Graph) -> None:
    data = graph(package_graph(guide(ours, "small-low-risk-workshop", DAY)))
    service = next(data.subjects(RDF.type, CPSV.PublicService))
    data.remove((service, term, None))
    assert "minCount" in faults(data, shapes) or "Less than 1" in faults(data, shapes)


def test_the_site_has_linked_data_beside_its_own_packages_alone(real_site: Path) -> None:
    theirs = {path.stem for path in (real_site / "projects").glob("*.jsonld")}
    packages = {path.stem for path in (ROOT / "guides/projects").glob("*.yml")}
    assert theirs == {id for id in packages if not id.startswith("published-")}
    assert "@graph" in json.loads((real_site / "public-services.jsonld").read_text("utf-8"))
