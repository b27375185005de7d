"""Seal a bundle of many documents: `python -m tests.bench.bundle --megabytes 500 --documents 2000`.

Prints what the parts of sealing cost beside SHA-256 alone and Python's plain stored `zipfile` over the same
bytes in the same run (medians), and the peak memory of the process that rendered. Asserts nothing.
"""

import argparse
import hashlib
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.models import (
    Blob,
    Criterion,
    CriterionGroup,
    CriterionKind,
    Document,
    DocumentKind,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    ProductMedium,
    SuppliedBy,
)
from evidence_repo.schema import upgrade
from evidence_repo.services.audit.dispatch import dispatch
from evidence_repo.services.bundles import check_bundle, render_bundle, verify_bundle
from storage import BlobStore, open_store
from tests.services.bundle_world import BundleWorld
from tests.services.world import NOW, PDF
from workflows.evidence import EvidenceState
from workflows.packs import PackState

MEGABYTE = 1024 * 1024
CRITERIA = 67


def database_in(folder: Path) -> Database:
    return Database(f"sqlite:///{folder}/evidence.db", before_commit=[dispatch])


def fill(world: BundleWorld, documents: int, size: int) -> None:
    """Add approved packs of 67 criteria with this many sufficient pieces, each with random bytes."""
    with world.database.transaction() as session:
        for pack in [world.pack(session, code) for code in ("1.1.3", "1.3.1", "5.2.1", "2.1.1")]:
            session.delete(pack)
        session.flush()
        criteria = [_criterion(world, session, number) for number in range(CRITERIA)]
        person = world.user(session, "lan").id
        agency = world.agency(session, "noi-vu").id
        for number in range(documents):
            version = _version(world.store, session, number, size, person, agency)
            criterion = criteria[number % CRITERIA]
            session.add(
                Evidence(
                    criterion_id=criterion.id,
                    product_id=criterion.products[0].id,
                    version_id=version.id,
                    agency_id=agency,
                    pages="1-2",
                    state=EvidenceState.SUFFICIENT,
                    cited_by_id=person,
                    cited_at=NOW,
                    accepted_at=NOW,
                    state_since=NOW,
                )
            )


def _criterion(world: BundleWorld, session: Session, number: int) -> Criterion:
    model = world.criterion(session, "1.1.3")
    criterion = Criterion(
        cycle_id=model.cycle_id,
        lead_agency_id=model.lead_agency_id,
        field_id=model.field_id,
        agency_order="III",
        ordinal=number,
        kind=CriterionKind.TCTP,
        code=f"{number // 10 + 1}.{number % 10}.9",
        group=CriterionGroup.PROCESS,
        title=f"Mức độ hoàn thành kế hoạch cải cách hành chính {number}",
        requirement="100%",
        coordinating_text="",
        products=[
            ExpectedProduct(
                ordinal=1,
                text="Báo cáo",
                is_optional=False,
                supplied_by=SuppliedBy.AGENCY,
                medium=ProductMedium.FILE,
            )
        ],
    )
    session.add(criterion)
    session.flush()
    session.add(EvidencePack(criterion_id=criterion.id, state=PackState.APPROVED, state_since=NOW))
    return criterion


def _version(
    store: BlobStore, session: Session, number: int, size: int, person: int, agency: int
) -> DocumentVersion:
    content = os.urandom(size)
    sha256 = hashlib.sha256(content).hexdigest()
    store.put(sha256, BytesIO(content), size)
    session.add(Blob(sha256=sha256, size=size, crc32=zlib.crc32(content), created_at=NOW))
    document = Document(owner_agency_id=agency, kind=DocumentKind.FILE, created_by_id=person, created_at=NOW)
    session.add(document)
    session.flush()
    version = DocumentVersion(
        document_id=document.id,
        number=1,
        sha256=sha256,
        media_type=PDF,
        file_name="bao-cao.pdf",
        uploaded_by_id=person,
        uploaded_at=NOW,
        header_number=f"{number}/BC-UBND",
        header_type="Báo cáo",
        header_issued_on=date(2017, 11, 20),
        header_issuer="UBND tỉnh An Giang",
        header_subject="Kết quả thực hiện công tác cải cách hành chính năm 2017 trên địa bàn tỉnh",
    )
    session.add(version)
    session.flush()
    return version


