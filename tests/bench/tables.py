"""Measurements as tables of Markdown: medians, spread, ratios, and whether an aim is met. Pure."""

from collections.abc import Iterable, Sequence
from statistics import median, quantiles
from typing import Any

from tests.bench.actions import ACTIONS

Times = Sequence[float]
Server = dict[str, Any]

SLACK = 4.0
"""Milliseconds an answer may take beyond its share of the star's own SQL."""
OWN = 3.0
TAIL = 2.0
GROWTH = 1.5
GROWING = ("M", "S80", "S1000", "B", "O")
DRILL, LCP, FIRST, SECOND = 1.25, 1.2, 1.9e6, 40e3
THROUGHPUT, SLOW = 2.0, 0.5
MB = 1e6
SIDES = {
    "fresh": "ours, just started, nothing kept",
    "drawn": "ours, after {drawing:.0f} s in which nobody asked",
    "bare": "bare Dash",
}
"""Who answers a crowd."""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of Markdown."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def server(found: Server) -> str:
    """Return a row per action: star, bare, cold beside its aim, new, warm, our own code, bytes."""
    head = ["action", "SQL", "bare Dash", "cold", "p95", "aim", "met", "processor", "new", "warm", "p95", "own code"]
    return table([*head, "answer", "bare"], (_action(found, code) for code in found["times"]))


def _action(found: Server, code: str) -> list[str]:
    ways, action = found["times"][code], ACTIONS[code]
    clock = {way: [wall for wall, _ in times] for way, times in ways.items()}
    sql, cold, warm = (median(clock[way]) for way in ("sql", "cold", "warm"))
    aim = sql * action.most + SLACK if action.most else None
    met = aim is None or (cold <= aim and p95(clock["cold"]) <= TAIL * cold)
    sizes = [found["bytes"][code], found["bare_bytes"].get(code)]
    return [
        f"{code}: {action.says}",
        spread(clock["sql"]),
        spread(clock["bare"]) if "bare" in clock else "",
        spread(clock["cold"]),
        f"{p95(clock['cold']):.1f}",
        f"{aim:.1f}" if aim else "",
        ("yes" if met else "no") if aim else "",
        f"{median(busy for _, busy in ways['cold']):.1f}",
        spread(clock["new"]) if "new" in clock else "",
        f"{warm:.2f}",
        f"{p95(clock['warm']):.2f}",
        f"{found['own'][code]:.2f}{'' if found['own'][code] <= OWN else ' (over)'}",
        *(f"{size / 1000:.1f} KB" if size else "" for size in sizes),
    ]


def growth(found: dict[int, Server]) -> str:
    """Return a row per action: the cold median at each number of observations, and the largest over the smallest."""
    sizes = sorted(found)
    head = ["action, cold", *(f"{size / 1_000_000:g} million" for size in sizes), "growth", "at most", "SQL"]
    return table(head, (_grown(found, sizes, code) for code in ACTIONS))


def _grown(found: dict[int, Server], sizes: list[int], code: str) -> list[str]:
    cold, sql = (
        [median(wall for wall, _ in found[size]["times"][code][way]) for size in sizes] for way in ("cold", "sql")
    )
    aim = f"{GROWTH}×" if code in GROWING else ""
    return [
        f"{code}: {ACTIONS[code].says}",
        *(f"{one:.1f}" for one in cold),
        f"{cold[-1] / cold[0]:.2f}×",
        aim,
        f"{sql[-1] / sql[0]:.2f}×",
    ]


