"""Following up on its pages: the coordinator makes letters and issues one; its agency sees it at home."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from tests.services.assigning import Assigning
from tests.web.site import Site

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n%%EOF"


def test_a_letter_goes_its_way_from_one_click_to_the_agencys_home(site: Site) -> None:
    Assigning(site.world).assign()
    coordinator = site.visitor("coordinator")
    page = coordinator.get("/2017/follow-up?due=all&agency=tu-phap")
    by_agency = {
        str(row.select("a")[0].text): [cell.text.strip() for cell in row.select("td.num")]
        for row in page.tree.select("section table tbody tr")
        if row.select("td.num b")
    }
    assert {name: counts[:4] for name, counts in by_agency.items()} == {
        "Sở Nội vụ": ["3", "0", "0", "3"],
        "Sở Tư pháp": ["1", "0", "0", "1"],
        "UBND thành phố Châu Đốc": ["0", "0", "1", "1"],
    }
    assert "Sản phẩm 1: Báo cáo 1" in page.words
    sent = page.hidden("#make") | {"reply_by": "30/12/2099"}
    made = coordinator.post("/2017/follow-up/letters", sent)
    packed = coordinator.client.get(made.response.location)
    assert packed.mimetype == "application/zip"
    assert "filename*=UTF-8''" in packed.headers["Content-Disposition"]
    assert packed.headers["Content-Disposition"].isascii()
    assert len(ZipFile(BytesIO(packed.data)).namelist()) == 3
    page = coordinator.get("/2017/follow-up?due=all")
    rows = page.tree.select("#letters tbody tr")
    [paper] = [str(row.select("a")[0]["href"]) for row in rows if "Sở Tư pháp" in row.text]
    assert coordinator.client.get(paper).status_code == 200
    address = paper.replace(".docx", "/issue")
    form = coordinator.get(address)
    kept = form.hidden("main form") | {"number": "12/SNV-CCHC", "issued_on": "01/11/2017"}
    coordinator.post(address, kept, status=400)
    file = {"copy": (BytesIO(PDF), "công văn đã ký.pdf")}
    coordinator.post(address, kept | file, content_type="multipart/form-data")
    asked = site.visitor("justice")
    home = asked.get("/")
    assert "Công văn số 12/SNV-CCHC ngày 01/11/2017" in home.words
    link = home.one("#letters a")["href"]
    assert asked.client.get(str(link)).data == PDF
    assert site.visitor("district").client.get(str(link)).status_code == 404
    assert "Công văn đôn đốc số 12/SNV-CCHC" in asked.get("/2017/criteria/TCTP-2.1.1").words
    assert "#letters" not in site.visitor("lan").get("/").text
