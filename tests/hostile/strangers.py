"""What is no spreadsheet, or is not to be opened: other files by any name, passwords, rights management, pointers, locks."""

from __future__ import annotations

import gzip
import random
import zipfile
from collections.abc import Iterator

from corpus import Case, case
from whole import xls, xlsx, zipped
from workbook_writers import ole_file

UNKNOWN, PASSWORD = "file_unknown_kind", "file_password"
_WORD = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def cases() -> Iterator[Case]:
    """Every stranger."""
    for name, data in _OTHERS.items():
        yield case(f"other-{name}", data, UNKNOWN)
        yield case(f"other-{name}.xlsx", data, UNKNOWN)
    yield case("other-word.docx", zipped({"[Content_Types].xml": _WORD}), UNKNOWN)
    yield case("other-archive.zip", zipped({"march.xlsx": xlsx(), "april.xlsx": xlsx()}), UNKNOWN)
    yield case(
        "other-archive-of-archives.xlsx",
        zipped({"a.zip": zipped({"b.zip": zipped({"c.csv": b"x"})})}),
        UNKNOWN,
    )
    yield case("other-word.doc", ole_file({"WordDocument": b"x"}), UNKNOWN)
    yield case("other-mail.msg", ole_file({"__substg1.0_0037001F": b"x"}), UNKNOWN)
    yield case("other-sign-in.xls", "<html><body><form>Please sign in</form></body></html>", UNKNOWN)
    for seed in range(8):
        yield case(
            f"other-noise-{seed}.xlsx",
            random.Random(seed).randbytes(3000),
            UNKNOWN,
            "file_damaged",
            "file_reader_failed",
        )
    yield from _empty()
    yield from _locked()
    yield case(
        "pointer-lfs.xlsx",
        "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 7\n",
        "file_pointer",
    )
    yield case("~$lock.xlsx", b"\x05Clerk" + bytes(159), "file_lock_file")
    yield case("~$lock-of-a-whole-workbook.xlsx", xlsx(), "file_lock_file")


_OTHERS: dict[str, bytes] = {
    "paper.pdf": b"%PDF-1.7\n1 0 obj\n",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(50),
    "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(50),
    "text.rtf": b"{\\rtf1 words}",
    "zipped.gz": gzip.compress(b"a,b\n1,2\n", mtime=0),
    "packed.7z": b"7z\xbc\xaf\x27\x1c" + bytes(50),
    "packed.rar": b"Rar!\x1a\x07\x00" + bytes(50),
    "columns.parquet": b"PAR1" + bytes(50) + b"PAR1",
    "web.mht": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
    "records.json": b'{"rows": [1, 2]}',
    "list.json": b'[{"a": 1}]',
    "data.xml": b"<?xml version='1.0'?><data><row/></data>",
    "access.mdb": b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(50),
    "cases.sqlite": b"SQLite format 3\x00" + bytes(50),
    "excel4.xls": b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(50),
}


def _empty() -> Iterator[Case]:
    for name, data in {"nothing": b"", "spaces": b"  \r\n\t\n", "mark": b"\xef\xbb\xbf", "zeros": bytes(400), "commas": b",,,\n,,,\n"}.items():  # fmt: skip
        yield case(f"empty-{name}.csv", data, "file_empty")
    yield case("empty-archive.xlsx", zipped({}), "file_empty")


def _locked() -> Iterator[Case]:
    yield case(
        "locked-agile.xlsx", ole_file({"EncryptionInfo": b"\x04\0\x04\0", "EncryptedPackage": b"x"}), PASSWORD
    )
    yield case(
        "locked-standard.xlsx",
        ole_file({"EncryptionInfo": b"\x04\0\x02\0", "EncryptedPackage": b"x"}),
        PASSWORD,
    )
    yield case("locked-rights.xlsx", ole_file({"\x06DataSpaces": b"x", "DRMContent": b"x"}), PASSWORD)
    for name, cipher in {"xor": 0, "rc4": 1}.items():
        mark = b"\x42\x00\x02\x00\xb0\x04"
        yield case(f"locked-{name}.xls", xls().replace(mark, bytes([0x2F, 0, 2, 0, cipher, 0])), PASSWORD)
    sealed = {
        "mimetype": _ODS,
        "META-INF/manifest.xml": b"<manifest:encryption-data/>",
        "content.xml": b"\x93\x11",
    }
    yield case("locked.ods", zipped(sealed, zipfile.ZIP_STORED), PASSWORD)
    body = bytearray(xlsx())
    at = body.find(b"PK\x01\x02")
    while at >= 0:  # the bit by which a zip entry says that it is encrypted
        body[at + 8] |= 1
        at = body.find(b"PK\x01\x02", at + 4)
    yield case("locked-zip.xlsx", bytes(body), PASSWORD)
