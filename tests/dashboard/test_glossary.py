"""The glossary: every word this dashboard says in a sense of its own is explained, and where it stands too (BCC-06)."""

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import pytest
from dash import html

from dashboard import components, formats, links, queries, words
from dashboard.sections import terms
from tests.arrange import all_of, write_pack
from tests.conftest import ROOT
from tests.layouts import hrefs, page, text, walk
from tests.pipelines.test_mart_search import PACKS, of_pack

# Said in headings, labels and sentences of statistics, beside what the modules of words list by themselves.
SAID = """
RAG|rated|target|intervention level|tolerance|stretch target|baseline|variance|exception report|at risk
direction of travel
quartile|quartile A|rank|mean|median|confidence interval|significant|benchmark|comparators|similar councils|funnel plot
percentile|distribution|control chart|control limits|upper control limit|lower control limit|trial limits|common cause
special cause|assurance|within normal variation|within expected variation|recent trend|increasing|decreasing|no change
outlook|projection|cumulative|rolling twelve months|snapshot|vintage|polarity|higher is better|lower is better|withheld
headline|tier|basket|golden thread|economy|efficiency|effectiveness|deliver|enable|influence|proposed|live|retired
data quality rating|risk score|likelihood|impact|milestone|slip|recommendation|as at|reporting period|disclosure control
"""


def vocabulary() -> set[str]:
    """Return every word for a status or a finding that the dashboard can say."""
    modules = [importlib.import_module(f"dashboard.words.{one.name}") for one in pkgutil.iter_modules(words.__path__)]
    groups = [group for one in modules for group in vars(one).values() if isinstance(group, dict)]
    said = {what.label for group in groups for what in group.values() if isinstance(what, words.status.Status)}
    said |= {
        words.finance.budget_status({"status": status, "direction": way, "budget": budget}).label
        for status in ("green", "amber", "red", None)
        for way in ("over", "under", "on")
        for budget in (0.0, 1.0)
        if way != "on" or status in ("green", None)
    }
    said |= set(formats.QUALIFIERS.values())
    said |= {verdict for verdict, _ in words.position._VERDICTS.values()}
    said |= {name.split(",")[0] for name in words.position._QUARTILES.values()}
    said |= set(words.measure._VERDICTS.values()) | set(words.measure._MOVING.values()) | {"improved", "declined"}
    said |= set(words.variation._KINDS) | {said.removeprefix("the ") for said in words.variation._TARGETS.values()}
    said |= set(words.outlook._WORDS) | {name for name in words.quality._RATINGS if name != "None"}
    return said | {word for line in SAID.strip().splitlines() for word in line.split("|")}


@pytest.mark.requirement("BCC-06")
@pytest.mark.parametrize("pack", [*PACKS, "a pack without a glossary"])
def test_every_word_for_a_status_or_a_finding_is_explained(pack: str, tmp_path: Path) -> None:
    folder = ROOT / "data" / "frameworks" / pack if pack in PACKS else write_pack(tmp_path / "pack")
    with of_pack(folder) as db:
        explained = dict(json.loads(all_of(db, "from mart_glossary")[0]["words"]))
        used = all_of(db, "select label from dim_status where scheme in (select scheme from dim_measure)")
    said = vocabulary() | {row["label"] for row in used}
    # A council that has its own words for the statuses never says the house's.
    renamed = {words.status.status_label(status) for status in words.status.STATUSES} - {row["label"] for row in used}
    assert {word for word in said - renamed if word.lower() not in explained} == set()
    assert all(json.loads(term)["meaning"].strip().endswith(".") for term in explained.values())


def entries(layout: Any) -> dict[str, Any]:
    return {part.id: part for part in walk(layout) if isinstance(part, html.Div) and getattr(part, "id", None)}


