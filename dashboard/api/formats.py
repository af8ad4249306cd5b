"""The forms an answer may have: JSON, CSV, Parquet, Arrow."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import nanoarrow
import orjson
from nanoarrow import ipc

from dashboard.warehouse import Held

Format = Literal["json", "csv", "parquet", "arrow"]
Page = dict[str, Any]
"""What a page says of itself besides its rows; only JSON has a place for it."""


@dataclass(frozen=True)
class Form:
    """One form: its media type, and how the held rows of a page are written in it."""

    media: str
    content_type: str
    says: str
    write: Callable[[Held, int, Page], bytes]


def _json(held: Held, most: int, page: Page) -> bytes:
    return orjson.dumps(page | {"data": held.rows(most)})


def _arrow(held: Held, most: int, _: Page) -> bytes:
    written = io.BytesIO()
    with ipc.StreamWriter.from_writable(written) as stream:
        stream.write_stream(nanoarrow.c_array_stream(held.arrow(most)))
    return written.getvalue()


CSV = "text/csv"
PARQUET = "application/vnd.apache.parquet"
ARROW = "application/vnd.apache.arrow.stream"

FORMATS: dict[Format, Form] = {
    "json": Form("application/json", "application/json", "An object: the rows under `data`.", _json),
    "csv": Form(
        CSV,
        f"{CSV}; charset=utf-8; header=present",
        "One line a row, the names of the columns above; nothing between commas where there is no value. A text that "
        "begins as a formula does has an apostrophe before it.",
        lambda held, most, _: held.written("csv", most),
    ),
    "parquet": Form(PARQUET, PARQUET, "A Parquet file.", lambda held, most, _: held.written("parquet", most)),
    "arrow": Form(ARROW, ARROW, "An Arrow IPC stream.", _arrow),
}
"""Name, as ``?format=`` takes it, to the form; the first is what is sent when nothing is asked for."""
