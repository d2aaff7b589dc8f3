"""Running the command on a site as a person would, for the end-to-end tests."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.settings import Site

KEY = "a test key that is long enough"


def samepage(root: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command on a site, as a person would; fails the test where the software failed."""
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "--site", str(root), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "SAMEPAGE_KEY": KEY},
        check=False,
    )
    if check:
        assert done.returncode in (0, 1), done.stderr
    return done


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
