"""Layout files: what they may say, and mistakes told with file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from made_books import own_layouts, site_with

from pipelines.layouts.load import built_in_layout, load_layouts, recipe_digest
from pipelines.layouts.model import ColumnRule
from pipelines.metadata.classes import Privacy
from pipelines.metadata.datasets import DATASETS, READ_TODAY
from pipelines.settings import COORDINATOR, SettingsError

LAYOUT = """dataset: rms_incidents
layouts:
  - valid_from: 2025-01
    columns:
      "Case Number": {to: incident_key}
      "Reported": {to: reported_ts, formats: ["%m/%d/%Y %H:%M"]}
      "Injury": {to: injury}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        pytest.param("dataset: rms_incidents", "dataset: rms", 1, "is not a dataset", id="an unknown dataset"),
        pytest.param("{to: injury}", "{to: injry}", 7, "the nearest is injury", id="a misspelt field"),
        pytest.param("{to: injury}", "{too: injury}", 7, "too: is not a setting", id="a misspelt setting"),
        pytest.param("{to: injury}", "{}", 7, "needs either `to: <field>`", id="a column without a meaning"),
        pytest.param("{to: injury}", "{to: injury, class: drop}", 7, "needs either", id="kept and dropped"),
        pytest.param("{to: injury}", "{class: keep}", 7, "needs either", id="kept as nothing"),
        pytest.param("{to: injury}", "{to: injury, codes: {BROKE: Broken}}", 7, "is not a code of nibrs_injury", id="a code not in the list"),
        pytest.param("{to: injury}", "{to: injury, other: none}", 7, "is not a code of nibrs_injury", id="a rest not in the list"),
        pytest.param("{to: injury}", "{to: geo_area, formats: ['%Y']}", 7, "only dates have formats", id="a format for a text"),
        pytest.param("{to: injury}", "{to: injury, units: {m: 30}}", 7, "only numbers have units", id="a unit for a code"),
        pytest.param("{to: injury}", "{to: children_count, units: {m: 30, y: 365}}", 7, "need a unit_column", id="two units and no column"),
        pytest.param("{to: injury}", "{to: injury, issued_by: mpd}", 7, "only case numbers have an issuer", id="an issuer for a code"),
        pytest.param("{to: injury}", "{to: call_key, issued_by_column: A}", 7, "needs issuers", id="an issuer column without issuers"),
        pytest.param("{to: injury}", "{to: injury, yes: [X]}", 7, "only yes-or-no fields", id="a word for yes in a code"),
        pytest.param("{to: injury}", "{to: injury, from: age}", 7, "is not an age band", id="an age for an injury"),
        pytest.param("{to: injury}", "{to: victim_age_band, from: birth_date}", 7, "needs `at:`", id="a birth date without an event"),
        pytest.param("{to: injury}", "{to: victim_age_band, from: birth_date, at: day}", 7, "day is not a field", id="an event that is no field"),
        pytest.param("{to: injury}", "{to: injury, from: term}", 7, "is not a number of days", id="a term for a code"),
        pytest.param("{to: injury}", "\n          to: injury\n          codes:\n            X: nope", 10, "is not a code", id="the line inside a longer rule"),
        pytest.param('"%m/%d/%Y %H:%M"', '"%m/%d/%Q"', 6, "%m/%d/%Q is not a date format", id="a format that is none"),
        pytest.param('"%m/%d/%Y %H:%M"', "MM/DD/YYYY", 6, "is not a date format", id="a format in Excel's words"),
        pytest.param('"Injury"', '"Case  number:"', 7, "is the same column as Case Number", id="one column twice"),
        pytest.param('"Injury"', '"Reported"', 7, "Reported stands twice", id="one key twice"),
        pytest.param('      "Reported": {to: reported_ts, formats: ["%m/%d/%Y %H:%M"]}\n', "", 4, "no column feeds reported_ts", id="a required field without a column"),
        pytest.param('      "Injury": {to: injury}\n', '    repeats: [{columns: {"Hurt": {to: injry}}}]\n', 7, "the nearest is injury", id="a repeat of no field"),
        pytest.param('{to: injury}\n', '{to: injury}\n    repeats: [{columns: {"INJURY": {to: geo_area}}}]\n', 8, "is the same column as Injury", id="a column that repeats and does not"),
        pytest.param('{to: injury}\n', '{to: injury}\n    repeats: [{columns: {"Hurt": {to: injury}}}]\n', 8, "injury is fed for all records of a row already", id="a field that repeats and does not"),
        pytest.param('{to: injury}\n', '{to: injury}\n    repeats: [{constants: {injury: N}, columns: {"Beat": {to: geo_area}}}]\n', 8, "injury is fed for all records", id="a constant for a field with a column"),
        pytest.param('{to: injury}\n', '{to: injury}\n    repeats: [{columns: {}}]\n', 8, "repeats", id="a repeat without a column"),
        pytest.param('{to: injury}\n', '{to: victim_age_band, from: birth_date, at: occurred_ts}\n    repeats: [{columns: {"Day": {to: occurred_ts}}}]\n', 8, "Injury is counted at a date that stands here", id="an age at a date that repeats"),
        pytest.param('      "Reported": {to: reported_ts, formats: ["%m/%d/%Y %H:%M"]}\n      "Injury": {to: injury}\n', '    repeats: [{columns: {"Day": {to: reported_ts}}}, {columns: {"Hurt": {to: injury}}}]\n', 6, "no column feeds reported_ts", id="a required field in one repeat of two"),
        pytest.param("columns:", "drop_rows: ['(?!x)']\n    columns:", 4, "is not a regular expression", id="a pattern that columns cannot use"),
        pytest.param("columns:", "nil_report: '('\n    columns:", 4, "is not a regular expression", id="a bracket left open"),
        pytest.param("columns:", "period: {from: title}\n    columns:", 4, "needs a pattern", id="a title without a pattern"),
        pytest.param("columns:", "period: {from: title, pattern: 'x'}\n    columns:", 4, "needs the groups", id="a pattern without groups"),
        pytest.param("columns:", "constants: {report_written: perhaps}\n    columns:", 4, "is not a value of report_written", id="a constant of another kind"),
        pytest.param("columns:", "constants: {incident_key: '1'}\n    columns:", 4, "never the same on every row", id="a constant number"),
        pytest.param("columns:", "constants: {injry: N}\n    columns:", 4, "the nearest is injury", id="a constant field misspelt"),
        pytest.param("valid_from: 2025-01", "valid_from: soon", 3, "valid_from", id="no date"),
        pytest.param("columns:", "header: {rows: 4}\n    columns:", 4, "header.rows", id="four header rows"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, expected: str
) -> None:
    assert old in LAYOUT
    with pytest.raises(SettingsError) as caught:
        own_layouts(tmp_path, LAYOUT.replace(old, new, 1))
    sentences = str(caught.value).splitlines()
    assert any(s.startswith(f"rms_incidents.yaml, line {line}") and expected in s for s in sentences), (
        sentences
    )


