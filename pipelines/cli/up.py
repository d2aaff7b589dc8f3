"""``samepage up``: the web page and the daemon (sensors, schedules) on this machine, until stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

from pipelines.cli.instance import prepare_home
from pipelines.settings import Site

err = Console(stderr=True, highlight=False)


def serve(site: Site, host: str, port: int) -> int:
    """Start the web page and the daemon as child processes and stop both together; the exit status is the first's."""
    site.settings  # noqa: B018 - wrong settings stop here
    home = prepare_home(site)
    project = Path(__file__).resolve().parent.parent.parent
    environment = {**os.environ, "SAMEPAGE_SITE": str(site.root), "DAGSTER_HOME": str(home)}
    workspace = ["-m", "pipelines.definitions", "-d", str(project)]
    commands = [
        [sys.executable, "-m", "dagster_webserver", "-h", host, "-p", str(port), *workspace],
        [sys.executable, "-m", "dagster._daemon", "run", *workspace],
    ]
    err.print(f"The pipelines are at http://{host}:{port} in a few seconds. Stop with Ctrl+C.")
    children = [subprocess.Popen(command, env=environment, cwd=project) for command in commands]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        return next((child.returncode for child in children if child.returncode), 0)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
