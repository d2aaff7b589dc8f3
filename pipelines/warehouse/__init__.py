"""The warehouse: from accepted submissions to a published, encrypted DuckDB file."""
