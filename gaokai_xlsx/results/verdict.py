"""The verdict of ``verify``, and how the terminal shows it."""

from __future__ import annotations

from dataclasses import dataclass

from gaokai_xlsx.results.agreement import Doubt
from gaokai_xlsx.texts import say

_MOST = 100  # lines; the first ones show what has happened


@dataclass(frozen=True)
class Verdict:
    """What was looked at (source files found, units, figures, formulas), what does not agree, and what is worth knowing beside it."""

    files: int
    units: int
    figures: int
    formulas: int
    doubts: tuple[Doubt, ...]
    notes: tuple[str, ...]


def shown(name: str, verdict: Verdict) -> str:
    """The text of ``verify``: the verdict, then what does not agree, then what is worth knowing."""
    counts = {"files": verdict.files, "units": verdict.units, "figures": verdict.figures, "formulas": verdict.formulas}
    lines = [say("verify.differs" if verdict.doubts else "verify.agrees", name=name, n=len(verdict.doubts), **counts)]
    lines += [say("verify.line", n=n, text=d.text) for n, d in enumerate(verdict.doubts[:_MOST], start=1)]
    if len(verdict.doubts) > _MOST:
        lines.append(say("verify.more", n=len(verdict.doubts) - _MOST))
    lines += [say("verify.note", text=text) for text in verdict.notes]
    if verdict.doubts:
        lines.append(say("verify.todo"))
    return "\n".join(lines)
