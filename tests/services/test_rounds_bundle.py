"""Bundle N+1 holds the answers to the Ministry's questions and says which question each serves."""

import csv
import io
import json
import zipfile
from pathlib import Path

from evidence_repo.models import Evidence, RoundQuestion, SubmissionBundle
from evidence_repo.services.rounds.questions import add_piece
from tests.services.bundle_world import BundleWorld
from tests.services.rounds_world import Rounds
from workflows.cycle import CycleState

SERVED = "Trả lời yêu cầu giải trình, thẩm định sơ bộ lần 1: Bổ sung báo cáo"


def _frozen(world: BundleWorld, bundle_id: int) -> str:
    with world.reading() as session:
        return session.get_one(SubmissionBundle, bundle_id).snapshot


def _index(world: BundleWorld, bundle_id: int) -> list[dict[str, str]]:
    bundle = world.render(bundle_id)
    with world.store.open(bundle.zip_sha256 or "") as stream:
        bag = zipfile.ZipFile(io.BytesIO(stream.read()))
    [name] = [each for each in bag.namelist() if each.endswith(".csv")]
    return list(csv.DictReader(io.StringIO(bag.read(name).decode("utf-8-sig"))))


def test_the_next_bundle_holds_the_answers_marked_and_the_one_before_stays(
    sealing: BundleWorld, tmp_path: Path
) -> None:
    world, rounds = sealing, Rounds(sealing, tmp_path, sealing.store)
    world.approve_with()
    first = world.seal("1.1.3")
    world.render(first)
    before = _frozen(world, first)
    world.set_cycle(CycleState.SUBMITTED)
    question = rounds.ask()
    rounds.accept(question)
    explanation, piece = rounds.explain(question), world.cite()
    with world.database.transaction() as session:
        asked, actor = session.get_one(RoundQuestion, question), world.actor("lan")
        add_piece(session, actor, asked, session.get_one(Evidence, piece))
    world.submit()
    world.judge(piece)
    world.judge_explanation(explanation, accepted=True)
    world.approve()
    second = world.seal("1.1.3")
    assert second != first
    notes = [row["Ghi chú"] for row in _index(world, second)]
    assert sum(SERVED in note for note in notes) == 2
    assert _frozen(world, first) == before
    [criterion] = json.loads(_frozen(world, second))["criteria"]
    assert [len(each.get("answers", [])) for each in criterion["pieces"]] == [0, 1]
    assert {change["kind"] for change in world.bundle(2).changes} == {"piece_added", "explanation_added"}
