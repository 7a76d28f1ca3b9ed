"""What one workbook is issued with: to whom, which figures, and, in a returned copy, what the file it answers held and lacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gaokai_xlsx.filing import ENTRIES, PAPER, Source, Unit, Written
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.stamp import TRANSCRIBED, Stamp


@dataclass(frozen=True)
class Sent:
    """What a returned copy takes over from the file it answers.

    ``texts`` stand in inputs instead of a number, ``declared`` are the tables whose other blanks are 0, ``written`` is what stands
    beside the figures. ``problems`` are the findings as people read them, ``marks`` the one to show at each figure, all with places
    of this workbook; ``restored`` is how many more were dealt with by writing it anew, ``waiting`` names those that were explained and
    wait for the office. ``carried``: the figures are in the tables, not only listed. ``due`` says by when, ``overdue`` that it has passed.
    """

    file: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    written: Written = field(default_factory=Written)
    problems: tuple[Finding, ...] = ()
    marks: Mapping[str, Finding] = field(default_factory=dict)
    restored: int = 0
    waiting: tuple[str, ...] = ()
    carried: bool = True
    due: str = ""
    overdue: bool = False


@dataclass(frozen=True)
class Issue:
    """What one workbook is issued with.

    ``figures`` are typed in already (件, 万元, 元), ``previous`` last year's figures of the unit, ``choices`` the units of a common
    template (code and name), ``password`` the one of the sheet locks, ``contact`` the office's telephone, ``key`` the campaign's
    secret that seals the stamp, ``sent`` what a returned copy or an import takes over, ``sources`` where the figures of an import stood
    and ``claims`` the totals that its report states.
    """

    form: Form
    year: int
    unit: Unit | None = None
    number: int = 1
    kind: str = "template"
    answers: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    previous: Mapping[str, Figure] = field(default_factory=dict)
    choices: tuple[Unit, ...] = ()
    contact: str = ""
    password: str = ""
    key: bytes | None = None
    sent: Sent = field(default_factory=Sent)
    sources: Mapping[str, Source] = field(default_factory=dict)
    claims: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def stamp(self) -> Stamp:
        """The stamp this workbook carries."""
        code, name = (self.unit.code or "", self.unit.name) if self.unit else ("", "")
        return Stamp(self.form.edition, self.year, code, name, self.number, self.kind, self.answers).sealed(self.key)

    @property
    def transcribed(self) -> bool:
        """Whether somebody types it from paper."""
        return self.kind == TRANSCRIBED

    @property
    def entries(self) -> tuple[str, ...]:
        """What the cover asks people to write."""
        return (*ENTRIES, *PAPER) if self.transcribed else ENTRIES

    @property
    def title(self) -> str:
        """The official title: 单位全称＋年度＋年政府信息公开工作年度报告."""
        return f"{self.unit.name if self.unit else ''}{self.year}年{self.form.report_title}"
