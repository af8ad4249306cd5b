"""What would change a status: true to the rules of DR-02 to DR-06, by a search that knows nothing but them."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard import words
from tests import prose
from tests.prose import MANY, assert_is_prose

RECYCLING = {"unit": "per cent", "suffix": "%", "decimals": 1, "polarity": "higher", "scheme": "intervention"}
SICKNESS = {"unit": "days per FTE", "suffix": "", "decimals": 1, "polarity": "lower", "scheme": "intervention"}
HOMES = {"unit": "homes", "decimals": 0, "polarity": "higher", "scheme": "two_state"}
BRAG = {"unit": "per cent", "suffix": "%", "decimals": 1, "polarity": "higher", "scheme": "brag"}
BRAG |= {"tolerance": 0.05, "tolerance_kind": "relative"}
HAVERING = {"decimals": 0, "polarity": "higher", "scheme": "direction", "tolerance": 0.1, "tolerance_kind": "relative"}
BAND = {"unit": "per cent of profile", "decimals": 1, "polarity": "band", "scheme": "band"}
BAND |= {"band_low": 95.0, "band_high": 105.0, "band_margin": 5.0}


@pytest.mark.parametrize(
    ("about", "facts", "said"),
    [
        (  # DR-02
            RECYCLING,
            {"value": 74.1, "target": 72.0, "intervention": 65.0, "status": "green"},
            [
                "A fall of more than 2.1 percentage points would put it below the target of 72% (Near target).",
                "A fall of more than 9.1 percentage points would take it below the intervention level of 65% "
                "(Off target).",
            ],
        ),
        (
            RECYCLING,
            {"value": 41.2, "target": 45.0, "intervention": 40.0, "status": "amber"},
            [
                "A rise of at least 3.8 percentage points would meet the target of 45% (On target).",
                "A fall of more than 1.2 percentage points would take it below the intervention level of 40% "
                "(Off target).",
            ],
        ),
        (
            SICKNESS,
            {"value": 7.6, "target": 6.0, "intervention": 7.5, "status": "red"},
            [
                "A fall of at least 0.1 days per FTE would bring it back to the intervention level of 7.5 "
                "(Near target).",
                "A fall of at least 1.6 days per FTE would meet the target of 6 (On target).",
            ],
        ),
        (  # exactly on it
            HOMES,
            {"value": 20, "target": 20, "status": "green"},
            ["Any fall would put it below the target of 20 (Off target)."],
        ),
        (
            HOMES,
            {"value": 19, "target": 20, "status": "red"},
            ["A rise of at least 1 home would meet the target of 20 (On target)."],
        ),
        (  # DR-04
            BRAG,
            {"value": 80.0, "target": 80.0, "status": "green"},
            [
                "A rise of at least 4.1 percentage points, to 84.1%, would put it ahead of the target of 80% by more "
                "than the tolerance (Ahead of target).",
                "Any fall would put it below the target of 80% (Near target).",
                "A fall of more than 4.0 percentage points would take it outside the tolerance (Off target).",
            ],
        ),
        (
            BRAG,
            {"value": 84.1, "target": 80.0, "status": "blue"},
            [
                "Any fall would leave it on target, but no longer ahead of it by more than the tolerance (On target).",
                "A fall of more than 4.1 percentage points would put it below the target of 80% (Near target).",
                "A fall of more than 8.1 percentage points would take it outside the tolerance (Off target).",
            ],
        ),
        (  # DR-05
            HAVERING,
            {"value": 84, "target": 100, "year_value": 80, "status": "amber"},
            [
                "A rise of at least 6, to 90, would bring it within the tolerance (On target).",
                "A fall of more than 4 would make it worse than a year earlier (Off target).",
            ],
        ),
        (
            HAVERING,
            {"value": 84, "target": 100, "year_value": 88, "status": "red"},
            [
                "A rise of at least 4, to 88, would bring it back to where it was a year earlier (Near target).",
                "A rise of at least 6, to 90, would bring it within the tolerance (On target).",
            ],
        ),
        (  # DR-06
            BAND,
            {"value": 100.0, "status": "green"},
            [
                "A fall of more than 5.0 percentage points would take it below the planned range of 95 to 105 "
                "(Near target).",
                "A rise of more than 5.0 percentage points would take it above the planned range of 95 to 105 "
                "(Near target).",
                "A fall of more than 10.0 percentage points would take it more than 5.0 percentage points below the "
                "planned range of 95 to 105 (Off target).",
                "A rise of more than 10.0 percentage points would take it more than 5.0 percentage points above the "
                "planned range of 95 to 105 (Off target).",
            ],
        ),
        (
            BAND,
            {"value": 94.0, "status": "amber"},
            [
                "A rise of at least 1.0 percentage points, to 95.0, would bring it into the planned range of 95 to 105 "
                "(On target).",
                "A fall of more than 4.0 percentage points would take it more than 5.0 percentage points below the "
                "planned range of 95 to 105 (Off target).",
            ],
        ),
    ],
)
def test_the_distance_is_in_the_measures_unit_and_honest_when_met(about, facts, said):
    assert words.distance.what_would_change(about, facts) == said


def test_last_years_figure_counts_for_nothing_across_a_break():
    facts = {"value": 84, "target": 100, "year_value": 80, "year_judgement": "none", "status": "red"}
    assert words.distance.what_would_change(HAVERING, facts) == [
        "A rise of at least 6, to 90, would bring it within the tolerance (On target)."
    ]


def test_a_status_has_the_councils_words():
    said = words.distance.what_would_change(HOMES, {"value": 19, "target": 20, "status": "red"}, {"green": "On track"})
    assert said == ["A rise of at least 1 home would meet the target of 20 (On track)."]


def test_a_share_cannot_rise_above_all_of_it():
    about = BRAG | {"value_type": "proportion", "per": 100}
    said = words.distance.what_would_change(about, {"value": 98.0, "target": 97.0, "status": "green"})
    assert not [sentence for sentence in said if "rise" in sentence]


def test_a_level_alone_judges_only_what_is_beyond_it():
    facts = {"value": 39.0, "target": None, "intervention": 40.0, "status": "red"}
    assert words.distance.what_would_change(RECYCLING, facts) == [
        "A rise of at least 1.0 percentage points would bring it back to the intervention level of 40%."
    ]
    watched = {"value": 41.0, "target": None, "intervention": 40.0, "status": "no_target"}
    assert words.distance.what_would_change(RECYCLING, watched) == [
        "A fall of more than 1.0 percentage points would take it below the intervention level of 40% (Off target)."
    ]


@pytest.mark.parametrize(
    ("about", "facts", "start"),
    [
        (RECYCLING, {"value": None, "status": "overdue"}, "There is no figure"),
        (RECYCLING, {"value": 4.0, "status": "no_target"}, "No target is set"),
        (RECYCLING | {"polarity": "none"}, {"value": 4.0, "status": "no_target"}, "It is not judged"),
        (RECYCLING, {"value": 4.0, "target": 5.0, "status": "not_comparable"}, "Its definition changed"),
        # A figure judged by a definition since replaced.
        (HOMES, {"value": 19, "target": 20, "status": "green"}, "What would change its status cannot be worked out"),
        (RECYCLING | {"tier_rated": False}, {"value": 4.0, "status": "no_target"}, "It is shown as context"),
    ],
)
def test_what_is_not_judged_says_that_nothing_would(about, facts, start):
    (said,) = words.distance.what_would_change(about, facts)
    assert said.startswith(start)


# The rules again, in the words of DOMAIN.md and with nothing of the house's.


def shown(number, decimals):
    return Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def by_the_rules(about, facts):
    """A function from a figure already rounded to blue, green, amber or red."""
    if about["polarity"] == "band":
        low, high, margin = (Decimal(repr(about[key])) for key in ("band_low", "band_high", "band_margin"))
        return lambda a: "green" if low <= a <= high else "amber" if low - margin <= a <= high + margin else "red"
    s = 1 if about["polarity"] == "higher" else -1
    t, i, last_year = (shown(facts[key], about["decimals"]) for key in ("target", "intervention", "year_value"))
    tolerance = Decimal(repr(about["tolerance"])) * (abs(t) if about["tolerance_kind"] == "relative" else 1)

    def status(a):
        if about["scheme"] == "brag" and s * (a - t) > tolerance:
            return "blue"
        if s * (a - t) >= 0:
            return "green"
        if about["scheme"] == "direction":
            if s * (a - t) >= -tolerance:
                return "green"
            return "amber" if s * (a - last_year) >= 0 else "red"
        if about["scheme"] in ("tolerance", "brag"):
            return "amber" if s * (a - t) >= -tolerance else "red"
        if about["scheme"] == "intervention":
            return "amber" if s * (a - i) >= 0 else "red"
        return "red"

    return status


def nearest_by_search(about, facts, steps=110):
    """Step by step up and down from the figure shown: the first figure of each other status on each side."""
    step = Decimal(1).scaleb(-about["decimals"])
    at, status = shown(facts["value"], about["decimals"]), by_the_rules(about, facts)
    now, found = status(at), {}
    for n in range(1, steps):
        for way in (1, -1):
            other = status(at + way * n * step)
            if other != now:
                found.setdefault((other, way), at + way * n * step)
    return found


# Small numbers, so that a step by step search is sure to pass every limit there is.
small = st.integers(-12, 12).map(lambda n: n / 4)
judged = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["per cent", "homes"]),
        "decimals": st.integers(0, 1),
        "polarity": st.sampled_from(["higher", "lower"]),
        "scheme": st.sampled_from(["intervention", "tolerance", "brag", "direction", "two_state"]),
        "tolerance": st.sampled_from([0.0, 0.05, 0.1, 0.33, 1.0]),
        "tolerance_kind": st.sampled_from(["relative", "absolute"]),
    }
)
figures = st.fixed_dictionaries(dict.fromkeys(("value", "target", "intervention", "year_value"), small))


@given(judged, figures)
@MANY
def test_the_change_said_is_the_smallest_there_is(about, facts):
    sign = 1 if about["polarity"] == "higher" else -1
    assume(sign * (facts["target"] - facts["intervention"]) >= 0)  # DR-02: any other is refused when it is loaded
    at = shown(facts["value"], about["decimals"])
    now = by_the_rules(about, facts)(at)
    found = words.distance.changes(about, facts | {"status": now})
    expected = {status: to for (status, _), to in nearest_by_search(about, facts).items()}
    assert {change.status: change.to for change in found} == expected
    order = ("blue", "green", "amber", "red")
    for change, sentence in zip(
        found, words.distance.what_would_change(about, facts | {"status": now}), strict=bool(found)
    ):
        assert at + change.by == change.to
        assert change.better == (order.index(change.status) < order.index(now))
        assert_says(sentence, change, Decimal(1).scaleb(-about["decimals"]))


def assert_says(sentence, change, step):
    """The direction and the number in the sentence are the change's: at least it, or more than one step less."""
    way, bound, amount, any_way = re.match(
        r"A (rise|fall) of (at least|more than) ([\d.]+) |Any (rise|fall) ", sentence
    ).groups()
    assert (way or any_way) == ("rise" if change.by > 0 else "fall")
    assert (bound == "at least") == change.better
    assert Decimal(amount or "0") == (abs(change.by) if change.better else abs(change.by) - step), sentence


