"""What a reader of the explorer chose, as the URL says it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import links

PICKED = "picked"
"""The comparator group of the councils a reader picked in the page."""

MOST_MEASURES, MOST_AREAS = 500, 500
"""Codes of a list that are read from a URL: more than any council has, fewer than would hold up a server."""

_NAMES = ("group", "beside", "period", "since", "by", "view", "against")


@dataclass(frozen=True)
class Choice:
    """One state of the explorer; an empty part is left to the page. ``asked`` makes it good.

    ``beside`` is a second group the verdict is held against, ``period`` the last period looked at and ``since`` the
    first, ``by`` a dimension, ``against`` a second measure. ``areas`` are councils picked by hand: they count where
    ``group`` is PICKED or empty, and are kept while another group is looked at.
    """

    measures: tuple[str, ...] = ()
    group: str = ""
    beside: str = ""
    areas: tuple[str, ...] = ()
    period: str = ""
    since: str = ""
    by: str = ""
    view: str = ""
    against: str = ""

    @property
    def query(self) -> dict[str, links.Choice]:
        """Return the choice as parameters of a URL, in the order they are read."""
        return {
            "measure": self.measures,
            "against": self.against,
            "group": self.group,
            "areas": self.areas,
            "beside": self.beside,
            "period": self.period,
            "since": self.since,
            "by": self.by,
            "view": self.view,
        }

    @property
    def picked(self) -> bool:
        """Tell whether the councils picked by hand are the ones compared with."""
        return bool(self.areas) and self.group in ("", PICKED)


def parsed(given: Mapping[str, Any]) -> Choice:
    """Return what the parameters of a URL say, known or not; a parameter nobody knows is left out."""
    return Choice(
        measures=tuple(links.as_list(given.get("measure")))[:MOST_MEASURES],
        areas=tuple(links.as_list(given.get("areas")))[:MOST_AREAS],
        **{name: links.as_one(given.get(name)) or "" for name in _NAMES},
    )
