"""What later files changed, in words: how many figures, by how much, and what a choice leaves of them (DR-37)."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import sentences

Facts = Mapping[str, Any]

_MOST_DIGITS = 6


def revisions(size: Facts, many: str) -> str:
    """How much was revised: "52 of 2,903 figures were revised after they were first published…" (row of size)."""
    if not size["figures"]:
        return "No figure has been published yet."
    if not size["revisions"]:
        return f"None of {size['figures']:,} figures was revised after it was first published."
    flipped = int(size["flipped"])
    statuses = f"{flipped:,} of them changed a status" if flipped else "No status changed"
    seen = int(size["flipped_seen"])
    told = f"{formats.count(seen, flipped)} of these had been before a meeting" if seen else ""
    of = f"{size['measures']:,} {many}" if size["measures"] != 1 else f"one of the {many}"
    return sentences(
        f"{formats.count(size['revised'], size['figures'])} figures were revised after they were first published, "
        f"in {formats.plural(size['revisions'], 'revision')} of {of}",
        statuses,
        told,
    )


def revisions_shown(shown: int, total: int, *, measure: str = "", flipped: bool = False, since: Any = None) -> str:
    """Which revisions stand in the list: "12 of 63 revisions, the newest first: with a changed status, since…"."""
    chosen = [measure, "with a changed status" if flipped else "", f"since {formats.day(since)}" if since else ""]
    first = f"{formats.count(shown, total)} revisions, the newest first"
    said = ", ".join(part for part in chosen if part)
    return sentences(f"{first}: {said}" if said else first)


def revised_figures(row: Facts) -> tuple[str, str, str]:
    """The old figure, the new one and the change between: "92.4%", "91.1%", "−1.3 percentage points".

    A change too small for the decimals of the measure is shown with as many as it takes; a figure that was taken back
    has no change.
    """
    old, new = row["old_value"], row["new_value"]
    if formats.is_missing(new):
        return formats.measured(old, row), formats.measured(new, row, marker=row.get("marker")), "taken back"
    for more in range(_MOST_DIGITS):
        about = {**row, "decimals": row["decimals"] + more}
        shown = formats.measured(old, about), formats.measured(new, about)
        if shown[0] != shown[1] and formats.change(new - old, about) != "no change":
            # Of the figures as they are shown (DR-09): 42.7 to 42.9 is 0.2, whatever lies behind them.
            was, now = (formats.rounded(figure, about["decimals"]) for figure in (old, new))
            return *shown, formats.change(float(now - was), about)
    return formats.measured(old, row), formats.measured(new, row), "too small a change to show"
