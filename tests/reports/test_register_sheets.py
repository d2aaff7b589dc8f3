"""The agreements with partners: what stands where, and what is overdue from the site's day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from report_site import make_connection

from pipelines.reports.edition import make_imprint, read_site
from pipelines.reports.kit import Book
from pipelines.reports.register_sheets import add_agreements, agreement_state
from pipelines.reports.source import Source

TODAY = dt.date(2026, 4, 15)
PAST, LATER, FAR = dt.date(2026, 4, 14), dt.date(2026, 4, 15), dt.date(2027, 4, 15)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, "in_force", id="signed with an annex"),
        pytest.param({"partner_id": None}, "no_partner", id="an agency that the register does not name"),
        pytest.param({"mou_status": "drafting"}, "not_signed", id="a draft"),
        pytest.param({"data_annex_signed_date": None}, "no_annex", id="no annex"),
        pytest.param(
            {"data_annex_signed_date": None, "agency_code": None}, "in_force", id="no annex and no agency"
        ),
        pytest.param(
            {"mou_expires_date": TODAY + dt.timedelta(days=90)}, "renewal_due", id="ends in 90 days"
        ),
        pytest.param({"mou_expires_date": TODAY + dt.timedelta(days=91)}, "in_force", id="ends in 91 days"),
        pytest.param({"mou_expires_date": PAST}, "ended", id="ended yesterday"),
        pytest.param({"mou_status": "expired"}, "ended", id="said to have ended"),
        pytest.param({"mou_status": "renewal_due"}, "renewal_due", id="said to be due"),
    ],
)
def test_what_to_look_at_in_an_agreement(change: dict[str, object], expected: str) -> None:
    whole = {
        "partner_id": "P-1",
        "agency_code": "mpd",
        "mou_status": "signed",
        "mou_expires_date": FAR,
        "data_annex_signed_date": PAST,
    }
    assert agreement_state(SimpleNamespace(**{**whole, **change}), TODAY) == expected


def sheets(folder: Path, *statements: str) -> dict[str, list[list[object]]]:
    """The sheet over the made-up warehouse with further rows: the cells from the header down."""
    connection = make_connection()
    for statement in statements:
        connection.execute(statement)
    source = Source(connection)
    path = folder / "book.xlsx"
    with Book(path, make_imprint(read_site(source), "Test")) as book:
        add_agreements(book, source)
    found = {}
    for page in openpyxl.load_workbook(path).worksheets:
        rows = [[cell.value for cell in row] for row in page.iter_rows()]
        top = next(n for n, row in enumerate(rows) if row[0] == "Partner")
        found[page.title] = rows[top:]
    return found


def test_agencies_that_the_register_does_not_name_are_listed(tmp_path: Path) -> None:
    found = sheets(
        tmp_path,
        "INSERT INTO pub.partner BY NAME SELECT 'P-1' AS partner_id, 'The police' AS organization, agency_code,"
        " 'signed' AS mou_status FROM ops.agency ORDER BY agency_code LIMIT 1",
    )
    _, *rows = found["Partners and agreements"]
    agencies = make_connection().execute("SELECT count(*) FROM ops.agency").fetchall()[0][0]
    states = [str(row[1]).split(" ", 1)[1] for row in rows]
    assert len(rows) == agencies
    assert states.count("No signed data annex") == 1
    assert states.count("Not in the register") == agencies - 1


def test_a_site_without_registers_is_told_what_to_do(tmp_path: Path) -> None:
    found = sheets(tmp_path)
    for rows in found.values():
        assert "samepage templates" in str(rows[1][0]) and len(rows) == 2
