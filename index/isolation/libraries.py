"""Where the programs lie that read files: the paths that stay open to them."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import index
from index.isolation.landlock import Access, Opening

_SYSTEM = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share",
    "/usr/local/share",
    "/lib",
    "/lib64",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_PYTHON = ("stdlib", "platstdlib", "purelib", "platlib")
_LOADERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
KEPT_SETTINGS = ("LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "OMP_THREAD_LIMIT")
"""What of the environment the libraries may need; nothing else is handed on."""


def kept_environment() -> dict[str, str]:
    """Return the environment of a process that reads strangers' files."""
    kept = {name: os.environ[name] for name in KEPT_SETTINGS if name in os.environ}
    return kept | {"PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1"}


def library_paths() -> tuple[Path, ...]:
    """Return the folders and files that Python, its libraries and this package are read from."""
    return tuple(dict.fromkeys([*_python_paths(), *map(Path, _SYSTEM), *_models()]))


def library_openings() -> list[Opening]:
    """Return what a reader may open."""
    return [
        *(Opening(path, Access.READ) for path in library_paths()),
        *(Opening(Path(device), Access.READ_FILE | Access.WRITE_FILE) for device in _DEVICES),
    ]


def program_openings(*programs: Path) -> list[Opening]:
    """Return what lets these programs be started."""
    paths = (*programs, *map(Path, _LOADERS))
    return [Opening(path, Access.READ | Access.EXECUTE) for path in paths]


def _python_paths() -> Iterator[Path]:
    yield Path(index.__file__).parent
    yield from (Path(sysconfig.get_path(name)) for name in _PYTHON)
    yield from (Path(sysconfig.get_path(name, vars={"base": sys.base_prefix})) for name in _PYTHON)
    for entry in sys.path:
        path = Path(entry or ".").resolve()
        if path.name in ("site-packages", "dist-packages", "lib-dynload") or path.suffix == ".zip":
            yield path


def _models() -> Iterator[Path]:
    if folder := os.environ.get("TESSDATA_PREFIX"):
        yield Path(folder)
