"""Reading from outside the sandbox: one child process kept alive over many files, with a limit on time and on memory.

What the child does stands in ``child.py``. A crash, a hang or a file that asks for too much refuses that one file.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO

import pyarrow as pa

import pipelines
from pipelines.reading.book import DEFAULT_LIMITS, Book, Limits, Sheet, Unreadable
from pipelines.reading.refusals import refusal
from pipelines.reading.wire import facts_of, problem_of

_LENGTH = struct.Struct(">I")
_KEPT_ENVIRONMENT = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class _ChildGone(Exception):
    """The child ended before its answer was whole."""


class ReaderPool:
    """A child process that reads files one after the other; a context manager.

    After a crash or a hang the next file gets a fresh child. A child that fails on a file after having read others is
    not believed at once: the file is tried again in a fresh one, because memory of earlier files may have been the cause.

    Args:
        limits: What one file may ask for.
        command: What to start instead of the reader of this package, for tests.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, command: Sequence[str] | None = None) -> None:
        self.limits = limits
        self._command = command or (sys.executable, "-m", "pipelines.reading.child", str(limits.memory_mb))
        self._process: subprocess.Popen[bytes] | None = None
        self._files_read = 0
        self._lock = threading.Lock()

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child; a later ``read`` starts another."""
        process, self._process, self._files_read = self._process, None, 0
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        process.wait()

    def read(self, path: Path) -> Book:
        """The file as text sheets.

        Raises:
            Unreadable: the file cannot be read; its ``problem`` says what it is and what the sender does.
        """
        with self._lock:
            used_before = self._files_read > 0
            try:
                return self._read_once(path)
            except Unreadable as refused:
                worth_another_try = refused.problem.check_id in ("file_reader_failed", "file_too_large")
                if not (used_before and worth_another_try and self._process is None):
                    raise
            return self._read_once(path)

    def _read_once(self, path: Path) -> Book:
        process = self._started()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(self.limits.seconds, stop)
        clock.daemon = True
        clock.start()
        try:
            book = self._exchange(process, path)
        except Unreadable:
            self._files_read += self._process is not None
            raise
        except (_ChildGone, OSError, ValueError, KeyError, TypeError, pa.ArrowException, struct.error):
            self.close()
            raise refusal("file_reader_timeout" if late.is_set() else "file_reader_failed") from None
        except BaseException:  # an interrupt leaves half an answer in the pipe
            self.close()
            raise
        finally:
            clock.cancel()
        if late.is_set():  # whole, but at the last moment: the child is gone
            self.close()
        self._files_read += self._process is not None
        return book

    def _exchange(self, process: subprocess.Popen[bytes], path: Path) -> Book:
        assert process.stdin is not None and process.stdout is not None
        request = json.dumps({"path": str(path.absolute()), "limits": asdict(self.limits)}).encode()
        process.stdin.write(_LENGTH.pack(len(request)) + request)
        process.stdin.flush()
        head = json.loads(_whole(process.stdout, _LENGTH.unpack(_whole(process.stdout, _LENGTH.size))[0]))
        if "problem" in head:
            if not head.get("sound"):  # it failed in a way that may have left harm behind
                self.close()
            raise Unreadable(problem_of(head["problem"]))
        sheets = []
        for sheet in head["sheets"]:
            with pa.ipc.open_stream(process.stdout) as stream:
                grid = stream.read_all()
            sheets.append(Sheet(sheet["name"], sheet["visible"], grid, facts_of(sheet.get("facts", {}))))
        notes = tuple(problem_of(problem) for problem in head["notes"])
        if not head.get("sound"):
            self.close()
        return Book(head["kind"], tuple(sheets), notes, head.get("properties", {}))

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        return self._process


def read_book(path: Path, limits: Limits = DEFAULT_LIMITS) -> Book:
    """One file as text sheets, read in a child process of its own.

    Raises:
        Unreadable: the file cannot be read; its ``problem`` says what it is and what the sender does.
    """
    with ReaderPool(limits) as pool:
        return pool.read(path)


def _whole(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise _ChildGone
    return data


def _environment() -> dict[str, str]:
    """What the child may see of the environment: nothing secret, and threads few enough for its memory limit."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    root = str(Path(pipelines.__file__).parent.parent)
    return {
        **kept,
        "PYTHONPATH": root,
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others reserve a gigabyte of addresses before the first cell
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "RUST_BACKTRACE": "0",
    }
