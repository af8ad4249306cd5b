"""What may happen to a file on its way: to its bytes, its shape as a table, its cells, its parts, its name.

A damage takes a specimen and a seeded chance, and returns what arrives and what may be asked of it:

    SAME    if it is loaded, it says what it said before
    SUBSET  if it is loaded, it says nothing it did not say before
    TYPED   if it is loaded, every number new in it is one that was typed
    ANY     nothing can be told of its content: a digit turned into another is a figure like any other
"""

import csv
import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from tests.pipelines import specimens
from tests.pipelines.specimens import Specimen

SAME, SUBSET, TYPED, ANY = "same", "subset", "typed", "any"

CELLS = (
    "", " ", "\u00a0", "n/a", "tbc", "-", "–", "?", "c", "[c]", "[x]", "none", "NULL", "NA", "1,204", "1 204", "42,5",
    "42.5%", "£42", "42k", "4e1", "1e309", "1e300", "-1e300", "inf", "nan", "-inf", "1_000", "0x1F", "٤٢", "４２", "½",
    "²", '=HYPERLINK("http://example.invalid")', "=1+1", "+42", "−42", "@SUM(A1)", "|calc", "'42", "<5", "#REF!",
    "#DIV/0!", "TRUE", "0", "-0.0", "-1", "99999999999999999999", "0.1234567890123456789", "DROP TABLE dim_area",
    "'; --", "{}", "[]", "2026-02-30", "31/12/2025", "0000-00-00", "99999", "9999", "0000", "1899-12-31", "2025-13",
    "Q5 2025", "2025/99", "12 months to 30 February 2025", "\u202e42", "a\x00b", "😀",
    "<script>alert(1)</script>", "E08000025", "E99999999", "Birmingham", "total", "sex:female", "a:b:c", ":",
    "x" * 40_000, "4" * 40_000, "\n", "\r", '"', '""', "\\", "%s", "{0}",
)  # fmt: skip


@dataclass(frozen=True)
class Damaged:
    """What arrives: its name and bytes, what lies beside it, what may be asked of it, and the texts typed into it."""

    name: str
    content: bytes
    beside: dict[str, bytes]
    asked: str
    typed: tuple[str, ...] = ()


def damaged(specimen: Specimen, chance: random.Random) -> Damaged:
    """Return a specimen after one of the things that may happen to a file of its kind."""
    ending = PurePath(specimen.name).suffix
    content, beside, name = specimen.content, specimen.beside, specimen.name
    kind = chance.random()
    if kind < 0.2 or ending == ".parquet":
        return Damaged(name, chance.choice(BYTES)(content, chance), beside, ANY)
    if kind < 0.27:
        return Damaged(_renamed(name, chance), content, beside, ANY)
    if ending == ".csv":
        return replace(_table(content, chance), name=name, beside=beside)
    if ending == ".json":
        text, typed = _document(content, chance)
        return Damaged(name, text, beside, ANY, typed)
    if kind < 0.45:
        return Damaged(name, _part(content, chance), beside, ANY)
    return replace(_workbook(content, ending, chance), name=name, beside=beside)


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _doubled(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:end] + content[start:]


