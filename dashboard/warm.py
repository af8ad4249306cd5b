"""What every first answer needs, had before the first reader asks: modules, plans, what the database reads once."""

import gc

import dash
from flask import Flask

from dashboard import links
from dashboard.addresses import page_at, pages_in
from dashboard.answers import AFRESH, PAGE, question

ALLOCATIONS = (50_000, 20, 100)
"""New objects, then rounds, after which Python looks for rings of objects; a page makes thirty thousand and no ring."""


def warm(server: Flask) -> None:
    """Answer one document, every page of the menu and one page of each kind the overview leads to.

    A process that found the answers of another would not be warm.
    """
    reader = server.test_client()
    reader.environ_base[AFRESH] = "yes"
    reader.get(links.overview())
    waiting = [page["path"] for page in dash.page_registry.values() if page.get("in_nav")]
    seen = {page_at(path)[0]["module"] for path in waiting}
    for address in waiting:
        path, mark, search = address.partition("?")
        answer = reader.post(PAGE, json=question(path, mark + search))
        if path == links.overview():
            for href in pages_in(answer.get_data(as_text=True)):
                kind = page_at(href.partition("?")[0])[0]["module"]
                if kind not in seen:
                    seen.add(kind)
                    waiting.append(href)
    # What is here now stays: looking through it again and again costs a page a fifth of its time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*ALLOCATIONS)
