"""The views of the explorer. A new view is a new module here: it is discovered, never registered.

Each module has ``NAME`` (in the URL), ``LABEL`` (on its tab; it may name {many}), ``ORDER`` (among the tabs), ``LEAST``
and ``MOST`` (how many measures it can show) and one function, ``draw(asked) -> list[Component]``. What it shows it
takes from ``asked`` (dashboard/explorer): ``asked.subjects[:MOST]`` are what to draw, the page says where that leaves
some out. It may say ``PAIR = True`` where measures are held against a second one, ``BESIDE = True`` where the group is
held against a second group, ``WHOLE = True`` where the plan's measures are shown until some are chosen, ``SPAN`` what
"since" is where nobody chose it, or False where since when does not matter: the choosers follow.
"""

import pkgutil
from importlib import import_module
from types import ModuleType

from dash.development.base_component import Component

from dashboard import components
from dashboard.explorer import Asked


def _discovered() -> dict[str, ModuleType]:
    found = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    views = [module for module in found if hasattr(module, "NAME")]
    return {module.NAME: module for module in sorted(views, key=lambda module: module.ORDER)}


VIEWS = _discovered()
"""Name in the URL to module, in the order of the tabs; the first needs no name."""


def chosen(asked: Asked) -> ModuleType:
    """Return the view asked for, or the first where there is no such view."""
    return VIEWS.get(asked.choice.view) or next(iter(VIEWS.values()))


def label(asked: Asked, view: ModuleType) -> str:
    """Return the name of a view in the council's words."""
    return view.LABEL.format(many=asked.facts["measure_word_plural"])


def tabs(asked: Asked) -> Component:
    """Return links to every view, the present one marked."""
    views = [(name, label(asked, view), asked.href(view=name)) for name, view in VIEWS.items()]
    return components.tabs(views, chosen(asked).NAME, "Views")
