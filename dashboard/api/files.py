"""The whole data set as files: how each is made of the others, and how far those are that take long."""

from functools import partial
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from flask import Blueprint, Response, abort, jsonify

from dashboard import warehouse
from dashboard.api import document
from dashboard.api.resources import FILES, RESOURCES, resource
from dashboard.warehouse import Snapshot

PACKED = ".gz"
"""Ending of a CSV as it is kept: a tenth or less of what it is to its reader."""

blueprint = Blueprint("making", __name__, url_prefix="/making")


@blueprint.get("/")
def all_files() -> Response:
    """Answer with the files that are made, and how far those are that are being made."""
    press = warehouse.current().press
    at_work = press.at_work()
    there = [file for file in FILES if press.had(made_as(file))]
    # A file that has just been made may have its note for a moment more.
    under_way = [file for file in FILES if file not in there and made_as(file) in at_work]
    return jsonify(made=there, making={file: at_work[made_as(file)] for file in under_way})


@blueprint.post("/<file>")
def begin(file: str) -> Response:
    """Have a file made in the background, whether or not anybody waits for it."""
    snapshot = warehouse.current()
    snapshot.press.start(made_as(_known(file)), partial(made, snapshot, file))
    return all_files()


@blueprint.delete("/<file>")
def stop(file: str) -> Response:
    """Have a file made no further."""
    warehouse.current().press.cancel(made_as(_known(file)))
    return all_files()


def made_as(file: str) -> str:
    """Return the name a file lies under."""
    return f"{file}{PACKED}" if file.endswith(".csv") else file


def made(snapshot: Snapshot, file: str) -> Path:
    """Return a file of the whole data set, made if it is not there; it may take minutes."""
    press = snapshot.press
    name, _, kind = file.rpartition(".")
    if kind == "parquet":
        sql, parameters = resource(name).whole
        return press.part(file, lambda path: press.parquet(path, sql, **parameters))
    if kind == "csv":
        source = made(snapshot, f"{name}.parquet")
        return press.part(made_as(file), lambda path: press.packed(path, source))
    tables = {one.name: made(snapshot, f"{one.name}.parquet") for one in RESOURCES}
    if kind == "zip":
        return press.part(file, lambda path: _zip(path, list(tables.values())))
    return press.part(file, lambda path: press.database(path, tables, document.sentences()))


def _zip(path: Path, parts: list[Path]) -> None:
    # Parquet is compressed already.
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for part in parts:
            archive.write(part, part.name)


def _known(file: str) -> str:
    return file if file in FILES else abort(404)
