"""Core: the canonical tables, one row per thing that happened."""

from __future__ import annotations

from pipelines.assets.specs import layer_specs

SPECS = layer_specs("core")
