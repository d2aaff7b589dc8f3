"""``samepage templates``: the blank registers and checklists of a site, with its agencies and its practices."""

from __future__ import annotations

from pathlib import Path

from pipelines.metadata import CODE_LISTS, DATASETS, ELEMENTS, MEASURES
from pipelines.policy.elements import site_versions
from pipelines.reports.templates import Known, plan_templates, write_template
from pipelines.settings import SettingsError, Site


def known_to(site: Site) -> Known:
    """What the templates of a site offer: its agencies, and the practices that stand on its day."""
    day = site.as_of
    elements = {
        version.element.element_id: version.element
        for version in site_versions(site, ELEMENTS)
        if (version.active_from is None or version.active_from <= day)
        and (version.active_to is None or version.active_to >= day)
    }
    measures = {measure_id: MEASURES[measure_id].name for measure_id in sorted(MEASURES)}
    return Known(site.settings.name, site.settings.agencies, CODE_LISTS, elements, DATASETS, measures)


def write_templates(
    site: Site, folder: Path | None, dataset: str | None, agency: str | None
) -> tuple[Path, list[Path]]:
    """Write the templates that are asked for; gives their folder and the files.

    Raises:
        SettingsError: there is no such agency, or no template of the dataset.
    """
    if agency is not None and site.settings.agency(agency) is None:
        known_codes = ", ".join(one.code for one in site.settings.agencies)
        raise SettingsError(f"{agency} is no agency of this site. Use one of {known_codes}.")
    known = known_to(site)
    planned = plan_templates(known, dataset, agency)
    if not planned:
        names = sorted({template.dataset.name for template in plan_templates(known)})
        raise SettingsError(
            f"{dataset or agency} has no template{' for ' + agency if dataset and agency else ''}. Use one of {', '.join(names)}."
        )
    target = folder or site.templates
    target.mkdir(parents=True, exist_ok=True)
    return target, [write_template(one, known, target / f"{one.name}.xlsx") for one in planned]
