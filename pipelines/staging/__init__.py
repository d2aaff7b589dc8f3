"""Staging: text plus layout become typed records and problems."""
