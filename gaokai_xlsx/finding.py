"""One thing wrong or doubtful: code, severity, place, both sides, what to do.

Findings are data. They are made by ``make`` alone, so every text comes from the catalogue and every code has an entry there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gaokai_xlsx.form.model import Form
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.texts import RULES, Severity, fill, say, visible

_NAMED = 3  # names that one finding shows; the others are counted


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a workbook: sheet name and address such as ``D4``."""

    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The reason that was given for a finding, and whether the clerk accepted it."""

    text: str
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The JSON object of the contract; sides and difference are decimal strings or raw text; ``rule`` is the catalogue entry."""

    rule: str
    code: str
    severity: Severity
    message: str
    remedy: str
    key: str | None = None
    sheet: str | None = None
    cell: str | None = None
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    explained: Explained | None = None

    @property
    def is_error(self) -> bool:
        """Whether it keeps the filing out of the sum."""
        return self.severity is Severity.ERROR

    @property
    def waits(self) -> bool:
        """Whether its reason was given and nobody has accepted it yet (已说明、待认可): the office's turn."""
        return self.explained is not None and not self.explained.accepted

    @property
    def to_correct(self) -> bool:
        """Whether the unit has to correct it: an error without a reason that is not the office's own task."""
        return self.is_error and not self.waits and not RULES[self.rule].office

    @property
    def title(self) -> str:
        """Its Chinese title, as the message begins with it."""
        return self.message.partition("·")[2].partition("】")[0]


def make(
    rule: str,
    *,
    code: str | None = None,
    title: str | None = None,
    severity: Severity | None = None,
    key: str | None = None,
    place: Place | None = None,
    left: Figure | str | None = None,
    right: Figure | str | None = None,
    difference: Figure | None = None,
    **slots: Any,
) -> Finding:
    """A finding of a catalogue entry ``rule`` (``CODE`` or ``CODE/variant``); identities bring code and title of their own."""
    entry = RULES[rule]
    level = severity or entry.severity
    name = title or entry.title
    sides = {"left": _text(left), "right": _text(right), "sheet": place and place.sheet, "cell": place and place.cell}
    words = sides | {"gap": plain(difference).lstrip("-") if difference is not None else ""} | slots
    words = {key: visible(value) if isinstance(value, str) else value for key, value in words.items()}
    return Finding(
        rule=rule,
        code=code or rule.partition("/")[0],
        severity=level,
        message=f"【{level.word}·{name}】" + fill(entry.message, **words),
        remedy=fill(entry.remedy, **words),
        key=key,
        sheet=place.sheet if place else None,
        cell=place.cell if place else None,
        left=_text(left),
        right=_text(right),
        difference=None if difference is None else plain(difference),
    )


def in_form_order(form: Form, findings: Iterable[Finding]) -> list[Finding]:
    """What concerns the whole file first, then by table, row and column; at one figure in the order they were found."""
    return sorted(findings, key=lambda f: form.order(f.key))


def listed(names: Sequence[str]) -> str:
    """The first names as a message shows them, and how many there are where not all are named."""
    shown = "、".join(f"“{name}”" for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else say("same.more", names=shown, n=len(names))


def _text(side: Figure | str | None) -> str | None:
    return side if side is None or isinstance(side, str) else plain(side)
