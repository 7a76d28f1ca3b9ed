"""Values of every kind in input cells, and the clients that fill and save without being an office: openpyxl, node, excelize."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

import clients
from edits import PLACES
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from truth import FORM, T3, TRUTH, cells, number
from workbooks import Own, lean, scripted, template, with_openpyxl

# ---------------------------------------------------------------------------------------------- values by openpyxl


def _spelled(key: str, write: Callable[[str], object]) -> dict[str, object]:
    return {key: write(TRUTH[key])}


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


REPAIRED: dict[str, object] = {
    **_spelled("requests.granted.natural", _wide),
    **_spelled("requests.granted.company", lambda t: f" {t} "),
    **_spelled("requests.new.natural", lambda t: f"{int(t):,}"),
    **_spelled("requests.granted.research", lambda t: f"{t}件"),
    **_spelled("requests.granted.welfare", lambda t: f"\u00a0{t}\u00a0"),
    **_spelled("requests.granted.legal", lambda t: t),
    **_spelled("requests.granted.other", lambda t: f"　{t}\n"),
    **_spelled("disclosure.licensing.decisions", lambda t: f"{_wide(t[:2])}，{_wide(t[2:])}"),
    **_spelled("disclosure.fees.amount", lambda t: f"{float(t):,.6f}"),
    **_spelled("challenges.review.upheld", lambda t: CellRichText(t[:1], TextBlock(InlineFont(b=True), t[1:]))),
}
WORDS: dict[str, object] = {
    "disclosure.regulations.issued": "/",
    "disclosure.regulations.repealed": "—",
    "disclosure.normative.issued": "22（其中修订16件）",
    "disclosure.fees.amount": "2000万",
    "disclosure.penalty.decisions": "1 2",
    "requests.granted.natural": "无",
    "requests.granted.company": "三",
    "requests.granted.research": "约30",
    "requests.granted.welfare": "不适用",
    "challenges.review.upheld": "同上年",
}


def written(values: Mapping[str, object]) -> bytes:
    """Texts (no formulas) in inputs of the template."""

    def edit(book: Any) -> None:
        for sheet, cell, value in cells(values):
            book[sheet][cell].value = value
            if isinstance(value, str):
                book[sheet][cell].data_type = "s"

    return clients.openpyxl_edit(scripted(), edit)


DATES = {
    "requests.granted.natural": (date(2026, 1, 2), "yyyy-mm-dd"),
    "requests.granted.company": (time(1, 2), "h:mm"),
    "disclosure.regulations.issued": (datetime(2026, 1, 2, 9, 30), "m/d/yy h:mm"),
    "disclosure.penalty.decisions": (46024, 'm"月"d"日"'),
    "challenges.review.upheld": (12, 'yyyy"年"m"月"'),
}
PERCENTS = {
    "disclosure.regulations.issued": (0.5, "0%"),
    "requests.granted.natural": (1.2, "0.00%"),
    "challenges.review.upheld": (True, "General"),
}
ERRORS = {
    "disclosure.regulations.issued": ("#REF!", "General"),
    "requests.granted.natural": ("#DIV/0!", "General"),
    "requests.granted.company": ("#N/A", "General"),
    "challenges.review.upheld": ("#VALUE!", "General"),
}
OUTSIDE = {
    "disclosure.regulations.issued": (-5, "General"),
    "requests.granted.natural": (-1, "#,##0"),
    "disclosure.penalty.decisions": (1.5, "0"),
    "disclosure.licensing.decisions": (1234567890123456, "0"),
    "disclosure.fees.amount": (24252.3110825, "General"),
}
FORMULAS = {
    "disclosure.regulations.issued": ("=Sheet2!A1", "General"),
    "requests.granted.natural": ("=SUM(D8:D9)", "General"),
    "challenges.review.upheld": ('=HYPERLINK("http://example.invalid/","5")', "General"),
}
FORMATS = {
    "disclosure.regulations.issued": (7, '0"件"'),
    "disclosure.normative.issued": (36.0, "0.00"),
    "disclosure.licensing.decisions": (18127, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ '),
    "disclosure.penalty.decisions": (2826, "[Red][>1000]#,##0;[Blue]0"),
    "disclosure.coercion.decisions": (1043, "0.00E+00"),
    "disclosure.fees.amount": (0.1 + 0.2, "0.00"),
    "challenges.review.upheld": (number(TRUTH["challenges.review.upheld"]), '"共"0"宗（day）"'),
    "requests.granted.natural": (number(TRUTH["requests.granted.natural"]), "[DBNum1][$-804]General"),
    "requests.granted.company": (number(TRUTH["requests.granted.company"]), r"0\d"),
}
MIXED: dict[str, tuple[object, str]] = {
    "disclosure.regulations.issued": ("#DIV/0!", "General"),
    "disclosure.regulations.repealed": (date(2026, 1, 2), "yyyy-mm-dd"),
    "disclosure.normative.issued": (True, "General"),
    "disclosure.normative.repealed": (0.5, "0%"),
    "disclosure.licensing.decisions": (TRUTH["disclosure.licensing.decisions"], "@"),
    "disclosure.penalty.decisions": (time(1, 2), "h:mm"),
    "disclosure.coercion.decisions": ("=1000+43", "General"),
    "challenges.review.upheld": ("无", "General"),
}


REFUSED_MIXED = [key for key in MIXED if key not in ("disclosure.licensing.decisions", "disclosure.coercion.decisions")]
BLANKS: dict[str, tuple[object, str]] = {
    "disclosure.regulations.issued": ("", "General"),
    "requests.granted.natural": ("   ", "General"),
    "requests.granted.company": ("　", "General"),
    "challenges.review.upheld": ("\u00a0", "General"),
}


def mixed(client: str, kind: str) -> Callable[[], bytes]:
    """One value of every kind, saved by a client as a kind of file."""
    if client == "gnumeric":
        return lambda: clients.gnumeric(formatted(MIXED), kind)
    return lambda: clients.office(formatted(MIXED), kind=kind)


def texts_saved(kind: str) -> Callable[[], bytes]:
    """Numbers as text in a workbook of the unit's own, saved by LibreOffice as a kind of file."""
    return lambda: clients.office(formatted({key: (text, "@") for key, text in REPAIRED.items()}), kind=kind)


