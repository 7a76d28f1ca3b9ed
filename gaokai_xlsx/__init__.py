"""政府信息公开工作年度报告: template → filled workbooks → checks → city summary.

The verbs of the command line as functions, loaded on first use so that ``--help`` imports no spreadsheet library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from gaokai_xlsx.verbs._check import check
    from gaokai_xlsx.verbs._collect import collect
    from gaokai_xlsx.verbs._decide import decide
    from gaokai_xlsx.verbs._demo import demo
    from gaokai_xlsx.verbs._diff import diff
    from gaokai_xlsx.verbs._export import export
    from gaokai_xlsx.verbs._import_report import import_report
    from gaokai_xlsx.verbs._init import init
    from gaokai_xlsx.verbs._publish import publish
    from gaokai_xlsx.verbs._rules import rules
    from gaokai_xlsx.verbs._template import template
    from gaokai_xlsx.verbs._verify import verify

__all__ = [
    "__version__",
    "check",
    "collect",
    "decide",
    "demo",
    "diff",
    "export",
    "import_report",
    "init",
    "publish",
    "rules",
    "template",
    "verify",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module(f"gaokai_xlsx.verbs._{name}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
