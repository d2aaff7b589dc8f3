"""The exports of the made-up county's agencies, one module per sending system.

``columns.py`` writes values, ``pages.py`` files, ``export.py`` joins them; ``people.py`` makes up whoever must be
dropped again. Which rows go into which file is decided in ``deliveries.py``.
"""

from __future__ import annotations

from pipelines.sample.exports import court, da, ecc, mpd, pretrial, prob, rpd, so, templates
from pipelines.sample.exports.export import Export, Quirk, Run

EXPORTS: tuple[Export, ...] = (
    ecc.OLD_CAD,
    mpd.INCIDENTS,
    mpd.ARRESTS,
    mpd.INVESTIGATIONS,
    rpd.INCIDENTS,
    rpd.ARRESTS,
    so.BOOKINGS,
    so.WARRANTS,
    pretrial.EVALUATIONS,
    da.REFERRALS,
    court.CASES,
    court.SENTENCES,
    court.ORDERS,
    prob.CASES,
    prob.VIOLATIONS,
    templates.ADVOCACY,
    templates.CHECKLIST,
    templates.CASE_REVIEW,
    *templates.REGISTER_SHEETS,
)
QUIRKS: tuple[Quirk, ...] = tuple(
    quirk for module in (ecc, mpd, rpd, so, pretrial, da, court, prob, templates) for quirk in module.QUIRKS
)
NEW_CAD_QUIRKS = ecc.NEW_QUIRKS


def export_of(agency: str, dataset: str, new_cad: bool) -> Export:
    """The export of an agency's dataset; ``new_cad`` asks for that of the 911 center's new system.

    Raises:
        KeyError: the agency has no export of the dataset.
    """
    if new_cad and agency == ecc.NEW_CAD.agency:
        return ecc.NEW_CAD
    for export in EXPORTS:
        if (export.agency, export.dataset) == (agency, dataset):
            return export
    raise KeyError(f"{agency} has no export of {dataset}")


__all__ = ["EXPORTS", "NEW_CAD_QUIRKS", "QUIRKS", "Export", "Quirk", "Run", "export_of"]
