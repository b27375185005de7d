"""Searching: what is found, what is shown of it, and that nothing shows what a person may not see."""

from datetime import date
from pathlib import Path

import pytest

from evidence_repo.errors import NotVisible
from evidence_repo.models import DocumentVersion, Evidence
from evidence_repo.services.audit.downloads import note_download
from evidence_repo.services.maintenance.upkeep import check_derived_data
from evidence_repo.services.searching.citations import SeenCitations, seen_citations
from evidence_repo.services.searching.facets import Facet
from evidence_repo.services.workflow.pieces import move_evidence, withdraw_evidence
from index.search import Sort
from tests.services.library import Library
from workflows.evidence import EvidenceState, VerdictKind

REPORT = "Báo cáo kết quả thực hiện kế hoạch cải cách hành chính"


def withdraw(library: Library, evidence_id: int, who: str = "lan") -> None:
    with library.database.transaction() as session:
        actor, evidence = library.world.actor(who), session.get_one(Evidence, evidence_id)
        withdraw_evidence(session, actor, evidence, clock=library.world.clock)


def test_words_without_diacritics_find_the_page_and_mark_the_place(library: Library) -> None:
    version = library.cited("Trang đầu", "Quyết định công bố thủ tục hành chính", number="683/KH-UBND")
    library.cited("Quyết định của Ủy ban")
    library.update()
    hit = library.hit("quyet dinh cong bo")
    assert hit.version.id == version
    passage = hit.passages[0]
    assert passage.page == 2
    assert [passage.text[start:end] for start, end in passage.marks] == ["Quyết định công bố"]
    assert library.found("683/KH-UBND") == {version}


def test_a_document_is_one_hit_with_all_that_it_is_cited_for(library: Library) -> None:
    version = library.document(REPORT)
    first = library.world.cite("1.3.1", version=version, pages="1-2")
    second = library.world.cite("1.1.3", version=version)
    library.update()
    hit = library.hit("cải cách")
    assert [
        (cited.label, cited.evidence_id, cited.state, cited.pages, cited.agency) for cited in hit.criteria
    ] == [
        ("TCTP 1.1.3", second, EvidenceState.DRAFT, None, "Sở Nội vụ"),
        ("TCTP 1.3.1", first, EvidenceState.DRAFT, "1-2", "Sở Nội vụ"),
    ]


def test_drafts_are_found_by_their_agency_alone_and_a_recall_counts_at_once(any_library: Library) -> None:
    library = any_library
    version = library.cited(REPORT)
    library.update()
    assert library.found("cải cách", "coordinator") == library.found("cải cách", "mai") == {version}
    others = ["reviewer", "approver", "justice", "observer", "district", "ministry"]
    for who in others:
        assert library.found("cải cách", who) == set(), who
    library.world.submit()
    for who in ("reviewer", "approver", "observer"):
        assert library.found("cải cách", who) == {version}, who
    for who in ("justice", "district", "ministry"):
        assert library.found("cải cách", who) == set(), who
    library.world.recall()
    for who in others:
        assert library.found("cải cách", who) == set(), who


def test_what_is_not_visible_takes_no_place_on_the_page(library: Library) -> None:
    for _ in range(5):
        library.cited(REPORT)
    own = library.cited(REPORT, code="2.1.1", who="justice")
    library.update()
    page = library.search("cải cách", "justice", limit=1)
    assert page.total == 1
    assert [hit.version.id for hit in page.hits] == [own]


