"""An entry of the catalogue of findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How bad; the value is the JSON word, ``word`` what people read."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def word(self) -> str:
        """须改正 (keeps the filing out), 请核实, 提示."""
        return {"error": "须改正", "warning": "请核实", "info": "提示"}[self.value]


E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 - the letters of the contract's table of codes


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue.

    ``explainable`` findings may be answered by a reason in 差异说明, and ``against`` says what their right side is to the left one
    (应为, 应不少于, 上年为): 处理记录 words it with this. ``office``: it is the collecting office's own task, the unit is not told to do
    anything about it.
    """

    title: str
    severity: Severity
    message: str
    remedy: str
    explainable: bool = False
    office: bool = False
    against: str = ""
