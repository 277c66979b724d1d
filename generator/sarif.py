"""Problems as SARIF 2.1.0 (OASIS, errata 01), for hosts that keep them and show what is new."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from generator.messages import Catalogue
    from generator.problems import Place, Problem
    from generator.settling import Standing

SCHEMA = "https://json.schemastore.org/sarif-2.1.0-rtm.5.json"
FINGERPRINT = "approvalGuides/v1"
"""Names how a fingerprint is made: another number where it is made in another way."""


def sarif(
    problems: Sequence[Problem],
    tolerated: Sequence[Standing],
    words: Catalogue,
    prefix: str,
    explained: Callable[[str], str],
) -> dict[str, Any]:
    """Return one run with a result for each of *problems*, and suppressed ones for *tolerated*.

    *prefix* leads from the root of the repository to the workspace; *explained* gives what is to
    be said of a code, as Markdown.
    """
    codes = sorted({each.code for each in (*problems, *(s.problem for s in tolerated))})
    results = [_result(problem, codes, words, prefix) for problem in problems]
    results += [
        {**_result(each.problem, codes, words, prefix), "suppressions": [_suppression(each, words)]}
        for each in tolerated
    ]
    driver = {
        "name": "approval-guides",
        "rules": [_rule(code, explained) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "language": words.text("language.html"),
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, explained: Callable[[str], str]) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code}
    if text := explained(code):
        rule["help"] = {"text": text, "markdown": text}
    return rule


def _result(
    problem: Problem, codes: Sequence[str], words: Catalogue, prefix: str
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": str(problem.severity),
        "message": {"text": words.told_alone(problem)},
        "locations": [_location(problem.place, prefix)],
        "partialFingerprints": {FINGERPRINT: fingerprint(problem)},
    }
    if problem.also:
        result["relatedLocations"] = [_location(place, prefix) for place in problem.also]
    return result


def _location(place: Place, prefix: str) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {
                "uri": quote(prefix + place.path, errors="replace"),
                "uriBaseId": "%SRCROOT%",
            },
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }


def _suppression(standing: Standing, words: Catalogue) -> dict[str, Any]:
    told = words.text("report.standing", why=standing.why, until=standing.until.isoformat())
    return {"kind": "inSource", "status": "accepted", "justification": told}


def fingerprint(problem: Problem) -> str:
    """Return what stays the same of *problem* while the lines around it move."""
    said = "\n".join((problem.place.path, problem.code, *_values(problem.values)))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _values(values: Iterable[tuple[str, object]]) -> list[str]:
    return [f"{name}={value}" for name, value in values]
