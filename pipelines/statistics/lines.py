"""Every line that a measure yields for one agency and period, and the sums that a line is made of.

A line is a headline, its intimate-partner part, a category of a mix, a declared part, or a breakdown by area or by
groups of people, which stands for one line per category that occurs. A cell is one sum over the rows of a fact. How
cells become values stands in ``measures.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipelines.metadata.classes import CodeList, Group, Measure, Part, TimeMode, ValueKind
from pipelines.metadata.measures.groups import AREA, FACT_GROUPS

HEADLINE = ("none", "all")
IPV = ("scope", "ipv")
P90 = ("statistic", "p90")
UNGROUPED = "none"


@dataclass(frozen=True)
class Cell:
    """One sum over a fact: ``expression`` (true/false or a number) where ``condition`` holds; null counts as 0.

    Of a ``scoped`` one the condition holds for domestic violence only.
    """

    fact: str
    expression: str
    condition: str
    snapshot: bool = False
    scoped: bool = False

    @property
    def sum_sql(self) -> str:
        """The aggregate that adds the cell up."""
        return (
            f"CAST(sum(CASE WHEN {self.condition}"
            f" THEN coalesce(CAST(({self.expression}) AS BIGINT), 0) ELSE 0 END) AS BIGINT)"
        )


def grouping(group: Group | None) -> str:
    """The name of a grouping of a fact's rows: breakdown and column."""
    return UNGROUPED if group is None else f"{group.code_list}:{group.column}"


@dataclass(frozen=True)
class Line:
    """One line of a measure. A median has ``quantile`` and its own values instead of sums.

    With a ``group`` it is one line for each category that occurs, told for long periods only: of people for twelve
    months, of areas also for quarters, and of areas only for the agency whose they are.
    """

    measure: Measure
    breakdown: str
    category: str | None
    num: Cell | None = None
    den: Cell | None = None
    missing: Cell | None = None
    only_if_seen: bool = False  # a code of a mix: shown only where the code occurs somewhere
    own_agencies: bool = False  # a part of another fact: told for the agencies that have any of its base
    group: Group | None = None
    quantile: str | None = None  # "dv_median", "ipv_median" or "dv_p90"

    @property
    def seen(self) -> Cell | None:
        """The cell that must not be 0 everywhere, for the line to be shown at all."""
        if self.group is not None or self.own_agencies:
            return self.den or self.num
        return self.num if self.only_if_seen else None

    @property
    def grouping(self) -> str:
        """The grouping whose categories the line is told for."""
        return grouping(self.group)

    @property
    def is_area(self) -> bool:
        """Whether its categories are the areas of one agency."""
        return self.group is not None and self.group.code_list == AREA


