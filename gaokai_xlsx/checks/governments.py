"""Which units are of the level below (县区 of a city), and which belong to the collecting body itself (市本级).

What a roster says of a unit decides, in this order: the body it belongs to (汇总归属), its kind (类别); else a summary comes from below,
and so does a unit that bears the name of a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.roster import Entry, Roster
from gaokai_xlsx.submission import Submission

_BELOW = re.compile("[县区旗州盟乡镇]|街道|下级|设区|地市|各市")  # in 类别
_OWN = re.compile("直|本级|部门|机关")  # in 类别: 县直部门 are no county
_PLACE = re.compile(r".+(?:[市州盟县区旗乡镇]|街道(?:办事处)?)")
_OFFICE = re.compile("(?:人民)?政府$|(?<=区)管(?:理委员|委)会$")


def below(files: Iterable[Submission], roster: Roster | None, body: str = "") -> frozenset[str]:
    """The folded names of the units of the level below, among counted files and the roster.

    ``body`` is whose collection it is. Where nobody says, one unit with the name of a place is taken for the collecting body itself.
    """
    files = [s for s in files if s.unit]
    entries = {fold(e.name): e for e in roster.entries} if roster else {}
    summaries = {fold(s.unit.name) for s in files if s.below and s.unit}
    names = [*entries, *(fold(s.unit.name) for s in files if s.unit and fold(s.unit.name) not in entries)]
    said = {name: _said(entries.get(name), roster, body) for name in names}
    found = {name for name in names if said[name] or (said[name] is None and name in summaries)}
    named = {name for name in names if said[name] is None and name not in found and is_place(name, body)}
    return frozenset(found | (named if body or len(named) > 1 else set()))


def decided(unit: Unit, roster: Roster | None, body: str = "") -> bool:
    """Whether the roster says of which level a unit is."""
    return _said(roster.named(unit.name) if roster else None, roster, body) is not None


def is_place(name: str, body: str = "") -> bool:
    """Whether a name is that of a place, or of its government, other than the collecting body's."""
    stem = place(name)
    return bool(_PLACE.fullmatch(stem)) and stem != place(body)


def place(name: str) -> str:
    """A body's name without 人民政府 and the like."""
    return _OFFICE.sub("", fold(name))


def _said(entry: Entry | None, roster: Roster | None, body: str, depth: int = 3) -> bool | None:
    """Whether the roster puts a unit below; None where it says nothing. ``depth``: units that belong to each other have an end."""
    if entry is None or roster is None:
        return None
    if entry.parent and depth:
        parent = roster.parent_of(entry)
        if parent and (said := _said(parent, roster, body, depth - 1)) is not None:
            return said
        name = parent.name if parent else entry.parent
        if is_place(name, body):
            return True
        if body and place(name) == place(body):
            return False
    category = fold(entry.category)
    return bool(_BELOW.search(category)) and not _OWN.search(category) if category else None
