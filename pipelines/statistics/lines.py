"""Every line that a measure yields for one agency and period, and the sums that a line is made of.

A line is a headline, its intimate-partner part, a category of a mix, or a declared part. A cell is one sum over
the rows of a fact. How cells become values stands in ``measures.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipelines.metadata.classes import UNKNOWN_GROUPS, CodeList, Group, Measure, Part, TimeMode, ValueKind

HEADLINE = ("none", "all")
IPV = ("scope", "ipv")
P90 = ("statistic", "p90")


@dataclass(frozen=True)
class Cell:
    """One sum over a fact: ``expression`` (true/false or a number) where ``condition`` holds; null counts as 0."""

    fact: str
    expression: str
    condition: str
    snapshot: bool = False

    @property
    def sum_sql(self) -> str:
        """The aggregate that adds the cell up."""
        return (
            f"CAST(sum(CASE WHEN {self.condition}"
            f" THEN coalesce(CAST(({self.expression}) AS BIGINT), 0) ELSE 0 END) AS BIGINT)"
        )


@dataclass(frozen=True)
class Line:
    """One line of a measure. A median has ``quantile`` and its own values instead of sums."""

    measure: Measure
    breakdown: str
    category: str
    num: Cell | None = None
    den: Cell | None = None
    missing: Cell | None = None
    only_if_seen: bool = False  # a code of a mix: shown only where the code occurs somewhere
    is_group: bool = False  # a group of people: shown only where it is in the base, and for long periods
    quantile: str | None = None  # "dv_median", "ipv_median" or "dv_p90"

    @property
    def seen(self) -> Cell | None:
        """The cell that must not be 0 everywhere, for the line to be shown at all."""
        if not self.only_if_seen:
            return None
        return self.den if self.is_group else self.num

    @property
    def snapshot(self) -> bool:
        """Whether the line is counted on the period's last day."""
        return self.num is not None and self.num.snapshot


@dataclass
class Lines:
    """All lines, and their cells each with a number."""

    lines: list[Line] = field(default_factory=list)
    cells: dict[Cell, int] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Add a line and number its cells; equal cells are summed once."""
        self.lines.append(line)
        for cell in (line.num, line.den, line.missing):
            if cell is not None:
                self.cells.setdefault(cell, len(self.cells))

    def number(self, cell: Cell | None) -> int | None:
        """The number of a cell."""
        return None if cell is None else self.cells[cell]


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
    yield from _groups(measure, code_lists)


def _headline(measure: Measure, where: tuple[str, str], scope: str) -> Line:
    return Line(
        measure,
        *where,
        num=_cell(measure, measure.num_sql, scope),
        den=_cell(measure, measure.den_sql, scope),
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


def _groups(measure: Measure, code_lists: Mapping[str, CodeList]) -> Iterator[Line]:
    """A line for each group of people whose outcome is compared."""
    if measure.disparity is None:
        return
    num = measure.disparity.num_sql or measure.num_sql
    den = measure.disparity.den_sql or measure.den_sql or "true"
    for group in measure.disparity.groups:
        for code in code_lists[group.code_list].values:
            mine = _is_group(group, code)
            yield Line(
                measure,
                group.code_list,
                code,
                num=_cell(measure, f"({den}) AND ({num}) AND {mine}"),
                den=_cell(measure, f"({den}) AND {mine}"),
                only_if_seen=True,
                is_group=True,
            )


def _is_group(group: Group, code: str) -> str:
    """Who belongs to a group. Whoever is not recorded is in the unknown one: all groups add up to the headline."""
    if code in UNKNOWN_GROUPS:
        return f"({group.column} IS NULL OR {group.column} = '{code}')"
    literal = code.replace("'", "''")
    return f"{group.column} = '{literal}'"


def _part(measure: Measure, part: Part) -> Line:
    mode = part.time_mode or measure.time_mode
    return Line(
        measure,
        part.breakdown,
        part.category,
        num=_cell(measure, part.num, mode=mode, fact=part.fact),
        den=_cell(measure, part.den, mode=mode, fact=part.fact),
        missing=_cell(measure, part.missing, mode=mode, fact=part.fact),
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
    return Cell(fact or measure.fact, expression, " AND ".join(conditions) or "true", snapshot)
