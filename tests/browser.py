"""A real Chromium, without a window and without a network, for tests that ask a page questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

CHROMIUM = "/usr/bin/chromium"
DRIVER = "/usr/bin/chromedriver"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--hide-scrollbars",
    # Whatever asks for another host fails at once instead of leaving the machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@contextmanager
def chromium(profile: Path, preferences: dict[str, object] | None = None) -> Iterator[Chrome]:
    """Yield a driven Chromium with a fresh *profile*; Debian: chromium, chromium-driver.

    *preferences* are those that its user would have set.
    """
    options = ChromeOptions()
    if preferences:
        options.add_experimental_option("prefs", preferences)
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(DRIVER))
    try:
        driver.set_script_timeout(30)
        yield driver
    finally:
        driver.quit()


def look(driver: Chrome, width: int, height: int = 844, *, dark: bool = False) -> None:
    """Show pages as on a screen of *width* by *height* CSS pixels, in light or dark colours."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


def run_scripts(driver: Chrome, *, allowed: bool) -> None:
    """Let the pages loaded from now on run scripts, or not."""
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not allowed})


def complaints(driver: Chrome) -> list[str]:
    """Return what the console said since last asked: script errors, refused or missing files."""
    return [entry["message"] for entry in driver.get_log("browser")]


def hosts_asked(driver: Chrome) -> set[str]:
    """Return the hosts that pages sent requests to since last asked; "" stands for a file."""
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    sent = [event for event in events if event["method"] == "Network.requestWillBeSent"]
    addresses = [urlsplit(event["params"]["request"]["url"]) for event in sent]
    return {address.netloc for address in addresses if address.scheme not in {"data", "blob"}}
