"""Layout files of a site, and the built-in layouts that every template is read with."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from pipelines.layouts.model import Layout, LayoutFile, LayoutVersion
from pipelines.metadata.classes import Dataset
from pipelines.metadata.datasets import DATASETS, READ_TODAY
from pipelines.metadata.derive import field_title
from pipelines.settings import COORDINATOR, SettingsError, Site, read_yaml_model


def load_layouts(site: Site, agency_code: str) -> list[Layout]:
    """The layouts of one agency, then the built-in ones that it may use.

    An advocacy program sends totals only, whatever a layout says.

    Raises:
        SettingsError: a layout file is wrong; the text names file and line.
    """
    agency = site.settings.agency(agency_code)
    totals_only = agency is not None and agency.area == "advocacy"
    found: list[Layout] = []
    folder = site.layouts / agency_code
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else []:
        stat = path.stat()
        found.extend(_read(path, agency_code, stat.st_mtime_ns, stat.st_size))
    for layout in found if totals_only else ():
        if not DATASETS[layout.dataset].is_aggregate:
            raise SettingsError(
                f"{agency_code}/{layout.dataset}: a layout of an advocacy program may only be for totals; its records of "
                "people are refused in any form. Take the layout out."
            )
    taken = {layout.dataset for layout in found}
    found.extend(
        built_in_layout(name, agency_code)
        for name in READ_TODAY
        if name not in taken
        and DATASETS[name].is_coordinator == (agency_code == COORDINATOR)
        and (DATASETS[name].is_aggregate or not totals_only)
    )
    return found


@lru_cache(maxsize=1_000)
def _read(path: Path, agency_code: str, mtime_ns: int, size: int) -> tuple[Layout, ...]:
    """The layouts of one file; time and size only spare a second reading of a file that has not changed."""
    content = read_yaml_model(path, LayoutFile)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    stream = path.stem.removeprefix(content.dataset).strip(".")
    return tuple(
        Layout(
            agency_code=agency_code,
            dataset=content.dataset,
            stream=stream,
            name=f"{agency_code}/{path.stem} from {version.valid_from:%Y-%m}",
            version=version,
            digest=digest,
        )
        for version in content.layouts
    )


@lru_cache(maxsize=256)
def built_in_layout(dataset_name: str, agency_code: str) -> Layout:
    """The layout of our own template: one column per field, headed by the field's title."""
    dataset = DATASETS[dataset_name]
    return Layout(
        agency_code=agency_code,
        dataset=dataset_name,
        stream="",
        name=f"Samepage template: {dataset.title}",
        version=template_version(dataset),
        digest=hashlib.sha256(repr(dataset).encode()).hexdigest(),
        built_in=True,
    )


def template_version(dataset: Dataset) -> LayoutVersion:
    """How a filled template of ``dataset`` is read back."""
    columns: dict[str, dict[str, object]] = {}
    names = {f.name for f in dataset.fields}
    for field in dataset.fields:
        rule: dict[str, object] = {"to": field.name}
        if field.name == "total_count" and "small_cell_flag" in names:
            rule["small_cells"] = "small_cell_flag"
        if field.name == "small_cell_flag":
            continue
        columns[field_title(field.name)] = rule
    return LayoutVersion.model_validate({"columns": columns, "period": {"from": "field"}})


def recipe_digest(layouts: list[Layout], extra: bytes = b"") -> str:
    """One hash over everything that decides how an agency's files are read."""
    digest = hashlib.sha256(extra)
    for layout in layouts:
        digest.update(layout.name.encode())
        digest.update(layout.digest.encode())
    return digest.hexdigest()
