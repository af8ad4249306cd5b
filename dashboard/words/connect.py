"""What the pages on connecting one's own tools and on the API say, and the lines of program they show."""

from collections.abc import Mapping
from typing import Any

HOST = "https://dashboard.example"
"""Stands in the lines of program for this dashboard's own address, which only the reader's browser knows."""

POWER_BI = """\
let
    Source = Parquet.Document(Binary.Buffer(
        Web.Contents("{host}",
            [RelativePath = "{file}"])))
in
    Source
"""

EXCEL = """\
let
    Source = Csv.Document(
        Web.Contents("{host}",
            [RelativePath = "{file}"]),
        [Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
    Headed = Table.PromoteHeaders(Source),
    Figures = Table.TransformColumnTypes(Headed,
        {{{{"value", type number}}, {{"target", type number}}, {{"end_date", type date}}}}, "en-GB")
in
    Figures
"""

PANDAS = """\
import pandas as pd

status = pd.read_csv("{host}{status}",
                     parse_dates=["start_date", "end_date"])
latest = status.sort_values("end_date").groupby("measure").tail(1)
print(latest[["measure", "title", "period_label", "value", "target", "status"]])
"""

DUCKDB = """\
import urllib.request

import duckdb

urllib.request.urlretrieve("{host}{dataset}",
                           "dataset.duckdb")
db = duckdb.connect("dataset.duckdb", read_only=True)
print(db.sql(\"\"\"
    select area_name, period_label, value
    from observations
    where measure = '{measure}' and breakdown = 'total'
    order by end_date desc, value desc
    limit 20
\"\"\"))
"""

PAGES = """\
import json
import urllib.request

rows, following = [], "{observations}"
while following:
    with urllib.request.urlopen("{host}" + following) as answer:
        page = json.load(answer)
    rows += page["data"]
    following = page["next"]
print(len(rows), "figures as at", page["as_at"])
"""

LEAD = (
    "Every figure here can be read by Power BI, Excel, Python and any program that takes CSV, Parquet or JSON: the "
    "same figures as on the pages, and no more than you may see there. Nothing to install, no key to ask for."
)
SIGNED_IN = "Where readers sign in to see this dashboard, a tool that reads it has to sign in the same way."

STEPS_POWER_BI = (
    "Choose Get data, then Blank query, then Advanced editor.",
    "Put these lines there; for another table change the name of the file.",
    "Repeat for measures, areas and periods, and join them in Model view as the table below says.",
    "Refresh reads the newest figures. In the Power BI service no gateway is needed if this address is public.",
)
STEPS_EXCEL = (
    "Choose Data, Get data, From web, and give the address of a CSV file from the table above.",
    "Or open the Power Query editor, choose New source, Blank query, Advanced editor, and put these lines there.",
    "Refresh all reads the newest figures.",
)
EXCEL_NOTE = (
    "A sheet holds 1,048,576 rows. The file of all observations may have more: load it to the data model only, or ask "
    "the API for the measures you need, up to 10,000 rows at a time:"
)
TRIED = (
    "The lines for Python are run against a dashboard by its tests. Those for Power BI and Excel are written from "
    "Microsoft's documentation and have not been run where this was made: if one fails, please tell us."
)
FRESH = (
    "Every answer carries an ETag that changes when the figures do, and only then. Send it back as If-None-Match and "
    "the answer is 304 with nothing to download; requests-cache in Python does that by itself."
)
MARKERS = (
    "No value is left empty without a reason: the column marker says c withheld, x not available, z not applicable. "
    "Zero is zero."
)

API_LEAD = (
    "For programs: read-only, no key, the same figures as the pages. Described for machines by an OpenAPI 3.1 document."
)
API_ASKING = (
    (
        "Forms",
        "JSON unless you ask otherwise: by the header Accept or, before it, by format=csv, parquet or arrow. In CSV a "
        "text that begins as a formula does has an apostrophe before it.",
    ),
    (
        "Filters",
        "A parameter leaves rows out. Give one that takes codes several times for several: measure=A&measure=B.",
    ),
    (
        "Pages",
        "An answer holds at most limit rows, 1,000 unless you say more, up to 10,000. What comes after them is at the "
        'address under next, and in the header Link with rel="next" in every form; on the last page there is none.',
    ),
    (
        "Order",
        "Rows come in the order of their key, and the next page is asked for by the last key: none is sent twice or "
        "left out, whatever happens in between.",
    ),
    ("Changes", FRESH),
    (
        "Mistakes",
        "A parameter that does not exist, or a code that names nothing, is an error and never an empty answer: a "
        "problem document (RFC 9457) with a sentence for each parameter.",
    ),
)


def joins(resources: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> list[dict[str, str]]:
    """Return how the tables join, from table to its key and its columns: a column that is another table's whole key."""
    whole = {key[0]: name for name, (key, _) in resources.items() if len(key) == 1}
    return [
        {"many": f"{name}.{column}", "one": f"{whole[column]}.{column}"}
        for name, (key, columns) in resources.items()
        for column in columns
        if column in whole and whole[column] != name and len(key) > 1
    ]


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return in words what a JSON schema takes."""
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if schema.get("enum"):
        return " or ".join(schema["enum"])
    if kinds[0] == "array":
        return "codes, repeated for several"
    if schema.get("format") == "date":
        return "day, as 2025-03-31"
    if "maximum" in schema:
        return f"{schema['minimum']:,} to {schema['maximum']:,}"
    return {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}[kinds[0]]
