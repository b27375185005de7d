"""Old encodings become Unicode, and Unicode is never harmed.

The tables are checked against two implementations that share nothing with ours: TCVN3 against glibc's
`iconv -f TCVN5712-1`, VNI against the list of codes in xvnkb 0.2 (`vni.h`, Dao Hai Lam 2002), of which a
fingerprint stands here.
"""

import hashlib
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encodings import LegacyEncoding, LegacyFont, decode, legacy_font, recognise, to_unicode
from tests.unit.index.old_encodings import TCVN3_CODES, VNI_CODES, encode, spelt
from tests.unit.index.vietnamese import vietnamese_texts

TCVN3, VNI = LegacyEncoding.TCVN3, LegacyEncoding.VNI
PAGE = """Cộng hòa xã hội chủ nghĩa Việt Nam
Độc lập - Tự do - Hạnh phúc
Số: 683/BC-SNV, ngày 20 tháng 11 năm 2017
Báo cáo kết quả thực hiện công tác cải cách hành chính: ưu điểm, thiếu sót, kỹ năng, ý kiến"""
XVNKB_LIST = "18b19f46b1aafa2bd1ce87cffa152f3f4d1dc9c53c189322dacb881968b1ce8d"

UNICODE_PAGES = [
    PAGE,
    unicodedata.normalize("NFD", PAGE),
    "Các tài sản và thông tin có giá: là, và, thì, mà, cho chín",
    "Où est l'été ? Déjà là, né à côté de très élevés châteaux, où la forêt dûment gérée brûle.",
    "Für größere Übungen müssen Schüler höhere Gebühren zahlen; das heißt: früher üben.",
    "El niño soñó que mañana habría más días; ¿será él quien llegó allí? ¡Sí!",
    "§ 5 © 2017 ® 3 µm ± 20° ½ × 7 ÷ 2 « trích » £5 ¥7",
    "Smørrebrød på gården så vi også åbne søer",
    "English text with a naïve café, a façade and a résumé",
    "thong throng bØ, throng sat nOi dia cho hoc sinh\nkhong lai xe khi dã uOng phoi hop vâi chinh quyen",
    "",
]


@given(st.sampled_from(sorted(TCVN3_CODES)))
def test_the_codes_of_tcvn3_are_those_of_glibc(letter):
    told = subprocess.run(
        ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"],
        input=TCVN3_CODES[letter],
        capture_output=True,
        check=True,
    )
    assert unicodedata.normalize("NFC", told.stdout.decode()) == letter


def test_tcvn3_has_every_small_letter_and_every_capital_without_tone():
    marked = {letter for letter in VNI_CODES if not letter.isascii()}
    small = {letter for letter in marked if letter.islower()}
    assert set(TCVN3_CODES) == small | set("ĂÂÊÔƠƯĐ")


def test_the_codes_of_vni_are_those_of_xvnkb():
    listed = sorted(f"{letter} {codes.hex()}" for letter, codes in VNI_CODES.items())
    assert hashlib.sha256("\n".join(listed).encode()).hexdigest() == XVNKB_LIST


@given(vietnamese_texts())
def test_what_was_written_in_vni_comes_back(text):
    written = unicodedata.normalize("NFC", text)
    assert decode(encode(written, VNI), VNI) == written


@given(vietnamese_texts())
def test_what_was_written_in_tcvn3_comes_back(text):
    written = unicodedata.normalize("NFC", text).lower()
    assert decode(encode(written, TCVN3), TCVN3) == written
    assert decode(encode(written, TCVN3), TCVN3, capitals=True) == written.upper()


@given(vietnamese_texts(), st.sampled_from(LegacyEncoding))
def test_a_page_in_an_old_encoding_is_recognised_and_converted(text, encoding):
    written = f"{PAGE.lower()}\n{spelt(text)}"
    converted = to_unicode(encode(written, encoding))
    assert converted is not None
    assert converted.encoding is encoding
    assert converted.text.startswith(PAGE.lower())


@given(vietnamese_texts())
def test_vietnamese_in_unicode_is_left_alone(text):
    assert to_unicode(f"{PAGE}\n{text}") is None
    assert to_unicode(unicodedata.normalize("NFD", f"{PAGE}\n{text}")) is None


@pytest.mark.parametrize("text", UNICODE_PAGES)
def test_other_text_is_left_alone(text):
    assert to_unicode(text) is None
    assert to_unicode(text, ["Times New Roman"]) is None


@pytest.mark.parametrize("text", [PAGE, unicodedata.normalize("NFD", PAGE), "Các tài sản và thông tin"])
@pytest.mark.parametrize("font", [".VnTime", "VNI-Times"])
def test_vietnamese_in_unicode_stays_in_an_old_font(text, font):
    assert to_unicode(text, (font,)) is None


@given(st.text(max_size=300))
def test_nothing_makes_recognition_fail(text):
    for fonts in ((), (".VnTimeH",), ("VNI-Times",)):
        recognise(text, fonts)
    to_unicode(text)
    for encoding in LegacyEncoding:
        assert unicodedata.is_normalized("NFC", decode(text, encoding))


def test_one_word_is_enough_where_the_font_tells():
    assert recognise("C¸c") is None
    assert recognise("C¸c", ["ABCDEF+.VnTime,Bold"]) is TCVN3
    assert recognise("Caùc", ["VNI-Times"]) is VNI


def test_a_heading_typed_in_capitals_is_read_in_capitals():
    heading = "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM\n§éc lËp - Tù do - H¹nh phóc"
    assert to_unicode(heading).text == "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


def test_lines_in_unicode_stay_beside_old_ones():
    old = encode(PAGE.lower(), TCVN3)
    mixed = f"Sở Nội vụ tỉnh An Giang\n{old}\nDéjà là, été"
    lines = to_unicode(mixed).text.split("\n")
    assert (lines[0], lines[1], lines[-1]) == (
        "Sở Nội vụ tỉnh An Giang",
        "cộng hòa xã hội chủ nghĩa việt nam",
        "Déjà là, été",
    )


def test_codes_in_the_area_of_symbol_fonts_are_read():
    symbols = "".join(chr(0xF000 + ord(sign)) if ord(sign) > 0xA0 else sign for sign in "C¶i c¸ch hµnh chÝnh")
    assert to_unicode(symbols).text == "Cải cách hành chính"


@pytest.mark.parametrize(
    ("name", "font"),
    [
        (".VnTime", LegacyFont(TCVN3)),
        (".VnTimeH", LegacyFont(TCVN3, capitals=True)),
        ("ABCDEF+.VnArialH,BoldItalic", LegacyFont(TCVN3, capitals=True)),
        ("#2EVnTime-Bold", LegacyFont(TCVN3)),
        (".Vn3DH", LegacyFont(TCVN3, capitals=True)),
        ("VNI-Times", LegacyFont(VNI)),
        ("XYZABC+VNI-Helve-Condense", LegacyFont(VNI)),
        ("VNI Times", LegacyFont(VNI)),
        ("Times New Roman", None),
        ("PVNYHN+TimesNewRomanPSMT", None),
        ("Vnukovo", None),
        ("", None),
    ],
)
def test_the_name_of_a_font_tells_the_encoding(name, font):
    assert legacy_font(name) == font