def formatted(values: Mapping[str, tuple[object, str]], **own: Any) -> bytes:
    """Values with number formats in a workbook of the unit's own, by openpyxl."""
    book = Own(**own)
    places = book.plan()["places"]

    def edit(written: Any) -> None:
        for key, (value, code) in values.items():
            sheet, cell = places[key]
            target = written[sheet][cell]
            target.value = value
            target.number_format = code
            target.quotePrefix = code == "@"

    return clients.openpyxl_edit(with_openpyxl(book), edit)


# ---------------------------------------------------------------------------------------------- other clients


def filled_by(client: str, **job: Any) -> bytes:
    """The blank template filled by a node client, which does not calculate."""
    values = [[sheet, cell, number(str(text))] for sheet, cell, text in cells(TRUTH)]
    return clients.node(client, template(), cells=values, **job)


def wrong(key: str, by: int) -> dict[str, int]:
    """A total stated too large or too small."""
    return {key: sum(int(TRUTH[part]) for part in FORM.parts[key]) + by}


def one_received() -> dict[str, str]:
    """One application more received, and nothing else."""
    key = "requests.new.natural"
    return {key: str(int(TRUTH[key]) + 1)}


ONE_MORE = {
    "requests.new.natural": str(int(TRUTH["requests.new.natural"]) + 1),
    "requests.carried_out.natural": str(int(TRUTH["requests.carried_out.natural"]) + 1),
}


def fresh() -> bytes:
    """A workbook of the unit's own whose formulas LibreOffice has calculated."""
    return clients.office(with_openpyxl(Own(totals="formula")))


def one_more(client: str, **job: Any) -> bytes:
    """One application more received and carried over, written by a client that does not calculate."""
    return clients.node(client, fresh(), cells=[[*PLACES[key], int(value)] for key, value in ONE_MORE.items()], **job)


def excelize_filled() -> bytes:
    """The blank template filled by excelize."""
    return clients.excelize(template(), [[s, c, number(str(v))] for s, c, v in cells(TRUTH)])


def excelize_unbalanced() -> bytes:
    """One application more received, nothing else changed."""
    return clients.excelize(fresh(), [[*PLACES["requests.new.natural"], int(ONE_MORE["requests.new.natural"])]])


def excelize_row_inserted() -> bytes:
    """A row inserted into 表三 by excelize."""
    return clients.excelize(lean(), [], lambda book: book.insert_rows(T3, 12, 1))
