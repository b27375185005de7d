"""Which layers stand around a reader here: a process of its own puts them up, reports and ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from index.isolation.isolate import isolate
from index.isolation.layers import Isolation, Layer
from index.isolation.libraries import kept_environment, library_openings, library_paths

_PATIENCE = 30.0  # seconds
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    " from index.isolation.trial import report; report()"
)


def isolation_here(layers: frozenset[Layer]) -> Isolation:
    """Return which of these layers hold on this machine for this user, and why others do not."""
    libraries = json.dumps([str(Path(entry).resolve()) for entry in sys.path])
    reported = subprocess.run(
        [sys.executable, "-c", _PROGRAM, libraries, *sorted(layers)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=kept_environment(),
        cwd="/",
        timeout=_PATIENCE,
        check=True,
    )
    return Isolation.from_json(json.loads(reported.stdout))


def report() -> None:
    """Put up the layers that the command line names, and write which of them hold."""
    wanted = frozenset(map(Layer, sys.argv[2:]))
    sys.stdout.write(json.dumps(isolate(wanted, library_openings(), library_paths()).to_json()))
