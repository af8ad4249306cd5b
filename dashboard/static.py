"""Scripts and styles as small as they go: compressed once, where the dashboard is installed, not at each visit."""

import gzip
import hashlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.resources import files
from pathlib import Path

import brotli
import dash_bootstrap_components  # noqa: F401 (its scripts are among those packed)
from dash import Dash
from flask import Response, request

ASSETS = Path(__file__).parents[1] / "assets"
BOOTSTRAP = Path(str(files("flask_bootstrap"))) / "static" / "bootstrap5"
PACKED = Path(sys.prefix) / "share" / "golden-thread"
"""Where packed files lie, named by what they hold: with another version of a library nothing wrong is found there."""
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=11),
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
NEVER = ("mathjax", ".map")
"""What no page asks for."""
SERVED = ("/assets/", "/bootstrap/", "/_dash-component-suites/")


def pack(folder: Path = PACKED) -> int:
    """Write every script and style the dashboard serves in every coding, unless it is there, and return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {_name(content, coding): (content, coding) for content in _contents() for coding in CODINGS}
    missing = [(name, *what) for name, what in wanted.items() if not (folder / name).exists()]
    with ThreadPoolExecutor() as threads:
        # Both libraries let other threads run while they compress.
        list(threads.map(lambda one: _write(folder, *one), missing))
    return len(missing)


def as_packed(response: Response) -> Response:
    """Answer with a file as it was packed, if it was; otherwise it is compressed on its way, as any answer is."""
    if response.status_code == 200 and request.path.startswith(SERVED) and request.path.endswith((".js", ".css")):
        # A file that is read here and not streamed has a length, so that its answer can be kept.
        response.direct_passthrough = False
        content = response.get_data()
        coding = request.headers.get("Accept-Encoding", "")
        packed = PACKED / _name(content, coding)
        if coding in CODINGS and packed.exists():
            response.set_data(packed.read_bytes())
            response.content_encoding = coding
            # That of the file would name both codings alike; the answer is named by its own bytes.
            response.headers.pop("ETag", None)
            response.vary.add("Accept-Encoding")
    return response


def _contents() -> Iterator[bytes]:
    app = Dash("pack", assets_folder=str(ASSETS), add_log_handler=False)
    with app.server.test_request_context():
        app.index()
    for package, paths in app.registered_paths.items():
        yield from (pkgutil.get_data(package, path) or b"" for path in paths if not any(no in path for no in NEVER))
    yield (BOOTSTRAP / "css" / "bootstrap.min.css").read_bytes()
    yield from (path.read_bytes() for path in ASSETS.glob("*.*") if path.suffix in (".js", ".css"))


def _name(content: bytes, coding: str) -> str:
    return f"{hashlib.sha256(content).hexdigest()}.{coding}"


def _write(folder: Path, name: str, content: bytes, coding: str) -> None:
    draft = folder / f"draft-{name}"
    draft.write_bytes(CODINGS[coding](content))
    draft.replace(folder / name)
