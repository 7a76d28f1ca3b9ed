"""The rule book: every finding code with its meaning, basis, severity and what people really get, from edition and catalogue."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaokai_xlsx.checks.examples import examples
from gaokai_xlsx.checks.plausibility import THRESHOLDS
from gaokai_xlsx.checks.rules import CHECKS
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.model import ROLES, Form, Identity
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.texts import PAGES, RULES, Rule, Severity, fill, say, variants, visible


@dataclass(frozen=True, slots=True)
class Article:
    """One code explained. ``formula`` is empty for what is no equation, ``editions`` where it applies to all of them."""

    code: str
    group: str
    titles: tuple[str, ...]
    severities: tuple[Severity, ...]
    explainable: bool
    reserved: bool
    says: str
    formula: str
    basis: str
    editions: tuple[str, ...]
    examples: tuple[Finding, ...]


def articles() -> list[Article]:
    """The whole book: identities in form order, then the catalogue in its own."""
    forms = [editions.load(name) for name in reversed(editions.names())]
    shown = examples(forms[0])
    words = {role: next((w for f in forms if (w := f.word(role))), "") for role in ROLES} | THRESHOLDS
    book = list(_identities(forms))
    codes = dict.fromkeys(name.partition("/")[0] for name in RULES if name[0].isupper())
    return book + [_rule(code, forms, words, [f for f in shown if f.code == code]) for code in codes]


def article(wanted: str) -> Article:
    """The article of a code, however it is written, or of a title; raises ``Usage`` that suggests the nearest code."""
    book = articles()
    names = {fold(name).upper(): a for a in reversed(book) for name in (*a.titles, a.code)}
    found = names.get(fold(wanted).upper())
    if found is None:
        near = difflib.get_close_matches(fold(wanted).upper(), names, n=1)
        suggestion = say("usage.no-rule-near", near=names[near[0]].code) if near else ""
        raise Usage("usage.no-rule", code=visible(wanted), near=suggestion)
    return found


def _identities(forms: list[Form]) -> Iterator[Article]:
    """One article a code; the newest edition that has it gives the words."""
    seen: set[str] = set()
    for form in forms:
        for table in form.tables:
            for identity in table.identities:
                if identity.code not in seen:
                    seen.add(identity.code)
                    yield _identity(identity, form, forms)


def _identity(identity: Identity, form: Form, forms: list[Form]) -> Article:
    having = [f for f in forms if any(i.code == identity.code for t in f.tables for i in t.identities)]
    rule = RULES[identity.kind.value]
    shown = [f for f in examples(form) if f.code == identity.code]
    return Article(
        code=identity.code,
        group="identity",
        titles=(identity.title,),
        severities=(rule.severity,),
        explainable=rule.explainable,
        reserved=False,
        says=PAGES[identity.kind.value].says,
        formula=identity.says,
        basis=f"{identity.clause}（{form.document}）",
        editions=_where(having, forms),
        examples=tuple(shown),
    )


def _rule(code: str, forms: list[Form], words: Mapping[str, object], shown: list[Finding]) -> Article:
    entries: list[Rule] = list(variants(code).values())
    page = PAGES[code]
    needs = [check.applies for check in CHECKS if code in check.codes]
    having = [f for f in forms if not needs or any(applies(f) for applies in needs)]
    return Article(
        code=code,
        group=code[0],
        titles=tuple(dict.fromkeys(e.title for e in entries)),
        severities=tuple(s for s in Severity if any(e.severity is s for e in entries)),
        explainable=any(e.explainable for e in entries),
        reserved=page.reserved,
        says=fill(page.says, **words),
        formula="",
        basis=page.basis,
        editions=_where(having, forms),
        examples=tuple(shown),
    )


def _where(having: list[Form], forms: list[Form]) -> tuple[str, ...]:
    return () if len(having) == len(forms) else tuple(f.edition for f in reversed(having))
