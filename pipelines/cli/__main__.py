"""``python -m pipelines.cli``: the command, where the console script is not on the path."""

from pipelines.cli.app import main

main()
