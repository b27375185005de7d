"""What changed from one bundle to the next: every kind of change, and none where there is none."""

from typing import Any

import pytest

from evidence_repo.services.bundles.changes import SENTENCES, Change, compare_snapshots
from evidence_repo.services.bundles.words import change_sentence
from tests.services.bundle_snapshots import criterion, document, explanation, piece, snapshot


def kinds(before: Any, after: Any) -> list[str]:
    changes = compare_snapshots(snapshot(*before), snapshot(*after))
    return [change["kind"] for change in changes]


CITED = piece(document())
SAID = explanation()

CASES: dict[str, tuple[Any, Any, list[str]]] = {
    "nothing": (criterion(pieces=[CITED]), criterion(pieces=[CITED]), []),
    "times alone": (
        criterion(pieces=[CITED]),
        criterion(pieces=[piece(document(), decided_at="2017-12-01T00:00:00+00:00")], approved_at="2017"),
        [],
    ),
    "a piece more": (criterion(), criterion(pieces=[CITED]), ["piece_added"]),
    "a piece gone": (criterion(pieces=[CITED]), criterion(), ["piece_removed"]),
    "a new version": (
        criterion(pieces=[CITED]),
        criterion(pieces=[piece(document("Khác", version_id=2))]),
        ["piece_version"],
    ),
    "another number": (
        criterion(pieces=[CITED]),
        criterion(pieces=[piece(document(number="684/BC-UBND"))]),
        ["piece_header"],
    ),
    "other pages and verdict": (
        criterion(pieces=[CITED]),
        criterion(pieces=[piece(document(), pages="9", state="accepted_with_explanation")]),
        ["piece_citation", "piece_verdict"],
    ),
    "an explanation more": (criterion(), criterion(explanations=[SAID]), ["explanation_added"]),
    "an explanation gone": (criterion(explanations=[SAID]), criterion(), ["explanation_removed"]),
    "a new round": (
        criterion(explanations=[SAID]),
        criterion(explanations=[explanation(explanation_id=2, round=2, text="Khác")]),
        ["explanation_changed"],
    ),
    "another document attached": (
        criterion(explanations=[SAID]),
        criterion(explanations=[explanation(documents=[document()])]),
        ["explanation_changed"],
    ),
    "an explained piece under another product": (
        criterion(explanations=[explanation(evidence_id=7, product=1)]),
        criterion(explanations=[explanation(evidence_id=7, product=2)]),
        ["details_changed"],
    ),
    "the plan": (criterion(), criterion(title="Tên khác"), ["criterion_changed"]),
    "approved anew": (criterion(submission=1), criterion(submission=2), ["reapproved"]),
    "approved anew with a change": (
        criterion(submission=1),
        criterion(submission=2, pieces=[CITED]),
        ["piece_added"],
    ),
    "an agency's name": (
        criterion(pieces=[CITED]),
        criterion(pieces=[piece(document(), agency="Sở Nội vụ tỉnh")]),
        ["details_changed"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_told_for_what_it_is(case: str) -> None:
    before, after, told = CASES[case]
    assert kinds([before], [after]) == told


def test_criteria_that_came_and_went() -> None:
    one, other = criterion("1.1.3"), criterion("1.3.1", criterion_id=2)
    assert kinds([one], [other]) == ["criterion_added", "criterion_removed"]


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_change_has_its_sentence_in_both_languages(kind: str) -> None:
    told = Change(kind, "TCTP 1.1.3", "683/BC-UBND 100%")
    offline = change_sentence({"kind": kind, "criterion": "TCTP 1.1.3", "what": "683/BC-UBND 100%"})
    assert ("683/BC-UBND 100%" in told.sentence) <= ("683/BC-UBND 100%" in offline)
    assert "{" not in offline
    assert "%(" not in told.sentence
