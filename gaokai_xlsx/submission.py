"""A submission (报送文件) with its outcome (处理结果), and the report over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cached_property

from gaokai_xlsx.decisions import Ruled
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finance import Finance
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.detail import step
from gaokai_xlsx.form.grid import Box
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.register import Late, Receipt, Register
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.texts import say


class Outcome(Enum):
    """What became of a file; every file has exactly one."""

    COUNTED = "counted"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    OFF_ROSTER = "off-roster"
    ATTACHMENT = "attachment"
    UNRECOGNISED = "unrecognised"
    UNREADABLE = "unreadable"
    IGNORED = "ignored"

    @property
    def word(self) -> str:
        """What people read: 已汇总, 退回修改 and so on."""
        return say(f"outcome.{self.value}")


MANIFEST = ".manifest.json"
"""What the name of a summary's manifest ends with."""

NEEDS_A_PERSON = frozenset({Outcome.RETURNED, Outcome.CONFLICT, Outcome.OFF_ROSTER, Outcome.UNRECOGNISED, Outcome.UNREADABLE})
"""Outcomes that make exit code 1."""


@dataclass(frozen=True, slots=True)
class Inner:
    """A unit that a summary of the level below has added up.

    ``parents`` are the bodies between the summary's own and the unit, outermost first; ``mark`` is what stands behind its name;
    ``stretches`` has for each table the sheet and the cells, in form order, of its figures in that summary.
    """

    filing: Filing
    unit: Unit
    parents: tuple[str, ...] = ()
    mark: str = ""
    stretches: Mapping[str, tuple[str, Box]] = field(default_factory=dict)


@dataclass(frozen=True)
class Below:
    """What a summary holds beside its sums: its units, and what its cover says of them.

    ``state`` is why it is incomplete (empty: it says that it is complete), ``notes`` what it asks to be heeded, ``scope`` its 口径.
    ``part_of`` is whose summary it is a part of, ``parts`` that its rows are such parts.
    """

    units: tuple[Inner, ...] = ()
    state: str = ""
    notes: tuple[str, ...] = ()
    scope: str = ""
    part_of: str = ""
    parts: bool = False

    @property
    def own(self) -> tuple[Inner, ...]:
        """The units that it added up itself."""
        return tuple(i for i in self.units if not i.parents)

    @property
    def leaves(self) -> tuple[Inner, ...]:
        """The units at the bottom, without those that are themselves the sum of others here."""
        sums = {i.parents for i in self.units}
        return tuple(i for i in self.units if (*i.parents, step(i.unit.name)) not in sums)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a report's text; ``place`` says where it begins, for people."""

    text: str
    place: str


@dataclass(frozen=True)
class Prose:
    """The text of a report: its six sections by number (what was not found is not there), the years of its title and of its period."""

    sections: Mapping[int, tuple[Passage, ...]]
    year: int | None = None
    period: int | None = None


