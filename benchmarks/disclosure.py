"""Tries to work out hidden numbers: ten thousand random tables, and a county that is released month after month.

Prints what the attacker found (it must find nothing), whether shown numbers stayed true, and how many figures were
hidden beside the fewest that would do. ``python -m benchmarks.disclosure``; exit status 1 where anything was found.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from benchmarks.made_releases import MadeCounty
from benchmarks.made_tables import KINDS, prove, small_number_question
from pipelines.disclosure.complementary import choose
from pipelines.disclosure.decide import Decided, decide
from pipelines.disclosure.gate import may_release
from pipelines.disclosure.ledger import Release, known_to, make_release
from pipelines.disclosure.primary import rules
from pipelines.settings import Thresholds

_SHARES = {"two dimensions": 0.45, "three dimensions": 0.2, "hierarchy": 0.25, "periods": 0.1}


@dataclass
class Tally:
    """What came of many tables of one kind, or of many releases to one audience."""

    tried: int = 0
    attacked: int = 0  # hidden small numbers
    found: int = 0  # of these, narrowed too far
    changed: int = 0  # shown numbers that are not true
    primary: int = 0
    further: int = 0
    at_least: float = 0.0
    best: int = 0  # proven to be the fewest
    refused: int = 0
    seconds: float = field(default=0.0)


def random_tables(kind: str, number: int, seed: int) -> Tally:
    """Protect and attack ``number`` random tables of a kind."""
    rng, tally, started = np.random.default_rng([seed, number]), Tally(), time.perf_counter()
    for _ in range(number):
        tables = KINDS[kind](rng)
        before, question = tables.counts.copy(), small_number_question(tables)
        choice = choose(tables, question)
        proof = prove(tables, question, choice.hidden)
        tally.tried += 1
        tally.attacked += proof.protected_count
        tally.found += len(proof.narrowed)
        tally.changed += int(np.sum(tables.counts != before))
        tally.primary += int(question.primary.sum())
        tally.further += choice.chosen
        tally.at_least += choice.at_least
        tally.best += choice.at_least >= choice.chosen
    tally.seconds = time.perf_counter() - started
    return tally


def monthly_releases(months: int, first: int, seed: int) -> dict[str, Tally]:
    """Release a county every month from month ``first`` on, each release judged by the gate and kept for ever."""
    rng = np.random.default_rng(seed)
    county, ledger = MadeCounty.draw(rng, first + months), tuple[Release, ...]()
    tallies = {rule.audience: Tally() for rule in rules(Thresholds())}
    for month in range(first, first + months):
        figures = county.figures(month)
        started = time.perf_counter()
        decided = _decide(figures, ledger)
        proofs = decided.proofs.assign(subject="figures")
        for rule in rules(Thresholds()):
            release = make_release(f"month-{month}", rule.audience, figures, decided.hidden, proofs)
            answer = may_release(release, ledger, rule, ())
            _count(tallies[rule.audience], release, figures, decided, answer.allowed)
            ledger = (*ledger, release)
        tallies["joint"].seconds += time.perf_counter() - started
        county = county.restate(rng, month)
    return tallies


def _decide(figures: pd.DataFrame, ledger: tuple[Release, ...]) -> Decided:
    told = rules(Thresholds())
    known = {rule.audience: known_to(ledger, rule.audience, rule.threshold) for rule in told}
    return decide(figures, told, {rule.audience: () for rule in told}, known)


def _count(tally: Tally, release: Release, figures: pd.DataFrame, decided: Decided, allowed: bool) -> None:
    tally.tried += 1
    tally.refused += not allowed
    proofs = decided.proofs[decided.proofs["audience"] == release.audience]
    tally.attacked += int(proofs["protected_count"].sum())
    tally.found += int(proofs["narrowed_count"].sum())
    hidden = decided.hidden[decided.hidden["audience"] == release.audience]
    primary = hidden["kind"].isin(["primary", "attribute", "withheld"])
    tally.primary += int(primary.sum())
    tally.further += int((~primary).sum())
    keys = ["series", "breakdown", "category", "agency_code", "period_kind", "period_start"]
    shown = pd.DataFrame(release.figures)
    true = figures.assign(period_start=figures["period_start"].dt.strftime("%Y-%m-%d"))
    both = shown.merge(true, on=keys, suffixes=("", "_true"))
    tally.changed += len(shown) - len(both)
    for role in ("num", "den"):
        tally.changed += int((both[role].notna() & (both[role] != both[f"{role}_true"])).sum())


def main() -> int:
    """Run both and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--releases", type=int, default=24)
    parser.add_argument("--seed", type=int, default=20260401)
    asked = parser.parse_args()
    tallies = []
    print(
        "kind of table      tables  attacked  found  untrue  primary  further  at least  fewest proven  seconds"
    )
    for kind, share in _SHARES.items():
        tally = random_tables(kind, round(share * asked.tables), asked.seed)
        tallies.append(tally)
        print(
            f"{kind:18} {tally.tried:6} {tally.attacked:9} {tally.found:6} {tally.changed:7} {tally.primary:8}"
            f" {tally.further:8} {tally.at_least:9.0f} {tally.best / max(tally.tried, 1):13.1%} {tally.seconds:8.1f}",
            flush=True,
        )
    if not asked.releases:
        return _told(tallies)
    print("audience         releases  attacked  found  untrue  primary  further  refused")
    by_audience = monthly_releases(asked.releases, 12, asked.seed)
    for audience, tally in by_audience.items():
        print(
            f"{audience:16} {tally.tried:8} {tally.attacked:9} {tally.found:6} {tally.changed:7} {tally.primary:8}"
            f" {tally.further:8} {tally.refused:8}"
        )
    print(f"seconds for a release to all audiences: {by_audience['joint'].seconds / asked.releases:.1f}")
    tallies += by_audience.values()
    return _told(tallies)


def _told(tallies: list[Tally]) -> int:
    return int(any(tally.found or tally.changed or tally.refused for tally in tallies))


if __name__ == "__main__":
    sys.exit(main())
