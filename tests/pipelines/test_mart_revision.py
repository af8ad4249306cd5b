"""Who had seen a figure that was revised, when figures came, and figures that only look different (DR-37, DR-38)."""

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests import arrange

AS_AT = date(2026, 10, 31)
AREA = "X01000001"

FORUMS = [
    {"forum": "CAB", "name": "Cabinet", "cadence": "quarterly", "kind": "cabinet", "baskets": "main"},
    {"forum": "CLT", "name": "Leadership", "cadence": "monthly", "kind": "leadership", "baskets": "main|local"},
    {"forum": "SCR", "name": "Green Scrutiny", "cadence": "quarterly", "kind": "scrutiny", "baskets": "main"},
]
BASKETS = [{"basket": "main", "name": "Main"}, {"basket": "local", "name": "Local"}]
HEARS = {"CAB": {"A", "B"}, "CLT": {"A", "B", "C"}, "SCR": {"A"}}
"""Forum to the measures it considers: B has another committee, C is in no basket but the local one."""
MEASURES = [
    arrange.measure("A", baskets="main", committee="Green Scrutiny"),
    arrange.measure("B", baskets="main", committee="Leadership"),
    arrange.measure("C", baskets="local"),
]


def send(folder: Path, day: date, rows: list[dict]) -> None:
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    arrange.write_csv(inbox / f"returns_{day}.csv", [{"area": AREA} | row for row in rows])


def quarter(n: int) -> tuple[str, date, date]:
    """Return code, first and last day of the n-th quarter from April 2025."""
    year, q = 2025 + n // 4, n % 4 + 1
    first = date(year + (q == 4), {1: 4, 2: 7, 3: 10, 4: 1}[q], 1)
    last_month = first.month + 2
    return (
        f"{year}-{(year + 1) % 100:02}Q{q}",
        first,
        date(first.year, last_month, monthrange(first.year, last_month)[1]),
    )


def month(n: int) -> tuple[str, date, date]:
    year, at = 2025 + (n + 3) // 12, (n + 3) % 12 + 1
    return f"{year}-M{at:02}", date(year, at, 1), date(year, at, monthrange(year, at)[1])


def clerk(sent: dict[date, list[dict]], meetings: list[dict], spans: dict[str, tuple[date, date]]) -> set[tuple]:
    """Return (measure, period, day of the revision, meeting) by leafing through every file before every meeting."""
    series: dict[tuple[str, str], list[tuple[date, float]]] = {}
    for day in sorted(sent):
        for row in sent[day]:
            series.setdefault((row["measure"], row["period"]), []).append((day, row["value"]))
    found = set()
    for (measure, period), told in series.items():
        for meeting in meetings:
            day, forum = meeting["held_on"], meeting["forum"]
            known = [value for vintage, value in told if vintage <= day]
            later = [vintage for vintage, value in told if vintage > day and value != (known or [None])[-1]]
            if not known or not later or measure not in HEARS[forum] or day > AS_AT:
                continue
            first, until = spans[meeting["period"]]
            newer = [
                other
                for (code, other), theirs in series.items()
                if code == measure
                and spans[period][1] < spans[other][1] <= until
                and any(vintage <= day for vintage, _ in theirs)
            ]
            ends = spans[period][1]
            if ends <= until and (ends >= first or not newer):
                found.add((measure, period, later[0], meeting["meeting"]))
    return found


def test_somebody_who_sat_in_every_meeting_saw_the_same_figures(tmp_path: Path) -> None:
    random = Random(37)
    quarters = [quarter(n) for n in range(6)]
    months = [month(n) for n in range(19)]
    spans = {code: (first, last) for code, first, last in quarters + months}
    days = [date(2025, 7, 10) + timedelta(days=31 * n) for n in range(15)]
    sent: dict[date, list[dict]] = {}
    for measure in "ABC":
        for code, _, last in quarters:
            value = 50.0
            for day in random.sample([day for day in days if day > last], k=min(4, sum(day > last for day in days))):
                value = random.choice((value, round(random.uniform(40, 60), 2)))
                sent.setdefault(day, []).append({"measure": measure, "period": code, "value": value})
    meetings = []
    for number in range(90):
        held_on = random.choice(days) + timedelta(days=random.choice((-1, 0, 0, 1, 15)))
        code = random.choice([code for code, (_, last) in spans.items() if last < held_on])
        forum = random.choice(list(HEARS))
        meetings.append({"meeting": f"M{number}", "forum": forum, "held_on": held_on, "period": code})
    for day, rows in sent.items():
        send(tmp_path, day, rows)
    sheets = {"measures": MEASURES, "forums": FORUMS, "baskets": BASKETS, "meetings": meetings}
    db = arrange.derived(tmp_path, [], AS_AT, **sheets)
    found = set(db.execute("select measure, period, new_vintage, meeting from mart_seen").fetchall())
    expected = clerk(sent, meetings, spans)
    assert found == expected
    assert len(expected) > 40
    assert {measure for measure, *_ in expected} == {"A", "B", "C"}


