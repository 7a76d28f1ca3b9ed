"""``export``: the figures of a filing or a summary as one long table."""

from __future__ import annotations

from pathlib import Path

from gaokai_xlsx import disk
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.archives import real, walk
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.checks.judging import judge
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.results import export as table
from gaokai_xlsx.results import export_files
from gaokai_xlsx.results.export import Row
from gaokai_xlsx.texts import say
from gaokai_xlsx.verbs._pool import take_all


def export(file: Path, out: Path | None = None, *, roster: Path | None = None, force: bool = False) -> tuple[Path, list[Row], int]:
    """Write the long table of a filing, of an archive of filings or of a summary; the ending of ``out`` says which kind of file.

    Gives its path, its rows and how many of the files have errors (their figures are written as they were read). ``roster`` adds its
    类别, 汇总归属 and further columns. Raises ``Usage`` for another ending, and for a file that is there already without ``force``;
    ``CannotGoOn`` where there are no figures.
    """
    target = out or Path(say("export.default-name", stem=file.stem))
    write = export_files.WRITERS.get(target.suffix.casefold())
    if write is None:
        raise Usage("stop.export-suffix", path=target, known="、".join(export_files.WRITERS))
    if file.is_dir():
        raise Usage("stop.export-folder", path=file)
    if target.exists() and (not force or real(target) == real(file)):
        raise Usage("stop.exists" if real(target) != real(file) else "stop.export-itself", path=target)
    known = rosters.read(roster) if roster else None
    rows: list[Row] = []
    failed = 0
    contents = list(walk([file]))
    for (_, data), taken in zip(contents, take_all(contents), strict=True):
        submission = judge(taken, Terms())
        if submission.kind == "summary" and submission.stamp and isinstance(data, bytes):
            book = reader.read(data)
            assert isinstance(book, Workbook), "taken once already"
            rows += table.of_summary(book, submission.stamp, known)
        elif submission.filing:
            rows += table.of_filing(submission, known)
            failed += submission.failed
    if not rows:
        raise CannotGoOn("stop.export-nothing", path=file)
    disk.write(target, write(rows))
    return target, rows, failed
