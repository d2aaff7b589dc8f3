"""The made-up county: what happened in it, and what each agency's system would export about it.

Frames hold canonical codes at the grain of the agency's own export; how they become messy files stands in
``exports/``, what the right numbers are in ``truth/``. Nobody in this world has a name.
"""

from __future__ import annotations

from pipelines.sample.world.charges import DV_STATUTES
from pipelines.sample.world.make import make_world
from pipelines.sample.world.reports import RISK_QUESTIONS_ASKED
from pipelines.sample.world.shapes import SampleAgency, World, WorldOptions

__all__ = ["DV_STATUTES", "RISK_QUESTIONS_ASKED", "SampleAgency", "World", "WorldOptions", "make_world"]
