"""Every action that a service writes into the log has its words on the screen."""

import ast
from pathlib import Path

from sqlalchemy import select

import evidence_repo.services
from evidence_repo.models import AuditEvent
from evidence_repo.web.audit.words import ACTION_WORDS
from tests.web.site import Site

SERVICES = Path(evidence_repo.services.__file__).parent


def written_actions() -> set[str]:
    """Return the words that stand where an event's action stands: the third argument of what records it."""
    found = set()
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in {"record_event", "_record"} and len(node.args) > 2:
                action = node.args[2]
                if isinstance(action, ast.Constant) and isinstance(action.value, str):
                    found.add(action.value)
    return found


def test_every_action_has_its_words() -> None:
    actions = written_actions()
    assert len(actions) > 25
    assert actions - ACTION_WORDS.keys() == set()


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
