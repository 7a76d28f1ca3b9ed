"""A small made-up case for every wording of every code, so that the rule book shows what people really get.

What rests on figures is found by the real checks in made-up filings, over roles; what rests on files is worded by the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from gaokai_xlsx.checks import collection, levels
from gaokai_xlsx.checks.prose import outcomes
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Finding, Place, make
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.form.model import Cell, Form, Kind
from gaokai_xlsx.intake.previous import Past, Previous
from gaokai_xlsx.quantity import Figure, Reading, Reason
from gaokai_xlsx.roster import Entry, Roster
from gaokai_xlsx.submission import Below, Inner, Outcome, Submission
from gaokai_xlsx.texts import CASES, MADE_UP, RULES, fill, say

_UNIT, _OTHER = Unit(MADE_UP["number"], MADE_UP["unit"]), Unit(MADE_UP["other_number"], MADE_UP["other"])
_YEAR = 2025


def examples(form: Form) -> tuple[Finding, ...]:
    """One finding for each code and wording, in the terms of an edition; what it has no roles for is left out."""
    found: dict[tuple[str, str], Finding] = {}
    for finding in (*_identities(form), *_values(form), *_years(form), *_plausible(form), *_units(form)):
        found.setdefault((finding.code, finding.rule), finding)
    codes, rules = {code for code, _ in found}, {rule for _, rule in found}
    # What only summaries of several levels show is worded, whichever of a code's other wordings the filings above have given.
    left = (
        rule for rule in RULES if rule in CASES and rule not in rules and (rule.startswith("C-") or rule.partition("/")[0] not in codes)
    )
    made = [_worded(form, rule) for rule in left]
    order = {rule: at for at, rule in enumerate(RULES)}
    return tuple(sorted((*found.values(), *made), key=lambda f: order[f.rule]))


def _filing(form: Form, figures: Mapping[str, Figure], year: int = _YEAR, unit: Unit = _UNIT, **others: Any) -> Filing:
    """A filing whose other figures are 0."""
    zeros: dict[str, Figure] = dict.fromkeys((*form.typed, *form.supplement), 0)
    refused = others.get("refused", {})
    return Filing(form, {k: v for k, v in (zeros | dict(figures)).items() if k not in refused}, unit, year, **others)


def _counts(form: Form) -> list[str]:
    """Typed-in counts; those of the table of applications where there is one."""
    received = form.role("received")
    return [c.key for c in form.cells.values() if not (c.derived or c.decimals) and (not received or c.table == received[0].table)]


def _values(form: Form) -> Iterator[Finding]:
    keys = _counts(form)
    refused = {key: Reading(None, str(CASES[reason.value]["raw"]), reason) for key, reason in zip(keys, Reason, strict=False)}
    yield from check_filing(_filing(form, {}, refused=refused))
    long = Reading(None, str(CASES["V-FRACTION/digits"]["raw"]), Reason.FRACTION)
    yield from check_filing(_filing(form, {}, refused={keys[0]: long}))
    for fee in form.role("fee"):
        for reason, case in ((Reason.TEXT, "V-TEXT/wan"), (Reason.FRACTION, "V-FRACTION/money")):
            yield from check_filing(_filing(form, {}, refused={fee.key: Reading(None, str(CASES[case]["raw"]), reason)}))
    total = next(iter(form.parts.items()), None)
    others: dict[str, Any] = {
        "repaired": {keys[0]: CASES["V-REPAIRED"]["raw"]},
        "arithmetic": {keys[1]: CASES["V-FORMULA/accepted"]["raw"]},
    }
    yield from check_filing(_filing(form, {keys[0]: 12, keys[1]: 17}, zeroed=frozenset(keys[2:3]), **others))
    if total:
        yield from check_filing(_filing(form, {total[1][0]: 12}, cached={total[0]: 0}))
    if form.supplement:
        yield from check_filing(Filing(form, dict.fromkeys(form.typed, 0), _UNIT, _YEAR))


def _identities(form: Form) -> Iterator[Finding]:
    """The first equation of each identity, broken."""
    first = {e.identity.code: e for e in reversed(form.equations)}
    for equation in first.values():
        inner = [form.parts.get(k, (k,))[0] for k in (equation.left[0], equation.right[0])]
        if equation.identity.kind is Kind.BALANCE:
            yield from check_filing(_filing(form, {inner[0]: 2, inner[1]: 1}))
        else:
            yield from check_filing(_filing(form, {inner[0]: 12}, claims={equation.anchor: 15}))


def _years(form: Form) -> Iterator[Finding]:
    first = {role: _typed(form, role) for role in ("closing", "stock", "pending")}
    then = {cells[0].key: 3 for cells in first.values() if cells}
    yield from check_filing(_filing(form, {}), _filing(form, then, _YEAR - 1))
    for older in _older(form):
        yield from check_filing(_filing(form, {}), _filing(older, {}, _YEAR - 1))
    entry = Entry(0, _UNIT.code or "", _UNIT.name)
    names = {"missing": (MADE_UP["other_number"],), "split": (_OTHER.name,), "editions": (_OTHER.name,), "renamed": (_OTHER.name,)}
    for rule in RULES:
        code, _, gap = rule.partition("/")
        if code == "Y-SKIPPED" and gap != "format":
            yield from check_filing(_filing(form, {}), Past(gap=gap, names=names.get(gap, ())), entry=entry)


def _plausible(form: Form) -> Iterator[Finding]:
    fee, decisions = _typed(form, "fee"), _typed(form, "decisions")
    powerless = Entry(0, _UNIT.code or "", _UNIT.name, texts=(("rulemaking", MADE_UP["powerless"]),))
    for now, then in (
        ({c.key: 2 for c in _typed(form, "regulations")[:1]}, None),
        ({c.key: 3 for c in form.role("stock_in")[-1:]}, None),
        ({c.key: 325_000 for c in fee}, {c.key: Decimal("32.5") for c in fee}),
        ({c.key: Decimal("0.00325") for c in fee}, {c.key: Decimal("32.5") for c in fee}),
        (dict.fromkeys(_counts(form)[:6], 7), dict.fromkeys(_counts(form)[:6], 7)),
        ({}, {c.key: 120 for c in decisions[:1]}),
        ({c.key: 300 for c in decisions[:1]}, {c.key: 120 for c in decisions[:1]}),
        ({form.parts.get(c.key, (c.key,))[0]: 1 for c in form.role("cases")[:1]}, {}),
        ({c.key: 1 for c in _typed(form, "unpaid")[:1]}, None),
    ):
        previous = None if then is None else _filing(form, then, _YEAR - 1)
        yield from check_filing(_filing(form, now), previous, entry=powerless)


def _units(form: Form) -> Iterator[Finding]:
    """What only several filings show."""
    same = dict.fromkeys(_counts(form)[:6], 7)
    twins = [_submission(_filing(form, same, unit=unit), f"{unit.name}.xlsx") for unit in (_UNIT, _OTHER)]
    yield from (f for s in collection.alike(twins) for f in s.findings)
    named = zip(twins, ("part", "other_part"), strict=True)
    yield from collection.between([_part(s, Unit(None, MADE_UP[name])) for s, name in named], None)
    closing = _typed(form, "closing")[:1]
    yield from collection.heirless(Previous((_filing(form, {c.key: 3 for c in closing}, _YEAR - 1, _OTHER),)), Roster(()))
    rules = {c.key: 2 for c in _typed(form, "regulations")[:1]}
    yield from collection.several_sources([_submission(_filing(form, rules, unit=unit), "") for unit in (_UNIT, _OTHER)])
    absorbed = {"duty": MADE_UP["absorbed"], "belongs": _OTHER.name}
    roster = Roster((Entry(0, "", _UNIT.name, files=False, texts=tuple(absorbed.items())), Entry(1, "", _OTHER.name)))
    yield from (f for s in levels.once(twins, roster)[0] for f in s.findings)
    yield from collection.twice(twins[:1], roster)
    for older in _older(form):
        yield from collection.unchecked([_submission(_filing(older, {}), "")], [])
    yield from collection.unchecked([], ["P-SHOCK"])


def _submission(filing: Filing, path: str) -> Submission:
    return Submission(path, None, Outcome.COUNTED, unit=filing.unit, year=filing.year, filing=filing)


def _part(only: Submission, whose: Unit) -> Submission:
    """A summary that adds up one unit."""
    assert only.filing is not None
    assert only.unit is not None
    return replace(only, unit=whose, below=Below((Inner(only.filing, only.unit),)))


def _older(form: Form) -> list[Form]:
    return [editions.load(name) for name in editions.names() if name < form.edition][-1:]


def _typed(form: Form, role: str) -> list[Cell]:
    return [c for c in form.role(role) if not c.derived]


def _worded(form: Form, rule: str) -> Finding:
    """A finding of the catalogue with the slots of its made-up case; place and label are the form's own."""
    cell = form.cells[_counts(form)[0]]
    if rule == "T-TAMPERED/formula":
        cell = next((c for c in form.of_table(cell.table) if c.derived), cell)
    label = cell.row_of.short if rule == "T-TAMPERED/label" else cell.label
    slots: dict[str, Any] = {"label": label, "table": form.table(cell.table).sheet, "period": form.period, "count_unit": cell.unit}
    slots |= {"edition": form.edition, "right_edition": form.edition, "outcome": next(iter(outcomes(form)), "")} | MADE_UP
    slots |= {name: fill(text, **slots) if isinstance(text, str) else text for name, text in CASES[rule].items()}
    says = {name: say(key) for name, key in slots.items() if name in ("carrier", "detail", "candidates") and "." in key}
    key = cell.key if "{cell}" in RULES[rule].message else None
    return make(rule, place=Place(*address(form, cell.key)) if key else None, key=key, **(slots | says))
