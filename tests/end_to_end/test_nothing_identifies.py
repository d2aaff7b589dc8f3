"""Nothing that a dropped column held stands in any byte that a run wrote."""

import csv
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

PERSONAL = re.compile(
    r"name|phone|address|style|officer|judge|birth|dob|last|first|petitioner|client", re.IGNORECASE
)


def personal_texts(path: Path) -> set[str]:
    """Texts of eight letters and more under headers that speak of people, anywhere in a file."""
    found: set[str] = set()
    for rows in tables(path):
        columns: set[int] = set()
        for row in rows:
            texts = [str(cell) if cell is not None else "" for cell in row]
            heads = {
                position for position, text in enumerate(texts) if PERSONAL.search(text) and len(text) < 30
            }
            found.update(texts[position] for position in columns if position < len(texts))
            if len(heads) >= 1 and sum(bool(text) for text in texts) >= 4:
                columns |= heads
    words = re.compile(r"[A-Za-z]{4}|555-")  # no dates, no numbers
    return {text for text in found if len(text) >= 8 and words.search(text) and not PERSONAL.search(text)}


def tables(path: Path) -> Iterator[list[tuple[object, ...]]]:
    """The rows of every sheet of an export."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        for sheet in book.worksheets:
            yield list(sheet.iter_rows(values_only=True))
    else:
        text = path.read_text(encoding="cp1252", errors="replace")
        yield [
            tuple(row) for row in csv.reader(text.splitlines(), delimiter="|" if "|" in text[:200] else ",")
        ]


def written_bytes(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every byte under a folder; workbooks are opened up."""
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield path, archive.read(name)
        else:
            yield path, path.read_bytes()


def test_no_dropped_text_was_written(county):
    planted: set[bytes] = set()
    for agency in ("ecc", "so", "da", "court", "mpd"):
        texts = sorted(set().union(*(personal_texts(path) for path in (county.site.drop / agency).iterdir())))
        assert len(texts) >= 20, agency
        planted |= {text.encode() for text in texts[:: len(texts) // 20]}
    for folder in (county.site.state, county.root / "outputs"):
        for path, content in written_bytes(folder):
            assert not [text for text in planted if text in content], path.relative_to(county.root)
