"""Words that explain words: which explanation a word has, and what the glossary says of itself."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import listed

Term = Mapping[str, Any]


def also(term: Term) -> list[str]:
    """Return the other words for a term."""
    return [word for word in formats.text(term["also"]).split("|") if word]


def letter_of(term: Term) -> str:
    """Return the letter a term stands under: capital, without its accent; # for a figure or a sign."""
    first = unicodedata.normalize("NFD", term["term"])[:1].upper()
    return first if "A" <= first <= "Z" else "#"


def glossary_sentence(terms: Iterable[Term], council: str) -> str:
    """How many words are explained and whose they are: "161 words, 134 of them as Wrensford uses them."."""
    found = list(terms)
    own = sum(term["origin"] == "council" for term in found)
    said = f"{formats.plural(len(found), 'word')} explained"
    return f"{said}, {own:,} of them in {council}'s own words." if own else f"{said}."


def also_sentence(term: Term) -> str:
    """The other words for a term: "Also: KPI, measure and indicator."; empty where there is none."""
    return f"Also: {listed(also(term))}." if also(term) else ""
