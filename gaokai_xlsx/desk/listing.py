"""The roster on a page: one unit changed, added or taken off at a time; refused where the file has changed since it was shown."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from gaokai_xlsx import disk
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.desk import uploads, wording
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.outgoing import roster as sheet
from gaokai_xlsx.roster import Entry
from gaokai_xlsx.texts import say

FIELDS = ("name", "aliases", "category", "rulemaking", "belongs", "duty", "due", "change", "predecessors", "contact", "phone")
"""The columns of a unit that can be changed here, in the order of the sheet; its code is given once and stays."""

_LISTS = (".xlsx", ".xls", ".ods", ".csv", ".txt", ".et")


@dataclass(frozen=True)
class Shown:
    """The list as it is now: ``version`` tells it from any other; ``wrong`` says why it cannot be read."""

    entries: tuple[Entry, ...]
    version: str
    editable: bool
    wrong: str = ""

    @property
    def rows(self) -> list[tuple[Entry, dict[str, str]]]:
        """Each unit with its columns as texts."""
        return [(entry, columns(entry)) for entry in self.entries]


def shown(campaign: Campaign) -> Shown:
    """The roster for the page; a broken one with what is wrong with it."""
    path = campaign.path("roster")
    editable = path.suffix.casefold() == ".xlsx"
    if not path.is_file():
        return Shown((), "", editable, say("desk.no-roster", path=path))
    version = hashlib.sha256(disk.read(path)).hexdigest()
    try:
        return Shown(_read(path, version), version, editable)
    except CannotGoOn as error:
        # A list without units is what a new campaign begins with; any other defect is mended in Excel.
        blank = str(error).endswith(say("roster.empty"))
        return Shown((), version, editable and blank, str(error))


@lru_cache(maxsize=4)
def _read(path: Path, version: str) -> tuple[Entry, ...]:
    """The units of a list; one of 600 takes half a second, and is looked at again and again."""
    del version
    return rosters.read(path).entries


def columns(entry: Entry) -> dict[str, str]:
    """A unit's columns as texts, whatever heads its list has."""
    known = dict(entry.texts)
    own = {name: known.get(name, "") for name in FIELDS}
    return own | {"name": entry.name, "predecessors": "、".join(entry.predecessors)}


def save(campaign: Campaign, version: str, code: str, fields: Mapping[str, str]) -> str:
    """Change the unit of that code, or add one (``code`` empty); gives its name. Raises ``CannotGoOn`` with what is wrong."""
    entries = _current(campaign, version)
    at = _place(entries, code) if code else len(entries)
    old = entries[at] if at < len(entries) else Entry(at, "", "")
    texts = dict(old.texts) | {name: _line(fields.get(name, "")) for name in FIELDS}
    if not texts["name"]:
        raise Usage("desk.no-name")
    entries[at:] = [replace(old, name=texts["name"], predecessors=(texts["predecessors"],), texts=tuple(texts.items())), *entries[at + 1 :]]
    _write(campaign, entries)
    return texts["name"]


def add(campaign: Campaign, version: str, names: str) -> int:
    """Add the units whose full names stand in the lines of a text; gives how many."""
    entries = _current(campaign, version)
    lines = [name for name in map(_line, names.splitlines()) if name]
    if not lines:
        raise Usage("desk.no-name")
    _write(campaign, [*entries, *(Entry(len(entries) + n, "", name, texts=(("name", name),)) for n, name in enumerate(lines))])
    return len(lines)


def remove(campaign: Campaign, version: str, code: str) -> str:
    """Take a unit off the list; gives its name."""
    entries = _current(campaign, version)
    gone = entries.pop(_place(entries, code))
    if not entries:
        raise Usage("desk.last-unit")
    _write(campaign, entries)
    return gone.name


def taken(campaign: Campaign, version: str, name: str, data: bytes) -> int:
    """Put another list in the place of the one that was shown; gives the number of units. Heads may be foreign."""
    current = shown(campaign)
    if current.version != version:
        raise Usage("desk.roster-changed")
    with wording.tried() as folder:
        entries = rosters.read(as_list(folder, name, data)).entries
    _write(campaign, list(entries))
    return len(entries)


def as_list(folder: Path, name: str, data: bytes) -> Path:
    """A list in a file of its own, under its sender's name made harmless."""
    suffix = Path(name).suffix.casefold()
    if suffix not in _LISTS:
        raise Usage("desk.list-suffix")
    path = folder / uploads.clean(name)[-1]
    path.write_bytes(data)
    return path


def as_csv(folder: Path, names: str) -> Path:
    """Names, one a line, as a list in a file."""
    path = folder / say("page.typed-list")
    lines = [name.replace('"', '""') for name in map(_line, names.splitlines()) if name]
    if not lines:
        raise Usage("desk.no-units")
    path.write_text("".join(f'"{name}"\n' for name in (say("roll.name"), *lines)), encoding="utf-8")
    return path


def _current(campaign: Campaign, version: str) -> list[Entry]:
    """The units as they were shown; raises ``Usage`` where the list is another by now, or cannot be changed here."""
    now = shown(campaign)
    if now.version != version:
        raise Usage("desk.roster-changed")
    if not now.editable:
        raise Usage("desk.roster-elsewhere", path=campaign.path("roster"))
    return list(now.entries)


def _place(entries: Sequence[Entry], code: str) -> int:
    for at, entry in enumerate(entries):
        if entry.code == code:
            return at
    raise Usage("desk.roster-changed")


def _write(campaign: Campaign, entries: Sequence[Entry]) -> None:
    """Write the list, if it reads back without defects; the one before stays beside it."""
    path = campaign.path("roster")
    given = _with_codes(entries)
    data = sheet.build(given, campaign.city, campaign.year)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / path.name
        trial.write_bytes(data)
        try:
            rosters.read(trial)
        except CannotGoOn as error:
            raise Usage("desk.roster-defect", defects=str(error).partition("\n")[2]) from error
    if path.is_file():
        disk.write(path.with_stem(say("desk.roster-before", stem=path.stem)), disk.read(path))
    disk.write(path, data)


def _with_codes(entries: Sequence[Entry]) -> list[Entry]:
    """New units get the numbers after the highest: a code never changes, and none is used twice."""
    last = max((int(e.code) for e in entries if e.code.isascii() and e.code.isdigit()), default=0)
    numbered = []
    for entry in entries:
        last += not entry.code
        numbered.append(entry if entry.code else replace(entry, code=f"{last:03}"))
    return numbered


def _line(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
