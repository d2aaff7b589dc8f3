"""The parts of a large workbook looked at while the first reader works, which leaves the second processor free.

What is looked for stands in ``sheet_scan.py``. Nothing is decided here: a part that could not be looked at, or has to be
looked at more closely, is looked at again by ``ooxml.py``, which says what is wrong with it.
"""

from __future__ import annotations

from threading import Thread

from pipelines.reading.ooxml import Workbook
from pipelines.reading.package import BROKEN
from pipelines.reading.sheet_scan import Scanned, Wanted, scan_sheet

WORTHWHILE = 1024 * 1024  # bytes of a workbook; a smaller one is looked at before another thread has begun


class EarlyScan:
    """Looks at every sheet of a workbook in a thread of its own."""

    def __init__(self, data: bytes) -> None:
        """Begin to look at the workbook ``data``."""
        self._found: dict[str, Scanned] = {}
        self._thread = Thread(target=self._look, args=(data,), daemon=True)
        self._thread.start()

    def _look(self, data: bytes) -> None:
        try:
            workbook = Workbook.open(data)
            for _, part in workbook.sheets:
                if part and workbook.package.has(part):
                    with workbook.package.open(part) as stream:
                        self._found[part] = scan_sheet(
                            stream, Wanted(workbook.masks, False, workbook.recalculates)
                        )
        except (*BROKEN, MemoryError):
            return

    def found(self) -> dict[str, Scanned]:
        """What was found by part, once all is looked at."""
        self._thread.join()
        return self._found
