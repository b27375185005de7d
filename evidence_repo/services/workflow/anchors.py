"""Anchors of a verdict: the page, the words and the boxes on it that the reviewer pinned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from evidence_repo.errors import BadInput
from evidence_repo.models import DocumentVersion

MAX_ANCHORS = 50
MAX_BOXES = 500
MAX_QUOTE = 4000


def check_anchors(version: DocumentVersion, anchors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the anchors as stored: `{page, quote, boxes: [[x0, y0, x1, y1], …]}`; raise `BadInput`."""
    if len(anchors) > MAX_ANCHORS:
        raise _bad()
    return [_checked(version, anchor) for anchor in anchors]


def _bad() -> BadInput:
    return BadInput("The pinned passages cannot be understood.", field="anchors", code="bad_anchor")


def _checked(version: DocumentVersion, anchor: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(anchor, Mapping):
        raise _bad()
    page, quote, boxes = anchor.get("page"), anchor.get("quote", ""), anchor.get("boxes", ())
    if not isinstance(page, int) or isinstance(page, bool) or page < 1:
        raise _bad()
    if version.page_count is not None and page > version.page_count:
        raise BadInput("The document has no page %(page)s.", field="anchors", code="bad_anchor", page=page)
    if not isinstance(quote, str) or len(quote) > MAX_QUOTE or "\x00" in quote:
        raise _bad()
    if not isinstance(boxes, list | tuple) or len(boxes) > MAX_BOXES:
        raise _bad()
    return {"page": page, "quote": quote.strip(), "boxes": [_box(box) for box in boxes]}


def _box(box: Any) -> list[float]:
    if not isinstance(box, list | tuple) or len(box) != 4:
        raise _bad()
    if any(isinstance(n, bool) or not isinstance(n, int | float) or not math.isfinite(n) for n in box):
        raise _bad()
    return [float(number) for number in box]
