"""A few rows of a real file of every format, with what describes it beside it: something small to damage."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

import duckdb
import xlsxwriter
from python_calamine import CalamineWorkbook

ROWS = 14
TIDY = "measure,area,period,value,breakdown,numerator,denominator,lower,upper,marker,note\n" + "".join(
    f"ENV01,E0800002{area},2025-26Q{quarter},{area}.{quarter},total,{area},{quarter},0,9,{'r' if area > 6 else ''},\n"
    for area in (5, 6, 7)
    for quarter in (1, 2, 3)
)

Rows = list[list[str | float | bool]]


@dataclass(frozen=True)
class Specimen:
    """One format: the file's name and bytes, and the files that lie beside it."""

    name: str
    content: bytes
    beside: dict[str, bytes]


def all_of(shared: Path, scratch: Path) -> list[Specimen]:
    """Return a specimen of every format, cut from the published files; ``scratch`` is an empty folder."""
    ons = shared / "ons-explore-local-statistics"
    dfe, trafford, areas = (
        shared / name for name in ("dfe-explore-education-statistics", "trafford-corporate-themes", "uk-la-geography")
    )
    lgbf, lait = shared / "improvement-service-lgbf", shared / "dfe-lait"
    obesity, claimants = "adult-obesity-prevalence", "claimant-count_2025-10-01.csv"
    lists = {name: _head(lgbf / name, 400) for name in ("Indicator_Information.csv", "Alternative_Lines.csv")}
    dictionary = {"lait_data_dictionary.csv": _dictionary(lait)}
    metadata = {"indicators.csv": (shared / "ohid-fingertips/metadata/indicators.csv").read_bytes()}
    described = {f"{obesity}.json": (ons / obesity / f"{obesity}.json").read_bytes()}
    listed = {"cluster-descriptions.json": (shared / "ons-similar-areas/cluster-descriptions.json").read_bytes()}
    table = _parquet(scratch, f"select * from '{lait / 'bds_long_0.parquet'}' limit 40")
    (scratch / "tidy.csv").write_text(TIDY, "utf-8")
    tidy = _parquet(scratch, f"select * from read_csv('{scratch / 'tidy.csv'}', all_varchar = true)")
    ours, kinds, exports, extracts = (
        _head(path)
        for path in (
            ons / obesity / f"{obesity}.csv",
            shared / "ons-similar-areas/cluster-allocation.csv",
            shared / "ohid-fingertips/la_hospital_admissions_2324.csv",
            lgbf / "LGBF_ScotDataReal_ISSpatialHub.csv",
        )
    )
    early = {"early-years.csv": _head(ons / "early-years/early-years.csv")}
    return [
        _csv(ons / obesity / f"{obesity}.csv", described),
        _csv(ons / "vintages" / claimants),
        _csv(ons / "early-years/early-years.csv", {"json-stat-metadata.json": _catalogue(ons)}),
        _csv(shared / "mhclg-oflog-adult-social-care/ASC_data.csv"),
        _csv(shared / "ohid-fingertips/la_hospital_admissions_2324.csv", metadata),
        _csv(dfe / "cla_number_and_rate_per_10k_children.csv"),
        _csv(dfe / "la_cla_placement_stability.csv"),
        _csv(dfe / "ons_mid-year_population_estimates_2012_to_2024.csv"),
        _csv(dfe / "sn_model_2025_wide.csv"),
        _csv(dfe / "stat_neighbours.csv"),
        _csv(shared / "hart-council-kpis/hart_kpis_2014-11-07.csv"),
        Specimen("bds_long_0.parquet", table, dictionary),
        Specimen("lait_data_dictionary.csv", dictionary["lait_data_dictionary.csv"], {"bds_long_0.parquet": table}),
        Specimen("sn_may_2025.xlsx", (lait / "sn_may_2025.xlsx").read_bytes(), {}),
        Specimen("la_code_list.xlsx", (lait / "la_code_list.xlsx").read_bytes(), {}),
        _csv(lgbf / "Indicator_Data_-_Real_-_Quarterly.csv", lists),
        _csv(lgbf / "LGBF_ScotDataReal_ISSpatialHub.csv", lists),
        _csv(lgbf / "Family_Groups.csv"),
        _csv(trafford / "life_expectancy.csv"),
        _csv(trafford / "care_homes_rating.csv"),
        _csv(trafford / "cssn.csv"),
        _csv(shared / "ons-similar-areas/global-neighbours.csv"),
        _csv(shared / "ons-similar-areas/cluster-allocation.csv", listed),
        _csv(areas / "uk_local_authorities_future.csv"),
        _csv(areas / "la-code-changes.csv"),
        _ods(shared / "ofsted-la-inspections/LA_Inspection_Outcomes_as_at_31_March_2025.ods"),
        _ods(shared / "mhclg-revenue-outturn/RO3_LA_Data_2024-25_data_by_LA.ods"),
        Specimen("returns_2026-07-31.csv", TIDY.encode(), {}),
        Specimen("returns_2026-07-31.parquet", tidy, {}),
        Specimen(f"{obesity}.json", described[f"{obesity}.json"], {f"{obesity}.csv": ours}),
        Specimen("json-stat-metadata.json", _catalogue(ons), early),
        Specimen("geo-metadata.json", _hierarchy(areas), {}),
        Specimen("cluster-descriptions.json", listed["cluster-descriptions.json"], {"cluster-allocation.csv": kinds}),
        Specimen("indicators.csv", metadata["indicators.csv"], {"admissions.csv": exports}),
        Specimen("Indicator_Information.csv", lists["Indicator_Information.csv"], {"extract.csv": extracts}),
    ]  # fmt: skip


