"""What libraries print on their own account, kept out of an answer that a program reads."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_STDOUT, _STDERR = 1, 2


@contextmanager
def aside(wanted: bool) -> Iterator[None]:
    """Where ``wanted``, everything that is printed in it goes to the standard error: libraries in C print past ``sys.stdout``.

    The solver behind the choice of what to withhold prints a line now and then, whatever it is told.
    """
    if not wanted:
        yield
        return
    _flush()
    kept = os.dup(_STDOUT)
    os.dup2(_STDERR, _STDOUT)
    try:
        yield
    finally:
        _flush()
        os.dup2(kept, _STDOUT)
        os.close(kept)


def _flush() -> None:
    """Write out what Python and the C library hold back: where it goes is decided when it is written."""
    sys.stdout.flush()
    ctypes.CDLL("ucrtbase" if os.name == "nt" else None).fflush(None)