def test_the_forum_that_saw_a_status_flip_is_named(tmp_path: Path) -> None:
    """DR-37: Q1 was 92.4 and on target when Cabinet met; in October it became 91.1 and was not."""
    q1 = {"measure": "A", "period": "2026-27Q1"}
    send(tmp_path, date(2026, 7, 20), [q1 | {"value": 92.4}])
    send(tmp_path, date(2026, 10, 20), [q1 | {"value": 91.1}])
    meetings = [
        {"meeting": "JUL", "forum": "CAB", "held_on": "2026-07-19", "period": "2026-27Q1"},
        {"meeting": "SEP", "forum": "CAB", "held_on": "2026-09-10", "period": "2026-27Q1"},
        {"meeting": "OCT", "forum": "CAB", "held_on": "2026-10-20", "period": "2026-27Q1"},
    ]
    sheets = {"measures": MEASURES, "forums": FORUMS, "baskets": BASKETS, "meetings": meetings}
    targets = [q1 | {"target": 92, "intervention": 85}]
    db = arrange.derived(tmp_path, [], AS_AT, targets=targets, **sheets)
    assert db.execute("select meeting, changed_status from mart_seen").fetchall() == [("SEP", True)]


AGAIN = [
    ("79.73899999999999", "79.739", False),
    ("1234567.8900000001", "1234567.89", False),
    ("0", "0.0", False),
    ("79.739", "79.7391", True),
    ("1234567890", "1234567891", True),
    ("0", "0.0000001", True),
]


def test_the_same_figure_written_by_another_program_is_no_revision(tmp_path: Path) -> None:
    codes = [f"M{n}" for n in range(len(AGAIN))]
    for day, place in ((date(2026, 7, 20), 0), (date(2026, 10, 20), 1)):
        send(
            tmp_path,
            day,
            [
                {"measure": code, "period": "2026-27Q1", "value": given[place]}
                for code, given in zip(codes, AGAIN, strict=True)
            ],
        )
    db = arrange.derived(tmp_path, [], AS_AT, measures=[arrange.measure(code) for code in codes])
    revised = {code for code, (*_, is_new) in zip(codes, AGAIN, strict=True) if is_new}
    assert {row["measure"] for row in arrange.all_of(db, "from mart_revision")} == revised
    shown = arrange.all_of(db, "from mart_status where revised_from is not null")
    assert {row["measure"] for row in shown} == revised


def test_when_each_figure_was_due_and_came(tmp_path: Path) -> None:
    """Monthly, due 20 days after: in time, late, missing, and what came with the first file."""
    sent = {
        date(2026, 6, 18): ["2026-M03", "2026-M04", "2026-M05"],
        date(2026, 8, 1): ["2026-M06"],
        date(2026, 8, 20): ["2026-M07"],
        date(2026, 10, 20): ["2026-M09"],
    }
    for day, periods in sent.items():
        send(tmp_path, day, [{"measure": "ENV01", "period": period, "value": 50} for period in periods])
    db = arrange.derived(tmp_path, [], AS_AT, measures=[arrange.measure("ENV01", frequency="monthly", due_days=20)])
    columns = "period, due, missing, history, late, days_late, lag_days"
    assert db.execute(f"select {columns} from mart_timeliness").fetchall() == [
        ("2026-M03", True, False, True, False, None, None),
        ("2026-M04", True, False, True, False, None, None),
        ("2026-M05", True, False, False, False, None, 18),
        ("2026-M06", True, False, False, True, 12, 32),
        ("2026-M07", True, False, False, False, None, 20),
        ("2026-M08", True, True, False, False, None, None),
        ("2026-M09", True, False, False, False, None, 20),
        ("2026-M10", False, False, False, False, None, None),
    ]


def test_a_rating_for_every_period_scored(tmp_path: Path) -> None:
    six = ("accuracy", "validity", "reliability", "timeliness", "relevance", "completeness")
    scores = {"2026-27Q1": (2, 2, 1, 2, 2, 1), "2026-27Q2": (2, 2, 2, 2, 2, 0), "2025-26Q4": (2,) * 6}
    quality = [
        {"measure": "ENV01", "period": period, **dict(zip(six, given, strict=True))} for period, given in scores.items()
    ]
    db = arrange.derived(tmp_path, [], AS_AT, quality=quality)
    assert db.execute("select period, total, rating, capped from mart_rating order by period").fetchall() == [
        ("2025-26Q4", 12, "High", False),
        ("2026-27Q1", 10, "Reasonable", False),
        ("2026-27Q2", 10, "Limited", True),
    ]
