"""What the log's events say is shown in words: every detail that a service writes has its label."""

from collections.abc import Iterator
from dataclasses import fields

from evidence_repo.web.audit.details import IDENTIFIERS, LABELS
from tests.web.site import Site
from workflows.events import Event
from workflows.evidence import VerdictKind


def kinds_of_events(kind: type[Event] = Event) -> Iterator[type[Event]]:
    """Yield every kind of event that the log keeps."""
    for each in kind.__subclasses__():
        yield from (each, *kinds_of_events(each))


def written_details() -> set[str]:
    """Return the names of all details that events carry."""
    own = {each.name for each in fields(Event)}
    return {each.name for kind in kinds_of_events() for each in fields(kind)} - own


def test_every_detail_has_its_label_or_is_for_machines() -> None:
    assert len(written_details()) > 25
    assert written_details() - LABELS.keys() - IDENTIFIERS == set()


def test_the_page_shows_words_and_no_json(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    site.world.return_()
    page = site.visitor("coordinator").get("/audit")
    details = " ".join(each.get_text(" ", strip=True) for each in page.tree.select("main details"))
    assert "Kết quả rà soát Cần giải trình" in details
    assert "Lý do Chưa đầy đủ so với yêu cầu" in details
    assert "Trạng thái Trả lại để bổ sung, hoàn thiện" in details
    assert not {"{", '"', "needs_explanation", "partial_coverage"} & set(details.split()), details
    assert "{" not in details
