"""All explanations of a criterion with all their rounds, as one paper (văn bản giải trình)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import Criterion, DocumentVersion, Explanation
from evidence_repo.reports.document import render_paper
from evidence_repo.reports.paper import Block, Heading, Labelled, Paper, PaperHead, Signature
from evidence_repo.reports.text import printable
from evidence_repo.services.bundles import words
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import (
    can_see_comments,
    relation_to_criterion,
    visible_explanations,
)
from workflows.explanations import ExplanationState

_STATES = {
    ExplanationState.DRAFT: "Dự thảo",
    ExplanationState.SUBMITTED: "Đã nộp, chờ xem xét",
    ExplanationState.ACCEPTED: "Chấp nhận giải trình",
    ExplanationState.REJECTED: "Chưa chấp nhận giải trình",
}


def render_rounds(session: Session, actor: Actor, criterion: Criterion) -> bytes:
    """Return the paper, as far as this person may see; raise `NotVisible` where there is no explanation.

    The same rounds give the same bytes.
    """
    seen = select(Explanation).where(Explanation.criterion_id == criterion.id, visible_explanations(actor))
    rounds = sorted(session.scalars(seen), key=_order)
    if not rounds:
        raise NotVisible
    with_comments = can_see_comments(actor, relation_to_criterion(actor, criterion))
    agency, province = (
        words.one_line(name) for name in (criterion.lead_agency.name, criterion.cycle.province.name)
    )
    paper = Paper(
        PaperHead(
            issuer=agency.upper(),
            parent="" if agency == province else province.upper(),
            place=words.place_of(province),
            year=max(_moments(rounds)).year,
        ),
        kind=f"VĂN BẢN {words.EXPLANATION.upper()}",
        subject=f"{criterion.label}. {words.one_line(criterion.title)}",
        body=tuple(_body(rounds, with_comments)),
        signature=Signature(words.HEAD_OF_AGENCY),
    )
    return render_paper(paper, author=province, created=max(_moments(rounds)))


def _order(one: Explanation) -> tuple[int, int, int]:
    """Order by target as the criterion's page does: products, pieces, then what else is explained."""
    product = one.product or (one.evidence.product if one.evidence else None)
    target = one.evidence_id or one.question_id or one.measurement_id or 0
    return (product.ordinal if product else 999, target, one.round)


def _moments(rounds: Sequence[Explanation]) -> Iterator[datetime]:
    for one in rounds:
        yield from (moment for moment in (one.written_at, one.submitted_at, one.decided_at) if moment)


def _body(rounds: Sequence[Explanation], with_comments: bool) -> Iterator[Block]:
    targets = groupby(rounds, key=lambda one: _order(one)[:2])
    for number, (_, of_target) in enumerate(targets, 1):
        each = list(of_target)
        yield Heading(f"{number}. {_target(each[0])}")
        for one in each:
            yield from _round(one, with_comments)


def _target(one: Explanation) -> str:
    if one.evidence is not None:
        version = one.evidence.version
        return f"Tài liệu: {words.one_line(version.header_number or '')} {words.one_line(version.title)}"
    prefix = f"Sản phẩm {one.product.ordinal}: " if one.product else ""
    return prefix + words.one_line(one.target_text)


def _round(one: Explanation, with_comments: bool) -> Iterator[Block]:
    kind = words.EXPLANATION_KINDS[one.kind.value]
    yield Labelled(f"Giải trình lần {one.round}", f"{kind}. {_STATES[one.state]}{_time(one)}.")
    yield from printable(one.text).split("\n")
    yield Labelled("Căn cứ", printable(one.legal_basis or "không nêu"))
    yield Labelled("Tài liệu kèm theo", "; ".join(map(_document, one.documents)) or "không có")
    if with_comments and one.decision_comment and one.state is not ExplanationState.SUBMITTED:
        yield Labelled("Ý kiến rà soát", printable(one.decision_comment))


def _time(one: Explanation) -> str:
    parts = [f", hạn {one.last_day:%d/%m/%Y}"] if one.last_day else []
    if one.submitted_at:
        late = " (quá hạn)" if one.is_late else ""
        parts.append(f", nộp lúc {words.moment(one.submitted_at.isoformat())}{late}")
    return "".join(parts)


def _document(version: DocumentVersion) -> str:
    number = f"{words.one_line(version.header_number)} " if version.header_number else ""
    return f"{number}{words.one_line(version.title)}"
