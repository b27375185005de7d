"""Texts that are nearly the same: another scan, a copy read with errors, last year's report once more."""

from index.near_duplicates.likeness import DOUBLE, likeness
from index.near_duplicates.sketch import CANDIDATE, Sketch, sketch_of

__all__ = ["CANDIDATE", "DOUBLE", "Sketch", "likeness", "sketch_of"]
