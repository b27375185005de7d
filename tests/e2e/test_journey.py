"""The whole main job in the browser, as five different people: from an empty plan to the checked bundle."""

from __future__ import annotations

import base64
import re
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import bagit
import pytest
from playwright.sync_api import Locator, expect

from tests.documents import build_admin_pdf, build_docx
from tests.e2e.browser import Person
from tests.e2e.conftest import Newcomer
from tests.e2e.installation import Installation
from tests.e2e.words import vi

REPORT, INSPECTION = "TCTP-1.1.3", "TCTP-1.3.1"
SEARCH_SECONDS = 20
STEPS = (
    "add_document",
    "cite_document",
    "submit_pack",
    "record_verdict",
    "return_pack",
    "explain",
    "approve_pack",
    "seal_bundle",
    "download_bundle",
)
"""What the log must tell of the journey."""

_DROP = """([zone, files]) => {
  const carried = new DataTransfer();
  for (const { name, type, bytes } of files) {
    const raw = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([raw], name, { type }));
  }
  for (const kind of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(
    params=[
        "installation",
        pytest.param("server_installation", marks=[pytest.mark.postgres, pytest.mark.minio]),
    ]
)
def any_installation(request: pytest.FixtureRequest) -> Installation:
    """Give a running product of each kind: settings alone make the difference."""
    given: Installation = request.getfixturevalue(request.param)
    return given


@dataclass(frozen=True)
class Journey:
    """The five people, each at a computer of their own, and the folder with their files."""

    installation: Installation
    folder: Path
    lan: Person
    hung: Person
    hoa: Person
    quan: Person
    son: Person


def _sign_in(installation: Installation, newcomer: Newcomer, name: str) -> Person:
    account = installation.accounts[name]
    person = newcomer(installation.base)
    person.sign_in(account.email, account.password)
    person.choose_first_password(account.own_password)
    expect(person.page.locator(".who")).to_contain_text(account.name)
    return person


@pytest.mark.browser
@pytest.mark.xdist_group("journey")
def test_from_dropped_files_to_the_checked_bundle(
    any_installation: Installation, newcomer: Newcomer, tmp_path: Path
) -> None:
    people = {name: _sign_in(any_installation, newcomer, name) for name in any_installation.accounts}
    journey = Journey(any_installation, tmp_path, **people)
    _upload(journey)
    _cite_pages(journey)
    _find(journey)
    _submit(journey)
    _review(journey)
    _explain(journey)
    _submit_again(journey)
    _accept(journey)
    _approve(journey)
    bag = _seal(journey)
    _check(journey, bag)


def _upload(journey: Journey) -> None:
    """Lan drops two files on 1.1.3 and chooses two for 1.3.1; each appears with its progress."""
    page = journey.lan.page
    page.get_by_role("link", name=vi("Criteria"), exact=True).click()
    page.get_by_role("link", name="TCTP 1.1.3").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mức độ hoàn thành Kế hoạch CCHC")
    report = build_admin_pdf(
        journey.folder / "bao-cao.pdf",
        number="683/BC-SNV",
        subject="Kết quả thực hiện Kế hoạch cải cách hành chính năm 2017",
        pages=("Phần một: tình hình chung.", "Phần hai: đã hoàn thành 45 trên 45 nhiệm vụ của Kế hoạch."),
    )
    evaluation = build_docx(journey.folder / "danh-gia.docx", number="690/BC-SNV", subject="Tự đánh giá")
    _drop(page.locator("#product-1 form.drop"), report, evaluation)
    pieces = page.locator("#pieces-1 article.piece")
    expect(pieces).to_have_count(2)
    expect(page.locator("#uploads [data-count]")).to_have_text(re.compile(r"\b2/2\b"))
    expect(page.locator("#pieces-1")).to_contain_text("683/BC-SNV")  # read meanwhile, without reloading
    expect(page.locator("#pieces-1")).to_contain_text("690/BC-SNV")

    journey.lan.open(f"/2017/criteria/{INSPECTION}")
    conclusions = [
        build_admin_pdf(
            journey.folder / f"ket-luan-{number}.pdf",
            number=f"{number}/TB-SNV",
            doc_type="THÔNG BÁO",
            subject=f"Kết luận kiểm tra tại {place}",
            pages=(f"Đã kiểm tra {place}.", "Các tồn tại đã được khắc phục."),
        )
        for number, place in ((512, "huyện Châu Phú"), (513, "Sở Xây dựng"))
    ]
    with page.expect_file_chooser() as chooser:
        page.locator("#product-1 [data-choose]").click()
    assert chooser.value.is_multiple()
    chooser.value.set_files(conclusions)
    expect(page.locator("#pieces-1 article.piece")).to_have_count(2)
    for number in (512, 513):
        expect(page.locator("#pieces-1")).to_contain_text(f"{number}/TB-SNV")


def _drop(zone: Locator, *files: Path) -> None:
    """Drop these files on the zone, as a hand does that drags them from a folder."""
    zone.page.wait_for_selector("html[data-bound]", state="attached")
    carried = [
        {"name": file.name, "type": "", "bytes": base64.b64encode(file.read_bytes()).decode()}
        for file in files
    ]
    zone.evaluate(f"(zone, files) => ({_DROP})([zone, files])", carried)


def _piece(person: Person, number: str) -> Locator:
    """Return the piece whose document has this number."""
    return person.page.locator("article.piece").filter(has_text=number)


def _cite_pages(journey: Journey) -> None:
    """Lan names the pages that prove the point, and confirms what was read of the report's head."""
    lan = journey.lan
    lan.open(f"/2017/criteria/{REPORT}")
    piece = _piece(lan, "683/BC-SNV")
    piece.get_by_text(vi("Change"), exact=True).click()
    piece.get_by_role("link", name=vi("Pages to cite")).click()
    page = lan.page
    page.get_by_role("textbox", name=vi("Pages to cite")).fill("1-2")
    page.get_by_role("button", name=vi("Save"), exact=True).first.click()
    expect(_piece(lan, "683/BC-SNV").locator(".meta").first).to_contain_text("1–2")


