"""Views of what is known last: one row per key of a core table, made from the declarations.

Agencies send the same case again when more is known, and several rows to a case. For each field the latest
value that is not blank counts, unless an entry below rolls the rows up. ``warehouse/sql/core`` reads the views.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np

from pipelines.metadata import DATASETS, READ_TODAY, TABLES
from pipelines.metadata.classes import Dataset, Table
from pipelines.metadata.derive import stg_columns
from pipelines.staging.doubts import END_YEAR, FIRST_YEAR, clock_changes
from pipelines.statistics.intervals import wilson_sql
from pipelines.storage import quote

# Submissions speak in their order, rows in theirs; the sheet's name breaks a tie.
_LOAD_ORDER = (
    "submission.submission_order * 100000000000 + record.source_row * 1000"
    " + (hash(record.source_sheet) % 1000)::BIGINT"
)
# What supplements say ranks below everything that a report says, so that they only fill blanks.
_ORDERS = {
    "rms_incidents": f"{_LOAD_ORDER}"
    " - CASE WHEN coalesce(record.is_supplement, false) THEN 200000000000000000 ELSE 0 END"
}
_DEFAULTS = {
    "sentences": {"phase": "original"},
    "advocacy_totals": {"breakdown": "none", "category": "all"},
}

_MACROS = (
    "CREATE MACRO stg.severity(level) AS CASE level WHEN 'felony' THEN 4 WHEN 'gross_misdemeanor' THEN 3"
    " WHEN 'misdemeanor' THEN 2 WHEN 'infraction' THEN 1 ELSE 0 END",
    "CREATE MACRO stg.restrictiveness(sentence_type) AS CASE sentence_type WHEN 'death' THEN 6 WHEN 'life' THEN 5"
    " WHEN 'incarceration' THEN 4 WHEN 'supervision' THEN 3 WHEN 'financial_obligations' THEN 2"
    " WHEN 'other' THEN 1 ELSE 0 END",
    # The ends of the 95 percent interval of a share.
    *(
        f"CREATE MACRO stg.wilson_{end}(num, den) AS {expression}"
        for end, expression in zip(("low", "high"), wilson_sql("num", "den"), strict=True)
    ),
    "CREATE MACRO stg.decision_rank(decision) AS CASE decision WHEN 'filed' THEN 7 WHEN 'filed_lesser' THEN 6"
    " WHEN 'diverted_precharge' THEN 5 WHEN 'referred_other_office' THEN 4 WHEN 'declined' THEN 3"
    " WHEN 'returned_for_investigation' THEN 2 WHEN 'pending' THEN 1 ELSE 0 END",
)


def clock_change_days(zone: str) -> frozenset[int]:
    """The days of the week (1 is Monday) on which clocks of ``zone`` are changed in the years that are looked at."""
    local = np.concatenate([spans.ravel() for spans in clock_changes(zone)])
    return frozenset(datetime.fromtimestamp(int(moment), UTC).isoweekday() for moment in local)


def macros(zones: Iterable[str]) -> tuple[str, ...]:
    """The macros that views and queries use; ``zones`` are those of the agencies' clocks.

    Times are local: what went by between two of them is worked out with the zone of the agency's clocks. Each zone is
    written out, because DuckDB sets a zone up anew for every row where it comes from a column. Within a day of the week on
    which no clock was ever changed, nearly all of them, the times themselves say it, which takes a tenth of the time.
    """
    between = "epoch(timezone({zone}, later)) - epoch(timezone({zone}, earlier))"
    cases = "".join(
        f" WHEN zone = {quote(zone)} THEN {between.format(zone=quote(zone))}" for zone in sorted(set(zones))
    )
    otherwise = between.format(zone=quote("UTC"))
    changed = sorted(set().union(*(clock_change_days(zone) for zone in set(zones))))
    quiet = f" AND isodow(earlier) NOT IN ({', '.join(map(str, changed))})" if changed else ""
    return (
        "CREATE MACRO stg.seconds_between(zone, earlier, later) AS CASE"
        f" WHEN earlier::DATE = later::DATE AND year(earlier) >= {FIRST_YEAR} AND year(earlier) < {END_YEAR}{quiet}"
        f" THEN epoch(later) - epoch(earlier){cases} ELSE {otherwise} END",
        *_MACROS,
    )


def _by_severity(column: str, level: str) -> str:
    """``column`` of the row with the most serious ``level``; supplements only fill a blank."""
    rank = f"CASE WHEN load_order < 0 THEN load_order ELSE stg.severity({level}) * 500000000000000000 + load_order END"
    return f"arg_max({column}, {rank})"


def _by_decision(column: str) -> str:
    """``column`` of the furthest decision in the latest submission that has one."""
    return f"arg_max({column}, (submission_order, stg.decision_rank(review_decision), load_order))"


def _first_unit(column: str) -> str:
    """The earliest of several units' times, in the latest submission that has one."""
    return f"arg_max({column}, submission_order * 100000000000 - epoch({column})::BIGINT)"


def _last_unit(column: str) -> str:
    return f"arg_max({column}, submission_order * 100000000000 + epoch({column})::BIGINT)"


