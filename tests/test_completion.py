"""The completion script works in a real shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT, run

ASK = """
eval "$(gaokai-xlsx --show-completion bash)"
COMP_WORDS=(gaokai-xlsx {words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
_gaokai_xlsx_completion gaokai-xlsx; printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("words", "offered"),
    [("ch", ["check"]), ("collect --conf", ["--conflicts"]), ('collect --conflicts ""', ["error", "latest"])],
)
def test_bash_completes_commands_options_and_choices(words: str, offered: list[str], tmp_path: Path):
    """As far as bash goes: what is offered for the words typed so far."""
    program = tmp_path / "gaokai-xlsx"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gaokai_xlsx "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(["bash", "-c", ASK.format(words=words)], env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (result.stdout.split(), result.stderr) == (offered, "")


def test_every_shell_has_a_script_and_another_is_refused():
    """Each names the program and the variable that wakes the completion."""
    for shell in ("bash", "zsh", "fish", "powershell"):
        shown = run("--show-completion", shell)
        assert shown.returncode == 0
        assert "_GAOKAI_XLSX_COMPLETE" in shown.stdout
    refused = run("--show-completion", "ksh")
    assert (refused.returncode, "可以写：bash、zsh、fish、powershell" in refused.stderr) == (2, True)
