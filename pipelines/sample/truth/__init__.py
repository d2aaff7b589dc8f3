"""The truth about the made-up county: every number, counted a second time from the rows that were received.

This is the oracle that the whole pipeline is held against, so it shares nothing with it but the declarations of
fields and code lists: no SQL, no pseudonyms, no views. What the agencies' systems hold stands in ``world/``.
"""

from __future__ import annotations

from pipelines.sample.truth.make import measures_of, truth_of
from pipelines.sample.truth.site import Expected, TruthSite, expected_months

__all__ = ["Expected", "TruthSite", "expected_months", "measures_of", "truth_of"]
