"""The decisions that ``decide`` can record: each checked against the unit's files as they stand, with what was before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gaokai_xlsx.checks.terms import NEVER
from gaokai_xlsx.decisions import Decision
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.form.code import FORMAT, check_code
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import Reason, fold
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import say, visible
from gaokai_xlsx.verbs._accepting import accept
from gaokai_xlsx.verbs._case import Case
from gaokai_xlsx.verbs._withdrawing import withdraw


def made(case: Case, blank: Decision, names: Sequence[str]) -> list[Decision]:
    """The records to add; ``blank`` holds who and why. Raises ``Usage`` for what makes no sense."""
    if blank.kind is Kind.ACCEPT:
        return accept(case, blank, names)
    if blank.kind is Kind.WITHDRAW:
        return withdraw(case, blank, names)
    if names and not case.matching(names[0]):
        case.refuse_strangers(names[0])
    return [_KINDS[blank.kind](case, blank, names)]


def _adopt(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    if not names and len({s.sha256 for s in case.files}) > 1:
        raise Usage("stop.decide-which", unit=case.unit.name, files=case.listed(case.files))
    file = case.named(names, case.files, blank.kind)
    _not_final(case, file)
    if not file.unanswered:
        _not_failed(file, blank.kind)
    others = [s for s in case.files if s.sha256 != file.sha256]
    rivals = [s for s in others if s.outcome is Outcome.RETURNED or not _same(s, file)]
    if not (rivals or file.unanswered or case.terms.rulings.of(Kind.WITHDRAW, file)):
        raise Usage("stop.decide-only", unit=case.unit.name, file=file.shown)
    earlier = _recorded(case, file, blank.kind)
    if earlier and {s.sha256 for s in others} <= set(earlier.others):
        raise Usage("stop.decide-again", file=file.shown, what=earlier.what, n=earlier.number, unit=case.unit.name)
    left = say("decide.adopt-others", files="".join(f"《{s.shown}》" for s in rivals)) if rivals else ""
    return replace(
        _about(blank, file),
        others=tuple(dict.fromkeys(s.sha256 for s in others if s.sha256)),
        before=say("decide.adopt-before", n=len(case.files), files=case.listed(case.files)),
        after=say("decide.adopt-after", file=file.shown, others=left),
    )


def _final(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    file = case.named(names, [s for s in case.files if s.outcome is Outcome.COUNTED] or case.files, blank.kind)
    _not_final(case, file)
    if file.outcome is Outcome.RETURNED:
        _not_failed(file, blank.kind)
    if file.outcome not in (Outcome.COUNTED, Outcome.DUPLICATE):
        raise Usage("stop.decide-not-counted", file=file.shown, outcome=file.word)
    assert file.filing is not None
    code = f"{check_code(file.filing.form, file.filing.as_numbers):0{len(FORMAT)}}"
    return replace(
        _about(blank, file),
        others=tuple(dict.fromkeys(s.sha256 for s in case.files if s.sha256 and s.sha256 != file.sha256)),
        before=say("decide.final-before", file=file.shown, outcome=file.word),
        after=say("decide.final-after", file=file.shown, code=code),
    )


def _transcribe(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    file = case.named(names, case.files, blank.kind)
    if blank.reviewer and fold(blank.reviewer) == fold(blank.by):
        raise Usage("stop.decide-one-person", who=blank.by)
    earlier = _recorded(case, file, blank.kind)
    if earlier and (earlier.reason, earlier.by, earlier.reviewer) == (blank.reason, blank.by, blank.reviewer):
        raise Usage("stop.decide-again", file=file.shown, what=earlier.what, n=earlier.number, unit=case.unit.name)
    told = replace(_about(blank, file), before=say("decide.file", file=file.shown, outcome=file.word))
    return replace(told, after=say("decide.transcribe-after", file=file.shown, outcome=case.outcome(file, told)))


def _zero(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    file = case.named(names, [s for s in case.files if _blanks(s)], blank.kind)
    if not _blanks(file):
        raise Usage("stop.decide-no-blank", file=file.shown)
    told = replace(_about(blank, file), before=say("decide.zero-before", file=file.shown, n=_blanks(file)))
    return replace(told, after=say("decide.zero-after", outcome=case.outcome(file, told)))


def _include(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    file = case.named(names, [s for s in case.files if s.failed], blank.kind)
    if not file.failed:
        raise Usage("stop.decide-passed", file=file.shown)
    _not_nobodys(file, blank.kind)
    if (earlier := _recorded(case, file, blank.kind)) and file.outcome is Outcome.COUNTED:
        raise Usage("stop.decide-again", file=file.shown, what=earlier.what, n=earlier.number, unit=case.unit.name)
    counted = next((s for s in case.files if s.outcome in (Outcome.COUNTED, Outcome.CONFLICT) and s.sha256 != file.sha256), None)
    if counted:
        raise Usage("stop.decide-counted", unit=case.unit.name, file=counted.shown)
    told = replace(_about(blank, file), before=say("decide.include-before", file=file.shown, titles=file.faults))
    return replace(told, after=say("decide.include-after", outcome=case.outcome(file, told), titles=file.faults))


_KINDS: dict[Kind, Callable[[Case, Decision, Sequence[str]], Decision]] = {
    Kind.ADOPT: _adopt,
    Kind.FINAL: _final,
    Kind.TRANSCRIBE: _transcribe,
    Kind.ZERO: _zero,
    Kind.INCLUDE: _include,
}


def _about(blank: Decision, file: Submission) -> Decision:
    assert file.sha256 is not None
    return replace(blank, file=visible(file.path), sha256=file.sha256)


def _same(one: Submission, other: Submission) -> bool:
    return one.filing is not None and other.filing is not None and one.filing.figures == other.filing.figures


def _blanks(file: Submission) -> int:
    """How many figures of the tables a file leaves open."""
    refused = file.filing.refused.items() if file.filing else ()
    return sum(r.reason is Reason.BLANK and not file.filing.form.cells[key].supplement for key, r in refused if file.filing)


def _recorded(case: Case, file: Submission, kind: Kind) -> Decision | None:
    """The record of that kind about a file that holds."""
    return next((d for d in case.earlier if d.kind is kind and d.sha256 == file.sha256), None)


def _not_final(case: Case, file: Submission) -> None:
    if case.final:
        if case.final.sha256 == file.sha256:
            raise Usage("stop.decide-final-again", unit=case.unit.name, file=file.shown)
        raise Usage("stop.decide-final", unit=case.unit.name, n=case.final.number, file=case.final.file)


def _not_nobodys(file: Submission, kind: Kind) -> None:
    """Whose a file is, or what it rests on, cannot be decided here: its sender is asked, in the words of what was found."""
    if never := [f for f in file.findings if f.is_error and f.code in NEVER]:
        why = "".join(f.message.partition("】")[2] + f.remedy for f in never)
        raise Usage("stop.decide-never", file=file.shown, what=kind.word, why=why)


def _not_failed(file: Submission, kind: Kind) -> None:
    _not_nobodys(file, kind)
    if file.failed:
        raise Usage("stop.decide-failed", file=file.shown, titles=file.faults, what=kind.word)
