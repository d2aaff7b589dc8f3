"""Marts: facts and measures, before small numbers are withheld."""

from __future__ import annotations

from pipelines.assets.specs import layer_specs

SPECS = layer_specs("mart")