def test_another_agencys_citation_of_ones_own_document_is_neither_shown_nor_hinted_at(
    library: Library,
) -> None:
    version = library.cited(REPORT)
    library.world.submit()
    # The justice department cites the same document, in a draft that Sở Nội vụ may not see.
    with library.database.transaction() as session:
        theirs = library.world.criterion(session, "2.1.1")
        pattern = session.get_one(Evidence, 1)
        session.add(
            Evidence(
                criterion_id=theirs.id,
                version_id=version,
                agency_id=library.world.agency(session, "tu-phap").id,
                state=EvidenceState.DRAFT,
                cited_by_id=library.world.user(session, "justice").id,
                cited_at=pattern.cited_at,
                state_since=pattern.state_since,
                accepted_at=pattern.cited_at,
            )
        )
    library.update()
    assert library.found("tctp:2.1.1", "justice") == {version}
    assert library.found("TCTP 2.1.1", "justice") == {version}
    for query in ("tctp:2.1.1", "TCTP 2.1.1", "2.1.1", "trangthai:nháp", "cải cách tctp:2.1.1"):
        assert library.found(query, "lan") == set(), query
    assert library.found("cải cách NOT tctp:2.1.1", "lan") == {version}
    assert library.found("", "lan", filters={Facet.CRITERION: {"TCTP 2.1.1"}}) == set()
    assert library.found("", "lan", filters={Facet.STATE: {"draft"}}) == set()
    assert [cited.label for cited in library.hit("cải cách", "lan").criteria] == ["TCTP 1.1.3"]


def test_a_document_that_only_another_agency_cites_is_not_found_by_its_owner(library: Library) -> None:
    """That it is in the index at all would tell the owner that somebody cites it."""
    evidence = library.world.cite("2.1.1", "justice", version=library.document(REPORT, who="justice"))
    with library.database.transaction() as session:
        version = session.get_one(Evidence, evidence).version
        version.document.owner_agency_id = library.world.agency(session, "noi-vu").id
    library.update()
    assert library.found("cải cách", "lan") == set()


@pytest.mark.parametrize(
    "query",
    [
        "tctp:1.1.3",
        'tctp:"TCTP 1.1.3"',
        "TCTP 1.1.3",
        "tctp 1.1.3 cải cách",
        "1.1.3",
        'trangthai:"cần giải trình"',
        "trangthai:giai",
        'trangthai:"needs explanation"',
        "cải cách NOT tctp:1.3.1",
        "cải cách NOT TCTP 1.3.1",
        "hoàn toàn khác OR tctp:1.1.3",
    ],
)
def test_criteria_and_states_can_be_asked_for_in_words(library: Library, query: str) -> None:
    version = library.document(REPORT)
    evidence = library.world.cite("1.1.3", version=version)
    other = library.cited(REPORT, code="1.3.1")
    library.update()
    library.world.submit()
    library.world.judge(evidence, VerdictKind.NEEDS_EXPLANATION)
    assert library.found(query) == {version}
    assert library.found("cải cách") == {version, other}


def test_a_verdict_counts_with_the_next_search(library: Library) -> None:
    version = library.document(REPORT)
    evidence = library.world.cite(version=version)
    library.update()
    library.world.submit()
    assert library.found("trangthai:đạt") == set()
    library.world.judge(evidence)
    assert library.found("trangthai:đạt") == {version}
    assert library.hit("cải cách", "reviewer").criteria[0].state is EvidenceState.SUFFICIENT


def test_a_withdrawn_citation_is_found_no_more_before_the_index_follows(library: Library) -> None:
    version = library.document(REPORT)
    evidence = library.world.cite(version=version)
    library.update()
    withdraw(library, evidence)
    assert library.found("cải cách") == library.found("tctp:1.1.3") == set()
    library.update()
    assert library.engine.ids() == set()


def test_a_moved_citation_counts_for_its_new_criterion_at_once(library: Library) -> None:
    version = library.document(REPORT)
    evidence = library.world.cite("1.1.3", version=version)
    library.update()
    with library.database.transaction() as session:
        target = library.world.criterion(session, "1.3.1")
        piece = session.get_one(Evidence, evidence)
        move_evidence(session, library.world.actor("lan"), piece, target, clock=library.world.clock)
    assert library.found("tctp:1.1.3") == set()
    assert library.found("tctp:1.3.1") == {version}


