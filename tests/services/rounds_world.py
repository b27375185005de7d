"""A province whose Ministry has answered: rounds as they are imported, questions as they are accepted."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from evidence_repo.models import AppraisalRound, RoundQuestion
from evidence_repo.services.documents.spooling import SpooledFile
from evidence_repo.services.documents.uploads import keep_blob
from evidence_repo.services.people.sheets import SheetCells, SheetRow, read_rows
from evidence_repo.services.rounds.importing import RoundFacts, import_round
from evidence_repo.services.rounds.questions import accept_question
from evidence_repo.services.rounds.sheet import ROUND_COLUMNS
from evidence_repo.services.workflow.explanations import explain_question
from index.media import MediaType
from storage import BlobStore, LocalBlobStore
from tests.services.world import World
from workflows.rounds import RoundKind

HEAD = tuple(column.titles[0] for column in ROUND_COLUMNS)
ASKED = ("1.1.3", "", "1", "1", "0,5", "", "Chưa có tài liệu kiểm chứng", "Bổ sung báo cáo", "15/12/2017")


def sheet_rows(*rows: Sequence[str]) -> list[SheetRow]:
    """Return these rows as they are read from a workbook."""
    cells = [SheetCells(number, tuple(row)) for number, row in enumerate([HEAD, *rows], 1)]
    return read_rows(cells, ROUND_COLUMNS)


class Rounds:
    """What the Ministry sends, and what the approver and the agency do with it."""

    def __init__(self, world: World, folder: Path, store: BlobStore | None = None) -> None:
        self.world = world
        self.store = store or LocalBlobStore(folder / "rounds")
        self._folder = folder

    def spooled(self, data: bytes = b"workbook") -> SpooledFile:
        path = self._folder / "round.upload"
        path.write_bytes(data)
        return SpooledFile(path, sha256(data).hexdigest(), 1, len(data), MediaType.XLSX, "ket-qua.xlsx")

    def import_(
        self,
        *rows: Sequence[str],
        kind: RoundKind = RoundKind.PRELIMINARY,
        who: str = "coordinator",
        rank: int | None = None,
    ) -> int:
        file, world = self.spooled(), self.world
        keep_blob(self.store, file)
        facts = RoundFacts(kind, date(2017, 11, 20), "1234/BNV-CCHC", rank, 63 if rank else None)
        with world.database.transaction() as session:
            made: AppraisalRound = import_round(
                session,
                world.actor(who),
                world.cycle(session),
                facts,
                sheet_rows(*rows),
                file,
                store=self.store,
                clock=world.clock,
            )
            return made.id

    def ask(self, *rows: Sequence[str]) -> int:
        """Import a round with a question; return the question's id."""
        self.import_(*(rows or (ASKED,)))
        with self.world.reading() as session:
            newest = select(RoundQuestion.id).order_by(RoundQuestion.id.desc()).limit(1)
            return session.scalars(newest).one()

    def accept(self, question_id: int, who: str = "approver", seen_lock: int | None = None) -> bool:
        with self.world.database.transaction() as session:
            question = session.get_one(RoundQuestion, question_id)
            actor = self.world.actor(who)
            return accept_question(session, actor, question, seen_lock=seen_lock, clock=self.world.clock)

    def explain(self, question_id: int, who: str = "lan", text: str = "Đã ban hành ngày 01/12") -> int:
        with self.world.database.transaction() as session:
            question = session.get_one(RoundQuestion, question_id)
            actor, clock = self.world.actor(who), self.world.clock
            return explain_question(session, actor, question, text=text, clock=clock).id
