"""Old encodings: nothing makes conversion fail, and Unicode is never harmed."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from index.encodings import LegacyEncoding, decode, to_unicode
from tests.fuzz.target import Target
from tests.unit.index.old_encodings import encode, spelt
from tests.unit.index.vietnamese import vietnamese_texts

_BODY = "cộng hòa xã hội chủ nghĩa việt nam\nđộc lập - tự do - hạnh phúc\nbáo cáo kết quả thực hiện cải cách"
_FONTS = st.sampled_from(["", ".VnTime", ".VnTimeH", "ABCDEF+VNI-Times", "Arial"])


def _check_anything(drawn: tuple[str, list[str]]) -> None:
    text, fonts = drawn
    converted = to_unicode(text, fonts)
    assert converted is None or len(converted.text.split("\n")) == len(text.split("\n"))
    for encoding in LegacyEncoding:
        shown = decode(text, encoding)
        assert unicodedata.is_normalized("NFC", shown)


def _check_vietnamese(text: str) -> None:
    written = unicodedata.normalize("NFC", text)
    assert to_unicode(f"{_BODY}\n{written}") is None
    assert decode(encode(written, LegacyEncoding.VNI), LegacyEncoding.VNI) == written
    small = written.lower()
    assert decode(encode(small, LegacyEncoding.TCVN3), LegacyEncoding.TCVN3) == small
    for encoding in LegacyEncoding:
        converted = to_unicode(encode(f"{_BODY}\n{spelt(text)}", encoding))
        assert converted is not None
        assert converted.encoding is encoding
        assert converted.text.startswith(_BODY)


_latin = st.text(st.characters(max_codepoint=0x1FF), max_size=400)
ENCODINGS = Target(
    "old encodings", st.tuples(_latin | st.text(max_size=400), st.lists(_FONTS, max_size=3)), _check_anything
)
UNICODE = Target("Vietnamese in old encodings", vietnamese_texts(), _check_vietnamese)
