"""The desk: who gets in, what is taken, that page and command are one, and the whole campaign in a real browser."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import hashlib
import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import uvicorn

from gaokai_xlsx import campaign as campaigns
from gaokai_xlsx import disk, init
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.desk import connections, listing, server, uploads
from gaokai_xlsx.desk.app import Desk, application
from gaokai_xlsx.desk.audit import Audit
from gaokai_xlsx.desk.result import Result, collected
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.verbs import _copies
from tests.helpers import BALANCED, FORM, ROOT, ZEROS, Unit, edited, issue, packed, put, run

NAMES = [
    f"市{name}局"
    for name in [
        "财政",
        "商务",
        "数据",
        "民政",
        "教育",
        "科技",
        "公安",
        "司法",
        "水务",
        "林业",
        "交通",
        "住建",
        "文旅",
        "卫健",
        "审计",
        "统计",
        "体育",
        "医保",
        "信访",
        "城管",
    ]
]
GOOD = BALANCED | {"disclosure.normative.in_force": 8}
KILLER = """
import os, sys
try:
    from gaokai_xlsx.intake import reading
except ImportError:
    pass
else:
    take = reading.take
    def killer(path, content):
        if "杀手" in path:
            os.kill(os.getpid(), 9)
        return take(path, content)
    reading.take = killer
"""
"""Put into every Python of a test: a file of that name kills the process that reads it, as a bug of a parser does."""
HASTY = "from gaokai_xlsx import cli; from gaokai_xlsx.desk import work; work._GLANCE, work._LULL = 0.1, 0.2; cli.main()"
"""A desk that looks more often, so that the tests need not wait."""


class Served:
    """A desk in a process of its own, and who asks it: with the token, the right Host and Origin unless told otherwise."""

    def __init__(self, folder: Path, extra: Path | None = None, hasty: bool = True) -> None:
        self.folder = folder
        self.program = ["-c", HASTY] if hasty else ["-m", "gaokai_xlsx"]
        paths = os.pathsep.join(str(p) for p in (extra, ROOT) if p)
        self.environment = os.environ | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
        self.start()

    def start(self) -> None:
        """Start it, until it says its link."""
        command = [sys.executable, *self.program, "serve", str(self.folder), "--no-browser"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        assert self.process.stdout is not None
        self.shown = ""
        while "http://" not in self.shown:
            line = self.process.stdout.readline()
            assert line, self.shown
            self.shown += line
        found = re.search(r"http://127\.0\.0\.1:(\d+)/([\w-]+)/", self.shown)
        assert found is not None
        self.port, self.token, self.link = int(found[1]), found[2], found[0]

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers, body; ``path`` is below the token unless it begins with ``//``. Waits until the server listens."""
        own = {"Origin": f"http://127.0.0.1:{self.port}"} | (headers or {})
        for _ in range(100):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request(method, path[1:] if path.startswith("//") else f"/{self.token}{path}", body, own)
                answer = connection.getresponse()
                return answer.status, dict(answer.getheaders()), answer.read()
            except ConnectionRefusedError:
                time.sleep(0.05)
            finally:
                connection.close()
        raise AssertionError("the desk does not listen")

    def get(self, path: str) -> str:
        """A page that must be there."""
        status, _, data = self.ask("GET", path)
        assert status == 200, (path, status)
        return data.decode()

    def post(self, action: str, fields: dict[str, str] | None = None, data: bytes | None = None) -> dict[str, Any]:
        """The answer to an action: its fields as a form, or in the address where a file is the body."""
        query = "?" + urlencode(fields or {}) if data is not None else ""
        body = data if data is not None else urlencode(fields or {}).encode()
        status, _, answer = self.ask("POST", f"/{action}{query}", body)
        found = json.loads(answer)
        assert found["ok"] is (status == 200), found
        return found

    def upload(self, name: str, data: bytes) -> dict[str, Any]:
        """One file dropped."""
        return self.post("upload", {"name": name}, data)

    def settled(self, seconds: float = 60) -> dict[str, Any]:
        """Wait until what was done is collected: the desk has looked from beginning to end since."""
        end, wanted = time.monotonic() + seconds, json.loads(self.get("/state"))["looks"] + 2
        while time.monotonic() < end:
            state = json.loads(self.get("/state"))
            if state["looks"] >= wanted and not state["busy"]:
                return state
            time.sleep(0.03)
        raise AssertionError("the desk does not come to rest")

    def end(self, signal_: int = signal.SIGINT) -> str:
        """Stop it; gives what it printed after its link."""
        self.process.send_signal(signal_)
        said, _ = self.process.communicate(timeout=30)
        return said


