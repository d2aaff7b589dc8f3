"""What every audience may see of the figures of a site: the decisions, their reasons, and the proof.

For each audience: the small-number rule, then as few further figures as protect what it hides, then the attack.
What the attacker could still narrow is hidden more widely and attacked again; nothing is let through unproven. A
director reads the own agency's figures beside those of all directors, the public reads no more than they do, and nobody
reads what the coordinator is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipelines.disclosure.attack import Proof, Seen
from pipelines.disclosure.complementary import choose
from pipelines.disclosure.counts import ALL, KEY, collect_series
from pipelines.disclosure.ledger import Known, gone_figures, no_releases
from pipelines.disclosure.log import without_reasons
from pipelines.disclosure.primary import Rule
from pipelines.disclosure.proving import Attempt, Shown, Sight, beside_own
from pipelines.disclosure.questions import (
    Primary,
    agencies_of,
    counts_of_others,
    exempt_figures,
    judge,
    own_counts,
    own_figures,
    too_far_linked,
    too_fine,
)
from pipelines.disclosure.relations import Built, build_tables
from pipelines.disclosure.shapes import Mask, Question, Reader
from pipelines.metadata.edition import FIRST_MEASURES

ROUNDS = 4
_ATTEMPTS = 4
_COUNT_WORTH = 5
_PERIOD_WORTH, _LONG_WORTH = {"month": 1, "quarter": 3}, 6
_PART_WORTH = {"none": 3, "scope": 2}
_FIRST_WORTH = 8
_TOLD_MORE = {
    "coordinator": (),
    "joint": ("coordinator",),
    "public": ("coordinator", "joint"),
    "director": ("coordinator",),
}
"""By audience, in the order of decisions: who is told no less. The coordinator writes and reads the pages of all others."""
OUTSIDE = "outside"
"""A reader who holds what the audience was told, and nothing else."""


@dataclass(frozen=True)
class Decided:
    """Hidden figures, one row each (``KEY``, part, audience, kind, rule), and one row per proof."""

    hidden: pd.DataFrame
    proofs: pd.DataFrame


@dataclass
class _Site:
    """What the attacks on all audiences have in common: the rows, what directors together see, and blocks seen."""

    figures: pd.DataFrame
    past: Mask  # by figure of the tables: told before, and none of those of now
    rows: int  # with those
    known: Mapping[str, Known]
    joint: Shown | None = None
    seen: Seen = field(default_factory=Seen)


@dataclass
class _Audience:
    rule: Rule
    exempt: Mask
    primary: Primary
    further: Mask
    """Withheld whatever is chosen: periods that are too fine, and what those who read more are not told."""
    readers: tuple[Reader, ...] = ()
    own_pages: tuple[Reader, ...] = ()
    """Directors again, from whom the small numbers of their own page are to be kept."""
    hidden: Mask = field(default_factory=lambda: np.zeros(0, bool))
    kind: np.ndarray = field(default_factory=lambda: np.zeros(0, object))


def decide(
    figures: pd.DataFrame,
    rules: tuple[Rule, ...],
    exempt_measures: Mapping[str, tuple[str, ...]],
    released: Mapping[str, Known] | None = None,
) -> Decided:
    """Decide about ``figures`` (see ``counts.py``) for the audiences of ``rules``.

    ``exempt_measures`` names by audience the measures that are about work, not people. ``released`` holds by
    audience what was released before (``ledger.py``).
    """
    known = {rule.audience: (released or {}).get(rule.audience, no_releases()) for rule in rules}
    past = gone_figures(known.values(), figures)
    everything = pd.concat([figures, past], ignore_index=True) if len(past) else figures
    gone = np.arange(len(everything)) >= len(figures)
    built = build_tables(everything, collect_series(everything, gone))
    of_past = gone[built.row]
    people = {rule.audience: rule for rule in rules}
    asked: dict[str, _Audience] = {}
    for name, rule in people.items():
        exempt = exempt_figures(built, rule, exempt_measures[name]) | of_past
        primary = judge(built, rule, exempt)
        asked[name] = _Audience(
            rule, exempt, primary, too_fine(built, primary.hidden & ~primary.only_time, exempt)
        )
    hidden, proofs, site = [], [], _Site(figures, of_past, len(everything), known)
    for name in _TOLD_MORE:
        if name not in asked:
            continue
        audience = asked[name]
        before = known[name].on(built)
        audience.readers = _readers(built, asked, name, known)
        if name == "joint" and "director" in asked:
            audience.own_pages = _own_pages(built, asked["director"], audience.readers, known["director"])
        for more in _TOLD_MORE[name]:
            if more in asked:
                audience.further |= asked[more].hidden
        restated = before.restated & ~audience.exempt & _visible(built, audience)
        proofs += [(name, reader, proof) for reader, proof in _settle(built, audience, restated, site)]
        hidden.append(_hidden_rows(built, audience, restated, of_past))
    rows = _proof_rows(proofs)
    return Decided(
        without_reasons(pd.concat(hidden, ignore_index=True)),
        rows.assign(ledger=[known[audience].fingerprint for audience in rows["audience"]]),
    )


def _visible(built: Built, audience: _Audience) -> Mask:
    """Figures that the audience has rows for."""
    if audience.rule.all_agencies:
        return np.ones(built.tables.figures_count, bool)
    return np.asarray(built.figures["agency_code"] != ALL, bool)


def _readers(
    built: Built, asked: Mapping[str, _Audience], name: str, known: Mapping[str, Known]
) -> tuple[Reader, ...]:
    """Who reads what of this audience, and what they know from the audiences decided before.

    Whoever reads what directors together see may be one of them, who knows all numbers of the own agency whatever is
    withheld, and must learn no number of another one. So a director's own figures, read beside those, need protect
    nothing but small numbers of the own agency that the page withholds.
    """
    n, every = built.tables.counts.size, np.ones(built.tables.figures_count, bool)
    if name == "director":
        told = built.tables.told(~asked["joint"].hidden) if "joint" in asked else np.zeros(n, bool)
        return tuple(
            Reader(agency, told | before, own_figures(built, agency), own_counts(built, agency))
            for agency, before in _known_before(built, known[name])
        )
    outside = Reader(OUTSIDE, known[name].on(built).known, every, np.ones(n, bool))
    if name != "joint":
        return (outside,)
    directors = _known_before(built, known.get("director", no_releases()))
    return (
        outside,
        *(
            Reader(a, before | own_counts(built, a), every, counts_of_others(built, a))
            for a, before in directors
        ),
    )


def _own_pages(
    built: Built, page: _Audience, readers: tuple[Reader, ...], known: Known
) -> tuple[Reader, ...]:
    """Who holds earlier pages of an agency that told more than everybody holds, beside what directors together see.

    What stands on the own page of now is chosen afterwards, and can protect nothing from what is told here: two windows
    that share eleven months, the earlier on the own page and the later here, tell how two of its months differ.
    """
    width, every = page.rule.threshold, np.ones(built.tables.figures_count, bool)
    return tuple(
        Reader(
            f"page of {agency}",
            before,
            every,
            page.primary.small & own_counts(built, agency),
            width,
        )
        for agency, before in _known_before(built, known)
        if (before & ~readers[0].known).any()
    )


def _known_before(built: Built, known: Known) -> Iterator[tuple[str, Mask]]:
    """What each agency's director was told before."""
    for agency in agencies_of(built):
        yield agency, known.to(agency).on(built).known


