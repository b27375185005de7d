"""The lines of a page's head, read a second time by a recogniser that knows handwritten digits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from index.header.words import Box

if TYPE_CHECKING:
    from rapidocr import RapidOCR

_HEAD = 0.27  # of the page's height: number and date stand there
_DETECTION_SIDE = 736  # pixels: wider pictures cost more and find no more
_SETTINGS = {
    "Global.log_level": "critical",
    "Global.use_cls": False,
    "Global.text_score": 0.0,
    "Global.max_side_len": 2000,
    "Det.limit_type": "max",
    "Det.limit_side_len": _DETECTION_SIDE,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One stretch of text in the head of a page, as the digit recogniser reads it.

    `text` is to be trusted for digits, capital letters without diacritics, `/`, `-` and `:` only; Vietnamese
    letters are missing or look-alikes (`Sô:1943/SYT-NVY`, `QD`, `Đc lp - Ty do`). What stands on one line in
    two columns comes as two lines. `box` is in fractions of the whole upright page, as in `OcrPage.words`;
    `confidence` is 0 to 1. Lines are ordered top to bottom, left to right.
    """

    text: str
    box: Box
    confidence: float


def read_header_lines(picture: Image.Image, dpi: float) -> tuple[HeaderLine, ...]:
    """Read the head of the upright page that `picture` shows at `dpi` dots per inch.

    Raise ImportError where the recogniser is not installed. Not for several threads of one process at once.
    """
    head = picture.convert("RGB").crop((0, 0, picture.width, round(picture.height * _HEAD)))
    found: Any = _recogniser()(np.asarray(head)[:, :, ::-1])
    if found.boxes is None:
        return ()
    return tuple(
        HeaderLine(text, _fractions(corners, picture.width, picture.height), round(float(score), 3))
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
    )


@cache
def _recogniser() -> RapidOCR:
    from rapidocr import RapidOCR

    return RapidOCR(params=_SETTINGS)


def _fractions(corners: np.ndarray, width: int, height: int) -> Box:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return (
        round(float(left) / width, 5),
        round(float(top) / height, 5),
        round(float(right) / width, 5),
        round(float(bottom) / height, 5),
    )
