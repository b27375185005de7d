"""The demonstration's folder: its marker, and what may be made or cleared away there."""

from __future__ import annotations

import shutil
from pathlib import Path

from evidence_repo.errors import Refused
from evidence_repo.settings import DEMO_MARKER
from evidence_repo.words import N_

_LOADING = "loading\n"
_LOADED = (
    "This folder holds a demonstration: invented people and documents on the real plan 416/KH-UBND.\n"
    "`evidence-repo demo clear` removes it whole.\n"
)
_LEFT_BY_OTHERS = frozenset({"secret-key", "run.lock"})
"""What a command leaves in a new folder that only looked, or is about to begin."""


def is_untouched(var: Path) -> bool:
    """Tell whether nothing has been made in the installation's folder yet."""
    return not var.exists() or all(entry.name in _LEFT_BY_OTHERS for entry in var.iterdir())


def is_marked(var: Path) -> bool:
    """Tell whether the folder is a demonstration's."""
    return (var / DEMO_MARKER).exists()


def is_loaded(var: Path) -> bool:
    """Tell whether the demonstration in the folder was loaded to its end."""
    return is_marked(var) and (var / DEMO_MARKER).read_text(encoding="utf-8") != _LOADING


def mark_loading(var: Path) -> None:
    """Mark an untouched folder as a demonstration's; raise `Refused` if something stands there."""
    if not is_untouched(var):
        raise Refused(
            N_("%(folder)s is not empty, so no demonstration is loaded into it."),
            code="folder_not_empty",
            mend=N_("Name a new folder with EVIDENCE_VAR, or clear a demonstration with `demo clear`."),
            folder=str(var),
        )
    var.mkdir(parents=True, exist_ok=True)
    (var / DEMO_MARKER).write_text(_LOADING, encoding="utf-8")


def mark_loaded(var: Path) -> None:
    """Note that the demonstration is whole."""
    (var / DEMO_MARKER).write_text(_LOADED, encoding="utf-8")


def clear_folder(var: Path) -> None:
    """Remove a demonstration's folder whole; raise `Refused` for any other folder."""
    check_marked(var)
    shutil.rmtree(var)


def check_marked(var: Path) -> None:
    """Raise `Refused` unless the folder is a demonstration's."""
    if not is_marked(var):
        raise Refused(
            N_("%(folder)s is not marked as a demonstration: nothing was removed."),
            code="not_a_demo",
            folder=str(var),
        )
