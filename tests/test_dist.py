"""What ``make dist`` hands out: the same bytes from every build, and a folder that installs without network."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.helpers import ROOT, run

HERE = f"{platform.system().lower()}-{platform.machine()}"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def dist() -> ModuleType:
    """``release/make_dist.py``."""
    spec = importlib.util.spec_from_file_location("make_dist", ROOT / "release" / "make_dist.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def _checkout(folder: Path) -> Path:
    """What the builds read, copied: other times, another place."""
    folder.mkdir()
    for name in ("gaokai_xlsx", "templates", "samples"):
        shutil.copytree(ROOT / name, folder / name, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def test_two_builds_have_the_same_bytes(dist: ModuleType, tmp_path: Path):
    """From two folders at two times; the wheel built from the unpacked sdist is the same wheel."""
    (wheel, sdist), (again, sdist_again) = (dist.build(tmp_path / f"out{n}", _checkout(tmp_path / f"in{n}")) for n in (1, 2))
    assert wheel.read_bytes() == again.read_bytes()
    assert sdist.read_bytes() == sdist_again.read_bytes()
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    third, _ = dist.build(tmp_path / "out3", tmp_path / sdist.name.removesuffix(".tar.gz"))
    assert third.read_bytes() == wheel.read_bytes()


def test_the_lock_holds_every_dependency_with_hashes(dist: ModuleType):
    """Each direct dependency at a version its line allows, every line with a hash."""
    lines = {canonicalize_name(one.requirement.name): one for one in dist.locked()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for asked in map(Requirement, (*project["dependencies"], *extras["reports"], *extras["pdf"])):
        (pinned,) = lines[canonicalize_name(asked.name)].requirement.specifier
        assert pinned.operator == "=="
        assert asked.specifier.contains(pinned.version), asked
    assert all(one.hashes for one in lines.values())


def test_a_target_gets_what_its_own_markers_ask_for(dist: ModuleType):
    """Not what the markers say of the machine that builds."""
    (only_windows,) = (one for one in dist.locked() if one.requirement.name == "colorama")
    wanted = {name: only_windows.wanted(target, "3.12") for name, target in dist.TARGETS.items()}
    assert wanted == {"windows-x86_64": True, "linux-x86_64": False, "linux-aarch64": False}


def test_scripts_for_windows_are_as_windows_reads_them(dist: ModuleType, tmp_path: Path):
    """CRLF, UTF-8 without a mark, the code page set before the first Chinese letter, a pause before every end; options that exist."""
    known = run("collect", "--help").stdout
    for script in sorted((ROOT / "release" / "offline").glob("*.bat")):
        dist._copy(script, tmp_path / script.name)
        data = (tmp_path / script.name).read_bytes()
        assert data.startswith(b"@echo off\r\nchcp 65001 >nul\r\n")
        assert data.count(b"\n") == data.count(b"\r\n")
        lines = data.decode("utf-8").splitlines()
        ends = [n for n, line in enumerate(lines) if line.strip().startswith("exit /b")] or [len(lines)]
        assert [lines[n - 1].strip() for n in ends] == ["pause"] * len(ends)
        used = {word for line in lines if "collect" in line for word in line.split() if word.startswith("--")}
        assert {option for option in used if option not in known} == set()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32" or f"{HERE}" not in ("linux-x86_64", "linux-aarch64"), reason="the folder's Linux machines")
def test_the_offline_folder_installs_without_network(dist: ModuleType, tmp_path: Path):
    """The wheels for this machine, installed by the script into an empty environment that has no network, and the demo run there."""
    out = tmp_path / "dist"
    try:
        dist.main(["--out", str(out), "--target", HERE, "--python", PYTHON])
    except subprocess.CalledProcessError as error:
        if "download" not in error.cmd:
            raise
        pytest.skip("the package index cannot be reached from here")
    (folder,) = out.glob("*-离线安装")
    for line in (folder / "sha256.txt").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name

    home = tmp_path / "家"
    home.mkdir()
    # No index, no proxy, no settings of the machine's pip: where the kernel lets us, no network at all.
    bare = {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin",
        "PIP_CONFIG_FILE": os.devnull,
        "LANG": "C.UTF-8",
    }
    alone = ["unshare", "-rn"] if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0 else []
    installed = subprocess.run([*alone, "sh", str(folder / "install.sh")], env=bare, capture_output=True, encoding="utf-8", check=False)
    assert (installed.returncode, installed.stderr) == (0, "")
    program = home / ".local" / "bin" / "gaokai-xlsx"
    result = subprocess.run([*alone, str(program), "demo"], env=bare, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "gaokai-演示" / "汇总" / "2023年汇总表.xlsx").is_file()

    (folder / "wheels" / next(n.name for n in (folder / "wheels").glob("gaokai*"))).write_bytes(b"")
    broken = subprocess.run(["sh", str(folder / "install.sh")], env=bare, capture_output=True, encoding="utf-8", check=False)
    assert broken.returncode == 1
    assert "安装文件不完整" in broken.stderr