@dataclass
class Lines:
    """All lines, their cells each with a number, and the groupings that each fact is added up by."""

    lines: list[Line] = field(default_factory=list)
    cells: dict[Cell, int] = field(default_factory=dict)
    wanted: dict[tuple[Cell, str], Group | None] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Add a line and number its cells; equal cells are summed once."""
        self.lines.append(line)
        for cell in (line.num, line.den, line.missing):
            if cell is not None:
                self.cells.setdefault(cell, len(self.cells))
                self.wanted[cell, line.grouping] = line.group

    def number(self, cell: Cell | None) -> int | None:
        """The number of a cell."""
        return None if cell is None else self.cells[cell]

    def groups_of(self, fact: str) -> dict[str, Group]:
        """The groupings of a fact beside the plain one."""
        found = {name: group for (cell, name), group in self.wanted.items() if cell.fact == fact}
        return {name: group for name, group in sorted(found.items()) if group is not None}


def collect_lines(measures: Mapping[str, Measure], code_lists: Mapping[str, CodeList]) -> Lines:
    """The lines of all measures, in the order of the declarations."""
    lines = Lines()
    for measure in measures.values():
        for line in _lines(measure, code_lists):
            lines.add(line)
    return lines


def _lines(measure: Measure, code_lists: Mapping[str, CodeList]) -> Iterator[Line]:
    if measure.value_kind is ValueKind.MEDIAN:
        missing = _cell(measure, measure.missing_sql)
        yield Line(measure, *HEADLINE, missing=missing, quantile="dv_median")
        if measure.scoped:
            ipv_missing = _cell(measure, measure.missing_sql, scope="ipv")
            yield Line(measure, *IPV, missing=ipv_missing, quantile="ipv_median")
        yield Line(measure, *P90, missing=missing, quantile="dv_p90")
    elif measure.has_headline:
        yield _headline(measure, HEADLINE, "dv")
        if measure.scoped:
            yield _headline(measure, IPV, "ipv")
    yield from _mix(measure, code_lists)
    for part in measure.parts:
        yield _part(measure, part)
    yield from _breakdowns(measure)


def _headline(measure: Measure, where: tuple[str, str], scope: str) -> Line:
    return Line(
        measure,
        *where,
        num=_cell(measure, measure.num_sql, scope),
        den=_cell(measure, measure.den_sql, scope, fact=measure.den_fact),
        missing=_cell(measure, measure.missing_sql, scope),
    )


def _mix(measure: Measure, code_lists: Mapping[str, CodeList]) -> Iterator[Line]:
    if measure.mix_column is None or measure.mix_list is None:
        return
    base = measure.mix_den_sql or measure.den_sql or "true"
    for code in code_lists[measure.mix_list].values:
        literal = code.replace("'", "''")
        yield Line(
            measure,
            measure.mix_list,
            code,
            num=_cell(measure, f"({base}) AND {measure.mix_column} = '{literal}'"),
            den=_cell(measure, base),
            missing=_cell(measure, measure.missing_sql),
            only_if_seen=True,
        )


def groups_of(measure: Measure) -> tuple[Group, ...]:
    """What a measure is broken down by: what its fact knows, and in place of it the groups that it compares.

    Snapshots, measures of all calls, and those of two facts have no breakdowns.
    """
    is_plain = measure.scoped and measure.time_mode is TimeMode.EVENT and measure.den_fact is None
    if not is_plain or not measure.has_headline:
        return ()
    compared = measure.disparity.groups if measure.disparity is not None else ()
    named = {group.code_list for group in compared}
    return (*(g for g in FACT_GROUPS.get(measure.fact, ()) if g.code_list not in named), *compared)


def _breakdowns(measure: Measure) -> Iterator[Line]:
    for group in groups_of(measure):
        disparity = measure.disparity
        if disparity is not None and disparity.num_sql is not None and group in disparity.groups:
            den = disparity.den_sql or measure.den_sql or "true"
            yield Line(
                measure,
                group.code_list,
                None,
                num=_cell(measure, f"({den}) AND ({disparity.num_sql})"),
                den=_cell(measure, den),
                group=group,
            )
        elif measure.value_kind is ValueKind.MEDIAN:
            missing = _cell(measure, measure.missing_sql)
            yield Line(measure, group.code_list, None, missing=missing, group=group, quantile="dv_median")
        else:
            yield Line(
                measure,
                group.code_list,
                None,
                num=_cell(measure, measure.num_sql),
                den=_cell(measure, measure.den_sql),
                missing=_cell(measure, measure.missing_sql),
                group=group,
            )


def _part(measure: Measure, part: Part) -> Line:
    mode = part.time_mode or measure.time_mode
    return Line(
        measure,
        part.breakdown,
        part.category,
        num=_cell(measure, part.num, mode=mode, fact=part.fact),
        den=_cell(measure, part.den, mode=mode, fact=part.fact),
        missing=_cell(measure, part.missing, mode=mode, fact=part.fact),
        own_agencies=measure.dataset is None and part.fact is not None,
    )


def _cell(
    measure: Measure,
    expression: str | None,
    scope: str = "dv",
    mode: TimeMode | None = None,
    fact: str | None = None,
) -> Cell | None:
    """The sum of ``expression`` within the measure's scope and follow-up time."""
    if expression is None:
        return None
    conditions = [scope] if measure.scoped else []
    if measure.follow_up_days:
        conditions.append(f"event_date + {measure.follow_up_days} <= data_to_date")
    snapshot = (mode or measure.time_mode) is TimeMode.SNAPSHOT
    return Cell(
        fact or measure.fact, expression, " AND ".join(conditions) or "true", snapshot, measure.scoped
    )
