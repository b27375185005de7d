"""Answers with a file, a name or a redirect, as the real web server sends them: no test client sees those."""

from __future__ import annotations

import http.client
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from tests.documents import build_admin_pdf
from tests.e2e.http_person import Answer, HttpPerson
from tests.e2e.installation import Prepared, running_copy

pytestmark = pytest.mark.xdist_group("real-server")
ADDRESS = "TCTP-1.1.3"
TEXT = "Đã kiểm tra 42 đơn vị.\n".encode()
NAMES = (
    "Kết luận kiểm tra.txt",
    unicodedata.normalize("NFD", "Báo cáo công tác cải cách hành chính quý III.txt"),
    "BC 571 (bản cuối) [đã ký] & phụ lục; số 2, “sửa”.txt",
    "'ngoặc đơn' 100% %2e%2e *.txt",
    f"{'Rất dài ' * 40}.txt",
    "文件 😀.txt",
    "plain.txt",
)


@dataclass(frozen=True)
class Server:
    """A running installation with several web processes, and two of its people."""

    lan: HttpPerson
    son: HttpPerson
    port: int

    def uploaded(self, name: str, content: bytes = TEXT) -> str:
        """Upload a file; return the address of its document's first version."""
        answer = self.lan.upload(ADDRESS, name, content)
        assert answer.status == HTTPStatus.CREATED, answer.text
        return f"/documents/{answer.json()['files'][0]['document_id']}/versions/1"


@pytest.fixture(scope="module")
def server(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("real")
    with running_copy(prepared, folder, {"EVIDENCE_WEB_PROCESSES": "2"}) as made:
        people = {name: HttpPerson(made.run.port) for name in ("lan", "son")}
        for name, person in people.items():
            account = made.accounts[name]
            person.sign_in(account.email, account.password, account.own_password)
        yield Server(people["lan"], people["son"], made.run.port)


@pytest.fixture(scope="module")
def file(server: Server) -> str:
    return f"{server.uploaded('khoảng byte.txt', b'0123456789')}/file"


def saved_name(answer: Answer) -> str:
    """Return the name that a browser saves under: `filename*` before `filename` (RFC 6266, 4.3)."""
    value = answer.headers["Content-Disposition"]
    assert value.isascii()
    assert value.startswith("attachment; ")
    plain, _, extended = value.partition("; filename*=UTF-8''")
    fallback = plain.removeprefix('attachment; filename="').removesuffix('"')
    assert not set(fallback) & set('"\\%'), "quoting and percents are read differently by browsers"
    return unquote(extended, errors="strict") if extended else fallback


@pytest.mark.parametrize("name", NAMES)
def test_a_file_comes_back_under_its_own_name(server: Server, name: str) -> None:
    answer = server.lan.get(f"{server.uploaded(name, TEXT + name.encode())}/file")
    assert (answer.status, answer.content) == (HTTPStatus.OK, TEXT + name.encode())
    wanted = unicodedata.normalize("NFC", " ".join(name.split()))
    kept = saved_name(answer)
    assert kept == wanted if len(wanted) <= 200 else (wanted[:150], kept[-4:]) == (kept[:150], ".txt")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/search.xlsx?q=kết+luận", "Kết quả tra cứu.xlsx"),
        ("/audit.csv?text=Kết", "Nhật ký hệ thống.csv"),
        ("/2017/assignments?format=xlsx", "Phân công.xlsx"),
        ("/2017/board?format=xlsx", "Tiến độ toàn tỉnh.xlsx"),
        ("/admin/holidays/2019?format=xlsx", "Ngày nghỉ lễ và ngày làm việc năm 2019.xlsx"),
        ("/admin/agencies?format=xlsx", "Cơ quan, đơn vị.xlsx"),
        ("/admin/people?format=xlsx", "Người dùng và vai trò.xlsx"),
        ("/admin/agencies/template.xlsx", "Mẫu nhập - Cơ quan, đơn vị.xlsx"),
        ("/admin/people/template.xlsx", "Mẫu nhập - Người dùng và vai trò.xlsx"),
        ("/admin/catalogue/template?year=2017", "Kế hoạch 2017.xlsx"),
        ("/2017/registers?format=xlsx", "Sổ theo dõi.xlsx"),
        (
            "/2017/criteria/TCTP-1.1.3/registers/plan_tasks?format=xlsx",
            "Sổ theo dõi nhiệm vụ kế hoạch - TCTP 1.1.3.xlsx",
        ),
        (
            "/2017/criteria/TCTP-1.1.3/registers/plan_tasks/template.xlsx",
            "Mẫu nhập - Sổ theo dõi nhiệm vụ kế hoạch.xlsx",
        ),
        ("/2017/rounds/template.xlsx", "Mẫu nhập - Kết quả thẩm định.xlsx"),
        ("/2017/rounds/questions?format=xlsx", "Yêu cầu giải trình của Bộ.xlsx"),
        ("/2017/rounds/lost?format=xlsx", "Điểm bị mất.xlsx"),
        ("/2017/scores?format=xlsx", "Bảng điểm năm 2017.xlsx"),
        ("/2017/scores/scheme-example.xlsx", "Thang điểm minh họa 2017.xlsx"),
    ],
)
def test_lists_are_saved_under_official_names(server: Server, address: str, name: str) -> None:
    answer = server.son.get(quote(address, safe="/?=+"))
    assert answer.status == HTTPStatus.OK
    assert saved_name(answer) == name
    assert len(answer.content) > 100


