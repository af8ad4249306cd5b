"""The dashboard on the demonstration warehouse, as most tests of its pages meet it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.settings import Settings
from tests.layouts import reading


@pytest.fixture(scope="module")
def app(demo_warehouse: Path) -> Dash:
    """The application of the demonstration; a module's own, as Dash keeps the pages of a process."""
    return create_app(Settings(warehouse=demo_warehouse))


@pytest.fixture(scope="module")
def pages(app: Dash) -> None:
    """Pages are registered: a test may call their layouts on any warehouse it reads."""


@pytest.fixture
def demo(pages: None, demo_warehouse: Path) -> Iterator[None]:
    """What is asked is asked of the demonstration."""
    with reading(demo_warehouse):
        yield
