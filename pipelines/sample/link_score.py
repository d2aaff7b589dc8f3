"""Whether the links of a made-up site join what really belongs together: precision by rule, recall by link.

What really belongs together stands in ``truth.json``, from what happened in the county and not from what agencies wrote down. Its
numbers are brought to keyed codes as those of files are, and compared with the pairs of the published warehouse.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb

from pipelines.metadata import TABLES
from pipelines.metadata.links import LINKS, Link
from pipelines.privacy.keys import site_key
from pipelines.privacy.pseudonyms import normalise_sql, pseudonym
from pipelines.settings import Site


@dataclass(frozen=True)
class RuleScore:
    """Pairs that one rule joined, and how many of them are right; ``rule`` is ``all rules`` for a whole link.

    ``true`` counts the pairs that really are, for a whole link only.
    """

    link: str
    rule: str
    told: int
    right: int
    true: int | None = None

    @property
    def precision(self) -> float:
        """The share of the joined pairs that really belong together."""
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float | None:
        """The share of the true pairs that was joined."""
        return None if self.true is None else self.right / self.true if self.true else 1.0


Pair = tuple[str, str, str]


def score_links(site: Site, warehouse: duckdb.DuckDBPyConnection) -> list[RuleScore]:
    """Compare the pairs of the published warehouse with the truth, link by link."""
    truth = json.loads((site.root / "truth.json").read_text(encoding="utf-8"))["pairs"]
    keys = _Keys(site)
    scores: list[RuleScore] = []
    for link in LINKS:
        true = keys.pairs(link, truth[link.name])
        told: dict[str, set[Pair]] = {}
        rows = warehouse.execute(
            "SELECT DISTINCT rule, precedence, agency_code, child_key, partner_key FROM core.link"
            " WHERE link_name = ? AND is_current ORDER BY precedence",
            [link.name],
        ).fetchall()
        for rule, _, *pair in rows:
            told.setdefault(rule, set()).add((pair[0], pair[1], pair[2]))
        every = set().union(*told.values())
        scores += [RuleScore(link.name, rule, len(pairs), len(pairs & true)) for rule, pairs in told.items()]
        scores.append(RuleScore(link.name, "all rules", len(every), len(every & true), len(true)))
    return scores


class _Keys:
    """Turns numbers of the truth into keyed codes, each once."""

    def __init__(self, site: Site) -> None:
        self._secret = site_key(site).derive("pseudonyms")
        self._rules = {agency.code: agency.numbers for agency in site.settings.agencies}

    def pairs(self, link: Link, told: list[list[str]]) -> set[Pair]:
        child = [name for name in TABLES[link.child].key if name != "agency_code"]
        mine = self._codes(TABLES[link.child].field(child[0]).key_kind or "", [pair[1] for pair in told])
        theirs = self._codes(
            TABLES[link.partner].field(link.rules[0].partner_column).key_kind or "",
            [pair[2] for pair in told],
        )
        return {(pair[0], own, other) for pair, own, other in zip(told, mine, theirs, strict=True)}

    def _codes(self, kind: str, numbers: list[str]) -> list[str]:
        """The codes of numbers written as issuer|number, with what else tells a record apart left at the end."""
        parts = [number.split("|") for number in numbers]
        normal: dict[tuple[str, str], str] = {}
        with duckdb.connect() as connection:
            for issuer in sorted({part[0] for part in parts}):
                written = sorted({part[1] for part in parts if part[0] == issuer})
                rule = self._rules.get(issuer, {}).get(kind)
                rows = connection.execute(
                    f"SELECT number, {normalise_sql('number', rule)} FROM (SELECT unnest($numbers) AS number)",
                    {"numbers": written},
                ).fetchall()
                normal |= {(issuer, number): found for number, found in rows}
        return [
            "|".join([pseudonym(self._secret, part[0], kind, normal[part[0], part[1]]), *part[2:]])
            for part in parts
        ]
