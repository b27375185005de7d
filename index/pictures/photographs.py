"""A picture on its way into a document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.media.kinds import MediaType


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture's file, its kind, and the name that its original keeps."""

    path: Path
    media_type: MediaType
    name: str
