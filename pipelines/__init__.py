"""Samepage: from a folder of agency spreadsheets to the workbooks that a Blueprint for Safety coordinator opens."""
