"""What stops a run: one root class, rendered in one place (``console.py``)."""

from __future__ import annotations

from gaokai_xlsx import texts


class CannotGoOn(Exception):
    """The run cannot be done; the message is Chinese and ends with what to do.

    ``key`` names a sentence of the text catalogue, ``slots`` fill it; both are kept for who says it in other words. Bad *data* never
    raises this: it becomes findings.
    """

    def __init__(self, key: str, **slots: object) -> None:
        super().__init__(texts.say(key, **slots))
        self.key = key
        self.slots = slots


class FormBroken(CannotGoOn):
    """A ``form.toml`` that is not a well-formed edition; the message says what is wrong where."""

    def __init__(self, path: object, where: str, what: str) -> None:
        super().__init__("stop.form", path=path, where=where, what=what)


class Usage(CannotGoOn):
    """Options that contradict each other or lack something; exit code 2 like every usage error."""
