"""What goes to users with the program asks for no more than its notice."""

from __future__ import annotations

import importlib.util
import re
from importlib.metadata import PackageNotFoundError, version

import pytest

from tests.helpers import ROOT

SPEC = importlib.util.spec_from_file_location("make_licences", ROOT / "docs" / "make_licences.py")
assert SPEC is not None
assert SPEC.loader is not None
LICENCES = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(LICENCES)


def test_every_locked_package_has_a_permissive_licence_in_the_docs():
    """Each line of the lock, in its order."""
    listed = re.findall(r"^\| ([\w.-]+) \| (.*) \|$", LICENCES.TARGET.read_text(encoding="utf-8"), re.M)[2:]
    assert [name for name, _ in listed] == LICENCES.names()
    assert [(name, licence) for name, licence in listed if not LICENCES.allowed(licence)] == []


@pytest.mark.parametrize("name", LICENCES.names())
def test_the_installed_version_is_permissive_too(name: str):
    """Whatever version is here: a package may change its licence."""
    try:
        version(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is for another system")
    assert LICENCES.allowed(LICENCES.licence(name)), LICENCES.licence(name)


@pytest.mark.parametrize(
    ("expression", "fine"), [("MIT", True), ("MIT AND BSD-3-Clause", True), ("GPL-3.0", False), ("MIT OR GPL-2.0", False), ("", False)]
)
def test_what_is_permissive(expression: str, fine: bool):
    """One licence that is not on the list spoils the expression."""
    assert LICENCES.allowed(expression) is fine
