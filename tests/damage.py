"""Published reports damaged at random, as editors, converters and page breaks damage them; what the report said is known.

A report is drawn as tables of cells with spans, some of them are damaged, and the whole is written as page, docx, text or the text of
a PDF. ``judged`` says of each figure that comes out of it whether it is right, and if not, whether anybody is told.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape

from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.model import Table
from gaokai_xlsx.intake.importers.report import take_report
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.imported import findings
from tests import helpers, reports
from tests.helpers import FORM


@dataclass
class Td:
    """A cell and how far it stretches."""

    text: str
    down: int = 1
    right: int = 1

    @property
    def number(self) -> bool:
        """Whether it holds a figure."""
        return bool(re.fullmatch(r"\d+(?:\.\d+)?", self.text))


Rows = list[list[Td]]
Damage = Callable[[Rows, random.Random], None]
DAMAGES: dict[str, Damage] = {}


def damage(function: Damage) -> Damage:
    """Enter a kind of damage under its name."""
    DAMAGES[function.__name__] = function
    return function


def drawn(table: Table, typed: Mapping[str, Figure]) -> Rows:
    """The official table as cells row by row."""
    found: Rows = [[] for _ in reports.rows(table, typed)]
    for top, left, bottom, right, said in reports.cells(table, typed):
        found[top].append(Td(said, bottom - top + 1, right - left + 1))
    return found


def _numbered(rows: Rows) -> list[int]:
    return [at for at, row in enumerate(rows) if any(td.number for td in row)]


def _one(rows: Rows, rng: random.Random, more: Callable[[Td], bool] = lambda _: True) -> tuple[list[Td], int]:
    """A row and the place of a number in it."""
    places = [(row, at) for row in rows for at, td in enumerate(row) if td.number and more(td)]
    return rng.choice(places) if places else (rows[-1], 0)


def _label(rows: Rows, rng: random.Random) -> tuple[list[Td], int]:
    return rng.choice([(row, at) for row in rows for at, td in enumerate(row) if len(td.text) > 3 and not td.number])


@damage
def lost_cell(rows: Rows, rng: random.Random) -> None:
    """A number is gone with its cell."""
    row, at = _one(rows, rng)
    del row[at]


@damage
def lost_and_padded(rows: Rows, rng: random.Random) -> None:
    """A cell is gone, the others stand a place on, a blank fills the row up."""
    row, at = _one(rows, rng)
    del row[at]
    row.append(Td(""))


@damage
def padded_before(rows: Rows, rng: random.Random) -> None:
    """A blank cell before a number; the others stand a place on."""
    row, at = _one(rows, rng)
    row.insert(at, Td(""))
    if rng.random() < 0.5:
        row.pop()


@damage
def emptied(rows: Rows, rng: random.Random) -> None:
    """A number is gone, its cell stays."""
    row, at = _one(rows, rng)
    row[at].text = ""


@damage
def emptied_row(rows: Rows, rng: random.Random) -> None:
    """All numbers of a row are gone."""
    for td in rows[rng.choice(_numbered(rows))]:
        td.text = "" if td.number else td.text


@damage
def lost_row(rows: Rows, rng: random.Random) -> None:
    """A row is gone."""
    del rows[rng.choice(_numbered(rows))]


@damage
def doubled_row(rows: Rows, rng: random.Random) -> None:
    """A row stands twice."""
    at = rng.choice(_numbered(rows))
    rows.insert(at, [Td(td.text, 1, td.right) for td in rows[at]])


@damage
def rows_exchanged(rows: Rows, rng: random.Random) -> None:
    """Two rows have changed places with their labels."""
    at = rng.choice(_numbered(rows)[:-1] or [0])
    if at + 1 < len(rows) and all(td.down == 1 for row in rows[at : at + 2] for td in row):
        rows[at], rows[at + 1] = rows[at + 1], rows[at]


@damage
def torn_lines(rows: Rows, rng: random.Random) -> None:
    """A number over two lines of its cell."""
    row, at = _one(rows, rng, lambda td: len(td.text) > 1)
    cut = rng.randrange(1, max(len(row[at].text), 2))
    row[at].text = row[at].text[:cut] + "\n" + row[at].text[cut:]


@damage
def torn_cells(rows: Rows, rng: random.Random) -> None:
    """A number in two cells."""
    row, at = _one(rows, rng, lambda td: len(td.text) > 1)
    cut = rng.randrange(1, max(len(row[at].text), 2))
    row[at : at + 1] = [Td(row[at].text[:cut]), Td(row[at].text[cut:])]
    if len(row) > 7 and rng.random() < 0.5:  # where nothing adds up the row would be one of another report
        row.pop()


@damage
def run_together(rows: Rows, rng: random.Random) -> None:
    """Two numbers in one cell."""
    row, at = _one(rows, rng)
    if at + 1 < len(row) and row[at + 1].number:
        row[at].text += rng.choice(["", "", " ", "\n"]) + row[at + 1].text
        if rng.random() < 0.5:
            del row[at + 1]
        else:
            row[at + 1].text = ""


@damage
def all_in_one(rows: Rows, rng: random.Random) -> None:
    """All numbers of a row in one cell."""
    row = rows[rng.choice(_numbered(rows))]
    numbers = [td for td in row if td.number]
    between = rng.choice(["", " ", "\n"])
    numbers[0].text = between.join(td.text for td in numbers)
    for td in numbers[1:]:
        if rng.random() < 0.5:
            row.remove(td)
        else:
            td.text = ""


@damage
def rows_in_one(rows: Rows, rng: random.Random) -> None:
    """Two rows drawn together: each cell holds both numbers, one a line."""
    pairs = [at for at in _numbered(rows)[:-1] if at + 1 < len(rows) and len(rows[at]) == len(rows[at + 1])]
    if pairs:
        at = rng.choice(pairs)
        for own, under in zip(rows[at], rows[at + 1], strict=True):
            own.text += ("\n" if under.number or rng.random() < 0.5 else "") + under.text
        del rows[at + 1]


@damage
def span_lost(rows: Rows, rng: random.Random) -> None:
    """A merged cell is none any more."""
    wide = [td for row in rows for td in row if td.down > 1 or td.right > 1]
    td = rng.choice(wide)
    td.down, td.right = (1, td.right) if rng.random() < 0.5 and td.down > 1 else (td.down, 1)


@damage
def all_spans_lost(rows: Rows, rng: random.Random) -> None:
    """No cell stretches any more."""
    down, right = rng.choice([(True, False), (False, True), (True, True)])
    for td in (td for row in rows for td in row):
        td.down, td.right = (1 if down else td.down), (1 if right else td.right)


@damage
def span_wrong(rows: Rows, rng: random.Random) -> None:
    """A cell stretches one too far, or not far enough."""
    td = rng.choice([td for row in rows for td in row])
    if rng.random() < 0.5:
        td.right = max(1, td.right + rng.choice([-1, 1]))
    else:
        td.down = max(1, td.down + rng.choice([-1, 1]))


@damage
def label_split(rows: Rows, rng: random.Random) -> None:
    """A label in two cells."""
    row, at = _label(rows, rng)
    cut = rng.randrange(1, len(row[at].text))
    row[at : at + 1] = [Td(row[at].text[:cut], row[at].down), Td(row[at].text[cut:], row[at].down, max(row[at].right - 1, 1))]


@damage
def label_lost(rows: Rows, rng: random.Random) -> None:
    """A label is gone."""
    row, at = _label(rows, rng)
    row[at].text = ""


@damage
def label_up(rows: Rows, rng: random.Random) -> None:
    """A label stands in the row above, together with the label there."""
    at = rng.choice(_numbered(rows))
    above, own = (next((td for td in reversed(rows[n]) if td.text and not td.number), None) for n in (at - 1, at))
    if at and above and own and not any(td.number for td in rows[at - 1][:1]):
        above.text += own.text
        own.text = ""


@damage
def labels_shifted(rows: Rows, rng: random.Random) -> None:
    """The numbers of all rows from one on stand a row lower, the last are lost. Where nothing adds up any order is a report of its own."""
    at = rng.choice([n for n in _numbered(rows) if len([td for td in rows[n] if td.number]) == 7])
    below = [n for n in _numbered(rows) if n >= at and len([td for td in rows[n] if td.number]) == len([t for t in rows[at] if t.number])]
    texts = [[td.text for td in rows[n] if td.number] for n in below]
    for n, said in zip(below, [[""] * len(texts[0]), *texts[:-1]], strict=True):
        for td, text in zip([td for td in rows[n] if td.number], said, strict=True):
            td.text = text


@damage
def word_in_number(rows: Rows, rng: random.Random) -> None:
    """A remark or a footnote stands in a cell."""
    row, at = _one(rows, rng)
    row[at].text = rng.choice(["{}件（含上年）", "约{}", "{}①", "{}*", "其中：{}", "（{}）", "{}、"]).format(row[at].text)


@damage
def heads_lost(rows: Rows, rng: random.Random) -> None:
    """The first rows of the head are gone."""
    body = _numbered(rows)[0]
    del rows[: rng.randrange(1, body + 1)]


@damage
def heads_flat(rows: Rows, _: random.Random) -> None:
    """The inner heads begin at the margin, as where the cells of the outer ones were lost."""
    body = _numbered(rows)[0]
    for row in rows[:body]:
        for td in row:
            td.down, td.right = 1, 1


@damage
def heads_exchanged(rows: Rows, rng: random.Random) -> None:
    """Two rows of the head have changed places."""
    body = _numbered(rows)[0]
    if body > 1:
        one, other = sorted(rng.sample(range(body), 2))
        rows[one], rows[other] = rows[other], rows[one]


@damage
def heads_again(rows: Rows, rng: random.Random) -> None:
    """The head stands once more within the table."""
    body = _numbered(rows)[0]
    at = rng.choice(_numbered(rows))
    rows[at:at] = [[Td(td.text, td.down, td.right) for td in row] for row in rows[:body]]


@damage
def subtotal_column(rows: Rows, rng: random.Random) -> None:
    """One more column of sums, with or without its head."""
    headed, first = rng.random() < 0.7, rng.random() < 0.5
    for row in rows:
        numbers = [at for at, td in enumerate(row) if td.number]
        if len(numbers) == 7:
            total = str(sum(int(row[at].text) for at in numbers[1:6]))
            row.insert(numbers[1] if first else numbers[6], Td(total))
        elif headed and any("商业企业" in td.text for td in row):
            row.insert(0 if first else len(row), Td("小计"))
        for td in row:
            if "法人" in td.text and headed:
                td.right += 1
            if "申请人情况" in td.text:
                td.right += 1


@damage
def subtotal_row(rows: Rows, rng: random.Random) -> None:
    """A row that the form does not have."""
    wide = [at for at in _numbered(rows) if len([td for td in rows[at] if td.number]) == 7]
    if len(wide) > 4:
        at = rng.choice(wide[2:-1])
        sums = [
            sum(int(td.text) for td in column) for column in zip(*([td for td in rows[n] if td.number] for n in wide[2:5]), strict=True)
        ]
        rows.insert(at, [Td(rng.choice(["小计", "", "合计", "其中："])), *(Td(str(n)) for n in sums)])


@damage
def stray_row(rows: Rows, rng: random.Random) -> None:
    """Numbers of something else."""
    rows.insert(rng.choice(_numbered(rows)), [Td(str(rng.randint(0, 9))) for _ in range(rng.choice([1, 2, 7]))])


@damage
def column_lost(rows: Rows, rng: random.Random) -> None:
    """A column of numbers is gone."""
    at = rng.randrange(7)
    for row in rows:
        numbers = [n for n, td in enumerate(row) if td.number]
        if len(numbers) == 7:
            del row[numbers[at]]


@damage
def column_emptied(rows: Rows, rng: random.Random) -> None:
    """A column of numbers is blank."""
    at = rng.choice([rng.randrange(7), 6])
    for row in rows:
        numbers = [td for td in row if td.number]
        if len(numbers) == 7:
            numbers[at].text = ""


@damage
def zeros_blank(rows: Rows, _: random.Random) -> None:
    """Zeros are not written."""
    for td in (td for row in rows for td in row):
        td.text = "" if td.text == "0" else td.text


@damage
def zeros_slashed(rows: Rows, _: random.Random) -> None:
    """Zeros are slashes."""
    for td in (td for row in rows for td in row):
        td.text = "/" if td.text == "0" else td.text


@damage
def page_break(rows: Rows, rng: random.Random) -> None:
    """The table goes on in another one; a label that the break cut stands in both."""
    at = rng.choice(_numbered(rows))
    open_ = [td for n, row in enumerate(rows[:at]) for td in row if n + td.down > at]
    if rng.random() < 0.5:
        rows[at][:0] = [Td("") for _ in open_[:1]]
    if rng.random() < 0.3 and open_ and len(open_[-1].text) > 3:
        open_[-1].text, rest = open_[-1].text[:3], open_[-1].text[3:]
        rows[at].insert(0, Td(rest))
    rows.insert(at, [])


@damage
def page_break_with_heads(rows: Rows, rng: random.Random) -> None:
    """The table goes on in another one that repeats the head."""
    body = _numbered(rows)[0]
    at = rng.choice(_numbered(rows))
    rows[at:at] = [[], *([Td(td.text, td.down, td.right) for td in row] for row in rows[:body])]


@damage
def turned(rows: Rows, _: random.Random) -> None:
    """Rows and columns exchanged, every merged label copied over its cells."""
    filled: dict[tuple[int, int], str] = {}
    for r, row in enumerate(rows):
        c = 0
        for td in row:
            while (r, c) in filled:
                c += 1
            filled.update({(r + down, c + right): td.text for down in range(td.down) for right in range(td.right)})
            c += td.right
    height, width = 1 + max(r for r, _ in filled), 1 + max(c for _, c in filled)
    rows[:] = [[Td(filled.get((r, c), "")) for r in range(height)] for c in range(width)]


@dataclass
class Report:
    """A damaged report: its bytes, what it said before, and the damages it has."""

    data: bytes
    truth: Mapping[str, Figure]
    kinds: list[str] = field(default_factory=list)


def made(seed: int, kind: str, kinds: list[str] | None = None) -> Report:
    """A report of this seed as html, docx, txt or pdftext, with up to three damages (of ``kinds`` where given)."""
    rng = random.Random(seed)
    truth = figures(seed, rng)
    chosen: list[str] = []
    tables: list[tuple[Table, Rows]] = []
    for table in reports.TABLES:
        rows = drawn(table, truth)
        for _ in range(rng.choice([0, 1, 1, 2, 3]) if table.key == "requests" else rng.choice([0, 0, 0, 1, 1, 2])):
            name = rng.choice(kinds or list(DAMAGES))
            if not _numbered(rows):
                break
            try:
                DAMAGES[name](rows, rng)
            except (IndexError, ValueError):  # it has nothing to meet
                continue
            chosen.append(f"{table.key[:3]}:{name}")
        tables.append((table, rows))
    return Report(WRITERS[kind](tables, rng), truth, chosen)


def figures(seed: int, rng: random.Random) -> dict[str, Figure]:
    """Invented figures, or those of a real report."""
    real = helpers.real_reports() if helpers.SHARED.exists() and rng.random() < 0.3 else []
    if real:
        report = rng.choice([r for r in real if all(r["figures"].get(k) is not None for k in FORM.typed)] or real)
        typed, _ = helpers.real_figures(report)
        return {k: typed.get(k, 0) for k in FORM.typed}
    return reports.figures(seed, *rng.choice([(2, 0.3), (9, 0.1), (40, 0.3), (300, 0.6), (30_000, 0.9)]))


def _around(table_text: Callable[[Table, Rows], str], tables: list[tuple[Table, Rows]], line: str, title: str) -> str:
    said = [line.format(f"{reports.UNIT}{reports.YEAR}年{FORM.report_title}"), line.format(reports.OPENING)]
    said += [title.format(FORM.sections[0].title), line.format(reports.TEXTS[1])]
    for table, rows in tables:
        said += [title.format(table.title), table_text(table, rows)]
    for number in (5, 6):
        said += [title.format(FORM.sections[number - 1].title), line.format(reports.TEXTS[number])]
    return "\n".join(said)


def _parts(rows: Rows) -> list[Rows]:
    found: list[Rows] = [[]]
    for row in rows:
        if row:
            found[-1].append(row)
        else:
            found.append([])
    return [part for part in found if part]


def _html(tables: list[tuple[Table, Rows]], rng: random.Random) -> bytes:
    between = rng.choice(["", "<p>- 3 -</p>", "<p></p>"])

    def cell(td: Td) -> str:
        spans = (f' rowspan="{td.down}"' if td.down > 1 else "") + (f' colspan="{td.right}"' if td.right > 1 else "")
        return f"<td{spans}>{escape(td.text).replace(chr(10), '<br>')}</td>"

    def one(_: Table, rows: Rows) -> str:
        drawn = (f"<table>{''.join('<tr>' + ''.join(map(cell, row)) + '</tr>' for row in part)}</table>" for part in _parts(rows))
        return between.join(drawn)

    return f"<html><head><meta charset=utf-8></head><body>{_around(one, tables, '<p>{}</p>', '<h2>{}</h2>')}</body></html>".encode()


@cache
def _shell() -> dict[str, bytes]:
    return helpers.parts(reports.docx({}))


def _docx(tables: list[tuple[Table, Rows]], rng: random.Random) -> bytes:
    """Word's own writing of merged cells: each covered place is a cell that goes on."""
    members = dict(_shell())

    def paragraph(text: str) -> str:
        return "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))

    def one(_: Table, rows: Rows) -> str:
        return paragraph(rng.choice(["", "- 3 -"])).join(map(part, _parts(rows)))

    def part(rows: Rows) -> str:
        going: dict[int, tuple[int, int]] = {}  # column -> rows left, width
        out = "<w:tbl>"
        for row in rows:
            out += "<w:tr>"
            column, waiting = 0, list(row)
            while waiting or any(c >= column for c in going):
                if column in going:
                    left, width = going.pop(column)
                    if left > 1:
                        going[column] = (left - 1, width)
                    out += f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/><w:vMerge/></w:tcPr><w:p/></w:tc>'
                    column += width
                    going = {c: g for c, g in going.items() if c >= column or c in going}
                    if left > 1:
                        continue
                    continue
                if not waiting:
                    break
                td = waiting.pop(0)
                merge = '<w:vMerge w:val="restart"/>' if td.down > 1 else ""
                out += f'<w:tc><w:tcPr><w:gridSpan w:val="{td.right}"/>{merge}</w:tcPr>{paragraph(td.text)}</w:tc>'
                if td.down > 1:
                    going[column] = (td.down - 1, td.right)
                column += td.right
            out += "</w:tr>"
        return out + "</w:tbl>"

    name = "word/document.xml"
    text = members[name].decode()
    start, end = text.index("<w:body>") + 8, text.rindex("<w:sectPr")
    body = _around(one, tables, "<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "<w:p><w:r><w:t>{}</w:t></w:r></w:p>")
    members[name] = (text[:start] + body + text[end:]).encode()
    return helpers.packed(members)


def _txt(tables: list[tuple[Table, Rows]], rng: random.Random) -> bytes:
    between = rng.choice(["\t", " | ", " ", "   ", "\n"])

    def one(_: Table, rows: Rows) -> str:
        return "\n".join(between.join(td.text.replace("\n", " ") for td in row) for row in rows)

    return _around(one, tables, "{}", "{}").encode()


def _pdftext(tables: list[tuple[Table, Rows]], rng: random.Random) -> bytes:
    """Lines as converters write them: long labels over several lines, the numbers on one of them, pages counted."""
    width, where, page = rng.choice([5, 8, 11, 14]), rng.choice(["first", "middle", "last", "apart"]), rng.choice([7, 11, 19])

    def one(_: Table, rows: Rows) -> str:
        out: list[str] = []
        for number, row in enumerate(rows):
            first = next((at for at, td in enumerate(row) if td.number), len(row))
            numbers = " ".join(td.text.replace("\n", " ") for td in row[first:])
            label = "".join(td.text for td in row[:first]).replace("\n", "")
            pieces = [label[n : n + width] for n in range(0, len(label), width)] or [""]
            at = {"first": 0, "middle": len(pieces) // 2, "last": len(pieces) - 1, "apart": len(pieces) // 2}[where]
            if where == "apart" and numbers and len(pieces) > 1:
                pieces.insert(at, numbers)
            else:
                pieces[at] = f"{pieces[at]} {numbers}".strip()
            out += pieces
            if number % page == page - 1:
                out.append(rng.choice(["- 4 -", "", "第4页", "4"]))
        return "\n".join(out)

    return _around(one, tables, "{}", "{}").encode()


WRITERS: dict[str, Callable[[list[tuple[Table, Rows]], random.Random], bytes]] = {
    "html": _html,
    "docx": _docx,
    "txt": _txt,
    "pdftext": _pdftext,
}


@dataclass
class Verdict:
    """What came out of a damaged report: wrong figures that nobody is told of, wrong ones with a mark, ones that are just missing."""

    silent: dict[str, tuple[Figure, Figure, str]]
    marked: dict[str, tuple[Figure, Figure, str]]
    unsaid: set[str]
    ways: Counter[str]


def judged(report: Report) -> Verdict:
    """Import a report and compare it with the truth; a figure under a finding of an identity it is part of is told."""
    submission = take_report("报告", report.data)
    filing = submission.filing
    if filing is None:
        return Verdict({}, {}, set(), Counter(none=len(FORM.typed)))
    known = with_totals(FORM, dict(report.truth))
    wrong = {
        k: (v, known[k], filing.sources[k].how if k in filing.sources else "")
        for k, v in (filing.typed | filing.claims).items()
        if k in known and v != known[k]
    }
    told = {f.key for f in findings(submission) if f.key}
    equations = [{*e.left, *e.right} for e in FORM.equations if e.anchor in told]
    named = told | {key for keys in equations for key in keys}
    doubted = named | {part for key in named for part in FORM.parts.get(key, ())}
    doubted |= {key for key, parts in FORM.parts.items() if doubted.intersection(parts)}
    missing = {k for k in FORM.typed if k not in filing.typed}
    ways = Counter(filing.sources[k].how for k in FORM.typed if k in filing.typed)
    ways["blank"] = len(missing)
    return Verdict(
        {k: w for k, w in wrong.items() if k not in doubted},
        {k: w for k, w in wrong.items() if k in doubted},
        missing - told - set(filing.refused),
        ways,
    )