def test_filters_hold_for_one_and_the_same_citation(any_library: Library) -> None:
    library = any_library
    version = library.document(REPORT, type="Báo cáo")
    judged = library.world.cite("1.1.3", version=version)
    library.world.cite("1.3.1", version=version)
    other = library.cited(REPORT, code="2.1.1", who="justice", type="Quyết định")
    library.update()
    library.world.submit()
    library.world.judge(judged)

    def found(**chosen: str) -> set[int]:
        filters = {Facet(name): {value} for name, value in chosen.items()}
        return library.found("cải cách", "coordinator", filters=filters)

    assert found() == {version, other}
    assert found(year="2017") == {version, other}
    assert found(year="2016") == set()
    assert found(agency="noi-vu") == {version}
    assert found(agency="tu-phap") == {other}
    assert found(field="2") == {other}
    assert found(criterion="TCTP 1.3.1") == {version}
    assert found(criterion="TC 1.3.1") == set()
    assert found(doc_type="Quyết định") == {other}
    assert found(state=EvidenceState.SUFFICIENT) == {version}
    assert found(state=EvidenceState.SUFFICIENT, criterion="TCTP 1.1.3") == {version}
    assert found(state=EvidenceState.SUFFICIENT, criterion="TCTP 1.3.1") == set()
    assert found(state=EvidenceState.DRAFT, field="1", agency="noi-vu", doc_type="Báo cáo") == {version}


def test_several_values_of_one_facet_mean_any_of_them(library: Library) -> None:
    reports = library.cited(REPORT, type="Báo cáo")
    decision = library.cited(REPORT, type="Quyết định")
    library.cited(REPORT, type="Thông báo")
    library.update()
    filters = {Facet.TYPE: {"Báo cáo", "Quyết định"}}
    assert library.found("cải cách", filters=filters) == {reports, decision}
    counted = library.search("cải cách", filters=filters).facets[Facet.TYPE]
    assert {choice.value: (choice.count, choice.is_chosen) for choice in counted} == {
        "Báo cáo": (1, True),
        "Quyết định": (1, True),
        "Thông báo": (1, False),
    }


def test_where_no_document_has_all_words_the_best_of_the_others_are_said_to_be_that(library: Library) -> None:
    both = library.cited("Kế hoạch kiểm tra của Sở")
    one = library.cited("Kế hoạch đào tạo")
    library.cited("Thông báo mời họp")
    library.update()
    page = library.search("kế hoạch kiểm tra vũ trụ", or_some_words=True)
    assert not page.has_all_words
    assert [hit.version.id for hit in page.hits] == [both, one]
    assert library.search("kế hoạch kiểm tra vũ trụ").total == 0
    assert library.search("vũ trụ", or_some_words=True).has_all_words
    narrowed = library.search(
        "kế hoạch kiểm tra", or_some_words=True, filters={Facet.TYPE: {"không có loại này"}}
    )
    assert (narrowed.total, narrowed.has_all_words) == (0, True)


def test_documents_like_one_are_others_that_share_what_is_characteristic(library: Library) -> None:
    common = "Căn cứ quy định, kính đề nghị các cơ quan thực hiện."
    pattern = library.cited(f"{common} Bồi dưỡng kiến thức hội nhập quốc tế cho công chức")
    near = library.cited(f"{common} Kiến thức hội nhập quốc tế")
    hidden = library.cited(f"{common} Hội nhập quốc tế", code="2.1.1", who="justice")
    for number in range(6):
        library.cited(f"{common} Văn bản số {number}")
    library.update()
    found = [hit.version.id for hit in library.search("", like=pattern).hits]
    assert found[0] == near
    assert pattern not in found
    assert hidden not in found
    with pytest.raises(NotVisible):
        library.search("", like=hidden)


