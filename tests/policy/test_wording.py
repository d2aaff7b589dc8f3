"""Two wordings are compared word by word: nothing of either is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.policy.wording import compare_wording

TEXTS = st.lists(
    st.sampled_from(["officers", "write", "a", "report", "should", "must", "every"]), max_size=12
)


@given(TEXTS, TEXTS)
def test_kept_and_taken_out_give_the_one_kept_and_added_the_other(before, after):
    found = compare_wording(" ".join(before), " ".join(after))
    old = [w for piece in found.pieces if piece.kind != "added" for w in piece.words.split()]
    new = [w for piece in found.pieces if piece.kind != "taken_out" for w in piece.words.split()]
    assert (old, new) == (before, after)
    assert (found.kept + found.taken_out, found.kept + found.added) == (len(before), len(after))


def test_a_changed_word_is_taken_out_and_added():
    found = compare_wording("Officers should write a report.", "Officers write every report.")
    assert [(piece.kind, piece.words) for piece in found.pieces] == [
        ("kept", "Officers"), ("taken_out", "should"), ("kept", "write"), ("taken_out", "a"), ("added", "every"), ("kept", "report."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [
        pytest.param("a b c d e f g h i j", "a b c d e f g h i k", True, id="one word of ten"),
        pytest.param("a b c x x x x x x x", "a b c y y y y y y y", True, id="three of ten are enough"),
        pytest.param("a b x x x x x x x x", "a b y y y y y y y y", False, id="two of ten are too few"),
        pytest.param("", "", False, id="nothing to compare"),
    ],
)
def test_texts_with_little_in_common_are_not_compared(before, after, alike):
    assert compare_wording(before, after).is_alike is alike
