"""How much room text takes: widths in pixels, line breaks and row heights, from the metrics of the font.

Excel does not grow rows or columns by itself for a file it did not write; without this, text is cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

LINE_PX = 17
ROW_PX = 21
CELL_PADDING_PX = 18  # an indent of one on the text side, and the cell's own margins

# Advance widths of Arial in 1/1000 of the font size, for ASCII 32-126; anything else counts as wide as an "m" of Latin text.
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_OTHER = 720
_BOLD = 1.08


_WIDTH_OF = {chr(code): width for code, width in enumerate(_WIDTHS, start=32)}


@lru_cache(maxsize=50_000)
def _units(text: str) -> int:
    """The width of a line in 1/1000 of the font size. Mostly asked for words, of which there are fewer than lines."""
    return sum([_WIDTH_OF.get(character, _OTHER) for character in text])


def _px(units: int, size: float, bold: bool) -> float:
    return units / 1000 * size * 96 / 72 * (_BOLD if bold else 1.0)


def text_px(text: str, size: float = 10, bold: bool = False) -> float:
    """The width of one line of ``text`` in pixels at 96 dpi."""
    return _px(_units(text), size, bold)


def break_lines(text: str, room_px: float, size: float = 10, bold: bool = False) -> list[str]:
    """``text`` broken at spaces so that each line fits ``room_px``; a word that is too long stands alone."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line, width = "", 0
        for word in paragraph.split(" "):
            longer = width + _WIDTH_OF[" "] + _units(word) if line else _units(word)
            if line and _px(longer, size, bold) > room_px:
                lines.append(line)
                line, width = word, _units(word)
            else:
                line, width = f"{line} {word}" if line else word, longer
        lines.append(line)
    return lines


def lines_needed(text: str, column_px: float, size: float = 10, bold: bool = False) -> int:
    """How many lines ``text`` takes in a wrapped cell ``column_px`` wide, words longer than it broken by Excel."""
    room = max(column_px - CELL_PADDING_PX, 10)
    extra = 0
    lines = break_lines(text, room, size, bold)
    for line in lines:
        extra += int(text_px(line, size, bold) // room) if " " not in line else 0
    return len(lines) + extra


def longest_word_px(text: str, size: float = 10, bold: bool = False) -> float:
    """The width of the longest word, which a column must hold so that no word is broken."""
    return max((text_px(word, size, bold) for word in text.split()), default=0.0)


def chars_to_px(width: float) -> int:
    """A column width in characters as pixels."""
    return int(width * 7 + 5)


def row_px(line_counts: Iterable[int]) -> int:
    """The height of a row whose tallest cell has the most lines."""
    return ROW_PX + LINE_PX * (max(line_counts, default=1) - 1)
