"""The measures: what is counted, for whom, in which words, from which rows.

Ids and definitions follow the field's measure catalogue; each entry carries the words a reader sees and the
expressions that count it. Facts (``mart.fact_*``) are views in ``warehouse/sql/mart``; statistics adds them up.
Everywhere: duplicate, void and test calls are out; a row whose record does not say is left out of numerator and
denominator and counted in ``n_missing``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Measure
from pipelines.metadata.measures import (
    adaptation,
    advocacy,
    calls,
    court,
    court_flow,
    custody,
    equity,
    incident_details,
    incidents,
    probation,
    prosecution,
    work,
)

MEASURES: dict[str, Measure] = {
    measure.measure_id: measure
    for module in (
        calls,
        incidents,
        incident_details,
        custody,
        prosecution,
        court,
        court_flow,
        probation,
        advocacy,
        equity,
        work,
        adaptation,
    )
    for measure in sorted(module.MEASURES, key=lambda m: m.measure_id)
}
