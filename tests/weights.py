"""What a page weighs on the wire, and how soon a phone can use it: told by Chromium itself.

A phone is what page speed tools take for one of the middle range on a slow mobile network: a
processor slowed down four times, 1.6 Mbit/s down, 0.75 Mbit/s up, 150 ms to the server and back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
SLOW = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
"""Milliseconds, and bytes a second."""
FAST = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
SLOWER = 4
"""How many times slower than this machine the phone's processor is."""
KINDS = {
    "Document": "html",
    "Stylesheet": "css",
    "Script": "js",
    "Font": "fonts",
    "Image": "images",
}

OBSERVED = """
self.__seen = {paint: 0, largest: 0, tasks: []};
const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take))
  .observe({type, buffered: true});
watch('paint', (e) => { if (e.name === 'first-contentful-paint') __seen.paint = e.startTime; });
watch('largest-contentful-paint', (e) => { __seen.largest = e.startTime; });
watch('longtask', (e) => { __seen.tasks.push([e.startTime, e.startTime + e.duration]); });
"""
QUIET = """
const [quiet, done] = arguments;
const settled = () => {
  const files = performance.getEntriesByType('resource').map((e) => e.responseEnd);
  const last = Math.max(...files, ...__seen.tasks.map(([, end]) => end),
                        performance.getEntriesByType('navigation')[0].loadEventEnd);
  return document.readyState === 'complete' && document.fonts.status === 'loaded'
    && performance.now() - last > quiet;
};
const look = () => {
  if (!settled()) { setTimeout(look, 50); return; }
  const ready = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd;
  done([__seen.paint, __seen.largest, ready, __seen.tasks]);
};
look();
"""


@dataclass(frozen=True)
class Weight:
    """A page, fetched for the first time: requests, bytes with headers by kind, milliseconds."""

    requests: int
    bytes: dict[str, int]
    painted: float
    """When something of the page was first to be seen (first contentful paint)."""
    largest: float
    """When its largest part was (largest contentful paint)."""
    interactive: float
    """When it is painted, all its scripts have run, and it answers a tap within 50 ms."""
    held: float
    """How long at most it does not answer afterwards, as when fonts arrive."""

    @property
    def whole(self) -> int:
        return sum(self.bytes.values())


def weigh(driver: Chrome, address: str, *, slowly: bool, quiet: int = 300) -> Weight:
    """Return what the page at *address* weighs, fetched for the first time, perhaps *slowly*.

    It is over when nothing has happened for *quiet* milliseconds.
    """
    tell = driver.execute_cdp_cmd
    driver.get("about:blank")
    tell("Network.enable", {})
    tell("Network.clearBrowserCache", {})
    tell("Emulation.setDeviceMetricsOverride", PHONE)
    tell("Network.emulateNetworkConditions", {"offline": False, **(SLOW if slowly else FAST)})
    tell("Emulation.setCPUThrottlingRate", {"rate": SLOWER if slowly else 1})
    script = tell("Page.addScriptToEvaluateOnNewDocument", {"source": OBSERVED})
    driver.get_log("performance")
    driver.get(address)
    painted, largest, ready, tasks = driver.execute_async_script(QUIET, quiet)
    tell("Page.removeScriptToEvaluateOnNewDocument", script)
    tell("Emulation.setCPUThrottlingRate", {"rate": 1})
    tell("Network.emulateNetworkConditions", {"offline": False, **FAST})
    sent = _sent(driver)
    interactive = max(painted, ready)
    for begin, end in sorted(tasks):
        interactive = end if begin <= interactive < end else interactive
    held = max((end - begin for begin, end in tasks if begin >= interactive), default=0)
    return Weight(len(sent), _by_kind(sent), painted, largest, interactive, held)


def _sent(driver: Chrome) -> dict[str, tuple[str, int]]:
    """Return the kind and the bytes of each answer since last asked, by its request."""
    kinds: dict[str, str] = {}
    sent: dict[str, tuple[str, int]] = {}
    for entry in driver.get_log("performance"):
        event = json.loads(entry["message"])["message"]
        match event["method"], event["params"]:
            case "Network.responseReceived", told if told["response"]["url"].startswith("http"):
                kinds[told["requestId"]] = KINDS.get(told["type"], "other")
            case "Network.loadingFinished", told if told["requestId"] in kinds:
                sent[told["requestId"]] = (kinds[told["requestId"]], told["encodedDataLength"])
    return sent


def _by_kind(sent: dict[str, tuple[str, int]]) -> dict[str, int]:
    bytes = dict.fromkeys([*KINDS.values(), "other"], 0)
    for kind, count in sent.values():
        bytes[kind] += int(count)
    return bytes
