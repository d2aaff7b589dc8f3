"""What each audience may see before anything is hidden to protect something else: the questions to answer.

The small-number rule of an audience stands in ``primary.py``. Here it meets the figures: which counts are small,
and which figures are hidden for their own sake and why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from pipelines.disclosure.counts import ALL
from pipelines.disclosure.primary import DEMOGRAPHIC, SMALL_GROUP, STATISTIC, Rule
from pipelines.disclosure.reduction import reduce
from pipelines.disclosure.relations import Built
from pipelines.disclosure.shapes import Mask, Tables
from pipelines.metadata.classes import CASES_BEHIND, NINTH

_FINE = ("month", "quarter")
_MOST_HIDDEN = 0.5
_TOGETHER = 8_000
"""Hidden counts that hang together up to which the programme chooses among months too, in seconds."""
_WHOLE_LINES = ("none", "scope", *DEMOGRAPHIC)


@dataclass(frozen=True)
class Primary:
    """Figures hidden for their own sake, in the rule's words, and the counts that nobody may learn.

    Where ``only_time`` it is the time alone that is too much: its base is no small number.
    """

    hidden: Mask
    kind: NDArray[np.object_]
    rule: NDArray[np.object_]
    small: Mask
    only_time: Mask


def judge(built: Built, rule: Rule, exempt: Mask) -> Primary:
    """Apply the small-number and the attribute rule to every figure that is not exempt."""
    limit = rule.threshold
    values = _values(built, built.watched)
    applies = ~exempt
    small = np.zeros(built.tables.counts.size, bool)
    below = (values > 0) & (values < limit)
    watched = built.watched[applies]
    small[watched[below[applies]]] = True
    num, den = _values(built, built.num), _values(built, built.den)
    lead = built.tables.counts[built.tables.lead]
    has_den = built.den >= 0
    num = np.where(built.num >= 0, num, 0)
    words = np.select(
        [
            has_den & (den > 0) & (den < limit),
            (lead > 0) & (lead < limit),
            below[:, :5].any(axis=1),
            has_den & (built.num >= 0) & (den - num > 0) & (den - num < limit),
        ],
        [
            f"base of fewer than {limit}",
            f"fewer than {limit}",
            f"fewer than {limit}",
            f"all but fewer than {limit}",
        ],
        "",
    )
    hidden = applies & (words != "")
    attribute = applies & ~hidden & _everyone_or_nobody(built, num, den)
    rules = np.where(attribute, f"everyone or no one of fewer than {SMALL_GROUP}", words).astype(object)
    kind = np.where(attribute, "attribute", np.where(hidden, "primary", "")).astype(object)
    small[built.tables.lead[hidden | attribute]] = True
    time = np.where(applies & ~hidden & ~attribute, _few_behind_a_time(built, den, limit), "").astype(object)
    few = time != ""
    return Primary(
        hidden | attribute | few, np.where(few, "primary", kind), np.where(few, time, rules), small, few
    )


def _few_behind_a_time(built: Built, den: NDArray[np.int64], limit: int) -> NDArray[np.object_]:
    """The rule for times (``primary.time_reason``) in words, "" where a figure is none or may be told."""
    time = (built.den >= 0) & (built.num < 0) & (built.note_of < 0)
    time &= (built.figures["table"] == "measure_value").to_numpy()
    ninth = (built.figures["breakdown"] == STATISTIC).to_numpy()
    words = np.full(time.size, "", object)
    for of, cases in CASES_BEHIND.items():
        few = time & (ninth == (of == NINTH)) & (den > 0) & (den < cases * limit)
        words[few] = f"{of} of fewer than {cases * limit}"
    return words


def _everyone_or_nobody(built: Built, num: NDArray[np.int64], den: NDArray[np.int64]) -> Mask:
    """All of a small group, or none of it: a share tells about each of its people.

    A category of a mix that nobody is in stays: it says what did not happen, of many things that could.
    """
    share = (built.den >= 0) & (built.num >= 0) & (den > 0) & (den < SMALL_GROUP)
    whole = built.figures["breakdown"].isin(_WHOLE_LINES).to_numpy()
    measures = (built.figures["table"] == "measure_value").to_numpy()
    return np.asarray(share & measures & ((num == den) | ((num == 0) & whole)))


def _values(built: Built, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The counts behind ``numbers``; 0 where there is none."""
    return (
        np.where(numbers >= 0, built.tables.counts[numbers], 0) if built.tables.counts.size else numbers * 0
    )


