"""The numbers in a report's sentences against its tables.

Sentences are read in every way that makes sense: 收办 may be new ones or new and carried-over ones together, 答复 what was settled. Only
where no reading fits there is a finding, with the sentence and the readings tried. What speaks of another population (one level of a
place, another year, other kinds of applications) is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Cell, Form, Kind
from gaokai_xlsx.intake.headings import unnumbered
from gaokai_xlsx.quantity import Figure, fold, plain
from gaokai_xlsx.submission import Passage, Prose
from gaokai_xlsx.texts import say

_N = r"(\d{1,3}(?:,\d{3})+|\d+)(?![\d.])[件份]"
_GAP = r"[^。;,\d]{0,24}?"
_ABOUT = re.compile(r"信息公开申请|依申请公开|公开申请|申请公开")
_CASES_TOO = re.compile(r"信息公开|依申请|公开申请")
# Part of the whole, or something else than applications of this kind.
_OTHER = re.compile(
    r"本级|市直|县直|区直|局机关|厅机关|委机关|本部|县区|各县|各区|乡镇|街道|转办|转来|网上申请|在线申请|信函|邮寄|当面|传真|备案|累计|历年|以来"
)
_ELSE = re.compile(r"许可|信访|咨询|来信|建议|提案|投诉")  # what offices receive and answer besides
_PARTLY = re.compile(r"(?:公开|提供|不予|其他|其中|对)$")  # 同意公开答复9件, 不予处理0件: one outcome, not all of them
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_RECEIVED = re.compile(rf"(?:新收|收到|接收|受理|接到){_GAP}(?:申请)?[^。;,\d]{{0,8}}?{_N}")
_HANDLED = re.compile(rf"(?:收办|办理|处理|办结|答复|办复|回复){_GAP}{_N}")
_OPENING = re.compile(rf"(?:上|去|前)一?年度?(?:结转|转来|转入|遗留){_GAP}{_N}")
_CLOSING = re.compile(
    rf"{_N}[^。;,\d]{{0,6}}(?:结转|顺延|转)(?:至|到|入)?(?:下一?|次)年|(?:结转|顺延|转)(?:至|到|入)?(?:下一?|次)年度?[^。;,\d]{{0,12}}?{_N}"
)
_NO_REQUEST = re.compile(r"(?:未|没有|无)(?:收到|接到|接收|受理)[^。;,\d]{0,16}申请")
_NO_CASE = re.compile(
    r"(?:没有|未|无)(?:发生|引发|产生|出现|收到|涉及|因|被)?[^。;,\d]{0,32}(复议|诉讼)(?![^。;,]{0,6}(?:纠|败诉|撤销|变更))"
)
_FEE = re.compile(r"(?:收取|收缴|征收|实收)[^。;\d]{0,24}(?:信息处理费|处理费)[^。;\d]{0,10}?(\d[\d,]*(?:\.\d+)?)(万?)元")
_NO_FEE = re.compile(r"(?:没有|未|无)(?:向[^。;]{0,12})?(?:发生|产生)?[^。;,\d]{0,8}(?:收取|收费|征收)|不收取")
_SHARE = re.compile(rf"{_N}[^。;\d]{{0,10}}?占[^。;\d]{{0,16}}?(\d+(?:\.\d+)?)%")
_GROWTH = re.compile(rf"{_N}[^。;\d]{{0,8}}?(?:同比|比上年|较上年|比去年|较去年)(增长|增加|上升|下降|减少|降低)了?(\d+(?:\.\d+)?)%")
_CUT = re.compile(r"[。;!?]")


@dataclass(frozen=True)
class Readings:
    """What a number can mean, by name: each with its figure, where all of it is known."""

    values: Mapping[str, Figure]

    def fits(self, number: Figure) -> bool:
        return not self.values or number in self.values.values()

    @property
    def shown(self) -> str:
        return "、".join(say("prose.reading", what=what, n=plain(n)) for what, n in self.values.items())


class Told:
    """The figures of a filing by what sentences call them."""

    def __init__(self, filing: Filing) -> None:
        self.form, self.known = filing.form, filing.figures

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
        about, cases = bool(_ABOUT.search(fold(passage.text))), bool(_CASES_TOO.search(fold(passage.text)))
        for sentence in filter(None, _CUT.split(fold(passage.text))):
            for finding in _sentence(passage, sentence, told, before, year, about=about, cases=cases):
                words = finding.message.replace(passage.place, "")
                if words not in seen:
                    seen.add(words)
                    yield finding


def _sentence(
    passage: Passage, sentence: str, told: Told, before: Told | None, year: int | None, *, about: bool, cases: bool
) -> Iterator[Finding]:
    if _OTHER.search(sentence) or any(year is not None and int(y) != year for y in _YEAR.findall(sentence)):
        return
    if about:
        yield from _flow(passage, sentence, told)
        yield from _groups(passage, sentence, told)
        yield from _rates(passage, sentence, told, before)
    if cases:
        yield from _cases(passage, sentence, told)
    yield from _fee(passage, sentence, told)


def _flow(passage: Passage, sentence: str, told: Told) -> Iterator[Finding]:
    patterns = (
        (_OPENING, told.readings(opening=told.total("opening"))),
        (_CLOSING, told.readings(closing=told.total("closing"))),
        (_RECEIVED, told.received()),
        (_HANDLED, told.handled()),
    )
    taken: set[int] = set()
    for pattern, readings in patterns:
        for match in pattern.finditer(sentence):
            group = 1 if match[1] else 2
            at = match.start(group)
            if at in taken or _ELSE.search(match[0]) or _PARTLY.search(sentence[: match.start()]):
                continue
            taken.add(at)
            number = _int(match[group])
            if not readings.fits(number):
                yield _finding("N-FLOW", passage, sentence, number, readings)
    new = told.total("received")
    if _NO_REQUEST.search(sentence) and new:
        yield _finding("N-FLOW/none", passage, sentence, 0, told.readings(new=new))


def _groups(passage: Passage, sentence: str, told: Told) -> Iterator[Finding]:
    """Outcomes and applicants, by the words of the form."""
    for name, keys in outcomes(told.form).items():
        for number in _after(sentence, name):
            total = told.sum(keys)
            readings = Readings({} if total is None else {name: total})
            if not readings.fits(number):
                yield _finding("N-RESULT", passage, sentence, number, readings)
    for name, columns in _applicants(told.form).items():
        for number in _after(sentence, name):
            ways = {w: told.sum([k for c in columns for k in _column(told.form, roles, c)]) for w, roles in _WAYS.items()}
            readings = told.readings(**ways)
            if not readings.fits(number):
                yield _finding("N-APPLICANT", passage, sentence, number, readings)


_WAYS = {"new": ("received",), "all": ("received", "opening"), "settled": ("settled",)}


def _cases(passage: Passage, sentence: str, told: Told) -> Iterator[Finding]:
    kinds = _case_kinds(told.form)
    starts = sorted((m.start(), kind) for kind in kinds for m in re.finditer(re.escape(kind), sentence))
    ends = [start for start, _ in starts[1:]] + [len(sentence)] * bool(starts)
    for (start, kind), end in zip(starts, ends, strict=True):
        part, groups = sentence[start:end], kinds[kind]
        match = re.match(rf"{re.escape(kind)}[^。;,\d]{{0,12}}?(\d+)[件起宗]", part)
        if match:
            totals = [told.sum([g[-1]]) for g in groups.values()]
            whole = sum(t for t in totals if t is not None) if all(t is not None for t in totals) else None
            values = {kind: whole} | {name: told.sum([g[-1]]) for name, g in groups.items()}
            readings = Readings({k: v for k, v in values.items() if v is not None})
            if not readings.fits(_int(match[1])):
                yield _finding("N-CASE", passage, sentence, _int(match[1]), readings)
        for at, name in enumerate(_case_results(told.form)):
            for found in re.finditer(rf"{re.escape(name)}[^。;,\d]{{0,6}}?(\d+)[件起宗]", part):
                each = {f"{group}{name}": told.sum([keys[at]]) for group, keys in groups.items()}
                known = {k: v for k, v in each.items() if v is not None}
                readings = Readings({f"{kind}{name}": sum(known.values())} | known if len(known) == len(each) else {})
                if not readings.fits(_int(found[1])):
                    yield _finding("N-CASE", passage, sentence, _int(found[1]), readings)
    for match in _NO_CASE.finditer(sentence):
        for kind, groups in kinds.items():
            total = told.sum([g[-1] for g in groups.values()])
            if kind in match[0] and total:
                yield _finding("N-CASE/none", passage, sentence, 0, Readings({kind: total}))


def _fee(passage: Passage, sentence: str, told: Told) -> Iterator[Finding]:
    paid = [c.key for c in told.form.role("fee_collected")]
    collected = told.sum(paid) if paid else None
    if collected is None:
        return
    for match in _FEE.finditer(sentence):
        amount = Decimal(match[1].replace(",", "")) * (10_000 if match[2] else 1)
        charged = told.sum([c.key for c in told.form.role("fee_charged")])
        readings = told.readings(collected=collected, charged=charged)
        if not readings.fits(amount):
            yield _finding("N-FEE", passage, sentence, amount, readings)
    if "处理费" in sentence and _NO_FEE.search(sentence) and not _FEE.search(sentence) and collected:
        yield _finding("N-FEE/none", passage, sentence, 0, told.readings(collected=collected))


def _rates(passage: Passage, sentence: str, told: Told, before: Told | None) -> Iterator[Finding]:
    """Percentages recomputed from the figures that the sentence may mean."""
    stated = [_int(n) for n in re.findall(rf"{_N}", sentence)]
    bases = {**told.received().values, **told.handled().values}
    for match in _SHARE.finditer(sentence):
        part, rate = _int(match[1]), Decimal(match[2])
        wholes = {**bases, **{str(n): n for n in stated if n > part and bases}}
        rates = {name: Decimal(part * 100) / whole for name, whole in wholes.items() if whole}
        if rates and not any(_near(rate, r) for r in rates.values()):
            shown = Readings({name: round(r, 2) for name, r in rates.items()})
            yield _finding("N-RATE", passage, sentence, rate, shown, what=say("prose.share", n=part))
    for match in _GROWTH.finditer(sentence):
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
    return abs(stated - computed) <= Decimal(1).scaleb(int(stated.as_tuple().exponent))


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


def _after(sentence: str, name: str) -> list[int]:
    """The numbers that a sentence gives right behind a name."""
    return [_int(m) for m in re.findall(rf"{re.escape(name)}(?:申请|的|类|共|为|:)*{_N}", sentence)]


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
