"""The command ``samepage``: sentences for people, ``--json`` for programs, and an exit status for both."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command.

    It is imported here and not above: ``python -m pipelines.cli`` reads this file before it is a program with a file, and DuckDB,
    imported at that moment, takes it for a person at a prompt and prints its progress in between what was asked for.
    """
    from pipelines.cli.app import main as command

    command()
