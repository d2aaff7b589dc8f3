"""The columns of *Fix these*: the sender's own, in the sender's own words, with what each cell expects.

A column that is dropped, refused or not mapped never appears; one that is replaced by a code or made coarser appears
without its texts. Made of layout and headers alone, so it may stand in the manifest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from pipelines.layouts.model import ColumnRule, Layout
from pipelines.metadata.classes import Dataset, Kind
from pipelines.privacy.shown import may_show_column
from pipelines.reading import normalise_header
from pipelines.submissions.judged import Part

_EXAMPLE = datetime(2025, 3, 14, 14, 5)
_DATES = (Kind.DATE, Kind.TIMESTAMP)


@dataclass(frozen=True)
class FixColumn:
    """One column: its header as written, its normal form, its letter on each sheet, and what its cells expect.

    ``expects`` is code, yes_no, date, number, text or number_of_a_case; ``hint`` says it in a sentence.
    """

    header: str
    normal: str
    letters: dict[str, str]
    shows: bool
    is_free_text: bool
    expects: str
    hint: str
    code_list: str | None = None
    fields: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {**asdict(self), "fields": list(self.fields)}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> FixColumn:
        """The column that ``to_dict`` told."""
        return cls(**{**told, "fields": tuple(told["fields"])})


def fix_columns(parts: Sequence[Part], layout: Layout, dataset: Dataset) -> list[FixColumn]:
    """The columns of the sheets of ``parts`` that a layout uses, in the order in which they first stand."""
    found: dict[str, FixColumn] = {}
    for part in parts:
        name = part.matched.sheet.name
        for letter, header in part.matched.block.headers.items():
            if letter not in part.gated.used:
                continue
            normal = part.matched.normal[letter]
            if normal in found:
                found[normal].letters[name] = letter
                continue
            found[normal] = _column(header, normal, {name: letter}, layout, dataset)
    return list(found.values())


def _column(header: str, normal: str, letters: dict[str, str], layout: Layout, dataset: Dataset) -> FixColumn:
    rules = [rule for rule in layout.columns.get(normal, ()) if rule.to]
    fields = [dataset.field(str(rule.to)) for rule in rules]
    kinds = {each.kind for each in fields}
    expects, hint, code_list = "text", "", None
    coded = next((each for each in fields if each.kind is Kind.CODE), None)
    if coded is not None:
        expects, code_list = "code", coded.code_list
        hint = "Pick one from the list, or write it as your system does."
    elif Kind.KEY in kinds:
        expects = "number_of_a_case"
        hint = "Type the whole number as your system writes it."
    elif kinds & {Kind.TRISTATE, Kind.FLAG}:
        expects, hint = "yes_no", "Yes or No."
    elif any(rule.source in ("age", "age_at_export") for rule in rules):
        expects, hint = "number", "An age in years, 0 to 110."
    elif kinds & set(_DATES) or any(rule.source == "birth_date" for rule in rules):
        expects, hint = "date", f"A date. Write it like {_example(rules, Kind.TIMESTAMP in kinds)}."
    elif kinds & {Kind.INTEGER, Kind.DECIMAL}:
        expects, hint = "number", "A number."
    is_free_text = bool(kinds & {Kind.TEXT})
    shows = may_show_column(header, layout.columns.get(normal, ()), dataset)
    names = tuple(dict.fromkeys(each.name for each in fields))
    return FixColumn(header, normal, letters, shows, is_free_text, expects, hint, code_list, names)


def _example(rules: Sequence[ColumnRule], has_time: bool) -> str:
    formats = [known for rule in rules for known in rule.formats]
    if formats:
        return _EXAMPLE.strftime(formats[0].replace("%-", "%"))
    return f"{_EXAMPLE:%Y-%m-%d %H:%M}" if has_time else f"{_EXAMPLE:%Y-%m-%d}"


def feeds(layout: Layout, dataset: Dataset) -> dict[str, set[str]]:
    """For each field the columns (normalised headers) that its value hangs on: its own, and those read beside it."""
    found: dict[str, set[str]] = {}
    for header, rules in layout.columns.items():
        for rule in rules:
            if rule.to is None:
                continue
            beside = {normalise_header(name) for name in rule.helpers}
            if rule.at:
                beside |= layout.headers_of((rule.at,))
            found.setdefault(rule.to, set()).update({header, *beside})
            if rule.small_cells:
                found.setdefault(rule.small_cells, set()).update({header, *beside})
    return {name: columns for name, columns in found.items() if name in {f.name for f in dataset.fields}}
