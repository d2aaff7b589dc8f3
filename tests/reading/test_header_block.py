"""Where the table is, what its columns are called, and which rows are data."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading import Block, RowKind, Sheet, column_letter, find_block, normalise_header

B, T, H, D, S, R, F, G = RowKind  # blank, title, header, data, total (sum), repeated header, footnote, group
EXPECTED = ("case_no", "opened", "status", "days", "remark")
HEAD = ["Case No", "Opened", "Status", "Days", "Remark"]
ROW = ["25-1", "2025-01-02 00:00:00", "Open", "4", "note"]
OTHER = ["25-2", "2025-01-03 00:00:00", "Closed", "9", None]


def sheet(*rows: list[str | None] | str | None) -> Sheet:
    """A sheet of these rows; a text alone stands in column A, None is a blank row."""
    lists = [row if isinstance(row, list) else [row] for row in rows]
    width = max(map(len, lists))
    columns = {
        column_letter(place): pa.array(
            [row[place] if place < len(row) else None for row in lists], pa.string()
        )
        for place in range(width)
    }
    return Sheet("Cases", True, pa.table(columns))


def block_of(*rows: list[str | None] | str | None, **options: object) -> Block:
    options = {"key_headers": ("case_no",)} | options
    block = find_block(sheet(*rows), EXPECTED, **options)  # type: ignore[arg-type]
    assert block is not None
    return block


def kinds(*rows: list[str | None] | str | None, **options: object) -> list[RowKind]:
    """The kinds of rows that stand below a header and two rows of data."""
    block = block_of(HEAD, ROW, OTHER, *rows, **options)
    assert block.row_kinds.dtype == np.int8
    assert list(block.row_kinds[:3]) == [H, D, D]
    return [RowKind(kind) for kind in block.row_kinds[3:]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Case No", "case_no", id="plain"),
        pytest.param(" CASE\u00a0 No.: ", "case_no", id="case, spaces, colon"),
        pytest.param("Case\r\nNo", "case_no", id="line break"),
        pytest.param("case #", "case_no", id="number sign"),
        pytest.param("CAD_Event_ID", "cad_event_id", id="already snake case"),
        pytest.param("Sentence (mos)", "sentence_mos", id="unit"),
        pytest.param("Victim's Age", "victims_age", id="apostrophe"),
        pytest.param("Victim’s\u200b Age", "victims_age", id="curly apostrophe and unseen character"),
        pytest.param("Arrest / Charge", "arrest_charge", id="slash"),
        pytest.param("% suspended", "pct_suspended", id="percent"),
        pytest.param("Número", "número", id="accent"),
        pytest.param(None, "", id="nothing"),
        pytest.param(" - ", "", id="punctuation alone"),
    ],
)
def test_headers_fold_to_one_spelling(text: str | None, name: str) -> None:
    assert normalise_header(text) == name
    assert normalise_header(name) == name


def test_titles_above_the_header_and_blank_rows_within() -> None:
    block = block_of(
        "Springfield PD - DV Report", None, ["Run", "04/02/2025"], None, HEAD, ROW, None, None, OTHER, [" "]
    )
    assert (block.header_row, block.header_rows, block.control_total) == (5, 1, None)
    assert list(block.row_kinds) == [T, B, T, B, H, D, B, B, D, B]
    assert block.headers == dict(zip("ABCDE", HEAD, strict=True))


@pytest.mark.parametrize(
    ("header", "found"),
    [
        pytest.param(["Case No", "Opened", "Status"], True, id="three of five, on the limit"),
        pytest.param(["Case No", "Opened", "Judge"], False, id="two of five"),
        pytest.param(["Remark", "x", "STATUS:", "y", "days"], True, id="other order, more columns"),
    ],
)
def test_a_header_needs_enough_of_the_expected_names(header: list[str | None], found: bool) -> None:
    assert (find_block(sheet(header, ROW), EXPECTED) is not None) is found


def test_the_search_ends_where_it_was_told_to() -> None:
    tall = sheet(*["title"] * 24, HEAD, ROW)
    assert find_block(tall, EXPECTED, search_rows=24) is None
    block = find_block(tall, EXPECTED, search_rows=25)
    assert block is not None and block.header_row == 25
    assert find_block(Sheet("Empty", True, pa.table({})), EXPECTED) is None
    assert find_block(sheet(HEAD), ()) is None


def test_columns_without_a_header_and_with_the_same_one() -> None:
    block = block_of(["Case No", None, "Status", "Status", "Opened", " "], ROW)
    assert block.headers == {"A": "Case No", "C": "Status", "D": "Status", "E": "Opened"}


def test_two_header_rows_with_merged_groups() -> None:
    rows = [
        ["Report", None, None, None, None, None],
        ["Case No", "Charge", None, "Court", None, "Days"],
        [None, "Code", "Class", "Code", "Name", None],
    ]
    expected = ("case_no", "charge_code", "charge_class", "court_code", "court_name", "days")
    block = find_block(
        sheet(*rows, ["25-1", "1", "A", "2", "B", "4"]), expected, header_rows=2, key_headers=["Case No"]
    )
    assert block is not None
    assert (block.header_row, block.header_rows) == (2, 2)
    assert list(block.headers.values()) == [
        "Case No",
        "Charge / Code",
        "Charge / Class",
        "Court / Code",
        "Court / Name",
        "Days",
    ]
    assert list(block.row_kinds) == [T, H, H, D]


def test_a_column_beside_a_group_keeps_its_own_name() -> None:
    rows = [["Case", None, None, "Other"], ["No", "Opened", "Days", "Status"]]
    block = find_block(sheet(*rows), ("case_no", "case_opened", "days", "status"), header_rows=2)
    assert block is not None
    assert block.headers == {"A": "Case / No", "B": "Case / Opened", "C": "Days", "D": "Status"}


def test_three_header_rows_end_a_group_where_the_one_above_ends() -> None:
    rows: list[list[str | None]] = [
        ["Person", None, None, "Case", None],
        ["Name", None, "Born", None, None],
        ["First", "Last", None, "No", "Status"],
    ]
    names = ("person_name_first", "person_name_last", "person_born", "case_no", "case_status")
    block = find_block(sheet(*rows, ["a", "b", "c", "d", "e"]), names, header_rows=3)
    assert block is not None
    assert [normalise_header(text) for text in block.headers.values()] == list(names)


@pytest.mark.parametrize(
    ("row", "kind", "count"),
    [
        pytest.param("Total", S, None, id="Total in the key column"),
        pytest.param("TOTALS:", S, None, id="TOTALS: in the key column"),
        pytest.param([None, "Total"], S, None, id="Total with key blank"),
        pytest.param(["Grand Total", None, "2"], S, 2, id="number under text counts rows"),
        pytest.param(["Grand Total", None, None, "13"], S, None, id="number under numbers is their sum"),
        pytest.param([None, None, "Grand Total", "13", None], S, None, id="label further right"),
        pytest.param("Grand Total: 2", S, 2, id="total in one cell"),
        pytest.param("Count = 1,234", S, 1234, id="count with thousands"),
        pytest.param([None, "Count = 2"], S, 2, id="count with key blank"),
        pytest.param("Records: 41", S, 41, id="records"),
        pytest.param("Total number of cases: 41", S, 41, id="number of cases"),
        pytest.param("41 records found", S, 41, id="records found"),
        pytest.param(["Total Records", "41"], S, 41, id="label and count side by side"),
        pytest.param(["Average", None, None, "6.5"], S, None, id="average"),
        pytest.param([None, None, "Sum", "13"], S, None, id="sum"),
        pytest.param("*** End of Report ***", S, None, id="end of report"),
        pytest.param("--- END OF FILE ---", S, None, id="end of file"),
        pytest.param(["Subtotal for Central", None, None, "13"], S, None, id="subtotal"),
        pytest.param([None, None, "Grand Total", "13", "all districts"], S, None, id="a sure word beside a text"),
        pytest.param(["25-3", None, None, None, "Total loss of vehicle"], D, None, id="word in a text, key filled"),
        pytest.param([None, "2025-01-04 00:00:00", "Open", "2", "Total loss of vehicle"], D, None, id="word in a text, key missing"),
        pytest.param([None, "2025-01-04 00:00:00", "Open", "2", "Total"], D, None, id="word alone, key missing"),
        pytest.param([None, "2025-01-04 00:00:00", "Open", "2", "2 arrests"], D, None, id="count in a text, key missing"),
        pytest.param([None, None, None, "2"], D, None, id="a number alone is never left out"),
        pytest.param(["Totaro", "2025-01-04 00:00:00", "Open", "2", None], D, None, id="key that begins like total"),
        pytest.param(["25-3"], D, None, id="key alone"),
    ],
)  # fmt: skip
def test_totals_are_told_from_data(row: list[str | None] | str, kind: RowKind, count: int | None) -> None:
    block = block_of(HEAD, ROW, OTHER, row, key_headers=["case_no"])
    assert RowKind(block.row_kinds[3]) == kind
    assert block.control_total == count


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        pytest.param(["Count = 1", "Count = 2", "Count = 3"], 3, id="the last is the sum of the groups"),
        pytest.param(["Count = 1", "Count = 2"], 3, id="groups without a sum"),
        pytest.param(["Subtotal: 1", "Subtotal: 2", "Grand Total: 3"], 3, id="subtotals and a grand total"),
        pytest.param(["Total for Central: 1", "Total for North: 2"], 3, id="totals by group"),
        pytest.param(["Count = 1", "Grand Total: 7", "*** End of Report ***"], 7, id="grand total wins"),
    ],
)
def test_the_control_total_counts_all_rows(rows: list[str], count: int) -> None:
    assert block_of(HEAD, ROW, OTHER, *rows).control_total == count


def test_every_key_must_be_blank() -> None:
    row = ["Total", "2025-01-04 00:00:00", "Open", "2", None]
    assert kinds(row, key_headers=("case_no", "opened")) == [D]
    assert kinds(["Total", None, None, "13", None], key_headers=("case_no", "opened")) == [S]


def test_without_keys_the_first_column_and_the_filling_decide() -> None:
    assert kinds(["Total", None, None, "13"], key_headers=()) == [S]
    assert kinds(["Total", "2025-01-04 00:00:00", None, "13", "x"], key_headers=()) == [D]
    assert kinds(["Total", None, None, "13"], key_headers=("not here",)) == [S]


def test_headers_and_titles_repeated_at_page_breaks() -> None:
    block = block_of(
        "DV Report", HEAD, ROW, "Page 1 of 2", "DV Report", HEAD, OTHER, ["case no", *HEAD[1:]], "Page 2 of 2"
    )
    assert list(block.row_kinds) == [T, H, D, F, R, R, D, R, F]


def test_both_rows_of_a_repeated_header() -> None:
    head = [["Case No", "Charge", None], [None, "Code", "Class"]]
    row = ["25-1", "1", "A"]
    block = find_block(
        sheet(*head, row, *head, row), ("case_no", "charge_code", "charge_class"), header_rows=2
    )
    assert block is not None
    assert list(block.row_kinds) == [H, H, D, R, R, D]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("* Excludes sealed cases", id="star"),
        pytest.param("Note: data as of 04/02", id="note"),
        pytest.param("Printed by records unit on 04/02/2025", id="printed by, in the key column"),
        pytest.param([None, "Source: records system"], id="key blank"),
        pytest.param([None, None, None, None, "Run by: unit 7"], id="far right"),
        pytest.param("Numbers may change as cases are reviewed", id="a sentence alone"),
    ],
)
def test_remarks_after_the_table_are_footnotes(row: list[str | None] | str) -> None:
    assert kinds(None, row) == [B, F]
    assert kinds(row, "Count = 2") == [F, S]


def test_a_remark_within_the_table_is_kept_as_data() -> None:
    assert kinds([None, "see supplement"], ["25-3", "2025-01-04 00:00:00", "Open", "2", None]) == [D, D]


def test_rows_an_agency_says_are_no_data() -> None:
    last = ["25-3", "2025-01-04 00:00:00", "Open", "2", None]
    assert kinds(
        ["VOID 17", "x", "y"], ["Totals of beds", "4"], last, drop_rows=(r"^void\b", "of beds$")
    ) == [
        F,
        S,
        D,
    ]


WORDS = st.sampled_from(
    ["Total", "Grand Total", "Count = 3", "Note: x y", "Page 1 of 2", "x", "7", "* a b", "Case No", "Opened"]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 99), st.lists(st.none() | WORDS, min_size=4, max_size=4)), max_size=8)
)
def test_a_row_with_its_key_and_a_value_is_always_data(rows: list[tuple[int, list[str | None]]]) -> None:
    data = [[f"25-{key}", *cells] for key, cells in rows if sum(cell is not None for cell in cells) != 0]
    repeats = [sum(a == b for a, b in zip(row, HEAD, strict=True)) >= 3 for row in data]
    assert [kind == D for kind in block_of(HEAD, *data).row_kinds[1:]] == [not repeat for repeat in repeats]
