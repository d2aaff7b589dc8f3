"""Damage to whole files, at many offsets: cut short, bytes turned, zeros written over, parts taken out. Seeds are fixed."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator

from corpus import Case, case
from whole import html, ods, parts_of, text, xls, xlsb, xlsx, xml, zipped

CUTS = (3, 8, 20, 35, 50, 65, 80, 90, 97)  # hundredths of the file
TURNS = 12


def cases() -> Iterator[Case]:
    """Every damaged file."""
    binary = {"xlsx": xlsx(), "xls": xls(), "xlsb": xlsb(), "ods": ods()}
    for kind, data in binary.items():
        yield from _cut(kind, data)
        yield from _turned(kind, data)
        yield from _misplaced(kind, data)
    for kind, data in {
        "csv": text().encode(),
        "html": html().encode(),
        "xml": xml().encode(),
        "utf16.csv": text().encode("utf-16"),
    }.items():
        yield from _cut(kind, data)
        yield from _turned(kind, data)
    for kind in ("xlsx", "xlsb", "ods"):
        yield from _parts(kind, binary[kind])


def _cut(kind: str, data: bytes) -> Iterator[Case]:
    for share in CUTS:
        yield case(f"cut-{share:02d}.{kind}", data[: max(1, len(data) * share // 100)])
    yield case(f"cut-by-one.{kind}", data[:-1])


def _turned(kind: str, data: bytes) -> Iterator[Case]:
    for seed in range(TURNS):
        dice = random.Random(f"{kind}-{seed}")
        body = bytearray(data)
        for _ in range(1 + seed % 4):
            body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
        yield case(f"turned-{seed:02d}.{kind}", bytes(body))
    for seed in range(4):
        dice = random.Random(f"zeros {kind}-{seed}")
        at = dice.randrange(len(data) - 40)
        yield case(f"zeros-{seed}.{kind}", data[:at] + bytes(40) + data[at + 40 :])


def _misplaced(kind: str, data: bytes) -> Iterator[Case]:
    yield case(f"garbage-after.{kind}", data + b"\xde\xad\xbe\xef" * 500)
    yield case(f"garbage-before.{kind}", b"\r\n\r\n" + data)
    yield case(f"twice.{kind}", data + data)
    yield case(f"half-old-half-new.{kind}", data[: len(data) // 2] + data[len(data) // 3 :])


def _parts(kind: str, data: bytes) -> Iterator[Case]:
    """Each part emptied, halved, filled with noise, and with a wrong checksum."""
    parts = parts_of(data)
    for number, (name, body) in enumerate(parts.items()):
        noise = random.Random(name).randbytes(200)
        for word, new in {
            "emptied": b"",
            "halved": body[: len(body) // 2],
            "noise": noise,
            "zeros": bytes(len(body)),
        }.items():
            yield case(f"part-{word}-{number:02d}.{kind}", zipped(parts | {name: new}))
        yield case(f"part-gone-{number:02d}.{kind}", zipped({n: b for n, b in parts.items() if n != name}))
    yield case(f"part-checksum.{kind}", _other_checksum(data))


def _other_checksum(data: bytes) -> bytes:
    """The container with wrong checksums in its directory."""
    body = bytearray(data)
    at = body.find(b"PK\x01\x02")
    while at >= 0:
        body[at + 16 : at + 20] = struct.pack("<I", 0x12345678)
        at = body.find(b"PK\x01\x02", at + 4)
    return bytes(body)
