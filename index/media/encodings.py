"""How a plain text file is encoded."""

import codecs

from index.media.source import Source, opened

_CHUNK = 1 << 20
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LEGACY = "windows-1258"


def guess_encoding(source: Source, *, legacy: bool = True) -> str | None:
    """Return the encoding that decodes the whole file as text without NUL characters, or None.

    UTF-16 counts only with its mark. `legacy` allows Windows' old Vietnamese code page as a last resort.
    """
    with opened(source) as file:
        marked = file.read(2) in _UTF_16_MARKS
    candidates = ("utf-16",) if marked else ("utf-8-sig", LEGACY) if legacy else ("utf-8-sig",)
    return next((encoding for encoding in candidates if _decodes(source, encoding)), None)


def _decodes(source: Source, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with opened(source) as file:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
