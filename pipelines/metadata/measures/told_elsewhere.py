"""Measures of the field's catalogue that are no figures by month and agency, each with where it is told and why there.

What survivors answer in a survey is told by wave and in tenths: an exact count would give single answers away, and so
would a second way of telling them. A test holds this list and the definitions together: every id is in one of the two.
"""

from __future__ import annotations

_BY_WAVE = (
    "Told by survey wave in the team workbook, in tenths and with a minimum of people: exact counts by period and agency "
    "would give single answers away."
)

TOLD_ELSEWHERE: dict[str, tuple[str, str]] = {
    "M154": ("Survivors who felt safer after the contact", _BY_WAVE),
    "M155": ("Survivors who would ask for this help again", _BY_WAVE),
    "M156": ("Statements that survivors agree with", _BY_WAVE),
}
