"""Extract msgids from Python for pybabel: gettext calls, N_ marks, and the sentences of our errors.

Babel's own extractor reads tokens and stumbles over calls inside calls (`Refused(N_("…"), advice=N_("…"))`)
and over keyword arguments; the syntax tree knows both. babel.cfg names this module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import IO, Any

_ONE = {"_", "gettext", "lazy_gettext", "_l", "N_"}
_MANY = {"ngettext", "lazy_ngettext"}
_ERRORS = {
    "BadInput",
    "CatalogueError",
    "ChangedMeanwhile",
    "NotAllowed",
    "NotVisible",
    "Refused",
    "Unavailable",
}

Message = tuple[int, str | None, str | tuple[str, ...], list[str]]


def extract(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Message]:
    """Yield what `pybabel extract` wants of one file: line, function, message, comments."""
    for node in ast.walk(ast.parse(fileobj.read())):
        if isinstance(node, ast.Call):
            yield from _messages(node)


def _messages(call: ast.Call) -> Iterator[Message]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [text for text in map(_text, call.args[:2]) if text is not None]
    if name in _MANY and len(texts) == 2:
        yield call.lineno, "ngettext", tuple(texts), []
    elif name in _ONE | _ERRORS and call.args and (text := _text(call.args[0])) is not None:
        yield call.lineno, None, text, []
    if name in _ERRORS:
        for keyword in call.keywords:
            if keyword.arg == "advice" and (text := _text(keyword.value)) is not None:
                yield call.lineno, None, text, []


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
