"""How text is broken into lines: every word stands, each line fits, and none could have held the next word too."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reports.kit.fit import break_lines, longest_word_px, text_px
from pipelines.reports.kit.table import Column

TEXT = st.text(alphabet="abWi .\nm\u00e9\u2019", max_size=120)


@given(TEXT, st.floats(min_value=5, max_value=300), st.sampled_from([8, 10, 14]), st.booleans())
def test_lines_are_as_long_as_fits(text: str, room: float, size: float, bold: bool) -> None:
    lines = break_lines(text, room, size, bold)
    assert " ".join(lines).split() == text.split()
    for line in lines:
        assert " " not in line.strip() or text_px(line, size, bold) <= room
    for paragraph in text.splitlines():
        own = break_lines(paragraph, room, size, bold)
        for line, following in pairwise(own):
            assert text_px(f"{line} {following.split(' ')[0]}", size, bold) > room


@pytest.mark.parametrize(
    ("text", "px"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("m", 833 / 75, id="a letter of the font"),
        pytest.param("\u2019", 720 / 75, id="a letter that the font does not list"),
        pytest.param("a b", (556 + 278 + 556) / 75, id="a space has its width"),
    ],
)
def test_a_line_is_as_wide_as_its_letters(text: str, px: float) -> None:
    assert text_px(text) == pytest.approx(px)
    assert text_px(text, bold=True) == pytest.approx(px * 1.08)
    assert text_px(text, size=20) == pytest.approx(px * 2)


def test_the_longest_word_is_measured() -> None:
    assert longest_word_px("a mmm ab") == text_px("mmm")
    assert longest_word_px("") == 0


@pytest.mark.parametrize(("look", "width"), [("date", 12), ("moment", 20)])
def test_a_day_never_stands_in_a_column_that_it_does_not_fit(look: str, width: float) -> None:
    with pytest.raises(ValueError, match="prints as ###"):
        Column("Due", look, width)
    assert Column("Due", look, width + 1).width == width + 1
