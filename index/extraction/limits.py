"""What one file may cost."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one reading: wall time, address space, pages, pixels of a picture, bytes handed back."""

    seconds: float = 180.0
    memory_bytes: int = 1536 * MEGABYTE
    pages: int = 2_000
    pixels: int = 100_000_000
    output_bytes: int = 64 * MEGABYTE
