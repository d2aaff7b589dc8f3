"""The declarations agree with each other, and the dictionary with them."""

import re
from pathlib import Path

import duckdb
import pytest

from pipelines.metadata import CODE_LISTS, DATASETS, ELEMENTS, MEASURES, READ_TODAY, TABLES
from pipelines.metadata.classes import Kind
from pipelines.metadata.derive import create_table_sql, field_title, list_title, record_schema, stg_columns
from pipelines.metadata.dictionary import data_dictionary
from pipelines.metadata.measures.told_elsewhere import TOLD_ELSEWHERE

ROOT = Path(__file__).resolve().parents[2]
CORE_SET = [
    "M001",
    "M003",
    "M004",
    "M005",
    "M007",
    "M009",
    "M020",
    "M021",
    "M022",
    "M025",
    "M026",
    "M028",
    "M030",
    "M036",
    "M037",
    "M038",
    "M039",
    "M040",
    "M042",
    "M044",
    "M046",
    "M060",
    "M063",
    "M064",
    "M065",
    "M069",
    "M080",
    "M082",
    "M083",
    "M084",
    "M100",
    "M101",
    "M103",
    "M104",
    "M108",
    "M113",
    "M114",
    "M116",
    "M118",
    "M130",
    "M138",
    "M140",
    "M160",
    "M170",
    "M171",
    "M161",
    "M173",
    "M174",
]


def test_the_core_set_is_whole():
    assert set(CORE_SET) <= set(MEASURES)


# First and last number of each run of ids in the catalogue.
CATALOGUE = [
    (1, 12),
    (20, 49),
    (60, 73),
    (80, 93),
    (100, 121),
    (130, 143),
    (150, 156),
    (160, 164),
    (170, 178),
]


def test_every_measure_of_the_catalogue_is_counted_or_told_elsewhere():
    catalogue = {f"M{n:03}" for first, last in CATALOGUE for n in range(first, last + 1)}
    assert len(catalogue) == 127
    assert set(MEASURES) | set(TOLD_ELSEWHERE) == catalogue
    assert not set(MEASURES) & set(TOLD_ELSEWHERE)


def test_every_code_field_has_its_list():
    fields = [f for table in TABLES.values() for f in table.fields]
    fields += [f for dataset in DATASETS.values() for f in dataset.fields]
    assert {f.code_list for f in fields if f.kind is Kind.CODE} <= set(CODE_LISTS)


def test_datasets_feed_tables_that_exist():
    assert {name for dataset in DATASETS.values() for name in dataset.feeds} <= set(TABLES)


def test_measures_count_datasets_and_lists_that_exist():
    assert {m.dataset for m in MEASURES.values() if m.dataset} <= set(READ_TODAY)
    assert {m.mix_list for m in MEASURES.values() if m.mix_list} <= set(CODE_LISTS)


def test_elements_name_areas_of_the_list():
    assert {e.agency_area for e in ELEMENTS.values()} <= set(CODE_LISTS["agency_area"].values)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.full_name)
def test_ddl_makes_the_declared_columns(table):
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"CREATE SCHEMA {table.schema}")
        connection.execute(create_table_sql(table))
        described = connection.execute(f"DESCRIBE {table.full_name}").fetchall()
    assert [(row[0], row[1]) for row in described] == [(f.name, f.kind.duckdb_type) for f in table.fields]


def test_template_headers_tell_fields_apart():
    for dataset in DATASETS.values():
        titles = [field_title(f.name).casefold() for f in dataset.fields]
        assert len(titles) == len(set(titles)), dataset.name


SHORTENED = {
    w.lower(): w for w in ["BIP", "DV", "FTA", "GPS", "ID", "IDs", "MOU", "NA", "NIBRS", "PO", "PSI", "USD"]
}
_LISTS = [*DATASETS.values(), *TABLES.values()]
SHOWN_TITLES = sorted(
    {field_title(f.name) for declared in _LISTS for f in declared.fields}
    | {list_title(n) for n in CODE_LISTS}
)


def spellings() -> dict[str, set[str]]:
    """How our own sentences spell each word where no sentence begins."""
    found: dict[str, set[str]] = {}
    told = [f.description for declared in _LISTS for f in declared.fields]
    for text in [*told, *(code.label for listed in CODE_LISTS.values() for code in listed.codes)]:
        for sentence in re.split(r"[.;:] ", text):
            for word in re.findall(r"[A-Za-z]+", sentence)[1:]:
                found.setdefault(word.lower(), set()).add(word)
    return found


def test_shown_titles_spell_names_and_short_forms_as_the_field_does():
    known = spellings()
    assert known["english"] == {"English"}
    for title in SHOWN_TITLES:
        assert title[0] == title[0].upper()
        for place, word in enumerate(title.split()):
            allowed = {SHORTENED[word.lower()]} if word.lower() in SHORTENED else set()
            allowed = allowed or known.get(word.lower(), {word})
            if place == 0:
                allowed = allowed | {w[0].upper() + w[1:] for w in allowed}
            assert word in allowed, f"{title}: {word} is written {sorted(allowed)}"


def test_records_carry_sheet_and_row():
    schema = record_schema(DATASETS["cad_calls"])
    assert schema.names[-2:] == ["source_sheet", "source_row"]
    assert stg_columns(DATASETS["cad_calls"])[:2] == ("agency_code", "submission_id")


def test_the_dictionary_is_fresh():
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "run python -m pipelines.metadata.dictionary"
