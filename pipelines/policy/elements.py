"""The recommended practices as a site has adapted them: what it adds, rewords and retires, each from a day on.

``inputs/site/elements.csv`` lists the changes. A change never takes anything away: a rewording leaves the wording before
it, and a retired practice stays listed with the day and the reason. What we publish stands in ``metadata/elements``.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from pipelines.metadata import CODE_LISTS
from pipelines.metadata.classes import Element
from pipelines.privacy.detectors import spoken_of
from pipelines.settings import SettingsError, Site

COLUMNS = (
    "change",
    "element_id",
    "from_date",
    "agency_area",
    "title",
    "requirement",
    "met_when",
    "record_measure",
    "reason",
    "source",
)
ADD, REWORD, RETIRE = "add", "reword", "retire"
_WORDING = ("title", "requirement", "met_when", "record_measure")
_NEEDED = {
    ADD: ("from_date", "agency_area", "title", "requirement", "met_when"),
    REWORD: ("from_date",),
    RETIRE: ("from_date", "reason"),
}
_LOCAL_ID = re.compile(r"[A-Z]{3}-L\d{2}\Z")
_AMERICAN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")
_LOCAL_FROM = 100  # numbers of local practices come after all of ours


@dataclass(frozen=True)
class ElementChange:
    """One line of ``elements.csv``; blank wording is wording that stays. ``line`` is the line of the file."""

    change: str
    element_id: str
    from_date: date
    agency_area: str
    title: str
    requirement: str
    met_when: str
    record_measure: str
    reason: str
    source: str
    line: int


@dataclass(frozen=True)
class ElementVersion:
    """One wording of one practice, and the days on which it holds.

    ``active_from`` is None for what we publish. ``retired_reason`` stands with the last wording of a retired practice;
    ``wording_source`` says whose words they are where a site brought its own.
    """

    element: Element
    number: int
    version: int
    active_from: date | None
    active_to: date | None = None
    is_local: bool = False
    is_reworded: bool = False
    reason: str | None = None
    wording_source: str | None = None
    retired_reason: str | None = None


def published_versions(elements: Mapping[str, Element]) -> tuple[ElementVersion, ...]:
    """The practices as we publish them, each in one version that holds from always to always."""
    return tuple(
        ElementVersion(element, int(element.element_id.rsplit("-", 1)[1]), element.version, None)
        for element in elements.values()
    )


def site_versions(site: Site, elements: Mapping[str, Element]) -> tuple[ElementVersion, ...]:
    """Every version of every practice at ``site``.

    Raises:
        SettingsError: a line of ``elements.csv`` cannot be used; the text names the line and says why.
    """
    return adapt(elements, load_changes(site.elements), site.elements.name)


def load_changes(path: Path) -> tuple[ElementChange, ...]:
    """The lines of ``elements.csv`` in the order of the file; none where there is no file.

    Raises:
        SettingsError: a column is missing or unknown, or a line cannot be used; the text names the line.
    """
    if not path.exists():
        return ()
    text = _decoded(path.read_bytes())
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ","
    )
    named = [(name or "").strip() for name in reader.fieldnames or ()]
    lacking = [name for name in COLUMNS if name not in named]
    strange = [name for name in named if name not in COLUMNS]
    if lacking or strange or len(set(named)) < len(named):
        told = [f"the column {', '.join(lacking)} is missing" if lacking else ""]
        told.append(f"{len(strange)} columns are not known and would be lost" if strange else "")
        told.append("" if lacking or strange else "a column stands twice")
        raise SettingsError(
            f"{path.name}, line 1: {'; '.join(filter(None, told))}. Use {', '.join(COLUMNS)}."
        )
    reader.fieldnames = named
    found = []
    for line in reader:
        if None in line:
            raise SettingsError(f"{path.name}, line {reader.line_num}: there are more cells than columns.")
        cells = {name: (line[name] or "").strip() for name in COLUMNS}
        if any(cells.values()):
            try:
                found.append(_change(cells, reader.line_num))
            except ValueError as mistake:
                raise SettingsError(f"{path.name}, line {reader.line_num}: {mistake}") from None
    return tuple(found)


def _decoded(content: bytes) -> str:
    """The text of a file that a spreadsheet program saved: UTF-8, or what Excel on Windows writes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _change(cells: Mapping[str, str], line: int) -> ElementChange:
    """A line as a change; ValueError says what is wrong with it."""
    change = cells["change"].casefold()
    if change not in _NEEDED:
        raise ValueError(f"change is one of {', '.join(_NEEDED)}.")
    if not cells["element_id"]:
        raise ValueError("element_id is empty.")
    for name in _NEEDED[change]:
        if not cells[name]:
            raise ValueError(f"to {change} a practice, {name} is needed, and it is empty.")
    if change == REWORD and not any(cells[name] for name in _WORDING):
        raise ValueError(f"a rewording gives at least one of {', '.join(_WORDING)}.")
    if change == RETIRE and any(cells[name] for name in _WORDING):
        raise ValueError(
            "a retired practice keeps its wording; take the new wording out, or reword it first."
        )
    if cells["agency_area"] and cells["agency_area"] not in CODE_LISTS["agency_area"].values:
        raise ValueError(f"agency_area is one of {', '.join(CODE_LISTS['agency_area'].values)}.")
    for name in (*_WORDING, "reason", "source"):
        if spoken_of(cells[name]):
            raise ValueError(f"{name} holds what looks like an identifier of a person; take it out.")
    return ElementChange(
        change=change,
        element_id=cells["element_id"].upper(),
        from_date=_day(cells["from_date"]),
        line=line,
        **{name: cells[name] for name in COLUMNS[3:]},
    )


