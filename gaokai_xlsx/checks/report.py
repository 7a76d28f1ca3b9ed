"""A report as a whole: its sections, its year, its tables against the workbook of the same unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gaokai_xlsx.checks.prose import check_prose
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Form, Section
from gaokai_xlsx.submission import Prose

LONGEST = 1000  # characters of the first section, as notices of several places ask (武威 2025, 怀化 2023)
_SHORTEST = 10  # characters of a section that says something
_FEE = re.compile(r"处理费|收费|未收取|没有收取")
_NOTHING = re.compile(r"[无没有暂。，,\s]*")


def check_report(file: str, prose: Prose | None, own: Filing | None, workbook: Filing | None, last: Filing | None) -> Iterator[Finding]:
    """What is wrong with a report: text, sections and year against ``workbook`` (the unit's filing), or against its ``own`` tables."""
    against = workbook or own
    if prose is not None and against is not None:
        yield from _year(file, prose, against)
        yield from check_prose(prose, against, last)
        yield from _sections(file, prose, against.form)
    if own is not None and workbook is not None:
        yield from _tables(file, own, workbook)


def check_texts(file: str, prose: Prose, against: Filing, last: Filing | None) -> Iterator[Finding]:
    """What is wrong with some sections of a report that is being made: their sentences, one without content, one too long."""
    yield from check_prose(prose, against, last)
    for number, section in enumerate(against.form.sections, start=1):
        if number in prose.sections:
            yield from _section(file, prose, against.form, number, section)


def _year(file: str, prose: Prose, against: Filing) -> Iterator[Finding]:
    stated = {y for y in (against.year, prose.period) if y is not None and y != prose.year}
    if prose.year is not None and stated:
        other = min(stated)
        yield make("N-YEAR", left=prose.year, right=other, difference=prose.year - other, file=file)


def _sections(file: str, prose: Prose, form: Form) -> Iterator[Finding]:
    """Only where the report was divided at all: a page without headings says nothing about its sections."""
    if len(prose.sections) < len(form.sections) // 2:
        return
    for number, section in enumerate(form.sections, start=1):
        yield from _section(file, prose, form, number, section)


def _section(file: str, prose: Prose, form: Form, number: int, section: Section) -> Iterator[Finding]:
    said = "".join(p.text for p in prose.sections.get(number, ()))
    if not _holds_table(form, section) and (len(said) < _SHORTEST or _NOTHING.fullmatch(said)):
        yield make("N-SECTION", file=file, section=section.title)
    elif number == 1 and len(re.sub(r"\s", "", said)) > LONGEST:
        yield make("N-SECTION/long", left=len(re.sub(r"\s", "", said)), right=LONGEST, file=file, section=section.title)
    elif section.table and form.table(section.table).supplement and not _FEE.search(said):
        yield make("N-SECTION/fee", file=file, section=section.title)


def _holds_table(form: Form, section: Section) -> bool:
    return section.table is not None and not form.table(section.table).supplement


def _tables(file: str, own: Filing, workbook: Filing) -> Iterator[Finding]:
    if own.form.edition != workbook.form.edition:
        return
    keys = [k for k in own.form.typed if k in own.typed and k in workbook.typed and own.typed[k] != workbook.typed[k]]
    if keys:
        left, right = own.typed[keys[0]], workbook.typed[keys[0]]
        label = own.form.cells[keys[0]].label
        yield make("N-TABLE", left=left, right=right, difference=left - right, file=file, count=len(keys), label=label)
