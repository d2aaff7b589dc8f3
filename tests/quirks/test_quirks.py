"""The 42 spreadsheet quirks of real exports (Q01-Q42): each with its file, its verdict, and what became of its cells."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import textwrap
import zipfile
from typing import Any

import pytest
from quirk_site import (
    HEADERS,
    QUIRKS,
    TITLE,
    Desk,
    Quirk,
    incident,
    month,
    optional,
    quirk,
    survey,
    told,
    values,
    wide,
)
from workbook_writers import ole_file, write_xls
from xlsb_writer import write_xlsb

from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.measures.groups import FACT_GROUPS


def accepted(judged: Any) -> bool:
    return str(judged.status).startswith("accepted")


@quirk("Q01", "title rows above the header")
def _titles(desk: Desk) -> None:
    judged = desk.judge(
        [["Springfield PD - DV Report"], ["Run 04/02/2025 07:14 AM"], TITLE, [], HEADERS, incident(1)]
    )
    assert (str(judged.status), judged.rows.used, judged.rows.left_out_by_reason["title"]) == (
        "accepted",
        1,
        3,
    )
    assert judged.period is not None and judged.period.label == "2025-03"


_TWO_ROWS = [["Incident", None, "Victim", "Suspect", "DV"], ["Number", "Reported", "Sex", "Sex", None]]


@quirk("Q02", "group headers merged over two rows")
def _merged(desk: Desk) -> None:
    def merge(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 1, "Incident")
        sheet.merge_range(0, 4, 1, 4, "DV")

    judged = desk.judge([*_TWO_ROWS, ["24-1", "03/02/2025", "F", "M", "Y"]], "tpd", change=merge)
    assert accepted(judged) and values(judged, "victim_sex_gender") != values(judged, "suspect_sex_gender")
    assert judged.rows.left_out_by_reason == {"header": 2}


@quirk("Q03", "several header rows with the same word twice")
def _header_rows(desk: Desk) -> None:
    judged = desk.judge([["Report of March"], *_TWO_ROWS, ["24-1", "03/02/2025", "F", "M", "Y"]], "tpd")
    became = {column["header"]: column["became"] for column in judged.columns}
    assert became["Victim / Sex"] == "Victim sex gender" and became["Suspect / Sex"] == "Suspect sex gender"
    same = desk.judge(
        [["Incident", None, "Victim", "Victim", "DV"], _TWO_ROWS[1], ["24-1", "03/02/2025", "F", "M", "Y"]],
        "tpd",
    )
    assert told(same)["sheet_header_twice"] == "C1, D1"


@quirk("Q04", "headers with line breaks, odd spaces, a colon and capitals")
def _spelling(desk: Desk) -> None:
    judged = desk.judge(
        month(incident(1), headers=["CASE\nNUMBER", " Reported\u00a0: ", "dv", "Injury\u200b"])
    )
    assert str(judged.status) == "accepted" and judged.cells.used == 4


@quirk("Q05", "the same header twice")
def _twice(desk: Desk) -> None:
    judged = desk.judge(month(incident(1, "M"), headers=[*HEADERS, "Injury"]))
    assert str(judged.status) == "not_accepted" and told(judged)["sheet_header_twice"] == "D2, E2"


@quirk("Q06", "totals and an end of report")
def _totals(desk: Desk) -> None:
    rows = [incident(1), incident(2), ["Count = 2"], ["Grand Total", None, 2], ["*** End of Report ***"]]
    judged = desk.judge(month(*rows))
    assert (judged.rows.used, judged.control_total, judged.rows.left_out_by_reason["total row"]) == (2, 2, 3)
    assert "sheet_total_differs" not in told(judged)
    assert "sheet_total_differs" in told(desk.judge(month(incident(1), ["Count = 2"])))


_GROUPED = [HEADERS, ["North"], incident(1), incident(2), ["South"], incident(3)]


@quirk("Q07", "a report in groups, without a rule")
def _groups(desk: Desk) -> None:
    judged = desk.judge(_GROUPED)
    assert str(judged.status) == "not_accepted" and told(judged)["sheet_grouped"] == "2:2, 5:5"
    assert judged.rows.left_out_by_reason == {"header": 1, "group row": 2}


@quirk("Q07", "a report in groups that the layout fills down")
def _groups_filled(desk: Desk) -> None:
    judged = desk.judge(_GROUPED, "gpd")
    assert accepted(judged) and values(judged, "geo_area") == ["North", "North", "South"]
    assert (judged.rows.used, judged.rows.left_out_by_reason["group row"]) == (3, 2)
    labelled = desk.judge(
        [
            HEADERS,
            [None, "District:", None, "East"],
            incident(1),
            [None, "District:", None, "West"],
            incident(2),
        ],
        "gpd",
    )
    assert values(labelled, "geo_area") == ["East", "West"]


@quirk("Q08", "blank rows and columns inside the table")
def _gaps(desk: Desk) -> None:
    rows = [
        [*HEADERS[:2], None, *HEADERS[2:]],
        [],
        ["24-1", "03/01/2025", None, "Y", "N"],
        [],
        [],
        ["24-2", "03/02/2025", None, "Y", "N"],
    ]
    judged = desk.judge([TITLE, *rows])
    assert (str(judged.status), judged.rows.used, judged.rows.blank) == ("accepted", 2, 3)


@quirk("Q08", "data under a blank header")
def _no_header(desk: Desk) -> None:
    judged = desk.judge(month(incident(1, "lost?"), incident(2), headers=[*HEADERS, None]))
    assert accepted(judged) and told(judged)["sheet_header_blank"] == "E2"
    assert judged.cells.left_out_by_reason["not mapped"] == 1


@quirk("Q09", "a file of another kind than its name says")
def _kinds(desk: Desk) -> None:
    cells = {(r, c): text for r, row in enumerate(month()) for c, text in enumerate(row)}
    table = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in month())
    files = [
        write_xls(desk.folder / "a.xlsx", {"Incidents": cells}),
        write_xlsb(desk.folder / "b.xls", {"Incidents": cells}),
        desk.file("c.xlsx", "\n".join(",".join(row) for row in month())),
        desk.file("d.xls", f"<html><table>{table}</table></html>"),
    ]
    for path in files:
        judged = desk.judge(path)
        assert str(judged.status) == "accepted" and judged.rows.used == 3, path.name
        assert "file_kind_differs" in told(judged)


@quirk("Q10", "serial dates in cells without a date format")
def _serials(desk: Desk) -> None:
    judged = desk.judge(month(["24-1", 45717.5, "Y", "N"], ["24-2", "45718", "Y", "N"]))
    assert values(judged, "reported_ts") == [dt.datetime(2025, 3, 1, 12), dt.datetime(2025, 3, 2)]
    dated = month(["24-1", dt.datetime(2025, 3, 1, 12), "Y", "N"])
    for options in ({}, {"date_1904": True}):
        assert values(desk.judge(dated, options=options), "reported_ts") == [dt.datetime(2025, 3, 1, 12)]
    bare = desk.judge(month(["24-1", 44255.5, "Y", "N"]), options={"date_1904": True})
    assert values(bare, "reported_ts") == [dt.datetime(2025, 3, 1, 12)]


@quirk("Q11", "dates as text in several forms, and dates that stand for none")
def _dates(desk: Desk) -> None:
    judged = desk.judge(wide({"Seen": "2025-03-05"}, {"Seen": "03/04/2025"}, {"Seen": "March"}), "rpd")
    assert values(judged, "report_approved_ts") == [dt.datetime(2025, 3, 5), None, None]
    assert (told(judged)["cell_date_ambiguous"], told(judged)["cell_not_a_date"]) == ("C3", "C4")
    sentinel = desk.judge(month(incident(1), ["24-2", "12/31/9999", "Y", "N"]))
    assert told(sentinel)["cell_stand_in_date"] == "B4" and sentinel.rows.held == 1


@quirk("Q12", "date and time in two columns, a fraction, HHMM without zeros")
def _times(desk: Desk) -> None:
    day = {"Date": "03/02/2025"}
    judged = desk.judge(
        wide(*[day | {"Time": time} for time in (0.75, 45, "1405", "2:05 PM", dt.time(7, 30))]), "rpd"
    )
    found = [moment.strftime("%H:%M") for moment in values(judged, "occurred_ts")]
    assert found == ["18:00", "00:45", "14:05", "14:05", "07:30"]


@quirk("Q13", "a time that no clock showed")
def _clocks(desk: Desk) -> None:
    judged = desk.judge(month(incident(1), ["24-2", "03/09/2025 02:30", "Y", "N"]))
    assert told(judged)["cell_time_not_on_clock"] == "B4" and judged.rows.used == 2


@quirk("Q14", "ids turned into numbers")
def _ids(desk: Desk) -> None:
    def zeros(book: Any, sheet: Any) -> None:
        sheet.write_number(2, 0, 121, book.add_format({"num_format": "000000"}))

    padded = desk.judge(month(incident(1), incident(2)), change=zeros)
    as_text = desk.judge(month(["000121", "03/01/2025", "Y", "N"], incident(2)))
    assert values(padded, "incident_key") == values(as_text, "incident_key")
    for lost in ("2.40123E+11", 12345678901234567):
        judged = desk.judge(month(incident(1), incident(2), [lost, "03/03/2025", "Y", "N"]))
        assert told(judged)["cell_number_damaged"] == "A5" and (judged.rows.used, judged.rows.held) == (2, 1)


@quirk("Q15", "code and description in one cell")
def _codes(desk: Desk) -> None:
    judged = desk.judge(wide({"Offense": "13A"}, {"Offense": "13A - Aggravated Assault"}), "rpd")
    assert values(judged, "most_serious_offense") == ["13A", "13A"]


@quirk("Q16", "yes and no in many words, and a blank that is neither")
def _answers(desk: Desk) -> None:
    words: list[Any] = ["Y", "Yes", "TRUE", 1, -1, "(1)", "x", "✓", "N", "no", "FALSE", 0, None]
    judged = desk.judge(month(*[[f"24-{n}", "03/01/2025", word, "N"] for n, word in enumerate(words, 1)]))
    assert values(judged, "dv_flag_agency") == [True] * 8 + [False] * 4 + [None]


@quirk("Q17", "words for no answer")
def _missing(desk: Desk) -> None:
    judged = desk.judge(wide(*[{"Kids": word} for word in ("NULL", "N/A", "-", ".", "99", "2")]), "rpd")
    assert values(judged, "children_count") == [None] * 5 + [2]
    assert "cell_not_a_number" not in told(judged)


@quirk("Q18", "codes that nobody knows")
def _drift(desk: Desk) -> None:
    few = desk.judge(wide(*[{"Offense": "13A"}] * 30, {"Offense": "ZZZ"}), "rpd")
    assert accepted(few) and told(few)["cell_unknown_code"] == "F32"
    many = desk.judge(wide(*[{"Offense": "13A"}] * 10, *[{"Offense": "ZZZ"}] * 10), "rpd")
    assert str(many.status) == "not_accepted" and "table_codes_unmapped" in told(many)


_BOOKINGS = [["Booking", "Booked", "Count", "Bond", "DV"]]


@quirk("Q19", "a row per charge, and the same charge twice")
def _grain(desk: Desk) -> None:
    charges = [["B1", "03/01/2025", 1, None, "Y"], ["B1", "03/01/2025", 2, None, "N"]]
    assert "row_same_key_twice" not in told(desk.judge([*_BOOKINGS, *charges], "so"))
    assert "row_same_key_twice" in told(desk.judge([*_BOOKINGS, *charges, charges[1]], "so"))


@quirk("Q20", "an incident on a row for each person in it")
def _persons(desk: Desk) -> None:
    judged = desk.judge(month(incident(1), incident(1), incident(2)))
    # Every row is kept; the warehouse counts incidents by their key and never by rows (tests/warehouse).
    assert judged.rows.used == 3 and len(set(values(judged, "incident_key"))) == 2


@quirk("Q21", "a sheet for each district, and a sheet of codes")
def _sheets(desk: Desk) -> None:
    judged = desk.judge(
        {"Incidents N": month(incident(1)), "Incidents S": month(incident(2)), "Codes": [["N", "None"]]}
    )
    assert values(judged, "source_sheet") == ["Incidents N", "Incidents S"]
    assert "sheet_not_used" in told(judged) and judged.rows.left_out_by_reason["sheet not used"] == 1


@quirk("Q22", "hidden rows, columns and sheets")
def _hidden(desk: Desk) -> None:
    def hide(book: Any, sheet: Any) -> None:
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column("D:D", None, None, {"hidden": True})

    judged = desk.judge(
        {"Incidents": month(), "Incidents old": month(incident(9))}, change=hide, hidden=["Incidents old"]
    )
    assert judged.rows.used == 4 and told(judged)["sheet_hidden_cells"] == "4:4, D:D"
    assert "sheet_hidden" in told(judged)


@quirk("Q23", "formulas that were never worked out, and errors")
def _formulas(desk: Desk) -> None:
    def formulas(book: Any, sheet: Any) -> None:
        sheet.write_formula("D3", '=IF(1,"N","M")', None, 0)

    judged = desk.judge(
        month(incident(1), ["24-2", "03/02/2025", "#N/A", "N"], ["#REF!", "03/03/2025", "Y", "N"]),
        change=formulas,
    )
    assert told(judged)["sheet_formula_uncached"] == "D3"
    errors = {problem.cells for problem in judged.problems if problem.check_id == "cell_error"}
    assert errors == {"C4", "A5"} and judged.rows.held == 1
    assert values(judged, "injury")[0] is None and "cell_not_yes_or_no" not in told(judged)


@quirk("Q24", "a pivot table only")
def _pivot(desk: Desk) -> None:
    rows = [
        ["Count of Case Number", "Column Labels"],
        ["Row Labels", "N", "Y", "Grand Total"],
        ["North", 1, 2, 3],
        ["Grand Total", 1, 2, 3],
    ]
    judged = desk.judge({"Pivot": rows})
    assert str(judged.status) == "not_accepted" and "sheet_pivot" in told(judged)
    assert "sheet_pivot" not in told(desk.judge({"Other": [["Beat", "Zone"], ["1", "2"]]}))


@quirk("Q25", "comments that carry a meaning")
def _comments(desk: Desk) -> None:
    judged = desk.judge(month(), change=lambda book, sheet: sheet.write_comment("D4", "dual arrest"))
    assert accepted(judged) and told(judged)["sheet_comments"] == "D4"
    named = desk.judge(
        month(), change=lambda book, sheet: sheet.write_comment("D4", "call her at 555-123-4567")
    )
    assert str(named.status) == "refused" and "555" not in str(named.problems)


@quirk("Q26", "repeated headers, page footers, the name of who ran it")
def _footers(desk: Desk) -> None:
    rows = [incident(1), ["Page 1 of 2"], [], HEADERS, incident(2), ["Page 2 of 2"], ["Run by: records desk"]]
    judged = desk.judge(month(*rows))
    assert (str(judged.status), judged.rows.used) == ("accepted", 2)
    assert judged.rows.left_out_by_reason == {"title": 1, "header": 1, "repeated header": 1, "footnote": 3}


@quirk("Q27", "a year to date in place of a month")
def _year_to_date(desk: Desk) -> None:
    rows = [[f"24-{m}-{n}", f"0{m}/{n + 1:02d}/2025", "Y", "N"] for m in (1, 2, 3) for n in range(8)]
    judged = desk.judge([HEADERS, *rows])
    assert judged.period is not None and len(list(judged.period.months())) == 3 and judged.rows.used == 24


@quirk("Q28", "another month than the name of the file says")
def _wrong_month(desk: Desk) -> None:
    judged = desk.judge(
        [HEADERS, *[incident(n) for n in range(1, 9)]], name="mpd__rms_incidents__2025-02.xlsx"
    )
    assert "table_period_other_than_name" in told(judged) and judged.period is not None
    assert judged.period.label == "2025-03"


@quirk("Q29", "late reports among the rows of the month")
def _late(desk: Desk) -> None:
    judged = desk.judge(month(incident(1), ["24-9", "02/27/2025", "Y", "N"]))
    assert told(judged)["row_outside_period"] == "4:4" and judged.rows.used == 2


@quirk("Q30", "nothing happened, and an empty sheet")
def _nothing(desk: Desk) -> None:
    assert str(desk.judge([["No incidents to report, March 2025"]]).status) == "nil_report"
    empty = desk.judge([HEADERS])
    assert str(empty.status) == "not_accepted" and "sheet_no_rows" in told(empty)


@quirk("Q31", "part of a month")
def _part(desk: Desk) -> None:
    judged = desk.judge([["3/15/2025 - 3/31/2025"], HEADERS, incident(20)])
    assert judged.period is not None and judged.period.is_partial and "table_period_partial" in told(judged)


@quirk("Q32", "a birth date in place of an age")
def _ages(desk: Desk) -> None:
    judged = desk.judge(wide({"Age": 34, "Born": "03/05/1990"}, {"Age": 17, "Born": "03/04/1990"}), "rpd")
    assert values(judged, "victim_age_band") == ["25-34", "0-17"]
    assert values(judged, "suspect_age_band") == [
        "25-34",
        "35-44",
    ]  # the day before the birthday, and the day itself
    assert "1990" not in str(judged.records.to_pylist() if judged.records else "")


@quirk("Q32", "an age counted on the day of the export")
def _ages_at_export(desk: Desk) -> None:
    # The file came a month after the event: whoever is 18 or 25 now may have been 17 or 24 then.
    judged = desk.judge(optional([34, "W"], [17, "W"], [18, "W"], [25, "W"], ["old", "W"]), "opd")
    assert values(judged, "victim_age_band") == ["25-34", "0-17", None, None, None]
    assert told(judged)["cell_age_band_unsure"] == "D4:D5" and told(judged)["cell_not_a_number"] == "D6"
    assert accepted(judged) and judged.rows.used == 5


@quirk("Q33", "race and ethnicity in one column, in words that everybody uses")
def _race_in_words(desk: Desk) -> None:
    words = ["Hispanic", "White Hispanic", "White, Non-Hispanic", "Black (Non-Hispanic)", "Asian"]
    judged = desk.judge(optional(*[[30, word] for word in words]), "opd")
    pairs = list(zip(values(judged, "victim_race"), values(judged, "victim_ethnicity"), strict=True))
    # As NIBRS counts it: Hispanic says nothing of the race, and Asian nothing of the ethnicity.
    assert pairs == [("U", "H"), ("W", "H"), ("W", "N"), ("B", "N"), ("A", "U")]
    assert "cell_unknown_code" not in told(judged)
    # No breakdown joins the two: white less "white, not Hispanic" would be a small number that no rule withholds.
    groups = {group.code_list for groups in FACT_GROUPS.values() for group in groups}
    assert {"race", "ethnicity"} <= groups and "race_ethnicity" not in groups


@quirk("Q33", "race and ethnicity in one column, in an agency's own codes")
def _race(desk: Desk) -> None:
    judged = desk.judge(wide({"Race": "W/H"}, {"Race": "B/N"}), "rpd")
    pairs = list(zip(values(judged, "victim_race"), values(judged, "victim_ethnicity"), strict=True))
    assert len(set(pairs)) == 2 and None not in [part for pair in pairs for part in pair]


@quirk("Q34", "odd blanks, smart quotes, an old encoding, letters of a wrong one")
def _letters(desk: Desk) -> None:
    lines = [",".join(HEADERS), "24-1\u200b ,03/01/2025,\u00a0Y ,N", "24-2,03/02/2025,Y,“N”"]
    plain = desk.judge(desk.file("a.csv", "\n".join(lines)))
    assert values(plain, "dv_flag_agency") == [True, True]
    old = desk.judge(
        desk.file("b.csv", "\n".join(lines).replace("\u200b", "").replace("“N”", "Blessé"), "cp1252")
    )
    assert "file_not_utf8" in told(old) and accepted(old)
    garbled = desk.judge(month(incident(1), ["24-2", "03/02/2025", "Y", "BlessÃ©"]))
    assert told(garbled)["sheet_letters_damaged"] == "D4"


@quirk("Q35", "a password, rights management, macros")
def _locked(desk: Desk) -> None:
    for streams in ({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}, {"DRMContent": b"x"}):
        judged = desk.judge(desk.file("locked.xlsx", ole_file(streams)))
        assert str(judged.status) == "not_accepted" and set(told(judged)) == {"file_password"}
    path = desk.book(month())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert "file_macros" in told(desk.judge(path)) and accepted(desk.judge(path))


@quirk("Q36", "links to other files, objects and pictures")
def _objects(desk: Desk) -> None:
    path = desk.book(month())
    with zipfile.ZipFile(path, "a") as archive:
        for part in (
            "xl/externalLinks/externalLink1.xml",
            "xl/media/image1.png",
            "xl/embeddings/oleObject1.bin",
        ):
            archive.writestr(part, b"x")
    judged = desk.judge(path)
    assert accepted(judged) and {"file_external_links", "file_objects"} <= set(told(judged))


@quirk("Q37", "a very large export, filtered as it is read")
def _large(desk: Desk) -> None:
    rows = [
        ",".join([f"24-{n:06d}", f"03/{n % 28 + 1:02d}/2025", "Y" if n % 10 == 0 else "N", "N"])
        for n in range(30_000)
    ]
    judged = desk.judge(desk.file("large.csv", "\n".join([",".join(HEADERS), *rows])), "gpd")
    assert (judged.rows.used, judged.rows.left_out_by_reason["outside the layout's filter"]) == (
        3_000,
        27_000,
    )


@quirk("Q38", "currency and negative numbers in brackets")
def _money(desk: Desk) -> None:
    bonds: list[Any] = ["$10,000.00", "(5.00)", 0, "NO BOND"]
    judged = desk.judge(
        [*_BOOKINGS, *[[f"B{n}", "03/01/2025", 1, bond, "Y"] for n, bond in enumerate(bonds)]], "so"
    )
    assert [None if value is None else float(value) for value in values(judged, "bond_amount")] == [
        10_000,
        -5,
        0,
        None,
    ]
    assert told(judged)["cell_not_a_number"] == "D5"


@quirk("Q39", "a unit in the header, or beside each number")
def _units(desk: Desk) -> None:
    head = ["Docket", "Sentenced", "Sentence (mos)", "Probation", "Unit", "DV"]
    rows = [["C1", "03/01/2025", 6, 2, "years", "Y"], ["C2", "03/02/2025", 1, 3, "months", "Y"]]
    judged = desk.judge({"Sentences": [head, *rows]}, "court")
    assert values(judged, "jail_days_imposed") == [180, 30] and values(judged, "probation_days") == [730, 90]


@quirk("Q40", "an identifier in the name of the file, of a sheet, in a title, in a property")
def _names(desk: Desk) -> None:
    number = "555-123-4567"
    cases = [
        desk.book(month(), name=f"call {number}.xlsx"),
        desk.book({"Incidents": month(), f"x {number}": [["a"]]}),
        desk.book([[f"Victim, call {number}"], *month()], name="b.xlsx"),
        desk.book(
            month(),
            name="c.xlsx",
            change=lambda book, sheet: book.set_properties({"title": f"call {number}"}),
        ),
    ]
    for path in cases:
        judged = desk.judge(path)
        assert str(judged.status) == "refused" and number not in str((judged.problems, judged.sheets)), (
            path.name
        )


@quirk("Q41", "a column for each option of one field")
def _options(desk: Desk) -> None:
    rows = [[30, "W", "x"], [30, "W", None, "X", "0"], [30, "W", "0", "0", "x"], [30, "W"]]
    judged = desk.judge(optional(*rows), "opd")
    assert values(judged, "most_serious_offense") == ["13A", "13B", "13C", None]
    assert str(judged.status) == "accepted" and "row_two_options" not in told(judged)
    twice = desk.judge(optional(*rows, [30, "W", "x", None, "x"], [30, "W", None, "x", "x"]), "opd")
    assert values(twice, "most_serious_offense")[4:] == ["13A", "13B"]
    cells = [problem.cells for problem in twice.problems if problem.check_id == "row_two_options"]
    assert cells == ["H6", "H7"]  # one for each box that stands further left


_BOXES = ["Q1 Police", "Q1 Advocate", "Q1 Court"]


@quirk("Q41", "a survey with a box to tick for each option, of which a person may tick several")
def _boxes(desk: Desk) -> None:
    judged = desk.judge(
        survey(_BOXES, ["x", None, "X"], ["0", "x", "0"], ["x", "x", "x"], ["x"]), "coordinator"
    )
    assert str(judged.status) == "accepted", told(judged)
    steps = list(zip(values(judged, "answer_no"), values(judged, "survivor_step"), strict=True))
    assert steps[:6] == [(1, "police"), (1, "court"), (2, "advocate"), (3, "police"), (3, "advocate"), (3, "court")]  # fmt: skip
    assert steps[6:] == [(person, "police") for person in range(4, 11)]
    # The account is of the file's own rows and cells, however many records come of them.
    assert (judged.rows.used, judged.cells.used, judged.records.num_rows) == (10, 45, 13)


@quirk("Q41", "a box of a survey that holds no tick, and a person who ticked none")
def _no_boxes(desk: Desk) -> None:
    judged = desk.judge(survey(_BOXES, ["x", "maybe", None], ["0", None, None], ["x"]), "coordinator")
    assert {name: told(judged)[name] for name in ("cell_unknown_code", "row_required_missing")} == {
        "cell_unknown_code": "E2",
        "row_required_missing": "D3",
    }
    assert (judged.rows.used, judged.rows.held) == (8, 2)
    assert set(values(judged, "answer_no")) == set(range(3, 11))


@quirk("Q41", "a survey with a column for each question and part of the response")
def _survey(desk: Desk) -> None:
    questions = ["Police respect", "Police listened", "Court respect", "Court listened"]
    judged = desk.judge(
        survey(questions, [5, 4, 1, None], [None, None, None, 2], [3, 3, 9, "often"], [3]), "coordinator"
    )
    names = ("answer_no", "survivor_step", "score_respect", "score_listened")
    answers = list(zip(*(values(judged, name) for name in names), strict=True))
    assert answers[:3] == [(1, "police", 5, 4), (1, "court", 1, None), (2, "court", None, 2)]
    assert told(judged)["cell_not_a_number"] == "G4"
    beyond = [problem.cells for problem in judged.problems if problem.check_id == "row_score_out_of_range"]
    assert beyond == ["F4"]  # the court's score, and not that of the police


@quirk("Q41", "a survey without the columns that tell its people apart")
def _survey_without_people(desk: Desk) -> None:
    judged = desk.judge(
        [["Wave", "Q1 Police", "Q1 Advocate", "Q1 Court"], ["1", "x", None, "x"]], "coordinator"
    )
    assert str(judged.status) == "not_accepted" and "sheet_layout_mismatch" in told(judged)
    assert (judged.cells.in_file, judged.cells.used) == (8, 0)


@quirk("Q42", "a policy as a PDF or a Word document")
def _documents(desk: Desk) -> None:
    for name, data in {"policy.pdf": b"%PDF-1.7 x", "policy.doc": ole_file({"WordDocument": b"x"})}.items():
        judged = desk.judge(desk.file(name, data))
        assert str(judged.status) == "not_accepted" and set(told(judged)) == {"file_unknown_kind"}
    assert "source_book" in DATASETS  # where a policy is registered


@pytest.mark.parametrize("case", [pytest.param(q, id=f"{q.quirk_id} {q.words}") for q in QUIRKS])
def test_quirk(case: Quirk, desk: Desk) -> None:
    case.proof(desk)


@pytest.mark.parametrize("case", [pytest.param(q, id=f"{q.quirk_id} {q.words}") for q in QUIRKS])
def test_each_proof_judges_a_file_and_asserts_what_became_of_it(case: Quirk) -> None:
    steps = list(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(case.proof)))))
    judges = [step for step in steps if isinstance(step, ast.Attribute) and step.attr == "judge"]
    assert judges and any(isinstance(step, ast.Assert) for step in steps)


def test_all_42_quirks_are_here() -> None:
    assert {one.quirk_id for one in QUIRKS} == {f"Q{number:02d}" for number in range(1, 43)}
    assert len({(one.quirk_id, one.words) for one in QUIRKS}) == len(QUIRKS)
