"""What later files changed, in words: how many figures, by how much, and what a choice leaves of them (DR-37)."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import sentences

Facts = Mapping[str, Any]


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


def revised_by(row: Facts) -> str:
    """By how much a figure changed: "−0.9 percentage points"; a figure that was taken back says so."""
    if formats.is_missing(row["new_value"]):
        return "taken back"
    said = formats.change(row["new_value"] - row["old_value"], row)
    return "too small a change to show" if said == "no change" else said
