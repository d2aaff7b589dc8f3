"""Charts as SVG for printed pages, drawn from what a page may tell: lines with gaps, stacked bars, bars.

Nothing that is not told is in the drawing: a withheld point is a gap. Charts of workbooks are native (``charts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from pipelines.reports.kit.styles import BLUE_DARK, INK, MUTED, PLUM, RULE, WHITE

PRINT_FONT = "Libertinus Serif"
_SIZE = 9


def line_svg(
    values: Sequence[float | None], width: int = 220, height: int = 34, marked: int | None = None
) -> str:
    """A small line over periods; a gap where a value is None, a dot on the last value, an upright at the period ``marked``."""
    known = [value for value in values if value is not None]
    if not known:
        return _svg(width, height, _text(0, height / 2 + 5, "No figure that can be shown.", MUTED, size=16))
    low, high = min(0.0, *known), max(known)
    span = (high - low) or 1.0
    step = (width - 12) / max(len(values) - 1, 1)
    points = [
        None if value is None else (6 + step * i, 4 + (height - 8) * (1 - (value - low) / span))
        for i, value in enumerate(values)
    ]
    parts = [
        f'<line x1="2" y1="{height - 3}" x2="{width - 2}" y2="{height - 3}" stroke="{RULE}" stroke-width="1"/>'
    ]
    if marked is not None:
        at = 6 + step * marked
        parts.append(
            f'<line x1="{at:.1f}" y1="2" x2="{at:.1f}" y2="{height - 3}" stroke="{PLUM}" stroke-width="1.2" stroke-dasharray="3 2"/>'
        )
    parts += [
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" stroke="{BLUE_DARK}" stroke-width="1.6"/>'
        for a, b in pairwise(points)
        if a is not None and b is not None
    ]
    last = max(i for i, point in enumerate(points) if point is not None)
    for i, point in enumerate(points):
        if point is not None:
            radius = 3.2 if i == last else 1.9
            parts.append(f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="{radius}" fill="{BLUE_DARK}"/>')
    return _svg(width, height, *parts)


def stacked_svg(rows: Sequence[tuple[str, Sequence[tuple[int, str, bool]]]], width: int = 430) -> str:
    """Stacked bars: a row is a label and its parts (count, color, whether the color is dark), each with its count."""
    label, bar, gap = 74, 17, 5
    most = max((sum(count for count, _, _ in parts) for _, parts in rows), default=0) or 1
    drawn: list[str] = []
    for number, (name, parts) in enumerate(rows):
        top, left = number * (bar + gap), float(label)
        drawn.append(_text(0, top + 12, name, INK))
        for count, color, dark in parts:
            wide = (width - label - 4) * count / most
            drawn.append(
                f'<rect x="{left:.1f}" y="{top}" width="{wide:.1f}" height="{bar}" fill="{color}" stroke="{MUTED}" stroke-width="0.5"/>'
            )
            if wide > 11:
                ink = WHITE if dark else INK
                drawn.append(_text(left + wide / 2, top + 12, str(count), ink, "middle"))
            left += wide
    return _svg(width, len(rows) * (bar + gap), *drawn)


def bars_svg(rows: Sequence[tuple[str, float | None, str]], width: int = 460) -> str:
    """Bars: a row is a label, a value (None draws none) and the words at the end of the bar."""
    label, bar, gap = 190, 14, 5
    most = max((value for _, value, _ in rows if value is not None), default=0.0) or 1.0
    drawn = []
    for number, (name, value, words) in enumerate(rows):
        top = number * (bar + gap)
        wide = 0.0 if value is None else (width - label - 90) * value / most
        drawn.append(_text(0, top + 11, name, INK))
        drawn.append(f'<rect x="{label}" y="{top}" width="{wide:.1f}" height="{bar}" fill="{BLUE_DARK}"/>')
        drawn.append(_text(label + wide + 4, top + 11, words, INK))
    return _svg(width, max(len(rows), 1) * (bar + gap), *drawn)


def _text(x: float, y: float, words: str, color: str, anchor: str = "start", size: int = _SIZE) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{PRINT_FONT}" font-size="{size}" fill="{color}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def _svg(width: int, height: int, *parts: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        + "".join(parts)
        + "</svg>"
    )
