"""The kind of a file by its content, and the refusal of what is no spreadsheet.

A file's ending is not believed (Q09, Q35 of the quirks): ``.xls`` is often HTML, ``.xlsx`` often text. Sentences: ``refusals.py``.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path

from pipelines.reading.book import Limits
from pipelines.reading.package import BROKEN
from pipelines.reading.refusals import SAVE_AS, refusal, unknown_kind

SPREADSHEET_KINDS = ("xlsx", "xlsm", "xlsb", "xls", "ods")

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 65_536
_MAX_ENTRIES = 20_000

_OOXML_MAIN = (
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
    (b"ms-excel.template.macroEnabled.main+xml", "xlsm"),
    (b"ms-excel.addin.macroEnabled.main+xml", "xlsm"),
    (b"ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
)
_OTHER_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed (gzip) archive"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed (7z) archive"),
    (b"Rar!", "a compressed (rar) archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x00\x01\x00\x00Standard ", "an Access database"),
    (b"MIME-Version:", "a web archive"),
)
_BIFF_BEFORE_OLE = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")  # Excel 2, 3, 4
_HTML_TAG = re.compile(rb"<\s*(!doctype\s+html|html|head|body|table|meta|style|title)\b", re.IGNORECASE)
_BIFF_GLOBALS = re.compile(
    rb"\x09\x08([\x08\x10]\x00)\x00[\x05\x06]\x05\x00", re.DOTALL
)  # BOF of the workbook's stream
_FILEPASS = 0x2F
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x1f\x00"))


def sniff(path: Path, limits: Limits) -> tuple[str, bytes]:
    """The kind of a file by its content, with the content.

    Returns:
        One of xlsx, xlsm, xlsb, xls, ods, xml (a spreadsheet of 2003), html, csv (any text with separators), and the
        file's bytes.

    Raises:
        Unreadable: file_empty, file_password, file_damaged, file_unknown_kind, file_lock_file, file_pointer, file_too_large.
    """
    if path.name.startswith("~$"):
        raise refusal("file_lock_file")
    if path.stat().st_size > limits.uncompressed_mb * 1024 * 1024:
        raise refusal("file_too_large")
    data = path.read_bytes()
    return kind_of(data, limits), data


def kind_of(data: bytes, limits: Limits) -> str:
    """The kind of these bytes; see ``sniff``."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\x1a"):
        raise refusal("file_empty")
    if data.startswith((_ZIP, b"PK\x05\x06")):
        return _kind_of_zip(data, limits)
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    if data.startswith(b"version https://git-lfs"):
        raise refusal("file_pointer")
    for magic, what in _OTHER_MAGIC:
        if data.startswith(magic):
            raise unknown_kind(what)
    if data.startswith(_BIFF_BEFORE_OLE):
        raise unknown_kind("a workbook of a very old Excel (4 or before)", f"Please {SAVE_AS}.")
    return _kind_of_text(data)


def _kind_of_zip(data: bytes, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise refusal("file_password")
            # A bomb is known by its directory, before anything is unpacked; a directory that lies meets the child's memory limit.
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > limits.uncompressed_mb * 1024 * 1024 or len(entries) > _MAX_ENTRIES:
                raise refusal("file_too_large")
            return _kind_of_archive(archive, {entry.filename for entry in entries})
    except BROKEN as error:
        raise refusal("file_damaged") from error


def _kind_of_archive(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names:
        kind = archive.read("mimetype").strip()
        if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            if b"encryption-data" in (
                archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
            ):
                raise refusal("file_password")
            return "ods"
        raise unknown_kind("an OpenDocument text, drawing or e-book")
    if "[Content_Types].xml" in names:
        content_types = archive.read("[Content_Types].xml")
        for marker, kind_name in _OOXML_MAIN:
            if marker in content_types:
                return kind_name
        if b"wordprocessingml" in content_types:
            raise unknown_kind("a Word document")
        if b"presentationml" in content_types:
            raise unknown_kind("a PowerPoint presentation")
        raise refusal("file_damaged")
    if not names:
        raise refusal("file_empty")
    raise unknown_kind("a zip archive", "Unpack it and send each spreadsheet in it as a file of its own.")


def _kind_of_ole(data: bytes) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("DRMContent"):
        raise refusal("file_password")
    if holds("Workbook") or holds("Book") or holds("WORKBOOK") or holds("BOOK"):
        if _asks_for_password(data):
            raise refusal("file_password")
        return "xls"
    if holds("WordDocument"):
        raise unknown_kind("a Word document")
    if holds("PowerPoint Document"):
        raise unknown_kind("a PowerPoint presentation")
    if holds("__substg1.0_"):
        raise unknown_kind("an Outlook message", "Save the attachment and send that file.")
    raise refusal("file_damaged")


def _asks_for_password(data: bytes) -> bool:
    """True where the workbook's stream opens with a FILEPASS record.

    Looked for here because calamine reads on past the older of its two ciphers, and returns scrambled text.
    """
    for found in _BIFF_GLOBALS.finditer(data):
        at = found.end() - 4 + int.from_bytes(found[1], "little")
        for _ in range(3):
            kind, length = struct.unpack("<HH", data[at : at + 4].ljust(4, b"\0"))
            if kind == _FILEPASS:
                return True
            at += 4 + length
    return False


def _kind_of_text(data: bytes) -> str:
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(head):
        wide = head.replace(b"\x00", b"")
        if _is_xml_spreadsheet(wide):
            return "xml"
        return "html" if _HTML_TAG.search(wide[:2048]) else "csv"
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls * 100 > len(head) or head.count(b"\x00") * 20 > len(head):
        raise refusal("file_unknown_kind")
    opening = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if opening.startswith(b"<"):
        if _is_xml_spreadsheet(head):
            return "xml"
        if _HTML_TAG.search(head):
            return "html"
        raise unknown_kind("an XML file")
    if opening.startswith((b"{", b"[{")):
        raise unknown_kind("a JSON file")
    return "csv"


def _is_xml_spreadsheet(head: bytes) -> bool:
    """Whether this is a spreadsheet of 2003; a page that Excel saved names the same namespace, but is a page."""
    return b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head[:2048].lower()


def utf16_without_mark(head: bytes) -> str | None:
    """The codec of UTF-16 text that has no byte order mark, known by zeros in every second place, or None."""
    sample = head[: len(head) // 2 * 2]
    if len(sample) < 4:
        return None
    half = len(sample) // 2
    low, high = sample[1::2].count(0), sample[0::2].count(0)
    if low > half * 0.7 and high < half * 0.05:
        return "utf-16-le"
    if high > half * 0.7 and low < half * 0.05:
        return "utf-16-be"
    return None
