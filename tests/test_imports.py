"""Imports point one way. The folder name is the layer."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for half in ("dashboard", "pipelines") for path in (ROOT / half).rglob("*.py"))

PURE = {"dash", "flask", "dashboard.warehouse", "dashboard.queries", "dashboard.app", "dashboard.pages", "duckdb"}
FORBIDDEN = {
    "dashboard": {"pipelines", "shapely"},
    "pipelines": {"dashboard", "dash", "plotly", "flask"},
    "dashboard.formats": {"plotly", "dashboard.charts", "dashboard.components", "dashboard.words", *PURE},
    "dashboard.words": {"plotly", "dashboard.charts", "dashboard.components", *PURE},
    "dashboard.links": PURE,
    "dashboard.charts": {"dashboard.components", *PURE},
    "dashboard.components": {
        "dashboard.warehouse",
        "dashboard.queries",
        "dashboard.app",
        "dashboard.pages",
        "duckdb",
        "flask",
    },
    "dashboard.scorecard": {"plotly", "dashboard.components", "dashboard.sections", *PURE},
    "dashboard.explorer": {"dash", "plotly", "dashboard.components", "dashboard.sections", "dashboard.pages", "duckdb"},
    "dashboard.workbook": {"plotly", "dashboard.components", "dashboard.sections", *PURE},
    "dashboard.warehouse": {"dash", "plotly", "dashboard.queries", "dashboard.pages", "dashboard.components"},
    "dashboard.queries": {"dash", "plotly", "duckdb", "dashboard.pages", "dashboard.components", "dashboard.charts"},
    "dashboard.pages": {"duckdb", "plotly", "flask", "dashboard.warehouse", "dashboard.app", "dashboard.shell"},
    "dashboard.shell": {"duckdb", "plotly", "dashboard.app", "dashboard.pages"},
}
ONE_DOOR = "dashboard.warehouse"


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def covers(layer: str, name: str) -> bool:
    return name == layer or name.startswith(f"{layer}.")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    name = name_of(path)
    forbidden = {bad for layer, bads in FORBIDDEN.items() if covers(layer, name) for bad in bads}
    if name.startswith("dashboard") and name != ONE_DOOR:
        forbidden.add("duckdb")
    assert not {found for found in imports(path) for bad in forbidden if covers(bad, found)}


def test_nobody_imports_the_app() -> None:
    assert [name_of(p) for p in MODULES if "dashboard.app" in imports(p) and name_of(p) != "dashboard.__main__"] == []


def test_no_page_imports_another_page() -> None:
    pages = [path for path in MODULES if name_of(path).startswith("dashboard.pages.")]
    assert [name_of(p) for p in pages if any(covers("dashboard.pages", found) for found in imports(p))] == []
