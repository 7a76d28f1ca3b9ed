"""Returned copies in a folder: one a returned file, never over anything but an earlier copy of ours that nobody has touched."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from gaokai_xlsx import dates, disk, texts
from gaokai_xlsx import stamp as stamps
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results.returned import Office, issue
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.verbs._cache import Cache
from gaokai_xlsx.verbs._copies import Copies
from gaokai_xlsx.verbs._template import safe_name
from gaokai_xlsx.workbook import CREATED

_CORE, _LARGE = "docProps/core.xml", 100_000  # where the stamp and the time of the last save stand, and bytes it never has
_EPOCH = 1980  # the year of every member of an archive that we write
_SHOWN = 5  # names of files that a line shows; the others are counted
_NAME, _STEM = 30, 40  # characters of the unit's and of the file's name; 255 bytes is what file systems hold
_NOTHING_TO_MAKE = (Outcome.UNREADABLE, Outcome.UNRECOGNISED)


def untouched(folder: Path) -> frozenset[Path]:
    """Copies of earlier runs that nobody has saved since: they are no returns, wherever the folder lies."""
    return frozenset(path for path in folder.glob("*.xlsx") if path.is_file() and _answer(path)) if folder.is_dir() else frozenset()


def answered(folder: Path) -> dict[str, Path]:
    """The copies that lie ready to be sent back, by the sha256 of the file that each of them answers."""
    copies = sorted(folder.glob("*.xlsx")) if folder.is_dir() else []
    return {sha256: path for path in copies if path.is_file() and (sha256 := _answer(path))}


def write(
    folder: Path,
    settled: Sequence[Submission],
    taken: Sequence[Submission],
    terms: Terms,
    office: Office,
    tell: Callable[[str], None] | None,
    as_of: date | None = None,
    cache: Cache | None = None,
) -> list[Path]:
    """Write a copy for each file that its unit has to correct; gives the paths in the order of the files.

    ``taken`` are the files as they were read. All copies are built and all names found before the first one is written. A unit that
    has passed gets none. By the day ``as_of`` a deadline may have gone. Copies of earlier runs that answer nothing that is to be
    corrected now stay where they are; ``tell`` hears which they are. What lies there as it would be written, says the ``cache``, stays.
    """
    copies = Copies(cache)
    passed = {s.unit.name for s in settled if s.unit and s.outcome is Outcome.COUNTED and not s.failed}
    wanted = [(s, raw) for s, raw in zip(settled, taken, strict=True) if _to_correct(s)]
    returned = [(s, raw) for s, raw in wanted if not (s.unit and s.unit.name in passed)]
    wishes = [_name(s) for s, _ in returned]
    often = Counter(wish.casefold() for wish in wishes)
    made: dict[Path, tuple[str, bytes | None]] = {}
    for (submission, raw), wish in zip(returned, wishes, strict=True):
        assert submission.sha256
        sha = submission.sha256
        names = (wish, f"{wish}_{sha[:8]}", f"{wish}_{sha}")[1 if often[wish.casefold()] > 1 else 0 :]
        path = next((p for p in (folder / f"{n}.xlsx" for n in names) if _free(p, sha) and made.get(p, (sha,))[0] == sha), None)
        if path is None:
            raise Usage("stop.return-taken", path=folder / f"{wish}.xlsx")
        made[path] = (sha, copies.built(path, issue(submission, raw, terms, _until(office, submission, terms, as_of))))
    for path, (_, data) in made.items():
        if data is not None:
            disk.write(path, data)
    copies.keep()
    if tell:
        for said in _told(folder, list(made), settled, [s for s, _ in wanted if s.unit and s.unit.name in passed]):
            tell(said)
    return list(made)


def _until(office: Office, submission: Submission, terms: Terms, as_of: date | None) -> Office:
    """With the day by which one file is to come back: the one given for all, else its unit's deadline."""
    entry = terms.roster.named(submission.unit.name) if terms.roster and submission.unit else None
    due = office.due or dates.in_words(entry.due if entry else "", terms.year)
    day = dates.in_cell(due, terms.year)
    return replace(office, due=due, overdue=day is not None and as_of is not None and as_of > day)


