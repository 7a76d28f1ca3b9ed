"""The columns of the roster that group the units: 类别, 汇总归属, further ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gaokai_xlsx import texts
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.roster import Entry
from gaokai_xlsx.submission import Report
from gaokai_xlsx.workbook import clip

_MANY = 40  # values of a column; more are no groups
_BLOCKS = 6  # columns with subtotals; a list of addresses and notes must not make 明细 endless
_OWN = ("board.number", "detail.code", "detail.unit", "detail.category", "detail.parent", "detail.base", "detail.remark")
_LONGEST = 60  # characters of a value; a formula compares at most 255


@dataclass(frozen=True, slots=True)
class Grouping:
    """One column: its head and the value of each counted unit, in their order; ``silent``: the text that says why it has no subtotals."""

    head: str
    values: tuple[str, ...]
    silent: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        """The values, each once, in the order of the units."""
        return tuple(dict.fromkeys(self.values))


def groupings(report: Report) -> list[Grouping]:
    """The columns in which at least one counted unit has a value; none without a roster."""
    roster = report.roster
    entries = [roster.named(s.unit.name) if roster and s.unit else None for s in report.counted]
    own = {"category": texts.say("detail.category"), "belongs": texts.say("detail.parent")}
    columns = {head: [_text(e, field) for e in entries] for field, head in own.items()}
    for head, shown in shown_heads(head for e in entries if e for head, _ in e.extra).items():
        columns[shown] = [dict(e.extra).get(head, "") if e else "" for e in entries]
    found = [_grouping(head, values) for head, values in columns.items() if any(values)]
    room = iter(range(_BLOCKS))
    return [g if g.silent or next(room, None) is not None else replace(g, silent="detail.enough-subtotals") for g in found]


def shown_heads(heads: Iterable[str]) -> dict[str, str]:
    """Heads of the roster's further columns → as 明细 and the long table show them: 备注（名单） where 明细 has a 备注 of its own.

    What 明细 says of a unit's figures must not be hidden by what a list says of the unit. Heads that look alike are told apart too.
    """
    taken = {texts.say(key) for key in _OWN}
    shown: dict[str, str] = {}
    for head in dict.fromkeys(heads):
        shown[head] = apart(clip(head, _LONGEST), taken)
        taken.add(shown[head])
    return shown


def apart(head: str, taken: Iterable[str]) -> str:
    """A head of the roster as it is shown beside those that are taken."""
    known = set(map(fold, taken))
    while fold(head) in known:
        head = texts.say("export.extra", name=head)
    return head


def _text(entry: Entry | None, field: str) -> str:
    return dict(entry.texts).get(field, "") if entry else ""


def _grouping(head: str, values: Sequence[str]) -> Grouping:
    """Spellings that differ in white space, width or case only are one group, under the first of them: formulas see them so too."""
    first: dict[str, str] = {}
    shown = tuple(first.setdefault(fold(v).casefold(), clip(v, _LONGEST)) or texts.say("detail.none") for v in values)
    many = len(set(shown))
    adds_up = many <= _MANY and (many < len(shown) or many == 1)
    return Grouping(head, shown, "" if adds_up else "detail.no-subtotals")
