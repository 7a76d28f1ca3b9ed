"""The built wheel carries templates and sample, and runs the demo where nothing else of the project is."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

from tests.helpers import ROOT


def test_the_wheel_runs_the_demo_elsewhere(tmp_path: Path):
    """Build, install into an empty environment, run."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)], check=True, cwd=tmp_path
    )
    wheel = next(tmp_path.glob("*.whl"))
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"gaokai_xlsx/py.typed", "gaokai_xlsx/templates/2021/form.toml", "gaokai_xlsx/samples/石嘴山2023/declared.json"} <= names
    assert {f"gaokai_xlsx/results/{name}" for name in ("report.html", "report.css", "report.js", "parts.html")} <= names
    assert {f"gaokai_xlsx/desk/pages/{name}" for name in ("base.html", "board.html", "desk.css", "desk.js", "desk.svg")} <= names
    assert {f"gaokai_xlsx/results/publish/{name}" for name in ("page.html", "page.css", "word/document.xml")} <= names
    assert not [n for n in names if n.startswith(("tests/", "samples/", "templates/"))]

    target = tmp_path / "env"
    venv.create(target, with_pip=True)
    python = target / ("Scripts" if os.name == "nt" else "bin") / "python"
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PYTHONIOENCODING": "utf-8"}
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True, env=clean, cwd=tmp_path)
    result = subprocess.run(
        [python.with_name("gaokai-xlsx"), "demo"], capture_output=True, encoding="utf-8", env=clean, cwd=tmp_path, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "gaokai-演示" / "汇总" / "2023年汇总表.xlsx").is_file()
