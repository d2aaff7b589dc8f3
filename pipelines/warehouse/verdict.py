"""What the build before withheld, taken over where nothing that it depends on has moved.

The choice and its proof take minutes for a small county, and are a function of figures, rules, earlier releases and code alone: a
register that is dropped, or the approval of an edition, moves none of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import duckdb
import pandas as pd

from pipelines.disclosure.ledger import Release
from pipelines.disclosure.primary import exempt_measures, rules
from pipelines.disclosure.reviews import PROTECTS_REVIEW
from pipelines.metadata import MEASURES
from pipelines.metadata.edition import FIRST_MEASURES
from pipelines.settings import Thresholds
from pipelines.storage import content_hash

_SUBJECT = "figures"


@dataclass(frozen=True)
class Verdict:
    """The rows of ``ops.suppression_log`` and ``ops.disclosure_proof`` about figures, and the question that they answer."""

    question: str
    log: pd.DataFrame = field(repr=False)
    proofs: pd.DataFrame = field(repr=False)


def question_of(
    connection: duckdb.DuckDBPyConnection,
    figures: pd.DataFrame,
    thresholds: Thresholds,
    releases: tuple[Release, ...],
    code: str,
) -> str:
    """The hash of everything that the choice depends on; ``code`` stands for the version of disclosure control."""
    connection.register("judged", figures)
    parts = [content_hash(connection, "SELECT * FROM judged"), code]
    connection.unregister("judged")
    parts += [repr((rule, exempt_measures(MEASURES, rule.audience))) for rule in rules(thresholds)]
    parts.append(repr(sorted(FIRST_MEASURES)))
    parts += sorted(release.fingerprint for release in releases)
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def read_verdict(connection: duckdb.DuckDBPyConnection) -> Verdict | None:
    """What the generation of ``connection`` withheld; None where nobody chose, or an earlier version built it."""
    try:
        questions = connection.execute("SELECT question FROM ops.disclosure_question").fetchall()
    except duckdb.CatalogException:
        return None
    if not questions:
        return None
    return Verdict(
        str(questions[0][0]),
        connection.execute(
            "SELECT * FROM ops.suppression_log WHERE table_name IN ('measure_value', 'funnel') AND rule IS DISTINCT FROM ?",
            [PROTECTS_REVIEW],
        ).df(),
        connection.execute("SELECT * FROM ops.disclosure_proof WHERE subject = ?", [_SUBJECT]).df(),
    )
