from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import links

CODES = st.text(min_size=1, max_size=30).filter(lambda text: text.encode("utf-8", "ignore").decode() == text)


@pytest.mark.parametrize(
    ("built", "url"),
    [
        (links.overview(), "/"),
        (links.overview(period="2025-26Q2"), "/?period=2025-26Q2"),
        (links.thread(), "/thread"),
        (links.node("outcomes", "O1", period=None), "/outcomes/O1"),
        (links.measure("ENV01"), "/measures/ENV01"),
        (
            links.measure("ENV01", period="2025-26Q2", group="type:unitary", via="P11"),
            "/measures/ENV01?period=2025-26Q2&group=type:unitary&via=P11",
        ),
        (links.measure("ENV01", anchor="definition", view="table"), "/measures/ENV01?view=table#definition"),
        (links.measure("ENV01", areas=["X2", "X3"]), "/measures/ENV01?areas=X2,X3"),
        (links.measure("ENV01", areas=[]), "/measures/ENV01"),
        (links.trend_csv("ENV01"), "/measures/ENV01/trend.csv"),
        (links.benchmark_csv("ENV01", group="near"), "/measures/ENV01/benchmark.csv?group=near"),
        (links.search("missed bins"), "/search?q=missed+bins"),
        (links.search(), "/search"),
        (links.about("statuses"), "/about#statuses"),
        (links.accessibility(), "/accessibility"),
    ],
)
def test_urls_are_what_the_design_says(built, url):
    assert built == url


@given(CODES, CODES)
def test_any_code_and_any_choice_come_back_as_they_went(code, choice):
    parts = urlsplit(links.measure(code, group=choice))
    path = parts.path.split("/")
    assert path[:2] == ["", "measures"]
    assert len(path) == 3
    assert unquote(path[2]) == code
    chosen = parse_qs(parts.query).get("group", [None])[0]
    assert links.as_list(chosen) == links.as_list(choice)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (None, []),
        ("", []),
        (",", []),
        ("a", ["a"]),
        ("a,b", ["a", "b"]),
        (" a , b,a", ["a", "b"]),
        (["a,b", "c"], ["a", "b", "c"]),
    ],
)
def test_a_filter_is_a_list(value, parts):
    assert links.as_list(value) == parts
    assert links.as_one(value) == (parts[0] if parts else None)
