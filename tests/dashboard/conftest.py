"""The dashboard on the demonstration warehouse, as most tests of its pages meet it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import Dash
from werkzeug.serving import make_server

from dashboard.app import create_app
from dashboard.settings import Settings
from tests import arrange
from tests.layouts import reading


@pytest.fixture(scope="session")
def plain_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the warehouse of a council with one measure and one figure, and nothing else there can be."""
    folder = tmp_path_factory.mktemp("plain")
    arrange.built(folder, arrange.FIGURES).close()
    return folder / "warehouse"


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


@pytest.fixture(scope="module")
def served(app: Dash) -> Iterator[str]:
    """Address of the dashboard, answering in a thread of this process."""
    running = make_server("127.0.0.1", 0, app.server, threaded=True)
    answering = threading.Thread(target=running.serve_forever)
    answering.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    answering.join()
    running.server_close()
