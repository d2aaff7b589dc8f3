"""Staging: the records of every submission that counts, one table per dataset."""

from __future__ import annotations

from pipelines.assets.specs import layer_specs

SPECS = layer_specs("stg")