def browser(found: dict[str, Any]) -> str:
    """Return a row per thing a reader waits for: ours, bare Dash, the ratio, the aim."""
    ours, bare = found["ours"], found["bare"]

    def visits(name: str) -> tuple[Times, Times]:
        return [one[name] for one in ours["visits"]], [one[name] for one in bare["visits"]]

    rows = [
        _compared("first visit, chart painted, ms", *visits("first_painted")),
        _compared("first visit, largest paint (LCP), ms", *visits("first_lcp"), most=LCP),
        _weighed("first visit, MB over the wire", *visits("first_bytes"), most=FIRST),
        _compared("second visit, chart painted, ms", *visits("second_painted")),
        _weighed("second visit, MB over the wire", *visits("second_bytes"), most=SECOND),
        _compared("drill, click to painted, ms", ours["drills"], bare["drills"], most=DRILL),
        _compared("the same, the pointer not there before the click, ms", ours["at_once"], bare["at_once"], most=DRILL),
    ]
    (early, late), (bare_early, bare_late) = ours["long"], bare["long"]
    for name, says in (("heap", "heap, MiB"), ("nodes", "DOM nodes"), ("listeners", "listeners")):
        cells = (f"{one[name]:,.0f}, then {two[name]:,.0f}" for one, two in ((early, late), (bare_early, bare_late)))
        head = f"{says}, after {early['drills']} drills and after {late['drills']}"
        rows.append([head, *cells, f"{late[name] / early[name]:.2f}× its own", "", ""])
    for name in ("script", "style", "layout", "everything"):
        worked = [
            1000 * (two[name] - one[name]) / (two["drills"] - one["drills"])
            for one, two in (ours["long"], bare["long"])
        ]
        cells = (f"{one:,.0f}" for one in worked)
        says = f"a drill there and back, the page's own thread, {name}, ms of processor"
        rows.append([says, *cells, f"{worked[0] / worked[1]:.2f}×", "", ""])
    return table(["what", "ours", "bare Dash", "ratio", "at most", "met"], rows)


def _compared(says: str, ours: Times, bare: Times, most: float | None = None) -> list[str]:
    ratio = median(ours) / median(bare)
    aim = [f"{most}×", "yes" if ratio <= most else "no"] if most else ["", ""]
    return [says, spread(ours, 0), spread(bare, 0), f"{ratio:.2f}×", *aim]


def _weighed(says: str, ours: Times, bare: Times, most: float) -> list[str]:
    size = median(ours)
    met = "yes" if size <= most else "no"
    return [says, *(f"{median(one) / MB:.3f}" for one in (ours, bare)), "", f"{most / MB:g}", met]


def crowd(found: list[dict[str, Any]]) -> str:
    """Return a row per crowd and side."""
    head = ["people", "side", "pages a second", "p50, ms", "p95, ms", "errors", "resident memory", "of bare", "met"]
    in_turn = sorted(found, key=lambda one: (one["people"], list(SIDES).index(one["side"])))
    return table(head, (_crowded(one, found) for one in in_turn))


def _crowded(one: dict[str, Any], found: list[dict[str, Any]]) -> list[str]:
    bare = next(row for row in found if row["people"] == one["people"] and row["side"] == "bare")
    compared = ["", ""]
    if one is not bare and one["p95"] and bare["p95"]:
        more, slower = one["a_second"] / bare["a_second"], one["p95"] / bare["p95"]
        met = more >= THROUGHPUT and slower <= SLOW and not one["errors"]
        compared = [f"{more:.1f}× the pages, {slower:.2f}× the p95", "yes" if met else "no"]
    side = SIDES[one["side"]].format(drawing=one.get("drawing", 0))
    times = [f"{one[name]:,.0f}" if one[name] else "" for name in ("p50", "p95")]
    errors = f"{one['errors']:,}"
    return [str(one["people"]), side, f"{one['a_second']:.0f}", *times, errors, f"{one['memory']:,.0f} MiB", *compared]


def memory(found: list[dict[str, Any]]) -> str:
    """Return a row per minute of 32 people."""
    head = ["minute", "pages a second", "p95, ms", "errors", "resident memory"]
    rows = (
        [
            f"{one['minute']}",
            f"{one['a_second']:.0f}",
            f"{one['p95']:,.0f}",
            f"{one['errors']:,}",
            f"{one['memory']:,.0f} MiB",
        ]
        for one in found
    )
    return table(head, rows)


def spread(times: Times, places: int = 1) -> str:
    """Return the median and, in brackets, the middle half."""
    if len(times) < 2:
        return f"{median(times):,.{places}f}"
    low, _, high = quantiles(times, n=4)
    return f"{median(times):,.{places}f} ({low:,.{places}f}–{high:,.{places}f})"


def p95(times: Times) -> float:
    """Return what 95 of a hundred times do not exceed."""
    return sorted(times)[min(len(times) * 95 // 100, len(times) - 1)]
