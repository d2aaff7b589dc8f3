"""Quarterly editions: what each page says, how it is written, the gate of its release. Nothing here counts anything."""
