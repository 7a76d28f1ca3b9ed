"""On what terms files are judged and settled, and which errors no terms can set aside."""

from __future__ import annotations

from dataclasses import dataclass, field

from gaokai_xlsx.checks.decided import Rulings
from gaokai_xlsx.intake.previous import Previous
from gaokai_xlsx.roster import Roster

NEVER = frozenset({"R-UNKNOWN", "S-UNIT", "S-EDITION", "S-FORGED", "D-FINAL", "D-PAPER"})
"""Errors with which a filing is never added, also not on request: nobody knows whose it is, what it rests on, or its figures are others."""
BY_NAME = frozenset({"S-YEAR"})
"""Errors with which a filing is added only where somebody answers for that very file (``decide … include``), never with all that failed:
the figures of another year are others, but a year may be a slip of the pen."""


@dataclass(frozen=True)
class Terms:
    """On what terms files are judged: the year collected (None: none demanded), roster, last year's filings.

    ``accept_imported``: what was made of published reports counts like a filing; ``latest``: of different filings of one unit the one
    saved last counts; ``key``: stamps must carry its seal; ``off``: codes of rules that the campaign does not check; ``rulings``: what
    people settled; ``body``: who collects, so that its own summary is no return; ``part_of``: whose summary this one is a part of;
    ``parts``: what is collected are the parts of one summary, settled already, and ``whole`` is the roster of the units in them.
    """

    year: int | None = None
    roster: Roster | None = None
    previous: Previous = field(default_factory=Previous)
    include_failed: bool = False
    blank_as_zero: bool = False
    latest: bool = False
    accept_imported: bool = False
    key: bytes | None = None
    off: frozenset[str] = frozenset()
    rulings: Rulings = field(default_factory=Rulings)
    body: str = ""
    part_of: str = ""
    parts: bool = False
    whole: Roster | None = None
