"""What the published report says, before it takes a shape: title, opening, the numbered sections with texts and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from gaokai_xlsx.form.model import Form, Section, Table
from gaokai_xlsx.intake.sections import Given
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.publish.sentences import Told, bare, sentences
from gaokai_xlsx.texts import say


class Kind(Enum):
    """What a paragraph is: running text, a subheading, or a place that a person has to fill in."""

    TEXT = "text"
    PART = "part"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of plain text."""

    text: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered section: its title, its paragraphs, and the table below them."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    table: Table | None = None

    @property
    def blanks(self) -> int:
        """How many places a person has to fill in."""
        return sum(p.kind is Kind.BLANK for p in self.paragraphs)


@dataclass(frozen=True)
class Source:
    """What is published: whose figures of which year, all checked.

    ``scope`` is the 口径 to be stated (empty: none); ``counted`` of ``expected`` units are in a sum (None: it is no sum, or
    nobody knows how many were expected); ``silent`` of them did not state the supplement.
    """

    form: Form
    year: int
    name: str
    figures: Mapping[str, Figure]
    scope: str = ""
    counted: int | None = None
    expected: int | None = None
    silent: int = 0


@dataclass(frozen=True)
class Content:
    """The whole report; ``name`` and ``rest`` are the two lines of its title."""

    source: Source
    name: str
    rest: str
    opening: tuple[Paragraph, ...]
    chapters: tuple[Chapter, ...]
    unused: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        """The official title in one line."""
        return self.name + self.rest


def compose(source: Source, given: Given) -> Content:
    """Put the report together from checked figures and the texts that were given."""
    form = source.form
    opening = [Paragraph(text) for text in given.opening]
    if not opening:
        opening.append(Paragraph(say("publish.opening", name=form.name, document=form.document, year=source.year, period=form.period)))
    if source.scope:
        opening.append(Paragraph(_scope(source)))
    told = Told(form, source.year, source.figures)
    chapters = tuple(_chapter(source, told, section, given.texts.get(section.title, ())) for section in form.sections)
    return Content(
        source,
        source.name,
        say("publish.rest", year=source.year, report=form.report_title),
        tuple(opening),
        chapters,
        tuple(_unused(form, told, given)),
    )


def mark(table: Table) -> str:
    """What stands in a given text for the sentences of a table."""
    return f"【{table.short}】"


def _scope(source: Source) -> str:
    if source.counted is None:
        return say("publish.scope", scope=source.scope)
    key = "publish.scope-open" if source.expected is None else "publish.scope-sum"
    return say(key, scope=source.scope, counted=source.counted, expected=source.expected)


def _chapter(source: Source, told: Told, section: Section, given: tuple[str, ...]) -> Chapter:
    table = source.form.table(section.table) if section.table else None
    paragraphs = [_filled(source, told, text) for text in given]
    if not given:
        paragraphs += _parts(told, section) if section.parts else _asked(section, table)
    if table and table.supplement and not any(table.short in p.text for p in paragraphs):
        paragraphs.insert(len(given), _supplement(source, told, table))
    return Chapter(section.title, tuple(paragraphs), None if table is None or table.supplement else table)


def _filled(source: Source, told: Told, text: str) -> Paragraph:
    """A given text with the sentences of a table where it has the table's mark; where there are none, a place to fill in."""
    kind = Kind.TEXT
    for table in told.form.tables:
        if mark(table) in text:
            said = sentences(told, table)
            kind = kind if said else Kind.BLANK
            text = text.replace(mark(table), "".join(said) or _supplement(source, told, table).text)
    return Paragraph(text, kind)


def _parts(told: Told, section: Section) -> Iterator[Paragraph]:
    """Subheadings, the sentences that belong below them, and what a person has to add."""
    for part in section.parts:
        yield Paragraph(part.title, Kind.PART)
        said = "".join(s for key in part.tables for s in sentences(told, told.form.table(key)))
        if said:
            yield Paragraph(said)
        yield _blank(say("publish.ask-part", part=bare(part.title)))


def _asked(section: Section, table: Table | None) -> Iterator[Paragraph]:
    """What the official document asks for in a section that has only text; a section of a table needs none."""
    if section.says:
        yield _blank(say("publish.ask-other", says=section.says) if table else section.says)


def _supplement(source: Source, told: Told, table: Table) -> Paragraph:
    if said := sentences(told, table):
        return Paragraph("".join(said))
    if source.silent:
        return _blank(say("publish.ask-fee-silent", fee=table.short, n=source.silent))
    return _blank(say("publish.ask-fee", fee=table.short))


def _blank(what: str) -> Paragraph:
    return Paragraph(say("publish.blank", what=what), Kind.BLANK)


def _unused(form: Form, told: Told, given: Given) -> Iterator[str]:
    """The marks whose sentences would stand in a section with subheadings, had its text not been given without them."""
    whole = "\n".join(text for texts in given.texts.values() for text in texts)
    for section in form.sections:
        for key in (key for part in section.parts for key in part.tables):
            table = form.table(key)
            if given.texts.get(section.title) and mark(table) not in whole and sentences(told, table):
                yield mark(table)
