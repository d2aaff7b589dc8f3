"""Layouts: what an agency's export looks like, and which layout a file has."""