def _cost(built: Built) -> np.ndarray:
    """What readers lose by a figure: more by long periods than by months, more by a headline than by one of its groups.

    Most by the headlines that pages put first, and by the funnel.
    Figures that count records and have no base (calls, reports, arrests) are worth several others: everything else is
    read against them, and hiding one makes dozens of other figures harder to protect.
    """
    counts = (built.den < 0) & (built.note_of < 0) & (built.num >= 0)
    period = built.figures["period_kind"].map(_PERIOD_WORTH).fillna(_LONG_WORTH).to_numpy(np.int64)
    part = built.figures["breakdown"].map(_PART_WORTH).fillna(1).to_numpy(np.int64)
    headline = built.figures["breakdown"] == "none"
    funnel = built.figures["table"] == "funnel"
    first = headline & (built.figures["series"].isin(FIRST_MEASURES) | funnel)
    return np.where(counts, _COUNT_WORTH, 1) * period * part * np.where(first, _FIRST_WORTH, 1)


def _line(built: Built) -> np.ndarray:
    """All periods of a kind of a measure and breakdown at an agency are withheld together where single ones do not do."""
    return (
        built.figures.groupby(["table", "series", "breakdown", "agency_code", "period_kind"])
        .ngroup()
        .to_numpy()
    )


def _settle(built: Built, audience: _Audience, restated: Mask, site: _Site) -> list[tuple[str, Proof]]:
    """Hide what has to be hidden for one audience, until the attacker finds nothing."""
    visible = _visible(built, audience)
    may_hide = ~audience.exempt & visible
    primary = (audience.primary.hidden | restated) & visible
    primary |= audience.further & visible
    primary |= site.past  # nobody is told these again; who was told knows them
    primary |= too_far_linked(built, primary, audience.primary.small, may_hide)
    for _ in range(_ATTEMPTS):
        question = Question(
            audience.rule.threshold,
            audience.primary.small,
            primary,
            may_hide,
            (*audience.readers, *audience.own_pages),
            _cost(built),
            _line(built),
        )
        choice = choose(built.tables, question, ROUNDS)
        audience.hidden = choice.hidden
        found, near = _attack(built, audience, site)
        wider = may_hide & np.append(near, np.zeros(site.rows - near.size, bool))[built.row] & ~choice.hidden
        # What follows from figures that may not be hidden stays on record as narrowed: hiding others cannot mend it.
        if not wider.any():
            return found
        primary = choice.hidden | wider
    return found


