"""Settings that people write: what is read from YAML, and mistakes told with their line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipelines.metadata.datasets import DATASETS
from pipelines.settings import (
    NumberRule,
    Rhythm,
    SettingsError,
    Site,
    column_pattern,
    find_site,
    load_settings,
    read_yaml_model,
)

SITE = """name: Elm County
county: Elm
population: 120000
first_month: 2025-01
agencies:
  - code: mpd
    name: Millbrook Police
    area: patrol
    active_from: 2024-07
    datasets: {rms_incidents: monthly, inv_cases: quarterly}
    numbers:
      report: {pattern: '(\\d{2})-(\\d+)', year_group: 1}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "site.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_site_is_read(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, SITE))
    agency = settings.agency("mpd")
    assert settings.first_month == date(2025, 1, 1)
    assert agency is not None and agency.active_from == date(2024, 7, 1)
    assert agency.datasets == {"rms_incidents": Rhythm.MONTHLY, "inv_cases": Rhythm.QUARTERLY}
    assert [rhythm.months for rhythm in Rhythm] == [1, 3, 12]
    assert settings.agency("xyz") is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("name: Elm County\n", "", "line 1: name: is missing", id="a setting is missing"),
        pytest.param(
            "county: Elm", "county: Elm\ncuonty: Elm", "line 3: cuonty: is not a setting", id="a misspelt one"
        ),
        pytest.param(
            "area: patrol",
            "area: police",
            "line 8: agencies.0.area: is not an agency area",
            id="a wrong area",
        ),
        pytest.param(
            "population: 120000", "population: many", "line 3: population", id="a word for a number"
        ),
        pytest.param("code: mpd", "code: MPD", "line 6: agencies.0.code", id="a code in capitals"),
        pytest.param(
            "monthly,", "weekly,", "line 10: agencies.0.datasets.rms_incidents", id="a rhythm we do not know"
        ),
        pytest.param(
            "year_group: 1",
            "year_group: 3",
            "line 12: agencies.0.numbers.report",
            id="a group that is not there",
        ),
        pytest.param("(\\d+)", "(\\d+", "line 12: agencies.0.numbers.report", id="a bracket left open"),
        pytest.param("(\\d+)", "(?=x)(\\d+)", "line 12: agencies.0.numbers.report", id="a look ahead"),
        pytest.param(
            "county: Elm\n", "county: Elm\ncounty: Oak\n", "line 3: county stands twice", id="a key twice"
        ),
        pytest.param("county: Elm", "county: [Elm", "this is not valid YAML", id="no YAML"),
        pytest.param(SITE, "- a\n", "line 1: expected settings", id="a list"),
        pytest.param(SITE, "", "line 1: expected settings", id="nothing at all"),
        pytest.param(
            "code: mpd", "code: coordinator", "kept for the coordinator", id="the coordinator's own code"
        ),
        pytest.param(
            "agencies:\n",
            "agencies:\n  - {code: mpd, name: A, area: court}\n",
            "the code mpd stands twice",
            id="a code twice",
        ),
    ],
)
def test_mistakes_are_told_with_file_and_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in SITE
    with pytest.raises(SettingsError) as caught:
        load_settings(written(tmp_path, SITE.replace(old, new, 1)))
    assert expected in str(caught.value)
    assert str(caught.value).startswith("site.yaml")


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_bytes("name: Peña".encode("latin-1"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(path)


def test_a_missing_file_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="samepage init"):
        load_settings(tmp_path / "site.yaml")


class Words(BaseModel):
    words: dict[str, str | int | float | bool | None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("no: 'No'", {"no": "No"}, id="no is a word, as a key"),
        pytest.param("a: No", {"a": "No"}, id="and as a value"),
        pytest.param("yes: on", {"yes": "on"}, id="so are yes and on"),
        pytest.param("a: 010", {"a": "010"}, id="a code with a leading zero"),
        pytest.param("1: a", {"1": "a"}, id="a number as a key is its word"),
        pytest.param("1.10: a", {"1.10": "a"}, id="with its last zero"),
        pytest.param("a: 12:30", {"a": "12:30"}, id="a time is no number"),
        pytest.param("a: true", {"a": True}, id="true is true"),
        pytest.param("a: 12", {"a": 12}, id="12 is a number"),
        pytest.param("a: -1.5", {"a": -1.5}, id="so is -1.5"),
        pytest.param("a: NULL", {"a": "NULL"}, id="NULL is a word of exports"),
        pytest.param("a: ~", {"a": None}, id="a tilde is nothing"),
    ],
)
def test_words_of_agencies_stay_words(tmp_path: Path, text: str, expected: dict[str, object]) -> None:
    assert read_yaml_model(written(tmp_path, f"words: {{{text}}}\n"), Words).words == expected