def _zeroed(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + b"\0" * (len(content) - start)


def _empty(content: bytes, chance: random.Random) -> bytes:
    return chance.choice(
        (b"", b"\n", b"\xef\xbb\xbf", b"\0", b"PK\x03\x04", b"PAR1PAR1", b"{}", b"[" * 100_000, b",,,\n")
    )


def _random(content: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(1, 3000))


BYTES = (_flipped, _flipped, _flipped, _flipped, _cut, _cut, _doubled, _zeroed, _empty, _random)

ENDINGS = (".csv", ".xlsx", ".ods", ".parquet", ".json", ".xls", ".xlsm", ".CSV")
PREFIXES = ("Copy of ", "[1] ", "2025-99-99 ", "o'")


def _renamed(name: str, chance: random.Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(PREFIXES) + name
    return str(PurePath(name).with_suffix(chance.choice(ENDINGS)))


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _written(rows: list[list[str]], encoding: str = "utf-8", **how: object) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, **({"lineterminator": "\n"} | how)).writerows(rows)  # type: ignore[arg-type]
    return buffer.getvalue().encode(encoding, "replace")


def columns_filled(content: bytes, text: str) -> Iterator[bytes]:
    """Yield a CSV file with one column after the other full of a text."""
    for place in range(len(_read(content)[0])):
        header, *rows = _read(content)
        yield _written([header, *([*row[:place], text, *row[place + 1 :]] for row in rows)])


def _table(content: bytes, chance: random.Random) -> Damaged:
    rows = _read(content)
    change = chance.choice((*SHAPES, *SHAPES, *ENCODED, _typed, _typed, _typed, _typed, _typed, _typed, _typed))
    return change(rows, chance)


def _arrived(content: bytes, asked: str, *typed: str) -> Damaged:
    return Damaged("", content, {}, asked, typed)


def _typed(rows: list[list[str]], chance: random.Random) -> Damaged:
    """Type something into a few cells: of one row, of one column, or of the header too."""
    typed = []
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        row = chance.choice(rows[1:] if chance.random() < 0.95 and rows[1:] else rows)
        text = chance.choice(CELLS)
        row[chance.randrange(len(row))] = text
        typed.append(text)
    return _arrived(_written(rows), TYPED, *typed)


def _column_filled(rows: list[list[str]], chance: random.Random) -> Damaged:
    place, text = chance.randrange(len(rows[0])), chance.choice(CELLS)
    for row in rows[1:]:
        row[place] = text
    return _arrived(_written(rows), ANY, text)


def _column_dropped(rows: list[list[str]], chance: random.Random) -> Damaged:
    place = chance.randrange(len(rows[0]))
    return _arrived(_written([row[:place] + row[place + 1 :] for row in rows]), ANY)


def _column_renamed(rows: list[list[str]], chance: random.Random) -> Damaged:
    place = chance.randrange(len(rows[0]))
    name = rows[0][place]
    rows[0][place] = chance.choice(
        (name.upper(), f" {name} ", name.replace("_", " "), "Unnamed: 3", "", "🙂", name[:-1], *rows[0])
    )
    return _arrived(_written(rows), ANY)


def _column_doubled(rows: list[list[str]], chance: random.Random) -> Damaged:
    place = chance.randrange(len(rows[0]))
    return _arrived(_written([[*row, row[place]] for row in rows]), ANY)


def _columns_moved(rows: list[list[str]], chance: random.Random) -> Damaged:
    order = list(range(len(rows[0])))
    chance.shuffle(order)
    return _arrived(_written([[row[place] for place in order] for row in rows]), SAME)


def _column_added(rows: list[list[str]], chance: random.Random) -> Damaged:
    place = chance.randrange(len(rows[0]) + 1)
    name, text = chance.choice(("", "index", "Column1")), chance.choice(("", "1", "x"))
    return _arrived(_written([[*row[:place], text if n else name, *row[place:]] for n, row in enumerate(rows)]), ANY)


def _many_columns(rows: list[list[str]], chance: random.Random) -> Damaged:
    more = chance.choice((300, 3000))
    return _arrived(
        _written([row + [f"more {n}" if not i else "1" for n in range(more)] for i, row in enumerate(rows)]), ANY
    )


def _rows_moved(rows: list[list[str]], chance: random.Random) -> Damaged:
    header, *body = rows
    chance.shuffle(body)
    return _arrived(_written([header, *body]), ANY if header[0].startswith("Barking") else SAME)


def _rows_dropped(rows: list[list[str]], chance: random.Random) -> Damaged:
    return _arrived(_written([rows[0], *(row for row in rows[1:] if chance.random() < 0.6)]), ANY)


def _row_doubled(rows: list[list[str]], chance: random.Random) -> Damaged:
    place = chance.randrange(len(rows))
    return _arrived(_written([*rows[: place + 1], *rows[place:]]), ANY)


def _row_cut(rows: list[list[str]], chance: random.Random) -> Damaged:
    row = chance.choice(rows)
    del row[chance.randrange(len(row)) :]
    return _arrived(_written(rows), ANY)


def _header_dropped(rows: list[list[str]], chance: random.Random) -> Damaged:
    return _arrived(_written(rows[1:]), ANY)


def _only_header(rows: list[list[str]], chance: random.Random) -> Damaged:
    return _arrived(_written(rows[:1]), SUBSET)


def _title_above(rows: list[list[str]], chance: random.Random) -> Damaged:
    return _arrived(_written([["A title that somebody typed"], [], *rows]), ANY)


def _footer_below(rows: list[list[str]], chance: random.Random) -> Damaged:
    footer = ["Source: the publisher", *[""] * (len(rows[0]) - 1)]
    return _arrived(_written([*rows, [""] * len(rows[0]), footer]), ANY)


def _blank_lines(rows: list[list[str]], chance: random.Random) -> Damaged:
    spaced = [line for row in rows for line in (row, *([[]] if chance.random() < 0.3 else []))]
    return _arrived(_written([[], *spaced] if chance.random() < 0.3 else spaced), SAME)


def _transposed(rows: list[list[str]], chance: random.Random) -> Damaged:
    return _arrived(_written([list(column) for column in zip(*rows, strict=False)]), ANY)


SHAPES = (
    _column_filled, _column_filled, _column_dropped, _column_dropped, _column_renamed, _column_doubled, _columns_moved,
    _column_added, _many_columns, _rows_moved, _rows_dropped, _row_doubled, _row_cut, _header_dropped, _only_header,
    _title_above, _footer_below, _blank_lines, _transposed,
)  # fmt: skip


def _other_encoding(rows: list[list[str]], chance: random.Random) -> Damaged:
    rows[-1][-1] += "é£–"
    encoding = chance.choice(("utf-16", "utf-32", "latin-1", "cp1252", "utf-16-le"))
    return _arrived(_written(rows, encoding), ANY)


def _other_dialect(rows: list[list[str]], chance: random.Random) -> Damaged:
    how: dict[str, object] = {}
    what = chance.randrange(6)
    if what == 0:
        how = {"delimiter": chance.choice(";\t|")}
    elif what == 1:
        how = {"quotechar": "'"}
    elif what == 2:
        how = {"quoting": csv.QUOTE_ALL}
    elif what == 3:
        how = {"lineterminator": "\r\n"}
    elif what == 4:
        how = {"lineterminator": "\r"}
    content = _written(rows, "utf-8-sig" if what == 5 else "utf-8", **how)
    return _arrived(content, SAME if what in (2, 3, 5) else ANY)


def _mixed_ends(rows: list[list[str]], chance: random.Random) -> Damaged:
    lines = [_written([row], lineterminator=chance.choice(("\n", "\r\n"))) for row in rows]
    return _arrived(b"".join(lines), SAME)


def _long_cell(rows: list[list[str]], chance: random.Random) -> Damaged:
    row = chance.choice(rows)
    row[chance.randrange(len(row))] = chance.choice(("4", "x", "=", '"')) * chance.choice((200_000, 1_000_000))
    return _arrived(_written(rows), ANY)


ENCODED = (_other_encoding, _other_dialect, _other_dialect, _mixed_ends, _long_cell)


def _document(content: bytes, chance: random.Random) -> tuple[bytes, tuple[str, ...]]:
    """Change, drop or retype something anywhere in a JSON document."""
    whole = json.loads(content)
    for _ in range(chance.randint(1, 4)):
        place, key = whole, None
        while isinstance(place, (dict, list)) and place and (key is None or chance.random() < 0.75):
            parent, key = place, chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
            place = parent[key]
        if key is None:
            break
        new = chance.choice(
            (None, 0, -1, 1.5, True, "", "x", [], {}, [1], {"a": 1}, 10**30, "x" * 50_000, "E08000025", "²")
        )
        if chance.random() < 0.25:
            del parent[key]
        else:
            parent[key] = new
    if chance.random() < 0.1:
        whole = chance.choice(([whole], {"a": whole}, [], {}, "x", 1, None))
    text = json.dumps(whole, ensure_ascii=chance.random() < 0.5)
    what = chance.random()
    if what < 0.03:
        text = text.replace("1", "9" * 5000, 1)
    elif what < 0.06:
        text = text.replace("1", "NaN", 1)
    elif what < 0.08:
        text = '{"a":' * 100_000 + text
    return text.encode("utf-8", "surrogatepass"), ()


def _part(content: bytes, chance: random.Random) -> bytes:
    """Change the text of one part inside a zip, drop it, or put another in its place."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    text = bytearray(parts[name])
    kind = chance.randrange(5)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        parts[name] = bytes(text[: chance.randrange(len(text) + 1)])
    elif kind == 2:
        parts[name] = parts[chance.choice(sorted(parts))]
    elif kind == 3:
        parts[name] = bytes(text).replace(
            b'"1"', b'"%d"' % chance.choice((0, -1, 70_000, 2**31, 2**40)), chance.randint(1, 3)
        )
    else:
        for _ in range(chance.randint(1, 6)):
            text[chance.randrange(len(text))] = chance.choice(b'<>/"&=0129azAXF ')
        parts[name] = bytes(text)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, whole in parts.items():
            archive.writestr(part, whole)
    return buffer.getvalue()


def _workbook(content: bytes, ending: str, chance: random.Random) -> Damaged:
    """Type into a workbook's cells, and move, drop, rename and double its rows, columns and sheets."""
    sheets = specimens.sheets_of(content)
    name = chance.choice([name for name, rows in sheets.items() if rows] or list(sheets))
    rows, typed, asked = sheets[name], [], TYPED
    what = chance.randrange(10)
    if what == 0:
        place = chance.randrange(len(rows[0]))
        rows, asked = [row[:place] + row[place + 1 :] for row in rows], ANY
    elif what == 1:
        place = chance.randrange(len(rows[0]))
        rows = [[*row[:place], "", *row[place:]] for row in rows]
    elif what == 2:
        del rows[chance.randrange(len(rows))]
        asked = ANY
    elif what == 3:
        rows.insert(chance.randrange(len(rows)), chance.choice(rows))
        asked = ANY
    elif what == 4:
        rows = [[""] * len(rows[0])] * 3 + rows
    elif what == 5:
        rows = [["", *row] for row in rows]
    else:
        for _ in range(chance.choice((1, 1, 2, 6))):
            row = chance.choice(rows)
            text = chance.choice((*CELLS, 42.5, 1e300, -1.0, 0.0, True))
            row[chance.randrange(len(row))] = text[:32_000].replace("\x00", "") if isinstance(text, str) else text
            typed.append(str(text))
    sheets[name] = rows
    if what == 6:
        sheets = {
            chance.choice((f"Copy of {name}"[:31], "Sheet1")) if one == name else one: said
            for one, said in sheets.items()
        }
    elif what == 7:
        sheets = dict(reversed(sheets.items()))
    elif what == 8:
        del sheets[name]
        sheets = sheets or {"Sheet1": []}
    written = specimens.ods(sheets) if ending == ".ods" else specimens.xlsx(sheets)
    return _arrived(written, asked, *typed)
