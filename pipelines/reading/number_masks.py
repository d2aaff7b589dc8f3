"""Number formats that show leading zeros: ``000000`` shows 121 as 000121, and that is what the agency sees (Q14).

Only masks of digits and fixed characters count; decimals, percentages, dates and conditions are other formats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(
    r'\\(.)|"([^"]*)"|([0#?])|([-\s/()+:])|_.|\*.|\[(?:\$-?[^\]]*|Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color\s*\d+)\]',
    re.I,
)
_LONGEST = 60


@dataclass(frozen=True)
class Mask:
    """A format as a run of signs: a character that is shown as it stands, or None for a digit."""

    signs: tuple[str | None, ...]
    zeros: int  # digits that are shown even where the number has fewer

    def apply(self, digits: str) -> str:
        """A whole number's digits as the format shows them: "121" by 000000 is "000121"."""
        left = list(digits.rjust(self.zeros, "0"))
        places = sum(sign is None for sign in self.signs)
        shown: list[str] = []
        for sign in reversed(self.signs):
            if sign is not None:
                shown.append(sign)
                continue
            places -= 1
            if places == 0:  # the first place takes all digits that are left
                shown.append("".join(left))
                left = []
            elif left:
                shown.append(left.pop())
        return "".join(reversed(shown))


@lru_cache(maxsize=1000)
def mask_of_format(code: str) -> Mask | None:
    """The mask of a number format that shows at least two digits whatever the number; None for every other format."""
    section = _first_section(code)
    if len(section) > _LONGEST:
        return None
    signs: list[str | None] = []
    zeros, at, seen_zero = 0, 0, False
    while at < len(section):
        found = _PIECE.match(section, at)
        if found is None:
            return None
        at = found.end()
        escaped, quoted, digit, plain = found.groups()
        if digit:
            if digit == "0":
                zeros, seen_zero = zeros + 1, True
            elif seen_zero:
                zeros += 1  # after a zero every place is shown
            signs.append(None)
        else:
            signs.extend(escaped or quoted or plain or "")
    return Mask(tuple(signs), zeros) if zeros > 1 else None


def _first_section(code: str) -> str:
    """The part of a format for positive numbers: up to the first semicolon outside quotation marks."""
    quoted = False
    for position, sign in enumerate(code):
        if sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted and code[position - 1 : position] != "\\":
            return code[:position]
    return code
