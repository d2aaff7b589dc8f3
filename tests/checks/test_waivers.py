"""Waivers: what they cover, when they die, and lines that cannot be used; and what may be confirmed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_catalogue import CATALOGUE

from pipelines.checks import Waiver, apply_waivers, confirm, load_waivers
from pipelines.checks.waivers import COLUMNS
from pipelines.layouts.period import Period
from pipelines.problems import Problem, Severity, Stage
from pipelines.settings import SettingsError

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
LINE = {
    "check_id": "table_field_often_blank",
    "agency": "rpd",
    "dataset": "rms_incidents",
    "column": "Injury",
    "period": "",
    "until": "2026-06-30",
    "reason": "system upgrade",
    "approved_by_role": "coordinator",
}


def written(folder: Path, *lines: dict[str, str]) -> Path:
    path = folder / "waivers.csv"
    rows = [",".join(f'"{line[name]}"' for name in COLUMNS) for line in lines]
    path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return path


def waiver(folder: Path, **changes: str) -> Waiver:
    (found,) = load_waivers(written(folder, LINE | changes), CATALOGUE, ["rpd"])["rpd"]
    return found


def problem(**changes: Any) -> Problem:
    usual = {
        "check_id": "table_field_often_blank",
        "severity": Severity.UNLIKELY,
        "stage": Stage.TABLE,
        "message": "Injury is blank more often than expected.",
        "column": "Injury",
        "rows_count": 7,
    }
    return Problem(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "day", "dataset", "covered"),
    [
        pytest.param({}, date(2026, 6, 30), "rms_incidents", True, id="on its last day"),
        pytest.param({}, date(2026, 7, 1), "rms_incidents", False, id="the day after it is dead"),
        pytest.param({}, date(2026, 4, 5), "rms_arrests", False, id="another dataset"),
        pytest.param({"column": ""}, date(2026, 4, 5), "rms_incidents", True, id="every column"),
        pytest.param({"column": " INJURY: "}, date(2026, 4, 5), "rms_incidents", True, id="a column however written"),
        pytest.param({"column": "Weapon"}, date(2026, 4, 5), "rms_incidents", False, id="another column"),
        pytest.param({"period": "2026-03"}, date(2026, 4, 5), "rms_incidents", True, id="its month"),
        pytest.param({"period": "2026-04"}, date(2026, 4, 5), "rms_incidents", False, id="another month"),
        pytest.param({"period": "2026-Q1"}, date(2026, 4, 5), "rms_incidents", True, id="a quarter that holds the month"),
        pytest.param({"check_id": "row_times_out_of_order"}, date(2026, 4, 5), "rms_incidents", False, id="another check"),
    ],
)  # fmt: skip
def test_what_a_waiver_covers(
    tmp_path: Path, changes: dict[str, str], day: date, dataset: str, covered: bool
) -> None:
    (told,), waived = apply_waivers(
        [problem()], [waiver(tmp_path, **changes)], CATALOGUE, dataset, MARCH, day
    )
    assert (told.severity is Severity.NOTE) is covered
    assert [w.to_dict()["rows_count"] for w in waived] == ([7] if covered else [])
    if covered:
        assert told.message.startswith("Accepted until 2026-06-30: system upgrade. Injury is blank")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"severity": Severity.NOTE}, id="a note needs none"),
        pytest.param({"severity": Severity.ROW_HELD}, id="a held row cannot be used all the same"),
        pytest.param({"stage": Stage.PRIVACY}, id="what protects people never is"),
    ],
)
def test_what_a_waiver_never_changes(tmp_path: Path, change: dict[str, Any]) -> None:
    given = [problem(**change)]
    assert apply_waivers(given, [waiver(tmp_path)], CATALOGUE, "rms_incidents", MARCH, date(2026, 4, 5)) == (
        given,
        [],
    )


def test_a_whole_file_limit_can_be_waived(tmp_path: Path) -> None:
    sunk = problem(
        check_id="table_codes_unmapped", severity=Severity.WHOLE_FILE, message="Too many.", column="Injury"
    )
    one = waiver(tmp_path, check_id="table_codes_unmapped")
    (told,), (waived,) = apply_waivers([sunk], [one], CATALOGUE, "rms_incidents", MARCH, date(2026, 4, 5))
    assert told.severity is Severity.NOTE
    assert waived.title == "Too many cells hold codes that we do not know."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"check_id": "privacy_victim_column"}, "line 2: privacy_victim_column protects people", id="privacy"),
        pytest.param({"check_id": "file_password"}, "line 2: file_password cannot be waived", id="a file that cannot be read"),
        pytest.param({"check_id": "row_required_missing"}, "cannot be waived", id="a row that cannot be used"),
        pytest.param({"check_id": "table_odd"}, "table_odd is not a check", id="no check"),
        pytest.param({"agency": "xyz"}, "xyz is not an agency", id="no agency"),
        pytest.param({"dataset": "arests"}, "arests is not a dataset", id="no dataset"),
        pytest.param({"until": "June"}, "until is not a day", id="no day"),
        pytest.param({"until": ""}, "until is empty", id="no end"),
        pytest.param({"reason": ""}, "reason is empty", id="no reason"),
        pytest.param({"approved_by_role": ""}, "approved_by_role is empty", id="nobody approved it"),
        pytest.param({"period": "soon"}, "period is not a month", id="no month"),
        pytest.param({"check_id": "cross_agreement_not_signed"}, "is a check between registers, and rms_incidents is none of them", id="no register"),
        pytest.param({"check_id": "cross_agreement_not_signed", "dataset": "partners_mou", "period": "2026-03"}, "has no period", id="a register has no period"),
        pytest.param({"check_id": "cross_agreement_ends_soon", "dataset": "partners_mou"}, "cannot be waived", id="what is only told"),
        pytest.param({"reason": "ask 555-201-3344"}, "reason holds what looks like", id="a phone number in the reason"),
    ],
)  # fmt: skip
def test_lines_that_cannot_be_used(tmp_path: Path, changes: dict[str, str], expected: str) -> None:
    with pytest.raises(SettingsError, match=expected):
        waiver(tmp_path, **changes)


def test_a_check_between_registers_is_waived_for_an_agency_and_changes_no_reading_of_files(
    tmp_path: Path,
) -> None:
    one = waiver(tmp_path, check_id="cross_agreement_not_signed", dataset="partners_mou", column="MOU status")
    assert (one.is_between_registers, one.agency_code, one.words) == (
        True,
        "rpd",
        "Accepted until 2026-06-30: system upgrade.",
    )
    assert not waiver(tmp_path).is_between_registers


def test_a_line_twice_and_a_column_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"waivers\.csv, line 3: an earlier line waives the same"):
        load_waivers(written(tmp_path, LINE, LINE), CATALOGUE, ["rpd"])
    (tmp_path / "waivers.csv").write_text("check_id,agency\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="line 1: the column dataset, column"):
        load_waivers(tmp_path / "waivers.csv", CATALOGUE, ["rpd"])


def test_no_file_and_blank_lines_are_no_waivers(tmp_path: Path) -> None:
    assert load_waivers(tmp_path / "waivers.csv", CATALOGUE, ["rpd"]) == {}
    blank = dict.fromkeys(COLUMNS, "")
    assert load_waivers(written(tmp_path, blank), CATALOGUE, ["rpd"]) == {}


def test_a_confirmed_problem_is_a_note_that_gives_the_reason() -> None:
    note, confirmed = confirm(problem(), "The form has no field.", CATALOGUE)
    assert (note.severity, note.message.split(" Injury")[0]) == (
        Severity.NOTE,
        "Confirmed by the agency: The form has no field.",
    )
    assert confirmed.to_dict() == {
        "check_id": "table_field_often_blank",
        "title": "Injury is blank more often than expected.",
        "column": "Injury",
        "reason": "The form has no field.",
        "rows_count": 7,
    }


@pytest.mark.parametrize("severity", [Severity.WHOLE_FILE, Severity.ROW_HELD, Severity.VALUE, Severity.NOTE])
def test_nothing_but_an_unlikely_thing_can_be_confirmed(severity: Severity) -> None:
    with pytest.raises(ValueError, match="cannot be confirmed"):
        confirm(problem(severity=severity), "so it is", CATALOGUE)
