"""Places beside the used cells: notes, properties, titles, footers, columns and sheets that nobody mapped."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pipelines.privacy.coordinator_cells import scan_coordinator
from pipelines.privacy.people_rows import rows_of_people, speaks_of_services
from pipelines.privacy.places import scan_comments, scan_left_out, scan_names, scan_titles, scan_unused_sheet
from pipelines.privacy.values import Role
from pipelines.problems import Problem
from pipelines.reading import Sheet
from pipelines.reading.book import Comment, SheetFacts


def table(**columns: list[str | None]) -> pa.Table:
    return pa.table({letter: pa.array(texts, pa.string()) for letter, texts in columns.items()})


def kinds(problems: list[Problem]) -> list[tuple[str, str, str | None]]:
    return [(p.check_id, str(p.severity), p.cells) for p in problems]


REFUSED, LEFT = ("privacy_value_found", "whole_file"), ("privacy_value_left_out", "note")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        pytest.param("Zaphod Beeble:\nsee 123-45-6789", True, id="a number in a note"),
        pytest.param("Mary Johnson:\ndual arrest", False, id="who wrote the note"),
        pytest.param("dual arrest, see Mary Johnson", True, id="a name in a note"),
        pytest.param("call 555-123-4567", True, id="a phone in a note"),
        pytest.param("yellow = dual arrest", False, id="a note about colours"),
    ],
)
def test_comments(text: str, refused: bool) -> None:
    comments = (Comment("B2", "ok"), Comment("C7", text))
    told = scan_comments(Sheet("Data", True, table(A=["x"]), SheetFacts(comments=comments)))
    assert kinds(told) == ([("privacy_comment_found", "whole_file", "C7")] if refused else [])
    assert text not in str(told)


@pytest.mark.parametrize(
    ("name", "text", "refused"),
    [
        pytest.param("title", "State v. Smith", True, id="a case title as the document's title"),
        pytest.param(
            "text beside the tables", "Victim Mary Johnson", True, id="a name beside a page's tables"
        ),
        pytest.param(
            "text beside the tables", "Run by John Smith (555) 123-4567", False, id="who ran the page"
        ),
        pytest.param("subject", "Mary Johnson", True, id="a name as its subject"),
        pytest.param("creator", "Mary Johnson", False, id="whoever made it"),
        pytest.param("lastModifiedBy", "John Smith", False, id="whoever saved it"),
        pytest.param("last saved by", "John Smith", False, id="whoever saved it last"),
        pytest.param(
            "page header and footer", "Run by John Smith", False, id="who ran the report, on every page"
        ),
        pytest.param(
            "page header and footer",
            "Springfield PD (555) 123-4567",
            False,
            id="the office's phone on every page",
        ),
        pytest.param(
            "page header and footer", "Victim (555) 123-4567", True, id="a victim's phone on every page"
        ),
        pytest.param("page header and footer", "State v. Smith", True, id="a case title on every page"),
        pytest.param("text boxes", "call 555-123-4567", True, id="a phone in a text box"),
        pytest.param(
            "defined name victim_555_123_4567",
            "Data!$A$1",
            True,
            id="a phone in a defined name",
        ),
        pytest.param("defined name mary_johnson", "Data!$A$1", True, id="a name that is defined"),
        pytest.param("creator", "SSN 123-45-6789", True, id="a number in any property"),
        pytest.param("title", "Monthly report", False, id="a plain title"),
    ],
)
def test_properties(name: str, text: str, refused: bool) -> None:
    told = scan_names("march.xlsx", ["Data"], (), {name: text})
    assert kinds(told) == ([("privacy_name_found", "whole_file", None)] if refused else [])
    assert text not in str(told)


def test_each_place_of_a_document_is_named() -> None:
    told = scan_names(
        "march.xlsx", ["Data"], (), {"title": "State v. Smith", "text boxes": "call 555-123-4567"}
    )
    assert [problem.message.split(" holds")[0] for problem in told] == [
        "A property of the document (File, Info)",
        "A text box on a sheet",
    ]


def test_folders() -> None:
    assert kinds(scan_names("march.xlsx", ["Data"], ("2025", "Smith, John"))) == [
        ("privacy_name_found", "whole_file", None)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Report run 04/02/2025 07:14 AM", None, id="a usual title"),
        pytest.param("Springfield PD, 100 Main Street, (555) 123-4567", LEFT, id="a letterhead"),
        pytest.param("Prepared by Mary Johnson", LEFT, id="who ran it"),
        pytest.param("Sheriff Thomas Miller", LEFT, id="the sheriff"),
        pytest.param("John Smith", REFUSED, id="a name alone"),
        pytest.param("Victim: Mary Johnson", REFUSED, id="a victim"),
        pytest.param("Victim can be reached at 555-123-4567", REFUSED, id="a victim's phone"),
        pytest.param("State v. Smith", REFUSED, id="a case title"),
        pytest.param("123-45-6789", REFUSED, id="a government number"),
    ],
)
def test_titles_and_footers(text: str, expected: tuple[str, str] | None) -> None:
    grid = table(A=[text, "Case", "24-1", "*** End ***"], B=[None, "Date", "x", None])
    told = scan_titles("Data", grid, np.array([1, 4]), True)
    assert kinds(told) == ([(*expected, "A1")] if expected else [])
    assert text not in str(told)


@pytest.mark.parametrize(
    ("texts", "role", "justice", "elsewhere"),
    [
        pytest.param(["123-45-6789"], Role.LEFT_OUT, REFUSED, REFUSED, id="a number nobody mapped"),
        pytest.param(["he said 123-45-6789"], Role.DROPPED, REFUSED, REFUSED, id="a number in a narrative"),
        pytest.param(["call 555-123-4567"], Role.DROPPED, None, None, id="a phone in a dropped column"),
        pytest.param(["call 555-123-4567"], Role.LEFT_OUT, LEFT, REFUSED, id="a phone nobody mapped"),
        pytest.param(["12 Elm Court", "x"], Role.LEFT_OUT, LEFT, REFUSED, id="an address nobody mapped"),
        pytest.param(["victim Mary Johnson"], Role.LEFT_OUT, REFUSED, REFUSED, id="a victim nobody mapped"),
        pytest.param(
            ["Zaphodson, Mary", "Beebleson, John"], Role.LEFT_OUT, REFUSED, REFUSED, id="names of whom"
        ),
        pytest.param(
            ["Zaphodson, Mary", "Beebleson, John"], Role.DROPPED, None, None, id="names of suspects"
        ),
        pytest.param(["Assault", "North"], Role.LEFT_OUT, None, None, id="words"),
    ],
)
def test_columns_of_which_nothing_is_kept(
    texts: list[str | None],
    role: Role,
    justice: tuple[str, str] | None,
    elsewhere: tuple[str, str] | None,
) -> None:
    for is_justice, expected in ((True, justice), (False, elsewhere)):
        told = scan_left_out(
            "Data", table(H=texts), {"H": ("Extra", role)}, np.arange(5, 5 + len(texts)), is_justice
        )
        assert [kind[:2] for kind in kinds(told)][:1] == ([expected] if expected else [])
        assert not any(len(text or "") > 3 and text in str(told) for text in texts)


@pytest.mark.parametrize(
    ("columns", "refused"),
    [
        pytest.param(
            {"A": ["Person", "Zaphodson, Mary", "Beebleson, John"]}, True, id="names under any word"
        ),
        pytest.param(
            {"A": ["Officer", "Zaphodson, Mary", "Beebleson, John"]}, False, id="a roster of officers"
        ),
        pytest.param(
            {"A": ["Code", "A", "B"], "B": ["Meaning", "Arrest", "Report"]}, False, id="a list of codes"
        ),
        pytest.param({"A": ["Code", "A"], "B": ["Meaning", "123-45-6789"]}, True, id="a number on it"),
    ],
)
def test_sheets_that_no_layout_fits(columns: dict[str, list[str | None]], refused: bool) -> None:
    told = scan_unused_sheet(Sheet("Other", False, table(**columns)), True)
    assert any(str(p.severity) == "whole_file" for p in told) == refused


HASHES = ["9f86d081884c7d65", "60303ae22b998861", "fd61a03af4f77d87", "a4e624d686e03ed2"]
DAYS = ["3/4/2025", "3/9/2025", "3/9/2025", "3/30/2025"]


@pytest.mark.parametrize(
    ("columns", "people"),
    [
        pytest.param({"Ref": HASHES}, True, id="hashes"),
        pytest.param({"Ref": [h * 4 for h in HASHES]}, True, id="long hashes"),
        pytest.param(
            {"Ref": [f"123e4567-e89b-12d3-a456-42661417400{n}" for n in range(4)]}, True, id="UUIDs"
        ),
        pytest.param({"Ref": ["JS0312", "MB0704", "AK1130", "LT0909"]}, True, id="initials and a birthday"),
        pytest.param({"Who": ["J.S.", "M.B.", "A.K.", "L.T."], "On": DAYS}, True, id="initials and a date"),
        pytest.param({"Line": ["1", "2", "3", "4"], "On": DAYS}, True, id="a running number and a date"),
        pytest.param(
            {"Ref": ["HC-1", "HC-2", "HC-3", "HC-4"], "On": DAYS}, True, id="own numbers and a date"
        ),
        pytest.param({"Age": ["31", "24", "57", "40"], "On": DAYS}, True, id="an age and a date"),
        pytest.param(
            {"Line": ["1", "2", "3", "4"], "Race": ["W", "B", "W", "A"]}, True, id="a number and a race"
        ),
        pytest.param(
            {"Month": ["1/1/2025", "2/1/2025", "3/1/2025"], "Served": ["12", "<10", "31"]}, False, id="totals"
        ),
        pytest.param(
            {
                "Month": ["2025-01-01 00:00:00"] * 3,
                "Age 0-17": ["12", "13", "14"],
                "Race: White": ["3", "9", "8"],
            },
            False,
            id="totals by age and race",
        ),
        pytest.param(
            {"Code": ["A", "B", "C", "D"], "Meaning": ["x", "y", "z", "w"]}, False, id="a list of codes"
        ),
        pytest.param({"Ref": HASHES[:2]}, False, id="two rows are no list"),
    ],
)
def test_rows_of_people(columns: dict[str, list[str | None]], people: bool) -> None:
    headers = dict(zip("ABC", columns, strict=False))
    grid = table(**{letter: [header, *columns[header]] for letter, header in headers.items()})
    assert (rows_of_people(grid.slice(1), headers) is not None) == people


def test_words_of_services() -> None:
    assert speaks_of_services(["Shelter stays", "Client", "Bed nights"])
    assert not speaks_of_services(["Intake", "Case Number", "Victim present"])


@pytest.mark.parametrize(
    ("text", "review", "checklist"),
    [
        pytest.param("Officer Smith did not ask", True, True, id="an officer's name"),
        pytest.param("see report no 24-01234", True, True, id="a case number that says so"),
        pytest.param("24-012345", True, True, id="a report number"),
        pytest.param("62-CR-24-1234", True, True, id="a docket number"),
        pytest.param("on 3/14/2025", True, False, id="an exact date, which a policy has"),
        pytest.param("March 14, 2025", True, False, id="an exact date in words"),
        pytest.param("x" * 81, True, False, id="a story, where a policy may be quoted"),
        pytest.param("2025-Q1", False, False, id="a quarter"),
        pytest.param("R-12", False, False, id="a number of the review"),
        pytest.param("Order 412, section 3.2", False, False, id="a section"),
    ],
)
def test_cells_of_the_coordinator(text: str, review: bool, checklist: bool) -> None:
    for about_people, refused in ((True, review), (False, checklist)):
        told = scan_coordinator(
            "Sheet1", table(B=["x", text]), {"B": "Note"}, {}, np.array([2, 3]), is_about_people=about_people
        )
        assert bool(told) == refused
        assert all(p.cells == "B3" and text not in str(p) for p in told)


@pytest.mark.parametrize(("about_people", "refused"), [(True, True), (False, False)])
def test_columns_that_the_template_does_not_have(about_people: bool, refused: bool) -> None:
    grid = table(B=["x", "on 3/14/2025"])
    told = scan_coordinator(
        "Sheet1", grid, {}, {"B": "Extra"}, np.array([2, 3]), is_about_people=about_people
    )
    assert bool(told) == refused
