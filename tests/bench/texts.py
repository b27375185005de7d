"""Texts like those of the field, the same for the same seed: for benchmarks, never for what tests assert.

A document is made of the field's fixed phrases, which nearly all documents share, and of words drawn by
Zipf's law from a vocabulary of Vietnamese syllables, so that lists of documents are as long as in life.
"""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from index.search import SearchDocument

_ONSETS = re.findall(r"\w+", "b c ch d đ g gi h kh l m n ng nh ph qu s t th tr v x")
_RIMES = re.findall(
    r"\w+",
    "a á à ả ã ạ an án àn ang áng ao áo ay ày ăn ăng ắng ân ấn ất âu ấu ây ấy e é ẹ en em eo ê ế ề ên ến ênh "
    "i í ì ị ia iê iên iến iệt iều im in inh ính ít o ó ò oa òa oàn oán oi ói on ong ông ống ốc ôi ối ô ố ồ "
    "ộ ơ ở ơi ới ớn u ú ủ ua ung úng uôn uộc uy úy uyên uyết uyển ư ứ ự ưa ương ướng ước ượng",
)
_PHRASES = (
    "cải cách hành chính",
    "Ủy ban nhân dân tỉnh",
    "công bố thủ tục hành chính",
    "tổ chức thực hiện",
    "cơ quan, đơn vị",
    "kế hoạch cải cách hành chính nhà nước",
    "báo cáo kết quả thực hiện",
    "theo quy định của pháp luật",
    "một cửa liên thông",
    "Chủ tịch Ủy ban nhân dân",
    "cán bộ, công chức, viên chức",
    "ứng dụng công nghệ thông tin",
)
_KINDS = (("KH", "Kế hoạch"), ("QĐ", "Quyết định"), ("BC", "Báo cáo"), ("TB", "Thông báo"), ("CT", "Chỉ thị"))
_ISSUERS = (
    "Ủy ban nhân dân tỉnh An Giang",
    "Sở Nội vụ",
    "Sở Tài chính",
    "Sở Tư pháp",
    "Văn phòng Ủy ban nhân dân tỉnh",
)
_FIRST_DAY = date(2012, 1, 1)


def search_documents(count: int, *, syllables: int = 1_000, seed: int = 416) -> Iterator[SearchDocument]:
    """Yield `count` documents with ids from 1, of about `syllables` syllables each."""
    draw = random.Random(seed)
    vocabulary = [onset + rime for onset in _ONSETS for rime in _RIMES]
    draw.shuffle(vocabulary)
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))
    for number in range(1, count + 1):
        yield _document(number, draw, draw.choices(vocabulary, cum_weights=weights, k=syllables))


def pages_of(document: SearchDocument, syllables: int = 350) -> list[str]:
    """Return the document's text in pages."""
    words = document.text.split(" ")
    return [" ".join(words[start : start + syllables]) for start in range(0, len(words), syllables)]


def _document(number: int, draw: random.Random, words: list[str]) -> SearchDocument:
    kind, name = draw.choice(_KINDS)
    symbol = f"{number}/{kind}-UBND"
    subject = f"{name} {draw.choice(_PHRASES)} {' '.join(words[:8])}"
    text = " ".join(_sentences(draw, words))
    issued = _FIRST_DAY + timedelta(days=draw.randrange(2_200))
    return SearchDocument(
        id=number,
        number=symbol,
        doc_type=f"{kind} {name}",
        subject=subject,
        issuer=draw.choice(_ISSUERS),
        signatory="",
        issued_on=issued,
        file_name=f"{number}-{kind}.pdf",
        text=f"Số: {symbol} {name.upper()} {subject}\n{text}",
    )


def _sentences(draw: random.Random, words: list[str]) -> Iterator[str]:
    """Yield the words in sentences, one in three opened by a fixed phrase, in place of as many words."""
    place = 0
    while place < len(words):
        length = draw.randrange(6, 18)
        sentence = words[place : place + length]
        if draw.random() < 0.6:
            phrase = draw.choice(_PHRASES).split(" ")
            sentence[: len(phrase)] = phrase
        place += length
        yield " ".join(sentence).capitalize() + "."
