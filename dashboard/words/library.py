"""What the library says in words: what is asked, where it was found, reviews, and what a document leads to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.words.prose import sentences

Facts = Mapping[str, Any]
Pieces = Sequence[Mapping[str, str]]
"""A text in pieces, a word with the space behind it each: ``said`` as written, ``folded`` as it is compared."""
Parts = list[tuple[str, bool]]
"""A text in parts, each with whether it is to be marked."""

REVIEWS = {
    "overdue": "Review overdue",
    "soon": "Review due within three months",
    "later": "Review later than that",
    "none": "No review date",
}
DOCUMENTS = {
    "strategy": "Strategies",
    "plan": "Plans",
    "report": "Reports",
    "equality": "Equality impact assessments",
    "other": "Other documents",
}
FOUND = {"title": "In the title", "about": "In the theme, owner or summary", "text": "In the text"}

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)')
_STRETCHES = 3
_LONG, _SHORT = 30, 15
_BEFORE = 5
"""Pieces of a stretch that stand before the first of what was looked for."""


def asked(question: Any) -> tuple[list[str], list[str]]:
    """The words of a question, and the phrases that stand in quotes: ``food "waste bin"`` is food, and waste bin."""
    said = formats.text(question)
    # A comma parts words, as it parts the values of a choice in an address.
    loose = _QUOTED.sub(" ", said).replace(",", " ").split()
    return loose, [phrase for phrase in _QUOTED.findall(said) if phrase.strip()]


def reviewed(document: Facts) -> str:
    """When a document is to be reviewed: "Review overdue since 31 March 2026"; "No review date" where there is none."""
    day, state = formats.day(document["review_on"]), document["review"]
    return {"overdue": f"Review overdue since {day}", "none": "No review date"}.get(state, f"Review due {day}")


def leads_to(document: Facts, one: str, many: str) -> list[str]:
    """What a document leads to: "6 KPIs", "1 plan below it, 8 KPIs in all"; that a strategy is one without measures."""
    if document["unmeasured"]:
        return [f"A strategy without {many}"]
    below, own = document["measures_below"], document["measures"]
    within = f", {formats.plural(below, one, many)} in all" if below > own else ""
    plans = f"{formats.plural(document['plans'], 'plan')} below it{within}" if document["plans"] else ""
    return [said for said in (formats.plural(own, one, many) if own else "", plans) if said]


def library_holds(every: Iterable[Facts], many: str) -> str:
    """What the library holds as a whole: how many documents, reviews overdue, strategies without measures."""
    rows = list(every)
    overdue = sum(row["review"] == "overdue" for row in rows)
    bare = sum(bool(row["unmeasured"]) for row in rows)
    return sentences(
        formats.plural(len(rows), "document"),
        f"{formats.plural(overdue, 'review')} {'is' if overdue == 1 else 'are'} overdue" if overdue else "",
        f"{formats.plural(bare, 'strategy', 'strategies')} {'leads' if bare == 1 else 'lead'} to no {many}"
        if bare
        else "",
    )


def library_found(shown: int, total: int, question: str) -> str:
    """How many documents of how many are shown, and of what they were asked."""
    of = f"{shown:,} of {formats.plural(total, 'document')}"
    if not question:
        return sentences(f"{of} shown")
    words = question if _QUOTED.search(question) else f"“{question}”"
    return sentences(f"{of} {'holds' if shown == 1 else 'hold'} {words}")


def marks(pieces: Pieces, starts: Sequence[str], phrases: Sequence[str]) -> Parts:
    """A text with the words looked for marked: beginnings of words, and whole phrases; all of them folded."""
    wanted = _places(pieces, starts, phrases)
    parts: Parts = []
    for at, piece in enumerate(pieces):
        if at not in wanted:
            parts.append((piece["said"], False))
        elif at - 1 in wanted and wanted[at] == wanted[at - 1]:
            parts[-1] = (parts[-1][0] + piece["said"], True)
        else:
            parts.append((piece["said"], True))
    return _joined(part for text, marked in parts for part in (_trimmed(text) if marked else [(text, False)]))


def snippet(pieces: Pieces, starts: Sequence[str], phrases: Sequence[str]) -> Parts:
    """The stretches of a text that hold what is looked for, marked, three at most; empty where it holds none of it."""
    wanted = _places(pieces, starts, phrases)
    left = set(wanted.values())
    size = _LONG if any(_within(wanted, at, _LONG) >= left for at in wanted) else _SHORT
    chosen: list[int] = []
    while left and len(chosen) < _STRETCHES:
        best = max(wanted, key=lambda at: (len(_within(wanted, at, size) & left), -at))
        left -= _within(wanted, best, size)
        chosen.append(max(0, min(best - _BEFORE, len(pieces) - size)))
    parts: Parts = []
    end = 0
    for first in sorted(chosen):
        parts += [("… ", False)] if first > end else []
        end, start = first + size, max(first, end)
        parts += marks(pieces[start:end], starts, phrases)
    return _joined([*parts, *([("…", False)] if parts and end < len(pieces) else [])])


def _within(wanted: Mapping[int, str], first: int, size: int) -> set[str]:
    """Return what a stretch holds that begins a little before the place ``first``."""
    return {term for at, term in wanted.items() if first <= at < first + size - _BEFORE}


def _places(pieces: Pieces, starts: Sequence[str], phrases: Sequence[str]) -> dict[int, str]:
    """Return the pieces to mark by their place, each with what was looked for there."""
    tokens = [(token, at) for at, piece in enumerate(pieces) for token in piece["folded"].split()]
    found: dict[int, str] = {}
    terms = [(term, term.split(), whole) for whole, terms in ((True, phrases), (False, starts)) for term in terms]
    for term, words, whole in terms:
        for at in range(len(tokens) - len(words) + 1):
            here = [token for token, _ in tokens[at : at + len(words)]]
            last = here[-1] == words[-1] if whole else here[-1].startswith(words[-1])
            if last and here[:-1] == words[:-1]:
                for _, place in tokens[at : at + len(words)]:
                    found.setdefault(place, term)
    return found


def _trimmed(text: str) -> Parts:
    """Return a marked stretch with the space and the signs around its words left unmarked."""
    inner = re.fullmatch(r"(\W*)(.*?)(\W*)", text, re.DOTALL)
    before, words, after = inner.groups() if inner else ("", text, "")
    return [(part, marked) for part, marked in ((before, False), (words, True), (after, False)) if part]


def _joined(parts: Iterable[tuple[str, bool]]) -> Parts:
    joined: Parts = []
    for text, marked in parts:
        if joined and not marked and not joined[-1][1]:
            joined[-1] = (joined[-1][0] + text, False)
        else:
            joined.append((text, marked))
    return joined