def test_words_may_look_like_yaml_s_own(tmp_path: Path) -> None:
    text = LAYOUT.replace(
        '"Injury": {to: injury}',
        '"DV": {to: dv_flag_agency, yes: [X, 1, on], no: 0, blank_means: no}\n'
        '      "Level": {to: offense_level, codes: {1: felony, No: none, 02: misdemeanor}, missing: [-, 9, ~]}',
    )
    (layout,) = own_layouts(tmp_path, text)
    dv, level = layout.columns["dv"][0], layout.columns["level"][0]
    assert (dv.yes, dv.no, dv.blank_means) == (("X", "1", "on"), ("0",), "no")
    assert level.codes == {"1": "felony", "No": "none", "02": "misdemeanor"}
    assert level.missing == ("-", "9", "null")


def test_a_file_holds_versions_and_its_name_the_stream(tmp_path: Path) -> None:
    older = LAYOUT.replace("  - valid_from: 2025-01", "  - valid_from: 2024-01")
    text = LAYOUT + older.split("layouts:\n")[1]
    layouts = own_layouts(tmp_path, text, "rms_incidents.jail.yaml")
    assert [layout.version.valid_from for layout in layouts] == [date(2025, 1, 1), date(2024, 1, 1)]
    assert {layout.stream for layout in layouts} == {"jail"}
    assert layouts[0].name == "mpd/rms_incidents.jail from 2025-01"


def test_a_changed_layout_file_is_read_again_and_changes_the_recipe(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"rms_incidents.yaml": LAYOUT})
    before = recipe_digest(load_layouts(site, "mpd"))
    assert recipe_digest(load_layouts(site, "mpd")) == before
    path = site.layouts / "mpd" / "rms_incidents.yaml"
    path.write_text(LAYOUT + "# a remark\n", encoding="utf-8")
    assert recipe_digest(load_layouts(site, "mpd")) != before


def test_the_agency_s_own_layout_takes_the_place_of_the_template(tmp_path: Path) -> None:
    layouts = load_layouts(site_with(tmp_path, {"rms_incidents.yaml": LAYOUT}), "mpd")
    assert [layout.built_in for layout in layouts if layout.dataset == "rms_incidents"] == [False]


def test_who_may_use_which_template(tmp_path: Path) -> None:
    site = site_with(tmp_path, {})
    coordinator = {layout.dataset for layout in load_layouts(site, COORDINATOR)}
    assert coordinator == {name for name in READ_TODAY if DATASETS[name].is_coordinator}
    assert {layout.dataset for layout in load_layouts(site, "haven")} == {"advocacy_totals"}
    assert "rms_incidents" in {layout.dataset for layout in load_layouts(site, "mpd")}


def test_an_advocacy_program_has_no_layout_for_rows_of_people(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"rms_incidents.yaml": LAYOUT}, agency="haven")
    with pytest.raises(SettingsError, match="may only be for totals"):
        load_layouts(site, "haven")


@pytest.mark.parametrize("name", READ_TODAY)
def test_every_template_can_feed_what_its_dataset_needs(name: str) -> None:
    layout = built_in_layout(name, "any")
    assert all(layout.can_feed(field, set(layout.columns)) for field in DATASETS[name].required)


def test_a_rule_names_the_columns_it_reads_beside_its_own() -> None:
    rule = ColumnRule.model_validate(
        {"to": "x", "time_column": "T", "unit_column": "U", "when": {"column": "W", "values": "C"}}
    )
    assert rule.helpers == ("T", "U", "W")
    assert ColumnRule.model_validate({"class": "drop"}).privacy is Privacy.DROP
