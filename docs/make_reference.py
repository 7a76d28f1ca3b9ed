"""Write docs/reference.md from the edition, the catalogue and the command line: ``python docs/make_reference.py``."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path

from gaokai_xlsx.checks import book
from gaokai_xlsx.checks.book import Article
from gaokai_xlsx.cli import run
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.results import rulebook
from gaokai_xlsx.submission import Outcome

TARGET = Path(__file__).with_name("reference.md")
OFFICIAL = Path(__file__).with_name("official_rules.csv")
COMMANDS = ((), ("init",), ("template",), ("check",), ("collect",), ("decide",), ("diff",), ("rules",), ("demo",))


def reference() -> str:
    """The whole page."""
    parts = ["# 参考\n\n本页由 `docs/make_reference.py` 从格式文件、文字目录和命令生成，请勿手改。\n", "## 命令\n"]
    parts += [f"### {' '.join(('gaokai-xlsx', *command))}\n\n```\n{_help(command)}```\n" for command in COMMANDS]
    parts.append(
        "退出码：0 没有问题（可以有“请核实”）；1 有需要人处理的（须改正、退回、冲突、名单外、无法识别、无法读取、未报）；"
        "2 没有做成，或命令写法不对；3 程序内部错误；130 被中断。\n"
    )
    parts.append("## 处理结果\n\n| 处理结果 | JSON |\n| --- | --- |\n" + "".join(f"| {o.word} | `{o.value}` |\n" for o in Outcome))
    parts += [_rules(book.articles()), _official()]
    parts += [_edition(editions.load(name)) for name in editions.names()]
    return "\n".join(parts)


def _help(command: tuple[str, ...]) -> str:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        run([*command, "--help"])
    return shown.getvalue()


def _rules(articles: list[Article]) -> str:
    rows = [
        "## 核对规则\n",
        "与 `gaokai-xlsx rules` 所列相同；举例中的单位和数字是虚构的。\n",
        "| 代码 | 级别 | 问题 | 依据 | 可说明原因 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for a in articles:
        explain = "是" if a.explainable else ""
        rows.append(f"| {a.code} | {rulebook.severity(a)} | {rulebook.title(a)} | {a.basis} | {'预留' if a.reserved else explain} |")
    for a in articles:
        head, _, *body = rulebook.explained(a).splitlines()
        facts, examples = body[: body.index("")], body[body.index("") + 2 :]
        rows += ["", f"### {head}", "", *(f"- {fact}" for fact in facts), "", *(f"> {line.strip()}  " for line in examples)]
    return "\n".join(rows) + "\n"


def _official() -> str:
    """The rules of the official form and of local practice, each with the code it became or the reason why not."""
    with OFFICIAL.open(encoding="utf-8", newline="") as lines:
        _, *rules = csv.reader(lines)
    rows = ["## 规则来源对照\n", "官方格式、地方通知和各地做法中的规则，各成为哪个代码；没有采用的写明原因。\n"]
    rows += ["| 编号 | 规则 | 代码 | 说明 |", "| --- | --- | --- | --- |"]
    rows += ["| " + " | ".join(cells) + " |" for cells in rules]
    return "\n".join(rows) + "\n"


def _edition(form: Form) -> str:
    count = f"填报{len(form.typed)}格，合计{len(form.derived)}格，勾稽关系{len(form.equations)}条。"
    rows = [f"## 格式版本 {form.edition}\n", f"{form.name}（{form.document}）。{count}\n"]
    rows += ["| 代码 | 问题 | 勾稽关系 | 依据 | 条数 |", "| --- | --- | --- | --- | --- |"]
    for table in form.tables:
        for identity in table.identities:
            number = sum(e.identity is identity for e in form.equations)
            rows.append(f"| {identity.code} | {identity.title} | {identity.says} | {identity.clause} | {number} |")
    rows += ["", "| 指标键 | 工作表 | 单元格 | 指标 | 单位 | 填报或合计 |", "| --- | --- | --- | --- | --- | --- |"]
    for cell in form.cells.values():
        sheet, at = address(form, cell.key)
        rows.append(f"| `{cell.key}` | {sheet} | {at} | {cell.label} | {cell.unit} | {'合计' if cell.derived else '填报'} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
