"""The workbook that goes out: official tables with only the inputs open, cover, live checks, stamp on every sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.formulas import name_of, quote, ranges, total_formula
from gaokai_xlsx.form.grid import Box, a1, grid
from gaokai_xlsx.form.model import Cell, Equation, Form, Table
from gaokai_xlsx.outgoing.tables import draw
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.workbook import AMBER, BLUE, COUNT, FAINT, GREY, HEI, LINE, MONEY, Book, lines, write_figure, write_text

STAMP_NAME = "GK_STAMP"
_OPEN_ROWS = 12  # rows of 差异说明 to write in


@dataclass(frozen=True)
class Issue:
    """What one workbook is issued with: whom, which year, figures already known (件, 万元, 元)."""

    form: Form
    year: int
    unit: Unit | None = None
    number: int = 1
    kind: str = "template"
    answers: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    contact: str = ""

    @property
    def stamp(self) -> Stamp:
        """The stamp this workbook carries."""
        code, name = (self.unit.code or "", self.unit.name) if self.unit else ("", "")
        return Stamp(self.form.edition, self.year, code, name, self.number, self.kind, self.answers)

    @property
    def title(self) -> str:
        """The official title: 单位全称＋年度＋年政府信息公开工作年度报告."""
        return f"{self.unit.name if self.unit else ''}{self.year}年{self.form.report_title}"


def build(issue: Issue) -> bytes:
    """The workbook as bytes; the same issue gives the same bytes."""
    writer = _Writer(issue)
    writer.cover()
    for table in issue.form.tables:
        writer.table(table)
    writer.reasons()
    writer.checks()
    writer.signature_page()
    writer.notes()
    writer.carriers()
    return writer.book.data()


class _Writer:
    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.form = issue.form
        self.figures = with_totals(issue.form, issue.figures)
        self.book = Book(issue.title, str(issue.stamp))
        self.small = self.book.style(font_size=8, font_color=FAINT, align="left")
        self.head = self.book.style(font_name=HEI, border=1, border_color=LINE, bg_color=GREY, align="center", text_wrap=True)
        self.text = self.book.style(border=1, border_color=LINE, text_wrap=True)
        self.open_text = self.book.style(border=1, border_color=LINE, text_wrap=True, locked=False, bg_color=BLUE)

    def finish(self, sheet: Worksheet, rows: int, columns: int, *, header: bool = True) -> None:
        """Stamp below the content, header and footer, print area, lock."""
        stamp = str(self.issue.stamp)
        write_text(sheet, Box(rows + 1, 0, rows + 1, max(columns - 1, 1)), texts.say("sheet.stamp", stamp=stamp), self.small)
        sheet.print_area(0, 0, rows + 1, columns - 1)
        if header:
            sheet.set_header(f'&C&"{HEI},Regular"&14 {_escape(self.issue.title)}')  # the blank ends the size before a digit
        sheet.set_footer(f"&L&8 {_escape(stamp)[:200]}&R&9" + texts.say("sheet.page"))
        self.book.lock(sheet)

    def cover(self) -> None:
        sheet = self.book.sheet(texts.say("sheet.cover"))
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 46)
        big = self.book.style(font_name=HEI, font_size=18, align="center", text_wrap=True)
        sheet.set_row(0, 64)
        write_text(sheet, Box(0, 0, 0, 1), self.issue.title, big)
        unit = self.issue.unit
        rows: list[tuple[str, str | None]] = [
            ("cover.year", texts.say("cover.year-value", year=self.issue.year, period=self.form.period)),
            ("cover.unit", unit.name if unit else None),
            ("cover.code", (unit.code or "") if unit else ""),
            ("cover.filler", None),
            ("cover.phone", None),
            ("cover.reviewer", None),
            ("cover.head", None),
            ("cover.date", None),
            ("cover.contact", self.issue.contact or texts.say("cover.no-contact")),
            ("cover.edition", f"{self.form.name}（{self.form.document}）"),
        ]
        for row, (label, value) in enumerate(rows, start=2):
            sheet.set_row(row, 26)
            sheet.write_string(row, 0, texts.say(label), self.head)
            sheet.write_string(row, 1, value or "", self.text if value is not None else self.open_text)
        row = len(rows) + 3
        for key in ("cover.secret", "cover.colours", "cover.how"):
            sheet.set_row(row, 34)
            write_text(sheet, Box(row, 0, row, 1), texts.say(key), self.book.style(text_wrap=True, align="left"))
            row += 1
        self.finish(sheet, row, 2, header=False)
        sheet.set_selection(3 if unit is None else 5, 1, 3 if unit is None else 5, 1)
        sheet.activate()

    def table(self, table: Table) -> None:
        landscape = table.orientation == "landscape"
        sheet = self.book.sheet(table.sheet, landscape=landscape)
        sheet.fit_to_pages(1, 1)
        plan = draw(self.book, sheet, self.form, table, self._figure(sheet, table))
        first = next(c for c in self.form.of_table(table.key) if not c.derived)
        corner = plan.places[first.key]
        sheet.freeze_panes(*((plan.blocks[0].body, plan.label_columns) if len(plan.blocks) == 1 and plan.rows > 10 else (0, 0)))
        sheet.set_selection(corner.top, corner.left, corner.top, corner.left)
        self._validate(sheet, table)
        self._panel(sheet, table, plan.columns + 1)
        self.finish(sheet, plan.rows, plan.columns)

    def _figure(self, sheet: Worksheet, table: Table) -> Callable[[Cell, Box], None]:
        def write(cell: Cell, box: Box) -> None:
            style = self.book.style(
                border=1,
                border_color=LINE,
                align="center",
                num_format=MONEY if cell.decimals else COUNT,
                **({"bg_color": GREY} if cell.derived else {"locked": False, "bg_color": BLUE}),
            )
            formula = total_formula(self.form, cell.key) if cell.derived else None
            write_figure(sheet, box, self.figures.get(cell.key), style, formula)
            self.book.define_name(name_of(cell.key), f"={quote(table.sheet)}!{a1(box.top, box.left, absolute=True)}")

        return write

    def _validate(self, sheet: Worksheet, table: Table) -> None:
        """One rule a rectangle of alike inputs; paste destroys it, so nothing relies on it."""
        alike: dict[tuple[str, int, bool], list[Box]] = {}
        places = grid(table).places
        for cell in self.form.of_table(table.key):
            if not cell.derived:
                alike.setdefault((cell.unit, cell.decimals, cell.signed), []).append(places[cell.key])
        for (unit, decimals, signed), boxes in alike.items():
            rule = {
                "validate": "decimal" if decimals else "integer",
                "criteria": "between",
                "minimum": -999_999_999 if signed else 0,
                "maximum": 999_999_999,
                "input_message": texts.say("input.money" if decimals else "input.count", unit=unit),
                "error_title": texts.say("input.error-title"),
                "error_message": texts.say("input.error", unit=unit),
            }
            first, *others = ranges(boxes)
            sheet.data_validation(first, rule | ({"multi_range": " ".join((first, *others))} if others else {}))

    def _panel(self, sheet: Worksheet, table: Table, column: int) -> None:
        """Right of the table and outside the print area: 本表其余空格均为0."""
        sheet.set_column(column, column, 24)
        sheet.set_column(column + 1, column + 1, 8)
        if table.supplement:
            return
        sheet.write_string(0, column, texts.say("sheet.declare"), self.book.style(border=1, border_color=LINE, bg_color=AMBER))
        sheet.write_string(0, column + 1, texts.say("sheet.no"), self.book.style(border=1, border_color=LINE, align="center", locked=False))
        answers = [texts.say("sheet.yes"), texts.say("sheet.no")]
        sheet.data_validation(0, column + 1, 0, column + 1, {"validate": "list", "source": answers})
        tip = self.book.style(font_size=9, font_color=FAINT, text_wrap=True, valign="top")
        write_text(sheet, Box(1, column, 3, column + 1), texts.say("sheet.declare-tip"), tip)

    def reasons(self) -> None:
        sheet = self.book.sheet(texts.say("sheet.reasons"))
        heads = [(texts.say(f"reasons.{k}"), w) for k, w in (("number", 6), ("what", 30), ("why", 52))]
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, self.head)
        for row in range(1, _OPEN_ROWS + 1):
            sheet.set_row(row, 30)
            sheet.write_number(row, 0, row, self.book.style(border=1, border_color=LINE, align="center"))
            sheet.write_blank(row, 1, None, self.open_text)
            sheet.write_blank(row, 2, None, self.open_text)
        sheet.set_selection(1, 1, 1, 1)
        self.finish(sheet, _OPEN_ROWS + 1, 3)

    def checks(self) -> None:
        """校验结果: every identity with both sides and difference, live."""
        sheet = self.book.sheet(texts.say("sheet.checks"))
        for column, (key, width) in enumerate(
            (("number", 6), ("table", 9), ("where", 32), ("rule", 44), ("left", 10), ("right", 10), ("gap", 10), ("verdict", 9))
        ):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, texts.say(f"checks.{key}"), self.head)
        centre = self.book.style(border=1, border_color=LINE, align="center")
        for row, equation in enumerate(self.form.equations, start=1):
            sheet.set_row(row, 16 * lines(equation.identity.says, 44) + 3)
            left, right = (self._sum(equation, side) for side in (equation.left, equation.right))
            both = [sum(self.figures.get(k, 0) for k in side) for side in (equation.left, equation.right)]
            sheet.write_number(row, 0, row, centre)
            sheet.write_string(row, 1, self.form.table(equation.table).short, centre)
            sheet.write_string(row, 2, equation.where, self.text)
            sheet.write_string(row, 3, equation.identity.says, self.text)
            write_figure(sheet, Box(row, 4, row, 4), both[0], centre, f"={left}")
            write_figure(sheet, Box(row, 5, row, 5), both[1], centre, f"={right}")
            write_figure(sheet, Box(row, 6, row, 6), both[0] - both[1], centre, f"=E{row + 1}-F{row + 1}")
            verdicts = [texts.say("checks.equal"), texts.say("checks.unequal")]
            formula = f'=IF(ROUND(G{row + 1},6)=0,"{verdicts[0]}","{verdicts[1]}")'
            sheet.write_formula(row, 7, formula, centre, verdicts[both[0] != both[1]])
        last = len(self.form.equations)
        red = self.book.add_format({"bg_color": "#F8CBAD", "font_color": "#9C0006"})
        sheet.conditional_format(1, 7, last, 7, {"type": "cell", "criteria": "==", "value": f'"{verdicts[1]}"', "format": red})
        sheet.freeze_panes(1, 0)
        self.finish(sheet, last + 1, 8)

    def _sum(self, equation: Equation, keys: tuple[str, ...]) -> str:
        table = self.form.table(equation.table)
        places = grid(table).places
        return "SUM(" + ",".join(f"{quote(table.sheet)}!{part}" for part in ranges(places[k] for k in keys)) + ")"

    def signature_page(self) -> None:
        sheet = self.book.sheet(texts.say("sheet.print"))
        sheet.set_column(0, 1, 36)
        write_text(sheet, Box(0, 0, 0, 1), self.issue.title, self.book.style(font_name=HEI, font_size=16, align="center", text_wrap=True))
        sheet.set_row(0, 56)
        write_text(sheet, Box(1, 0, 1, 1), texts.say("print.how", tables="".join(f"《{t.sheet}》" for t in self.form.tables)), self.text)
        sheet.set_row(1, 36)
        for row, keys in enumerate((("print.filler", "print.reviewer"), ("print.head", "print.seal"), ("print.date", "print.phone")), 3):
            sheet.set_row(row, 40)
            for column, key in enumerate(keys):
                sheet.write_string(row, column, texts.say(key), self.book.style(font_size=12, align="left"))
        self.finish(sheet, 6, 2, header=False)

    def notes(self) -> None:
        sheet = self.book.sheet(texts.say("sheet.notes"))
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, 1, 84)
        notes = [texts.say(f"notes.{n}", year=self.issue.year, period=self.form.period) for n in range(1, texts.count("notes.") + 1)]
        notes += [texts.say("notes.identity", says=i.says, clause=i.clause) for t in self.form.tables for i in t.identities]
        notes += [texts.say("notes.table", table=t.sheet, title=t.title, clause=t.clause, unit=t.unit) for t in self.form.tables]
        for row, line in enumerate(notes):
            sheet.set_row(row, 17 * lines(line, 84) + 4)
            sheet.write_number(row, 0, row + 1, self.book.style(align="center", valign="top"))
            sheet.write_string(row, 1, line, self.book.style(text_wrap=True, valign="top"))
        self.finish(sheet, len(notes), 2)

    def carriers(self) -> None:
        """The stamp where cells cannot carry it: properties and a defined-name constant."""
        stamp = str(self.issue.stamp)
        self.book.set_custom_property("gaokai-xlsx", stamp, "text")
        self.book.define_name(STAMP_NAME, '="{}"'.format(stamp.replace('"', '""')))


def _escape(text: str) -> str:
    """A text inside a header or footer, where ``&`` begins a code."""
    return text.replace("&", "&&")
