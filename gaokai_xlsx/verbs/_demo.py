"""``demo``: the whole round trip on the bundled sample."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from gaokai_xlsx import roster as rosters
from gaokai_xlsx import texts
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.results import terminal
from gaokai_xlsx.submission import Report
from gaokai_xlsx.verbs._collect import collect
from gaokai_xlsx.verbs._template import template

CASE = "石嘴山2023"
_PACKAGE = Path(__file__).resolve().parents[1]
# The wheel carries the sample inside the package; a checkout has it beside the package.
_SAMPLES = next((f for f in (_PACKAGE / "samples", _PACKAGE.parent / "samples") if f.is_dir()), _PACKAGE / "samples")


def demo(folder: Path | None = None, *, tell: Callable[[str], None] = print) -> Path:
    """Template → filled → collect → summary in a new folder; gives the summary's path.

    ``tell`` gets what is to be shown, step by step. Raises ``CannotGoOn`` if the result is not what the case declares.
    """
    case = _SAMPLES / CASE
    declared_in = case / "declared.json"
    if not declared_in.is_file():
        raise CannotGoOn("stop.demo", path=declared_in)
    declared = json.loads(declared_in.read_text(encoding="utf-8"))
    target = _new(folder)
    returned = target / "回收"
    shutil.copytree(case / "回收", returned)
    shutil.copy(case / "名单.csv", target / "名单.csv")
    roster = rosters.read(target / "名单.csv")
    tell(texts.say("demo.head", case=CASE, year=declared["year"], units=len(roster.expected)))
    first = roster.entries[0]
    (issued,) = template(target / "下发", year=declared["year"], unit=first.name, code=first.code)
    tell(texts.say("demo.template", path=issued))
    tell(texts.say("demo.fill", path=returned, n=sum(p.is_file() for p in returned.rglob("*"))))
    tell(texts.say("demo.collect"))
    report, summary = collect(
        [returned],
        target / "汇总" / texts.say("collect.default-name", year=declared["year"]),
        roster=target / "名单.csv",
        year=declared["year"],
    )
    tell(terminal.collected(report, summary))
    _compare(report, declared)
    tell(texts.say("demo.done", path=summary.resolve()))
    return summary


def found(report: Report) -> dict[str, list[str]]:
    """What a run found, as the case declares it: outcome and error codes of each file."""
    return {s.path: [s.outcome.value, *sorted({f.code for f in s.findings if f.is_error})] for s in report.files}


def _compare(report: Report, declared: dict[str, dict[str, list[str]]]) -> None:
    differ = [path for path, what in found(report).items() if declared["files"].get(path) != what]
    lost = [path for path in declared["files"] if path not in found(report)]
    if differ or lost:
        raise CannotGoOn("stop.demo-differs", detail="、".join(differ + lost))


def _new(folder: Path | None) -> Path:
    """A folder that is not there yet; one the user named must be new, or nothing of theirs is safe."""
    if folder is not None:
        if folder.exists() and any(folder.iterdir()):
            raise CannotGoOn("stop.folder-used", path=folder)
        return folder
    base = texts.say("demo.folder")
    names = (base if n == 1 else f"{base}{n}" for n in range(1, 10_000))
    return next(Path(name) for name in names if not Path(name).exists())
