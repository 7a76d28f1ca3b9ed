"""What ``decide … withdraw`` takes back: a file that came in, or earlier records, by number, by what they are, or by what they accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gaokai_xlsx.decisions import Decision, about
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.finding import Place
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.texts import say, variants, visible
from gaokai_xlsx.verbs._accepting import is_at
from gaokai_xlsx.verbs._case import Case


def withdraw(case: Case, blank: Decision, names: Sequence[str]) -> list[Decision]:
    """The records to add: of a file, if one is named; else one for each earlier record that is meant (without names the last).

    Raises ``Usage`` that lists records and files.
    """
    if names and case.matching(names[0]):
        return [_file(case, blank, names)]
    if meant := _meant(case, names):
        return [_taken_back(earlier, blank) for earlier in meant]
    if names:
        case.refuse_strangers(names[0])
    raise _refusal(case, "stop.decide-record" if names else "stop.decide-no-record", " ".join(names))


def _file(case: Case, blank: Decision, names: Sequence[str]) -> Decision:
    file = case.named(names, [], blank.kind)
    if case.terms.rulings.of(Kind.WITHDRAW, file):
        raise Usage("stop.decide-withdrawn", file=file.shown, unit=case.unit.name)
    if case.final and case.final.sha256 == file.sha256:
        raise Usage("stop.decide-final", unit=case.unit.name, n=case.final.number, file=file.shown)
    assert file.sha256 is not None
    return replace(
        blank,
        file=visible(file.path),
        sha256=file.sha256,
        before=say("decide.file", file=file.shown, outcome=file.word),
        after=say("decide.withdraw-after", file=file.shown),
    )


def _taken_back(earlier: Decision, blank: Decision) -> Decision:
    after = say("decide.undo-after", n=earlier.number, what=earlier.what)
    taken = replace(earlier, undoes=True, before=earlier.after, after=after)
    return replace(taken, reason=blank.reason, by=blank.by, date=blank.date, reviewer=blank.reviewer)


def _meant(case: Case, names: Sequence[str]) -> list[Decision]:
    """The earlier records that are named; none where a name fits no record."""
    held = case.earlier
    if not names:
        return held[-1:]
    numbered = {name: d for d in held for name in (str(d.number), fold(say("decide.number", n=d.number)))}
    if all(name in numbered for name in names):
        return list(dict.fromkeys(numbered[name] for name in names))
    wanted, *places = (name.casefold() for name in names)
    if of_kind := [d for d in held if wanted in (d.kind.value, fold(d.kind.word)) and not places]:
        if len(of_kind) > 1 and of_kind[0].kind is Kind.ACCEPT:
            raise _refusal(case, "stop.decide-records", names[0])
        return of_kind[-1:]
    accepted = [d for d in held if d.kind is Kind.ACCEPT and wanted in _codes(d)]
    found = [[d for d in accepted if is_at(place, d.key, _places(case, d))] for place in places]
    if not all(found):
        return []
    return list(dict.fromkeys(d for own in found for d in own)) if places else accepted


def _codes(decision: Decision) -> set[str]:
    """A code and its title, as a record of it is named."""
    return {decision.code.casefold(), *(fold(rule.title) for rule in variants(decision.code).values())}


def _places(case: Case, decision: Decision) -> list[Place]:
    """Where an accepted figure stands: in the template, and in the unit's files."""
    at_home = [Place(*address(case.form, decision.key))] if decision.key in case.form.cells else []
    return at_home + [s.filing.place(decision.key) for s in case.own if s.filing and decision.key in s.filing.form.cells]


def _refusal(case: Case, key: str, name: str) -> Usage:
    records = "".join(say("decide.record", n=d.number, what=d.what, about=about(d, case.form)) for d in case.earlier)
    files = "".join(say("decide.choice", choice=say("decide.file", file=visible(s.path), outcome=s.word)) for s in case.own)
    return Usage(key, unit=case.unit.name, name=visible(name), records=records or say("decide.none"), files=files or say("decide.none"))
