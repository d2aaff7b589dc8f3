"""The Dagster shell, one file per layer. Nothing is decided here: an asset asks, calls a function, tells the story."""
