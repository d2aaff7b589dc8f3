"""Encrypted Parquet (moved here from warehouse.connect later)."""

from pipelines.warehouse.connect import read_parquet, write_parquet

__all__ = ["read_parquet", "write_parquet"]