def _day(written: str) -> date:
    """A day as 2026-03-01, or as Excel writes it in the United States: 3/1/2026."""
    american = _AMERICAN_DAY.match(written)
    try:
        if american:
            month, day, year = (int(part) for part in american.groups())
            return date(year, month, day)
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError("from_date is not a day such as 2026-03-01 or 3/1/2026 (month first).") from None


def adapt(
    elements: Mapping[str, Element], changes: Iterable[ElementChange], file_name: str = "elements.csv"
) -> tuple[ElementVersion, ...]:
    """Every version of every practice: ours in their order, each with the site's rewordings, then the added ones.

    Raises:
        SettingsError: a change does not fit what stands before it.
    """
    histories = {version.element.element_id: [version] for version in published_versions(elements)}
    order = {ADD: 0, REWORD: 1, RETIRE: 2}
    for change in sorted(changes, key=lambda c: (order[c.change] > 0, c.from_date, order[c.change], c.line)):
        try:
            _apply(histories, change)
        except ValueError as mistake:
            raise SettingsError(f"{file_name}, line {change.line}: {mistake}") from None
    return tuple(version for history in histories.values() for version in history)


def _apply(histories: dict[str, list[ElementVersion]], change: ElementChange) -> None:
    """Put one change onto the history of its practice; ValueError says why it does not fit."""
    history = histories.get(change.element_id)
    if change.change == ADD:
        if history is not None:
            raise ValueError(f"{change.element_id} is there already; reword it instead.")
        if not _LOCAL_ID.match(change.element_id):
            raise ValueError(
                "a practice of your own is numbered like PAT-L01: three letters, L and two digits, so that it never meets one of ours."
            )
        histories[change.element_id] = [_added(change)]
        return
    if history is None:
        near = difflib.get_close_matches(change.element_id, histories, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ValueError(f"{change.element_id} is not a recommended practice.{hint}")
    last = history[-1]
    if change.agency_area and change.agency_area != last.element.agency_area:
        raise ValueError("a practice stays in its agency area; retire it and add one in the other area.")
    if last.retired_reason is not None:
        raise ValueError(f"{change.element_id} is retired by then; keep one of the two lines.")
    if last.active_from is not None and change.from_date <= last.active_from:
        raise ValueError(
            f"{change.element_id} changes on {last.active_from.isoformat()} already; give a later day, or keep one of the lines."
        )
    until = change.from_date - timedelta(days=1)
    if change.change == RETIRE:
        history[-1] = replace(last, active_to=until, retired_reason=change.reason)
        return
    given = {name: getattr(change, name) for name in _WORDING if getattr(change, name)}
    history[-1] = replace(last, active_to=until)
    history.append(
        replace(
            last,
            element=replace(last.element, **given),
            version=last.version + 1,
            active_from=change.from_date,
            is_reworded=True,
            reason=change.reason or None,
            wording_source=change.source or None,
        )
    )


def _added(change: ElementChange) -> ElementVersion:
    element = Element(
        change.element_id,
        change.agency_area,
        change.title,
        change.requirement,
        change.record_measure,
        "",
        change.met_when,
        None,
        change.source or "local",
    )
    number = _LOCAL_FROM + int(change.element_id[-2:])
    return ElementVersion(
        element,
        number,
        1,
        change.from_date,
        is_local=True,
        reason=change.reason or None,
        wording_source=change.source or None,
    )