@dataclass(frozen=True)
class Submission:
    """One file that came back. ``path`` is relative to the argument it came through, ``/`` separated.

    ``saved`` is when it was saved last, as the document says (``2026-01-20T09:30:00``), empty where it does not; ``heads`` are the short
    texts at the top of its sheets, in which a unit of the roster may be named; ``below`` what it adds up, if it is a summary; ``prose``
    is the text of a report. ``shared``: another file of the run bears its name. ``withdrawn``: somebody took it back, nothing answers it.
    """

    path: str
    sha256: str | None
    outcome: Outcome
    kind: str | None = None
    unit: Unit | None = None
    year: int | None = None
    edition: str | None = None
    stamp: Stamp | None = None
    filing: Filing | None = None
    findings: tuple[Finding, ...] = ()
    saved: str = ""
    heads: tuple[str, ...] = ()
    below: Below | None = None
    prose: Prose | None = None
    shared: bool = False
    withdrawn: bool = False

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.replace("!/", "/").rpartition("/")[2]

    @property
    def shown(self) -> str:
        """How messages name it: by its own name, and where another file of the run bears that name too, by its path."""
        return self.path if self.shared else self.name

    @property
    def failed(self) -> bool:
        """Whether an error finding keeps it out."""
        return any(f.is_error for f in self.findings)

    @property
    def faults(self) -> str:
        """The titles of what keeps it out, each once: 收办不平、漏填."""
        return "、".join(dict.fromkeys(f.title for f in self.findings if f.is_error))

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that still matter: of a file that was corrected or withdrawn only what was decided about it."""
        if self.outcome is not Outcome.SUPERSEDED:
            return self.findings
        return tuple(f for f in self.findings if f.code == "D-APPLIED")

    @property
    def to_correct(self) -> tuple[Finding, ...]:
        """What its unit has to correct."""
        return tuple(f for f in self.open if f.to_correct)

    @property
    def waiting(self) -> tuple[Finding, ...]:
        """What its unit has explained and nobody has accepted yet; a second copy of a filing asks nothing again."""
        return () if self.outcome is Outcome.DUPLICATE else tuple(f for f in self.open if f.waits)

    @property
    def office(self) -> bool:
        """Whether it is kept out by what only the office can settle: 待认可, or a task of its own."""
        return self.outcome is Outcome.RETURNED and self.failed and not self.to_correct

    @property
    def unanswered(self) -> bool:
        """Whether it was made of a published report and lacks nothing but that somebody answers for it (D-IMPORTED)."""
        return {f.code for f in self.findings if f.is_error} == {"D-IMPORTED"}

    @property
    def awaits(self) -> bool:
        """Whether nothing but reasons that nobody has accepted yet keeps it out (待认可)."""
        return self.office and all(f.waits for f in self.open if f.is_error)

    @property
    def word(self) -> str:
        """What people read of its outcome: 已汇总, 退回修改, and where they say too little, 已撤回, 待认可, 待办公室处理."""
        if self.withdrawn and self.outcome is Outcome.SUPERSEDED:
            return say("outcome.withdrawn")
        if self.office:
            return say("outcome.awaiting" if self.awaits else "outcome.office")
        return self.outcome.word


def told_apart(files: Iterable[Submission]) -> list[Submission]:
    """The files, those marked whose name another one of them bears too, in another folder or archive."""
    files = list(files)
    often = Counter(s.name.casefold() for s in files)
    return [replace(s, shared=True) if often[s.name.casefold()] > 1 else s for s in files]


@dataclass(frozen=True)
class Report:
    """All that one run found: files in path order, findings of no file, and the sums where there was a collection.

    ``as_of`` is the day for which lateness was looked at, ``late`` the units past their deadline then, by name.
    ``previous`` are last year's filings, ``previous_notes`` why they are not whole,
    ``finance`` what the finance office's system says of the fees (None: not given).
    ``body`` is whose collection it is (石嘴山市); empty where nobody said. ``part_of`` is whose collection it is a part of, ``parts``
    that what was collected are such parts.
    """

    files: tuple[Submission, ...]
    form: Form | None
    year: int | None
    roster: Roster | None = None
    findings: tuple[Finding, ...] = ()
    totals: Mapping[str, Figure] | None = None
    year_guessed: bool = False
    with_previous: bool = False
    register: Register | None = None
    as_of: date | None = None
    late: Mapping[str, Late] = field(default_factory=dict)
    previous: tuple[Filing, ...] = ()
    previous_notes: tuple[str, ...] = ()
    finance: Finance | None = None
    decisions: tuple[Ruled, ...] = ()
    body: str = ""
    part_of: str = ""
    parts: bool = False

    @property
    def account(self) -> dict[Outcome, int]:
        """How many files had which outcome, in the order of the contract; the counts add up to the files."""
        counts = Counter(s.outcome for s in self.files)
        return {outcome: counts[outcome] for outcome in Outcome if counts[outcome]}

    @property
    def account_in_words(self) -> list[tuple[str, int]]:
        """The same account as people read it: what became of files in a word, and of how many."""
        order = list(Outcome)
        counts = Counter((order.index(s.outcome), s.word != s.outcome.word, s.word) for s in self.files)
        return [(kind[-1], counts[kind]) for kind in sorted(counts)]

    @cached_property
    def counted(self) -> list[Submission]:
        """The files whose figures are in the sum, in roster order (then by name)."""
        files = [s for s in self.files if s.outcome is Outcome.COUNTED and s.filing is not None]
        return sorted(files, key=lambda s: (self._place(s.unit), s.unit.name if s.unit else "", s.path))

    @property
    def listed(self) -> list[Submission]:
        """All files in the order of lists for people: by the roster, those of nobody last; another file name changes no place."""
        return sorted(self.files, key=lambda s: (self._place(s.unit), s.unit.name if s.unit else "", s.sha256 or "", s.path))

    @property
    def missing(self) -> list[Unit]:
        """Roster units that should file and of which no filing came in."""
        if self.roster is None:
            return []
        nothing = (Outcome.IGNORED, Outcome.ATTACHMENT, Outcome.SUPERSEDED)  # what was corrected has its correction beside it
        seen = {s.unit.name for s in self.files if s.unit and s.outcome not in nothing}
        return [e.unit for e in self.roster.expected if e.name not in seen]

    @property
    def needs_a_person(self) -> bool:
        """Exit code 1: an error finding, a file that was not counted, a unit missing."""
        errors = any(f.is_error for s in self.files for f in s.open) or any(f.is_error for f in self.findings)
        return errors or bool(self.missing) or any(s.outcome in NEEDS_A_PERSON for s in self.files)

    def receipt(self, submission: Submission) -> Receipt | None:
        """The line of a file in 收件登记."""
        return self.register.of(submission.sha256, submission.path) if self.register else None

    def _place(self, unit: Unit | None) -> int:
        entry = self.roster.named(unit.name) if self.roster and unit else None
        return entry.order if entry else 1_000_000
