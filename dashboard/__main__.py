"""The command line: serve, pack. Exit 0 done, 1 the warehouse cannot be read, 2 wrong usage."""

import multiprocessing
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NoReturn

import typer
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from pydantic import ValidationError

from dashboard import cache, static
from dashboard.access import Tier
from dashboard.settings import Settings
from dashboard.warehouse import Unreadable, Warehouse

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

THREADS = 4
"""Requests a worker answers at once: a query gives the interpreter to others while the database works."""


PATIENCE = 10
"""Seconds a worker has to finish its requests when the server is stopped."""


WARMING = 10
"""Seconds a worker has to start and warm up before the one it replaces is stopped (SIGHUP): thrice what it takes."""


@app.callback()
def main() -> None:
    """Serve the dashboard on a warehouse that `python -m pipelines build` has built."""


@app.command()
def serve(
    warehouse: Annotated[Path | None, typer.Option(help="Folder the warehouse is published in.")] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for every one of this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8050,
    tier: Annotated[Tier | None, typer.Option(help="Whose warehouse is served; the public's if not given.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer requests.")] = min(4, os.cpu_count() or 1),
) -> None:
    """Serve the dashboard until it is stopped. A rebuilt warehouse is picked up without a restart."""
    if warehouse is not None:
        # The workers are processes of their own: they read the same settings from the environment.
        os.environ["GOLDEN_THREAD_WAREHOUSE"] = str(warehouse)
    if tier is not None:
        os.environ["GOLDEN_THREAD_TIER"] = tier
    settings = _settings()
    try:
        council = Warehouse(settings.warehouse, settings.tier).newest().facts["council"]
        cache.named(Flask("check"), settings.cache_url)
    except (Unreadable, cache.Unreachable) as problem:
        _stop(str(problem), 1)
    _check_port(host, port)
    # A forked worker would take over this process's signal handlers and threads; one stopped early would never end.
    multiprocessing.set_start_method("spawn")
    threading.Thread(target=_say_when_ready, args=(council, host, port), daemon=True).start()
    # With a heap for each thread, what one has freed the others cannot use: a tenth more memory, and growing.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    with TemporaryDirectory(prefix="golden-thread-") as scratch:
        os.environ["GOLDEN_THREAD_SCRATCH"] = scratch
        _server(host, port, workers).serve()


def _server(host: str, port: int, workers: int) -> Granian:
    return Granian(
        "dashboard.app:create_server",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=WARMING,
        workers_kill_timeout=PATIENCE,
        log_level="warning",
    )


@app.command()
def pack() -> None:
    """Compress scripts and styles once, as small as they go: a first visit loads a third less."""
    try:
        packed = static.pack()
    except OSError as problem:
        _stop(f"Cannot write to {static.PACKED} ({problem.strerror}); scripts are compressed on their way instead.", 1)
    typer.echo(f"{packed} files packed.")


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        name = f"GOLDEN_THREAD_{str(wrong['loc'][0]).upper()}"
        _stop(f"{name} is {wrong['input']!r}: {wrong['msg'][:1].lower()}{wrong['msg'][1:]}.", 2)


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if os.name != "nt":
                # As the server itself does, so that a port just given up is not taken for one in use.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        _stop(f"Cannot listen on {host} port {port} ({error.strerror}); choose another with --port.", 2)


def _say_when_ready(council: str, host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown.replace('0.0.0.0', '127.0.0.1')}:{port}"
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            typer.echo(f"{council}: {address}")
            return


def _stop(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    app(prog_name="python -m dashboard")
