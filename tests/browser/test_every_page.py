"""Every page: axe finds nothing, nothing spills, every chart has its sentence and its table."""

import json
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Browser

from tests.browser import crawling
from tests.browser.conftest import reading

PAGES = [
    "/",
    "/thread",
    "/outcomes",
    "/outcomes/GC",
    "/outcomes/GC1",
    "/directorates",
    "/services",
    "/measures/ASC01",
    "/measures/ASC01?view=spc",
    "/measures/ASC01?view=definition",
    "/measures/ASC06?view=outlook",
    "/measures/CSC07?view=breakdown&by=ethnicity",
    "/measures/WST01?view=spc",
    "/measures/WST02?view=history",
    "/measures/CLI02",
    "/measures/CUS02",
    "/scorecard",
    "/scorecard?list=weak",
    "/scorecard?group_by=outcome&status=red,amber&list=exceptions&sort=owner",
    "/benchmarking",
    "/benchmarking?measure=ASC01,ASC05,CLI01&view=trend&since=2021-22",
    "/benchmarking?measure=ASC01,ASC05&view=change&areas=X08000002,X08000003,X08000004,X08000005",
    "/benchmarking?view=verdicts",
    "/benchmarking?measure=ECO07,PUB05,WST02&view=heat",
    "/benchmarking?measure=WST03&against=WST02&view=scatter",
    "/benchmarking?measure=PUB05&view=funnel",
    "/benchmarking?measure=ASC01,ASC05,CLI01&view=table",
    "/tiers",
    "/tiers?tier=strategic",
    "/plans",
    "/plans?plan=CAP24",
    "/outcomes/GC1?show=together",
    "/programmes",
    "/programmes?by=state&commitment=all&source=strategy",
    "/programmes/PG-HOMES",
    "/programmes?category=transformation&horizon=short",
    "/improvement",
    "/improvement?kind=inspection",
    "/risks",
    "/library",
    "/library?q=families&review=later",
    "/library/climate?q=carbon",
    "/library/council-plan",
    "/finance",
    "/health",
    "/customers",
    "/value",
    "/finance?node=CHF&period=2025-26Q4",
    "/contracts",
    "/contracts?status=red&ending=12",
    "/search?q=waste",
    "/search?q=recyclng",
    "/connect",
    "/api",
    "/glossary",
    "/classifications?by=principle&class=digital",
    "/classifications?by=three_e",
    "/framework",
    "/framework?view=responsibility&directorate=CHF",
    "/framework?view=forums",
    "/framework?view=calendar",
    "/framework?view=lives",
    "/framework?view=changes",
    "/coverage",
    "/coverage?gap=measure_many_forums",
    "/coverage?view=register",
    "/coverage?view=forums",
    "/coverage?view=assurance",
    "/data-quality",
    "/data-quality?view=completeness",
    "/data-quality?view=ratings",
    "/data-quality?view=owners",
    "/data-quality?view=files",
    "/revisions",
    "/revisions?flipped=yes",
    "/about",
    "/accessibility",
]
MISSING = [
    "/nowhere",
    "/measures/NOPE",
    "/outcomes/NOPE",
    "/directorates/GC1",
    "/services/%3Cscript%3E",
    "/programmes/NOPE",
    "/library/NOPE",
]


@pytest.mark.requirement("WCC-10", "WCC-36")
def test_no_page_keeps_anybody_out(browser: Browser, demo: str) -> None:
    """On a projector: on a phone the crawl of the demonstration opens a page of every kind."""
    found = crawling.Crawl()
    with reading(browser, demo) as reader:
        for path in PAGES:
            crawling.visit(reader, path, found)
    assert found.opened == PAGES
    assert found.complaints == []


@pytest.mark.parametrize("path", MISSING)
def test_an_unknown_address_is_a_sentence_and_a_404(browser: Browser, demo: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(demo + path)
    assert refused.value.code == 404
    with reading(browser, demo) as reader:
        reader.expected_missing = True
        page = reader.open(path)
        assert re.search("not found", page.locator("h1").inner_text(), re.I)
        assert reader.axe() == []


def test_health_says_what_is_served(demo: str) -> None:
    with urllib.request.urlopen(f"{demo}/healthz") as answer:
        health = json.load(answer)
    assert {"snapshot", "built_at", "tier"} <= health.keys()


def test_every_page_says_that_the_figures_are_invented(browser: Browser, demo: str) -> None:
    with reading(browser, demo) as reader:
        for path in PAGES[:5]:
            assert "invented" in reader.open(path).locator("body").inner_text()


def test_no_invented_figure_carries_a_real_councils_name(browser: Browser, birmingham: str) -> None:
    with reading(browser, birmingham) as reader:
        assert "invented" not in reader.open("/").locator("body").inner_text()
        text = reader.open("/measures/PRO01").locator("main").inner_text()
        assert "first return" in text
