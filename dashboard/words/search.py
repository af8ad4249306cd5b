"""What a search says: how much it found, what it read a misspelt word as, and the lines that show why."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from dashboard import formats
from dashboard.words.prose import capital

Hits = list[dict[str, Any]]
Piece = tuple[str, bool]
"""A piece of text, and whether it is one of the words found."""

LINE = 220
"""Characters of text shown under a title."""
READINGS = 3
"""Readings of a misspelt phrase that are named."""

# One of a kind and several, in the order of the choice; a council's own words for its measures come from its pack.
KINDS = {
    "measure": ("measure", "measures"),
    "plan": ("part of the plan", "plan"),
    "document": ("strategy or document", "strategies and documents"),
    "programme": ("programme", "programmes and projects"),
    "milestone": ("milestone", "milestones"),
    "recommendation": ("recommendation", "recommendations"),
    "risk": ("risk", "risks"),
    "contract": ("contract", "contracts"),
    "forum": ("forum", "forums"),
    "term": ("word explained", "words explained"),
    "statistic": ("published statistic outside the plan", "published statistics outside the plan"),
}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def search_sentence(asked: str, hits: Hits, *, shown: int, many: str = "measures") -> str:
    """How many things were found; where only near spellings were, what was read instead (``hits`` of search.find)."""
    if not asked:
        return f"Looks through {many}, the plan, strategies, milestones, risks, forums and the glossary."
    if not hits:
        return f"Nothing holds {'all of ' if ' ' in asked else ''}“{asked}”. Try fewer words, or the beginning of one."
    exact = sum(not hit["corrections"] for hit in hits)
    near = len(hits) - exact
    said = str(formats.plural(exact or near, "result"))
    if not exact:
        said = f"Showing results for {_readings(asked, hits)}; nothing holds “{asked}”: {said}"
    elif near:
        said += f", and {near:,} spelled nearly so"
    return f"{said}.{f' The first {shown:,} are shown.' if shown < len(hits) else ''}"


def _readings(asked: str, hits: Hits) -> str:
    """Return the phrase as it was read instead: "“household waste”", the reading of the best result first."""
    readings: dict[str, None] = {}
    for hit in hits:
        read = asked.lower()
        for one in hit["corrected"] or []:
            read = re.sub(rf"(?<!\w){re.escape(one['asked'])}(?!\w)", one["word"], read)
        readings.setdefault(f"“{read}”")
    named = list(readings)[:READINGS]
    return " or ".join(named) if len(named) < READINGS else f"{', '.join(named[:-1])} or {named[-1]}"


def kind_words(row: Mapping[str, Any], *, one: str = "measure") -> str:
    """What a thing found is: "KPI · WST01", "Priority · GC1", "Strategy", "Word explained"."""
    kind = row["kind"]
    name = one if kind == "measure" else formats.text(row["called"]) or KINDS[kind][0]
    code = "" if kind in ("term", "forum", "document") else row["code"]
    return " · ".join(part for part in (capital(name), code) if part)


def marked(text: str, words: Iterable[str]) -> list[Piece]:
    """A text in pieces, those that are one of ``words`` (in lower case, without accents) told apart."""
    wanted, pieces, at = set(words), [], 0
    for match in _WORD.finditer(text):
        if _plain(match.group()) & wanted:
            pieces += [(text[at : match.start()], False), (match.group(), True)]
            at = match.end()
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def search_line(row: Mapping[str, Any], words: Iterable[str], *, in_title: bool) -> list[Piece]:
    """The lines under a title: the detail, or where words stand only in the rest of the text, the place in it."""
    wanted = set(words)
    detail, text = row["detail"], row["text"]
    elsewhere = not in_title and _first(detail, wanted) is None and _first(text, wanted) is not None
    said = text if elsewhere or not detail else detail
    start = _first(said, wanted) or 0
    return marked(_window(said, start), wanted)


def _window(text: str, place: int) -> str:
    """Return as much of a text as a line takes, with the place in it, cut between words."""
    start = 0 if place < LINE * 2 // 3 else text.rfind(" ", 0, place - LINE // 3) + 1
    end = len(text) if len(text) - start <= LINE else text.rfind(" ", start, start + LINE)
    end = end if end > place else min(len(text), start + LINE)
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")


def _first(text: str, wanted: set[str]) -> int | None:
    return next((match.start() for match in _WORD.finditer(text) if _plain(match.group()) & wanted), None)


@lru_cache(maxsize=10_000)
def _plain(word: str) -> frozenset[str]:
    """Return a word as the search reads it: lower case, no accents, no apostrophe."""
    bare = unicodedata.normalize("NFD", word.lower())
    return frozenset(re.findall("[a-z0-9]+", re.sub("['’\u0300-\u036f]", "", bare)))
