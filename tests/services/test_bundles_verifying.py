"""Checking any ZIP by itself: every fault is told as a sentence, and no file makes the check fall over."""

import io
import random
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from stream_zip import NO_COMPRESSION_64, ZIP_64, stream_zip

from verifier import SENTENCES, BundleCheck, verify_bundle
from verifier.manifests import ManifestEntry
from verifier.names import BAGIT_TXT, INDEX_CSV, INDEX_HTML, INDEX_XLSX
from workflows.bag_texts import render_bag_info, render_manifest

BAG = "AnGiang_2017_PARINDEX_01"
HEAD = f"12:{'a' * 64}"
WHEN = datetime(2017, 12, 5, tzinfo=UTC)
PDF = "data/LV1_Chi-dao-dieu-hanh/TCTP-1.1.3/01_BC.pdf"

Files = dict[str, bytes]


def bag() -> Files:
    """Return the files of a sound bag."""
    payload = {
        INDEX_XLSX: b"xlsx",
        INDEX_CSV: b"csv",
        INDEX_HTML: b"html",
        PDF: b"%PDF-1.4 " + b"x" * 5000,
    }
    tags = {
        "bagit.txt": BAGIT_TXT,
        "bag-info.txt": bag_info(payload),
        "manifest-sha256.txt": manifest(payload),
    }
    return {**payload, **tags, "tagmanifest-sha256.txt": manifest(tags)}


def bag_info(payload: Files, *, identifier: str = BAG, head: str = HEAD, oxum: int = 0) -> bytes:
    return render_bag_info(
        organization="UBND tỉnh An Giang",
        bag=identifier,
        bagging_date=date(2017, 12, 5),
        payload_bytes=sum(map(len, payload.values())) + oxum,
        payload_files=len(payload),
        extra=(("Audit-Head", head),),
    )


def manifest(files: Files) -> bytes:
    return render_manifest(
        ManifestEntry(path, sha256(content).hexdigest()) for path, content in files.items()
    )


def retagged(files: Files, **tags: bytes) -> Files:
    """Return the bag with these tag files, and a tag manifest that lists them as they are."""
    names = {"bagit": "bagit.txt", "bag_info": "bag-info.txt", "manifest": "manifest-sha256.txt"}
    changed = {**files, **{names[key]: content for key, content in tags.items()}}
    listed = {name: changed[name] for name in names.values()}
    return {**changed, "tagmanifest-sha256.txt": manifest(listed)}


def packed(members: list[tuple[str, bytes]], mode: int = stat.S_IFREG | 0o644) -> bytes:
    return b"".join(
        stream_zip(
            (name, WHEN, mode, NO_COMPRESSION_64(len(content), zlib.crc32(content)), [content])
            for name, content in members
        )
    )


def zip_of(files: Files, folder: str = BAG) -> bytes:
    return packed([(f"{folder}/{name}", content) for name, content in sorted(files.items())])


def check(content: bytes, tmp_path: Path) -> BundleCheck:
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    return verify_bundle(path)


def rules(content: bytes, tmp_path: Path) -> set[str]:
    return {fault.rule for fault in check(content, tmp_path).faults}


def without(files: Files, *names: str) -> Files:
    return {name: content for name, content in files.items() if name not in names}


def test_a_sound_bundle_has_no_faults(tmp_path: Path) -> None:
    found = check(zip_of(bag()), tmp_path)
    assert found.faults == ()
    assert found.is_sound
    assert (found.name, found.audit_head, found.files) == (BAG, HEAD, 8)
    assert found.payload_bytes == 4 + 3 + 4 + 5009


def payload_of(files: Files) -> Files:
    return {name: content for name, content in files.items() if name.startswith("data/")}