def _find(journey: Journey) -> None:
    """The text is found within seconds, typed without diacritics; the page is named, the words are marked."""
    page = journey.lan.page
    journey.lan.press("/")
    expect(page.locator(".find input")).to_be_focused()
    page.keyboard.type("da hoan thanh 45 tren 45 nhiem vu")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search"))
    hit = page.locator("main").get_by_text("683/BC-SNV")
    last = time.monotonic() + SEARCH_SECONDS
    while not hit.count() and time.monotonic() < last:
        page.reload()
    expect(hit.first).to_be_visible()
    expect(page.locator("main mark", has_text="hoàn thành").first).to_be_visible()


def _pack(person: Person, code: str, word: str) -> None:
    """Press the one button of the criterion's page that concerns the whole pack."""
    person.open(f"/2017/criteria/{code}")
    person.page.locator("#pack-action").get_by_role("button", name=vi(word), exact=True).click()


def _submit_pack(journey: Journey, code: str, button: str = "Submit the pack") -> None:
    """The head submits the pack, also where automatic checks found something."""
    page = journey.hung.page
    _pack(journey.hung, code, button)
    all_the_same = page.get_by_role("button", name=vi("Submit all the same"))
    expect(all_the_same.or_(page.get_by_text(vi("The pack is submitted."))).first).to_be_visible()
    if all_the_same.count():
        all_the_same.click()
    journey.hung.says(vi("The pack is submitted."))


def _submit(journey: Journey) -> None:
    """The head submits both packs; until then no reviewer hears of them."""
    journey.hoa.open("/2017/review")
    expect(journey.hoa.page.locator("main tbody tr")).to_have_count(0)
    for code in (REPORT, INSPECTION):
        _submit_pack(journey, code)


