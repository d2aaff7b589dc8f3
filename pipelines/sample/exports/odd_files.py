"""Files that no agency should have sent: a list of shelter clients, and another report than the one agreed on.

Nobody in them exists. When they arrive, and what becomes of them, is decided in ``planting.py``.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.sample.exports import people
from pipelines.sample.exports.pages import Page, write_workbook

_ROWS = 14


def write_client_list(path: Path, month: date) -> None:
    """A row for each person served, which an advocacy program must never send."""
    rows = pd.DataFrame({"_row_id": np.arange(1, _ROWS + 1)})
    days = [month + timedelta(days=int(n)) for n in people.dice(rows, "intake") % 27]
    body = pd.DataFrame(
        {
            0: [f"HC-{1000 + n}" for n in range(_ROWS)],
            1: people.full_name(rows, "client"),
            2: [f"{day:%m/%d/%Y}" for day in days],
            3: people.phone(rows, "client"),
            4: [int(n) for n in people.dice(rows, "nights") % 20],
        },
        dtype=object,
    )
    headers: list[list[str | None]] = [
        ["Client ID", "Client Name", "Intake Date", "Safe Phone", "Bed Nights"]
    ]
    write_workbook(path, [Page("Intakes", headers, body, above=[["Harbor Advocacy Program"], ["Intakes"]])])


def write_aging_summary(path: Path, title: str, month: date) -> None:
    """Counts of open warrants by age, where a list of warrants was due."""
    headers: list[list[str | None]] = [
        ["Type", "Status", "0-30 days", "31-90 days", "Over 90 days", "Attempts"]
    ]
    body = pd.DataFrame(
        [["Arrest", "Open", 12, 9, 31, 44], ["Bench", "Open", 20, 17, 88, 61], ["PV", "Open", 3, 4, 9, 12]],
        dtype=object,
    )
    write_workbook(
        path, [Page("Aging", headers, body, above=[[title], [f"Warrant aging {month:%B %Y}"], []])]
    )
