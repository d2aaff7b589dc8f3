"""What ``samepage run`` prints of changes: corrections one by one, rows that came late in one sentence."""

import io

import pytest
from rich.console import Console

from pipelines.cli.tables import _print_changes


def change(kind: str, rows: int = 1) -> dict[str, object]:
    return {"kind": kind, "agency_code": "mpd", "words": f"{kind} words", "rows_after": rows}


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        pytest.param([], "", id="nothing changed"),
        pytest.param(["correction", "overlap"], "mpd: correction words\nmpd: overlap words\n", id="each its line"),
        pytest.param(["late"], "1 new file also holds rows of earlier months (1 in all)", id="one file"),
        pytest.param(["late", "late"], "2 new files also hold rows of earlier months (2 in all)", id="together"),
    ],
)  # fmt: skip
def test_changes_of_new_files(kinds: list[str], told: str) -> None:
    out = io.StringIO()
    _print_changes(Console(file=out, width=400), [change(kind) for kind in kinds])
    assert out.getvalue().startswith(told)
    assert bool(out.getvalue()) is bool(told)
    assert "late words" not in out.getvalue()
