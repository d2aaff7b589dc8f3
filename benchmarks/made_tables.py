"""Random tables with margins, hierarchies and periods, as disclosure control takes them; used by the benchmark too."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import sparse

from pipelines.disclosure.attack import Proof, Published, attack
from pipelines.disclosure.shapes import Question, Tables, reads_all, simple_tables


def tables_of(counts: Iterable[int], sums: list[tuple[int, list[int]]]) -> Tables:
    """Tables whose every count is told, with sums as (whole, parts)."""
    values = np.array(list(counts), np.int64)
    row, column, weight = [], [], []
    for number, (whole, parts) in enumerate(sums):
        row += [number] * (len(parts) + 1)
        column += [whole, *parts]
        weight += [1, *([-1] * len(parts))]
    relations = sparse.csr_array((weight, (row, column)), shape=(len(sums), values.size), dtype=np.int64)
    return simple_tables(values, relations)


def grid_tables(inner: np.ndarray) -> Tables:
    """A table of any number of dimensions with every margin."""
    full = inner
    for axis in range(inner.ndim):
        full = np.concatenate([full, full.sum(axis=axis, keepdims=True)], axis=axis)
    place = np.arange(full.size).reshape(full.shape)
    sums = []
    for axis in range(full.ndim):
        lines = np.moveaxis(place, axis, -1).reshape(-1, full.shape[axis])
        sums += [(int(line[-1]), [int(c) for c in line[:-1]]) for line in lines]
    return tables_of(full.ravel().tolist(), sums)


def two_dimensions(rng: np.random.Generator) -> Tables:
    """Outcome by district."""
    return grid_tables(_counts(rng, (int(rng.integers(2, 6)), int(rng.integers(2, 5)))))


def three_dimensions(rng: np.random.Generator) -> Tables:
    """Outcome by district by group of people."""
    return grid_tables(_counts(rng, (int(rng.integers(2, 4)), int(rng.integers(2, 4)), 2)))


def hierarchy(rng: np.random.Generator) -> Tables:
    """Offices in districts in a county, by outcome."""
    outcomes = int(rng.integers(2, 4))
    counts: list[int] = []
    sums: list[tuple[int, list[int]]] = []
    districts = []

    def add(values: np.ndarray) -> list[int]:
        start = len(counts)
        counts.extend([*values.tolist(), int(values.sum())])
        sums.append((start + outcomes, list(range(start, start + outcomes))))
        return list(range(start, start + outcomes + 1))

    for _ in range(int(rng.integers(2, 4))):
        offices = [_counts(rng, (outcomes,)) for _ in range(int(rng.integers(2, 4)))]
        rows = [add(office) for office in offices]
        whole = add(np.sum(offices, axis=0))
        sums.extend((whole[c], [row[c] for row in rows]) for c in range(outcomes + 1))
        districts.append((whole, np.sum(offices, axis=0)))
    county = add(np.sum([values for _, values in districts], axis=0))
    sums.extend((county[c], [whole[c] for whole, _ in districts]) for c in range(outcomes + 1))
    return tables_of(counts, sums)


def periods(rng: np.random.Generator) -> Tables:
    """Months, quarters and rolling twelve months of two agencies and both together."""
    months = int(rng.integers(13, 16))
    series = [_counts(rng, (months,)) for _ in range(2)]
    series.append(series[0] + series[1])
    counts: list[int] = []
    sums, rows = [], []
    for values in series:
        month = list(range(len(counts), len(counts) + months))
        counts.extend(values.tolist())
        row = list(month)
        spans = [month[q : q + 3] for q in range(0, months - 2, 3)]
        spans += [month[m : m + 12] for m in range(months - 11)]
        for span in spans:
            row.append(len(counts))
            sums.append((len(counts), span))
            counts.append(int(sum(counts[c] for c in span)))
        rows.append(row)
    sums.extend((whole, [one, other]) for one, other, whole in zip(*rows, strict=True))
    return tables_of(counts, sums)


KINDS = {
    "two dimensions": two_dimensions,
    "three dimensions": three_dimensions,
    "hierarchy": hierarchy,
    "periods": periods,
}


def _counts(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Counts of a small county: many small ones, some 0."""
    return rng.negative_binomial(1, 1 / float(rng.uniform(8, 30)), shape).astype(np.int64)


def small_number_question(tables: Tables, limit: int = 10) -> Question:
    """The plain rule: counts from 1 to under ``limit`` are hidden."""
    small = (tables.counts > 0) & (tables.counts < limit)
    return Question(limit, small, small.copy(), np.ones(tables.figures_count, bool), (reads_all(tables),))


def published(tables: Tables, question: Question, hidden: np.ndarray) -> Published:
    """What the attacker holds when ``hidden`` figures are not shown."""
    shown = tables.told(~hidden)
    return Published(
        tables.counts.size,
        {int(c): int(tables.counts[c]) for c in np.flatnonzero(shown)},
        tables.relations,
        tuple(np.flatnonzero(question.small).tolist()),
        question.width,
    )


def prove(tables: Tables, question: Question, hidden: np.ndarray) -> Proof:
    """The attack on tables with ``hidden`` figures."""
    return attack(published(tables, question, hidden))
