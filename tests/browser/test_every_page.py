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
    "/outcomes?level=outcome",
    "/outcomes/GC",
    "/outcomes/GC1?via=CHF",
    "/directorates",
    "/directorates/CHF",
    "/services",
    "/services/CIC?via=PR",
    "/measures/ASC01",
    "/measures/ECO05?via=PR",
    "/measures/ASC01?view=spc",
    "/measures/ASC01?view=definition",
    "/measures/ASC06?view=outlook",
    "/measures/CSC07?view=breakdown&by=ethnicity",
    "/measures/WST02?view=history",
    "/scorecard",
    "/scorecard?group_by=outcome&status=red,amber&list=exceptions&sort=owner",
    "/benchmarking",
    "/benchmarking?view=ranked",
    "/benchmarking?measure=ASC01&group=picked&areas=X08000004,X08000007,X08000009,X08000012",
    "/benchmarking?measure=ASC01&view=distribution",
    "/benchmarking?measure=ASC01,ASC05,CLI01&view=trend&since=2021-22",
    "/benchmarking?measure=ASC01,ASC05&view=change&areas=X08000002,X08000003,X08000004,X08000005",
    "/benchmarking?measure=ASC01,ASC05,CLI01&view=multiples",
    "/benchmarking?view=verdicts",
    "/benchmarking?measure=ECO07,PUB05,WST02&view=heat",
    "/benchmarking?measure=ECO07,PUB05,WST02&view=spine",
    "/benchmarking?measure=WST03&against=WST02&view=scatter",
    "/benchmarking?measure=PUB05&view=funnel",
    "/benchmarking?measure=WST02&view=map",
    "/benchmarking?measure=ASC01,ASC05,CLI01&view=table",
    "/tiers",
    "/tiers?tier=strategic",
    "/plans",
    "/plans?plan=CAP24",
    "/outcomes/GC1?show=together",
    "/programmes",
    "/programmes?by=state&commitment=all&source=strategy",
    "/programmes/PG-HOMES",
    "/improvement",
    "/improvement?review=Corporate+peer+challenge+2023",
    "/risks",
    "/library",
    "/library?q=families&review=later",
    "/library/climate?q=carbon",
    "/library/council-plan",
    "/finance",
    "/finance?node=CHF&period=2025-26Q4",
    "/health",
    "/customers",
    "/value",
    "/contracts",
    "/contracts?status=red&ending=12",
    "/search?q=recyclng",
    "/connect",
    "/api",
    "/glossary",
    "/glossary?letter=A",
    "/classifications",
    "/classifications?by=principle&class=digital",
    "/framework",
    "/framework?view=roles",
    "/framework?view=responsibility&directorate=CHF",
    "/framework?view=forums",
    "/framework?view=calendar",
    "/framework?view=lives",
    "/framework?view=changes",
    "/coverage",
    "/coverage?view=gaps",
    "/coverage?gap=measure_many_forums",
    "/coverage?view=register",
    "/coverage?view=forums",
    "/coverage?view=assurance",
    "/data-quality",
    "/data-quality?view=timeliness",
    "/data-quality?view=completeness",
    "/data-quality?view=ratings",
    "/data-quality?view=owners",
    "/data-quality?view=files",
    "/revisions",
    "/revisions?list=all&flipped=yes",
    "/about",
    "/accessibility",
]
"""Pages of every kind, chosen for what they hold."""
MISSING = [
    "/nowhere",
    "/measures/NOPE",
    "/measures/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/outcomes/NOPE",
    "/directorates/GC1",
    "/services/%3Cscript%3E",
    "/programmes/NOPE",
    "/library/NOPE",
]


@pytest.mark.requirement("WCC-10", "WCC-36")
@pytest.mark.parametrize(
    ("size", "pages"),
    [
        pytest.param("projector", PAGES[::2], id="projector"),
        pytest.param("phone", PAGES[1::2], id="phone"),
        pytest.param("projector", PAGES[1::2], id="projector-others", marks=pytest.mark.whole),
        pytest.param("phone", PAGES[::2], id="phone-others", marks=pytest.mark.whole),
    ],
)
def test_no_page_keeps_anybody_out(browser: Browser, demo: str, size: str, pages: list[str]) -> None:
    """Every day each page on one screen or the other. A link to a page of a kind that is not among them fails."""
    found = crawling.Crawl()
    met: dict[tuple[str, ...], str] = {}
    with reading(browser, demo, size) as reader:
        for path in pages:
            crawling.visit(reader, path, found)
            met |= {crawling.every_kind(href): f"{href} on {path}" for href in crawling.links(reader.page)}
        assert "invented" in reader.page.locator("body").inner_text(), "every page says it of a demonstration's figures"
    assert found.opened == pages
    assert found.complaints == []
    assert [met[kind] for kind in met.keys() - {crawling.every_kind(path) for path in PAGES}] == []


def test_an_unknown_address_is_a_sentence_and_a_404(browser: Browser, demo: str) -> None:
    with reading(browser, demo) as reader:
        reader.expected_missing = True
        for path in MISSING:
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(demo + path)
            assert refused.value.code == 404
            page = reader.open(path)
            assert re.search("not found", page.locator("h1").inner_text(), re.I)
            assert page.locator("main").inner_text().strip()
            assert page.get_by_role("searchbox").is_visible()
        assert reader.axe() == []


def test_health_says_what_is_served(demo: str) -> None:
    with urllib.request.urlopen(f"{demo}/healthz") as answer:
        health = json.load(answer)
    assert {"snapshot", "built_at", "tier"} <= health.keys()


def test_no_invented_figure_carries_a_real_councils_name(browser: Browser, birmingham: str) -> None:
    with reading(browser, birmingham) as reader:
        assert "invented" not in reader.open("/").locator("body").inner_text()
        text = reader.open("/measures/PRO01").locator("main").inner_text()
        assert "first return" in text
