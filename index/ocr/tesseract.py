"""Tesseract with the Vietnamese model, loaded once per process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.text import compose

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tesserocr import PyTessBaseAPI

LANGUAGE = "vie"
_MODEL = f"{LANGUAGE}.traineddata"
_SYSTEM_FOLDERS = (
    "/usr/share/tesseract-ocr/*/tessdata",  # Debian, Ubuntu
    "/usr/share/tessdata",  # Arch, Fedora's link
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


class Obstacle(StrEnum):
    """Why pictures cannot be read on this machine."""

    NO_LIBRARY = "no_library"
    NO_MODEL = "no_model"


class OcrUnavailable(RuntimeError):
    """Recognition was asked for where it cannot be done."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word as Tesseract gives it: box in pixels, confidence 0 to 1, whether it ends its line or block."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float
    ends_line: bool
    ends_block: bool


def why_unavailable() -> Obstacle | None:
    """Return what is missing for recognition, or None if nothing is; look anew each time, load no model."""
    try:
        import tesserocr  # noqa: F401
    except ImportError:
        return Obstacle.NO_LIBRARY
    return None if _model_folder() else Obstacle.NO_MODEL


def is_available() -> bool:
    """Return whether pages can be recognised."""
    return why_unavailable() is None


def preload() -> None:
    """Load the model into this process, for it and its forks; raise OcrUnavailable."""
    _engine()


def recognise(grey: NDArray[np.uint8], dpi: int) -> list[FoundWord]:
    """Return the words of an upright grey picture in reading order; raise OcrUnavailable."""
    engine = _engine()
    height, width = grey.shape
    engine.SetImageBytes(np.ascontiguousarray(grey).tobytes(), width, height, 1, width)
    engine.SetSourceResolution(dpi)
    engine.Recognize()
    found = list(_words(engine))
    engine.Clear()
    return found


def recognise_blocks(pictures: Sequence[NDArray[np.uint8]], dpi: int) -> list[list[FoundWord]]:
    """Return the words of each upright grey picture, which is one block of text; raise OcrUnavailable."""
    from tesserocr import PSM

    engine = _engine()
    engine.SetPageSegMode(PSM.SINGLE_BLOCK)
    found = [recognise(picture, dpi) for picture in pictures]
    engine.SetPageSegMode(PSM.AUTO)
    return found


def _words(engine: PyTessBaseAPI) -> Iterator[FoundWord]:
    from tesserocr import RIL, iterate_level

    for word in iterate_level(engine.GetIterator(), RIL.WORD):
        if word.Empty(RIL.WORD):
            continue
        text = compose(word.GetUTF8Text(RIL.WORD)).strip()
        box = word.BoundingBox(RIL.WORD)
        if text and box:
            yield FoundWord(
                text,
                box,
                word.Confidence(RIL.WORD) / 100,
                word.IsAtFinalElement(RIL.TEXTLINE, RIL.WORD),
                word.IsAtFinalElement(RIL.BLOCK, RIL.WORD),
            )


@cache
def _engine() -> PyTessBaseAPI:
    obstacle = why_unavailable()
    if obstacle:
        raise OcrUnavailable(obstacle)
    os.environ["OMP_THREAD_LIMIT"] = "1"  # pages run in parallel, not the lines of one page
    from tesserocr import OEM, PSM, PyTessBaseAPI

    return PyTessBaseAPI(path=str(_model_folder()), lang=LANGUAGE, oem=OEM.LSTM_ONLY, psm=PSM.AUTO)


def _model_folder() -> Path | None:
    """Return the folder of the model, named by Tesseract's own variable or made by the system's packages."""
    named = os.environ.get("TESSDATA_PREFIX")
    if named:
        candidates = [Path(named), Path(named) / "tessdata"]
    else:
        candidates = [
            path
            for pattern in _SYSTEM_FOLDERS
            for path in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
        ]
    return next((folder for folder in candidates if (folder / _MODEL).is_file()), None)