def test_what_an_explanation_attaches_is_found_by_who_sees_the_explanation(any_library: Library) -> None:
    library = any_library
    attached = library.document("Văn bản giải thích vì sao không phát sinh")
    library.world.explain_product("1.1.3", 1, documents=(attached,))
    library.update()
    hit = library.hit("không phát sinh")
    assert [(cited.label, cited.state, cited.evidence_id) for cited in hit.criteria] == [
        ("TCTP 1.1.3", None, None)
    ]
    assert library.found("tctp:1.1.3") == {attached}
    assert library.found("", filters={Facet.CRITERION: {"TCTP 1.1.3"}, Facet.AGENCY: {"noi-vu"}}) == {
        attached
    }
    assert library.found("", filters={Facet.STATE: {"draft"}}) == set()
    assert library.found("không phát sinh", "reviewer") == set()
    library.world.submit()
    assert library.found("không phát sinh", "reviewer") == {attached}
    assert library.found("không phát sinh", "justice") == set()


def test_a_version_that_a_newer_one_replaced_says_so(library: Library) -> None:
    version = library.cited(REPORT)
    library.update()
    assert not library.hit("cải cách").is_superseded
    newer = library.new_version(version, REPORT)
    library.world.cite("1.3.1", version=newer)
    library.update()
    hits = library.search("cải cách").hits
    assert {hit.version.id: hit.is_superseded for hit in hits} == {version: True, newer: False}


def test_pages_follow_each_other_and_dates_sort(library: Library) -> None:
    versions = [library.cited(REPORT, issued_on=date(2017, month, 1)) for month in (3, 9, 6)]
    undated = library.cited(REPORT)
    library.update()
    newest = [versions[1], versions[2], versions[0], undated]
    pages = [library.search("cải cách", sort=Sort.DATE, offset=offset, limit=2) for offset in (0, 2, 4)]
    assert [[hit.version.id for hit in page.hits] for page in pages] == [newest[:2], newest[2:], []]
    assert [page.total for page in pages] == [4, 4, 4]


def test_a_document_is_found_by_its_header_before_anything_is_read(library: Library) -> None:
    version = library.world.document()
    with library.database.transaction() as session:
        session.get_one(DocumentVersion, version).header_subject = "Về việc công bố thủ tục"
    library.world.cite(version=version)
    library.update()
    hit = library.hit("cong bo thu tuc")
    assert hit.version.id == version
    assert hit.passages == ()


def test_types_are_found_by_name_and_by_abbreviation(library: Library) -> None:
    version = library.cited("Nội dung", type="Kế hoạch")
    library.cited("Nội dung", type="Báo cáo")
    library.update()
    assert library.found("loai:KH") == library.found('loai:"kế hoạch"') == {version}


def test_what_was_not_understood_is_said(library: Library) -> None:
    page = library.search('"cải cách')
    assert [note.piece for note in page.notes] == ['"cải cách']
    assert not page.partial


def test_an_index_that_cannot_be_read_says_that_something_may_be_missing(library: Library) -> None:
    library.cited(REPORT)
    library.update()
    library.engine.clear()
    assert library.search("cải cách").partial
    library.engine.mark_complete()
    assert not library.search("cải cách").partial


def test_a_damaged_index_answers_with_nothing_and_says_so(library: Library, tmp_path: Path) -> None:
    library.cited(REPORT)
    library.update()
    for path in (tmp_path / "index").glob("*.toc"):
        path.write_bytes(b"nonsense")
    page = library.search("cải cách")
    assert (page.total, page.hits, page.partial) == (0, (), True)
    check_derived_data(library.database, library.store, library.engine)
    assert library.search("cải cách").total == 1


def test_what_may_be_found_is_read_anew_after_a_change_and_not_after_a_download(library: Library) -> None:
    version = library.cited(REPORT)

    def seen() -> SeenCitations:
        with library.world.reading() as session:
            return seen_citations(session, library.world.actor("lan"), library.memory)

    before = seen()
    with library.database.transaction() as session:
        note_download(session, library.world.actor("lan"), session.get_one(DocumentVersion, version))
    assert seen() is before
    other = library.cited(REPORT)
    assert set(seen().versions) == {version, other}
