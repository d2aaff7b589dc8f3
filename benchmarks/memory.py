"""The most memory that a subject needs, measured in a fresh process of its own and in the reader that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pipelines

_ROOT = Path(pipelines.__file__).parent.parent


def peak_mb(process_id: int | str = "self") -> float:
    """The most memory that a process has held so far, in MB; 0 where the platform does not tell.

    /proc counts from the start of the program. ``getrusage`` would count what the parent held before.
    """
    try:
        for line in Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def measure(subject: str, site: Path, folder: Path) -> float:
    """Peak memory in MB of one run of ``subject`` over the workbooks of ``folder``, reader included."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.intake",
            "--only",
            subject,
            "--site",
            str(site),
            "--folder",
            str(folder),
        ],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])
