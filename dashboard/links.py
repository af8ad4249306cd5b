"""Builds and parses every URL. The URL is the state: whatever a reader chose stands in it, and nothing else is kept."""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode

Choice = str | Iterable[str] | None
"""A filter's value: one, several (joined by commas in the URL), or none."""

API = "/api/v1"
"""Where programs read what the pages show."""

PAGES = ("outcomes", "directorates", "services")
"""Pages that show a plan node; a level of the plan says which."""


def overview(**choices: Choice) -> str:
    """Return the front page."""
    return to("/", **choices)


def thread(**choices: Choice) -> str:
    """Return the whole golden thread on one page."""
    return to("/thread", **choices)


def node(page: str, code: str, **choices: Choice) -> str:
    """Return the page of one plan node; ``page`` is its level's page."""
    return to(f"/{_part(page)}/{_part(code)}", **choices)


def measure(code: str, *, anchor: str | None = None, **choices: Choice) -> str:
    """Return the page of one measure, at one of its sections if ``anchor`` names it.

    Choices: ``period`` (reporting period), ``group`` (comparator group), ``via`` (plan node the reader came through),
    ``view`` (trend, spc, outlook, breakdown, history or definition), ``by`` (dimension of a breakdown).
    """
    return to(f"/measures/{_part(code)}", anchor, **choices)


def measures(codes: Iterable[str], **choices: Choice) -> list[str]:
    """Return the pages of several measures with the same choices, which are written once."""
    chosen = to("", **choices)
    return [f"/measures/{_part(code)}{chosen}" for code in codes]


def scorecard(kind: str = "", **choices: Choice) -> str:
    """Return the scorecard as chosen, or the download of exactly that as ``kind`` csv or xlsx.

    Choices: ``period``, the filters (outcome, directorate, service, tier, component, basket, status, committee,
    portfolio, frequency, state, type, theme, partners, council_role, three_e, lifecycle, reach), ``list`` (exceptions,
    red3, improved, declined, at_risk, weak), ``group_by``, ``sort``, ``desc``.
    """
    return to(f"/scorecard.{kind}" if kind else "/scorecard", **choices)


def trend_csv(code: str) -> str:
    """Return the download of a measure's own series."""
    return to(f"/measures/{_part(code)}/trend.csv")


def measure_csv(code: str, view: str, *, by: str | None = None) -> str:
    """Return the download of one view of a measure: spc, outlook, breakdown (``by`` a dimension) or published."""
    return to(f"/measures/{_part(code)}/{_part(view)}.csv", by=by)


def benchmark_csv(code: str, *, group: str | None = None, period: str | None = None) -> str:
    """Return the download of a comparison with one group, at the last period both have unless one is given."""
    return to(f"/measures/{_part(code)}/benchmark.csv", group=group, period=period)


def programmes(**choices: Choice) -> str:
    """Return every programme and what became of every commitment.

    Choices: ``by`` (directorate or state), ``commitment`` (kept, kept_late, on_course, slipping, missed, not_dated);
    of actions ``source`` (kind of plan), ``category``, ``horizon`` (short, medium, long), ``review``, ``owner``.
    """
    return to("/programmes", **choices)


def programme(code: str, **choices: Choice) -> str:
    """Return the page of one programme, project or improvement plan."""
    return to(f"/programmes/{_part(code)}", **choices)


def improvement(*, anchor: str | None = None, **choices: Choice) -> str:
    """Return the recommendations of reviews, at one of them if ``anchor`` names it; choices: ``review``, ``state``."""
    return to("/improvement", anchor, **choices)


def risks(*, anchor: str | None = None, **choices: Choice) -> str:
    """Return the strategic risks, at one of them if ``anchor`` names it."""
    return to("/risks", anchor, **choices)


def plans(**choices: Choice) -> str:
    """Return every plan with its state, its versions and how far it has come; choices: ``plan``, ``state``."""
    return to("/plans", **choices)


def finance(*, anchor: str | None = None, **choices: Choice) -> str:
    """Return budget, forecast and savings; choices: ``node`` (one directorate), ``period``."""
    return to("/finance", anchor, **choices)


def contracts(*, anchor: str | None = None, **choices: Choice) -> str:
    """Return the contract register, at one contract if ``anchor`` names it; choices: ``category``, ``status``."""
    return to("/contracts", anchor, **choices)


def health(*, anchor: str | None = None, **choices: Choice) -> str:
    """Return organisational health: its measures and the surveys of the workforce."""
    return to("/health", anchor, **choices)


def customers(*, anchor: str | None = None, **choices: Choice) -> str:
    """Return customer experience: its measures, surveys of residents and users, consultations."""
    return to("/customers", anchor, **choices)


def value(*, anchor: str | None = None, **choices: Choice) -> str:
    """Return value for money: costs beside what they buy, at one pair if ``anchor`` names it."""
    return to("/value", anchor, **choices)


def benchmarking(**choices: Choice) -> str:
    """Return the explorer of benchmarks.

    Choices: ``measure`` (one or several), ``against`` (a second measure to hold them against), ``group`` (comparator
    group), ``areas`` (councils picked instead of a group), ``beside`` (a second group), ``period``, ``since``, ``by``
    (dimension of a breakdown), ``view`` (a module of dashboard/sections/explorer).
    """
    return to("/benchmarking", **choices)


