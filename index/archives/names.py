"""The names of the files in an archive, whatever the machine that packed it wrote them in."""

from __future__ import annotations

import re
from zipfile import ZipInfo

from index.media.names import decoded_name
from index.text import compose

_UTF_8_FLAG = 0x800
# What operating systems and office programs leave behind; nobody means to hand it in.
_HOUSEKEEPING = re.compile(r"(^|/)(__MACOSX/|\.[^./]|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_OLD_CODE_PAGES = ("cp437", "cp1258", "cp1252")


def shown_name(info: ZipInfo) -> str:
    """Return the path of a file inside its archive, in NFC, with forward slashes.

    Programs of Vietnam write names in UTF-8 without saying so, or in Windows' code pages; what gives most
    Vietnamese syllables is what was meant.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF_8_FLAG and not name.isascii():
        name = decoded_name(name.encode("cp437"), _OLD_CODE_PAGES)
    return compose(name).replace("\\", "/").split("\0")[0]


def is_housekeeping(name: str) -> bool:
    """Return whether a program left the file (`.DS_Store`, `~$…`, `Thumbs.db`), not a person."""
    return _HOUSEKEEPING.search(name) is not None
