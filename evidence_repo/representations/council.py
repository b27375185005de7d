"""The council and its votes as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import CouncilVote, VotedPack
from evidence_repo.representations.schema import (
    COUNT,
    CRITERION,
    FLAG,
    ID,
    MOMENT,
    YEAR,
    Published,
    many,
    one_of,
    optional,
    same_as,
    text,
    thing,
    words,
)
from evidence_repo.services.screens.council_page import CouncilPage, VotePage
from workflows.council import MajorityBase, Outcome, Voice, VoteState


def council_json(page: CouncilPage, year: int) -> dict[str, Any]:
    """Return the council: whether it is on, its rules and members."""
    return {
        "year": year,
        "on": page.is_on,
        "quorum": str(page.rules.quorum),
        "majority": str(page.rules.majority),
        "base": page.rules.base.value,
        "members": [member.email for member in page.members],
    }


def vote_json(page: VotePage) -> dict[str, Any]:
    """Return the vote; what members answered is in it once it is closed."""
    vote = page.vote
    return {
        **_head(vote),
        "packs": [
            {
                **_counted(row.voted),
                "answered": row.answered,
                "own_voice": row.own_voice,
                "voices": [
                    {"member": each.member.email, "voice": each.voice.value, "words": each.words}
                    for each in row.voices
                ],
            }
            for row in page.rows
        ],
    }


def _head(vote: CouncilVote) -> dict[str, Any]:
    return {
        "number": vote.number,
        "year": vote.cycle.year,
        "title": vote.title,
        "state": vote.state.value,
        "quorum": str(vote.quorum),
        "majority": str(vote.majority),
        "base": vote.base.value,
        "opened_at": vote.opened_at.isoformat(),
        "closed_at": vote.closed_at.isoformat() if vote.closed_at else None,
    }


def _counted(voted: VotedPack) -> dict[str, Any]:
    return {
        "criterion": voted.criterion.label,
        "outcome": voted.outcome,
        "members": voted.members,
        "for": voted.voices_for,
        "against": voted.against,
        "abstained": voted.abstained,
    }


_SHARE = text(r"^\d+(/\d+)?$")
_COUNT = optional(COUNT, description="Null until the vote is closed.")

SCHEMAS = {
    "council": Published(
        "evidence-repo council show --json; evidence-repo council set --json; "
        "evidence-repo council members --json",
        "A cycle's council: whether approval needs its vote, how it decides, its members.",
        thing(
            year=YEAR,
            on=FLAG,
            quorum=_SHARE,
            majority=_SHARE,
            base=one_of(tuple(MajorityBase)),
            members=many(text("@")),
        ),
    ),
    "council-vote": Published(
        "; ".join(f"evidence-repo council {act} --json" for act in ("open", "vote", "close")),
        "One vote; what members answered is told once it is closed.",
        thing(
            number=ID,
            year=YEAR,
            title=words(),
            state=one_of(tuple(VoteState)),
            quorum=_SHARE,
            majority=_SHARE,
            base=one_of(tuple(MajorityBase)),
            opened_at=MOMENT,
            closed_at=optional(MOMENT),
            packs=many(
                thing(
                    **{
                        "criterion": CRITERION,
                        "outcome": optional(one_of(tuple(Outcome))),
                        "members": _COUNT,
                        "for": _COUNT,
                        "against": _COUNT,
                        "abstained": _COUNT,
                        "answered": COUNT,
                        "own_voice": optional(one_of(tuple(Voice))),
                        "voices": many(
                            thing(member=text("@"), voice=one_of(tuple(Voice)), words=optional(words()))
                        ),
                    }
                )
            ),
        ),
    ),
    "council-votes": Published(
        "evidence-repo council votes --json",
        "The votes, the newest first.",
        many(same_as("council-vote")),
    ),
    "council-minutes": Published(
        "evidence-repo council minutes --json",
        "The file that was written.",
        thing(number=ID, year=YEAR, file=words(), size=COUNT),
    ),
}