def test_anchors_are_followed(tmp_path: Path) -> None:
    path = written(tmp_path, "words: {<<: &one {a: x}, b: y}\n")
    assert read_yaml_model(path, Words).words == {"a": "x", "b": "y"}


@pytest.mark.parametrize("pattern", ["(", "(?!x)", r"(a)\1", "(?<=a)b"])
def test_patterns_over_columns_are_plain(pattern: str) -> None:
    with pytest.raises(ValueError, match="regular expression"):
        column_pattern(pattern)


def test_a_year_group_needs_a_pattern() -> None:
    with pytest.raises(ValueError, match="needs a pattern"):
        NumberRule(year_group=1)


def test_a_site_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMEPAGE_SITE", str(tmp_path / "named"))
    assert find_site(tmp_path) == Site(tmp_path.resolve())
    assert find_site().root == (tmp_path / "named").resolve()
    monkeypatch.delenv("SAMEPAGE_SITE")
    assert (find_site().root / "pyproject.toml").exists()


def test_a_site_without_checks_of_its_own_uses_ours(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert (site.expectations / "suites" / "cad_calls.json").exists()
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "catalogue.csv").touch()
    assert site.expectations == tmp_path / "expectations"


@pytest.mark.parametrize(
    ("lines", "dataset", "expected"),
    [
        pytest.param("", "rms_incidents", (0.05, 0.05, 0.02), id="what the dataset declares"),
        pytest.param("all: {held_rows: 0.1}", "rms_incidents", (0.1, 0.05, 0.02), id="a line for all"),
        pytest.param(
            "all: {held_rows: 0.1, unknown_codes: 0.2}\n  rms_incidents: {held_rows: 0}",
            "rms_incidents",
            (0, 0.2, 0.02),
            id="a dataset's own line goes first, also with a zero",
        ),
        pytest.param(
            "warrants: {unreadable_cells: 0.5}",
            "rms_incidents",
            (0.05, 0.05, 0.02),
            id="another dataset's line",
        ),
    ],
)
def test_limits(tmp_path: Path, lines: str, dataset: str, expected: tuple[float, ...]) -> None:
    text = SITE + (f"limits:\n  {lines}\n" if lines else "")
    found = load_settings(written(tmp_path, text)).limits_of(DATASETS[dataset])
    assert (found.held_rows, found.unknown_codes, found.unreadable_cells) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(
            "limits: {arests: {held_rows: 0.1}}", "arests is not a dataset", id="limits of no dataset"
        ),
        pytest.param("limits: {all: {held_rows: 5}}", "held_rows", id="a share above one"),
        pytest.param(
            "thresholds: {director: 12}",
            "thresholds: director is 12 and joint is 10",
            id="a director's own page that tells less than the page of all",
        ),
        pytest.param("time_zone: Middle/Earth", "is not a time zone", id="a zone that is none"),
    ],
)
def test_wrong_limits_and_zones(tmp_path: Path, more: str, expected: str) -> None:
    with pytest.raises(SettingsError, match=expected):
        load_settings(written(tmp_path, SITE + more + "\n"))