def _told(folder: Path, written: list[Path], settled: Sequence[Submission], passed: Sequence[Submission]) -> Iterator[str]:
    """How many copies there are, which ones, for which files there are none, and which of earlier runs nobody should send any more."""
    yield _counted(folder, written, settled)
    if late := [f"《{texts.visible(s.shown)}》" for s in settled if _late(s)]:
        yield texts.say("returns.final", n=len(late), files=_names(late))
    if passed:
        yield texts.say("returns.passed", n=len(passed), files=_names([f"《{texts.visible(s.shown)}》" for s in passed]))
    if waiting := sum(s.office and s.kind != "imported" and not _only_twice(s) for s in settled):
        yield texts.say("returns.waiting", n=waiting)
    # Nothing is deleted: another run, of other files, may have written them into the same folder.
    present = {_answer(path) for path in written}
    if stale := sorted(path for path in untouched(folder) if _answer(path) not in present):
        yield texts.say("returns.stale", n=len(stale), names=_names([path.name for path in stale]))


def _names(names: Sequence[str]) -> str:
    shown = "、".join(map(texts.visible, names[:_SHOWN]))
    return shown if len(names) <= _SHOWN else texts.say("returns.more", shown=shown, n=len(names))


def _counted(folder: Path, written: list[Path], settled: Sequence[Submission]) -> str:
    without = sum(s.outcome in _NOTHING_TO_MAKE for s in settled)
    said = (
        texts.say("returns.saved", n=len(written), path=folder, names=_names([path.name for path in written]))
        if written
        else texts.say("returns.none-made" if any(map(_late, settled)) else "returns.none")
    )
    said += texts.say("returns.without", n=without) if without else ""
    returned = [s for s in settled if s.outcome is Outcome.RETURNED]
    twice = sum(map(_only_twice, returned))
    summaries = sum(s.below is not None and not _only_twice(s) for s in returned)
    said += texts.say("levels.returns", n=summaries) if summaries else ""
    return said + (texts.say("levels.kept-out", n=twice) if twice else "")


def _to_correct(submission: Submission) -> bool:
    """Whether a copy helps: the file was returned for what stands in it.

    A summary is corrected in its units and made anew; a file that came after the final one is nothing to work on; an import is the
    clerk's own work, and an answer would make a filing of it that nobody looked at; what was explained waits for the office.
    """
    returned = submission.outcome is Outcome.RETURNED and submission.filing and submission.sha256
    own = submission.below is not None or submission.kind == "imported"
    return bool(returned) and not own and not _late(submission) and not submission.office


def _late(submission: Submission) -> bool:
    """Whether a file was kept out because it came after its unit's final one."""
    return submission.outcome is Outcome.RETURNED and any(f.code == "D-FINAL" for f in submission.findings)


def _only_twice(submission: Submission) -> bool:
    """Whether a file is good and was only kept out because it would be counted twice."""
    return {f.code for f in submission.findings if f.is_error} == {"C-ONCE"}


def _name(submission: Submission) -> str:
    """退回_001_市商务局_年报: the file's own name, whatever came before it in an earlier round; later rounds are numbered."""
    unit = submission.unit
    code, name = (safe_name(unit.code or "")[:12] if unit and unit.code else "", safe_name(unit.name)[:_NAME] if unit else "")
    whose = "_".join(part for part in (code, name) if part)
    stem = submission.name.rpartition(".")[0] or submission.name
    head = texts.say("returns.name", unit=whose, file="")
    if fold(stem).startswith(fold(head)):
        stem = stem[len(head) :]
    number = submission.stamp.issue + 1 if submission.stamp else 2
    stem = re.sub(texts.say("returns.round", n=r"\d+") + "$", "", stem)
    wish = texts.say("returns.name", unit=whose, file=safe_name(stem)[:_STEM])
    return wish + (texts.say("returns.round", n=min(number, 999)) if number > 2 else "")


def _free(path: Path, sha256: str) -> bool:
    """Whether a copy may be written there: nothing, or what we wrote for the same file and nobody has saved since."""
    return not (path.exists() or path.is_symlink()) or (path.is_file() and _answer(path) == sha256)


def _answer(path: Path) -> str:
    """The sha256 that a copy of ours answers, if it is as it was written; empty for anything else."""
    try:
        with zipfile.ZipFile(path) as package:
            core = html.unescape(package.read(_CORE).decode()) if package.getinfo(_CORE).file_size < _LARGE else ""
            saved = any(member.date_time[0] != _EPOCH for member in package.infolist())
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError, NotImplementedError):
        return ""
    stamp = stamps.parse(stamps.find(core) or "")
    ours = stamp is not None and stamp.answers and f">{CREATED:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>" in core
    return stamp.answers if ours and stamp and not saved else ""
