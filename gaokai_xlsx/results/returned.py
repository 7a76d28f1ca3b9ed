"""Returned copies (退回稿): what the template writer needs to write a faulty file anew, its values in place and its problems shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gaokai_xlsx.checks.judging import judge
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.filing import Filing, Unit, Unread, Written
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.outgoing.issue import Issue, Sent
from gaokai_xlsx.outgoing.standing import UNFILLED, restored
from gaokai_xlsx.quantity import Figure, Reason, plain
from gaokai_xlsx.results.grouping import for_people
from gaokai_xlsx.roster import name_defect
from gaokai_xlsx.stamp import TRANSCRIBED, defused
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.texts import RULES, Severity, say, visible

_DOUBTFUL_UNIT = ("S-UNIT", "S-FORGED")
_OTHER_YEAR = ("S-YEAR", "S-EDITION")
_CODE, _ISSUES = 20, 998  # characters of a code and issues of a file that a stamp takes over; more are a stranger's joke
_LONGEST = 32_000  # characters of a text; a cell holds 32,767
# What XML cannot hold: control characters (but not line breaks and tabs), halves of pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ORDER = list(Severity)


@dataclass(frozen=True)
class Office:
    """What every returned copy of a collection shares: the form of its year, contact, password, key, by when (``overdue``: it was)."""

    form: Form
    year: int
    contact: str = ""
    password: str = ""
    key: bytes | None = None
    due: str = ""
    overdue: bool = False


def issue(submission: Submission, taken: Submission, terms: Terms, office: Office) -> Issue:
    """The issue that answers a returned file; ``taken`` is the file as it was read, before it was judged.

    The unit stays open where the file is in doubt about it, and figures of another year or edition are listed and not carried over:
    a copy that comes back as it is must not settle what a person has to say.
    """
    filing = submission.filing
    assert filing is not None and submission.sha256 is not None
    errors = {f.code for f in submission.findings if f.is_error}
    unit = None if errors.intersection(_DOUBTFUL_UNIT) else _unit(submission.unit)
    carried = filing.form is office.form and not errors.intersection(_OTHER_YEAR)
    home = _at_home(submission, taken, terms) if carried else [f for f in submission.findings if f.key is None]
    found = [f for f in home if not f.waits and not RULES[f.rule].office]
    past = terms.previous.of(submission.unit, terms.roster) if unit else None
    return Issue(
        office.form,
        office.year,
        unit,
        number=min(submission.stamp.issue if submission.stamp else 1, _ISSUES) + 1,
        kind=TRANSCRIBED if submission.kind == TRANSCRIBED else "returned",
        answers=submission.sha256,
        figures=_numbers(filing) if carried else {},
        previous=dict(past.figures) if past else {},
        contact=office.contact,
        password=office.password,
        key=office.key,
        sent=_sent(submission, filing, found, [f for f in home if f.waits], office, carried=carried),
    )


def _sent(submission: Submission, filing: Filing, found: list[Finding], waiting: list[Finding], office: Office, *, carried: bool) -> Sent:
    """``found`` is what the unit is told, ``waiting`` what it has explained: that is the office's turn and only counted."""
    written = filing.written
    lost = {u.key for u in written.unread} | {f.key for f in found if f.code == "T-ANCHOR"}
    unread = written.unread if carried else (*_listed(filing, office.form), *(replace(u, key=None) for u in written.unread))
    theirs = [f for f in found if f.is_error or not restored(f)]
    lines = sorted(for_people(replace(filing, origins={}), theirs), key=lambda f: _ORDER.index(f.severity))
    told = for_people(replace(filing, origins={}), waiting)
    return Sent(
        file=visible(defused(submission.shown)),
        texts={key: text for key, raw in _texts(filing).items() if (text := _clean(raw))} if carried else {},
        # Where something of a table was not read, its blank cell must not become a zero.
        declared=filing.declared_zero - {filing.form.cells[key].table for key in lost if key} if carried else frozenset(),
        written=Written(
            {key: _quoted(text) for key, text in written.entries.items()},
            {name: _quoted(text) for name, text in written.reasons.items()},
            tuple((_quoted(what), _quoted(why)) for what, why in written.remarks),
            tuple(replace(u, label=_quoted(u.label), place=_quoted(u.place), text=_quoted(u.text)) for u in unread),
        ),
        problems=tuple(_line(f, bool(unread)) for f in lines if f.key or f.severity is not Severity.INFO),
        restored=sum(f.code.startswith("T-") for f in found if f not in theirs),
        marks=_marks(found, bool(unread)),
        carried=carried,
        waiting=tuple(_titled(f) for f in told),
        due=office.due,
        overdue=office.overdue,
    )


