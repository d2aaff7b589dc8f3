"""A zip container of XML parts (xlsx, xlsm, xlsb, ods), opened once: its names, its parts, its relationships.

Parts are looked at with byte searches and small expressions, never as a tree: a large sheet would take longer to parse than
to read. What the parts of a workbook say stands in ``ooxml.py`` and ``opendocument.py``.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import IO

_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAG = re.compile(rb"<[^<>]*>")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# What opening a part of a damaged or hostile container can raise.
BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, EOFError, OSError)


class Package:
    """The parts of a container by name; names are compared without regard to case, as Excel does.

    Raises:
        zipfile.BadZipFile: the container is none.
    """

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._names = {_folded(name): name for name in self._zip.namelist()}

    @property
    def names(self) -> list[str]:
        """Every part's name, folded."""
        return list(self._names)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _folded(name) in self._names

    def size(self, name: str) -> int:
        """How large a part says it is once unpacked, 0 where there is none."""
        written = self._names.get(_folded(name))
        return self._zip.getinfo(written).file_size if written else 0

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream."""
        return self._zip.open(self._names[_folded(name)])

    def read(self, name: str) -> bytes:
        """A part's bytes as UTF-8, empty where there is none."""
        written = self._names.get(_folded(name))
        if written is None:
            return b""
        data = self._zip.read(written)
        encoding = _MARKS.get(data[:2])
        return data.decode(encoding).encode() if encoding else data

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """What a part points to: identifier, last word of the type, and the name of the target part."""
        folder, name = posixpath.split(part)
        found = []
        for tag in tags(self.read(f"{folder}/_rels/{name}.rels"), b"Relationship"):
            target = tag.get("Target", "").replace("\\", "/")
            if tag.get("TargetMode", "").lower() == "external":
                continue
            place = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            found.append((tag.get("Id", ""), tag.get("Type", "").rsplit("/", 1)[-1], place))
        return found


def tags(xml: bytes, name: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each element of this name, whatever its prefix; of attributes the prefix is left out."""
    for found in _opening(name).finditer(xml):
        yield attributes(found[1])


def attributes(raw: bytes) -> dict[str, str]:
    """Attributes by name without prefix."""
    return {
        key.rsplit(b":", 1)[-1].decode("utf-8", "replace"): text(double or single)
        for key, double, single in _ATTRIBUTE.findall(raw)
    }


def elements(xml: bytes, name: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    """Each element of this name with its attributes and the XML inside it; elements of one name do not nest.

    Goes forward only, so that a part full of elements without an end costs no more than one without any.
    """
    at = 0
    while found := _opening(name).search(xml, at):
        at = found.end()
        if found[1].endswith(b"/"):
            yield attributes(found[1]), b""
            continue
        end = _closing(name).search(xml, at)
        if end is None:
            return
        yield attributes(found[1]), xml[at : end.start()]
        at = end.end()


def text(raw: bytes) -> str:
    """Characters of XML without its escapes."""
    return html.unescape(raw.decode("utf-8", "replace"))


def inner_text(xml: bytes) -> str:
    """All characters inside some XML, tags taken out."""
    return text(_TAG.sub(b"", xml))


@lru_cache(maxsize=64)
def _opening(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<(?:[\w.-]+:)?" + name + rb"((?:[\s/][^<>]*)?)>")


@lru_cache(maxsize=64)
def _closing(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"</(?:[\w.-]+:)?" + name + rb"\s*+>")


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
