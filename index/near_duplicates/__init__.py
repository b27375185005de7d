"""Texts that are nearly the same: another scan, a copy read with errors, last year's report once more."""

from typing import TYPE_CHECKING

from index.late_names import late_names

if TYPE_CHECKING:
    from index.near_duplicates.comparing import likeness
    from index.near_duplicates.sketch import CANDIDATE, DOUBLE, Sketch, sketch_of

__all__ = ["CANDIDATE", "DOUBLE", "Sketch", "likeness", "sketch_of"]

__getattr__ = late_names(
    __name__,
    {
        "CANDIDATE": "sketch",
        "DOUBLE": "sketch",
        "Sketch": "sketch",
        "likeness": "comparing",
        "sketch_of": "sketch",
    },
)
