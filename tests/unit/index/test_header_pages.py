"""Heads set on a page: type, number, issuer in any spacing are read back, typed or recognised."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.header import SURE, Header, PageWords, parse_header
from index.header.places import CITIES, PROVINCES
from index.header.types import BEFORE_2020, FROM_2020, LEGAL
from tests.documents import vietnamese_date
from tests.unit.index.heads import Head, SeenLine, set_line

LETTER = Head(
    issuer=("UBND TỈNH AN GIANG", "SỞ NỘI VỤ"),
    number="Số: 448/SNV-CCHC",
    regarding=("V/v rà soát thủ tục hành chính", "ngày 14 tháng 6 của các sở,", "trên địa bàn tỉnh"),
    below=("Kính gửi: Các sở, ban, ngành.",),
)


def values(page: PageWords) -> dict[str, str | None]:
    """Return the bare values."""
    return {name: field["value"] for name, field in parse_header([page]).to_json().items()}


CODES = {**BEFORE_2020, **FROM_2020, **LEGAL}
AMBIGUOUS_TITLES = {"CN", "BN", "L"}  # their titles stand in other words too
TYPES = st.sampled_from(sorted(set(CODES) - AMBIGUOUS_TITLES))
BODIES = st.sampled_from(["UBND", "SNV", "STTTT", "SKHĐT", "VPUBND", "BNV", "TTr"])
PLACES = st.sampled_from([*PROVINCES, *CITIES])
DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))
SPACES = st.sampled_from(["", " "])
LEADS = st.sampled_from(["Số:", "Số :", "Số", "SỐ:", "Số: "])


@st.composite
def typed_heads(draw: st.DrawFn) -> tuple[Head, dict[str, str | None]]:
    """Make a head and what it says."""
    code, number = draw(TYPES), draw(st.integers(1, 9999))
    symbol = f"{code}-{draw(BODIES)}"
    year = f"/{draw(st.integers(1990, 2035))}" if code in LEGAL else ""
    place, day = draw(PLACES), draw(DAYS)
    level = "thành phố" if place in CITIES else "tỉnh"
    gap, dash = draw(SPACES), draw(st.sampled_from(["-", "- ", " - "]))
    head = Head(
        issuer=("ỦY BAN NHÂN DÂN", f"{level} {place}".upper()),
        number=f"{draw(LEADS)} {number}{year}{gap}/{symbol.replace('-', dash)}",
        day=vietnamese_date(day, place),
        below=(CODES[code].upper(), "Về việc thực hiện nhiệm vụ cải cách hành chính"),
    )
    return head, {
        "doc_type": CODES[code],
        "number": f"{number}{year}/{symbol}",
        "issued_on": day.isoformat(),
        "issuer": f"Ủy ban nhân dân {level} {place}",
        "subject": "Về việc thực hiện nhiệm vụ cải cách hành chính",
        "signatory": None,
    }


@given(typed_heads())
def test_what_a_typed_page_says_is_read_back(case):
    head, expected = case
    assert values(head.typed()) == expected


@given(typed_heads(), st.floats(-0.02, 0.02))
def test_what_two_readers_of_a_sloping_scan_agree_on_is_read_back(case, slope):
    head, expected = case
    seen = head.number.replace("ố", "o").replace("Ố", "O")
    header = parse_header([head.recognised(seen, head.day, slope=slope)])
    assert header.number.value == expected["number"]
    assert header.issued_on.value == expected["issued_on"]
    assert header.issuer.value == expected["issuer"]
    assert header.doc_type.value == expected["doc_type"]
    assert min(header.number.confidence, header.issued_on.confidence) >= SURE


def test_a_party_document_has_its_partys_name_for_a_motto():
    head = Head(
        issuer=("TỈNH ỦY AN GIANG", "*"),
        motto=("ĐẢNG CỘNG SẢN VIỆT NAM",),
        number="Số 39-NQ/TU",
        below=("NGHỊ QUYẾT", "về tinh giản biên chế và cơ cấu lại đội ngũ"),
    )
    assert values(head.typed()) == {
        "doc_type": "Nghị quyết",
        "number": "39-NQ/TU",
        "issued_on": "2017-07-14",
        "issuer": "Tỉnh ủy An Giang",
        "subject": "về tinh giản biên chế và cơ cấu lại đội ngũ",
        "signatory": None,
    }


def test_an_official_letter_keeps_every_line_of_its_subject():
    for page in (LETTER.typed(), LETTER.recognised("S:448/SNV-CCHC")):
        header = parse_header([page])
        assert header.doc_type.value == "Công văn"
        assert header.number.value == "448/SNV-CCHC"
        assert header.subject.value == (
            "V/v rà soát thủ tục hành chính ngày 14 tháng 6 của các sở, trên địa bàn tỉnh"
        )


@pytest.mark.parametrize("code", ["SY", "TrS", "SL"])
def test_a_copy_bears_its_own_number(code):
    head = Head(number=f"Số: 12/{code}-VPUBND", below=("SAO Y", "Căn cứ bản chính"))
    assert parse_header([head.typed()]).number.value == f"12/{code}-VPUBND"


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        ("Só:2.Jđ2/KH-UBND", "Sô:2193/KH-UBND", "2193/KH-UBND"),  # handwriting: the second reader knows it
        ("Số: 4# 5 /QĐÐ-UBND", "S:125/QD-UBND", "125/QĐ-UBND"),
        ("Số: J4 J#GM-UBND", "S: 147GM-UBND", "147/GM-UBND"),  # the slash is lost
        ("Số: 22 /KH-UBND", "S:2M9 /KH-UBND", "2119/KH-UBND"),  # 11 is taken for M
        ("Số: 3 /KH-UBND", "S:226A/ KH-UBND", "2264/KH-UBND"),  # 4 is taken for A
        ("Sóz2/.2s../KH-UBND", "S:21.9.2../KH-UBND", "2192/KH-UBND"),  # written on dots
        ("11/KH-UBND", "S: 11 /KH-UBND", "11/KH-UBND"),  # "Số" is lost
    ],
)
def test_the_number_of_a_scan_is_mended(first, second, number):
    read = parse_header([Head(number=first).recognised(second)]).number
    assert read.value == number


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Số: /KH-UBND", "S: /KH-UBND"),
        ("Số: ....../KH-UBND", "S:...../KH-UBND"),
        ("Số: ?# /KH-UBND", "S: /KH-UBND"),
    ],
)
def test_a_blank_number_of_a_scan_stays_empty_but_names_the_type(first, second):
    header = parse_header([Head(number=first, below=()).recognised(second)])
    assert header.number.value is None
    assert header.doc_type.value == "Kế hoạch"


def test_readers_that_disagree_make_no_sure_field():
    page = Head(number="Số: 418/KH-UBND").recognised("S:416/KH-UBND", "An Giang, ngày 19 tháng 7 năm 2017")
    header = parse_header([page])
    assert header.number.value == "416/KH-UBND"
    assert max(header.number.confidence, header.issued_on.confidence) < SURE


def test_one_reader_alone_makes_no_sure_number():
    header = parse_header([Head().recognised()])
    assert (header.number.value, header.issued_on.value) == ("416/KH-UBND", "2017-07-14")
    assert max(header.number.confidence, header.issued_on.confidence) < SURE


@pytest.mark.parametrize(
    ("seen", "day"),
    [
        ("An Giang, ngày 46 tháng 7 năm 2017", "2017-07-16"),  # a written 1 is taken for 4
        ("An Giang, ngày 34 tháng 5 năm 2017", "2017-05-31"),
        ("An Giang, ngày 09 tháng 14 năm 2017", "2017-11-09"),
        ("An Giang, ngày2O tháng 10 năm 2017", "2017-10-20"),
        ("An Giang, ngày 99 tháng 10 năm 2017", None),
        ("An Giang, ngày tháng 10 năm 2017", None),
    ],
)
def test_a_date_that_breaks_a_law_is_mended_or_dropped_and_never_sure(seen, day):
    page = Head(day="An Giang, ngày Ð tháng Ä năm 2017").recognised("S:416/KH-UBND", seen)
    read = parse_header([page]).issued_on
    assert read.value == day
    assert read.confidence < SURE


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (("UBND TỈNH KIÊN GIANG", "SỞ Y TÉ"), "Sở Y tế tỉnh Kiên Giang"),
        (("UBND TỈNH KIÊN, GIANG:", '_Ð SỚYTÉ "'), "Sở Y tế tỉnh Kiên Giang"),
        (("ỦY BAN NHÂN DÂN", "THÀNH PHÓ CÀN THƠ"), "Ủy ban nhân dân thành phố Cần Thơ"),
        (("SỞ Y TẾ KIÊN GIANG", "THANH TRA"), "Thanh tra Sở Y tế Kiên Giang"),
        (("BỘ LAO ĐỘNG - THƯƠNG BINH", "VÀ XÃ HỌI"), "Bộ Lao động - Thương binh và Xã hội"),
    ],
)
def test_the_issuer_of_a_scan_is_written_as_it_should_be(lines, issuer):
    assert parse_header([Head(issuer=lines).recognised()]).issuer.value == issuer


def test_a_name_that_could_be_several_provinces_is_not_sure():
    read = parse_header(
        [Head(issuer=("UBND TỈNH GIANG",), day="ngày 14 tháng 7 năm 2017").recognised()]
    ).issuer
    assert read.confidence < SURE


def test_stamps_and_dust_around_the_title_are_passed_over():
    page = Head().recognised("S:416/KH-UBND")
    dust = set_line("ĐẾN Số:.....", 0.12, 0.2) + set_line("gà", 0.13, 0.215) + set_line("|", 0.9, 0.2)
    words = (*page.words, *dust)
    header = parse_header([replace(page, words=words, confidences=(0.9,) * len(words))])
    assert header.doc_type.value == "Kế hoạch"
    assert header.subject.value == "Nâng cao Chỉ số cải cách hành chính năm 2017"


def test_every_box_lies_around_what_was_read():
    page = Head().typed()
    header = parse_header([page])
    for field in (header.number, header.issued_on, header.issuer, header.subject, header.doc_type):
        assert field.box is not None
        assert 0 <= field.box[0] < field.box[2] <= 1
        assert 0 <= field.box[1] < field.box[3] <= 1
        inside = [word for word in page.words if word.x0 >= field.box[0] and word.y1 <= field.box[3]]
        assert inside


JUNK = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x1EF9), max_size=10)


@settings(max_examples=60)
@given(st.lists(JUNK, max_size=4), st.lists(JUNK, max_size=3), st.floats(-0.1, 0.1))
def test_a_scan_full_of_junk_makes_nothing_raise_and_the_same_twice(junk, seen, slope):
    head = Head(issuer=tuple(junk), number=" ".join(junk), below=tuple(seen))
    page = head.recognised(*seen, slope=slope)
    lines = tuple(SeenLine(text, (0.1, 0.1, 0.4, 0.2)) for text in seen)
    page = replace(page, second_lines=page.second_lines + lines)
    header = parse_header([page])
    assert header == parse_header([page])
    assert Header.from_json(header.to_json()) == header
