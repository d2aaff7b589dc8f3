"""Running the command on a site as a person would, for the end-to-end tests."""

import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipelines.cli.app import _run
from pipelines.settings import Site

KEY = "a test key that is long enough"


def samepage(root: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Give the command on a site within this process, which spares its start; fails the test where the software failed."""
    out, err = StringIO(), StringIO()
    with patch.dict(os.environ, {"SAMEPAGE_KEY": KEY}), redirect_stdout(out), redirect_stderr(err):
        status = _run(["--site", str(root), *arguments])
    if check:
        assert status in (0, 1), err.getvalue()
    return subprocess.CompletedProcess(list(arguments), status, out.getvalue(), err.getvalue())


def started(root: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start the command on a site as a process of its own, as a person would."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "--site", str(root), *arguments],
        text=True,
        env={**os.environ, "SAMEPAGE_KEY": KEY},
        **options,
    )


@dataclass(frozen=True)
class RunSite:
    """A site after ``samepage run``, with what the run said and what the sample knows."""

    root: Path
    summary: dict[str, Any]
    truth: dict[str, Any]
    exit_status: int

    @property
    def site(self) -> Site:
        return Site(self.root)


def copy_of(root: Path, to: Path) -> Path:
    """A site copied with the times of its files, which say when they came."""
    shutil.copytree(root, to, dirs_exist_ok=True)
    return to
