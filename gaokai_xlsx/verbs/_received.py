"""收件登记 of one run: what is there, which files are seen for the first time, and the lines that are written for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from gaokai_xlsx import register as registers
from gaokai_xlsx import texts
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.disk import reason
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.register import Receipt, Register
from gaokai_xlsx.submission import Outcome, Submission


def opened(campaign: Campaign | None, year: int) -> Register | None:
    """The campaign's register; none outside of a campaign, where it is switched off, and for another year than the campaign's.

    Raises ``CannotGoOn`` for a broken one; one that is open elsewhere comes without lines and says so.
    """
    wanted = campaign is not None and campaign.register and campaign.year == year
    return registers.read(campaign.path("register")) if campaign and wanted else None


def sighted(register: Register | None, files: Sequence[Submission], as_of: date | None) -> Register | None:
    """The register with a line for each file that it does not know yet, in path order; ``as_of`` is when these came.

    版次 counts a unit's reports as they came in: a correction of a returned copy after what it answers, then by the time of saving.
    """
    if register is None or register.closed:
        return register
    new: dict[str, Submission] = {}
    for submission in files:
        if submission.outcome is not Outcome.IGNORED and register.of(submission.sha256, submission.path) is None:
            new.setdefault(submission.sha256 or submission.path, submission)
    versions = _versions(register, list(new.values()))
    lines = [
        Receipt(
            received=as_of.isoformat() if as_of else "",
            file=texts.visible(s.name),
            unit=texts.visible(s.unit.name) if s.unit else "",
            version=versions.get(s.path, ""),
            path=texts.visible(s.path),
            sha256=s.sha256 or "",
        )
        for s in new.values()
    ]
    return replace(register, receipts=(*register.receipts, *lines))


def keep(register: Register | None, tell: Callable[[str], None] | None) -> None:
    """Write the new lines; where that is not possible, say so and what to do: the summary is written already."""
    if register is None:
        return
    new = [receipt for receipt in register.receipts if not receipt.row]
    said = ""
    try:
        if register.closed:
            said = texts.say("log.closed", path=register.path, detail=register.closed)
        elif new:
            day = new[0].received
            new = list(registers.append(register.path, new))
            said = texts.say("log.saved-dated" if day else "log.saved", path=register.path, n=len(new), day=day) if new else ""
    except CannotGoOn as error:
        cause = error.__cause__
        said = texts.say("log.unsaved", path=register.path, n=len(new), detail=reason(cause)) if isinstance(cause, OSError) else str(error)
    if said and tell:
        tell(said)


def _versions(register: Register, files: Sequence[Submission]) -> dict[str, str]:
    """版次 by path, for the files that are a unit's report."""
    last: Counter[str] = Counter()
    for receipt in register.receipts:
        last[fold(receipt.unit)] = max(last[fold(receipt.unit)], receipt.number)
    found = {}
    # Of copies saved at the same time the shorter name is the older: 年报.xlsx, then 年报(1).xlsx.
    for s in sorted(files, key=lambda s: (s.stamp.issue if s.stamp else 0, s.saved, len(s.name), s.path)):
        if s.filing and s.unit:
            last[fold(s.unit.name)] += 1
            found[s.path] = str(last[fold(s.unit.name)])
    return found