@pytest.fixture
def serve() -> Iterator[Any]:
    """Starts desks, and ends them with the test."""
    desks: list[Served] = []

    def started(folder: Path, extra: Path | None = None, **options: bool) -> Served:
        desks.append(Served(folder, extra, **options))
        return desks[-1]

    yield started
    for desk in desks:
        if desk.process.poll() is None:
            # Under make coverage it ends by itself, or nothing would be known of what ran in it.
            desk.end(signal.SIGINT if "COVERAGE_PROCESS_CONFIG" in os.environ else signal.SIGKILL)
        if desk.process.stdout:
            desk.process.stdout.close()


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A campaign of three units."""
    (tmp_path / "单位.csv").write_text("单位全称\n市财政局\n市商务局\n市数据局\n", encoding="utf-8")
    return init(tmp_path / "2025", city="石嘴山市", year=2025, roster=tmp_path / "单位.csv", office="政务公开科", phone="0952-1234567")


def _unit(n: int) -> Unit:
    return Unit(f"{n + 1:03}", NAMES[n])


def _tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _log(folder: Path) -> str:
    return (folder / "操作记录.log").read_text(encoding="utf-8")


# ---- who gets in


def test_only_who_has_the_link_gets_in(here: Path, serve: Any):
    """Without the token, by another name, from another page: the same closed door, noted without anything of the address."""
    desk = serve(here)
    host = f"127.0.0.1:{desk.port}"
    wrong = [
        ("GET", "//", {}),
        ("GET", "//favicon.ico", {}),
        ("GET", "//" + "x" * len(desk.token) + "/", {}),
        ("GET", f"//{desk.token[:-1]}/", {}),
        ("GET", f"///{desk.token}/", {}),
        ("GET", "/", {"Host": f"evil.example:{desk.port}"}),
        ("GET", "/", {"Host": "127.0.0.1"}),
        ("GET", "/", {"Sec-Fetch-Site": "cross-site"}),
        ("GET", "/", {"Sec-Fetch-Site": "same-site"}),
        ("POST", "/upload?name=x.xlsx", {"Origin": "https://evil.example"}),
        ("POST", "/upload?name=x.xlsx", {"Origin": "null"}),
        ("POST", "/upload?name=x.xlsx", {"Origin": f"http://localhost:{desk.port}"}),
        ("POST", "/decide", {"Origin": f"http://127.0.0.1:{desk.port + 1}"}),
        ("PUT", "/state", {"Origin": "https://evil.example"}),
    ]
    for method, path, headers in wrong:
        status, answered, body = desk.ask(method, path, b"x" if method != "GET" else None, {"Host": host, **headers})
        assert (status, body.decode()) == (403, "不能访问。请使用gaokai-xlsx serve显示的完整链接。"), (method, path, headers)
        assert answered["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in {name.lower() for name in answered}
    assert list((here / "回收").iterdir()) == []
    log = _log(here)
    assert log.count("拒绝访问") == len(wrong)
    assert desk.token[:-1] not in log
    assert desk.ask("GET", "/")[0] == 200


def test_only_this_machine_reaches_it(here: Path, serve: Any):
    """The socket is bound to the loopback address, not to the card."""
    desk = serve(here)
    own = [info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    for address in {str(a) for a in own} - {"127.0.0.1", "127.0.1.1"}:
        with pytest.raises(ConnectionError), socket.create_connection((address, desk.port), timeout=2):
            pass
    assert f"127.0.0.1:{desk.port}" in desk.shown


def test_every_page_forbids_what_is_not_ours(here: Path, serve: Any):
    """Strict headers, nothing written into tags, no address of another host."""
    desk = serve(here)
    desk.upload("a.xlsx", issue(BALANCED | {"requests.new.natural": 1}, _unit(0)))
    desk.settled()
    unit = re.search(r'href="(/[\w-]+/unit/\w+)"', desk.get("/"))
    assert unit is not None
    for path in ("/", "/roster", "/templates", "/results", unit[1].removeprefix(f"/{desk.token}"), "/nothing"):
        _, headers, body = desk.ask("GET", path)
        policy = headers["content-security-policy"]
        assert "'unsafe" not in policy
        assert "script-src 'self'" in policy
        assert (headers["x-content-type-options"], headers["referrer-policy"], headers["cache-control"]) == (
            "nosniff",
            "no-referrer",
            "no-store",
        )
        text = body.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)|javascript:", text)
        assert not re.findall(r"(?:https?:)?//(?!127)[a-z]", text.replace("http://www.w3.org", ""))


# ---- what is taken


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.xlsx", "x.xlsx"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\..\\x.xlsx", "C_/Windows/x.xlsx"),
        ("a/./../b/x.xlsx", "a/b/x.xlsx"),
        ("....//x.xlsx", "x.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("nul", "_nul"),
        ("甲/~$x.xlsx", "甲/~$x.xlsx"),
        ("甲/.DS_Store", "甲/.DS_Store"),
        (".DS_Store/x.xlsx", ".DS_Store/x.xlsx"),
        (".ssh/x", "ssh/x"),
        (".gaokai-x.tmp", "gaokai-x.tmp"),
        ("x\u202exslx.exe", "x_xslx.exe"),
        ("a\nb\x00c.xlsx", "a_b_c.xlsx"),
        ("-rf.xlsx", "rf.xlsx"),
        ("", "_"),
        ("/".join("abcdefgh") + "/x.xlsx", "f/g/h/x.xlsx"),
        ("长" * 300 + ".xlsx", "长" * 60 + ".xlsx"),
        ("<script>alert(1)</script>.xlsx", "_script_alert(1)_/script_.xlsx"),
    ],
)
def test_no_name_becomes_a_path(name: str, kept: str):
    """What climbs, what a system gives a meaning to, what hides its ending."""
    assert "/".join(uploads.clean(name)) == kept


def test_what_is_there_is_never_written_over(here: Path, serve: Any):
    """Another file of that name gets the next one, the same file none; nothing lands outside of the folder of returned files."""
    desk = serve(here)
    desk.settled()
    before = _tree(here.parent)
    assert desk.upload("../../../甲/年报.xlsx", b"one")["text"] == "已收下《甲/年报.xlsx》。"
    assert desk.upload("甲/年报.xlsx", b"two")["text"] == "已收下《甲/年报(1).xlsx》。".replace("(1)", "(2)")
    assert desk.upload("甲/年报.xlsx", b"two")["known"] is True
    assert _tree(here / "回收") == {"甲/年报.xlsx": b"one", "甲/年报(2).xlsx": b"two"}
    desk.settled()
    new = {p for p in _tree(here.parent) if p not in before}
    assert {p for p in new if not p.startswith("2025/回收/")} <= {
        "2025/收件登记.csv",
        "2025/操作记录.log",
        "2025/汇总/2025年汇总表.xlsx",
        "2025/汇总/2025年汇总表.manifest.json",
    }


async def _chunks(*chunks: bytes, pause: float = 0) -> AsyncIterator[bytes]:
    for chunk in chunks:
        await asyncio.sleep(pause)
        yield chunk


@pytest.mark.parametrize(
    ("chunks", "pause", "words"),
    [
        ((b"x" * 60, b"x" * 60), 0, "没有收下。请分成几份上传"),
        ((b"x", b"x"), 1.0, "传输太慢或中断"),
        ((b"x",) * 40, 0.02, "传输太慢或中断"),
    ],
    ids=["large", "silent", "dripping"],
)
def test_an_upload_has_bounds(chunks: tuple[bytes, ...], pause: float, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Too large, silent for too long, or without end: refused, and nothing is left of it."""
    for name, value in (("LARGEST", 100), ("PATIENCE", 0.3), ("SLOWEST", 1000), ("_GRACE", 0.2)):
        monkeypatch.setattr(uploads, name, value)

    async def sent() -> None:
        await uploads.keep(tmp_path, "x.xlsx", _chunks(*chunks, pause=pause), asyncio.Lock())

    with pytest.raises(uploads.Refused, match=words):
        asyncio.run(sent())
    assert list(tmp_path.iterdir()) == []


def test_a_kill_in_the_middle_of_an_upload_leaves_nothing_half(here: Path, serve: Any):
    """What was aside is no return, and is gone when the desk starts again; what had come is there."""
    desk = serve(here)
    whole = issue(GOOD, _unit(0))
    desk.upload("whole.xlsx", whole)
    with socket.create_connection(("127.0.0.1", desk.port)) as half:
        head = (
            f"POST /{desk.token}/upload?name=half.xlsx HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nOrigin: http://127.0.0.1:{desk.port}\r\n"
        )
        half.sendall(f"{head}Content-Length: 100000\r\n\r\n".encode() + b"x" * 50_000)
        end = time.monotonic() + 20
        while not (aside := list((here / "回收").glob(".gaokai-*.tmp"))) and time.monotonic() < end:
            time.sleep(0.02)
        assert aside
        desk.end(signal.SIGKILL)
    assert {p.name for p in (here / "回收").iterdir()} == {"whole.xlsx", aside[0].name}
    assert run("collect", cwd=here).stdout.startswith("2025年度年报表汇总：收到1个文件")
    again = serve(here)
    again.settled()
    assert _tree(here / "回收") == {"whole.xlsx": whole}


def test_an_upload_broken_off_by_its_sender_is_forgotten(here: Path, serve: Any):
    """The browser was closed: nothing lies there, and the desk goes on."""
    desk = serve(here)
    with socket.create_connection(("127.0.0.1", desk.port)) as half:
        head = (
            f"POST /{desk.token}/upload?name=half.xlsx HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nOrigin: http://127.0.0.1:{desk.port}\r\n"
        )
        half.sendall(f"{head}Content-Length: 100000\r\n\r\n".encode() + b"x" * 50_000)
        time.sleep(0.5)
    end = time.monotonic() + 20
    while list((here / "回收").iterdir()) and time.monotonic() < end:
        time.sleep(0.05)
    assert list((here / "回收").iterdir()) == []
    assert desk.upload("a.xlsx", b"x")["ok"]


