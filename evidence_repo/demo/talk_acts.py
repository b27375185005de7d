"""What the demonstration says beside documents: comments, letters in preparation, a report begun."""

from __future__ import annotations

from evidence_repo.demo.stage import Stage
from evidence_repo.services.comments.threads import find_thing
from evidence_repo.services.comments.writing import add_comment
from evidence_repo.services.follow_up.letters import make_letters
from evidence_repo.services.reports.writing import SectionWords, make_report, write_section
from evidence_repo.services.workflow.cycles import find_cycle
from workflows.comments import ThingKind
from workflows.follow_up import DueChoice
from workflows.reports import ReportKind


def say(stage: Stage, who: str, kind: ThingKind, thing: int, text: str, *, internal: bool = False) -> None:
    """Let the person write a comment on the thing."""
    with stage.acting(who) as (session, actor):
        found = find_thing(session, actor, kind, thing)
        add_comment(session, actor, found, text, internal=internal, clock=stage.clock)


def prepare_letters(stage: Stage, who: str) -> None:
    """Let the coordinator prepare the letters to all who are late."""
    with stage.acting(who) as (session, actor):
        make_letters(session, actor, find_cycle(session, stage.year), DueChoice.LATE, clock=stage.clock)


def begin_report(stage: Stage, who: str, kind: ReportKind, words: str) -> None:
    """Let the coordinator make a report and write its first section."""
    with stage.acting(who) as (session, actor):
        report = make_report(session, actor, find_cycle(session, stage.year), kind, stage.clock)
        session.flush()
        first = report.sections[0]
        write_section(session, actor, report, first, SectionWords(first.title, words, first.figure, 1))
