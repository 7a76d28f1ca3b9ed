"""``--cluster``: the workers of a running Dask cluster read the files of a collection.

Who runs the scheduler runs code on this machine and sees every file: a cluster is as trusted as the office's own computers. Contents
are sent with the tasks, so no shared disk is needed; the limits of memory and time are the workers' own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.form import editions
from gaokai_xlsx.texts import visible
from gaokai_xlsx.verbs._cache import state

_PATIENCE = 15  # seconds until a scheduler must have answered


@contextmanager
def workers(address: str) -> Iterator[Executor]:
    """The executor of the scheduler at ``tcp://host:port``; raises ``CannotGoOn`` where it cannot be used.

    Its workers must run this very program with these editions: what is found must not depend on who reads.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        raise CannotGoOn("stop.cluster-missing") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong there is read here, or said below
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError):  # TimeoutError is an OSError
        raise CannotGoOn("stop.cluster", address=visible(address)) from None
    with client:
        states = client.run(_there, on_error="return")
        if not states:
            raise CannotGoOn("stop.cluster-empty", address=visible(address))
        if others := sorted(name for name, one in states.items() if one != _there()):
            raise CannotGoOn("stop.cluster-other", workers="、".join(map(visible, others)))
        yield client.get_executor(pure=False)


def _there() -> str:
    """The state of program and editions where this runs; a worker that has neither fails in its own way."""
    return state(editions.FOLDER)
