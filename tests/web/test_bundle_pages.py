"""The bundle's pages: the check, sealing, the file, and who sees what of it."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

import openpyxl
from sqlalchemy import select

from evidence_repo.jobs.worker import Worker
from evidence_repo.models import Blob, SubmissionBundle
from evidence_repo.services.bundles import verifier_program
from tests.services.test_bundles_proofs import honest, stamping
from tests.services.world import NOW
from tests.signing import build_authority
from tests.web.site import Site
from tests.world_bytes import keep_world_bytes


def approve(site: Site, code: str, head: str = "head", who: str = "lan") -> None:
    piece = site.world.cite(code, who)
    site.world.submit(code, head)
    site.world.judge(piece)
    site.world.approve(code)
    keep_world_bytes(site.container, site.world)


def pack_id(site: Site, code: str) -> str:
    with site.world.reading() as session:
        return str(site.world.pack(session, code).id)


def seal(site: Site, *codes: str) -> str:
    packs = [pack_id(site, code) for code in codes]
    answer = site.visitor("approver").post("/2017/bundles/seal", {"scope": "partial", "pack": packs})
    Worker(site.container, "test").run(until_idle=True)
    return str(answer.response.location)


def test_the_check_names_what_blocks_and_leads_to_its_mend(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    page = site.visitor("approver").get("/2017/bundles")
    assert page.one("#why")
    assert page.one("main form button[disabled]")
    links = {str(link["href"]) for link in page.tree.select("#check tbody a")}
    assert links
    for link in links:
        site.visitor("reviewer").get(link.partition("#")[0])
    site.world.judge(piece)
    assert "TCTP 1.1.3" in site.visitor("approver").get("/2017/bundles").words


def test_the_check_does_not_tell_reviewers_of_drafts(site: Site) -> None:
    site.world.cite()
    assert "bao-cao.pdf" in site.visitor("coordinator").get("/2017/bundles").words
    for name in ("reviewer", "approver", "observer"):
        assert "bao-cao.pdf" not in site.visitor(name).get("/2017/bundles").words


def test_a_partial_bundle_is_sealed_downloaded_and_verified(site: Site) -> None:
    approve(site, "1.1.3")
    address = seal(site, "1.1.3")
    visitor = site.visitor("approver")
    page = visitor.get(f"{address}?check=1" if "?" not in address else f"{address}&check=1")
    assert page.one(".note.info")
    data = visitor.client.get("/2017/bundles/1/download").data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert any(name.endswith("manifest-sha256.txt") for name in archive.namelist())
    part = visitor.client.get("/2017/bundles/1/download", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, data[:4])
    assert "Tải bộ hồ sơ" in site.visitor("coordinator").get("/audit").words


def test_sealing_twice_gives_the_same_bundle_and_nothing_ticked_is_refused(site: Site) -> None:
    approve(site, "1.1.3")
    assert seal(site, "1.1.3") == seal(site, "1.1.3")
    page = site.visitor("approver").post("/2017/bundles/seal", {"scope": "partial"}, status=400)
    assert page.one("[role=alert]")
    page = site.visitor("approver").post("/2017/bundles/seal", {"scope": "full"}, status=409)
    assert page.one("[role=alert]").select("a")


def test_a_lost_file_is_made_again_byte_for_byte(site: Site) -> None:
    approve(site, "1.1.3")
    seal(site, "1.1.3")
    visitor = site.visitor("approver")
    before = visitor.client.get("/2017/bundles/1/download").data
    with site.world.reading() as session:
        sha256 = session.scalars(select(SubmissionBundle)).one().zip_sha256
    assert sha256
    site.container.store.delete(sha256)
    visitor.get("/2017/bundles/1/download", status=503)
    assert visitor.get("/2017/bundles/1").one("main form[action='/2017/bundles/1/render']")
    visitor.post("/2017/bundles/1/render")
    Worker(site.container, "test").run(until_idle=True)
    assert visitor.client.get("/2017/bundles/1/download").data == before


def test_a_part_is_sealed_by_agency_or_field(site: Site) -> None:
    approve(site, "1.1.3")
    approver = site.visitor("approver")
    page = approver.get("/2017/bundles")
    assert [option["value"] for option in page.tree.select("#part-agency option")] == ["", "noi-vu"]
    approver.post("/2017/bundles/seal", {"scope": "partial", "agency": "noi-vu", "field": "9"}, status=400)
    answer = approver.post("/2017/bundles/seal", {"scope": "partial", "agency": "noi-vu", "field": "1"})
    assert str(answer.response.location).endswith("/2017/bundles/1")


def test_what_travels_beside_the_zip(site: Site) -> None:
    approve(site, "1.1.3")
    seal(site, "1.1.3")
    visitor = site.visitor("ministry")
    page = visitor.get("/2017/bundles/1")
    assert page.one("#files a[href$='/bundles/verify.pyz']")
    program = visitor.client.get("/2017/bundles/verify.pyz")
    assert program.data == verifier_program()
    visitor.post("/2017/bundles/1/volumes", {"megabytes": "1"}, status=400)


def test_volumes_are_slices_of_the_zip(site: Site) -> None:
    approve(site, "1.1.3")
    seal(site, "1.1.3")
    approver = site.visitor("approver")
    data = enlarge(site)
    page = approver.post("/2017/bundles/1/volumes", {"megabytes": "1"})
    assert str(page.response.location).endswith("#volumes")
    assert not approver.get("/2017/bundles/1").tree.select("#files ol")
    assert approver.client.get("/2017/bundles/1/volumes/1/1").status_code == 404
    Worker(site.container, "test").run(until_idle=True)
    links = [str(link["href"]) for link in approver.get("/2017/bundles/1").tree.select("#files ol a")]
    assert len(links) == 3
    assert b"".join(approver.client.get(link).data for link in links) == data
    middle = approver.client.get(links[1], headers={"Range": "bytes=5-9"})
    assert (middle.status_code, middle.data) == (206, data[1024 * 1024 :][5:10])
    assert approver.client.get("/2017/bundles/1/volumes/1/4").status_code == 404
    listed = approver.client.get("/2017/bundles/1/volumes/1/list").text.splitlines()
    assert listed[-1].startswith(sha256(data).hexdigest())
    assert listed[0].endswith(".zip.001")
    coordinator = site.visitor("coordinator").get("/audit").words
    assert "Chia bộ hồ sơ thành nhiều tập" in coordinator


def enlarge(site: Site) -> bytes:
    """Put 2.5 MB in the place of the bundle's ZIP; return them."""
    data = random.Random(9).randbytes(2_500_000)
    digest = sha256(data).hexdigest()
    site.container.store.put(digest, io.BytesIO(data), len(data))
    with site.container.database.transaction() as session:
        session.add(Blob(sha256=digest, size=len(data), crc32=zlib.crc32(data), created_at=NOW))
        session.flush()
        bundle = session.scalars(select(SubmissionBundle)).one()
        bundle.zip_sha256, bundle.zip_size = digest, len(data)
    return data


