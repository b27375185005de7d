"""Names and tag files of the bag: the design's examples, and laws over whatever text people typed."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import bagit
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifier.manifests import ManifestEntry, decode_path, read_manifest
from verifier.names import (
    BAG_INFO,
    BAGIT_TXT,
    INDEX_CSV,
    INDEX_HTML,
    INDEX_XLSX,
    MANIFEST,
    TAG_MANIFEST,
    path_faults,
)
from workflows.bag_texts import encode_path, neutral_cell, render_bag_info, render_manifest
from workflows.bundle_layout import (
    FIELD_FOLDERS,
    BundledDocument,
    bag_name,
    criterion_folder,
    evidence_path,
    explanation_document_path,
    explanation_path,
    field_folder,
    slug,
    unique_paths,
)

BAG = "AnGiang_2017_PARINDEX_01"
REPORT = BundledDocument(
    1, "BC", "683/BC-UBND", date(2017, 11, 20), "Báo cáo cải cách hành chính của tỉnh, Đợt 4", "PDF"
)


def test_the_names_of_the_design() -> None:
    assert bag_name("An Giang", 2017, 1) == BAG
    assert bag_name("Đắk Lắk", 2017, 12) == "DakLak_2017_PARINDEX_12"
    assert field_folder("1", "Công tác chỉ đạo, điều hành CCHC") == "LV1_Chi-dao-dieu-hanh"
    assert field_folder("TD", "Tác động của CCHC") == "TD_Tac-dong-CCHC"
    assert field_folder("9", "Chuyển đổi số") == "LV9_Chuyen-doi-so"
    assert criterion_folder("TCTP", "1.1.3") == "TCTP-1.1.3"
    assert evidence_path(BAG, FIELD_FOLDERS["1"], "TCTP-1.1.3", REPORT) == (
        "data/LV1_Chi-dao-dieu-hanh/TCTP-1.1.3/"
        "01_BC_683-BC-UBND_2017-11-20_bao-cao-cai-cach-hanh-chinh-cua-tinh-dot-4.pdf"
    )
    assert explanation_path("LV1_X", "TCTP-1.1.3", 1) == "data/LV1_X/TCTP-1.1.3/Giai-trinh/01_giai-trinh.docx"


def test_parts_that_are_not_known_are_left_out() -> None:
    bare = BundledDocument(7, None, None, None, None, "")
    assert evidence_path(BAG, "TD_X", "TC-1.1", bare) == "data/TD_X/TC-1.1/07"
    assert slug("Uỷ ban nhân dân: số 416/KH-UBND") == "Uy-ban-nhan-dan-so-416-KH-UBND"
    assert slug("một hai ba", 7) == "mot-hai"
    assert slug("khongcodaucach", 5) == "khong"


ANY_TEXT = st.one_of(st.none(), st.text(max_size=300))
LONGEST = BundledDocument(9999, "t" * 20, "n" * 99, date(2017, 11, 20), "s" * 300, "e" * 20)
DOCUMENTS = st.builds(
    BundledDocument,
    ordinal=st.integers(1, 9999),
    type_abbreviation=ANY_TEXT,
    number=ANY_TEXT,
    issued_on=st.one_of(st.none(), st.dates()),
    subject=st.one_of(ANY_TEXT, st.just("Đề án " * 60)),
    extension=st.text(max_size=20),
)


@given(
    province=st.text(max_size=80),
    field_code=st.one_of(st.sampled_from([*FIELD_FOLDERS]), st.text(max_size=5)),
    field_name=st.text(max_size=200),
    criterion_code=st.one_of(st.just("1.1.3"), st.text(max_size=20)),
    document=DOCUMENTS,
)
@example("An Giang", "1", "", "..", BundledDocument(1, "CON", "NUL", None, "../../etc", "exe. "))
@example("x" * 80, "abcde", "y" * 99, "1" * 20, LONGEST)
def test_whatever_people_typed_the_path_is_sound(
    province: str, field_code: str, field_name: str, criterion_code: str, document: BundledDocument
) -> None:
    bag = bag_name(province, 2017, 1)
    field = field_folder(field_code, field_name)
    criterion = criterion_folder("TCTP", criterion_code)
    copies = unique_paths([evidence_path(bag, field, criterion, document)] * 12)
    others = (
        explanation_document_path(bag, field, criterion, document),
        explanation_path(field, criterion, document.ordinal),
    )
    for path in (*copies, *others, INDEX_CSV, INDEX_HTML, INDEX_XLSX):
        assert path_faults(bag, path) == (), path


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("data/con.txt", "reserved"),
        ("data/LPT1", "reserved"),
        ("data/../x", "absolute_or_climbing"),
        ("/data/x", "absolute_or_climbing"),
        ("data/Báo cáo.pdf", "not_ascii"),
        ("data/x.", "bad_ending"),
        ("data/" + "x" * 170, "too_long"),
    ],
)
def test_an_unsound_path_is_told(path: str, fault: str) -> None:
    assert fault in path_faults(BAG, path)


NAMES = st.lists(
    st.sampled_from(["data/a.pdf", "data/A.PDF", "data/a-2.pdf", "data/a-3.pdf", "data/b", "data/B-2"]),
    max_size=20,
)


@given(NAMES)
@example(["data/a.pdf", "data/A.pdf", "data/a-2.pdf"])
def test_paths_become_unique_without_regard_to_case(paths: list[str]) -> None:
    unique = unique_paths(paths)
    assert len(unique) == len(paths)
    assert len({path.lower() for path in unique}) == len(paths)
    if len({path.lower() for path in paths}) == len(paths):
        assert list(unique) == paths


@given(st.text())
def test_a_path_survives_being_written_into_a_manifest(path: str) -> None:
    written = encode_path(path)
    assert decode_path(written) == path
    assert "\n" not in written
    assert "\r" not in written


def test_only_what_the_standard_names_is_percent_encoded() -> None:
    assert encode_path("data/100% đạt\r\n.pdf") == "data/100%25 đạt%0D%0A.pdf"
    assert decode_path("%0d%0a%25%41") == "\r\n%%41"


ENTRIES = st.lists(
    st.builds(
        ManifestEntry,
        st.text(st.characters(exclude_categories=["Cs"])).map("data/".__add__),
        st.binary().map(lambda content: sha256(content).hexdigest()),
    ),
    unique_by=lambda entry: entry.path,
)


@given(ENTRIES, st.randoms())
def test_a_manifest_is_sorted_complete_and_readable_again(
    entries: list[ManifestEntry], random: object
) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    content = render_manifest(entries)
    assert render_manifest(shuffled) == content
    assert read_manifest(content) == tuple(sorted(entries, key=lambda entry: entry.path))


def test_a_damaged_manifest_is_told() -> None:
    with pytest.raises(ValueError, match="not a manifest line"):
        read_manifest(b"abc  data/x\n")


def test_an_independent_tool_accepts_the_bag(tmp_path: Path) -> None:
    # Python's bagit decodes %0D and %0A but not %25, which RFC 8493 asks for; names of ours hold no "%".
    payload = {"data/a.txt": b"mot", "data/LV1_X/b.txt": "hai ba bốn".encode()}
    tags = {
        "bagit.txt": BAGIT_TXT,
        BAG_INFO: render_bag_info(
            organization="Sở Nội vụ\ntỉnh An Giang",
            bag=BAG,
            bagging_date=date(2017, 12, 5),
            payload_bytes=sum(map(len, payload.values())),
            payload_files=len(payload),
            extra=[("Audit-Head", "12:ab")],
        ),
        MANIFEST: render_manifest(ManifestEntry(p, sha256(b).hexdigest()) for p, b in payload.items()),
    }
    tags[TAG_MANIFEST] = render_manifest(ManifestEntry(p, sha256(b).hexdigest()) for p, b in tags.items())
    for path, content in (payload | tags).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    bag = bagit.Bag(str(tmp_path))
    bag.validate()
    assert bag.info["Source-Organization"] == "Sở Nội vụ tỉnh An Giang"
    (tmp_path / "data/a.txt").write_bytes(b"MOT")
    assert not bagit.Bag(str(tmp_path)).is_valid()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    assert neutral_cell(f"{start}1+1") == f"'{start}1+1"


@given(st.text())
def test_a_harmless_cell_stays_as_it_is(text: str) -> None:
    cell = neutral_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in {text, f"'{text}"}