def test_every_word_stands_under_its_letter_with_its_meaning_and_other_words(demo: None) -> None:
    known = queries.glossary.terms.rows()
    shown = page("glossary")()
    found = entries(shown)
    last = [term for term in known if words.glossary.letter_of(term) == "#"]
    in_order = [term["anchor"] for term in known if term not in last] + [term["anchor"] for term in last]
    assert list(found) == in_order, "from A to Z, what has no letter last"
    for term in known:
        assert (
            text(found[term["anchor"]])
            == f"{term['term']} {term['meaning']} {words.glossary.also_sentence(term)}".strip()
        )
    sections = [part for part in walk(shown) if getattr(part, "className", "") == "gt-glossary__section"]
    letters = sorted({words.glossary.letter_of(term) for term in known} - {"#"})
    assert [text(part.children[0]) for part in sections] == [*letters, "Other"]
    for letter in [*letters, "#"]:
        alone = entries(page("glossary")(letter=letter.lower()))
        assert list(alone) == [term["anchor"] for term in known if words.glossary.letter_of(term) == letter]
        assert links.glossary(letter=letter) in hrefs(shown)


def test_the_glossary_says_how_many_words_are_the_councils() -> None:
    own, other = {"origin": "council"}, {"origin": "house"}
    assert (
        words.glossary.glossary_sentence([own, other, other], "Thornby")
        == "3 words explained, 1 of them in Thornby's own words."
    )
    assert words.glossary.glossary_sentence([other], "Thornby") == "1 word explained."
    assert words.glossary.also_sentence({"also": "a|b|c"}) == "Also: a, b and c."
    assert words.glossary.also_sentence({"also": None}) == ""
    assert (words.glossary.letter_of({"term": "Écart"}), words.glossary.letter_of({"term": "95% interval"})) == (
        "E",
        "#",
    )


def test_a_word_is_found_by_any_of_its_names(demo: None) -> None:
    known = queries.glossary.terms.rows()
    named = {word.lower(): one["anchor"] for one in known for word in (one["term"], *words.glossary.also(one))}
    assert len(named) > len(known)
    assert {word: json.loads(one)["anchor"] for word, one in terms.known().items()} == named


def test_a_word_opens_its_meaning_without_hovering(demo: None) -> None:
    drawn = terms.explained("intervention level", terms.known())
    assert isinstance(drawn, html.Details)
    assert isinstance(drawn.children[0], html.Summary)
    assert text(drawn.children[0]) == "intervention level : what it means"
    assert "exception report is due" in text(drawn.children[1])
    assert hrefs(drawn) == ["/glossary#intervention-level"]
    assert terms.explained("flibbertigibbet", terms.known()) == "flibbertigibbet"
    assert terms.listed(terms.known(), "flibbertigibbet") is None


@pytest.mark.parametrize(
    ("name", "choices", "expected"),
    [
        ("measure", {"measure": "WST02"}, {"intervention level", "provisional", "Direction of travel"}),
        ("measure", {"measure": "ASC01"}, {"Quartile", "Rank", "Confidence interval", "Significant"}),
        ("measure", {"measure": "ASC01", "view": "spc"}, {"Control limits", "Special cause", "Assurance"}),
        ("scorecard", {}, {"Direction of travel", "Variance", "Quartile", "At risk"}),
        ("overview", {}, {"On target", "Off target", "Not due", "Suppressed"}),
    ],
)
def test_words_are_explained_where_they_are_used(demo: None, name: str, choices: dict, expected: set[str]) -> None:
    shown = page(name)(**choices)
    opened = [part for part in walk(shown) if getattr(part, "className", "") == "gt-term"]
    assert expected <= {text(part.children[0]).removesuffix(" : what it means") for part in opened}
    known = entries(page("glossary")())
    for part in opened:
        (href,) = hrefs(part)
        assert href.removeprefix("/glossary#") in known


def test_a_line_of_words_and_terms_has_a_sign_between_them() -> None:
    assert components.told(["a", "b", "c"]) == ["a", " · ", "b", " · ", "c"]
    assert components.told([]) == []