def _attack(built: Built, audience: _Audience, site: _Site) -> tuple[list[tuple[str, Proof]], Mask]:
    """One attack for each reader, and the rows near what they narrowed."""
    name, together = audience.rule.audience, audience.rule.all_agencies
    own = _shown(built, ~audience.hidden & _visible(built, audience), site)
    beside = own if site.joint is None or together else site.joint
    exempt = np.zeros(len(site.figures), bool)
    exempt[built.row[audience.exempt & ~site.past]] = True
    found, near = [], np.zeros(len(site.figures), bool)
    attempts: dict[bool, Attempt] = {}
    for reader in audience.readers:
        outside = reader.name == OUTSIDE
        mine = site.figures["agency_code"].to_numpy(object) == reader.name
        if outside not in attempts:
            everybody = Shown.all_of((site.figures["agency_code"] != ALL).to_numpy())
            seen = own | everybody if together and not outside else own | beside
            told = site.known.get(name if outside else "director", no_releases()).told
            attempts[outside] = Attempt(site.figures, seen, told, exempt)
        sight = Sight(own)
        if not outside and together:
            part = mine | beside_own(site.figures, mine)
            sight = Sight(own | Shown.all_of(mine), ~part, part)
        elif not outside:
            sight = Sight(own.of(mine) | beside, mine)
        width, given = audience.rule.threshold, audience.rule.demographic_only
        proof = attempts[outside].by(reader.name, sight, width, site.seen, given)
        found.append((reader.name, proof))
        near |= attempts[outside].rows_near(proof.narrowed)
    if name == "joint":
        site.joint = own
    return found, near


def _shown(built: Built, shown: Mask, site: _Site) -> Shown:
    """The rows of the figures, and of the notes, that are ``shown``; what tells no number of people always is."""
    parts = []
    for kind in (~site.past & (built.note_of < 0), ~site.past & (built.note_of >= 0)):
        part = np.ones(len(site.figures), bool)
        part[built.row[kind]] = shown[kind]
        parts.append(part)
    return Shown(*parts)


def _hidden_rows(built: Built, audience: _Audience, restated: Mask, past: Mask) -> pd.DataFrame:
    """One row per hidden figure and note; where its figure is hidden, the note's own row is left out."""
    hidden = audience.hidden & _visible(built, audience) & ~past
    notes = built.note_of >= 0
    hidden[notes] &= ~audience.hidden[built.note_of[notes]]
    primary = audience.primary.hidden & hidden
    kind = np.where(
        primary, audience.primary.kind, np.where(restated & hidden, "differencing", "complementary")
    )
    words = np.where(
        primary,
        audience.primary.rule,
        np.where(restated & hidden, "differs a little from what was released", "protects another figure"),
    )
    rows = built.figures.assign(audience=audience.rule.audience, kind=kind, rule=words)
    return rows.loc[hidden, [*KEY, "part", "audience", "kind", "rule"]]


def _proof_rows(proofs: list[tuple[str, str, Proof]]) -> pd.DataFrame:
    rows = [{"audience": name, "reader": reader, **proof.record()} for name, reader, proof in proofs]
    columns = ["audience", "reader", "holds", "protected_count", "narrowed_count", "known_count",
               "relations_count", "least_width", "fingerprint"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
