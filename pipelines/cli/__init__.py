"""The command ``samepage``: sentences for people, ``--json`` for programs, and an exit status for both."""

from pipelines.cli.app import main

__all__ = ["main"]
