"""The command line: build, check, fetch, template, sources. Exit 0 done, 1 data refused, 2 wrong usage."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import duckdb
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from pipelines import build as whole
from pipelines import fetch, periods, publish, sources
from pipelines import framework as pack
from pipelines.framework.columns import Audience
from pipelines.inbox import discover
from pipelines.problems import Refused
from pipelines.returns import marking, reading, template

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Build the warehouse that the dashboard reads.",
)
screen = Console(stderr=True, highlight=False)

FRAMEWORK = Path("data/frameworks/demo")
INBOX = Path("data/inbox")
WAREHOUSE = Path("data/warehouse")
CATALOGUE = Path("data/downloads.csv")
CACHE = Path("data/fetched")

FrameworkOption = Annotated[Path, typer.Option(help="Framework pack: a folder, or one workbook.")]
WarehouseOption = Annotated[Path, typer.Option(help="Folder the warehouse is published in.")]


@app.command()
def build(
    framework: FrameworkOption = FRAMEWORK,
    inbox: Annotated[
        list[Path] | None, typer.Option(help="Folder of files as received; may be given several times.")
    ] = None,
    warehouse: WarehouseOption = WAREHOUSE,
    as_at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Build what was known on that day, judged on it; today if not given."),
    ] = None,
    tier: Annotated[Audience, typer.Option(help="Whom it is for: each audience has a file of its own.")] = publish.TIER,
) -> None:
    """Read everything, check it, load it, derive the marts, publish. Nothing changes unless all of it is good."""
    day = as_at.date() if as_at else None
    with _progress() as progress, _sentences():
        built = whole.build(framework, inbox or [INBOX], warehouse, day, progress, tier)
    loaded = built.loaded
    for note in loaded.notes:
        print(note)
    for name in built.later:
        print(f"{name}: left out, as it is of a later day.")
    as_at_words = f"{built.as_at.day} {built.as_at:%B %Y}"
    print(
        f"{_count(loaded.files_loaded, 'file')}, {_count(loaded.rows_loaded, 'observation')} of "
        f"{_count(built.measures, 'measure')} loaded; {_count(loaded.rows_refused, 'row')} left out."
    )
    print(f"Warehouse {built.snapshot} as at {as_at_words} in {built.warehouse}.")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Framework packs, or files for an inbox.")],
    framework: FrameworkOption = FRAMEWORK,
    marked: Annotated[
        Path | None, typer.Option(help="Workbook to write: a copy of the one checked, its wrong cells marked.")
    ] = None,
) -> None:
    """Say what would be refused, and why. Changes nothing."""
    if marked and (len(files) != 1 or files[0].suffix.lower() not in reading.ENDINGS or marked == files[0]):
        print("--marked takes one workbook (.xlsx) to check, and another name to write.", file=sys.stderr)
        raise typer.Exit(2)
    with _sentences():
        try:
            for line in whole.check(framework, files):
                print(line)
        except Refused as refused:
            if marked:
                cells = marking.mark(files[0], refused.problems, marked)
                print(f"{_count(cells, 'cell')} marked in {marked}.")
            raise


@app.command(name="template")
def write_template(
    directorate: Annotated[str, typer.Option(help="Code of a directorate or service of the plan.")],
    period: Annotated[str, typer.Option(help="Reporting period, like 2026-27Q2.")],
    out: Annotated[Path, typer.Option(help="Workbook to write (.xlsx).")],
    framework: FrameworkOption = FRAMEWORK,
    warehouse: WarehouseOption = WAREHOUSE,
) -> None:
    """Write the return a directorate fills in: one row per figure due, with what was known last."""
    with _sentences():
        try:
            asked = periods.parse(period)
        except periods.PeriodError as error:
            print(f"--period: {error}.", file=sys.stderr)
            raise typer.Exit(2) from error
        built = publish.location(warehouse)
        last = duckdb.connect(built, read_only=True) if built.exists() else None
        figures = template.write(pack.read(framework), directorate, asked, out, last)
    print(f"{out} asks for {_count(figures, 'figure')}.")


@app.command(name="fetch")
def fetch_files(
    names: Annotated[list[str] | None, typer.Argument(help="Downloads of the catalogue; all if none is named.")] = None,
    catalogue: Annotated[Path, typer.Option(help="What may be fetched: a CSV.")] = CATALOGUE,
    inbox: Annotated[Path, typer.Option(help="Folder the files are put in.")] = INBOX,
    cache: Annotated[Path, typer.Option(help="Folder of last good files, halves and the log.")] = CACHE,
    framework: FrameworkOption = FRAMEWORK,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody: give what the cache holds.")] = False,
) -> None:
    """Fetch published files over HTTPS into an inbox, each checked as `check` does before it enters."""
    with _sentences():
        known = {one.download: one for one in fetch.catalogue(catalogue)}
        strangers = sorted(set(names or []) - known.keys())
        if strangers:
            print(f"{catalogue} has no {', '.join(strangers)}; it has {', '.join(known)}.", file=sys.stderr)
            raise typer.Exit(2)
        wanted = [known[name] for name in names or known]
        with _progress() as progress:
            outcomes = fetch.fetch(
                wanted, inbox, cache, lambda path: _accept(framework, inbox, path), offline=offline, watch=progress
            )
    for outcome in outcomes:
        print(outcome.message, file=sys.stdout if outcome.good else sys.stderr)
    if not all(outcome.good for outcome in outcomes):
        raise typer.Exit(1)


def _accept(framework: Path, inbox: Path, path: Path) -> None:
    """Raise Refused for what a build would refuse of a file, beside the others in the inbox: areas may be theirs."""
    try:
        whole.check(framework, [*(file for _, file in discover([inbox])), path])
    except Refused as refused:
        mine = [problem for problem in refused.problems if problem.file == path.name]
        if mine:
            raise Refused(mine) from refused


@app.command(name="sources")
def list_sources(warehouse: WarehouseOption = WAREHOUSE) -> None:
    """List the formats understood, and the files last read."""
    print("Formats understood:")
    for name, read in sources.readers():
        print(f"  {name:14} {(sys.modules[read.__module__].__doc__ or '').strip().splitlines()[0]}")
    path = publish.location(warehouse)
    if not path.exists():
        print(f"No warehouse in {warehouse} yet: run `python -m pipelines build`.")
        return
    print("Files last read:")
    with duckdb.connect(path, read_only=True) as db:
        columns = "file, source, vintage, rows_read, rows_loaded, rows_refused"
        query = f"select {columns} from load_file where outcome = 'loaded' order by file"
        for file, source, vintage, read, loaded, refused in db.execute(query).fetchall():
            of = f"{source}, {vintage}" if vintage else source
            print(f"  {file}: {of}, {_count(read, 'row')}: {loaded:,} loaded, {refused:,} left out")


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn refusals into sentences and an exit code."""
    try:
        yield
    except Refused as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        _stop(f"Refused: {_count(len(refused.problems), 'problem')}. Nothing was changed.")


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[whole.Progress]:
    """Yield a progress callback: a bar when a person is watching, nothing but the result when not."""
    if not screen.is_terminal:
        yield lambda step, done, total: None
        return
    with Progress(
        TextColumn("{task.description:34}"), BarColumn(), TimeElapsedColumn(), console=screen, transient=True
    ) as bars:
        tasks: dict[str, int] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]

        yield show


if __name__ == "__main__":
    app()