def test_the_paper_of_explanations_has_an_official_name(server: Server) -> None:
    written = {"kind": "missing", "text": "Kế hoạch đang chờ phê duyệt."}
    answer = server.lan.post(f"/2017/criteria/{ADDRESS}/explain?product=1", written)
    assert answer.status == HTTPStatus.SEE_OTHER, answer.text
    paper = server.lan.get(f"/2017/criteria/{ADDRESS}/explanations")
    assert (paper.status, saved_name(paper)) == (HTTPStatus.OK, "Giải trình TCTP 1.1.3.docx")


class TestRanges:
    @pytest.mark.parametrize(
        ("asked", "status", "content"),
        [
            ("bytes=2-4", 206, b"234"),
            ("bytes=-3", 206, b"789"),
            ("bytes=7-", 206, b"789"),
            ("bytes=7-9999", 206, b"789"),
            ("bytes=0-1,3-4", 200, b"0123456789"),
            ("bytes=-9999", 200, b"0123456789"),
            ("bytes=zwei", 200, b"0123456789"),
            ("bytes=4-2", 200, b"0123456789"),
            ("pages=1-2", 200, b"0123456789"),
            (f"bytes={'9' * 5000}-", 200, b"0123456789"),
        ],
    )
    def test_of_a_file(self, server: Server, file: str, asked: str, status: int, content: bytes) -> None:
        answer = server.lan.get(file, Range=asked)
        assert (answer.status, answer.content) == (status, content)

    def test_beyond_the_end_name_the_length(self, server: Server, file: str) -> None:
        answer = server.lan.get(file, Range="bytes=10-")
        assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */10")

    def test_only_of_the_bytes_that_are_known_already(self, server: Server, file: str) -> None:
        etag = server.lan.get(file).headers["ETag"]
        for condition, status in ((etag, 206), ('"other"', 200), (f"W/{etag}", 200), ("nonsense", 200)):
            answer = server.lan.get(file, **{"Range": "bytes=2-4", "If-Range": condition})
            assert answer.status == status, condition
            assert len(answer.content) == (3 if status == 206 else 10)

    def test_a_head_tells_the_length_and_sends_nothing(self, server: Server, file: str) -> None:
        answer = server.lan.ask("HEAD", file)
        assert (answer.status, answer.content, answer.headers["Content-Length"]) == (200, b"", "10")


def test_a_body_of_unknown_length_is_taken(server: Server) -> None:
    answer = server.lan.upload(ADDRESS, "Gửi từng phần.txt", b"chunked " * 40_000, is_chunked=True)
    assert answer.status == HTTPStatus.CREATED, answer.text
    document = answer.json()["files"][0]["document_id"]
    assert server.lan.get(f"/documents/{document}/versions/1/file").content == b"chunked " * 40_000


def test_a_wrong_method_names_the_right_ones(server: Server) -> None:
    answer = server.lan.ask("PUT", "/account")
    assert answer.status == HTTPStatus.METHOD_NOT_ALLOWED
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("wanted", ["/search?q=kết+luận kiểm tra", "/2017/criteria/TCTP-1.1.3#product-1"])
def test_a_redirect_leads_to_any_address_of_ours(server: Server, wanted: str) -> None:
    answer = server.lan.post("/language", {"language": "vi", "next": wanted})
    assert answer.status == HTTPStatus.SEE_OTHER
    assert answer.location.isascii()
    assert unquote(answer.location) == wanted
    assert server.lan.get(answer.location.partition("#")[0]).status == HTTPStatus.OK


def test_every_criterion_code_has_an_address(server: Server) -> None:
    page = server.lan.get("/2017/criteria").text
    codes = {part.partition('"')[0].partition("#")[0] for part in page.split('href="/2017/criteria/')[1:]}
    assert len(codes) == 67
    for code in sorted(codes)[::8]:
        assert server.lan.get(f"/2017/criteria/{code}").status == HTTPStatus.OK, code


def test_what_is_not_http_gets_an_answer_or_a_closed_connection(server: Server) -> None:
    for target in ("/%ff%fe", "/2017/criteria/%00", "//evil.example/", "/" + "a" * 9000):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.putrequest("GET", target, skip_host=True)
        connection.putheader("Host", f"127.0.0.1:{server.port}")
        connection.endheaders()
        assert connection.getresponse().status < 500, target
        connection.close()


def test_several_processes_know_one_session(server: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(lambda _: server.lan.get("/account").status, range(40)))
    assert statuses == {HTTPStatus.OK}


def test_a_picture_is_asked_for_each_time(server: Server, tmp_path: Path) -> None:
    version = server.uploaded("Ảnh trang.pdf", build_admin_pdf(tmp_path / "a.pdf").read_bytes())
    picture = server.lan.get(f"{version}/pages/1?width=300")
    assert picture.status == HTTPStatus.OK
    assert picture.headers["Cache-Control"] == "private, no-cache"
    again = server.lan.get(f"{version}/pages/1?width=300", **{"If-None-Match": picture.headers["ETag"]})
    assert (again.status, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