def test_only_listed_files_can_be_taken(here: Path, serve: Any):
    """By ids of the desk's own; no path, nothing beside, no link out of the folder, and never as a page that runs."""
    (here / "汇总" / "审核.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    (here / "汇总" / "out.csv").symlink_to("/etc/passwd")
    (here / "gaokai.key").write_text("0" * 64, encoding="utf-8")
    desk = serve(here)
    desk.settled()
    page = desk.get("/results")
    assert "审核.html" in page
    assert "out.csv" not in page
    assert "gaokai.key" not in page
    links = re.findall(r'href="/[\w-]+(/get/\w+)"', page)
    assert len(links) > 4
    for link in links:
        status, headers, _ = desk.ask("GET", link)
        assert (status, headers["content-type"]) == (200, "application/octet-stream")
        assert headers["content-disposition"].startswith("attachment")
    for path in (
        "/get/../gaokai.key",
        "/get/..%2Fgaokai.key",
        "/get/gaokai.toml",
        "/asset/..%2Fviews.py",
        "/asset/base.html",
        "/unit/../../x",
    ):
        assert desk.ask("GET", path)[0] == 404, path


def test_script_in_names_and_figures_is_only_text(here: Path, serve: Any):
    """Of files, of units, of what stands in a cell."""
    desk = serve(here)
    hostile = "<img src=x onerror=alert(1)>"
    desk.upload("x.xlsx", edited(issue(GOOD, _unit(0)), put({"requests.new.natural": hostile})))
    desk.upload("y.xlsx", issue(GOOD, Unit(None, hostile)))
    desk.settled()
    pages = desk.get("/")
    for unit in set(re.findall(r'href="/[\w-]+(/unit/\w+)"', pages)):
        pages += desk.get(unit)
    assert "<img" not in pages
    assert "&lt;img src=x onerror=alert(1)&gt;" in pages


# ---- page and command are one


def test_first_run_makes_the_campaign(tmp_path: Path, serve: Any):
    """City, year, last year's list under its own heads; what is wrong is said and nothing is made."""
    folder = tmp_path / "新"
    folder.mkdir()
    desk = serve(folder)
    assert "新建年报工作" in desk.get("/")
    said = {"city": "石嘴山市", "year": "2025", "office": '科"室', "phone": "0952-1", "file": "通讯录.csv"}
    for wrong, words in (
        ({"year": "25年"}, "四位数字"),
        ({"year": "1990"}, "1990"),
        ({"city": " "}, "缺少"),
        ({"file": "a.exe"}, "格式不对"),
    ):
        assert words in desk.post("begin", said | wrong, "部门名称\n市财政局\n".encode())["text"]
    assert "没有报送名单" in desk.post("begin", said | {"file": ""}, b" \n")["text"]
    assert "不知道以哪个为准" in desk.post("begin", said | {"names": "1"}, "部门名称\n市财政局\n".encode())["text"]
    assert [p.name for p in folder.iterdir() if not disk.is_aside(p.name)] == ["操作记录.log"]
    assert desk.post("begin", said, "部门名称,联系人\n市财政局,张三\n市商务局,李四\n".encode("gb18030"))["ok"]
    campaign = campaigns.read(folder / "gaokai.toml")
    assert (campaign.city, campaign.year, campaign.contact) == ("石嘴山市", 2025, '科"室 0952-1')
    assert [(e.code, e.name) for e in rosters.read(folder / "名单.xlsx").entries] == [("001", "市财政局"), ("002", "市商务局")]
    assert desk.settled()["stopped"] == ""
    assert "未报2家：市财政局、市商务局" in desk.get("/")
    assert "已有" in desk.post("begin", said, "部门名称\n市财政局\n".encode())["text"] or "已经" in desk.post("begin", said, b"x")["text"]


def test_page_and_command_see_each_others_work(here: Path, serve: Any):
    """A file copied into the folder is on the board; what is decided on the page holds for the command, and the other way round."""
    desk = serve(here)
    for name, figures in (("甲", GOOD), ("乙", GOOD | {"disclosure.licensing.decisions": 5})):
        (here / "回收" / f"{name}.xlsx").write_bytes(issue(figures, _unit(0)))
    desk.settled()
    assert "数据冲突" in desk.get("/")
    unit = re.search(r'href="/[\w-]+/unit/(\w+)">市财政局', desk.get("/"))
    assert unit is not None
    page = desk.get(f"/unit/{unit[1]}")
    sha256 = re.findall(r'name="file" value="(\w+)"', page)
    said = {"unit": unit[1], "what": "adopt", "file": sha256[0], "by": "张三", "reason": "来函确认"}
    assert (
        "没有填写依据" in desk.post("decide", said | {"reason": ""})["text"]
        or "没有写依据" in desk.post("decide", said | {"reason": ""})["text"]
    )
    assert "经办人" in desk.post("decide", said | {"by": " "})["text"]
    assert desk.post("decide", said | {"what": "burn"})["ok"] is False
    assert not (here / "处理记录.csv").exists()
    assert "已登记第1条 采用" in desk.post("decide", said)["text"]
    desk.settled()
    assert "处理记录1条：有效1条" in run("collect", cwd=here).stdout
    assert "采用《" in desk.get(f"/unit/{unit[1]}")
    assert run("decide", "市财政局", "final", "--by", "李四", "--reason", "定稿", cwd=here).returncode == 0
    desk.settled()
    assert "定稿" in desk.get("/")
    undo = {"unit": unit[1], "what": "withdraw", "file": "第2条", "by": "张三", "reason": "更正"}
    assert "已登记第3条 撤回定稿" in desk.post("decide", undo)["text"]
    rows = list(csv.DictReader(io.StringIO((here / "处理记录.csv").read_text(encoding="utf-8-sig"))))
    assert [row["事项"] for row in rows] == ["采用", "定稿", "撤回定稿"]
    log = _log(here)
    assert all(word in log for word in ("启动", "登记\t市财政局", "页面："))


def test_the_roster_is_changed_one_unit_at_a_time(here: Path, serve: Any):
    """Codes stay, what others changed meanwhile is not lost, a defect is refused and said."""
    desk = serve(here)
    path = here / "名单.xlsx"

    def version() -> str:
        found = re.search(r'name="version" value="(\w+)"', desk.get("/roster"))
        assert found is not None
        return found[1]

    first = version()
    changed = {
        "version": first,
        "code": "002",
        "name": "市商务和投资局",
        "aliases": "市商务局、市外经贸局",
        "duty": "应报",
        "due": "2026-01-20",
    }
    assert desk.post("roster", changed)["text"] == "已保存“市商务和投资局”。"
    entry = rosters.read(path).coded("002")
    assert entry is not None
    assert (entry.name, entry.aliases, dict(entry.texts)["due"]) == ("市商务和投资局", ("市商务局", "市外经贸局"), "2026-01-20")
    assert "名单已被改动" in desk.post("roster", changed)["text"]  # a second tab that still shows the old list
    assert desk.post("roster", {"version": version(), "names": "市民政局\n市教育局\n"})["text"] == "已增加2家。"
    assert "重复" in desk.post("roster", {"version": version(), "names": "市民政局"})["text"]
    assert "移除“市数据局”" in desk.post("roster", {"version": version(), "code": "003", "remove": "1"})["text"].replace("已", "")
    assert desk.post("roster", {"version": version(), "code": "", "name": "市水务局"})["ok"]
    assert [(e.code, e.name) for e in rosters.read(path).entries] == [
        ("001", "市财政局"),
        ("002", "市商务和投资局"),
        ("004", "市民政局"),
        ("005", "市教育局"),
        ("006", "市水务局"),
    ]
    before = rosters.read(here / "名单（上一版）.xlsx")
    assert len(before.entries) == 4
    desk.settled()
    assert "市水务局" in desk.get("/")
    assert (
        desk.post("roster-file", {"version": version(), "name": "新.csv"}, "单位名称\n甲局\n乙局\n".encode())["text"]
        == "名单已换成新的，共2家。"
    )
    assert desk.post("roster-file", {"version": version(), "name": "新.csv"}, b"x")["ok"] is False
    assert [e.name for e in rosters.read(path).entries] == ["甲局", "乙局"]


def test_a_roster_that_is_no_xlsx_is_not_rewritten(here: Path):
    """It is somebody's csv with columns of its own."""
    (here / "名单.csv").write_text("单位全称\n甲局\n", encoding="utf-8")
    campaigns.set_text(here / "gaokai.toml", "roster", "名单.csv")
    campaign = campaigns.read(here / "gaokai.toml")
    shown = listing.shown(campaign)
    assert not shown.editable
    with pytest.raises(Usage, match="不能在网页上修改"):
        listing.add(campaign, shown.version, "乙局")


def test_templates_and_last_year(here: Path, serve: Any):
    """Made into the folder that goes out, taken by id; last year's files are tried before they are kept."""
    desk = serve(here)
    bad = desk.post("previous", {"name": "上年.xlsx"}, b"x")
    assert bad["ok"] is False
    assert not (here / "上年").exists()
    last = {n: issue(ZEROS | {"requests.carried_out.natural": 3, "requests.new.natural": 3}, _unit(n), year=2024) for n in range(3)}
    assert desk.post("previous", {"name": "上年.zip"}, packed({f"{n}.xlsx": data for n, data in last.items()}))["ok"]
    assert campaigns.read(here / "gaokai.toml").previous == "上年"
    made = desk.post("template", {"kind": "all"})
    assert "上年数：3家全部已预填" in made["text"]
    status, headers, data = desk.ask("GET", f"/get/{made['get']}")
    assert status == 200
    assert quote("2025年报表模板.zip") in headers["content-disposition"]
    assert len(zipfile.ZipFile(io.BytesIO(data)).namelist()) == 3
    assert desk.post("template", {"kind": "common"})["ok"]
    assert desk.post("template", {"kind": "one", "unit": "市财政局"})["ok"]
    assert desk.post("template", {"kind": "one", "unit": ""})["ok"] is False
    paper = desk.post("template", {"kind": "paper", "unit": "市财政局"})
    assert desk.ask("GET", f"/get/{paper['get']}")[0] == 200
    (here / "下发" / "市财政局_2025年报表.xlsx").write_bytes(b"mine")
    assert desk.post("template", {"kind": "one", "unit": "市财政局"})["ok"] is False
    assert desk.post("template", {"kind": "one", "unit": "市财政局", "force": "on"})["ok"]


def test_a_reason_is_accepted_for_the_point_it_is_about(here: Path, serve: Any):
    """The page offers it where a reason may answer, and the finding is one step less grave from then on."""
    last = ZEROS | {"requests.carried_out.natural": 3, "requests.new.natural": 3}
    (here / "上年").mkdir()
    for n in range(3):
        (here / "上年" / f"{n}.xlsx").write_bytes(issue(last, _unit(n), year=2024))
    campaigns.set_text(here / "gaokai.toml", "previous", "上年")
    (here / "回收" / "a.xlsx").write_bytes(issue(GOOD, _unit(0)))
    desk = serve(here)
    desk.settled()
    unit = re.search(r'href="/[\w-]+/unit/(\w+)">市财政局', desk.get("/"))
    assert unit is not None
    page = desk.get(f"/unit/{unit[1]}")
    offered = re.findall(r'name="code" value="([\w-]+)"><input type="hidden" name="key" value="([\w.]*)"', page.replace("\n", ""))
    assert ("Y-CARRY", "requests.carried_in.total") in offered
    assert "退回修改" in page
    for code, key in offered:
        said = {"unit": unit[1], "what": "accept", "code": code, "key": key, "by": "张三", "reason": "机构改革划出一件"}
        assert desk.post("decide", said)["ok"], (code, key)
    desk.settled()
    page = desk.get(f"/unit/{unit[1]}")
    assert "审核通过" in page
    assert "并经张三认可：“机构改革划出一件”" in page
    assert 'name="code"' not in page


def test_an_imported_report_is_adopted_on_its_page(here: Path, serve: Any):
    """Offered as 采用, and not as 未通过也纳入: nothing is wrong with it; it counts from then on without any mark, and verify agrees."""
    imported = build(Issue(FORM, 2025, _unit(0), kind="imported", figures=GOOD))
    (here / "回收" / "财.xlsx").write_bytes(imported)
    desk = serve(here)
    desk.settled()
    unit = re.search(r'href="/[\w-]+/unit/(\w+)">市财政局', desk.get("/"))
    assert unit is not None
    page = desk.get(f"/unit/{unit[1]}")
    assert "由报告转入，尚未认可" in page
    assert "核对无误后在这份文件下面点“处理这份文件”，登记“采用这份文件”" in page
    assert "--accept-imported" not in page
    assert re.findall(r'option value="(\w+)"', page) == ["adopt", "transcribe", "withdraw"]
    sha256 = hashlib.sha256(imported).hexdigest()
    said = {"unit": unit[1], "what": "adopt", "file": sha256, "by": "张三", "reason": "已与公布的报告核对"}
    assert desk.post("decide", said)["ok"]
    desk.settled()
    page = desk.get(f"/unit/{unit[1]}")
    assert "审核通过" in page
    assert "尚未认可" not in page
    result = run("verify", str(here / "汇总" / "2025年汇总表.xlsx"))
    assert result.returncode == 0, result.stdout
    # Another file of the same unit is not answered for by that.
    other = build(Issue(FORM, 2025, _unit(1), kind="imported", figures=GOOD))
    (here / "回收" / "商.xlsx").write_bytes(other)
    assert "待办公室处理1" in run("collect", cwd=here).stdout


def test_a_paper_is_typed_in(here: Path, serve: Any):
    """The workbook for it comes from the page, goes back to it, and is marked where it is counted."""
    desk = serve(here)
    desk.settled()
    made = desk.post("template", {"kind": "paper", "unit": "市财政局"})
    blank = desk.ask("GET", f"/get/{made['get']}")[2]
    desk.upload("市财政局/代录.xlsx", edited(blank, put(GOOD)))
    desk.settled()
    unit = re.search(r'href="/[\w-]+/unit/(\w+)">市财政局', desk.get("/"))
    assert unit is not None
    page = desk.get(f"/unit/{unit[1]}")
    assert "封面没有写明代录依据" in page
    sha256 = re.search(r'name="file" value="(\w{64})"', page)
    assert sha256 is not None
    said = {"unit": unit[1], "what": "transcribe", "file": sha256[1], "by": "王五", "reason": "1月20日的纸质表", "reviewer": "赵六"}
    assert "为代录" in desk.post("decide", said)["text"]
    desk.settled()
    assert "审核通过" in desk.get(f"/unit/{unit[1]}")


def test_what_is_complete_can_be_published(here: Path, serve: Any):
    """Word and page, by the same verb as on the command line; what is not complete says so or says why not."""
    desk = serve(here)
    desk.settled()
    assert "还没有汇总表" in desk.post("publish", {"kind": "docx"}, b"")["text"]
    for n in range(3):
        desk.upload(f"{n}.xlsx", issue(GOOD | {"disclosure.licensing.decisions": n}, _unit(n)))
    desk.settled()
    made = desk.post("publish", {"kind": "docx"}, b"")
    assert desk.ask("GET", f"/get/{made['get']}")[2].startswith(b"PK")
    assert desk.post("publish", {"kind": "html"}, b"")["ok"]
    page = desk.get("/results")
    assert "石嘴山市2025年政府信息公开工作年度报告.docx" in page
    assert "全部退回稿" not in page
    links = dict(re.findall(r'href="/[\w-]+(/get/\w+)" download>(.+?)<', page))
    bodies = {words: desk.ask("GET", link)[2] for link, words in links.items()}
    assert bodies["汇总表（.xlsx）"] == (here / "汇总" / "2025年汇总表.xlsx").read_bytes()
    assert bodies["审核情况（网页，可打印、可转发）"].startswith(b"<!DOCTYPE html>")
    assert json.loads(bodies["全部结果（.json，供其他程序使用）"])["totals"]
    assert bodies["收件登记"] == (here / "收件登记.csv").read_bytes()


def test_the_texts_of_the_report_come_from_the_page(here: Path, serve: Any):
    """They stand in the report with the 口径; a file that cannot be used is called by the name its sender gave it."""
    desk = serve(here)
    for n in range(3):
        (here / "回收" / f"{n}.xlsx").write_bytes(issue(GOOD | {"disclosure.licensing.decisions": n}, _unit(n)))
    desk.settled()
    written = "一、总体情况\n全年平稳有序。\n五、存在的主要问题及改进情况\n人手不足。\n".encode()
    said = {"kind": "html", "sections": "../正文.md", "scope": "市本级"}
    wrong = desk.post("publish", said | {"sections": "正文.xlsx"}, written)["text"]
    assert wrong.startswith("文字文件正文.xlsx不是.docx、.md或.txt。")
    assert "市本级" in desk.post("publish", said | {"scope": "<i>"}, written)["text"]
    made = desk.post("publish", said, written)
    assert "给定的文字用于" in made["text"]
    text = desk.ask("GET", f"/get/{made['get']}")[2].decode()
    assert all(words in text for words in ("全年平稳有序。", "人手不足。", "市本级口径"))
    again = desk.post("publish", said, written.replace("不足".encode(), "充足".encode()))["text"]
    assert "勾选“覆盖已有的文件”" in again
    assert desk.post("publish", said | {"force": "on"}, written.replace("不足".encode(), "充足".encode()))["ok"]


def test_the_page_speaks_of_its_own_buttons(here: Path, serve: Any):
    """Where the command says which option to give, the page says where to click."""
    for name, figures in (("甲", GOOD), ("乙", GOOD | {"disclosure.licensing.decisions": 5})):
        (here / "回收" / f"{name}.xlsx").write_bytes(issue(figures, _unit(0)))
        (here / "回收" / f"别{name}.xlsx").write_bytes(issue(GOOD, _unit(1 + (name == "乙"))))
    desk = serve(here)
    desk.settled()
    units = dict(re.findall(r'href="/[\w-]+/unit/(\w+)">(\w+)<', desk.get("/")))
    ids = {name: id_ for id_, name in units.items()}
    pages = desk.get("/") + "".join(desk.get(f"/unit/{id_}") for id_ in units)
    assert "登记“采用这份文件”" in pages
    assert not re.search(r"gaokai-xlsx [a-z]|\s--[a-z]", re.sub(r"<[^>]*>", "", pages))
    point = re.search(r'name="code" value="(P-SAME)"><input type="hidden" name="key" value="([\w.]*)"', pages.replace("\n", ""))
    assert point is not None
    said = {"unit": ids["市商务局"], "what": "accept", "code": point[1], "key": point[2], "by": "张三"}
    assert "请在“依据”中写明具体原因" in desk.post("decide", said | {"reason": "情况属实"})["text"]
    assert "请在“依据”中写明具体原因" in desk.post("decide", said | {"reason": ""})["text"]


def test_a_file_that_names_no_unit_is_that_of_the_page_it_came_from(here: Path, serve: Any):
    """It goes into a folder of the unit's name."""
    desk = serve(here)
    desk.upload("年报.xlsx", issue(GOOD, None))
    desk.settled()
    assert "不能确定单位的文件" in desk.get("/")
    unit = re.search(r'href="/[\w-]+(/unit/\w+)">市财政局', desk.get("/"))
    assert unit is not None
    folder = re.search(r'class="put" data-folder="(\w+)"', desk.get(unit[1]))
    assert folder is not None
    desk.upload(f"{folder[1]}/年报.xlsx", issue(GOOD, None))
    desk.settled()
    assert "审核通过" in desk.get(unit[1])


def test_no_link_leads_an_upload_out_of_the_folder(here: Path, serve: Any, tmp_path: Path):
    """Nor is anything made where it leads to; a file where a folder is wanted is told."""
    (tmp_path / "别处").mkdir()
    (here / "回收" / "甲").symlink_to(tmp_path / "别处", target_is_directory=True)
    (here / "回收" / "乙").write_bytes(b"x")
    desk = serve(here)
    for name, words in (("甲/x.xlsx", "指向别处的链接"), ("甲/深/x.xlsx", "指向别处的链接"), ("乙/x.xlsx", "不能再建同名的文件夹")):
        assert words in desk.upload(name, b"x")["text"]
    assert list((tmp_path / "别处").iterdir()) == []
    assert _log(here).count("没有做成\t收下文件\t") == 3


def test_the_copies_go_back_together(here: Path, serve: Any):
    """Those of the files that are returned now, and no others that lie there."""
    desk = serve(here)
    (here / "退回" / "旧.xlsx").write_bytes(b"x")
    for n in range(3):
        desk.upload(f"{n}.xlsx", issue(GOOD | ({"requests.new.natural": 99} if n else {}), _unit(n)))
    desk.settled()
    link = re.search(r'href="/[\w-]+(/get/\w+)" download>全部退回稿', desk.get("/results"))
    assert link is not None
    names = zipfile.ZipFile(io.BytesIO(desk.ask("GET", link[1])[2])).namelist()
    assert names == ["退回_002_市商务局_1.xlsx", "退回_003_市数据局_2.xlsx"]


def test_what_was_found_is_known_before_the_files_are_written(here: Path):
    """The same findings, hundreds of returned copies earlier."""
    campaign = campaigns.read(here / "gaokai.toml")
    (here / "回收" / "a.xlsx").write_bytes(issue(GOOD | {"requests.new.natural": 99}, _unit(0)))
    heard: list[Result] = []

    def early(result: Result) -> None:
        assert not campaign.summary().exists()
        assert list((here / "退回").iterdir()) == []
        heard.append(result)

    result = collected(campaign, None, lambda *_: None, early)
    assert [(r.found, r.overview, r.summary) for r in heard] == [(result.found, result.overview, None)]
    assert result.summary == campaign.summary()


def test_only_the_copies_that_change_are_built_anew(here: Path, monkeypatch: pytest.MonkeyPatch):
    """And they are the same as those of a program that has just been started."""
    campaign = campaigns.read(here / "gaokai.toml")
    for n in range(3):
        (here / "回收" / f"{n}.xlsx").write_bytes(issue(GOOD | {"requests.new.natural": 90 + n}, _unit(n)))
    built: list[Issue] = []
    monkeypatch.setattr(_copies, "build", lambda wanted: built.append(wanted) or build(wanted))

    def copies() -> tuple[int, dict[str, bytes]]:
        built.clear()
        collected(campaign, None, lambda *_: None, lambda _: None)
        return len(built), _tree(here / "退回")

    first = copies()
    assert first[0] == 3
    assert copies() == (0, first[1])
    (here / "回收" / "1.xlsx").write_bytes(issue(GOOD | {"requests.new.natural": 77}, _unit(1)))
    n, after = copies()
    assert n == 1
    path = here / "gaokai.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("0952-1234567", "0952-7654321"), encoding="utf-8")
    campaign = campaigns.read(path)
    n, other = copies()
    assert n == 3  # another telephone stands in each of them
    assert len([name for name in other if other[name] != after[name]]) == 3
    (here / ".gaokai-cache").unlink()
    shutil.rmtree(here / "退回")
    n, fresh = copies()
    assert n == len(fresh) == 3
    assert set(fresh.values()) < set(other.values())  # where the answer to the file before lies as well


def test_the_day_is_an_input(here: Path, serve: Any):
    """With it the line for the leader is dated and lateness told; what is no date changes nothing."""
    desk = serve(here)
    desk.settled()
    assert "不是日期" in desk.post("again", {"as-of": "明天"})["text"]
    desk.upload("a.xlsx", issue(GOOD, _unit(0)))
    assert desk.post("again", {"as-of": "2026-01-28"})["ok"]
    desk.settled()
    assert "截至1月28日，应报3家，已报1家" in desk.get("/")
    assert "2026-01-28" in (here / "收件登记.csv").read_text(encoding="utf-8-sig")


async def _listening(folder: Path, asking: Callable[[str, int], Awaitable[None]]) -> None:
    """A desk in this process, and what asks it."""
    listener = server._bound(0)
    host, port = listener.getsockname()
    desk = Desk(folder, "t", port)
    settings = uvicorn.Config(application(desk), http=connections.Connection, lifespan="off", ws="none", log_level="critical")
    engine = uvicorn.Server(settings)
    settings.load()
    engine.lifespan = settings.lifespan_class(settings)
    await engine.startup(sockets=[listener])
    try:
        await asking(host, port)
    finally:
        await engine.shutdown(sockets=[listener])


@pytest.mark.parametrize("before", [b"", b"GET /t/state HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"], ids=["first", "second"])
def test_a_connection_that_asks_for_nothing_is_closed(before: bytes, here: Path, monkeypatch: pytest.MonkeyPatch):
    """Half a request, or half of another one after a whole one, with a byte now and then."""
    monkeypatch.setattr(connections, "PATIENCE", 0.4)

    async def asking(host: str, port: int) -> None:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write((before % port if before else b"") + b"GET / HT")
        if before:
            assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
        began, open_ = time.monotonic(), asyncio.create_task(reader.read())
        while not open_.done() and time.monotonic() - began < 5:
            writer.write(b"T")
            await asyncio.sleep(0.1)
        assert time.monotonic() - began < 3
        with contextlib.suppress(ConnectionError):
            assert await open_ == b""
        writer.close()

    asyncio.run(_listening(here, asking))


@pytest.mark.parametrize(
    "head", [b"", b"GET / HT", b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nx"], ids=["silent", "half", "body"]
)
def test_a_crowd_of_hanging_connections_keeps_nobody_out(head: bytes, here: Path):
    """However many are opened at once, the clerk's own page is answered, and so is what she asks on the same connection."""

    async def asking(host: str, port: int) -> None:
        own = await asyncio.open_connection(host, port)
        said = f"GET /t/state HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()
        own[1].write(said)
        assert (await own[0].readuntil(b"}")).startswith(b"HTTP/1.1 200")
        crowd = []
        for _ in range(connections.MOST + 50):
            crowd.append((await asyncio.open_connection(host, port))[1])
            crowd[-1].write(head)
        for reader, writer in (own, await asyncio.open_connection(host, port)):
            writer.write(said)
            assert (await asyncio.wait_for(reader.readuntil(b"}"), 5)).startswith(b"HTTP/1.1 200")
            writer.close()
        for writer in crowd:
            writer.close()

    asyncio.run(_listening(here, asking))


def test_settings_with_defects_stop_and_say_so(here: Path, serve: Any):
    """At the start on the terminal, later on the page; mended, it goes on by itself."""
    desk = serve(here)
    desk.settled()
    good = (here / "gaokai.toml").read_bytes()
    (here / "gaokai.toml").write_bytes(good + b"\nodd = 1\n")
    assert "不认识“odd”" in desk.settled()["stopped"]
    assert desk.ask("GET", "/")[0] == 200
    (here / "gaokai.toml").write_bytes(good)
    assert desk.settled()["stopped"] == ""
    assert desk.end().strip() == "网页工作台已关闭，数据都在文件夹里。"
    assert desk.process.returncode == 0
    (here / "gaokai.toml").write_bytes(good + b"\nodd = 1\n")
    result = run("serve", "--no-browser", cwd=here)
    assert (result.returncode, "不认识“odd”" in result.stderr) == (2, True)


def test_a_port_that_is_taken_is_said(here: Path, serve: Any):
    """Exit 2, and what to do."""
    desk, other = serve(here), init(here.parent / "2024", city="石嘴山市", year=2024)
    for port in (desk.port, 99999):
        result = run("serve", "--no-browser", "--port", str(port), cwd=other)
        assert (result.returncode, f"端口{port}不能使用" in result.stderr) == (2, True)


def test_a_second_desk_on_one_folder_says_so_and_ends(here: Path, serve: Any, tmp_path: Path):
    """By whatever path the folder is named; another folder may have its own; one that was killed keeps nobody out."""
    desk = serve(here)
    (tmp_path / "同一个").symlink_to(here)
    said = f"{here}的网页工作台已经打开，没有再开一个。请用已经打开的那个页面；找不到的，请先在运行它的窗口按Ctrl-C关闭，再重试。\n"
    for folder in (here, tmp_path / "同一个", here / "回收"):
        result = run("serve", str(folder), "--no-browser")
        assert (result.returncode, result.stdout, result.stderr) == (2, "", said)
    assert desk.ask("GET", "/")[0] == 200
    serve(init(tmp_path / "2024", city="石嘴山市", year=2024))
    desk.end(signal.SIGKILL)
    assert serve(here).ask("GET", "/")[0] == 200


def test_a_port_can_be_had_again_at_once():
    """After a kill its last connections are still remembered by the system for a minute."""
    with server._bound(0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = listener.accept()
            accepted.close()  # the side that closes first is the one that waits
    with server._bound(port):
        pass


def test_without_its_libraries_the_command_says_how_to_get_them(here: Path, tmp_path: Path):
    """And no other command needs them."""
    (tmp_path / "starlette.py").write_text("raise ModuleNotFoundError('no', name='starlette')", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT))), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "gaokai_xlsx"]
    result = subprocess.run([*command, "serve"], cwd=here, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (result.returncode, 'pip install "gaokai-xlsx[desk]"' in result.stderr) == (2, True)
    result = subprocess.run([*command, "rules"], cwd=here, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0


def test_a_log_that_is_only_added_to(here: Path, serve: Any):
    """What stood in it stands in it; a name with line breaks is one line."""
    (here / "操作记录.log").write_text("旧\n", encoding="utf-8")
    desk = serve(here)
    desk.upload("a\n假的一行.xlsx", b"x")
    lines = _log(here).splitlines()
    assert lines[0] == "旧"
    assert all(len(line.split("\t")) >= 2 for line in lines[1:])
    assert sum("假的一行" in line for line in lines) == 1


def test_every_refusal_is_noted_and_the_log_has_an_end(tmp_path: Path):
    """A broken last line stays as it is, lines of two programs do not mix, and who knocks for ever fills no disk."""
    path = tmp_path / "操作记录.log"
    path.write_bytes(b"torn")
    first, second = Audit(tmp_path), Audit(tmp_path)

    def write(audit: Audit, word: str) -> None:
        for _ in range(200):
            audit.note(word * 200)

    writers = [threading.Thread(target=write, args=pair) for pair in ((first, "甲"), (second, "乙"))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    lines = path.read_text(encoding="utf-8").split("\n")
    assert (lines[0], lines[-1]) == ("torn", "")
    assert sorted({line.split("\t")[1] for line in lines[1:-1]}) == sorted(("甲" * 200, "乙" * 200))
    assert len(lines) == 402
    for _ in range(500):
        first.refused("GET", "token")
    noted = path.read_text(encoding="utf-8").splitlines()[401:]
    assert len(noted) == 201
    assert "此后不再逐条记录" in noted[-1]


def test_what_could_not_be_done_is_noted(here: Path, serve: Any):
    """With what was wanted and why not; so is an address that leads nowhere, without the address."""
    desk = serve(here)
    desk.post("decide", {"unit": "x"})
    desk.post("roster", {"version": "0"})
    desk.ask("GET", "/asset/..%2fviews.py")
    with socket.create_connection(("127.0.0.1", desk.port)) as odd:
        odd.sendall(b"\x16\x03\x01 no request\r\n\r\n")
        assert odd.recv(100).startswith(b"HTTP/1.1 400")
    log = _log(here)
    for words in ("没有做成\t登记\t", "没有做成\t修改名单\t名单已被改动", "拒绝访问\tGET\t没有这个地址", "拒绝访问\t\t不是网页请求"):
        assert words in log
    assert "views.py" not in log
    assert desk.token not in log


def test_settings_are_changed_one_by_one(here: Path):
    """What is set stays where it stands; a value that would break the file changes nothing."""
    path = here / "gaokai.toml"
    before = path.read_text(encoding="utf-8")
    campaigns.set_text(path, "results", '汇 "总\\')
    assert campaigns.read(path).results == '汇 "总\\'
    campaigns.set_text(path, "previous", "上年")
    assert campaigns.read(path).previous == "上年"
    text = path.read_text(encoding="utf-8")
    with pytest.raises(CannotGoOn):
        campaigns.set_text(path, "off", "T3-BALANCE")
    assert path.read_text(encoding="utf-8") == text
    assert text.splitlines()[:5] == before.splitlines()[:5]


# ---- in a browser


class Tab:
    """A page of the desk, with everything it complained of or asked for."""

    def __init__(self, browser: Any, desk: Served, **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.desk = desk
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(desk.link)

    def go(self, path: str) -> None:
        """Another page of the desk."""
        self._loaded(lambda: self.page.goto(self.desk.link + path))

    def fresh(self) -> None:
        """Wait until everything is collected, and see it."""
        self.desk.settled()
        self._loaded(self.page.reload)

    @staticmethod
    def _loaded(load: Callable[[], object]) -> None:
        """Load a page, also where the one that is there begins to load itself anew in that moment."""
        from playwright.sync_api import Error

        for _ in range(3):
            with contextlib.suppress(Error):
                load()
                return
        load()

    def send(self, form: str, **fields: str) -> str:
        """Fill a form in and send it; gives what the page says then."""
        where = self.page.locator(form)
        for name, value in fields.items():
            field = where.locator(f"[name={name}]")
            field.select_option(value) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(value)
        where.locator("button:not([type=button])").click()
        self.page.wait_for_function(
            "t => { const m = document.getElementById('message'); return !m.hidden && m.textContent !== t; }", arg="正在处理……"
        )
        return self.page.inner_text("#message")

    def axe(self) -> list[tuple[str, str]]:
        """What a screen reader's user would stumble over, or who reads on a dark screen."""
        import axe_playwright_python as axe

        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        source = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
        # The page's own policy forbids scripts that are put into it: axe comes in through the debugger.
        debugger = self.context.new_cdp_session(self.page)
        debugger.send("Runtime.evaluate", {"expression": source})
        found = []
        for scheme, options in (("light", "{resultTypes: ['violations']}"), ("dark", "{runOnly: ['color-contrast']}")):
            self.page.emulate_media(color_scheme=scheme)
            said = {"expression": f"axe.run({options})", "awaitPromise": True, "returnByValue": True}
            found += debugger.send("Runtime.evaluate", said)["result"]["value"]["violations"]
        return [(v["id"], v["nodes"][0]["html"][:200]) for v in found]

    def close(self) -> None:
        """It had no complaint, and asked for nothing but the desk."""
        assert [c for c in self.complaints if not re.search("ERR_CONNECTION_REFUSED|status of 422", c)] == []
        assert [url for url in self.requests if not url.startswith(self.desk.link)] == []
        self.context.close()


def _year(folder: Path) -> list[Path]:
    """What comes in: 14 good ones, two conflicts of one unit, faults, a lock file, a photo, a killer, a zip, nobody's, a wrong year."""
    folder.mkdir()

    def save(name: str, data: bytes) -> None:
        (folder / name).write_bytes(data)

    good = [issue(GOOD, _unit(n)) for n in range(14)]
    for n in range(14):
        save(f"{n + 1:03}_{NAMES[n]}.xlsx", good[n])
    save("a.xlsx", issue(GOOD, _unit(14)))
    save("b.xlsx", issue(GOOD | {"disclosure.licensing.decisions": 7}, _unit(14)))
    save("15.xlsx", edited(issue(GOOD, _unit(15)), put({"requests.new.natural": 99})))
    save("16.xlsx", edited(issue(GOOD, _unit(16)), put({"requests.granted.company": "无"})))
    save("17.xlsx", issue({}, _unit(17)))
    save("杀手.xlsx", issue(GOOD, _unit(18)))
    save("~$15.xlsx", b"x")
    save("照片.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100)
    save("坏.xlsx", good[0][:3000])
    save("去年.xlsx", issue(GOOD, _unit(18), year=2024))
    save("外.xlsx", issue(GOOD, Unit(None, "某某公司")))
    inner = {f"{n}.xlsx": good[n] for n in (0, 1, 2)} | {"说明.txt": "你好".encode()}
    save("转发.zip", packed(inner))
    for n in range(6):
        save(f"copy{n}.xlsx", good[n])
    return sorted(folder.iterdir())


@pytest.mark.client
def test_files_that_are_being_chosen_are_not_lost(browser: Any, here: Path, serve: Any):
    """News come while the window for choosing files is open: the page waits for what is chosen there, then shows both."""
    desk = serve(here)
    desk.settled()
    tab = Tab(browser, desk)
    page = tab.page
    with page.expect_file_chooser() as opened:
        page.click("label:has(#files)")
    page.evaluate("window.same = true")
    desk.upload("a.xlsx", issue(GOOD, _unit(0)))
    desk.settled()
    page.wait_for_timeout(2500)  # more than one look for news
    assert page.evaluate("window.same === true")
    (here / "b.xlsx").write_bytes(issue(GOOD, _unit(1)))
    opened.value.set_files(str(here / "b.xlsx"))
    desk.settled()
    page.wait_for_function("() => window.same !== true", timeout=20_000)
    tab.fresh()
    assert {p.name for p in (here / "回收").iterdir()} >= {"a.xlsx", "b.xlsx"}
    assert page.locator("#units tr[data-state=passed]").count() == 2
    tab.close()


@pytest.mark.client
def test_the_whole_campaign_in_a_browser(browser: Any, tmp_path: Path, serve: Any):
    """First run, roster, templates, 32 files with faults, a kill of the server, decisions, corrections; the summary is the command's."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(KILLER, encoding="utf-8")
    folder = tmp_path / "年报"
    folder.mkdir()
    desk = serve(folder, tmp_path / "site")
    tab = Tab(browser, desk)
    page = tab.page

    # First run, by the keyboard alone.
    assert page.title() == "新建年报工作·年报工作台"
    page.focus("[name=city]")
    for text in ("石嘴山市", "2025", "政务公开科", "0952-1234567"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("\n".join(NAMES[:19]))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#units")
    assert "年报工作已建立" in page.inner_text("#message")
    assert page.locator("#units tbody tr").count() == 19

    # The roster, from two tabs.
    tab.go("roster")
    page.click("button.edit >> nth=1")
    assert tab.send("#editor form", aliases="市外经贸局", due="2026-01-20") == "已保存“市商务局”。"
    other = Tab(browser, desk)
    other.go("roster")
    other.page.click("button.edit >> nth=0")  # a tab in which nothing is begun would show the new list by itself
    page.click("text=一次增加多家")
    assert tab.send("details:has(textarea) form", names="市城管局") == "已增加1家。"
    assert "名单已被改动" in other.send("#editor form", aliases="财局")
    other.close()

    # Templates.
    tab.go("templates")
    with page.expect_download() as taken:
        page.locator("form:has([value=common]) button").click()
    assert taken.value.suggested_filename == "2025年报表.xlsx"
    page.wait_for_selector("text=2025年报表.xlsx")

    # What came in, all at once; the server is killed in the middle and comes back; what did not arrive is sent again.
    files = _year(tmp_path / "来")
    tab.go("")
    page.set_input_files("#files", [str(p) for p in files])
    while len(list((folder / "回收").iterdir())) < 8:
        time.sleep(0.01)
    desk.end(signal.SIGKILL)
    there = _tree(folder / "回收")
    page.wait_for_function("() => document.getElementById('rate').textContent.includes('上传停了')", timeout=10_000)
    assert page.locator("#failures li").count() == 0  # said once, not once a file
    assert all(there[name] == (tmp_path / "来" / name).read_bytes() for name in there if not name.startswith(".gaokai-"))
    tab.context.close()
    desk.start()
    tab = Tab(browser, desk)
    page = tab.page
    tab.fresh()  # nobody clicks here before files are set, so the page would not wait for them
    page.set_input_files("#files", [str(p) for p in files])
    page.wait_for_function("() => document.getElementById('rate').textContent.includes('全部收下')", timeout=60_000)
    known = re.search(r"其中(\d+)个早已收到", page.inner_text("#rate"))
    assert known is not None
    assert 6 <= int(known[1]) < len(files)
    assert set(_tree(folder / "回收")) == {p.name for p in files}
    tab.fresh()
    assert page.evaluate("document.querySelectorAll('#units tbody tr').length") >= 20

    # One conflict settled, one blank form counted as 0, one filing put right by a correction.
    page.click("tr[data-state=conflict] a")
    page.locator(".file:has-text('b.xlsx') summary").click()
    said = tab.send(".file:has-text('b.xlsx') form", what="adopt", by="张三", reason="该单位来函确认")
    assert "已登记第1条 采用" in said
    tab.fresh()
    assert page.locator(".badge").first.inner_text() == "审核通过"
    assert "采用《b.xlsx》" in page.inner_text("main")
    page.locator(".file:has-text('b.xlsx') summary").first.click()
    assert page.input_value(".file:has-text('b.xlsx') [name=by]") == "张三"  # remembered
    assert "已登记第2条 定稿" in tab.send(".file:has-text('b.xlsx') form >> nth=0", what="final", reason="报送截止")
    tab.go("")
    tab.fresh()
    assert page.locator("tr[data-state=final]").count() == 1

    page.click("tr:has-text('统计') a")
    page.wait_for_selector("td.e")
    assert "收办不平" in page.inner_text(".lines")
    page.locator(".do a").first.click()
    assert page.locator("td:target").is_visible()
    with page.expect_download() as taken:
        page.click("text=下载退回稿")
    corrected = tmp_path / "更正.xlsx"
    corrected.write_bytes(edited(Path(taken.value.path()).read_bytes(), put({"requests.new.natural": 12})))
    tab.go("")
    page.set_input_files("#files", str(corrected))
    page.wait_for_function("() => document.getElementById('rate').textContent.includes('全部收下')")
    tab.fresh()
    assert "审核通过" in page.inner_text("#units tr:has-text('统计')")
    page.select_option("#state-filter", "returned")
    assert {row.get_attribute("data-state") for row in page.locator("#units tbody tr:visible").all()} == {"returned"}
    page.select_option("#state-filter", "")
    page.fill("#name-filter", "体 育")
    assert page.locator("#units tbody tr:visible").count() == 1
    page.fill("#name-filter", "")

    # Results, and the official report where it can be written.
    tab.go("results")
    assert page.locator(".chart rect").count() > 3
    with page.expect_download() as taken:
        page.click("text=汇总表（.xlsx）")
    summary = Path(taken.value.path()).read_bytes()
    assert summary == (folder / "汇总" / "2025年汇总表.xlsx").read_bytes()
    assert tab.send("form[data-send=publish]", kind="html")
    desk.settled()

    # Every file has its outcome, and the command in a folder of the same things writes the same bytes.
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("汇总", "退回"))
    environment = desk.environment | {"COLUMNS": "200"}
    command = [sys.executable, "-m", "gaokai_xlsx", "collect", "--json", "all.json"]
    result = subprocess.run(command, cwd=copy, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (result.returncode, result.stderr) == (1, "")
    assert (copy / "汇总" / "2025年汇总表.xlsx").read_bytes() == (folder / "汇总" / "2025年汇总表.xlsx").read_bytes()
    outcomes = {f["path"]: f["outcome"] for f in json.loads((copy / "all.json").read_text(encoding="utf-8"))["files"]}
    assert len(outcomes) == len(files) - 1 + 4 + 1  # the zip is its four members, and the correction came
    assert outcomes["杀手.xlsx"] == "unreadable"
    assert outcomes["~$15.xlsx"] == "ignored"
    tab.close()


@pytest.mark.client
def test_axe_finds_nothing(browser: Any, here: Path, serve: Any, tmp_path: Path):
    """All rules, on every page, light and dark, with everything unfolded."""
    for n, figures in enumerate((GOOD, GOOD | {"requests.new.natural": 99}, GOOD)):
        (here / "回收" / f"{n}.xlsx").write_bytes(issue(figures, _unit(min(n, 1))))
    (tmp_path / "neu").mkdir()
    first = Tab(browser, serve(tmp_path / "neu"))
    assert first.axe() == []
    first.close()
    desk = serve(here)
    desk.settled()
    tab = Tab(browser, desk)
    units = re.findall(r'href="/[\w-]+/(unit/\w+)"', desk.get("/"))
    for path in ("", "roster", "templates", "results", *units, "nothing"):
        tab.go(path)
        assert tab.axe() == [], path
    tab.complaints = [c for c in tab.complaints if "404" not in c]
    tab.close()


@pytest.mark.client
def test_a_narrow_screen_and_large_letters_scroll_tables_and_not_the_page(browser: Any, here: Path, serve: Any):
    """On a telephone, where a small screen shows everything twice as large (768 points as 384), and with letters of twice the size."""
    (here / "回收" / "很长的文件名.xlsx").write_bytes(issue(GOOD | {"requests.new.natural": 99}, _unit(0)))
    desk = serve(here)
    desk.settled()
    tab = Tab(browser, desk)
    units = re.findall(r'href="/[\w-]+/(unit/\w+)"', desk.get("/"))
    for path in ("", "roster", "templates", "results", units[0]):
        tab.go(path)
        tab.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        for width, letters in ((320, "100%"), (384, "100%"), (768, "100%"), (768, "200%")):
            tab.page.set_viewport_size({"width": width, "height": 800})
            tab.page.evaluate("size => { document.documentElement.style.fontSize = size; }", letters)
            assert tab.page.evaluate("document.documentElement.scrollWidth") == width, (path, width, letters)
    tab.close()


@pytest.mark.client
def test_news_come_by_themselves_and_nothing_half_typed_is_lost(browser: Any, here: Path, serve: Any):
    """A file put into the folder by hand shows; while a form is open the page waits to be asked."""
    desk = serve(here)
    desk.settled()
    tab = Tab(browser, desk)
    (here / "回收" / "a.xlsx").write_bytes(issue(GOOD, _unit(0)))
    tab.page.wait_for_selector("tr[data-state=passed]", timeout=15_000)
    tab.page.click("tr[data-state=passed] a")
    tab.page.locator(".file summary").click()
    tab.page.fill(".file [name=reason]", "打了一半")
    (here / "回收" / "b.xlsx").write_bytes(issue(GOOD | {"disclosure.licensing.decisions": 5}, _unit(0)))
    tab.page.wait_for_selector("#fresh:visible", timeout=15_000)
    assert tab.page.input_value(".file [name=reason]") == "打了一半"
    tab.page.click("#fresh button")
    tab.page.wait_for_selector("text=b.xlsx")
    tab.close()


@pytest.mark.client
def test_files_are_dropped_anywhere_and_those_too_large_are_named(browser: Any, here: Path, serve: Any):
    """What is not taken is listed with the reason; the others are there."""
    desk = serve(here)
    desk.settled()
    tab = Tab(browser, desk)
    drop = """names => {
        const held = new DataTransfer();
        names.forEach(name => held.items.add(new File(["x"], name)));
        document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true}));
    }"""
    tab.page.evaluate(drop, ["a.xlsx", "b<b>.xlsx"])
    tab.page.wait_for_function("() => document.getElementById('rate').textContent.includes('全部收下')")
    assert {p.name for p in (here / "回收").iterdir()} == {"a.xlsx", "b_b_.xlsx"}
    tab.fresh()
    tab.page.evaluate("document.body.dataset.largest = '0'")
    tab.page.evaluate(drop, ["大<i>.xlsx"])
    tab.page.wait_for_function("() => document.getElementById('rate').textContent.includes('没有收下')")
    assert tab.page.inner_text("#failures li") == "大<i>.xlsx：文件超过500MB，没有收下。请分成几份上传，或直接放入回收文件夹。"
    tab.close()


@pytest.mark.client
def test_a_long_list_can_be_typed_at_first_run(browser: Any, tmp_path: Path, serve: Any):
    """More than fits into an address; both a file and names are not taken."""
    (tmp_path / "年报").mkdir()
    (tmp_path / "list.csv").write_text("单位全称\n甲局\n", encoding="utf-8")
    names = [f"石嘴山市大武口区第{n}街道办事处" for n in range(700)]
    tab = Tab(browser, serve(tmp_path / "年报"))
    tab.page.set_input_files("[name=file]", str(tmp_path / "list.csv"))
    assert "请只留一种" in tab.send("form", city="石嘴山市", year="2025", names="\n".join(names))
    tab.page.set_input_files("[name=file]", [])
    tab.page.click("button.main")
    tab.page.wait_for_selector("#units")
    assert [e.name for e in rosters.read(tmp_path / "年报" / "名单.xlsx").entries] == names
    tab.page.click("button.only[data-state=missing]")
    assert tab.page.input_value("#state-filter") == "missing"
    tab.close()


@pytest.mark.client
def test_a_folder_is_dropped_with_its_names(browser: Any, here: Path, serve: Any, tmp_path: Path):
    """Sub-folders keep their names: a unit may be named by its folder alone."""
    (tmp_path / "来" / "市数据局").mkdir(parents=True)
    (tmp_path / "来" / "市数据局" / "年报.xlsx").write_bytes(issue(GOOD, _unit(0)))
    desk = serve(here)
    desk.settled()
    tab = Tab(browser, desk)
    tab.page.set_input_files("#folder", str(tmp_path / "来"))
    tab.page.wait_for_function("() => document.getElementById('rate').textContent.includes('全部收下')")
    assert (here / "回收" / "来" / "市数据局" / "年报.xlsx").is_file()
    tab.close()


def test_only_summaries_that_somebody_has_are_kept(here: Path, serve: Any):
    """Every upload makes a new one: kept are what was taken away, what the command wrote, and the last of an earlier sitting."""
    history = here / "汇总" / "历史"
    summary = here / "汇总" / "2025年汇总表.xlsx"

    def kept() -> list[bytes]:
        return [p.read_bytes() for p in sorted(history.glob("*.xlsx"))]

    desk = serve(here)
    for n in range(2):
        desk.upload(f"{n}.xlsx", issue(GOOD, _unit(n)))
        desk.settled()
    assert kept() == []
    (link,) = [at for at, name in re.findall(r'href="/[\w-]+(/get/\w+)" download>(.+?)<', desk.get("/results")) if "汇总表（" in name]
    taken = desk.ask("GET", link)[2]
    for n in (2, 3):
        desk.upload(f"{n}.xlsx", issue(GOOD, _unit(n)))
        desk.settled()
        assert kept() == [taken]
    desk.end()
    last = summary.read_bytes()
    shutil.rmtree(here / "回收")
    (here / "回收").mkdir()
    (here / "回收" / "甲.xlsx").write_bytes(issue(GOOD, _unit(0)))
    assert run("collect", cwd=here).returncode == 1
    written = summary.read_bytes()
    desk.start()
    desk.settled()
    for n in (1, 2):
        desk.upload(f"{n}.xlsx", issue(GOOD, _unit(n)))
        desk.settled()
    assert kept() == [taken, last, written]
