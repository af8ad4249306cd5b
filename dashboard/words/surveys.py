"""What people said, in words (rows of mart_survey): how many answered, and what moved by more than chance."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import capital, sentences, told, yes

Facts = Mapping[str, Any]

SURVEY_KINDS = {
    "workforce": "workforce survey",
    "pulse": "pulse check",
    "residents": "survey of residents",
    "users": "survey of users",
    "consultation": "consultation",
}
CHOSE = "Whoever answers a consultation chooses to: the shares are of those who answered, not of all residents"
_REASONS = {
    "first": "asked for the first time",
    "previous withheld": "no comparison: the time before is withheld",
    "another answer": "no comparison: another answer was counted the time before",
    "no share": "no comparison",
}


def surveys(latest: Iterable[Facts]) -> str:
    """What several surveys say as a whole: how many there are, and which answers moved beyond chance."""
    rows = list(latest)
    kinds = [told(row, "kind") for row in {told(row, "survey"): row for row in rows}.values()]
    counted = [
        formats.plural(n, *names)
        for names, n in (
            (("survey", "surveys"), sum(kind != "consultation" for kind in kinds)),
            (("consultation", "consultations"), kinds.count("consultation")),
        )
        if n
    ]
    title = survey_title(rows) if any(told(row, "judgement") not in ("", "none") for row in rows) else ""
    return sentences(" and ".join(counted), title)


def survey_share(row: Facts) -> str:
    """The share who gave the answer: "71.2%"; said plainly where too few answered (DR-35)."""
    if yes(row.get("withheld")):
        return f"withheld: fewer than {_whole(row['base'])} answered"
    return _percent(row.get("percent")) or "not available"


def survey_base(row: Facts) -> str:
    """How many answered: "2,611"; nothing closer than "fewer than 10" where the answer is withheld."""
    return f"fewer than {_whole(row['base'])}" if yes(row.get("withheld")) else _whole(row["base"])


def survey_response(row: Facts) -> str:
    """How many of those asked answered: "53% of 4,905"; empty where it is not known."""
    if formats.is_missing(row.get("response")):
        return ""
    return f"{formats.number(row['response'], suffix='%')} of {_whole(row['invited'])}"


def survey_interval(row: Facts) -> str:
    """The 95% interval of a share: "69.4% to 72.9%"; empty where there is none."""
    low, high = _percent(row.get("lower")), _percent(row.get("upper"))
    return f"{low} to {high}" if low and high else ""


def survey_change(row: Facts) -> str:
    """What became of an answer since the time before: only a difference beyond chance is a change (DR-13)."""
    if yes(row.get("withheld")):
        return ""
    judgement = told(row, "judgement")
    if judgement in ("improved", "declined"):
        way = "up" if row["change"] > 0 else "down"
        return f"{way} {_points(row['change'])}, {'better' if judgement == 'improved' else 'worse'}"
    return "no significant change" if judgement == "same" else _REASONS.get(told(row, "reason"), "")


def survey_title(latest: Iterable[Facts]) -> str:
    """The finding of a survey: how many answers moved beyond chance."""
    found = [row for row in latest if told(row, "judgement") not in ("", "none")]
    better, worse = (sum(row["judgement"] == name for row in found) for name in ("improved", "declined"))
    if not found:
        return "What was answered the last time"
    of = formats.plural(len(found), "answer")
    if better and worse:
        return f"Of {of}, {better:,} {_is(better)} better and {worse:,} worse than the time before"
    if better or worse:
        n = better or worse
        return f"{n:,} of {of} {_is(n)} {'better' if better else 'worse'} than the time before, none {_other(better)}"
    return f"No significant change in {'any of ' if len(found) > 1 else ''}{of}"


def survey_sentence(latest: Iterable[Facts]) -> str:
    """Sentence that stands for the chart: the most and the least given answer, and the greatest change."""
    rows = list(latest)
    shown = [row for row in rows if not formats.is_missing(row.get("percent")) and not yes(row.get("withheld"))]
    if not shown:
        return "No answer can be shown."
    most = max(shown, key=lambda row: row["percent"])
    least = min(shown, key=lambda row: row["percent"])
    moved = [row for row in shown if told(row, "judgement") in ("improved", "declined")]
    greatest = max(moved, key=lambda row: abs(row["change"]), default=None)
    withheld = sum(bool(yes(row.get("withheld"))) for row in rows)
    return sentences(
        f"The most given answer is {_quoted(most)}, {_percent(most['percent'])}",
        f"The least given is {_quoted(least)}, {_percent(least['percent'])}" if len(shown) > 1 else "",
        f"The greatest significant change is {_quoted(greatest)}: {survey_change(greatest)}" if greatest else "",
        f"{formats.plural(withheld, 'answer')} {_is(withheld)} withheld because too few gave one" if withheld else "",
    )


def survey_answered(latest: Iterable[Facts]) -> str:
    """Who answered: "2026: 2,573 to 2,611 answered each question, 53% of the 4,905 asked."."""
    rows = [row for row in latest if not yes(row.get("withheld"))]
    if not rows:
        return "Too few people answered to publish."
    # A question may be asked of some alone, as of parents: what is said of the survey is said of those asked of most.
    asked = max((row["invited"] for row in rows if not formats.is_missing(row.get("invited"))), default=None)
    if asked is not None:
        rows = [row for row in rows if not formats.is_missing(row.get("invited")) and row["invited"] == asked]
    low, high = min(row["base"] for row in rows), max(row["base"] for row in rows)
    people = f"{_whole(low)} to {_whole(high)} people" if low != high else formats.plural(int(low), "person", "people")
    question = " each question" if low != high else ""
    share = f", {formats.number(100 * high / asked, suffix='%')} of the {_whole(asked)} asked" if asked else ""
    when = capital(told(rows[-1], "period_label"))
    return sentences(f"{when}: {people} answered{question}{share}" if when else f"{people} answered{question}{share}")


def _quoted(row: Facts) -> str:
    question = told(row, "question").rstrip("?.")
    return f"“{question}” ({told(row, 'answer').lower()})"


def _percent(share: Any) -> str:
    return "" if formats.is_missing(share) else formats.number(share, decimals=1, suffix="%")


def _points(change: Any) -> str:
    figure = formats.number(abs(float(change)), decimals=1)
    return f"{figure} point" if figure == "1.0" else f"{figure} points"


def _whole(number: Any) -> str:
    return f"{int(number):,}"


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _other(better: int) -> str:
    return "worse" if better else "better"
