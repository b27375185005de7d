"""What a person sent, file by file: an archive is unpacked, and each file in it passes the ordinary door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.services.documents.spooling import HashingSpool, SpooledFile
from evidence_repo.words import N_
from index.archives import (
    ArchiveLimits,
    ArchiveRefused,
    Budget,
    Member,
    MemberFault,
    Refusal,
)
from index.media import clean_file_name

if TYPE_CHECKING:
    from index.extraction import Sandbox

_MEGABYTE = 1024 * 1024
_CHECK_IT = N_("Check the file on your computer, then upload it again.")
_UPLOAD_UNPACKED = N_("Unpack it on your computer and upload the files themselves.")
_SENTENCES = {
    Refusal.DAMAGED: (N_("“%(name)s” is damaged and cannot be unpacked."), _CHECK_IT),
    Refusal.ENCRYPTED: (
        N_("“%(name)s” is protected by a password."),
        N_("Save a copy without the password, then upload that one."),
    ),
    Refusal.EMPTY: (N_("The archive “%(name)s” has no files in it."), _CHECK_IT),
    Refusal.TOO_MANY: (
        N_("The archive “%(name)s” has more than %(files)s files."),
        N_("Split it into several archives, then upload them one by one."),
    ),
    Refusal.TOO_LARGE: (
        N_("Unpacked, the archive “%(name)s” is larger than %(megabytes)s MB."),
        N_("Split it into several archives, then upload them one by one."),
    ),
    Refusal.BOMB: (
        N_(
            "Unpacked, the archive “%(name)s” would be more than %(ratio)s times as large; it was not opened."
        ),
        _UPLOAD_UNPACKED,
    ),
    Refusal.TOO_DEEP: (
        N_("The archive “%(name)s” lies too deep inside other archives; it was not opened."),
        _UPLOAD_UNPACKED,
    ),
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file of what was sent, under the name that the person knows: accepted, or refused with a reason."""

    name: str
    spooled: SpooledFile | None = None
    error: EvidenceError | None = None


@dataclass(frozen=True, slots=True)
class ArchiveDoor:
    """Where files are spooled, how large each may be, and what an archive may cost."""

    folder: Path
    limit: int
    sandbox: Sandbox
    limits: ArchiveLimits = field(default_factory=ArchiveLimits)

    def arrivals(self, spool: HashingSpool, name: str) -> Iterator[Arrival]:
        """Yield the spooled file, or each file of the archive that it is; the spool is used up.

        A file that is refused does not keep the next ones out.
        """
        yield from self._arrivals(spool, name, Budget(self.limits), 0)

    def _arrivals(self, spool: HashingSpool, name: str, budget: Budget, depth: int) -> Iterator[Arrival]:
        archive = spool.archive
        if archive is None:
            yield _at_the_door(spool, name)
            return
        try:
            for member in self.sandbox.members(archive, budget, depth):
                yield from self._unpacked(archive, member, budget, depth)
        except ArchiveRefused as error:
            yield Arrival(name, error=self._error(error.refusal, name))
        finally:
            spool.close()

    def _unpacked(self, archive: Path, member: Member, budget: Budget, depth: int) -> Iterator[Arrival]:
        inner = HashingSpool(self.folder, self.limit, self.sandbox.media_type)
        try:
            for piece in self.sandbox.pieces_of_member(archive, member):
                inner.write(piece)
        except MemberFault as error:
            inner.close()
            yield Arrival(member.name, error=self._error(error.refusal, member.name))
            return
        yield from self._arrivals(inner, member.name, budget, depth + 1)

    def _error(self, refusal: Refusal, name: str) -> BadInput:
        message, advice = _SENTENCES[refusal]
        params = {
            "files": self.limits.files,
            "megabytes": self.limits.unpacked_bytes // _MEGABYTE,
            "ratio": self.limits.ratio,
        }
        wanted = {key: value for key, value in params.items() if f"%({key})s" in message}
        code = f"archive_{refusal.value}"
        return BadInput(
            message, field="files", code=code, advice=advice, name=clean_file_name(name), **wanted
        )


def _at_the_door(spool: HashingSpool, name: str) -> Arrival:
    try:
        return Arrival(name, spool.finish(name))
    except EvidenceError as error:
        return Arrival(name, error=error)
