"""One reader kept alive over the tests of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.reading import ReaderPool


@pytest.fixture(scope="session")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool() as reader:
        yield reader
