"""Several hundred odd and hostile spreadsheets, each with the outcomes that are allowed for it.

``build_corpus`` writes them all; the same seeds give the same bytes. A case is a file name, its bytes, and the set of allowed
outcomes: "read", or the check ids by which it may be refused. The families: whole files of every kind (``whole.py``), every kind
crossed with every oddity (``crossed.py``), damage at many offsets (``damage.py``), bombs (``bombs.py``), and what is no
spreadsheet (``strangers.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

READ = "read"
NO_CRASH = frozenset(
    {
        READ,
        "file_damaged",
        "file_empty",
        "file_unknown_kind",
        "file_too_large",
        "file_reader_failed",
        "file_password",
    }
)


@dataclass(frozen=True)
class Case:
    """One file of the corpus."""

    name: str
    data: bytes
    allowed: frozenset[str]

    @property
    def family(self) -> str:
        """The first word of its name."""
        return self.name.removeprefix("~$").split("-", 1)[0]


def case(name: str, data: bytes | str, *allowed: str) -> Case:
    """A case; without outcomes named, anything but a crash of the walk is allowed."""
    return Case(name, data.encode() if isinstance(data, str) else data, frozenset(allowed) or NO_CRASH)


def cheap_cases() -> Iterator[Case]:
    """Every case that costs next to nothing to read or to refuse."""
    import bombs
    import crossed
    import damage
    import strangers
    import whole

    yield from crossed.cases()
    yield from whole.cases()
    yield from damage.cases()
    yield from strangers.cases()
    yield from bombs.cheap_cases()


def dear_cases() -> Iterator[Case]:
    """Bombs that go off inside the reader: to be read with small limits."""
    import bombs

    yield from bombs.dear_cases()


def build_corpus(folder: Path, cases: Iterable[Case]) -> dict[Path, Case]:
    """Writes the cases into a folder.

    Raises:
        ValueError: two cases have one name.
    """
    written: dict[Path, Case] = {}
    for one in cases:
        path = folder / one.name
        if path in written:
            raise ValueError(f"{one.name} stands twice")
        path.write_bytes(one.data)
        written[path] = one
    return written
