"""All councils' recycling on a map is one address: with real boundaries, with tiles, on a projector and on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipelines import build
from tests.browser.conftest import Reader, reading
from tests.conftest import FRAMEWORKS
from tests.serving import serving

RECYCLING = "/benchmarking?measure=trafford-household-waste-sent-for-reuse-recycling-or-composting-percentage&view=map"


@pytest.fixture(scope="module")
def recycling(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[str]:
    """Address of Birmingham's dashboard with what Trafford publishes of councils' recycling, and their boundaries."""
    inbox, folder = tmp_path_factory.mktemp("inbox"), tmp_path_factory.mktemp("recycling")
    for source, name in (
        ("trafford-corporate-themes", "household_waste_recycling.csv"),
        ("uk-la-geography", "topo.json"),
        ("uk-la-geography", "uk_local_authorities_future.csv"),
    ):
        (inbox / name).symlink_to(shared_data / source / name)
    build.build(FRAMEWORKS / "birmingham", [inbox], folder)
    with serving(folder) as served:
        yield served.address


def sideways(reader: Reader) -> int:
    return reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("size", ["projector", "phone"])
def test_all_councils_recycling_on_a_map_is_one_address(browser: Browser, recycling: str, size: str) -> None:
    with reading(browser, recycling, size) as reader:
        page = reader.open(RECYCLING)
        figure = page.locator(".gt-figure:has(> .gt-map__key)")
        expect(figure.locator(".scatterlayer .js-fill").first).to_be_attached()
        expect(figure.locator("figcaption")).to_contain_text("16 of 153 councils have a figure")
        expect(figure.get_by_text("Birmingham", exact=True).first).to_be_visible()
        picture, land = (figure.locator(part).bounding_box() for part in (".main-svg >> nth=0", ".scatterlayer"))
        assert picture
        assert land
        assert land["height"] > 0.75 * picture["height"] or land["width"] > 0.75 * picture["width"]
        assert 1.0 < land["height"] / land["width"] < 1.6
        key = page.get_by_role("list", name="Key")
        expect(key.get_by_role("listitem").filter(has_text="No figure")).to_contain_text("137 councils")
        page.get_by_text("Show as a table").click()
        expect(page.get_by_role("row", name=re.compile("^Milton Keynes"))).to_contain_text("63.2%")
        assert sideways(reader) == 0
        assert reader.axe() == []


def test_a_council_says_its_name_and_figure_under_the_pointer(reader: Reader) -> None:
    page = reader.open("/benchmarking?measure=WST02&view=map")
    letters = page.locator(".textpoint text", has_text="Cob")
    letters.scroll_into_view_if_needed()
    box = letters.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".hoverlayer")).to_contain_text("Cobblestow")
    expect(page.locator(".hoverlayer")).to_contain_text("%")
    assert reader.axe() == []
