"""One page of each kind of the example site: what every test of all pages goes through."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(path.stem for path in (ROOT / "guides/projects").glob("*.yml"))
LOST = "nowhere/at-all.html"
"""An address that is none; a server answers with 404.html."""
KINDS = {
    "home": "index.html",
    "guide": f"projects/{PACKAGES[0]}.html",
    "item": "items/project-filing.html",
    "department": "departments/housing.html",
    "list": "items/index.html",
    "guides": "projects/index.html",
    "chain": "chains/selenium-food.html",
    "materials": "materials/index.html",
    "results": "results/index.html",
    "changes": "changes/index.html",
    "versions": f"v/{PACKAGES[0]}/index.html",
    "retired": "items/fire-design-audit.html",
    "handbook": "handbook/index.html",
    "English home": "en/index.html",
    "English guide": f"en/projects/{PACKAGES[0]}.html",
}