_SENTENCE_TIMES = (
    "jail_days_imposed",
    "jail_days_suspended",
    "jail_days_to_serve",
    "prison_days",
    "probation_days",
    "fine_usd",
)
_SENTENCE_MARKS = tuple(
    f.name
    for f in TABLES["core.sentence"].fields
    if f.name.startswith(("cond_", "psi_")) or f.name == "dv_related"
)

# Core table: field: the expression that rolls several rows up to one.
ROLL_UPS: dict[str, dict[str, str]] = {
    "call": {
        "dispatched_ts": _first_unit("dispatched_ts"),
        "first_arrived_ts": _first_unit("first_arrived_ts"),
        "cleared_ts": _last_unit("cleared_ts"),
    },
    "incident": {
        "offense_level": _by_severity("offense_level", "offense_level"),
        "most_serious_offense": _by_severity("most_serious_offense", "offense_level"),
    },
    "arrest": {
        "offense_level": _by_severity("offense_level", "offense_level"),
        "most_serious_charge": _by_severity("most_serious_charge", "offense_level"),
        "dv_charge": "bool_or(dv_charge)",
    },
    "booking": {"dv_charge": "bool_or(dv_charge)"},
    "prosecution_case": {
        "review_decision": _by_decision("review_decision"),
        "review_decision_ts": _by_decision("review_decision_ts"),
        "decline_reason": _by_decision("decline_reason"),
        "most_serious_referred": _by_severity("most_serious_referred", "level_referred"),
        "most_serious_filed": _by_severity("most_serious_filed", "level_filed"),
        "level_referred": _by_severity("level_referred", "level_referred"),
        "level_filed": _by_severity("level_filed", "level_filed"),
        "dv_related": "bool_or(dv_related)",
    },
    "sentence": {
        "sentence_type": "arg_max(sentence_type, stg.restrictiveness(sentence_type) * 500000000000000000 + load_order)",
        **{name: f"max({name})" for name in _SENTENCE_TIMES},
        **{name: f"bool_or({name})" for name in _SENTENCE_MARKS},
    },
}


def grains() -> dict[str, tuple[Table, Dataset]]:
    """Core tables whose key stands in a dataset that is read today, with that dataset."""
    found = {}
    for name in READ_TODAY:
        dataset = DATASETS[name]
        columns = set(stg_columns(dataset))
        for full_name in dataset.feeds:
            table = TABLES[full_name]
            if set(table.key) <= columns:
                found[table.name] = (table, dataset)
    return found


def _records(dataset: Dataset) -> str:
    """Where a dataset's records are read, with what a blank stands for."""
    defaults = _DEFAULTS.get(dataset.name)
    if not defaults:
        return f"stg.{dataset.name}"
    replaced = ", ".join(f"coalesce({name}, '{value}') AS {name}" for name, value in defaults.items())
    return f"(SELECT * REPLACE ({replaced}) FROM stg.{dataset.name})"


def ordered_view_sql(dataset: Dataset) -> str:
    """The view of a dataset's records with their submission's rank and their own (``load_order``)."""
    return (
        f"CREATE VIEW stg.{dataset.name}__ordered AS SELECT record.*, submission.submission_order,"
        f" {_ORDERS.get(dataset.name, _LOAD_ORDER)} AS load_order"
        f" FROM {_records(dataset)} AS record INNER JOIN stg.submission AS submission USING (submission_id)"
    )


def latest_sql(table: Table, dataset: Dataset) -> tuple[str, ...]:
    """What makes the view ``stg.<core table>__latest``: one row per key, each field as it is known last.

    Keys that stand once (nearly all) pass through; only those of several rows are rolled up, once, into the table
    ``stg.<core table>__several``, so that whoever reads the view reads no more columns than it names.
    Totals and the coordinator's sheets count as whole rows: what somebody blanked out is gone.
    """
    source = f"stg.{dataset.name}__ordered"
    key = ", ".join(table.key)
    present = " AND ".join(f"{name} IS NOT NULL" for name in table.key)
    create = f"CREATE VIEW stg.{table.name}__latest AS"
    if dataset.is_coordinator or dataset.is_aggregate:
        return (
            f"{create} SELECT * FROM {source} WHERE {present}"
            f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY load_order DESC) = 1",
        )
    rolled = ROLL_UPS.get(table.name, {})
    fields = [name for name in stg_columns(dataset) if name not in table.key]
    latest = ", ".join(f"{rolled.get(name, f'arg_max({name}, load_order)')} AS {name}" for name in fields)
    several = f"stg.{table.name}__several"
    return (
        f"CREATE TABLE {several} AS"
        f" WITH again AS (SELECT {key} FROM {_records(dataset)} WHERE {present} GROUP BY ALL HAVING count(*) > 1)"
        f" SELECT {key}, {latest} FROM {source} SEMI JOIN again USING ({key}) GROUP BY ALL",
        f"{create} SELECT {key}, {', '.join(fields)} FROM {_records(dataset)}"
        f" ANTI JOIN {several} USING ({key}) WHERE {present}"
        f" UNION ALL SELECT {key}, {', '.join(fields)} FROM {several}",
    )
