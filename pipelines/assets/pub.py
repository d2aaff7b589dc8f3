"""Published: what reports may read, by audience."""

from __future__ import annotations

from pipelines.assets.specs import layer_specs

SPECS = layer_specs("pub")
