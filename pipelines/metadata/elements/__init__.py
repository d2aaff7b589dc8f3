"""The practice elements: what each agency's written policy should require, in our own words.

One module per agency area. How an element is judged stands in ``policy/``; the measures that
show it in numbers stand in ``metadata/measures``. A site adds or retires elements in ``inputs/site``.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from pipelines.metadata.classes import Element
from pipelines.metadata.elements.advocacy import ADVOCACY
from pipelines.metadata.elements.court import COURT
from pipelines.metadata.elements.cross_agency import CROSS_AGENCY
from pipelines.metadata.elements.ecc import ECC
from pipelines.metadata.elements.investigation import INVESTIGATION
from pipelines.metadata.elements.patrol import PATROL
from pipelines.metadata.elements.pretrial import PRETRIAL
from pipelines.metadata.elements.probation import PROBATION
from pipelines.metadata.elements.prosecution import PROSECUTION
from pipelines.metadata.elements.sheriff_jail import SHERIFF_JAIL
from pipelines.metadata.elements.victim_witness import VICTIM_WITNESS

ELEMENTS: dict[str, Element] = {
    element.element_id: element
    for element in chain(
        ECC,
        PATROL,
        INVESTIGATION,
        SHERIFF_JAIL,
        PRETRIAL,
        PROSECUTION,
        VICTIM_WITNESS,
        PROBATION,
        COURT,
        ADVOCACY,
        CROSS_AGENCY,
    )
}
"""Every practice element by its id, in the order a case meets the agencies."""

_ALSO_ASKED = {"patrol": "investigation"}
_STANDS_IN_FOR = {"prosecution": "victim_witness"}


def asked_areas(area: str, areas: Collection[str]) -> tuple[str, ...]:
    """The areas whose practices an agency of ``area`` answers for, where the site's agencies have ``areas``.

    Its own, what every agency is asked, and what its office mostly does as well: police investigate, and the prosecutor's
    victim/witness services answer there unless they are an agency of their own.
    """
    beside = [_ALSO_ASKED[area]] if area in _ALSO_ASKED else []
    if area in _STANDS_IN_FOR and _STANDS_IN_FOR[area] not in areas:
        beside.append(_STANDS_IN_FOR[area])
    return (area, *beside, "cross_agency")


__all__ = ["ELEMENTS", "asked_areas"]
