"""The decisions that ``decide`` can record: each checked against the unit's files as they stand, with what was before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from gaokai_xlsx.checks.submissions import NEVER, Terms, settle
from gaokai_xlsx.decisions import Decision, Kind
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form.code import FORMAT, check_code
from gaokai_xlsx.quantity import Reason, fold
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import RULES, say, visible
from gaokai_xlsx.verbs._accepting import accept, matching

_SHORTEST = 8  # characters of a sha256 that name a file


@dataclass(frozen=True)
class Case:
    """One unit's files in a collection: ``taken`` are all files as they were read, ``folder`` is where they lie."""

    unit: Unit
    taken: tuple[Submission, ...]
    terms: Terms
    folder: Path

    @cached_property
    def files(self) -> list[Submission]:
        """The unit's filings as they stand now; raises ``Usage`` where it has none."""
        found = self._settled(self.terms)
        if not found:
            raise Usage("stop.decide-none", unit=self.unit.name, folder=self.folder)
        return found

    def outcome(self, file: Submission, *more: Decision) -> str:
        """What becomes of a file once these decisions hold."""
        rulings = replace(self.terms.rulings, decisions=(*self.terms.rulings.decisions, *more))
        after = self._settled(replace(self.terms, rulings=rulings))
        return next(s.word for s in after if s.path == file.path)

    def named(self, names: Sequence[str], own: Sequence[Submission], kind: Kind) -> Submission:
        """The one file that is meant: by name, path, sha256, or as the only one of ``own``; raises ``Usage`` that lists them."""
        if len(names) > 1:
            raise Usage("stop.decide-extra", what=kind.word, names=visible("、".join(names[1:])))
        if not names and not own:
            raise Usage("stop.decide-nothing", unit=self.unit.name, what=kind.word, files=self.listed(self.files))
        if not names:
            if len({s.sha256 for s in own}) != 1:
                raise Usage("stop.decide-which", unit=self.unit.name, files=self.listed(own))
            return own[0]
        found = self.matching(names[0])
        if len({s.sha256 for s in found}) > 1:
            raise Usage("stop.decide-which", unit=self.unit.name, files=self.listed(found))
        if not found:
            raise Usage("stop.decide-file", unit=self.unit.name, name=visible(names[0]), files=self.listed(self.files))
        return found[0]

    def matching(self, name: str) -> list[Submission]:
        """The files of that path, name or sha256."""
        wanted = fold(name).replace("\\", "/").removeprefix("./")
        found = [s for s in self.files if fold(s.path) == wanted]
        return found or [s for s in self.files if _is_named(s, wanted)]

    def listed(self, files: Sequence[Submission]) -> str:
        """Files with what has become of them."""
        return "、".join(say("decide.file", file=visible(s.path), outcome=s.word) for s in files)

    @property
    def final(self) -> Decision | None:
        """The decision that holds a file of the unit as final."""
        present = {s.sha256 for s in self.files}
        return next((d for d in self.terms.rulings.about(self.unit) if d.kind is Kind.FINAL and d.sha256 in present), None)

    def _settled(self, terms: Terms) -> list[Submission]:
        own = fold(self.unit.name)
        return [s for s in settle(self.taken, terms)[0] if s.filing and s.unit and fold(s.unit.name) == own]


def made(case: Case, blank: Decision, names: Sequence[str]) -> list[Decision]:
    """The records to add; ``blank`` holds who and why. Raises ``Usage`` for what makes no sense."""
    if blank.kind is Kind.ACCEPT:
        return accept(case.unit, case.files, blank, names)
    return [_KINDS[blank.kind](case, blank, names)]


