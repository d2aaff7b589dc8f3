"""The registers of the made-up team tell one year: every number that one of them names stands in another."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.metadata import CODE_LISTS, DATASETS, ELEMENTS, MEASURES
from pipelines.metadata.classes import Field
from pipelines.metadata.registers import REGISTERS
from pipelines.sample.world.adaptation import REVIEW_LATE, UNREVIEWED
from pipelines.sample.world.assessment import MISSING_DOCUMENTS
from pipelines.sample.world.implementation import OVERDUE_FINDINGS, OVERDUE_MILESTONES
from pipelines.sample.world.registers import make_registers
from pipelines.sample.world.shapes import Calendar, WorldOptions, sample_agencies

OPTIONS = WorldOptions()
AS_OF = pd.Timestamp("2026-04-20")
FIELDS = [
    pytest.param(register.name, field, id=f"{register.name}: {field.name}")
    for register in REGISTERS
    for field in register.fields
    if field.refers
]


@pytest.fixture(scope="module")
def registers() -> dict[str, pd.DataFrame]:
    return {name: frame for (_, name), frame in make_registers(OPTIONS, Calendar.of(OPTIONS)).items()}


def known(target: str, registers: dict[str, pd.DataFrame]) -> set[str]:
    if target.startswith("list:"):
        return set(CODE_LISTS[target.removeprefix("list:")].values)
    table, column = target.rsplit(".", 1)
    of_the_site = {
        "core.practice_element": {*ELEMENTS, "PAT-L01"},
        "ops.agency": {agency.code for agency in sample_agencies(1, OPTIONS.last_month)},
        "ops.dataset": set(DATASETS),
        "ops.measure_definition": set(MEASURES),
    }
    if table in of_the_site:
        return of_the_site[table]
    (register,) = [r.name for r in REGISTERS if r.feeds == (table,)]
    return set(registers[register][column])


def named(values: pd.Series, field: Field) -> set[str]:
    told = values.dropna()
    if field.is_list:
        told = told.str.split(";").explode().str.strip()
    return set(told)


@pytest.mark.parametrize(("dataset", "field"), FIELDS)
def test_every_number_leads_somewhere(dataset: str, field: Field, registers: dict[str, pd.DataFrame]) -> None:
    lost = named(registers[dataset][field.name], field) - known(str(field.refers), registers)
    assert lost <= set(MISSING_DOCUMENTS)


def test_the_whole_way_is_walked_at_least_once(registers: dict[str, pd.DataFrame]) -> None:
    decided = registers["decisions"].merge(
        registers["recommendations"], on="rec_id", suffixes=("", "_of_rec")
    )
    whole = decided[
        decided["conclusion_id"].isin(registers["conclusions"]["conclusion_id"])
        & decided["rec_id"].isin(registers["reviews"]["rec_id"])
    ]
    done = registers["milestones"][registers["milestones"]["status"] == "done"]
    assert done.loc[done["decision_id"].isin(whole["decision_id"]), "measure_id"].nunique() >= 5


def test_what_is_late_is_late_on_the_day_of_the_site(registers: dict[str, pd.DataFrame]) -> None:
    milestones = registers["milestones"]
    late = milestones[milestones["done_date"].isna() & (milestones["planned_date"] < AS_OF)]
    assert set(OVERDUE_MILESTONES) <= set(late["milestone_id"])
    findings = registers["findings"].set_index("finding_id").loc[list(OVERDUE_FINDINGS)]
    days = findings["remeasure_due_date"].where(findings["status"] == "waiting", findings["due_date"])
    assert (findings["closed_date"].isna() & (days < AS_OF)).all()


def test_reviews_are_missing_and_late_as_planted(registers: dict[str, pd.DataFrame]) -> None:
    reviews = registers["reviews"].merge(
        registers["recommendations"][["rec_id", "submitted_date"]], on="rec_id"
    )
    assert not set(UNREVIEWED) & set(reviews["rec_id"])
    late = reviews[(reviews["reviewed_on_date"] - reviews["submitted_date"]).dt.days > 30]
    assert list(zip(late["rec_id"], late["agency_area"], strict=True)) == [REVIEW_LATE]


def test_nothing_has_happened_after_the_sheets_were_saved(registers: dict[str, pd.DataFrame]) -> None:
    last = pd.Timestamp("2026-03-31")
    for name, field in (("meetings", "meeting_date"), ("interviews", "interviewed_date"), ("observations", "observed_date"), ("reviews", "reviewed_on_date"), ("decisions", "decided_date"), ("milestones", "done_date"), ("training", "held_date")):  # fmt: skip
        assert registers[name][field].max() <= last, name


def test_another_seed_draws_other_answers() -> None:
    other = make_registers(WorldOptions(seed=7), Calendar.of(OPTIONS))["coordinator", "survivor_survey"]
    assert not other.equals(make_registers(OPTIONS, Calendar.of(OPTIONS))["coordinator", "survivor_survey"])
