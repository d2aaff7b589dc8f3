"""How records are told apart when some are drawn for reading: one rule, for the draw and for what was read.

The draw itself is ``warehouse/sql/ops/review_sample.sql``.
"""

from __future__ import annotations


def stratum_sql(arrest: str, gone: str, dual: str) -> str:
    """The stratum of a record (code list ``review_stratum``) from three yes-or-no columns; null where the record does not say.

    A dual arrest is an arrest too, and an arrest can follow although the suspect had left: the rarer kind comes first.
    """
    return (
        f"CASE WHEN {dual} THEN 'dual' WHEN {arrest} THEN 'arrest' WHEN {gone} THEN 'gone_on_arrival'"
        f" WHEN NOT {arrest} THEN 'no_arrest' END"
    )