def too_fine(built: Built, hidden: Mask, exempt: Mask) -> Mask:
    """Figures of periods that are too fine for their line, beside those already ``hidden``.

    Coarser time comes before anything else. Where half of a line's months (or quarters) are hidden, none of that
    kind is shown: a number here and there says little, and helps to work out the rest. Where anything of a measure is
    hidden at an agency, its twelve months are told in windows that do not overlap, as for groups of people: two that
    share eleven months tell how two months differ.
    """
    figures = built.figures
    own = (built.note_of < 0) & ~exempt
    fine = own & figures["period_kind"].isin(_FINE).to_numpy()
    told = built.tables.counts[built.tables.lead] > 0
    line = figures.loc[fine, ["table", "series", "breakdown", "category", "agency_code", "period_kind"]]
    line = line.assign(hidden=hidden[fine] & told[fine], told=told[fine])
    sums = line.groupby(list(line.columns[:6]))[["hidden", "told"]].transform("sum")
    found = np.zeros(own.size, bool)
    found[fine] = ((sums["hidden"] > 0) & (sums["hidden"] >= _MOST_HIDDEN * sums["told"])).to_numpy()
    measure = figures.groupby(["table", "series", "agency_code"], sort=False).ngroup().to_numpy()
    touched = np.unique(measure[own & (hidden | found)])
    found |= own & np.isin(measure, touched) & _overlapping(figures)
    return found & ~hidden


def too_far_linked(built: Built, primary: Mask, small: Mask, may_hide: Mask) -> Mask:
    """Months, then quarters, of what hangs together in more than ``_TOGETHER`` hidden counts, beside ``primary``.

    Where nearly everything of a small county is withheld, every month still shown ties other months to it. Then
    longer periods are what can be told: whole lines of months go, and if that does not do, of quarters.
    """
    tables, figures = built.tables, built.figures
    line = (
        figures.groupby(["table", "series", "breakdown", "agency_code", "period_kind"], sort=False)
        .ngroup()
        .to_numpy()
    )
    kinds = figures["period_kind"].to_numpy(object)
    hidden, notes = primary.copy(), tables.parent >= 0
    while True:
        hidden[notes] |= hidden[tables.parent[notes]]
        unknown = ~tables.told(~hidden)
        near = tables.shows @ _in_large_parts(tables, unknown, small & unknown).astype(np.int8) > 0
        for kind in _FINE:
            further = np.isin(line, line[near & may_hide & (kinds == kind) & ~hidden]) & may_hide & ~hidden
            if further.any():
                break
        else:
            return hidden & ~primary
        hidden |= further


def _in_large_parts(tables: Tables, unknown: Mask, asked: Mask) -> Mask:
    """Counts that stand in a sum with one of the hidden ones of a large part."""
    found = np.zeros(unknown.size, bool)
    reduced = reduce(tables.relations, unknown, asked)
    rows = tables.relations[reduced.rows]
    open_rows = abs(rows.tocsc()[:, np.flatnonzero(reduced.open)])
    graph = sparse.block_array([[None, open_rows], [open_rows.T, None]])
    label = connected_components(graph, directed=False)[1]
    size = np.bincount(label[rows.shape[0] :], minlength=label.max(initial=-1) + 1)
    large = np.flatnonzero(size[label[: rows.shape[0]]] > _TOGETHER)
    found[rows[large].indices] = True
    return found


def _overlapping(figures: pd.DataFrame) -> Mask:
    """Twelve months that do not end with the last one, or a whole number of years before."""
    start = figures["period_start"].dt.year * 12 + figures["period_start"].dt.month
    rolling = (figures["period_kind"] == "rolling12").to_numpy()
    last = start[rolling].max() if rolling.any() else 0
    return np.asarray(rolling & ((last - start) % 12 != 0))


def exempt_figures(built: Built, rule: Rule, exempt_measures: tuple[str, ...]) -> Mask:
    """Figures that are about work, not people, for this audience; for the coordinator all but demographics."""
    figures = built.figures
    exempt = (figures["table"] == "measure_value") & figures["series"].isin(exempt_measures)
    if rule.demographic_only:
        exempt |= ~figures["breakdown"].isin(DEMOGRAPHIC)
    return np.asarray(exempt, bool)


def agencies_of(built: Built) -> list[str]:
    """The agencies with figures of their own."""
    return sorted(set(built.figures["agency_code"]) - {ALL})


def own_figures(built: Built, agency: str) -> Mask:
    """The figures that only ``agency`` tells."""
    return np.asarray(built.figures["agency_code"] == agency, bool)


def own_counts(built: Built, agency: str) -> Mask:
    """The counts that only ``agency`` tells, and what is left of them: it knows them all."""
    return np.asarray(built.agency == agency, bool)


def counts_of_others(built: Built, agency: str) -> Mask:
    """What ``agency`` must not learn: all counts but its own, and but those of all together that it has a part in.

    Of those, what the others have is kept from it by itself.
    """
    nothing = np.zeros(built.tables.counts.size, bool)
    return ~own_counts(built, agency) & ~built.part_of.get(agency, nothing)
