"""The terminal: Typer in Chinese, what happens turned into exit codes, text shown.

Exit codes: 0 clean, 1 something needs a person, 2 could not be done or usage, 3 a bug, 130 interrupted; a broken pipe is silent.
"""

from __future__ import annotations

import io
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any, TextIO

import typer
import typer.core

# Typer vendors click and does not re-export its usage errors; typer's minor version is pinned for this import.
from typer._click import exceptions as usage

from gaokai_xlsx.disk import reason
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.layout import Formatter
from gaokai_xlsx.texts import say, visible

PROGRAM = "gaokai-xlsx"
_COMPLETE = "_GAOKAI_XLSX_COMPLETE"  # set by the completion scripts; Typer derives the same name from the program's
_WHOLE = 500  # characters that no description has

_WAIT, _INTERVAL = 1.0, 0.2  # seconds before progress is shown, and between two times
_FAST = 10  # a second; slower ones are shown with a decimal
_WIPE = " " * 12  # over the end of a longer line before it; old terminals know no other way
_MINUTES = 90  # seconds from which on what is left is said in minutes

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
    text = re.sub(r" +<[\w\[\]|]+>(?=\s|$)", "", text)
    return re.sub(r"[{\[](\S+?)[}\]](?:\.\.\.)?(?=[ \n])", lambda m: m[1] if m[0].startswith("{") else f"[{m[1]}]", text)


class Command(typer.core.TyperCommand):
    """A command whose help is Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return _help(self, ctx)

    def get_short_help_str(self, limit: int = 0) -> str:
        """The whole sentence: the library would cut it where a narrow terminal could not hold it in one line."""
        return super().get_short_help_str(max(limit, _WHOLE))


class Group(typer.core.TyperGroup):
    """The program, whose help is Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return _help(self, ctx)


def _help(command: typer.core.TyperCommand | typer.core.TyperGroup, ctx: Any) -> str:
    formatter = Formatter(_in_chinese)
    command.format_help(ctx, formatter)
    return _in_chinese(formatter.getvalue().rstrip("\n"))


def option(*names: str, text: str, metavar: str | None = None) -> Any:
    """An option described by its help text ``help.<text>``, its value by ``meta.<metavar>``."""
    return typer.Option(*names, help=say(f"help.{text}"), metavar=metavar and say(f"meta.{metavar}"), show_default=False)


def argument(text: str, metavar: str, words: Sequence[str] = ()) -> Any:
    """An argument described by ``help.<text>`` and ``meta.<metavar>``; ``words`` are those that a shell may complete."""
    complete: Any = (lambda incomplete: [word for word in words if word.startswith(incomplete)]) if words else None
    return typer.Argument(help=say(f"help.{text}"), metavar=say(f"meta.{metavar}"), show_default=False, autocompletion=complete)


def progress(words: str) -> Callable[[int, int], None]:
    """Shows how many of how many are done, how fast and for how long still, on a terminal once a second has passed.

    ``words`` names the sentence; nothing is shown in pipes and files.
    """
    began = shown = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        over, seen = done >= total, shown > began
        if not sys.stderr.isatty() or now - shown < (0 if over and seen else _INTERVAL if seen else _WAIT):
            return
        shown = now
        rate = done / (now - began)
        text = say(words, done=done, total=total, rate=f"{rate:.0f}" if rate >= _FAST else f"{rate:.1f}")
        text += "" if over else say("progress.left", time=_duration((total - done) / rate)) if done else ""
        print(f"\r{text}{_WIPE}", end="\n" if over else "", file=sys.stderr, flush=True)

    return show


def _duration(seconds: float) -> str:
    return say("progress.minutes", n=round(seconds / 60)) if seconds >= _MINUTES else say("progress.seconds", n=max(round(seconds), 1))


def completion(shell: str) -> str:
    """The script that teaches a shell (bash, zsh, fish, powershell) to complete commands and options."""
    from typer._completion_shared import get_completion_script  # noqa: PLC0415 - a run must not pay for it

    return get_completion_script(prog_name=PROGRAM, complete_var=_COMPLETE, shell=shell)


def prepare() -> None:
    """A GBK terminal must show the rest of a line that holds one character it lacks; Chinese names of files must be known at all."""
    try:
        os.fsencode(say("help.app"))
    except UnicodeEncodeError:
        _again_in_utf8()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _again_in_utf8() -> None:
    """Begin anew where the system's encoding of names is ASCII or the like (LC_ALL=C): no file of ours could be found or written.

    Python takes up the encoding when it starts and at no other time. The names on the command line stay the bytes that they are.
    """
    if not sys.flags.utf8_mode:
        os.execve(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]], os.environ | {"PYTHONUTF8": "1"})


def run(app: typer.Typer, args: list[str]) -> int:
    """The exit code of one command line; what there is to show is shown."""
    if _COMPLETE in os.environ:
        from typer._completion_classes import completion_init  # noqa: PLC0415 - a run must not pay for it

        completion_init()
    try:
        code = app(args, prog_name=PROGRAM, standalone_mode=False)
        if code == 130:
            _complain(say("stop.interrupted"))
        return int(code or 0)
    except usage.NoArgsIsHelpError as error:
        _complain(_in_chinese(error.format_message()))
        return 2
    except usage.UsageError as error:
        # An option without its value comes without a context.
        command = error.ctx.command_path if error.ctx else " ".join((PROGRAM, *args[:1]))
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
        name, _, near = words.removeprefix("No such command ").partition(" Did you mean ")
        likely = say("usage.no-option-near", near="、".join(re.findall("'(.+?)'", near))) if near else ""
        return say("usage.no-command", name=name.rstrip(".").strip("'\""), near=likely)
    if words.startswith("Missing command"):
        return say("usage.command")
    if words.startswith("Got unexpected extra argument"):
        return say("usage.extra", name=words.partition("(")[2].partition("(")[2].rstrip(")"))
    return say("usage.other", detail=words)


def show(text: str) -> None:
    """Print for people, or for whoever reads the pipe."""
    try:
        print(text, flush=True)
    except OSError as error:
        _abandon(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(0) from None  # the reader has gone (| head): nothing is wrong
        raise


def _complain(text: str) -> None:
    """The same for what went wrong; the exit code says it where nobody can be told."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _abandon(sys.stderr)


def _abandon(stream: TextIO) -> None:
    """What is left in the buffer must not fail once more when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
