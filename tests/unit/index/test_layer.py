"""Which text layers are the page's text, and how two readers are compared."""

import pytest

from index.extraction.layer import Layer, Look, judge_layer
from index.extraction.readers.agreement import agree
from index.extraction.readers.stamped import closed_up

VIETNAMESE = "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành báo cáo kết quả cải cách hành chính năm 2017. " * 5
STAMP = "Người ký: Sở Nội vụ tỉnh An Giang, cơ quan: Tỉnh An Giang, thời gian ký: 20.11.2017 08:00:00, lý do"
FOREIGN = "UBND THANH PHO DA NANG CONG Hcok xA HQI CHiJ NGHiA VIVT NAM SO GIAO DVC vA DA TAO Dc lp Hph " * 3
ENGLISH = "The committee read the report of the department and asks for evidence before it decides. " * 3
MOJIBAKE = "Cá»™ng hÃ²a xÃ£ há»™i chá»§ nghÄ©a Viá»‡t Nam " * 6
CODES = "\ue001\ue002\ue003 \ue004\ue005 \ue006\ue007\ue008 " * 20
SCAN, PAPER = Look(1.0, 0), Look(0.0, 4)


@pytest.mark.parametrize(
    ("text", "look", "layer"),
    [
        (VIETNAMESE, SCAN, Layer.WHOLE),
        (VIETNAMESE, PAPER, Layer.WHOLE),
        (STAMP, SCAN, Layer.PART),
        (STAMP, PAPER, Layer.WHOLE),
        (FOREIGN, SCAN, Layer.FOREIGN),
        (ENGLISH, PAPER, Layer.WHOLE),
        (MOJIBAKE, PAPER, Layer.FOREIGN),
        (CODES, PAPER, Layer.FOREIGN),
        ("", SCAN, Layer.MISSING),
        ("", Look(0.0, 900), Layer.MISSING),
        ("", PAPER, Layer.WHOLE),
        ("3", SCAN, Layer.PART),
    ],
)
def test_a_layer_is_told_by_its_words_and_what_the_page_shows(text: str, look: Look, layer: Layer) -> None:
    assert judge_layer(text, lambda: look) is layer


def test_readers_agree_on_words_whatever_the_spaces_but_not_on_another_order() -> None:
    assert agree(VIETNAMESE, VIETNAMESE.replace(" ", "\n"))
    assert not agree(VIETNAMESE, VIETNAMESE.replace("ủ", "u").replace("á", "a"))
    words = VIETNAMESE.split()
    assert not agree(" ".join(words[:60]), " ".join(reversed(words[:60])))


def test_digits_that_a_stamp_sets_apart_are_put_together() -> None:
    line = "Số:1 1 4 1 0 /BXD-KHCNMT Hà Nội, ngày 2 3 tháng 7 năm 2026"
    assert closed_up(line) == "Số:11410/BXD-KHCNMT Hà Nội, ngày 23 tháng 7 năm 2026"
    assert closed_up("Biểu 1 2 3\nSố: 3 0 7 0 . /KH-UBND") == "Biểu 1 2 3\nSố: 3070/KH-UBND"
