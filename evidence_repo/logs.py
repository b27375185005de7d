"""Log lines for operators: one JSON object a line on standard error, so that standard output stays clean.

The library that writes them is loaded with the first line: most commands write none.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

SetUp = Callable[[Any], None]
"""Sets the library that it is given up: how lines are written."""

_waiting: list[SetUp] = []


class Logger:
    """A logger of structlog: `log.info("event", key=value)`."""

    def __getattr__(self, level: str) -> Callable[..., None]:
        """Return what writes a line of this level."""
        import structlog

        while _waiting:
            _waiting.pop()(structlog)
        write: Callable[..., None] = getattr(structlog.get_logger(), level)
        return write


def get_logger() -> Logger:
    """Return a logger."""
    return Logger()


def set_up_logs(how: SetUp | None) -> None:
    """Have lines be written so from the next one on; None: as they were."""
    _waiting[:] = [how] if how else []


def log_to_stderr() -> None:
    """Have every part of the program log there; a program calls this once when it starts."""
    set_up_logs(_write_json)


def log_words_to_stderr(level: int = logging.WARNING) -> None:
    """Log only what deserves a look, in words: what is being done is said in sentences."""
    set_up_logs(partial(_write_words, level))


def _write_json(structlog: Any) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _write_words(level: int, structlog: Any) -> None:
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
