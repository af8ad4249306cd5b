"""A directorate's return: a workbook we write with one row per figure due, and read back whatever was done to it."""

PROPERTY = "golden-thread-return"
"""Custom property of a workbook we wrote, with the version of its form."""

FIGURES, COMMENTARY, MILESTONES = "Figures", "Commentary", "Milestones"

COLUMNS = {
    FIGURES: {
        "measure": "Code",
        "title": "Measure",
        "period": "Period code",
        "label": "Period",
        "unit": "Unit",
        "last": "Last figure",
        "last_label": "Last period",
        "target": "Target",
        "value": "Figure",
        "numerator": "Numerator",
        "denominator": "Denominator",
        "mark": "Mark",
        "note": "Note",
        "confirmed": "Confirmed",
    },
    COMMENTARY: {
        "measure": "Code",
        "title": "Measure",
        "period": "Period code",
        "going_well": "Going well",
        "needs_improvement": "Needs improvement",
        "action": "Action",
        "action_owner": "Action owner",
        "action_due": "Action due",
        "exception": "Exception report",
        "author": "Author",
    },
    MILESTONES: {
        "milestone": "Milestone",
        "title": "What is to be done",
        "baseline": "Agreed date",
        "last_forecast": "Last expected",
        "forecast": "Now expected",
        "actual": "Done on",
        "percent": "Per cent done",
        "note": "Note",
    },
}
"""Sheet to field to heading. A sheet is known by its headings, so it may be renamed, moved, or have columns between."""

NEEDED = {
    FIGURES: (("measure",), ("period", "label"), ("value",)),
    COMMENTARY: (("measure",), ("period",), ("going_well",), ("needs_improvement",)),
    MILESTONES: (("milestone",), ("forecast",), ("actual",)),
}
"""Fields by whose headings a sheet is known, one of each; without them it is not a sheet of a return."""

MARKS = {
    "provisional": "p",
    "estimated": "e",
    "revised": "r",
    "low reliability": "u",
    "confidential": "c",
    "not available": "x",
    "not applicable": "z",
}
"""Words of the column Mark to markers (DR-36); the last three stand in the place of a figure."""
