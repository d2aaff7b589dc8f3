"""The gate of a release: whether an edition may go out, given everything that went out before and the proof.

Pure, and asked last, when nothing can be mended any more: it refuses and says why, by coordinates and never by
values. What a release is stands in ``ledger.py``; what is withheld was chosen long before, in ``decide.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.disclosure.counts import KEY
from pipelines.disclosure.ledger import NUMBERS, Release, known_to, ledger_fingerprint
from pipelines.disclosure.primary import DEMOGRAPHIC, Rule, hidden_reason, time_reason

_AGAIN = "Run samepage run, then make the edition again."
_HOLD = "Nothing goes out while they can. Run samepage run when the next files are in, then make the edition again."
_COULD = {
    "figures": "Withheld numbers can be worked out.",
    "case_review": "Withheld numbers of records read in case review can be worked out.",
    "times_between_steps": "Withheld numbers of cases behind times between steps can be worked out.",
}
_BASE_OF = {"num": "den", "linked": "previous"}


@dataclass(frozen=True)
class Reason:
    """One reason to refuse a release: ``text`` for a person, ``place`` names the figure (``KEY``), or is empty.

    ``who`` is the reader that could work out what is withheld, by its code in the proof; else empty.
    """

    text: str
    place: Mapping[str, str]
    who: str = ""


@dataclass(frozen=True)
class Answer:
    """Whether a release may go out: it may where there is no reason against it."""

    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        """Whether nothing speaks against the release."""
        return not self.reasons


def may_release(
    release: Release, earlier: Iterable[Release], rule: Rule, exempt_measures: tuple[str, ...]
) -> Answer:
    """Judge ``release`` for the audience of ``rule``.

    ``earlier`` is the ledger; what went out under the same name is part of the same edition and was proven with it.
    ``exempt_measures`` are about work, not people (``primary.exempt_measures``).
    """
    before = tuple(other for other in earlier if other.name != release.name)
    told = pd.DataFrame([{**dict.fromkeys(NUMBERS), **figure} for figure in release.figures])
    reasons = [*_of_proof(release, before)]
    if len(told):
        reasons += [
            *_of_withheld(release, told),
            *_of_small_numbers(told, rule, exempt_measures),
            *_of_changes(told, before, rule, exempt_measures),
        ]
    return Answer(tuple(reasons))


def _of_proof(release: Release, before: tuple[Release, ...]) -> list[Reason]:
    """There is a proof of the figures, every proof holds, and it knows of everything that went out before."""
    proofs = [proof for proof in release.proofs if proof["subject"] == "figures"]
    if not proofs:
        return [
            Reason(
                "Nobody has tried to work out what is withheld. Set complementary: true under thresholds in"
                f" inputs/site/site.yaml. {_AGAIN}",
                {},
            )
        ]
    reasons = [
        Reason(f"{_COULD[proof['subject']]} {_HOLD}", {}, str(proof["reader"]))
        for proof in release.proofs
        if not proof["holds"]
    ]
    if any(proof["ledger"] != ledger_fingerprint(before, release.audience) for proof in proofs):
        reasons.append(Reason(f"Something else was released since these figures were proven. {_AGAIN}", {}))
    return reasons


def _of_withheld(release: Release, told: pd.DataFrame) -> list[Reason]:
    """No figure, and no note, that is withheld from this audience."""
    gone = pd.DataFrame(release.withheld, columns=[*KEY, "part"])
    both = told.merge(gone, on=list(KEY))
    shown = both[(both["part"] == "figure") | both["missing"].notna()]
    return [Reason("It is withheld from this audience.", _place(row)) for row in _records(shown)]


def _of_small_numbers(told: pd.DataFrame, rule: Rule, exempt_measures: tuple[str, ...]) -> list[Reason]:
    """The rule for small numbers, once more and without the log."""
    return [
        Reason("A number of it is small.", _place(row))
        for row in _records(told[_about_people(told, rule, exempt_measures)])
        if any(_is_small(row, role, rule.threshold) for role in NUMBERS)
        or _is_time_of_few(row, rule.threshold)
    ]


def _about_people(told: pd.DataFrame, rule: Rule, exempt_measures: tuple[str, ...]) -> pd.Series[bool]:
    """The figures that the rule of the audience is for."""
    people = ~told["series"].isin(exempt_measures)
    return people & told["breakdown"].isin(DEMOGRAPHIC) if rule.demographic_only else people


def _is_small(row: Mapping[str, Any], role: str, threshold: int) -> bool:
    number, base = _number(row, role), _number(row, _BASE_OF.get(role, ""))
    return number is not None and hidden_reason(number, base, threshold) is not None


def _is_time_of_few(row: Mapping[str, Any], threshold: int) -> bool:
    base = _number(row, "den")
    if base is None or _number(row, "num") is not None or row["table"] != "measure_value":
        return False
    return time_reason(base, threshold, str(row["breakdown"])) is not None


def _number(row: Mapping[str, Any], role: str) -> int | None:
    value = row.get(role)
    return None if value is None or value != value else int(value)  # not told is None, or nan in a column


def _of_changes(
    told: pd.DataFrame, before: tuple[Release, ...], rule: Rule, exempt_measures: tuple[str, ...]
) -> list[Reason]:
    """No number that differs by a small one from what the same reader was told before."""
    known = known_to(before, rule.audience, rule.threshold).told
    now = (
        told[_about_people(told, rule, exempt_measures)]
        .melt(list(KEY), list(NUMBERS), "role", "value")
        .dropna(subset=["value"])
    )
    now["period_start"] = pd.to_datetime(now["period_start"])
    both = now.merge(known, on=[*KEY, "role"], suffixes=("", "_before"))
    change = (both["value"].astype(float) - both["value_before"].astype(float)).abs()
    small = both[(change > 0) & (change < rule.threshold)]
    return [
        Reason("It differs a little from what was released before.", _place(row))
        for row in _records(small.drop_duplicates(list(KEY)))
    ]


def _records(rows: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _place(row: Mapping[str, object]) -> dict[str, str]:
    return {name: str(row[name])[:10] if name == "period_start" else str(row[name]) for name in KEY}
