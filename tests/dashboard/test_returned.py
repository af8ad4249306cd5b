"""A figure an officer typed into a return stands on the measure's page."""

from pathlib import Path

import openpyxl

from dashboard.app import create_app
from dashboard.settings import Settings
from tests import arrange
from tests.layouts import page, reading, text
from tests.pipelines import test_returns as returned


def test_from_the_template_to_the_page(tmp_path: Path) -> None:
    folder = returned.council(tmp_path)
    path = folder / "inbox" / returned.RETURN
    book = openpyxl.load_workbook(path)
    figures = book["Figures"]
    headings = {cell.value: cell.column for cell in figures[1]}
    figures.cell(2, headings["Figure"]).value = "42.5%"
    figures.cell(2, headings["Note"]).value = "One round estimated"
    book["Commentary"]["D2"] = "More food waste is collected"
    book.save(path)
    arrange.rebuilt(folder, returned.TODAY).close()
    create_app(Settings(warehouse=folder / "warehouse"))
    with reading(folder / "warehouse"):
        said = text(page("measure")(measure="WST01", period=returned.PERIOD))
    for words in ("42.5%", "More food waste is collected", "on April to June 2026"):
        assert words in said