def test_a_bundle_that_could_not_be_stamped_says_so(site: Site) -> None:
    approve(site, "1.1.3")
    url = "http://127.0.0.1:9/tsa"
    with setting(site, timestamp_url=url):
        seal(site, "1.1.3")
        page = site.visitor("approver").get("/2017/bundles/1")
        assert "chưa có dấu thời gian" in page.words
        assert page.one("main form[action='/2017/bundles/1/render']")
        authority = build_authority()
    with stamping(honest(authority)) as address, setting(site, timestamp_url=address):
        site.visitor("approver").post("/2017/bundles/1/render")
        Worker(site.container, "test").run(until_idle=True)
        checked = site.visitor("approver").get("/2017/bundles/1?check=1")
    assert "Dấu thời gian (RFC 3161)" in checked.one(".note.info").get_text()
    stamp = site.visitor("ministry").client.get("/2017/bundles/1/timestamp")
    assert stamp.headers["Content-Disposition"].endswith('.zip.tsr"')
    assert site.visitor("ministry").client.get("/2017/bundles/1/signature").status_code == 404


@contextmanager
def setting(site: Site, **changed: Any) -> Iterator[None]:
    """Have the site work under other settings for a while."""
    before = site.container.settings
    object.__setattr__(site.container, "settings", replace(before, **changed))
    try:
        yield
    finally:
        object.__setattr__(site.container, "settings", before)


def test_who_sees_bundles(site: Site) -> None:
    approve(site, "1.1.3")
    packs = [pack_id(site, "1.1.3")]
    site.visitor("approver").post("/2017/bundles/seal", {"scope": "partial", "pack": packs})
    site.visitor("ministry").get("/2017/bundles/1", status=404)
    assert not site.visitor("ministry").get("/2017/bundles").tree.select("#sealed tbody tr")
    assert site.visitor("observer").get("/2017/bundles/1").one("#under-way")
    site.visitor("approver").get("/2017/bundles/1/download", status=409)
    Worker(site.container, "test").run(until_idle=True)
    ministry = site.visitor("ministry").get("/2017/bundles")
    assert not ministry.tree.select("#check")
    assert ministry.tree.select("#sealed tbody tr")
    assert site.visitor("ministry").client.get("/2017/bundles/1/download").status_code == 200
    for name in ("lan", "head", "justice"):
        for path in ("/2017/bundles", "/2017/bundles/1", "/2017/bundles/1/download"):
            site.visitor(name).get(path, status=404)
    for name in ("reviewer", "coordinator", "observer", "ministry"):
        site.visitor(name).post("/2017/bundles/seal", {"scope": "full"}, status=404)


def test_the_next_bundle_tells_what_changed(site: Site) -> None:
    approve(site, "1.1.3")
    seal(site, "1.1.3")
    site.visitor("approver").post("/2017/packs/TCTP-1.1.3/reopen", {"reason": "Bổ sung"})
    second = site.world.cite()
    site.world.submit()
    site.world.judge(second)
    site.world.approve()
    keep_world_bytes(site.container, site.world)
    seal(site, "1.1.3")
    page = site.visitor("approver").get("/2017/bundles/2")
    assert page.one("#changes").select("li b")
    with site.world.reading() as session:
        assert session.get(Blob, session.scalars(select(SubmissionBundle.zip_sha256)).first())


def test_findings_are_grouped_filtered_and_say_what_their_links_open(site: Site) -> None:
    site.world.cite()
    site.world.submit()
    site.world.cite("2.1.1", "justice")
    page = site.visitor("reviewer").get("/2017/bundles")
    groups = [row.get_text(" ", strip=True) for row in page.tree.select("#check tr.group")]
    assert groups[0].startswith("Sở Nội vụ")
    words = {link.get_text(" ", strip=True) for link in page.tree.select("#check tbody a")}
    assert "Mở trang rà soát TCTP 1.1.3" in words
    only = site.visitor("reviewer").get("/2017/bundles?level=warn&agency=noi-vu")
    levels = {cell.get_text(strip=True) for cell in only.tree.select("#check tbody td:first-child")}
    assert levels == {"Cần lưu ý"}
    assert len(only.tree.select("#check tr.group")) == 1
    book = site.visitor("reviewer").client.get("/2017/bundles?level=warn&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.data)).active
    assert sheet is not None
    assert {row[2] for row in sheet.iter_rows(min_row=2, values_only=True)} == {"Cần lưu ý"}
