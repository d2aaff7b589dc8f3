"""A guard around the work of assets: what Dagster stores of a failure names the place in our code, never a message.

Messages of libraries may quote a value of an agency's file, and the event log keeps everything.
"""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipelines.checks import CatalogueError
from pipelines.settings import SettingsError
from pipelines.storage import StorageError

_OURS = (SettingsError, CatalogueError, StorageError)
_PACKAGE = Path(__file__).resolve().parent.parent


@contextmanager
def told_safely(work: str) -> Iterator[None]:
    """Let our own sentences through; of anything else tell the kind and the place. SAMEPAGE_DEBUG=1 shows it whole."""
    try:
        yield
    except dg.Failure:
        raise
    except _OURS as told:
        raise dg.Failure(str(told), allow_retries=False) from None
    except Exception as error:
        if os.environ.get("SAMEPAGE_DEBUG"):
            raise
        raise dg.Failure(f"{work} failed: {type(error).__name__} at {_place(error)}.") from None


def _place(error: Exception) -> str:
    """The deepest place inside our own code."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if _PACKAGE in Path(frame.filename).parents
    ]
    if not ours:
        return "an unknown place"
    return f"{Path(ours[-1].filename).relative_to(_PACKAGE.parent)}, line {ours[-1].lineno}"
