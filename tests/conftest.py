"""Under ``make coverage`` only: reading processes end by themselves, or nothing would be known of what ran in them."""

from __future__ import annotations

import contextlib
import os
import subprocess

import pytest

from gaokai_xlsx.verbs._process import Process


@pytest.fixture(scope="session", autouse=os.environ.get("COVERAGE_PROCESS_CONFIG") is not None)
def _processes_tell_what_ran():
    """A run kills them when it has its answers; coverage writes its data at a process's own end."""
    close = Process.close

    def gently(self: Process) -> None:
        if self.process and self.process.stdin:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        close(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Process, "close", gently)
        yield
