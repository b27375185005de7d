"""ZIP archives that somebody else packed: their files one by one, within limits, under names fit to show."""

from index.archives.limits import ArchiveLimits, Budget
from index.archives.unpacking import ArchiveRefused, Member, MemberFault, Refusal, members, open_member

__all__ = [
    "ArchiveLimits",
    "ArchiveRefused",
    "Budget",
    "Member",
    "MemberFault",
    "Refusal",
    "members",
    "open_member",
]
