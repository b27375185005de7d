"""The recogniser that knows handwritten digits: PP-OCRv6 out of rapidocr's wheel, loaded once per process."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from index.ocr.digit_decoding import Alphabet, Steps

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from rapidocr.ch_ppocr_det import TextDetector

Colours = NDArray[np.uint8]
PixelBox = tuple[int, int, int, int]

_DETECTION, _RECOGNITION = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_DETECTION_SIDE = 736  # pixels: wider pictures cost more and find no more
_LINE_HEIGHT = 48  # pixels, as the model was trained
_LEAST_WIDTH = 160
STEP = 8  # pixels of such a line


def is_digit_reader_available() -> bool:
    """Return whether the models are there; load none."""
    folder = _model_folder()
    return folder is not None and all((folder / name).is_file() for name in (_DETECTION, _RECOGNITION))


def preload_digit_reader() -> None:
    """Load both models into this process, for it and its forks."""
    _detector()
    alphabet()


def find_lines(colours: Colours) -> Iterator[PixelBox]:
    """Yield the boxes of the lines of text, top to bottom."""
    found = _detector()(colours)
    for corners in () if found.boxes is None else found.boxes:
        left, top = corners.min(axis=0)
        right, bottom = corners.max(axis=0)
        yield (int(left), int(top), math.ceil(right), math.ceil(bottom))


def read_line(colours: Colours) -> Steps:
    """Return what stands on the picture of a line; step n is at pixel n * STEP of the line 48 pixels high."""
    width = max(1, math.ceil(_LINE_HEIGHT * colours.shape[1] / colours.shape[0]))
    line = cv2.resize(colours, (width, _LINE_HEIGHT)).astype(np.float32).transpose(2, 0, 1) / 127.5 - 1
    padded = np.zeros((1, 3, _LINE_HEIGHT, max(width, _LEAST_WIDTH)), np.float32)
    padded[0, :, :, :width] = line
    session = _recogniser()
    steps: Steps = np.asarray(session.run(None, {session.get_inputs()[0].name: padded})[0])[0]
    return steps


@cache
def alphabet() -> Alphabet:
    """Return what the columns of `read_line` mean."""
    characters = _recogniser().get_modelmeta().custom_metadata_map["character"].splitlines()
    return Alphabet(["", *characters, " "])


@cache
def _recogniser() -> InferenceSession:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return InferenceSession(_model(_RECOGNITION), options, providers=["CPUExecutionProvider"])


@cache
def _detector() -> TextDetector:
    from rapidocr import RapidOCR
    from rapidocr.ch_ppocr_det import TextDetector

    settings: dict[str, Any] = {
        "Global.log_level": "critical",
        "Det.model_path": _model(_DETECTION),  # named, so that the library never looks for it on the network
        "Det.limit_type": "max",
        "Det.limit_side_len": _DETECTION_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    chosen = RapidOCR(params=settings).cfg
    chosen.Det.engine_cfg = chosen.EngineConfig.onnxruntime
    return TextDetector(chosen.Det)


def _model(name: str) -> str:
    folder = _model_folder()
    if folder is None or not (folder / name).is_file():
        raise ImportError(f"rapidocr's model {name} is missing")
    return str(folder / name)


def _model_folder() -> Path | None:
    from importlib.util import find_spec

    if find_spec("onnxruntime") is None:
        return None
    spec = find_spec("rapidocr")
    return Path(spec.origin).parent / "models" if spec and spec.origin else None
