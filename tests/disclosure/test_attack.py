"""The attacker finds what can be worked out, and says nothing about what it was."""

from __future__ import annotations

import json
import re

import pytest

from benchmarks.made_tables import tables_of
from pipelines.disclosure.attack import Published, Rate, Seen, attack, possible_widths


def _published(
    size: int,
    known: dict[int, int],
    sums: list[tuple[int, list[int]]],
    protected: tuple[int, ...],
    **more: object,
) -> Published:
    relations = tables_of([0] * size, sums).relations
    return Published(size, known, relations, protected, 10, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("published", "width"),
    [
        pytest.param(
            _published(3, {1: 30, 2: 34}, [(2, [0, 1])], (0,)), 0.0, id="the total less the other part"
        ),
        pytest.param(_published(3, {2: 7}, [(2, [0, 1])], (0,)), 7.0, id="two parts of a small total"),
        pytest.param(_published(3, {2: 19}, [(2, [0, 1])], (0,)), 19.0, id="two parts of a total of 19"),
        pytest.param(
            _published(3, {0: 4, 2: 34}, [(2, [0, 1])], (0,)), 0.0, id="a number that was released before"
        ),
        pytest.param(
            _published(6, {3: 20, 4: 20, 5: 35}, [(3, [0, 1]), (4, [1, 2]), (5, [0, 1, 2])], (1,)),
            0.0,
            id="two overlapping sums and their union",
        ),
        pytest.param(
            _published(4, {3: 13}, [(3, [0, 1, 2])], (0,)),
            13.0,
            id="months of a quarter that is all that is told",
        ),
        pytest.param(
            _published(2, {1: 40}, [], (0,), rates=(Rate(0, 1, 0.0999995, 0.1000005),)),
            0.00004,
            id="a rate with a known base tells the numerator",
        ),
        pytest.param(
            _published(2, {1: 400}, [], (0,), rates=(Rate(0, 1, 0.05, 0.15),)),
            40.0,
            id="a rough rate of many",
        ),
    ],
)
def test_how_far_a_hidden_count_can_be_narrowed(published: Published, width: float) -> None:
    found = possible_widths(published, Seen())
    assert found[published.protected[0]] == pytest.approx(width, abs=1e-4)
    assert attack(published).holds is (width >= 10)


@pytest.mark.parametrize(
    ("known", "given", "narrowed"),
    [
        pytest.param({2: 7}, (), (0,), id="a total that is told"),
        pytest.param({2: 7}, (2,), (), id="a total that the reader has whatever is withheld"),
        pytest.param({1: 3, 2: 7}, (2,), (0,), id="the other part is told beside it"),
    ],
)
def test_what_a_reader_has_in_any_case_is_given_away_by_nobody(
    known: dict[int, int], given: tuple[int, ...], narrowed: tuple[int, ...]
) -> None:
    proof = attack(_published(3, known, [(2, [0, 1])], (0,), given=given))
    assert proof.narrowed == narrowed
    assert proof.least_width == (
        None if not narrowed else possible_widths(_published(3, known, [(2, [0, 1])], (0,)), Seen())[0]
    )


def test_a_count_that_nothing_speaks_of_is_free() -> None:
    proof = attack(_published(2, {1: 5}, [], (0,)))
    assert proof.holds


def test_a_hidden_total_may_be_far_larger_than_all_that_is_known() -> None:
    count, rest, whole, total, one, other, *same = range(46)
    sums = [(whole, [count, rest]), (total, same), (total, [one, other]), *((copy, [count]) for copy in same)]
    assert attack(_published(46, {whole: 20}, sums, (count,))).holds


def test_contradictions_are_not_taken_for_safety() -> None:
    with pytest.raises(ArithmeticError):
        attack(_published(3, {1: 30, 2: 4}, [(2, [0, 1])], (0,)))


def test_the_record_of_a_proof_holds_no_value() -> None:
    published = _published(3, {1: 717_171, 2: 717_190}, [(2, [0, 1])], (0,))
    record = json.dumps(attack(published).record())
    assert "7171" not in record
    assert json.loads(record)["narrowed_count"] == 1


def test_the_hash_speaks_for_what_was_attacked() -> None:
    one = _published(3, {2: 19}, [(2, [0, 1])], (0,))
    other = _published(3, {2: 20}, [(2, [0, 1])], (0,))
    assert attack(one).fingerprint == attack(one).fingerprint != attack(other).fingerprint


def test_a_block_attacked_before_gives_the_same_answer() -> None:
    published, seen = _published(3, {2: 7}, [(2, [0, 1])], (0, 1)), Seen()
    assert attack(published, seen) == attack(published, seen) == attack(published)


def test_the_attacker_shares_nothing_with_the_suppressor_but_the_solver() -> None:
    from pathlib import Path

    import pipelines.disclosure as room

    attacker = (
        "attack",
        "equations",
        "finding",
        "implied",
        "merging",
        "proving",
        "published",
        "reduction",
        "sheet",
        "wait_attack",
    )
    own = {*attacker, "programme"}
    for name in attacker:
        text = (Path(room.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        used = set(re.findall(r"pipelines\.disclosure\.(\w+)", text)) - own
        assert used <= {"primary"}, name  # the sizes that the rules speak of
