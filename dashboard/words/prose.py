"""Parts of a text joined into sentences, tables as rows, and what a cell of a fact says if it says anything."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats


def sentences(*parts: str) -> str:
    """Join parts into sentences, each with its one full stop; empty parts fall away."""
    said = [part.strip() for part in parts if part and part.strip()]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in said)


def rows(table: Any) -> list[dict[str, Any]]:
    """Rows of a frame or of any iterable of mappings; none for None."""
    if table is None:
        return []
    return table.to_dict("records") if hasattr(table, "to_dict") else [dict(row) for row in table]


def capital(words: str) -> str:
    """The words with a capital letter in front; "£1" and "3rd" stay as they are."""
    return words[:1].upper() + words[1:]


def small(words: str) -> str:
    """A label as it stands inside a sentence: "Off target" is off target, "NHS" stays."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def listed(parts: Iterable[str], last: str = "and") -> str:
    """Words in a row, the last joined by a word: "a, b and c"."""
    said = [part for part in parts if part]
    return f"{', '.join(said[:-1])} {last} {said[-1]}" if len(said) > 1 else "".join(said)


def told(row: Mapping[str, Any], key: str) -> str:
    """Words of a row's cell, empty where there are none: safe to compare, which pandas' NA is not."""
    return formats.text(row.get(key))


def yes(cell: Any) -> bool | None:
    """A true, false or unknown cell, whatever kind of truth the frame holds."""
    if formats.is_missing(cell) or cell == "":
        return None
    return cell.lower() == "true" if isinstance(cell, str) else bool(cell)


def whole(cell: Any) -> int:
    """A count of a cell, 0 where there is none."""
    return 0 if formats.is_missing(cell) else int(cell)


def period_of(facts: Any, *keys: str) -> str:
    """The first label among the keys of a row, empty where none is known."""
    return next((told(facts, key) for key in keys if told(facts, key)), "")


def year_label(code: Any) -> str:
    """A financial year's code as it is said: 2025-26 is 2025/26."""
    return formats.text(code).replace("-", "/")
