"""Operations: submissions, problems, what is late, how full the records are."""

from __future__ import annotations

from pipelines.assets.specs import layer_specs

SPECS = layer_specs("ops")
