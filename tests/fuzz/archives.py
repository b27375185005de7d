"""Archives: whatever is in them, each is refused or gives its files within the limits."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from index.archives import ArchiveLimits, ArchiveRefused, Budget, MemberFault, members, open_member
from index.media import clean_file_name
from tests.archives import packed
from tests.fuzz.target import Target, damaged

_LIMITS = ArchiveLimits(files=20, unpacked_bytes=100_000, always_bytes=50_000)
_FILES = {"hồ sơ/báo cáo.txt": b"abc" * 400, "b.zip": packed({"c.txt": b"d" * 90}), "../../e": b"", "f/": b""}


def _check(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(data)
        budget = Budget(_LIMITS)
        try:
            found = members(path, budget)
        except ArchiveRefused:
            return
        assert len(found) <= _LIMITS.files
        sizes = [_size(path, member) for member in found]
        assert sum(sizes) <= _LIMITS.unpacked_bytes
        assert [each.name for each in Path(folder).iterdir()] == ["a.zip"]
        for member in found:
            assert "/" not in clean_file_name(member.name)


def _size(path: Path, member: object) -> int:
    try:
        with open_member(path, member) as stream:  # type: ignore[arg-type]  # what `members` returned
            return len(stream.read())
    except MemberFault:
        return 0


ARCHIVES = Target("archives", damaged(packed(_FILES)) | damaged(packed(_FILES, zipfile.ZIP_STORED)), _check)
