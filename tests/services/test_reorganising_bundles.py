"""An agency is merged in mid-cycle: what was sealed stays to the byte, what is open goes on and is found."""

from sqlalchemy import select

from evidence_repo.models import AuditEvent, Evidence
from evidence_repo.services.audit.chain import read_head, verify_chain
from evidence_repo.services.searching.citations import seen_citations
from evidence_repo.services.searching.facets import Facet
from tests.services.assigning import Assigning
from tests.services.bundle_world import BundleWorld
from tests.services.test_reorganising import HOME, JUSTICE, merge
from workflows.assignments import AssignmentState
from workflows.cycle import CycleState
from workflows.packs import PackState


def zip_of(world: BundleWorld, bundle_id: int) -> str:
    """Return the hash of the ZIP; one that was deleted is made again."""
    rendered = world.render(bundle_id)
    assert rendered.zip_sha256 is not None
    return rendered.zip_sha256


def test_a_sealed_bundle_stays_as_it_is_and_the_rest_goes_on(any_sealing: BundleWorld) -> None:
    world = any_sealing
    sealed = world.approve_with("2.1.1")
    going_on = world.cite("1.1.3")
    bundle = world.seal("2.1.1")
    before = zip_of(world, bundle)
    world.store.delete(before)
    merge(world, JUSTICE, HOME)
    assert zip_of(world, bundle) == before
    assert world.store.exists(before)
    assert world.seal("2.1.1") == bundle, "nothing that the bundle holds has changed"
    with world.reading() as session:
        assert session.get_one(Evidence, sealed).agency.code == JUSTICE
        assert verify_chain(session, read_head(session)) == ()
    world.submit("1.1.3")
    world.judge(going_on)
    world.approve("1.1.3")
    assert world.pack_state("1.1.3") is PackState.APPROVED


def test_a_department_merged_in_mid_cycle_goes_on_in_the_other(any_sealing: BundleWorld) -> None:
    """Last year's bundle stays to the byte; this year's packs, assignments and people go on."""
    world, asking = any_sealing, Assigning(any_sealing)
    world.add_cycle(2016)
    world.year = 2016
    last_year = world.approve_with("2.1.1")
    bundle = world.seal("2.1.1")
    before = zip_of(world, bundle)
    world.set_cycle(CycleState.APPRAISED)
    world.year = 2017
    with world.database.transaction() as session:
        world.criterion(session, "2.1.1").coordinating = [world.agency(session, "chau-doc")]
    piece = world.cite("2.1.1", "justice")
    [asked] = asking.assign("2.1.1", who="justice")
    merge(world, JUSTICE, HOME)
    world.store.delete(before)
    assert zip_of(world, bundle) == before
    with world.reading() as session:
        assert session.get_one(Evidence, last_year).agency.code == JUSTICE
        assert session.get_one(Evidence, piece).agency.code == HOME
        assert {world.user(session, who).agency.code for who in ("justice", "justice-head")} == {HOME}
    asking.deliver(asked, answer="Không phát sinh")
    asking.accept(asked, "justice")
    assert asking.state(asked) is AssignmentState.ACCEPTED
    world.submit("2.1.1", "justice-head")
    world.judge(piece)
    world.approve("2.1.1")
    assert world.pack_state("2.1.1") is PackState.APPROVED
    world.seal("2.1.1")
    with world.reading() as session:
        assert verify_chain(session, read_head(session)) == ()


def test_facets_and_rights_follow_what_moved(sealing: BundleWorld) -> None:
    piece = sealing.cite("2.1.1", "justice")
    before = agencies_found(sealing, "justice")
    merge(sealing, JUSTICE, HOME)
    assert (before, agencies_found(sealing, "justice")) == ({JUSTICE}, {HOME})
    with sealing.reading() as session:
        version = session.get_one(Evidence, piece).version_id
        for who in ("justice", "lan", "head"):
            assert version in seen_citations(session, sealing.actor(who)).versions
        for who in ("district", "ministry"):
            assert version not in seen_citations(session, sealing.actor(who)).versions
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "merge_agency"))
    assert event.details["handed_over"] == {"people": 2, "leads": 1, "pieces": 1, "documents": 1}


def agencies_found(world: BundleWorld, who: str) -> set[str]:
    with world.reading() as session:
        rows = seen_citations(session, world.actor(who)).rows
    return {each.value for each in rows.counts(rows.documents, {})[Facet.AGENCY]}