WRONG_BAGS: dict[str, tuple[Callable[[], Files], set[str]]] = {
    "a changed document": (lambda: {**bag(), PDF: b"%PDF-1.4 " + b"y" * 5000}, {"wrong_hash"}),
    "a longer document": (lambda: {**bag(), PDF: b"%PDF"}, {"wrong_hash", "wrong_oxum"}),
    "a document gone": (lambda: without(bag(), PDF), {"not_there", "wrong_oxum"}),
    "a document more": (
        lambda: {**bag(), "data/LV1_X/TCTP-1.1.3/02.pdf": b"x"},
        {"unlisted", "wrong_oxum"},
    ),
    "a tag file more": (lambda: {**bag(), "note.txt": b"x"}, {"unlisted"}),
    "a changed manifest": (
        lambda: {**bag(), "manifest-sha256.txt": manifest(payload_of(bag())).replace(b"a", b"b", 1)},
        {"wrong_hash"},
    ),
    "no index": (lambda: without(bag(), INDEX_XLSX), {"missing", "not_there", "wrong_oxum"}),
    "no manifest": (lambda: without(bag(), "manifest-sha256.txt"), {"missing", "not_there"}),
    "no tag manifest": (lambda: without(bag(), "tagmanifest-sha256.txt"), {"missing"}),
    "no bagit.txt": (lambda: without(bag(), "bagit.txt"), {"missing", "not_there"}),
    "no bag-info.txt": (lambda: without(bag(), "bag-info.txt"), {"missing", "not_there"}),
    "another BagIt": (lambda: retagged(bag(), bagit=b"BagIt-Version: 9.9\n"), {"bad_bagit"}),
    "a manifest that is none": (lambda: retagged(bag(), manifest=b"\xff\xfe\n"), {"bad_text", "unlisted"}),
    "a line twice": (
        lambda: retagged(bag(), manifest=manifest(payload_of(bag())) * 2),
        {"listed_twice"},
    ),
    "another bag's name": (
        lambda: retagged(bag(), bag_info=bag_info(payload_of(bag()), identifier="Other")),
        {"wrong_identifier"},
    ),
    "a lying oxum": (
        lambda: retagged(bag(), bag_info=bag_info(payload_of(bag()), oxum=1)),
        {"wrong_oxum"},
    ),
    "no audit head": (
        lambda: retagged(bag(), bag_info=bag_info(payload_of(bag()), head="0")),
        {"bad_audit_head"},
    ),
}


@pytest.mark.parametrize("name", WRONG_BAGS)
def test_what_is_wrong_with_a_bag_is_told(name: str, tmp_path: Path) -> None:
    made, told = WRONG_BAGS[name]
    assert rules(zip_of(made()), tmp_path) == told


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        f"{BAG}/../../etc/passwd",
        "/etc/passwd",
        f"{BAG}/data/../x",
        f"{BAG}/data\\..\\x",
        "C:/x",
        f"{BAG}/data/con.txt",
        f"{BAG}/data/Báo cáo.pdf",
        f"{BAG}/data/a\x00b.pdf",
        f"{BAG}/data/a\x1b[2Jb.pdf",
        f"{BAG}/data/",
        f"{BAG}/data/{'x' * 300}",
        "loose.txt",
    ],
)
def test_a_name_that_could_do_harm_is_a_fault(name: str, tmp_path: Path) -> None:
    sound = [(f"{BAG}/{path}", content) for path, content in bag().items()]
    found = check(packed([*sound, (name, b"x")]), tmp_path)
    assert [fault.rule for fault in found.faults] == ["bad_name"]
    assert found.faults[0].sentence.isprintable()
    assert len(found.faults[0].sentence) < 300


def test_names_that_differ_by_case_only_are_the_same(tmp_path: Path) -> None:
    members = [(f"{BAG}/{path}", content) for path, content in bag().items()]
    for again in (f"{BAG}/{PDF}", f"{BAG}/{PDF}".upper()):
        assert "twice" in rules(packed([*members, (again, b"x")]), tmp_path)


def test_two_folders_are_no_bag(tmp_path: Path) -> None:
    members = [(f"{BAG}/{path}", content) for path, content in bag().items()]
    assert rules(packed([*members, ("Other/x", b"x")]), tmp_path) == {"several_folders"}


def test_links_and_devices_are_faults(tmp_path: Path) -> None:
    members = [(f"{BAG}/{path}", content) for path, content in bag().items()]
    for kind in (stat.S_IFLNK, stat.S_IFDIR, stat.S_IFCHR):
        made = packed(members, mode=kind | 0o777)
        assert rules(made, tmp_path) == {"not_stored", "empty"}


def test_a_compressed_bomb_is_not_unpacked(tmp_path: Path) -> None:
    zeros = [bytes(1024 * 1024)] * 64
    bomb = b"".join(
        stream_zip((f"{BAG}/data/{n}.pdf", WHEN, stat.S_IFREG | 0o644, ZIP_64, zeros) for n in range(3))
    )
    tracemalloc.start()
    try:
        assert rules(bomb, tmp_path) == {"not_stored", "empty"}
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_large_member_is_hashed_in_pieces(tmp_path: Path) -> None:
    files = bag()
    large = {**payload_of(files), PDF: bytes(48 * 1024 * 1024)}
    made = zip_of(retagged({**files, **large}, manifest=manifest(large), bag_info=bag_info(large)))
    path = tmp_path / "bundle.zip"
    path.write_bytes(made)
    tracemalloc.start()
    try:
        assert verify_bundle(path).faults == ()
        assert tracemalloc.get_traced_memory()[1] < 12 * 1024 * 1024
    finally:
        tracemalloc.stop()


