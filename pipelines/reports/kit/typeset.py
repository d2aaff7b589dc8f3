"""Sets a printed page: a template of ``typ/`` and its data become a tagged PDF (PDF/UA-1), with no network.

Fonts are those inside the typst package. Data reaches a template as JSON and is set as text, never read as markup.
The same data gives the same bytes: the date inside the file is the edition's.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent.parent / "typ"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def typeset(template: str, data: Mapping[str, Any], created: dt.date) -> bytes:
    """The PDF of ``typ/<template>.typ`` with ``data``; typst refuses what is not PDF/UA-1."""
    compiler = typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    )
    stamp = dt.datetime.combine(created, dt.time(), dt.UTC)
    pdf = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=stamp)
    assert isinstance(pdf, bytes)  # a template of several documents would give a list
    return pdf