bands = st.builds(
    lambda about, low, width, margin: about | {"band_low": low, "band_high": low + width, "band_margin": margin},
    st.fixed_dictionaries({"unit": st.just("homes"), "decimals": st.integers(0, 1), "polarity": st.just("band")}),
    small,
    st.sampled_from([0.0, 0.25, 1.0, 3.5]),
    st.sampled_from([0.0, 0.3, 1.0, 2.25]),
)


@given(bands, small)
@MANY
def test_the_change_of_a_planned_range_is_the_smallest_there_is(about, value):
    facts = {"value": value}
    at = shown(value, about["decimals"])
    now = by_the_rules(about, facts)(at)
    said = words.distance.changes(about, facts | {"status": now})
    low, high = Decimal(repr(about["band_low"])), Decimal(repr(about["band_high"]))
    expected = {
        key: to
        for key, to in nearest_by_search(about, facts).items()
        # Beyond the range, the other side of it is nobody's question.
        if now == "green" or not ((at < low and to > high) or (at > high and to < low))
    }
    assert {(change.status, 1 if change.by > 0 else -1): change.to for change in said} == expected


@given(prose.measures, prose.headlines)
@MANY
def test_what_would_change_is_prose_whatever_the_facts(about, facts):
    said = words.distance.what_would_change(about, facts)
    assert said
    for sentence in said:
        assert_is_prose(sentence)
    assert said == words.distance.what_would_change(dict(about), dict(facts))
