"""The calendar's list as a workbook."""

from __future__ import annotations

from flask_babel import gettext

from evidence_repo.reports.table import Column
from evidence_repo.services.screens.due_calendar import DueItem
from evidence_repo.web.calendar.words import KIND_WORDS, words_of


def calendar_columns() -> list[Column[DueItem]]:
    """Return the columns of what is due."""
    return [
        Column("day", gettext("Last day"), lambda item: item.day, width=12),
        Column("kind", gettext("What is due"), lambda item: str(KIND_WORDS[item.kind]), width=24),
        Column("year", gettext("Cycle"), lambda item: item.year, width=8),
        Column("criterion", gettext("Criterion"), lambda item: item.label, width=14),
        Column("title", gettext("Title"), lambda item: item.title, width=60),
        Column("agency", gettext("Agency"), lambda item: item.agency, width=30),
        Column("words", gettext("Details"), words_of, width=50),
        Column(
            "done",
            gettext("State"),
            lambda item: gettext("Done") if item.is_done else gettext("Not done yet"),
            width=12,
        ),
    ]