def xlsx(sheets: dict[str, Rows]) -> bytes:
    """Return an .xlsx workbook of these sheets."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name[:31])
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell != "":
                        sheet.write(number, column, cell)
    return buffer.getvalue()


def ods(sheets: dict[str, Rows]) -> bytes:
    """Return an .ods workbook of these sheets."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    return ods_of(tables)


def ods_of(tables: str) -> bytes:
    """Return an .ods workbook with these tables in XML."""
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f"{entry.format('/', kind)}{entry.format('content.xml', 'text/xml')}</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def sheets_of(content: bytes) -> dict[str, Rows]:
    """Return the cells of a workbook by sheet."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return {
            name: [
                [cell if isinstance(cell, (str, float, bool)) else str(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
        }


def _cell(cell: str | float | bool) -> str:
    if cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, (int, float)):
        said = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {said}><text:p>{cell}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def _csv(path: Path, beside: dict[str, bytes] | None = None) -> Specimen:
    return Specimen(path.name, _head(path), beside or {})


def _head(path: Path, rows: int = ROWS) -> bytes:
    """Return the first rows of a CSV file whose rows are lines."""
    with path.open("rb") as file:
        return b"".join(line for line, _ in zip(file, range(rows), strict=False))


def _ods(path: Path) -> Specimen:
    """Return a workbook's first rows and columns of each sheet."""
    return Specimen(
        path.name,
        ods({name: [row[:12] for row in rows[:ROWS]] for name, rows in sheets_of(path.read_bytes()).items()}),
        {},
    )


def _parquet(scratch: Path, query: str) -> bytes:
    file = scratch / "specimen.parquet"
    duckdb.execute(f"copy ({query}) to '{file}' (format parquet)")
    return file.read_bytes()


def _dictionary(folder: Path) -> bytes:
    """Return the rows of LAIT's dictionary that describe the measures of the specimen."""
    query = f"select distinct \"Short Desc\" from (select * from '{folder / 'bds_long_0.parquet'}' limit 40)"
    measures = {measure for (measure,) in duckdb.execute(query).fetchall()}
    buffer = io.StringIO(newline="")
    with (folder / "lait_data_dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
        csv.writer(buffer).writerows([header, *(row for row in rows if row[header.index("Measure_short")] in measures)])
    return buffer.getvalue().encode()


def _catalogue(folder: Path) -> bytes:
    """Return ONS's catalogue with its first entries."""
    catalogue = json.loads((folder / "metadata/json-stat-metadata.json").read_text("utf-8"))
    catalogue["link"]["item"] = catalogue["link"]["item"][:6]
    return json.dumps(catalogue).encode()


def _hierarchy(folder: Path) -> bytes:
    """Return ONS's hierarchy with the areas of the United Kingdom, its nations and regions."""
    whole = json.loads((folder / "geo-metadata.json").read_text("utf-8"))
    return json.dumps({code: area for code, area in whole.items() if code[1:3] in ("02", "92", "12")}).encode()
