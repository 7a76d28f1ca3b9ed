"""The command line: options in, one verb called, its result shown; Chinese throughout.

Exit codes: 0 clean, 1 something needs a person, 2 could not be done or usage, 3 a bug, 130 interrupted; a broken pipe is silent.
"""

from __future__ import annotations

import io
import os
import re
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
import typer.core

# Typer vendors click and does not re-export its usage errors; typer's minor version is pinned for this import.
from typer._click import exceptions as usage

import gaokai_xlsx
from gaokai_xlsx import campaign as campaigns
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.disk import reason
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.texts import say, visible

PROGRAM = "gaokai-xlsx"

# Typer's own words in help texts, as it prints them.
_HELP_WORDS = {
    "Usage: ": "用法： ",
    "Options:": "选项：",
    "Arguments:": "参数：",
    "Commands:": "命令：",
    "Show this message and exit.": say("help.help"),
    "[required]": "[必填]",
    "[OPTIONS]": say("meta.options"),
    "COMMAND [ARGS]...": say("meta.command"),
}


def _in_chinese(text: str) -> str:
    for english, chinese in _HELP_WORDS.items():
        text = text.replace(english, chinese)
    # Typer decorates arguments with their Python type and with its own signs for "several" and "may be left out".
    text = re.sub(r" +<[\w\[\]]+>(?= )", "", text)
    return re.sub(r"[{\[](\S+?)[}\]](?:\.\.\.)?(?=\n)", lambda m: m[1] if m[0].startswith("{") else f"[{m[1]}]", text)


