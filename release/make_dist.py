"""Build what is handed out, into ``dist/``: ``python release/make_dist.py`` (or ``make dist``).

The wheel and the sdist have the same bytes whenever and wherever they are built. The folder for machines without network holds the
wheel, the wheels of the dependencies locked in ``release/requirements.txt`` for every target, scripts, and the hash of each file.
``--target`` and ``--python`` narrow the targets; ``--no-offline`` builds only wheel and sdist.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "release" / "requirements.txt"
SCRIPTS = ROOT / "release" / "offline"
PYTHONS = ("3.11", "3.12", "3.13")
EPOCH = "1580601600"  # hatchling's own fixed date, 2020-02-02: no build knows when it was made


@dataclass(frozen=True)
class Target:
    """A kind of machine: how pip calls its wheels, what markers see there."""

    system: str
    machine: str
    platforms: tuple[str, ...]


def _manylinux(machine: str) -> tuple[str, ...]:
    """Wheels for glibc up to 2.28, what Debian 10, 麒麟V10 and 统信20 have."""
    return (f"manylinux2014_{machine}", *(f"manylinux_2_{minor}_{machine}" for minor in range(5, 29)))


TARGETS = {
    "windows-x86_64": Target("win32", "AMD64", ("win_amd64",)),
    "linux-x86_64": Target("linux", "x86_64", _manylinux("x86_64")),
    "linux-aarch64": Target("linux", "aarch64", _manylinux("aarch64")),
}


@dataclass(frozen=True)
class Locked:
    """One line of the lock: what is required, and the hashes of the files that may satisfy it."""

    requirement: Requirement
    hashes: tuple[str, ...]

    def wanted(self, target: Target, python: str) -> bool:
        """Whether the target needs it; pip itself asks this only of the machine it runs on."""
        marker = self.requirement.marker
        there = {
            "sys_platform": target.system,
            "platform_machine": target.machine,
            "platform_system": "Windows" if target.system == "win32" else "Linux",
            "os_name": "nt" if target.system == "win32" else "posix",
            "python_version": python,
            "python_full_version": f"{python}.0",
        }
        return marker is None or marker.evaluate({**default_environment(), **there})

    def line(self) -> str:
        """Without its marker, which has been answered."""
        return " ".join((f"{self.requirement.name}{self.requirement.specifier}", *self.hashes))


def locked() -> list[Locked]:
    """The lines of the lock."""
    text = re.sub(r" *#.*", "", LOCK.read_text(encoding="utf-8")).replace("\\\n", " ")
    lines = [line.split(" --hash=") for line in text.splitlines() if line.strip()]
    return [Locked(Requirement(head.strip()), tuple(f"--hash={h.strip()}" for h in hashes)) for head, *hashes in lines]


def build(folder: Path, root: Path = ROOT) -> tuple[Path, Path]:
    """Build wheel and sdist of a checkout into a folder; gives their paths."""
    environment = {"SOURCE_DATE_EPOCH": EPOCH} | os.environ
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder.resolve())], check=True, cwd=root, env=environment)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def offline(folder: Path, wheel: Path, targets: list[str], pythons: list[str]) -> None:
    """Fill the folder for machines without network; raises ``CalledProcessError`` where the index cannot be reached."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    shutil.copy(wheel, wheels)
    lines = locked()
    for target in targets:
        for python in pythons:
            _download([one for one in lines if one.wanted(TARGETS[target], python)], TARGETS[target], python, wheels)
    name, version, *_ = wheel.name.split("-")
    own = f"{name.replace('_', '-')}=={version} --hash=sha256:{_sha256(wheel)}\n"
    (folder / "requirements.txt").write_text(own + LOCK.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    for script in sorted(SCRIPTS.iterdir()):
        _copy(script, folder / script.name)
    (folder / "sha256.txt").write_text("".join(_sums(folder)), encoding="utf-8", newline="\n")


def _download(lines: list[Locked], target: Target, python: str, wheels: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        asked = Path(scratch) / "requirements.txt"
        asked.write_text("\n".join(one.line() for one in lines), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
        command += ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}", "--dest", str(wheels), "-r", str(asked)]
        subprocess.run([*command, *(f"--platform={name}" for name in target.platforms)], check=True)


def _copy(script: Path, target: Path) -> None:
    """Windows reads its own line ends; an old Notepad knows UTF-8 only by its mark, which a batch file must not have."""
    text = script.read_text(encoding="utf-8")
    windows = script.suffix in (".bat", ".txt")
    target.write_text(text, encoding="utf-8-sig" if script.suffix == ".txt" else "utf-8", newline="\r\n" if windows else "\n")
    target.chmod(0o755 if script.suffix == ".sh" else 0o644)


def _sums(folder: Path) -> Iterator[str]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: list[str]) -> None:
    """Build everything anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--target", action="append", choices=TARGETS)
    parser.add_argument("--python", action="append", choices=PYTHONS)
    parser.add_argument("--no-offline", action="store_true")
    asked = parser.parse_args(arguments)
    shutil.rmtree(asked.out, ignore_errors=True)
    wheel, sdist = build(asked.out)
    made = [wheel, sdist]
    if not asked.no_offline:
        version = wheel.name.split("-")[1]
        folder = asked.out / f"gaokai-xlsx-{version}-离线安装"
        offline(folder, wheel, asked.target or list(TARGETS), asked.python or list(PYTHONS))
        made.append(folder)
    print(*made, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
