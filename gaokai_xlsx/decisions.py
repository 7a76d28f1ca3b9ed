"""A decision (处理记录): what a person settled, kept in the campaign's 处理记录.csv and applied on every run.

Decisions are bound to a file by its sha256, or to a finding by its values; when these change, the decision is dead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from gaokai_xlsx import disk, ledger, texts
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.finding import Finding, Place
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.ledger import Ledger
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import fold

_SHA256 = re.compile("[0-9a-f]{64}")
_DIGITS = 9  # of a number of a record
_SEPARATED = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class Decision:
    """One record. ``undoes``: it takes back the earlier ones of that kind about the same thing.

    ``file`` and ``sha256`` say what it was about (all kinds but ``ACCEPT`` are bound to that file); ``code``, ``key`` and ``values``
    are those of an accepted finding; ``others`` the sha256 of the unit's other files at that time (``ADOPT``, ``FINAL``). ``before``
    and ``after`` are for people, ``date`` is as it was given. ``number`` is its place in the order of recording, from 1.
    """

    unit: str
    kind: Kind
    reason: str
    by: str
    undoes: bool = False
    date: str = ""
    reviewer: str = ""
    before: str = ""
    after: str = ""
    file: str = ""
    sha256: str = ""
    code: str = ""
    key: str = ""
    values: str = ""
    others: tuple[str, ...] = ()
    number: int = 0

    @property
    def what(self) -> str:
        """事项."""
        return self.kind.undone if self.undoes else self.kind.word


class State(Enum):
    """How a decision stands in one run."""

    APPLIED = "applied"
    DEAD = "dead"
    REPLACED = "replaced"
    UNDONE = "undone"

    @property
    def word(self) -> str:
        """What people read: 有效, 已失效 and so on."""
        return texts.say(f"decision.{self.value}")


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision and how it stands; ``why`` names the wording of D-DEAD for a dead one."""

    decision: Decision
    state: State
    why: str = ""


def sides(finding: Finding) -> str:
    """The values of a finding as a record binds them, in words that no spreadsheet takes for a number; empty where it has none."""
    words = _values(finding)
    return texts.say("decision.sides", **words) if words else ""


def compared(finding: Finding) -> str:
    """The same for people, who must know what the one is to the other; empty where there are none."""
    words = _values(finding)
    against = texts.RULES[finding.rule].against
    return texts.say("decision.compared", against=texts.fill(against, **words), **words) if words else ""


def _values(finding: Finding) -> dict[str, str]:
    values = {name: getattr(finding, name) for name in ("left", "right", "difference")}
    return {} if not any(values.values()) else {name: texts.visible(value or "—") for name, value in values.items()}


def point(code: str, key: str | None, form: Form | None, place: Place | None = None) -> str:
    """What a finding is about, as people say it: its place, its title, the code last.

    ``place`` is where it stands in the file; else that in the template of the edition is named. Without a ``form`` that has the figure
    the title must do.
    """
    title = next((rule.title for rule in texts.variants(code).values()), "")
    cell = form.cells.get(key or "") if form else None
    if form is None or cell is None:
        return texts.say("decision.point-whole", title=title, code=code)
    place = place or Place(*address(form, cell.key))
    return texts.say("decision.point", sheet=texts.visible(place.sheet), cell=place.cell, label=cell.label, title=title, code=code)


def about(decision: Decision, form: Form | None) -> str:
    """The file or the finding that a decision is about, for people; ``form`` is that of the year."""
    file = texts.say("decision.file", file=decision.file)
    if decision.kind is not Kind.ACCEPT:
        return file
    return texts.say("decision.accepted", point=point(decision.code, decision.key, form), file=file)


_HEADS = (
    "number",
    "date",
    "unit",
    "what",
    "reason",
    "before",
    "after",
    "by",
    "reviewer",
    "file",
    "code",
    "key",
    "values",
    "sha256",
    "others",
)
"""The columns of 处理记录.csv: for people first, then what binds a record."""


def heads() -> dict[str, str]:
    """The heads of the columns by our names of them."""
    return {name: texts.say(f"decided.{name}") for name in _HEADS}


def read(path: Path) -> tuple[Decision, ...]:
    """The decisions in a file, oldest first however its rows were sorted; none where there is no file.

    Raises ``CannotGoOn`` that names every defect by its row.
    """
    return _parsed(path, ledger.read(path, list(heads().values())))


def as_of(path: Path, sha256: str) -> tuple[Decision, ...] | None:
    """The decisions that a file held when it had that sha256; None where it never did. Raises as ``read``."""
    data = ledger.beginning(disk.read(path), sha256)
    return None if data is None else _parsed(path, ledger.parse(path, data, list(heads().values())))


def _parsed(path: Path, listed: Ledger) -> tuple[Decision, ...]:
    defects: list[str] = []
    found = []
    for row, cells in listed.rows:
        decision = _decision({name: cells.get(head, "") for name, head in heads().items()})
        if isinstance(decision, str):
            defects.append(texts.say("decided.row", row=row, defect=decision))
        else:
            found.append(decision)
    if defects:
        raise CannotGoOn("stop.ledger", path=path, defects="\n".join(defects))
    found.sort(key=lambda decision: decision.number)
    return tuple(found)


def append(path: Path, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Add decisions to the file and give them with their numbers; what stands in it stays as it is.

    Raises ``CannotGoOn`` where the file has defects or cannot be written.
    """
    names = heads()
    with disk.alone(path):  # or two processes would give the same number, and the later would write over the earlier
        listed = ledger.read(path, list(names.values()))
        last = max((d.number for d in _parsed(path, listed)), default=0)
        numbered = tuple(replace(decision, number=last + n) for n, decision in enumerate(decisions, start=1))
        rows = [{names[name]: text for name, text in _cells(decision).items()} for decision in numbered]
        ledger.append(path, listed, list(names.values()), rows)
    return numbered


def _cells(decision: Decision) -> dict[str, str]:
    own = {name: str(getattr(decision, name)) for name in _HEADS if name != "others"}
    return {**own, "others": "、".join(decision.others)}


def _decision(cells: Mapping[str, str]) -> Decision | str:
    """A record, or what is wrong with it."""
    words = {fold(kind.word): (kind, False) for kind in Kind} | {fold(kind.undone): (kind, True) for kind in Kind}
    if fold(cells["what"]) not in words:
        return texts.say("decided.odd-what", what=texts.visible(cells["what"]), known="、".join(kind.word for kind in Kind))
    kind, undoes = words[fold(cells["what"])]
    number = fold(cells["number"])
    if not number.isdecimal() or len(number) > _DIGITS:
        return texts.say("decided.odd-number", head=heads()["number"])
    for name in ("unit", "reason", "by"):
        if not fold(cells[name]):
            return texts.say("decided.blank", head=heads()[name])
    others = tuple(_SEPARATED.split(cells["others"].strip())) if cells["others"].strip() else ()
    sha256 = cells["sha256"].strip().casefold()
    if kind is Kind.ACCEPT and not cells["code"]:
        return texts.say("decided.blank", head=heads()["code"])
    if kind is Kind.ACCEPT and not any(rule.explainable for rule in texts.variants(cells["code"]).values()):
        return texts.say("decided.odd-code", code=texts.visible(cells["code"]))
    if not all(map(_SHA256.fullmatch, (sha256, *others))):
        return texts.say("decided.odd-sha")
    own = {name: cells[name] for name in _HEADS if name not in ("number", "what", "others", "sha256")}
    return Decision(**own, kind=kind, undoes=undoes, sha256=sha256, others=others, number=int(number))