class _Command(typer.core.TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return _in_chinese(super().get_help(ctx))


class _Group(typer.core.TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _in_chinese(super().get_help(ctx))


class Conflicts(StrEnum):
    """What becomes of different filings of one unit."""

    ERROR = "error"
    LATEST = "latest"


app = typer.Typer(
    cls=_Group,
    name=PROGRAM,
    help=say("help.app"),
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _option(*names: str, text: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, help=say(f"help.{text}"), metavar=metavar and say(f"meta.{metavar}"), show_default=False)


def _argument(text: str, metavar: str) -> Any:
    return typer.Argument(help=say(f"help.{text}"), metavar=say(f"meta.{metavar}"), show_default=False)


Roster = Annotated[Path | None, _option("--roster", text="roster", metavar="file")]
Previous = Annotated[list[Path] | None, _option("--previous", text="previous", metavar="path")]
Quiet = Annotated[bool, _option("-q", "--quiet", text="quiet")]
CollectYear = Annotated[int | None, _option("--year", text="year-collect", metavar="year")]


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, _option("--version", text="version")] = False) -> None:
    if version:
        _show(f"{PROGRAM} {gaokai_xlsx.__version__}")
        raise typer.Exit


@app.command(cls=_Command, help=say("help.init"))
def init(
    folder: Annotated[Path, _argument("init-folder", "folder")],
    city: Annotated[str, _option("--city", text="city", metavar="city")],
    year: Annotated[int, _option("--year", text="year", metavar="year")],
    roster: Annotated[Path | None, _option("--roster", text="init-roster", metavar="file")] = None,
    key: Annotated[bool, _option("--key", text="key")] = False,
) -> None:
    made = gaokai_xlsx.init(folder, city=city, year=year, roster=roster, key=key)
    campaign = _campaign(made)
    assert campaign is not None
    _show(say("init.saved", path=made))
    _show(say("init.next", roster=made / campaign.roster, returned=campaign.returned))


@app.command(cls=_Command, help=say("help.template"))
def template(
    out: Annotated[Path | None, _option("-o", "--out", text="out-template", metavar="path")] = None,
    year: Annotated[int | None, _option("--year", text="year", metavar="year")] = None,
    unit: Annotated[str | None, _option("--unit", text="unit", metavar="unit")] = None,
    code: Annotated[str | None, _option("--code", text="code", metavar="code")] = None,
    roster: Annotated[Path | None, _option("--roster", text="template-roster", metavar="file")] = None,
    common: Annotated[bool, _option("--common", text="common")] = False,
    previous: Annotated[list[Path] | None, _option("--previous", text="previous-template", metavar="path")] = None,
    edition: Annotated[str | None, _option("--edition", text="edition", metavar="edition")] = None,
    zipped: Annotated[bool, _option("--zip", text="zip")] = False,
    force: Annotated[bool, _option("--force", text="force")] = False,
) -> None:
    here = _campaign()
    wanted = year or (here.year if here else None)
    if wanted is None:
        raise Usage("usage.missing", name="--year")
    if here:
        roster = roster or here.path("roster")
    written = gaokai_xlsx.template(
        out or (here.path("outgoing") if here else None),
        year=wanted,
        unit=unit,
        code=code,
        roster=roster,
        common=common,
        previous=_previous(previous, here),
        edition=edition or (here.edition if here else None) or None,
        zipped=zipped,
        force=force,
        contact=here.contact if here else "",
        password=here.password if here else "",
        key=here.key if here else None,
        progress=_progress,
        tell=_show,
    )
    one = len(written) == 1
    _show(say("template.saved" if one else "template.saved-many", n=len(written), path=written[0] if one else written[0].parent))
    _show(say("template.next"))


@app.command(cls=_Command, help=say("help.check"))
def check(
    files: Annotated[list[Path], _argument("files", "files")],
    roster: Roster = None,
    previous: Previous = None,
    year: CollectYear = None,
    as_json: Annotated[bool, _option("--json", text="json")] = False,
    quiet: Quiet = False,
) -> None:
    from gaokai_xlsx.results import terminal, to_json  # noqa: PLC0415 - --help must not pay for it

    here = _campaign()
    report = gaokai_xlsx.check(
        files,
        roster=roster or _there(here),
        previous=_previous(previous, here),
        year=year or (here.year if here else None),
        key=here.key if here else None,
        off=here.unchecked if here else (),
    )
    _show(to_json.to_json(report).rstrip() if as_json else terminal.checked(report, quiet=quiet))
    if here and here.contact and report.needs_a_person and not (as_json or quiet):
        _show("\n" + say("sheet.contact", contact=here.contact).rstrip())
    raise typer.Exit(int(report.needs_a_person))


@app.command(cls=_Command, help=say("help.collect"))
def collect(
    paths: Annotated[list[Path] | None, _argument("paths", "paths")] = None,
    out: Annotated[Path | None, _option("-o", "--out", text="out-summary", metavar="file")] = None,
    roster: Roster = None,
    previous: Previous = None,
    year: CollectYear = None,
    page: Annotated[Path | None, _option("--report", text="page", metavar="file")] = None,
    json: Annotated[Path | None, _option("--json", text="json-file", metavar="file")] = None,
    conflicts: Annotated[Conflicts, _option("--conflicts", text="conflicts", metavar="choice")] = Conflicts.ERROR,
    include_failed: Annotated[bool, _option("--include-failed", text="include-failed")] = False,
    blank_as_zero: Annotated[bool, _option("--blank-as-zero", text="blank-as-zero")] = False,
    returns: Annotated[Path | None, _option("--returns", text="returns", metavar="folder")] = None,
    due: Annotated[str, _option("--due", text="due", metavar="date")] = "",
    quiet: Quiet = False,
) -> None:
    from gaokai_xlsx.results import terminal  # noqa: PLC0415 - --help must not pay for it

    here = _campaign()
    if not paths and here is None:
        raise Usage("usage.missing", name=say("meta.paths"))
    if here:
        paths = paths or [here.path("returned")]
        year = year or here.year
        returns = returns or here.path("sent_back")
        out = out or here.path("results") / say("collect.default-name", year=year)
    told: list[str] = []
    report, summary = gaokai_xlsx.collect(
        paths or (),
        out,
        roster=roster or _there(here),
        previous=_previous(previous, here),
        year=year,
        json=json,
        report=page,
        include_failed=include_failed,
        blank_as_zero=blank_as_zero,
        latest=conflicts is Conflicts.LATEST,
        key=here.key if here else None,
        off=here.unchecked if here else (),
        returns=returns,
        due=due,
        contact=here.contact if here else "",
        password=here.password if here else "",
        tell=told.append,
    )
    _show("\n".join((terminal.collected(report, summary, quiet=quiet), *told)))
    if page is not None:
        _show(say("collect.page-saved", path=page))
    raise typer.Exit(int(report.needs_a_person))


@app.command(cls=_Command, help=say("help.diff"))
def diff(old: Annotated[Path, _argument("old", "old")], new: Annotated[Path, _argument("new", "new")]) -> None:
    from gaokai_xlsx.results import changes  # noqa: PLC0415 - --help must not pay for it

    _show(changes.shown(old.name, new.name, *gaokai_xlsx.diff(old, new)))


@app.command(cls=_Command, help=say("help.rules"))
def rules(code: Annotated[str | None, _argument("rule", "code-of-rule")] = None) -> None:
    from gaokai_xlsx.results import rulebook  # noqa: PLC0415 - --help must not pay for it

    book = gaokai_xlsx.rules(code)
    _show(rulebook.listed(book) if code is None else rulebook.explained(book[0]))


@app.command(cls=_Command, help=say("help.demo"))
def demo(folder: Annotated[Path | None, _argument("folder", "folder")] = None) -> None:
    gaokai_xlsx.demo(folder, tell=_show)


def _campaign(folder: Path | None = None) -> Campaign | None:
    """The campaign the clerk stands in; its settings serve where the command line says nothing."""
    return campaigns.find(folder or Path())


def _there(campaign: Campaign | None) -> Path | None:
    """The campaign's roster; one that is not there must stop the run, or nobody would be missing."""
    return campaign.path("roster") if campaign else None


def _previous(given: list[Path] | None, campaign: Campaign | None) -> list[Path]:
    return given or ([campaign.path("previous")] if campaign and campaign.previous else [])


def _progress(done: int, total: int) -> None:
    """A counter on a terminal; nothing into pipes and files."""
    if sys.stderr.isatty():
        print("\r" + say("template.progress", done=done, total=total), end="" if done < total else "\n", file=sys.stderr, flush=True)


def main() -> NoReturn:
    """The console script: run, and turn whatever happens into an exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A GBK terminal must show the rest of a line that holds one character it lacks.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """The exit code of one command line; what there is to show is shown."""
    try:
        code = app(args, prog_name=PROGRAM, standalone_mode=False)
        if code == 130:
            _complain(say("stop.interrupted"))
        return int(code or 0)
    except usage.NoArgsIsHelpError as error:
        _complain(_in_chinese(error.format_message()))
        return 2
    except usage.UsageError as error:
        command = error.ctx.command_path if error.ctx else PROGRAM
        _complain(_usage(error) + say("usage.hint", command=command))
        return 2
    except CannotGoOn as error:
        _complain(str(error))
        return 2
    except OSError as error:
        # A full disk, a path too long, a closed folder: the system's no, wherever it was met.
        _complain(say("stop.system", path=visible(str(error.filename or "")), detail=reason(error)))
        return 2
    except Exception:
        traceback.print_exc()
        _complain(say("stop.bug"))
        return 3


def _usage(error: usage.UsageError) -> str:
    """Typer's usage errors in Chinese; it has no other hook than their types and words."""
    match error:
        case usage.MissingParameter(param=param) if param is not None:
            return say("usage.missing", name=" ".join(param.opts) if param.param_type_name == "option" else param.metavar)
        case usage.NoSuchOption(option_name=name, possibilities=near):
            return say("usage.no-option", name=name, near=say("usage.no-option-near", near="、".join(near)) if near else "")
        case usage.BadOptionUsage(option_name=name):
            if "not take a value" in error.message:
                return say("usage.no-value", name=name)
            return say("usage.needs-value", name=name)
        case usage.BadParameter(param=param) if param is not None:
            detail = say("usage.integer") if "integer" in error.message else error.message
            if "is not one of" in error.message:
                detail = say("usage.choice", known=re.sub(r"[' .]", "", error.message.rpartition("one of")[2]).replace(",", "、"))
            return say("usage.value", name=" ".join(param.opts), value=detail)
    words = error.message
    if words.startswith("No such command"):
        return say("usage.no-command", name=words.removeprefix("No such command ").rstrip(".").strip("'\""))
    if words.startswith("Missing command"):
        return say("usage.command")
    if words.startswith("Got unexpected extra argument"):
        return say("usage.extra", name=words.partition("(")[2].partition("(")[2].rstrip(")"))
    return say("usage.other", detail=words)


def _show(text: str) -> None:
    try:
        print(text, flush=True)
    except OSError as error:
        # What is left in the buffer must not fail once more when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(0) from None  # the reader has gone (| head): nothing is wrong
        raise


def _complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