def hash_only(folder: Path, bundle: int) -> None:
    store = open_store(f"file:{folder}/blobs")
    for info in store.list():
        with store.open(info.sha256) as stream:
            hashlib.file_digest(stream, "sha256")


def plain_zip(folder: Path, bundle: int) -> None:
    """Write a stored ZIP with zipfile as anybody would: no hashes, made durable like ours."""
    store, target = open_store(f"file:{folder}/blobs"), folder / "plain.zip"
    with target.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for info in store.list():
                with store.local_path(info.sha256) as path:
                    archive.write(path, info.sha256)
        file.flush()
        os.fsync(file.fileno())
    target.unlink()


def render(folder: Path, bundle: int) -> None:
    """Render the bundle again, as after its stored ZIP was lost: both passes, all checks."""
    database, store = database_in(folder), open_store(f"file:{folder}/blobs")
    made = render_bundle(database, store, bundle, Clock())
    assert made.zip_sha256
    database.close()


def verify(folder: Path, bundle: int) -> None:
    assert verify_bundle(folder / "bundle.zip").is_sound


def measured(work: Callable[[Path, int], None], folder: Path, bundle: int) -> tuple[float, int]:
    """Return seconds and the peak memory of this process in megabytes."""
    started = time.perf_counter()
    work(folder, bundle)
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def first_time(world: BundleWorld, documents: int) -> int:
    """Print what the first sealing costs part by part; return the bundle's id."""

    def check() -> None:
        with world.reading() as session:
            check_bundle(session, world.cycle(session), world.clock)

    print(f"{'gate over all packs':<28}{statistics.median(timed(check) for _ in range(5)):>10.2f} s")
    started = time.perf_counter()
    bundle = world.seal()
    print(f"{'sealing transaction':<28}{time.perf_counter() - started:>10.2f} s   {documents} documents")
    print(f"{'first rendering, all of it':<28}{timed(lambda: world.render(bundle)):>10.2f} s")
    return bundle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where everything lies (a real disk)")
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(dir=options.folder) as name,
        spawn.Pool(1, maxtasksperchild=1) as pool,
    ):
        folder = Path(name)
        database = database_in(folder)
        upgrade(database)
        world = BundleWorld(database, open_store(f"file:{folder}/blobs"))
        fill(world, options.documents, options.megabytes * MEGABYTE // options.documents)
        bundle = first_time(world, options.documents)
        sealed = world.bundle(1)
        assert sealed.zip_sha256
        with world.store.local_path(sealed.zip_sha256) as path:
            os.link(path, folder / "bundle.zip")
        print(f"\n{options.megabytes} MB{'seconds':>25}{'MB/s':>10}{'x SHA-256':>12}{'peak MB':>10}")
        alone = 0.0
        for label, work in [
            ("SHA-256 alone", hash_only),
            ("zipfile, stored, fsync", plain_zip),
            ("render (two passes)", render),
            ("verify", verify),
        ]:
            runs = []
            for _ in range(options.runs):
                world.store.delete(sealed.zip_sha256)
                runs.append(pool.apply(measured, (work, folder, bundle)))
            seconds = statistics.median(run[0] for run in runs)
            alone = alone or seconds
            rate, ratio = options.megabytes / seconds, seconds / alone
            print(f"{label:<24}{seconds:>12.2f}{rate:>10.0f}{ratio:>12.1f}{max(r[1] for r in runs):>10}")
        database.close()


if __name__ == "__main__":
    main()
