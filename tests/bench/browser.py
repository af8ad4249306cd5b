"""What a reader at a browser waits for: the first visit, a drill from a list to a whole page, what two hundred leave.

    python -m tests.bench.browser WAREHOUSE [--drills 20] [--long 200]     prints one JSON object

Chromium at 1280 by 800 on the production server and on bare Dash, in turns. A page is painted when its heading is the
new page's, its chart has been drawn of new data, and the frame that shows it has begun; the clock runs in the browser,
from the event of the click or from the start of the visit. A drill leads from a list of measures to one of them; the
pointer arrives there a moment before the click, as a hand does, unless it is said that it did not.
"""

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.bench.crowd import served
from tests.bench.made import HEADLINES
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE, SIZES

DRILLS, EARLY, LONG, VISITS = 20, 20, 200, 5
HAND = 0.15
"""Seconds a pointer rests on a link before it clicks."""
LISTS = {"ours": "/scorecard?basket=headline", "bare": "/"}
MEASURE = "/measures/M0003"
METRICS = {"JSHeapUsedSize": "heap", "Nodes": "nodes", "JSEventListeners": "listeners"}
WORK = {
    "ScriptDuration": "script",
    "RecalcStyleDuration": "style",
    "LayoutDuration": "layout",
    "TaskDuration": "everything",
}
"""What the page's own thread is busy with, in seconds of the processor."""

WATCH = """
window.bench = {lcp: 0, clicked: 0, before: null};
new PerformanceObserver(list => { for (const one of list.getEntries()) bench.lcp = one.startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
addEventListener('click', event => { bench.clicked = event.timeStamp; }, true);
bench.chart = () => [...document.querySelectorAll('.js-plotly-plot')].find(
    chart => chart.calcdata && chart.querySelector('.trace, .slice') && chart.getBoundingClientRect().height);
bench.drawn = path => {
    const chart = bench.chart(), heading = document.querySelector('h1');
    return location.pathname === path && heading && heading.textContent !== bench.before.heading
        && chart && chart.calcdata !== bench.before.calcdata;
};
bench.painted = path => new Promise(done => {
    const look = () => bench.drawn(path)
        ? requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0))
        : requestAnimationFrame(look);
    look();
});
bench.forget = () => {
    const chart = bench.chart(), heading = document.querySelector('h1');
    bench.before = {heading: heading ? heading.textContent : null, calcdata: chart ? chart.calcdata : null};
};
bench.before = {heading: null, calcdata: null};
"""


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure what a browser shows.")
    asked.add_argument("warehouse", type=Path)
    asked.add_argument("--drills", type=int, default=DRILLS)
    asked.add_argument("--long", type=int, default=LONG)
    given = asked.parse_args()
    print(json.dumps(measured(given.warehouse, given.drills, given.long)))


def measured(warehouse: Path, drills: int, long: int) -> dict[str, Any]:
    """Return by side what visits, drills and many drills cost."""
    with sync_playwright() as playwright, served("ours", warehouse) as ours, served("bare", warehouse) as bare:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        addresses = {side: f"http://127.0.0.1:{server.port}" for side, server in (("ours", ours), ("bare", bare))}
        found: dict[str, Any] = {side: {"visits": []} for side in addresses}
        for turn in range(-1, VISITS):
            for side, address in addresses.items():
                seen = visit(chromium, address)
                if turn >= 0:
                    found[side]["visits"].append(seen)
        for name, hand in (("drills", HAND), ("at_once", 0.0)):
            for side, times in drilled(chromium, addresses, drills, hand).items():
                found[side][name] = times
        for side, address in addresses.items():
            found[side]["long"] = many(chromium, address, LISTS[side], long)
        chromium.close()
    return found


def visit(chromium: Browser, address: str) -> dict[str, float]:
    """Return what a first and a second visit of a measure cost: painted, largest paint, bytes over the wire."""
    with reader(chromium) as (page, wire):
        seen: dict[str, float] = {}
        for name in ("first", "second"):
            size = Wire(wire)
            page.goto(address + MEASURE, wait_until="commit")
            seen[f"{name}_painted"] = painted(page, MEASURE)
            page.wait_for_load_state("networkidle")
            seen[f"{name}_lcp"] = page.evaluate("bench.lcp")
            seen[f"{name}_bytes"] = size.taken()
            page.goto("about:blank")
        return seen


class Wire:
    """Counts bytes as they came over the wire, headers included; what a cache gave is none."""

    def __init__(self, wire: CDPSession) -> None:
        self.wire, self.bytes = wire, 0.0
        wire.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    def taken(self) -> float:
        """Return what has come, and stop counting."""
        self.wire.remove_listener("Network.loadingFinished", self._add)
        return self.bytes


def drilled(chromium: Browser, addresses: dict[str, str], drills: int, hand: float) -> dict[str, list[float]]:
    """Return by side the milliseconds from click to paint, a drill on one side and a drill on the other in turns."""
    times: dict[str, list[float]] = {side: [] for side in addresses}
    with reader(chromium) as (ours, _), reader(chromium) as (bare, _):
        pages = {"ours": ours, "bare": bare}
        for side, page in pages.items():
            page.goto(addresses[side] + LISTS[side])
        # Once over all of them first: a warm drill leads where somebody has been.
        for turn in range(2 * drills):
            for side, page in pages.items():
                taken = drill(page, measure_at(turn % drills), hand)
                if turn >= drills:
                    times[side].append(taken)
    return times


def drill(page: Page, code: str, hand: float) -> float:
    """Go from the list to a measure, and back; return the milliseconds from click to paint."""
    link = page.locator(f"main a[href*='/measures/{code}']").first
    link.wait_for()
    link.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.evaluate("bench.forget()")
    if hand:
        link.hover()
        time.sleep(hand)
    link.click()
    taken = painted(page, f"/measures/{code}") - page.evaluate("bench.clicked")
    page.evaluate("bench.forget()")
    page.go_back()
    return taken


def many(chromium: Browser, address: str, start: str, drills: int) -> list[dict[str, float]]:
    """Return heap (MiB), nodes, listeners and seconds of work after the first drills and after all of them."""
    with reader(chromium) as (page, wire):
        wire.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(address + start)
        found: list[dict[str, float]] = []
        for turn in range(1, drills + 1):
            drill(page, measure_at(turn), 0.0)
            if turn in (EARLY, drills):
                found.append({"drills": turn, **held(page, wire)})
        return found


def held(page: Page, wire: CDPSession) -> dict[str, float]:
    """Return what the page holds when everything that can be forgotten has been."""
    page.locator("main a[href*='/measures/']").first.wait_for()
    page.wait_for_load_state("networkidle")
    for _ in range(3):
        wire.send("HeapProfiler.collectGarbage")
    metrics = {metric["name"]: metric["value"] for metric in wire.send("Performance.getMetrics")["metrics"]}
    found = {name: metrics[metric] for metric, name in METRICS.items()}
    return found | {"heap": found["heap"] / 2**20} | {name: metrics[metric] for metric, name in WORK.items()}


def measure_at(turn: int) -> str:
    """Return the measure of one turn: the headline measures, one after the other."""
    return f"M{turn % HEADLINES:04}"


def painted(page: Page, path: str) -> float:
    """Return the milliseconds since the visit began at which the page of a path stood with its chart."""
    return page.evaluate("path => bench.painted(path)", path)


@contextmanager
def reader(chromium: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """Yield a page of a browser that has never been anywhere, and what it says of itself."""
    context = chromium.new_context(viewport=SIZES["projector"])
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    yield page, wire
    context.close()


if __name__ == "__main__":
    main()
