"""The columns of the audit log as a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from evidence_repo.models import AuditEvent
from evidence_repo.reports.table import Column, Look
from evidence_repo.web.audit.details import details_of
from evidence_repo.web.audit.words import CHANNEL_WORDS, action_word


def log_columns(labels: Mapping[int, str]) -> tuple[Column[AuditEvent], ...]:
    """Return the columns; `labels` are the criteria's, by id."""
    return (
        Column("number", gettext("No."), lambda event: event.sequence, 8),
        Column("when", gettext("When"), lambda event: event.at, 17),
        Column("who", gettext("Who"), lambda event: event.actor_name, 28),
        Column("channel", gettext("Channel"), _channel, 18),
        Column("action", gettext("Action"), lambda event: str(action_word(event.action)), 32),
        Column("criterion", gettext("Criterion"), lambda event: labels.get(event.criterion_id or 0), 14),
        Column("details", gettext("Details"), _details, 60),
        Column("hash", "SHA-256", lambda event: event.hash, 34, Look.SMALL),
    )


def _channel(event: AuditEvent) -> str:
    word = str(CHANNEL_WORDS.get(event.channel, event.channel))
    return f"{word} ({event.os_user})" if event.os_user else word


def _details(event: AuditEvent) -> str:
    return "\n".join(f"{label}: {words}" for label, words in details_of(event))
