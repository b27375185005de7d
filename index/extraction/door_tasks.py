"""What the confined process does with a file that has just arrived: tell its kind, look into an archive."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from index.archives import ArchiveLimits, ArchiveRefused, Budget, Member, MemberFault, members, open_member
from index.extraction.channel import send_json, send_message
from index.extraction.limits import Limits
from index.media.detection import MediaTypeNotAllowed, detect_media_type

_PIECE = 1 << 20


def detect(channel: socket.socket, limits: Limits, path: Path) -> None:
    """Send the file's kind, or what it seems to be where it is not accepted."""
    try:
        send_json(channel, {"kind": detect_media_type(path).value})
    except MediaTypeNotAllowed as error:
        send_json(channel, {"not_allowed": error.detected})


def list_members(
    channel: socket.socket, limits: Limits, path: Path, archive: dict[str, Any], used: list[int], depth: int
) -> None:
    """Send the files of an archive, or why nothing of it is taken."""
    budget = Budget(ArchiveLimits(**archive), *used)
    try:
        found = members(path, budget, depth)
    except ArchiveRefused as error:
        send_json(channel, {"refusal": error.refusal.value})
    else:
        send_json(channel, {"members": [[each.index, each.name, each.size] for each in found]})


def send_member(channel: socket.socket, limits: Limits, path: Path, member: list[Any]) -> None:
    """Send one file of an archive in pieces, the last one empty; then what was wrong with it, if anything."""
    try:
        with open_member(path, Member(*member)) as stream:
            while piece := stream.read(_PIECE):
                send_message(channel, piece)
    except MemberFault as error:
        send_message(channel, b"")
        send_json(channel, {"refusal": error.refusal.value})
    else:
        send_message(channel, b"")
        send_json(channel, {})
