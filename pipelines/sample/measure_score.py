"""Whether the figures of a made-up site are those of its county: every measure, period, agency and breakdown.

What is true stands in ``truth.json``, from what happened in the county; what was counted in ``mart.measure_value``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.sample import TRUTH_FILE
from pipelines.settings import Site

KEY = ("measure_id", "agency_code", "period_kind", "period_start", "breakdown", "category")
NUMBERS = ("num", "den", "value", "n_missing", "completeness_pct")
_CLOSE = 1e-6


@dataclass(frozen=True)
class MeasureScore:
    """How many figures are known, how many were counted, and the keys of those that are on one side alone or differ."""

    known: int
    counted: int
    measures: int
    missing: tuple[tuple[str, ...], ...]
    surplus: tuple[tuple[str, ...], ...]
    different: tuple[tuple[str, ...], ...]

    @property
    def is_right(self) -> bool:
        """Whether every figure is counted, is right, and no other is."""
        return bool(self.known) and not (self.missing or self.surplus or self.different)


def score_measures(site: Site, warehouse: duckdb.DuckDBPyConnection) -> MeasureScore:
    """Compare every figure of the warehouse with the truth of the made-up county."""
    truth = json.loads((site.root / TRUTH_FILE).read_text(encoding="utf-8"))["measures"]
    known = pd.DataFrame(truth)[[*KEY, *NUMBERS]].astype(dict.fromkeys(NUMBERS, "float64"))
    known["period_start"] = pd.to_datetime(known["period_start"])
    counted = warehouse.execute(f"SELECT {', '.join((*KEY, *NUMBERS))} FROM mart.measure_value").df()
    with duckdb.connect() as own:
        own.register("known", known)
        own.register("counted", counted)
        differs = " OR ".join(
            f"(k.{n} IS NULL) <> (c.{n} IS NULL) OR coalesce(abs(k.{n} - c.{n}) > {_CLOSE}, false)"
            for n in NUMBERS
        )
        sides = own.execute(
            f"SELECT CASE WHEN c.measure_id IS NULL THEN 'missing' WHEN k.measure_id IS NULL THEN 'surplus' ELSE 'different' END,"
            f" {', '.join(f'coalesce(k.{n}, c.{n})::VARCHAR' for n in KEY)}"
            f" FROM (SELECT * REPLACE (period_start::DATE AS period_start) FROM known) AS k"
            f" FULL JOIN (SELECT * REPLACE (period_start::DATE AS period_start) FROM counted) AS c USING ({', '.join(KEY)})"
            f" WHERE c.measure_id IS NULL OR k.measure_id IS NULL OR {differs} ORDER BY ALL"
        ).fetchall()
    missing, surplus, different = (
        tuple(tuple(key) for side, *key in sides if side == kind)
        for kind in ("missing", "surplus", "different")
    )
    return MeasureScore(len(known), len(counted), known["measure_id"].nunique(), missing, surplus, different)
