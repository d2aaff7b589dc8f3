"""What a file is by its content, and every refusal with its sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from workbook_writers import ole_file

from pipelines.problems import Severity, Stage
from pipelines.reading import Limits, ReaderPool, Unreadable
from pipelines.reading.refusals import SENTENCES
from pipelines.reading.sniff import kind_of


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def ooxml(content_type: str) -> bytes:
    return zipped(
        {"[Content_Types].xml": f'<Types><Override ContentType="{content_type}"/></Types>'.encode()}
    )


MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LOCKED_ODS = {
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": b"<manifest:encryption-data/>",
}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(ooxml(MAIN), "xlsx", id="workbook"),
        pytest.param(
            ooxml("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "xlsm", id="workbook with macros"
        ),
        pytest.param(
            ooxml("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "xlsb", id="binary workbook"
        ),
        pytest.param(zipped({"mimetype": LOCKED_ODS["mimetype"]}), "ods", id="OpenDocument sheet"),
        pytest.param(ole_file({"Workbook": b"x"}), "xls", id="Excel 97 workbook"),
        pytest.param(ole_file({"Book": b"x"}), "xls", id="Excel 95 workbook"),
        pytest.param(b"<html><body><table><tr><td>1</td></tr></table>", "html", id="HTML"),
        pytest.param(b"\xef\xbb\xbf\r\n<table border=1><tr><td>1</td>", "html", id="bare table with a mark"),
        pytest.param("<html><table>".encode("utf-16"), "html", id="HTML in UTF-16"),
        pytest.param(
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "xml",
            id="XML spreadsheet of 2003",
        ),
        pytest.param(
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'.encode(
                "utf-16"
            ),
            "xml",
            id="XML spreadsheet in UTF-16",
        ),
        pytest.param(
            b'<html xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><table><tr><td>1</td></tr></table>',
            "html",
            id="a page that Excel saved",
        ),
        pytest.param(b"a,b\n1,2\n", "csv", id="text"),
        pytest.param("a\tb\n".encode("utf-16"), "csv", id="text in UTF-16"),
        pytest.param("case,opened\n1,2\n".encode("utf-16-le"), "csv", id="text in UTF-16 without a mark"),
        pytest.param(b"\xe9t\xe9;1\n", "csv", id="text in Windows-1252"),
    ],
)
def test_a_file_is_what_its_content_says(data: bytes, kind: str) -> None:
    assert kind_of(data, Limits()) == kind


@pytest.mark.parametrize(
    ("data", "check_id", "words"),
    [
        pytest.param(b"", "file_empty", "holds no data", id="no bytes"),
        pytest.param(b"\xef\xbb\xbf \r\n\r\n", "file_empty", "holds no data", id="white space alone"),
        pytest.param(zipped({}), "file_empty", "holds no data", id="empty archive"),
        pytest.param(
            ole_file({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}),
            "file_password",
            "without the password",
            id="encrypted workbook",
        ),
        pytest.param(zipped(LOCKED_ODS), "file_password", "password", id="encrypted OpenDocument"),
        pytest.param(ooxml(MAIN)[:60], "file_damaged", "export it again", id="cut short"),
        pytest.param(ole_file({"Something": b"x"}), "file_damaged", ".xlsx", id="OLE without a workbook"),
        pytest.param(
            b"version https://git-lfs.github.com/spec/v1\noid x\n", "file_pointer", "real file", id="pointer"
        ),
        pytest.param(b"%PDF-1.7 ...", "file_unknown_kind", "a PDF document", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "file_unknown_kind", "a picture", id="picture"),
        pytest.param(zipped({"april.xlsx": b"x"}), "file_unknown_kind", "Unpack it", id="archive of files"),
        pytest.param(
            ooxml("application/wordprocessingml.document.main+xml"), "file_unknown_kind", "Word", id="docx"
        ),
        pytest.param(ole_file({"WordDocument": b"x"}), "file_unknown_kind", "Word", id="doc"),
        pytest.param(ole_file({"__substg1.0_0037001F": b"x"}), "file_unknown_kind", "attachment", id="msg"),
        pytest.param(b"<?xml version='1.0'?><data/>", "file_unknown_kind", "an XML file", id="XML"),
        pytest.param(b'[{"a": 1}]', "file_unknown_kind", "a JSON file", id="JSON"),
        pytest.param(bytes(range(256)) * 8, "file_unknown_kind", "not a spreadsheet", id="binary"),
        pytest.param(
            zipped({"xl/x": bytes(3_000_000)}), "file_too_large", "one file per month", id="zip bomb"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_next_step(data: bytes, check_id: str, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        kind_of(data, Limits(uncompressed_mb=2))
    problem = caught.value.problem
    assert (problem.check_id, problem.severity, problem.stage) == (check_id, Severity.WHOLE_FILE, Stage.FILE)
    assert words in problem.message


def test_every_refusal_has_a_sentence_with_a_next_step() -> None:
    assert set(SENTENCES) == {
        "file_empty", "file_password", "file_damaged", "file_unknown_kind", "file_lock_file", "file_pointer",
        "file_too_large", "file_reader_failed", "file_reader_timeout",
    }  # fmt: skip
    for sentence in SENTENCES.values():
        assert any(verb in sentence.lower() for verb in ("send", "save", "export", "copy"))


def test_a_lock_file_is_known_by_its_name(tmp_path: Path, pool: ReaderPool) -> None:
    lock = tmp_path / "~$April.xlsx"
    lock.write_bytes(b"\x05owner" + bytes(100))
    assert refused(pool, lock) == "file_lock_file"


def test_a_file_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    big.write_bytes(b"a,b\n" * 600_000)
    with ReaderPool(Limits(uncompressed_mb=1)) as small:
        assert refused(small, big) == "file_too_large"


def test_a_bomb_that_unpacks_past_the_limit_is_not_read(tmp_path: Path, pool: ReaderPool) -> None:
    bomb = tmp_path / "bomb.xlsx"
    book = xlsxwriter.Workbook(bomb)
    book.add_worksheet().write_string(0, 0, "x")
    book.close()
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(4_000_000))
    with ReaderPool(Limits(uncompressed_mb=3)) as small:
        assert refused(small, bomb) == "file_too_large"
    assert pool.read(bomb).kind == "xlsx"


def refused(pool: ReaderPool, path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        pool.read(path)
    return caught.value.problem.check_id
