"""Which cell styles of an OpenDocument sheet show leading zeros: 121 in a style of six digits is seen as 000121 (Q14).

The masks are those of ``number_masks.py``; where the cells of such styles are is found by ``opendocument.py``.
"""

from __future__ import annotations

import re

from pipelines.reading.number_masks import Mask
from pipelines.reading.package import attributes, elements, tags, text

# A style that asks for at least two digits before the point; without one, no style has to be looked at.
_ZEROS = re.compile(rb"min-integer-digits=[\"'](?:[2-9]|[1-9]\d+)[\"']")
_PART = re.compile(rb"<(?:[\w.-]+:)?([\w-]+)((?:\s[^<>]*?)?)(?:/>|>(.*?)</(?:[\w.-]+:)?\1\s*>)", re.DOTALL)
_NOT_NEGATIVE = ("value()>=0", "value()>0")
_MOST_DIGITS = 60
_DEEPEST = 10  # styles that stand on one another


def zero_styles(*parts: bytes) -> dict[str, Mask]:
    """The masks of cell styles that show leading zeros, by the style's name; ``parts`` are the files that hold styles."""
    if not any(_ZEROS.search(part) for part in parts):
        return {}
    shown: dict[str, Mask] = {}
    instead: dict[str, str] = {}  # number style → the one for numbers that are not negative
    for part in parts:
        for tag, inside in elements(part, b"number-style"):
            name = tag.get("name", "")
            if mask := _mask(inside):
                shown[name] = mask
            for other in tags(inside, b"map"):
                if other.get("condition", "").replace(" ", "") in _NOT_NEGATIVE:
                    instead[name] = other.get("apply-style-name", "")
    of_number = {name: mask for name in shown | instead if (mask := shown.get(instead.get(name, name)))}
    styles = {
        tag.get("name", ""): tag
        for part in parts
        for tag in tags(part, b"style")
        if tag.get("family") == "table-cell"
    }
    return {name: mask for name in styles if (mask := of_number.get(_number_style(name, styles)))}


def _number_style(name: str, styles: dict[str, dict[str, str]]) -> str:
    """The number style of a cell style, its own or that of the style it stands on."""
    for _ in range(_DEEPEST):
        tag = styles.get(name, {})
        if tag.get("data-style-name"):
            return tag["data-style-name"]
        name = tag.get("parent-style-name", "")
    return ""


def _mask(inside: bytes) -> Mask | None:
    """A number style's parts as a mask; None where it shows decimals, groups of thousands or anything but digits."""
    signs: list[str | None] = []
    zeros = 0
    for kind, raw, within in _PART.findall(inside):
        if kind == b"text":
            signs.extend(text(within))
        elif kind == b"number":
            tag = attributes(raw)
            digits = tag.get("min-integer-digits", "0")
            decimals = tag.get("decimal-places", "0")
            if not digits.isdecimal() or int(digits[:3]) > _MOST_DIGITS:
                return None
            if decimals not in ("", "0") or tag.get("grouping") == "true":
                return None
            zeros += int(digits)
            signs.extend(_digits(int(digits), within))
        elif kind not in (b"map", b"text-properties", b"fill-character"):
            return None
    return Mask(tuple(signs), zeros) if zeros > 1 else None


def _digits(count: int, within: bytes) -> list[str | None]:
    """This many digits with the texts that stand between them; a text's place is counted from the right."""
    between = {
        int(tag["position"]): text(inside)
        for tag, inside in elements(within, b"embedded-text")
        if tag.get("position", "").isdecimal() and len(tag["position"]) < 4
    }
    signs: list[str | None] = []
    for left in range(count - 1, -1, -1):
        signs.append(None)
        if left:
            signs.extend(between.get(left, ""))
    return signs
