"""Every action that a service writes into the log has its words on the screen."""

from sqlalchemy import select

from evidence_repo.models import AuditEvent
from evidence_repo.web.audit.words import ACTION_WORDS
from tests.web.site import Site
from workflows.audit_actions import AuditAction


def test_every_action_has_its_words() -> None:
    assert set(ACTION_WORDS) == set(AuditAction)


def test_the_words_for_explanations_are_those_of_the_log(site: Site) -> None:
    piece = site.world.cite()
    explained = site.world.explain_product()
    site.world.explain_product(text="Đã rõ hơn")
    site.world.submit()
    site.world.judge(piece)
    site.world.judge_explanation(explained, accepted=True)
    with site.world.reading() as session:
        told = set(session.scalars(select(AuditEvent.action)))
    assert {"explain", "revise_explanation", "judge_explanation"} <= told
    assert told - ACTION_WORDS.keys() == set()
