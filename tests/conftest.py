"""What several test files drive: the system's Chromium, the command line inside a campaign; and, under ``make coverage`` only, reading processes that end by themselves."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gaokai_xlsx import cli
from gaokai_xlsx.verbs._process import Process


@pytest.fixture(scope="session", autouse=os.environ.get("COVERAGE_PROCESS_CONFIG") is not None)
def _processes_tell_what_ran():
    """A run kills them when it has its answers; coverage writes its data at a process's own end, or nothing would be known of what ran there."""
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium of the system; skips without it unless GAOKAI_REQUIRE_CLIENTS=1."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None or importlib.util.find_spec("playwright") is None:
        if os.environ.get("GAOKAI_REQUIRE_CLIENTS") == "1":
            pytest.fail("Chromium and playwright are required here and are not installed")
        pytest.skip("Chromium or playwright is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Exit code and everything shown of one command line inside the campaign that a test file calls ``here``."""

    def start(*args: object) -> tuple[int, str]:
        code = cli.run([str(arg) for arg in args])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    assert here.is_dir()
    return start
