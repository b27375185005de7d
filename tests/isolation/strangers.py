"""Run a program where every user can read Python and this checkout, whatever folders they lie in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# In a view of the file system of its own, what hides the program is covered and the program shown again.
_SCRIPT = """
set -e
program=$1 closed=$2; shift 2
stage=$(mktemp -d)
mount --make-rprivate /
mount --bind "$program" "$stage"
mount -t tmpfs -o mode=755 tmpfs "$closed"
mkdir -p "$program"
mount --bind "$stage" "$program"
umount "$stage"; rmdir "$stage"
exec "$@"
"""


def run_module(name: str, user: int) -> str:
    """Run a module as this user, 0 for the present one; return what it writes to standard output."""
    become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    return subprocess.run(
        [*_opening(), *become, sys.executable, "-m", name],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=300,
    ).stdout


def _opening() -> list[str]:
    program = Path(sys.base_prefix)
    closed = [each for each in program.parents if not each.stat().st_mode & 0o001]
    if not closed:
        return []
    return ["unshare", "-m", "sh", "-c", _SCRIPT, "sh", str(program), str(closed[-1])]
