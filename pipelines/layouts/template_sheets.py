"""What a template of ours has beside its table: the sheets that explain it, and the mark of its version.

Written by ``reports/templates.py`` and known again here, so that nobody is asked about sheets that we put there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from pipelines.metadata.classes import Dataset
from pipelines.metadata.derive import field_title

GUIDE, CHOICES, LONG_LISTS, PRACTICES = "How to fill this in", "Choices", "Long lists", "Practices"
_OURS = {name.casefold() for name in (GUIDE, CHOICES, LONG_LISTS, PRACTICES)}
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so that no word comes of it
_MARK = re.compile(r"Samepage template, version ([A-Z]{6})")


def is_ours(sheet_name: str) -> bool:
    """Whether a sheet is one that our templates bring along."""
    return sheet_name.strip().casefold() in _OURS


def version_mark(dataset: Dataset) -> str:
    """Six letters that change when the columns of the template do."""
    told = repr([(field_title(f.name), str(f.kind), f.code_list, f.refers) for f in dataset.fields])
    digest = hashlib.sha256(told.encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:6])


def stamp(dataset: Dataset) -> str:
    """The line that a template carries above its header."""
    return f"Samepage template, version {version_mark(dataset)}"


def stamped_version(texts: Iterable[str]) -> str | None:
    """The version that a sheet's lines above the header state; None where they state none."""
    return next((found[1] for text in texts if (found := _MARK.search(text))), None)
