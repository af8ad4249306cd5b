"""Parts of a text joined into sentences, and tables as rows."""

from typing import Any


def sentences(*parts: str) -> str:
    """Join parts into sentences, each with its one full stop; empty parts fall away."""
    said = [part.strip() for part in parts if part and part.strip()]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in said)


def rows(table: Any) -> list[dict[str, Any]]:
    """Rows of a frame or of any iterable of mappings; none for None."""
    if table is None:
        return []
    return table.to_dict("records") if hasattr(table, "to_dict") else [dict(row) for row in table]
