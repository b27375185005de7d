"""The figures inside a requirement: 100%, "từ 80% trở lên", up on last year, no late file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from evidence_repo.catalogue.cells import split_items
from evidence_repo.catalogue.plan import CatalogueTarget
from workflows.targets import Operator, TargetKind

_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=(\S))")
_ALL = re.compile(r"(?<![\d.,])100\s*%")
_AT_LEAST = re.compile(r"(?<![\d.,])(\d+(?:,\d+)?)(\s*+%|\s++TTHC\b)[^.%;]{0,200}?\btrở lên")
_RISE = re.compile(
    r"(?:^|[.;])\s*+(?P<what>[^\s.;][^.;]*?)(?<=\S)\s++(?:cao hơn|tăng lên so với|tăng so với)\s++năm trước"
)
_RISE_BETWEEN = re.compile(
    r"tăng (?P<what>số [^.;]*?) của năm (?P<this>\d{4}) so với [^.;]*?năm (?P<last>\d{4})"
)
_NONE_LATE = re.compile(r"Không có (?P<what>\S[^.;]*?trễ hạn)")
_ASKED = re.compile(r"^Yêu cầu:?\s+", re.I)
_COUNT_WORD = re.compile(r"^số\s+", re.I)
_MEASURING_TITLE = ("Tỷ lệ", "Mức độ", "Số ")


def read_targets(requirement: str, title: str) -> tuple[CatalogueTarget, ...]:
    """Return the targets in the order of the requirement's sentences."""
    return tuple(target for sentence in sentences_of(requirement) for target in _in_sentence(sentence, title))


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a requirement, its list items apart."""
    found = []
    for item in split_items(text):
        ends = [end for end in _SENTENCE_END.finditer(item) if end[1].isupper() or end[1].isdigit()]
        begins = [0, *(end.end() for end in ends)]
        stops = [*(end.start() for end in ends), len(item)]
        found += [item[begin:stop].strip() for begin, stop in zip(begins, stops, strict=True)]
    return found


def _in_sentence(sentence: str, title: str) -> Iterator[CatalogueTarget]:
    rise = _RISE_BETWEEN.search(sentence) or _RISE.search(sentence)
    what = _ASKED.sub("", rise["what"]) if rise else ""
    if rise:
        soft = _is_soft(sentence, rise.start("what"))
        yield CatalogueTarget(what, TargetKind.INCREASE, Operator.MORE_THAN, Decimal(0), soft, sentence)
    if whole := _ALL.search(sentence):
        measure, soft = _all_of(sentence, whole, title), _is_soft(sentence, whole.start())
        yield CatalogueTarget(measure, TargetKind.PERCENT, Operator.EQUAL, Decimal(100), soft, sentence)
    for least in _AT_LEAST.finditer(sentence):
        if least[1] == "100":
            continue
        # A share in the sentence of a rise says by how much it is to rise.
        kind = TargetKind.INCREASE if rise else TargetKind.PERCENT
        kind = kind if "%" in least[2] else TargetKind.COUNT
        measure = what if kind is TargetKind.INCREASE else title
        value, soft = Decimal(least[1].replace(",", ".")), _is_soft(sentence, least.start())
        yield CatalogueTarget(measure, kind, Operator.AT_LEAST, value, soft, sentence)
    if none := _NONE_LATE.search(sentence):
        yield CatalogueTarget(none["what"], TargetKind.NONE, Operator.EQUAL, Decimal(0), False, sentence)


def _is_soft(sentence: str, before: int) -> bool:
    return "phấn đấu" in sentence[:before].casefold()


def _all_of(sentence: str, whole: re.Match[str], title: str) -> str:
    """Return what has to reach 100%: the title if it measures something, else the words around the figure."""
    if title.startswith(_MEASURING_TITLE):
        return title
    after = re.split(r"[.;()]", sentence[whole.end() :])[0].strip()
    before = sentence[: whole.start()].rstrip()
    before = before.removesuffix("đạt tỷ lệ").removesuffix("đạt").rstrip()
    return _COUNT_WORD.sub("", after or _ASKED.sub("", before.strip(" ("))) or title
