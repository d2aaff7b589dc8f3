"""Which measures a quarterly edition puts first: four for each agency area, and those for all agencies and the public.

What a measure counts stands in ``measures/``; how a page looks in ``reports/editions``.
"""

from __future__ import annotations

KEY_MEASURES: dict[str, tuple[str, ...]] = {
    "ecc": ("M003", "M004", "M009", "M011"),
    "patrol": ("M021", "M025", "M040", "M044"),
    "investigation": ("M025", "M038", "M046", "M049"),
    "sheriff_jail": ("M060", "M062", "M064", "M065"),
    "warrants_civil": ("M072", "M073", "M119", "M118"),
    "pretrial": ("M067", "M068", "M070", "M071"),
    "prosecution": ("M081", "M082", "M085", "M090"),
    "victim_witness": ("M090", "M091", "M105", "M085"),
    "court": ("M103", "M105", "M108", "M112"),
    "probation": ("M132", "M133", "M134", "M142"),
    "advocacy": ("M150", "M151", "M152", "M153"),
}
"""The four key numbers of a director's page, by the area of the agency. Others of its own fill what nobody sends."""

JOINT_MEASURES = ("M001", "M020", "M036", "M040", "M060", "M083", "M103", "M132")
"""What the joint summary puts first: one or two for each step of a case."""

PUBLIC_MEASURES = ("M001", "M020", "M036", "M060", "M083", "M100", "M118", "M130")
"""What the fact sheet for the public tells: how many, at each step of a case. Never a rare kind of event."""

FIRST_MEASURES = frozenset(
    (*JOINT_MEASURES, *PUBLIC_MEASURES, *(measure for four in KEY_MEASURES.values() for measure in four))
)
"""Everything that a page puts first. Where something has to be withheld for another's sake, it is one of the others if that will do."""

EDITION_AUDIENCES = ("director", "joint", "public")
"""Who may hold a part of an edition: an agency's own director, the directors together, everybody."""