def library(**choices: Choice) -> str:
    """Return the library of strategies and plans.

    Choices: ``q`` (words), ``kind``, ``theme``, ``owner``, ``review`` (overdue, soon, later, none) and ``measured``
    (some, none).
    """
    return to("/library", **choices)


def document(code: str, **choices: Choice) -> str:
    """Return one strategy, plan or report of the library; ``q`` marks words looked for in its text."""
    return to(f"/library/{_part(code)}", **choices)


def glossary(anchor: str | None = None, **choices: Choice) -> str:
    """Return the glossary, at one term if ``anchor`` names it; choices: ``letter``."""
    return to("/glossary", anchor, **choices)


def classifications(**choices: Choice) -> str:
    """Return measures and plan nodes by a classification; choices: ``by`` (classification), ``class``, ``period``."""
    return to("/classifications", **choices)


def framework(anchor: str | None = None, **choices: Choice) -> str:
    """Return how performance is managed: roles, forums, cycle, words, lifecycle, changes."""
    return to("/framework", anchor, **choices)


def coverage(anchor: str | None = None, **choices: Choice) -> str:
    """Return what the framework lacks: measures, priorities, owners, forums."""
    return to("/coverage", anchor, **choices)


def coverage_csv(gap: str | None, *, directorate: str | None = None) -> str:
    """Return the download of what lacks what one rule wants, or of every gap."""
    return to("/coverage.csv", gap=gap, directorate=directorate)


def data_quality(*, anchor: str | None = None, **choices: Choice) -> str:
    """Return what is known of the figures themselves, by view.

    Choices: ``view`` (timeliness, completeness, ratings, owners or files), ``directorate``, ``period``, ``list`` (all).
    """
    return to("/data-quality", anchor, **choices)


def revisions(**choices: Choice) -> str:
    """Return what later files changed; choices: ``measure``, ``flipped`` (yes), ``since``, ``list`` (all)."""
    return to("/revisions", **choices)


def revisions_csv(**choices: Choice) -> str:
    """Return the download of the revisions chosen."""
    return to("/revisions.csv", **choices)


def load_file(name: str) -> str:
    """Return a file of the last build: its source, its rows, its checksum."""
    return data_quality(view="files", anchor=file_anchor(name))


def file_anchor(name: str) -> str:
    """Return the place of a file on its page: an id takes letters, digits and hyphens."""
    return f"file-{slug(name)}"


def slug(name: str) -> str:
    """Return words or a code as part of an id: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def search(words: str | None = None, **choices: Choice) -> str:
    """Return the search page, with its answer if words are given; choices: ``kind`` (of what is found), ``period``."""
    return to("/search", q=words, **choices)


def about(anchor: str | None = None) -> str:
    """Return the page about the figures; ``statuses`` is its section on how statuses are decided."""
    return to("/about", anchor)


def accessibility() -> str:
    """Return the accessibility statement."""
    return to("/accessibility")


def connect(anchor: str | None = None) -> str:
    """Return the page on connecting one's own tools to the figures."""
    return to("/connect", anchor)


def api(anchor: str | None = None) -> str:
    """Return the page on the API, at one of its resources if ``anchor`` names it."""
    return to("/api", anchor)


def resource(name: str, **choices: Choice) -> str:
    """Return one resource of the API, or its ``openapi.json``; ``name`` empty is its root."""
    return to(f"{API}/{_part(name)}" if name else API, **choices)


def data_file(name: str) -> str:
    """Return a file of the whole data set: observations.parquet, status.csv, dataset.duckdb, …"""
    return f"{API}/files/{_part(name)}"


def take(item: str, kind: str, address: str) -> str:
    """Return a figure or table of the page at ``address`` as a file; ``kind`` is csv, xlsx or csv-metadata.json."""
    return f"/take/{_part(item)}.{kind}?{urlencode({'from': address}, safe='/')}"


def embed(item: str, address: str) -> str:
    """Return a figure or table of the page at ``address`` by itself, for a frame on another site."""
    return f"/embed/{_part(item)}?{urlencode({'from': address}, safe='/')}"


def to(path: str, anchor: str | None = None, /, **choices: Choice) -> str:
    """Return ``path`` with the choices that are made; a choice of None, nothing or an empty list is left out."""
    made = {name: ",".join(as_list(value)) for name, value in choices.items() if value}
    query = urlencode({name: value for name, value in made.items() if value}, safe=",:/")
    return path + (f"?{query}" if query else "") + (f"#{_part(anchor)}" if anchor else "")


def as_list(value: Choice) -> list[str]:
    """Return the parts of a filter's value, each once and in order: ``"a,b"``, a repeated parameter or None."""
    given = [value] if isinstance(value, str) else list(value or [])
    parts = [part.strip() for item in given for part in item.split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def as_one(value: Choice) -> str | None:
    """Return the first part of a filter's value, or None: a parameter somebody repeated still counts once."""
    return next(iter(as_list(value)), None)


def _part(code: str) -> str:
    # Most codes are letters and figures: a page of a thousand measures need not look at each letter again.
    return code if code.isascii() and code.isalnum() else quote(code, safe=":")
