"""The long table as a file: xlsx, csv, json or parquet; texts of strangers are texts in each of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.quantity import plain
from gaokai_xlsx.results.export import COLUMNS, Row, heads
from gaokai_xlsx.texts import say
from gaokai_xlsx.workbook import GREY, HEI, LINE, MONEY, Book

SCHEMA = "gaokai-xlsx/export/1"
_FORMULA = tuple("=+-@\t\r＝＋－＠")  # with what a text must not begin in a csv that a spreadsheet opens
_WIDTHS = {"unit": 30, "row": 44, "column": 26, "key": 32, "value": 16, "path": 40, "sheet": 20}


def to_xlsx(rows: Sequence[Row]) -> bytes:
    """A workbook with one sheet, filter on, nothing locked."""
    book = Book(say("export.title"), locked=False)
    sheet = book.sheet(say("export.title"), landscape=True)
    head = book.style(font_name=HEI, border=1, border_color=LINE, bg_color=GREY, align="center")
    text, money = book.style(), book.style(num_format=MONEY)
    titles, extra = heads(rows)
    for column, (name, title) in enumerate(zip((*COLUMNS, *extra), titles, strict=True)):
        sheet.set_column(column, column, _WIDTHS.get(name, 11))
        sheet.write_string(0, column, title, head)
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(_cells(row, extra)):
            if isinstance(value, str):
                sheet.write_string(at, column, value, text)
            elif value is not None:
                sheet.write_number(at, column, float(value), money if isinstance(value, Decimal) else text)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(titles) - 1)
    sheet.repeat_rows(0)
    return book.data()


def to_csv(rows: Sequence[Row]) -> bytes:
    """UTF-8 with BOM, as Excel wants it; a text that would be a formula there has an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    titles, extra = heads(rows)
    writer.writerow([_harmless(title) for title in titles])
    for row in rows:
        cells = _cells(row, extra)
        writer.writerow(["" if v is None else _harmless(v) if isinstance(v, str) else plain(v) for v in cells])
    return out.getvalue().encode("utf-8-sig")


def to_json(rows: Sequence[Row]) -> bytes:
    """``{"schema", "rows": [{"code", "unit", … "extra": {…}}]}``; figures are numbers with the digits that were stated."""
    data = [{**_exact(row.values), "extra": dict(row.extra)} for row in rows]
    lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in data)
    return f'{{\n "schema": "{SCHEMA}",\n "rows": [\n  {lines}\n ]\n}}\n'.encode()


def to_parquet(rows: Sequence[Row]) -> bytes:
    """Texts, year and level as int32, the figure as decimal(24, 6), yes and no as boolean; raises ``CannotGoOn`` without pyarrow."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise CannotGoOn("stop.no-parquet") from error
    titles, extra = heads(rows)
    kinds = {"year": pa.int32(), "value": pa.decimal128(24, 6), "derived": pa.bool_(), "level": pa.int32(), "counts": pa.bool_()}
    fields = [(title, kinds.get(name, pa.string())) for name, title in zip((*COLUMNS, *([""] * len(extra))), titles, strict=True)]
    stated = [row.values for row in rows]
    columns = [[None if v[name] is None else Decimal(v[name]) if name == "value" else v[name] for v in stated] for name in COLUMNS]
    columns += [[row.extra.get(name) for row in rows] for name in extra]
    out = io.BytesIO()
    parquet.write_table(pa.table(columns, schema=pa.schema(fields)), out)
    return out.getvalue()


WRITERS: Mapping[str, Callable[[Sequence[Row]], bytes]] = {".xlsx": to_xlsx, ".csv": to_csv, ".json": to_json, ".parquet": to_parquet}


def _cells(row: Row, extra: Sequence[str]) -> list[Any]:
    """The values for people: 是 or 否 for what is so or not."""
    values = [say("sheet.yes" if v else "sheet.no") if isinstance(v, bool) else v for v in row.values.values()]
    return [*values, *(row.extra.get(name) for name in extra)]


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _exact(values: Mapping[str, Any]) -> dict[str, Any]:
    """Decimals as the binary number whose shortest text is theirs: figures have at most 15 digits."""
    return {name: float(v) if isinstance(v, Decimal) else v for name, v in values.items()}
