"""Log lines for operators: one JSON object a line on standard error, so that standard output stays clean."""

from __future__ import annotations

import sys

import structlog


def log_to_stderr() -> None:
    """Have every part of the program log there; a program calls this once when it starts."""
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
