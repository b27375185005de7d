"""Vietnamese text from before Unicode: TCVN3 (.VnTime) and VNI, recognised and converted."""

from index.encodings.conversion import Converted, to_unicode
from index.encodings.fonts import LegacyFont, legacy_font
from index.encodings.recognition import is_modern, recognise
from index.encodings.tables import LegacyEncoding, decode

__all__ = [
    "Converted",
    "LegacyEncoding",
    "LegacyFont",
    "decode",
    "is_modern",
    "legacy_font",
    "recognise",
    "to_unicode",
]
