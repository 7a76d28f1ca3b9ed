"""Write docs/reference.md from the edition, the catalogue and the command line: ``python docs/make_reference.py``."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

from gaokai_xlsx.cli import run
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.submission import Outcome
from gaokai_xlsx.texts import RULES

TARGET = Path(__file__).with_name("reference.md")
COMMANDS = ((), ("init",), ("template",), ("check",), ("collect",), ("diff",), ("demo",))


def reference() -> str:
    """The whole page."""
    parts = ["# 参考\n\n本页由 `docs/make_reference.py` 从格式文件、文字目录和命令生成，请勿手改。\n", "## 命令\n"]
    parts += [f"### {' '.join(('gaokai-xlsx', *command))}\n\n```\n{_help(command)}```\n" for command in COMMANDS]
    parts.append(
        "退出码：0 没有问题（可以有“请核实”）；1 有需要人处理的（须改正、退回、冲突、名单外、无法识别、无法读取、未报）；"
        "2 没有做成，或命令写法不对；3 程序内部错误；130 被中断。\n"
    )
    parts.append("## 处理结果\n\n| 处理结果 | JSON |\n| --- | --- |\n" + "".join(f"| {o.word} | `{o.value}` |\n" for o in Outcome))
    parts.append(_codes())
    parts += [_edition(editions.load(name)) for name in editions.names()]
    return "\n".join(parts)


def _help(command: tuple[str, ...]) -> str:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        run([*command, "--help"])
    return shown.getvalue()


def _codes() -> str:
    rows = [
        "## 问题代码\n",
        "勾稽关系的代码见各格式版本；`{…}`处填入实际内容。\n",
        "| 代码 | 级别 | 问题 | 说明 | 处理办法 | 可说明原因 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, rule in RULES.items():
        if name[0].isupper():
            explain = "是" if rule.explainable else ""
            rows.append(f"| {name} | {rule.severity.word} | {rule.title} | {rule.message} | {rule.remedy} | {explain} |")
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
