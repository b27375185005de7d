"""Office files as pages: a PDF that LibreOffice makes of them, where it is installed."""

from index.renditions.launcher import RenditionLimits
from index.renditions.renderer import RENDERED, Renderer, RenditionFailed, find_office

__all__ = ["RENDERED", "Renderer", "RenditionFailed", "RenditionLimits", "find_office"]