def _review(journey: Journey) -> None:
    """The reviewer goes through the queue by keyboard: one piece needs an explanation, three do not."""
    page = journey.hoa.page
    journey.hoa.open("/2017/review")
    expect(page.locator("main tbody tr")).to_have_count(4)
    journey.hoa.press("j")
    for _ in range(4):
        expect(page).to_have_url(re.compile(r"/2017/review/\d+"))
        heading = page.locator(".panel h1")
        title = heading.inner_text()
        if "thực hiện Kế hoạch" in title:
            journey.hoa.press("2")
            page.get_by_label(vi("Reason")).select_option("partial_coverage")
            page.get_by_label(vi("Note for the agency")).fill("Nêu rõ nhiệm vụ chưa hoàn thành.")
            journey.hoa.press("Control+Enter")
        else:
            journey.hoa.press("1")
            expect(page.locator("input[value=sufficient]")).to_be_checked()
            page.locator("#comment").press("Control+Enter")
        expect(page.locator(".panel h1").filter(has_text=title)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/review(\?.*)?(#.*)?$"))
    _pack(journey.hoa, REPORT, "Return for completion")
    journey.hoa.says(vi("The pack is returned to the agency."))


def _explain(journey: Journey) -> None:
    """Lan reads why, explains, and brings a fuller edition as a new version."""
    lan = journey.lan
    lan.open("/")
    lan.says("Giải trình 1 tài liệu")
    lan.open(f"/2017/criteria/{REPORT}")
    piece = _piece(lan, "683/BC-SNV")
    expect(piece).to_contain_text("Nêu rõ nhiệm vụ chưa hoàn thành.")
    piece.get_by_role("link", name=vi("Explain"), exact=True).click()
    fuller = build_admin_pdf(
        journey.folder / "bao-cao-day-du.pdf",
        number="683/BC-SNV",
        subject="Kết quả thực hiện Kế hoạch cải cách hành chính năm 2017",
        pages=("Tình hình chung.", "Đã hoàn thành 45 trên 45 nhiệm vụ.", "Phụ lục: từng nhiệm vụ."),
    )
    form = lan.page.locator("form[action$='/explain']")
    form.locator("[name=text]").fill("Bổ sung phụ lục về từng nhiệm vụ.")
    form.locator("[name=file]").set_input_files(fuller)
    form.get_by_role("button", name=vi("Save")).click()
    lan.says(vi("Explained, awaiting review"))
    expect(_piece(lan, "683/BC-SNV")).to_contain_text("Bổ sung phụ lục về từng nhiệm vụ.")


def _submit_again(journey: Journey) -> None:
    _submit_pack(journey, REPORT, "Submit the pack again")


def _accept(journey: Journey) -> None:
    """The reviewer reads the explanation beside the new version and accepts it."""
    page = journey.hoa.page
    journey.hoa.open("/2017/review")
    expect(page.locator("main tbody tr")).to_have_count(1)
    journey.hoa.press("j")
    expect(page.locator(".panel")).to_contain_text("Bổ sung phụ lục về từng nhiệm vụ.")
    journey.hoa.press("3")
    page.locator("#comment").press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/review(\?.*)?(#.*)?$"))
    expect(page.locator("main tbody tr")).to_have_count(0)


def _approve(journey: Journey) -> None:
    page = journey.quan.page
    for left in (1, 0):
        journey.quan.open("/2017/packs")
        page.get_by_role("button", name=vi("Approve the pack")).first.click()
        journey.quan.says(vi("The pack is approved."))
        expect(page.get_by_role("button", name=vi("Approve the pack"))).to_have_count(left)


def _seal(journey: Journey) -> Path:
    """The approver ticks both packs and seals them; the file appears by itself and is downloaded."""
    page = journey.quan.page
    journey.quan.open("/2017/bundles")
    expect(page.get_by_role("button", name=vi("Seal the full bundle"))).to_be_disabled()
    for box in page.locator("#partial input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name=vi("Seal the packs that are ticked")).click()
    expect(page).to_have_url(re.compile(r"/2017/bundles/1"))
    button = page.get_by_role("link", name=re.compile(vi("Download the ZIP")))
    expect(button).to_be_visible(timeout=60_000)  # made in the background
    with page.expect_download() as download:
        button.click()
    bag = journey.folder / download.value.suggested_filename
    download.value.save_as(bag)
    return bag


def _check(journey: Journey, bag: Path) -> None:
    """An independent tool finds the bag sound; every step stands in the log; nothing is amiss behind it."""
    with zipfile.ZipFile(bag) as archive:
        archive.extractall(journey.folder / "bag")
    [folder] = (journey.folder / "bag").iterdir()
    bagit.Bag(str(folder)).validate()
    assert len(list(folder.glob("data/LV1_*/TCTP-*/*.*"))) == 4
    journey.son.open("/audit")
    for action in STEPS:
        journey.son.open(f"/audit?action={action}")
        expect(journey.son.page.locator("main tbody tr").first).to_be_visible()
    machine = journey.installation.machine
    machine.run("bundle", "verify", bag)
    machine.run("audit", "verify")
    machine.run("fsck")
