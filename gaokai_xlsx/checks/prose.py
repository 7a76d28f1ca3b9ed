"""The numbers in a report's sentences against its tables.

Sentences are read in every way that makes sense: 收办 may be new ones or new and carried-over ones together, 答复 what was settled. Only
where no reading fits there is a finding, with the sentence and the readings tried. What is left alone: ``wording``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaokai_xlsx.checks import wording
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Cell, Form, Kind
from gaokai_xlsx.intake.headings import unnumbered
from gaokai_xlsx.quantity import Figure, fold, plain
from gaokai_xlsx.submission import Passage, Prose
from gaokai_xlsx.texts import say


@dataclass(frozen=True)
class Readings:
    """What a number can mean, by name: each with its figure, where all of it is known."""

    values: Mapping[str, Figure]

    def fits(self, number: Figure) -> bool:
        return not self.values or number in self.values.values()

    @property
    def most(self) -> Figure:
        return max(self.values.values(), default=0)

    @property
    def shown(self) -> str:
        return "、".join(say("prose.reading", what=what, n=plain(n)) for what, n in self.values.items())


class Told:
    """The figures of a filing by what sentences call them."""

    def __init__(self, filing: Filing) -> None:
        self.form, self.known = filing.form, filing.figures
        self.unit = filing.unit.name if filing.unit else ""

    def total(self, *roles: str) -> Figure | None:
        """The sum of the grand totals of rows; None where one is not known or the edition lacks it."""
        keys = [key for role in roles for key in _grand(self.form, role)]
        return self.sum(keys) if len(keys) == len(roles) else None

    def sum(self, keys: Sequence[str]) -> Figure | None:
        return sum((self.known[k] for k in keys), start=0) if all(k in self.known for k in keys) else None

    def readings(self, **named: Figure | None) -> Readings:
        return Readings({say(f"prose.{name.replace('_', '-')}"): value for name, value in named.items() if value is not None})

    def received(self) -> Readings:
        return self.readings(new=self.total("received"), all=self.total("received", "opening"))

    def handled(self) -> Readings:
        return self.readings(settled=self.total("settled"), new=self.total("received"), all=self.total("received", "opening"))


def check_prose(prose: Prose, filing: Filing, last: Filing | None = None) -> Iterator[Finding]:
    """Every number of the sections with text that no reading fits; each sentence once a number."""
    told, before = Told(filing), Told(last) if last else None
    seen: set[str] = set()
    year = filing.year or prose.year
    for passage in (p for number in sorted(prose.sections) for p in prose.sections[number]):
        text = fold(passage.text)
        about, cases = bool(wording.ABOUT.search(text)), bool(wording.CASES_TOO.search(text))
        for sentence in wording.sentences(text, year):
            for finding in _sentence(passage, sentence, told, before, about=about, cases=cases):
                words = finding.message.replace(passage.place, "")
                if words not in seen:
                    seen.add(words)
                    yield finding


def _sentence(passage: Passage, sentence: str, told: Told, before: Told | None, *, about: bool, cases: bool) -> Iterator[Finding]:
    if about:
        yield from _flow(passage, sentence, told)
        yield from _groups(passage, sentence, told)
        yield from _rates(passage, sentence, told, before)
    if cases:
        yield from _cases(passage, sentence, told)
    yield from _fee(passage, sentence, told)


def _flow(passage: Passage, sentence: str, told: Told) -> Iterator[Finding]:
    patterns = (
        (wording.OPENING, told.readings(opening=told.total("opening"))),
        (wording.CLOSING, told.readings(closing=told.total("closing"))),
        (wording.RECEIVED, told.received()),
        (wording.HANDLED, told.handled()),
    )
    taken: set[int] = set()
    for pattern, readings in patterns:
        for match in pattern.finditer(sentence):
            group = 1 if match[1] else 2
            at = match.start(group)
            number = _int(match[group])
            if at in taken or wording.aside(sentence, match, told.unit, part=number <= readings.most):
                continue
            taken.add(at)
            if not readings.fits(number):
                yield _finding("N-FLOW", passage, sentence, number, readings)
    new = told.total("received")
    if new and any(not wording.aside(sentence, match, told.unit) for match in wording.NO_REQUEST.finditer(sentence)):
        yield _finding("N-FLOW/none", passage, sentence, 0, told.readings(new=new))


def _groups(passage: Passage, sentence: str, told: Told) -> Iterator[Finding]:
    """Outcomes and applicants, by the words of the form."""
    groups = outcomes(told.form)
    for name, keys in groups.items():
        for number, others in wording.after(sentence, name, [n for n in groups if n != name]):
            total = told.sum(keys)
            values = {} if total is None else {name: total}
            together = told.sum([k for n in (*others, name) for k in groups[n]])
            if others and together is not None:
                values["、".join((*others, name))] = together
            if not Readings(values).fits(_int(number)):
                yield _finding("N-RESULT", passage, sentence, _int(number), Readings(values))
    for name, columns in _applicants(told.form).items():
        for number, _ in wording.after(sentence, name):
            ways = {w: told.sum([k for c in columns for k in _column(told.form, roles, c)]) for w, roles in _WAYS.items()}
            readings = told.readings(**ways)
            if not readings.fits(_int(number)):
                yield _finding("N-APPLICANT", passage, sentence, _int(number), readings)


_WAYS = {"new": ("received",), "all": ("received", "opening"), "settled": ("settled",)}


def _cases(passage: Passage, sentence: str, told: Told) -> Iterator[Finding]:
    kinds = _case_kinds(told.form)
    results = _case_results(told.form)
    for together, part in wording.parted(sentence, kinds):
        kind = together[-1]
        match = re.match(rf"{re.escape(kind)}([^。;,\d]{{0,12}}?)(\d+)[件起宗]", part)
        if match and not wording.case_aside(match[1]) and not any(name in match[1] for name in results):
            readings = _all_cases(told, kinds, together)
            if not readings.fits(_int(match[2])):
                yield _finding("N-CASE", passage, sentence, _int(match[2]), readings)
        for at, name in enumerate(results):
            for found in re.finditer(rf"{re.escape(name)}[^。;,\d]{{0,6}}?(\d+)[件起宗]", part):
                readings = _one_result(told, kinds, together, at, name)
                if not readings.fits(_int(found[1])):
                    yield _finding("N-CASE", passage, sentence, _int(found[1]), readings)
    for said in wording.no_case(sentence):
        for kind, groups in kinds.items():
            total = told.sum([g[-1] for g in groups.values()])
            if kind in said and total:
                yield _finding("N-CASE/none", passage, sentence, 0, Readings({kind: total}))


def _all_cases(told: Told, kinds: Mapping[str, Mapping[str, list[str]]], together: Sequence[str]) -> Readings:
    """What a number of cases can be: all of these kinds together, of the last one, of one way to it."""
    values = {"、".join(together): told.sum([g[-1] for kind in together for g in kinds[kind].values()])}
    values[together[-1]] = told.sum([g[-1] for g in kinds[together[-1]].values()])
    values |= {name: told.sum([g[-1]]) for name, g in kinds[together[-1]].items()}
    return Readings({name: value for name, value in values.items() if value is not None})


def _one_result(told: Told, kinds: Mapping[str, Mapping[str, list[str]]], together: Sequence[str], at: int, name: str) -> Readings:
    """The same of one result; nothing where a figure is not known."""
    groups = kinds[together[-1]]
    each = {f"{group}{name}": told.sum([keys[at]]) for group, keys in groups.items()}
    known = {k: v for k, v in each.items() if v is not None}
    if len(known) < len(each):
        return Readings({})
    whole = told.sum([keys[at] for kind in together for keys in kinds[kind].values()])
    both = {f"{'、'.join(together)}{name}": whole} if whole is not None and len(together) > 1 else {}
    return Readings(both | {f"{together[-1]}{name}": sum(known.values())} | known)


def _fee(passage: Passage, sentence: str, told: Told) -> Iterator[Finding]:
    paid = [c.key for c in told.form.role("fee_collected")]
    collected = told.sum(paid) if paid else None
    if collected is None:
        return
    for match in wording.FEE.finditer(sentence):
        amount = Decimal(match[1].replace(",", "")) * (10_000 if match[2] else 1)
        charged = told.sum([c.key for c in told.form.role("fee_charged")])
        readings = told.readings(collected=collected, charged=charged)
        if not readings.fits(amount) and not wording.another_time(sentence, match):
            yield _finding("N-FEE", passage, sentence, amount, readings)
    if "处理费" in sentence and wording.NO_FEE.search(sentence) and not wording.FEE.search(sentence) and collected:
        yield _finding("N-FEE/none", passage, sentence, 0, told.readings(collected=collected))


def _rates(passage: Passage, sentence: str, told: Told, before: Told | None) -> Iterator[Finding]:
    """Percentages recomputed from the figures that the sentence may mean."""
    stated = [_int(n) for n in re.findall(wording.NUMBER, sentence)]
    bases = {**told.received().values, **told.handled().values}
    for match in wording.SHARE.finditer(sentence):
        part, rate = _int(match[1]), Decimal(match[2])
        wholes = {**bases, **{str(n): n for n in stated if n > part and bases}}
        rates = {name: Decimal(part * 100) / whole for name, whole in wholes.items() if whole}
        if rates and not any(_near(rate, r) for r in rates.values()):
            shown = Readings({name: round(r, 2) for name, r in rates.items()})
            yield _finding("N-RATE", passage, sentence, rate, shown, what=say("prose.share", n=part))
    for match in wording.GROWTH.finditer(sentence):
        if before is None:
            return
        number, rate = _int(match[1]), Decimal(match[3]) * (1 if match[2] in ("增长", "增加", "上升") else -1)
        then = {**before.received().values, **before.handled().values}
        rates = {n: Decimal((number - then[n]) * 100) / then[n] for n, now in bases.items() if now == number and then.get(n)}
        if rates and not any(_near(rate, r) for r in rates.values()):
            shown = Readings({name: round(r, 2) for name, r in rates.items()})
            yield _finding("N-RATE", passage, sentence, rate, shown, what=say("prose.growth", n=number))


def _near(stated: Decimal, computed: Decimal) -> bool:
    """Whether a percentage is the computed one, at the digits it is written with, rounded or cut."""
    last = Decimal(1).scaleb(int(stated.as_tuple().exponent))
    return -last < stated - computed <= last / 2


def _finding(rule: str, passage: Passage, sentence: str, number: Figure, readings: Readings, what: str = "") -> Finding:
    values = list(readings.values.values())
    nearest = min(values, key=lambda v: abs(Decimal(v) - number)) if values else None
    return make(
        rule,
        left=number,
        right=nearest,
        difference=None if nearest is None else number - nearest,
        place_in_report=passage.place,
        quoted=sentence,
        readings=readings.shown,
        what=what,
    )


def outcomes(form: Form) -> dict[str, list[str]]:
    """The groups of outcomes by name, with the grand totals of their rows."""
    found: dict[str, list[str]] = {}
    grand = _grand(form, "settled")
    for equation in (e for e in form.equations if [e.anchor] == grand and e.identity.kind is Kind.COLUMN_SUM):
        for key in equation.left:
            name = re.split(r"\(", unnumbered(form.cells[key].row_of.label[1]))[0]
            found.setdefault(name, []).append(key)
    return found


def _grand(form: Form, role: str) -> list[str]:
    """The grand total of a row, in the column of totals."""
    return [c.key for c in form.role(role) if c.derived][-1:]


def _applicants(form: Form) -> dict[str, list[str]]:
    """The two sorts of applicants as sentences name them, with their columns."""
    found: dict[str, list[str]] = {}
    for cell in form.role("received"):
        if not cell.derived:
            found.setdefault(cell.column_of.label[1], []).append(cell.column)
    return found


def _column(form: Form, roles: Sequence[str], column: str) -> list[str]:
    return [c.key for role in roles for c in form.role(role) if c.column == column]


def _case_kinds(form: Form) -> dict[str, dict[str, list[str]]]:
    """行政复议 and 行政诉讼: by the name of each group its keys, the total last."""
    found: dict[str, dict[str, list[str]]] = {}
    for total in form.role("cases"):
        path = total.column_of.label
        group = [c.key for c in _of_line(form, total)]
        found.setdefault(path[0], {})[path[-2]] = [*(k for k in group if k != total.key), total.key]
    return found


def _case_results(form: Form) -> list[str]:
    """结果维持, 结果纠正 … in the order of the columns."""
    total = form.role("cases")[0]
    return [c.column_of.label[-1] for c in _of_line(form, total) if c.key != total.key]


def _of_line(form: Form, total: Cell) -> list[Cell]:
    return [c for c in form.of_table(total.table) if c.line == total.line]


def _int(text: str) -> int:
    return int(text.replace(",", ""))
