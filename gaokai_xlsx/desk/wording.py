"""What the commands say, in the words of the page where those of the command line would not help there."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.texts import SENTENCES, say


def told(error: CannotGoOn) -> str:
    """Why something was not done."""
    key = f"page.{error.key}"
    return say(key, **error.slots) if key in SENTENCES else str(error)


def remedy(finding: Finding) -> str:
    """What to do about a finding."""
    key = f"page.{finding.code}"
    return say(key) if key in SENTENCES else finding.remedy


@contextlib.contextmanager
def tried() -> Iterator[Path]:
    """A folder for an upload that is to be looked at first; what is said of it names the file as its sender did, not this folder."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield Path(folder)
        except CannotGoOn as error:
            error.args = (str(error).replace(f"{folder}{os.sep}", ""),)
            raise
