"""The library: every document is found by its words, titles first, and leads to plans below it, measures and back."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import dash
import duckdb
import pytest
from dash import html
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from dashboard import choices, queries, words
from dashboard.app import exists
from dashboard.sections import library
from pipelines import publish
from tests.arrange import MEASURE, PLAN, all_of, measure
from tests.layouts import hrefs, page, reading, small, text, walk

TODAY = date(2026, 10, 31)
LATEST = "2026-27Q2"


@pytest.fixture(scope="module")
def held(demo_warehouse: Path) -> dict[str, list[dict]]:
    """The tables behind the pages, read past the dashboard's own queries."""
    tables = ("dim_document", "bridge_related", "dim_plan", "dim_level", "dim_programme", "fact_risk")
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return {table: all_of(db, f"from {table}") for table in tables}


def lines(layout: Any) -> list[Any]:
    """Return the documents of a list."""
    return [part for part in walk(layout) if getattr(part, "className", "") == "gt-document"]


def found(**chosen: str) -> list[str]:
    """Return the codes of the documents the library shows, in its order."""
    return [hrefs(line)[0].split("/")[2].split("?")[0] for line in lines(page("library")(**chosen))]


def hits(question: str) -> list[str]:
    """Return the codes the library finds for a question, as its list would have them; quicker than its page."""
    return [row["document"] for row in queries.library.documents.rows(**terms(question))]


def terms(question: str) -> dict[str, list[str]]:
    starts, phrases = words.library.asked(question)
    return queries.library.question.first(words=starts, phrases=phrases)


def marked(layout: Any) -> list[str]:
    return [text(part) for part in walk(layout) if isinstance(part, html.Mark)]


def plain(said: str) -> str:
    """Return a text as words alone, the slow way; singular and plural stay what they are."""
    return " ".join(re.findall("[a-z0-9]+", re.sub("['’]", "", said.lower())))


def cards(layout: Any) -> dict[str, Any]:
    """Return the cards and sections of a page by their heading."""
    parts = [part for part in walk(layout) if getattr(part, "className", "") in ("gt-card", "gt-section")]
    return {text(part.children[0]): part for part in parts}


@given(drawn=st.data())
def test_every_document_is_found_by_any_phrase_of_its_text(
    demo: None, held: dict[str, list[dict]], drawn: st.DataObject
) -> None:
    document = drawn.draw(st.sampled_from(held["dim_document"]))
    said = document["text"].split()
    length = drawn.draw(st.integers(3, 9))
    start = drawn.draw(st.integers(0, len(said) - length))
    phrase = re.sub('["“”]', "", " ".join(said[start : start + length]))
    typed = drawn.draw(st.sampled_from([phrase, phrase.upper(), phrase.replace("'", "’"), plain(phrase)]))
    quoted = drawn.draw(st.sampled_from(['"{}"', "“{}”", '"{}', "{}"])).format(typed)
    asked = terms(quoted)
    row = next(row for row in queries.library.documents.rows(**asked) if row["document"] == document["document"])
    marks = words.library.marks(row["text_pieces"], **asked)
    assert "".join(part for part, _ in marks) == document["text"]
    if quoted != typed:
        assert plain(phrase) in plain(" ".join(part for part, is_marked in marks if is_marked))


