"""Become a user that owns nothing, or one of a namespace without network."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from index.isolation.linux import NEW_NETWORK, NEW_USER, CallFailed, unshare

_FIRST, _COUNT = 61184, 4096  # systemd keeps these for users that live as long as one program


def stranger() -> int:
    """Return a user's number that this process alone uses."""
    return _FIRST + os.getpid() % _COUNT


def become(user: int) -> None:
    """Give up root for `user` and a group of the same number, for good; raise OSError."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def leave_network() -> bool:
    """Move into a network of its own that leads nowhere; False where the kernel lets nobody do so.

    Root may; others may where the kernel allows user namespaces. Must be called before a thread begins.
    """
    try:
        unshare(NEW_NETWORK)
    except CallFailed:
        if not _succeeds_in_a_fork(_leave_network_as_anybody):
            return False
        _leave_network_as_anybody()
    return True


def _leave_network_as_anybody() -> None:
    user, group = os.geteuid(), os.getegid()
    unshare(NEW_USER | NEW_NETWORK)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def _succeeds_in_a_fork(step: Callable[[], None]) -> bool:
    """Try what cannot be taken back: some kernels give a namespace and then refuse its map of users."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            step()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def are_open_to_strangers(paths: Iterable[Path]) -> bool:
    """Return whether a user who owns nothing can read what lies at these paths."""
    return all(_is_open(path.resolve()) for path in paths if path.exists())


def _is_open(path: Path) -> bool:
    wanted = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
    mode = path.stat().st_mode
    return mode & wanted == wanted and all(each.stat().st_mode & stat.S_IXOTH for each in path.parents)
