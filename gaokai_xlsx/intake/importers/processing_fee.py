"""信息处理费 as a report tells it in words: only a sentence that states notices, charged and collected, or that there was none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from gaokai_xlsx.form.model import Form
from gaokai_xlsx.quantity import Figure, fold
from gaokai_xlsx.submission import Passage

_AMOUNT = r"(\d+(?:\.\d{1,2})?)元"
_STATED = re.compile(
    rf"收费通知[^。；]{{0,20}}?(\d+)件[^。；]{{0,20}}?应收[^。；\d]{{0,20}}{_AMOUNT}[^。；]{{0,20}}?实收[^。；\d]{{0,20}}{_AMOUNT}"
)
_NONE = re.compile(r"(?:没有|未)(?:发出|发送)[^。；]{0,6}收费通知[^。；]{0,12}(?:没有|未)收取[^。；]{0,6}信息处理费")
_ROLES = ("fee_notices", "fee_charged", "fee_collected")


def stated(form: Form, passages: Sequence[Passage]) -> Mapping[str, tuple[Figure, str, str]]:
    """Figure, place and words by key; nothing where two sentences disagree or the edition has no such figures."""
    keys = [form.role(role)[0].key for role in _ROLES if form.role(role)]
    if len(keys) != len(_ROLES):
        return {}
    found: dict[tuple[Figure, ...], tuple[str, str]] = {}
    for passage in passages:
        text = fold(passage.text)
        for match in _STATED.finditer(text):
            found[int(match[1]), _money(match[2]), _money(match[3])] = (passage.place, match[0])
        for match in _NONE.finditer(text):
            found[0, 0, 0] = (passage.place, match[0])
    if len(found) != 1:
        return {}
    (values, (place, raw)) = next(iter(found.items()))
    return {key: (value, place, raw) for key, value in zip(keys, values, strict=True)}


def _money(text: str) -> Figure:
    amount = Decimal(text)
    return amount if amount % 1 else Decimal(int(amount))
