"""Fixtures every test may use: warehouses built by production code, and the count of requirements proven."""

import csv
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from pipelines import build, publish
from tests.reference import agreement

ROOT = Path(__file__).parents[1]
FRAMEWORKS = ROOT / "data" / "frameworks"
DEMO = FRAMEWORKS / "demo"
SHARED_DATA = Path(os.environ.get("GOLDEN_THREAD_SHARED_DATA") or ROOT.parent / "shared" / "data")
PUBLISHED = ("ons-explore-local-statistics", "ons-similar-areas", "uk-la-geography")
TAKEN = ("dfe-lait", "ohid-fingertips", "mhclg-oflog-adult-social-care")

# A busy machine never decides a test, and the warehouses that fixtures open are only read. Every day a few examples of
# whatever may come; make crawl tries ten times as many.
for profile, examples in (("house", 50), ("whole", 500)):
    settings.register_profile(
        profile,
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The published files the tests are held against; the tests that need them say so when they are not there."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the published files are not in {SHARED_DATA}: set GOLDEN_THREAD_SHARED_DATA to their folder")
    return SHARED_DATA


@pytest.fixture(scope="session")
def demo_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the warehouse built from the demonstration pack. Read it; build another to change it."""
    return _once(tmp_path_factory, "demo", lambda folder: build.build(DEMO, [], folder))


@pytest.fixture(scope="session")
def birmingham_warehouse(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """Folder of the warehouse built from Birmingham's pack and the published statistics."""
    inboxes = [shared_data / name for name in (*PUBLISHED, *TAKEN)]
    pack = FRAMEWORKS / "birmingham"
    return _once(tmp_path_factory, "birmingham", lambda folder: build.build(pack, inboxes, folder))


@pytest.fixture(scope="session")
def warehouse_of(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Folder of the warehouse of a pack by name; a real council's holds every published file its measures take."""

    def made(pack: str) -> Path:
        if pack in ("demo", "birmingham"):
            return request.getfixturevalue(f"{pack}_warehouse")
        inboxes = [request.getfixturevalue("shared_data") / name for name in (*PUBLISHED, *TAKEN)]
        return _once(tmp_path_factory, pack, lambda folder: build.build(FRAMEWORKS / pack, inboxes, folder))

    return made


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Make a folder's content once for all worker processes; a published warehouse is whole as soon as it is there."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / f"warehouse-{name}"
    claim = base / f"warehouse-{name}.claimed"
    try:
        claim.touch(exist_ok=False)
    except FileExistsError:
        while not publish.location(folder).exists():
            if claim.read_text("utf-8"):
                pytest.fail(f"another worker could not build the {name} warehouse")
            time.sleep(0.1)
        return folder
    try:
        make(folder)
    except BaseException:
        claim.write_text("failed", "utf-8")
        raise
    return folder


class TwoBrowsers(LoadFileScheduling):
    """The tests of a file run in one worker; those in browsers in two, as each worker starts a browser and servers."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        if not file.startswith("tests/browser/"):
            return file
        return "browser of pages" if re.search("test_(every|explorer|map|takeaway)", file) else "browser of ways"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """Say which tests run in one worker, where files stay together at all."""
    return TwoBrowsers(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each test carry the requirements it proves into its report."""
    for item in items:
        for mark in item.iter_markers("requirement"):
            item.user_properties += [("requirement", identity) for identity in mark.args]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many requirements are proven, by a passing test and no failing one, and the agreement counted."""
    with (ROOT / "docs" / "requirements.csv").open(encoding="utf-8") as register:
        known = [row["id"] for row in csv.DictReader(register)]
    outcome = {
        kind: {
            value
            for report in terminalreporter.stats.get(kind, [])
            for name, value in getattr(report, "user_properties", [])
            if name == "requirement"
        }
        for kind in ("passed", "failed", "error")
    }
    proven = outcome["passed"] - outcome["failed"] - outcome["error"]
    open_ones = [identity for identity in known if identity not in proven]
    terminalreporter.write_sep("=", "requirements")
    terminalreporter.write_line(f"{len(proven & set(known))} of {len(known)} requirements proven")
    terminalreporter.write_line("not proven: " + " ".join(open_ones))
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = list(agreement.summary(reports))
    if lines:
        terminalreporter.write_sep("=", "agreement with published answers")
    for line in lines:
        terminalreporter.write_line(line)
