"""Archives give their files under the names that people gave them, and cost no more than the limits allow."""

import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archives import (
    ArchiveLimits,
    ArchiveRefused,
    Budget,
    MemberFault,
    Refusal,
    members,
    open_member,
)
from index.extraction import Sandbox
from index.media import ARCHIVE, MediaTypeNotAllowed
from tests.archives import bomb, endless_directory, packed, packed_raw


def written(folder: Path, data: bytes) -> Path:
    path = folder / "tep.zip"
    path.write_bytes(data)
    return path


def read_all(path: Path, budget: Budget | None = None) -> dict[str, bytes]:
    found = {}
    for member in members(path, budget or Budget()):
        with open_member(path, member) as stream:
            found[member.name] = stream.read()
    return found


@given(
    st.dictionaries(
        st.text("abcđươẠ 0", min_size=1).map(lambda name: f"hồ sơ/{name}.txt"),
        st.binary(max_size=200),
        min_size=1,
    )
)
def test_what_was_packed_comes_out(tmp_path_factory, files):
    assert read_all(written(tmp_path_factory.mktemp("zip"), packed(files))) == files


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("báo cáo quý.pdf".encode(), "báo cáo quý.pdf"),
        (b"b\xe1o c\xe1o.pdf", "báo cáo.pdf"),
        (b"thu\xd2 tu\xf2c.pdf", "thủ tục.pdf"),
        ("été.pdf".encode("cp437"), "été.pdf"),
        (b"plain.pdf", "plain.pdf"),
        (b"..\\..\\etc\\passwd", "../../etc/passwd"),
    ],
)
def test_names_are_read_as_they_were_meant(tmp_path, raw, name):
    [found] = read_all(written(tmp_path, packed_raw(raw, b"x")))
    assert found == name


def test_what_programs_leave_behind_is_passed_over(tmp_path):
    left = ("__MACOSX/._bao-cao.pdf", ".DS_Store", "a/Thumbs.db", "~$ke-hoach.docx", "desktop.ini")
    path = written(tmp_path, packed(dict.fromkeys((*left, "a/", "a/bao-cao.pdf"), b"x")))
    assert list(read_all(path)) == ["a/bao-cao.pdf"]


@pytest.mark.parametrize(
    ("data", "limits", "refusal"),
    [
        (b"PK\3\4 no archive", ArchiveLimits(), Refusal.DAMAGED),
        (packed({}), ArchiveLimits(), Refusal.EMPTY),
        (packed({"a": b"", "b": b"", "c": b""}), ArchiveLimits(files=2), Refusal.TOO_MANY),
        (packed({"a": b"x" * 90, "b": b"y" * 90}), ArchiveLimits(unpacked_bytes=100), Refusal.TOO_LARGE),
        (bomb(60), ArchiveLimits(), Refusal.BOMB),
        (packed_raw(b"a.txt", b"x" * 20, flags=1), ArchiveLimits(), Refusal.ENCRYPTED),
    ],
)
def test_what_is_over_the_limits_is_refused_before_it_is_unpacked(tmp_path, data, limits, refusal):
    with pytest.raises(ArchiveRefused) as refused:
        members(written(tmp_path, data), Budget(limits))
    assert refused.value.refusal is refusal


def test_archives_inside_share_one_budget_and_have_a_depth(tmp_path):
    path = written(tmp_path, packed({"a": b"", "b": b""}))
    budget = Budget(ArchiveLimits(files=3, depth=1))
    members(path, budget)
    with pytest.raises(ArchiveRefused) as refused:
        members(path, budget, depth=1)
    assert refused.value.refusal is Refusal.TOO_MANY
    with pytest.raises(ArchiveRefused) as refused:
        members(path, Budget(ArchiveLimits(depth=1)), depth=2)
    assert refused.value.refusal is Refusal.TOO_DEEP


def test_no_more_is_unpacked_than_the_entry_claims(tmp_path):
    path = written(tmp_path, packed_raw(b"a.txt", b"x" * 5000, claimed=10))
    [member] = members(path, Budget())
    with open_member(path, member) as stream, pytest.raises(MemberFault):
        stream.read()


def test_one_damaged_or_locked_file_leaves_the_others(tmp_path):
    data = packed({"hong.txt": b"x" * 50, "tot.txt": b"y" * 50}, zipfile.ZIP_STORED).replace(
        b"x" * 50, b"z" * 50
    )
    path = written(tmp_path, data)
    damaged, sound = members(path, Budget())
    with pytest.raises(MemberFault) as fault, open_member(path, damaged) as stream:
        stream.read()
    assert fault.value.refusal is Refusal.DAMAGED
    with open_member(path, sound) as stream:
        assert stream.read() == b"y" * 50


def test_a_file_without_a_name_is_a_file(tmp_path):
    assert list(read_all(written(tmp_path, packed_raw(b"", b"x")))) == [""]


def test_ways_of_packing_that_cost_memory_are_not_opened(tmp_path):
    path = written(tmp_path, packed({"a.txt": b"x" * 50}, zipfile.ZIP_LZMA))
    [member] = members(path, Budget())
    with pytest.raises(MemberFault), open_member(path, member):
        pytest.fail("it was opened")


@given(st.data())
def test_no_damage_does_more_than_refuse(tmp_path_factory, data):
    """Change some bytes of an archive, its lists most of all."""
    whole = bytearray(packed({"a/báo cáo.txt": b"abc" * 40, "b.zip": packed({"c": b"d"})}))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = written(tmp_path_factory.mktemp("zip"), bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    budget = Budget(ArchiveLimits(unpacked_bytes=10_000))
    try:
        found = members(path, budget)
    except ArchiveRefused:
        return
    for member in found:
        try:
            with open_member(path, member) as stream:
                assert len(stream.read()) <= 10_000
        except MemberFault:
            continue


def test_an_endless_directory_is_counted_before_it_is_read(tmp_path):
    path = endless_directory(tmp_path / "a.zip", 1_000_000)
    with Sandbox() as sandbox:
        with pytest.raises(MediaTypeNotAllowed) as told:
            sandbox.media_type(path)
        tracemalloc.start()
        with pytest.raises(ArchiveRefused) as refused:
            sandbox.members(path, Budget())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert told.value.detected == ARCHIVE
    assert refused.value.refusal is Refusal.TOO_MANY
    assert peak < 5_000_000, "nothing of it is read in this process"


def test_the_sandbox_unpacks_as_the_library_does(tmp_path):
    path = written(tmp_path, packed({"hồ sơ/một.txt": b"1" * 3_000_000, "hai.txt": b""}))
    with Sandbox() as sandbox:
        budget = Budget()
        found = sandbox.members(path, budget)
        assert {each.name: b"".join(sandbox.pieces_of_member(path, each)) for each in found} == read_all(path)
        assert budget.files == 2
        with pytest.raises(ArchiveRefused) as refused:
            sandbox.members(path, Budget(ArchiveLimits(files=3), files=2))
    assert refused.value.refusal is Refusal.TOO_MANY


def test_a_damaged_member_is_told_from_the_sandbox(tmp_path):
    path = written(tmp_path, packed({"a.txt": b"mot" * 1000}, zipfile.ZIP_STORED))
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    with Sandbox() as sandbox:
        [member] = sandbox.members(path, Budget())
        with pytest.raises(MemberFault):
            list(sandbox.pieces_of_member(path, member))
