"""What an archive may cost, those inside it included."""

from __future__ import annotations

from dataclasses import dataclass, field

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Files in all, bytes in all once unpacked, how often larger than packed, archives within archives.

    Small archives may be packed as tightly as they like: text of `always_bytes` costs nothing.
    """

    files: int = 400
    unpacked_bytes: int = 2000 * MEGABYTE
    ratio: int = 100
    always_bytes: int = 50 * MEGABYTE
    depth: int = 2


@dataclass(slots=True)
class Budget:
    """What is left of the limits while one archive and those inside it are unpacked."""

    limits: ArchiveLimits = field(default_factory=ArchiveLimits)
    files: int = 0
    unpacked_bytes: int = 0

    def has_room_for(self, files: int, unpacked_bytes: int) -> bool:
        """Return whether so much more may come."""
        within_files = self.files + files <= self.limits.files
        return within_files and self.unpacked_bytes + unpacked_bytes <= self.limits.unpacked_bytes

    def take(self, files: int, unpacked_bytes: int) -> None:
        """Note that so much has come."""
        self.files += files
        self.unpacked_bytes += unpacked_bytes
