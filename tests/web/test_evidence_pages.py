"""What an agency does on a criterion: files, links, pages, replacing, explaining, contributions."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlalchemy import func, select

from evidence_repo.models import Blob, Document, DocumentVersion, Evidence, Explanation, NamedDocument
from evidence_repo.services.documents.spooling import spool_folder
from tests.archives import bomb, packed
from tests.documents import build_admin_pdf
from tests.photographs import photograph
from tests.services.world import World
from tests.web.pages import Page, Visitor
from tests.web.site import Site
from workflows.cycle import CycleState
from workflows.evidence import EvidenceState, VerdictKind
from workflows.explanations import ExplanationState

ADDRESS = "/2017/criteria/TCTP-1.1.3"
UPLOAD = f"{ADDRESS}/upload"
FOR_SCRIPTS = {"Accept": "application/json"}


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    return build_admin_pdf(tmp_path / "bao-cao.pdf").read_bytes()


def sent(data: bytes, name: str = "bao-cao.pdf") -> tuple[BytesIO, str]:
    return BytesIO(data), name


def upload(visitor: Visitor, *files: tuple[BytesIO, str], **fields: Any) -> Page:
    """Send these files for product 1 without a script, and fetch the page that it leads to."""
    return visitor.follow(UPLOAD, {"product": "1", "files": list(files)} | fields)


def upload_by_script(
    visitor: Visitor, file: tuple[BytesIO, str] | list[tuple[BytesIO, str]], **fields: Any
) -> tuple[int, dict[str, Any]]:
    answer = visitor.client.post(
        UPLOAD,
        data={
            "csrf_token": visitor.token(),
            "product": "1",
            "files": file if isinstance(file, list) else [file],
        }
        | fields,
        headers=FOR_SCRIPTS,
    )
    told: dict[str, Any] = answer.get_json()
    return answer.status_code, told


def told_by(page: Page) -> str:
    return " ".join(note.get_text(" ", strip=True) for note in page.tree.select(".messages .note"))


def count(world: World, model: type[Any]) -> int:
    with world.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def only_piece(world: World) -> Evidence:
    with world.reading() as session:
        return session.scalars(select(Evidence)).one()


def spool_is_empty(site: Site) -> bool:
    folder = spool_folder(site.container.settings)
    return not folder.exists() or not list(folder.iterdir())


def test_several_files_at_once_are_cited_without_a_script(site: Site, pdf: bytes) -> None:
    page = upload(site.visitor("lan"), sent(pdf), sent(b"Van ban thu hai", "hai.txt"))
    assert len(page.tree.select("#product-1 article.piece")) == 2
    with site.world.reading() as session:
        pieces = session.scalars(select(Evidence)).all()
        assert {piece.state for piece in pieces} == {EvidenceState.DRAFT}
        assert {piece.version.file_name for piece in pieces} == {"bao-cao.pdf", "hai.txt"}
        for piece in pieces:
            assert site.container.store.exists(piece.version.sha256)
    assert spool_is_empty(site)


def test_a_refused_file_is_told_by_name_and_costs_the_others_nothing(site: Site, pdf: bytes) -> None:
    page = upload(
        site.visitor("lan"),
        sent(b"", "rong.pdf"),
        sent(pdf),
        sent(b"MZ" + bytes(600), "chuong-trinh.exe"),
    )
    assert "rong.pdf" in told_by(page)
    assert "chuong-trinh.exe" in told_by(page)
    assert only_piece(site.world).version.file_name == "bao-cao.pdf"
    assert spool_is_empty(site)


def test_an_archive_is_unpacked_and_every_file_in_it_told(site: Site, pdf: bytes) -> None:
    inner = packed({"sâu/hai.txt": b"Van ban thu hai", "rong.txt": b""})
    data = packed({"hồ sơ/bao-cao.pdf": pdf, "chuong-trinh.exe": b"MZ" + bytes(600), "trong.zip": inner})
    status, told = upload_by_script(site.visitor("lan"), sent(data, "ho-so.zip"))
    assert status == 400
    assert [(row["name"], "html" in row) for row in told["files"]] == [
        ("hồ sơ/bao-cao.pdf", True),
        ("chuong-trinh.exe", False),
        ("sâu/hai.txt", True),
        ("rong.txt", False),
    ]
    with site.world.reading() as session:
        names = {piece.version.file_name for piece in session.scalars(select(Evidence))}
    assert names == {"bao-cao.pdf", "hai.txt"}
    assert spool_is_empty(site)


def test_an_archive_bomb_is_refused_with_a_sentence(site: Site, pdf: bytes) -> None:
    page = upload(site.visitor("lan"), sent(bomb(60), "bom.zip"), sent(pdf))
    assert "bom.zip" in told_by(page)
    assert only_piece(site.world).version.file_name == "bao-cao.pdf"
    assert spool_is_empty(site)


def test_pictures_are_joined_in_the_order_of_their_names_without_a_script(site: Site) -> None:
    pages = [("trang 10.jpg", "red"), ("trang 2.jpg", "lime"), ("trang 1.heic", "blue")]
    files = [sent(photograph("HEIF" if "heic" in name else "JPEG", colour), name) for name, colour in pages]
    upload(site.visitor("lan"), *files, join="1")
    version = only_piece(site.world).version
    assert (version.file_name, version.media_type) == ("trang 1.pdf", "application/pdf")
    with site.container.store.local_path(version.sha256) as path, pikepdf.open(path) as document:
        assert [len(document.pages), len(document.attachments)] == [3, 1]
        bound = path.read_bytes()
    assert bound.index(photograph("JPEG", "lime")) < bound.index(photograph("JPEG", "red"))
    assert spool_is_empty(site)


def test_names_of_pictures_may_hold_any_number(site: Site) -> None:
    pages = [("9" * 5000 + ".jpg", "red"), ("007.jpg", "lime"), ("12.jpg", "blue")]
    upload(site.visitor("lan"), *(sent(photograph("JPEG", colour), name) for name, colour in pages), join="1")
    assert only_piece(site.world).version.file_name == "007.pdf"


def test_a_script_says_the_order_of_the_pictures(site: Site) -> None:
    first, second = photograph("JPEG", "red"), photograph("JPEG", "lime")
    files = [sent(first, "b.jpg"), sent(second, "a.jpg")]
    status, told = upload_by_script(site.visitor("lan"), files, join="1", ordered="1")
    assert (status, len(told["files"])) == (201, 1)
    version = only_piece(site.world).version
    assert version.file_name == "b.pdf"
    with site.container.store.local_path(version.sha256) as path:
        bound = path.read_bytes()
    assert bound.index(first) < bound.index(second)


def test_what_is_no_picture_is_not_joined_and_nothing_is_stored(site: Site, pdf: bytes) -> None:
    page = upload(site.visitor("lan"), sent(photograph("JPEG", "red"), "a.jpg"), sent(pdf), join="1")
    assert "bao-cao.pdf" in told_by(page)
    assert count(site.world, Evidence) == 0
    assert spool_is_empty(site)


def test_nothing_chosen_is_told(site: Site) -> None:
    site.visitor("lan").post(UPLOAD, {"product": "1"}, status=400)


def test_a_script_gets_the_piece_and_follows_its_reading(site: Site, pdf: bytes) -> None:
    visitor = site.visitor("lan")
    status, told = upload_by_script(visitor, sent(pdf))
    assert status == 201
    [row] = told["files"]
    assert row["is_reading"]
    assert f'id="piece-{row["evidence_id"]}"' in row["html"]
    followed = visitor.client.get(f"/2017/evidence/{row['evidence_id']}", headers=FOR_SCRIPTS).get_json()
    assert followed["is_reading"]
    assert visitor.get(f"/2017/evidence/{row['evidence_id']}", status=303).response.location.endswith(
        f"{ADDRESS}?piece={row['evidence_id']}#piece-{row['evidence_id']}"
    )


def test_a_script_is_told_why_its_file_was_refused(site: Site) -> None:
    status, told = upload_by_script(site.visitor("lan"), sent(b"", "rong.pdf"))
    assert status == 400
    assert told["files"][0]["error"]["code"] == "empty_file"
    assert "rong.pdf" in told["files"][0]["error"]["message"]


def test_the_same_file_in_the_same_place_is_one_piece(site: Site, pdf: bytes) -> None:
    visitor = site.visitor("lan")
    upload(visitor, sent(pdf))
    status, told = upload_by_script(visitor, sent(pdf))
    assert status == 201
    assert told["files"][0]["note"]
    assert (count(site.world, Evidence), count(site.world, Blob)) == (1, 1)


def test_where_the_same_file_is_already_is_told_as_far_as_it_may_be_seen(site: Site, pdf: bytes) -> None:
    visitor = site.visitor("lan")
    upload(visitor, sent(pdf))
    page = visitor.follow("/2017/criteria/TCTP-1.3.1/upload", {"product": "1", "files": [sent(pdf)]})
    assert "TCTP 1.1.3" in told_by(page)
    assert page.tree.select('article.piece a[href="/2017/criteria/TCTP-1.1.3"]')
    assert (count(site.world, Document), count(site.world, Evidence)) == (1, 2)
    elsewhere = site.visitor("justice").follow(
        "/2017/criteria/TCTP-2.1.1/upload", {"product": "1", "files": [sent(pdf)]}
    )
    assert "TCTP 1.1.3" not in elsewhere.text
    assert (count(site.world, Document), count(site.world, Blob)) == (2, 1)


@pytest.mark.parametrize(("name", "status"), [("justice", 403), ("reviewer", 404), ("observer", 404)])
def test_who_may_bring_nothing_here_stores_nothing(site: Site, pdf: bytes, name: str, status: int) -> None:
    site.visitor(name).post(UPLOAD, {"product": "1", "files": [sent(pdf)]}, status=status)
    assert count(site.world, Document) == 0
    assert spool_is_empty(site)


def test_nobody_makes_the_server_keep_files_without_signing_in(site: Site, pdf: bytes) -> None:
    answer = site.visitor().client.post(UPLOAD, data={"product": "1", "files": [sent(pdf)]})
    assert answer.status_code == 401
    assert spool_is_empty(site)


def test_late_files_need_a_reason(site: Site, pdf: bytes) -> None:
    site.world.set_cycle(CycleState.FROZEN)
    visitor = site.visitor("lan")
    assert visitor.get(ADDRESS).tree.select("#product-1 input[name=late_reason]")
    status, told = upload_by_script(visitor, sent(pdf))
    assert (status, told["files"][0]["error"]["code"]) == (400, "late_reason_missing")
    status, told = upload_by_script(visitor, sent(pdf), late_reason="Chờ ký số")
    assert status == 201
    assert "Chờ ký số" in told["files"][0]["html"]


def test_a_document_that_is_here_is_found_without_diacritics_and_cited(site: Site) -> None:
    version = site.world.document()
    with site.world.database.transaction() as session:
        session.get_one(DocumentVersion, version).header_subject = "Báo cáo cải cách hành chính"
    foreign = site.world.document("justice")
    visitor = site.visitor("lan")
    found = visitor.get(f"{ADDRESS}/cite?product=1&q=cai+cach")
    assert [field["value"] for field in found.tree.select("input[name=version]")] == [str(version)]
    assert not visitor.get(f"{ADDRESS}/cite?q=khong+co").tree.select("input[name=version]")
    wanted = {"version": str(version), "product": "1", "q": "cai cach"}
    refused = visitor.post(f"{ADDRESS}/cite", wanted | {"pages": "9"}, status=400)
    assert refused.one(".cite-form input[name=pages]")["value"] == "9"
    visitor.follow(f"{ADDRESS}/cite", wanted | {"pages": "1-2"})
    assert only_piece(site.world).pages == "1-2"
    visitor.post(f"{ADDRESS}/cite", {"version": str(foreign), "product": "1"}, status=404)


def test_a_link_is_kept_with_its_captured_copy(site: Site, pdf: bytes) -> None:
    visitor = site.visitor("lan")
    address = f"{ADDRESS}/link?product=1"
    visitor.get(address)
    facts = {"address": "https://angiang.gov.vn/tin", "title": "Tin về cải cách hành chính"}
    without = visitor.post(address, facts, status=400)
    assert without.one("input[name=title]")["value"] == facts["title"]
    wrong = visitor.post(address, facts | {"address": "javascript:x", "capture": sent(pdf)}, status=400)
    assert wrong.tree.select(".invalid-feedback")
    page = visitor.follow(address, facts | {"seen_on": "2017-11-20", "capture": sent(pdf)})
    assert "Tin về cải cách hành chính" in page.words
    assert "20/11/2017" in page.words


def test_wrong_pages_keep_what_was_typed(site: Site) -> None:
    piece = site.world.cite()
    visitor = site.visitor("lan")
    address = f"/2017/evidence/{piece}/pages"
    form = visitor.get(address).hidden("main form")
    refused = visitor.post(address, form | {"pages": "4-9"}, status=400)
    assert refused.one("main input[name=pages]")["value"] == "4-9"
    visitor.follow(address, form | {"pages": "4-5"})
    assert only_piece(site.world).pages == "4-5"
    stale = visitor.post(address, form | {"pages": "1"}, status=409)
    again = stale.hidden("main form")
    visitor.follow(address, again | {"pages": "1"})
    assert only_piece(site.world).pages == "1"


def returned_piece(world: World, **kwargs: Any) -> int:
    piece = world.cite(**kwargs)
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    return piece


def test_a_returned_piece_is_explained_with_a_new_version_and_attachments(site: Site, pdf: bytes) -> None:
    piece = returned_piece(site.world)
    visitor = site.visitor("lan")
    address = f"/2017/evidence/{piece}/explain"
    form = visitor.get(address).hidden("main form")
    empty = visitor.post(address, form | {"text": " ", "legal_basis": "Nghị định 108"}, status=400)
    assert "Nghị định 108" in empty.one("textarea[name=legal_basis]").get_text()
    attached = [sent(b"Phu luc mot", "phu-luc.txt")]
    page = visitor.follow(
        address, form | {"text": "Đã bổ sung số liệu", "file": sent(pdf), "documents": attached}
    )
    shown = page.one(f"#piece-{piece}")
    assert "Đã bổ sung số liệu" in shown.get_text()
    assert "phu-luc.txt" in shown.get_text()
    with site.world.reading() as session:
        evidence = session.get_one(Evidence, piece)
        assert evidence.state is EvidenceState.EXPLAINED
        assert evidence.version.number == 2
    reworded = visitor.get(address)
    assert reworded.one("textarea[name=text]").get_text().strip() == "Đã bổ sung số liệu"
    kept = reworded.one("input[name=kept]")["value"]
    visitor.follow(address, reworded.hidden("main form") | {"text": "Đã bổ sung đủ", "kept": str(kept)})
    with site.world.reading() as session:
        explanation = session.scalars(select(Explanation)).one()
        assert (explanation.text, len(explanation.documents)) == ("Đã bổ sung đủ", 1)


def test_a_returned_piece_is_replaced_by_a_file(site: Site, pdf: bytes) -> None:
    piece = returned_piece(site.world)
    visitor = site.visitor("lan")
    address = f"/2017/evidence/{piece}/replace"
    form = visitor.get(address).hidden("main form")
    same = visitor.post(address, form, status=400)
    assert same.tree.select(".note.bad, .invalid-feedback")
    visitor.follow(address, form | {"file": sent(pdf), "pages": "1"})
    with site.world.reading() as session:
        evidence = session.get_one(Evidence, piece)
        assert evidence.state is EvidenceState.SUBMITTED
        assert (evidence.version.number, evidence.pages) == (2, "1")


def test_a_newer_version_is_offered_and_taken(site: Site) -> None:
    version = site.world.document()
    piece = site.world.cite(version=version)
    visitor = site.visitor("lan")
    assert not visitor.get(ADDRESS).tree.select(f'form[action="/2017/evidence/{piece}/newest"]')
    newer = site.world.new_version(version)
    form = visitor.get(ADDRESS).hidden(f'form[action="/2017/evidence/{piece}/newest"]')
    visitor.follow(f"/2017/evidence/{piece}/newest", form)
    assert only_piece(site.world).version_id == newer
    visitor.post(f"/2017/evidence/{piece}/newest", status=409)


def test_a_withdrawn_piece_can_be_cited_again(site: Site) -> None:
    piece = site.world.cite(pages="2")
    visitor = site.visitor("lan")
    form = visitor.get(ADDRESS).hidden(f'form[action="/2017/evidence/{piece}/withdraw"]')
    page = visitor.follow(f"/2017/evidence/{piece}/withdraw", form)
    assert site.world.state(piece) is EvidenceState.WITHDRAWN
    assert not page.tree.select("article.piece")
    again = visitor.follow(f"/2017/evidence/{piece}/cite-again")
    assert len(again.tree.select("article.piece")) == 1


def test_a_draft_moves_to_another_product_and_to_another_criterion(site: Site) -> None:
    piece = site.world.cite("1.3.1")
    visitor = site.visitor("lan")
    page = visitor.get(f"/2017/evidence/{piece}/move")
    places = {option.get_text(strip=True): str(option["value"]) for option in page.tree.select("option")}
    assert not [words for words in places if "2.1.1" in words]
    [second] = [value for words, value in places.items() if words.startswith("TCTP 1.3.1 · 2.")]
    visitor.follow(f"/2017/evidence/{piece}/move", page.hidden("main form") | {"place": second})
    with site.world.reading() as session:
        assert session.get_one(Evidence, piece).product_id == site.world.product(session, "1.3.1", 2).id
    page = visitor.get(f"/2017/evidence/{piece}/move")
    [elsewhere] = [value for words, value in places.items() if words.startswith("TCTP 1.1.3 · 1.")]
    there = visitor.follow(f"/2017/evidence/{piece}/move", page.hidden("main form") | {"place": elsewhere})
    assert there.tree.select(f"#product-1 #piece-{piece}")
    visitor.post(f"/2017/evidence/{piece}/move", {"place": "x:y"}, status=400)


def test_a_contribution_waits_and_is_accepted_or_refused(site: Site) -> None:
    first, second = site.world.cite(who="district"), site.world.cite(who="district")
    own = site.visitor("district").get(ADDRESS).one(f"#piece-{first}")
    assert not own.select(f'form[action="/2017/evidence/{first}/accept"]')
    visitor = site.visitor("lan")
    page = visitor.get(ADDRESS)
    visitor.follow(
        f"/2017/evidence/{first}/accept", page.hidden(f'form[action="/2017/evidence/{first}/accept"]')
    )
    page = visitor.get(ADDRESS)
    assert not page.tree.select(f'form[action="/2017/evidence/{first}/accept"]')
    visitor.follow(
        f"/2017/evidence/{second}/refuse", page.hidden(f'form[action="/2017/evidence/{second}/refuse"]')
    )
    assert site.world.state(second) is EvidenceState.WITHDRAWN
    assert site.world.state(first) is EvidenceState.DRAFT


def test_a_missing_product_is_explained_round_after_round(site: Site) -> None:
    visitor = site.visitor("lan")
    address = f"{ADDRESS}/explain?product=1"
    form = visitor.get(address).hidden("main form")
    empty = visitor.post(address, form | {"kind": "missing", "text": "", "legal_basis": "Luật"}, status=400)
    assert "Luật" in empty.one("textarea[name=legal_basis]").get_text()
    page = visitor.follow(address, form | {"kind": "no_occurrence", "text": "Năm 2017 không tổ chức"})
    assert "Năm 2017 không tổ chức" in page.one("#explanation-1").get_text()
    site.world.submit()
    with site.world.reading() as session:
        first = session.scalars(select(Explanation.id)).one()
    site.world.judge_explanation(first, accepted=False)
    site.world.return_()
    again = visitor.get(address).hidden("main form")
    visitor.follow(address, again | {"kind": "missing", "text": "Sẽ ban hành trong quý I năm 2018"})
    with site.world.reading() as session:
        rounds = session.scalars(select(Explanation).order_by(Explanation.round)).all()
        assert [(each.round, each.state) for each in rounds] == [
            (1, ExplanationState.REJECTED),
            (2, ExplanationState.SUBMITTED),
        ]
    site.visitor("lan").get(f"{ADDRESS}/explain?product=7", status=404)


def test_an_explanation_begins_with_a_template_and_rests_on_what_the_texts_name(site: Site) -> None:
    version = site.world.document()
    site.world.cite(version=version)
    with site.container.database.transaction() as session:
        sha256 = session.get_one(DocumentVersion, version).sha256
        named = NamedDocument(
            sha256=sha256, ordinal=1, number_key="1/2018/nđ-cp", number="1/2018/NĐ-CP", times=1
        )
        named.doc_type = "Nghị định"
        session.add(named)
    lan = site.visitor("lan")
    address = f"{ADDRESS}/explain?product=1"
    [link] = [
        link["href"] for link in lan.get(address).tree.select("a.chip") if "no_occurrence" in link["href"]
    ]
    page = lan.get(str(link))
    text = page.one("textarea[name=text]").get_text().strip()
    assert text.startswith("Trong năm đánh giá, tại cơ quan không phát sinh")
    assert page.one("input[name=kind][value=no_occurrence][checked]")
    basis = str(page.one("input[name=basis]")["value"])
    assert basis == "Nghị định số 1/2018/NĐ-CP"
    sent = {"kind": "no_occurrence", "text": text, "legal_basis": "Luật A", "basis": [basis, "Luật B"]}
    after = lan.follow(address, page.hidden("main form") | sent)
    assert "Luật A" in after.one("#explanation-1").get_text()
    with site.world.reading() as session:
        assert session.scalars(select(Explanation)).one().legal_basis == f"Luật A\n{basis}"
    paper = after.one("#explanation-1 a[href$='/explanations']")["href"]
    answer = lan.client.get(str(paper))
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


def test_a_template_is_reworded_by_the_coordinator(site: Site) -> None:
    coordinator = site.visitor("coordinator")
    page = coordinator.get("/admin/explanation-templates")
    assert len(page.tree.select("main section")) == 5
    address = "/admin/explanation-templates/missing"
    form = coordinator.get(address).hidden("main form")
    coordinator.follow(address, form | {"text": "Lý do: …", "legal_basis": ""})
    stale = coordinator.post(address, form | {"text": "Khác", "legal_basis": ""}, status=409)
    assert stale.one("[role=alert]")
    assert "Lý do: …" in coordinator.get("/admin/explanation-templates").words
    assert "Sửa mẫu giải trình" in coordinator.get("/audit").words


def test_two_people_at_once_are_told_and_lose_no_word(site: Site) -> None:
    piece = returned_piece(site.world)
    lan, mai = site.visitor("lan"), site.visitor("mai")
    address = f"/2017/evidence/{piece}/explain"
    form = mai.get(address).hidden("main form")
    lan.follow(address, lan.get(address).hidden("main form") | {"text": "Của chị Lan"})
    told = mai.post(address, form | {"csrf_token": mai.token(), "text": "Của chị Mai"}, status=409)
    assert told.one("textarea[name=text]").get_text().strip() == "Của chị Mai"
    assert "Của chị Lan" in told.words


def test_the_fields_are_confirmed_beside_the_first_page(site: Site) -> None:
    piece = site.world.cite()
    visitor = site.visitor("lan")
    address = f"/2017/evidence/{piece}/header"
    page = visitor.get(address)
    assert page.tree.select(".page-view img")
    form = page.hidden("main form")
    typed = {"number": "683/BC-SNV", "issued_on": "31/13/2017", "subject": "Báo cáo năm 2017"}
    refused = visitor.post(address, form | typed, status=400)
    assert refused.one("input[name=issued_on]")["value"] == "31/13/2017"
    done = visitor.follow(address, form | typed | {"issued_on": "20/11/2017"})
    assert "683/BC-SNV · 20/11/2017" in done.one(f"#piece-{piece}").get_text()
    assert site.visitor("district").client.get(address).status_code == 404


def test_invisible_pieces_are_not_there_for_any_action(site: Site) -> None:
    piece = site.world.cite()
    stranger = site.visitor("justice")
    for action in ("pages", "replace", "move", "explain", "header"):
        stranger.get(f"/2017/evidence/{piece}/{action}", status=404)
    for action in ("withdraw", "accept", "refuse", "newest", "cite-again"):
        stranger.post(f"/2017/evidence/{piece}/{action}", status=404)


def test_documents_that_are_cited_already_are_marked(site: Site) -> None:
    version = site.world.document("lan")
    site.world.cite("1.1.3", version=version)
    visitor = site.visitor("lan")
    here = visitor.get("/2017/criteria/TCTP-1.1.3/cite?product=1").one(".piece")
    assert "đã viện dẫn ở đây" in here.get_text()
    elsewhere = visitor.get("/2017/criteria/TCTP-1.3.1/cite?product=1").one(".piece").get_text()
    assert "đã viện dẫn ở đây" not in elsewhere
    assert "TCTP 1.1.3" in elsewhere
