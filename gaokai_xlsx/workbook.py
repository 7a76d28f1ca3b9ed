"""The one XlsxWriter subclass: styles, protection, structure lock, fixed dates, strings that never become formulas."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx.form.grid import Box
from gaokai_xlsx.quantity import Figure

CREATED = datetime(2021, 9, 29)  # the day the 2021 edition was published; any fixed day makes the bytes repeat
SONG, HEI = "宋体", "黑体"
GREY, AMBER, BLUE, LINE, FAINT = "#F2F2F2", "#FFF2CC", "#EAF3FB", "#7F7F7F", "#808080"
A3, A4 = 8, 9

COUNT, MONEY = "#,##0", "#,##0.00####"
_PROTECTION = {"format_columns": True, "format_rows": True, "select_locked_cells": True, "select_unlocked_cells": True}


class Book(xlsxwriter.Workbook):
    """A workbook in memory; ``data`` closes it and gives its bytes, the same for the same content."""

    def __init__(self, title: str, subject: str = "", *, locked: bool = True) -> None:
        self._buffer = BytesIO()
        self._locked = locked
        # in_memory fixes the dates inside the archive; text from outside must never become a formula, a link or a number.
        super().__init__(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._styles: dict[tuple[Any, ...], Format] = {}
        self.set_properties({"title": title, "subject": subject, "comments": subject, "author": "gaokai-xlsx", "created": CREATED})
        self.set_calc_mode("auto")

    def style(self, **properties: Any) -> Format:
        """A cell format, made once; 宋体 10.5, vertically centred, locked unless said otherwise."""
        whole = {"font_name": SONG, "font_size": 10.5, "valign": "vcenter"} | properties
        key = tuple(sorted(whole.items()))
        if key not in self._styles:
            self._styles[key] = self.add_format(whole)
        return self._styles[key]

    def figure(self, decimals: int, **properties: Any) -> Format:
        """The format of a figure: bordered, with thousands separators, shrunk rather than shown as ``###``."""
        number = MONEY if decimals else COUNT
        return self.style(**({"border": 1, "border_color": LINE, "align": "center", "shrink": True, "num_format": number} | properties))

    def conditional(self, **properties: Any) -> Format:
        """What a conditional format shows, made once; it must not carry fonts and borders of its own."""
        key = ("conditional", *sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.add_format(properties)
        return self._styles[key]

    def sheet(self, name: str, *, landscape: bool = False) -> Worksheet:
        """A new A4 sheet that prints on one page in width, centred, without grid lines."""
        sheet = self.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.set_margins(left=0.6, right=0.6, top=0.9, bottom=0.8)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 0)
        return sheet

    def lock(self, sheet: Worksheet, password: str = "", **options: bool) -> None:
        """Protect a sheet: locked cells can be selected and copied, widths and heights changed. A guard rail, not security."""
        sheet.protect(password, _PROTECTION | options)

    def data(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.close()
        return self._buffer.getvalue()

    def _write_book_views(self) -> None:
        # XlsxWriter has no call for the structure lock; the schema wants it before bookViews.
        if self._locked:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


TALLEST = 400.0  # points of a row; programs allow 409
_CHARACTERS = 0.47  # Chinese characters of 10.5 points that one unit of column width takes (looked at in LibreOffice's PDF)


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width; programs do not grow locked rows by themselves."""
    room = max(1.0, width * _CHARACTERS)
    if len(text) <= room:
        return 1
    taken = sum(1.0 if ord(c) > 0x2000 else 0.55 for c in text)
    return max(1, -int(-taken // room))


def clip(text: str, limit: int) -> str:
    """A text cut to so many UTF-16 units, as limits of the format count them."""
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * limit else units[: 2 * limit - 2].decode("utf-16-le", "ignore") + "…"


def write_text(sheet: Worksheet, box: Box, text: str, style: Format) -> None:
    """A text in a cell or a merged range, always as a string."""
    if box.single:
        sheet.write_string(box.top, box.left, text, style)
    else:
        sheet.merge_range(box.top, box.left, box.bottom, box.right, "", style)
        sheet.write_string(box.top, box.left, text, style)


def write_formula(sheet: Worksheet, row: int, column: int, formula: str, style: Format, value: Figure | str | None) -> None:
    """A formula with the value it has now; None is what a formula shows as nothing."""
    shown = "" if value is None else value if isinstance(value, str) else _number(value)
    sheet.write_formula(row, column, formula, style, shown)


def write_figure(sheet: Worksheet, box: Box, value: Figure | None, style: Format, formula: str | None = None) -> None:
    """A figure (or an empty cell), as a constant or as the cached value of a formula."""
    if not box.single:
        sheet.merge_range(box.top, box.left, box.bottom, box.right, "", style)
    if formula is not None:
        sheet.write_formula(box.top, box.left, formula, style, _number(value or 0))
    else:
        write_value(sheet, box.top, box.left, value, style)


def write_value(sheet: Worksheet, row: int, column: int, value: Figure | None, style: Format) -> None:
    """A figure as a constant, or an empty cell."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, _number(value), style)


def _number(value: Figure) -> int | float:
    return value if isinstance(value, int) else float(value)
