"""What a file says, apart from how it was saved: the digest by which a re-saved file is known.

Two programs that save the same sheets write different bytes. What is digested is the text of the cells as read,
with the few differences taken out that come from the writer and never from a person. Cells are often easy to
guess, so the digest is keyed with the site's own key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.metadata.classes import Dataset
from pipelines.reading import Book, Sheet

_MIDNIGHT = " 00:00:00"
_LONG_NUMBER = r"^-?\d+\.\d{10,}$"
_SIGNIFICANT = 15  # digits of a number that every program keeps


def content_digest(book: Book, key: str) -> str:
    """A keyed digest of all sheets that hold something, whatever their order, style or kind of file.

    The name of a sheet counts only beside others: a workbook of one sheet saved as CSV loses it and says the same.
    """
    filled = sorted((sheet for sheet in book.sheets if sheet.grid.num_rows), key=lambda sheet: sheet.name)
    digest = hmac.new(bytes.fromhex(key), b"content 1", hashlib.sha256)
    for sheet in filled:
        digest.update(f"\x1d{sheet.name if len(filled) > 1 else ''}\x1d".encode())
        _add_sheet(digest, sheet)
    return digest.hexdigest()


def answers_digest(number: str, answers: Iterable[Sequence[str]], key: str) -> str:
    """What a returned receipt says: a keyed digest of its number and of what was filled in, whatever program saved it.

    Each answer is a list of texts: where it stands, and what was typed there.
    """
    digest = hmac.new(bytes.fromhex(key), b"answers 1", hashlib.sha256)
    digest.update(number.encode())
    for answer in sorted(tuple(canonical_text(pa.array(one, pa.string())).to_pylist()) for one in answers):
        digest.update(("\x1d" + "\x1f".join(answer)).encode())
    return digest.hexdigest()


def scope_digest(dataset: Dataset, records: pa.Table | None, key: str) -> str:
    """What a coordinator's sheet is about (agencies and rounds), as a keyed digest; empty where its dataset has no scope.

    The texts are typed by hand and may be anything, so they are not stored as they are.
    """
    if not dataset.scope or records is None:
        return ""
    told = records.select(dataset.scope).group_by(list(dataset.scope)).aggregate([]).to_pylist()
    digest = hmac.new(bytes.fromhex(key), b"scope 1", hashlib.sha256)
    for row in sorted(repr([row[name] for name in dataset.scope]) for row in told):
        digest.update(row.encode())
    return digest.hexdigest()[:16]


def _add_sheet(digest: hmac.HMAC, sheet: Sheet) -> None:
    digest.update(f"{sheet.grid.num_rows}x{sheet.grid.num_columns}".encode())
    for column in sheet.grid.columns:
        text = canonical_text(column)
        _, offsets, data = text.buffers()
        ends = np.frombuffer(offsets, dtype=np.int64)[: len(text) + 1]
        digest.update(ends.tobytes())
        digest.update(memoryview(data)[: int(ends[-1])] if data is not None else b"")


def canonical_text(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column of cells without what only the writing program decides; blank cells become empty texts.

    Taken out: spaces around a text, kinds of line end, composed or separate accents, midnight behind a date, and the digits of
    a long fraction beyond the fifteenth. Nothing else: 609.2 and 609.20 are two statutes, 007 and 7 two numbers.
    """
    flat = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    text = pc.fill_null(flat.cast(pa.large_string()), "")
    text = pc.utf8_trim_whitespace(text)
    if _any(pc.match_substring(text, "\r")):
        text = pc.replace_substring(pc.replace_substring(text, "\r\n", "\n"), "\r", "\n")
    if not _all(pc.string_is_ascii(text)):
        text = pc.utf8_normalize(text, form="NFC")
    midnight = pc.and_(
        pc.ends_with(text, _MIDNIGHT), pc.equal(pc.utf8_length(text), len("2025-01-02" + _MIDNIGHT))
    )
    if _any(midnight):
        text = pc.if_else(midnight, pc.utf8_slice_codeunits(text, 0, len("2025-01-02")), text)
    if _any(pc.match_substring(text, ".")):
        text = _rounded(text)
    fresh = pa.concat_arrays([text.cast(pa.large_string()), pa.array([], pa.large_string())])
    return fresh


def _rounded(text: pa.Array) -> pa.Array:
    """Long fractions brought to fifteen digits, the part that both Excel and LibreOffice keep."""
    is_long = pc.match_substring_regex(text, _LONG_NUMBER)
    if not _any(is_long):
        return text
    distinct = pc.unique(text.filter(is_long)).to_pylist()
    short = pa.array([_short(number) for number in distinct], pa.large_string())
    places = pc.index_in(text, pa.array(distinct, pa.large_string()))
    return pc.if_else(is_long, short.take(places), text)


def _short(number: str) -> str:
    kept = f"{float(number):.{_SIGNIFICANT}g}"
    return kept if re.fullmatch(r"-?\d+(\.\d+)?", kept) else number


def _any(mask: pa.Array) -> bool:
    return bool(pc.any(mask).as_py())


def _all(mask: pa.Array) -> bool:
    return pc.all(mask).as_py() is not False
