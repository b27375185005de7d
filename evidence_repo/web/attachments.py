"""The name under which a browser saves an answer (RFC 6266, RFC 8187)."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from index.media.names import clean_file_name

_UNRESERVED = "!#$&+-.^_`|~"
"""What RFC 8187 lets stand in an encoded value beside letters and digits."""
_UNQUOTABLE = str.maketrans({'"': "", "\\": "", "%": ""})
_PLAIN_D = str.maketrans({"đ": "d", "Đ": "D"})


def attachment(file_name: str) -> str:
    """Return the `Content-Disposition` for an answer to be saved under `file_name`, which may be any text.

    The value is ASCII: a name that is not stands percent-encoded in `filename*`, and without its diacritics
    in `filename` for whoever does not read the other.
    """
    name = clean_file_name(file_name)
    plain = _without_diacritics(name)
    value = f'attachment; filename="{plain}"'
    return value if plain == name else f"{value}; filename*=UTF-8''{quote(name, safe=_UNRESERVED)}"


def _without_diacritics(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.translate(_PLAIN_D))
    plain = decomposed.encode("ascii", "ignore").decode().translate(_UNQUOTABLE)
    stem, dot, ending = " ".join(plain.split()).rpartition(".")
    return f"{stem.strip() or 'tai-lieu'}{dot}{ending}" if dot else ending or "tai-lieu"