def test_every_document_is_found_by_each_phrase_of_three_words(demo: None, held: dict[str, list[dict]]) -> None:
    """Every document by its first, middle and last three words: the chance of the property test leaves none out."""
    for document in held["dim_document"]:
        said = document["text"].replace('"', "").split()
        for start in (0, len(said) // 2, len(said) - 3):
            assert document["document"] in hits(f'"{" ".join(said[start : start + 3])}"')


def test_titles_rank_before_summaries_and_summaries_before_texts(demo: None, held: dict[str, list[dict]]) -> None:
    by_code = {row["document"]: row for row in held["dim_document"]}
    ranked = 0
    for word in sorted({word for row in held["dim_document"] for word in plain(row["title"]).split()}):
        codes = hits(word)
        ranks = []
        for code in codes:
            row = by_code[code]
            places = (row["title"], f"{row['theme']} {row['owner']} {row['kind']} {row['summary']}", row["text"])
            ranks.append(next(at for at, said in enumerate(places) if holds(said, word)))
        assert ranks == sorted(ranks), word
        # Nothing is left out: whatever holds the word in its title is there.
        assert {code for code in by_code if word in plain(by_code[code]["title"]).split()} <= set(codes)
        ranked += len(set(ranks)) > 1
        if word in ("climate", "homes", "of"):
            assert found(q=word) == codes, "the page has them in the order of the query"
    assert ranked > 20, "words that stand in a title of one and the text of another"


def holds(said: str, word: str) -> bool:
    """Tell whether a word of a text begins like another, both in the singular."""
    return any(singular(one).startswith(singular(word)) for one in plain(said).split())


def singular(word: str) -> str:
    """Return a word without the ending of many, the slow way."""
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    for ending, instead in (("ies", "y"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss")):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    return word.removesuffix("s")


@pytest.mark.requirement("WCC-29")
def test_the_library_lists_every_strategy_and_finds_it_by_title_owner_theme_and_text(
    demo: None, held: dict[str, list[dict]]
) -> None:
    assert sorted(found()) == sorted(row["document"] for row in held["dim_document"])
    assert "37 of 37 documents shown" in text(page("library")())
    for row in held["dim_document"]:
        for field in ("title", "owner", "theme", "text"):
            assert row["document"] in hits(f'"{row[field]}"'), (row["document"], field)
    assert found(q="no such thing anywhere") == []
    assert "No document is left" in text(page("library")(q="no such thing anywhere"))
    assert "0 of 37 documents hold" in text(page("library")(q="zebra"))


@pytest.mark.requirement("WCC-29")
def test_filters_count_what_every_other_choice_leaves(demo: None, held: dict[str, list[dict]]) -> None:
    documents = held["dim_document"]
    for name in ("kind", "theme", "owner"):
        shown = page("library")(**{name: documents[0][name]})
        codes = {row["document"] for row in documents if row[name] == documents[0][name]}
        assert set(found(**{name: documents[0][name]})) == codes
        assert f"{len(codes)} of {len(documents)} documents shown" in text(shown)
    options = {name: offered(page("library")(theme="Environment and climate"), name) for name in ("kind", "theme")}
    green = [row for row in documents if row["theme"] == "Environment and climate"]
    assert options["kind"]["strategy"] == f"Strategy ({sum(row['kind'] == 'strategy' for row in green)})"
    homes = sum(row["theme"] == "Homes and neighbourhoods" for row in documents)
    assert options["theme"]["Homes and neighbourhoods"] == f"Homes and neighbourhoods ({homes})"
    assert set(found(q="carbon", kind="plan")) < set(found(q="carbon"))
    assert found(kind="no such kind", owner="'") == found()


def offered(layout: Any, name: str) -> dict[str, str]:
    control = next(part for part in walk(layout) if getattr(part, "id", None) == {"type": "filter", "name": name})
    return {option["value"]: option["label"] for option in control.options}


def test_reviews_are_overdue_soon_or_later_and_said_in_words(demo: None, held: dict[str, list[dict]]) -> None:
    for row in held["dim_document"]:
        day = row["review_on"]
        state = "none" if day is None else "overdue" if day < TODAY else "soon" if day <= date(2027, 1, 31) else "later"
        assert row["document"] in found(review=state)
    assert set(found(review="overdue")) == {"community-safety", "property"}
    late = text(lines(page("library")(review="overdue"))[0])
    assert "Review overdue since 31 March 2026" in late
    assert "2 reviews are overdue" in text(page("library")())
    assert "Review overdue since 31 March 2026" in text(page("document")(document="community-safety"))


@pytest.mark.requirement("WCC-22")
def test_a_strategy_without_measures_is_listed_as_a_gap_and_says_so_itself(
    demo: None, held: dict[str, list[dict]]
) -> None:
    named = {row["code"] for row in held["bridge_related"] if row["kind"] == "document" and row["measure"]}
    bare = [r["document"] for r in held["dim_document"] if r["kind"] == "strategy" and r["document"] not in named]
    assert found(kind="strategy", measured="none") == bare == ["food"]
    notice = next(part for part in walk(page("library")()) if "gt-notice" in str(getattr(part, "className", "")))
    assert hrefs(notice) == ["/library/food"]
    assert "A strategy without KPIs" in text(lines(page("library")(measured="none", kind="strategy"))[0])
    assert "It names no KPIs, and no plan below it does" in text(page("document")(document="food"))
    assert "It names no KPIs" not in text(page("document")(document="climate"))


def test_the_words_looked_for_are_marked_in_the_list_and_in_the_document(demo: None) -> None:
    shown = page("library")(q='families "rough sleeping"')
    assert {plain(mark) for mark in marked(shown)} == {"families", "rough sleeping"}
    line = next(line for line in lines(page("library")(q="asbestos")))
    assert marked(line) == ["asbestos"]
    assert hrefs(line)[0] == "/library/city-centre?q=asbestos"
    assert marked(page("document")(document="city-centre", q="asbestos stalls")) == ["stalls", "asbestos"]
    assert marked(page("document")(document="city-centre")) == []


@pytest.mark.requirement("WCC-30")
def test_a_document_leads_to_its_plans_measures_and_programmes_and_each_measure_back(
    demo: None, held: dict[str, list[dict]]
) -> None:
    linked = [row for row in held["bridge_related"] if row["kind"] == "document" and row["measure"]]
    for document in held["dim_document"]:
        ways = hrefs(page("document")(document=document["document"]))
        below = [r["document"] for r in held["dim_document"] if r["parent"] == document["document"]]
        assert {f"/library/{code}" for code in below} <= set(ways), document["document"]
        assert {f"/measures/{row['measure']}" for row in linked if row["code"] == document["document"]} <= set(ways)
        assert document["url"] in ways
        cite = {row["programme"] for row in held["dim_programme"] if row["document"] == document["document"]}
        assert {href for href in ways if href.startswith("/programmes/")} == {f"/programmes/{code}" for code in cite}
    for code in sorted({row["measure"] for row in linked})[::9]:
        back = {href for href in hrefs(page("measure")(measure=code)) if href.startswith("/library/")}
        assert back == {f"/library/{row['code']}" for row in linked if row["measure"] == code}


def test_measures_of_a_plan_below_stand_in_its_branch_with_their_status(demo: None) -> None:
    branch = cards(page("document")(document="send-strategy"))["Plans below it"]
    rows = queries.related.measures.rows(kind="document", period=LATEST)
    mine = [row for row in rows if row["code"] == "send-recovery"]
    tree = next(part for part in walk(branch) if getattr(part, "className", "") == "gt-tree")
    lines = [Markup(line) for line in tree.children.children.split("<li") if line.startswith(' class="gt-tree__leaf"')]
    leaves = {hrefs(line)[0]: text(line) for line in lines}
    assert set(leaves) == {f"/measures/{row['measure']}" for row in mine}
    for row in mine:
        assert words.status.status_label(row["status"]) in leaves[f"/measures/{row['measure']}"]
    earlier = cards(page("document")(document="send-strategy", period="2025-26Q2"))["Plans below it"]
    assert "/measures/SEN01?period=2025-26Q2" in hrefs(earlier)


@pytest.mark.requirement("BCC-11")
def test_a_plan_node_leads_to_its_documents_and_they_lead_back(demo: None, held: dict[str, list[dict]]) -> None:
    pages_of = {row["level"]: row["page"] for row in held["dim_level"]}
    names = {"outcomes": "outcome", "directorates": "directorate", "services": "service"}
    attached = [(r["code"], r["node"]) for r in held["bridge_related"] if r["kind"] == "document" and r["node"]]
    attached += [(row["document"], row["node"]) for row in held["dim_plan"] if row["document"]]
    reading = choices.reading()
    for node in held["dim_plan"]:
        codes = {code for code, of in attached if of == node["node"]}
        assert {href.split("/")[2] for href in hrefs(library.of_node(node["node"], reading))} == codes
    # One page of each kind shows it, as do the others: they are drawn by the same two functions.
    for node in ("GC", "GC1", "COP", "WAR"):
        row = next(row for row in held["dim_plan"] if row["node"] == node)
        shown = cards(page(names[pages_of[row["level"]]])(node=node)).get("Strategies and documents", [])
        assert {href.split("/")[2] for href in hrefs(shown)} == {code for code, of in attached if of == node}
    ways_of = {code: hrefs(page("document")(document=code)) for code in sorted({code for code, _ in attached})}
    for code, node in attached:
        row = next(row for row in held["dim_plan"] if row["node"] == node)
        # A node of one that comes from the same document is reached through it.
        above = [of for of_code, of in attached if of_code == code]
        if row["level"] and row["parent"] not in above:
            ways = [href.split("?")[0] for href in ways_of[code]]
            assert f"/{pages_of[row['level']]}/{node}" in ways, (code, node)


@pytest.mark.requirement("DCC-23")
def test_related_reports_stand_with_a_strategy_a_plan_node_and_a_measure(demo: None) -> None:
    reports = cards(page("document")(document="waste-strategy"))["Related reports"]
    assert "/library/report-scrutiny-waste-2026" in hrefs(reports)
    assert "https://www.wrensford.example/scrutiny/2026-09-16/missed-collections" in hrefs(reports)
    assert "report, 9 September 2026" in text(reports)
    node = cards(page("outcome")(node="GC1"))["Strategies and documents"]
    assert "/library/report-scrutiny-waste-2026" in hrefs(node)
    assert "/library/report-scrutiny-waste-2026" in hrefs(page("measure")(measure="WST01"))
    # By a measure they share, though neither stands above the other.
    assert "/library/public-health-2026" in hrefs(cards(page("document")(document="transport"))["Related reports"])
    assert "Related reports" not in cards(page("document")(document="people"))


@pytest.mark.requirement("BCP-32")
def test_an_equality_impact_assessment_stands_with_its_plan(demo: None, held: dict[str, list[dict]]) -> None:
    row = next(row for row in held["dim_document"] if row["document"] == "eia-council-plan")
    card = cards(page("document")(document="council-plan"))["Equality impact assessment"]
    assert hrefs(card) == ["/library/eia-council-plan", row["url"]]
    assert row["url"] in hrefs(page("document")(document="eia-council-plan"))
    assert "/library/council-plan" in hrefs(page("document")(document="eia-council-plan"))


@pytest.mark.requirement("WCC-26")
def test_measures_strategies_and_risks_lead_to_one_another(demo: None, held: dict[str, list[dict]]) -> None:
    pairs = [row for row in held["bridge_related"] if row["measure"]]
    of = {kind: [row for row in pairs if row["kind"] == kind] for kind in ("document", "risk")}
    plans = {row["document"] for row in held["dim_document"] if row["kind"] in ("strategy", "plan")}
    shown = {part.id: hrefs(part) for part in walk(page("risks")()) if "gt-thing" in part_class(part)}
    for risk in held["fact_risk"]:
        measures = {row["measure"] for row in of["risk"] if row["code"] == risk["risk"]}
        strategies = {row["code"] for row in of["document"] if row["measure"] in measures and row["code"] in plans}
        ways = {href.split("/")[2] for href in shown[risk["risk"]] if href.startswith("/library/")}
        assert ways == strategies
        for code in sorted(strategies)[:1]:
            assert f"/risks#{risk['risk']}" in hrefs(page("document")(document=code))
        for code in sorted(measures)[:1]:
            back = hrefs(page("measure")(measure=code))
            assert f"/risks#{risk['risk']}" in back
            assert any(href.startswith("/library/") for href in back) == any(
                row["measure"] == code for row in of["document"]
            )


def part_class(part: Any) -> list[str]:
    return str(getattr(part, "className", "")).split()


def test_an_unknown_document_is_not_found(demo: None) -> None:
    assert exists("/library/climate")
    assert not exists("/library/nope")
    assert "There is no nope in the library" in text(page("document")(document="nope"))
    assert "Not found" in text(page("document")())


def test_a_pack_without_documents_says_so_and_has_no_library_in_its_menu(pages: None, plain_warehouse: Path) -> None:
    with reading(plain_warehouse):
        assert "No strategies, plans or reports are recorded" in text(page("library")())
        assert "Strategies and documents" not in text(page("outcome")(node="P11"))
        menu = {
            entry["name"] for entry in dash.page_registry.values() if entry.get("menu") and entry.get("offered", bool)()
        }
        assert "Library" not in menu


@pytest.mark.requirement("BCC-11")
def test_a_broken_or_missing_address_is_reported(pages: None, tmp_path: Path) -> None:
    documents = [
        {"document": "a", "title": "Alpha", "kind": "strategy", "url": "www.alpha.example", "nodes": "P11"},
        {"document": "b", "title": "Beta", "kind": "plan", "parent": "a"},
        {"document": "c", "title": "Gamma", "kind": "plan", "url": "https://gamma.example/plan", "parent": "a"},
    ]
    plan = [row | ({"document": "c"} if row["node"] == "CP" else {}) for row in PLAN]
    with small(tmp_path, documents=documents, plan=plan, measures=[MEASURE, measure("ENV02")]):
        said = text(page("library")())
        assert "1 of 3 have no address where the original can be read." in said
        assert "The address of Alpha is not one of the web: www.alpha.example." in said
        assert "Its address is not one of the web" in text(page("outcome")(node="P11"))
        assert "www.alpha.example" not in hrefs(page("document")(document="a"))
        assert "No address of the original is known" in text(page("document")(document="b"))
        assert "Its text is not in the library" in text(page("document")(document="b"))
        # The source of a whole plan leads to the top of it, and counts what serves it.
        shown = page("document")(document="c")
        assert {"/outcomes/O1", "/outcomes/O2", "/directorates/D1"} <= set(hrefs(shown))
        assert "the parts of the plan that come from it have 2" in text(shown)
        assert "It names no measures itself; the plans below it have 2" in text(page("document")(document="a"))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("waste", (["waste"], [])),
        ('food "weekly waste" 2030', (["food", "2030"], ["weekly waste"])),
        ("“one table", ([], ["one table"])),
        ("a,b", (["a", "b"], [])),
        ('" " ', ([], [])),
        (None, ([], [])),
    ],
)
def test_a_question_is_words_and_phrases(question: str | None, expected: tuple) -> None:
    assert words.library.asked(question) == expected


def pieces(said: str) -> list[dict[str, str]]:
    return [{"said": piece, "folded": plain(piece)} for piece in re.findall(r"\S+\s*", said)]


def test_marks_keep_every_letter_and_leave_signs_outside() -> None:
    said = pieces("The (waste) plan – waste, wasted on well-known waste plans.")
    marks = words.library.marks(said, ["waste"], ["well known"])
    assert "".join(part for part, _ in marks) == "The (waste) plan – waste, wasted on well-known waste plans."
    assert [part for part, is_marked in marks if is_marked] == ["waste", "waste, wasted", "well-known", "waste"]
    assert [part for part, found_ in words.library.marks(said, [], ["waste plan"]) if found_] == ["waste) plan"]
    assert words.library.marks(said, [], []) == [("The (waste) plan – waste, wasted on well-known waste plans.", False)]


def test_a_snippet_holds_what_is_looked_for_however_far_apart() -> None:
    said = " ".join(f"w{n}" for n in range(200))
    parts = words.library.snippet(pieces(said), ["w150", "w20"], [])
    assert [part for part, is_marked in parts if is_marked] == ["w20", "w150"]
    told = "".join(part for part, _ in parts)
    assert told.startswith("… w15 ")
    assert told.endswith("…")
    assert len(told.split()) < 40
    assert words.library.snippet(pieces(said), ["x"], []) == []
    assert "".join(part for part, _ in words.library.snippet(pieces("one two three"), ["two"], [])) == "one two three"


@pytest.mark.requirement("BCC-25")
def test_a_contextual_indicator_links_to_its_source_with_the_licence_and_to_where_it_is_published(
    pages: None, birmingham_warehouse: Path
) -> None:
    with reading(birmingham_warehouse):
        tiers = {row["tier"] for row in queries.plan.tiers.rows() if not row["rated"]}
        rows = queries.scorecard.rows(period=choices.reading().period, node=None, tier=None, status=None)
        contextual = rows[rows["tier"].isin(tiers)]["measure"].tolist()
        assert len(contextual) == 23
        for code in contextual:
            about = queries.measure.about.first(measure=code)
            shown = page("measure")(measure=code, view="definition")
            assert about["source_url"].startswith("https://")
            assert about["source_url"] in hrefs(shown)
            assert " ".join(about["licence"].split()) in text(shown)
            assert {"/library/state-of-the-city", "/library/city-observatory"} <= set(hrefs(shown))
