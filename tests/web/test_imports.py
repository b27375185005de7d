"""Agencies and people from real workbooks: template, preview, sentences by row, all or nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from evidence_repo.models import AccountRequest, Agency, Job, User
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.people.people_import import ROLE_NAMES
from tests.web.pages import Page
from tests.web.site import Site
from workflows.roles import Role

AGENCY_HEAD = ("Tên cơ quan, đơn vị", "Loại", "Mã", "Trực thuộc", "Từ ngày")
PEOPLE_HEAD = ("Họ và tên", "Thư điện tử", "Cơ quan, đơn vị", "Vai trò")


def workbook(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(site: Site, what: str, data: bytes, status: int = 200) -> Page:
    sent = {"file": (io.BytesIO(data), "danh-sach.xlsx")}
    page = f"/admin/{what}/import"
    return site.visitor("coordinator").post(page, sent, status=status, content_type="multipart/form-data")


def confirm(site: Site, what: str, shown: Page, status: int = 303) -> Page:
    [kept] = [each["value"] for each in shown.tree.select("footer input[name=kept]")]
    return site.visitor("coordinator").post(f"/admin/{what}/import", {"kept": kept}, status=status)


def file_at(site: Site, address: str) -> bytes:
    answer = site.visitor("coordinator").client.get(address)
    assert answer.status_code == 200
    return answer.get_data()


def count(site: Site, model: type[Agency] | type[User] | type[AccountRequest]) -> int:
    with site.world.reading() as session:
        return session.scalar(select(func.count(model.id))) or 0


class TestAgencies:
    def test_communes_come_in_under_the_province_or_another_row(self, site: Site) -> None:
        rows = (
            ("UBND xã Vĩnh Hậu", "Xã, thị trấn", "", "UBND tỉnh", "01/07/2025"),
            ("UBND phường Long Xuyên", "phường", None, "ubnd tỉnh", None),
            ("Chi cục Văn thư", "Sở, ban, ngành", "chi-cuc-van-thu", None, None),
            ("Sở Nội vụ", "department", None, None, None),
        )
        shown = send(site, "agencies", workbook(AGENCY_HEAD, *rows))
        assert "Mới: 3." in shown.words
        assert "Đã có: 1." in shown.words
        before = count(site, Agency)
        confirm(site, "agencies", shown)
        assert count(site, Agency) == before + 3
        with site.world.reading() as session:
            commune = site.world.agency(session, "ubnd-xa-vinh-hau")
            assert (commune.kind, commune.parent and commune.parent.code) == ("commune", "tinh")
            assert str(commune.began_on) == "2025-07-01"

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            ((None, "Phường", None, None), "Nhập tên cơ quan."),
            (("Xã A", "Huyện lỵ", None, None), "Không có loại cơ quan, đơn vị Huyện lỵ."),
            (("Xã A", "Xã, thị trấn", "Mã Xấu", None), "Mã cơ quan"),
            (("Xã A", "Xã, thị trấn", "noi-vu", None), "noi-vu"),
            (("Xã A", "Xã, thị trấn", None, "Sở Thủy sản"), "Sở Thủy sản"),
            (("Xã A", "Xã, thị trấn", None, "UBND thành phố Châu Đốc"), "không trực thuộc"),
            (("Sở Nội vụ", "Phường", None, None), "đã có với loại hoặc mã khác"),
            (("Xã A", "Phường", None, None, "31/02/2026"), "Đây không phải là ngày"),
            (("=A1", "Phường", None, None), "Một ô là công thức"),
            (("X" * 1001, "Phường", None, None), "Một ô quá dài"),
        ],
    )
    def test_a_row_that_cannot_be_taken_says_why(
        self, site: Site, row: tuple[Any, ...], sentence: str
    ) -> None:
        before = count(site, Agency)
        shown = send(site, "agencies", workbook(AGENCY_HEAD, ("Sở Mới", "department"), row))
        told = [each.get_text(" ", strip=True) for each in shown.tree.select("tbody tr")]
        assert len(told) == 1
        assert told[0].startswith("3 ")
        assert sentence in told[0]
        assert shown.tree.select("footer input[name=kept]") == []
        assert count(site, Agency) == before

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (workbook(), "Trang tính trống."),
            (workbook(AGENCY_HEAD), "Không có dòng nào dưới dòng tiêu đề."),
            (workbook(("Mã", "Loại"), ("a", "b")), "Thiếu cột “Tên cơ quan, đơn vị”."),
            (workbook(AGENCY_HEAD, *[(f"Xã {n}", "ward") for n in range(501)]), "Mỗi lần tối đa 500 dòng"),
            (b"xin chao", "Hãy gửi tệp Excel (.xlsx)."),
            (b"PK\x03\x04 hong", "Hãy gửi tệp Excel (.xlsx)."),
        ],
    )
    def test_a_sheet_that_is_none_says_why(self, site: Site, data: bytes, sentence: str) -> None:
        assert sentence in send(site, "agencies", data, status=400).words

    def test_five_hundred_rows_come_in_at_once_and_again_change_nothing(self, site: Site) -> None:
        rows = [(f"UBND xã Số {number}", "commune", None, "tinh") for number in range(500)]
        data, before = workbook(AGENCY_HEAD, *rows), count(site, Agency)
        confirm(site, "agencies", send(site, "agencies", data))
        assert count(site, Agency) == before + 500
        again = send(site, "agencies", data)
        assert "Đã có: 500." in again.words

    def test_what_was_exported_comes_in_again(self, site: Site) -> None:
        exported = file_at(site, "/admin/agencies?format=xlsx")
        assert "Đã có: 5." in send(site, "agencies", exported).words


class TestPeople:
    def test_accounts_are_opened_and_guarded_ones_wait_for_a_second_person(self, site: Site) -> None:
        rows = (
            ("Trần Thị Ánh", "Anh@angiang.vn", "Sở Nội vụ", "Chuyên viên, Lãnh đạo đơn vị"),
            ("Lê Văn Đệ", "de@angiang.vn", "tu-phap", "uploader"),
            ("Ngô Rà Soát", "ngo@angiang.vn", "Sở Nội vụ", "Người rà soát"),
            ("lan", "lan@example.vn", "Sở Nội vụ", "Chuyên viên"),
        )
        people, requests = count(site, User), count(site, AccountRequest)
        shown = send(site, "people", workbook(PEOPLE_HEAD, *rows))
        for words in ("Mới: 2.", "Chờ người thứ hai xác nhận: 1.", "Đã có: 1."):
            assert words in shown.words
        assert (count(site, User), count(site, AccountRequest)) == (people, requests)
        confirm(site, "people", shown)
        assert (count(site, User), count(site, AccountRequest)) == (people + 2, requests + 1)
        with site.world.reading() as session:
            anh = session.scalars(select(User).where(User.email == "anh@angiang.vn")).one()
            assert (anh.name, anh.role_set) == ("Trần Thị Ánh", {Role.UPLOADER, Role.AGENCY_HEAD})
            assert (anh.password, anh.must_change_password) == (None, True)
            kinds = set(session.scalars(select(Job.kind)))
        assert JobKind.MAIL_PASSWORD not in kinds, "without a mail server passwords are handed out one by one"

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            ((None, "a@angiang.vn", "Sở Nội vụ", "uploader"), "Nhập họ và tên"),
            (("A", "a-angiang.vn", "Sở Nội vụ", "uploader"), "a-angiang.vn"),
            (("A", "a@angiang.vn", "Sở Thủy sản", "uploader"), "Sở Thủy sản"),
            (("A", "a@angiang.vn", "Sở Nội vụ", "giám đốc"), "Không có vai trò giám đốc."),
            (("A", "a@angiang.vn", "Sở Nội vụ", None), "Chọn ít nhất một vai trò"),
            (("A", "MAI@example.vn", "Sở Nội vụ", "uploader"), "với họ tên, đơn vị hoặc vai trò khác"),
            (("A", "moi@angiang.vn", "Sở Nội vụ", "uploader"), "xuất hiện hai lần"),
            (('=HYPERLINK("x")', "a@angiang.vn", "Sở Nội vụ", "uploader"), "Một ô là công thức"),
        ],
    )
    def test_a_row_that_cannot_be_taken_says_why(
        self, site: Site, row: tuple[Any, ...], sentence: str
    ) -> None:
        good = ("Mới", "moi@angiang.vn", "Sở Nội vụ", "uploader")
        before = count(site, User)
        shown = send(site, "people", workbook(PEOPLE_HEAD, good, row))
        told = [each.get_text(" ", strip=True) for each in shown.tree.select("tbody tr")]
        assert len(told) == 1
        assert sentence in told[0]
        assert count(site, User) == before

    def test_what_was_exported_comes_in_again(self, site: Site) -> None:
        exported = file_at(site, "/admin/people?format=xlsx")
        assert f"Đã có: {count(site, User)}." in send(site, "people", exported).words


def test_roles_are_called_in_sheets_as_on_the_screens(site: Site) -> None:
    form = site.visitor("coordinator").get("/admin/people/new")
    shown = {label.get_text(strip=True) for label in form.tree.select("fieldset label")}
    assert {vietnamese for vietnamese, _ in ROLE_NAMES.values()} <= shown


@pytest.mark.parametrize("what", ["agencies", "people"])
def test_the_template_has_the_columns_that_are_read(site: Site, what: str) -> None:
    data = file_at(site, f"/admin/{what}/template.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    heads = tuple(cell.value for cell in next(sheet.iter_rows()))
    assert heads == (AGENCY_HEAD if what == "agencies" else PEOPLE_HEAD)
    shown = send(site, what, data, status=400)
    assert "Không có dòng nào dưới dòng tiêu đề." in shown.words


@pytest.mark.parametrize("kept", ["imports/../evidence.db", "plans/x", "imports/a.xlsx", "x" * 300])
def test_a_name_that_nobody_was_given_is_not_read(site: Site, kept: str) -> None:
    page = site.visitor("coordinator").post("/admin/people/import", {"kept": kept}, status=400)
    assert re.search("Hãy gửi lại tệp", page.words)
