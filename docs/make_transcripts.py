"""Run the commands shown in the pages and write what they print: ``python docs/make_transcripts.py [PAGE.md …]``.

In a page, a block ```` ```console ```` holds commands (``$ gaokai-xlsx …``, ``$ cd …``) and what they print; a line ``…`` stands for
lines left out. A block with ``title="NAME"`` is a file with that name. A comment ``<!-- setup: NAME -->`` is what others do
meanwhile (a function of ``docs/story.py``), ``<!-- exit 1 -->`` the exit code of the last command of the next block. All blocks of a page
share one folder, which the page shows as ``/home/office``. ``tests/test_docs.py`` compares every page with a run.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gaokai_xlsx.console import PROGRAM

ROOT = Path(__file__).resolve().parents[1]
SHOWN = "/home/office"
OMITTED = "…"
_FINGERPRINT = re.compile(r"_[0-9a-f]{8}\.")  # of a workbook's bytes: another version of a library changes it
_BLOCK = r'^```(?P<kind>console|\w+ title="[^"]+")\n(?P<body>.*?)^```$'
_STEP = re.compile(rf"^<!-- setup: (?P<setup>[^\n]+?) -->$|^<!-- exit (?P<exit>\d+) -->$|{_BLOCK}", re.M | re.S)


class Wrong(AssertionError):
    """A page that cannot be run: an unknown setup or command, or another exit code than the page says."""


@dataclass
class Page:
    """A page being run in a folder of its own."""

    folder: Path
    here: Path = field(init=False)
    code: int = 0

    def __post_init__(self) -> None:
        self.here = self.folder

    def rewritten(self, text: str) -> str:
        """The page with every output as it is now; raises ``Wrong``."""
        return _STEP.sub(self._step, text)

    def _step(self, found: re.Match[str]) -> str:
        kind, body = found["kind"], found["body"]
        if found["setup"]:
            self._setup(found["setup"])
        elif found["exit"]:
            self.code = int(found["exit"])
        elif kind != "console":
            self._file(kind.split('"')[1], body)
        else:
            code, self.code = self.code, 0
            return f"```{kind}\n{''.join(self._commands(body, code))}```"
        return found[0]

    def _commands(self, body: str, code: int) -> Iterator[str]:
        parts = re.split(r"^\$ (.*)\n", body, flags=re.M)[1:]
        for n in range(0, len(parts), 2):
            command, shown = parts[n : n + 2]
            printed, ended = self._run(command)
            wanted = code if n == len(parts) - 2 else 0
            if ended != wanted:
                raise Wrong(f"$ {command}\nexit {ended}, the page says {wanted}\n{printed}")
            yield f"$ {command}\n{_with_omissions(shown, printed)}"

    def _run(self, command: str) -> tuple[str, int]:
        program, *args = (name for word in shlex.split(command) for name in self._expanded(word))
        if program == "cd":
            self.here = (self.here / args[0]).resolve(strict=True)
            return "", 0
        if program != PROGRAM:
            raise Wrong(f"$ {command}\nonly {PROGRAM} and cd are run")
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
        ran = subprocess.run(
            [sys.executable, "-m", "gaokai_xlsx", *args],
            cwd=self.here,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return _FINGERPRINT.sub("_xxxxxxxx.", ran.stdout.replace(str(self.folder), SHOWN)), ran.returncode

    def _expanded(self, word: str) -> list[str]:
        """A pattern as the shell expands it: a fingerprint in a file's name is typed as ``*``."""
        return [p.relative_to(self.here).as_posix() for p in sorted(self.here.glob(word))] if "*" in word else [word]

    def _file(self, name: str, body: str) -> None:
        path = self.here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")

    def _setup(self, name: str) -> None:
        sys.path.insert(0, str(ROOT))  # the story stands beside this script, outside every package
        try:
            from docs import story  # noqa: PLC0415
        finally:
            sys.path.pop(0)
        if name not in story.SETUPS:
            raise Wrong(f"no setup {name} in docs/story.py")
        story.SETUPS[name](self.here)


def _with_omissions(shown: str, printed: str) -> str:
    """What was printed, with the lines left out that the page leaves out; all of it where the page no longer fits."""
    if OMITTED not in shown.splitlines():
        return printed
    kept = "".join(".*?" if line.rstrip("\n") == OMITTED else re.escape(line) for line in shown.splitlines(keepends=True))
    return shown if re.fullmatch(kept, printed, re.S) else printed


def blocks(text: str) -> list[str]:
    """The bodies of a page's console blocks."""
    return [found["body"] for found in re.finditer(_BLOCK, text, re.M | re.S) if found["kind"] == "console"]


def pages() -> list[Path]:
    """Every page with a console block."""
    return [page for page in sorted((ROOT / "docs").rglob("*.md")) if blocks(page.read_text(encoding="utf-8"))]


def rewritten(page: Path) -> str:
    """A page with every output as it is now, run in a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        return Page(Path(folder).resolve()).rewritten(page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for one in map(Path, sys.argv[1:]) if sys.argv[1:] else pages():
        one.write_text(rewritten(one), encoding="utf-8")
