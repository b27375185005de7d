"""The demonstration's folder: its marker, and what may be made or cleared away there."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from evidence_repo.errors import Refused
from evidence_repo.settings import DEMO_MARKER
from evidence_repo.words import N_

_LOADING = "loading\n"
_LOADED = (
    "This folder holds a demonstration: invented people and documents on the real plan 416/KH-UBND.\n"
    "`evidence-repo demo clear` removes it whole.\n"
)
_REAL = "The folder of a real installation of evidence-repo, made by `evidence-repo init`.\n"
_LEFT_BY_OTHERS = frozenset({"secret-key", "run.lock", "evidence.db", "evidence.db-shm", "evidence.db-wal"})
"""What a command leaves in a new folder that only looked, or is about to begin."""


def is_untouched(var: Path) -> bool:
    """Return whether nothing has been made in the folder yet; a database without tables is nothing."""
    if not var.exists():
        return True
    entries = {entry.name for entry in var.iterdir() if not _is_empty_folder(entry)}
    return entries <= _LEFT_BY_OTHERS and not ("evidence.db" in entries and _has_tables(var / "evidence.db"))


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _has_tables(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


def mark_real(var: Path) -> None:
    """Note that the folder belongs to a real installation, wherever its database is."""
    (var / "INSTALLATION").write_text(_REAL, encoding="utf-8")


def is_marked(var: Path) -> bool:
    """Return whether the folder is a demonstration's."""
    return (var / DEMO_MARKER).exists()


def is_loaded(var: Path) -> bool:
    """Return whether the demonstration in the folder was loaded to its end."""
    return is_marked(var) and (var / DEMO_MARKER).read_text(encoding="utf-8") != _LOADING


def mark_loading(var: Path) -> None:
    """Mark an untouched folder as a demonstration's; raise `Refused` if something stands there.

    What a loading that was broken off has left is removed first.
    """
    if is_marked(var) and not is_loaded(var):
        clear_folder(var)
    if not is_untouched(var):
        raise Refused(
            N_("%(folder)s is not empty, so no demonstration is loaded into it."),
            code="folder_not_empty",
            advice=N_("Name a new folder with EVIDENCE_VAR, or clear a demonstration with `demo clear`."),
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
