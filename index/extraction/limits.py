"""What one file may cost."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one reading: wall time, address space, pages, pixels of a picture, bytes handed back.

    `depth` is how many files may stand one inside another.

    `page_seconds` is the wall time for recognising one page: a long scan takes as long as it takes.
    """

    seconds: float = 180.0
    memory_bytes: int = 1536 * MEGABYTE
    page_seconds: float = 90.0
    pages: int = 2_000
    pixels: int = 100_000_000
    output_bytes: int = 64 * MEGABYTE
    depth: int = 3