def _titled(finding: Finding) -> str:
    """A finding in a word, with its cell."""
    place = say("problems.cell", sheet=finding.sheet, cell=finding.cell) if finding.sheet and finding.cell else ""
    return _quoted(finding.title + place)


def _line(finding: Finding, unread: bool) -> Finding:
    """A problem as the copy says it: no other template is to be filled where this file lists what was not read.

    That blanks counted as 0 is word to the office about the file that came; in the corrected one the unit says so itself.
    """
    own = "anchor" if finding.code == "T-ANCHOR" and unread else "zeroed" if finding.code == "V-ZEROED" else ""
    remedy = say(f"problems.{own}", declare=say("sheet.declare")) if own else finding.remedy
    return replace(finding, message=_quoted(finding.message), remedy=_quoted(remedy))


def _unit(unit: Unit | None) -> Unit | None:
    """The unit, if its name can stand in a stamp and on a cover."""
    if unit is None or name_defect(unit.name):
        return None
    code = unit.code if unit.code and len(unit.code) <= _CODE and not name_defect(unit.code) else None
    return Unit(code, unit.name)


def _numbers(filing: Filing) -> dict[str, Figure]:
    """The inputs that stand as numbers; accepted arithmetic as its result, what the clerk or a declaration made zero as blank."""
    blank = filing.zeroed | filing.left_blank
    return {key: value for key, value in filing.as_numbers.items() if key not in blank}


def _texts(filing: Filing) -> dict[str, str]:
    """The inputs that stand as text, as it stood: also formulas and what a program made of a date or an error."""
    refused = {k: r.raw for k, r in filing.refused.items() if r.number is None and r.reason is not Reason.BLANK}
    return refused | dict(filing.repaired)


def _listed(filing: Filing, form: Form) -> Iterator[Unread]:
    """Everything that stood in the inputs of a file whose figures are not carried over."""
    stood: Mapping[str, str] = {k: plain(v) for k, v in _numbers(filing).items()} | _texts(filing)
    for key, cell in filing.form.cells.items():
        if key in stood:
            place = filing.place(key)
            shown = say("problems.cell", sheet=place.sheet, cell=place.cell)
            yield Unread(key if key in form.cells else None, cell.label, shown, stood[key])


def _marks(found: list[Finding], unread: bool) -> dict[str, Finding]:
    """The gravest finding of each figure that is to be looked at."""
    marks: dict[str, Finding] = {}
    for finding in sorted(found, key=lambda f: _ORDER.index(f.severity)):
        plain_blank = finding.code in UNFILLED and finding.code != "T-ANCHOR"
        whole_again = restored(finding) and not finding.is_error
        if finding.key and finding.severity is not Severity.INFO and not plain_blank and not whole_again:
            marks.setdefault(finding.key, _line(finding, unread))
    return marks


def _at_home(submission: Submission, taken: Submission, terms: Terms) -> list[Finding]:
    """The findings with the addresses of our template, to which the figures go, whatever the places in the file were."""
    filing, raw = submission.filing, taken.filing
    assert filing is not None and raw is not None
    if all((place.sheet, place.cell) == address(filing.form, key) for key, place in filing.origins.items()):
        return list(submission.findings)
    again = judge(replace(taken, unit=submission.unit, filing=replace(raw, origins={})), terms)
    at_home: dict[tuple[str, str | None], Finding] = {(f.rule, f.key): f for f in again.findings if f.key}
    return [_reworded(f, at_home.get((f.rule, f.key), f)) for f in submission.findings]


def _reworded(finding: Finding, at_home: Finding) -> Finding:
    """The same finding as it reads for another place; a decision may have lowered its severity meanwhile."""
    words = at_home.message.replace(f"【{at_home.severity.word}·", f"【{finding.severity.word}·", 1)
    return replace(finding, message=words, remedy=at_home.remedy, sheet=at_home.sheet, cell=at_home.cell)


def _clean(text: str) -> str:
    """A stranger's text that a cell can hold."""
    return _UNPRINTABLE.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST]


def _quoted(text: str) -> str:
    """A stranger's text where it is shown beside the figures: no stamp is to be found in it."""
    return defused(_clean(text))