def _adopt(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    if not names and len({s.sha256 for s in case.files}) > 1:
        raise Usage("stop.decide-which", unit=case.unit.name, files=case.listed(case.files))
    file = case.named(names, case.files, blank.kind)
    _not_final(case, file)
    others = [s for s in case.files if s.sha256 != file.sha256]
    rivals = [s for s in others if s.outcome is Outcome.RETURNED or not _same(s, file)]
    if not rivals and not case.terms.rulings.of(Kind.WITHDRAW, file):
        raise Usage("stop.decide-only", unit=case.unit.name, file=file.shown)
    _not_failed(file, blank.kind)
    left = say("decide.adopt-others", files="".join(f"《{s.shown}》" for s in rivals)) if rivals else ""
    return replace(
        _about(blank, file),
        others=tuple(dict.fromkeys(s.sha256 for s in others if s.sha256)),
        before=say("decide.adopt-before", n=len(case.files), files=case.listed(case.files)),
        after=say("decide.adopt-after", file=file.shown, others=left),
    )


def _final(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    file = case.named(names, [s for s in case.files if s.outcome is Outcome.COUNTED], blank.kind)
    _not_final(case, file)
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


def _withdraw(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    """Of a file, if one is named; else of an earlier record."""
    held = list(case.terms.rulings.about(case.unit))
    meant = held[-1:] if not names else [d for d in held if matching(d, names)]
    if not names or (meant and not case.matching(names[0])):
        if not meant:
            raise Usage("stop.decide-no-record", unit=case.unit.name, files=case.listed(case.files))
        earlier = meant[-1]
        after = say("decide.undo-after", n=earlier.number, what=earlier.what)
        taken = replace(earlier, undoes=True, before=earlier.after, after=after)
        return replace(taken, reason=blank.reason, by=blank.by, date=blank.date, reviewer=blank.reviewer)
    file = case.named(names, [], blank.kind)
    if case.terms.rulings.of(Kind.WITHDRAW, file):
        raise Usage("stop.decide-withdrawn", file=file.shown, unit=case.unit.name)
    if case.final and case.final.sha256 == file.sha256:
        raise Usage("stop.decide-final", unit=case.unit.name, n=case.final.number, file=file.shown)
    before = say("decide.file", file=file.shown, outcome=file.word)
    return replace(_about(blank, file), before=before, after=say("decide.withdraw-after", file=file.shown))


def _transcribe(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    file = case.named(names, case.files, blank.kind)
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
    if never := [RULES[f.rule].title for f in file.findings if f.is_error and f.code in NEVER]:
        raise Usage("stop.decide-never", file=file.shown, titles="、".join(dict.fromkeys(never)))
    counted = next((s for s in case.files if s.outcome in (Outcome.COUNTED, Outcome.CONFLICT) and s.sha256 != file.sha256), None)
    if counted:
        raise Usage("stop.decide-counted", unit=case.unit.name, file=counted.shown)
    told = replace(_about(blank, file), before=say("decide.include-before", file=file.shown, titles=_errors(file)))
    return replace(told, after=say("decide.include-after", outcome=case.outcome(file, told)))


_KINDS: dict[Kind, Callable[[Case, Decision, Sequence[str]], Decision]] = {
    Kind.ADOPT: _adopt,
    Kind.FINAL: _final,
    Kind.WITHDRAW: _withdraw,
    Kind.TRANSCRIBE: _transcribe,
    Kind.ZERO: _zero,
    Kind.INCLUDE: _include,
}


def _about(blank: Decision, file: Submission) -> Decision:
    assert file.sha256 is not None
    return replace(blank, file=visible(file.path), sha256=file.sha256)


def _is_named(file: Submission, wanted: str) -> bool:
    """Whether a file is meant by its bare name, the end of its path, its path from elsewhere, or the beginning of its sha256."""
    path, name = fold(file.path), fold(file.name)
    sha256 = file.sha256 or ""
    ends = path.endswith(f"/{wanted}") or wanted.endswith(f"/{path}")
    return wanted in (name, name.rpartition(".")[0]) or ends or (len(wanted) >= _SHORTEST and sha256.startswith(wanted))


def _same(one: Submission, other: Submission) -> bool:
    return one.filing is not None and other.filing is not None and one.filing.figures == other.filing.figures


def _blanks(file: Submission) -> int:
    """How many figures of the tables a file leaves open."""
    refused = file.filing.refused.items() if file.filing else ()
    return sum(r.reason is Reason.BLANK and not file.filing.form.cells[key].supplement for key, r in refused if file.filing)


def _errors(file: Submission) -> str:
    """What keeps a file out, each kind once."""
    return "、".join(dict.fromkeys(f.message.partition("】")[0].rpartition("·")[2] for f in file.findings if f.is_error))


def _not_final(case: Case, file: Submission) -> None:
    if case.final:
        if case.final.sha256 == file.sha256:
            raise Usage("stop.decide-final-again", unit=case.unit.name, file=file.shown)
        raise Usage("stop.decide-final", unit=case.unit.name, n=case.final.number, file=case.final.file)


def _not_failed(file: Submission, kind: Kind) -> None:
    if file.failed:
        raise Usage("stop.decide-failed", file=file.shown, titles=_errors(file), what=kind.word)
