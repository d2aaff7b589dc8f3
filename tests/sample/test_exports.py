"""What an export shows of a value, and that its layout reads the same value back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipelines.layouts.model import LayoutFile
from pipelines.metadata import DATASETS
from pipelines.reading import find_block, normalise_header, read_book
from pipelines.sample.exports import EXPORTS, QUIRKS, columns, court, derived_columns, ecc, people
from pipelines.sample.exports.export import Export, Run
from pipelines.sample.exports.pages import Page, write_text, write_workbook
from pipelines.sample.exports.site_files import layout_templates, write_layouts
from pipelines.settings import Site, read_yaml_model

ALL_EXPORTS = (*EXPORTS, ecc.NEW_CAD)
WITH_LAYOUT = [e for e in ALL_EXPORTS if e.agency not in ("adv", "coordinator")]
TEMPLATES = [e for e in ALL_EXPORTS if e.agency in ("adv", "coordinator")]
RUN = Run(date(2025, 3, 1), date(2025, 3, 31), datetime(2025, 4, 4, 7, 14), "An office")


def _rows(**values: Any) -> pd.DataFrame:
    first = next(iter(values.values()))
    return pd.DataFrame({**values, "_row_id": np.arange(1, len(first) + 1)})


def _moments(*texts: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts))).astype("datetime64[us]")


def _name(export: Export) -> str:
    return f"{export.agency} {export.dataset} {'new' if export is ecc.NEW_CAD else ''}".strip()


@pytest.mark.parametrize(
    ("column", "rows", "shown"),
    [
        pytest.param(
            columns.money("Bond", "x", "NO BOND"),
            _rows(x=pd.array([10000, None], dtype="Float64")),
            ["$10,000.00", "NO BOND"],
            id="money and a word for none",
        ),
        pytest.param(
            columns.moment("Day", "x", "%m/%d/%Y"),
            _rows(x=_moments("2025-01-09 23:59", None)),
            ["01/09/2025", None],
            id="a day as text",
        ),
        pytest.param(
            columns.serial("At", "x"),
            _rows(x=_moments("2024-04-01 12:00")),
            [45383.5],
            id="a bare Excel number",
        ),
        pytest.param(
            columns.split_moment("Day", "Time", "x", "%m/%d/%Y")[1],
            _rows(x=_moments("2025-01-09 00:45", "2025-01-09 13:05", None)),
            ["45", "1305", None],
            id="a time without leading zeros",
        ),
        pytest.param(
            columns.flag("DV", "x", "1", "0", "NULL"),
            _rows(x=pd.array([True, False, None], dtype="boolean")),
            ["1", "0", "NULL"],
            id="a flag with a word for unknown",
        ),
        pytest.param(
            columns.ticked("NCO", "x"),
            _rows(x=pd.array([True, False, None], dtype="boolean")),
            ["X", None, None],
            id="a tick for yes only",
        ),
        pytest.param(
            columns.coded("Disp", "disposition", "court_cases", {"dismissal": "Nolle Prosequi"}),
            _rows(disposition=pd.Series(["dismissal", "acquittal", None], dtype="str")),
            ["Nolle Prosequi", "Acquitted", None],
            id="codes in the agency's words, else the label",
        ),
        pytest.param(
            derived_columns.number("No", "x", pad=5, short_years=("rpd",)),
            _rows(x=["2025-123", "2025-123", None], _issuer_x=["rpd", "mpd", None]),
            ["25-00123", "2025-00123", None],
            id="a number padded, its year short for one agency",
        ),
        pytest.param(
            derived_columns.term("T", "x"),
            _rows(x=pd.array([545, 0, 364, None], dtype="Int64")),
            ["1Y 6M 0D", "0Y 0M 0D", "0Y 12M 4D", None],
            id="days as a term",
        ),
        pytest.param(
            derived_columns.term_and_unit("T", "U", "x")[1],
            _rows(x=pd.array([730, 90, 45, 0, None], dtype="Int64")),
            ["Y", "M", "D", "D", None],
            id="the largest unit that comes out even",
        ),
        pytest.param(
            derived_columns.small_count("N", "x", "small"),
            _rows(x=pd.array([None, 12], dtype="Int64"), small=[True, False]),
            ["<10", 12],
            id="a small total is hidden",
        ),
    ],
)
def test_shows(column: columns.Column, rows: pd.DataFrame, shown: list[object]) -> None:
    assert list(column.show(rows)) == shown


@pytest.mark.parametrize("band", ["0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"])
def test_ages_and_birth_dates_lie_in_their_band(band: str) -> None:
    low, _, high = band.replace("65+", "65-110").partition("-")
    at = _moments(*["2025-06-30 10:00"] * 50)
    rows = _rows(x=pd.Series([band] * 50, dtype="str"), at=at)
    years = derived_columns.age("Age", "x").show(rows)
    born = pd.to_datetime(pd.Series(derived_columns.birth_date("DOB", "x", "at").show(rows)))
    since = (at - born).dt.days / 365.25
    assert all(int(low) <= age <= int(high) for age in years)
    assert since.between(int(low), int(high) + 0.999).all()


@pytest.mark.parametrize("band", ["unknown", None])
def test_an_unknown_age_is_a_blank_cell(band: str | None) -> None:
    rows = _rows(x=pd.Series([band], dtype="str"))
    column = derived_columns.age("Age", "x")
    assert list(column.show(rows)) == [None]
    assert column.receive is not None
    assert column.receive(rows["x"]).isna().all()


def test_people_are_made_up_and_stay_the_same() -> None:
    rows = _rows(x=list(range(400)))
    numbers = people.phone(rows, "caller")
    assert all(number.startswith("555-01") and len(number) == 8 for number in numbers)
    assert list(people.full_name(rows, "caller")) == list(people.full_name(rows.copy(), "caller"))
    assert len(set(people.full_name(rows, "caller"))) > 200


def test_a_case_has_one_person_in_all_its_rows() -> None:
    rows = _rows(case=["a", "a", "b"])
    names = people.full_name(rows, "defendant", ("case",))
    assert names[0] == names[1] != names[2]


def test_there_are_at_least_fourteen_layouts_and_each_is_valid(tmp_path: Any) -> None:
    written = write_layouts(Site(tmp_path), date(2025, 10, 1))
    assert len(written) == len(layout_templates()) >= 14
    known = [read_yaml_model(path, LayoutFile) for path in written]
    assert {(p.parent.name, k.dataset) for p, k in zip(written, known, strict=True)} == {
        (e.agency, e.dataset) for e in WITH_LAYOUT
    }
    cad = next(k for k in known if k.dataset == "cad_calls")
    assert [v.valid_from for v in cad.layouts] == [date(1990, 1, 1), date(2025, 10, 1)]


@pytest.mark.parametrize("export", WITH_LAYOUT, ids=_name)
def test_every_column_with_a_field_is_in_the_layout(export: Export, tmp_path: Any) -> None:
    write_layouts(Site(tmp_path), date(2025, 10, 1))
    layout = read_yaml_model(
        tmp_path / f"inputs/site/layouts/{export.agency}/{export.dataset}.yaml", LayoutFile
    )
    version = layout.layouts[-1 if export is ecc.NEW_CAD else 0]
    mapped = {
        normalise_header(header): {rule.to for rule in rules if rule.to}
        for header, rules in version.columns.items()
    }
    for column in export.columns:
        header = normalise_header(" / ".join(filter(None, (column.group, column.header))))
        told = {field for field in (column.field, column.also) if field}
        assert mapped.get(header, set()) == told, column.header
    assert set(DATASETS[export.dataset].required) <= {c.field for c in export.columns}


def test_every_export_has_quirks_on_purpose() -> None:
    assert {(q.agency, q.dataset) for q in QUIRKS} >= {
        (e.agency, e.dataset) for e in EXPORTS if e.dataset not in ("protection_orders",)
    }


def test_orders_with_names_differ_only_by_the_name() -> None:
    assert [c.header for c in court.ORDERS_WITH_NAMES.columns] == [
        *(c.header for c in court.ORDERS.columns),
        "Petitioner Name",
    ]


@pytest.mark.parametrize("export", [e for e in ALL_EXPORTS if e.nothing], ids=_name)
def test_empty_exports_say_so_in_words(export: Export, tmp_path: Any) -> None:
    path = tmp_path / export.name(RUN)
    export.write_nothing(path, RUN)
    sheet = read_book(path).sheets[0]
    assert sheet.grid.column("A").to_pylist() == [export.nothing, "03/01/2025 - 03/31/2025"]


def test_workbook_has_lines_groups_and_hidden_columns(tmp_path: Any) -> None:
    body = pd.DataFrame({0: ["a", "b", None], 1: [1, None, 3]}, dtype=object)
    page = Page(
        "S",
        [["Group", None], ["K", "N"]],
        body,
        above=[["Title"], []],
        below=[["Grand Total", 3]],
        after={0: [["Subtotal", 1]]},
        hidden=(2,),
        first_column=1,
    )
    write_workbook(tmp_path / "x.xlsx", [page])
    sheet = read_book(tmp_path / "x.xlsx").sheets[0]
    assert sheet.grid.column("B").to_pylist() == [
        None,
        None,
        "Group",
        "K",
        "a",
        "Subtotal",
        "b",
        None,
        "Grand Total",
    ]
    block = find_block(sheet, {"group_k", "group_n"}, header_rows=2, key_headers=("group_k",))
    assert block is not None
    assert block.headers == {"B": "Group / K", "C": "Group / N"}


def test_formulas_and_blanks_stay_text(tmp_path: Any) -> None:
    page = Page("S", [["H"]], pd.DataFrame({0: ["=1+1", "0012"]}, dtype=object))
    write_workbook(tmp_path / "x.xlsx", [page])
    write_text(tmp_path / "x.csv", page)
    for name in ("x.xlsx", "x.csv"):
        assert read_book(tmp_path / name).sheets[0].grid.column("A").to_pylist() == ["H", "=1+1", "0012"]


@pytest.mark.parametrize("export", TEMPLATES, ids=_name)
def test_templates_are_headed_by_the_titles_of_fields(export: Export) -> None:
    carried = {c.field for c in export.columns} | {c.also for c in export.columns}
    assert {f.name for f in DATASETS[export.dataset].fields} <= carried
