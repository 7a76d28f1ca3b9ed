"""The command line as a clerk meets it: Chinese, exit codes, nothing loaded for nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from gaokai_xlsx.form.code import check_code
from tests import helpers
from tests.helpers import BALANCED, FORM, ROOT, UNIT, ZEROS, issue, run

COMMANDS = ("init", "template", "check", "collect", "diff", "rules", "demo")
ENGLISH = ("Usage", "Options", "Arguments", "Commands", "Show this", "required", "default", "TEXT", "INTEGER", "PATH", "Error")


@pytest.mark.parametrize("command", [(), *((c,) for c in COMMANDS)])
def test_help_is_chinese_throughout(command: tuple[str, ...]):
    """Headings, metavars, every option explained."""
    result = run(*command, "--help")
    assert result.returncode == 0
    assert "用法：" in result.stdout
    assert [word for word in ENGLISH if word in result.stdout] == []
    options = [line for line in result.stdout.splitlines() if line.lstrip().startswith("-")]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in line) for line in options)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "命令："),
        (("foo",), "没有“foo”这个命令"),
        (("check",), "缺少文件"),
        (("check", "--foo"), "没有--foo这个选项"),
        (("template",), "缺少--year"),
        (("template", "--year", "x"), "--year的值不对：要写整数"),
        (("template", "--year"), "--year后面要写一个值"),
        (("template", "--year", "2025", "多余"), "不认识的参数：多余"),
        (("check", "没有.xlsx"), "找不到没有.xlsx"),
        (("template", "--year", "1990"), "没有适用于1990年度的格式版本"),
        (("demo", "."), "里已有文件"),
        (("rules", "T3-BALANC"), "没有“T3-BALANC”这个问题代码（是不是T3-BALANCE？）。请运行 gaokai-xlsx rules 查看全部代码。"),
        (("rules", "x"), "没有“x”这个问题代码。请运行"),
    ],
)
def test_usage_errors_are_chinese_and_exit_2(args: tuple[str, ...], words: str, tmp_path: Path):
    """And say what to do."""
    (tmp_path / "x").write_text("", encoding="utf-8")
    result = run(*args, cwd=tmp_path)
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_version():
    """One line."""
    import gaokai_xlsx

    assert run("--version").stdout == f"gaokai-xlsx {gaokai_xlsx.__version__}\n"


def test_help_imports_no_spreadsheet_library():
    """Start-up counts."""
    program = "import sys; from gaokai_xlsx.cli import run; run(['--help']); print(sorted({m.partition('.')[0] for m in sys.modules} & {'openpyxl', 'xlsxwriter', 'lxml', 'rapidfuzz', 'rich', 'jinja2'}))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert result.stdout.splitlines()[-1] == "[]"


def test_help_loads_no_texts_but_its_own():
    """All the others are a tenth of the start."""
    program = "import sys; from gaokai_xlsx.cli import main; sys.argv[1:] = ['--help']; import atexit; atexit.register(lambda: print('gaokai_xlsx.texts.catalogue' in sys.modules)); main()"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert result.stdout.splitlines()[-1] == "False"


def test_check_of_a_good_file_exits_0(tmp_path: Path):
    """Verdict first."""
    (tmp_path / "好.xlsx").write_bytes(issue(BALANCED))
    result = run("check", "好.xlsx", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:2] == [
        "《好.xlsx》可以报送。",
        f"  单位：石嘴山市投资促进局　年度：2025　格式：2021　核对码：{check_code(FORM, BALANCED):07}",
    ]


def test_check_of_a_faulty_file_exits_1_and_tells_what_to_do(tmp_path: Path):
    """Verdict, then findings with place, both sides, difference, remedy and the code last."""
    (tmp_path / "错.xlsx").write_bytes(issue(BALANCED | {"requests.new.natural": 13}))
    result = run("check", "错.xlsx", cwd=tmp_path)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "《错.xlsx》暂不能报送：1处须改正。"
    assert lines[2].startswith("  1. 【须改正·收办不平】《表三依申请公开》“自然人”列：本年新收13件＋上年结转2件＝15件；")
    assert lines[3].endswith("（T3-BALANCE）")
    assert run("check", "-q", "错.xlsx", cwd=tmp_path).stdout == "《错.xlsx》暂不能报送：1处须改正。\n"


def test_a_blank_template_is_a_handful_of_lines(tmp_path: Path):
    """Not 166: blanks are grouped by table for people."""
    (tmp_path / "空.xlsx").write_bytes(issue())
    result = run("check", "空.xlsx", cwd=tmp_path)
    assert "《表三依申请公开》共144格，已填0格，还有144格为空（首处为D4“本年新收·自然人”）。空格不视为0。" in result.stdout
    assert len(result.stdout.splitlines()) == 10


def test_json_is_valid_and_keeps_the_exit_code(tmp_path: Path):
    """For other programs."""
    (tmp_path / "空.xlsx").write_bytes(issue())
    result = run("check", "--json", "空.xlsx", cwd=tmp_path)
    assert result.returncode == 1
    data = json.loads(result.stdout)
    jsonschema.validate(data, json.loads((ROOT / "tests/contract/findings.schema.json").read_text(encoding="utf-8")))
    assert data["files"][0]["outcome"] == "returned"
    assert data["files"][0]["unit"] == {"code": UNIT.code, "name": UNIT.name}


def test_collect_prints_the_account_and_where_the_summary_is(tmp_path: Path):
    """Without -o beside where the clerk stands; a second run does not read the first summary."""
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED, helpers.Unit("001", "甲局")))
    (tmp_path / "b.xlsx").write_bytes(issue(ZEROS, helpers.Unit("002", "乙局")))
    for _ in range(2):
        result = run("collect", ".", cwd=tmp_path)
        assert result.returncode == 0
        assert "  收到2个 ＝ 已汇总2" in result.stdout
        assert result.stdout.endswith("汇总表：2025年汇总表.xlsx\n")
    assert (tmp_path / "2025年汇总表.xlsx").is_file()


def test_a_target_that_cannot_be_written_is_told_plainly(tmp_path: Path):
    """Exit 2, nothing half."""
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED))
    (tmp_path / "d.xlsx").mkdir()
    result = run("collect", "a.xlsx", "-o", "d.xlsx", cwd=tmp_path)
    assert result.returncode == 2
    assert "d.xlsx是文件夹。请在-o后写明文件名。" in result.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx", "d.xlsx"]


def test_a_bug_shows_a_traceback_and_exits_3():
    """Never exit 1."""
    program = (
        "import sys, gaokai_xlsx.verbs._check as v; v.read_all = None; from gaokai_xlsx.cli import run; sys.exit(run(['check', 'x.xlsx']))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert result.returncode == 3
    assert "Traceback" in result.stderr
    assert "程序内部错误" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_broken_pipe_is_silent(tmp_path: Path):
    """``| head`` of a long list."""
    (tmp_path / "空.xlsx").write_bytes(issue())
    command = f'"{sys.executable}" -m gaokai_xlsx check --json 空.xlsx | head -1; echo "${{PIPESTATUS[0]}}"'
    result = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    assert result.stderr == ""
    assert result.stdout.splitlines()[-1] in ("0", "1")


def test_a_gbk_terminal_shows_the_rest_of_the_line(tmp_path: Path):
    """Characters it lacks are replaced, nothing dies."""
    (tmp_path / "空.xlsx").write_bytes(issue(unit=helpers.Unit(None, "\U00020bb7局")))
    environment = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "gbk", "PATH": "/usr/bin:/bin"}
    result = subprocess.run(
        [sys.executable, "-m", "gaokai_xlsx", "check", "空.xlsx"], capture_output=True, check=False, cwd=tmp_path, env=environment
    )
    assert result.returncode == 1
    assert "局" in result.stdout.decode("gbk")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps names of files in Unicode")
def test_chinese_names_where_the_system_knows_ascii_only(tmp_path: Path):
    """LC_ALL=C without Python's UTF-8 mode: found, read and written all the same; a Python user is told what to set."""
    (tmp_path / "回收").mkdir()
    (tmp_path / "回收" / "年报.xlsx").write_bytes(issue(BALANCED, UNIT))
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "gaokai_xlsx", "collect", "回收", "--year", "2025"]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path, env=environment)
    assert (result.returncode, result.stderr) == (0, "")
    assert "收到1个 ＝ 已汇总1" in result.stdout
    assert (tmp_path / "2025年汇总表.xlsx").is_file()
    code = "import gaokai_xlsx, gaokai_xlsx.errors, pathlib, sys\ntry: gaokai_xlsx.collect([pathlib.Path(sys.argv[1])], year=2025)\n"
    code += "except gaokai_xlsx.errors.CannotGoOn as error: sys.stdout.buffer.write(str(error).encode())"
    result = subprocess.run(
        [sys.executable, "-c", code, "回收"], capture_output=True, encoding="utf-8", check=False, cwd=tmp_path, env=environment
    )
    assert result.stdout == "系统的字符编码（ascii）写不出文件名2025年汇总表.xlsx。请把环境变量PYTHONUTF8设为1后重试。"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_what_the_system_refuses_is_exit_2_in_chinese(tmp_path: Path):
    """A full disk, a name that is too long, a link in a circle."""
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED))
    (tmp_path / "圈").symlink_to("圈")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "gaokai_xlsx", "check", "a.xlsx"]
        result = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stdout=full, stderr=subprocess.PIPE, check=False)
    assert result.returncode == 2
    assert "磁盘已满" in result.stderr.decode()
    for args in (("check", "x" * 300), ("collect", "a.xlsx", "-o", "x" * 300 + ".xlsx"), ("collect", "a.xlsx", "-o", "圈")):
        result = run(*args, cwd=tmp_path)
        assert (result.returncode, "Traceback" in result.stderr) == (2, False), result.stderr
    assert run("template", "--year", "2025", "--unit", "长" * 90, cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("template", "--year", "2025", "--unit", "甲\n乙"), "不能使用的字符"),
        (("template", "--year", "2025", "--unit", " "), "单位全称是空的"),
        (("template", "--year", "2025", "-o", "x.xls"), "扩展名不对"),
        (("template", "--year", "99999"), "没有适用于99999年度"),
        (("check", "--json=1", "x"), "--json后面不能写值"),
        (("a'b",), "没有“a'b”这个命令"),
        (("check", "--jsn", "x"), "没有--jsn这个选项（是不是--json、--jobs？）。"),
    ],
)
def test_slips_are_named_for_what_they_are(args: tuple[str, ...], words: str, tmp_path: Path):
    """Each with what to do."""
    result = run(*args, cwd=tmp_path)
    assert result.returncode == 2
    assert words in result.stderr
