"""A ZIP that was cut into volumes (`NAME.zip.001` …) is read as the one file that it is.

Volumes are slices of its bytes: `cat NAME.zip.0* > NAME.zip` joins them too. `NAME.zip.sha256` has their
hashes.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from verifier.faults import Faults
from verifier.manifests import read_manifest
from verifier.names import LIST_ENDING

MOST_VOLUMES = 9999
_LARGEST_LIST = 4 * 1024 * 1024
_PIECE = 1024 * 1024
_NUMBER = re.compile(r"\.(\d{3,4})")


class OpenBundle(NamedTuple):
    """A ZIP to read from, and the path that it has, or would have if it were whole."""

    zip_path: Path
    file: BinaryIO


def volume_name(zip_name: str, number: int) -> str:
    """Return what volume `number`, counted from 1, is called."""
    return f"{zip_name}.{number:03d}"


@contextmanager
def open_bundle(path: Path, faults: Faults) -> Iterator[OpenBundle | None]:
    """Open the ZIP at `path`, or the volumes that it is one of; None where some are missing or damaged."""
    zip_path = _whole(path)
    if zip_path == path and path.exists():
        with path.open("rb") as file:
            yield OpenBundle(zip_path, file)
        return
    volumes = _volumes(zip_path, faults)
    if not volumes:
        yield None
        return
    with io.BufferedReader(_Joined(volumes), _PIECE) as joined:
        yield OpenBundle(zip_path, cast(BinaryIO, joined))


def _whole(path: Path) -> Path:
    """Return the path of the whole ZIP, `path` itself where it is neither a volume nor a list."""
    is_part = path.suffix == LIST_ENDING or _NUMBER.fullmatch(path.suffix)
    return path.with_suffix("") if is_part and path.stem else path


def _volumes(zip_path: Path, faults: Faults) -> list[Path]:
    """Return the volumes in their order; none, with the reason in `faults`, where they are not all sound."""
    hashes = _listed(zip_path, faults)
    if hashes is None:
        return []
    count = max([*hashes, _highest(zip_path)], default=0)
    if not count:
        raise FileNotFoundError(2, "No such file", str(zip_path))
    paths = [zip_path.with_name(volume_name(zip_path.name, number)) for number in range(1, count + 1)]
    is_whole = True
    for number, volume in enumerate(paths, 1):
        if not volume.is_file():
            faults.add("volume_missing", volume.name)
        elif number in hashes and _hash_of(volume) != hashes[number]:
            faults.add("volume_damaged", volume.name)
        else:
            continue
        is_whole = False
    return paths if is_whole else []


def _listed(zip_path: Path, faults: Faults) -> dict[int, str] | None:
    """Return the hashes that the list has, none without one; None where it cannot be read."""
    path = zip_path.with_name(zip_path.name + LIST_ENDING)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_LIST + 1)
    except FileNotFoundError:
        return {}
    try:
        if len(content) > _LARGEST_LIST:
            raise ValueError
        entries = read_manifest(content)
    except ValueError:
        faults.add("bad_volume_list", path.name)
        return None
    numbers = ((_number(entry.path, zip_path.name), entry.sha256) for entry in entries)
    return {number: sha256 for number, sha256 in numbers if number}


def _highest(zip_path: Path) -> int:
    """Return the highest number of a volume beside this path, 0 without any."""
    if not zip_path.parent.is_dir():
        return 0
    return max((_number(path.name, zip_path.name) for path in zip_path.parent.iterdir()), default=0)


def _number(name: str, zip_name: str) -> int:
    """Return which volume a file is, 0 if it is none."""
    match = _NUMBER.fullmatch(name[len(zip_name) :]) if name.startswith(zip_name) else None
    return int(match[1]) if match else 0


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


class _Joined(io.RawIOBase):
    """Files one after the other, as one file to read and seek in; one of them is open at a time."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        self._starts = [0]
        for path in paths:
            self._starts.append(self._starts[-1] + path.stat().st_size)
        self._at = 0
        self._current: tuple[int, BinaryIO] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._starts[-1]}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        number = next((n for n in range(len(self._paths)) if self._at < self._starts[n + 1]), None)
        if number is None:
            return 0
        file = self._opened(number)
        file.seek(self._at - self._starts[number])
        piece = file.read(min(len(buffer), self._starts[number + 1] - self._at))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _opened(self, number: int) -> BinaryIO:
        if self._current is None or self._current[0] != number:
            self._let_go()
            self._current = (number, self._paths[number].open("rb"))
        return self._current[1]

    def _let_go(self) -> None:
        if self._current is not None:
            self._current[1].close()
            self._current = None

    def close(self) -> None:
        self._let_go()
        super().close()
