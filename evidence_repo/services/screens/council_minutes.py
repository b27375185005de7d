"""The minutes (biên bản) of a vote of the council as a paper."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_repo.clock import HANOI
from evidence_repo.errors import Refused
from evidence_repo.models import CouncilVote, VotedPack
from evidence_repo.reports.document import render_paper
from evidence_repo.reports.paper import Block, Grid, Heading, Labelled, Paper, PaperHead, Signature
from evidence_repo.reports.text import printable
from evidence_repo.services.bundles import words
from evidence_repo.words import N_
from index.text import vietnamese_order
from workflows.council import MajorityBase, Outcome, Voice

_VOICES = {Voice.FOR: "Tán thành", Voice.AGAINST: "Không tán thành", Voice.ABSTAIN: "Không có ý kiến"}
_OUTCOMES = {
    Outcome.PASSED: "Thông qua",
    Outcome.NOT_PASSED: "Không thông qua",
    Outcome.NO_QUORUM: "Không đủ số thành viên tham gia",
}
_BASES = {
    MajorityBase.MEMBERS: "số thành viên có quyền biểu quyết",
    MajorityBase.ANSWERS: "số thành viên tham gia biểu quyết",
}
_RESULT_HEADS = ("Tiêu chí", "Thành viên", "Tán thành", "Không tán thành", "Không có ý kiến", "Kết quả")
_VOICE_HEADS = ("Tiêu chí", "Thành viên", "Ý kiến", "Ghi chú")


def render_minutes(vote: CouncilVote) -> bytes:
    """Return the minutes of a vote that is closed; the same vote gives the same bytes."""
    if vote.closed_at is None:
        raise Refused(N_("The minutes can be made once the vote is closed."), code="vote_open")
    province = words.one_line(vote.cycle.province.name)
    paper = Paper(
        PaperHead(
            issuer="HỘI ĐỒNG RÀ SOÁT TÀI LIỆU KIỂM CHỨNG",
            parent=province.upper(),
            place=words.place_of(province),
            year=vote.closed_at.astimezone(HANOI).year,
            symbol="BB-HĐ",
        ),
        kind="BIÊN BẢN",
        subject=f"Biểu quyết hồ sơ tài liệu kiểm chứng Chỉ số cải cách hành chính năm {vote.cycle.year}",
        body=tuple(_body(vote)),
        signature=Signature("CHỦ TỊCH HỘI ĐỒNG", authority=("TM. HỘI ĐỒNG",)),
        recipients=("Các thành viên hội đồng", "Lưu: VT"),
    )
    return render_paper(paper, author=province, created=vote.closed_at)


def _body(vote: CouncilVote) -> Iterator[Block]:
    yield Labelled("Nội dung biểu quyết", printable(vote.title))
    yield Labelled("Thời gian", f"từ {words.moment(_iso(vote, opened=True))} đến {words.moment(_iso(vote))}")
    yield Labelled("Người mở và kết thúc biểu quyết", _people(vote))
    yield Heading("1. Quy tắc biểu quyết")
    yield (
        f"Biểu quyết có giá trị khi có ít nhất {vote.quorum} số thành viên có quyền biểu quyết tham gia; "
        f"thông qua khi quá {vote.majority} {_BASES[vote.base]} tán thành. Thành viên đã tham gia chuẩn bị "
        "hoặc rà soát hồ sơ nào thì không biểu quyết hồ sơ đó."
    )
    yield Heading("2. Kết quả")
    yield Grid(_RESULT_HEADS, [_result(voted) for voted in vote.packs], (3, 1.3, 1.3, 1.5, 1.5, 2.4))
    yield Heading("3. Ý kiến của từng thành viên")
    voices = [row for voted in vote.packs for row in _voices(voted)]
    yield Grid(_VOICE_HEADS, voices, (2, 3, 2, 4)) if voices else "Không có thành viên nào biểu quyết."


def _iso(vote: CouncilVote, *, opened: bool = False) -> str:
    at = vote.opened_at if opened else vote.closed_at
    assert at is not None  # minutes are of closed votes
    return at.isoformat()


def _people(vote: CouncilVote) -> str:
    names = [vote.opened_by.name, vote.closed_by.name if vote.closed_by else ""]
    return ", ".join(words.one_line(name) for name in dict.fromkeys(names) if name)


def _result(voted: VotedPack) -> tuple[str, ...]:
    counts = (voted.members, voted.voices_for, voted.against, voted.abstained)
    label = words.one_line(f"{voted.criterion.label}. {voted.criterion.title}")
    outcome = _OUTCOMES[voted.outcome] if voted.outcome else ""
    return (label, *(str(count or 0) for count in counts), outcome)


def _voices(voted: VotedPack) -> Iterator[tuple[str, ...]]:
    for each in sorted(voted.voices, key=lambda each: vietnamese_order(each.member.name)):
        said = words.one_line(each.words or "")
        yield voted.criterion.label, words.one_line(each.member.name), _VOICES[each.voice], said
