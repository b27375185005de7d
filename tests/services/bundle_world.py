"""The small province with real bytes in a store, for bundles."""

import random
import zlib
from datetime import date
from hashlib import sha256
from io import BytesIO
from itertools import count
from pathlib import Path

from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.models import Blob, Document, DocumentKind, DocumentVersion, SubmissionBundle
from evidence_repo.services.bundles import find_bundle, render_bundle, seal_bundle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.workflow.packs import reopen_pack
from storage import BlobStore
from tests.services.world import CRITERIA, NOW, World
from workflows.evidence import VerdictKind

SECRET = "BÍ MẬT CỦA NGƯỜI RÀ SOÁT"
"""A reviewer's comment, which no bundle may hold."""


class BundleWorld(World):
    """A province whose documents have bytes in `store`."""

    def __init__(self, database: Database, store: BlobStore) -> None:
        super().__init__(database)
        self._serial = count(1)
        self.store = store

    def _version(
        self, session: Session, document_id: int, number: int, actor: Actor, pages: int | None, media: str
    ) -> DocumentVersion:
        serial = next(self._serial)
        content = b"%PDF-1.4\n" + random.Random(serial).randbytes(20_000 + serial)
        digest = sha256(content).hexdigest()
        self.store.put(digest, BytesIO(content), len(content))
        session.add(Blob(sha256=digest, size=len(content), crc32=zlib.crc32(content), created_at=NOW))
        session.flush()
        version = DocumentVersion(
            document_id=document_id,
            number=number,
            sha256=digest,
            media_type=media,
            file_name=f"bao-cao-{serial}.pdf",
            uploaded_by_id=actor.person_id,
            uploaded_at=NOW,
            page_count=pages,
            header_number=f"{serial}/BC-UBND",
            header_type="Báo cáo",
            header_issued_on=date(2017, 11, 20),
            header_issuer="UBND tỉnh An Giang",
            header_subject=f"Kết quả thực hiện nhiệm vụ số {serial}",
        )
        session.add(version)
        session.flush()
        return version

    def link(self, url: str = "https://angiang.gov.vn/tin/1", who: str = "lan") -> int:
        """Add a link with a captured copy; return its version's id."""
        version_id = self.document(who)
        with self.database.transaction() as session:
            version = session.get_one(DocumentVersion, version_id)
            document = session.get_one(Document, version.document_id)
            document.kind = DocumentKind.LINK
            document.link_url, document.link_title = url, "Tin về cải cách hành chính"
            document.link_seen_on = date(2017, 10, 2)
            version.header_number = version.header_type = version.header_subject = None
        return version_id

    def approve_with(
        self, code: str = "1.1.3", *, version: int | None = None, pages: str | None = None
    ) -> int:
        """Take one criterion the whole way to an approved pack with one sufficient piece; return it."""
        uploader, head = ("justice", "justice-head") if code == "2.1.1" else ("lan", "head")
        piece = self.cite(code, uploader, version=version, pages=pages)
        self.submit(code, head)
        self.judge(piece, comment=SECRET)
        self.approve(code)
        return piece

    def approve_explained(self, code: str = "1.1.3", *, text: str = "Đã ban hành muộn") -> int:
        """Take one criterion the whole way with a piece that passes by its explanation; return the piece."""
        piece = self.cite(code)
        self.submit(code)
        self.judge(piece, VerdictKind.NEEDS_EXPLANATION, comment=SECRET)
        self.return_(code)
        self.explain(piece, text=text)
        self.submit(code)
        self.judge(piece, VerdictKind.ACCEPTED_WITH_EXPLANATION, comment=SECRET)
        self.approve(code)
        return piece

    def approve_all(self) -> None:
        """Approve every pack of the cycle."""
        for code in CRITERIA:
            self.approve_with(code)

    def reopen(self, code: str = "1.1.3", *, seen_lock: int | None = None) -> None:
        with self.database.transaction() as session:
            pack = self.pack(session, code)
            actor = self.actor("approver")
            reopen_pack(session, actor, pack, "Bổ sung tài liệu", seen_lock=seen_lock, clock=self.clock)

    def approve_again(self, code: str = "1.1.3") -> None:
        """Submit and approve a reopened pack in which nothing needs a verdict."""
        self.submit(code)
        self.approve(code)

    def seal(self, *codes: str, who: str = "approver") -> int:
        """Seal the full bundle, or a partial one of these criteria; return its id."""
        with self.database.transaction() as session:
            packs = [self.pack(session, code) for code in codes] if codes else None
            return seal_bundle(session, self.actor(who), self.cycle(session), packs, self.clock).id

    def render(self, bundle_id: int) -> SubmissionBundle:
        return render_bundle(self.database, self.store, bundle_id, self.clock)

    def bundle(self, number: int, who: str = "approver") -> SubmissionBundle:
        with self.reading() as session:
            return find_bundle(session, self.actor(who), self.cycle(session), number)

    def zip_bytes(self, bundle: SubmissionBundle) -> bytes:
        assert bundle.zip_sha256
        with self.store.open(bundle.zip_sha256) as stream:
            return stream.read()

    def write_zip(self, bundle: SubmissionBundle, folder: Path) -> Path:
        path = folder / f"{bundle.name}.zip"
        path.write_bytes(self.zip_bytes(bundle))
        return path
