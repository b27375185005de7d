"""Office files as pages: a PDF that LibreOffice makes of them, where it is installed."""

from index.renditions.completeness import shows_all
from index.renditions.launcher import RenditionLimits
from index.renditions.renderer import Renderer, RenditionFailed, find_office

__all__ = [
    "Renderer",
    "RenditionFailed",
    "RenditionLimits",
    "find_office",
    "shows_all",
]
