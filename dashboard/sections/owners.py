"""Who answers for measures: owners named nowhere else, and measures nobody answers for."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import data_quality

Facts = dict[str, Any]
Asked = dict[str, str | None]


def owners(reading: Reading, asked: Asked) -> list[Component]:
    """Return who answers for measures and is named nowhere else, then the other owners, and measures nobody owns."""
    directorate = asked["directorate"]
    rows = queries.data_quality.owners.rows(directorate=directorate)
    bare = queries.data_quality.ownerless.rows(directorate=directorate)
    strangers, known = ([row for row in rows if row["known"] is there] for there in (False, True))
    way = components.link("Each of theirs", links.coverage("list", gap="owner_unknown", directorate=directorate))
    told = f"{formats.plural(len(known), 'owner')} named elsewhere too"
    return [
        components.filters([data_quality.directorate_box(directorate)]),
        components.section(
            "Does every owner exist?",
            [
                *([_table(strangers, reading), html.P(way, className="gt-onward")] if strangers else []),
                *(
                    [html.Details([html.Summary(told), _table(known, reading)], className="gt-no-gaps")]
                    if known
                    else []
                ),
            ],
            note=words.data_quality.phantom_owners(rows, len(bare), reading.many),
        ),
        *([components.section("Nobody answers for these", _nobody(bare, reading))] if bare else []),
    ]


def _table(rows: list[Facts], reading: Reading) -> Component:
    """Return owners with what they answer for and where else they are named."""
    listed = [
        {
            "owner": row["owner"],
            "measures": f"{row['measures']:,}",
            "red": f"{row['red']:,}",
            "overdue": f"{row['overdue']:,}",
            "known": words.data_quality.owner_known_as(row),
        }
        for row in rows
    ]
    many = words.prose.capital(reading.many)
    columns: list[components.Column] = [("owner", "Accountable owner"), ("measures", many, "number")]
    columns += [("red", "Off target", "number"), ("overdue", "Overdue", "number"), ("known", "Where else")]
    return components.data_table(columns, listed, caption="Owners", show_caption=False)


def _nobody(rows: list[Facts], reading: Reading) -> Component:
    items = [
        html.Li(
            [
                components.link(row["title"], links.measure(row["measure"], view="definition", **reading.kept)),
                f": {' and '.join(_lacks(row))}",
            ]
        )
        for row in rows
    ]
    return html.Ul(items)


def _lacks(row: Facts) -> list[str]:
    return [
        what for what, lacking in (("no owner", row["no_owner"]), ("no data owner", row["no_data_owner"])) if lacking
    ]