def patched(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new + content[at + len(new) :]


def _directory_entry(content: bytes, name: str) -> int:
    """Return where the directory's entry of this member begins."""
    at = content.index(b"PK\x01\x02")
    while content[at + 46 : at + 46 + len(name)] != name.encode():
        at = content.index(b"PK\x01\x02", at + 4)
    return at


def test_sizes_that_lie_are_faults(tmp_path: Path) -> None:
    made = zip_of(bag())
    name = f"{BAG}/{PDF}"
    extra = _directory_entry(made, name) + 46 + len(name) + 4
    for size in (1, 2**20, 2**62):
        both = patched(made, extra, struct.pack("<QQ", size, size))
        assert rules(both, tmp_path) & {"lying_size", "lying_header", "damaged"}, size
        plain = patched(made, extra, struct.pack("<Q", size))
        assert rules(plain, tmp_path) & {"lying_size", "lying_header"}, size


def test_a_header_before_the_bytes_that_says_something_else_is_a_fault(tmp_path: Path) -> None:
    made = zip_of(bag())
    at = made.index(f"{BAG}/{PDF}".encode())
    assert "lying_header" in rules(patched(made, at, b"X"), tmp_path)
    assert "lying_header" in rules(patched(made, at - 30 + 8, b"\x08\x00"), tmp_path)


def _overlapping(members: int, kernel: bytes) -> bytes:
    """Return a ZIP whose members hold each other: each begins with the next one's header."""
    names = [f"{BAG}/data/{n:03d}.bin".encode() for n in range(members)]
    length = 30 + len(names[0])
    directory, headers = b"", b""
    for n, name in enumerate(names):
        size = (members - n - 1) * length + len(kernel)
        common = struct.pack("<5H3L2H", 20, 0x800, 0, 0, 0x21, 7, size, size, len(name), 0)
        headers += b"PK\x03\x04" + common + name
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + bytes(10)
        directory += struct.pack("<L", n * length) + name
    start = len(headers) + len(kernel)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, members, members, len(directory), start, 0)
    return headers + kernel + directory + end


def test_members_that_overlap_do_not_multiply_the_work(tmp_path: Path) -> None:
    found = check(_overlapping(150, bytes(1024 * 1024)), tmp_path)
    assert [fault.rule for fault in found.faults].count("lying_size") == 149


def test_there_is_an_end_to_the_faults(tmp_path: Path) -> None:
    found = check(_overlapping(900, bytes(1024 * 1024)), tmp_path)
    assert len(found.faults) == 201
    assert found.faults[-1].rule == "too_many"


def test_rotten_bytes_are_told_by_name(tmp_path: Path) -> None:
    made = zip_of(bag())
    at = made.index(b"x" * 100)
    found = check(patched(made, at, b"?"), tmp_path)
    assert [(fault.rule, fault.params["what"]) for fault in found.faults] == [("damaged", PDF)]


def test_a_directory_that_announces_gigabytes_is_not_read(tmp_path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 0x7FFFFFFF, 0, 0)
    assert rules(b"PK\x03\x04" + bytes(100) + end, tmp_path) == {"directory_too_large"}


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"%PDF-1.4", bytes(1000), b"PK\x05\x06" + bytes(18), b"PK\x05\x06" * 50]
)
def test_what_is_no_zip_at_all(content: bytes, tmp_path: Path) -> None:
    assert rules(content, tmp_path) & {"not_a_zip", "empty"}


def test_a_zip_of_another_program_is_judged_too(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in bag().items():
            archive.writestr(f"{BAG}/{name}", content)
    assert rules(made.getvalue(), tmp_path) == {"not_stored", "empty"}


def test_no_damage_makes_the_check_fall_over(tmp_path: Path) -> None:
    """Cut, overwritten and shuffled at seeded places: always a verdict, never an exception."""
    sound, chance = zip_of(bag()), random.Random(416)
    told = 0
    for _ in range(400):
        damaged = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(damaged))
            match chance.randint(0, 2):
                case 0:
                    damaged[at] ^= 1 << chance.randint(0, 7)
                case 1:
                    damaged[at : at + 8] = chance.randbytes(8)
                case _:
                    del damaged[at : at + chance.randint(1, 200)]
        told += bool(check(bytes(damaged), tmp_path).faults)
    assert told >= 390  # a flipped bit in a time or an attribute harms nothing


def test_every_rule_has_a_sentence_that_its_params_fill() -> None:
    for rule, sentence in SENTENCES.items():
        assert sentence % {"what": "x", "told": "1.1", "found": "2.2"}, rule
