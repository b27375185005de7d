"""Every file of the demonstration, by a short name: what it is, and how it is written to disk.

Their names are such as people give: with diacritics, blanks and brackets, one decomposed as a Mac sends it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from evidence_repo.demo import home_affairs, justice
from evidence_repo.demo.letters import Letter
from evidence_repo.demo.other_kinds import write_scan, write_workbook
from evidence_repo.demo.pdf import write_page_copy, write_pdf
from evidence_repo.demo.word import write_docx


@dataclass(frozen=True, slots=True)
class Paper:
    """One file; `letter` has the header that a person confirms, None where the file has none."""

    path: Path
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """A page on the web that an agency cites, and the words of its captured copy."""

    address: str
    title: str
    seen_on: date
    paragraphs: tuple[str, ...]


LINKED_PAGES = {
    "news": LinkedPage(
        "https://cchc.angiang.example/tin-tuc/hoi-thi-tim-hieu-cai-cach-hanh-chinh-2017",
        "Hội thi tìm hiểu cải cách hành chính tỉnh An Giang năm 2017",
        date(2017, 11, 21),
        (
            "Ngày 12/9/2017, Sở Nội vụ phối hợp Đoàn TNCS Hồ Chí Minh tỉnh tổ chức vòng chung kết Hội thi "
            "tìm hiểu cải cách hành chính với 11 đội của các huyện, thị xã, thành phố.",
            "Hội thi góp phần tuyên truyền cải cách hành chính đến cán bộ, công chức và đoàn viên, thanh "
            "niên.",
        ),
    ),
    "talk": LinkedPage(
        "https://cchc.angiang.example/tin-tuc/toa-dam-mot-cua-hien-dai",
        "Tọa đàm “Một cửa hiện đại vì người dân phục vụ”",
        date(2017, 11, 21),
        (
            "Đài Phát thanh - Truyền hình An Giang phát sóng tọa đàm về cơ chế một cửa, một cửa liên thông "
            "hiện đại tại thành phố Long Xuyên và thị xã Tân Châu.",
        ),
    ),
}

_LETTERS: dict[str, tuple[str, Callable[[], Letter]]] = {
    "quarter-report": ("BC 571 CCHC quý III năm 2017.pdf", home_affairs.quarter_report),
    "year-report": ("Báo cáo CCHC năm 2017 (683-BC-UBND).pdf", home_affairs.year_report),
    "inspection-chau-phu": (
        "Kết luận kiểm tra huyện Châu Phú.pdf",
        lambda: home_affairs.inspection("1254/TB-SNV", date(2017, 10, 20), "Ủy ban nhân dân huyện Châu Phú"),
    ),
    "inspection-building": (
        "Kết luận kiểm tra Sở Xây dựng (bản scan).pdf",
        lambda: home_affairs.inspection("1261/TB-SNV", date(2017, 10, 23), "Sở Xây dựng", is_thin=True),
    ),
    "publicity-plan": ("58-KH-UBND_tuyen-truyen-CCHC.docx", home_affairs.publicity_plan),
    "initiative": ("QĐ 2915 công nhận sáng kiến [bản scan].jpg", home_affairs.initiative_decision),
    "rating-guidance": ("1120 SNV-CCVC V.v hướng dẫn đánh giá, phân loại.pdf", home_affairs.rating_guidance),
    "rating-report": (
        "1342-BC-SNV đánh giá phân loại.pdf",
        lambda: home_affairs.rating_report(is_whole=False),
    ),
    "rating-report-whole": (
        "1342-BC-SNV đánh giá phân loại (kèm phụ lục) - ký số.pdf",
        lambda: home_affairs.rating_report(is_whole=True),
    ),
    "recruitment": ("Thông báo tuyển dụng công chức 2016.signed.pdf", home_affairs.recruitment_notice),
    "drafting-report": ("112.BC.STP - Xây dựng VBQPPL.pdf", justice.drafting_report),
    "enforcement-report": (
        unicodedata.normalize("NFD", "597-BC-UBND_theo dõi thi hành pháp luật.pdf"),
        justice.enforcement_report,
    ),
    "review-plan": ("Kế hoạch rà soát TTHC 2017 (41-KH-UBND)(1).pdf", justice.review_plan),
    "review-report": ("BC kết quả rà soát TTHC - bản cuối.docx", justice.review_report),
    "announcement-homes": (
        "1873_QĐ-UBND_công bố TTHC Sở Xây dựng.pdf",
        lambda: justice.announcement("1873/QĐ-UBND", date(2017, 6, 16), "Sở Xây dựng", 46),
    ),
    "announcement-health": (
        "2544_QĐ-UBND_công bố TTHC Sở Y tế.pdf",
        lambda: justice.announcement("2544/QĐ-UBND", date(2017, 8, 28), "Sở Y tế", 118),
    ),
    "district-report": ("Báo cáo khắc phục sau kiểm tra & kiến nghị.pdf", justice.district_report),
}

_SAMPLES: dict[str, Callable[[], Letter]] = {
    "TCTP 1.1.3 - Báo cáo CCHC năm 2017.pdf": home_affairs.year_report,
    "TCTP 1.1.3 - Giải trình (1377-SNV-CCHC).docx": home_affairs.plan_explanation,
    "TCTP 1.3.1 - Kết luận kiểm tra An Phú.pdf": lambda: home_affairs.inspection(
        "1268/TB-SNV", date(2017, 10, 27), "Ủy ban nhân dân huyện An Phú"
    ),
    "TCTP 1.3.1 - Kết luận kiểm tra Sở Y tế.pdf": lambda: home_affairs.inspection(
        "1275/TB-SNV", date(2017, 10, 30), "Sở Y tế", is_thin=True
    ),
    "TCTP 1.3.1 - Kết luận kiểm tra Sở Y tế (bản đầy đủ).pdf": lambda: home_affairs.inspection(
        "1275/TB-SNV", date(2017, 10, 30), "Sở Y tế"
    ),
}
"""What a visitor may upload: a document that is there already, new ones, and one with its fuller edition."""


def write_papers(folder: Path, *, with_pdf: bool) -> dict[str, Paper]:
    """Write every file that the story uses; without PDF, Word documents stand for them and for scans."""
    papers = {
        name: Paper(_write_letter(make(), folder / file_name, with_pdf), make())
        for name, (file_name, make) in _LETTERS.items()
    }
    titles = folder / "Danh mục VBQPPL năm 2017.xlsx"
    write_workbook(
        titles,
        "Danh mục văn bản quy phạm pháp luật ban hành năm 2017",
        [("Danh mục", justice.legal_texts_grid())],
    )
    papers["legal-texts"] = Paper(titles)
    for name, page in LINKED_PAGES.items():
        papers[name] = Paper(_write_capture(page, folder / f"Bản chụp {page.title}", with_pdf))
    return papers


def write_samples(folder: Path, *, with_pdf: bool) -> None:
    """Write the files that a visitor may upload by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, make in _SAMPLES.items():
        _write_letter(make(), folder / file_name, with_pdf)


def _write_letter(letter: Letter, path: Path, with_pdf: bool) -> Path:
    """Write the letter in the form that the file's name asks for, if it may be."""
    if path.suffix == ".docx" or not with_pdf:
        path = path.with_suffix(".docx")
        write_docx(letter, path)
    elif "bản scan" in path.name:
        with TemporaryDirectory() as folder:
            original = Path(folder) / "original.pdf"
            write_pdf(letter, original)
            write_scan(original, path)
    else:
        write_pdf(letter, path)
    return path


def _write_capture(page: LinkedPage, path: Path, with_pdf: bool) -> Path:
    seen = f"Bản chụp trang tin ngày {page.seen_on:%d/%m/%Y}"
    if with_pdf:
        path = path.with_suffix(".pdf")
        write_page_copy(path, page.title, page.address, seen, page.paragraphs)
    else:
        path = path.with_suffix(".txt")
        path.write_text("\n\n".join((page.title, page.address, seen, *page.paragraphs)), encoding="utf-8")
    return path
