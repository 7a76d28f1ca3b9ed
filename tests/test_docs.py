"""The pages: every transcript is a real one, every command is documented, links lead somewhere, the site needs no net."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import typer.main

from gaokai_xlsx.cli import app
from tests.helpers import ROOT


def _script(name: str) -> ModuleType:
    """A script of ``docs/``."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


TRANSCRIPTS = _script("make_transcripts")
HANDWRITTEN = [p for p in sorted((ROOT / "docs").rglob("*.md")) if p.name not in ("reference.md", "licences.md")]
ROOT_PAGES = [ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
PAGES = [*HANDWRITTEN, ROOT / "docs" / "reference.md", ROOT / "docs" / "licences.md", *ROOT_PAGES]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.M | re.S)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", TRANSCRIPTS.pages(), ids=_name)
def test_a_page_shows_what_its_commands_print(page: Path):
    """Commands of a page run in order in one folder; ``python docs/make_transcripts.py`` writes their output anew."""
    assert TRANSCRIPTS.rewritten(page) == page.read_text(encoding="utf-8")


def test_what_differs_is_seen(tmp_path: Path):
    """A changed output is written anew, a left-out line stays left out, another exit code or program stops the page."""
    page = TRANSCRIPTS.Page(tmp_path)
    assert page.rewritten("```console\n$ gaokai-xlsx --version\nold\n```\n").count("gaokai-xlsx 0") == 1
    kept = "```console\n$ gaokai-xlsx rules V-TEXT\n…\n```\n"
    assert page.rewritten(kept) == kept
    for wrong in ("gaokai-xlsx check x.xlsx", "rm -r x"):
        with pytest.raises(TRANSCRIPTS.Wrong):
            page.rewritten(f"```console\n$ {wrong}\n```\n")


@pytest.mark.parametrize("page", HANDWRITTEN, ids=_name)
def test_no_transcript_stands_outside_the_blocks_that_are_run(page: Path):
    """A prompt anywhere else would be a claim that nobody checks."""
    text = page.read_text(encoding="utf-8")
    run = sum(body.count("\n$ ") + body.startswith("$ ") for body in TRANSCRIPTS.blocks(text))
    assert len(re.findall(r"^\s*\$ ", text, re.M)) == run


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_transcripts_in_the_readmes_are_those_of_the_samples(readme: str):
    """Command and output of a folder under samples/, which test_samples runs."""
    cases = [p.parent for p in (ROOT / "samples").glob("*/cmd.txt")]
    real = {f"$ {(c / 'cmd.txt').read_text(encoding='utf-8')}{(c / 'expected.txt').read_text(encoding='utf-8')}" for c in cases}
    shown = [body for _, body in FENCE.findall((ROOT / readme).read_text(encoding="utf-8")) if "$ " in body]
    assert shown
    assert set(shown) <= real


def test_the_readmes_are_twins():
    """Sections, links, pictures, transcripts and commands, in the same order; the words are for a reader to compare."""

    def shape(name: str) -> tuple[list[str], ...]:
        text = (ROOT / name).read_text(encoding="utf-8")
        lists = re.findall(r"^(#+|[-|]|\d\.) ", FENCE.sub("", text), re.M)
        links = sorted(set(re.findall(r"\]\(([^)]+)\)", text)) - {"README.md", "README.zh-CN.md"})
        commands = re.findall(r"^\| [^|`]*`([^`]+)`", text, re.M)
        return lists, links, re.findall(r'src="([^"]+)"', text), commands, [body for _, body in FENCE.findall(text) if "$ " in body]

    assert shape("README.md") == shape("README.zh-CN.md")


def _commands(page: Path) -> Iterator[str]:
    """Every command line of ours that a page writes: in backquotes, in blocks."""
    text = page.read_text(encoding="utf-8")
    yield from re.findall(r"`(?:\$ )?gaokai-xlsx ([^`\n]+)`", FENCE.sub("", text))
    yield from re.findall(r"^(?:\$ )?gaokai-xlsx (.+)$", "\n".join(body for _, body in FENCE.findall(text)), re.M)


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != "CHANGELOG.md"], ids=_name)
def test_commands_in_the_text_exist_with_their_options(page: Path):
    """A page must not tell anybody to type what the program refuses."""
    wrong = []
    for line in _commands(page):
        command, *words = shlex.split(line.replace("…", "").replace("[", "").replace("]", ""), comments=True)
        known = {name for p in COMMANDS[command].params for name in p.opts} if command in COMMANDS else {"--version", "--show-completion"}
        if command not in COMMANDS and command not in known and command not in ("命令", "选项"):
            wrong.append(line)
        wrong += [f"{line}: {word}" for word in words if re.match(r"--?[a-z]", word) and word.split("=")[0] not in {*known, "--help", "-h"}]
    assert wrong == []


def test_every_command_and_option_is_documented():
    """Commands in a page that a person wrote, options in some page; each with a Chinese help text."""
    written = "\n".join(p.read_text(encoding="utf-8") for p in (*HANDWRITTEN, *ROOT_PAGES))
    assert [name for name in COMMANDS if f"gaokai-xlsx {name}" not in written] == []
    everything = written + (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    options = {(name, p) for name, command in COMMANDS.items() for p in command.params}
    assert [f"{name} {p.opts[-1]}" for name, p in options if p.opts[-1].startswith("-") and p.opts[-1] not in everything] == []
    described = {f"{name} {p.name}": p.help or "" for name, p in options} | {name: command.help or "" for name, command in COMMANDS.items()}
    assert [name for name, text in described.items() if not re.search("[\u4e00-\u9fff]", text)] == []


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the hosting sites and the documentation make them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", head.replace("`", "").lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_to_what_is_there(page: Path):
    """Files, folders and headings of the project; nothing outside it is asked."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_files_of_the_project_that_a_page_names_are_there(page: Path):
    """What was moved must be moved in the pages too."""
    named = re.findall(
        r"`((?:gaokai_xlsx|tests|docs|bench|samples|release|templates)/[\w./-]+\.(?:py|toml|md|csv|txt))`", page.read_text(encoding="utf-8")
    )
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("page", [p for p in HANDWRITTEN if p.name != "manual-test.md"], ids=_name)
def test_a_page_that_speaks_of_untried_programs_says_so(page: Path):
    """Microsoft's and Kingsoft's programs and Windows: nobody has tried them here yet (docs/manual-test.md)."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    if re.search(r"WPS|Windows|Microsoft|PowerShell", text):
        assert re.search(r"没有实测|没有在|unverified", text)


def test_every_extra_is_explained():
    """In docs/install.md, and none that is not there."""
    extras = set(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"])
    table = (ROOT / "docs" / "install.md").read_text(encoding="utf-8").partition("<!-- extras -->")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.M)) == extras


@pytest.mark.slow
def test_the_site_is_built_without_warnings_and_asks_the_net_for_nothing(tmp_path: Path):
    """Strict; every page in the navigation; no script, style, font or picture from elsewhere."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    built = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, encoding="utf-8", check=False
    )
    assert built.returncode == 0, built.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 20
    fetched = re.compile(
        r'<(?:script|img|iframe|source)[^>]+src="(?:https?:)?//|<link[^>]+rel="(?!canonical)[^"]*"[^>]+href="(?:https?:)?//'
    )
    assert [p.name for p in pages if fetched.search(p.read_text(encoding="utf-8"))] == []
