"""An analyst finds the page in the menu, copies lines that name this dashboard, and takes a file away."""

from pathlib import Path

import polars
from playwright.sync_api import expect

from tests.browser.conftest import Reader


def test_an_analyst_connects_their_own_tools(reader: Reader, tmp_path: Path) -> None:
    page = reader.open("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("summary", has_text="Library").click()
    page.get_by_role("link", name="Connect your own tools").click()
    reader.settled()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connect Power BI, Excel and Python")
    lines = page.get_by_role("region", name="Python with pandas")
    expect(lines).to_contain_text(f'pd.read_csv("{reader.address}/api/v1/files/status.csv"')
    page.get_by_role("button", name="Copy: Python with pandas").click()
    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").strip() == lines.inner_text().strip()
    with page.expect_download() as download:
        page.get_by_role("link", name="periods.parquet").click()
    file = tmp_path / "periods.parquet"
    download.value.save_as(file)
    assert {"period", "label", "end_date"} <= set(polars.read_parquet(file).columns)

    page.get_by_role("link", name="The API, for programs").click()
    reader.settled()
    expect(page.get_by_role("heading", level=1)).to_have_text("The API")
    page.locator("#columns-observations").click()
    expect(page.get_by_role("region", name="Columns of /api/v1/observations")).to_contain_text("unrounded")
    expect(page.get_by_role("link", name="the OpenAPI document")).to_have_attribute("href", "/api/v1/openapi.json")
