"""The command line: options in, one verb called, its result shown."""

# No annotations from the future here: Typer would compile each text of one twice, a fifth of what --help takes.
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import gaokai_xlsx
from gaokai_xlsx import console
from gaokai_xlsx.console import PROGRAM, Command, Group, argument, option, progress, show
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.texts import say

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gaokai_xlsx.campaign import Campaign


class Shell(StrEnum):
    """The shells whose completion Typer can write."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


class Conflicts(StrEnum):
    """What becomes of different filings of one unit."""

    ERROR = "error"
    LATEST = "latest"


app = typer.Typer(
    cls=Group,
    name=PROGRAM,
    help=say("help.app"),
    rich_markup_mode=None,
    add_completion=False,  # its installer rewrites start-up files and lifts PowerShell's script policy; the script alone is enough
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Roster = Annotated[Path | None, option("--roster", text="roster", metavar="file")]
Previous = Annotated[list[Path] | None, option("--previous", text="previous", metavar="path")]
Quiet = Annotated[bool, option("-q", "--quiet", text="quiet")]
Jobs = Annotated[int | None, option("--jobs", text="jobs", metavar="number")]
CollectYear = Annotated[int | None, option("--year", text="year-collect", metavar="year")]


@app.callback(invoke_without_command=True)
def _itself(
    version: Annotated[bool, option("--version", text="version")] = False,
    completion: Annotated[Shell | None, option("--show-completion", text="completion", metavar="shell")] = None,
) -> None:
    if version:
        show(f"{PROGRAM} {gaokai_xlsx.__version__}")
        raise typer.Exit
    if completion:
        show(console.completion(completion))
        raise typer.Exit


@app.command(cls=Command, help=say("help.init"))
def init(
    folder: Annotated[Path, argument("init-folder", "folder")],
    city: Annotated[str, option("--city", text="city", metavar="city")],
    year: Annotated[int, option("--year", text="year", metavar="year")],
    roster: Annotated[Path | None, option("--roster", text="init-roster", metavar="file")] = None,
    office: Annotated[str, option("--office", text="office", metavar="unit")] = "",
    phone: Annotated[str, option("--phone", text="phone", metavar="phone")] = "",
    key: Annotated[bool, option("--key", text="key")] = False,
) -> None:
    made = gaokai_xlsx.init(folder, city=city, year=year, roster=roster, office=office, phone=phone, key=key)
    campaign = _campaign(made)
    assert campaign is not None
    show(say("init.saved", path=made))
    show(say("init.next", roster=made / campaign.roster, returned=campaign.returned))


@app.command(cls=Command, help=say("help.template"))
def template(
    out: Annotated[Path | None, option("-o", "--out", text="out-template", metavar="path")] = None,
    year: Annotated[int | None, option("--year", text="year", metavar="year")] = None,
    unit: Annotated[str | None, option("--unit", text="unit", metavar="unit")] = None,
    code: Annotated[str | None, option("--code", text="code", metavar="code")] = None,
    roster: Annotated[Path | None, option("--roster", text="template-roster", metavar="file")] = None,
    common: Annotated[bool, option("--common", text="common")] = False,
    previous: Annotated[list[Path] | None, option("--previous", text="previous-template", metavar="path")] = None,
    edition: Annotated[str | None, option("--edition", text="edition", metavar="edition")] = None,
    transcribe: Annotated[bool, option("--transcribe", text="transcribe")] = False,
    zipped: Annotated[bool, option("--zip", text="zip")] = False,
    force: Annotated[bool, option("--force", text="force")] = False,
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
        transcribe=transcribe,
        previous=_previous(previous, here),
        edition=edition or (here.edition if here else None) or None,
        zipped=zipped,
        force=force,
        campaign=here,
        progress=progress("progress.template"),
        tell=show,
    )
    one = len(written) == 1
    show(say("template.saved" if one else "template.saved-many", n=len(written), path=written[0] if one else written[0].parent))
    show(say("template.next-transcribed" if transcribe else "template.next"))


@app.command(cls=Command, help=say("help.check"))
def check(
    files: Annotated[list[Path], argument("files", "files")],
    roster: Roster = None,
    previous: Previous = None,
    year: CollectYear = None,
    jobs: Jobs = None,
    as_json: Annotated[bool, option("--json", text="json")] = False,
    quiet: Quiet = False,
) -> None:
    from gaokai_xlsx.results import terminal, to_json  # noqa: PLC0415 - --help must not pay for it

    here = _campaign()
    report = gaokai_xlsx.check(
        files,
        roster=roster or _there(here),
        previous=_previous(previous, here),
        year=year or (here.year if here else None),
        campaign=here,
        jobs=_jobs(jobs),
        progress=progress("progress.read"),
    )
    show(to_json.to_json(report).rstrip() if as_json else terminal.checked(report, quiet=quiet))
    if here and here.contact and report.needs_a_person and not (as_json or quiet):
        show("\n" + say("sheet.contact", contact=here.contact).rstrip())
    raise typer.Exit(int(report.needs_a_person))


@app.command(cls=Command, help=say("help.collect"))
def collect(
    paths: Annotated[list[Path] | None, argument("paths", "paths")] = None,
    out: Annotated[Path | None, option("-o", "--out", text="out-summary", metavar="file")] = None,
    roster: Roster = None,
    previous: Previous = None,
    year: CollectYear = None,
    page: Annotated[Path | None, option("--report", text="page", metavar="file")] = None,
    json: Annotated[Path | None, option("--json", text="json-file", metavar="file")] = None,
    conflicts: Annotated[Conflicts, option("--conflicts", text="conflicts", metavar="choice")] = Conflicts.ERROR,
    include_failed: Annotated[bool, option("--include-failed", text="include-failed")] = False,
    blank_as_zero: Annotated[bool, option("--blank-as-zero", text="blank-as-zero")] = False,
    accept_imported: Annotated[bool, option("--accept-imported", text="accept-imported")] = False,
    returns: Annotated[Path | None, option("--returns", text="returns", metavar="folder")] = None,
    due: Annotated[str, option("--due", text="due", metavar="date")] = "",
    as_of: Annotated[str | None, option("--as-of", text="as-of", metavar="date")] = None,
    reminders: Annotated[Path | None, option("--reminders", text="reminders", metavar="file")] = None,
    jobs: Jobs = None,
    cluster: Annotated[str, option("--cluster", text="cluster", metavar="address")] = "",
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
        out = out or here.summary(year)
    told: list[str] = []
    named = previous or ()
    with _executor(cluster) as executor:
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
            accept_imported=accept_imported,
            returns=returns,
            due=due,
            as_of=as_of,
            reminders=reminders,
            campaign=here,
            tell=told.append,
            jobs=_jobs(jobs),
            executor=executor,
            progress=progress("progress.read"),
        )
    show("\n".join((terminal.collected(report, summary, quiet=quiet, previous=named), *told)))
    if page is not None:
        show(say("collect.page-saved", path=page))
    if reminders is not None:
        show(say("remind.saved", path=reminders))
    raise typer.Exit(int(report.needs_a_person))


@app.command(cls=Command, help=say("help.decide"))
def decide(
    unit: Annotated[str, argument("decide-unit", "unit")],
    what: Annotated[str, argument("decide-what", "what", [kind.value for kind in Kind])],
    names: Annotated[list[str] | None, argument("decide-names", "names")] = None,
    by: Annotated[str, option("--by", text="by", metavar="person")] = "",
    reason: Annotated[str, option("--reason", text="reason", metavar="text")] = "",
    date: Annotated[str, option("--date", text="date", metavar="date")] = "",
    reviewer: Annotated[str, option("--reviewer", text="reviewer", metavar="person")] = "",
    previous: Previous = None,
) -> None:
    from gaokai_xlsx.form import editions  # noqa: PLC0415 - --help must not pay for it
    from gaokai_xlsx.results import records  # noqa: PLC0415 - --help must not pay for it

    here = _campaign()
    if here is None:
        raise Usage("stop.decide-campaign")
    people = {"by": by, "reason": reason, "date": date, "reviewer": reviewer}
    made = gaokai_xlsx.decide(here, unit, what, names or (), **people, previous=_previous(previous, here))
    again = records.again(here.summary(), previous or (), settled=bool(here.previous))
    show(records.recorded(made, here.path("decisions"), editions.for_year(here.year), again))


@app.command(cls=Command, help=say("help.diff"))
def diff(old: Annotated[Path, argument("old", "old")], new: Annotated[Path, argument("new", "new")]) -> None:
    from gaokai_xlsx.results import changes  # noqa: PLC0415 - --help must not pay for it

    show(changes.shown(old.name, new.name, *gaokai_xlsx.diff(old, new)))


@app.command(cls=Command, help=say("help.publish"))
def publish(
    file: Annotated[Path, argument("publish-file", "file")],
    out: Annotated[Path | None, option("-o", "--out", text="out-report", metavar="path")] = None,
    sections: Annotated[Path | None, option("--texts", text="sections", metavar="file")] = None,
    scope: Annotated[str, option("--scope", text="scope", metavar="scope")] = "",
    unit: Annotated[str, option("--unit", text="publish-unit", metavar="unit")] = "",
    roster: Roster = None,
    previous: Previous = None,
    force: Annotated[bool, option("--force", text="force")] = False,
) -> None:
    from gaokai_xlsx.results import terminal  # noqa: PLC0415 - --help must not pay for it

    here = _campaign()
    made = gaokai_xlsx.publish(
        file,
        out,
        sections=sections,
        scope=scope,
        unit=unit,
        roster=roster or _there(here),
        previous=_previous(previous, here),
        force=force,
        campaign=here,
    )
    if made.path is None:
        show(terminal.checked(made.report) if made.report else "\n".join(made.wrong))
        show("\n" + say("publish.refused"))
        raise typer.Exit(1)
    said = terminal.doubted(sections.name, made.findings) if sections else ()
    show("\n".join((say("publish.saved", path=made.path), *said, *made.notes)))


@app.command(cls=Command, help=say("help.verify"))
def verify(
    summary: Annotated[Path, argument("summary", "summary")],
    sources: Annotated[list[Path] | None, option("--sources", text="sources", metavar="path")] = None,
) -> None:
    from gaokai_xlsx.results import verdict  # noqa: PLC0415 - --help must not pay for it

    found = gaokai_xlsx.verify(summary, sources or (), campaign=_campaign(summary.parent))
    show(verdict.shown(summary.name, found))
    raise typer.Exit(int(bool(found.doubts)))


@app.command(cls=Command, help=say("help.export"))
def export(
    file: Annotated[Path, argument("export-file", "file")],
    out: Annotated[Path | None, option("-o", "--out", text="out-export", metavar="file")] = None,
    roster: Annotated[Path | None, option("--roster", text="roster-export", metavar="file")] = None,
    force: Annotated[bool, option("--force", text="force")] = False,
) -> None:
    from gaokai_xlsx.results import export as long_table  # noqa: PLC0415 - --help must not pay for it

    here = _campaign()
    there = here.path("roster") if here and here.path("roster").is_file() else None
    path, rows, failed = gaokai_xlsx.export(file, out, roster=roster or there, force=force)
    show(long_table.told(path, rows))
    if failed:
        show(say("export.failed", n=failed))


@app.command("import", cls=Command, help=say("help.import"))
def import_(
    reports: Annotated[list[Path], argument("reports", "reports")],
    out: Annotated[Path | None, option("-o", "--out", text="out-import", metavar="path")] = None,
    year: Annotated[int | None, option("--year", text="year-import", metavar="year")] = None,
    unit: Annotated[str | None, option("--unit", text="unit-import", metavar="unit")] = None,
    force: Annotated[bool, option("--force", text="force")] = False,
    quiet: Quiet = False,
) -> None:
    from gaokai_xlsx.results import terminal  # noqa: PLC0415 - --help must not pay for it

    made = gaokai_xlsx.import_report(reports, out, year=year, unit=unit, force=force, campaign=_campaign())
    show("\n\n".join(terminal.imported(m.submission, m.path, quiet=quiet) for m in made))
    raise typer.Exit(int(any(m.needs_a_person for m in made)))


@app.command(cls=Command, help=say("help.rules"))
def rules(code: Annotated[str | None, argument("rule", "code-of-rule")] = None) -> None:
    from gaokai_xlsx.results import rulebook  # noqa: PLC0415 - --help must not pay for it

    book = gaokai_xlsx.rules(code)
    show(rulebook.listed(book) if code is None else rulebook.explained(book[0]))


@app.command(cls=Command, help=say("help.serve"))
def serve(
    folder: Annotated[Path | None, argument("serve-folder", "folder")] = None,
    port: Annotated[int, option("--port", text="port", metavar="port")] = 0,
    no_browser: Annotated[bool, option("--no-browser", text="no-browser")] = False,
) -> None:
    try:
        from gaokai_xlsx.desk import server  # noqa: PLC0415 - an extra, and --help must not pay for it
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "h11", "anyio"):
            raise
        raise CannotGoOn("stop.desk-missing") from error

    here = _campaign(folder)
    where = here.folder if here else (folder or Path()).resolve()
    server.serve(where, port=port, browser=not no_browser, tell=show)


@app.command(cls=Command, help=say("help.demo"))
def demo(folder: Annotated[Path | None, argument("folder", "folder")] = None) -> None:
    gaokai_xlsx.demo(folder, tell=show)


def _campaign(folder: Path | None = None) -> "Campaign | None":
    """The campaign the clerk stands in; its settings serve where the command line says nothing."""
    from gaokai_xlsx import campaign as campaigns  # noqa: PLC0415 - --help must not pay for it

    return campaigns.find(folder or Path())


def _there(campaign: "Campaign | None") -> Path | None:
    """The campaign's roster; one that is not there must stop the run, or nobody would be missing."""
    return campaign.path("roster") if campaign else None


def _jobs(given: int | None) -> int | None:
    if given is not None and given < 1:
        raise Usage("stop.jobs")
    return given


@contextmanager
def _executor(cluster: str) -> "Iterator[Executor | None]":
    if not cluster:
        yield None
        return
    from gaokai_xlsx.verbs._cluster import workers  # noqa: PLC0415 - --help must not pay for it

    with workers(cluster) as executor:
        yield executor


def _previous(given: list[Path] | None, campaign: "Campaign | None") -> list[Path]:
    return given or (campaign.last_year if campaign else [])


def run(args: list[str]) -> int:
    """The exit code of one command line; what there is to show is shown."""
    return console.run(app, args)


def main() -> NoReturn:
    """The console script."""
    console.prepare()
    sys.exit(run(sys.argv[1:]))
