"""Write docs/licences.md from the metadata of the installed packages: ``python docs/make_licences.py``.

What the lock names goes to users with the program; each of them must be installed, at whatever version, for its licence to be read.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(__file__).with_name("licences.md")
LOCK = ROOT / "release" / "requirements.txt"
ALLOWED = ("MIT", "MIT-0", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "ISC")
"""Licences that ask for no more than their notice."""
_BUNDLED = "dependency licenses"  # pypdfium2 says so of what PDFium carries; each text lies in its wheel, see the page
_CLASSIFIED = {"MIT License": "MIT", "BSD License": "BSD", "Apache Software License": "Apache-2.0", "ISC License (ISCL)": "ISC"}


def names() -> list[str]:
    """The packages of the lock."""
    return re.findall(r"^([\w.-]+)==", LOCK.read_text(encoding="utf-8"), re.M)


def licence(name: str) -> str:
    """The licence that a package states: an SPDX expression, else its classifiers; empty where it says neither."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return ""
    if expression := stated.get("License-Expression"):
        return str(expression)
    classified = [c.rpartition(" :: ")[2] for c in stated.get_all("Classifier") or () if c.startswith("License :: OSI Approved :: ")]
    return " AND ".join(_CLASSIFIED.get(c, c) for c in classified) or str(stated.get("License") or "").partition("\n")[0]


def allowed(expression: str) -> bool:
    """Whether every licence of an expression is one of those that ask for no more than their notice."""
    parts = re.split(r" AND | OR |, ", expression.strip("()"))
    return bool(expression) and all(part in (*ALLOWED, _BUNDLED) for part in parts)


def page() -> str:
    """The whole page; what is not installed here (a package of another system) keeps the line that it has."""
    known = dict(re.findall(r"^\| (\S+) \| (.+) \|$", TARGET.read_text(encoding="utf-8"), re.M)) if TARGET.exists() else {}
    rows = "".join(f"| {name} | {licence(name) or known.get(name, '')} |\n" for name in names())
    return (
        "# Licences of the dependencies\n\n"
        "Made by `docs/make_licences.py` from the metadata of the locked packages; `tests/test_licences.py` checks that each licence\n"
        f"asks for no more than its notice ({', '.join(ALLOWED)}).\n\n"
        "The offline folder carries the packages unchanged, each with its own licence file. gaokai-xlsx itself is MIT (`LICENSE`); the\n"
        "workbooks and pages that it writes contain nothing of the dependencies. The documentation site also carries\n"
        "`docs/assets/iframe-worker.js` (MIT).\n\n"
        "pypdfium2 carries PDFium and its parts, each under a permissive licence whose text lies in the wheel (FreeType under its own;\n"
        "the GPL text there is of a library that only wheels for musl carry). Not in the lock, since hardly anybody\n"
        "needs them: pyarrow (Apache-2.0; `export` to .parquet) and distributed with Dask (BSD-3-Clause; `collect --cluster`).\n\n"
        f"| package | licence |\n| --- | --- |\n{rows}"
    )


if __name__ == "__main__":
    text = page()
    TARGET.write_text(text, encoding="utf-8")
    if missing := [name for name in names() if f"| {name} |  |" in text]:
        sys.exit(f"install these to read their licence: {', '.join(missing)}")
