"""Colors, type and number formats: the one place that says how a workbook looks.

Colors differ in lightness as well as hue, so that they hold for color-blind readers and in gray print;
a color never stands without a symbol and a word. What a status is called stands in ``kit/cells``.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

FONT = "Arial"  # on every Windows and Mac; its metric twin prints the same on Linux
SIZE = 10

INK = "#1F2933"
MUTED = "#5B6673"
RULE = "#D9DEE4"
RULE_STRONG = "#8C98A6"
NAVY = "#1F3F66"
NAVY_SOFT = "#E6ECF3"
LINK = "#1B5C9E"
WARM_SOFT = "#FFF4DB"
WHITE = "#FFFFFF"

BLUE_DARK, BLUE, BLUE_LIGHT = "#1F4E79", "#3B7DB4", "#9CC3E0"
SAND, AMBER, RUST, GRAY = "#F2DDA4", "#E3A02B", "#B5431F", "#C3CAD2"
TEAL, PLUM = "#1B7F79", "#7A4B8A"

_TONES: dict[str, tuple[str, str]] = {
    "good": ("#DCEAF6", "#123F66"),
    "fair": ("#EDF4FA", "#1F4E79"),
    "care": ("#FDF3D8", "#5E4300"),
    "work": ("#FBE3B5", "#5A3A00"),
    "alarm": ("#F8D9CD", "#7A260C"),
    "idle": ("#F0F2F4", "#4B5560"),
    "open": ("#FFFFFF", "#5B6673"),
}
TONES = tuple(_TONES)

ENTRY = "#FFFDF5"  # a cell to be filled in
# A faulty cell shows its sign by the number format, so that the value in it stays the sender's own.
ENTRY_MARKS = {"row_held": ("alarm", "▲"), "unlikely": ("fair", "○"), "value": ("care", "◐")}

_BASE: dict[str, Any] = {"font_name": FONT, "font_size": SIZE, "font_color": INK}
_BODY: dict[str, Any] = {**_BASE, "valign": "top", "bottom": 1, "bottom_color": RULE}
_LEFT: dict[str, Any] = {**_BODY, "align": "left", "indent": 1}
_RIGHT: dict[str, Any] = {"align": "right", "indent": 1}
_RULED: dict[str, Any] = {**_BODY, "right": 1, "right_color": RULE}
_TO_LEFT: dict[str, Any] = {"align": "left", "indent": 1}
_FILLED_IN: dict[str, dict[str, Any]] = {
    "text": {**_TO_LEFT, "text_wrap": True, "num_format": "@"},
    "date": {**_TO_LEFT, "num_format": "yyyy-mm-dd"},
    "moment": {**_TO_LEFT, "num_format": "yyyy-mm-dd hh:mm"},
    "number": {**_RIGHT, "num_format": "General"},
}

# The percent sign needs one decimal only where a whole percent would hide the figure.
SHARE_FORMAT = "[=0]0%;[<0.0995]0.0%;0%"

LOOKS: dict[str, dict[str, Any]] = {
    "text": {**_LEFT, "text_wrap": True},
    "label": _LEFT,
    "word_added": {**_BASE, "bold": True, "underline": 1, "font_color": NAVY},
    "word_taken_out": {**_BASE, "font_strikeout": True, "font_color": RUST},
    "strong": {**_LEFT, "text_wrap": True, "bold": True},
    "muted": {**_LEFT, "text_wrap": True, "font_color": MUTED},
    "link": {**_LEFT, "font_color": LINK, "underline": 1},
    "leading": {**_LEFT, "font_color": LINK, "underline": 1, "text_wrap": True},
    "count": {**_BODY, **_RIGHT, "num_format": "#,##0"},
    "share": {**_BODY, **_RIGHT, "num_format": SHARE_FORMAT},
    "decimal": {**_BODY, **_RIGHT, "num_format": "#,##0.0"},
    "event": {**_BODY, **_RIGHT, "num_format": '"▲"'},  # the place of a marker in a chart: its height is no figure
    "ratio": {**_BODY, **_RIGHT, "num_format": "0.00"},
    "percent": {**_BODY, **_RIGHT, "num_format": '0"%"'},
    "date": {**_LEFT, "num_format": "mmm d, yyyy"},
    "moment": {**_LEFT, "num_format": "mmm d, yyyy h:mm AM/PM"},
    "month": {**_LEFT, "num_format": "mmm yyyy"},
    "mark": {**_BODY, **_RIGHT, "font_color": MUTED},
    "of": {**_BODY, **_RIGHT},
    "strong_count": {**_BODY, **_RIGHT, "num_format": "#,##0", "bold": True, "top": 1, "top_color": RULE_STRONG},
    "total": {**_LEFT, "text_wrap": True, "bold": True, "top": 1, "top_color": RULE_STRONG},
    "header": {
        **_BASE,
        "font_color": WHITE,
        "bold": True,
        "bg_color": NAVY,
        "text_wrap": True,
        "valign": "vcenter",
        "align": "left",
        "indent": 1,
        "right": 1,
        "right_color": "#5F7899",
    },
    "header_number": {
        **_BASE,
        "font_color": WHITE,
        "bold": True,
        "bg_color": NAVY,
        "text_wrap": True,
        "valign": "vcenter",
        "align": "right",
        "indent": 1,
        "right": 1,
        "right_color": "#5F7899",
    },
    "header_light": {**_BASE, "font_color": NAVY, "bold": True, "bg_color": NAVY_SOFT, "text_wrap": True, "valign": "vcenter", "align": "left",
                     "indent": 1, "right": 1, "right_color": RULE_STRONG},
    "group": {**_BASE, "font_color": NAVY, "bold": True, "bg_color": NAVY_SOFT, "valign": "vcenter", "align": "left", "indent": 1},
    "title": {**_BASE, "font_size": 16, "bold": True, "font_color": NAVY, "valign": "vcenter"},
    "cover_title": {**_BASE, "font_size": 26, "bold": True, "font_color": NAVY, "valign": "vcenter"},
    "cover_subtitle": {**_BASE, "font_size": 13, "font_color": MUTED, "valign": "vcenter"},
    "cover_label": {**_LEFT, "bold": True, "font_color": NAVY, "text_wrap": True},
    "verdict": {**_BASE, "font_size": 20, "bold": True, "font_color": NAVY, "valign": "vcenter"},
    **{
        f"verdict_{tone}": {**_BASE, "font_size": 20, "bold": True, "bg_color": fill, "font_color": ink, "valign": "vcenter", "indent": 1}
        for tone, (fill, ink) in _TONES.items()
    },
    "banner": {**_BASE, "font_size": 11, "bold": True, "bg_color": WARM_SOFT, "font_color": "#5E4300", "valign": "vcenter", "indent": 1},
    "body_line": {**_BASE, "valign": "vcenter"},
    "note": {**_BASE, "font_color": MUTED, "valign": "vcenter"},
    "plain_link": {**_BASE, "font_color": LINK, "underline": 1, "valign": "vcenter"},
    "heading": {**_BASE, "font_size": 12, "bold": True, "font_color": NAVY, "valign": "vcenter", "bottom": 2, "bottom_color": NAVY},
    "rule": {**_BASE, "bottom": 2, "bottom_color": NAVY},
    "entry": {**_LEFT, "text_wrap": True, "num_format": "@", "right": 1, "right_color": RULE},
    "entry_hidden": {**_LEFT, "text_wrap": True, "num_format": "@", "font_color": MUTED, "italic": True, "right": 1, "right_color": RULE},
    # A row to be filled in has lines; a column that is open further down has none, or its lines would print for ever.
    **{
        f"{name}_{kind}": {**(_RULED if name == "fill" else _BASE), "valign": "top", **how, "locked": False}
        for name in ("fill", "open")
        for kind, how in _FILLED_IN.items()
    },
    "entry_open": {**_LEFT, "text_wrap": True, "num_format": "@", "bg_color": ENTRY, "border": 1, "border_color": RULE_STRONG},
    **{
        f"entry_{severity}": {**_LEFT, "text_wrap": True, "bold": True, "bg_color": _TONES[tone][0], "font_color": _TONES[tone][1],
                              "num_format": f'"{symbol} "@', "border": 1, "border_color": RULE_STRONG}
        for severity, (tone, symbol) in ENTRY_MARKS.items()
    },
    **{
        f"tone_{tone}": {**_LEFT, "bg_color": fill, "font_color": ink, "text_wrap": True}
        for tone, (fill, ink) in _TONES.items()
    },
}  # fmt: skip

NUMERIC_LOOKS = frozenset(
    {"count", "event", "share", "decimal", "ratio", "percent", "mark", "of", "strong_count"}
)


class Styles:
    """Formats of one workbook, each made once and in a fixed order of first use."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, bool, bool], Format] = {}

    def get(self, look: str, *, opens_group: bool = False, faint: bool = False) -> Format:
        """The format called ``look``; ``opens_group`` draws the stronger rule above, ``faint`` grays the text."""
        key = (look, opens_group, faint)
        if key not in self._made:
            properties = dict(LOOKS[look])
            if opens_group:
                properties |= {"top": 1, "top_color": RULE_STRONG}
            if faint:
                properties |= {"font_color": MUTED, "bold": False}
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    def as_link(self, style: Format) -> Format:
        """The look of a link in the place of ``style``, with its rule above where it opens a group."""
        opens_group = any(made is style and key[1] for key, made in self._made.items())
        return self.get("leading", opens_group=opens_group)
