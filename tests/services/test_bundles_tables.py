"""The bundle's tables: registers, figures and points, frozen with the rest and made as workbooks."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl

from evidence_repo.models import SubmissionBundle
from evidence_repo.services.bundles import bundle_changes
from evidence_repo.services.bundles.sealing import read_snapshot
from evidence_repo.services.bundles.snapshot import TableFacts, freeze
from tests.services.bundle_world import BundleWorld
from tests.services.measuring import Measuring
from tests.services.registering import Registering
from tests.services.rounds_world import Rounds
from tests.services.scoring import Scores
from verifier import verify_bundle
from workflows.scoring import ScoreKind


def tables(world: BundleWorld, bundle_id: int) -> list[TableFacts]:
    with world.reading() as session:
        return read_snapshot(session, session.get_one(SubmissionBundle, bundle_id)).get("tables", [])


def filled(world: BundleWorld) -> None:
    """Approve TCTP 1.1.3 with a register of two rows, figures, and points."""
    registering = Registering(world)
    registering.add()
    registering.add({"task": "Sơ kết sáu tháng", "due_on": "30/07/2017"})
    measuring = Measuring(world)
    measuring.target()
    piece = world.cite()
    figures = measuring.give("9", "10", pieces=(piece,))
    world.submit()
    measuring.decide(figures)
    world.judge(piece)
    world.approve()
    scores = Scores(world)
    assert not scores.import_().problems
    scores.set("1.1.3", "1.25")


def sheet_of(archive: zipfile.ZipFile, ending: str) -> list[list[Any]]:
    [name] = [name for name in archive.namelist() if name.endswith(ending)]
    sheet = openpyxl.load_workbook(io.BytesIO(archive.read(name))).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_registers_figures_and_points_travel_with_the_bundle(sealing: BundleWorld, tmp_path: Path) -> None:
    filled(sealing)
    bundle_id = sealing.seal("1.1.3")
    assert [table["kind"] for table in tables(sealing, bundle_id)] == ["register", "figures", "scores"]
    path = sealing.write_zip(sealing.render(bundle_id), tmp_path)
    assert verify_bundle(path).faults == ()
    with zipfile.ZipFile(path) as archive:
        register = sheet_of(
            archive, "/TCTP-1.1.3/So-theo-doi/01_So-theo-doi-nhiem-vu-ke-hoach_So-Noi-vu.xlsx"
        )
        figures = sheet_of(archive, "/data/00_So-lieu-chi-tieu.xlsx")
        points = sheet_of(archive, "/data/00_Bang-diem-tu-cham.xlsx")
        page = archive.read(f"{path.stem}/data/index.html").decode()
        index = archive.read(f"{path.stem}/data/00_Danh-muc-TLKC.csv").decode()
    assert [row[0] for row in register[-2:]] == ["Ban hành kế hoạch", "Sơ kết sáu tháng"]
    assert figures[-1][0] == "TCTP 1.1.3"
    assert figures[-1][4:6] == [9, 10]
    assert points[-2:] == [
        ["TCTP 1.1.3", "Tiêu chí 1.1.3", 1.5, 1.25],
        [None, "Tổng cộng", 1.5, 1.25],
    ]
    for name in ("So-theo-doi/01_So-theo-doi-nhiem-vu-ke-hoach_So-Noi-vu.xlsx", "00_Bang-diem-tu-cham.xlsx"):
        assert name in page
    assert "Sổ theo dõi" in index


def test_the_same_tables_are_the_same_bundle_and_others_the_next(sealing: BundleWorld) -> None:
    filled(sealing)
    first = sealing.seal("1.1.3")
    assert sealing.seal("1.1.3") == first
    sealing.reopen()
    Scores(sealing).set("1.1.3", "1.5", reason="Đủ tài liệu", seen_lock=1)
    sealing.approve_again()
    second = sealing.seal("1.1.3")
    assert second != first
    with sealing.reading() as session:
        since, changes = bundle_changes(session, session.get_one(SubmissionBundle, second))
    assert since == 1
    assert [(change.kind, change.what) for change in changes] == [
        ("reapproved", ""),
        ("table_changed", "Bảng điểm tự chấm"),
    ]


def test_what_only_a_register_cites_is_in_the_bundle(sealing: BundleWorld, tmp_path: Path) -> None:
    registering = Registering(sealing)
    row, again = registering.add(), registering.add({"task": "Sơ kết", "due_on": "30/07/2017"})
    alone = sealing.document()
    piece = sealing.cite()
    for number in (row, again):
        registering.cite(number, alone)
    sealing.submit()
    sealing.judge(piece)
    sealing.approve()
    bundle_id = sealing.seal("1.1.3")
    [register] = tables(sealing, bundle_id)
    [document] = register["documents"]
    assert document["version_id"] == alone
    assert document["file"]["path"].rpartition("/")[0] == register["path"].rpartition("/")[0]
    path = sealing.write_zip(sealing.render(bundle_id), tmp_path)
    assert verify_bundle(path).faults == ()
    with zipfile.ZipFile(path) as archive:
        stored = archive.read(f"{path.stem}/{document['file']['path']}")
        index = archive.read(f"{path.stem}/data/00_Danh-muc-TLKC.csv").decode()
        page = archive.read(f"{path.stem}/data/index.html").decode()
        proofs = sheet_of(archive, "/So-theo-doi/01_So-theo-doi-nhiem-vu-ke-hoach_So-Noi-vu.xlsx")
    assert hashlib.sha256(stored).hexdigest() == document["file"]["sha256"]
    assert "Tài liệu của sổ theo dõi" in index
    assert document["file"]["path"].removeprefix("data/") in page
    assert [each[-1] for each in proofs[-2:]] == [document["title"]] * 2


def test_the_ministrys_points_stand_there_and_internal_ones_never(
    sealing: BundleWorld, tmp_path: Path
) -> None:
    scores = Scores(sealing)
    assert not scores.import_().problems
    piece = sealing.cite()
    scores.set("1.1.3", "1.25")
    sealing.submit()
    sealing.judge(piece)
    scores.set("1.1.3", "0.77", who="reviewer", kind=ScoreKind.INTERNAL, reason="Chưa đủ")
    sealing.approve()
    first = sealing.seal("1.1.3")
    [table] = tables(sealing, first)
    assert table["headings"] == ["Mã tiêu chí", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm"]
    Rounds(sealing, tmp_path).import_(("1.1.3", "", "1,5", "1,25", "1"))
    second = sealing.seal("1.1.3")
    assert second != first
    [table] = tables(sealing, second)
    assert table["headings"][-1] == "Thẩm định sơ bộ"
    assert [row[2:] for row in table["rows"]] == [
        [{"number": "1.5"}, {"number": "1.25"}, {"number": "1"}],
        [{"number": "1.5"}, {"number": "1.25"}, {"number": "1"}],
    ]
    with sealing.reading() as session:
        for each in (first, second):
            text = freeze(read_snapshot(session, session.get_one(SubmissionBundle, each)))
            assert "0.77" not in text
            assert "Chưa đủ" not in text


def test_without_any_of_them_a_bundle_is_what_it_was(sealing: BundleWorld) -> None:
    sealing.approve_with()
    bundle_id = sealing.seal("1.1.3")
    with sealing.reading() as session:
        assert "tables" not in read_snapshot(session, session.get_one(SubmissionBundle, bundle_id))
