"""The data dictionary: every dataset, table, code list and measure in words, made from the declarations.

``docs/data-dictionary.md`` is its output; a test holds the two together. ``python -m pipelines.metadata.dictionary``
writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.metadata import CODE_LISTS, DATASETS, ELEMENTS, MEASURES, READ_TODAY, TABLES
from pipelines.metadata.classes import Dataset, Field, Table
from pipelines.metadata.derive import field_title, needed_beside

_HEAD = """\
# Data dictionary

Made from the declarations in `pipelines/metadata`; do not edit by hand.

Privacy says what happens to a column at the gate: *keep*, *generalise* (bands and groups only), *pseudonymise* (a keyed
hash of the number), *drop* (never stored) or *refuse* (the whole file).
"""


def data_dictionary() -> str:
    """The whole dictionary as Markdown."""
    parts = [
        _HEAD,
        "## Datasets: what agencies and the coordinator send\n",
        *(_dataset(dataset) for dataset in DATASETS.values()),
        "## Tables of the warehouse\n",
        *(_table(table) for table in TABLES.values()),
        "## Measures\n",
        _rows(
            ("Id", "Measure", "Numerator", "Denominator", "Counts", "Direction"),
            (
                (m.measure_id, m.name, m.numerator, m.denominator or "", m.unit_of_count, str(m.direction))
                for m in sorted(MEASURES.values(), key=lambda m: m.measure_id)
            ),
        ),
        "\n## Practice elements\n",
        _rows(
            ("Id", "Area", "Practice", "Recommended"),
            ((e.element_id, e.agency_area, e.title, e.requirement) for e in ELEMENTS.values()),
        ),
        "\n## Code lists\n",
        *_code_lists(),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _dataset(dataset: Dataset) -> str:
    required = ", ".join(field_title(name) for name in dataset.required)
    beside = "".join(
        f" Where {needed_beside(dataset, need)}, a row also needs: {field_title(need.field)}."
        for need in dataset.required_where
    )
    note = "" if dataset.name in READ_TODAY else " Declared; not read by this version."
    return (
        f"### {dataset.title} (`{dataset.name}`)\n\nOne row is {dataset.grain}. Feeds {', '.join(dataset.feeds)}. "
        f"Every row needs: {required}.{beside}{note}\n\n" + _fields(dataset.fields, headers=True)
    )


def _table(table: Table) -> str:
    return f"### `{table.full_name}`\n\nOne row is {table.grain}. Key: {', '.join(table.key)}.\n\n" + _fields(
        table.fields
    )


def _fields(fields: Iterable[Field], headers: bool = False) -> str:
    """A table of fields; for datasets with the header that a template uses."""
    first = ("Field", "Template header") if headers else ("Field",)
    return _rows(
        (*first, "Kind", "Unit or codes", "Privacy", "Meaning"),
        (
            (
                f"`{f.name}`",
                *((field_title(f.name),) if headers else ()),
                str(f.kind),
                f.code_list or f.unit or "",
                str(f.privacy),
                f.description,
            )
            for f in fields
        ),
    )


def _code_lists() -> Iterator[str]:
    for code_list in CODE_LISTS.values():
        yield f"### `{code_list.name}`\n\n{code_list.description}\n\n" + _rows(
            ("Code", "Meaning"), ((f"`{code.code}`", code.label) for code in code_list.codes)
        )


def _rows(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(__file__).resolve().parent.parent.parent / "docs" / "data-dictionary.md"
    target.write_text(data_dictionary(), encoding="utf-8")
