"""The base truth of the corpus: one unit's figures, all different, and where they stand in the issued template."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from decimal import Decimal

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.form.model import Form

FORM = editions.load("2021")
OLD = editions.load("2019")
UNIT, OTHER = Unit("001", "石嘴山市投资促进局"), Unit("002", "石嘴山市商务局")
YEAR = 2025
T2, T3, T4, FEE, COVER = "表二主动公开", "表三依申请公开", "表四复议诉讼", "信息处理费", "封面"
COLUMNS = ("natural", "company", "research", "welfare", "legal", "other")
OUTCOMES = tuple(dict.fromkeys(k.split(".")[1] for k in FORM.parts["requests.settled.natural"]))

_DISCLOSURE = {
    "disclosure.regulations.issued": "7",
    "disclosure.regulations.repealed": "2",
    "disclosure.regulations.in_force": "41",
    "disclosure.normative.issued": "36",
    "disclosure.normative.repealed": "19",
    "disclosure.normative.in_force": "1406",
    "disclosure.licensing.decisions": "18127",
    "disclosure.penalty.decisions": "2826",
    "disclosure.coercion.decisions": "1043",
    "disclosure.fees.amount": "24252.311082",
}
_FEE = {"processing_fee.notices": "9", "processing_fee.charged": "2600", "processing_fee.collected": "2450.5"}


def figures() -> dict[str, str]:
    """All 166 typed figures and the supplement: valid, none zero, all different from each other and from every total."""
    dice = random.Random(20250131)
    count = len(OUTCOMES) * len(COLUMNS) + 2 * len(COLUMNS) + 12
    pool = iter(dice.sample([n for n in range(50, 700) if n % 10], count))
    made = dict(_DISCLOSURE)
    for column in COLUMNS:
        parts = {f"requests.{row}.{column}": next(pool) for row in OUTCOMES}
        carried_in, carried_out = next(pool), next(pool)
        made |= {key: str(value) for key, value in parts.items()}
        made |= {f"requests.carried_in.{column}": str(carried_in), f"requests.carried_out.{column}": str(carried_out)}
        made[f"requests.new.{column}"] = str(sum(parts.values()) + carried_out - carried_in)
    made |= {key: str(next(pool)) for key in FORM.typed if key.startswith("challenges.")}
    made |= _FEE
    return {key: made[key] for key in (*FORM.typed, *FORM.supplement)}


def totals(form: Form, typed: Mapping[str, str]) -> dict[str, str]:
    """The totals of known figures, for files that state them; a total of an unknown part is not there."""
    known = {key: Decimal(value) for key, value in typed.items() if value}
    return {key: str(sum(known[part] for part in parts)) for key, parts in form.parts.items() if all(part in known for part in parts)}


TRUTH = figures()
SPARSE = {"requests.new.natural": "2", "requests.granted.natural": "1", "requests.carried_out.natural": "1"}
SPARSE_ZEROS = "*=0 processing_fee.*= " + " ".join(f"{key}={value}" for key, value in SPARSE.items())


def figures_2019() -> dict[str, str]:
    """The same 表三 and 表四 in the tables of the 2019 edition, with a 表二 of its own."""
    made: dict[str, str] = {}
    invented = iter(range(31, 131, 3))
    for key in OLD.typed:
        if key.startswith("requests.other_all."):
            column = key.rpartition(".")[2]
            rows = ("other_not_corrected", "other_unpaid", "other_other")
            made[key] = str(sum(int(TRUTH[f"requests.{row}.{column}"]) for row in rows))
        else:
            made[key] = TRUTH[key] if key in TRUTH and not key.startswith("disclosure.") else str(next(invented))
    made["disclosure.licensing.projects_change"] = "-4"
    made["disclosure.procurement.amount"] = "386.25"
    return made


def number(text: str) -> int | float:
    """What a spreadsheet holds for a decimal string."""
    return float(text) if "." in text else int(text)


def by_sheet(values: Mapping[str, object], form: Form = FORM) -> dict[str, dict[str, object]]:
    """Sheet → cell → value of figures in the issued template."""
    found: dict[str, dict[str, object]] = {}
    for key, value in values.items():
        sheet, cell = address(form, key)
        found.setdefault(sheet, {})[cell] = value
    return found


def cells(values: Mapping[str, object], form: Form = FORM) -> list[list[object]]:
    """The same as a list of sheet, cell, value."""
    return [[sheet, cell, value] for sheet, row in by_sheet(values, form).items() for cell, value in row.items()]


def unread(keys: Iterable[str]) -> str:
    """What the table says of figures that must not be read."""
    return " ".join(f"{key}=" for key in keys)


def says(values: Mapping[str, str]) -> str:
    """What the table says of figures that differ from the base."""
    return " ".join(f"{key}={value}" for key, value in values.items())
